# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A subnet with both families of addresses: every packet has one, and only rules and routes of that one count."""

from __future__ import annotations

from dataclasses import replace

from ...worlds import ROUTE_TABLE_ID, VNET_ID
from .doubt import ADDRESS, NAME, QUESTION, Doubt, add_row, cluster_subnet, deny, locked, network_rule, route

MINE, SPACE, THERE = "fd00:20:1::7", "fd00:20::/32", "2001:db8::10"
BOTH = replace(QUESTION, sources=("10.20.1.7", MINE))
# The name has addresses of the one family, of the other, or of both.
EITHER = {"addresses": ({NAME: (ADDRESS,)}, {NAME: (THERE,)})}


def rows_of_one_family(_random):
    """The security group lets the subnet's IPv4 prefix out and nothing else: IPv4 is not the worse for it."""
    documents = _dual_stack()
    add_row(documents, "out", 200, "Allow", source="10.20.1.0/24", destination="*")
    add_row(documents, "stop", destination="*")
    return Doubt("IPv4 rows", documents, BOTH, facts=EITHER)


def past_the_firewall(random):
    """The default route is for IPv4: what goes by IPv6 leaves past the firewall, unless a route of its own drops it."""
    documents = _dual_stack()
    dropped = random.random() < 0.5
    if dropped:
        documents[ROUTE_TABLE_ID.lower()]["properties"]["routes"].append(route("six", "::/0", "None"))
    return Doubt(f"past the firewall, IPv6 dropped: {dropped}", documents, BOTH, facts=EITHER)


def rule_of_the_other_family(_random):
    """A firewall's rule for IPv6 sources says nothing about IPv4."""
    documents = _dual_stack()
    deny(documents, network_rule(sourceAddresses=["fd00:20:1::/64"], destinationAddresses=["::/0"]))
    return Doubt("rule for IPv6", documents, BOTH, facts=EITHER)


def _dual_stack():
    documents = locked()
    documents[VNET_ID.lower()]["properties"]["addressSpace"]["addressPrefixes"].append(SPACE)
    own = cluster_subnet(documents)["properties"]
    own["addressPrefixes"] = [own.pop("addressPrefix"), "fd00:20:1::/64"]
    return documents


KINDS = (rows_of_one_family, past_the_firewall, rule_of_the_other_family)
