# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a virtual network says of itself, of its peers and of what brings routes into it."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import networks
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.verdict.documents import (
    peering,
    virtual_network,
)


@pytest.mark.parametrize("network", [None, {}, {"properties": None}, {"properties": {"addressSpace": None}}])
def test_a_network_that_says_nothing_has_nothing(network):
    assert networks.prefixes(network) == networks.peer_prefixes(network) == networks.dns_servers(network) == ()
    assert networks.private_endpoints(network) == ()
    assert networks.has_gateway(network) is False


def test_a_network_has_all_its_prefixes_in_their_order():
    assert networks.prefixes(virtual_network("10.20.0.0/16", more=["10.10.0.0/16"])) == ("10.20.0.0/16", "10.10.0.0/16")


@pytest.mark.parametrize(
    ("state", "properties", "routed", "is_open"),
    [
        ("Connected", {}, True, True),
        ("connected", {}, True, True),
        ("Initiated", {}, False, False),
        ("Disconnected", {}, False, False),
        ("Connected", {"allowVirtualNetworkAccess": False}, True, False),
        ("Connected", {"allowVirtualNetworkAccess": None}, True, True),
        ("Disconnected", {"allowVirtualNetworkAccess": False}, False, False),
    ],
)
def test_a_connected_peer_has_its_routes_and_belongs_to_the_tag_where_it_is_open(state, properties, routed, is_open):
    network = virtual_network("10.20.0.0/16", peering("10.30.0.0/16", state, **properties))
    assert networks.peer_prefixes(network) == ("10.30.0.0/16",) * routed
    assert networks.peer_prefixes(network, open_only=True) == ("10.30.0.0/16",) * is_open


def test_the_prefixes_of_several_peers_are_all_there():
    silent = {"properties": {"peeringState": "Connected", "remoteAddressSpace": None}}
    network = virtual_network("10.20.0.0/16", peering("10.30.0.0/16"), silent, peering("10.40.0.0/16"))
    assert networks.peer_prefixes(network) == ("10.30.0.0/16", "10.40.0.0/16")


@pytest.mark.parametrize(
    ("options", "servers"),
    [
        (None, ()),
        ({}, ()),
        ({"dnsServers": []}, ()),
        ({"dnsServers": ["10.0.0.4", "10.0.0.5"]}, ("10.0.0.4", "10.0.0.5")),
    ],
)
def test_a_network_without_dns_servers_of_its_own_asks_azures(options, servers):
    assert networks.dns_servers({"properties": {"dhcpOptions": options}}) == servers


def test_private_endpoints_are_those_of_all_subnets():
    listed = [
        {"name": "a", "properties": {"privateEndpoints": [{"id": "/pe/1"}, {}, {"id": "/pe/2"}]}},
        {"name": "b"},
        {"name": "c", "properties": {"privateEndpoints": [{"id": "/pe/3"}]}},
    ]
    assert networks.private_endpoints({"properties": {"subnets": listed}}) == ("/pe/1", "/pe/2", "/pe/3")


@pytest.mark.parametrize(
    ("subnets", "peerings", "brings"),
    [
        (("snet",), (), False),
        (("snet", "GatewaySubnet"), (), True),
        (("routeserversubnet", "snet"), (), True),
        (("AzureFirewallSubnet",), (), False),
        (("snet",), (peering("10.30.0.0/16"),), False),
        (("snet",), (peering("10.30.0.0/16", useRemoteGateways=False),), False),
        (("snet",), (peering("10.30.0.0/16"), peering("10.40.0.0/16", useRemoteGateways=True)), True),
    ],
)
def test_a_gateway_a_route_server_or_that_of_a_peer_may_bring_routes_in(subnets, peerings, brings):
    assert networks.has_gateway(virtual_network("10.20.0.0/16", *peerings, subnets=subnets)) is brings
