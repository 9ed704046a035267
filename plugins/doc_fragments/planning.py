# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plan is decided on besides: options of the modules that plan."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  region:
    description:
      - With O(state=absent), the region of a cluster that is gone, where nothing it has left behind tells it.
      - One that is not the region of a cluster which is there is refused.
    type: str
  owned_prefix:
    description: With O(purge), collections whose name begins with this are yours.
    type: str
  purge:
    description:
      - Remove collections with O(owned_prefix) that the plan does not name. O(state=absent) ignores it, since a removal
        takes away what is the cluster's and nothing else. Does not go with O(additive).
      - Collections that are named after another cluster, of any subscription that the login can see, stay. Where
        clusters cannot be listed this is an error.
    type: bool
    default: false
  gate:
    description:
      - Stop before anything is routed when the firewall would block a dependency, and before the rules are taken away
        when traffic that still goes to the firewall needs them.
      - A plan refuses rules that would no longer allow what the cluster needs from all of its subnet while its traffic
        goes to the firewall.
    type: bool
    default: true
"""
