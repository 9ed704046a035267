# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a report about many clusters says of them all, in plain words and before any format: one line for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..values.words import DesiredState, Mode, Word
from . import words
from .model import Report, report
from .words import ASIDE, BAD, GOOD, OPEN


class Fate(Word):
    """What became of a cluster. The worst stand first in a report."""

    FAILED = "failed"
    BLOCKED = "blocked"
    FAULTY = "faulty"
    UNDECIDED = "not known"
    LOOSE = "not locked down"
    OUTSIDE = "in no network"
    PLANNED = "planned"
    LOCKED = "locked down"
    AWAY = "taken away"


# How good that is.
_STATES = {
    Fate.FAILED: BAD,
    Fate.BLOCKED: BAD,
    Fate.FAULTY: BAD,
    Fate.UNDECIDED: OPEN,
    Fate.LOOSE: OPEN,
    Fate.OUTSIDE: ASIDE,
    Fate.PLANNED: OPEN,
    Fate.LOCKED: GOOD,
    Fate.AWAY: GOOD,
}
# How the headline tells of those that are not as they were asked for.
_TOLD = {
    Fate.FAILED: "failed",
    Fate.BLOCKED: "with blocked destinations",
    Fate.FAULTY: "with faults",
    Fate.UNDECIDED: "not known",
    Fate.LOOSE: "not locked down",
    Fate.OUTSIDE: "in no network",
    Fate.PLANNED: "only planned",
}
_VERDICTS = (("allowed", GOOD), ("blocked", BAD), ("not known", OPEN))
_SHOWN = 200  # letters of a sentence in a cell of the table


@dataclass(frozen=True)
class Line:
    """One cluster: what was asked for, what became of it, and its own report where there is one.

    `label` names it among these clusters, `concerned` are the parts that were written or would be, `worst` is why it
    failed or its worst finding.
    """

    id: str
    label: str
    region: str
    asked: str
    state: str
    outcome: Fate
    changed: bool
    concerned: tuple[str, ...]
    verdicts: tuple[tuple[str, int, str], ...]
    worst: str
    failure: str
    code: str
    report: Report | None

    @property
    def failed(self) -> bool:
        """True where the run failed for this cluster."""
        return self.outcome == Fate.FAILED

    def told(self, mode: str) -> str:
        """What became of it, or would."""
        is_ahead = mode == Mode.PREVIEW and self.outcome in (Fate.LOCKED, Fate.AWAY)
        return f"would be {self.outcome}" if is_ahead else self.outcome

    @property
    def short(self) -> str:
        """The worst of it, as long as fits into a cell."""
        return self.worst if len(self.worst) <= _SHOWN else f"{self.worst[: _SHOWN - 1]}\N{HORIZONTAL ELLIPSIS}"


@dataclass(frozen=True)
class Overview:
    """Everything a report about many clusters says, those first that need somebody; `parts` stand for the plans."""

    title: str
    state: str
    headline: str
    lead: str
    mode: str
    plan_hash: str
    parts: Mapping[str, Any]
    facts: tuple[tuple[str, str], ...]
    counts: tuple[tuple[str, int, str], ...]
    clusters: tuple[Line, ...]
    when: str = ""
    version: str = ""

    @property
    def failed(self) -> tuple[Line, ...]:
        """The clusters that the run failed for."""
        return tuple(line for line in self.clusters if line.failed)


def overview(result: Mapping[str, Any], *, when: str = "", version: str = "") -> Report | Overview:
    """Return the report about the result of one call; for exactly one cluster that is this cluster's own."""
    parts, mode = dict(sorted((result.get("parts") or {}).items())), str(result.get("mode") or "")
    plan_hash = str(result.get("plan_hash") or "")
    labels = labels_of(result["clusters"])
    lines = [_line(one, labels[str(one["id"])], parts) for one in result["clusters"]]
    lines.sort(key=lambda line: (list(_STATES).index(line.outcome), line.label, line.id))
    own = lines[0].report if len(lines) == 1 else None
    if own:
        return replace(own, plan_hash=plan_hash, mode=mode, parts=parts, when=when, version=version)
    return Overview(
        title=f"Outgoing traffic of {words.many(len(lines), 'cluster')}",
        state=_worst(line.state for line in lines),
        headline=_headline(lines, mode),
        lead=_lead(lines, mode),
        mode=mode,
        plan_hash=plan_hash,
        parts=parts,
        facts=tuple(_facts(lines, mode)),
        counts=_counts(lines, mode),
        clusters=tuple(lines),
        when=when,
        version=version,
    )


