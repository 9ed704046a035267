# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the second back end makes of the bodies of policies and groups."""

from __future__ import annotations

from ansible_collections.adx.outbound.tests.unit.emulator.policies.policy_bodies import (
    APPLICATION,
    NAT,
    NETWORK,
    PLACE,
    body,
    collection,
    nat_collection,
    rules_of,
    without,
)


def test_a_policy_put_neither_sets_nor_removes_groups_firewalls_or_children(emulator, client, policy, group):
    client.finish(client.put(group, body(collection())))
    answer = client.put(policy, {**PLACE, "tags": {"a": "b"}})
    assert answer.json()["properties"]["ruleCollectionGroups"] == [{"id": group}]
    client.finish(answer)
    stranger = {"id": client.id("azureFirewalls", "x")}
    sent = {"ruleCollectionGroups": [], "firewalls": [stranger], "childPolicies": [stranger]}
    shown = client.put(policy, {**PLACE, "properties": sent}).json()["properties"]
    assert shown["ruleCollectionGroups"] == [{"id": group}]
    assert shown["firewalls"] == shown["childPolicies"] == []


def test_values_of_a_policy_that_are_the_default_vanish_and_a_name_for_ranges_is_spelt_out(emulator, client):
    sent = {
        "dnsSettings": {"servers": ["10.0.0.4"], "enableProxy": False},
        "snat": {"autoLearnPrivateRanges": "Disabled", "privateRanges": ["IANAPrivateRanges"]},
        "hint": {"x": [1]},
    }
    shown = client.put(client.id("firewallPolicies", "new"), {**PLACE, "properties": sent}).json()["properties"]
    assert shown["dnsSettings"] == {"servers": ["10.0.0.4"]}
    assert len(shown["snat"].pop("privateRanges")) == 4
    assert shown["snat"] == {}
    assert shown["hint"] == {"x": [1]}


def test_an_empty_group_has_an_empty_list_of_collections(client, group):
    shown = client.put(group, {"properties": {"priority": 300}}).json()["properties"]
    assert shown["ruleCollections"] == []


def test_collections_of_all_kinds_stay_in_the_order_sent(client, group):
    sent = [
        nat_collection(NAT, name="z", priority=10005),
        collection(NETWORK, name="y", priority=13000),
        collection(APPLICATION, name="x", priority=14000),
        nat_collection(NAT, name="w", priority=1000),
    ]
    answer = client.put(group, body(*sent))
    assert [item["name"] for item in answer.json()["properties"]["ruleCollections"]] == ["z", "y", "x", "w"]
    assert answer.json()["properties"]["ruleCollections"][0]["action"] == {"type": "Dnat"}
    (rule,) = rules_of(answer)
    assert rule == {**NAT, "sourceIpGroups": []}
    (rule,) = rules_of(answer, 2)
    empty = ("fqdnTags", "webCategories", "targetUrls", "destinationAddresses", "sourceIpGroups", "httpHeadersToInsert")
    assert rule == {**APPLICATION, **dict.fromkeys(empty, [])}
    assert list(rule["protocols"][0]) == ["protocolType", "port"]


def test_unknown_members_of_rules_stay_and_nulls_go(client, group):
    (rule,) = rules_of(client.put(group, body(collection({**NETWORK, "hint": 1, "description": None}))))
    assert rule["hint"] == 1
    assert "description" not in rule


def test_urls_need_no_protocols(client, group):
    rule = without(APPLICATION, "targetFqdns", protocols=[], targetUrls=["www.example.org/x"], terminateTLS=True)
    (shown,) = rules_of(client.put(group, body(collection(rule))))
    assert (shown["protocols"], shown["terminateTLS"]) == ([], True)
