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
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from .._plan.lockdown import acceptance
from .._plan.lockdown.acceptance import OPEN_WHILE_CHANGING, Accepted
from .._plan.lockdown.approval import RESTRICTION, Part
from .._plan.outbound import plans
from .._plan.outbound.plans import Plan
from .._plan.outbound.request import Asked
from .._plan.outbound.seen import Seen
from .._plan.outbound.writes import Stage, Writing
from .._plan.values import resource_ids
from .._plan.values.errors import PlanError
from .._plan.values.resource_ids import ResourceId
from .._plan.values.words import begun
from . import in_turn
from .in_turn import InTurn
from .port import Failure
from .turn import Turn, TurnPort


class AccessPort(TurnPort[Asked, Plan, Writing], Protocol):
    """The world of outbound access that clusters restrict themselves."""

    def look(self, plan: Plan) -> Seen:
        """Read anew what a write has changed."""


@dataclass(frozen=True)
class Settings(in_turn.Settings):
    """The same, and which cluster goes first, None for the first that has something to be written."""

    canary: ResourceId | None = None


State: TypeAlias = Turn[Asked, Plan]


class AccessRun(InTurn[Asked, Plan, Writing]):
    """One call over one or many clusters."""

    kinds = RESTRICTION
    words = acceptance.of_restriction()

    _port: AccessPort
    _settings: Settings

    def _writing(self, plan: Plan) -> Writing:
        return Writing(plan)

    def _begin(self) -> None:
        """Mark the canary: the one that is named, else the first that has something to be written."""
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

    def _one(self, state: State, plan: Plan) -> None:
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

    def _write(self, state: State, writing: Writing) -> bool:
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

    def _send(self, state: State, writing: Writing) -> Failure | None:
        """Send one write; None when it stands. What puts back is no write of the record."""
        outcome, failure = self._sent(state, writing)
        if writing.stage == Stage.BACK:
            return failure
        if outcome is not None:
            state.keep(outcome)
        if (outcome is not None and outcome.changed) or (failure is not None and failure.sent):
            self.record.add(writing, outcome)
        return failure

    def _by_way_of_open(self, state: State, writing: Writing, refused: Failure) -> None:
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

    def _shut(self, state: State, writing: Writing, reason: str) -> Failure:
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

    def _verify(self, state: State, plan: Plan, known: Mapping[str, str]) -> None:
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
            told = self._port.explain(error).text if error else in_turn.got_worse(plan.name, known, found or {})
            if told:
                self._take_back(state, writing, told)
                return
        state.plan = now

    def _take_back(self, state: State, writing: Writing, reason: str) -> None:
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

    def _taken_back(self, state: State) -> None:
        state.changed = False
        for one in self.record.of(state.plan, Part.ACCESS) if state.plan else ():
            self.record.take_back(one)

    def _used(self) -> set[str]:
        """A preview cannot tell whether Azure takes one list in the place of the other at once."""
        standing = [state.plan for state in self.states.values() if state.plan and not state.failure]
        return {OPEN_WHILE_CHANGING} if self._port.check_mode and any(plan.opens for plan in standing) else set()
