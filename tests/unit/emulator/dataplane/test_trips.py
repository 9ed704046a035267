# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The oracle for a whole way out: security group, routes, firewall."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.tests.emulator import dataplane, worlds
from ansible_collections.adx.outbound.tests.emulator.dataplane import private_endpoints

SOURCE, ADDRESS = "10.20.1.7", "192.0.2.1"
POLICY_ID = "/subscriptions/s/firewallPolicies/Own"
NETWORK = ("10.20.0.0/16", "10.0.0.0/16")


def firewall(**properties):
    configuration = {"name": "ip", "properties": {"privateIPAddress": "10.0.1.4"}}
    return {"properties": {"ipConfigurations": [{"name": "other", "properties": {}}, configuration], **properties}}


def classic(*names):
    rule = {
        "name": "web",
        "protocols": [{"protocolType": "Https", "port": 443}],
        "targetFqdns": list(names),
        "sourceAddresses": ["10.20.1.0/24"],
    }
    properties = {"priority": 100, "action": {"type": "Allow"}, "rules": [rule]}
    return firewall(applicationRuleCollections=[{"name": "c", "properties": properties}])


def by_policy(rule):
    collection = {
        "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
        "name": "c",
        "priority": 100,
        "action": {"type": "Allow"},
        "rules": [rule],
    }
    group = {"name": "g", "properties": {"priority": 100, "ruleCollections": [collection]}}
    chain = [({"name": "own", "id": POLICY_ID.upper(), "properties": {}}, [group])]
    return {"firewall": firewall(firewallPolicy={"id": POLICY_ID}), "chain": chain}


def table(hop, prefix="0.0.0.0/0", address=None):
    properties = {"addressPrefix": prefix, "nextHopType": hop, "nextHopIpAddress": address}
    return {"properties": {"routes": [{"name": "own", "properties": properties}]}}


def stop(port):
    properties = {
        "priority": 100,
        "access": "Deny",
        "direction": "Outbound",
        "protocol": "Tcp",
        "sourceAddressPrefix": "*",
        "sourcePortRange": "*",
        "destinationAddressPrefix": "Internet",
        "destinationPortRange": port,
    }
    return {"properties": {"securityRules": [{"name": "stop", "properties": properties}]}}


LOCKED = dataplane.Network(
    firewall=classic("a.example"), table=table("VirtualAppliance", address="10.0.1.4"), virtual_network=NETWORK
)


def go(world=LOCKED, **asked):
    return dataplane.trip(world, **{"source": SOURCE, "address": ADDRESS, "port": 443, "fqdn": "a.example", **asked})


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, (True, "firewall", ("c", "web"))),
        ({"fqdn": "b.example"}, (False, "firewall", None)),
        ({"source": "10.20.2.7"}, (False, "firewall", None)),
        ({"protocol": "TCP", "port": 5671}, (False, "firewall", None)),
    ],
)
def test_behind_a_default_route_to_the_firewall_its_rules_decide(asked, expected):
    assert go(**asked) == expected


def test_the_security_group_decides_before_the_routes_do():
    world = replace(LOCKED, nsg=stop("443"))
    assert go(world) == (False, "security group", "stop")
    assert go(world, protocol="UDP") == (False, "firewall", None)
    assert go(replace(LOCKED, nsg=stop("80"))).where == "firewall"


def test_a_subnet_without_a_table_passes_without_the_firewall():
    assert go(replace(LOCKED, table=None), fqdn="b.example") == (True, "direct", ("Internet", None, None))


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"table": table("Internet", "192.0.2.1/32")}, (True, "direct", ("Internet", None, "own"))),
        ({"table": table("None", "192.0.2.0/24")}, (False, "route", ("None", None, "own"))),
        ({"endpoints": ["192.0.2.0/24"]}, (True, "direct", ("VirtualNetworkServiceEndpoint", None, None))),
    ],
)
def test_a_more_specific_route_keeps_the_firewall_from_deciding(changed, expected):
    assert go(replace(LOCKED, **changed)) == expected


def test_a_neighbour_in_the_network_is_reached_directly():
    assert go(address="10.20.2.9") == (True, "direct", ("VnetLocal", None, None))


