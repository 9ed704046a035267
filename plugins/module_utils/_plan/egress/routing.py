# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a subnet sends a destination: user routes, routes of service endpoints and of the network, and what a gateway
may have learned that nobody can read here.

The longest prefix wins, at equal length a user route; routes of the network and of service endpoints win even against
longer ones that were learned (documentation of user-defined routes, 2023-05-27).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .. import hosts, route_tables, routes, subnets
from ..routes import APPLIANCE, DEFAULT_PREFIX, INTERNET, Route
from . import blocks, networks, places
from .blocks import Block
from .flows import Flow
from .places import Places

ENDPOINT, LOCAL, DROPPED, UNKNOWN = "ServiceEndpoint", "VnetLocal", "None", "Unknown"
_ENDPOINT_TAGS = {
    "microsoft.storage": "storage",
    "microsoft.storage.global": "storage",
    "microsoft.eventhub": "eventhub",
    "microsoft.keyvault": "azurekeyvault",
    "microsoft.azureactivedirectory": "azureactivedirectory",
}
_WIDE = 16  # a line of ours: a route for a wider prefix may hold an address of any name
# System routes with next hop None ("Virtual network traffic routing" in Azure's documentation): what is sent there is
# dropped, until the network holds it or the table has a default route of its own.
_RESERVED = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")


@dataclass(frozen=True)
class Hop:
    """Where traffic goes next. `kind` is a next hop type of a route, ServiceEndpoint, or Unknown with `why`.

    `perhaps` are other places where a part of it may go.
    """

    kind: str
    address: str | None = None
    route: str | None = None
    why: str = ""
    is_default: bool = False
    perhaps: tuple[Hop, ...] = ()

    @property
    def place(self) -> tuple[str, str | None]:
        """Where it leads, whichever route does it."""
        return self.kind, self.address

    def as_option(self) -> dict[str, Any]:
        """The hop as users see it in results."""
        return {"type": self.kind, "address": self.address, "route": self.route, "why": self.why}


@dataclass(frozen=True)
class Routing:
    """What decides about the way out of a subnet. `local` are the prefixes of the network and its peers. `learned` is
    True when a gateway may add routes nobody can read, `lonely` when the peers could not be read; `unread` says why
    the table itself could not be read.
    """

    routes: tuple[Route, ...]
    endpoints: tuple[str, ...]
    known: Places
    local: tuple[str, ...] = ()
    learned: bool = False
    lonely: bool = False
    unread: str = ""


def of_subnet(
    subnet: Mapping[str, Any] | None,
    table: Mapping[str, Any] | None,
    network: Mapping[str, Any] | None,
    known: Places,
    *,
    unread: str = "",
    network_unread: bool = False,
) -> Routing:
    """Read the routing of a subnet from its documents."""
    stopped = bool(((table or {}).get("properties") or {}).get("disableBgpRoutePropagation"))
    return Routing(
        routes=tuple(route_tables.table_routes(table)),
        endpoints=tuple(subnets.service_endpoints(subnet or {})),
        known=known,
        local=(*known.virtual_network, *networks.peer_prefixes(network)),
        learned=not stopped and (network_unread or networks.has_gateway(network)),
        lonely=network_unread,
        unread=unread,
    )


def of_address(routing: Routing, address: str, category: str = "") -> Hop:
    """Where one address (or prefix) is sent; the category says what is documented about its service tag."""
    return _of_block(routing, Flow(port=443, protocol="TCP", addresses=(address,), category=category))


def _of_block(routing: Routing, flow: Flow) -> Hop:
    """The longest of the user's routes and the system's own, at equal length the user's."""
    if routing.unread:
        return Hop(UNKNOWN, why=routing.unread)
    block = blocks.parse(flow.addresses[0])[0]
    fits = [(rank, route) for route in routing.routes if (rank := _rank(route, flow, block, routing.known))]
    rank, best = max(fits, key=lambda item: item[0], default=(None, None))
    length = rank[0] if rank else -1
    own = _preferred(routing, flow, block)
    if length < own[0]:
        return own[1]
    if length < _bits(block) and (why := _unknown(routing, flow, block)):
        return Hop(UNKNOWN, why=why)
    if length < _reserved(routing, block):
        return Hop(DROPPED)
    return hop_of(best) if best else Hop(INTERNET)


def _preferred(routing: Routing, flow: Flow, block: Block) -> tuple[int, Hop]:
    """The longest of the routes that the network, its peers and service endpoints bring, -1 for none."""
    found = [(_longest(block, routing.local), Hop(LOCAL))]
    for endpoint in routing.endpoints:
        tag = _ENDPOINT_TAGS.get(endpoint.lower(), "")
        prefixes = (routing.known.tags or {}).get(tag)
        if prefixes is not None:
            found.append((_longest(block, prefixes), Hop(ENDPOINT, route=endpoint)))
        elif tag and places.in_tag(flow, tag, routing.known).sure:  # all that is sure: longer than a default route
            found.append((1, Hop(ENDPOINT, route=endpoint)))
    return max(found, key=lambda item: item[0])


def _reserved(routing: Routing, block: Block) -> int:
    """The length of Azure's own route that drops a private block, -1 for none; without a subnet there are no routes."""
    return _longest(block, _RESERVED) if routing.local and not default_route(routing) else -1


def of_flow(routing: Routing, flow: Flow) -> Hop:
    """Where a dependency is sent. A name is anywhere, so it follows the default route unless its service tag has a
    route or an endpoint of its own.
    """
    hops = [_of_block(routing, replace(flow, addresses=(address,))) for address in flow.addresses]
    hops = hops or [_of_name(routing, flow)]
    together = len({hop.place for hop in hops}) == 1
    return hops[0] if together else Hop(UNKNOWN, why="its addresses are sent to different places")


