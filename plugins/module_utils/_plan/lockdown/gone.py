# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster that is deleted or has left its network: in which region it was, and which route table its routes are in.

Names of collections and tags of tables tell, as far as they can. A table that may be the cluster's or anybody's is
never touched: the user decides, and until then the rules stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..check.findings import Finding
from ..documents import route_tables, rule_spellings
from ..documents.clusters import Cluster
from ..needs import documented
from ..values import resource_ids
from ..values.errors import PlanError
from ..values.regions import location_of
from ..values.resource_ids import ResourceId
from ..verdict.landscape import Landscape
from . import other_tables, our_routes
from .request import Request, RoutesMode

Table = Mapping[str, Any]
CHECK_NAME = "Check the name and the resource group of the cluster; if they are right, nothing is to be done."


@dataclass(frozen=True)
class Choice:
    """The table whose routes go, None for none; `besides` hold routes of ours, and no subnet has them."""

    table_id: ResourceId | None
    besides: tuple[Table, ...] = ()


def region_of(request: Request, landscape: Landscape) -> str | None:
    """Return the region in which a deleted cluster has left something behind, None where there is nothing.

    Raise PlanError when more than one region is left, or when a living cluster has the name in the region given.
    """
    namesakes = _namesakes(landscape)
    if request.region:
        _require_its_own(request.region, landscape, namesakes)
        return request.region
    left = {*_named_regions(request, landscape), *_tagged_regions(landscape)} - set(namesakes)
    found = [region for region in _regions() if region in left]
    if len(found) > 1:
        raise PlanError(
            f"There is no {landscape.cluster_id.described()} any more, and what was made for a cluster of that name is"
            f" there for {' and '.join(found)}: give the cluster its region, to say whose rules go.",
            "region_undecided",
        )
    return found[0] if found else None


def table_of(landscape: Landscape, region: str) -> Choice:
    """Choose the table whose routes go: one made for the cluster, else one with nothing but routes of ours in it that
    no subnet has.

    Raise PlanError when there are several, or others that may be the cluster's.
    """
    tagged, free, doubtful = _sorted(landscape, region)
    chosen = tagged or free
    if doubtful or len(chosen) > 1:
        raise PlanError(_undecided(landscape, region, [*chosen, *doubtful]), "tables_undecided")
    return Choice(_id(chosen[0]) if chosen else None, tuple(free) if tagged else ())


def findings(request: Request, landscape: Landscape, region: str | None) -> Iterator[Finding]:
    """What was looked for and not found."""
    if landscape.listed is None or not landscape.is_lost:
        return
    looked = landscape.listed.subscriptions
    where = f"subscription{'s' if len(looked) > 1 else ''} {', '.join(looked)}"
    name, place = landscape.cluster_id.name, region or "any region"
    if landscape.table is not None or (request.routes == RoutesMode.REPORT and region):
        return
    if region and other_tables.holds_rules(request, landscape, region):
        yield Finding(
            "no_table_found",
            name,
            f"No route table with routes of cluster {name} was found in {place} (looked at {where}).",
            "Where they are in another subscription, name their table in O(route_table) to take them away.",
        )
        return
    there = list(_there(request, landscape))
    rest = f"; there is {' and '.join(there)}" if there else ""
    told = f"Nothing of ours was found for cluster {name} in {place} (looked at {where}){rest}."
    yield Finding("nothing_found", name, told, CHECK_NAME)


def _namesakes(landscape: Landscape) -> dict[str, Cluster]:
    """Living clusters of the same name by their region: what is named after it there is theirs."""
    living = landscape.listed.clusters if landscape.listed else ()
    name = landscape.cluster_id.name.lower()
    found = [one for one in living if one.id.name.lower() == name]
    return {one.region: one for one in found if not resource_ids.same(one.id, landscape.cluster_id)}


def _require_its_own(region: str, landscape: Landscape, namesakes: Mapping[str, Cluster]) -> None:
    other = namesakes.get(location_of(region))
    if other is not None:
        raise PlanError(
            f"There is no {landscape.cluster_id.described()} any more, but {other.id.described()} has its name in"
            f" {other.region}, and the rules that are named so are its own: give that cluster to take them away.",
            "cluster_moved",
        )


