# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo world by itself: what is in it, in which order, and its oddities."""

from __future__ import annotations

import ipaddress
import json

import pytest
from ansible_collections.adx.outbound.tests.emulator import worlds
from ansible_collections.adx.outbound.tests.emulator.worlds import foreign_rules, ids

REFERENCES = (
    "networkSecurityGroup",
    "natGateway",
    "routeTable",
    "subnet",
    "publicIPAddress",
    "publicIpAddresses",
    "subnetId",
    "enginePublicIpId",
    "dataManagementPublicIpId",
    "firewallPolicy",
    "basePolicy",
    "virtualHub",
    "sourceIpGroups",
)
FORMS = ("classic", "policy", "hub")


def demo(**options):
    return dict(worlds.build("demo", **options))


def subnets(world):
    return {item["name"]: item["properties"] for item in world[worlds.VNET_ID]["properties"]["subnets"]}


def members(value, name=""):
    """(name, value) of every member at every depth; elements of a list go by the name of the list."""
    yield name, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from members(item, key)
    if isinstance(value, list):
        for item in value:
            yield from members(item, name)


def referred(document):
    for name, value in members(document):
        if name in REFERENCES:
            found = value.get("id") if isinstance(value, dict) else value
            if isinstance(found, str):
                yield found


def test_the_empty_world_has_only_the_subscription():
    [(resource_id, document)] = worlds.build("empty")
    assert resource_id == f"/subscriptions/{worlds.SUBSCRIPTION}"
    assert document["subscriptionId"] == worlds.SUBSCRIPTION


def test_an_unknown_world_is_refused_by_name():
    with pytest.raises(ValueError, match="moon"):
        worlds.build("moon")


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"route_table": False},
        {"delegated": True},
        {"region": "West Europe"},
        {"firewall": "policy"},
        {"firewall": "hub"},
    ],
)
def test_references_exist_before_they_are_used(options):
    known, used = set(), 0
    for resource_id, document in worlds.build("demo", **options):
        known |= {resource_id} | {
            f"{resource_id}/subnets/{item['name']}"
            for item in document.get("properties", {}).get("subnets", [])
            if "name" in item
        }
        found = set(referred(document))
        used += len(found)
        assert found <= known
    assert used >= 8


@pytest.mark.parametrize("form", FORMS)
def test_no_id_comes_twice_and_groups_come_before_what_is_in_them(form):
    seen = []
    for resource_id, _document in worlds.build("demo", firewall=form):
        assert resource_id.lower() not in seen
        if "/providers/" in resource_id and "/resourceGroups/" in resource_id:
            assert resource_id.split("/providers/")[0].lower() in seen
        seen.append(resource_id.lower())


@pytest.mark.parametrize("form", FORMS)
def test_two_builds_are_equal_and_share_nothing(form):
    first, second = demo(firewall=form), demo(firewall=form)
    assert json.dumps(first) == json.dumps(second)
    emptied = [value for _name, value in members(list(first.values())) if isinstance(value, (dict, list))]
    for value in emptied:
        value.clear()
    assert len(emptied) > 100
    assert second == demo(firewall=form)


def test_only_the_first_cluster_is_injected():
    world = demo()
    injected = world[worlds.CLUSTER_ID]
    assert worlds.CLUSTER_ID.endswith("/resourceGroups/rg-adx/providers/Microsoft.Kusto/Clusters/telemetry")
    assert injected["properties"]["virtualNetworkConfiguration"]["subnetId"] == worlds.SUBNET_ID
    assert injected["properties"]["virtualNetworkConfiguration"]["state"] == "Enabled"
    assert world[ids.OTHER_CLUSTER_ID]["properties"]["virtualNetworkConfiguration"] is None
    assert (injected["location"], injected["tags"], "etag" in injected) == ("West US", {}, False)


def test_the_region_is_a_display_name_for_clusters_and_short_elsewhere():
    world = demo(region="West Europe")
    assert world[worlds.CLUSTER_ID]["location"] == "West Europe"
    assert ".westeurope." in world[worlds.CLUSTER_ID]["properties"]["uri"]
    assert {world[item]["location"] for item in (worlds.FIREWALL_ID, worlds.VNET_ID, ids.group("rg-adx"))} == {
        "westeurope"
    }


