# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private endpoints: an address in a network behind which a resource of a service stands.

Each of its addresses is a route of its own, in the endpoint's network and in those peered with it. Another route leads
elsewhere only where the endpoint's subnet has policies for route tables, and if its prefix is at least as long as the
address space around the endpoint (Microsoft Learn, private-link/disable-private-endpoint-network-policy, 2023-07-26).
"""

from __future__ import annotations

from typing import NamedTuple

from . import addresses, reach

ROUTED = ("enabled", "routetableenabled")
CONNECTIONS = ("privateLinkServiceConnections", "manualPrivateLinkServiceConnections")
# The zone of a service where its name is not the public one behind "privatelink".
ZONES = {"vault.azure.net": "vaultcore.azure.net"}


class Endpoint(NamedTuple):
    address: str
    space: str  # the prefix of the network's address space in which it lies
    routed: bool = False  # its subnet lets route tables decide
    connected: bool = True  # the owner of the resource has approved


def around(documents, place):
    """The endpoints to which a subnet has routes: those of its network, of its peers, and of a connected group."""
    networks = {network["id"].lower(): network for network in reach.neighbours(place)}
    found = []
    for document in documents.of_kind("privateEndpoints"):
        subnet_id = document["properties"]["subnet"]["id"]
        network = networks.get(subnet_id.lower().rsplit("/", 2)[0])
        if network is not None:
            found += [_endpoint(documents, document, network, one) for one in addresses_of(documents, document)]
    return tuple(found)


def _endpoint(documents, document, network, address):
    subnet = documents.demand(document["properties"]["subnet"]["id"])["properties"]
    policies = str(subnet.get("privateEndpointNetworkPolicies") or "Disabled").lower()
    prefixes = network["properties"]["addressSpace"]["addressPrefixes"]
    space = next(prefix for prefix in prefixes if addresses.in_block(prefix, address))
    return Endpoint(address, space, policies in ROUTED, is_connected(document))


def is_connected(document):
    """Whether anything goes through an endpoint: one that is pending, rejected or disconnected carries nothing."""
    properties = document["properties"]
    connections = [one["properties"] for member in CONNECTIONS for one in properties.get(member) or []]
    return all(one["privateLinkServiceConnectionState"]["status"].lower() == "approved" for one in connections)


def addresses_of(documents, document):
    """The addresses of an endpoint: those of its interfaces, or what it tells of them itself."""
    found = [one["privateIPAddress"] for one in _configurations(documents, document)]
    told = [address for one in _dns(document) for address in one.get("ipAddresses") or []]
    if not found and not told:
        raise ValueError(f"nobody said which addresses {document['id']} has")
    return found or told


def aliases(documents):
    """Public name -> name in the zone of private link, for what the endpoints of this world stand for."""
    found = {}
    for document in documents.of_kind("privateEndpoints"):
        links = [one.get("privateLinkConnectionProperties") or {} for one in _configurations(documents, document)]
        names = [one["fqdn"] for one in _dns(document)] + [name for one in links for name in one.get("fqdns") or []]
        if is_connected(document):
            found.update({name.lower(): alias(name.lower()) for name in names})
    return found


def alias(name):
    """The name that public DNS gives in place of a resource's once the resource has a private endpoint."""
    host, _dot, service = name.partition(".")
    return f"{host}.privatelink.{ZONES.get(service, service)}"


def _configurations(documents, document):
    """What the endpoint's interfaces have for configurations."""
    linked = [documents.find(one["id"]) for one in document["properties"].get("networkInterfaces") or []]
    return [one["properties"] for item in linked if item for one in item["properties"]["ipConfigurations"]]


def _dns(document):
    return document["properties"].get("customDnsConfigs") or []
