# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a report about many clusters says of them all where they leave their networks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ..values.words import Mode, begun
from . import shared, words
from .fates import Fate
from .lines import Line
from .words import ASIDE, BAD, GOOD, OPEN

# A cluster is out of its network where these became of it, whatever else is to be said of it.
_OUT = {
    Fate.LEFT: "",
    Fate.LEFT_BEFORE: "since before",
    Fate.UNSURE: "with preconditions unknown",
    Fate.UNMET: "with preconditions missing",
    Fate.FAULTY: "with errors",
}
_SHOWN = 10  # names of clusters of which the same became
_STOPPED = (Fate.ADRIFT, Fate.LOST)
_NAMED = {"Left": tuple(_OUT), "Does not hold": (Fate.ADRIFT,), "May have left": (Fate.LOST,)}
_NAMED_LAST = {"Failed": (Fate.FAILED,), "Not reached": (Fate.NOT_REACHED,)}


def sentence(fates: Iterable[Fate], *, ahead: bool) -> str:
    """`2 of 3 clusters are out of their networks, 1 does not hold`, without a full stop."""
    found = Counter(fates)
    out, total = sum(found[fate] for fate in _OUT), found.total()
    its = "their networks" if out > 1 else "its network"
    told = [f"{words.share(out, total)} {words.would(out, ahead)} out of {its}"]
    told += [f"{found[fate]} of them {text}" for fate, text in _OUT.items() if text and found[fate]]
    told += [text.format(count) for fate, text in _failed(found, ahead).items() if (count := found[fate])]
    return ", ".join(told) if total else "no cluster was given"


def _failed(found: Counter[Fate], ahead: bool) -> dict[Fate, str]:
    do, were = (
        "does" if found[Fate.ADRIFT] == 1 else "do",
        "was" if found[Fate.NOT_REACHED] == 1 else "were",
    )
    return {
        Fate.ADRIFT: f"{{}} {do} not hold",
        Fate.LOST: "{} may have left",
        Fate.FAILED: "{} would fail" if ahead else "{} failed",
        Fate.NOT_REACHED: f"{{}} {were} not reached",
    }


def ended(outcomes: Sequence[tuple[str, Fate]]) -> tuple[str, str]:
    """Of a run that stopped in the middle which clusters have left, which have not and which were not reached, and how
    to return; both are empty for any other. `outcomes` are labels of clusters with what became of each.
    """
    stopping = [label for label, fate in outcomes if fate in _STOPPED]
    if not stopping:
        return "", ""
    told = []
    for what, fates in {**_NAMED, **_NAMED_LAST}.items():
        labels = sorted(label for label, fate in outcomes if fate in fates)
        told += [f"{what}: {shared.some(labels, _SHOWN)}."] if labels else []
    remedy = (
        f"Look at cluster {shared.some(stopping, _SHOWN)}. To go back with it, or with any that has left, run the"
        " playbook return_to_network; once it is well, run this again for the rest."
    )
    return " ".join(told), remedy


def headline(lines: Sequence[Line], mode: str) -> str:
    """The sentence about all of them."""
    return begun(sentence((line.outcome for line in lines), ahead=mode == Mode.PREVIEW))


def counts(lines: Iterable[Line], mode: str) -> tuple[tuple[str, int, str], ...]:
    """The figures."""
    found = Counter(line.outcome for line in lines)
    stopping = sum(found[fate] for fate in _STOPPED)
    counted = [
        ("clusters to be out" if mode == Mode.PREVIEW else "clusters out", sum(found[fate] for fate in _OUT), GOOD),
        ("clusters failed", found[Fate.FAILED] + stopping, BAD),
        ("clusters with preconditions missing", found[Fate.UNMET] + found[Fate.FAULTY], BAD),
        ("clusters with preconditions unknown", found[Fate.UNSURE], OPEN),
    ]
    counted += [("clusters not reached", found[Fate.NOT_REACHED], BAD)] if found[Fate.NOT_REACHED] else []
    return tuple((words.counted(count, what), count, state if count else ASIDE) for what, count, state in counted)
