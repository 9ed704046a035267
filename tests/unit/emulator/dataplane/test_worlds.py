# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The oracle asked about whole worlds: the demo with a classic firewall, with a policy, and in a virtual hub."""

from __future__ import annotations

import re

import pytest
from ansible_collections.adx.outbound.tests.emulator import (
    CLUSTER_ID,
    FIREWALL_ID,
    FIREWALL_POLICY_ID,
    PARENT_POLICY_ID,
    ROUTE_TABLE_ID,
    SHARED_GROUP_ID,
    SUBNET_ID,
    dataplane,
)
from ansible_collections.adx.outbound.tests.emulator.arm.core import Core
from ansible_collections.adx.outbound.tests.emulator.front.control import Control
from ansible_collections.adx.outbound.tests.emulator.worlds import ids

CLUSTER, APPS = "10.20.1.0/24", "10.20.2.16"
NAMESPACE = "a.servicebus.windows.net"
TAGS = {NAMESPACE: "EventHub"}
APPLICATION = {
    "name": "web",
    "protocols": [{"protocolType": "Https", "port": 443}],
    "targetFqdns": ["*.example.org"],
    "sourceAddresses": [CLUSTER],
}
NETWORK = {
    "name": "amqp",
    "sourceAddresses": [CLUSTER],
    "destinationAddresses": ["EventHub"],
    "destinationPorts": ["5671"],
}
WANTED = {("a.example.org", 443), (NAMESPACE, 5671)}
UNWANTED = {("a.example.org", 80), ("example.org", 443), ("b.example.org", 5671), (NAMESPACE, 443)}


@pytest.fixture(params=["classic", "policy", "hub"])
def world(request):
    control = Control(Core(), {})
    control.reset("demo", firewall=request.param, connected=True)
    return control


@pytest.fixture
def by_policy():
    control = Control(Core(), {})
    control.reset("demo", firewall="policy")
    return control


def dependencies(world):
    """(name, port) of all that the cluster says it needs, and of what the documentation adds by wildcard."""
    answer = world.document(f"{CLUSTER_ID}/outboundNetworkDependenciesEndpoints")
    names = {
        (re.sub(r"^https://|/$|:\d+$", "", endpoint["domainName"]), endpoint["endpointDetails"][0]["port"])
        for entry in answer["value"]
        for endpoint in entry["properties"]["endpoints"]
    }
    return names | {(NAMESPACE, 5671), (NAMESPACE, 443), ("au.windowsupdate.com", 80)}


