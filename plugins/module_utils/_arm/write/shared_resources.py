# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one write of a resource for all clusters of a fleet that have something to change there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..._plan.documents import backups, network_membership, route_tables, rule_holder, subnets, text
from ..._plan.documents.backups import Backup
from ..._plan.fleet import changes
from ..._plan.fleet.fleet import Member, Writing
from ..._plan.lockdown.acceptance import OTHER_TABLE
from ..._plan.lockdown.approval import Part
from ..._plan.values.change import Change, Document, Outcome, Situation
from ..._plan.values.errors import PlanError
from ..._plan.values.resource_ids import ResourceId
from ..login.session import Session
from ..wire.patience import Patience
from . import clusters, resources
from .resource import Resource


@dataclass(frozen=True)
class Write:
    """What reconcile takes; `shown` makes the lines of a diff of what `view` returns."""

    resource: Resource
    change: Change
    view: Callable[[Document | None], Any]
    shown: Callable[[Any], str]
    ours: Mapping[str, Any] = field(default_factory=dict)
    also: tuple[ResourceId, ...] = ()


def of(session: Session, patience: Patience, writing: Writing) -> Write:
    """Return the write of one resource, guarded and held to what was planned where that is asked for."""
    write = _of(session, patience, writing)

    def change(seen: Situation) -> Document | None:
        wanted = write.change(seen)
        changes.require_as_approved(writing, seen.document, wanted)
        if writing.guard and write.view(seen.document) != write.view(wanted):
            writing.guard()
        return wanted

    return replace(write, change=change)


def back(session: Session, patience: Patience, writing: Writing, outcome: Outcome) -> Write:
    """Return the write that puts a resource back as it stood before ours, under the etag of ours."""
    write = _of(session, patience, writing)

    def change(seen: Situation) -> Document | None:
        now, left = seen.document, outcome.document
        if write.view(now) == write.view(outcome.original):
            return now
        # The etag of a subnet changes with its network, which this run may have written besides.
        same = writing.part == Part.SUBNET and write.view(now) == write.view(left)
        if not same and (now or {}).get("etag") != (left or {}).get("etag"):
            raise PlanError(f"Somebody has written {writing.id.described()} since this run did.", "written_since")
        if writing.part == Part.SUBNET and now:
            return _subnet_back(writing, now, outcome)
        return backups.restored(Backup(writing.id, outcome.original, write.ours), now, whole=False)

    return replace(write, change=change)


def _subnet_back(writing: Writing, now: Document, outcome: Outcome) -> Document:
    """The subnet with the route table it had before, and everything else as it is by now."""
    table = subnets.route_table_id(outcome.original)
    if table:
        return subnets.associated(now, table, instead=True)
    return subnets.dissociated(now, writing.members[0].plan.landscape.table_id)


def _of(session: Session, patience: Patience, writing: Writing) -> Write:
    part, id_, members = writing.part, writing.id, writing.members
    if part == Part.RULES:
        return _rules(session, patience, id_, members)
    if part == Part.SUBNET:
        return _subnet(session, patience, id_, members[0])
    if part == Part.NETWORK:
        return _network(session, patience, id_)
    if members[0].is_present:
        return _routes(session, patience, id_, members)
    beside = [one for one in writing.staying if one.has_table(id_)]
    table = resources.table_with_users(session, patience, id_, leaving=writing.left)
    return _routes_away(table, members, beside)


def _network(session: Session, patience: Patience, id_: ResourceId) -> Write:
    def change(situation: Situation) -> Document:
        if situation.document is None:
            raise PlanError(f"There is no {id_.described()} any more, so it returns to no network.", "gone_meanwhile")
        return network_membership.returned(situation.document)

    resource, ours = clusters.network(session, patience, id_), backups.of_network()
    return Write(resource, change, network_membership.view, text.network, ours)


def _rules(session: Session, patience: Patience, id_: ResourceId, members: Sequence[Member]) -> Write:
    concerned = changes.ownership(members)

    def change(situation: Situation) -> Document | None:
        holder = rule_holder.of_id(id_, situation.document, situation.neighbours.get("chain", ()))
        return changes.with_rules(holder, members)

    def view(document: Document | None) -> Any:
        return rule_holder.of_id(id_, document).view(concerned)

    resource = resources.of(session, patience, id_, changes.wanted(members))
    return Write(resource, change, view, text.rules, backups.of_collections(concerned))


def _routes(session: Session, patience: Patience, id_: ResourceId, members: Sequence[Member]) -> Write:
    concerned = changes.concerned_routes(members)

    def change(situation: Situation) -> Document:
        plan = members[0].plan
        if situation.document is None and not plan.table.create:
            raise PlanError(f"There is no {id_.described()} any more, so it takes no routes.", code="gone_meanwhile")
        new = route_tables.new_table(str(plan.region), plan.landscape.cluster_id)
        return changes.routed(situation.document or new, members)

    table, ours = resources.table(session, patience, id_), backups.of_routes(concerned)
    return Write(table, change, lambda document: route_tables.view(document, concerned), text.route_table, ours)


def _routes_away(table: Resource, members: Sequence[Member], staying: Sequence[Member]) -> Write:
    gone = changes.leaving(members, staying)

    def change(situation: Situation) -> Document | None:
        used = bool(situation.neighbours["subnets"])
        return situation.document and route_tables.removed(situation.document, gone, in_use=used)

    ours = backups.of_routes(gone)
    return Write(table, change, lambda document: route_tables.view(document, gone), text.route_table, ours)


def _subnet(session: Session, patience: Patience, id_: ResourceId, member: Member) -> Write:
    table, may_replace = member.plan.landscape.table_id, OTHER_TABLE in member.plan.request.accept

    def change(situation: Situation) -> Document | None:
        if situation.document is None:
            if member.is_present:
                raise PlanError(
                    f"There is no {id_.described()} any more, so it takes no route table.", code="gone_meanwhile"
                )
            return None
        if not member.is_present:
            return subnets.dissociated(situation.document, table)
        return subnets.associated(situation.document, str(table), instead=may_replace)

    also = (table,) if table else ()
    return Write(resources.subnet(session, patience, id_), change, subnets.view, text.subnet, also=also)
