# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Habits of firewalls, networks and their parts that published recordings of the service show."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import FIREWALL_ID, ROUTE_TABLE_ID, VNET_ID

SUBNETS = {"AzureFirewallSubnet": "10.0.0.0/24", "AzureFirewallManagementSubnet": "10.0.1.0/24", "work": "10.0.2.0/24"}
INTERNET = {"name": "out", "properties": {"addressPrefix": "0.0.0.0/0", "nextHopType": "Internet"}}
INWARDS = {"name": "in", "properties": {"addressPrefix": "10.9.0.0/16", "nextHopType": "VnetLocal"}}
REFUSED = "AzureFirewallSubnetRouteTableMustHaveDefaultRouteToInternet"


@pytest.fixture
def network(emulator, client):
    path = client.id("virtualNetworks", "v")
    subnets = [{"name": name, "properties": {"addressPrefix": prefix}} for name, prefix in SUBNETS.items()]
    space = {"addressPrefixes": ["10.0.0.0/16"]}
    emulator.seed(path, {"properties": {"addressSpace": space, "subnets": subnets}})
    return path


@pytest.fixture
def table(emulator, client):
    path = client.id("routeTables", "t")
    emulator.seed(path, {"properties": {"routes": [INWARDS]}})
    return path


def configuration(network, name, subnet):
    return {"name": name, "properties": {"subnet": {"id": f"{network}/subnets/{subnet}"}}}


def put_firewall(client, network, **properties):
    own = configuration(network, "own", "AzureFirewallSubnet")
    body = {"location": "westus", "properties": {"ipConfigurations": [own], **properties}}
    return client.put(client.id("azureFirewalls", "f"), body)


def management(network):
    return {"managementIpConfiguration": configuration(network, "apart", "AzureFirewallManagementSubnet")}


def test_the_address_for_management_has_what_the_others_have(client, network):
    answer = put_firewall(client, network, **management(network))
    document = answer.json()
    apart, (own,) = document["properties"]["managementIpConfiguration"], document["properties"]["ipConfigurations"]
    assert apart["id"] == f"{document['id']}/azureFirewallIpConfigurations/apart"
    assert apart["etag"] == own["etag"] == document["etag"]
    assert apart["type"] == own["type"] and list(apart) == list(own)
    assert apart["properties"]["provisioningState"] == "Succeeded"
    client.finish(answer)
    document = client.get(document["id"]).json()
    assert document["properties"]["managementIpConfiguration"]["etag"] == document["etag"]


def test_the_address_for_management_needs_a_subnet_that_is_there(client, network):
    wrong = {"managementIpConfiguration": configuration(network, "apart", "nowhere")}
    assert put_firewall(client, network, **wrong).json()["error"]["code"] == "InvalidResourceReference"


@pytest.mark.parametrize("name", ["Microsoft.Kusto/clusters", "0", "with a blank"])
def test_the_name_of_a_delegation_is_shown_as_it_was_sent(client, network, name):
    delegation = {"name": name, "properties": {"serviceName": "Microsoft.Kusto/clusters"}}
    path = f"{network}/subnets/work"
    body = {"properties": {"addressPrefix": SUBNETS["work"], "delegations": [delegation]}}
    for _time in ("created", "sent back"):
        client.finish(client.put(path, body))
        (shown,) = client.get(path).json()["properties"]["delegations"]
        assert (shown["name"], shown["id"]) == (name, f"{path}/delegations/{name}")
        body = client.get(path).json()


@pytest.mark.parametrize(
    ("service", "actions"),
    [
        ("Microsoft.Kusto/clusters", {"join", "prepareNetworkPolicies", "unprepareNetworkPolicies"}),
        ("Microsoft.Databricks/workspaces", {"join", "prepareNetworkPolicies", "unprepareNetworkPolicies"}),
        ("Microsoft.Netapp/volumes", {"join", "*"}),
        ("Microsoft.Batch/batchAccounts", {"subnets"}),
        ("Microsoft.Web/serverFarms", {"subnets"}),
        ("Microsoft.Somebody/else", {"join"}),
    ],
)
def test_a_delegation_has_the_actions_of_its_service(client, network, service, actions):
    delegation = {"name": "d", "properties": {"serviceName": service}}
    body = {"properties": {"addressPrefix": SUBNETS["work"], "delegations": [delegation]}}
    (shown,) = client.put(f"{network}/subnets/work", body).json()["properties"]["delegations"]
    found = shown["properties"]["actions"]
    assert {action.removesuffix("/action").rpartition("/")[2] for action in found} == actions


