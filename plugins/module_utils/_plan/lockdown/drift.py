# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was written once and is no longer as the given variables want it, as findings: one for each resource.

Defaults want nothing here. Rules count once some of ours are there, routes where an option decides about them, the
table of the subnet where a table was given, or where the one is there that a lock-down made.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..check.destinations import subjects
from ..check.findings import Finding
from ..documents import firewalls, route_tables, subnets, text
from ..documents.routes import Route
from ..documents.rule_collections import Collection
from ..values import resource_ids
from ..values.errors import PlanError
from ..values.resource_ids import ResourceId
from ..verdict import verdicts
from ..verdict.flows import Decision
from ..verdict.landscape import Landscape
from ..verdict.verdicts import Judged, Question
from . import acceptance, afterwards, plans, present, slices
from .approval import Part
from .plans import Plan
from .request import DefaultRoute, Management, Request, RoutesMode

DRIFT = "drift"
_REMEDY = "Run the lock-down again, or take the change over into the variables."


def findings(
    plan: Plan, *, table_given: bool = False, question: Question | None = None, lacking: Sequence[Judged] = ()
) -> tuple[Finding, ...]:
    """Compare what a plan of a lock-down found with what it wants; `table_given` says that the user named the table.

    Rules that are lost concern those of the `lacking` dependencies that they would let pass.
    """
    return (*_rules(plan, question, lacking), *_table(plan, given=table_given))


def of_check(
    request: Request,
    landscape: Landscape,
    question: Question,
    *,
    table: ResourceId | None = None,
    policy: ResourceId | None = None,
    lacking: Sequence[Judged] = (),
) -> tuple[Finding, ...]:
    """The same for a check, from what it has read; table and policy are given ones.

    Where something that decides could not be read nothing is told here: that is a finding already.
    """
    if {"route_table", "chain"} & set(landscape.unread) or landscape.appliance or landscape.firewall_id is None:
        return ()
    try:
        plan = planned(request, landscape, table=table, policy=policy)
    except PlanError as error:
        # That a firewall has no address is a finding already.
        return () if error.code == "firewall_deallocated" else _unplanned(landscape, request, str(error))
    return findings(plan, table_given=table is not None, question=question, lacking=lacking)


def planned(
    request: Request, landscape: Landscape, *, table: ResourceId | None = None, policy: ResourceId | None = None
) -> Plan:
    """The plan of today by what a check has read, which refuses no risk; raise PlanError where none can be made."""
    daring = replace(
        request,
        accept=frozenset(acceptance.WORDS),
        max_removals=sys.maxsize,
    )
    found = replace(landscape, group_id=_group(request, landscape, policy))
    return present.plan(daring, _as_planned(request, found, table))


def _group(request: Request, landscape: Landscape, policy: ResourceId | None) -> ResourceId | None:
    """The group that our rules belong into, of the given policy or of the firewall's own."""
    policy = policy or firewalls.governor(landscape.firewall or {})
    return policy.child(resource_ids.RULE_COLLECTION_GROUP, request.rule_collection_group) if policy else None


def _as_planned(request: Request, landscape: Landscape, table: ResourceId | None) -> Landscape:
    """What a plan decides on; nobody has asked which other clusters follow the routes, so none of them is unwanted."""
    is_own = table is None or resource_ids.same(subnets.route_table_id(landscape.subnet), table)
    base = plans.base_name(request.collection_prefix, landscape.cluster_id.name, _region(landscape))
    return replace(
        landscape,
        table_id=table or plans.table_of(landscape.subnet, landscape.subnet_id, base),
        table=landscape.route_table if is_own else None,
        sharing=None,
        unread={},  # what decides has been read, and a plan can do without the rest
    )


def _unplanned(landscape: Landscape, request: Request, why: str) -> tuple[Finding, ...]:
    """What cannot even be planned again is not as it was; a cluster without rules of ours was never locked down."""
    base = plans.base_name(request.collection_prefix, landscape.cluster_id.name, _region(landscape)).lower()
    rules = landscape.ruleset.rules
    if not any(rule.place[-2].lower().startswith(f"{base}-") for rule in rules):
        return ()
    return (Finding(DRIFT, landscape.cluster_id.name, f"What the variables want cannot be planned: {why}", _REMEDY),)


def _region(landscape: Landscape) -> str:
    return landscape.cluster.region if landscape.cluster else ""


