# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The addresses of private endpoints: which routes to them win, and what nobody has looked at.

Each is a route of 32 bits in the network of the endpoint and in its peers. A user route invalidates it only where the
policies of the endpoint's subnet say that route tables count, and the route is at least as long as the address space
that the endpoint lies in ("Manage network policies for private endpoints", 2023-07-26).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, TypeAlias

from ..documents import networks
from ..documents.networks import PrivateSubnet
from ..documents.private_endpoints import PrivateEndpoint
from ..values import addresses, resource_ids
from ..values.addresses import Block
from .matches import Cause
from .next_hops import Held, Hop

_IGNORED, _COUNTED = ("disabled", "networksecuritygroupenabled"), ("routetableenabled", "enabled")

OF_ENDPOINT = "private_endpoint "  # how the fields of a landscape's unread begin that the key of one follows

# By the key of its id: what was read of an endpoint, None where that was refused.
Endpoints = Mapping[str, "PrivateEndpoint | None"]
Network: TypeAlias = "Mapping[str, Any] | None"


def held(near: Network, far: Network, endpoints: Endpoints, unread: Mapping[str, str]) -> tuple[Held, ...]:
    """What private endpoints hold in the network of the subnet, in the one that was read beside it, and in its other
    peers, which nobody has looked at.
    """
    found = [one for network in (near, far) if network for one in _in_network(network, endpoints, unread)]
    return (*found, *_unseen(near, far))


def refused(near: Network, far: Network, endpoints: Endpoints, unread: Mapping[str, str]) -> str:
    """Why it is not known which names lead to the endpoints there; empty where all that was to be read was."""
    ids = (*networks.private_endpoints(near), *networks.private_endpoints(far))
    keys = [key for id_ in ids if (key := resource_ids.key(id_)) in endpoints and endpoints[key] is None]
    return next((_why(key, resource_ids.parse(key).name, unread) for key in keys), "")


def _why(key: str, name: str, unread: Mapping[str, str]) -> str:
    return unread.get(f"{OF_ENDPOINT}{key}", f"private endpoint {name} could not be read")


def _in_network(network: Mapping[str, Any], endpoints: Endpoints, unread: Mapping[str, str]) -> Iterator[Held]:
    for subnet in networks.private_subnets(network):
        for id_ in subnet.endpoints:
            name, key = resource_ids.parse(id_).name, resource_ids.key(id_)
            yield from _of_endpoint(name, endpoints.get(key), subnet, network, _why(key, name, unread))


def _of_endpoint(
    name: str, endpoint: PrivateEndpoint | None, subnet: PrivateSubnet, network: Mapping[str, Any], unread: str
) -> Iterator[Held]:
    if endpoint is None or not endpoint.addresses:
        gap = unread if endpoint is None else f"private endpoint {name} shows no address of its own"
        why = f"{gap}, so whether it has the address is not known"
        unseen = Held("", name, why=why, cause=Cause.UNREADABLE, carries=None)
        yield from (replace(unseen, prefix=prefix) for prefix in subnet.prefixes)
    elif why := _unsure(name, endpoint):
        cause = Cause.UNKNOWN_MEMBER if endpoint.is_settled else Cause.NOT_SETTLED
        yield from (Held(one, name, why=why, cause=cause, carries=None) for one in endpoint.addresses)
    elif endpoint.is_approved:
        yield from (_by_policies(Held(one, name), subnet, network) for one in endpoint.addresses)
    else:
        why = "its connection is not approved, so it carries nothing"
        yield from (Held(one, name, why=why, carries=False) for one in endpoint.addresses)


def _unsure(name: str, endpoint: PrivateEndpoint) -> str:
    """Why it is not known whether an endpoint carries anything; empty where it is."""
    if not endpoint.is_settled:
        return f"private endpoint {name} is {endpoint.state}, so what it shows may not be in force"
    return f"whether the connection of private endpoint {name} is approved is not known" * (
        endpoint.is_approved is None
    )


def _by_policies(one: Held, subnet: PrivateSubnet, network: Mapping[str, Any]) -> Held:
    if subnet.policies.lower() in _IGNORED:
        return one
    space = [addresses.longest(block, networks.prefixes(network)) for block in addresses.parse(one.prefix)]
    if subnet.policies.lower() in _COUNTED:
        return replace(one, least=max(space, default=0))
    why = f"privateEndpointNetworkPolicies {subnet.policies} of subnet {subnet.name} is not understood here"
    return replace(one, why=why, cause=Cause.UNKNOWN_MEMBER)


def _unseen(near: Network, far: Network) -> Iterator[Held]:
    for peering in networks.peerings(near):
        is_read = far is not None and resource_ids.same(str(far.get("id")), peering.remote)
        if peering.is_connected and not peering.is_with_hub and not is_read:
            why = f"a private endpoint in the network behind peering {peering.name} may have the address"
            yield from (Held(prefix, why=why, cause=Cause.OTHER_WAY, carries=None) for prefix in peering.space)


def past_routes(found: Hop, block: Block, bits: int, held_: Iterable[Held]) -> Hop:
    """Where an address is sent, given where routes alone would send it, and how long the user route is that decides,
    -1 for none.
    """
    here = [one for one in held_ if addresses.share(block, addresses.joined((one.prefix,))) == addresses.Coverage.ALL]
    dead = next((one for one in here if one.carries is False), None)
    if dead:
        return dead.hop()
    certain = next((one for one in here if not one.why and (one.least is None or bits < one.least)), None)
    if certain and bits < addresses.bits(block):
        return certain.hop()
    if certain:  # a route to this very address is as long, and nobody says which of both wins
        return replace(found, perhaps=(*found.perhaps, certain.hop()))
    perhaps = tuple(one.hop() for one in here if one.why)
    return replace(found, perhaps=(*found.perhaps, *perhaps)) if perhaps else found


def wanted(near: Network, far: Network, texts: Iterable[str]) -> list[str]:
    """The ids of the endpoints that may have any of these addresses: those of the subnets these lie in."""
    asked = [block for text in texts for block in addresses.parse(text)]
    return [
        id_
        for network in (near, far)
        for subnet in networks.private_subnets(network)
        if any(addresses.share(one, addresses.joined(subnet.prefixes)) != addresses.Coverage.NOTHING for one in asked)
        for id_ in subnet.endpoints
    ]
