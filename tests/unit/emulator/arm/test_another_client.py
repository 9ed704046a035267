# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What clients other than this collection need: `az`, azure.azcollection and scripts over the SDK."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, FIREWALL_POLICY_ID, Emulator
from ansible_collections.adx.outbound.tests.emulator.front.switches import TABLE
from ansible_collections.adx.outbound.tests.emulator.worlds import data_sources

LOCKS = "2020-05-01"
RESOURCES = "2024-11-01"


def test_a_service_for_others_asks_to_wait_as_long_as_azure_does():
    assert TABLE["retry_after"][0] == 10
    with Emulator("empty") as quick, Emulator("empty", retry_after=10) as honest:
        assert (quick.core.switches.retry_after, honest.core.switches.retry_after) == (0, 10)


def test_the_address_of_an_operation_is_signed_and_long(emulator, client, table):
    answer = client.put(table, {"location": "westus", "tags": {"a": "b"}})
    address = answer.headers["Azure-AsyncOperation"]
    plain, _mark, signature = address.partition("&t=")
    names = [pair.partition("=")[0] for pair in f"t={signature}".split("&")]
    assert names == ["t", "c", "s", "h"] and 3000 < len(signature) < 5000
    assert client.get(plain).json() == client.finish(answer) or client.get(address).ok
    emulator.switch(signed_operations=False)
    answer = client.delete(table)
    assert all("&" not in answer.headers[name] for name in ("Azure-AsyncOperation", "Location"))


@pytest.mark.parametrize(
    ("way", "version", "expected"),
    [
        ("by_version", "2026-03-01", ("created", "part", "changed", "deleted")),
        ("by_version", "2020-07-01", ("created", "changed", "deleted")),
        ("creates", "2026-03-01", ("created", "part")),
        ("never", "2026-03-01", ()),
    ],
)
def test_who_may_be_notified_depends_on_when_it_was(emulator, client, way, version, expected):
    emulator.switch(async_notification=way, polls=0)
    path, route = client.id("routeTables", "n"), {"addressPrefix": "10.0.0.0/8", "nextHopType": "None"}
    answers = {
        "created": client.put(path, {"location": "westus"}, version=version),
        "part": client.put(f"{path}/routes/r", {"properties": route}, version=version),
        "changed": client.put(path, {"location": "westus", "tags": {}}, version=version),
        "deleted": client.delete(path, version=version),
    }
    told = [name for name, answer in answers.items() if answer.headers.get("Azure-AsyncNotification") == "Enabled"]
    assert told == list(expected)


def test_a_firewall_that_was_read_can_be_written_back_as_it_is(demo, client):
    document = client.get(FIREWALL_ID).json()
    collections = document["properties"]["applicationRuleCollections"]
    assert collections and "priority" in collections[0]["properties"]["rules"][0]
    answer = client.put(FIREWALL_ID, document)
    assert (answer.status_code, answer.json()) == (200, document)


RULE = {
    "name": "allow",
    "properties": {
        "priority": 100,
        "direction": "Outbound",
        "access": "Allow",
        "protocol": "Tcp",
        "sourceAddressPrefix": "*",
        "sourcePortRange": "*",
        "destinationAddressPrefix": "AzureMonitor",
        "destinationPortRange": "443",
    },
}


@pytest.fixture
def security_group(emulator, client):
    path = client.id("networkSecurityGroups", "n")
    client.finish(client.put(path, {"location": "westus", "properties": {"securityRules": [RULE]}}))
    return path


def test_security_rules_have_ids_and_etags_and_are_filled_in(client, security_group):
    document = client.get(security_group).json()
    (rule,) = document["properties"]["securityRules"]
    assert (rule["id"], rule["etag"]) == (f"{security_group}/securityRules/allow", document["etag"])
    assert rule["type"] == "Microsoft.Network/networkSecurityGroups/securityRules"
    assert rule["properties"]["provisioningState"] == "Succeeded" and rule["properties"]["sourcePortRanges"] == []
    shape = list(document["properties"]["defaultSecurityRules"][0]["properties"])
    assert list(rule["properties"]) == [name for name in shape if name != "description"]


