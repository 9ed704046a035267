# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The way out of subnets of other services, in the world that has them all behind one firewall."""

from __future__ import annotations

import ipaddress

import pytest
from ansible_collections.adx.outbound.tests.emulator import FIREWALL_ID, FIREWALL_POLICY_ID, SUBNET_ID, dataplane
from ansible_collections.adx.outbound.tests.emulator.arm.core import Core
from ansible_collections.adx.outbound.tests.emulator.dataplane import subnets
from ansible_collections.adx.outbound.tests.emulator.front.control import Control
from ansible_collections.adx.outbound.tests.emulator.services import known
from ansible_collections.adx.outbound.tests.emulator.worlds import services_ids as named
from ansible_collections.adx.outbound.tests.emulator.worlds import services_rules as teams

CLOCK = ("ntp.ubuntu.com", 123, "UDP")
WEB = ("management.azure.com", 443, "Https")
IMAGES = ("*.data.mcr.microsoft.com", 443, "Https")
DATABASE = ("apim-shop.database.windows.net", 1433, "TCP")
PREFIX = ("40.70.58.221/32", 443, "Https")
FLOWS = {CLOCK, WEB, IMAGES, DATABASE, PREFIX}
KNOWN = {"fqdn_tags": {"AzureKubernetesService": ("management.azure.com",)}, "web_categories": {}}
RESOURCES = {
    named.AKS_ID: ("snet-aks-nodes", "snet-aks-pods"),
    named.BATCH_ID: ("snet-batch-render", "snet-batch-train"),
    named.API_MANAGEMENT_ID: ("snet-apim",),
    named.DATABRICKS_ID: ("snet-dbw-public", "snet-dbw-private"),
    named.OPEN_ML_ID: ("snet-ml",),
    named.SQL_ID: ("snet-sqlmi",),
    named.DEV_CENTER_ID: ("snet-devbox",),
}


@pytest.fixture
def world():
    control = Control(Core(), {})
    control.reset("services")
    return control


def rule(kind, source, **members):
    return {"ruleType": kind, "name": kind, "sourceAddresses": [source], **members}


