# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a virtual network's document tells: its own prefixes, those of its peers, whether a gateway may bring routes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..values import addresses, change
from . import subnets

_HUB_SIDE = "remotevnettohubpeering_"
_POLICIES_OFF = "Disabled"  # the default ("Manage network policies for private endpoints")
_GATEWAYS, _ROUTE_SERVER = "gatewaysubnet", "routeserversubnet"  # Azure fixes these names


def prefixes(network: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The network's own address space."""
    return _space(_properties(network).get("addressSpace"))


def peer_prefixes(network: Mapping[str, Any] | None, *, open_only: bool = False) -> tuple[str, ...]:
    """The address spaces of connected peers. A peering may stay closed to the machines in both networks: it has its
    routes, but service tag VirtualNetwork does not hold its prefixes (documentation of peerings).
    """
    connected = [one for one in _peerings(network) if str(one.get("peeringState")).lower() == "connected"]
    chosen = [one for one in connected if not open_only or one.get("allowVirtualNetworkAccess") is not False]
    return tuple(prefix for one in chosen for prefix in _space(one.get("remoteAddressSpace")))


@dataclass(frozen=True)
class Peering:
    """One side of a peering, as its network shows it. `remote` is the id of the other network, `space` what is in force
    of it.

    `near_subnets` and `far_subnets` are the names, in lower case, of those that are peered, None where all are.
    `is_open` is False for one that is closed to the machines in both networks, `takes_forwarded` for one whose network
    takes no forwarded traffic: the documentation has said different things of what these stop.
    """

    name: str
    state: str
    remote: str
    space: tuple[str, ...]
    near_subnets: frozenset[str] | None
    far_subnets: frozenset[str] | None
    is_only_ipv6: bool
    is_open: bool
    takes_forwarded: bool
    uses_gateways: bool
    is_settled: bool

    @property
    def is_with_hub(self) -> bool:
        """True for what the service itself keeps with a virtual hub, whose network nobody else sees."""
        return self.name.lower().startswith(_HUB_SIDE)

    @property
    def is_connected(self) -> bool:
        """True once both sides are there."""
        return self.state.lower() == "connected"


def peerings(network: Mapping[str, Any] | None) -> tuple[Peering, ...]:
    """The peerings of a network, as it shows them."""
    return tuple(_peering(item) for item in _properties(network).get("virtualNetworkPeerings") or ())


def _peering(item: Mapping[str, Any]) -> Peering:
    one = _properties(item)
    return Peering(
        name=str(item.get("name")),
        state=str(one.get("peeringState")),
        remote=str((one.get("remoteVirtualNetwork") or {}).get("id") or ""),
        space=_space(one.get("remoteAddressSpace")),
        near_subnets=_chosen(one, "localSubnetNames"),
        far_subnets=_chosen(one, "remoteSubnetNames"),
        is_only_ipv6=bool(one.get("enableOnlyIPv6Peering")),
        is_open=one.get("allowVirtualNetworkAccess") is not False,
        takes_forwarded=one.get("allowForwardedTraffic") is not False,
        uses_gateways=bool(one.get("useRemoteGateways")),
        is_settled=change.is_in_force(item),
    )


def _chosen(peering: Mapping[str, Any], member: str) -> frozenset[str] | None:
    """The subnets of a peering that is not one of whole networks."""
    if peering.get("peerCompleteVnets") is not False:
        return None
    return frozenset(str(name).lower() for name in peering.get(member) or ())


def subnets_at(network: Mapping[str, Any] | None, address: str) -> frozenset[str]:
    """The names, in lower case, of the subnets of a network that hold an address: one, or none that is known."""
    return frozenset(
        str(one.get("name")).lower()
        for one in _properties(network).get("subnets") or ()
        if addresses.holds(subnets.prefixes(one), address)
    )


def has_route_server(network: Mapping[str, Any] | None) -> bool:
    """True when a route server may be in the network, which has a subnet of its own."""
    return any(str(one.get("name")).lower() == _ROUTE_SERVER for one in _properties(network).get("subnets") or ())


def dns_servers(network: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The DNS servers the network was given; none where it asks Azure's own."""
    return tuple(str(one) for one in (_properties(network).get("dhcpOptions") or {}).get("dnsServers") or ())


@dataclass(frozen=True)
class PrivateSubnet:
    """A subnet with private endpoints: their ids, and which policies of the network count for them."""

    name: str
    prefixes: tuple[str, ...]
    policies: str
    endpoints: tuple[str, ...]


def private_subnets(network: Mapping[str, Any] | None) -> tuple[PrivateSubnet, ...]:
    """The subnets of a network that have private endpoints."""
    listed = _properties(network).get("subnets") or ()
    made = [_private_subnet(item) for item in listed if _properties(item).get("privateEndpoints")]
    return tuple(one for one in made if one.endpoints)


def _private_subnet(item: Mapping[str, Any]) -> PrivateSubnet:
    one = _properties(item)
    return PrivateSubnet(
        str(item.get("name")),
        tuple(subnets.prefixes(item)),
        str(one.get("privateEndpointNetworkPolicies") or _POLICIES_OFF),
        tuple(str(held["id"]) for held in one.get("privateEndpoints") or () if held.get("id")),
    )


def private_endpoints(network: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The ids of the private endpoints in the network's subnets."""
    return tuple(id_ for one in private_subnets(network) for id_ in one.endpoints)


def has_gateway(network: Mapping[str, Any] | None) -> bool:
    """True when a gateway or route server of this network, or of a peer whose gateway it uses, may bring routes in."""
    names = {str(item.get("name")).lower() for item in _properties(network).get("subnets") or ()}
    return bool(names & {_GATEWAYS, _ROUTE_SERVER}) or any(one.get("useRemoteGateways") for one in _peerings(network))


def _peerings(network: Mapping[str, Any] | None) -> Iterable[Mapping[str, Any]]:
    return [_properties(item) for item in _properties(network).get("virtualNetworkPeerings") or ()]


def _properties(document: Mapping[str, Any] | None) -> Mapping[str, Any]:
    return (document or {}).get("properties") or {}


def _space(space: Mapping[str, Any] | None) -> tuple[str, ...]:
    return tuple(str(prefix) for prefix in (space or {}).get("addressPrefixes") or ())