def _named_regions(request: Request, landscape: Landscape) -> list[str]:
    return [region for region in _regions() if other_tables.holds_rules(request, landscape, region)]


def _tagged_regions(landscape: Landscape) -> list[str]:
    return [_region(table) for table in _tables(landscape) if route_tables.is_made_for(table, landscape.cluster_id)]


def _sorted(landscape: Landscape, region: str) -> tuple[list[Table], list[Table], list[Table]]:
    """The tables made for the cluster, those that nobody uses and that hold nothing but ours, and the doubtful ones."""
    tagged, free, doubtful = list[Table](), list[Table](), list[Table]()
    for table in _tables(landscape):
        if _region(table) != location_of(region):
            continue
        if route_tables.is_made_for(table, landscape.cluster_id):
            tagged.append(table)
        elif _may_be_its(table, landscape, region):
            (free if _is_free(table, region) else doubtful).append(table)
    return tagged, free, doubtful


def _may_be_its(table: Table, landscape: Landscape, region: str) -> bool:
    """True for a table with routes of ours that nothing shows to be another cluster's."""
    if route_tables.made_for(table) or not our_routes.of_table(table, region):
        return False
    living = landscape.listed.clusters if landscape.listed else ()
    others = [one for one in living if one.injected and not resource_ids.same(one.id, landscape.cluster_id)]
    used = {resource_ids.key(one) for one in route_tables.associated_subnets(table)}
    return not any(resource_ids.key(str(one.subnet_id)) in used for one in others)


def _is_free(table: Table, region: str) -> bool:
    is_ours_alone = len(our_routes.of_table(table, region)) == len(route_tables.table_routes(table))
    return is_ours_alone and not route_tables.associated_subnets(table)


def _undecided(landscape: Landscape, region: str, tables: Sequence[Table]) -> str:
    listed = " and ".join(_described(table) for table in tables)
    described = landscape.cluster_id.described()
    state = (
        f"There is no {described} any more" if landscape.cluster is None else f"The {described} is no longer injected"
    )
    return (
        f"{state}, and whether its routes in {location_of(region)} are those of {listed} is unknown, so"
        " its rules stay: give O(route_table), to name the table whose routes go, or set O(routes): report where"
        " none of them"
        " is its."
    )


def _described(table: Table) -> str:
    users = ", ".join(resource_ids.parse(one).name for one in route_tables.associated_subnets(table))
    return f"{_id(table).described()} ({f'on subnet {users}' if users else 'on no subnet'})"


def _there(request: Request, landscape: Landscape) -> Iterator[str]:
    """What is there under the cluster's name, for whatever region and wherever, in the spelling it has there."""
    known = {name for region in _regions() for name in other_tables.names(request, landscape, region)}
    names = [entry.name for entry in _entries(landscape) if entry.name.lower() in known]
    yield from dict.fromkeys(names)
    made = {name.rpartition("-")[0] + "-routes" for name in known}
    for table in _tables(landscape):
        if route_tables.is_made_for(table, landscape.cluster_id) or str(table.get("name")).lower() in made:
            yield _id(table).described()
    for one in _namesakes(landscape).values():
        yield one.id.described()


def _entries(landscape: Landscape) -> Iterator[rule_spellings.Entry]:
    """Every collection of the firewall itself and of all groups of its policies."""
    yield from rule_spellings.CLASSIC.entries(landscape.firewall or {})
    for policy in landscape.chain:
        for group in policy.groups:
            yield from rule_spellings.GROUP.entries(group)


def _tables(landscape: Landscape) -> Iterable[Table]:
    return landscape.listed.tables if landscape.listed else ()


def _id(table: Table) -> ResourceId:
    return resource_ids.of_type(resource_ids.parse(str(table.get("id"))), resource_ids.ROUTE_TABLE)


def _region(table: Table) -> str:
    return location_of(str(table.get("location") or ""))


def _regions() -> list[str]:
    """Every region of any edition, as regions compare."""
    known = (location_of(name) for edition in documented.editions() for name in documented.regions(edition))
    return list(dict.fromkeys(known))