@pytest.mark.parametrize(
    "changed",
    [
        {"table": table("VirtualAppliance", address="10.0.1.5")},
        {"firewall": None},
        {"firewall": {"properties": {"ipConfigurations": []}}},
        {"table": table("VirtualAppliance")},
        {"table": table("VirtualNetworkGateway")},
        {"table": None, "bgp": [("0.0.0.0/0", "VirtualNetworkGateway")]},
    ],
)
def test_what_another_appliance_or_a_gateway_does_is_unknown(changed):
    with pytest.raises(ValueError, match="unknown"):
        go(replace(LOCKED, **changed))


def test_a_protocol_nobody_knows_is_refused_even_where_no_firewall_looks_at_it():
    with pytest.raises(ValueError, match="amqp"):
        go(replace(LOCKED, table=None), protocol="AMQP")


def test_the_firewall_of_a_hub_has_its_address_elsewhere():
    hub = classic("a.example")
    hub["properties"] |= {"ipConfigurations": [], "hubIPAddresses": {"privateIPAddress": "10.0.1.4"}}
    assert go(replace(LOCKED, firewall=hub)).by == ("c", "web")


def test_of_a_gateway_and_of_what_stands_behind_it_a_truth_has_to_tell():
    by_gateway = replace(LOCKED, table=table("VirtualNetworkGateway"))
    for passes in (True, False):
        told = replace(by_gateway, truth=dataplane.Truth(gateway_passes=passes))
        assert go(told)[:2] == (passes, "gateway")
    behind = replace(LOCKED, table=None, bgp=[("0.0.0.0/0", "VirtualNetworkGateway", "/NVA")])
    for known in ({}, {"/NVA": True}):
        assert go(replace(behind, truth=dataplane.Truth(appliances=known)))[:2] == (bool(known), "appliance")


def test_what_a_hub_hands_to_the_firewall_meets_its_rules():
    hub = {**classic("a.example"), "id": "/fw"}
    world = replace(LOCKED, firewall=hub, table=None, bgp=[("0.0.0.0/0", "VirtualNetworkGateway", "/FW")])
    assert go(world).by == ("c", "web")
    assert not go(world, fqdn="b.example").passes


def subnet(**properties):
    return {"properties": {"defaultOutboundAccess": False, **properties}}


@pytest.mark.parametrize(
    ("shown", "asks"),
    [
        (subnet(), True),
        (subnet(delegations=[{"properties": {"serviceName": "Microsoft.Web/serverFarms"}}]), True),
        (subnet(delegations=[{"properties": {"serviceName": "microsoft.kusto/Clusters"}}]), False),
        (subnet(natGateway={"id": "/n"}), False),
        (subnet(defaultOutboundAccess=True), False),
        ({"properties": {}}, False),
    ],
)
def test_a_private_subnet_may_keep_in_what_has_no_other_way_out(shown, asks):
    world = replace(LOCKED, table=None, subnet=shown)
    for stops in (True, False):
        told = replace(world, truth=dataplane.Truth(private_subnets_stop=stops))
        assert go(told)[:2] == ((False, "private subnet") if asks and stops else (True, "direct"))
        assert go(replace(told, table=LOCKED.table)).where == "firewall"
        assert go(replace(told, endpoints=["192.0.2.0/24"])).where == "direct"
    if asks:
        with pytest.raises(ValueError, match="private_subnets_stop"):
            go(world)


def test_a_private_endpoint_is_reached_past_the_firewall_if_it_is_approved():
    for connected in (True, False):
        endpoint = private_endpoints.Endpoint("10.20.3.4", "10.20.0.0/16", connected=connected)
        expected = (True, "direct") if connected else (False, "endpoint")
        assert go(replace(LOCKED, private=(endpoint,)), address="10.20.3.4")[:2] == expected


WEB = {
    "ruleType": "ApplicationRule",
    "name": "web",
    "protocols": [{"protocolType": "Https", "port": 443}],
    "sourceIpGroups": ["/Groups/Spoke"],
}
KNOWN = {
    "ip_groups": {"/groups/spoke": ["10.20.1.0/24"]},
    "fqdn_tags": {"Tag": ["a.example"]},
    "web_categories": {"Category": ["b.example"]},
}


@pytest.mark.parametrize(
    ("more", "fqdn"),
    [
        ({"targetFqdns": ["*"]}, "c.example"),
        ({"fqdnTags": ["Tag"]}, "a.example"),
        ({"webCategories": ["Category"]}, "b.example"),
    ],
)
def test_a_firewall_with_a_policy_is_asked_by_its_chain_with_all_that_is_known(more, fqdn):
    world = replace(LOCKED, **by_policy({**WEB, **more}), **KNOWN)
    assert go(world, fqdn=fqdn) == (True, "firewall", ("own", "g", "c", "web"))
    assert not go(world, fqdn=fqdn, source="10.20.2.7").passes


