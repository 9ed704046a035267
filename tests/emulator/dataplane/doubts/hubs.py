# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Spokes of a virtual hub: what it gives them for routes, by tables of its own or by an intent for private traffic."""

from __future__ import annotations

from dataclasses import replace

from ...worlds import FIREWALL_ID, ROUTE_TABLE_ID, ids
from .. import hubs
from .doubt import NAME, QUESTION, Doubt, locked

TABLE_ID = hubs.default_table(ids.VIRTUAL_HUB_ID)
CUSTOM_ID = f"{ids.VIRTUAL_HUB_ID}/hubRouteTables/spokes"
APPLIANCE_ID = ids.network("rg-hub", "networkVirtualAppliances", "nva")
PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"]
# What the firewall does not let pass: it gets out only past it.
DENIED = replace(QUESTION, fqdn="other.example.org")
WHERE = {"addresses": ({NAME: ("192.0.2.10",), "other.example.org": ("192.0.2.11",)},)}
# A hub may have a default route from on-premises, and what goes there may get out.
TUNNELLED = {"hub_learns_default": (False, True), "gateway_passes": (False, True)}


def hub_table(random):
    """A table of the hub sends all traffic to the firewall; connection or spoke may not take the default route."""
    documents, taken, propagated = _spoke(), random.random() < 0.6, random.random() < 0.6
    kind = random.choice(("all_traffic", "internet_traffic", "private_traffic"))
    _take(documents, taken, propagated)
    destinations = {"all_traffic": ["0.0.0.0/0", *PRIVATE], "internet_traffic": ["0.0.0.0/0"]}.get(kind, PRIVATE)
    _table(documents, TABLE_ID, destinations)
    question = random.choice((QUESTION, DENIED))
    name = f"hub table {kind}, taken: {taken}, propagated: {propagated}, {question.fqdn}"
    return Doubt(name, documents, question, facts={**WHERE, **TUNNELLED})


def hub_table_unreadable(_random):
    """The table may not be read."""
    documents = _spoke()
    _table(documents, TABLE_ID, ["0.0.0.0/0"])
    table = documents.pop(TABLE_ID.lower())
    empty = {**table, "properties": {**table["properties"], "routes": []}}
    return Doubt("hub table unreadable", documents, DENIED, hidden={TABLE_ID: (table, empty)}, facts=WHERE)


def custom_table(random):
    """The connection is associated with a table of its own, and the default table is nothing to it."""
    documents, sends = _spoke(), random.random() < 0.5
    connection = documents[ids.HUB_CONNECTION_ID.lower()]["properties"]
    connection["routingConfiguration"] = {"associatedRouteTable": {"id": CUSTOM_ID}}
    _table(documents, TABLE_ID, [] if sends else ["0.0.0.0/0"])
    _table(documents, CUSTOM_ID, ["0.0.0.0/0"] if sends else [])
    return Doubt(f"custom table, sends: {sends}", documents, DENIED, facts={**WHERE, **TUNNELLED})


def private_intent(random):
    """An intent for private traffic alone: the hub may hand a default route on that it has from on-premises."""
    documents, taken, propagated = _spoke(), random.random() < 0.6, random.random() < 0.7
    _take(documents, taken, propagated)
    intent_id = f"{ids.VIRTUAL_HUB_ID}/routingIntent/intent"
    properties = {"routingPolicies": [{"name": "p", "destinations": ["PrivateTraffic"], "nextHop": FIREWALL_ID}]}
    documents[intent_id.lower()] = ids.shown(
        intent_id, "Microsoft.Network/virtualHubs/routingIntent", "westus", properties
    )
    name = f"private intent, taken: {taken}, propagated: {propagated}"
    return Doubt(name, documents, DENIED, facts={**WHERE, **TUNNELLED})


def other_appliance(_random):
    """The hub sends the internet to somebody else's appliance."""
    documents = _spoke()
    _table(documents, TABLE_ID, ["0.0.0.0/0"], APPLIANCE_ID)
    facts = {**WHERE, "appliances": ({APPLIANCE_ID: True}, {})}
    return Doubt("other appliance in the hub", documents, facts=facts)


def own_addresses(random):
    """A firewall with public addresses of the user's own shows no others, and runs all the same."""
    documents, question = _spoke(), random.choice((QUESTION, DENIED))
    _table(documents, TABLE_ID, ["0.0.0.0/0"])
    firewall = documents[FIREWALL_ID.lower()]["properties"]
    firewall.pop("hubIPAddresses")
    address = {"publicIPAddress": {"id": ids.FIREWALL_ADDRESS_ID}, "provisioningState": "Succeeded"}
    firewall["ipConfigurations"] = [{"name": "one", "properties": address}]
    return Doubt(f"own addresses, {question.fqdn}", documents, question, facts=WHERE)


def _spoke():
    """The hub form of the demo, without a default route of the spoke's own."""
    documents = locked("hub")
    table = documents[ROUTE_TABLE_ID.lower()]["properties"]
    table["routes"] = [item for item in table["routes"] if item["name"] != "out"]
    _take(documents, taken=True, propagated=True)
    return documents


def _take(documents, taken, propagated):
    documents[ROUTE_TABLE_ID.lower()]["properties"]["disableBgpRoutePropagation"] = not propagated
    documents[ids.HUB_CONNECTION_ID.lower()]["properties"]["enableInternetSecurity"] = taken


def _table(documents, table_id, destinations, hop=FIREWALL_ID):
    route = {
        "name": "all_traffic",
        "destinationType": "CIDR",
        "destinations": destinations,
        "nextHopType": "ResourceId",
        "nextHop": hop,
    }
    properties = {"routes": [route] if destinations else [], "labels": []}
    documents[table_id.lower()] = ids.shown(
        table_id, "Microsoft.Network/virtualHubs/hubRouteTables", "westus", properties
    )


KINDS = (hub_table, hub_table, hub_table_unreadable, custom_table, private_intent, other_appliance, own_addresses)
