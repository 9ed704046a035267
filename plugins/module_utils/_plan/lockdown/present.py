# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan that locks a cluster's egress down."""

from __future__ import annotations

from ..check.findings import Finding, in_order
from ..documents import routes, subnets
from ..documents.clusters import Cluster
from ..documents.routes import Route
from ..documents.rule_collections import Collection
from ..needs import documented, wanted_rules
from ..needs.dependencies import Dependency
from ..needs.documented import Requirements
from ..values import addresses, words
from ..values.errors import PlanError
from ..verdict.landscape import Landscape
from . import advice, our_routes, plans, refusals, removals, returning, room, source_rules, table_findings, taking_away
from .acceptance import Accepted
from .needed import needs
from .plans import Plan, TablePlan
from .request import SUBNET_PREFIXES, Amqp, DefaultRoute, Request

_LET_ALL_GO = "Take them out by hand once none of these needs them."


def plan(request: Request, landscape: Landscape) -> Plan:
    """Return what has to be there; raise PlanError when something found stands against it."""
    cluster = landscape.cluster
    if cluster is None:
        raise PlanError(f"There is no {landscape.cluster_id.described()}.", code="no_such_cluster")
    refusals.require_region(request, cluster)
    accepted = refusals.require_injected(cluster, request.accept)
    accepted += refusals.require_own_subnet(request.accept, landscape)
    found = documented.requirements(cluster.location, request.edition)
    needed = needs(request, landscape, found)
    accepted += source_rules.require_read(request, landscape)
    source_rules.require_covered(request, landscape, needed.dependencies)
    sources = _sources(request, landscape)
    collections, taken = _collections(request, landscape, cluster, found, needed.dependencies, sources)
    table, planned = _table_plan(request, landscape), _routes(request, landscape, found)
    unwanted, kept = _unwanted_routes(request, landscape, cluster.region)
    if table.manage:
        taken += refusals.require_table_takes(request, landscape, planned, unwanted, cluster.region)
    accepted += taken
    return Plan(
        request=request,
        landscape=landscape,
        region=cluster.region,
        dependencies=needed.dependencies,
        rule_collections=tuple(collections),
        routes=planned,
        table=table,
        sources=sources,
        addresses=our_routes.wanted_addresses(request, found),
        unwanted_routes=unwanted,
        findings=in_order(
            [
                *advice.findings(request, landscape, found, table),
                *(room.findings(landscape, planned, unwanted) if table.manage else ()),
                *advice.of_purge(landscape.name, refusals.spared_collections(landscape, collections, request)),
                *(returning.findings(landscape) if request.returns else ()),
                *kept,
                *table_findings.of_plan(landscape, cluster.region),
                *needed.findings,
                *source_rules.findings(request, landscape, needed.dependencies),
            ]
        ),
        accepted=accepted,
    )


def judged(request: Request, landscape: Landscape) -> Plan:
    """Return what a check needs, which is a plan without anything to write.

    Raise PlanError when there is no such cluster, nothing that its traffic goes through, or a subnet that the cluster
    contradicts.
    """
    cluster = landscape.cluster
    if cluster is None:
        raise PlanError(f"There is no {landscape.cluster_id.described()}.", "no_such_cluster")
    refusals.require_region(request, cluster)
    if landscape.firewall_id is None and request.appliance is None:
        raise PlanError(
            "The firewall policy governs no firewall, so nothing says what the traffic goes through.",
            "policy_without_firewall",
        )
    accepted = refusals.require_own_subnet(request.accept, landscape)
    found = documented.requirements(cluster.location, request.edition)
    return Plan(
        request=request,
        landscape=landscape,
        region=cluster.region,
        dependencies=needs(request, landscape, found).dependencies,
        rule_collections=(),
        routes=(),
        table=TablePlan(),
        addresses=our_routes.wanted_addresses(request, found),
        accepted=accepted,
    )