def default_route(routing: Routing) -> Route | None:
    """The user route for everything, or None."""
    return next((route for route in routing.routes if route.key == DEFAULT_PREFIX), None)


def with_default(way: Routing, address: str) -> Routing:
    """The same way out with a default route to this appliance; it beats a default route that was learned."""
    kept = tuple(route for route in way.routes if route.key != DEFAULT_PREFIX)
    return replace(way, routes=(*kept, routes.default_route(address)), learned=False, unread="")


def _of_name(routing: Routing, flow: Flow) -> Hop:
    """Names resolve to public addresses. A written prefix is taken to hold none of them unless it is a very wide one;
    without that nothing could be told beside any route of somebody else.
    """
    if routing.unread:
        return Hop(UNKNOWN, why=routing.unread)
    if routing.learned:
        return Hop(UNKNOWN, why="a gateway may have learned routes, which cannot be read here")
    best = _certain(routing, flow)
    others = [hop_of(route) for route in routing.routes if _may_take(route, flow, routing.known)]
    others += [Hop(ENDPOINT, route=name) for name in routing.endpoints if _may_serve(name, flow)]
    elsewhere = {one.place: one for one in others if one.place != best.place}
    return replace(best, perhaps=tuple(elsewhere.values()))


def _certain(routing: Routing, flow: Flow) -> Hop:
    """A route for its service tag, the endpoint of its service, the default route, the system's, in this order."""
    for route in routing.routes:
        if not blocks.parse(route.prefix) and places.in_tag(flow, route.prefix, routing.known).sure:
            return hop_of(route)
    for endpoint in routing.endpoints:
        tag = _ENDPOINT_TAGS.get(endpoint.lower())
        if tag and places.in_tag(flow, tag, routing.known).sure:
            return Hop(ENDPOINT, route=endpoint)
    found = default_route(routing)
    return hop_of(found) if found else Hop(INTERNET)


def _may_serve(endpoint: str, flow: Flow) -> bool:
    """True when a service endpoint may take some of the names a wildcard stands for."""
    tag = _ENDPOINT_TAGS.get(endpoint.lower(), "")
    return bool(tag) and hosts.is_wildcard(flow.fqdn or "") and places.may_hold(flow, tag)


def _may_take(route: Route, flow: Flow, known: Places) -> bool:
    """True when a route, not the default one, may hold an address of the name: one for a tag, or a very wide one."""
    written = blocks.parse(route.prefix)
    if not written:
        return places.in_tag(flow, route.prefix, known).sure is not False
    return route.key != DEFAULT_PREFIX and _length(written[0]) < _WIDE


def narrow_public(way: Routing) -> tuple[Route, ...]:
    """The routes for public prefixes that are taken to hold no address of a name. Those that take a single address
    past the firewall are not among them.
    """
    return tuple(route for route in way.routes if _is_narrow(route))


def _is_narrow(route: Route) -> bool:
    for block in blocks.parse(route.prefix):
        past = route.hop_type == INTERNET and _length(block) == _bits(block)
        return not blocks.is_private(block) and not past and _length(block) >= _WIDE
    return False


def _unknown(routing: Routing, flow: Flow, block: Block) -> str:
    """Why another route may be longer than the best one that is known; nothing when none can."""
    for route in routing.routes:
        if _prefixes(route, routing.known) is None and places.in_tag(flow, route.prefix, routing.known).sure is None:
            return f"the prefixes of service tag {route.prefix} were not read"
    if routing.lonely and blocks.is_private(block):
        return "the network could not be read, and one of its peers may hold it"
    return "a gateway may have learned a longer route, which cannot be read here" if routing.learned else ""


def _rank(route: Route, flow: Flow, block: Block, known: Places) -> tuple[int, bool, bool, bool] | None:
    """How well a route fits: by length, then a written prefix before a tag, a regional tag before a global one, any
    before AzureCloud. None when it does not apply, or nobody knows.
    """
    written = bool(blocks.parse(route.prefix))
    prefixes = _prefixes(route, known)
    if prefixes is None:  # only the documentation says that the address lies in the tag
        length = _bits(block) if places.in_tag(flow, route.prefix, known).sure else -1
    else:
        length = _longest(block, prefixes)
    tag = route.prefix.lower()
    return None if length < 0 else (length, written, not tag.startswith("azurecloud"), "." in tag)


def _prefixes(route: Route, known: Places) -> tuple[str, ...] | None:
    """The prefixes of a route, those of its service tag where it has one; None when they were not read."""
    return (route.prefix,) if blocks.parse(route.prefix) else (known.tags or {}).get(route.prefix.lower())


def _longest(block: Block, prefixes: Iterable[str]) -> int:
    """The length of the longest of these prefixes that holds the whole block, -1 for none."""
    parsed = [found for prefix in prefixes for found in blocks.parse(prefix)]
    return max((_length(one) for one in parsed if blocks.share(block, (one,)) == blocks.ALL), default=-1)


def _length(block: Block) -> int:
    return _bits(block) - (block.last - block.first + 1).bit_length() + 1


def _bits(block: Block) -> int:
    return 32 if block.version == 4 else 128


def hop_of(route: Route) -> Hop:
    """Where a route leads."""
    return Hop(route.hop_type, route.hop_address, route.name, is_default=route.key == DEFAULT_PREFIX)


def leads_to(hop: Hop, address: str | None) -> bool:
    """True when the hop is the appliance with this address."""
    return hop.kind.lower() == APPLIANCE.lower() and address is not None and hop.address == address
