# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The path does not end with the firewall's rules: what lies beyond them, and past them, is told.

A cluster is locked down behind a policy, somebody changes something, and a check says what is to be known of it.
"""

from __future__ import annotations

from typing import Any

import pytest
from ansible_collections.adx.outbound.tests.emulator import (
    FIREWALL_ID,
    FIREWALL_POLICY_ID,
    PARENT_POLICY_ID,
    ROUTE_TABLE_ID,
    SUBNET_ID,
)
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import HUB_ID
from ansible_collections.adx.outbound.tests.integration.others import edit
from ansible_collections.adx.outbound.tests.integration.runner import NAMED, done
from ansible_collections.adx.outbound.tests.integration.sampled import one_in

HUB_TABLE_ID = FIREWALL_ID.replace("azureFirewalls/fw-hub", "routeTables/rt-firewall")
HUB_NAT_ID = FIREWALL_ID.replace("azureFirewalls/fw-hub", "natGateways/nat-hub")
HUB_PREFIX_ID = FIREWALL_ID.replace("azureFirewalls/fw-hub", "publicIPPrefixes/ippre-hub")
FIREWALL_SUBNET_ID = f"{HUB_ID}/subnets/AzureFirewallSubnet"


@pytest.fixture
def found(run, emulator):
    """The findings by code, after somebody has changed something."""

    def find(change: Any, *, firewall: str = "policy", **options: Any) -> dict[str, dict[str, Any]]:
        emulator.reset("demo", firewall=firewall)
        run.lock_down(default_route="manage")
        change(emulator)
        checked = done(run("egress_check_info", **NAMED, **options))
        return {one["code"]: one for one in checked["findings"]}

    return find


def firewall_table(prefix: str, hop: str, address: str = "") -> Any:
    """The firewall's own subnet has a table with this route."""

    def change(emulator: Any) -> None:
        route = {"name": "up", "properties": {"addressPrefix": prefix, "nextHopType": hop, "nextHopIpAddress": address}}
        emulator.seed(HUB_TABLE_ID, {"location": "westus", "properties": {"routes": [route]}})
        edit(emulator, FIREWALL_SUBNET_ID, lambda properties: properties.update(routeTable={"id": HUB_TABLE_ID}))

    return change


def of_policy(**members: Any) -> Any:
    return lambda emulator: edit(emulator, FIREWALL_POLICY_ID, lambda properties: properties.update(members))


def of_tier(tier: str, **members: Any) -> Any:
    """Firewall and policies are of this tier."""

    def change(emulator: Any) -> None:
        for id_ in (FIREWALL_ID, FIREWALL_POLICY_ID, PARENT_POLICY_ID):
            edit(emulator, id_, lambda properties: properties.setdefault("sku", {}).update(tier=tier))
        of_policy(**members)(emulator)

    return change


def nat_gateway(emulator: Any) -> None:
    """The firewall leaves with the addresses of a NAT gateway."""
    prefixes = [{"id": HUB_PREFIX_ID}]
    emulator.seed(HUB_PREFIX_ID, {"location": "westus", "properties": {"ipPrefix": "203.0.113.64/30"}})
    emulator.seed(HUB_NAT_ID, {"location": "westus", "properties": {"publicIpPrefixes": prefixes}})
    edit(emulator, FIREWALL_SUBNET_ID, lambda properties: properties.update(natGateway={"id": HUB_NAT_ID}))


def without_public_address(emulator: Any) -> None:
    def change(properties: dict[str, Any]) -> None:
        for one in properties["ipConfigurations"]:
            one["properties"].pop("publicIPAddress", None)

    edit(emulator, FIREWALL_ID, change)


def route(prefix: str, hop: str = "Internet") -> Any:
    """Somebody's route in the table of the cluster's subnet."""
    theirs = {"name": "theirs", "properties": {"addressPrefix": prefix, "nextHopType": hop}}
    return lambda emulator: edit(emulator, ROUTE_TABLE_ID, lambda properties: properties["routes"].append(theirs))


def nothing(_emulator: Any) -> None:
    """Nobody changes anything."""


