# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a virtual network's document tells: its own prefixes, those of its peers, whether a gateway may bring routes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

_ROUTING_SUBNETS = {"gatewaysubnet", "routeserversubnet"}  # Azure fixes these names


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


def dns_servers(network: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The DNS servers the network was given; none where it asks Azure's own."""
    return tuple(str(one) for one in (_properties(network).get("dhcpOptions") or {}).get("dnsServers") or ())


def private_endpoints(network: Mapping[str, Any] | None) -> tuple[str, ...]:
    """The ids of the private endpoints in the network's subnets."""
    held = [
        (item.get("properties") or {}).get("privateEndpoints") for item in _properties(network).get("subnets") or ()
    ]
    return tuple(str(one["id"]) for listed in held for one in listed or () if one.get("id"))


def has_gateway(network: Mapping[str, Any] | None) -> bool:
    """True when a gateway or route server of this network, or of a peer whose gateway it uses, may bring routes in."""
    names = {str(item.get("name")).lower() for item in _properties(network).get("subnets") or ()}
    return bool(names & _ROUTING_SUBNETS) or any(one.get("useRemoteGateways") for one in _peerings(network))


def _peerings(network: Mapping[str, Any] | None) -> Iterable[Mapping[str, Any]]:
    return [_properties(item) for item in _properties(network).get("virtualNetworkPeerings") or ()]


def _properties(document: Mapping[str, Any] | None) -> Mapping[str, Any]:
    return (document or {}).get("properties") or {}


def _space(space: Mapping[str, Any] | None) -> tuple[str, ...]:
    return tuple(str(prefix) for prefix in (space or {}).get("addressPrefixes") or ())
