# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What comes into force when it is deployed.

- drafts: Microsoft Learn, firewall/draft-deploy (2025-05-05): deploying "replaces the entire applied policy", changes
  made after the draft "aren't preserved unless they're also added to the draft". Recorded (azure-cli-extensions,
  test_azure_policy_rcg_draft, 2024-07): the tier stays, what the draft leaves out of an object is gone, a group takes
  priority and collections of its draft.
- routes of managers: virtual-network-manager/concept-user-defined-route (2025): a rule with the destination of an
  existing route is ignored; with managed tables the subnet gets a new one with the existing routes.
"""

from __future__ import annotations

from ansible_collections.adx.outbound.tests.emulator.dataplane import changes

POLICY, GROUP = "/Policies/P", "/Policies/P/ruleCollectionGroups/G"
DOCUMENTS = {
    "/policies/p": {
        "id": POLICY,
        "properties": {
            "sku": {"tier": "Premium"},
            "threatIntelMode": "Deny",
            "dnsSettings": {"enableProxy": True},
            "ruleCollectionGroups": [{"id": GROUP}],
        },
    },
    "/policies/p/firewallpolicydrafts/default": {"properties": {"threatIntelMode": "Alert"}},
    GROUP.lower(): {"id": GROUP, "properties": {"priority": 100, "ruleCollections": ["old"], "size": "0.1 MB"}},
}
DRAFT = {f"{GROUP}/ruleCollectionGroupDrafts/default".lower(): {"properties": {"priority": 200, "ruleCollections": []}}}


def route(prefix):
    return {"name": prefix, "properties": {"addressPrefix": prefix, "nextHopType": "Internet"}}


def rule(prefix, hop, **members):
    destination = {"type": "AddressPrefix", "destinationAddress": prefix}
    return {"name": "r", "properties": {"destination": destination, "nextHop": {"nextHopType": hop, **members}}}


def test_a_draft_replaces_what_it_could_have_and_leaves_the_rest():
    properties = changes.deployed(DOCUMENTS, POLICY)["/policies/p"]["properties"]
    groups = {"ruleCollectionGroups": [{"id": GROUP}]}
    assert properties == {"sku": {"tier": "Premium"}, "threatIntelMode": "Alert", **groups}


def test_a_group_becomes_its_draft_and_one_without_is_what_the_world_says():
    assert GROUP.lower() not in changes.deployed(DOCUMENTS, POLICY)
    assert changes.deployed(DOCUMENTS, POLICY, {GROUP.lower(): None})[GROUP.lower()] is None
    made = changes.deployed({**DOCUMENTS, **DRAFT}, POLICY)[GROUP.lower()]
    assert made["properties"] == {"priority": 200, "ruleCollections": [], "size": "0.1 MB"}


def test_a_managers_rule_is_ignored_where_there_is_a_route_and_translated_where_there_is_none():
    table = {"id": "/t", "properties": {"routes": [route("0.0.0.0/0")]}}
    rules = [
        rule("0.0.0.0/0", "NoNextHop"),
        rule("10.0.0.0/8", "NoNextHop"),
        rule("10.1.0.0/16", "VirtualAppliance", nextHopAddress="10.0.0.4"),
    ]
    found = [item["properties"] for item in changes.routed(table, rules)["properties"]["routes"]]
    assert [item["nextHopType"] for item in found] == ["Internet", "None", "VirtualAppliance"]
    assert found[2]["nextHopIpAddress"] == "10.0.0.4"


def test_a_managed_table_is_a_new_one_with_the_routes_there_were():
    subnet = {"id": "/Subnet", "properties": {"routeTable": {"id": "/t"}, "addressPrefix": "10.0.0.0/24"}}
    table = {"id": "/t", "properties": {"routes": [route("0.0.0.0/0")]}}
    found = changes.managed(subnet, table, [rule("10.0.0.0/8", "NoNextHop")], "/M")
    assert found["/subnet"]["properties"]["routeTable"] == {"id": "/M"}
    assert [item["name"] for item in found["/m"]["properties"]["routes"]] == ["0.0.0.0/0", "r"]
    assert subnet["properties"]["routeTable"] == {"id": "/t"}
