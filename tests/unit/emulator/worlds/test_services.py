# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The world of many services behind one firewall: what is in it, and that clients can read it."""

from __future__ import annotations

import ipaddress
import json

import pytest
from ansible_collections.adx.outbound.tests.emulator import FIREWALL_ID, FIREWALL_POLICY_ID, SUBNET_ID, worlds
from ansible_collections.adx.outbound.tests.emulator.arm.api_versions import SERVICES
from ansible_collections.adx.outbound.tests.emulator.services import known
from ansible_collections.adx.outbound.tests.emulator.worlds import ids
from ansible_collections.adx.outbound.tests.emulator.worlds import services_ids as named

RESOURCES = (
    named.AKS_ID,
    named.BATCH_ID,
    named.API_MANAGEMENT_ID,
    named.DATABRICKS_ID,
    named.OPEN_ML_ID,
    named.MANAGED_ML_ID,
    named.SQL_ID,
    named.DEV_CENTER_ID,
)


@pytest.fixture
def services(running):
    running.reset("services")
    return running


def newest(resource_id):
    return SERVICES[resource_id.partition("/providers/")[2].split("/")[0].lower()][-1]


def subnets(world, network_id=named.NETWORK_ID):
    return {item["name"]: item["properties"] for item in world[network_id]["properties"]["subnets"]}


def built(**options):
    return dict(worlds.build("services", **options))


def strings(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for item in value for text in strings(item)]
    return [value] if isinstance(value, str) else []


@pytest.mark.parametrize("resource_id", RESOURCES, ids=lambda value: value.rsplit("/", 1)[-1])
def test_every_resource_is_read_with_its_dependencies(services, client, resource_id):
    one = client.get(resource_id, version=newest(resource_id))
    assert one.status_code == 200 and one.json()["id"] == resource_id
    answer = client.get(f"{resource_id}/{known.CHILD}", version=newest(resource_id))
    assert answer.status_code == 200
    assert services.document(f"{resource_id}/{known.CHILD}") == answer.json() != []


def test_every_service_is_there(services):
    types = [document["type"].lower() for document in services.documents().values()]
    assert {service.type.lower() for service in known.SERVICES} <= set(types)
    assert types.count(known.MACHINE_LEARNING.type.lower()) == 2


def test_every_subnet_that_a_resource_names_is_there(services):
    named_there = {
        text
        for resource_id in (*RESOURCES, named.CLASSIC_POOL_ID, named.SIMPLIFIED_POOL_ID)
        for text in strings(services.document(resource_id))
        if "/subnets/" in text
    }
    assert len(named_there) == 7
    assert all(services.document(subnet_id) for subnet_id in named_there)
    parameters = services.document(named.DATABRICKS_ID)["properties"]["parameters"]
    for name in ("customPublicSubnetName", "customPrivateSubnetName"):
        network = parameters["customVirtualNetworkId"]["value"]
        assert services.document(f"{network}/subnets/{parameters[name]['value']}")


def test_every_subnet_is_routed_to_the_firewall(services):
    address = services.document(FIREWALL_ID)["properties"]["ipConfigurations"][0]["properties"]["privateIPAddress"]
    for name in named.SUBNETS:
        table = services.document(services.document(named.subnet(name))["properties"]["routeTable"]["id"])
        routes = [item["properties"] for item in table["properties"]["routes"]]
        assert [(item["addressPrefix"], item["nextHopIpAddress"]) for item in routes] == [("0.0.0.0/0", address)]


def test_only_the_subnet_of_the_nodes_shows_who_is_in_it(services):
    shown = {
        name: services.document(named.subnet(name))["properties"].get("ipConfigurations") for name in named.SUBNETS
    }
    assert {name for name, found in shown.items() if found} == {named.NODES}
    assert all("/virtualMachineScaleSets/" in one["id"] for one in shown[named.NODES])


def test_subnets_lie_apart_in_their_network():
    prefixes = [ipaddress.ip_network(properties["addressPrefix"]) for properties in subnets(built()).values()]
    assert len(prefixes) == len(named.SUBNETS) == 10
    assert all(prefix.subnet_of(ipaddress.ip_network(named.SPACE)) for prefix in prefixes)
    assert not [(one, two) for one in prefixes for two in prefixes if one != two and one.overlaps(two)]