# (what, what somebody does, the code that has to be found, or one that must not be)
TOLD = [
    ("forced tunnelling", firewall_table("0.0.0.0/0", "VirtualAppliance", "10.9.9.9"), "forced_tunnel"),
    ("a route of the firewall's subnet that drops", firewall_table("0.0.0.0/0", "None"), "dropped_beyond"),
    ("no public address", without_public_address, "no_public_address"),
    ("ranges that are not translated", of_policy(snat={"privateRanges": ["0.0.0.0/0"]}), "not_translated"),
    (
        "a public range among them",
        of_policy(snat={"privateRanges": ["IANAPrivateRanges", "20.0.0.0/8"]}),
        "perhaps_not_translated",
    ),
    ("intrusion detection", of_tier("Premium", intrusionDetection={"mode": "Deny"}), "intrusion_detection"),
    ("threat intelligence", of_tier("Standard", threatIntelMode="Deny"), "threat_intelligence"),
    ("half of the internet", route("0.0.0.0/1"), "bypassing_route"),
    ("a wide prefix", route("20.0.0.0/8"), "bypassing_route"),
    ("a narrow prefix", route("20.0.0.0/15"), "bypassing_route"),
    ("one address", route("203.0.113.9/32"), "bypassing_route"),
    ("the tag of a dependency", route("AzureMonitor"), "tag_route"),
]
SILENT = [
    ("a default route straight out", firewall_table("0.0.0.0/0", "Internet"), "forced_tunnel"),
    ("a NAT gateway", lambda emulator: (without_public_address(emulator), nat_gateway(emulator)), "no_public_address"),
    ("private ranges", of_policy(snat={"privateRanges": ["IANAPrivateRanges", "10.9.0.0/16"]}), "not_translated"),
    ("signatures that only alert", of_tier("Premium", intrusionDetection={"mode": "Alert"}), "intrusion_detection"),
    ("threat intelligence of a Basic firewall", of_tier("Basic", threatIntelMode="Deny"), "threat_intelligence"),
    ("the tag of the management", route("AzureDataExplorerManagement"), "bypassing_route"),
    ("a private prefix", route("10.0.0.0/8", "VnetLocal"), "bypassing_route"),
    ("nothing", nothing, "bypassing_route"),
]


@pytest.mark.parametrize(("what", "change", "code"), one_in(2, TOLD), ids=[case[0] for case in TOLD])
def test_what_lies_beyond_and_past_the_rules_is_told(found, what, change, code):
    assert code in found(change), what


@pytest.mark.long
@pytest.mark.drawn
@pytest.mark.parametrize(("what", "change", "code"), SILENT, ids=[case[0] for case in SILENT])
def test_what_nearly_does_is_not_told(found, what, change, code):
    assert code not in found(change), what


def test_data_sources_are_told_the_addresses_of_the_nat_gateway(found):
    message = found(nat_gateway)["new_source_address"]["message"]
    assert "NAT gateway nat-hub" in message and "203.0.113.64/30" in message


def test_behind_forced_tunnelling_no_address_of_the_firewall_is_named(found):
    message = found(firewall_table("0.0.0.0/0", "VirtualAppliance", "10.9.9.9"))["new_source_address"]["message"]
    assert "10.9.9.9" in message and "public address" not in message


def test_without_a_right_to_the_firewalls_subnet_a_check_says_so_and_goes_on(found):
    def hidden(emulator: Any) -> None:
        emulator.deny(".*/virtualNetworks/vnet-hub.*")

    told = found(hidden)
    assert "not_looked_at" in told and "forced_tunnel" not in told


def test_a_private_subnet_that_sends_something_straight_out_is_open(run, emulator):
    run.lock_down(default_route="manage")
    edit(emulator, SUBNET_ID, lambda properties: properties.update(defaultOutboundAccess=False, natGateway=None))
    route("AzureMonitor")(emulator)
    found = done(run("egress_check_info", **NAMED))["dependencies"]
    open_ = {one["fqdn"] or one["service_tag"] for one in found if one["cause"] == "private_subnet"}
    assert "AzureMonitor" in open_ and all(one["verdict"] != "allowed" for one in found if one["cause"])
