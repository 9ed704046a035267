# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables that the floor's benchmark writes, of ratios and counts, and which targets hold: pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ansible_collections.adx.outbound.tests.bench import parts, tasks
from ansible_collections.adx.outbound.tests.bench.measured import Measured

Table = tuple[tuple[str, ...], list[tuple[str, ...]]]

NOTHING = "-"  # where the other checkout has no such module, or did nothing that could be divided by
TOLD = {
    "ping": "`ansible.builtin.ping`",
    "empty": "a module that does nothing",
    "failing": "one of each of ours, failing in its arguments",
}
SERIES = {"": "at once", ", late": "after 150 ms"}


@dataclass(frozen=True)
class Costs:
    """The medians of what the rows cost in one checkout."""

    name: str
    rows: Mapping[str, Measured]

    @property
    def ping(self) -> float:
        """Seconds of a play with one ping."""
        return self.rows["ping"].seconds

    def beyond(self, row: str) -> float:
        """Seconds of a play beyond one with a ping."""
        return self.rows[row].seconds - self.ping

    def task_beyond(self, row: str, count: int) -> float:
        """Seconds of a task beyond a ping, by a play of many and one of as many pings."""
        if row == "failing":
            count = sum(module in self.rows for module in tasks.OPTIONS)
        pings = "pings for failing" if row == "failing" else "pings"
        return (self.rows[row].seconds - self.rows[pings].seconds) / count

    def times(self, row: str, count: int) -> float:
        """How many times a play with one ping a play with this instead takes."""
        if row in ("ping", "empty"):
            return self.rows[row].seconds / self.ping
        return 1 + self.task_beyond(row, count) / self.ping


@dataclass(frozen=True)
class Watched:
    """A run whose processes were looked at."""

    seconds: float
    processes: tuple[parts.Process, ...]

    @property
    def of_modules(self) -> list[parts.Process]:
        """Those of the modules."""
        return [one for one in self.processes if one.is_module]

    @property
    def memory(self) -> str:
        """MB of the largest of them."""
        return _most([one.memory // 1024 for one in self.of_modules])

    @property
    def loaded(self) -> str:
        """Python's modules in the one that has loaded most."""
        return _most([one.modules for one in self.of_modules])

    @property
    def imports(self) -> str:
        """Which part of their time is spent importing."""
        shares = parts.shares(self.seconds, self.of_modules)
        whole = sum(one.before + one.seconds for one in self.of_modules)
        importing = sum(seconds for part, seconds in shares.items() if part.startswith("imports"))
        return f"{100 * importing / whole:.0f} %" if whole else NOTHING


def modules(ours: Costs, other: Costs | None, inside: Mapping[str, Watched], count: int) -> Table:
    """What a task costs: how many times a play with a ping one with this instead takes."""
    head = ("task", "times a ping", *_of(other), "imports, of its process", "modules loaded", "peak memory, MB")
    rows = []
    for row in ("ping", "empty", *(module for module in tasks.OPTIONS if module in ours.rows), "failing"):
        beside = () if other is None else (_beside_task(ours, other, row, count),)
        seen = inside[row]
        name = TOLD.get(row, f"`adx.outbound.{row}`")
        rows.append((name, f"{ours.times(row, count):.2f}", *beside, seen.imports, seen.loaded, seen.memory))
    return head, rows


def cluster(ours: Costs, other: Costs | None, inside: Mapping[str, Watched], runs: Sequence[str]) -> Table:
    """What the runs of one cluster cost."""
    more = () if other is None else (*_of(other), f"requests of {other.name}", f"round trips of {other.name}")
    head = ("Azure answers", "run", "times a ping", "beyond it", "requests", "round trips", "peak memory, MB", *more)
    rows = []
    for late, answers in SERIES.items():
        for run in runs:
            mine = ours.rows[run + late]
            ratios = (f"{mine.seconds / ours.ping:.1f}", f"{ours.beyond(run + late) / ours.ping:.1f}")
            beside = _beside_run(ours, other, run, late)
            counts = (str(mine.asked), _deep(mine, late), inside[run].memory)
            rows.append((answers, run, *ratios, *counts, *beside))
    return head, rows


def where(inside: Mapping[str, Watched], names: Mapping[str, str]) -> Table:
    """Where the time of these rows goes, in percent of the whole play."""
    columns = [parts.percent(parts.shares(inside[row].seconds, inside[row].processes)) for row in names]
    rows = [(part, *(f"{column[part]} %" for column in columns)) for part in parts.PARTS]
    return ("part", *names.values()), [*rows, ("the whole play", *(f"{sum(one.values())} %" for one in columns))]


def targets(ours: Costs, other: Costs | None, count: int) -> Iterator[str]:
    """Which of the targets hold, a line each."""
    yield _said("a task that fails in its arguments, times a ping", ours.times("failing", count), 1.15)
    yield _said("round trips of a second run", ours.rows["second, late"].deep, 6)
    for module in tasks.READING:
        if module in ours.rows:
            yield _said(f"{module}, seconds beyond a ping", ours.task_beyond(module, count), 0.5)
    if other is None:
        return
    for run, most in (("check", 0.6), ("second", 0.6), ("preview", 0.5)):
        yield _said(f"{run} beyond a ping, of {other.name}", ours.beyond(run) / other.beyond(run), most)
    for module in tasks.READING:
        if module in ours.rows and module in other.rows:
            ratio = ours.task_beyond(module, count) / other.task_beyond(module, count)
            yield _said(f"{module} beyond a ping, of {other.name}", ratio, 0.55)


def _said(what: str, value: float, most: float) -> str:
    return f"{'holds' if value <= most else 'MISSED'}: {what}: {value:.2f}, at most {most}"


def _of(other: Costs | None) -> tuple[str, ...]:
    return () if other is None else (f"beyond a ping, of {other.name}",)


def _beside_task(ours: Costs, other: Costs, row: str, count: int) -> str:
    if row in ("ping", "empty") or row not in other.rows:
        return NOTHING
    mine, theirs = ours.task_beyond(row, count), other.task_beyond(row, count)
    return f"{mine / theirs:.2f}" if theirs > 0 else NOTHING


def _beside_run(ours: Costs, other: Costs | None, run: str, late: str) -> tuple[str, ...]:
    if other is None:
        return ()
    theirs, row = other.rows[run + late], run + late
    return f"{ours.beyond(row) / other.beyond(row):.2f}", str(theirs.asked), _deep(theirs, late)


def _deep(measured: Measured, late: str) -> str:
    """Round trips where answers take long enough to overlap: at once they would be all of the requests."""
    return str(measured.deep) if late else NOTHING


def _most(numbers: Sequence[int]) -> str:
    return str(max(numbers)) if numbers else NOTHING