def _collections(
    request: Request,
    landscape: Landscape,
    cluster: Cluster,
    requirements: Requirements,
    needed: tuple[Dependency, ...],
    sources: tuple[str, ...],
) -> tuple[tuple[Collection, ...], tuple[Accepted, ...]]:
    """What is written to the firewall, and the risks of it that are accepted; nothing where an appliance stands in its
    place.
    """
    if request.appliance:
        return (), ()
    refusals.require_one_place(landscape)
    base = plans.base_name(request.collection_prefix, cluster.id.name, cluster.region)
    options = wanted_rules.RuleOptions(
        base,
        sources,
        amqp_tag=request.amqp == Amqp.SERVICE_TAG,
        resolves=source_rules.by_name(request, landscape),
        tags=(landscape.data_sources.tags if landscape.data_sources else None) or {},
    )
    wanted = wanted_rules.wanted_collections(source_rules.ruled(request, landscape, needed), options)
    existing = refusals.owned_collections(landscape, wanted, request)
    if request.additive:
        wanted = removals.merged(existing, wanted)
    else:
        removals.require_moderate(existing, wanted, request.max_removals, is_whole=True)
    undone = refusals.require_firewall_takes(request, landscape, wanted)
    return wanted, (*undone, *taking_away.judged(request, landscape, requirements, needed, wanted))


def _sources(request: Request, landscape: Landscape) -> tuple[str, ...]:
    given = tuple(source for source in request.source_addresses if source != SUBNET_PREFIXES)
    if given == request.source_addresses:
        return given
    if "subnet" in landscape.unread and not request.appliance:
        raise PlanError(
            f"{landscape.unread['subnet']}, so its prefixes cannot be the source of the rules; give"
            " O(source_addresses)."
        )
    prefixes = tuple(subnets.prefixes(landscape.subnet or {}))
    if not request.appliance:  # what Azure Firewall knows of IPv6 leaves out application rules ("Dual-stack firewall")
        prefixes = addresses.of_version(prefixes, 4)
    if not prefixes and not request.appliance:
        raise PlanError(
            f"Cluster {landscape.cluster_id.name} has no subnet whose prefixes could be the source of the rules;"
            " give O(subnet) or O(source_addresses).",
            code="no_source",
        )
    return (*prefixes, *given)


def _table_plan(request: Request, landscape: Landscape) -> TablePlan:
    if not our_routes.are_written(request, landscape):
        return TablePlan()
    return TablePlan(True, landscape.table is None, True, tags=request.tags)


def _routes(request: Request, landscape: Landscape, requirements: Requirements) -> tuple[Route, ...]:
    planned = our_routes.past_firewall(request, requirements)
    if request.default_route == DefaultRoute.MANAGE:
        planned = (*planned, routes.default_route(_next_hop(request, landscape)))
    return planned


def _unwanted_routes(request: Request, landscape: Landscape, region: str) -> tuple[tuple[Route, ...], list[Finding]]:
    unwanted = our_routes.unwanted(request, landscape, region)
    if not unwanted or landscape.sharing == ():
        return unwanted, []
    sharing = our_routes.named(landscape.sharing) if landscape.sharing else "clusters that cannot be listed"
    names = ", ".join(route.name for route in unwanted)
    found = Finding(
        "kept_routes",
        landscape.table_id.name if landscape.table_id else "",
        f"The plan no longer wants routes {names} of the table, which stay: {sharing} may need them.",
        _LET_ALL_GO if landscape.sharing else our_routes.LET_LIST,
    )
    return (), [found]


def _next_hop(request: Request, landscape: Landscape) -> str:
    address = plans.next_hop(request, landscape)
    if not address:
        described = landscape.firewall_id.described() if landscape.firewall_id else "the firewall"
        remedy = (
            " It stands in a virtual hub, where its document may show none while it runs: let the hub's routing intent"
            f" lead to it, with O(default_route): {DefaultRoute.VERIFY}, or run again once it shows one."
            if landscape.is_in_hub
            else ""
        )
        raise PlanError(
            f"{words.begun(described)} has no private address, so no default route can lead to it.{remedy}",
            code="firewall_without_address",
        )
    return address
