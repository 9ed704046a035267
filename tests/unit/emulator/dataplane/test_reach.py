# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a packet gets to its next hop.

Where the facts come from:

- manage-peering: Microsoft Learn, "Create, change, or delete a virtual network peering"
  (azure-docs, articles/virtual-network/virtual-network-manage-peering.md). The editions differ: those of 2018 and of
  2025-05-08 have it that traffic flows only where access is allowed; those between say that clearing the option "only
  changes the definition of the VirtualNetwork service tag" and "doesn't fully prevent traffic flow", and the same of
  forwarded traffic. So both are part of the truth of a world.
- subnet-peering: "How to configure subnet peering" (how-to-configure-subnet-peering.md): subnets that are not peered
  have the routes as well, and their packets are dropped.
- the REST reference of Virtual Network Peerings: remoteAddressSpace is "the address space peered with the remote
  virtual network", remoteVirtualNetworkAddressSpace its "current address space"; peeringState.
- the REST reference of Route Tables, 2025-07-01: with disablePeeringRoute "All" no route of a peering is used.
- virtual-networks-udr-overview: a next hop "must have direct connectivity without having to route through
  ExpressRoute Gateway or Virtual WAN".
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.tests.emulator.dataplane import Place, Truth, reach, reaches

HOP = "10.0.1.4"


def network(name, prefix, *peerings, subnets=()):
    properties = {
        "addressSpace": {"addressPrefixes": [prefix]},
        "subnets": [{"name": one, "properties": {"addressPrefix": where}} for one, where in subnets],
        "virtualNetworkPeerings": list(peerings),
    }
    return {"id": f"/networks/{name}", "name": name, "properties": properties}


def side(remote, prefix, **members):
    properties = {
        "peeringState": "Connected",
        "remoteVirtualNetwork": {"id": f"/Networks/{remote}"},
        "allowVirtualNetworkAccess": True,
        "allowForwardedTraffic": True,
        "remoteAddressSpace": {"addressPrefixes": [prefix]},
        **members,
    }
    return {"name": f"to-{remote}", "properties": properties}


def place(near=None, far=None, table=None, truth=Truth(), hub_side=True):  # noqa: B008 -- it never changes
    """The spoke's subnet `own`, peered with a hub whose firewall has HOP; `near` and `far` change the sides."""
    back = [side("spoke", "10.20.0.0/16", **(far or {}))] if hub_side else []
    subnets = [("AzureFirewallSubnet", "10.0.1.0/24"), ("other", "10.0.2.0/24")]
    hub = network("hub", "10.0.0.0/16", *back, subnets=subnets)
    spoke = network("spoke", "10.20.0.0/16", side("hub", "10.0.0.0/16", **(near or {})))
    return Place(spoke, "own", table, {"/networks/hub": hub, "/networks/spoke": spoke}, truth)


def test_the_network_itself_and_a_peer_are_reached_and_nothing_else():
    alone = replace(place(), truth=Truth(connected=frozenset()))
    assert reaches(alone, "10.20.9.9")
    assert reaches(alone, HOP)
    assert not reaches(alone, "10.60.0.4")


@pytest.mark.parametrize("state", ["Initiated", "Disconnected"])
def test_a_peering_works_only_with_both_sides_connected(state):
    # manage-peering: deleting one side "disables the communication", and the other becomes Disconnected.
    nobody = Truth(connected=frozenset())
    assert not reaches(place(near={"peeringState": state}, truth=nobody), HOP)
    assert not reaches(place(far={"peeringState": state}, truth=nobody), HOP)
    assert not reaches(place(truth=nobody, hub_side=False), HOP)


@pytest.mark.parametrize(
    "sides", [{"near": {"allowVirtualNetworkAccess": False}}, {"far": {"allowVirtualNetworkAccess": False}}]
)
def test_whether_access_switched_off_stops_packets_is_part_of_the_truth(sides):
    assert not reaches(place(**sides, truth=Truth(access_off_stops=True)), HOP)
    assert reaches(place(**sides, truth=Truth(access_off_stops=False)), HOP)
    with pytest.raises(ValueError, match="nobody said: access_off_stops"):
        reaches(place(**sides), HOP)


