# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Peerings and what a virtual hub has of its spokes: shown, and written by nobody here."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import VNET_ID
from ansible_collections.adx.outbound.tests.emulator.worlds import ids, peerings

# The members of a peering are those of the published example VirtualNetworkGetPeering.
SIDES = ((VNET_ID, "spoke-to-hub", ids.HUB_ID, "10.0.0.0/16"), (ids.HUB_ID, "hub-to-spoke", VNET_ID, "10.20.0.0/16"))


def one_of(value, name):
    return next(item for item in value["virtualNetworkPeerings"] if item["name"] == name)


@pytest.mark.parametrize(("network", "name", "remote", "space"), SIDES)
def test_the_spoke_of_the_demo_is_peered_with_the_hub_of_the_firewall_on_both_sides(
    emulator, client, network, name, remote, space
):
    emulator.reset("demo", firewall="policy")
    shown = client.get(f"{network}/virtualNetworkPeerings/{name}").json()
    assert shown == one_of(client.get(network).json()["properties"], name)
    assert client.get(f"{network}/virtualNetworkPeerings").json()["value"] == [shown]
    properties = shown["properties"]
    assert (properties["peeringState"], properties["provisioningState"]) == ("Connected", "Succeeded")
    assert properties["remoteVirtualNetwork"] == {"id": remote}
    assert properties["remoteAddressSpace"] == {"addressPrefixes": [space]}


def test_a_spoke_of_a_virtual_hub_shows_the_peering_that_the_service_made(emulator, client):
    # As exported landing zones have it: RemoteVnetToHubPeering_<guid>, to a network in a subscription of the service.
    emulator.reset("demo", firewall="hub", connected=True)
    (shown,) = client.get(f"{VNET_ID}/virtualNetworkPeerings").json()["value"]
    assert shown["name"].startswith("RemoteVnetToHubPeering_")
    assert shown["properties"]["remoteVirtualNetwork"]["id"] == peerings.HIDDEN_HUB_ID
    assert shown["properties"]["allowForwardedTraffic"] is False
    connection = client.get(ids.HUB_CONNECTION_ID).json()
    assert connection["properties"]["enableInternetSecurity"] is True
    assert client.get(ids.HUB_CONNECTION_ID.rsplit("/", 1)[0]).json() == {"value": [connection]}


def test_a_missing_connection_is_not_found(emulator, client):
    emulator.reset("demo", firewall="hub", connected=True)
    assert client.get(f"{ids.HUB_CONNECTION_ID}-none").status_code == 404


def test_nobody_writes_a_peering_here_and_a_subnet_is_written_beside_it(emulator, client):
    emulator.reset("demo", firewall="policy")
    path = f"{VNET_ID}/virtualNetworkPeerings/spoke-to-hub"
    before = client.get(path).json()
    assert client.put(path, before).status_code == 501
    assert client.delete(path).status_code == 501
    client.finish(client.put(f"{VNET_ID}/subnets/new", {"properties": {"addressPrefix": "10.20.9.0/24"}}))
    assert client.get(path).json()["properties"] == before["properties"]


def test_a_peering_is_seeded_with_its_network(emulator):
    emulator.reset("demo", firewall="policy")
    with pytest.raises(ValueError, match="with its parent"):
        emulator.seed(f"{VNET_ID}/virtualNetworkPeerings/another", {"properties": {}})
