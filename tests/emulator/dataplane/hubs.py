# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a virtual hub gives its spokes for routes: by its routing intent, or by the tables it has without one.

Microsoft Learn, virtual-wan/how-to-routing-policies (2025-08-01): the internet policy is a default route for each
connection that takes one, the private one covers private addresses, and a hub with an intent has no tables of its own.
"""

from __future__ import annotations

GATEWAY, EVERYTHING = "VirtualNetworkGateway", "0.0.0.0/0"
PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")
DESTINATIONS = {"Internet": (EVERYTHING,), "PrivateTraffic": PRIVATE}


def spoke_routes(documents, network_id, truth):
    """(prefix, next hop type, id of what the hub hands it to) of all routes that a network has from its hubs."""
    return tuple(
        (prefix, GATEWAY, behind)
        for item in documents.of_kind("hubVirtualNetworkConnections")
        if item["properties"]["remoteVirtualNetwork"]["id"].lower() == network_id.lower()
        for prefix, behind in _taken(documents, item, truth)
    )


def _taken(documents, connection, truth):
    """A connection may refuse the default route, and whatever else it has no part of."""
    hub_id, properties = connection["id"].rsplit("/", 2)[0], connection["properties"]
    for prefix, behind in _routes(documents, hub_id, properties, truth):
        if prefix != EVERYTHING or properties.get("enableInternetSecurity") is True:
            yield prefix, behind


def _routes(documents, hub_id, properties, truth):
    found = _intended(documents, hub_id)
    if found is None:
        table = (properties.get("routingConfiguration") or {}).get("associatedRouteTable") or {}
        found = _tabled(documents.find(table.get("id") or default_table(hub_id)))
    if not any(prefix == EVERYTHING for prefix, _behind in found) and learns_default(truth):
        found = [*found, (EVERYTHING, None)]
    return found


def default_table(hub_id):
    """The table of connections that name no other."""
    return f"{hub_id}/hubRouteTables/defaultRouteTable"


def learns_default(truth):
    """Whether a hub that has no default route of its own has one from on-premises."""
    return truth.said("hub_learns_default") if truth.whole else bool(truth.hub_learns_default)


def _intended(documents, hub_id):
    """The routes of the hub's intent; None: it has none."""
    intents = [item for item in documents.of_kind("routingIntent") if _is_of(item, hub_id)]
    if not intents:
        return None
    return [
        (prefix, policy["nextHop"])
        for item in intents
        for policy in item["properties"]["routingPolicies"]
        for word in policy["destinations"]
        for prefix in DESTINATIONS[word]
    ]


def _is_of(item, hub_id):
    return item["id"].lower().rsplit("/", 2)[0] == hub_id.lower()


def _tabled(table):
    """The routes that somebody has written into a table of the hub."""
    found = []
    for route in ((table or {}).get("properties") or {}).get("routes") or []:
        if route["destinationType"].lower() != "cidr" or route["nextHopType"].lower() != "resourceid":
            raise ValueError(f"nobody said where {route['name']} of a virtual hub leads")
        found += [(prefix, route["nextHop"]) for prefix in route["destinations"]]
    return found


def leaves_directly(documents, hub_id, firewall_id, truth):
    """Whether a firewall in the hub sends what is for the internet straight there, and not to on-premises."""
    own = _intended(documents, hub_id)
    found = _tabled(documents.find(default_table(hub_id))) if own is None else own
    behind = [one.lower() for prefix, one in found if prefix == EVERYTHING]
    return firewall_id.lower() in behind or not learns_default(truth)