def test_a_service_endpoint_is_updating_until_the_operation_of_its_subnet_has_ended(client, network):
    path = f"{network}/subnets/work"
    body = {"properties": {"addressPrefix": SUBNETS["work"], "serviceEndpoints": [{"service": "Microsoft.Sql"}]}}
    answer = client.put(path, body)
    assert [item["provisioningState"] for item in answer.json()["properties"]["serviceEndpoints"]] == ["Updating"]
    client.finish(answer)
    shown = client.get(path).json()["properties"]
    assert [item["provisioningState"] for item in shown["serviceEndpoints"]] == ["Succeeded"]


@pytest.mark.parametrize(("version", "is_shown"), [("2020-07-01", True), ("2022-01-01", False), ("2026-03-01", False)])
def test_protection_of_machines_is_a_member_of_older_networks_only(client, network, version, is_shown):
    assert ("enableVmProtection" in client.get(network, version=version).json()["properties"]) is is_shown


@pytest.mark.parametrize("kind", [VNET_ID, FIREWALL_ID, "security group"])
def test_a_put_that_changes_nothing_keeps_the_etag_and_is_done_at_once(demo, client, kind):
    path = client.id("networkSecurityGroups", "n").replace("/g/", "/rg-hub/") if kind == "security group" else kind
    if kind == "security group":
        demo.seed(path, {"properties": {"securityRules": []}})
    before = client.get(path).json()
    answer = client.put(path, before)
    assert (answer.status_code, answer.json()) == (200, before)
    assert before["properties"]["provisioningState"] == "Succeeded"
    assert client.poll(answer) == {"status": "Succeeded"}
    assert client.get(path).json() == before


def test_a_put_with_a_version_that_shows_less_changes_nothing_either(emulator, client, network):
    for version in ("2020-07-01", "2022-01-01", "2026-03-01"):
        before = client.get(network, version=version).json()
        answer = client.put(network, before, version=version)
        assert (answer.json()["etag"], answer.json()) == (before["etag"], before)


def on_the_firewalls_subnet(client, network, table):
    body = {"properties": {"addressPrefix": SUBNETS["AzureFirewallSubnet"], "routeTable": {"id": table}}}
    return client.put(f"{network}/subnets/AzureFirewallSubnet", body)


def test_the_firewalls_subnet_takes_no_table_without_a_way_to_the_internet(emulator, client, network, table):
    refused = on_the_firewalls_subnet(client, network, table)
    error = refused.json()["error"]
    assert (refused.status_code, error["code"], error["details"]) == (400, REFUSED, [])
    assert error["message"] == (
        "Route Table t on firewall subnet AzureFirewallSubnet must have 0.0.0.0/0 route with next hop Internet."
    )
    emulator.seed(table, {"properties": {"routes": [INWARDS, INTERNET]}})
    assert on_the_firewalls_subnet(client, network, table).ok


def test_another_subnet_takes_any_table(client, network, table):
    body = {"properties": {"addressPrefix": SUBNETS["work"], "routeTable": {"id": table}}}
    assert client.put(f"{network}/subnets/work", body).ok


def test_with_an_address_for_management_the_firewalls_subnet_takes_any_table(client, network, table):
    client.finish(put_firewall(client, network, **management(network)))
    assert on_the_firewalls_subnet(client, network, table).ok


@pytest.mark.parametrize(("way", "status"), [("subnet", 200), ("table", 400), ("accept", 200)])
def test_whether_such_a_table_may_lose_its_way_out_later_is_a_switch(emulator, client, network, table, way, status):
    emulator.seed(table, {"properties": {"routes": [INTERNET]}})
    client.finish(on_the_firewalls_subnet(client, network, table))
    emulator.switch(firewall_subnet_routes=way)
    answer = client.put(table, {"location": "westus", "properties": {"routes": [INWARDS]}})
    assert answer.status_code == status


def test_the_tag_of_a_region_is_a_prefix_of_a_route_as_the_tag_is(demo, client):
    for tag, status in (("AzureMonitor", 201), ("AzureMonitor.NorwayEast", 201), ("Nobody.NorwayEast", 400)):
        name = tag.replace(".", "-")
        body = {"properties": {"addressPrefix": tag, "nextHopType": "Internet"}}
        answer = client.put(f"{ROUTE_TABLE_ID}/routes/{name}", body)
        assert answer.status_code == status, answer.text
        if answer.ok:
            client.finish(answer)