def test_whether_answers_count_as_forwarded_is_part_of_the_truth_for_the_near_side_only():
    off = {"allowForwardedTraffic": False}
    assert not reaches(place(near=off, truth=Truth(answers_need_forwarding=True)), HOP)
    assert reaches(place(near=off, truth=Truth(answers_need_forwarding=False)), HOP)
    with pytest.raises(ValueError, match="nobody said: answers_need_forwarding"):
        reaches(place(near=off), HOP)
    assert reaches(place(far=off), HOP)


@pytest.mark.parametrize(
    ("mine", "theirs", "expected"),
    [
        (["Own"], ["AzureFirewallSubnet"], True),
        (["own"], ["other"], False),
        (["another"], ["AzureFirewallSubnet"], False),
        (["own"], None, False),
    ],
)
def test_a_peering_of_subnets_carries_packets_of_those_only(mine, theirs, expected):
    near = {"peerCompleteVnets": False, "localSubnetNames": mine, "remoteSubnetNames": theirs}
    assert reaches(place(near=near), HOP) is expected


def test_a_peering_for_ipv6_carries_no_ipv4():
    assert not reaches(place(near={"enableOnlyIPv6Peering": True}), HOP)


def test_what_is_peered_counts_and_not_what_the_network_has_by_now():
    stale = {"remoteAddressSpace": {"addressPrefixes": ["10.9.0.0/16"]}}
    current = {"remoteVirtualNetworkAddressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}
    assert not reaches(place(near={**stale, **current}, truth=Truth(connected=frozenset())), HOP)


def test_a_table_can_switch_routes_of_peerings_off():
    off = {"properties": {"disablePeeringRoute": "All"}}
    nobody = Truth(connected=frozenset())
    assert not reaches(place(table=off, truth=nobody), HOP)
    assert reaches(place(table={"properties": {"disablePeeringRoute": "None"}}), HOP)
    assert reach.spaces(place(table=off)) == (("10.20.0.0/16",), ())


def test_a_connected_group_needs_no_peering():
    # Microsoft Learn, virtual-network-manager/concept-connectivity-configuration: a mesh connects by a group.
    unpeered = place(near={"peeringState": "Initiated"}, hub_side=False)
    with pytest.raises(ValueError, match="nobody said: connected"):
        reaches(unpeered, HOP)
    for group, expected in ({"/networks/spoke", "/networks/hub"}, True), ({"/networks/hub"}, False):
        truth = Truth(connected=frozenset({frozenset(group)}))
        assert reaches(replace(unpeered, truth=truth), HOP) is expected


def test_whether_a_route_may_name_a_firewall_in_a_virtual_hub_is_part_of_the_truth():
    spoke = network("spoke", "10.20.0.0/16", {**side("HV_hub", "10.0.0.0/16"), "name": "RemoteVnetToHubPeering_1"})
    for works in (True, False):
        assert reaches(Place(spoke, truth=Truth(hub_hops_work=works)), HOP) is works
    with pytest.raises(ValueError, match="nobody said: hub_hops_work"):
        reaches(Place(spoke), HOP)


def test_the_spaces_of_peers_are_in_the_tag_only_with_access():
    assert reach.spaces(place()) == (("10.20.0.0/16", "10.0.0.0/16"), ())
    assert reach.spaces(place(far={"allowVirtualNetworkAccess": False})) == (("10.20.0.0/16",), ("10.0.0.0/16",))
    assert reach.spaces(place(near={"peeringState": "Disconnected"})) == (("10.20.0.0/16",), ())


def test_a_peering_with_a_network_that_is_not_in_the_world_is_refused():
    with pytest.raises(ValueError, match="there is no /networks/hub in this world"):
        reaches(replace(place(), networks={}), HOP)


def test_a_subnet_has_its_prefixes_in_either_of_two_members():
    assert reach.prefixes_of({"addressPrefix": "10.0.0.0/24"}) == ["10.0.0.0/24"]
    assert reach.prefixes_of({"addressPrefixes": ["10.0.0.0/24", "fd00::/64"]}) == ["10.0.0.0/24", "fd00::/64"]
    assert reach.prefixes_of({}) == []


def test_of_a_peering_that_has_not_settled_a_whole_world_has_to_say_what_is_in_force():
    unsettled = {"provisioningState": "Failed"}
    assert reaches(place(near=unsettled), HOP)
    with pytest.raises(ValueError, match="in force of to-hub"):
        reaches(place(near=unsettled, truth=Truth(whole=True)), HOP)
