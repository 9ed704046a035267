# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a check asks the firewall's logs: an option of the modules that check."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  evidence:
    description:
      - Have the check ask the firewall's logs, too, what became of each dependency, and compare that with its verdict.
        V(true) asks for seven days, in the workspaces that the diagnostic settings of the firewall name.
      - A dictionary says otherwise, with C(since), C(workspace) and C(endpoint), which mean what they do in
        M(adx.outbound.egress_evidence_info).
      - In check mode of a call that writes nothing is asked, since what would be written is in no log.
    type: raw
    default: false
"""
