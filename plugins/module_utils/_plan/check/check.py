# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The check: everything a cluster needs, judged, with what a person should know about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from ..needs import documented
from ..needs.documented import Requirements
from ..verdict import verdicts
from ..verdict.flows import Decision
from ..verdict.landscape import Landscape
from ..verdict.verdicts import Answered, Judged, Question
from . import beyond, context, destinations, firewall, leftovers, names, past, routes, sources
from .findings import EXPLAINING, Finding, in_order


@dataclass(frozen=True)
class Checkup:
    """What came out of a check."""

    dependencies: tuple[Judged, ...]
    addresses: tuple[Answered, ...]
    findings: tuple[Finding, ...]

    @property
    def blocked(self) -> tuple[Judged, ...]:
        """The dependencies that would not pass."""
        return tuple(one for one in self.dependencies if one.verdict.blocked)

    @property
    def undecided(self) -> tuple[Judged, ...]:
        """The dependencies of which nobody can tell whether they pass."""
        return tuple(one for one in self.dependencies if one.verdict.is_open)

    @property
    def unmatched(self) -> tuple[Judged, ...]:
        """The dependencies that no rule of the firewall allows."""
        return tuple(one for one in self.dependencies if one.firewall.outcome == Decision.NO_MATCH)

    def explained(self, causes: Iterable[Finding]) -> Checkup:
        """The same with these findings; one that explains all of another is told with it, as one."""
        found = list(self.findings)
        for cause in causes:
            effect = next((one for one in found if _explains(cause, one)), None)
            if effect is None:
                found.append(cause)
            else:
                message = f"{effect.message} {cause.message}"
                found[found.index(effect)] = replace(effect, message=message, remedy=cause.remedy)
        return replace(self, findings=in_order(found))

    def with_findings(self, more: Iterable[Finding]) -> Checkup:
        """The same with these findings among the others."""
        return replace(self, findings=in_order([*self.findings, *more]))

    def summary(self) -> dict[str, dict[str, int]]:
        """Counts for a log or a dashboard."""
        return {
            "dependencies": Counter(one.verdict.outcome for one in self.dependencies),
            "addresses": Counter(one.verdict.outcome for one in self.addresses),
            "findings": Counter(finding.severity for finding in self.findings),
        }

    def as_option(self) -> dict[str, Any]:
        """The check as users see it in results."""
        return {
            "dependencies": [one.as_option() for one in self.dependencies],
            "addresses": [one.as_option() for one in self.addresses],
            "findings": [finding.as_option() for finding in self.findings],
        }


def _explains(cause: Finding, other: Finding) -> bool:
    return other.code == "blocked_dependency" and len(other.concerns) > 0 and {*other.concerns} <= {*cause.concerns}


def check(
    question: Question, landscape: Landscape, requirements: Requirements | None = None, *, diagnose: bool = False
) -> Checkup:
    """Judge everything that is asked; with `before_routing` only what concerns the dependencies is found."""
    dependencies, addresses = verdicts.judge_all(question, landscape)
    listed = list(firewall.findings(question, landscape, dependencies))
    way = beyond.exit_of(landscape)
    listed += beyond.findings(dependencies, question, landscape, way)
    listed += sources.findings(landscape.data_sources, landscape.cluster_id.name)
    if not question.before_routing:
        listed += [*routes.findings(question, addresses, landscape, dependencies), *firewall.of_cluster(landscape)]
        listed += [*past.by_endpoint(dependencies), *beyond.source_address(dependencies, landscape, way)]
        listed += names.by_firewall(dependencies, landscape)
        listed += context.findings(question, landscape, diagnose=diagnose)
        if requirements is not None:
            doubtful = documented.unconfirmed(question.health_monitoring)
            listed += past.by_route(dependencies, question, landscape, requirements)
            listed += leftovers.findings(dependencies, question, landscape, requirements)
            listed += firewall.of_requirements(requirements, doubtful)
    told = frozenset(subject for one in listed if one.code in EXPLAINING for subject in one.concerns)
    first = destinations.findings(dependencies, landscape, before_routing=question.before_routing, told=told)
    lost = names.unreached(dependencies, landscape)
    return Checkup(dependencies, addresses, in_order([*first, *lost, *listed]))
