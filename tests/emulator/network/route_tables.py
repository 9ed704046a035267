# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Route tables and their routes."""

from __future__ import annotations

import ipaddress

from ..arm import envelope, errors, parts, values
from ..arm.kinds import Kind
from . import firewall_subnets, intent_policies

TYPE = "Microsoft.Network/routeTables"
ROUTE_TYPE = TYPE + "/routes"
ORDER = ("provisioningState", "resourceGuid", "disableBgpRoutePropagation", "routes")
ROUTE_ORDER = ("provisioningState", "addressPrefix", "nextHopType", "nextHopIpAddress", "hasBgpOverride")
HOPS = ("VirtualNetworkGateway", "VnetLocal", "Internet", "VirtualAppliance", "None")
EQUAL_HOPS, EQUAL_HOPS_SINCE = "VirtualApplianceEcmp", "2025-07-01"
MOST_HOPS = 64  # of one route; at least two (change log of Az.Network for api-version 2025-07-01)


def build(call, resource_id, body, previous):
    sent = envelope.sent(body, "subnets", *envelope.server_made(call, "resourceGuid"))
    old = (previous or {}).get("properties", {}).get("routes")
    made = {
        "provisioningState": "Succeeded",
        "resourceGuid": envelope.guid(previous),
        "disableBgpRoutePropagation": False,
        **sent,
    }
    document = envelope.top(TYPE, resource_id, body, previous, made)
    made["routes"] = []
    for item in values.listing(sent, "routes", "properties"):
        name = str(item.get("name", ""))
        child = build_route(call, f"{resource_id}/routes/{name}", item, parts.find(old, name))
        made["routes"].append({**child, "etag": document["etag"]})
    document["properties"] = parts.ordered(made, ORDER)
    return document


def build_route(_call, resource_id, body, previous):
    values.expect(body.get("properties") or {}, dict, "properties")
    sent = {name: value for name, value in envelope.sent(body, "hasBgpOverride").items() if value is not None}
    made = {"provisioningState": "Succeeded", **sent, "hasBgpOverride": False}
    etag = previous["etag"] if previous else parts.new_etag()
    return envelope.part(ROUTE_TYPE, resource_id, etag, parts.ordered(made, ROUTE_ORDER))


def render(call, document):
    """`subnets` is the reverse of what the subnets say; without any it is absent, not empty."""
    lag = call.switches.route_table_subnets_lag
    found = call.store.shown_subnets_of_table(document["id"], lag, count=not call.peeking)
    if found:
        document["properties"]["subnets"] = found


def check(call, document, previous, _whole):
    values.expect(document["properties"]["disableBgpRoutePropagation"], bool, "disableBgpRoutePropagation")
    for route in document["properties"]["routes"]:
        check_one(call, route)
    check_together(call, document)
    firewall_subnets.check_table(call, document)
    intent_policies.check_table(call, document, previous)


def check_route(call, document, _previous, whole):
    check_one(call, document)
    check_together(call, whole)
    firewall_subnets.check_table(call, whole)
    intent_policies.check_table(call, whole, call.store.get(whole["id"]))


def check_one(call, route):
    name, properties = route["name"], route["properties"]
    if not values.is_name(name):
        raise errors.invalid("InvalidResourceName", f"Resource name {name} is invalid.")
    if "nextHopType" not in properties:
        raise errors.unparsable(f"Required property 'nextHopType' not found in route {name}.")
    path = "properties.nextHopType"
    values.enum(properties, "nextHopType", _hops(call), path, "RouteNextHopType", call.switches.enum_casing)
    _check_prefix(call, properties.get("addressPrefix"), route["id"])
    _check_next_hop(name, properties)


def _hops(call):
    """The words an api-version knows."""
    known = call.seeding or call.switches.newer_members == "shown" or call.api_version >= EQUAL_HOPS_SINCE
    return (*HOPS, EQUAL_HOPS) if known else HOPS


def _check_prefix(call, prefix, resource_id):
    known = call.core.service_tag_names() if call.switches.service_tag_routes == "accept" else ()
    # The list a world has need not name every region of a tag.
    if not isinstance(prefix, str) or not {prefix.lower(), _of_all_regions(prefix)} & {*known}:
        values.check_prefix(prefix, resource_id)


def _of_all_regions(tag):
    return tag.lower().partition(".")[0] if values.TAG.fullmatch(tag) else ""


def _check_next_hop(name, properties):
    appliance = properties["nextHopType"].lower() == "virtualappliance"
    address = properties.get("nextHopIpAddress")
    _check_equal_hops(name, properties)
    if appliance and not address:
        text = f"NextHopIpAddress cannot be Null or Empty in route {name} when NextHopType is VirtualAppliance."
        raise errors.invalid("MissingNextHopIpAddress", text)
    if not appliance and address:
        text = f"NextHopIpAddress {address} cannot be set in route {name} when NextHopType is not VirtualAppliance."
        raise errors.invalid("InvalidNextHopIpAddress", text)
    if appliance:
        try:
            ipaddress.ip_address(address)
        except ValueError:
            text = f"NextHopIpAddress {address} in route {name} is not a valid IP address."
            raise errors.invalid("InvalidNextHopIpAddress", text) from None


def _check_equal_hops(name, properties):
    """Several hops, in a member of their own, belong to their own type; the error's code is open."""
    several = (properties.get("nextHop") or {}).get("nextHopIpAddresses") or []
    wanted = properties["nextHopType"].lower() == EQUAL_HOPS.lower()
    if wanted and not 2 <= len(several) <= MOST_HOPS:
        text = f"Route {name} needs between 2 and {MOST_HOPS} nextHopIpAddresses."
        raise errors.invalid("InvalidNextHopIpAddress", text)
    if several and not wanted:
        text = f"NextHop cannot be set in route {name} when NextHopType is not VirtualApplianceEcmp."
        raise errors.invalid("InvalidNextHopIpAddress", text)


def check_together(call, table):
    routes, names, prefixes = table["properties"]["routes"], set(), set()
    for route in routes:
        name, prefix = route["name"].lower(), route["properties"]["addressPrefix"].lower()
        if name in names:
            raise errors.invalid("DuplicateResourceName", f"Resource {table['id']} has two routes named {name}.")
        if prefix in prefixes:
            text = f"Route {route['name']} has the same address prefix {prefix} as another route of the table."
            raise errors.invalid(call.switches.duplicate_route_prefix_code, text)
        names.add(name)
        prefixes.add(prefix)
    if len(routes) > call.switches.max_routes:
        text = f"Route table {table['name']} cannot have more than {call.switches.max_routes} routes."
        raise errors.invalid(call.switches.too_many_routes_code, text)


def check_delete(call, document):
    lag = call.switches.route_table_subnets_lag
    if call.store.shown_subnets_of_table(document["id"], lag) or call.store.subnets_of_table(document["id"]):
        text = f"Route table {document['name']} is in use and cannot be deleted."
        raise errors.invalid("InUseRouteTableCannotBeDeleted", text)


KIND = Kind(
    TYPE,
    build=build,
    check=check,
    check_delete=check_delete,
    render=render,
    operation="RouteTable",
    no_change="table",
)
ROUTE = Kind(
    ROUTE_TYPE,
    build=build_route,
    check=check_route,
    operation="Route",
    list_name="routes",
    no_change="table",
)