def test_the_firewall_carries_other_peoples_collections():
    firewall = demo()[worlds.FIREWALL_ID]["properties"]
    priorities = {
        kind: [item["properties"]["priority"] for item in firewall[f"{kind}RuleCollections"]]
        for kind in ("network", "application", "nat")
    }
    assert priorities == {"network": [1001, 2000], "application": [1000, 1500], "nat": [300]}
    web, updates = firewall["applicationRuleCollections"]
    assert "WWW.Contoso.com" in web["properties"]["rules"][0]["targetFqdns"]
    assert updates["properties"]["rules"][0]["fqdnTags"] == ["WindowsUpdate"]
    assert firewall["additionalProperties"] == {"Network.FTP.AllowActiveFTP": "true", "Network.DNS.EnableProxy": "true"}
    assert firewall["ipConfigurations"][0]["properties"]["privateIPAddress"] == "10.0.1.4"


@pytest.mark.parametrize(
    ("resource_id", "unknown"),
    [
        (worlds.FIREWALL_ID, {"autoscaleConfiguration", "placementHint", "reviewHint", "loggingHint", "ownerHint"}),
        (worlds.VNET_ID, {"sharingHint"}),
        (worlds.ROUTE_TABLE_ID, {"summaryHint", "reviewHint"}),
    ],
)
def test_unknown_members_are_strewn_in(resource_id, unknown):
    assert unknown <= {name for name, _value in members(demo()[resource_id]["properties"])}


def test_application_rules_have_only_what_a_client_may_send():
    for collection in foreign_rules.application():
        for rule in collection["properties"]["rules"]:
            assert not {"priority", "direction", "actions"} & set(rule)


def test_the_clusters_subnet_has_everything_a_careless_put_would_lose():
    subnet = subnets(demo())["snet-adx"]
    assert subnet["routeTable"] == {"id": worlds.ROUTE_TABLE_ID}
    assert subnet["networkSecurityGroup"] == {"id": ids.NSG_ID}
    assert subnet["natGateway"] == {"id": ids.NAT_ID}
    assert subnet["serviceEndpoints"] == [{"service": "Microsoft.Storage"}]
    assert len(subnet["ipConfigurations"]) == 2


@pytest.mark.parametrize(
    ("delegated", "service"), [(False, "Microsoft.Web/serverFarms"), (True, "Microsoft.Kusto/clusters")]
)
def test_the_delegation_is_to_kusto_only_when_wanted(delegated, service):
    [delegation] = subnets(demo(delegated=delegated))["snet-adx"]["delegations"]
    assert delegation["properties"]["serviceName"] == service


def test_the_table_has_four_foreign_routes_and_no_default_route():
    properties = demo()[worlds.ROUTE_TABLE_ID]["properties"]
    routes = [item["properties"] for item in properties["routes"]]
    assert [item["nextHopType"] for item in routes] == ["VirtualAppliance", "Internet", "None", "VnetLocal"]
    assert "0.0.0.0/0" not in [item["addressPrefix"] for item in routes]
    assert [item.get("nextHopIpAddress") for item in routes] == ["10.0.1.4", None, None, None]
    assert properties["disableBgpRoutePropagation"] is True


@pytest.mark.parametrize("shared", [False, True])
def test_both_subnets_of_the_spoke_share_the_table_where_that_is_wanted(shared):
    found = [item.get("routeTable") for item in subnets(demo(shared_table=shared)).values()]
    assert found == [{"id": worlds.ROUTE_TABLE_ID}, {"id": worlds.ROUTE_TABLE_ID} if shared else None]


def test_without_a_table_nothing_refers_to_one():
    world = demo(route_table=False)
    assert worlds.ROUTE_TABLE_ID not in world
    assert worlds.ROUTE_TABLE_ID not in json.dumps(world)


def test_service_tags_are_known_by_name_and_have_good_prefixes():
    document = demo()[f"/subscriptions/{worlds.SUBSCRIPTION}/providers/Microsoft.Network/serviceTags/public"]
    tags = {item["name"]: item["properties"]["addressPrefixes"] for item in document["values"]}
    assert {"AzureMonitor", "EventHub", "EventHub.WestUS", "Storage", "AzureKeyVault"} < set(tags)
    assert "13.64.38.225/32" in tags["AzureDataExplorerManagement"]
    assert all(ipaddress.ip_network(prefix) for prefixes in tags.values() for prefix in prefixes)
