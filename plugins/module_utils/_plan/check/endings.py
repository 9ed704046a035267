# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a check ends that found something: one sentence, short enough to be read in a log."""

from __future__ import annotations

from collections.abc import Container, Sequence

from .catalogue import Severity
from .check import Checkup
from .findings import NEVER, Finding, at_least

_SHOWN = 3


def would_block(checkup: Checkup, cluster: str, through: str) -> str:
    """Why nothing may be sent to the firewall yet; empty when nothing would be blocked."""
    if not checkup.blocked:
        return ""
    blocking = {one.flow.subject for one in checkup.blocked}
    reasons = [one for one in checkup.findings if one.severity == Severity.ERROR and blocking & set(one.concerns)]
    return (
        f"{len(checkup.blocked)} of the {len(checkup.dependencies)} destinations of cluster {cluster} would be blocked"
        f" if its traffic went to {through}: {_shown(reasons)}"
    )


def failing(findings: tuple[Finding, ...], checked: str, fail_on: str) -> str:
    """Why a check of that is a failure, such as one of `cluster telemetry`; empty when nothing found is as severe."""
    bad = () if fail_on == NEVER else at_least(findings, fail_on)
    if not bad:
        return ""
    what = "finding" if len(bad) == 1 else "findings"
    return f"The check of {checked} has {len(bad)} {what} to act on: {_shown(bad)}"


def not_locked_down(findings: tuple[Finding, ...], cluster: str, codes: Container[str]) -> str:
    """Why a lock-down is not there, which findings of these codes say however severe they are; empty where it is."""
    found = [one for one in findings if one.code in codes]
    if not found:
        return ""
    return f"Cluster {cluster} does not return to its network while its lock-down is not there: {_shown(found)}"


def lines(checkup: Checkup) -> list[str]:
    """The check for a log: counts, then every finding."""
    return [*counts(checkup), *map(line, checkup.findings)]


def counts(checkup: Checkup) -> list[str]:
    """How many destinations and addresses have each verdict."""
    judged = (("destinations", checkup.dependencies), ("documented addresses", checkup.addresses))
    return [
        f"{len(group)} {what}: {_counts([one.verdict.outcome for one in group])}" for what, group in judged if group
    ]


def line(finding: Finding) -> str:
    """A finding for a log."""
    return f"{finding.severity}: {finding.message}"


def _counts(outcomes: Sequence[str]) -> str:
    known = dict.fromkeys(outcomes)
    return ", ".join(f"{outcomes.count(outcome)} {outcome.replace('_', ' ')}" for outcome in known)


def _shown(findings: Sequence[Finding]) -> str:
    """The first messages, how many there are besides, and what to do about the first."""
    rest = [f"And {len(findings) - _SHOWN} more."] if len(findings) > _SHOWN else []
    remedies = [finding.remedy for finding in findings[:1]]
    return " ".join([*(finding.message for finding in findings[:_SHOWN]), *rest, *remedies])
