# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order in which clusters get their outbound access restricted: plan and judge all, then write one after another,
the canary first, and look at each before the next.

One that does not hold, or whose data connections fail that did not before, has its write taken back, and the rest stay
as they are.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from .._plan.check import endings
from .._plan.documents import text
from .._plan.lockdown import acceptance, approval
from .._plan.lockdown.acceptance import OPEN_WHILE_CHANGING, Accepted
from .._plan.lockdown.approval import RESTRICTION, Part, Parts
from .._plan.outbound import plans
from .._plan.outbound.plans import Plan
from .._plan.outbound.request import Asked
from .._plan.outbound.writes import Stage, Writing
from .._plan.values import resource_ids
from .._plan.values.errors import PlanError
from .._plan.values.resource_ids import ResourceId
from .._plan.values.words import begun
from .access_state import AccessState
from .port import AccessPort, Failure
from .record import Record


@dataclass(frozen=True)
class Settings:
    """What was approved, as of which severity a finding fails a cluster, and which cluster goes first, None for the
    first that is listed.
    """

    approved: str | Parts = ""
    fail_on: str = "error"
    canary: ResourceId | None = None


class AccessRun:
    """One call over one or many clusters."""

    def __init__(self, port: AccessPort, clusters: Iterable[Asked], settings: Settings) -> None:
        self._port, self._settings = port, settings
        self.states = {resource_ids.key(asked.cluster): AccessState(asked) for asked in clusters}
        self.record: Record[Writing] = Record()
        self.approval = approval.parts({}, kinds=RESTRICTION)
        self._strangers: frozenset[str] = frozenset()

    @property
    def diffs(self) -> list[dict[str, str]]:
        """One for each write that stands, or in check mode would."""
        return [
            self._port.shown(Writing(state.plan), outcome)
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
            elif not state.failure and state.plan:
                self._one(state, state.plan)
            if state.failure and not stopped and (state.is_canary or state.is_stopping):
                stopped = state.asked.cluster.described()
        self._tell_unused()
        self._judge()

    # Plan

    def _plan(self) -> None:
        self._port.tell(f"plan: {text.some(state.asked.cluster.name for state in self.states.values())}")
        answers = self._port.read([state.asked for state in self.states.values()])
        for state, (plan, error) in zip(self.states.values(), answers, strict=True):
            state.plan = plan
            state.failure = self._port.explain(error) if error else self._refused(plan)
        self._mark_canary()
        planned = {name: state.plan for name, state in self.states.items() if state.plan and not state.failure}
        self.approval = approval.parts(
            {name: plan.slices for name, plan in planned.items()},
            {name: plan.request.accept for name, plan in planned.items()},
            kinds=RESTRICTION,
        )
        if self._settings.approved:
            for name in self._not_approved():
                told = f"The approved preview has no plan for {planned[name].described}, so it is left alone; run the"
                self.states[name].failure = Failure(f"{told} preview again.", "not_approved")

    def _refused(self, plan: Plan | None) -> Failure | None:
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

    def _mark_canary(self) -> None:
        """The one that is named, else the first that has something to be written."""
        named = resource_ids.key(self._settings.canary) if self._settings.canary else ""
        if named and named not in self.states:
            raise PlanError(
                f"O(canary) is {self._settings.canary.name if self._settings.canary else ''}, which is none of the"
                " clusters of this call; name one of them.",
            )
        waiting = [name for name, state in self.states.items() if state.failure or (state.plan and state.plan.pending)]
        first = named or next(iter(waiting), "")
        if first:
            self.states[first].is_canary = True

    def _in_order(self) -> list[str]:
        return sorted(self.states, key=lambda name: not self.states[name].is_canary)

    # One cluster

    def _one(self, state: AccessState, plan: Plan) -> None:
        if not plan.pending:
            return
        known: Mapping[str, str] = {}
        if plan.request.validate_connections and not self._port.check_mode:
            found, error = self._validated(plan)
            if found is None:
                state.failure = self._port.explain(error or PlanError("Nothing was validated."))
                return
            known = found
        verb = "restrict" if plan.request.restricts else "unrestrict"
        self._port.tell(f"{verb}: {plan.described}")
        if not self._write(state, Writing(plan, is_approved=bool(self._settings.approved))):
            return
        if not self._port.check_mode:
            self._verify(state, plan, known)

    def _validated(self, plan: Plan) -> tuple[Mapping[str, str] | None, Exception | None]:
        self._port.tell(f"validate: the data connections of {plan.name}")
        (answer,) = self._port.together(self._port.validate, [plan])
        return answer

    def _write(self, state: AccessState, writing: Writing) -> bool:
        """True when the wanted members stand there. Whatever else came of it is told by the state."""
        failure = self._send(state, writing)
        if failure is None:
            return True
        plan, state.failure = writing.plan, failure
        if failure.sent:
            self._take_back(state, writing, failure.text)
        elif failure.refused and plan.opens:
            self._by_way_of_open(state, writing, failure)
        return state.failure is None

    def _send(self, state: AccessState, writing: Writing) -> Failure | None:
        """Send one write; None when it stands."""
        ((outcome, error),) = self._port.together(self._port.write, [writing])
        if outcome is not None:
            state.stood = state.stood or outcome.original
            if writing.stage != Stage.BACK:
                state.keep(outcome)
                if outcome.changed:
                    self.record.add(writing, outcome)
            return None
        failure = self._port.explain(error or PlanError("Nothing came of it."))
        if failure.sent:
            state.is_stopping = True
            state.stood = state.stood or failure.original
            if writing.stage != Stage.BACK:
                self.record.add(writing, None)
        return failure

    def _by_way_of_open(self, state: AccessState, writing: Writing, refused: Failure) -> None:
        """Take the two writes between which access is open, where that is accepted."""
        plan = writing.plan
        told = f"{refused.text} Azure did not take one list in the place of the other in one write, so nothing has"
        if OPEN_WHILE_CHANGING not in plan.request.accept:
            state.failure = Failure(
                f"{told} changed. It may take two writes, between which access is not restricted; accept that with"
                f" O(accept): [{OPEN_WHILE_CHANGING}], or keep the list that is there.",
                OPEN_WHILE_CHANGING,
            )
            return
        began = time.monotonic()
        opened = self._send(state, writing.at(Stage.OPEN))
        if opened and not opened.sent:
            state.failure = opened
            return
        failed = opened or self._send(state, writing.at(Stage.CLOSE))
        state.failure = self._shut(state, writing, failed.text) if failed else None
        if state.failure and state.failure.code == "left_open":
            return
        was = "may not have been" if opened else "was not"
        sentence = (
            f"Access of {plan.described} {was} restricted for {round(time.monotonic() - began)} seconds, while one list"
            " took the place of the other."
        )
        state.accepted = (*state.accepted, Accepted(OPEN_WHILE_CHANGING, sentence))
        if state.failure:
            state.failure = Failure(f"{state.failure.text} {sentence}", state.failure.code)

    def _shut(self, state: AccessState, writing: Writing, reason: str) -> Failure:
        """Put back what stood there, or at least restrict access again."""
        state.is_stopping = True
        back = self._send(state, writing.back(state.stood))
        if back is None:
            self._taken_back(state)
            return Failure(f"{reason} What stood there was put back.", "taken_back")
        shut = self._send(state, writing.at(Stage.SHUT))
        if shut is None:
            return Failure(
                f"Access of {writing.plan.described} is restricted again, but by the lists as they stand now, for what"
                f" stood there could not be put back: {back.text} {reason}",
                "not_taken_back",
            )
        unsure = back.sent or any(one.outcome is None for one in self.record.of(writing.plan, Part.ACCESS))
        state_now = "may NOT be restricted now" if unsure else "is NOT restricted now"
        return Failure(
            f"Access of {writing.plan.described} {state_now}, and it could not be restricted again:"
            f" {' '.join(dict.fromkeys((back.text, shut.text)))} Restrict it by hand at once. {reason}",
            "left_open",
        )

    def _verify(self, state: AccessState, plan: Plan, known: Mapping[str, str]) -> None:
        """Look at what stands there now, and have the data connections validated again."""
        writing = Writing(plan)
        ((seen, error),) = self._port.together(self._port.look, [plan])
        if seen is None:
            why = self._port.explain(error or PlanError("Nothing was read."))
            self._take_back(state, writing, f"Nothing shows that the write holds. {why.text}")
            return
        now = plans.after_write(plan, seen)
        if now is None:
            told = f"{begun(plan.described)} does not show what is wanted, or its last change did not succeed."
            self._take_back(state, writing, told)
            return
        if plan.request.validate_connections and state.first:
            found, error = self._validated(plan)
            worse = {name: why for name, why in (found or {}).items() if why and not known.get(name)}
            if error or worse:
                told = self._port.explain(error).text if error else _got_worse(plan.name, worse)
                self._take_back(state, writing, told)
                return
        state.plan = now

    def _take_back(self, state: AccessState, writing: Writing, reason: str) -> None:
        """Put back what stood there before this run, where it has sent anything, and fail the cluster."""
        if not self.record.of(writing.plan, Part.ACCESS):
            state.failure = Failure(reason, "not_settled")
            return
        failure = self._send(state, writing.back(state.stood))
        state.is_stopping = True
        if failure is None:
            self._taken_back(state)
            state.failure = Failure(f"{reason} What stood there was put back.", "taken_back")
            return
        stands = f"What this run wrote to {writing.plan.described} stands, or may, and could not be taken back:"
        why = " ".join(dict.fromkeys((failure.text, reason)))
        state.failure = Failure(f"{stands} {why}", "not_taken_back")

    def _taken_back(self, state: AccessState) -> None:
        state.changed = False
        for one in self.record.of(state.plan, Part.ACCESS) if state.plan else ():
            self.record.take_back(one)

    # Afterwards

    def _tell_unused(self) -> None:
        """Tell each cluster its words that accepted nothing for any; those of lock-downs are not ours to judge. A
        preview cannot tell whether Azure takes one list in the place of the other at once.
        """
        standing = [(state, state.plan) for state in self.states.values() if state.plan and not state.failure]
        used = {risk.word for state, _plan in standing for risk in state.risks}
        if self._port.check_mode and any(plan.opens for _state, plan in standing):
            used.add(OPEN_WHILE_CHANGING)
        for state, plan in standing:
            words = sorted(plan.request.accept & acceptance.of_restriction() - used)
            state.unused = tuple(acceptance.unused(word) for word in words)

    def _judge(self) -> None:
        for state in self.states.values():
            told = endings.failing(state.findings, state.asked.cluster.name, self._settings.fail_on)
            if told and not state.failure:
                state.failure = Failure(told, "check_failed")

    def tell_what_was_written(self) -> None:
        """Say of every cluster that failed what this run has written for it."""
        for state in self.states.values():
            if state.failure and not self._port.check_mode:
                state.told = self.record.sentence(state.plan)


def _got_worse(name: str, worse: Mapping[str, str]) -> str:
    told = text.some([f"{connection} ({why.rstrip('.')})" for connection, why in worse.items()], between="; ")
    return f"After the write the service finds wrong with cluster {name} what it did not before: {told}."