def _rules(plan: Plan, question: Question | None, lacking: Sequence[Judged]) -> Iterator[Finding]:
    slice_ = slices.of(plan).get(Part.RULES)
    if slice_ is None or slice_.found == slice_.wanted:
        return
    found, ownership = plan.landscape, plan.ownership
    before = found.rule_holder.owned(ownership)
    if not before:
        return
    planned = afterwards.with_rules(found, plan)
    differs = [*_priority(slice_.found, slice_.wanted), *_collections(before, planned.rule_holder.owned(ownership))]
    missed = [one for one in lacking if question and _lets_pass(planned, one, question)]
    yield replace(_finding(slice_.id, "Rules", differs), concerns=subjects(missed))


def _lets_pass(planned: Landscape, one: Judged, question: Question) -> bool:
    return verdicts.dependency(one.flow, question, planned).firewall.outcome == Decision.ALLOWED


def _priority(standing: Any, wanted: Any) -> Iterator[str]:
    """That of a group; a firewall's own collections are a list."""
    if isinstance(standing, Mapping) and isinstance(wanted, Mapping) and standing["priority"] != wanted["priority"]:
        yield f"the group has priority {standing['priority']} instead of {wanted['priority']}"


def _collections(standing: Iterable[Collection], wanted: Iterable[Collection]) -> Iterator[str]:
    there = {collection.key: collection for collection in standing}
    for collection in wanted:
        now = there.pop(collection.key, None)
        if now is None:
            yield f"collection {collection.name} is missing"
        else:
            yield from _collection(now, collection)
    yield from (f"collection {collection.name} is not wanted" for collection in there.values())


def _collection(standing: Collection, wanted: Collection) -> Iterator[str]:
    if standing.priority != wanted.priority:
        yield f"collection {wanted.name} has priority {standing.priority} instead of {wanted.priority}"
    if standing.action.lower() != wanted.action.lower():
        yield f"collection {wanted.name} has action {standing.action.lower()}"
    before, after = ({rule.name: rule for rule in one.rules} for one in (standing, wanted))
    changed = [name for name in after if name in before and before[name] != after[name]]
    for names, are in (
        ([name for name in after if name not in before], "missing"),
        ([name for name in before if name not in after], "not wanted"),
        (changed, "changed"),
    ):
        if names:
            rules, be = ("rule", "is") if len(names) == 1 else ("rules", "are")
            yield f"{rules} {text.some(names)} of collection {wanted.name} {be} {are}"


def _table(plan: Plan, *, given: bool) -> Iterator[Finding]:
    """Routes of a table that the subnet does not have take no effect: then the table is what is told."""
    landscape, option = plan.landscape, _is_decided(plan.request)
    if not plan.table.associate or landscape.table_id is None or landscape.subnet_id is None:
        return
    own = subnets.route_table_id(landscape.subnet)
    if resource_ids.same(own, landscape.table_id):
        differs = list(_routes(plan)) if option else []
        if differs:
            yield _finding(landscape.table_id, "Routes", differs)
    elif given or landscape.table is not None or option:
        has = f"it has {resource_ids.parse(own).described()}" if own else "it has none"
        yield _finding(
            landscape.subnet_id, "The route table", [f"{has}, where {landscape.table_id.described()} is wanted"]
        )


def _is_decided(request: Request) -> bool:
    """True where an option says something about routes that is not the default."""
    given = request.routes == RoutesMode.MANAGE or request.default_route == DefaultRoute.MANAGE
    return given or request.management != Management.ADDRESSES or bool(request.skip_addresses)


def _routes(plan: Plan) -> Iterator[str]:
    there = {route.key: route for route in route_tables.table_routes(plan.landscape.table)}
    missing = [route for route in plan.routes if route.key not in there]
    changed = [route for route in plan.routes if route.key in there and there[route.key].hop != route.hop]
    for listed, are in ((missing, "missing"), (changed, "changed"), (plan.unwanted_routes, "not wanted")):
        if listed:
            yield f"{text.some([_named(route) for route in listed])} {'is' if len(listed) == 1 else 'are'} {are}"


def _named(route: Route) -> str:
    return f"{route.name} ({route.prefix})"


def _finding(id_: ResourceId, what: str, differs: Iterable[str]) -> Finding:
    differ = "differs" if what == "The route table" else "differ"
    message = f"{what} of {id_.described()} {differ} from what the options ask for: "
    return Finding(DRIFT, id_.name, f"{message}{'; '.join(differs)}.", _REMEDY)
