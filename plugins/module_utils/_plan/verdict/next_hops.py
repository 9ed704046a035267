# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Next hops, and what decides about the one a subnet's traffic takes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..documents.routes import DEFAULT_PREFIX, HopType, Route
from .places import Places
from .service_endpoints import Endpoint

_HALVES = ("0.0.0.0/1", "128.0.0.0/1")


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
    endpoints: tuple[Endpoint, ...]
    known: Places
    local: tuple[str, ...] = ()
    learned: bool = False
    lonely: bool = False
    unread: str = ""

    @property
    def has_default(self) -> bool:
        """True when the table has a default route of its own."""
        return any(route.key == DEFAULT_PREFIX for route in self.routes)

    @cached_property
    def defaults(self) -> tuple[Route, ...]:
        """The user routes that take what has no other: two for half of all addresses each, which are longer than any
        one for all, or else the default route.
        """
        halves = tuple(route for route in self.routes if route.key in _HALVES)
        if len(halves) == len(_HALVES):
            return halves
        return tuple(route for route in self.routes if route.key == DEFAULT_PREFIX)

    def leads_all_to(self, address: str | None) -> bool:
        """True when all that has no other route goes to the appliance with this address."""
        return bool(self.defaults) and all(leads_to(hop_of(route), address) for route in self.defaults)


def hop_of(route: Route) -> Hop:
    """Where a route leads."""
    is_default = route.key in (DEFAULT_PREFIX, *_HALVES)
    return Hop(route.hop_type, route.hop_address, route.name, is_default=is_default)


def leads_to(hop: Hop, address: str | None) -> bool:
    """True when the hop is the appliance with this address."""
    return hop.kind.lower() == HopType.APPLIANCE.lower() and address is not None and hop.address == address
