# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many clusters in one run, in the safe order: un-route what goes, write each firewall once, route what comes.

A cluster that fails drops out of what follows, and its rules and routes stay as they are at that point.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from .._arm import fleet_reader, fleet_writes, together
from .._arm.errors import ArmError
from .._arm.fleet_reader import Asked
from .._plan import fleet, fleet_changes, fleet_gates, resource_ids
from .._plan.approval import ROUTES, RULES, SUBNET
from .._plan.egress.check import Checkup
from .._plan.egress.judgement import Surroundings
from .._plan.errors import PlanError
from .._plan.fleet import Member
from .._plan.situation import Document
from . import runner
from .runner import Task

Gate = Callable[[Member, Surroundings], None]


@dataclass
class State:
    """One cluster as the run goes on. Without a member it has not been planned, or is gone without a trace."""

    asked: Asked
    member: Member | None = None
    found: Surroundings | None = None
    failure: str = ""
    changed: bool = False
    checkup: Checkup | None = None

    def as_option(self) -> dict[str, Any]:
        """The cluster as users see it in results."""
        member = self.member
        return {
            "cluster": self.asked.cluster.name,
            "id": str(self.asked.cluster),
            "state": member.plan.request.state if member else self.asked.request.state,
            "changed": self.changed,
            "failed": bool(self.failure),
            "msg": self.failure,
            "pending": list(member.pending) if member else [],
            "warnings": list(member.plan.warnings) if member else [],
            "summary": self.checkup.summary() if self.checkup else {},
            "findings": self.checkup.as_option()["findings"] if self.checkup else [],
        }


class Run:
    """One run over a fleet; `diffs` has one for each resource that was written, or would be."""

    def __init__(self, task: Task, clusters: Iterable[Asked]) -> None:
        self._task = task
        self.states = {resource_ids.key(asked.cluster): State(asked) for asked in clusters}
        self.diffs: list[dict[str, str]] = []
        self._written: dict[str, Document | None] = {}

    def go(self) -> None:
        """Take all steps."""
        self._plan()
        self._write_lanes(self._standing(present=False), SUBNET, ROUTES)
        self._allow()
        self._judge(self._standing(present=True), fleet_gates.require_open)
        self._hold_back()
        self._write_lanes(self._standing(present=True), ROUTES, SUBNET)
        for state in self.states.values():
            self._check(state)

    def _plan(self) -> None:
        task, asked = self._task, [state.asked for state in self.states.values()]
        read = fleet_reader.read(task.session, task.patience, asked, service_tags=task.params["service_tags"])
        for state, (found, error) in zip(self.states.values(), read, strict=True):
            if found is None:
                state.failure = str(error)
            else:
                state.member, state.found = found.member, found.found
        self._fail(fleet.conflicts(self._standing()))
        for names in fleet.writing(self._standing(), RULES):
            self._fail(fleet_changes.refused(self._members(names)))

    def _allow(self) -> None:
        """Write the rules of every firewall and group once, after a look at what would be lost with those that go."""
        absent = self._standing(present=False)
        for names in fleet.writing(absent, RULES):
            leaving = self._members(names)
            self._judge(leaving, partial(fleet_gates.require_no_blackout, leaving=list(leaving.values())))
        self._at_once(partial(self._write, part=RULES), fleet.writing(self._standing(), RULES))

    def _hold_back(self) -> None:
        failed = [name for name, state in self.states.items() if state.failure]
        held = fleet.held_back(self._members(self.states), failed)
        self._fail({name: why for name, why in held.items() if name not in failed})

    def _check(self, state: State) -> None:
        member = state.member
        if member and member.is_present and not state.failure and state.found:
            state.checkup = fleet_gates.checkup(member, fleet_changes.as_written(state.found, member, self._written))
            try:
                fleet_gates.require_passed(member, state.checkup, self._task.params["fail_on"])
            except PlanError as error:
                state.failure = str(error)

    def _judge(self, members: Mapping[str, Member], gate: Gate) -> None:
        for name, member in members.items():
            found = self.states[name].found
            try:
                if found is not None:
                    gate(member, fleet_changes.as_written(found, member, self._written))
            except PlanError as error:
                self._fail({name: str(error)})

    def _write_lanes(self, members: Mapping[str, Member], *parts: str) -> None:
        """Write these parts, one resource after another where they are in one network, else at the same time."""

        def one_after_another(names: list[str]) -> None:
            for part in parts:
                for some in fleet.writing(self._standing(names), part):
                    self._write(some, part)

        self._at_once(one_after_another, fleet.lanes(members))

    def _at_once(self, call: Callable[[list[str]], None], groups: Iterable[list[str]]) -> None:
        """Do this for every group of clusters; what fails, fails them all."""
        groups = list(groups)
        for names, (_nothing, error) in zip(groups, together.each(call, groups), strict=True):
            self._fail(dict.fromkeys(names, str(error)) if error else {})

    def _write(self, names: list[str], part: str) -> None:
        task, members = self._task, self._members(names)
        others = [member for name, member in self._members(self.states).items() if name not in names]
        left = self._left() if task.check_mode else []
        write = fleet_writes.of(part, task.session, task.patience, list(members.values()), others, left)
        try:
            done = task.reconcile(write.resource, write.change, write.view, also=write.also, ours=write.ours)
        except (ArmError, PlanError) as error:
            self._fail(dict.fromkeys(names, str(error)))
            return
        id_ = write.resource.id
        self._written[resource_ids.key(id_)] = done.document
        if done.changed:
            self.diffs.append(runner.diff(write.shown(done.before), write.shown(done.after), id_))
            for name, member in members.items():
                self.states[name].changed |= member.slices[part].found != member.slices[part].wanted

    def _left(self) -> list[str]:
        """The subnets that a real run would have taken off their tables by now."""
        absent = self._standing(present=False).values()
        return [str(one.plan.facts.subnet_id) for one in absent if SUBNET in one.pending]

    def _members(self, names: Iterable[str]) -> dict[str, Member]:
        return {name: member for name in names if (member := self.states[name].member)}

    def _standing(self, names: Iterable[str] | None = None, *, present: bool | None = None) -> dict[str, Member]:
        """The clusters that have not failed."""
        among = self._members(self.states if names is None else names)
        wanted = {name: member for name, member in among.items() if present in (None, member.is_present)}
        return {name: member for name, member in wanted.items() if not self.states[name].failure}

    def _fail(self, failures: Mapping[str, str]) -> None:
        for name, why in failures.items():
            self.states[name].failure = why
