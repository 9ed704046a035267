# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a check looks at besides: options of the modules that check."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  service_tags:
    description:
      - The prefixes of all service tags, for the check. V(true) reads them, an answer of some megabytes for each
        region.
        A dictionary is taken for them, the answer of the Service Tag Discovery API or the weekly file of the download
        centre.
      - Without them a rule or route for a tag that no documentation connects with a dependency cannot be judged.
    type: raw
    default: false
  diagnose:
    description:
      - Let the check ask the service itself, too, by C(diagnoseVirtualNetwork), which takes it minutes, within
        O(timeout). What it finds is a finding. A cluster that is not injected is not asked about, since an empty answer
        would prove nothing.
    type: bool
    default: false
  baseline:
    description:
      - The JSON report of an earlier run, as a path or as its text, with which the check at the end is compared. Tells
        what the cluster needs anew and no longer, which verdicts are others and by what, and other addresses of the
        firewall.
      - It is compared where it has the cluster, behind the same firewall, as a run or a check has found it. That of a
        preview never is. One of no use is the finding C(no_baseline), and stops nothing.
    type: raw
"""
