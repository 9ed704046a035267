# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a virtual hub gives its spokes: Microsoft Learn, virtual-wan/how-to-routing-policies (2025-08-01)."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator.dataplane import Truth, hubs
from ansible_collections.adx.outbound.tests.emulator.dataplane.in_force import Documents
from ansible_collections.adx.outbound.tests.emulator.dataplane.specified import World

HUB, NETWORK, FIREWALL, OTHER = "/Hubs/h", "/N", "/FW", "/NVA"
DEFAULT = hubs.EVERYTHING
TYPE = "Microsoft.Network/virtualHubs/"


def connection(internet=True, table=None):
    routing = {"associatedRouteTable": {"id": table}} if table else {}
    properties = {
        "remoteVirtualNetwork": {"id": NETWORK},
        "enableInternetSecurity": internet,
        "routingConfiguration": routing,
    }
    return f"{HUB}/hubVirtualNetworkConnections/c", "hubVirtualNetworkConnections", properties


def intent(*words):
    policies = [{"name": word, "destinations": [word], "nextHop": FIREWALL} for word in words]
    return f"{HUB}/routingIntent/i", "routingIntent", {"routingPolicies": policies}


def table(*destinations, name="defaultRouteTable", kind="CIDR", hop=FIREWALL):
    route = {
        "name": "r",
        "destinationType": kind,
        "destinations": destinations,
        "nextHopType": "ResourceId",
        "nextHop": hop,
    }
    return f"{HUB}/hubRouteTables/{name}", "hubRouteTables", {"routes": [route]}


def known(*items, truth):
    store = {id_.lower(): {"id": id_, "type": TYPE + kind, "properties": properties} for id_, kind, properties in items}
    return Documents(World(store), truth)


def routes(*items, learns=False, network=NETWORK):
    truth = Truth(whole=True, hub_learns_default=learns)
    found = hubs.spoke_routes(known(*items, truth=truth), network, truth)
    assert {kind for _prefix, kind, _behind in found} <= {hubs.GATEWAY}
    return {prefix: behind for prefix, _kind, behind in found}


def test_the_internet_policy_is_a_default_route_for_connections_that_take_one():
    assert routes(connection(), intent("Internet")) == {DEFAULT: FIREWALL}
    assert routes(connection(internet=False), intent("Internet")) == {}
    assert routes(connection(), intent("Internet"), network="/Other") == {}


def test_with_the_private_policy_alone_only_what_the_hub_has_learned_is_a_default_route():
    private = dict.fromkeys(hubs.PRIVATE, FIREWALL)
    assert routes(connection(), intent("PrivateTraffic")) == private
    assert routes(connection(), intent("PrivateTraffic"), learns=True) == {**private, DEFAULT: None}
    assert routes(connection(), intent("PrivateTraffic", "Internet"), learns=True) == {**private, DEFAULT: FIREWALL}


def test_without_an_intent_the_table_of_the_connection_counts_and_else_the_default_one():
    own = f"{HUB}/hubRouteTables/own"
    assert routes(connection(), table(DEFAULT, "10.0.0.0/8")) == {DEFAULT: FIREWALL, "10.0.0.0/8": FIREWALL}
    assert routes(connection(internet=False), table(DEFAULT, "10.0.0.0/8")) == {"10.0.0.0/8": FIREWALL}
    assert routes(connection(table=own), table(DEFAULT), table(DEFAULT, name="own", hop=OTHER)) == {DEFAULT: OTHER}
    assert routes(connection(table=own), table(DEFAULT)) == {}
    assert routes(connection(), table("10.0.0.0/8"), intent("Internet")) == {DEFAULT: FIREWALL}


def test_a_route_of_another_kind_is_refused():
    with pytest.raises(ValueError, match="nobody said where r"):
        routes(connection(), table("x", kind="Service"))


@pytest.mark.parametrize(
    ("items", "direct"),
    [
        ([intent("Internet")], True),
        ([table(DEFAULT)], True),
        ([table(DEFAULT, hop=OTHER)], False),
        ([intent("PrivateTraffic")], False),
        ([], False),
    ],
)
def test_a_firewall_sends_straight_out_what_the_hub_hands_it_for_the_internet(items, direct):
    for learns in (True, False):
        truth = Truth(whole=True, hub_learns_default=learns)
        found = hubs.leaves_directly(known(*items, truth=truth), HUB, FIREWALL.lower(), truth)
        assert found is (direct or not learns)


def test_whether_a_hub_learns_a_default_route_a_truth_has_to_tell():
    truth = Truth(whole=True)
    with pytest.raises(ValueError, match="hub_learns_default"):
        hubs.spoke_routes(known(connection(), truth=truth), NETWORK, truth)
