# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What writers took from each other, by the log of all requests for the resource they share.

The log has every write that was taken, in its order. A write that takes back what another writer had written before is
a loss. Ours sees it when it comes before the last look of the run that wrote; then that run has to write again, or to
fail and say so.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ansible_collections.adx.outbound.tests.faults.shared import FOREIGN, Shared
from ansible_collections.adx.outbound.tests.faults.writer import AGENT

FATES = UNSEEN, REPAIRED, REPORTED, MISSED = "unseen", "repaired", "reported", "missed"
_AGENT = re.compile(AGENT.format(r"(\w+)", r"(\d+)"))
Rounds = dict[str, int]


@dataclass(frozen=True)
class Loss:
    """At one place of the log somebody took back the round of a writer."""

    at: int
    victim: str
    number: int


def held_after(shared: Shared, entries: Sequence[Any]) -> list[Rounds]:
    """The rounds that the document holds after each entry of the log."""
    held: Rounds = {}
    found = []
    for entry in entries:
        if entry.method == "PUT" and entry.status in (200, 201):
            held = shared.rounds(entry.body)
        found.append(held)
    return found


def losses(held: Sequence[Rounds], entries: Sequence[Any]) -> list[Loss]:
    """Every loss there was."""
    found = []
    for at, (before, now) in enumerate(pairwise(held), 1):
        others = {name: number for name, number in before.items() if name != _run_of(entries[at])[0]}
        found += [Loss(at, name, number) for name, number in others.items() if now.get(name) != number]
    return found


def fate(loss: Loss, held: Sequence[Rounds], entries: Sequence[Any], told: Mapping[str, Mapping[int, Any]]) -> str:
    """What became of it; one that its victim looked at must not be missed."""
    run = (loss.victim, loss.number)
    later = range(loss.at + 1, len(entries))
    looks = [at for at in later if entries[at].method == "GET" and _run_of(entries[at]) == run]
    shown = [held[at].get(loss.victim) == loss.number for at in looks]
    if loss.victim == FOREIGN or all(shown):
        return UNSEEN
    if told[loss.victim][loss.number]:
        return REPORTED
    return REPAIRED if shown[-1] else MISSED


def _run_of(entry: Any) -> tuple[str, int]:
    """Whose request it was, and of which round."""
    found = _AGENT.search(entry.headers.get("User-Agent", ""))
    return (found[1], int(found[2])) if found else ("", 0)
