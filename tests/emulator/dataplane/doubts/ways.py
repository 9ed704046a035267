# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways to the next hop: peerings, connected groups, virtual hubs."""

from __future__ import annotations

import copy

from ...worlds import FIREWALL_ID, ROUTE_TABLE_ID, VNET_ID, ids
from .doubt import Doubt, locked

INTENT_ID = f"{ids.VIRTUAL_HUB_ID}/routingIntent/intent"
OTHER_FIREWALL_ID = FIREWALL_ID.replace("fw-hub", "fw-other")
HOME, HUB = VNET_ID.lower(), ids.HUB_ID.lower()
# A manager may have connected the two networks, beside their peerings or without any.
GROUPED = {"connected": (frozenset(), frozenset({frozenset({HOME, HUB})}))}


def peered(_random):
    """Both sides Connected and open: the demo itself. Nothing hidden decides."""
    return Doubt("peered", locked())


def not_peered(_random):
    """No peering at all: only a connected group, which no document of the networks shows, could lead there."""
    documents = locked()
    for network in (HOME, HUB):
        documents[network]["properties"]["virtualNetworkPeerings"] = []
    return Doubt("not peered", documents, facts=GROUPED)


def half_peered(random):
    """The other side is gone or was never made."""
    documents = locked()
    near(documents)["peeringState"] = random.choice(("Initiated", "Disconnected"))
    documents[HUB]["properties"]["virtualNetworkPeerings"] = []
    return Doubt("half peered", documents)


def access_off(random):
    """One side does not allow access: the pages differ on whether that stops packets."""
    documents = locked()
    random.choice((near, far))(documents)["allowVirtualNetworkAccess"] = False
    return Doubt("access off", documents)


def forwarding_off(random):
    """The spoke takes no forwarded traffic; on the hub's side the flag changes nothing for what the spoke begins."""
    documents = locked()
    side = random.choice((near, far))
    side(documents)["allowForwardedTraffic"] = False
    return Doubt(f"forwarding off, {side.__name__} side", documents)


def far_side_unreadable(_random):
    """The hub's network cannot be read. Connected says that its peering is there, not what it allows."""
    documents = locked()
    hub = documents.pop(HUB)
    closed = copy.deepcopy(hub)
    closed["properties"]["virtualNetworkPeerings"][0]["properties"]["allowVirtualNetworkAccess"] = False
    return Doubt("far side unreadable", documents, hidden={ids.HUB_ID: (hub, closed)})


def subnets_peered(random):
    """A peering of some subnets only; the cluster's and the firewall's have to be among them."""
    documents = locked()
    mine, theirs = random.choice(("snet-adx", "snet-apps")), random.choice(("AzureFirewallSubnet", "other"))
    near(documents).update(peerCompleteVnets=False, localSubnetNames=[mine], remoteSubnetNames=[theirs])
    far(documents).update(peerCompleteVnets=False, localSubnetNames=[theirs], remoteSubnetNames=[mine])
    return Doubt(f"subnets peered: {mine}, {theirs}", documents)


def only_ipv6(_random):
    """A peering for IPv6 only."""
    documents = locked()
    for side in (near, far):
        side(documents)["enableOnlyIPv6Peering"] = True
    return Doubt("only IPv6", documents)


def peering_routes_off(_random):
    """The table uses no routes of peerings."""
    documents = locked()
    documents[ROUTE_TABLE_ID.lower()]["properties"]["disablePeeringRoute"] = "All"
    return Doubt("peering routes off", documents, facts=GROUPED)


def space_out_of_date(_random):
    """The hub got the firewall's range after the peering, which nobody synchronized."""
    documents = locked()
    near(documents).update(remoteAddressSpace={"addressPrefixes": ["10.9.0.0/16"]}, peeringSyncLevel="LocalNotInSync")
    return Doubt("space out of date", documents, facts=GROUPED)


def hub_hop(_random):
    """A route of the spoke names the address of a firewall in a virtual hub."""
    return Doubt("hub hop", locked("hub"))


def hub_intent(random):
    """The hub sends the internet to the firewall; the connection or the table may refuse the default route."""
    documents = connected()
    table = documents[ROUTE_TABLE_ID.lower()]["properties"]
    table["disableBgpRoutePropagation"] = random.random() < 0.3
    connection = documents[ids.HUB_CONNECTION_ID.lower()]["properties"]
    connection["enableInternetSecurity"] = random.random() < 0.7
    documents[INTENT_ID.lower()] = intent(FIREWALL_ID)
    return Doubt("hub intent", documents)


def hub_static(_random):
    """The same by a static route, as Firewall Manager writes it in a hub without intent."""
    documents = connected()
    hop = {"nextHopType": "ResourceId", "nextHop": FIREWALL_ID}
    routes = [{"name": "all_traffic", "destinationType": "CIDR", "destinations": ["0.0.0.0/0", "10.0.0.0/8"], **hop}]
    documents[ids.HUB_ROUTE_TABLE_ID.lower()]["properties"]["routes"] = routes
    return Doubt("hub static", documents)


def hub_elsewhere(_random):
    """The hub sends the internet to another firewall, whose rules nobody has read."""
    documents = connected()
    documents[INTENT_ID.lower()] = intent(OTHER_FIREWALL_ID)
    return Doubt("hub elsewhere", documents, facts={"appliances": ({}, {OTHER_FIREWALL_ID: True})})


def hub_hidden(random):
    """What the hub has in store may not be read: whether it is this firewall that its intent names."""
    documents = connected()
    chosen = {INTENT_ID: (intent(FIREWALL_ID), intent(OTHER_FIREWALL_ID))}
    if random.random() < 0.5:
        documents[INTENT_ID.lower()] = intent(OTHER_FIREWALL_ID)
        mine = documents.pop(ids.HUB_CONNECTION_ID.lower())
        closed = copy.deepcopy(mine)
        closed["properties"]["enableInternetSecurity"] = False
        chosen = {ids.HUB_CONNECTION_ID: (mine, closed)}
    return Doubt("hub hidden", documents, hidden=chosen)


def connected():
    """A spoke of the hub whose table has no default route."""
    documents = locked("hub")
    table = documents[ROUTE_TABLE_ID.lower()]["properties"]
    table["routes"] = [item for item in table["routes"] if item["name"] != "out"]
    return documents


def intent(firewall):
    """A routing intent whose only policy sends the internet to a firewall."""
    policy = {"name": "InternetTraffic", "destinations": ["Internet"], "nextHop": firewall}
    return {
        "name": "intent",
        "id": INTENT_ID,
        "type": "Microsoft.Network/virtualHubs/routingIntent",
        "properties": {"provisioningState": "Succeeded", "routingPolicies": [policy]},
    }


def near(documents):
    """The spoke's side of the peering."""
    return documents[HOME]["properties"]["virtualNetworkPeerings"][0]["properties"]


def far(documents):
    """The hub's side of it."""
    return documents[HUB]["properties"]["virtualNetworkPeerings"][0]["properties"]


KINDS = (
    peered,
    not_peered,
    half_peered,
    access_off,
    forwarding_off,
    far_side_unreadable,
    subnets_peered,
    only_ipv6,
    peering_routes_off,
    space_out_of_date,
    hub_hop,
    hub_intent,
    hub_static,
    hub_elsewhere,
    hub_hidden,
)
