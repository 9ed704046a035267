# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read and plan the clusters of a fleet, several at a time, each on its own: the failure of one spoils no other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ..._plan.documents.service_tags import Prefixes
from ..._plan.fleet.fleet import Asked, Member, Read
from ..._plan.lockdown import absent
from ..._plan.lockdown.acceptance import DELETED_CLUSTER, NOT_INJECTED
from ..._plan.lockdown.request import Request, Step
from ..._plan.values import resource_ids
from ..._plan.values.errors import PlanError
from ..._plan.values.resource_ids import ResourceId
from ..._plan.values.words import DesiredState
from ..._plan.verdict import flows
from ..._plan.verdict.landscape import Landscape
from ..._plan.verdict.rulebooks import Rulebooks
from ..login.session import Session
from ..wire import in_parallel
from ..wire.errors import ArmError, NotFound
from ..wire.patience import Patience
from . import ahead, landscape, many, memory
from .memory import Remembering
from .reader import Reader, is_gone


def read(
    session: Session,
    patience: Patience,
    fleet: Iterable[Asked],
    *,
    steps: frozenset[str],
    service_tags: bool | Prefixes,
    lists: Session | None = None,
) -> list[tuple[Read, None] | tuple[None, ArmError | PlanError]]:
    """Return for each cluster, in their order, what was read and planned, or the error it ended with.

    For a check alone a cluster is read, too, for which no plan can be made. `lists` is a login that remembers what
    nobody here writes for longer than this.
    """
    fleet = list(fleet)
    reading = memory.of(session, ahead_of=steps if len(fleet) < ahead.FEW else frozenset())
    if len(fleet) >= many.MANY:
        many.look(session, Remembering(reading), fleet, steps)
    states = {resource_ids.key(asked.cluster): asked.request.state for asked in fleet}
    called = frozenset(states)
    rulebooks = Rulebooks()
    leaving = frozenset(key for key, state in states.items() if state == DesiredState.ABSENT)

    def is_judged_only(request: Request) -> bool:
        return steps == {Step.CHECK} and request.state == DesiredState.PRESENT

    def find(asked: Asked) -> tuple[Request, Landscape | None]:
        if is_judged_only(asked.request):
            return _for_check(Reader(reading, patience, lists, rulebooks=rulebooks), asked)
        return _for_plan(Reader(reading, patience, lists, rulebooks=rulebooks), asked)

    def plan(found: tuple[Request, Landscape | None]) -> Member | None:
        request, found_there = found
        if found_there is None:
            return None
        if is_judged_only(request):
            return Member.for_check(request, found_there)
        return Member.of(request, replace(found_there, called=called, leaving=leaving))

    def around(member: Member | None) -> Read:
        if member is None or steps == {Step.PLAN} or _is_nothing_to_judge(member):
            return Read(member)
        return Read(member, _around(Reader(reading, patience, lists), member, service_tags=service_tags))

    planned = in_parallel.then(plan, in_parallel.each(find, fleet), at_once=1)
    return in_parallel.then(around, planned)


def look(
    session: Session,
    patience: Patience,
    members: Iterable[Member],
    *,
    steps: frozenset[str],
    service_tags: bool | Prefixes,
    lists: Session | None = None,
) -> list[tuple[Landscape, None] | tuple[None, ArmError | PlanError]]:
    """Return for each cluster whatever decides a verdict, as it is now, or the error it ended with."""
    members = list(members)
    reading = memory.of(session, ahead_of=steps if len(members) < ahead.FEW else frozenset())

    def around(member: Member) -> Landscape:
        return _around(Reader(reading, patience, lists), member, service_tags=service_tags)

    return in_parallel.each(around, members)


def _for_plan(reader: Reader, asked: Asked) -> tuple[Request, Landscape | None]:
    """What is there, and what is wanted of it; no landscape for a cluster that is gone and has left nothing behind."""
    request = asked.request
    is_pruned = (
        DELETED_CLUSTER in request.accept
        and request.state == DesiredState.PRESENT
        and not request.returns
        and _is_gone(reader, asked.cluster)
    )
    if is_pruned:
        request = replace(request, state=DesiredState.ABSENT)
    found = landscape.for_plan(reader, replace(asked, request=request))
    is_nothing = is_pruned and absent.region_of(request, found) is None
    return request, None if is_nothing else found


def _for_check(reader: Reader, asked: Asked) -> tuple[Request, Landscape]:
    """A check asks for no right that it could do without: what decides and cannot be read leaves verdicts open."""
    request = asked.request.accepting(NOT_INJECTED)
    return request, landscape.for_check(reader, replace(asked, request=request))


def _is_nothing_to_judge(member: Member) -> bool:
    found = member.plan.landscape
    return not member.is_present and (found.firewall is None or found.subnet is None)


def _is_gone(reader: Reader, cluster: ResourceId) -> bool:
    try:
        reader.patience.read(lambda: reader.kusto.cluster(cluster))
    except NotFound as error:
        return is_gone(error)
    return False


def _around(reader: Reader, member: Member, *, service_tags: bool | Prefixes) -> Landscape:
    """What a check takes into account; a plan has read most of it. One that is let go needs nothing."""
    plan = member.plan
    return landscape.look(
        reader,
        plan.landscape,
        service_tags_of=plan.region if service_tags is True else service_tags or None,
        group=plan.request.rule_collection_group,
        needed=[flows.of_dependency(one) for one in plan.dependencies] if member.is_present else (),
    )