def allow(world, source, *rules):
    """A collection for each of the rules, before those of everybody else."""
    kind = {"ruleCollectionType": "FirewallPolicyFilterRuleCollection", "action": {"type": "Allow"}}
    collections = [
        {"name": f"own-{number}", "priority": 200 + number, **kind, "rules": [{**one, "sourceAddresses": [source]}]}
        for number, one in enumerate(rules)
    ]
    group = {"properties": {"priority": 150, "ruleCollections": collections}}
    world.seed(f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/own", group)


def leaving(world, subnet, flows=frozenset(FLOWS), **more):
    return dataplane.leaving(world, FIREWALL_ID, named.subnet(subnet), flows, **KNOWN, **more)


@pytest.mark.parametrize("resource_id", RESOURCES, ids=lambda value: value.rsplit("/", 1)[-1])
def test_no_rule_of_other_teams_lets_a_service_of_this_world_out(world, resource_id):
    wanted = dataplane.needs(world.document(f"{resource_id}/{known.CHILD}"))
    for subnet in RESOURCES[resource_id]:
        found = dataplane.outcomes(world, FIREWALL_ID, named.subnet(subnet), wanted, **KNOWN)
        assert {(trip.passes, trip.where) for trip in found.values()} == {(False, "firewall")}


@pytest.mark.parametrize("subnet", named.SUBNETS)
def test_every_subnet_is_judged_by_its_own_prefix(world, subnet):
    clock = rule("NetworkRule", "", ipProtocols=["UDP"], destinationFqdns=[CLOCK[0]], destinationPorts=["123"])
    web = rule(
        "ApplicationRule", "", targetFqdns=[WEB[0], IMAGES[0]], protocols=[{"protocolType": "Https", "port": 443}]
    )
    allow(world, named.SUBNETS[subnet][0], clock, web)
    assert {name: leaving(world, name) for name in named.SUBNETS if leaving(world, name)} == {
        subnet: {CLOCK, WEB, IMAGES}
    }


def test_a_clock_is_udp_and_nothing_else(world):
    clock = rule("NetworkRule", "", ipProtocols=["UDP"], destinationFqdns=[CLOCK[0]], destinationPorts=["123"])
    allow(world, named.SUBNETS["snet-aks-nodes"][0], clock)
    flows = {CLOCK, (CLOCK[0], 123, "TCP"), (CLOCK[0], 124, "UDP"), ("other.ubuntu.com", 123, "UDP")}
    assert leaving(world, "snet-aks-nodes", flows) == {CLOCK}


def test_names_in_network_rules_need_the_proxy(world):
    clock = rule("NetworkRule", "", ipProtocols=["UDP"], destinationFqdns=[CLOCK[0]], destinationPorts=["123"])
    allow(world, named.SUBNETS["snet-aks-nodes"][0], clock)
    policy = world.document(FIREWALL_POLICY_ID)
    policy["properties"]["dnsSettings"]["enableProxy"] = False
    world.seed(FIREWALL_POLICY_ID, policy)
    assert leaving(world, "snet-aks-nodes") == set()


def test_a_prefix_has_no_name_that_a_rule_could_mean(world):
    by_address = rule(
        "NetworkRule", "", ipProtocols=["TCP"], destinationAddresses=["AzureDatabricks"], destinationPorts=["443"]
    )
    web = rule("ApplicationRule", "", targetFqdns=["*"], protocols=[{"protocolType": "Https", "port": 443}])
    allow(world, named.SUBNETS["snet-dbw-public"][0], web)
    assert PREFIX not in leaving(world, "snet-dbw-public")
    allow(world, named.SUBNETS["snet-dbw-public"][0], by_address)
    assert leaving(world, "snet-dbw-public") == {PREFIX}


def test_a_tag_is_where_a_name_is_said_to_be(world):
    by_tag = rule("NetworkRule", "", ipProtocols=["TCP"], destinationAddresses=["Sql"], destinationPorts=["1433"])
    allow(world, named.SUBNETS["snet-apim"][0], by_tag)
    assert leaving(world, "snet-apim") == set()
    assert leaving(world, "snet-apim", tags={DATABASE[0]: "Sql.WestUS"}) == {DATABASE}
    assert leaving(world, "snet-apim", at={DATABASE[0]: "198.51.100.161"}) == {DATABASE}


def test_other_teams_get_out_of_their_own_subnets(world):
    around = dataplane.network_of(world, FIREWALL_ID, **KNOWN)
    inside = {teams.KUBERNETES: "10.41.0.7", teams.BATCH: "10.41.8.7", teams.API_MANAGEMENT: "10.41.10.7"}
    asked = {"fqdn": CLOCK[0], "port": 123, "protocol": "UDP"}
    assert dataplane.through(around, inside[teams.KUBERNETES], **asked).by[1:] == (
        "services-rules",
        "aks-network",
        "aks-time",
    )
    batch = {"fqdn": "westus.service.batch.azure.com", "port": 443, "tag": "BatchNodeManagement.WestUS"}
    assert dataplane.through(around, inside[teams.BATCH], **batch).by[3] == "batch-service"
    sql = {"fqdn": DATABASE[0], "port": 1433, "protocol": "TCP", "tag": "Sql"}
    assert dataplane.through(around, inside[teams.API_MANAGEMENT], **sql).by[3] == "apim-sql"


def test_what_the_policy_below_lets_pass_this_firewall_does_not(world):
    around = dataplane.network_of(world, FIREWALL_ID, **KNOWN)
    assert not dataplane.through(around, "10.41.10.7", fqdn="a.partner.example", port=443).allowed


def test_ways_past_the_firewall_are_taken_where_they_are(world):
    flow = ("management.apim.example", 3443, "TCP")
    asked = {"flows": {flow}, "at": {flow[0]: "198.51.100.129"}}
    assert leaving(world, "snet-apim", **asked) == set()
    world.reset("services", return_routes=True)
    [found] = dataplane.outcomes(world, FIREWALL_ID, named.subnet("snet-apim"), **asked, **KNOWN).values()
    assert (found.passes, found.where) == (True, "direct")
    assert leaving(world, "snet-batch-render", **asked) == set()


def test_the_clusters_subnet_is_asked_in_the_same_way(world):
    world.reset("services", routed=True)
    assert dataplane.leaving(world, FIREWALL_ID, SUBNET_ID, FLOWS, **KNOWN) == set()
    clock = rule("NetworkRule", "", ipProtocols=["UDP"], destinationFqdns=[CLOCK[0]], destinationPorts=["123"])
    allow(world, "10.20.1.0/24", clock)
    assert dataplane.leaving(world, FIREWALL_ID, SUBNET_ID, FLOWS, **KNOWN) == {CLOCK}


def test_the_address_of_a_name_is_in_no_tag_unless_that_is_said(world):
    [tags] = [one for key, one in world.documents().items() if key.endswith("/serviceTags/public")]
    prefixes = [prefix for one in tags["values"] for prefix in one["properties"]["addressPrefixes"]]
    assert len(prefixes) > 20
    inside = ipaddress.ip_address(subnets.ELSEWHERE)
    assert not [prefix for prefix in prefixes if inside in ipaddress.ip_network(prefix)]


def test_a_subnet_that_is_not_there_is_refused(world):
    with pytest.raises(ValueError, match="snet-none"):
        leaving(world, "snet-none")
    with pytest.raises(ValueError, match="snet-none"):
        dataplane.host_of(world, named.subnet("snet-none"))
