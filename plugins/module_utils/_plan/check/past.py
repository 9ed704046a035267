# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about ways past the firewall. One is told where all that takes it would be allowed, too: what no rule sees
is not locked down, whoever asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..documents import route_tables, routes, subnets, text
from ..documents.routes import MANAGEMENT_TAG, HopType, Route
from ..needs import documented
from ..needs.documented import Requirements
from ..values import addresses
from ..verdict import next_hops
from ..verdict.landscape import Landscape
from ..verdict.places import is_led
from ..verdict.verdicts import Judged, Question
from .destinations import subjects
from .findings import Finding, grouped

_REMEDY = "Leave what is meant; take the rest out of the route table to filter that traffic."


def by_endpoint(judged: Sequence[Judged]) -> Iterator[Finding]:
    """What service endpoints take past the firewall."""
    for service, concerned in grouped(
        judged, lambda one: one.hop.route if one.hop.kind == HopType.ENDPOINT else None
    ).items():
        yield Finding(
            "service_endpoint",
            service,
            f"The service endpoint {service} of the subnet takes traffic straight to the service, past the firewall.",
            "Leave it if that is meant; take it off the subnet to see and filter that traffic.",
            subjects(concerned),
        )


def by_route(
    judged: Sequence[Judged], question: Question, landscape: Landscape, requirements: Requirements
) -> Iterator[Finding]:
    """What routes take past it, where the default route leads to it: without that nothing is locked down at all."""
    if not landscape.routing.leads_all_to(landscape.firewall_address):
        return
    found = [one for one in _to_internet(landscape) if not _is_meant(one, question, landscape, requirements)]
    single = [one for one in found if _is_single(one)]
    if single:
        named = text.some(f"'{one.name}' ({one.prefix})" for one in single)
        take = f"Route {named} takes its address" if len(single) == 1 else f"Routes {named} take their addresses"
        yield Finding(
            "bypassing_route",
            single[0].name if len(single) == 1 else str((landscape.route_table or {}).get("name")),
            f"{take} to the internet, past the firewall.",
            _REMEDY,
            tuple(name for one in single for name in _concerned(one, judged)),
        )
    for route in (one for one in found if one not in single):
        yield _by_prefix(route, judged, landscape)


def _by_prefix(route: Route, judged: Sequence[Judged], landscape: Landscape) -> Finding:
    """Who routes the tag of a service that the cluster needs has decided so; whatever is wider is worth a look."""
    concerned = _concerned(route, judged)
    written = bool(addresses.parse(route.prefix))
    needed = not written and any(is_led(one.flow, route.prefix, landscape.places).sure for one in judged)
    what = f"all of {route.prefix}" if written else f"service tag {route.prefix}"
    return Finding(
        "tag_route" if needed else "bypassing_route",
        route.name,
        f"Route '{route.name}' takes {what} to the internet, past the firewall: no rule sees that traffic.",
        _REMEDY,
        concerned,
    )


def _concerned(route: Route, judged: Sequence[Judged]) -> tuple[str, ...]:
    """The dependencies that follow the route for certain; nearly every name may lie in a wide prefix."""
    return subjects(one for one in judged if one.hop.route == route.name)


def _to_internet(landscape: Landscape) -> Iterator[Route]:
    """The routes that lead a public prefix, or a tag, straight to the internet."""
    for route in route_tables.table_routes(landscape.route_table):
        public = not any(addresses.is_nameless(block) for block in addresses.parse(route.prefix))
        if public and route.key not in next_hops.DEFAULT_PREFIXES and next_hops.hop_of(route).kind == HopType.INTERNET:
            yield route


def _is_single(route: Route) -> bool:
    return any(addresses.length(block) == addresses.bits(block) for block in addresses.parse(route.prefix))


def _is_meant(route: Route, question: Question, landscape: Landscape, requirements: Requirements) -> bool:
    """What the documentation asks for, and what the service keeps on a delegated subnet: single addresses and its tag.
    A route of ours that is no longer wanted has a finding of its own.
    """
    wanted = {routes.normalised_prefix(one) for one in (*question.management, *question.health_monitoring)}
    of_service = subnets.is_delegated(landscape.subnet or {}) and _is_single(route)
    ours = routes.is_ours(route, documented.documented_addresses(requirements.location))
    is_tag = route.prefix.partition(".")[0].lower() == MANAGEMENT_TAG.lower()
    return route.key in wanted or is_tag or of_service or ours
