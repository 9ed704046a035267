# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Short ways to write what a virtual hub has, in ARM's shape."""

from __future__ import annotations

from typing import Any

from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.virtual_hubs import VirtualHub
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import (
    FIREWALL,
    HUB_ROUTE_TABLE,
    VIRTUAL_HUB,
    VIRTUAL_NETWORK,
    ResourceId,
)

HUB = ResourceId("s", "rg-hub", VIRTUAL_HUB, ("vhub",))
FIREWALL_ID, OTHER = (ResourceId("s", "g", FIREWALL, (name,)) for name in ("fw", "fw-2"))
NETWORK = ResourceId("s", "g", VIRTUAL_NETWORK, ("vnet",))
TABLE = HUB.child(HUB_ROUTE_TABLE, "defaultRouteTable")
IN_HUB = {
    "sku": {"name": "AZFW_Hub", "tier": "Standard"},
    "virtualHub": {"id": str(HUB)},
    "ipConfigurations": [],
    "hubIPAddresses": {"privateIPAddress": "10.0.1.4", "publicIPs": {"addresses": [{"address": "203.0.113.5"}]}},
}


def connection(network: Any = NETWORK, **properties: Any) -> dict[str, Any]:
    """A connection that takes the default route."""
    own = {"remoteVirtualNetwork": {"id": str(network)}, "enableInternetSecurity": True, **properties}
    return {"name": "spoke", "id": f"{HUB}/hubVirtualNetworkConnections/spoke", "properties": own}


def policy(next_hop: Any = FIREWALL_ID, destinations: Any = ("Internet",), **more: Any) -> dict[str, Any]:
    """A routing policy."""
    return {"name": "InternetTraffic", "destinations": list(destinations), "nextHop": str(next_hop), **more}


PRIVATE = policy(destinations=["PrivateTraffic"])


def intent(*policies: dict[str, Any], state: str = "Succeeded") -> dict[str, Any]:
    """The routing intent of the hub, with a policy for internet traffic unless others are given."""
    return {
        "name": "intent",
        "id": f"{HUB}/routingIntent/intent",
        "properties": {"provisioningState": state, "routingPolicies": list(policies or (policy(),))},
    }


def static(*destinations: str, next_hop: Any = FIREWALL_ID, **more: Any) -> dict[str, Any]:
    """A static route."""
    hop = {"nextHopType": "ResourceId", "nextHop": str(next_hop)}
    return {"name": "all", "destinationType": "CIDR", "destinations": list(destinations), **hop, **more}


def table(*routes: dict[str, Any], state: str = "Succeeded") -> dict[str, Any]:
    """The route table of the hub."""
    properties = {"provisioningState": state, "labels": ["default"], "routes": list(routes)}
    return {"name": "defaultRouteTable", "id": str(TABLE), "properties": properties}


def hub(connected: Any = None, *, intents: Any = (), **more: Any) -> VirtualHub:
    """The hub, with a connection of the network unless another one, or None of them, is given."""
    listed = (connection(),) if connected is None else tuple(connected)
    return VirtualHub(HUB, listed, tuple(intents), **more)
