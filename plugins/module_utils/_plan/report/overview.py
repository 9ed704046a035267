# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a report about many clusters says of them all, in plain words and before any format: one line for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..values.words import DesiredState, Mode
from . import headlines, overview_exit, overview_lockdown, overview_restriction, shared, words
from .ending import CHECK_FAILED, STATES, Ending, call_of
from .fates import Fate
from .headlines import Setting
from .kinds import Kind, is_refused, kind_of_all
from .lines import Line, findings_of, labels_of, line_of
from .model import Report
from .shared import Shared
from .words import ASIDE, BAD, GOOD, OPEN

_URGENT = ("left_open", "not_taken_back")  # codes of what somebody has to look at by hand, and at once


@dataclass(frozen=True)
class Manner:
    """How the clusters of one kind of call are told of: what a report is about, and what was judged of each cluster."""

    about: str
    judged: str
    headline: Callable[[Sequence[Line], str], str]
    counts: Callable[[Sequence[Line], str], tuple[tuple[str, int, str], ...]]


_MANNERS = {
    Kind.LOCKDOWN: Manner("Outgoing traffic", "Destinations", overview_lockdown.headline, overview_lockdown.counts),
    Kind.RESTRICTION: Manner(
        "Outbound access", "Destinations", overview_restriction.headline, overview_restriction.counts
    ),
    Kind.EXIT: Manner("Network", "Preconditions", overview_exit.headline, overview_exit.counts),
}


@dataclass(frozen=True)
class Overview:
    """Everything a report about many clusters says, those first that need somebody; `parts` stand for the plans.

    `ending` and `told` are how the call ended for all of them, `causes` what clusters share, the worst first, and
    `judged` what was judged of each.
    """

    title: str
    ending: str
    told: str
    tone: str
    state: str
    headline: str
    lead: str
    mode: str
    plan_hash: str
    parts: Mapping[str, Any]
    facts: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, int, str], ...]
    clusters: tuple[Line, ...]
    remedy: str = ""
    cause: str = ""
    accepted: tuple[str, ...] = ()
    causes: tuple[Shared, ...] = ()
    when: str = ""
    version: str = ""
    judged: str = "Destinations"

    @property
    def failed(self) -> tuple[Line, ...]:
        """The clusters that the run failed for."""
        return tuple(line for line in self.clusters if line.failed)


def overview(result: Mapping[str, Any], *, when: str = "", version: str = "") -> Report | Overview:
    """Return the report about the result of one call; for exactly one cluster that is this cluster's own."""
    parts, mode = dict(sorted((result.get("parts") or {}).items())), _mode(result)
    is_planned = any(one.get("plan", True) and not is_refused(one) for one in result["clusters"])
    plan_hash = str(result.get("plan_hash") or "") if is_planned else ""
    labels = labels_of(result["clusters"])
    lines = [line_of(one, labels[str(one["id"])], result) for one in result["clusters"]]
    lines.sort(key=lambda line: (list(Fate).index(line.outcome), line.code not in _URGENT, line.label, line.id))
    own = lines[0].report if len(lines) == 1 else None
    if own:
        told = str(result.get("mode") or "")
        return replace(own, plan_hash=plan_hash, mode=told, parts=parts, when=when, version=version)
    causes = shared.shared((labels[str(one["id"])], findings_of(one)) for one in result["clusters"])
    worst = next((one for one in causes if one.problem.severity == "error"), None)
    ending, told = _ending(lines, result)
    manner = _MANNERS[kind_of_all(result["clusters"])]
    became, way_back = overview_exit.ended([(line.label, line.outcome) for line in lines])
    return Overview(
        title=f"{manner.about} of {words.many(len(lines), 'cluster')}",
        ending=str(ending),
        told=told,
        tone=STATES.get(ending, ASIDE),
        state=_worst(line.state for line in lines),
        headline=manner.headline(lines, mode),
        lead=_lead(lines, worst, became, would=mode == Mode.PREVIEW),
        remedy=way_back or (worst.problem.remedy if worst else ""),
        cause=worst.problem.anchor if worst and not way_back else "",
        accepted=shared.accepted((line.label, line.report.accepted) for line in lines if line.report),
        causes=causes,
        mode=str(result.get("mode") or ""),
        plan_hash=plan_hash,
        parts=parts,
        facts=tuple(_facts(lines)),
        counts=manner.counts(lines, mode),
        clusters=tuple(lines),
        when=when,
        version=version,
        judged=manner.judged,
    )


def _mode(result: Mapping[str, Any]) -> str:
    """Whether it tells what would be; a check tells what is."""
    return "" if call_of(result, {}).is_check else str(result.get("mode") or "")


def _ending(lines: Sequence[Line], result: Mapping[str, Any]) -> tuple[Ending, str]:
    """How the call ended for all of them, and what was written."""
    failed = sum(line.failed for line in lines)
    if call_of(result, {}).is_check:
        return Ending.CHECKED, "nothing has been written"
    if not result.get("mode"):
        return Ending.PLANNED, "nothing has been written"
    if result["mode"] == Mode.PREVIEW:
        stops = f", and a run would stop for {words.share(failed, len(lines))}" if failed else ""
        return (Ending.PREVIEW_STOPPED if failed else Ending.PREVIEW), f"nothing has been written{stops}"
    written = sum(bool(line.concerned) and line.changed for line in lines)
    told = f"written for {words.share(written, len(lines))}" if written else "nothing was written"
    if failed:
        return Ending.FAILED, told
    if any(line.code == CHECK_FAILED for line in lines):
        return Ending.FAULTY, told
    removed = all(line.asked == DesiredState.ABSENT for line in lines)
    return (Ending.REMOVED if removed else Ending.DONE), told


def _lead(lines: Iterable[Line], worst: Shared | None, became: str, *, would: bool) -> str:
    told = [became] if became else []
    if worst:
        about = Setting(0, worst.problem.subject, would)
        named = headlines.of(worst.problem, about, len(worst.problem.concerns))
        told.append(f"The worst cause, of {words.many(len(worst.clusters), 'cluster')}: {named}.")
    told += [words.FAILURES_FIRST] if any(line.failed for line in lines) else []
    return " ".join([*told, words.OWN_REPORTS])


def _facts(lines: Iterable[Line]) -> Iterable[tuple[str, str]]:
    asked = Counter(line.asked for line in lines)
    for state, sentence in words.ASKED_OF.items():
        if asked[state]:
            yield "Asked for", sentence.format(clusters=words.many(asked[state], "cluster"))


def _worst(states: Iterable[str]) -> str:
    order = (BAD, OPEN, GOOD, ASIDE)
    return min(states, key=order.index, default=ASIDE)
