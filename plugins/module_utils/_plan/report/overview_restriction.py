# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a report about many clusters says of them all where they restrict their outbound access themselves."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from ..values.words import Mode, OutboundState
from . import words
from .fates import Fate
from .lines import Line
from .words import ASIDE, BAD, GOOD, OPEN

# Access is restricted where these became of a cluster, whatever else is to be said of it.
HELD = {
    Fate.RESTRICTED: "",
    Fate.UNDECIDED: "with unknown destinations",
    Fate.FAULTY: "with errors",
    Fate.BLOCKED: "with blocked destinations",
}


def headline(lines: Sequence[Line], mode: str) -> str:
    """`2 of 3 clusters are restricted, 1 of them with unknown destinations, 1 failed`."""
    found, told, ahead = Counter(line.outcome for line in lines), [], mode == Mode.PREVIEW
    wanted = sum(line.asked == OutboundState.RESTRICTED for line in lines)
    held = sum(found[fate] for fate in HELD)
    if wanted:
        told.append(f"{words.share(held, wanted)} {words.would(held, ahead)} restricted")
    told += [f"{found[fate]} of them {text}" for fate, text in HELD.items() if text and found[fate]]
    if wanted < len(lines):
        free = found[Fate.FREE]
        told.append(f"{words.share(free, len(lines) - wanted)} {words.would(free, ahead)} unrestricted")
    told += [f"{found[Fate.FAILED]} failed"] if found[Fate.FAILED] else []
    sentence = ", ".join(told) or "no cluster was given"
    return f"{sentence[0].upper()}{sentence[1:]}"


def counts(lines: Iterable[Line], mode: str) -> tuple[tuple[str, int, str], ...]:
    """The figures."""
    found, ahead = Counter(line.outcome for line in lines), mode == Mode.PREVIEW
    to_be = "to be " if ahead else ""
    counted = [
        (f"clusters {to_be}restricted", found[Fate.RESTRICTED], GOOD),
        ("clusters failed", found[Fate.FAILED], BAD),
        ("clusters with blocked destinations", found[Fate.BLOCKED] + found[Fate.FAULTY], BAD),
        ("clusters with unknown destinations", found[Fate.UNDECIDED], OPEN),
    ]
    counted += [(f"clusters {to_be}unrestricted", found[Fate.FREE], GOOD)] if found[Fate.FREE] else []
    return tuple((words.counted(count, what), count, state if count else ASIDE) for what, count, state in counted)