def test_a_security_rule_can_be_written_and_deleted_by_itself(client, security_group):
    path = f"{security_group}/securityRules/deny"
    properties = {**RULE["properties"], "priority": 200, "access": "Deny"}
    created = client.put(path, {"properties": properties})
    assert (created.status_code, created.json()["properties"]["provisioningState"]) == (201, "Updating")
    client.finish(created)
    assert [rule["name"] for rule in client.get(f"{security_group}/securityRules").json()["value"]] == ["allow", "deny"]
    client.finish(client.delete(path))
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("wrong", [{"priority": 99}, {"priority": 100}, {"access": "Perhaps"}, {"direction": "Up"}])
def test_a_security_rule_that_cannot_be_is_refused(client, security_group, wrong):
    properties = {**RULE["properties"], "priority": 300, **wrong}
    assert client.put(f"{security_group}/securityRules/x", {"properties": properties}).status_code == 400


def lock(scope, name="keep"):
    return f"{scope}/providers/Microsoft.Authorization/locks/{name}"


def put_lock(client, scope, level="CanNotDelete", **more):
    return client.put(lock(scope), {"properties": {"level": level, **more}}, version=LOCKS)


def test_a_lock_is_there_at_once_and_in_the_lists_of_what_is_above(client, table):
    made = put_lock(client, table, notes="mine")
    assert (made.status_code, made.json()["properties"]) == (201, {"level": "CanNotDelete", "notes": "mine"})
    assert client.get(lock(table), version=LOCKS).json() == made.json()
    subscription = client.group.rpartition("/resourceGroups/")[0]
    for scope in (table, client.group, subscription):
        answer = client.get(f"{scope}/providers/Microsoft.Authorization/locks", version=LOCKS)
        assert answer.json() == {"value": [made.json()]}, scope
    assert put_lock(client, table).status_code == 200
    assert [client.delete(lock(table), version=LOCKS).status_code for _time in "ab"] == [200, 204]
    assert client.get(lock(table), version=LOCKS).status_code == 404


def test_a_lock_of_another_level_or_body_is_refused(client, table):
    assert put_lock(client, table, level="Perhaps").status_code == 400
    assert client.put(lock(table), None, version=LOCKS).status_code == 400


@pytest.mark.parametrize(("level", "written", "deleted"), [("CanNotDelete", 200, 409), ("ReadOnly", 409, 409)])
@pytest.mark.parametrize("on", ["resource", "group"])
def test_a_lock_holds_for_what_is_below_it(client, table, level, written, deleted, on):
    scope = table if on == "resource" else client.group
    put_lock(client, scope, level)
    assert client.put(table, {"location": "westus", "tags": {"a": "b"}}).status_code == written
    refused = client.delete(f"{table}/routes/r")
    assert (refused.status_code, refused.json()["error"]["code"]) == (deleted, "ScopeLocked")
    assert f"are locked: '{scope}'" in refused.json()["error"]["message"]
    assert client.get(table).ok


def test_a_neighbour_is_not_locked(emulator, client, table):
    put_lock(client, table)
    other = f"{table}2"
    emulator.seed(other, {})
    assert client.delete(other).status_code == 202


def listed(client, scope, condition=""):
    query = f"?api-version={RESOURCES}" + (f"&$filter={condition}" if condition else "")
    return client.get(f"{client.url}{scope}/resources{query}")


