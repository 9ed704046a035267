# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Next hops, and what decides about the one a subnet's traffic takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..documents.routes import DEFAULT_PREFIX, HopType, Route
from ..values import addresses
from .flows import Flow
from .matches import Cause
from .places import Places
from .service_endpoints import Endpoint

# By the family of addresses: all of them, and the two halves, which are longer.
_DEFAULT = {4: DEFAULT_PREFIX, 6: "::/0"}
_HALVES = {4: ("0.0.0.0/1", "128.0.0.0/1"), 6: ("::/1", "8000::/1")}
DEFAULT_PREFIXES = frozenset(_DEFAULT.values())
_ALL_OR_HALF = DEFAULT_PREFIXES.union(*_HALVES.values())


@dataclass(frozen=True, slots=True)
class Hop:
    """Where traffic goes next. `kind` is a next hop type of a route, that of an endpoint, VirtualHub, or Unknown with
    its cause.

    `perhaps` are other places where a part of it may go. One that carries nothing says why, and so does one of which
    that is not known, whose `carries` is None.
    """

    kind: str
    address: str | None = None
    route: str | None = None
    why: str = ""
    cause: str = ""
    is_default: bool = False
    perhaps: tuple[Hop, ...] = ()
    carries: bool | None = True

    @property
    def place(self) -> tuple[str, str | None]:
        """Where it leads, whichever route does it."""
        return self.kind, self.address

    def beside(self, others: Iterable[Hop]) -> Hop:
        """The same hop with these other places where a part may go, each once."""
        perhaps = tuple(dict.fromkeys(others))
        return self if perhaps == self.perhaps else replace(self, perhaps=perhaps)

    def as_option(self) -> dict[str, Any]:
        """The hop as users see it in results."""
        return {"type": self.kind, "address": self.address, "route": self.route, "why": self.why}


@dataclass(frozen=True)
class Held:
    """Addresses that a private endpoint has, or may have, which `why` says then with its cause. User routes of `least`
    bits win against it, None for none of them. One that is not approved carries nothing; None where that is not known.
    """

    prefix: str
    endpoint: str = ""
    least: int | None = None
    why: str = ""
    cause: str = ""
    carries: bool | None = True

    def hop(self) -> Hop:
        """Where what is sent to it goes."""
        route = f"private endpoint {self.endpoint}" if self.endpoint else None
        return Hop(HopType.PRIVATE_ENDPOINT, route=route, why=self.why, cause=self.cause, carries=self.carries)


@dataclass(frozen=True)
class Routing:
    """What decides about the way out of a subnet. `local` are the prefixes of the network and its peers, `held` what
    private endpoints have there. `learned` is True when a gateway may add routes nobody can read; `given` is where
    documents show that it sends what has no other route. `lonely` is True when the peers could not be read; `unread`
    says why the table itself could not be read.
    """

    routes: tuple[Route, ...]
    endpoints: tuple[Endpoint, ...]
    known: Places
    local: tuple[str, ...] = ()
    held: tuple[Held, ...] = ()
    learned: bool = False
    given: Hop | None = None
    lonely: bool = False
    unread: str = ""

    @cached_property
    def asked(self) -> dict[Flow, Hop]:
        """Where flows are sent that somebody has asked about: several findings ask about each."""
        return {}

    @cached_property
    def names(self) -> dict[int, Hop]:
        """Where names of a family of addresses are sent, once that was asked, where no route is for a service tag."""
        return {}

    @cached_property
    def has_tags(self) -> bool:
        """True where a route is for a service tag, which holds some names and others not."""
        return any(not addresses.parse(route.prefix) for route in self.routes)

    @property
    def has_default(self) -> bool:
        """True when the table has a default route of its own."""
        return any(route.key == DEFAULT_PREFIX for route in self.routes)

    def defaults(self, version: int = 4) -> tuple[Route, ...]:
        """The user routes that take what has no other: two for half of all addresses each, which are longer than any
        one for all, or else the default route.
        """
        return self._defaults[version]

    @cached_property
    def _defaults(self) -> dict[int, tuple[Route, ...]]:
        return {version: self._defaults_of(version) for version in _DEFAULT}

    def _defaults_of(self, version: int) -> tuple[Route, ...]:
        halves = tuple(route for route in self.routes if route.key in _HALVES[version])
        if len(halves) == len(_HALVES[version]):
            return halves
        return tuple(route for route in self.routes if route.key == _DEFAULT[version])

    def without_default(self, version: int = 4) -> Hop:
        """Where what has no other route goes while the table has no default route. Hubs give none for IPv6."""
        if self.given is not None and version == 4:
            return self.given
        if not self.learned:
            return Hop(HopType.INTERNET)
        why = "a gateway may have learned routes, which cannot be read here"
        return Hop(HopType.UNKNOWN, why=why, cause=Cause.LEARNED_ROUTE)

    def leads_all_to(self, address: str | None) -> bool:
        """True when all that has no other route goes to the appliance with this address, and to no other."""
        hops = [hop_of(route) for route in self.defaults()] or [self.without_default()]
        return all(leads_to(hop, address) and not hop.perhaps for hop in hops)


def hop_of(route: Route) -> Hop:
    """Where a route leads."""
    is_default = route.key in _ALL_OR_HALF
    if route.beyond:
        why = f"{route.beyond[0]} of route '{route.name}' is not understood here"
        return Hop(HopType.UNKNOWN, None, route.name, why, Cause.UNKNOWN_MEMBER, is_default)
    if route.hops:  # each flow takes one of them, by chance
        hops = [Hop(HopType.APPLIANCE, one, route.name, is_default=is_default) for one in dict.fromkeys(route.hops)]
        return replace(hops[0], perhaps=tuple(hops[1:]))
    return Hop(route.hop_type, route.hop_address, route.name, is_default=is_default)


def leads_to(hop: Hop, address: str | None) -> bool:
    """True when the hop is the appliance with this address, or the firewall of a virtual hub, whatever its address."""
    if hop.kind == HopType.HUB:
        return True
    return hop.kind.lower() == HopType.APPLIANCE.lower() and address is not None and hop.address == address
