# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of what a firewall has let pass.

Microsoft Learn, firewall: forced-tunneling, integrate-with-nat-gateway (2021-04-21), snat-private-range.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.tests.emulator.dataplane import beyond, specified
from ansible_collections.adx.outbound.tests.emulator.dataplane.doubts import around, doubt
from ansible_collections.adx.outbound.tests.emulator.worlds import ids

TRUTH = next(doubt.Doubt("plain", doubt.locked()).worlds()).truth
APPLIANCE = "10.0.9.4"
BY_ADDRESS = doubt.network_rule(destinationAddresses=["192.0.2.0/24"])


def go(documents, question=doubt.QUESTION, **truth):
    return specified.ask(specified.World(documents, replace(TRUTH, **truth)), question)


def tunnelled(prefix, hop, managed=True, **members):
    documents = doubt.locked()
    around.add_exit_table(documents, doubt.route("on", prefix, hop, **members))
    if managed:
        around.add_management(documents)
    return documents


@pytest.mark.parametrize("prefix", ["0.0.0.0/0", "192.0.0.0/4", "192.0.2.10/32"])
def test_a_route_of_the_firewalls_own_subnet_leads_on(prefix):
    assert go(tunnelled(prefix, "Internet")).where == "firewall"
    assert go(tunnelled(prefix, "None"))[:2] == (False, "beyond")
    to_appliance = tunnelled(prefix, "VirtualAppliance", nextHopIpAddress=APPLIANCE)
    assert go(to_appliance, appliances={APPLIANCE: True})[:2] == (True, "beyond")
    assert go(to_appliance, appliances={})[:2] == (False, "beyond")
    for passes in (True, False):
        assert go(tunnelled(prefix, "VirtualNetworkGateway"), gateway_passes=passes)[:2] == (passes, "beyond")


def test_a_route_that_does_not_hold_the_destination_and_what_the_rules_stop_end_at_the_firewall():
    assert go(tunnelled("198.18.0.0/15", "None")).where == "firewall"
    question = replace(doubt.QUESTION, fqdn="other.example.org")
    addresses = {"other.example.org": ("192.0.2.11",)}
    assert go(tunnelled("0.0.0.0/0", "None"), question, addresses=addresses)[:2] == (False, "firewall")


def test_without_management_addresses_a_truth_has_to_tell_whether_the_default_route_counts():
    documents = tunnelled("0.0.0.0/0", "None", managed=False)
    assert go(documents, tunnels_without_management=True).where == "beyond"
    assert go(documents, tunnels_without_management=False).where == "firewall"
    with pytest.raises(ValueError, match="tunnels_without_management"):
        go(documents, tunnels_without_management=None)
    assert go(tunnelled("192.0.2.0/24", "None", managed=False), tunnels_without_management=None).where == "beyond"


@pytest.mark.parametrize(
    ("change", "learns"),
    [
        (lambda hub: None, False),
        (lambda hub: hub["subnets"].append({"name": "GatewaySubnet", "properties": {}}), True),
        (lambda hub: hub["subnets"].append({"name": "RouteServerSubnet", "properties": {}}), True),
        (lambda hub: hub["virtualNetworkPeerings"][0]["properties"].update(useRemoteGateways=True), True),
    ],
)
def test_a_default_route_is_learned_where_somebody_is_there_to_learn_from(change, learns):
    documents = doubt.locked()
    around.add_management(documents)
    change(documents[around.HUB]["properties"])
    told = {"learned": (("0.0.0.0/0", "VirtualNetworkGateway"),), "gateway_passes": False}
    assert go(documents, **told).where == ("beyond" if learns else "firewall")
    around.add_exit_table(documents, propagation=False)
    assert go(documents, **told).where == "firewall"
    around.add_exit_table(documents, doubt.route("out", "0.0.0.0/0", "Internet"))
    assert go(documents, **told).where == "firewall"


def test_without_a_public_address_nothing_leaves_but_by_a_nat_gateway_that_has_one():
    documents = doubt.locked()
    around.firewall(documents)["ipConfigurations"][0]["properties"].pop("publicIPAddress")
    around.add_management(documents)
    assert go(documents) == (False, "beyond", beyond.NO_ADDRESS)
    around.add_exit_nat(documents)
    assert go(documents).where == "firewall"
    documents[around.EXIT_NAT_ID.lower()]["properties"] = {"publicIpPrefixes": [{"id": "/p"}]}
    assert go(documents).where == "firewall"
    documents[around.EXIT_NAT_ID.lower()]["properties"] = {}
    assert go(documents).by == beyond.NO_ADDRESS


def test_of_a_basic_firewall_a_truth_has_to_tell_whether_its_management_address_will_do():
    documents = doubt.locked()
    around.set_tier(documents, "Basic")
    around.firewall(documents)["ipConfigurations"][0]["properties"].pop("publicIPAddress")
    for leaves in (True, False):
        assert go(documents, basic_leaves_by_management=leaves).passes is leaves