def test_resources_are_listed_without_what_only_their_providers_know(running, client):
    running.reset("demo", firewall="policy")
    subscription = client.group.rpartition("/resourceGroups/")[0]
    found = {item["id"]: item for item in listed(client, subscription).json()["value"]}
    assert found[FIREWALL_ID]["type"] == "Microsoft.Network/azureFirewalls"
    assert found[FIREWALL_POLICY_ID]["type"] == "Microsoft.Network/firewallPolicies"
    assert not [item for item in found.values() if "properties" in item or "etag" in item]
    group = FIREWALL_ID.partition("/providers/")[0]
    below = [item["id"] for item in listed(client, group).json()["value"]]
    assert FIREWALL_ID in below and all(path.startswith(f"{group}/") for path in below)


def test_resources_are_listed_by_type_and_name(demo, client):
    subscription = client.group.rpartition("/resourceGroups/")[0]
    condition = "resourceType eq 'microsoft.network/AZUREFIREWALLS'"
    assert [item["id"] for item in listed(client, subscription, condition).json()["value"]] == [FIREWALL_ID]
    name = FIREWALL_ID.rpartition("/")[2]
    assert listed(client, subscription, f"{condition} and name eq '{name}'").json()["value"]
    assert listed(client, subscription, f"{condition} and name eq 'other'").json()["value"] == []
    assert listed(client, subscription, "tagName eq 'x'").status_code == 400


SOURCES = dict(data_sources.whole(CLUSTER_ID, "West US"))
NAMED = {
    "Microsoft.KeyVault/vaults": data_sources.VAULT_ID,
    "Microsoft.Storage/storageAccounts": data_sources.ACCOUNT_ID,
    "Microsoft.EventHub/namespaces": data_sources.NAMESPACE_ID,
    "Microsoft.DocumentDB/databaseAccounts": data_sources.COSMOS_ID,
    "Microsoft.Devices/IotHubs": data_sources.IOT_HUB_ID,
}


@pytest.fixture
def sources(emulator):
    for resource_id in NAMED.values():
        emulator.seed(resource_id, SOURCES[resource_id])
        emulator.seed(f"{resource_id}2", {**SOURCES[resource_id], "id": f"{resource_id}2", "name": "other"})
    return emulator


def named(kind):
    return f"name eq '{NAMED[kind].rpartition('/')[2]}' and resourceType eq '{kind}'"


@pytest.mark.parametrize("kind", NAMED)
def test_a_source_is_found_by_its_name_and_type_without_its_properties(sources, client, kind):
    subscription = client.group.rpartition("/resourceGroups/")[0]
    [found] = listed(client, subscription, named(kind)).json()["value"]
    assert (found["id"], found["type"]) == (NAMED[kind], kind)
    assert {"name", "location"} < set(found) and not {"properties", "etag"} & set(found)


def test_a_filter_holds_for_every_page(sources, client):
    sources.switch(page_size=1)
    subscription = client.group.rpartition("/resourceGroups/")[0]
    answer = listed(client, subscription, "resourceType eq 'Microsoft.KeyVault/vaults'").json()
    second = client.get(answer["nextLink"]).json()
    assert [item["id"] for item in (*answer["value"], *second["value"])] == [
        data_sources.VAULT_ID,
        f"{data_sources.VAULT_ID}2",
    ]
    assert "nextLink" not in second


def test_a_list_shows_only_what_may_be_read(sources, client):
    subscription, kind = client.group.rpartition("/resourceGroups/")[0], "Microsoft.KeyVault/vaults"
    by_type = f"resourceType eq '{kind}'"
    sources.deny(f"{data_sources.VAULT_ID}$", "GET")
    assert [item["id"] for item in listed(client, subscription, by_type).json()["value"]] == [
        f"{data_sources.VAULT_ID}2"
    ]
    lists = "Microsoft.Resources/subscriptions/resources/read"
    sources.switch(allow_only=[lists, "Microsoft.Storage/*/read"])
    assert listed(client, subscription, by_type).json()["value"] == []
    assert len(listed(client, subscription).json()["value"]) == 2
    sources.switch(allow_only=[])
    assert listed(client, subscription, by_type).status_code == 403
