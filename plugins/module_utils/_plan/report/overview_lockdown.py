# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a report about many clusters says of them all where their outgoing traffic is locked down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ..values.words import DesiredState, Mode
from . import words
from .ending import at_home
from .fates import Fate
from .lines import Line
from .words import ASIDE, BAD, GOOD, OPEN

# How the headline tells of those that are not as they were asked for.
_TOLD = {
    Fate.FAILED: "failed",
    Fate.STOPPED: "stopped before routing",
    Fate.BLOCKED: "with blocked destinations",
    Fate.FAULTY: "with errors",
    Fate.UNDECIDED: "unknown",
    Fate.LOOSE: "not locked down",
    Fate.KEPT: "not wholly taken away",
    Fate.OUTSIDE: "in no network",
    Fate.PLANNED: "only planned",
}


def headline(lines: Sequence[Line], mode: str) -> str:
    """`198 of 200 clusters are locked down, 2 failed`: what was asked for and became true, then what did not."""
    found, told = Counter(line.outcome for line in lines), []
    there = sum(line.asked == DesiredState.PRESENT for line in lines)
    good = Fate.PLANNED if found[Fate.PLANNED] and not any(line.verdicts for line in lines) else Fate.LOCKED
    if there:
        be = words.would(found[good], good == Fate.LOCKED and mode == Mode.PREVIEW)
        home = at_home([line.home for line in lines if line.outcome == good]) if good == Fate.LOCKED else ""
        told.append(f"{words.share(found[good], there)} {be} {home}{good}")
    if there < len(lines):
        whose, be = words.share(found[Fate.AWAY], len(lines) - there), words.would(1, mode == Mode.PREVIEW)
        told.append(f"the lock-down of {whose} {be} {Fate.AWAY}")
    told += [f"{count} {text}" for outcome, text in _TOLD.items() if (count := found[outcome]) and outcome != good]
    sentence = ", ".join(told) or "no cluster was given"
    return sentence[0].upper() + sentence[1:]


def counts(lines: Iterable[Line], mode: str) -> tuple[tuple[str, int, str], ...]:
    """The figures."""
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
        ("lock-downs not wholly taken away", found[Fate.KEPT], OPEN),
        ("clusters planned", found[Fate.PLANNED], OPEN),
        ("clusters in no network", found[Fate.OUTSIDE], ASIDE),
        ("clusters to be let go" if mode == Mode.PREVIEW else "clusters let go", found[Fate.AWAY], GOOD),
    ]
    counted += [one for one in rare if one[1]]
    return tuple((words.counted(count, what), count, state if count else ASIDE) for what, count, state in counted)
