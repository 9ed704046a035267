# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Three clusters that are ready to leave their network, and what a test may leave out."""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import yaml
from ansible_collections.adx.outbound.tests.emulator import ROUTE_TABLE_ID, SUBNET_ID, VNET_ID, worlds
from ansible_collections.adx.outbound.tests.emulator.worlds import ids, leaving, leaving_network

KUSTO, EVENT_HUBS, STORAGE = "2025-02-14", "2024-01-01", "2024-01-01"
NAMES = leaving.NAMES
REPOSITORY = Path(__file__).resolve().parents[4]


def leaves(value):
    """Every text at every depth."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for item in value for text in leaves(item)]
    return [value] if isinstance(value, str) else []


def state_at(target, name):
    """How an endpoint stands at its target, or None."""
    found = {item["name"]: item["properties"] for item in target["properties"]["privateEndpointConnections"]}
    return found[name]["privateLinkServiceConnectionState"]["status"] if name in found else None


def subnets(world):
    return {item["name"]: item["properties"] for item in world[VNET_ID]["properties"]["subnets"]}


@pytest.fixture
def world(emulator, client):
    emulator.reset("leaving")
    return client


@pytest.mark.parametrize("firewall", ["classic", "policy", "hub"])
def test_whatever_a_resource_of_this_world_names_is_there(firewall):
    found = dict(worlds.build("leaving", firewall=firewall, every={"vault": True, "vault_endpoint": "Approved"}))
    inside = {resource_id.lower() for resource_id in found}
    inside |= {f"{VNET_ID}/subnets/{name}".lower() for name in subnets(found)}
    kinds = ("/subnets/", "/publicipaddresses/", "/routetables/", "/namespaces/", "/storageaccounts/", "/clusters/")
    checked = 0
    for document in found.values():
        for text in leaves(document):
            top = "/".join(text.lower().split("/")[: 11 if "/subnets/" in text.lower() else 9])
            if text.startswith("/subscriptions/") and any(kind in f"{top}/" for kind in kinds):
                assert "/azurefirewallsubnet" in top or top in inside, text
                checked += 1
    assert checked > 60


def test_every_cluster_is_injected_into_a_subnet_of_its_own_and_has_two_addresses(world):
    networks = []
    for cluster_id in leaving.CLUSTER_IDS.values():
        properties = world.get(cluster_id, version=KUSTO).json()["properties"]
        assert properties["virtualNetworkConfiguration"]["state"] == "Enabled"
        assert (properties["publicNetworkAccess"], properties["allowedIpRangeList"]) == ("Enabled", [])
        networks.append(properties["virtualNetworkConfiguration"])
        subnet = world.get(networks[-1]["subnetId"]).json()["properties"]
        assert subnet["delegations"][0]["properties"]["serviceName"] == "Microsoft.Kusto/clusters"
        assert subnet["networkSecurityGroup"]["id"] == ids.NSG_ID
        for what in ("enginePublicIpId", "dataManagementPublicIpId"):
            assert world.get(networks[-1][what]).json()["properties"]["ipAddress"]
    assert len({network["subnetId"] for network in networks}) == 3
    assert networks[0]["subnetId"] == SUBNET_ID and leaving.CLUSTER_IDS["telemetry"] == worlds.CLUSTER_ID


def test_the_subnets_do_not_overlap_and_hold_the_addresses_of_the_endpoints_in_them():
    found = dict(worlds.build("leaving", sales={"own_subnet": "snet-sales"}))
    prefixes = [ipaddress.ip_network(item["addressPrefix"]) for item in subnets(found).values()]
    assert not any(one.overlaps(other) for one in prefixes for other in prefixes if one is not other)
    for name in NAMES:
        endpoint = found[leaving_network.ENDPOINT_IDS[name]]["properties"]
        place = subnets(found)[endpoint["subnet"]["id"].rsplit("/", 1)[-1]]
        told = [address for item in endpoint["customDnsConfigs"] for address in item["ipAddresses"]]
        assert len(set(told)) == 8
        assert all(ipaddress.ip_address(address) in ipaddress.ip_network(place["addressPrefix"]) for address in told)


@pytest.mark.parametrize("name", NAMES)
def test_the_sources_admit_the_subnet_alone_and_have_approved_the_managed_endpoints(world, name):
    namespace_id, account_id = leaving.NAMESPACE_IDS[name], leaving.ACCOUNT_IDS[name]
    rules = world.get(f"{namespace_id}/networkRuleSets/default", version=EVENT_HUBS).json()["properties"]
    subnet_id = leaving_network.SUBNET_IDS[name]
    assert (rules["defaultAction"], rules["trustedServiceAccessEnabled"], rules["ipRules"]) == ("Deny", False, [])
    assert [rule["subnet"]["id"] for rule in rules["virtualNetworkRules"]] == [subnet_id]
    account = world.get(account_id, version=STORAGE).json()
    acls = account["properties"]["networkAcls"]
    assert (acls["defaultAction"], acls["bypass"]) == ("Deny", "None")
    assert [rule["id"] for rule in acls["virtualNetworkRules"]] == [subnet_id]
    namespace = world.get(namespace_id, version=EVENT_HUBS).json()
    assert (state_at(namespace, "to-hub"), state_at(account, "to-blobs")) == ("Approved", "Approved")
    endpoints = world.get(f"{leaving.CLUSTER_IDS[name]}/managedPrivateEndpoints", version=KUSTO).json()["value"]
    told = {item["properties"]["privateLinkResourceId"]: item["properties"]["groupId"] for item in endpoints}
    assert told == {namespace_id: "namespace", account_id: "blob"}


@pytest.mark.parametrize("name", NAMES)
def test_the_names_that_restricted_access_allows_are_those_of_the_sources(world, name):
    cluster_id = leaving.CLUSTER_IDS[name]
    path = f"{cluster_id}/databases/events/dataConnections"
    connections = world.get(path, version=KUSTO).json()["value"]
    assert [item["kind"] for item in connections] == ["EventHub", "EventGrid"]
    read = {
        value.partition("/eventhubs/")[0]
        for item in connections
        for member, value in item["properties"].items()
        if member in ("eventHubResourceId", "storageAccountResourceId")
    }
    hosts = []
    for resource_id in sorted(read):
        properties = world.get(resource_id, version=STORAGE).json()["properties"]
        ends = properties.get("primaryEndpoints") or {"blob": properties.get("serviceBusEndpoint"), "dfs": None}
        hosts += [ends[one].split("/")[2].partition(":")[0] for one in ("blob", "dfs") if ends[one]]
    properties = world.get(cluster_id, version=KUSTO).json()["properties"]
    assert properties["restrictOutboundNetworkAccess"] == "Enabled"
    assert sorted(properties["allowedFqdnList"]) == sorted(hosts)


def test_users_come_by_an_approved_endpoint_in_another_subnet(world):
    for name, cluster_id in leaving.CLUSTER_IDS.items():
        [connection] = world.get(f"{cluster_id}/privateEndpointConnections", version=KUSTO).json()["value"]
        assert connection["properties"]["privateLinkServiceConnectionState"]["status"] == "Approved"
        endpoint = world.get(connection["properties"]["privateEndpoint"]["id"]).json()["properties"]
        [link] = endpoint["privateLinkServiceConnections"]
        assert link["properties"]["privateLinkServiceId"] == cluster_id
        assert endpoint["subnet"]["id"] == leaving_network.ENDPOINTS_SUBNET_ID
        assert endpoint["subnet"]["id"] != leaving_network.SUBNET_IDS[name]


def made(client, name):
    """When all endpoints of a cluster were made."""
    lists = ("managedPrivateEndpoints", "privateEndpointConnections")
    found = [
        item
        for path in lists
        for item in client.get(f"{leaving.CLUSTER_IDS[name]}/{path}", version=KUSTO).json()["value"]
    ]
    assert len(found) == 3
    return {item["systemData"]["createdAt"] for item in found}


def test_endpoints_were_made_an_hour_ago_unless_a_test_says_else(emulator, client):
    emulator.reset("leaving", sales={"created": leaving.now(hours=30)})
    for name, hours in (("telemetry", 1), ("sales", 30), ("devices", 1)):
        [time] = made(client, name)
        age = datetime.now(timezone.utc) - datetime.fromisoformat(f"{time[:26]}+00:00")
        assert timedelta(hours=hours) <= age < timedelta(hours=hours, minutes=1)


def test_what_a_test_leaves_out_is_missing_with_one_cluster_alone(emulator, client):
    emulator.reset("leaving", sales={"hub_endpoint": None, "blob_endpoint": "Pending", "own_endpoint": None})
    for name, states in (("sales", (None, "Pending")), ("devices", ("Approved", "Approved"))):
        namespace = client.get(leaving.NAMESPACE_IDS[name], version=EVENT_HUBS).json()
        account = client.get(leaving.ACCOUNT_IDS[name], version=STORAGE).json()
        assert (state_at(namespace, "to-hub"), state_at(account, "to-blobs")) == states
        cluster_id = leaving.CLUSTER_IDS[name]
        endpoints = client.get(f"{cluster_id}/managedPrivateEndpoints", version=KUSTO).json()["value"]
        assert len(endpoints) == (1 if name == "sales" else 2)
        own = client.get(f"{cluster_id}/privateEndpointConnections", version=KUSTO).json()["value"]
        assert len(own) == (0 if name == "sales" else 1)
        assert client.get(leaving_network.ENDPOINT_IDS[name]).status_code == (404 if name == "sales" else 200)


def test_options_for_all_give_way_to_those_of_one(emulator, client):
    emulator.reset("leaving", every={"hub_rules": None, "state": "Disabled"}, telemetry={"hub_rules": "Deny"})
    actions, states = [], []
    for name in NAMES:
        path = f"{leaving.NAMESPACE_IDS[name]}/networkRuleSets/default"
        actions.append(client.get(path, version=EVENT_HUBS).json()["properties"]["defaultAction"])
        cluster = client.get(leaving.CLUSTER_IDS[name], version=KUSTO).json()["properties"]
        states.append(cluster["virtualNetworkConfiguration"]["state"])
    assert actions == ["Deny", "Allow", "Allow"] and states == ["Disabled"] * 3


@pytest.mark.parametrize(
    ("option", "subnet"),
    [
        ({"delegated": False}, {"delegations": []}),
        ({"guarded": False}, {"networkSecurityGroup": None}),
        ({"addresses": False}, {}),
        ({"state": None}, {}),
    ],
)
def test_a_place_may_lack_what_a_cluster_needs(option, subnet):
    found = dict(worlds.build("leaving", devices=option))
    shown = subnets(found)["snet-devices"]
    assert {name: shown.get(name) for name in subnet} == subnet
    properties = found[leaving.CLUSTER_IDS["devices"]]["properties"]
    engine = properties["virtualNetworkConfiguration"]["enginePublicIpId"]
    assert (engine in found) == option.get("addresses", True)
    assert ("state" in properties["virtualNetworkConfiguration"]) == ("state" not in option)


def test_a_vault_with_the_cluster_s_key_admits_the_subnet_alone(emulator, client):
    emulator.reset("leaving", telemetry={"vault": True, "vault_endpoint": "Approved", "trusted": True})
    vault = client.get(leaving.VAULT_IDS["telemetry"], version="2024-11-01").json()
    cluster = client.get(leaving.CLUSTER_IDS["telemetry"], version=KUSTO).json()["properties"]
    assert vault["properties"]["vaultUri"] == f"{cluster['keyVaultProperties']['keyVaultUri']}/"
    acls = vault["properties"]["networkAcls"]
    assert (acls["defaultAction"], acls["bypass"]) == ("Deny", "AzureServices")
    assert state_at(vault, "to-vault") == "Approved"


def test_a_word_that_this_world_does_not_know_is_refused():
    with pytest.raises(ValueError, match="no cluster finance"):
        worlds.build("leaving", finance={})
    with pytest.raises(ValueError, match="has no hub_endpiont"):
        worlds.build("leaving", sales={"hub_endpiont": None})


def test_the_firewall_and_a_table_for_each_subnet_are_there(emulator, client):
    emulator.reset("leaving")
    tables = [client.get(leaving_network.SUBNET_IDS[name]).json()["properties"]["routeTable"]["id"] for name in NAMES]
    assert len(set(tables)) == 3 and tables[0] == ROUTE_TABLE_ID
    assert all(client.get(table).json()["properties"]["routes"] for table in tables)
    assert client.get(worlds.FIREWALL_ID).ok
    emulator.reset("leaving", route_table=False)
    assert all("routeTable" not in client.get(one).json()["properties"] for one in leaving_network.SUBNET_IDS.values())


def test_the_monitors_that_may_come_in_are_the_documented_ones_of_the_region():
    rows = yaml.safe_load((REPOSITORY / "data" / "documented_addresses.yml").read_text(encoding="utf-8"))["regions"]
    [documented] = [row["health_monitoring"] for row in rows if row["name"] == "West US"]
    assert list(leaving_network.MONITORS) == documented
