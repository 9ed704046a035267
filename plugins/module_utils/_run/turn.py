# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One cluster of a run that takes clusters in turn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, Protocol, TypeVar

from .._plan.check.findings import Finding, in_order
from .._plan.lockdown.acceptance import Accepted
from .._plan.lockdown.approval import Part
from .._plan.values.change import Document, Outcome
from .._plan.values.resource_ids import ResourceId
from .port import Answers, Failure, Planned, World, Written


class Wish(Protocol):
    """What a user wants of a cluster."""

    @property
    def state(self) -> str:
        """The word for it."""

    @property
    def accept(self) -> frozenset[str]:
        """The risks that are accepted."""


class Asked(Protocol):
    """What is wanted of which cluster."""

    @property
    def request(self) -> Wish:
        """What is wanted."""

    @property
    def cluster(self) -> ResourceId:
        """The cluster."""


class TurnPlan(Planned, Protocol):
    """The plan for one cluster."""

    @property
    def request(self) -> Wish:
        """What is wanted."""

    @property
    def described(self) -> str:
        """The cluster in a message."""

    @property
    def pending(self) -> Sequence[Part]:
        """What there is something to do about."""

    @property
    def accepted(self) -> tuple[Accepted, ...]:
        """What stood in the way and was accepted."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What a person should know."""

    def require_allowed(self) -> None:
        """Raise PlanError for what stands in the way of the write."""

    def summary(self) -> Mapping[str, Mapping[str, int]]:
        """Counts."""

    def as_option(self) -> dict[str, Any]:
        """The plan as users see it in results."""


AskedOf = TypeVar("AskedOf", bound=Asked)
PlanOf = TypeVar("PlanOf", bound=TurnPlan)
WritingOf = TypeVar("WritingOf", bound=Written)
_Asked_contra = TypeVar("_Asked_contra", bound=Asked, contravariant=True)
_Writing_contra = TypeVar("_Writing_contra", bound=Written, contravariant=True)


class TurnPort(World[_Writing_contra], Protocol[_Asked_contra, PlanOf, _Writing_contra]):
    """The world of a run that takes clusters in turn."""

    def read(self, asked: Sequence[_Asked_contra]) -> Answers[PlanOf]:
        """Read and plan every cluster, each on its own."""

    def validate(self, plan: PlanOf) -> Mapping[str, str]:
        """Have the service validate every data connection: what it finds wrong with each, empty where nothing is."""


@dataclass
class Turn(Generic[AskedOf, PlanOf]):
    """One cluster. Without a plan it could not be planned. `first` is what came of the first write that changed
    something, `outcome` what came of the last one that was taken, and `is_stopping` says that something of it went
    wrong after a write was sent, so that nobody comes after it.
    """

    asked: AskedOf
    plan: PlanOf | None = None
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

    def _summary(self) -> dict[str, Mapping[str, int]]:
        """The counts of the plan, and how many findings there are."""
        if self.plan is None:
            return {}
        return {**self.plan.summary(), "findings": Counter(one.severity for one in self.findings)}
