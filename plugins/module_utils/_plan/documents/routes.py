# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The routes that carry management and health monitoring traffic past the firewall, and whose they are.

Azure's management and monitoring hosts connect inbound to the cluster's public addresses. With a default
route to a firewall the answers would leave through it, which never saw the connection begin; a /32 with next
hop Internet sends each answer back the way the question came.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..values import addresses, hosts, names
from ..values.errors import PlanError
from ..values.words import Word
from . import members


class HopType(Word):
    """Where a route leads, as ARM spells it. The last four are of no route of a table: what an endpoint takes, of a
    service or a private one (as effective routes call it), what a virtual hub hands to its firewall, and nobody knows.
    """

    # Several appliances, of which each flow takes one (Az.Network's change log of 2025; members `nextHop`).
    EQUAL = "VirtualApplianceEcmp"
    INTERNET = "Internet"
    APPLIANCE = "VirtualAppliance"
    LOCAL = "VnetLocal"
    GATEWAY = "VirtualNetworkGateway"
    DROPPED = "None"
    ENDPOINT = "ServiceEndpoint"
    HUB = "VirtualHub"
    PRIVATE_ENDPOINT = "InterfaceEndpoint"
    UNKNOWN = "Unknown"


DEFAULT_PREFIX, DEFAULT_NAME = "0.0.0.0/0", "ADX_Default"
# Documentation of service tags, 2023-01-26; Azure takes it as the prefix of a route.
MANAGEMENT_TAG = "AzureDataExplorerManagement"  # covers the management addresses only; monitoring has no tag
TAG_NAME = "ADX_Management_Tag"
_OUR_NAME = re.compile(r"ADX_((Management|Monitoring)(_\d+)?|Management_Tag)", re.IGNORECASE)
_OF_NO_ROUTE = (HopType.ENDPOINT, HopType.PRIVATE_ENDPOINT, HopType.HUB, HopType.UNKNOWN)
_KNOWN = {str(kind).lower(): kind for kind in HopType if kind not in _OF_NO_ROUTE}
_HOP_TYPES = {word: kind for word, kind in _KNOWN.items() if kind != HopType.EQUAL}  # what users write


@dataclass(frozen=True, slots=True)
class Route:
    """One user-defined route. `prefix` is a network in CIDR notation or a service tag.

    `hops` are the addresses of one with several appliances, `beyond` its members that are not understood here.
    """

    name: str
    prefix: str
    hop_type: str
    hop_address: str | None = None
    hops: tuple[str, ...] = ()
    beyond: tuple[str, ...] = ()

    @property
    def is_understood(self) -> bool:
        """True where nothing of it is unknown: its type and all its members."""
        return not self.beyond and self.hop_type.lower() in _KNOWN

    @property
    def key(self) -> str:
        """What identifies a route in a table: its prefix, compared as a network, never its name."""
        return normalised_prefix(self.prefix).lower()

    @property
    def hop(self) -> tuple[str, str]:
        """Where the route leads, comparable."""
        return self.hop_type.lower(), self.hop_address or ""


def past_firewall(
    management: Iterable[str], health_monitoring: Iterable[str], skip_addresses: Iterable[str] = ()
) -> tuple[Route, ...]:
    """Name the routes as the documentation's worked example does, in the order of the addresses.

    ADX_Management, ADX_Management_1 ...; ADX_Monitoring, ADX_Monitoring_1 ... An address in both lists gets one
    route, one in `skip_addresses` none.
    """
    named: dict[str, Route] = {}
    skipped = {host_prefix(address) for address in skip_addresses}
    for stem, listed in (("ADX_Management", management), ("ADX_Monitoring", health_monitoring)):
        count = 0
        for address in listed:
            prefix = host_prefix(address)
            if prefix not in named and prefix not in skipped:
                named[prefix] = Route(stem if not count else f"{stem}_{count}", prefix, HopType.INTERNET)
                count += 1
    return tuple(named.values())


def default_route(firewall_address: str) -> Route:
    """The route that sends everything else to the firewall's private address; raise PlanError for what is none."""
    try:
        address = str(addresses.address(firewall_address))
    except ValueError as error:
        raise PlanError(f"'{firewall_address}' is no IP address, so no default route can lead to it.") from error
    return Route(DEFAULT_NAME, DEFAULT_PREFIX, HopType.APPLIANCE, address)


def management_tag_route() -> Route:
    """The route past the firewall to whatever addresses the service tag for management holds today."""
    return Route(TAG_NAME, MANAGEMENT_TAG, HopType.INTERNET)


def host_prefix(address: str) -> str:
    """`13.64.38.225` -> `13.64.38.225/32`; raise PlanError for what is no address or network."""
    try:
        return str(addresses.network(address.strip(), strict=True))
    except ValueError as error:
        raise PlanError(f"'{address}' is no IP address or network that a route could lead to: {error}.") from error


