# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo world with a policy: in a virtual network and in a virtual hub, the same rules of other people."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.tests.emulator import worlds
from ansible_collections.adx.outbound.tests.emulator.worlds import foreign_rules, ids

WITH_POLICY = ("policy", "hub")


def demo(form):
    return dict(worlds.build("demo", firewall=form))


def collections(group):
    return group["properties"]["ruleCollections"]


def names(items):
    return [item["name"] for item in items]


def test_an_unknown_form_of_firewall_is_refused_by_name():
    with pytest.raises(ValueError, match="cloud"):
        worlds.build("demo", firewall="cloud")


@pytest.mark.parametrize("form", WITH_POLICY)
def test_the_firewall_has_a_policy_with_a_parent_and_no_rules_of_its_own(form):
    world = demo(form)
    firewall = world[worlds.FIREWALL_ID]["properties"]
    assert firewall["firewallPolicy"] == {"id": worlds.FIREWALL_POLICY_ID}
    assert not [name for name in firewall if name.endswith("RuleCollections")]
    assert world[worlds.FIREWALL_POLICY_ID]["properties"]["basePolicy"] == {"id": worlds.PARENT_POLICY_ID}


def test_both_forms_have_the_same_policies():
    first, second = (demo(form) for form in WITH_POLICY)
    shared = [name for name in first if "/firewallPolicies/" in name or "/ipGroups/" in name]
    assert len(shared) == 6
    assert [first[name] for name in shared] == [second[name] for name in shared]


def test_the_classic_world_has_no_policies():
    assert "firewallPolic" not in json.dumps(demo("classic"))


def test_a_firewall_in_a_hub_has_its_addresses_from_the_hub_and_no_network():
    world = demo("hub")
    firewall = world[worlds.FIREWALL_ID]["properties"]
    assert firewall["sku"]["name"] == "AZFW_Hub"
    assert firewall["virtualHub"]["id"] in world
    assert firewall["hubIPAddresses"]["privateIPAddress"] == "10.0.1.132"
    assert firewall["hubIPAddresses"]["publicIPs"] == {"addresses": [{"address": "203.0.113.10"}], "count": 1}
    assert "ipConfigurations" not in firewall
    assert ids.HUB_ID not in world and ids.FIREWALL_ADDRESS_ID not in world


@pytest.mark.parametrize(("form", "address"), [("classic", "10.0.1.4"), ("policy", "10.0.1.4"), ("hub", "10.0.1.132")])
def test_the_foreign_route_leads_to_the_firewall_in_every_form(form, address):
    routes = demo(form)[worlds.ROUTE_TABLE_ID]["properties"]["routes"]
    assert routes[0]["properties"]["nextHopIpAddress"] == address


def test_every_classic_collection_is_in_exactly_one_group_with_its_priority():
    world = demo("policy")
    classic = [*foreign_rules.network(), *foreign_rules.application(), *foreign_rules.nat()]
    groups = [world[ids.PARENT_GROUP_ID], world[ids.FOREIGN_GROUP_ID]]
    found = {item["name"]: item["priority"] for group in groups for item in collections(group)}
    assert found == {item["name"]: item["properties"]["priority"] for item in classic}
    assert sum(len(collections(group)) for group in groups) == len(classic)


def test_rules_keep_all_they_said_in_the_words_of_policies():
    world = demo("policy")
    platform = next(item for item in collections(world[ids.FOREIGN_GROUP_ID]) if item["name"] == "Net-Platform")
    classic = foreign_rules.network()[0]["properties"]
    for made, rule in zip(platform["rules"], classic["rules"], strict=True):
        assert (made.pop("ruleType"), made.pop("ipProtocols")) == ("NetworkRule", rule.pop("protocols"))
        assert made == rule
    assert platform["reviewHint"] == classic["reviewHint"]
    updates = next(item for item in collections(world[ids.FOREIGN_GROUP_ID]) if item["name"] == "app-updates")
    assert [item["port"] for item in updates["rules"][0]["protocols"]] == [443, 80]


def test_the_group_of_other_people_mixes_kinds_and_is_not_sorted():
    group = collections(demo("policy")[ids.FOREIGN_GROUP_ID])
    assert names(group) == ["app-updates", "nat-jump", "Net-Platform", "App-Web"]
    priorities = [item["priority"] for item in group]
    assert priorities != sorted(priorities)
    kinds = {rule["ruleType"] for item in group for rule in item["rules"]}
    assert kinds == {"NatRule", "NetworkRule", "ApplicationRule"}


def test_the_shared_group_has_what_only_policies_have_and_unknown_members_at_three_depths():
    group = demo("policy")[worlds.SHARED_GROUP_ID]
    pages, clocks = collections(group)
    _news, reports = pages["rules"]
    text = json.dumps(group)
    assert all(f'"{name}"' in text for name in ("webCategories", "targetUrls", "sourceIpGroups", "destinationFqdns"))
    assert reports["terminateTLS"] is True
    assert reports["httpHeadersToInsert"] == [{"headerName": "X-Tenant", "headerValue": "contoso"}]
    assert {"ticketHint"} <= set(group["properties"])
    assert {"ownerHint"} <= set(clocks)
    assert {"samplingHint"} <= set(reports)
