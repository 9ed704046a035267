# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan that takes a cluster's rules and routes away again, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

from ..check import leftovers
from ..check.findings import Finding, in_order
from ..documents import route_tables, rule_collections, subnets
from ..documents.routes import Route
from ..documents.rule_collections import Collection
from ..needs import documented
from ..values import resource_ids
from ..values.errors import PlanError
from ..values.regions import location_of
from ..verdict.landscape import Landscape
from . import acceptance, afterwards, elsewhere, finishing, gone, our_routes, plans, refusals, table_findings
from .plans import Plan, TablePlan
from .request import Request, RulesMode

Unrouting: TypeAlias = tuple[TablePlan, tuple[Route, ...], list[Finding]]

_LET_OTHERS_GO = "Remove the lock-down of those clusters as well, or give them a route table of their own."


def region_of(request: Request, landscape: Landscape) -> str | None:
    """The region of the cluster, or of one that is gone as the user remembers it or as what it has left tells; None
    where all was listed and nothing is left.

    Raise PlanError when nothing tells, when the cluster is in another region than the one given, or when no edition
    documents the region.
    """
    region = landscape.cluster.location if landscape.cluster else gone.region_of(request, landscape)
    if not region:
        _require_listed(landscape)
        return None
    if landscape.cluster is not None:
        refusals.require_region(request, landscape.cluster)
    if not documented.documented_addresses(region):
        raise PlanError(
            f"No edition documents addresses for region '{region}', so nothing can be made or found there.",
            code="undocumented_region",
        )
    return location_of(region)


def _require_listed(landscape: Landscape) -> None:
    if landscape.listed is None:
        raise PlanError(
            f"There is no {landscape.cluster_id.described()} any more, so nothing tells its region;"
            " give its region in the cluster's dictionary to take away what was made for it."
        )


def plan(request: Request, landscape: Landscape) -> Plan:
    """Return what has to go; raise PlanError when taking the rules away would cut the cluster off, and for a cluster
    that has not left its network where only such lock-downs are to go.
    """
    if request.only_left:
        finishing.require_left(landscape.cluster_id, landscape.cluster)
    region = region_of(request, landscape)
    if region is None:
        nothing = tuple(gone.findings(request, landscape, region))
        return Plan(request, landscape, region, (), (), (), TablePlan(), findings=nothing)
    base = plans.base_name(request.collection_prefix, landscape.cluster_id.name, region)
    accepted = refusals.require_own_subnet(request.accept, landscape)
    table, unwanted, kept = _unrouting(request, _without_leaving(landscape), region)
    unwanted_collections = tuple(Collection(f"{base}-{kind}", kind) for kind in rule_collections.KINDS)
    if not request.gate and refusals.owned_collections(landscape, unwanted_collections, request):
        accepted += (acceptance.without_gate(landscape.cluster_id.name),)
    rules_kept = [*_rules_left(request, landscape, unwanted_collections), *_rules_kept(request, landscape, region)]
    found = [*kept, *leftovers.misnamed(landscape.table, region), *gone.findings(request, landscape, region)]
    found += [*table_findings.of_plan(landscape, region), *rules_kept]
    found += elsewhere.findings(request, landscape, unwanted_collections)
    found += finishing.findings(landscape) if request.only_left else ()
    planned = Plan(
        request=request,
        landscape=landscape,
        region=region,
        dependencies=(),
        rule_collections=() if rules_kept else unwanted_collections,
        routes=unwanted,
        table=table,
        findings=in_order(found),
        accepted=accepted,
    )
    if request.gate:
        _require_not_cut_off(planned)
    return planned


def _rules_left(request: Request, landscape: Landscape, ours: tuple[Collection, ...]) -> Iterator[Finding]:
    """That rules which are there are left to others."""
    if request.rules == RulesMode.REPORT and refusals.owned_collections(landscape, ours, request):
        yield Finding(
            "kept_rules",
            landscape.name,
            "The rules are left to others (O(rules): report): they stay.",
            "Take them away by what has written them, once no route leads to the firewall, or set O(rules): manage.",
        )


