# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks the oracle about a world of the emulator, whichever kind of firewall stands in it."""

from __future__ import annotations

from . import admin_rules, reach
from .in_force import Documents
from .trips import Network, through
from .truth import Truth

HTTP_PORTS = {443: "Https", 80: "Http"}


def network_of(control, firewall_id, subnet_id=None, truth=Truth(), **known):  # noqa: B008 -- it never changes
    """The Network around a firewall as `control` shows it now; `known` are fields no document tells (fqdn_tags)."""
    documents = Documents(control, truth)
    firewall = documents.demand(firewall_id)
    policy = firewall["properties"].get("firewallPolicy")
    return Network(
        firewall=firewall,
        chain=_chain(documents, policy["id"]) if policy else (),
        ip_groups={item["id"].lower(): item["properties"]["ipAddresses"] for item in documents.of_kind("ipGroups")},
        service_tags=next(iter(documents.of_kind("serviceTags")), None),
        truth=truth,
        **(_around(documents, subnet_id, truth) if subnet_id else {}),
        **known,
    )


def allowed(control, firewall_id, flows, source, tags=None, **known):
    """Those of the flows (name, port) from `source` that the firewall lets pass.

    The protocol is told by the port: 443 is Https, 80 is Http, anything else TCP. `tags` says of names which service
    tag holds their addresses.
    """
    world = network_of(control, firewall_id, **known)
    return {(name, port) for name, port in flows if _passes(world, source, name, port, (tags or {}).get(name))}


def _passes(world, source, name, port, tag):
    protocol = HTTP_PORTS.get(port, "TCP")
    return through(world, source, fqdn=name, port=port, protocol=protocol, tag=tag).allowed


def _chain(documents, policy_id):
    """[(policy, [groups])], the root first."""
    found = []
    while policy_id:
        policy = documents.demand(policy_id)
        if any(policy["id"] == below["id"] for below, _groups in found):
            raise ValueError(f"{policy_id} inherits from itself")
        groups = [documents.find(item["id"]) for item in policy["properties"]["ruleCollectionGroups"]]
        found.insert(0, (policy, [group for group in groups if group]))
        policy_id = (policy["properties"].get("basePolicy") or {}).get("id")
    return found


def _around(documents, subnet_id, truth):
    """What a subnet hangs on, as fields of a Network."""
    subnet, home = documents.demand(subnet_id), documents.demand(subnet_id.rsplit("/", 2)[0])
    linked = {"table": "routeTable", "nsg": "networkSecurityGroup"}
    found = {
        field: documents.demand(subnet["properties"][member]["id"])
        for field, member in linked.items()
        if subnet["properties"].get(member)
    }
    found["admin_rules"] = documents.find(f"{home['id']}/{admin_rules.ANSWER}")
    networks = {item["id"].lower(): item for item in documents.of_kind("virtualNetworks")}
    place = reach.Place(home, subnet["name"], found.get("table"), networks, truth)
    opened, closed = reach.spaces(place)
    found.update(_endpoints(documents, subnet["properties"], truth))
    return {**found, "virtual_network": opened, "closed": closed, "place": place, **_hub(documents, home)}


def _endpoints(documents, properties, truth):
    """Which routes an endpoint puts in is for the service to know."""
    services = [item["service"].lower() for item in properties.get("serviceEndpoints") or []]
    prefixes = truth.said("endpoint_prefixes") if services and truth.whole else truth.endpoint_prefixes or {}
    routed = tuple((service, prefix) for service in services for prefix in prefixes.get(service, ()))
    policies = tuple(documents.demand(item["id"]) for item in properties.get("serviceEndpointPolicies") or [])
    return {
        "endpoints": tuple(prefix for _service, prefix in routed),
        "endpoint_services": routed,
        "endpoint_policies": policies,
    }


def _hub(documents, home):
    """A virtual hub gives its spokes a default route where it has one and the connection takes it: by its routing
    intent, or where it has none, by a static route of the table the connection is associated with."""
    for item in documents.of_kind("hubVirtualNetworkConnections"):
        properties, hub = item["properties"], item["id"].lower().rsplit("/", 2)[0]
        ours = properties["remoteVirtualNetwork"]["id"].lower() == home["id"].lower()
        if not ours or properties.get("enableInternetSecurity") is not True:
            continue
        policies = [one for intent in _of_hub(documents, hub, "routingIntent") for one in intent["routingPolicies"]]
        taking = [one["nextHop"] for one in policies if "Internet" in one["destinations"]]
        if not policies:
            taking = _static(documents, hub, properties)
        if taking:
            return {"bgp": (("0.0.0.0/0", "VirtualNetworkGateway"),), "hub_firewall": taking[0]}
    return {}


def _static(documents, hub, connection):
    """Next hops of static default routes in the connection's table, which is the hub's own unless it says another."""
    table = ((connection.get("routingConfiguration") or {}).get("associatedRouteTable") or {}).get("id")
    document = documents.find(table or f"{hub}/hubRouteTables/defaultRouteTable") or {"properties": {}}
    return [one["nextHop"] for one in document["properties"].get("routes") or [] if "0.0.0.0/0" in one["destinations"]]


def _of_hub(documents, hub, kind):
    return [item["properties"] for item in documents.of_kind(kind) if item["id"].lower().startswith(f"{hub}/")]
