# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One cluster as a run goes on, and how the run is to go."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .._plan.baseline.reading import Baseline
from .._plan.check.findings import Finding, besides, in_order
from .._plan.documents.clusters import Cluster
from .._plan.evidence.request import Wanted
from .._plan.fleet.exported import Folder
from .._plan.fleet.fleet import Asked, Member
from .._plan.fleet.gates import Checked
from .._plan.lockdown import gone, slices
from .._plan.lockdown.acceptance import Accepted
from .._plan.lockdown.approval import Parts
from .._plan.lockdown.request import ALL_STEPS
from .._plan.values.words import DesiredState
from .._plan.verdict.landscape import Landscape
from .port import Failure


@dataclass(frozen=True)
class Settings:
    """Which steps a call takes, as of which severity a finding fails a cluster, whether the service itself and the
    firewall's logs are asked at the end, what was approved, what an earlier report has to compare with, and the folders
    whose files are held against today's plan.
    """

    steps: frozenset[str] = ALL_STEPS
    fail_on: str = "error"
    diagnose: bool = False
    evidence: Wanted | None = None
    approved: str | Parts = ""
    baseline: Baseline | None = None
    templates: tuple[Folder, ...] = ()


@dataclass
class State:
    """One cluster. Without a member it has not been planned, or is `gone` without a trace.

    `found` is what is judged, as it was at `epoch` of the record; `planned` what the plan was made on. `as_written` is
    what the plan comes to in what it shares with others, None where nobody asked or it was stopped.
    """

    asked: Asked
    member: Member | None = None
    gone: bool = False
    planned: Landscape | None = None
    as_written: Mapping[str, Any] | None = None
    found: Landscape | None = None
    epoch: int = 0
    returned: Cluster | None = None  # as it was seen in its network after this run has sent it back
    failure: Failure | None = None
    told: str = ""  # what of it this run has written, said when it failed
    changed: bool = False
    crowded: tuple[Finding, ...] = ()  # what Azure may refuse of the rules, with those of others on the same target
    accepted: tuple[Accepted, ...] = ()  # of what the gate could not tell
    unused: tuple[Finding, ...] = ()  # words of `accept` that no cluster of the run had a use for
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
            "accepted": [risk.as_option() for risk in self.risks],
            "summary": self._summary(),
            "changes_since": self.check.changes_option if self.check else None,
            "findings": [finding.as_option() for finding in self.findings],
        }
        return {**told, **self._details()} if details else told

    @property
    def judged(self) -> Checked | None:
        """What the check found, or else the gate that stopped the cluster."""
        return self.check or self.stopped

    def tell(self, found: Iterable[Finding]) -> None:
        """Add findings to those of what was judged, if anything was."""
        if self.check is not None:
            self.check = self.check.telling(found)
        elif self.stopped is not None:
            self.stopped = self.stopped.telling(found)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What a person should know of the plan and of what the check at the end found, each cause once."""
        return self._with_planned(self.check)

    @property
    def risks(self) -> tuple[Accepted, ...]:
        """What was met and accepted, by the plan and by the gate."""
        return tuple(dict.fromkeys((*(self.member.plan.accepted if self.member else ()), *self.accepted)))

    @property
    def _planned(self) -> tuple[Finding, ...]:
        """What is to be known of the plan alone."""
        found = self.member.plan.findings if self.member else self._gone()
        return in_order([*found, *self.crowded, *self.unused])

    def _with_planned(self, judged: Checked | None) -> tuple[Finding, ...]:
        return in_order([*_found(judged), *besides(_found(judged), self._planned)])

    def _summary(self) -> dict[str, dict[str, int]]:
        """The counts of the check at the end, with those of all findings."""
        if self.check is None:
            return {}
        return {**self.check.summary(), "findings": Counter(one.severity for one in self.findings)}

    @property
    def doubts(self) -> set[str]:
        """The words of what the gate and the check could not tell."""
        undecided = self.check.checkup.undecided if self.check else ()
        return {one.word for one in self.accepted} | {one.verdict.cause for one in undecided}

    def _gone(self) -> tuple[Finding, ...]:
        """What is said of a cluster that is gone without a trace: it may be no more than a name that is wrong."""
        told = f"There is no {self.asked.cluster.described()}, and nothing of ours was found for it."
        return (Finding("nothing_found", self.asked.cluster.name, told, gone.CHECK_NAME),) if self.gone else ()

    def _details(self) -> dict[str, Any]:
        return {"plan": self._plan(self.judged), "check": self.judged.as_option() if self.judged else {}}

    def _plan(self, judged: Checked | None) -> dict[str, Any]:
        """The plan as users see it, without the findings that the check beside it has."""
        if self.member is None:
            return {}
        found = besides(_found(judged), self._planned)
        return {
            **self.member.plan.as_option(),
            "accepted": [risk.as_option() for risk in self.risks],
            "findings": [finding.as_option() for finding in found],
            "pending": list(self.member.pending),
            "changes": slices.changes(self.member.slices),
            "as_written": self.as_written,
        }


def _found(judged: Checked | None) -> tuple[Finding, ...]:
    return judged.checkup.findings if judged else ()
