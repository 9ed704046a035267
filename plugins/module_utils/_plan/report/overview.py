# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a report about many clusters says of them all, in plain words and before any format: one line for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..values.words import DesiredState, Mode
from . import headlines, overview_restriction, restriction, shared, words
from .ending import CHECK_FAILED, STATES, Ending, call_of
from .headlines import Setting
from .lines import Fate, Line, findings_of, labels_of, line_of
from .model import Report
from .shared import Shared
from .words import ASIDE, BAD, GOOD, OPEN

# How the headline tells of those that are not as they were asked for.
_TOLD = {
    Fate.FAILED: "failed",
    Fate.STOPPED: "stopped before routing",
    Fate.BLOCKED: "with blocked destinations",
    Fate.FAULTY: "with errors",
    Fate.UNDECIDED: "unknown",
    Fate.LOOSE: "not locked down",
    Fate.OUTSIDE: "in no network",
    Fate.PLANNED: "only planned",
}

_URGENT = ("left_open", "not_taken_back")  # codes of what somebody has to look at by hand, and at once


@dataclass(frozen=True)
class Overview:
    """Everything a report about many clusters says, those first that need somebody; `parts` stand for the plans.

    `ending` and `told` are how the call ended for all of them, `causes` what clusters share, the worst first.
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

    @property
    def failed(self) -> tuple[Line, ...]:
        """The clusters that the run failed for."""
        return tuple(line for line in self.clusters if line.failed)


def overview(result: Mapping[str, Any], *, when: str = "", version: str = "") -> Report | Overview:
    """Return the report about the result of one call; for exactly one cluster that is this cluster's own."""
    parts, mode = dict(sorted((result.get("parts") or {}).items())), _mode(result)
    is_planned = any(one.get("plan", True) and not restriction.is_refused(one) for one in result["clusters"])
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
    return Overview(
        title=f"{_about(result)} of {words.many(len(lines), 'cluster')}",
        ending=str(ending),
        told=told,
        tone=STATES.get(ending, ASIDE),
        state=_worst(line.state for line in lines),
        headline=(overview_restriction.headline if _restricts(result) else _headline)(lines, mode),
        lead=_lead(lines, worst, would=mode == Mode.PREVIEW),
        remedy=worst.problem.remedy if worst else "",
        cause=worst.problem.anchor if worst else "",
        accepted=shared.accepted((line.label, line.report.accepted) for line in lines if line.report),
        causes=causes,
        mode=str(result.get("mode") or ""),
        plan_hash=plan_hash,
        parts=parts,
        facts=tuple(_facts(lines)),
        counts=(overview_restriction.counts if _restricts(result) else _counts)(lines, mode),
        clusters=tuple(lines),
        when=when,
        version=version,
    )


def _restricts(result: Mapping[str, Any]) -> bool:
    return bool(result["clusters"]) and all(map(restriction.concerns, result["clusters"]))


def _about(result: Mapping[str, Any]) -> str:
    return "Outbound access" if _restricts(result) else "Outgoing traffic"


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


def _headline(lines: Sequence[Line], mode: str) -> str:
    """`198 of 200 clusters are locked down, 2 failed`: what was asked for and became true, then what did not."""
    found, told = Counter(line.outcome for line in lines), []
    there = sum(line.asked == DesiredState.PRESENT for line in lines)
    good = Fate.PLANNED if found[Fate.PLANNED] and not any(line.verdicts for line in lines) else Fate.LOCKED
    if there:
        be = words.would(found[good], good == Fate.LOCKED and mode == Mode.PREVIEW)
        told.append(f"{words.share(found[good], there)} {be} {good}")
    if there < len(lines):
        whose, be = words.share(found[Fate.AWAY], len(lines) - there), words.would(1, mode == Mode.PREVIEW)
        told.append(f"the lock-down of {whose} {be} {Fate.AWAY}")
    told += [f"{count} {text}" for outcome, text in _TOLD.items() if (count := found[outcome]) and outcome != good]
    sentence = ", ".join(told) or "no cluster was given"
    return sentence[0].upper() + sentence[1:]


def _lead(lines: Iterable[Line], worst: Shared | None, *, would: bool) -> str:
    told = []
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


def _counts(lines: Iterable[Line], mode: str) -> tuple[tuple[str, int, str], ...]:
    found = Counter(line.outcome for line in lines)
    good = "to be locked down" if mode == Mode.PREVIEW else "locked down"
    counted = [
        (f"clusters {good}", found[Fate.LOCKED], GOOD),
        ("clusters failed", found[Fate.FAILED] + found[Fate.STOPPED], BAD),
        ("clusters with errors", found[Fate.BLOCKED] + found[Fate.FAULTY], BAD),
    ]
    rare = [
        ("clusters unknown", found[Fate.UNDECIDED], OPEN),
        ("clusters not locked down", found[Fate.LOOSE], OPEN),
        ("clusters planned", found[Fate.PLANNED], OPEN),
        ("clusters in no network", found[Fate.OUTSIDE], ASIDE),
        ("clusters to be let go" if mode == Mode.PREVIEW else "clusters let go", found[Fate.AWAY], GOOD),
    ]
    counted += [one for one in rare if one[1]]
    return tuple((words.counted(count, what), count, state if count else ASIDE) for what, count, state in counted)


def _worst(states: Iterable[str]) -> str:
    order = (BAD, OPEN, GOOD, ASIDE)
    return min(states, key=order.index, default=ASIDE)