def labels_of(clusters: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """A name of each cluster, by its id: as short as tells it from the others."""
    ids = [str(one["id"]) for one in clusters]
    names = {id_: id_.rpartition("/")[2] for id_ in ids}
    grouped = {id_: f"{names[id_]} in {_group(id_)}" for id_ in ids}
    known, known_in_group = Counter(names.values()), Counter(grouped.values())
    return {
        id_: names[id_] if known[names[id_]] == 1 else grouped[id_] if known_in_group[grouped[id_]] == 1 else id_
        for id_ in ids
    }


def _group(id_: str) -> str:
    return id_.partition("/resourceGroups/")[2].partition("/")[0]


def _line(one: Mapping[str, Any], label: str, parts: Mapping[str, Any]) -> Line:
    checked, plan = one.get("check") or {}, one.get("plan") or None
    failure = str(one.get("msg") or "no reason is known") if one.get("failed") else ""
    accept = (parts.get(str(one["id"]).lower()) or {}).get("accept") or ()
    own = report(checked, plan, failure=failure, accept=accept) if plan or checked.get("about") else None
    own = own and replace(own, plan_hash="")  # there is one for all
    outcome = fate_of(one)
    findings = one.get("findings") or ()
    worst = next((str(found["message"]) for found in findings if found["severity"] != "info"), "")
    return Line(
        id=str(one["id"]),
        label=label,
        region=str((plan or {}).get("region") or (checked.get("about") or {}).get("region") or words.UNKNOWN),
        asked=str(one["state"]),
        state=_STATES[outcome],
        outcome=outcome,
        changed=bool(one.get("changed")),
        concerned=_concerned(one),
        verdicts=_verdicts(one),
        worst=failure or worst,
        failure=failure,
        code=str(one.get("code") or ""),
        report=own,
    )


def fate_of(one: Mapping[str, Any]) -> Fate:
    """What became of a cluster, by its counts and findings, which are there without details as well."""
    if one.get("failed"):
        return Fate.FAILED
    if one["state"] != DesiredState.PRESENT:
        return Fate.AWAY
    counts = {what: count for what, count, _state in _verdicts(one)}
    codes = {found["code"] for found in one.get("findings") or ()}
    if not counts:
        return Fate.PLANNED
    if "not_injected" in codes:
        return Fate.OUTSIDE
    if counts["blocked"]:
        return Fate.BLOCKED
    if any(found["severity"] == "error" for found in one.get("findings") or ()):
        return Fate.FAULTY
    if "no_default_route" in codes:
        return Fate.LOOSE
    return Fate.UNDECIDED if counts["not known"] else Fate.LOCKED


def _verdicts(one: Mapping[str, Any]) -> tuple[tuple[str, int, str], ...]:
    """How many destinations have each verdict; nothing where none was judged."""
    judged = (one.get("summary") or {}).get("dependencies")
    if judged is None:
        return ()
    found: Counter[str] = Counter()
    for verdict, count in judged.items():
        found[words.state_of(str(verdict))] += int(count)
    return tuple((what, found[state], state) for what, state in _VERDICTS)


def _concerned(one: Mapping[str, Any]) -> tuple[str, ...]:
    """The parts that were written, or would be, where that is known, else those there is something to do about."""
    written = [str(done["part"]) for done in one.get("written") or ()]
    return tuple(dict.fromkeys(words.PARTS.get(part, part) for part in written or one.get("pending") or ()))


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


def _lead(lines: Iterable[Line], mode: str) -> str:
    told = ["Nothing was written yet: this is what a run would do."] if mode == Mode.PREVIEW else []
    told += [words.FAILURES_FIRST] if any(line.failed for line in lines) else []
    return " ".join([*told, words.OWN_REPORTS])


def _facts(lines: Iterable[Line], mode: str) -> Iterable[tuple[str, str]]:
    asked = Counter(line.asked for line in lines)
    for state, sentence in words.ASKED_OF.items():
        if asked[state]:
            yield "Asked for", sentence.format(clusters=words.many(asked[state], "cluster"))
    if mode:
        yield "Kind of report", words.MODES.get(mode, mode)


def _counts(lines: Iterable[Line], mode: str) -> tuple[tuple[str, int, str], ...]:
    found = Counter(line.outcome for line in lines)
    good = "to be locked down" if mode == Mode.PREVIEW else "locked down"
    counted = [
        (f"clusters {good}", found[Fate.LOCKED], GOOD),
        ("clusters failed", found[Fate.FAILED], BAD),
        ("clusters with faults", found[Fate.BLOCKED] + found[Fate.FAULTY], BAD),
    ]
    rare = [
        ("clusters not known", found[Fate.UNDECIDED], OPEN),
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
