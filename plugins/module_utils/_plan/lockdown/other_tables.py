# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Route tables besides the one of a plan that still hold routes of ours for its cluster: they are told, never touched.

A subnet may have been given another table since ours was made, and ours may still be on the subnets of others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..documents import route_tables, rule_collections, rule_spellings, subnets
from ..needs import documented
from ..values import resource_ids
from ..values.regions import location_of
from ..values.words import DesiredState
from ..verdict.landscape import Landscape
from . import our_routes, plans
from .request import DefaultRoute, Request

Table = Mapping[str, Any]


@dataclass(frozen=True)
class Left:
    """One such table: what it is, and how its routes go."""

    name: str
    sentence: str
    remedy: str


def of(request: Request, landscape: Landscape, region: str, tables: Iterable[Table]) -> tuple[Table, ...]:
    """Those of the tables that were made for the cluster, by their tag or their name, and hold routes of ours."""
    name = f"{plans.base_name(request.collection_prefix, landscape.cluster_id.name, region)}-routes".lower()
    return tuple(
        table
        for table in tables
        if location_of(str(table.get("location") or "")) == region
        and not resource_ids.same(str(table.get("id")), str(landscape.table_id))
        and (route_tables.is_made_for(table, landscape.cluster_id) or str(table.get("name")).lower() == name)
        and our_routes.of_table(table, region)
    )


def holds_rules(request: Request, landscape: Landscape, region: str) -> bool:
    """True when collections of the cluster are where its rules go."""
    dialect = rule_spellings.CLASSIC if landscape.group_id is None else rule_spellings.GROUP
    holder = landscape.rule_holder.document or {}
    return not names(request, landscape, region).isdisjoint(entry.name.lower() for entry in dialect.entries(holder))


def names(request: Request, landscape: Landscape, region: str) -> set[str]:
    """What our collections of the cluster are called, in lower case."""
    base = plans.base_name(request.collection_prefix, landscape.cluster_id.name, region)
    return {f"{base}-{kind}".lower() for kind in rule_collections.KINDS}


def matter(request: Request, landscape: Landscape, region: str) -> bool:
    """True when it is worth a listing whether there are any.

    A removal always asks. A lock-down asks where rules of ours show that there was one before, and its routes come
    into a table, or a table onto the subnet, that was not made for the cluster: one that is as wanted costs no request.
    """
    if landscape.subnet_id is None:
        return False
    if request.state != DesiredState.PRESENT:
        return True
    is_its_own = route_tables.is_made_for(landscape.table, landscape.cluster_id)
    is_new = (
        our_routes.are_written(request, landscape) and not is_its_own and not _is_as_wanted(request, landscape, region)
    )
    return is_new and holds_rules(request, landscape, region)


def left(landscape: Landscape, region: str) -> list[Left]:
    """What is to be said of each of them."""
    return [_left(table, landscape, region) for table in landscape.other_tables or ()]


def _left(table: Table, landscape: Landscape, region: str) -> Left:
    id_ = resource_ids.of_type(resource_ids.parse(str(table.get("id"))), resource_ids.ROUTE_TABLE)
    users = ", ".join(resource_ids.parse(one).name for one in route_tables.associated_subnets(table))
    held, cluster = len(our_routes.of_table(table, region)), landscape.cluster_id.name
    return Left(
        id_.name,
        f"Another table, {id_.described()}, still holds routes of ours ({held}) for cluster {cluster}, and is"
        f" {f'on subnet {users}' if users else 'on no subnet'}.",
        f"Take them away with O(state): absent and O(route_table): {resource_ids.to_type(id_)}.",
    )


def _is_as_wanted(request: Request, landscape: Landscape, region: str) -> bool:
    """True when the subnet has the table, and the table has every route that is wanted."""
    if landscape.table is None or not resource_ids.same(
        subnets.route_table_id(landscape.subnet), str(landscape.table_id)
    ):
        return False
    found = {(route.key, route.hop) for route in route_tables.table_routes(landscape.table)}
    wanted = our_routes.past_firewall(request, documented.requirements(region, request.edition))
    to_firewall = plans.leads_to(landscape.table, plans.next_hop(request, landscape))
    has_default = request.default_route != DefaultRoute.MANAGE or to_firewall is not None
    return has_default and all((route.key, route.hop) in found for route in wanted)