def _rules_kept(request: Request, landscape: Landscape, region: str) -> Iterator[Finding]:
    """Why the rules stay, if they do."""
    if our_routes.of_table(landscape.current_table, region):
        table = str(subnets.route_table_id(landscape.subnet))
        yield Finding(
            "kept_rules",
            resource_ids.parse(table).name,
            f"The rules stay: the subnet has route table {table} by now, which holds routes of ours as well.",
            "Leave O(route_table) out to take those away, and the rules.",
        )
    if request.appliance:
        yield Finding(
            "kept_appliance",
            request.appliance,
            f"What appliance {request.appliance} lets through for the cluster stays: nothing is written to it, and"
            " exported files stay where they are.",
            "Take it away on the appliance once no route leads there any more.",
        )


def _without_leaving(landscape: Landscape) -> Landscape:
    """Clusters that the same call lets go need the routes no longer, so none of them keeps these for another."""
    if not landscape.sharing:
        return landscape
    return replace(
        landscape, sharing=tuple(one for one in landscape.sharing if resource_ids.key(one.id) not in landscape.leaving)
    )


def _unrouting(request: Request, landscape: Landscape, region: str) -> Unrouting:
    ours = our_routes.present(landscape, region)
    if landscape.table is None:
        return TablePlan(), (), []
    if our_routes.are_reported(request, landscape):
        why = "The routes are not ours to remove (O(routes): report, or a delegated subnet): they stay."
        return _kept(landscape, ours, why, "Set O(routes): manage to have them taken away.")
    if landscape.sharing is None:
        why = "Whether another cluster needs the routes of this table is unknown: they stay."
        return _kept(landscape, ours, why, our_routes.LET_LIST)
    inside = our_routes.on_subnet(landscape)
    if inside:
        why = f"The routes stay: {our_routes.named(inside)} on the same subnet needs them."
        return _kept(landscape, ours, why, _LET_OTHERS_GO)
    if _goes(landscape, ours):
        return _unrouting_of_our_table(landscape, ours)
    if landscape.sharing:
        why = f"The routes stay: {our_routes.named(landscape.sharing)} on the same route table needs them."
        return _kept(landscape, ours, why, _LET_OTHERS_GO)
    return TablePlan(manage=True), ours, []


def _kept(landscape: Landscape, ours: tuple[Route, ...], why: str, remedy: str) -> Unrouting:
    found = Finding("kept_routes", _table_name(landscape), why, remedy)
    return TablePlan(), (), [found] if ours else []


def _unrouting_of_our_table(landscape: Landscape, ours: tuple[Route, ...]) -> Unrouting:
    """Off our subnet in any case; its routes and the table itself go when no other subnet uses it."""
    table = str(landscape.table_id)
    associated = landscape.subnet is not None and resource_ids.same(subnets.route_table_id(landscape.subnet), table)
    others = our_routes.other_subnets(landscape)
    stays = Finding(
        "kept_table",
        _table_name(landscape),
        f"The route table stays: {', '.join(others)} uses it, too.",
        "Nothing to do; it can be deleted once no subnet has it.",
    )
    if others and landscape.table_named and not associated:
        # Named although our subnet has it no longer, so its routes are meant; the table stays with the others.
        return TablePlan(manage=True), ours, [stays]
    if others:
        return TablePlan(dissociate=associated), (), [stays]
    return TablePlan(manage=True, dissociate=associated), ours, []


def _table_name(landscape: Landscape) -> str:
    return landscape.table_id.name if landscape.table_id else ""


def _goes(landscape: Landscape, ours: tuple[Route, ...]) -> bool:
    """Only a table we made, with nothing of anybody's in it, is taken off a subnet and deleted."""
    return route_tables.is_created_by_us(landscape.table) and len(route_tables.table_routes(landscape.table)) == len(
        ours
    )


def _require_not_cut_off(planned: Plan) -> None:
    """Judge what is left once routes and rules are gone; a run looks again between the two."""
    landscape = planned.landscape
    if landscape.firewall is None or landscape.cluster is None or landscape.subnet is None:
        return
    if not resource_ids.same(subnets.route_table_id(landscape.subnet), str(landscape.table_id)):
        return
    found = afterwards.with_routes(landscape, planned)
    afterwards.require_no_blackout(found, planned.ownership, tuple(subnets.prefixes(landscape.subnet)))