def test_the_demo_stands_in_it_as_it_is():
    demo, world = dict(worlds.build("demo", firewall="policy")), built()
    changed = {resource_id for resource_id, document in demo.items() if world[resource_id] != document}
    assert changed == {ids.HUB_ID, f"{ids.SUBSCRIPTION_ID}/providers/Microsoft.Network/serviceTags/public"}


def test_the_clusters_subnet_is_routed_where_that_is_wanted():
    def prefixes(**options):
        return [
            one["properties"]["addressPrefix"] for one in built(**options)[ids.ROUTE_TABLE_ID]["properties"]["routes"]
        ]

    assert subnets(built(), worlds.VNET_ID)[SUBNET_ID.rsplit("/", 1)[-1]]["routeTable"] == {"id": ids.ROUTE_TABLE_ID}
    assert "0.0.0.0/0" not in prefixes()
    assert prefixes(routed=True) == [*prefixes(), "0.0.0.0/0"]


def test_ways_past_the_firewall_are_there_where_they_are_wanted():
    def tags(**options):
        world = built(**options)
        tables = (named.BATCH_TABLE_ID, named.API_MANAGEMENT_TABLE_ID, named.SHARED_TABLE_ID, named.SQL_TABLE_ID)
        routes = [one["properties"] for table in tables for one in world[table]["properties"]["routes"]]
        return [one["addressPrefix"] for one in routes if one["nextHopType"] == "Internet"]

    assert tags() == []
    assert tags(return_routes=True) == ["BatchNodeManagement.WestUS", "ApiManagement"]
    assert tags(return_routes=True, region="West Europe") == ["BatchNodeManagement.WestEurope", "ApiManagement"]


def test_every_tag_that_a_rule_or_a_route_names_is_known():
    world = built(return_routes=True)
    known_tags = {
        one["name"] for one in world[f"{ids.SUBSCRIPTION_ID}/providers/Microsoft.Network/serviceTags/public"]["values"]
    }
    used = {
        text
        for collection in world[named.TEAMS_GROUP_ID]["properties"]["ruleCollections"]
        for rule in collection["rules"]
        for text in rule.get("destinationAddresses") or []
    }
    assert used == {
        "AzureCloud.WestUS",
        "BatchNodeManagement.WestUS",
        "Storage.WestUS",
        "Storage",
        "Sql",
        "AzureKeyVault",
        "AzureMonitor",
        "EventHub.WestUS",
    }
    assert used | {"ApiManagement"} <= known_tags


def test_the_firewalls_policy_has_one_below_it_that_no_firewall_has(services):
    parent, child = (services.document(one)["properties"] for one in (FIREWALL_POLICY_ID, named.CHILD_POLICY_ID))
    assert parent["childPolicies"] == [{"id": named.CHILD_POLICY_ID}]
    assert (child["basePolicy"], child["firewalls"]) == ({"id": FIREWALL_POLICY_ID}, [])
    assert {"id": named.TEAMS_GROUP_ID} in parent["ruleCollectionGroups"]


def test_the_pools_of_the_account_communicate_in_two_ways(services, client):
    listed = client.get(f"{named.BATCH_ID}/pools", version="2024-07-01").json()["value"]
    modes = {item["name"]: item["properties"]["currentNodeCommunicationMode"] for item in listed}
    assert modes == {"render": "Classic", "train": "Simplified"}


def test_what_is_left_out_takes_with_it_what_is_below():
    world = built(without=(named.BATCH_ID, named.AKS_ID))
    gone = set(built()) - set(world)
    assert gone == {
        named.AKS_ID,
        named.BATCH_ID,
        named.CLASSIC_POOL_ID,
        named.SIMPLIFIED_POOL_ID,
    }


def test_two_builds_are_equal_and_share_nothing():
    first, second = built(), built()
    assert json.dumps(first) == json.dumps(second)
    for document in first.values():
        document.clear()
    assert second == built()
