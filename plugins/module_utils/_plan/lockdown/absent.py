# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan that takes a cluster's rules and routes away again, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from ..documents import route_tables, rule_collections, subnets
from ..documents.routes import Route
from ..documents.rule_collections import Collection
from ..needs import documented
from ..values import resource_ids
from ..values.errors import PlanError
from ..values.regions import location_of
from ..verdict.landscape import Landscape
from . import acceptance, afterwards, elsewhere, gone, other_tables, our_routes, plans, refusals
from .plans import Plan, TablePlan
from .request import Request


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
    """Return what has to go; raise PlanError when taking the rules away would cut the cluster off."""
    region = region_of(request, landscape)
    if region is None:
        words = tuple(gone.words(request, landscape, region))
        return Plan(request, landscape, region, (), (), (), TablePlan(), warnings=words)
    base = plans.base_name(request.collection_prefix, landscape.cluster_id.name, region)
    accepted = refusals.require_own_subnet(request.accept, landscape)
    table, unwanted, kept = _unrouting(request, _without_leaving(landscape), region)
    warnings = [*map(str, accepted), *kept, *our_routes.misnamed(landscape, region)]
    warnings += [*gone.words(request, landscape, region), *other_tables.words(landscape, region)]
    unwanted_collections = tuple(Collection(f"{base}-{kind}", kind) for kind in rule_collections.KINDS)
    if not request.gate and refusals.owned_collections(landscape, unwanted_collections, request):
        accepted += (acceptance.without_gate(landscape.cluster_id.name),)
        warnings.append(str(accepted[-1]))
    warnings += elsewhere.words(request, landscape, unwanted_collections)
    if our_routes.of_table(landscape.current_table, region):
        unwanted_collections = ()
        warnings.append(
            f"The rules stay: the subnet has route table {subnets.route_table_id(landscape.subnet)} by now, which holds"
            " routes of ours as well; leave O(route_table) out to take those away, and the rules."
        )
    if request.appliance:
        unwanted_collections = ()
        warnings.append(
            f"What appliance {request.appliance} lets through for the cluster is yours to take away once no route leads"
            " there any more: nothing is written to it, and exported files stay where they are."
        )
    planned = Plan(
        request=request,
        landscape=landscape,
        region=region,
        dependencies=(),
        rule_collections=unwanted_collections,
        routes=unwanted,
        table=table,
        warnings=tuple(warnings),
        accepted=accepted,
    )
    if request.gate:
        _require_not_cut_off(planned)
    return planned


def _without_leaving(landscape: Landscape) -> Landscape:
    """Clusters that the same call lets go need the routes no longer, so none of them keeps these for another."""
    if not landscape.sharing:
        return landscape
    return replace(
        landscape, sharing=tuple(one for one in landscape.sharing if resource_ids.key(one.id) not in landscape.leaving)
    )


def _unrouting(request: Request, landscape: Landscape, region: str) -> tuple[TablePlan, tuple[Route, ...], list[str]]:
    ours = our_routes.present(landscape, region)
    if landscape.table is None:
        return TablePlan(), (), []
    if our_routes.are_reported(request, landscape):
        return _kept(ours, "The routes are not ours to remove (routes: report, or a delegated subnet): they stay.")
    if landscape.sharing is None:
        return _kept(ours, "Whether another cluster needs the routes of this table cannot be told: they stay.")
    inside = our_routes.on_subnet(landscape)
    if inside:
        return _kept(ours, f"The routes stay: {our_routes.named(inside)} on the same subnet needs them.")
    if _goes(landscape, ours):
        return _unrouting_of_our_table(landscape, ours)
    if landscape.sharing:
        return _kept(
            ours, f"The routes stay: {our_routes.named(landscape.sharing)} on the same route table needs them."
        )
    return TablePlan(manage=True), ours, []


def _kept(ours: tuple[Route, ...], reason: str) -> tuple[TablePlan, tuple[Route, ...], list[str]]:
    return TablePlan(), (), [reason] if ours else []


def _unrouting_of_our_table(
    landscape: Landscape, ours: tuple[Route, ...]
) -> tuple[TablePlan, tuple[Route, ...], list[str]]:
    """Off our subnet in any case; its routes and the table itself go when no other subnet uses it."""
    table = str(landscape.table_id)
    associated = landscape.subnet is not None and resource_ids.same(subnets.route_table_id(landscape.subnet), table)
    others = our_routes.other_subnets(landscape)
    if others and landscape.table_named and not associated:
        # Named although our subnet has it no longer, so its routes are meant; the table stays with the others.
        return TablePlan(manage=True), ours, [f"The route table stays: {', '.join(others)} uses it, too."]
    if others:
        return TablePlan(dissociate=associated), (), [f"The route table stays: {', '.join(others)} uses it, too."]
    return TablePlan(manage=True, dissociate=associated), ours, []


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
