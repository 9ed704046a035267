# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Asks the oracle about a world of the emulator, whichever kind of firewall stands in it."""

from __future__ import annotations

from functools import partial

from . import admin_rules, beyond, hubs, private_endpoints, reach
from .in_force import Documents
from .resolution import Names
from .trips import Network, through
from .truth import Truth

HTTP_PORTS = {443: "Https", 80: "Http"}


def network_of(control, firewall_id, subnet_id=None, truth=Truth(), **known):  # noqa: B008 -- it never changes
    """The Network around a firewall as `control` shows it now; `known` are fields no document tells (fqdn_tags)."""
    documents = Documents(control, truth)
    firewall = documents.demand(firewall_id)
    return Network(
        firewall=firewall,
        chain=_chain_of(documents, firewall),
        ip_groups={item["id"].lower(): item["properties"]["ipAddresses"] for item in documents.of_kind("ipGroups")},
        service_tags=next(iter(documents.of_kind("serviceTags")), None),
        truth=truth,
        **(_around(documents, subnet_id, truth, firewall) if subnet_id else {}),
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


def _around(documents, subnet_id, truth, firewall):
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
    found.update(virtual_network=opened, closed=closed, place=place, subnet=subnet)
    found["bgp"] = hubs.spoke_routes(documents, home["id"], truth)
    return {**found, **(_further(documents, firewall, place) if truth.whole else {})}


def _further(documents, firewall, place):
    """Who answers, which private endpoints there are, and what is behind the firewall: in whole worlds alone."""
    truth = place.truth
    return {
        "names": Names(documents, truth, partial(_chain_of, documents)),
        "private": private_endpoints.around(documents, place),
        "exit": beyond.exit_of(documents, firewall, place.networks, truth),
    }


def _chain_of(documents, firewall):
    policy = firewall["properties"].get("firewallPolicy")
    return _chain(documents, policy["id"]) if policy else ()


def _endpoints(documents, properties, truth):
    """Which routes an endpoint puts in is for the service to know."""
    items = properties.get("serviceEndpoints") or []
    prefixes = truth.said("endpoint_prefixes") if items and truth.whole else truth.endpoint_prefixes or {}
    routed = tuple(
        (service, prefix)
        for item in items
        for service in [item["service"].lower()]
        if prefixes.get(service) and _is_in_force(item, truth)
        for prefix in prefixes[service]
    )
    policies = tuple(documents.demand(item["id"]) for item in properties.get("serviceEndpointPolicies") or [])
    return {
        "endpoints": tuple(prefix for _service, prefix in routed),
        "endpoint_services": routed,
        "endpoint_policies": policies,
    }


def _is_in_force(item, truth):
    """Whether a service endpoint that has not settled carries traffic nobody has shown."""
    if item.get("provisioningState", "Succeeded") == "Succeeded" or not truth.whole:
        return True
    told = truth.said("endpoints_in_force").get(item["service"].lower())
    if told is None:
        raise ValueError(f"nobody said whether the endpoint of {item['service']} is in force")
    return told
