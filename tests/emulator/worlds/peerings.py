# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Peerings between the spoke and the hub, and what the service makes of a connection to a virtual hub."""

from __future__ import annotations

from . import ids

# The network behind a virtual hub is the service's own, in a subscription of its own.
HIDDEN_HUB_ID = (
    "/subscriptions/99999999-8888-4777-8666-555555555555/resourceGroups/RG_vhub/providers/Microsoft.Network"
    "/virtualNetworks/HV_vhub"
)


def peering(name, remote_id, space, **members):
    """One side of a peering of two networks as it is when both sides are there."""
    properties = {
        "peeringState": "Connected",
        "peeringSyncLevel": "FullyInSync",
        "remoteVirtualNetwork": {"id": remote_id},
        "allowVirtualNetworkAccess": True,
        "allowForwardedTraffic": True,
        "allowGatewayTransit": False,
        "useRemoteGateways": False,
        "doNotVerifyRemoteGateways": False,
        "peerCompleteVnets": True,
        "remoteAddressSpace": {"addressPrefixes": [space]},
        "remoteVirtualNetworkAddressSpace": {"addressPrefixes": [space]},
        **members,
    }
    return {"name": name, "properties": properties}


def to_virtual_hub(space):
    """What a spoke shows once it is connected; the service never lets forwarded traffic in by that flag."""
    name = f"RemoteVnetToHubPeering_{ids.guid(ids.VIRTUAL_HUB_ID)}"
    members = {"allowForwardedTraffic": False, "useRemoteGateways": True, "doNotVerifyRemoteGateways": True}
    return peering(name, HIDDEN_HUB_ID, space, **members)


def hub_table(connected):
    """The table that every hub is made with and connections are associated with; nobody has written a route in it."""
    properties = {
        "provisioningState": "Succeeded",
        "labels": ["default"],
        "routes": [],
        "associatedConnections": [ids.HUB_CONNECTION_ID] if connected else [],
        "propagatingConnections": [ids.HUB_CONNECTION_ID] if connected else [],
    }
    return ids.HUB_ROUTE_TABLE_ID, {
        "name": "defaultRouteTable",
        "id": ids.HUB_ROUTE_TABLE_ID,
        "etag": f'W/"{ids.guid(ids.HUB_ROUTE_TABLE_ID)}"',
        "type": "Microsoft.Network/virtualHubs/hubRouteTables",
        "properties": properties,
    }


def connection():
    """The same from the hub's side; the spoke takes the hub's default route where there is one."""
    properties = {
        "provisioningState": "Succeeded",
        "remoteVirtualNetwork": {"id": ids.VNET_ID},
        "enableInternetSecurity": True,
        "routingConfiguration": {"associatedRouteTable": {"id": ids.HUB_ROUTE_TABLE_ID}},
    }
    return ids.HUB_CONNECTION_ID, {
        "name": "vnet-spoke",
        "id": ids.HUB_CONNECTION_ID,
        "etag": f'W/"{ids.guid(ids.HUB_CONNECTION_ID)}"',
        "type": "Microsoft.Network/virtualHubs/hubVirtualNetworkConnections",
        "properties": properties,
    }
