# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How many round trips deep a run is, and what it asked for in which phase: pure, from the emulator's log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ansible_collections.adx.outbound.tests.emulator.front import router

BEFORE, AFTER = "before the first write", "after the last write"
FIREWALLS, TABLES = ("azurefirewalls", "firewallpolicies"), ("routetables", "virtualnetworks")
WRITTEN = {"firewall": "rules: from the first write to the last", "table": "routes: from the first write to the last"}
GATE = "between rules and routes"


def deep(spans: Iterable[tuple[float, float]]) -> int:
    """The longest chain of requests of which each began when the one before was over."""
    found, over = 0, float("-inf")
    for began, ended in sorted(spans, key=lambda span: span[1]):  # whoever ends first leaves most room for others
        if began >= over:
            found, over = found + 1, ended
    return found


def kind(entry: Any) -> str:
    """What a request asks for: its method and the type of the resource."""
    if entry.kind not in ("arm", "operation"):
        return f"{entry.method} {'login' if entry.kind == 'identity' else entry.kind}"
    if entry.kind == "operation":
        return f"{entry.method} operation"
    target = router.parse(entry.path)
    what = target.types[-1] if target.types else target.shape
    return f"{entry.method} {what[:1].lower()}{what[1:]}"  # Kusto's ids begin their types with a capital now and then


def by_phase(entries: Sequence[Any]) -> dict[str, Counter[str]]:
    """The requests of a lock-down by kind, phase by phase. A log does not say why something is asked, so the phases
    are told by the writes, which come in one order: rules, then routes. Waiting for an operation belongs to the write
    before it. Without any write there is one phase.
    """
    writes = [(number, _written(entry)) for number, entry in enumerate(entries) if entry.is_write]
    writes = [(number, what) for number, what in writes if what]
    found: dict[str, Counter[str]] = {}
    for number, entry in enumerate(entries):
        place = number
        if entry.kind == "operation":
            place = max((one for one, _what in writes if one < number), default=number)
        found.setdefault(_phase(place, writes), Counter())[kind(entry)] += 1
    return found


def rows(run: str, entries: Sequence[Any]) -> Iterator[tuple[str, ...]]:
    """What a table says of it."""
    for phase, kinds in by_phase(entries).items():
        for what, count in sorted(kinds.items(), key=lambda one: (-one[1], one[0])):
            yield run, phase, what, str(count)


def _written(entry: Any) -> str:
    if entry.kind != "arm":
        return ""
    first = next(iter(router.parse(entry.path).types), "").lower()
    return "firewall" if first in FIREWALLS else "table" if first in TABLES else ""


def _phase(number: int, writes: Sequence[tuple[int, str]]) -> str:
    if not writes:
        return "no write in this run"
    if number < writes[0][0]:
        return BEFORE
    if number > writes[-1][0]:
        return AFTER
    for what, phase in WRITTEN.items():
        mine = [place for place, written in writes if written == what]
        if mine and mine[0] <= number <= mine[-1]:
            return phase
    return GATE
