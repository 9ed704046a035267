# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where clusters are: options of the modules that plan and check."""

from __future__ import annotations


class ModuleDocFragment:
    DOCUMENTATION = r"""
options:
  firewall:
    description:
      - The firewall, as a name in O(resource_group), a resource id, or a dictionary with C(name), C(resource_group) and
        C(subscription_id). Whether it keeps its rules itself, is governed by a policy or stands in a virtual hub is
        found out, and the rules go where they belong.
      - Or a firewall that is not Azure's, as a dictionary with C(next_hop), the IPv4 address that routes lead to.
        Nothing can be written to it or read from it, so it is routed to only once somebody has approved the plan, and
        with it what the appliance has to let through.
      - Needed unless O(firewall_policy) is given.
    type: raw
  firewall_policy:
    description:
      - The policy whose rules count, in the same forms, where it is not the firewall's own but one that this inherits
        from, or where only the policy is known. Without O(firewall) it must govern exactly one.
    type: raw
  resource_group:
    description: Resource group of what is given by its name alone.
    type: str
  subnet:
    description:
      - The subnet, as a resource id or a dictionary with C(name), C(virtual_network_name), C(resource_group) and
        C(subscription_id). The one that a cluster itself names when not given.
    type: raw
  route_table:
    description:
      - The route table, in the forms of O(firewall). The table of the subnet when not given, and where that has none a
        new one beside the virtual network.
    type: raw
"""