@lru_cache(maxsize=4096)  # the documented prefixes stand in every table
def normalised_prefix(text: str) -> str:
    """One spelling per network; a service tag stays as it is."""
    try:
        return str(addresses.network(text.strip()))
    except ValueError:
        return text.strip()


def is_ours(route: Route, documented: Iterable[str]) -> bool:
    """True when both the name follows our scheme and the prefix is one we would write, such as a documented address.

    A hand-typed ADX_Management to a documented address is adopted; with another prefix it is somebody else's.
    """
    if route.name.lower() == DEFAULT_NAME.lower():
        return route.key == DEFAULT_PREFIX and route.hop_type.lower() == HopType.APPLIANCE.lower()
    prefixes = {MANAGEMENT_TAG.lower(), *(normalised_prefix(prefix).lower() for prefix in documented)}
    return bool(_OUR_NAME.fullmatch(route.name)) and route.key in prefixes


def is_misnamed(route: Route, documented: Iterable[str]) -> bool:
    """True for a route with a name of our scheme and a prefix we would never write under it.

    We neither change nor remove it, and whoever sees the name takes it for ours.
    """
    if route.name.lower() == DEFAULT_NAME.lower():
        return route.key != DEFAULT_PREFIX
    return bool(_OUR_NAME.fullmatch(route.name)) and not is_ours(route, documented)


def misnaming(route: Route) -> str:
    """What such a route does, in a sentence without its full stop."""
    past = (
        "goes to the internet past the firewall"
        if route.hop_type == HopType.INTERNET
        else f"is sent to {_leads_to(route)}"
    )
    return (
        f"Route '{route.name}' has a name of ours, but {route.prefix} is no prefix of ours, so it is left as it is:"
        f" everything to {route.prefix} {past}"
    )


def _leads_to(route: Route) -> str:
    return f"{route.hop_type} {route.hop_address}" if route.hop_address else f"next hop {route.hop_type}"


def from_option(option: Mapping[str, Any]) -> Route:
    """Read one route as users write it; raise PlanError for one that Azure would refuse."""
    name, kind = str(option.get("name") or ""), str(option.get("next_hop_type") or "").replace("_", "")
    names.checked(name, f"Route '{name}'")
    if kind.lower() not in _HOP_TYPES:
        raise PlanError(f"Route '{name}' has next hop type '{kind}'; it takes {', '.join(_HOP_TYPES.values())}.")
    hop_type, address = _HOP_TYPES[kind.lower()], option.get("next_hop_ip_address") or None
    if (hop_type == HopType.APPLIANCE) != bool(address):
        raise PlanError(
            f"Route '{name}' takes next_hop_ip_address with next hop type {HopType.APPLIANCE}, and only with it."
        )
    return Route(name, _prefix(str(option.get("address_prefix") or ""), name), hop_type, _hop(address, name))


def _prefix(text: str, name: str) -> str:
    prefix = normalised_prefix(text)
    if not hosts.is_address(prefix) and not hosts.is_service_tag(prefix):
        raise PlanError(f"Route '{name}' has address prefix '{text}', which is no network and no service tag.")
    return prefix


def _hop(address: str | None, name: str) -> str | None:
    try:
        return str(addresses.address(address)) if address else None
    except ValueError as error:
        raise PlanError(f"Route '{name}' has next_hop_ip_address '{address}', which is no IP address.") from error


def require_distinct(wanted: Iterable[Route]) -> None:
    """Raise PlanError for two routes of one name or one prefix: Azure refuses such a table."""
    seen: dict[str, Route] = {}
    for route in wanted:
        for key in (f"name {route.name.lower()}", f"prefix {route.key}"):
            if key in seen:
                raise PlanError(f"Routes '{seen[key].name}' and '{route.name}' have the same {key.partition(' ')[0]}.")
            seen[key] = route


def to_option(route: Route) -> dict[str, Any]:
    """The route as users write it."""
    hop = {"next_hop_ip_address": route.hop_address} if route.hop_address else {}
    return {"name": route.name, "address_prefix": route.prefix, "next_hop_type": route.hop_type, **hop}


def from_arm(document: Mapping[str, Any]) -> Route:
    """Read a route of a table; an empty next hop address is none."""
    properties = document.get("properties") or {}
    kind = str(properties.get("nextHopType") or "")
    return Route(
        str(document.get("name")),
        str(properties.get("addressPrefix") or ""),
        _KNOWN.get(kind.lower(), kind),
        properties.get("nextHopIpAddress") or None,
        tuple(str(one) for one in (properties.get("nextHop") or {}).get("nextHopIpAddresses") or ()),
        members.ROUTE.beyond(properties),
    )


def to_arm(route: Route) -> dict[str, Any]:
    """The route as a table takes it."""
    hop = {"nextHopIpAddress": route.hop_address} if route.hop_address else {}
    return {"name": route.name, "properties": {"addressPrefix": route.prefix, "nextHopType": route.hop_type, **hop}}
