# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plan writes, resource by resource: our slice as found and as wanted, as the writing modules will see it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..documents import network_membership, route_tables, rule_holder, subnets, text
from ..values import change, resource_ids
from ..values.words import DesiredState
from . import afterwards
from .acceptance import OTHER_TABLE
from .approval import Part, Slice
from .plans import Plan
from .request import RulesMode


def of(plan: Plan) -> dict[Part, Slice]:
    """Return a slice for each resource the plan is about; none for one that it leaves alone."""
    made = {
        Part.RULES: _rules(plan),
        Part.ROUTES: _routes(plan),
        Part.SUBNET: _subnet(plan),
        Part.NETWORK: _network(plan),
    }
    return {part: slice_ for part, slice_ in made.items() if slice_ is not None}


def needed(plan: Plan) -> Any:
    """What an appliance has to let through for the cluster, in the user's shape; None where there is no appliance."""
    if not plan.request.appliance or not plan.is_present:
        return None
    return {"sources": list(plan.sources), "dependencies": [one.as_option() for one in plan.allowed]}


def pending(slices: Mapping[Part, Slice]) -> list[Part]:
    """The parts that a run has something to do about, in the order of a plan hash."""
    return [part for part, one in slices.items() if one.is_pending]


def changes(slices: Mapping[Part, Slice]) -> list[dict[str, str]]:
    """What would be written, as lines people can compare; resources that are as wanted are left out."""
    return [
        {"resource": one.id.described(), "before": _text(part, one.found), "after": _text(part, one.wanted)}
        for part, one in slices.items()
        if one.is_change
    ]


def _text(part: Part, view: Any) -> str:
    shown = {
        Part.RULES: text.rules,
        Part.ROUTES: text.route_table,
        Part.SUBNET: text.subnet,
        Part.NETWORK: text.network,
    }
    return shown[part](view)


def viewer(plan: Plan, part: Part) -> Callable[[Mapping[str, Any] | None], Any]:
    """Return what shows the slice of a plan in the document of a part."""
    if part == Part.SUBNET:
        return subnets.view
    if part == Part.NETWORK:
        return lambda document: network_membership.view(dict(document) if document is not None else None)
    if part == Part.ROUTES:
        return _routes_of(plan)
    holder, ownership = plan.landscape.rule_holder, plan.ownership
    return lambda document: rule_holder.with_document(holder, document).view(ownership)


def _routes_of(plan: Plan) -> Callable[[Mapping[str, Any] | None], Any]:
    concerned, table = (*plan.routes, *plan.unwanted_routes), plan.table
    return lambda document: route_tables.slice_of(document, concerned, table.tags, append=True)


def _rules(plan: Plan) -> Slice | None:
    landscape, ownership = plan.landscape, plan.ownership
    if landscape.rules_id is None or plan.request.rules == RulesMode.REPORT:
        return None
    found, wanted = landscape.rule_holder, afterwards.with_rules(landscape, plan).rule_holder
    seen = found.view(ownership)
    # What is not written is the very same in both documents, so that they are compared faster than they are read.
    after = seen if wanted.document == found.document else wanted.view(ownership)
    return Slice(landscape.rules_id, seen, after, change.is_settled(found.document))


def _routes(plan: Plan) -> Slice | None:
    """A table that is gone already is as a removal wants it."""
    id_, found, table = plan.landscape.table_id, plan.landscape.table, plan.table
    is_present = plan.request.state == DesiredState.PRESENT
    if id_ is None or not (table.manage or (found is None and not is_present)):
        return None
    wanted = _routed(plan) if is_present else found and route_tables.removed(found, plan.routes, in_use=False)
    ours_of = _routes_of(plan)
    return Slice(id_, ours_of(found), ours_of(wanted), change.is_settled(found))


def _routed(plan: Plan) -> dict[str, Any]:
    found = plan.landscape.table or route_tables.new_table(str(plan.region), plan.landscape.cluster_id)
    tagged = route_tables.with_tags(found, plan.table.tags, append=True)
    return route_tables.present(tagged, plan.routes, plan.unwanted_routes)


def _subnet(plan: Plan) -> Slice | None:
    """A subnet that has not the table is as a removal wants it."""
    id_, found, table = plan.landscape.subnet_id, plan.landscape.subnet, plan.landscape.table_id
    if id_ is None or found is None or table is None:
        return None
    if plan.request.state == DesiredState.PRESENT:
        if not plan.table.associate:
            return None
        wanted = subnets.associated(found, str(table), instead=OTHER_TABLE in plan.request.accept)
    elif plan.table.dissociate or not resource_ids.same(subnets.route_table_id(found), table):
        wanted = subnets.dissociated(found, table)
    else:
        return None
    return Slice(id_, subnets.view(found), subnets.view(wanted), change.is_settled(found))


def _network(plan: Plan) -> Slice | None:
    """Only a cluster that is to return has it."""
    if not plan.request.returns or plan.landscape.cluster_document is None:
        return None
    found = dict(plan.landscape.cluster_document)
    wanted = network_membership.returned(found)
    settled = change.is_settled(found)
    return Slice(plan.landscape.cluster_id, network_membership.view(found), network_membership.view(wanted), settled)
