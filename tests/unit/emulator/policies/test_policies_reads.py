# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies, rule collection groups and IP groups as a GET shows them."""

from __future__ import annotations

import uuid

import pytest

NETWORK_RULE = {
    "ruleType": "NetworkRule",
    "name": "n",
    "ipProtocols": ["TCP"],
    "sourceAddresses": ["10.0.0.0/24"],
    "destinationAddresses": ["AzureMonitor"],
    "destinationPorts": ["443"],
}
COLLECTION = {
    "name": "c",
    "priority": 200,
    "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
    "action": {"type": "Allow"},
    "rules": [NETWORK_RULE],
}


@pytest.fixture
def policy(emulator, client):
    policy_id = client.id("firewallPolicies", "p")
    emulator.seed(policy_id, {"location": "West US", "tags": {"a": "b"}})
    return policy_id


@pytest.fixture
def group(emulator, policy):
    group_id = f"{policy}/ruleCollectionGroups/g"
    emulator.seed(group_id, {"properties": {"priority": 300, "ruleCollections": [COLLECTION]}})
    return group_id


def seed_firewall(emulator, client, policy, **properties):
    firewall_id = client.id("azureFirewalls", "f")
    emulator.seed(firewall_id, {"location": "westus", "properties": {"firewallPolicy": {"id": policy}, **properties}})
    return firewall_id


def test_a_policy_is_shown_in_the_order_and_spelling_of_its_back_end(client, policy):
    answer = client.get(policy, version="2022-01-01")
    shown = answer.json()
    assert list(shown) == ["properties", "id", "name", "type", "etag", "location", "tags"]
    assert (shown["id"], shown["type"]) == (policy, "Microsoft.Network/FirewallPolicies")
    assert shown["location"] == "westus"
    assert shown["properties"] == {
        "sku": {"tier": "Standard"},
        "threatIntelMode": "Alert",
        "childPolicies": [],
        "ruleCollectionGroups": [],
        "firewalls": [],
        "provisioningState": "Succeeded",
    }
    assert list(shown["properties"])[-1] == "provisioningState"
    assert list(client.get(policy, version="2025-09-01").json()["properties"])[:5] == [
        "size",
        "sku",
        "childPolicies",
        "ruleCollectionGroups",
        "kubeSelectorGroups",
    ]


@pytest.mark.parametrize("what", ["policy", "group"])
def test_the_etag_is_a_bare_guid_and_its_header_is_strong(emulator, client, what, request):
    path = request.getfixturevalue(what)
    answer = client.get(path)
    etag = answer.json()["etag"]
    assert str(uuid.UUID(etag)) == etag
    assert answer.headers["ETag"] == f'"{etag}"'
    emulator.switch(nfv_etag_header=False)
    assert "ETag" not in client.get(path).headers


def test_a_group_shows_type_place_and_size_although_it_was_never_sent_them(client, policy, group):
    shown = client.get(group).json()
    assert list(shown) == ["properties", "id", "name", "type", "etag", "location"]
    assert shown["id"] == f"{policy}/ruleCollectionGroups/g"
    assert shown["type"] == "Microsoft.Network/FirewallPolicies/RuleCollectionGroups"
    assert shown["location"] == "westus"
    assert list(shown["properties"]) == ["size", "priority", "ruleCollections", "provisioningState"]


@pytest.mark.parametrize("what", ["policy", "group"])
def test_a_size_is_shown_from_one_api_version_on_and_grows(emulator, client, group, what, request):
    path = request.getfixturevalue(what)
    assert "size" not in client.get(path, version="2023-04-01").json()["properties"]
    small, unit = client.get(path, version="2023-05-01").json()["properties"]["size"].split()
    second = {**NETWORK_RULE, "name": "m"}
    collection = {**COLLECTION, "rules": [NETWORK_RULE, second]}
    emulator.seed(group, {"properties": {"priority": 300, "ruleCollections": [collection]}})
    large = client.get(path, version="2023-05-01").json()["properties"]["size"].split()[0]
    assert unit == "MB"
    assert 0 < float(small) < float(large)


