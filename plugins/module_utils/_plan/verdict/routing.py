# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a subnet sends a destination: what a service endpoint takes, and for the rest the route it follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from ..documents import networks, route_tables, routes
from ..documents.routes import DEFAULT_PREFIX, HopType, Route
from ..values import addresses
from . import longest_prefix, service_endpoints
from .flows import Flow
from .matches import Cause
from .next_hops import DEFAULT_PREFIXES, Held, Hop, Routing, hop_of
from .places import Places, is_led
from .service_endpoints import Endpoint

_WIDE = 16  # a line of ours: a route for a wider prefix may hold an address of any name


def of_subnet(
    subnet: Mapping[str, Any] | None,
    table: Mapping[str, Any] | None,
    network: Mapping[str, Any] | None,
    places: Places,
    *,
    held: tuple[Held, ...] = (),
    unread: str = "",
    network_unread: bool = False,
    given: Hop | None = None,
) -> Routing:
    """Read the routing of a subnet from its documents; `given` is what a virtual hub gives its network."""
    stopped = route_tables.takes_no_learned(table)
    return Routing(
        routes=tuple(route_tables.table_routes(table)),
        endpoints=service_endpoints.of_subnet(subnet),
        known=places,
        local=(*places.virtual_network, *networks.peer_prefixes(network)),
        held=held,
        learned=not stopped and (given is not None or network_unread or networks.has_gateway(network)),
        given=None if stopped else given,
        lonely=network_unread,
        unread=unread,
    )


def with_default(way: Routing, address: str) -> Routing:
    """The same way out with a default route to this appliance."""
    kept = tuple(route for route in way.routes if route.key != DEFAULT_PREFIX)
    return replace(way, routes=(*kept, routes.default_route(address)), unread="")


def with_hub(way: Routing) -> Routing:
    """The same way out with the default route of a virtual hub that hands everything to its firewall."""
    kept = tuple(route for route in way.routes if route.key not in DEFAULT_PREFIXES)
    return replace(way, routes=kept, given=Hop(HopType.HUB, is_default=True), unread="")


def of_address(way: Routing, address: str, category: str = "") -> Hop:
    """Where one address (or prefix) is sent; the category says what is documented about its service tag."""
    return of_flow(way, Flow(port=443, protocol="TCP", addresses=(address,), category=category))


def of_flow(way: Routing, flow: Flow) -> Hop:
    """Where a dependency is sent. A name is anywhere, so it follows the default route unless its service tag has a
    route or an endpoint of its own.
    """
    found = way.asked.get(flow)
    if found is None:
        found = way.asked[flow] = _of_flow(way, flow)
    return found


def _of_flow(way: Routing, flow: Flow) -> Hop:
    hops = [_of_piece(way, piece) for piece in longest_prefix.pieces(way, flow) or (flow,)]
    if len({(hop.place, hop.carries) for hop in hops}) > 1:
        return Hop(HopType.UNKNOWN, why="its addresses are sent to different places", cause=Cause.OTHER_WAY)
    return hops[0].beside(other for hop in hops for other in hop.perhaps)


def _of_piece(way: Routing, flow: Flow) -> Hop:
    taken = [(_to(one), service_endpoints.takes(one, flow, way.known)) for one in way.endpoints]
    for hop, match in taken:
        if match.sure:
            return hop
    found = _by_routes(way, flow)
    return found.beside((*found.perhaps, *(hop for hop, match in taken if match.sure is None)))


def _to(endpoint: Endpoint) -> Hop:
    """Where an endpoint leads; what its policy says of a name's resource cannot be told."""
    if not endpoint.has_policy:
        return Hop(HopType.ENDPOINT, route=endpoint.service)
    why = f"a policy of the subnet's endpoints says which resources of {endpoint.service} are reached"
    return Hop(HopType.ENDPOINT, None, endpoint.service, why, Cause.ENDPOINT_POLICY)


def _by_routes(way: Routing, flow: Flow) -> Hop:
    if way.unread:
        return Hop(HopType.UNKNOWN, why=way.unread, cause=Cause.UNREADABLE)
    if flow.addresses:
        return longest_prefix.hop(way, flow)
    if way.has_tags:
        return _of_name(way, flow)
    if flow.version not in way.names:
        way.names[flow.version] = _of_name(way, flow)
    return way.names[flow.version]


def _of_name(way: Routing, flow: Flow) -> Hop:
    """Names resolve to public addresses. A written prefix is taken to hold none of them unless it is a very wide one:
    without that nothing could be told beside any route of somebody else, or of a gateway. A finding names such routes.
    A default route of the table beats one that was learned.
    """
    last = way.without_default(flow.version)
    if last.kind == HopType.UNKNOWN and not way.defaults(flow.version):
        return last
    best = _certain(way, flow)
    others = [hop_of(route) for route in way.routes if _may_take(route, flow, way.known)]
    elsewhere = {one.place: one for one in (*best.perhaps, *others) if one.place != best.place}
    return best.beside(elsewhere.values())


def _certain(way: Routing, flow: Flow) -> Hop:
    """A route for its service tag, the default route, that of a hub, the system's, in this order."""
    for route in way.routes:
        if not addresses.parse(route.prefix) and is_led(flow, route.prefix, way.known).sure:
            return hop_of(route)
    defaults = way.defaults(flow.version)
    return hop_of(defaults[0]) if defaults else way.without_default(flow.version)


def _may_take(route: Route, flow: Flow, places: Places) -> bool:
    """True when a route, not the default one, may hold an address of the name: one for a tag, or a very wide one."""
    if not addresses.parse(route.prefix):
        return is_led(flow, route.prefix, places).sure is not False
    return route.key not in DEFAULT_PREFIXES and is_wide(route.prefix, flow.version)


@lru_cache(maxsize=4096)
def is_wide(prefix: str, version: int) -> bool:
    """True for a very wide prefix of a family with addresses that a public name may resolve to."""
    written = addresses.parse(prefix)[0]
    return written.version == version and not addresses.is_nameless(written) and addresses.length(written) < _WIDE


def narrow_public(way: Routing) -> tuple[Route, ...]:
    """The routes for public prefixes that are taken to hold no address of a name. Those that take a single address
    past the firewall are not among them.
    """
    return tuple(route for route in way.routes if _is_narrow(route))


def _is_narrow(route: Route) -> bool:
    for block in addresses.parse(route.prefix):
        past = route.hop_type == HopType.INTERNET and addresses.length(block) == addresses.bits(block)
        return not addresses.is_nameless(block) and not past and addresses.length(block) >= _WIDE
    return False
