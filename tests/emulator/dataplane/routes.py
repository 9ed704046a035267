# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a subnet sends a packet: its route table, the routes Azure puts in itself, and those of a gateway."""

from __future__ import annotations

from typing import NamedTuple

from . import addresses, strangers
from .truth import Truth

EVERYTHING = ("0.0.0.0/0", "::/0")
RESERVED = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
# Who wins at an equal prefix.
DEFAULT, BGP, NETWORK, USER = range(4)


class Hop(NamedTuple):
    type: str
    address: str | None = None
    route: str | None = None  # None: a system route, or one of a gateway


def next_hop(
    table_document, address, service_tags=None, *, virtual_network=(), endpoints=None, private=(), bgp=(), truth=None
):
    """No route overrides a service endpoint. Then longest prefix first; at an equal prefix user, then BGP, then system.

    `virtual_network` are the prefixes of the network and of peered ones; without it, private addresses have no routes
    of their own, and a reserved prefix that lies in it has none either. `endpoints` are the prefixes that service
    endpoints of the subnet put in, `private` the private endpoints around. `bgp` is [(prefix, next hop type)], with the
    id of what stands behind the gateway where somebody has said it. Of equal next hops every flow has one.
    """
    wanted = addresses.single(address)
    if any(wanted in addresses.network(prefix) for prefix in endpoints or ()):
        return Hop("VirtualNetworkServiceEndpoint")
    properties, truth = (table_document or {}).get("properties") or {}, truth or Truth()
    written = list(_written(properties, wanted, service_tags, truth))
    if any(_stays(one, wanted, written, truth) for one in private):
        return Hop("InterfaceEndpoint", address)
    preferred = [entry for prefix in virtual_network for entry in _plain(wanted, prefix, NETWORK, "VnetLocal")]
    found = [
        *written,
        *preferred,
        *_system(wanted, virtual_network, properties),
    ]
    # Routes of the network are preferred even to more specific ones of a gateway.
    if not preferred and properties.get("disableBgpRoutePropagation") is not True:
        found += [entry for prefix, kind, *behind in bgp for entry in _plain(wanted, prefix, BGP, kind, *behind)]
    return max(found, key=lambda entry: entry[0])[1]


def _stays(endpoint, wanted, written, truth):
    """Whether the route of a private endpoint is for this address, and none that is written leads it elsewhere."""
    if addresses.single(endpoint.address) != wanted:
        return False
    longest = max((rank[0] for rank, _hop in written), default=-1)
    if endpoint.routed:
        return longest < addresses.network(endpoint.space).prefixlen
    return longest < wanted.max_prefixlen or not truth.said("host_routes_win")


def _written(properties, wanted, service_tags, truth):
    """(rank, hop) of the table's own routes that hold the address."""
    for route in properties.get("routes") or []:
        own = route["properties"]
        rank = _rank(own["addressPrefix"], wanted, service_tags)
        if rank is not None and strangers.are_met(own, strangers.ROUTE, truth):
            yield rank, Hop(own["nextHopType"], _address(own, truth), route["name"])


def _address(own, truth):
    several = (own.get("nextHop") or {}).get("nextHopIpAddresses") or []
    return several[truth.said("hashed") % len(several)] if several else own.get("nextHopIpAddress") or None


def _rank(prefix, wanted, service_tags):
    """At the same prefix a written-out one beats a tag, a regional tag a global one, and AzureCloud is last."""
    written = addresses.block(prefix) is not None
    items = [prefix] if written else addresses.tag_prefixes(service_tags, prefix) or []
    lengths = [network.prefixlen for network in map(addresses.network, items) if wanted in network]
    if not lengths:
        return None
    cloud = prefix.lower().split(".")[0] == "azurecloud"
    return max(lengths), USER, written, not cloud, "." in prefix


def _system(wanted, virtual_network, properties):
    for prefix in EVERYTHING:
        yield from _plain(wanted, prefix, DEFAULT, "Internet")
    # Azure takes its reserved routes away as soon as the table has a default route of its own.
    own_default = any(item["properties"]["addressPrefix"] == EVERYTHING[0] for item in properties.get("routes") or [])
    reserved = [prefix for prefix in RESERVED if wanted in addresses.network(prefix)]
    for prefix in reserved if virtual_network and not own_default else ():
        if not any(_holds(one, prefix) for one in virtual_network):
            yield from _plain(wanted, prefix, DEFAULT, "None")


def _holds(outer, inner):
    outer, inner = addresses.network(outer), addresses.network(inner)
    return outer.version == inner.version and inner.subnet_of(outer)


def _plain(wanted, prefix, origin, kind, behind=None):
    network = addresses.network(prefix)
    if wanted in network:
        yield (network.prefixlen, origin), Hop(kind, behind)
