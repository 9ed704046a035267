# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order in which clusters leave their networks: plan and judge all, then one after another, and look at each before
the next. The first that does not show what was wanted, or reads from less than before, stops the rest.

Nothing is taken back by itself: the way back goes through rules and routes that have to be there first, and has a play
of its own. Nothing is taken away either.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol, TypeAlias

from .._plan.leaving import plans
from .._plan.leaving.plans import Plan
from .._plan.leaving.request import Asked
from .._plan.leaving.writes import Writing
from .._plan.lockdown import acceptance
from .._plan.lockdown.approval import EXIT
from .._plan.values.change import Document
from .._plan.values.errors import PlanError
from .._plan.values.words import begun
from . import in_turn
from .in_turn import InTurn
from .port import Failure
from .turn import Turn, TurnPort

_LOOK = "look at the cluster, and to go back run the playbook return_to_network."
_BACK = f"What this run wrote to it stays, and so does all else: {_LOOK}"
State: TypeAlias = Turn[Asked, Plan]


class LeavingPort(TurnPort[Asked, Plan, Writing], Protocol):
    """The world of clusters that leave their networks."""

    def look(self, plan: Plan) -> Document:
        """Read the cluster anew, once nothing is running on it."""


class LeavingRun(InTurn[Asked, Plan, Writing]):
    """One call over one or many clusters."""

    kinds = EXIT
    words = acceptance.of_leaving()
    notes = plans.NOTES

    _port: LeavingPort

    def _writing(self, plan: Plan) -> Writing:
        return Writing(plan)

    def _one(self, state: State, plan: Plan) -> None:
        known: Mapping[str, str] = {}
        if plan.leaves and not self._port.check_mode:
            found, error = self._validated(plan)
            if found is None:
                state.failure = self._port.explain(error or PlanError("Nothing was validated."))
                return
            known = found
        waited = plan.leaves or self.record.sent
        if waited and not self._port.check_mode and not self._anew(state, plan):
            return
        plan = state.plan or plan
        self._port.tell(f"{'leave' if plan.leaves else 'public access'}: {plan.described}")
        writing = Writing(plan)
        outcome, failure = self._sent(state, writing)
        if outcome is not None:
            state.keep(outcome)
        if (outcome is not None and outcome.changed) or (failure is not None and failure.sent):
            self.record.add(writing, outcome)
        if failure is not None:
            told = f"{failure.text} {_BACK}" if failure.sent else failure.text
            state.failure = Failure(told, failure.code, failure.sent)
        elif not self._port.check_mode:
            self._verify(state, plan, known)

    def _anew(self, state: State, plan: Plan) -> bool:
        """Plan once more right before the write, for what went before takes minutes: what had to be true may be so no
        more. False where it is not, or nothing is left to be written.
        """
        ((now, error),) = self._port.read([state.asked])
        if now is None:
            state.failure = self._port.explain(error or PlanError("Nothing was read."))
            return False
        before, state.plan = plan.slices, now
        state.failure = self._refused(now)
        if not state.failure and self._settings.approved and now.slices != before:
            told = f"{begun(plan.described)} was changed after it was compared with what was approved; run the preview"
            state.failure = Failure(f"{told} again and have its plan hash approved.", "drifted")
        return not state.failure and bool(now.pending)

    def _verify(self, state: State, plan: Plan, known: Mapping[str, str]) -> None:
        """Look at what stands there now, and have the data connections validated again."""
        told = self._why_not(plan, known)
        if told:
            state.is_stopping = True
            advice = _BACK if self.record.of(plan, *self.kinds) else begun(_LOOK)  # another run may have written it
            state.failure = Failure(f"{told} {advice}", "not_verified")

    def _why_not(self, plan: Plan, known: Mapping[str, str]) -> str:
        ((document, error),) = self._port.together(self._port.look, [plan])
        if document is None:
            why = self._port.explain(error or PlanError("Nothing was read."))
            return f"Nothing shows how {plan.described} is now. {why.text}"
        if not plans.holds(plan, document):
            return f"{begun(plan.described)} does not show what is wanted, or its last change did not succeed."
        if not plan.leaves:
            return ""
        found, error = self._validated(plan)
        return self._port.explain(error).text if error else in_turn.got_worse(plan.name, known, found or {})
