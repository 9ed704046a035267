# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which routes of the table are ours, which of them are no longer wanted, and which other clusters follow them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..documents import route_tables, routes, subnets
from ..documents.clusters import Cluster
from ..documents.routes import Route
from ..needs import documented
from ..needs.documented import Requirements
from ..values import resource_ids
from ..values.words import DesiredState
from ..verdict.landscape import Landscape
from .request import DefaultRoute, Management, Request, RoutesMode

# A remedy where other clusters could not be listed.
LET_LIST = "Grant the login Microsoft.Kusto/clusters/read on the subscription, so that it can tell who needs them."


def are_reported(request: Request, landscape: Landscape) -> bool:
    """True when routes are not ours to write: those of a delegated subnet unless the user takes them over."""
    return stay(request, landscape.subnet)


def stay(request: Request, subnet: Mapping[str, Any] | None) -> bool:
    """True when the routes of this subnet, by its document, are not ours to write."""
    delegated = subnet is not None and subnets.is_delegated(subnet)
    return request.routes == RoutesMode.REPORT or (request.routes == RoutesMode.AUTO and delegated)


def are_written(request: Request, landscape: Landscape) -> bool:
    """True when a lock-down brings its routes into a table, and the table onto the subnet."""
    known = landscape.table_id is not None and landscape.subnet_id is not None
    return known and not are_reported(request, landscape) and not {"subnet", "route_table"} & set(landscape.unread)


def past_firewall(request: Request, requirements: Requirements) -> tuple[Route, ...]:
    """The routes that are wanted besides the default route."""
    management = requirements.management if request.management != Management.SERVICE_TAG else ()
    planned = routes.past_firewall(management, requirements.health_monitoring, request.skip_addresses)
    return planned if request.management == Management.ADDRESSES else (routes.management_tag_route(), *planned)


def wanted_addresses(request: Request, requirements: Requirements) -> dict[str, tuple[str, ...]]:
    """The documented addresses by purpose, without those that are skipped."""
    skipped = {routes.host_prefix(one) for one in request.skip_addresses}
    listed = {"management": requirements.management, "health_monitoring": requirements.health_monitoring}
    return {
        purpose: tuple(one for one in known if routes.host_prefix(one) not in skipped)
        for purpose, known in listed.items()
    }


def present(landscape: Landscape, region: str) -> tuple[Route, ...]:
    """The routes of the table that are ours, the default route included."""
    return of_table(landscape.table, region)


def of_table(document: Mapping[str, Any] | None, region: str) -> tuple[Route, ...]:
    """Those of any table."""
    addresses = documented.documented_addresses(region)
    return tuple(route for route in route_tables.table_routes(document) if routes.is_ours(route, addresses))


def unwanted(request: Request, landscape: Landscape, region: str) -> tuple[Route, ...]:
    """Those of ours that are wanted no longer. The default route is never one: without it nothing is locked down."""
    if request.additive or not are_written(request, landscape):
        return ()
    wanted = past_firewall(request, documented.requirements(region, request.edition))
    keys = {routes.DEFAULT_PREFIX, *(route.key for route in wanted)}
    return tuple(route for route in present(landscape, region) if route.key not in keys)


def concern_others(request: Request, landscape: Landscape, region: str) -> bool:
    """True when other clusters on the table matter to the plan: routes would go, or a default route would come."""
    if request.state == DesiredState.ABSENT:
        return landscape.table is not None and not are_reported(request, landscape)
    if not are_written(request, landscape):
        return False
    return brings_default_route(request, landscape) or bool(unwanted(request, landscape, region))


def gains_default_route(request: Request, landscape: Landscape) -> bool:
    """True when the plan adds a default route to a table that has none."""
    return request.default_route == DefaultRoute.MANAGE and not _has_default_route(landscape)


def brings_default_route(request: Request, landscape: Landscape) -> bool:
    """True when the plan brings a default route upon the subnet: in its table, or with a table that it gets."""
    return gains_default_route(request, landscape) or _meets_default_route(landscape)


def _meets_default_route(landscape: Landscape) -> bool:
    """True when the subnet is to get a table that has a default route already."""
    associated = resource_ids.same(subnets.route_table_id(landscape.subnet), str(landscape.table_id))
    return _has_default_route(landscape) and not associated


def _has_default_route(landscape: Landscape) -> bool:
    found = route_tables.table_routes(landscape.table)
    return any(route.key == routes.DEFAULT_PREFIX and route.hop_type == routes.HopType.APPLIANCE for route in found)


def on_subnet(landscape: Landscape) -> list[Cluster]:
    """The other clusters on the very subnet of this one."""
    return [one for one in landscape.sharing or () if resource_ids.same(one.subnet_id, str(landscape.subnet_id))]


def other_subnets(landscape: Landscape) -> list[str]:
    """The other subnets that have the table."""
    listed = route_tables.associated_subnets(landscape.table)
    return [subnet for subnet in listed if not resource_ids.same(subnet, str(landscape.subnet_id))]


def named(clusters: Iterable[Cluster]) -> str:
    """`cluster billing in resource group rg-adx`, and so on, for messages."""
    return ", ".join(one.id.described() for one in clusters)
