# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One cluster as a run goes on, and how the run is to go."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from .._plan.fleet.fleet import Asked, Member
from .._plan.fleet.gates import Checked
from .._plan.lockdown import slices
from .._plan.lockdown.acceptance import Accepted
from .._plan.lockdown.approval import Parts
from .._plan.lockdown.request import ALL_STEPS
from .._plan.values.words import DesiredState
from .._plan.verdict.landscape import Landscape
from .port import Failure


@dataclass(frozen=True)
class Settings:
    """Which steps a call takes, as of which severity a finding fails a cluster, whether the service itself is asked at
    the end, and what was approved.
    """

    steps: frozenset[str] = ALL_STEPS
    fail_on: str = "error"
    diagnose: bool = False
    approved: str | Parts = ""


@dataclass
class State:
    """One cluster. Without a member it has not been planned, or is `gone` without a trace.

    `found` is what is judged, as it was at `epoch` of the record; `planned` what the plan was made on.
    """

    asked: Asked
    member: Member | None = None
    gone: bool = False
    planned: Landscape | None = None
    found: Landscape | None = None
    epoch: int = 0
    failure: Failure | None = None
    told: str = ""  # what of it this run has written, said when it failed
    changed: bool = False
    crowded: Sequence[str] = ()  # what Azure may refuse of the rules, those of others on the same target with them
    accepted: tuple[Accepted, ...] = ()  # of what the gate could not tell
    check: Checked | None = None
    stopped: Checked | None = None  # what the gate saw that did not let the cluster be routed, for a report

    def as_option(self, *, details: bool) -> dict[str, Any]:
        """The cluster as users see it in results; `details` are the whole plan and the whole check."""
        member, failure = self.member, self.failure
        told = {
            "cluster": self.asked.cluster.name,
            "id": str(self.asked.cluster),
            "state": DesiredState.ABSENT if self.gone else (member.plan if member else self.asked).request.state,
            "changed": self.changed,
            "failed": failure is not None,
            "msg": " ".join(filter(None, (failure.text, self.told))) if failure else "",
            "code": failure.code if failure else "",
            "stopped": self.stopped is not None,
            "pending": list(member.pending) if member else [],
            "warnings": self.warnings,
            "accepted": [one.as_option() for one in self.risks],
            "summary": self.check.checkup.summary() if self.check else {},
            "findings": self.check.checkup.as_option()["findings"] if self.check else [],
        }
        return {**told, **self._details()} if details else told

    @property
    def warnings(self) -> list[str]:
        """What a person should know before anything is written, or after."""
        if self.member is None:
            return self._gone()
        return [*self.member.plan.warnings, *self.crowded, *map(str, self.accepted)]

    @property
    def risks(self) -> tuple[Accepted, ...]:
        """Every risk that was met and accepted, by the plan and at the gate."""
        return tuple(dict.fromkeys((*(self.member.plan.accepted if self.member else ()), *self.accepted)))

    @property
    def doubts(self) -> set[str]:
        """The words of what the gate and the check could not tell."""
        undecided = self.check.checkup.undecided if self.check else ()
        return {one.word for one in self.accepted} | {one.verdict.cause for one in undecided}

    def _gone(self) -> list[str]:
        """What is said of a cluster that is gone without a trace: it may be no more than a name that is wrong."""
        told = f"There is no {self.asked.cluster.described()}, and nothing of ours was found for it."
        return [told] if self.gone else []

    def _details(self) -> dict[str, Any]:
        plan, judged = self.member.plan if self.member else None, self.check or self.stopped
        changes = slices.changes(self.member.slices) if self.member else []
        return {
            "plan": {
                **plan.as_option(),
                "warnings": [*plan.warnings, *self.crowded],
                "pending": list(self.member.pending),
                "changes": changes,
            }
            if plan and self.member
            else {},
            "check": judged.as_option() if judged else {},
        }
