# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One cluster as a run about outbound access goes on."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from .._plan.check.findings import Finding, in_order
from .._plan.lockdown.acceptance import Accepted
from .._plan.outbound.plans import Plan
from .._plan.outbound.request import Asked
from .._plan.values.change import Document, Outcome
from .port import Failure


@dataclass
class AccessState:
    """One cluster. Without a plan it could not be planned. `first` is what came of the first write that changed
    something, `outcome` what came of the last one that was taken, and `is_stopping` says that something of it went
    wrong after a write was sent, so that nobody comes after it.
    """

    asked: Asked
    plan: Plan | None = None
    failure: Failure | None = None
    told: str = ""  # what of it this run has written, said when it failed
    changed: bool = False
    accepted: tuple[Accepted, ...] = ()  # what the writing met, beside the plan
    unused: tuple[Finding, ...] = ()  # words of `accept` that no cluster of the run had a use for
    first: Outcome | None = None
    outcome: Outcome | None = None
    stood: Document | None = None  # the document before the first write that was sent, where it is known
    is_canary: bool = False
    is_stopping: bool = False

    def keep(self, outcome: Outcome) -> None:
        """Keep what came of a write that was taken."""
        if outcome.changed and not self.first:
            self.first = outcome
        self.outcome = outcome
        self.changed = self.first is not None and self.first.before != outcome.after

    @property
    def whole(self) -> Outcome | None:
        """From what stood there before the first write to what stands there after the last, where that is something
        else.
        """
        if not (self.first and self.outcome and self.changed):
            return None
        return replace(self.outcome, before=self.first.before, original=self.first.original)

    @property
    def risks(self) -> tuple[Accepted, ...]:
        """What was met and accepted."""
        return tuple(dict.fromkeys((*(self.plan.accepted if self.plan else ()), *self.accepted)))

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What a person should know."""
        return in_order([*(self.plan.findings if self.plan else ()), *self.unused])

    def as_option(self, *, details: bool) -> dict[str, Any]:
        """The cluster as users see it in results; `details` are the whole plan."""
        plan, failure = self.plan, self.failure
        told = {
            "cluster": self.asked.cluster.name,
            "id": str(self.asked.cluster),
            "state": self.asked.request.state,
            "canary": self.is_canary,
            "changed": self.changed,
            "failed": failure is not None,
            "msg": " ".join(filter(None, (failure.text, self.told))) if failure else "",
            "code": failure.code if failure else "",
            "pending": list(plan.pending) if plan else [],
            "accepted": [risk.as_option() for risk in self.risks],
            "summary": self._summary(),
            "findings": [finding.as_option() for finding in self.findings],
        }
        return {**told, "plan": plan.as_option() if plan else {}} if details else told

    def _summary(self) -> dict[str, dict[str, int]]:
        """How many of what is used comes to what, and how many findings there are."""
        if self.plan is None:
            return {}
        return {
            "used": Counter(one.after.outcome for one in self.plan.judged),
            "findings": Counter(one.severity for one in self.findings),
        }
