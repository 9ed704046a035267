# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan that locks a cluster's egress down. Every conflict that can be seen beforehand is raised here."""

from __future__ import annotations

from typing import Any

from . import (
    dependencies,
    documented,
    egress_facts,
    firewalls,
    route_tables,
    routes,
    rules,
    shapes,
    subnets,
)
from .clusters import Cluster
from .dependencies import Dependency
from .documented import Requirements
from .egress_facts import Facts, Plan, Request, TablePlan
from .errors import PlanError
from .routes import Route


def require_injected(cluster: Cluster, request: Request) -> None:
    """Raise PlanError for a cluster whose traffic no firewall of its owner ever sees."""
    if not cluster.injected and not request.allow_not_injected:
        raise PlanError(
            f"Cluster {cluster.id.name} is not injected into a virtual network: its traffic never meets your firewall,"
            " so rules and routes would have no effect. Set allow_not_injected: true to write them all the same."
        )


def plan(request: Request, facts: Facts) -> Plan:
    """Return what has to be there; raise PlanError when something found stands against it."""
    cluster = facts.cluster
    if cluster is None:
        raise PlanError(f"There is no {facts.cluster_id.described()}.")
    require_injected(cluster, request)
    found = documented.requirements(cluster.location, request.edition)
    needed = _needed(request, facts, found)
    base = egress_facts.base_name(request.collection_prefix, cluster.id.name, cluster.region)
    collections = rules.wanted_collections(needed, rules.RuleOptions(base, _sources(request, facts)))
    table = _table_plan(request, facts)
    planned = _routes(request, facts, found)
    _require_no_conflict(request, facts, collections, planned if table.manage else ())
    return Plan(
        request=request,
        facts=facts,
        region=cluster.region,
        dependencies=needed,
        rule_collections=tuple(shapes.to_option(collection) for collection in collections),
        routes=planned,
        table=table,
        warnings=tuple(_warnings(request, facts, found, planned, table)),
    )


def _needed(request: Request, facts: Facts, found: Requirements) -> tuple[Dependency, ...]:
    discovered: tuple[Dependency, ...] = ()
    if egress_facts.DISCOVERED in request.sources:
        discovered = dependencies.from_answer(facts.answer, facts.cluster_id.name)
    return dependencies.union(discovered, _documented_names(request, found), request.extra_dependencies)


def _documented_names(request: Request, found: Requirements) -> tuple[Dependency, ...]:
    """Public names are never given to a cluster of another cloud."""
    wanted = egress_facts.DOCUMENTED in request.sources and found.cloud == documented.PUBLIC_CLOUD
    return found.dependencies if wanted else ()


def _sources(request: Request, facts: Facts) -> tuple[str, ...]:
    given = tuple(source for source in request.source_addresses if source != egress_facts.SUBNET_SOURCE)
    if given == request.source_addresses:
        return given
    prefixes = tuple(subnets.prefixes(facts.subnet or {}))
    if not prefixes:
        raise PlanError(
            f"Cluster {facts.cluster_id.name} has no subnet whose prefixes could be the source of the rules;"
            " give subnet or source_addresses."
        )
    return (*prefixes, *given)


def _table_plan(request: Request, facts: Facts) -> TablePlan:
    delegated = facts.subnet is not None and subnets.is_delegated(facts.subnet)
    reports = request.routes == egress_facts.REPORT or (request.routes == egress_facts.AUTO and delegated)
    if reports or facts.table_id is None or facts.subnet_id is None:
        return TablePlan()
    return TablePlan(manage=True, create=facts.table is None, associate=True)


def _routes(request: Request, facts: Facts, found: Requirements) -> tuple[Route, ...]:
    planned = routes.past_firewall(found.management, found.health_monitoring, request.skip_addresses)
    if request.default_route == egress_facts.MANAGE:
        planned += (routes.default_route(_firewall_address(facts)),)
    return planned


def _firewall_address(facts: Facts) -> str:
    address = firewalls.private_address(facts.firewall or {})
    if not address:
        raise PlanError(
            f"{facts.firewall_id.described().capitalize()} has no private address, so no default route can lead to it;"
            " is it deallocated?"
        )
    return address


def _require_no_conflict(
    request: Request, facts: Facts, collections: tuple[shapes.Collection, ...], planned: tuple[Route, ...]
) -> None:
    """Make each change on what was read: what is impossible shows before anything is written."""
    if facts.firewall is not None:
        ownership = firewalls.Ownership.of(collections)
        firewalls.present(facts.firewall, collections, ownership, priority_base=request.priority_base)
    if facts.table is not None:
        route_tables.present(facts.table, planned)
    if facts.subnet is not None and planned:
        subnets.associated(facts.subnet, str(facts.table_id), replace_existing=request.replace_existing)


def _warnings(
    request: Request, facts: Facts, found: Requirements, planned: tuple[Route, ...], table: TablePlan
) -> list[str]:
    warned = list(found.warnings)
    if facts.cluster is not None and not facts.cluster.injected:
        warned.append(f"Cluster {facts.cluster_id.name} is not injected: no firewall of yours sees its traffic.")
    if table.manage:
        warned += _default_route_warnings(request, facts)
    elif facts.subnet is not None and subnets.is_delegated(facts.subnet):
        warned.append(
            f"Subnet {facts.subnet.get('name')} is delegated to Data Explorer, whose service keeps these routes itself:"
            " they are reported, not written."
        )
    warned += _service_endpoint_warnings(facts)
    if len(planned) + len(route_tables.table_routes(facts.table)) > routes.MOST_ROUTES:
        warned.append(f"The route table comes near the documented limit of {routes.MOST_ROUTES} routes.")
    return warned


def _default_route_warnings(request: Request, facts: Facts) -> list[str]:
    if request.default_route != egress_facts.VERIFY or egress_facts.leads_to_firewall(facts.table, facts.firewall):
        return []
    return [
        "No 0.0.0.0/0 route leads to the firewall's private address, so nothing is locked down yet; add one, or set"
        " default_route: manage."
    ]


def _service_endpoint_warnings(facts: Facts) -> list[str]:
    endpoints: list[dict[str, Any]] = ((facts.subnet or {}).get("properties") or {}).get("serviceEndpoints") or []
    names = sorted({str(item.get("service")) for item in endpoints})
    if not names:
        return []
    return [
        f"The subnet has service endpoints ({', '.join(names)}): that traffic goes straight to the service and never"
        " meets the firewall."
    ]
