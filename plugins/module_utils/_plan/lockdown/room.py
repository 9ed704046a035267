# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether the route table has room for what is planned, and when it is worth asking Azure how much it takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..check.findings import Finding
from ..documents import limits, route_tables
from ..documents.routes import Route
from ..needs import documented
from ..verdict.landscape import Landscape
from . import our_routes
from .request import Request

_MANY = 300  # routes; tables with fewer are below every number that was ever published
_MANY_TAGGED = 20  # of them to service tags; the same


def is_asked(request: Request, landscape: Landscape, region: str) -> bool:
    """True when the plan adds routes to a table that comes near a limit."""
    if not our_routes.are_written(request, landscape):
        return False
    planned = our_routes.past_firewall(request, documented.requirements(region, request.edition))
    before = route_tables.table_routes(landscape.table)
    after = _after(before, planned, our_routes.unwanted(request, landscape, region))
    return limits.tagged(after) > max(_MANY_TAGGED, limits.tagged(before)) or len(after) > max(_MANY, len(before))


def findings(landscape: Landscape, planned: Sequence[Route], unwanted: Sequence[Route]) -> Iterator[Finding]:
    """What Azure may refuse of the table."""
    before = route_tables.table_routes(landscape.table)
    name = landscape.table_id.name if landscape.table_id else ""
    after = _after(before, planned, unwanted)
    for one in limits.of_routes(name, before, after, landscape.granted):
        yield Finding("routes_over_limit", *one)


def _after(before: Iterable[Route], planned: Iterable[Route], unwanted: Iterable[Route]) -> list[Route]:
    gone = {route.key for route in unwanted}
    kept = {route.key: route for route in before if route.key not in gone}
    return list({**kept, **{route.key: route for route in planned}}.values())
