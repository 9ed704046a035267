# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plan is decided on besides: options of the modules that plan."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  purge:
    description:
      - Remove collections whose name begins with O(collection_prefix) and that the plan does not name. O(state=absent)
        ignores it, since a removal
        takes away what is the cluster's and nothing else. Does not go with O(additive), nor with a return to
        a network.
      - Collections that are named after another cluster, of any subscription that the login can see, stay. Where
        clusters cannot be listed this is an error.
    type: bool
    default: false
"""
