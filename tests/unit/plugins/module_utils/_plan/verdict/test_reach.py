# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a subnet gets to its next hop: within its network, through a peering, or nobody knows."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import reach
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.matches import Cause
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.reach import Around

from .documents import HUB, HUB_ID, SPOKE, SPOKE_ID, hub, peering, spoke, table, virtual_network

HOP, OTHER = "10.0.1.4", "10.9.1.4"
FAR = {"name": "AzureFirewallSubnet", "properties": {"addressPrefix": "10.0.1.0/26"}}


def near(state="Connected", **properties):
    """The spoke, with its side of the peering in this state."""
    return virtual_network(SPOKE, peering(HUB, state, **properties))


def far(state="Connected", subnets=(), **properties):
    """The hub, with its side."""
    found = virtual_network(HUB, peering(SPOKE, state, remote=SPOKE_ID, **properties), id=HUB_ID)
    found["properties"]["subnets"] = list(subnets)
    return found


def around(network=None, hop_network=None, routes=None):
    return Around(network, "snet", hop_network, routes)


def named(mine, theirs):
    """A peering of some subnets."""
    return {"peerCompleteVnets": False, "localSubnetNames": [mine], "remoteSubnetNames": [theirs]}


def narrow(space):
    """The hub, whose side of the peering knows this of the spoke."""
    found = virtual_network(HUB, peering(space, remote=SPOKE_ID), id=HUB_ID)
    found["properties"]["subnets"] = [FAR]
    return found


OFF = table(disablePeeringRoute="All")
BOTH_WAYS = virtual_network(SPOKE, peering(HUB, "Disconnected"), peering(HUB))
TO_VIRTUAL_HUB = virtual_network(SPOKE, {**peering(HUB), "name": "RemoteVnetToHubPeering_4711"})
# (why, the hop, what is around, whether it is reached, the cause of what is open)
HOPS = [
    ("it lies in the network", "10.20.9.4", around(spoke()), True, ""),
    ("through a peering that is whole on both sides", HOP, around(spoke(), hub()), True, ""),
    ("one that is Connected counts before one that is not", HOP, around(BOTH_WAYS, hub()), True, ""),
    (
        "the subnets of it are joined",
        HOP,
        around(near(**named("snet", "AzureFirewallSubnet")), far(subnets=[FAR])),
        True,
        "",
    ),
    ("the table takes routes of peerings", HOP, around(spoke(), hub(), table(disablePeeringRoute="None")), True, ""),
    ("the peering lost its other side", HOP, around(near("Disconnected")), False, ""),
    ("it never had one", HOP, around(near("Initiated")), False, ""),
    ("it carries IPv6 alone", HOP, around(near(enableOnlyIPv6Peering=True), hub()), False, ""),
    (
        "it joins another subnet",
        HOP,
        around(near(**named("apps", "AzureFirewallSubnet")), far(subnets=[FAR])),
        False,
        "",
    ),
    ("it joins another one there", HOP, around(near(**named("snet", "other")), far(subnets=[FAR])), False, ""),
    ("no peering leads there", OTHER, around(spoke(), hub()), None, Cause.UNPROVEN_HOP),
    ("the table takes none of their routes", HOP, around(spoke(), hub(), OFF), None, Cause.UNPROVEN_HOP),
    ("access is off here", HOP, around(near(allowVirtualNetworkAccess=False), hub()), None, Cause.UNPROVEN_HOP),
    ("access is off there", HOP, around(spoke(), far(allowVirtualNetworkAccess=False)), None, Cause.UNPROVEN_HOP),
    ("it takes nothing forwarded", HOP, around(near(allowForwardedTraffic=False), hub()), None, Cause.UNPROVEN_HOP),
    ("the other side need not", HOP, around(spoke(), far(allowForwardedTraffic=False)), True, ""),
    ("it is being changed", HOP, around(near(provisioningState="Updating"), hub()), None, Cause.UNPROVEN_HOP),
    ("the other side is gone by now", HOP, around(spoke(), far("Disconnected")), None, Cause.UNPROVEN_HOP),
    (
        "the other network knows of none",
        HOP,
        around(spoke(), virtual_network(HUB, id=HUB_ID)),
        None,
        Cause.UNPROVEN_HOP,
    ),
    ("the other side does not know the subnet", HOP, around(spoke(), narrow("10.99.0.0/16")), None, Cause.UNPROVEN_HOP),
    ("nor all of it", HOP, around(spoke(), narrow("10.20.0.0/17")), None, Cause.UNPROVEN_HOP),
    (
        "the other side carries IPv6 alone",
        HOP,
        around(spoke(), far(enableOnlyIPv6Peering=True)),
        None,
        Cause.UNPROVEN_HOP,
    ),
    (
        "the other side names other subnets",
        HOP,
        around(spoke(), far(subnets=[FAR], **named("AzureFirewallSubnet", "apps"))),
        None,
        Cause.UNPROVEN_HOP,
    ),
    ("a firewall in a virtual hub", HOP, around(TO_VIRTUAL_HUB), None, Cause.UNPROVEN_HOP),
    (
        "the network was not read",
        HOP,
        Around(None, "snet", unread={"virtual_network": "it is hidden"}),
        None,
        Cause.UNREADABLE,
    ),
    (
        "the other one was not",
        HOP,
        Around(spoke(), "snet", unread={"hop_network": "it is hidden"}),
        None,
        Cause.UNREADABLE,
    ),
]


@pytest.mark.parametrize(("why", "hop", "known", "sure", "cause"), HOPS, ids=[case[0] for case in HOPS])
def test_a_next_hop_is_reached_is_not_or_nobody_can_tell(why, hop, known, sure, cause):
    found = reach.of_hop(hop, known)
    assert (found.sure, found.cause) == (sure, cause), why
    assert bool(found.why) is (sure is not True)


def test_nothing_else_is_in_the_subnet_of_the_firewall():
    known = around(spoke(), far(subnets=[FAR]))
    assert reach.is_beside("10.0.1.9", HOP, known)
    assert not reach.is_beside("10.0.2.9", HOP, known) and not reach.is_beside(None, HOP, known)
    assert not reach.is_beside("10.0.1.9", HOP, around(spoke()))
    assert not reach.is_beside("10.0.1.9", "10.20.240.4", known), "that of another firewall"
    assert reach.is_beside("10.0.1.9", None, known) and not reach.is_beside("10.0.2.9", None, known), "it is stopped"
