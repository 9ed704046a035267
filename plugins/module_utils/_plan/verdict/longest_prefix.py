# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which route an address follows: user routes, routes of the network, Azure's own, and what a gateway may have learned
that nobody can read here.

The longest prefix wins, at equal length a user route; routes of the network win even against longer ones that were
learned (documentation of user-defined routes, 2023-05-27).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..documents.routes import HopType, Route
from ..values import addresses
from ..values.addresses import Block
from . import private_links
from .flows import Flow
from .matches import Cause
from .next_hops import Hop, Routing, hop_of
from .places import Places, is_led

# System routes with next hop None ("Virtual network traffic routing" in Azure's documentation): what is sent there is
# dropped, until the network holds it or the table has a default route of its own.
_RESERVED = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")


def pieces(way: Routing, flow: Flow) -> tuple[Flow, ...]:
    """The addresses of a flow, cut where routes and endpoints cut them, each in a flow of its own."""
    found = [block for address in flow.addresses for block in addresses.parse(address)]
    parts = [part for block in found for part in _pieces(way, block)]
    return tuple(replace(flow, addresses=(str(part),)) for part in parts)


def _pieces(way: Routing, block: Block) -> tuple[Block, ...]:
    if block.first == block.last:
        return (block,)
    return addresses.cut(block, [one for text in _prefixes_of(way) for one in addresses.parse(text)])


def _prefixes_of(way: Routing) -> Iterator[str]:
    yield from (*way.local, *_RESERVED, *(one.prefix for one in way.held))
    for route in way.routes:
        yield from _prefixes(route, way.known) or ()
    for endpoint in way.endpoints:
        yield from endpoint.prefixes(way.known) or ()


def hop(way: Routing, flow: Flow) -> Hop:
    """Where the one piece of this flow is sent."""
    (block,) = addresses.parse(flow.addresses[0])
    fits = [(rank, route) for route in way.routes if (rank := _rank(route, flow, block, way.known))]
    rank, best = max(fits, key=lambda item: item[0], default=(None, None))
    length = rank[0] if rank else -1
    return private_links.past_routes(_by_length(way, flow, block, length, best), block, length, way.held)


def _by_length(way: Routing, flow: Flow, block: Block, length: int, best: Route | None) -> Hop:
    if length < addresses.longest(block, way.local):
        return Hop(HopType.LOCAL)
    if length < addresses.bits(block) and (unknown := _unknown(way, flow, block)):
        return unknown
    if length < _reserved(way, block):
        return Hop(HopType.DROPPED)
    return hop_of(best) if best else way.without_default(block.version)


def _reserved(way: Routing, block: Block) -> int:
    """The length of Azure's own route that drops a private block, -1 for none; without a subnet there are no routes."""
    return addresses.longest(block, _RESERVED) if way.local and not way.has_default else -1


def _unknown(way: Routing, flow: Flow, block: Block) -> Hop | None:
    """The unknown hop, with why another route may be longer than the best one that is known; None when none can."""
    for route in way.routes:
        if _prefixes(route, way.known) is None and is_led(flow, route.prefix, way.known).sure is None:
            why = f"the prefixes of service tag {route.prefix} were not read"
            return Hop(HopType.UNKNOWN, why=why, cause=Cause.SERVICE_TAG)
    if way.lonely and addresses.is_private(block):
        why = "the network could not be read, and one of its peers may hold it"
        return Hop(HopType.UNKNOWN, why=why, cause=Cause.UNREADABLE)
    why = "a gateway may have learned a longer route, which cannot be read here"
    return Hop(HopType.UNKNOWN, why=why, cause=Cause.LEARNED_ROUTE) if way.learned else None


def _rank(route: Route, flow: Flow, block: Block, places: Places) -> tuple[int, bool, bool, bool] | None:
    """How well a route fits: by length, then a written prefix before a tag, a regional tag before a global one, any
    before AzureCloud. None when it does not apply, or nobody knows.
    """
    written = bool(addresses.parse(route.prefix))
    prefixes = _prefixes(route, places)
    if prefixes is None:  # only the documentation says that the address lies in the tag
        length = addresses.bits(block) if is_led(flow, route.prefix, places).sure else -1
    else:
        length = addresses.longest(block, prefixes)
    tag = route.prefix.lower()
    return None if length < 0 else (length, written, not tag.startswith("azurecloud"), "." in tag)


def _prefixes(route: Route, places: Places) -> tuple[str, ...] | None:
    """The prefixes of a route, those of its service tag where it has one; None when they were not read."""
    return (route.prefix,) if addresses.parse(route.prefix) else (places.tags or {}).get(route.prefix.lower())