@pytest.mark.parametrize("rule", [BY_ADDRESS, doubt.application_rule(doubt.NAME)])
def test_only_what_a_network_rule_lets_pass_keeps_its_source_and_gets_no_answer(rule):
    documents = around.locked_by(rule)
    assert go(documents).passes
    around.policy(documents)["snat"] = {"privateRanges": ["0.0.0.0/0"]}
    expected = (False, "beyond", beyond.UNTRANSLATED) if rule is BY_ADDRESS else (True, "firewall")
    assert go(documents)[: len(expected)] == expected


def test_intrusion_detection_comes_after_the_rules():
    documents = doubt.locked()
    around.policy(documents)["intrusionDetection"] = {"mode": "Deny"}
    assert go(documents, signatures=frozenset({doubt.NAME})) == (False, "beyond", beyond.INTRUSION)
    assert go(documents, signatures=frozenset()).where == "firewall"


def to_endpoint(rule, **endpoint):
    """Everything private goes to the firewall, and an endpoint in the hub is what is asked for."""
    documents = around.locked_by(rule)
    around.add_endpoint(documents, "10.0.3.4", network=around.HUB, policies="Enabled", **endpoint)
    routes = documents[ids.ROUTE_TABLE_ID.lower()]["properties"]["routes"]
    routes.append(doubt.route("in", "10.0.0.0/16", "VirtualAppliance", nextHopIpAddress="10.0.1.4"))
    return documents


def test_a_private_destination_answers_past_the_firewall_unless_that_puts_its_own_address_in():
    asked, question = {"addresses": {doubt.NAME: ("10.0.3.4",)}}, doubt.QUESTION
    forwarded = to_endpoint(doubt.network_rule(destinationAddresses=["10.0.3.4"]))
    for needed in (True, False):
        assert go(forwarded, question, answers_need_firewall=needed, **asked).passes is not needed
    assert go(to_endpoint(doubt.application_rule(doubt.NAME)), question, answers_need_firewall=True, **asked).passes
    pending = to_endpoint(doubt.application_rule(doubt.NAME), status="Pending")
    assert go(pending, question, **asked)[:2] == (False, "beyond")


def test_with_http_the_firewall_goes_where_it_finds_the_host_itself():
    documents = around.locked_by(doubt.application_rule(doubt.NAME, protocol="Http", port=80))
    around.policy(documents)["dnsSettings"] = {"enableProxy": True}
    around.set_servers(documents)
    around.set_servers(documents, network=around.HUB)
    question = replace(doubt.QUESTION, protocol="Http", port=80)
    around.add_exit_table(documents, doubt.route("on", "198.18.0.1/32", "None"))
    assert go(documents, question).where == "firewall"
    zone_id = around.add_zone(documents, "example.org", around.HUB)
    assert go(documents, question)[:2] == (False, "resolution")
    made = around.record(zone_id, "mine", "198.18.0.1")
    documents[made["id"].lower()] = made
    assert go(documents, question)[:2] == (False, "beyond")


def test_a_firewall_in_a_virtual_hub_sends_where_the_hub_does():
    documents = doubt.locked("hub")
    assert go(documents, hub_hops_work=True, hub_learns_default=False).where == "firewall"
    for passes in (True, False):
        led = go(documents, hub_hops_work=True, hub_learns_default=True, gateway_passes=passes)
        assert led == (passes, "beyond", "virtual hub")
    around.let_pass(documents, BY_ADDRESS)
    around.policy(documents)["snat"] = {"privateRanges": ["0.0.0.0/0"]}
    assert go(documents, hub_hops_work=True, hub_learns_default=False).by == beyond.UNTRANSLATED


def test_a_firewall_in_a_virtual_hub_hands_private_destinations_on_as_they_are():
    documents = doubt.locked("hub")
    around.let_pass(documents, doubt.network_rule(destinationAddresses=["10.0.1.200"]))
    routes = documents[ids.ROUTE_TABLE_ID.lower()]["properties"]["routes"]
    routes.append(doubt.route("in", "10.0.1.200/32", "VirtualAppliance", nextHopIpAddress="10.0.1.132"))
    asked = {"addresses": {doubt.NAME: ("10.0.1.200",)}, "hub_hops_work": True}
    assert go(documents, hub_learns_default=False, **asked).where == "firewall"


def test_without_management_addresses_the_same_holds_of_a_default_route_that_is_learned():
    documents = doubt.locked()
    documents[around.HUB]["properties"]["subnets"].append({"name": "GatewaySubnet", "properties": {}})
    for tunnels, where in ((True, "beyond"), (False, "firewall")):
        told = {"learned": (("0.0.0.0/0", "VirtualNetworkGateway"),), "gateway_passes": False}
        assert go(documents, tunnels_without_management=tunnels, **told).where == where
    longer = {"learned": (("192.0.2.0/24", "VirtualNetworkGateway"),), "gateway_passes": False}
    assert go(documents, tunnels_without_management=None, **longer).where == "beyond"
    both = {**longer, "learned": (*longer["learned"], ("0.0.0.0/0", "VirtualNetworkGateway"))}
    assert go(documents, tunnels_without_management=False, **both).where == "beyond"
