# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The trees that come of the plans of clusters: one of rules for each firewall or policy, one for each route table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ..documents import routes
from ..documents.routes import DEFAULT_PREFIX, Route
from ..documents.rule_collections import Collection, CollectionKind
from ..documents.rule_spellings import CLASSIC, GROUP
from ..values import resource_ids
from ..values.errors import PlanError
from ..values.resource_ids import ResourceId
from . import reading
from .reading import Planned, Routes, Rules
from .tree import APPLICATION_COLLECTION, NETWORK_COLLECTION, TABLE_ROUTE, Form, Loss, Resource, Stage, Tree

_OF_KIND: Mapping[str, str] = {
    CollectionKind.APPLICATION: APPLICATION_COLLECTION,
    CollectionKind.NETWORK: NETWORK_COLLECTION,
}


def resources(plans: Iterable[Mapping[str, Any]]) -> tuple[Tree, ...]:
    """Return the trees of these plans, those of rules first, the same for every order of the plans.

    Raise PlanError where there is nothing to write, for a plan that nobody could write, and for plans that do not go
    together.
    """
    planned = sorted(map(reading.from_option, plans), key=lambda one: resource_ids.key(one.cluster))
    rules = [_rules_tree(of_one) for of_one in _together(planned, _policy)]
    tables = [_routes_tree(of_one, rules) for of_one in _together(planned, _table)]
    found = tuple(tree for tree in (*rules, *tables) if tree.resources)
    if not found:
        raise PlanError("No plan here wants rules or routes, so there is nothing that a template could hold.")
    return found


def left_out(plans: Iterable[Mapping[str, Any]]) -> tuple[Loss, ...]:
    """What of these plans is in no file: rules of appliances, and routes that others keep."""
    planned = sorted(map(reading.from_option, plans), key=lambda one: resource_ids.key(one.cluster))
    return tuple(Loss(one.cluster, what, reason) for one in planned for what, reason in sorted(one.left.items()))


def _together(planned: Iterable[Planned], id_of: Callable[[Planned], ResourceId | None]) -> list[list[Planned]]:
    """The clusters by what they share, those that have none of it left out."""
    found: dict[str, list[Planned]] = {}
    for one in planned:
        if (id_ := id_of(one)) is not None:
            found.setdefault(resource_ids.key(id_), []).append(one)
    return [found[key] for key in sorted(found)]


def _policy(planned: Planned) -> ResourceId | None:
    """The firewall or policy that has its rules."""
    return planned.rules.target.outermost if planned.rules else None


def _table(planned: Planned) -> ResourceId | None:
    return planned.routes.table if planned.routes else None


def _rules_tree(planned: Sequence[Planned]) -> Tree:
    targets: dict[str, list[Rules]] = {}
    for rules in (one.rules for one in planned if one.rules):
        targets.setdefault(resource_ids.key(rules.target), []).append(rules)
    found: list[Resource] = []
    for key in sorted(targets):
        target, wanted = targets[key][0].target, _collections(targets[key])
        if wanted:
            found += [_group(targets[key], wanted, found)] if target.is_child else _classic(target, wanted)
    shared = next(rules.target for of_target in targets.values() for rules in of_target).outermost
    return Tree(shared, Stage.RULES, tuple(found), clusters=tuple(one.cluster for one in planned))


def _collections(rules: Sequence[Rules]) -> list[Collection]:
    """Those of all clusters in the order in which a firewall takes them; raise PlanError where two are one."""
    found = sorted((one for of_one in rules for one in of_one.collections), key=lambda one: (one.priority, one.key))
    _require_once(found, lambda one: one.key, f"{rules[0].target.described()} have the same name")
    # The two kinds may share a number in a classic firewall, and those of ours never do.
    _require_once(found, lambda one: one.priority, f"{rules[0].target.described()} have the same priority")
    return found


def _require_once(found: Iterable[Collection], value_of: Callable[[Collection], Any], told: str) -> None:
    seen: dict[Any, str] = {}
    for one in found:
        value = value_of(one)
        if value in seen:
            names = f"{seen[value]} and {one.name}"
            raise PlanError(f"Rule collections {names} for {told}; take plans of one and the same call.")
        seen[value] = one.name


