# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order of a run that takes clusters in turn: plan and judge all, then write one after another, and look at each
before the next. Where one does not hold the rest stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic

from .._plan.check import endings
from .._plan.documents import text
from .._plan.lockdown import acceptance, approval
from .._plan.lockdown.approval import Part, Parts
from .._plan.values import resource_ids
from .._plan.values.change import Outcome
from .._plan.values.errors import PlanError
from .port import Failure
from .record import Record
from .turn import AskedOf, PlanOf, Turn, TurnPort, WritingOf


@dataclass(frozen=True)
class Settings:
    """What was approved, and as of which severity a finding fails a cluster."""

    approved: str | Parts = ""
    fail_on: str = "error"


class InTurn(Generic[AskedOf, PlanOf, WritingOf]):
    """One call over one or many clusters. `kinds` are the parts that it writes, `words` those that accept its risks,
    and `notes` the codes of findings that say what a run does, and fail none.
    """

    kinds: tuple[Part, ...] = ()
    words: frozenset[str] = frozenset()
    notes: frozenset[str] = frozenset()

    def __init__(
        self, port: TurnPort[AskedOf, PlanOf, WritingOf], clusters: Iterable[AskedOf], settings: Settings
    ) -> None:
        self._port, self._settings = port, settings
        self.states: dict[str, Turn[AskedOf, PlanOf]] = {
            resource_ids.key(asked.cluster): Turn(asked) for asked in clusters
        }
        self.record: Record[WritingOf] = Record()
        self.approval = approval.parts({}, kinds=self.kinds)

    @property
    def diffs(self) -> list[dict[str, str]]:
        """One for each write that stands, or in check mode would."""
        return [
            self._port.shown(self._writing(state.plan), outcome)
            for state in self.states.values()
            if state.plan and (outcome := state.whole)
        ]

    def go(self) -> None:
        """Plan all clusters, then write. Raise PlanError, before anything is written, for what was not approved."""
        self._plan()
        stopped = ""
        for name in self._in_order():
            state = self.states[name]
            if stopped and not state.failure and state.plan and state.plan.pending:
                told = f"It was left as it is, since {stopped} went before it and did not hold."
                state.failure = Failure(told, "not_reached")
            elif not state.failure and state.plan and state.plan.pending:
                self._one(state, state.plan)
            if state.failure and not stopped and (state.is_canary or state.is_stopping):
                stopped = state.asked.cluster.described()
        self._tell_unused()
        self._judge()

    # What a run of its own says

    def _writing(self, plan: PlanOf) -> WritingOf:
        """The write of a plan."""
        raise NotImplementedError

    def _one(self, state: Turn[AskedOf, PlanOf], plan: PlanOf) -> None:
        """Write one cluster and look at it."""
        raise NotImplementedError

    def _in_order(self) -> list[str]:
        """The keys of the clusters, the first one first: as they are listed."""
        return list(self.states)

    def _begin(self) -> None:
        """Do what is to be done once all are planned."""

    def _used(self) -> set[str]:
        """The words that had a use beside those that plans have met."""
        return set()

    # Plan

    def _plan(self) -> None:
        self._port.tell(f"plan: {text.some(state.asked.cluster.name for state in self.states.values())}")
        answers = self._port.read([state.asked for state in self.states.values()])
        for state, (plan, error) in zip(self.states.values(), answers, strict=True):
            state.plan = plan
            state.failure = self._port.explain(error) if error else self._refused(plan)
        self._begin()
        planned = {name: state.plan for name, state in self.states.items() if state.plan and not state.failure}
        self.approval = approval.parts(
            {name: plan.slices for name, plan in planned.items()},
            {name: plan.request.accept for name, plan in planned.items()},
            kinds=self.kinds,
        )
        if self._settings.approved:
            for name in self._not_approved():
                told = f"The approved preview has no plan for {planned[name].described}, so it is left alone; run the"
                self.states[name].failure = Failure(f"{told} preview again.", "not_approved")

    def _refused(self, plan: PlanOf | None) -> Failure | None:
        try:
            if plan is not None:
                plan.require_allowed()
        except PlanError as error:
            return self._port.explain(error)
        return None

    def _not_approved(self) -> frozenset[str]:
        try:
            return approval.require(self._settings.approved, self.approval)
        except PlanError as error:
            unplanned = [state.failure.text for state in self.states.values() if state.failure]
            raise PlanError(" ".join([str(error), *dict.fromkeys(unplanned)]), error.code) from error

    # One cluster

    def _validated(self, plan: PlanOf) -> tuple[Mapping[str, str] | None, Exception | None]:
        self._port.tell(f"validate: the data connections of {plan.id.name}")
        (answer,) = self._port.together(self._port.validate, [plan])
        return answer

    def _sent(self, state: Turn[AskedOf, PlanOf], writing: WritingOf) -> tuple[Outcome | None, Failure | None]:
        """Send one write: what came of it where it was taken, else why not."""
        ((outcome, error),) = self._port.together(self._port.write, [writing])
        if outcome is not None:
            state.stood = state.stood or outcome.original
            return outcome, None
        failure = self._port.explain(error or PlanError("Nothing came of it."))
        if failure.sent:
            state.is_stopping = True
            state.stood = state.stood or failure.original
        return None, failure

    # Afterwards

    def _tell_unused(self) -> None:
        """Tell each cluster its words that accepted nothing for any; those of other calls are not ours to judge."""
        standing = [(state, state.plan) for state in self.states.values() if state.plan and not state.failure]
        used = {risk.word for state, _plan in standing for risk in state.risks} | self._used()
        for state, plan in standing:
            words = sorted(plan.request.accept & self.words - used)
            state.unused = tuple(acceptance.unused(word) for word in words)

    def _judge(self) -> None:
        for state in self.states.values():
            weighed = tuple(one for one in state.findings if one.code not in self.notes)
            told = endings.failing(weighed, state.asked.cluster.name, self._settings.fail_on)
            if told and not state.failure:
                state.failure = Failure(told, "check_failed")

    def tell_what_was_written(self) -> None:
        """Say of every cluster that failed what this run has written for it."""
        for state in self.states.values():
            if state.failure and not self._port.check_mode:
                state.told = self.record.sentence(state.plan)


def got_worse(name: str, before: Mapping[str, str], now: Mapping[str, str]) -> str:
    """Say what the service finds wrong with the data connections of a cluster that it did not before; else nothing."""
    worse = {one: why for one, why in now.items() if why and not before.get(one)}
    if not worse:
        return ""
    told = text.some([f"{connection} ({why.rstrip('.')})" for connection, why in worse.items()], between="; ")
    return f"After the write the service finds wrong with cluster {name} what it did not before: {told}."
