# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The network of the services: all of its subnets are routed to the firewall in the hub, which is their name server."""

from __future__ import annotations

from . import hub, ids, peerings, service_tags
from . import services_ids as named

FIREWALL_ADDRESS = hub.PRIVATE_ADDRESSES["policy"]


def build(region, return_routes):
    """The tables, and the network with its half of the peering."""
    past = {
        named.BATCH_TABLE_ID: [_past("batch-management", f"BatchNodeManagement.{service_tags.regional(region)}")],
        named.API_MANAGEMENT_TABLE_ID: [_past("apim-management", "ApiManagement")],
    }
    tables = (named.SHARED_TABLE_ID, named.BATCH_TABLE_ID, named.API_MANAGEMENT_TABLE_ID, named.SQL_TABLE_ID)
    return [
        *((one, _table(region, past.get(one, []) if return_routes else [])) for one in tables),
        (named.NETWORK_ID, _network(region)),
    ]


def default_route():
    """What leads everything to the firewall."""
    hop = {"nextHopType": "VirtualAppliance", "nextHopIpAddress": FIREWALL_ADDRESS}
    return {"name": "to-firewall", "properties": {"addressPrefix": "0.0.0.0/0", **hop}}


def join(network):
    """The hub's half of the peering, in its document."""
    network["properties"]["virtualNetworkPeerings"].append(
        peerings.peering("hub-to-services", named.NETWORK_ID, named.SPACE)
    )


def _past(name, tag):
    """A way past the firewall, for answers to what has come from the service."""
    return {"name": name, "properties": {"addressPrefix": tag, "nextHopType": "Internet"}}


def _table(region, more):
    properties = {"disableBgpRoutePropagation": True, "routes": [default_route(), *more]}
    return {"location": ids.normal(region), "tags": {"owner": "platform-team"}, "properties": properties}


def _network(region):
    return {
        "location": ids.normal(region),
        "tags": {"owner": "platform-team"},
        "properties": {
            "addressSpace": {"addressPrefixes": [named.SPACE]},
            "dhcpOptions": {"dnsServers": [FIREWALL_ADDRESS]},
            "subnets": [
                {"name": name, "properties": {**_subnet(*given), **(_nodes(region) if name == named.NODES else {})}}
                for name, given in named.SUBNETS.items()
            ],
            "virtualNetworkPeerings": [peerings.peering("services-to-hub", ids.HUB_ID, hub.SPACE)],
        },
    }


def _subnet(prefix, table_id, service):
    delegated = [{"name": "delegation", "properties": {"serviceName": service}}] if service else []
    return {"addressPrefix": prefix, "routeTable": {"id": table_id}, "delegations": delegated}


def _nodes(region):
    """Who is in the subnet of the nodes (server-made): machines of a scale set in the group that the service made."""
    group = f"/subscriptions/{ids.SUBSCRIPTION}/resourceGroups/MC_{named.GROUP}_aks-shop_{ids.normal(region)}"
    machines = f"{group}/providers/Microsoft.Compute/virtualMachineScaleSets/aks-system-12345678-vmss/virtualMachines"
    interface = "networkInterfaces/aks-system-12345678-vmss/ipConfigurations/ipconfig1"
    return {"ipConfigurations": [{"id": f"{machines}/{number}/{interface}"} for number in range(3)]}
