# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways past the firewall: private endpoints, and subnets that have no way out of their own."""

from __future__ import annotations

from dataclasses import replace

from ...worlds import ROUTE_TABLE_ID
from .around import ENDPOINT_ID, HOME, HUB, INTERFACE_ID, add_endpoint, interface, let_pass
from .doubt import ADDRESS, QUESTION, Doubt, cluster_subnet, firewall_address, locked, network_rule, route

POLICIES = ("Disabled", "NetworkSecurityGroupEnabled", "RouteTableEnabled", "Enabled")
PLACES = {HOME: "10.20.3.4", HUB: "10.0.3.4"}
TO_ENDPOINT = replace(QUESTION, fqdn="10.20.3.4", protocol="TCP")


def routed_endpoint(random):
    """A route sends the endpoint's surroundings to the firewall, which may let pass what comes there."""
    network, policies = random.choice((HOME, HUB)), random.choice(POLICIES)
    address = PLACES[network]
    around = address.rpartition(".")[0].rpartition(".")[0]
    prefix = random.choice((f"{address}/32", f"{around}.3.0/24", f"{around}.0.0/16", "10.0.0.0/8"))
    documents = _routed(address, prefix, network=network, policies=policies)
    allowed = random.random() < 0.3
    if allowed:
        let_pass(documents, network_rule(destinationAddresses=[address]))
    facts = {"host_routes_win": (False, True)}
    name = f"routed endpoint, {address}, {policies}, {prefix}, allowed: {allowed}"
    return Doubt(name, documents, replace(TO_ENDPOINT, fqdn=address), facts=facts)


def pending_endpoint(random):
    """The owner of the resource has not approved, so nothing goes through."""
    documents = _routed("10.20.3.4", "10.0.0.0/8", status=random.choice(("Pending", "Rejected", "Disconnected")))
    return Doubt("pending endpoint", documents, TO_ENDPOINT)


def unreadable_endpoint(_random):
    """The subnet tells that there is an endpoint; which address it has may not be read."""
    documents = _routed("10.20.3.4", "10.20.3.0/24")
    endpoint, own = documents.pop(ENDPOINT_ID.lower()), documents.pop(INTERFACE_ID.lower())
    other = interface("10.20.3.5", endpoint["properties"]["subnet"]["id"])
    hidden = {ENDPOINT_ID: (endpoint,), INTERFACE_ID: (own, other)}
    return Doubt("unreadable endpoint", documents, TO_ENDPOINT, hidden=hidden)


def endpoint_told(_random):
    """The interface may not be read, and the endpoint itself tells its address."""
    documents = _routed("10.20.3.4", "10.20.3.0/24", name="data.blob.core.windows.net")
    own = documents.pop(INTERFACE_ID.lower())
    return Doubt("endpoint told", documents, TO_ENDPOINT, hidden={INTERFACE_ID: (own,)})


def endpoint_beside(random):
    """An endpoint at another address changes nothing about this one, which the firewall lets pass or not."""
    documents, allowed = _routed("10.20.3.5", "10.20.3.0/24"), random.random() < 0.5
    if allowed:
        let_pass(documents, network_rule(destinationAddresses=["10.20.3.4"]))
    return Doubt(f"endpoint beside, allowed: {allowed}", documents, TO_ENDPOINT)


def unpeered_endpoint(_random):
    """An endpoint in the hub is no endpoint for a spoke whose peering is gone: its route is, too."""
    documents = _routed("10.0.3.4", "10.0.3.0/24", network=HUB)
    documents[HUB]["properties"]["virtualNetworkPeerings"] = []
    documents[HOME]["properties"]["virtualNetworkPeerings"][0]["properties"]["peeringState"] = "Disconnected"
    return Doubt("unpeered endpoint", documents, replace(TO_ENDPOINT, fqdn="10.0.3.4"))


def private_subnet(random):
    """A private subnet sends past the firewall: only a NAT gateway, or a service that cares itself, gives a way out."""
    documents = locked()
    properties = cluster_subnet(documents)["properties"]
    nat, delegated = random.random() < 0.3, random.random() < 0.3
    properties["defaultOutboundAccess"] = False
    if not nat:
        properties.pop("natGateway")
    if delegated:
        properties["delegations"][0]["properties"]["serviceName"] = "Microsoft.Kusto/clusters"
    routes = documents[ROUTE_TABLE_ID.lower()]["properties"]["routes"]
    routes.append(route("past", f"{ADDRESS}/32", "Internet"))
    asked = replace(TO_ENDPOINT, fqdn=ADDRESS)
    return Doubt(f"private subnet, NAT: {nat}, delegated: {delegated}", documents, asked)


def private_subnet_behind_firewall(_random):
    """What goes to the firewall needs no way out of the subnet's own."""
    documents = locked()
    properties = cluster_subnet(documents)["properties"]
    properties["defaultOutboundAccess"] = False
    properties.pop("natGateway")
    return Doubt("private subnet behind the firewall", documents)


def _routed(address, prefix, **more):
    documents = locked()
    add_endpoint(documents, address, **more)
    routes = documents[ROUTE_TABLE_ID.lower()]["properties"]["routes"]
    routes[:] = [item for item in routes if item["properties"]["addressPrefix"] != prefix]
    out = firewall_address(documents)
    routes.append(route("inspected", prefix, "VirtualAppliance", nextHopIpAddress=out))
    return documents


KINDS = (
    routed_endpoint,
    routed_endpoint,
    routed_endpoint,
    pending_endpoint,
    unreadable_endpoint,
    endpoint_told,
    endpoint_beside,
    unpeered_endpoint,
    private_subnet,
    private_subnet,
    private_subnet_behind_firewall,
)