def test_a_network_rule_is_filled_in(client, group):
    (collection,) = client.get(group).json()["properties"]["ruleCollections"]
    assert list(collection) == ["ruleCollectionType", "action", "rules", "name", "priority"]
    (rule,) = collection["rules"]
    assert list(rule)[:3] == ["ruleType", "ipv6Rule", "name"]
    assert rule == {
        **NETWORK_RULE,
        "ipv6Rule": False,
        "sourceIpGroups": [],
        "destinationIpGroups": [],
        "destinationFqdns": [],
    }


def test_a_policy_shows_only_the_ids_of_groups_firewalls_and_child_policies(emulator, client, policy, group):
    firewall = seed_firewall(emulator, client, policy.upper().replace("/SUBSCRIPTIONS", "/subscriptions"))
    child = client.id("firewallPolicies", "child")
    emulator.seed(child, {"properties": {"basePolicy": {"id": policy}}})
    shown = client.get(policy).json()["properties"]
    assert shown["ruleCollectionGroups"] == [{"id": group}]
    assert shown["firewalls"] == [{"id": firewall}]
    assert shown["childPolicies"] == [{"id": child}]
    assert client.get(child).json()["properties"]["basePolicy"] == {"id": policy}


def test_lists_have_all_of_them_in_pages(emulator, client, policy, group):
    emulator.seed(f"{policy}/ruleCollectionGroups/h", {"properties": {"priority": 400}})
    emulator.switch(page_size=1)
    first = client.get(f"{policy}/ruleCollectionGroups")
    assert "ETag" not in first.headers
    second = client.get(first.json()["nextLink"]).json()
    assert [first.json()["value"][0]["name"], second["value"][0]["name"]] == ["g", "h"]
    assert first.json()["value"] == [client.get(group).json()]
    for scope in (client.group, client.group.partition("/resourceGroups")[0]):
        found = client.get(f"{scope}/providers/Microsoft.Network/firewallPolicies").json()["value"]
        assert [item["name"] for item in found] == ["p"]


def test_an_empty_list_is_no_error_but_a_missing_policy_is(emulator, client, policy):
    assert client.get(f"{policy}/ruleCollectionGroups").json() == {"value": []}
    missing = client.get(f"{policy}/ruleCollectionGroups/none")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "NotFound")
    emulator.switch(missing_child_code="X")
    assert client.get(f"{policy}/ruleCollectionGroups/none").json()["error"]["code"] == "X"
    answer = client.get(f"{client.id('firewallPolicies', 'none')}/ruleCollectionGroups")
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "ResourceNotFound")
    assert client.get(f"{client.id('firewallPolicies', 'none')}/ruleCollectionGroups/g").status_code == 404


def test_an_ip_group_says_which_policies_and_firewalls_use_it(emulator, client, policy):
    ip_group, unused = client.id("ipGroups", "i"), client.id("ipGroups", "unused")
    for path in (ip_group, unused):
        emulator.seed(path, {"properties": {"ipAddresses": ["10.0.0.0/24"]}})
    rule = {**NETWORK_RULE, "sourceAddresses": [], "sourceIpGroups": [ip_group]}
    group = {"priority": 300, "ruleCollections": [{**COLLECTION, "rules": [rule]}]}
    emulator.seed(f"{policy}/ruleCollectionGroups/g", {"properties": group})
    classic = {"name": "n", "protocols": ["TCP"], "destinationIpGroups": [ip_group], "destinationPorts": ["443"]}
    collection = {"name": "c", "properties": {"priority": 100, "action": {"type": "Allow"}, "rules": [classic]}}
    firewall = client.id("azureFirewalls", "classic")
    emulator.seed(firewall, {"properties": {"networkRuleCollections": [collection]}})
    shown = client.get(ip_group).json()
    assert shown["type"] == "Microsoft.Network/IpGroups"
    assert list(shown["properties"]) == ["firewalls", "firewallPolicies", "ipAddresses", "provisioningState"]
    assert shown["properties"]["firewallPolicies"] == [{"id": policy}]
    assert shown["properties"]["firewalls"] == [{"id": firewall}]
    assert client.get(unused).json()["properties"]["firewalls"] == []


def test_the_side_door_shows_what_a_client_sees(emulator, client, policy, group):
    assert emulator.document(policy) == client.get(policy).json()
    assert emulator.document(group) == client.get(group).json()
    emulator.remove(group)
    assert client.get(group).status_code == 404
    assert client.get(policy).json()["properties"]["ruleCollectionGroups"] == []