def allow(world):
    """Lets the cluster reach WANTED, in the way of the firewall that is there."""
    firewall = world.document(FIREWALL_ID)
    network, application = {**NETWORK, "protocols": ["TCP"]}, APPLICATION
    if "firewallPolicy" not in firewall["properties"]:
        for kind, rule in (("network", network), ("application", application)):
            own = {"priority": 900, "action": {"type": "Allow"}, "rules": [rule]}
            firewall["properties"][f"{kind}RuleCollections"].append({"name": "own", "properties": own})
        world.seed(FIREWALL_ID, firewall)
        return
    rules = [
        {**NETWORK, "ruleType": "NetworkRule", "ipProtocols": ["TCP"]},
        {**APPLICATION, "ruleType": "ApplicationRule"},
    ]
    collections = [collection(f"own-{number}", 900 + number, rule) for number, rule in enumerate(rules)]
    put_group(world, f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/own", 300, *collections)


def collection(name, priority, rule, action="Allow"):
    kind = {"ruleCollectionType": "FirewallPolicyFilterRuleCollection", "action": {"type": action}}
    return {"name": name, "priority": priority, **kind, "rules": [rule]}


def put_group(world, group_id, priority, *collections):
    world.seed(group_id, {"properties": {"priority": priority, "ruleCollections": list(collections)}})


def allowed(world, flows, source=CLUSTER, **more):
    return dataplane.allowed(world, FIREWALL_ID, flows, source, tags=TAGS, **more)


def test_no_foreign_rule_lets_the_clusters_subnet_reach_a_dependency(world):
    flows = dependencies(world)
    assert len(flows) == 58
    tags = {"fqdn_tags": {"WindowsUpdate": ["*.windowsupdate.com"]}, "web_categories": {"News": ["*"]}}
    assert allowed(world, flows, **tags) == set()
    assert allowed(world, flows, source="10.20.1.5", **tags) == set()


def test_foreign_rules_let_others_pass_and_stop_mail_in_every_world(world):
    flows = {("www.contoso.com", 443), ("www.contoso.com", 80), ("packages.contoso.com", 8443), ("x.example", 587)}
    # 8443 is an application rule's port, and a bare TCP connection is no HTTP.
    assert allowed(world, flows, source=APPS) == {("www.contoso.com", 443), ("www.contoso.com", 80)}
    known = dataplane.network_of(world, FIREWALL_ID)
    mail = dataplane.through(known, APPS, port=587, protocol="TCP", address="192.0.2.200")
    assert not mail.allowed and "net-no-mail" in mail.by


def test_the_same_rules_allow_the_same_flows_in_every_world(world):
    assert allowed(world, WANTED | UNWANTED) == set()
    allow(world)
    assert allowed(world, WANTED | UNWANTED) == WANTED
    assert allowed(world, WANTED | UNWANTED, source=APPS) == set()


def test_a_whole_way_out_is_judged_with_the_table_of_the_subnet(world):
    allow(world)
    properties = world.document(FIREWALL_ID)["properties"]
    address = (properties.get("hubIPAddresses") or properties["ipConfigurations"][0]["properties"])["privateIPAddress"]
    table = world.document(ROUTE_TABLE_ID)
    out = {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": address}
    table["properties"]["routes"].append({"name": "out", "properties": out})
    world.seed(ROUTE_TABLE_ID, table)
    network = dataplane.network_of(world, FIREWALL_ID, SUBNET_ID, truth=dataplane.Truth(hub_hops_work=True))
    assert network.virtual_network in (("10.20.0.0/16", "10.0.0.0/16"), ("10.20.0.0/16", "10.0.1.0/24"))
    assert network.nsg["id"] == ids.NSG_ID
    asked = {"address": "192.0.2.200", "port": 443, "source": "10.20.1.5"}
    passing = dataplane.trip(network, fqdn="a.example.org", **asked)
    assert (passing.passes, passing.where) == (True, "firewall")
    assert not dataplane.trip(network, fqdn="b.example.net", **asked).passes
    assert dataplane.network_of(world, FIREWALL_ID).table is None


def test_a_parents_deny_beats_what_the_policy_allows(by_policy):
    allow(by_policy)
    deny = collection("stop", 65000, {**APPLICATION, "ruleType": "ApplicationRule"}, action="Deny")
    put_group(by_policy, f"{PARENT_POLICY_ID}/ruleCollectionGroups/late", 65000, deny)
    assert allowed(by_policy, WANTED) == {(NAMESPACE, 5671)}


def test_names_and_addresses_come_from_dns_settings_and_ip_groups_of_the_world(by_policy):
    clock = ("time.contoso.com", 123)
    world = dataplane.network_of(by_policy, FIREWALL_ID)
    asked = {"fqdn": clock[0], "port": clock[1], "protocol": "UDP"}
    assert dataplane.through(world, APPS, **asked).by[1:] == ("shared-rules", "shared-clocks", "time")
    assert not dataplane.through(world, CLUSTER, **asked).allowed
    by_policy.remove(SHARED_GROUP_ID)
    assert not dataplane.through(dataplane.network_of(by_policy, FIREWALL_ID), APPS, **asked).allowed


def test_a_world_that_lacks_something_is_refused_by_its_id(by_policy):
    with pytest.raises(ValueError, match="fw-none"):
        dataplane.network_of(by_policy, FIREWALL_ID.replace("fw-hub", "fw-none"))
    by_policy.remove(PARENT_POLICY_ID)
    with pytest.raises(ValueError, match="fp-base"):
        allowed(by_policy, WANTED)


def test_a_policy_that_inherits_from_itself_is_refused(by_policy):
    parent = by_policy.document(PARENT_POLICY_ID)
    parent["properties"]["basePolicy"] = {"id": FIREWALL_POLICY_ID}
    by_policy.seed(PARENT_POLICY_ID, parent)
    with pytest.raises(ValueError, match="inherits from itself"):
        dataplane.network_of(by_policy, FIREWALL_ID)
