# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The oracle for routes that are not in the table: of the network, of service endpoints, of a gateway."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import dataplane

NETWORK = ("10.20.0.0/16", "10.0.0.0/16")
ENDPOINTS = ["192.0.2.0/24"]
GATEWAY = "VirtualNetworkGateway"
DEFAULT = ("0.0.0.0/0", "VirtualAppliance", "10.0.1.4")
TAGS = {"values": [{"name": "Storage", "properties": {"addressPrefixes": ["192.0.2.0/24"]}}]}


def table(*routes, **properties):
    made = []
    for number, (prefix, hop, *address) in enumerate(routes):
        own = {"addressPrefix": prefix, "nextHopType": hop} | ({"nextHopIpAddress": address[0]} if address else {})
        made.append({"name": f"r{number}", "properties": own})
    return {"properties": {"routes": made, **properties}}


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("10.20.2.9", "VnetLocal"),
        ("10.0.1.4", "VnetLocal"),
        ("192.0.2.1", "Internet"),
        ("2001:db8::1", "Internet"),
        ("10.99.0.1", "None"),
        ("172.16.0.1", "None"),
        ("192.168.0.1", "None"),
        ("100.127.0.1", "None"),
        ("172.32.0.1", "Internet"),
    ],
)
def test_without_a_table_the_system_routes_decide(address, expected):
    assert dataplane.next_hop(None, address, virtual_network=NETWORK) == (expected, None, None)


@pytest.mark.parametrize("prefix", ["192.168.0.0/16", "192.168.0.0/15"])
def test_a_network_as_large_as_a_reserved_range_or_larger_takes_its_place(prefix):
    assert dataplane.next_hop(None, "192.168.9.1", virtual_network=[prefix]).type == "VnetLocal"
    assert dataplane.next_hop(None, "10.99.0.1", virtual_network=[prefix, "2001:db8::/32"]).type == "None"


def test_who_gives_no_network_sees_no_private_addresses():
    assert dataplane.next_hop(table(), "10.99.0.1").type == "Internet"


def test_a_default_route_in_the_table_takes_the_reserved_routes_away_but_not_the_network():
    own = table(DEFAULT)
    assert dataplane.next_hop(own, "10.99.0.1", virtual_network=NETWORK).route == "r0"
    assert dataplane.next_hop(own, "10.20.2.9", virtual_network=NETWORK).type == "VnetLocal"
    other = table(("203.0.113.0/24", "Internet"))
    assert dataplane.next_hop(other, "10.99.0.1", virtual_network=NETWORK).type == "None"


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        ([DEFAULT], ("VnetLocal", None)),
        ([("10.20.0.0/16", "VirtualAppliance", "10.0.1.4")], ("VirtualAppliance", "r0")),
        ([("10.20.2.0/24", "None")], ("None", "r0")),
        ([("10.0.0.0/8", "VirtualAppliance", "10.0.1.4")], ("VnetLocal", None)),
    ],
)
def test_a_user_route_beats_the_network_from_the_same_prefix_on(routes, expected):
    hop = dataplane.next_hop(table(*routes), "10.20.2.9", virtual_network=NETWORK)
    assert (hop.type, hop.route) == expected


@pytest.mark.parametrize(
    ("routes", "expected"),
    [
        ([], ("VirtualNetworkServiceEndpoint", None)),
        ([DEFAULT], ("VirtualNetworkServiceEndpoint", None)),
        ([("192.0.0.0/16", "None")], ("VirtualNetworkServiceEndpoint", None)),
        ([("192.0.2.0/24", "Internet")], ("VirtualNetworkServiceEndpoint", None)),
        ([("192.0.2.0/28", "Internet")], ("VirtualNetworkServiceEndpoint", None)),
        ([("Storage", "None")], ("VirtualNetworkServiceEndpoint", None)),
    ],
)
def test_no_route_of_a_table_overrides_a_service_endpoint(routes, expected):
    hop = dataplane.next_hop(table(*routes), "192.0.2.1", TAGS, endpoints=ENDPOINTS)
    assert (hop.type, hop.route) == expected


def test_a_service_endpoint_is_for_its_own_prefixes_only():
    assert dataplane.next_hop(table(DEFAULT), "198.51.100.1", endpoints=ENDPOINTS).route == "r0"


@pytest.mark.parametrize(
    ("routes", "bgp", "address", "expected"),
    [
        ([], "0.0.0.0/0", "198.51.100.1", GATEWAY),
        ([("0.0.0.0/0", "Internet")], "0.0.0.0/0", "198.51.100.1", "Internet"),
        ([("0.0.0.0/0", "Internet")], "198.51.100.0/24", "198.51.100.1", GATEWAY),
        ([("198.51.100.0/24", "None")], "198.51.100.0/24", "198.51.100.1", "None"),
        ([], "10.99.0.0/16", "10.99.0.1", GATEWAY),
        ([], "10.0.0.0/8", "10.99.0.1", GATEWAY),
        # More specific, and yet the network and service endpoints are preferred.
        ([], "10.20.2.0/24", "10.20.2.9", "VnetLocal"),
        ([], "192.0.2.0/28", "192.0.2.1", "VirtualNetworkServiceEndpoint"),
    ],
)
def test_a_gateways_route_loses_to_a_users_and_to_preferred_ones(routes, bgp, address, expected):
    known = {"virtual_network": NETWORK, "endpoints": ENDPOINTS, "bgp": [(bgp, GATEWAY)]}
    assert dataplane.next_hop(table(*routes), address, **known).type == expected


@pytest.mark.parametrize(("stopped", "expected"), [(True, "Internet"), (False, GATEWAY), (None, GATEWAY)])
def test_a_table_can_stop_a_gateways_routes(stopped, expected):
    own = table(disableBgpRoutePropagation=stopped)
    assert dataplane.next_hop(own, "198.51.100.1", bgp=[("0.0.0.0/0", GATEWAY)]).type == expected