def _group(rules: Sequence[Rules], wanted: Sequence[Collection], before: Iterable[Resource]) -> Resource:
    """The group, whole where nothing else is in it: a deployment takes out what it does not name.

    Groups depend on one another in a row: Azure refuses to write one while it writes another of the same policy
    (terraform-provider-azurerm, issue 15440).
    """
    target, ours = rules[0].target, {one.name.lower() for one in wanted}
    if len({one.group_priority for one in rules}) > 1:
        described = target.described()
        raise PlanError(f"Plans want different priorities for {described}; take plans of one and the same call.")
    listed = {"ruleCollections": [GROUP.written(one) for one in wanted]}
    if any(name.lower() not in ours for one in rules for name in one.others):
        return Resource(target, Form.FRAGMENT, listed)
    earlier = _ids(one for one in before if one.is_whole)[-1:]
    return Resource(target, Form.WHOLE, {"priority": rules[0].group_priority, **listed}, earlier)


def _classic(target: ResourceId, wanted: Sequence[Collection]) -> list[Resource]:
    return [
        Resource(target.child(_OF_KIND[one.kind], one.name), Form.FRAGMENT, CLASSIC.written(one)["properties"])
        for one in wanted
    ]


def _routes_tree(planned: Sequence[Planned], trees: Iterable[Tree]) -> Tree:
    """The table where it is ours, then the routes past the firewall, then the one to it, then the associations; before
    any of them come the rules of every tree that has rules of these clusters.

    Routes past the firewall depend on one another in a row: writes to one table at a time are refused now and then
    (azure-powershell, issue 1817, about what else is a part of another resource).
    """
    wanted = [one.routes for one in planned if one.routes]
    table = wanted[0].table
    policies = {resource_ids.key(id_) for one in planned if (id_ := _policy(one)) is not None}
    before = [tree for tree in trees if tree.resources and resource_ids.key(tree.shared) in policies]
    declared = _declared(wanted)
    found = list(declared)
    for route in _in_order(wanted):
        earlier = found[len(declared) :] if route.key == DEFAULT_PREFIX else found[len(declared) :][-1:]
        needed = _ids([*declared, *earlier])
        found.append(Resource(table.child(TABLE_ROUTE, route.name), Form.WHOLE, _written(route), needed))
    rest = _ids(found)
    subnets = {resource_ids.key(one.subnet): one.subnet for one in planned if one.subnet}
    for key in sorted(subnets):
        found.append(Resource(subnets[key], Form.FRAGMENT, {"routeTable": {"id": str(table)}}, rest))
    return Tree(
        table,
        Stage.ROUTES,
        tuple(found),
        rules=tuple(one.id for tree in before for one in tree.resources),
        after=tuple(tree.shared for tree in before),
        losses=_losses(wanted),
        clusters=tuple(one.cluster for one in planned),
    )


def _ids(found: Iterable[Resource]) -> tuple[ResourceId, ...]:
    return tuple(one.id for one in found)


def _declared(wanted: Sequence[Routes]) -> list[Resource]:
    """The table, where it is one that we made or would make."""
    if wanted[0].tags is None:
        return []
    return [Resource(wanted[0].table, Form.WHOLE, {}, location=wanted[0].location, tags=wanted[0].tags)]


def _in_order(wanted: Iterable[Routes]) -> list[Route]:
    """The routes of all clusters, each prefix once, with the default route behind all others; raise PlanError for two
    of one name, or two ways for one prefix.
    """
    found: dict[str, Route] = {}
    for route in (one for of_one in wanted for one in of_one.named):
        if found.setdefault(route.key, route) != route:
            raise PlanError(f"Plans want {route.prefix} by two routes; take plans of one and the same call.")
    routes.require_distinct(found.values())
    return sorted(found.values(), key=lambda one: one.key == DEFAULT_PREFIX)


def _written(route: Route) -> dict[str, Any]:
    properties: dict[str, Any] = routes.to_arm(route)["properties"]
    return properties


def _losses(wanted: Iterable[Routes]) -> tuple[Loss, ...]:
    """Routes of others that stand for ours, and such as would have to be taken away; each once."""
    found: dict[Loss, None] = {}
    for one in wanted:
        for route in one.standing:
            reason = f"route '{route.name}', which is not ours, leads there already"
            found[Loss(one.table, f"a route to {route.prefix}", reason)] = None
        for route in one.unwanted:
            reason = "the plan no longer wants it, and no file takes away what another has made"
            found[Loss(one.table, f"taking route '{route.name}' away", reason)] = None
    return tuple(found)