def test_a_service_tag_counts_in_rules_of_the_firewall():
    tags = {"values": [{"name": "EventHub", "properties": {"addressPrefixes": ["192.0.2.0/24"]}}]}
    rule = {
        "ruleType": "NetworkRule",
        "name": "amqp",
        "ipProtocols": ["TCP"],
        "sourceAddresses": ["*"],
        "destinationAddresses": ["EventHub"],
        "destinationPorts": ["5671"],
    }
    world = replace(LOCKED, **by_policy(rule), service_tags=tags)
    assert go(world, protocol="TCP", port=5671).passes
    assert not go(world, protocol="TCP", port=5671, address="198.51.100.1").passes


@pytest.mark.parametrize(
    ("chain", "text"),
    [
        ((), "no policy"),
        ([({"name": "x", "id": "/policies/x", "properties": {}}, [])], "the chain ends with /policies/x"),
    ],
)
def test_a_chain_that_is_not_the_firewalls_is_refused(chain, text):
    with pytest.raises(ValueError, match=text):
        go(replace(LOCKED, firewall=firewall(firewallPolicy={"id": POLICY_ID}), chain=chain))


def enter(name, source, direction="Inbound"):
    properties = {
        "priority": 100,
        "access": "Allow",
        "direction": direction,
        "protocol": "Tcp",
        "sourceAddressPrefix": source,
        "sourcePortRange": "*",
        "destinationAddressPrefix": "*",
        "destinationPortRange": "443",
    }
    return {"properties": {"securityRules": [{"name": name, "properties": properties}]}}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"nsg": enter("in", "192.0.2.1"), "table": None}, (True, "direct", ("Internet", None, None))),
        ({"nsg": enter("in", "192.0.2.1")}, (False, "route", ("VirtualAppliance", "10.0.1.4", "own"))),
        (
            {"nsg": enter("in", "192.0.2.1"), "table": table("Internet", "192.0.2.1/32")},
            (True, "direct", ("Internet", None, "own")),
        ),
        ({"nsg": enter("in", "192.0.2.2"), "table": None}, (False, "security group", "DenyAllInBound")),
        ({"nsg": enter("out", "*", "Outbound"), "table": None}, (False, "security group", "DenyAllInBound")),
        ({"table": None}, (True, "direct", ("Internet", None, None))),
    ],
)
def test_who_connects_from_outside_must_be_let_in_and_answered_past_the_firewall(changed, expected):
    assert dataplane.visit(replace(LOCKED, **changed), source=ADDRESS, destination=SOURCE, port=443) == expected


def test_a_closed_peer_is_routed_to_but_stands_in_no_tag():
    world = replace(LOCKED, nsg={"properties": {"securityRules": []}}, closed=["10.60.0.0/16"])
    assert go(world, address="10.60.0.9") == (False, "security group", "DenyAllOutBound")
    assert go(replace(world, nsg=None), address="10.60.0.9") == (True, "direct", ("VnetLocal", None, None))
    assert go(replace(world, tagged=["10.60.0.0/16"]), address="10.60.0.9").passes


def test_what_the_tag_holds_besides_may_be_the_internet_as_well():
    world = replace(LOCKED, nsg=stop("443"), tagged=["0.0.0.0/0"], table=None)
    assert go(world) == (False, "security group", "stop")
    own = {**stop("443")["properties"]["securityRules"][0]["properties"], "destinationAddressPrefix": "VirtualNetwork"}
    within = {"properties": {"securityRules": [{"name": "stop", "properties": own}]}}
    assert go(replace(world, nsg=within)) == (False, "security group", "stop")
    assert go(replace(world, nsg=within, tagged=())).passes


def test_in_the_demo_traffic_of_the_cluster_leaves_past_the_firewall_before_our_route():
    demo = dict(worlds.build("demo"))
    world = dataplane.Network(
        firewall=demo[worlds.FIREWALL_ID], table=demo[worlds.ROUTE_TABLE_ID], virtual_network=NETWORK
    )
    assert go(world, address="13.64.38.225").where == "direct"
    assert go(world, address="203.0.113.200").where == "route"
    locked = replace(world, table=LOCKED.table)
    assert not go(locked, address="13.64.38.225").passes
