# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members that nobody knows."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator.dataplane import (
    Truth,
    next_hop,
    policy_flow,
    security_group,
    strangers,
)

KNOWN = {"name"}


@pytest.mark.parametrize("empty", [None, "", [], {}])
def test_an_empty_member_asks_for_nothing(empty):
    assert strangers.are_met({"name": "x", "new": empty}, KNOWN, Truth(whole=True))


def test_in_a_whole_world_somebody_has_to_say_whether_it_is_met():
    item = {"name": "x", "new": 1, "newer": False}
    with pytest.raises(ValueError, match="nobody said what new"):
        strangers.are_met(item, KNOWN, Truth(whole=True))
    for told, expected in ({"new": True, "newer": True}, True), ({"new": True, "newer": False}, False):
        assert strangers.are_met(item, KNOWN, Truth(whole=True, strangers=told)) is expected
    assert strangers.are_met(item, KNOWN, Truth())


def flow(**members):
    rule = {"name": "r", "ruleType": "NetworkRule", "ipProtocols": ["TCP"], "destinationPorts": ["443"], **members}
    one = {"name": "c", "priority": 100, "ruleCollectionType": "FirewallPolicyFilterRuleCollection", "rules": [rule]}
    group = {"name": "g", "properties": {"priority": 100, "ruleCollections": [{**one, "action": {"type": "Allow"}}]}}
    asked = {"countries": {"192.0.2.1": "NL", "10.0.0.4": "US"}, "selected": {"/pods": ("10.0.0.0/24",)}}

    def passes(**truth):
        told = Truth(**{**asked, **truth})
        chain = [({"name": "p", "properties": {}}, [group])]
        return policy_flow(chain, "10.0.0.4", port=443, protocol="TCP", address="192.0.2.1", truth=told).allowed

    return passes


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"sourceAddresses": ["*"], "destinationGeoLocations": ["NL", "BE"]}, True),
        ({"sourceAddresses": ["*"], "destinationGeoLocations": ["US"]}, False),
        ({"sourceGeoLocations": ["US"], "destinationAddresses": ["*"]}, True),
        ({"sourceKubeSelectorGroups": ["/Pods"], "destinationAddresses": ["*"]}, True),
        ({"sourceKubeSelectorGroups": ["/others"], "destinationAddresses": ["*"]}, False),
    ],
)
def test_countries_and_selectors_stand_in_place_of_addresses(members, expected):
    # Az.Network, New-AzFirewallPolicyNetworkRule: addresses, IP groups, names and countries "are exclusive to each
    # other", for the source as for the destination. That selectors are so too is inferred.
    assert flow(**members)() is expected


def test_where_an_address_lies_and_what_a_selector_selects_has_to_be_said():
    with pytest.raises(ValueError, match="nobody said: countries"):
        flow(sourceAddresses=["*"], destinationGeoLocations=["NL"])(countries=None)
    with pytest.raises(ValueError, match="nobody said: selected"):
        flow(sourceKubeSelectorGroups=["/pods"], destinationAddresses=["*"])(selected=None)


@pytest.mark.parametrize("met", [True, False])
def test_a_rule_a_row_and_a_route_match_only_if_it_is_met(met):
    told = Truth(whole=True, strangers={"new": met}, addresses={})
    assert flow(sourceAddresses=["*"], destinationAddresses=["*"], new=1)(whole=True, strangers={"new": met}) is met
    row = {
        "priority": 100,
        "access": "Deny",
        "direction": "Outbound",
        "protocol": "*",
        "destinationPortRange": "*",
        "new": 1,
    }
    ends = {"sourceAddressPrefix": "*", "destinationAddressPrefix": "*"}
    group = {"properties": {"securityRules": [{"name": "r", "properties": {**row, **ends}}]}}
    asked = {"direction": "Outbound", "source": "10.0.0.4", "destination": "192.0.2.1", "port": 443}
    assert security_group(group, truth=told, **asked).allowed is not met
    route = {"name": "r", "properties": {"addressPrefix": "192.0.2.0/24", "nextHopType": "None", "new": 1}}
    assert (next_hop({"properties": {"routes": [route]}}, "192.0.2.1", truth=told).type == "None") is met


def test_of_equal_next_hops_a_flow_has_one():
    # REST reference of Routes, 2025-07-01: nextHop.nextHopIpAddresses, only with VirtualApplianceEcmp.
    hops = {"nextHopType": "VirtualApplianceEcmp", "nextHop": {"nextHopIpAddresses": ["10.0.0.4", "10.0.0.5"]}}
    table = {"properties": {"routes": [{"name": "r", "properties": {"addressPrefix": "0.0.0.0/0", **hops}}]}}
    found = [next_hop(table, "192.0.2.1", truth=Truth(hashed=number)).address for number in range(3)]
    assert found == ["10.0.0.4", "10.0.0.5", "10.0.0.4"]
    with pytest.raises(ValueError, match="nobody said: hashed"):
        next_hop(table, "192.0.2.1")
