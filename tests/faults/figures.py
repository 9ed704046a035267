# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the sweeps counted: printed when they are over, and kept in docs/reliability.md by whole ones that passed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reliability.md"
ALL = "all"
_BLOCK = re.compile(r"(?<=<!-- figures of make faults -->\n).*(?=<!-- end of figures -->)", re.DOTALL)
# The title of each table, and what its rows are.
TITLES = {
    "faults": ("Faults, step by step", "fault"),
    "faults_one_call": ("Faults, one call", "fault"),
    "kills": ("Kills, step by step", "run that is killed"),
    "kills_one_call": ("Kills, one call", "run that is killed"),
    "access_faults": ("Faults, restricted access", "fault"),
    "access_kills": ("Kills, restricted access", "run that is killed"),
    "leaving_faults": ("Faults, leaving a network", "fault"),
    "leaving_kills": ("Kills, leaving a network", "run that is killed"),
    "writers": ("Concurrent writers", "resource, If-Match"),
    "access_switches": ("What nobody has shown, restricted access", "switch"),
    "access_writers": ("Other writers, restricted access", "what they do"),
    "leaving_switches": ("What nobody has shown, leaving a network", "switch"),
    "leaving_writers": ("Other writers, leaving a network", "what they do"),
    "hostile": ("Hostile answers", "answer"),
    "plays": ("Whole plays", "play"),
}
Table = dict[str, dict[str, int]]


def add(table: Table, row: str, columns: Mapping[str, int]) -> None:
    """Count into one row of a table, and into the row of all."""
    for name in (row, ALL):
        counts = table.setdefault(name, {})
        for column, number in columns.items():
            counts[column] = counts.get(column, 0) + number


def text(name: str, table: Table) -> str:
    """A table as a page shows it, the row of all last."""
    title, rows = TITLES[name]
    columns = list(table[ALL])
    lines = [f"| {rows} | {' | '.join(columns)} |", f"|---|{'---:|' * len(columns)}"]
    ordered = [*sorted(row for row in table if row != ALL), ALL]
    lines += [f"| {row} | {' | '.join(str(table[row][column]) for column in columns)} |" for row in ordered]
    return "\n".join([f"### {title}", "", *lines, ""])


def line(name: str, table: Table) -> str:
    """The row of all in a few words."""
    return f"{name}: {', '.join(f'{column} {number}' for column, number in table[ALL].items())}"


def keep(tables: Mapping[str, Table], seed: int) -> None:
    """Put them into the page in the place of those of the last whole sweep. The others stay, unless that drew by
    another seed.
    """
    page = PAGE.read_text(encoding="utf-8")
    block = _BLOCK.search(page)
    is_same = block is not None and f"Seed {seed}." in block[0].splitlines()
    both = {**(kept() if is_same else {}), **tables}
    made = "\n".join(text(name, both[name]) for name in TITLES if name in both)
    PAGE.write_text(_BLOCK.sub(lambda _old: f"\nSeed {seed}.\n\n{made}\n", page), encoding="utf-8")


def kept() -> dict[str, Table]:
    """The tables that are in the page."""
    block = _BLOCK.search(PAGE.read_text(encoding="utf-8"))
    parts = block[0].split("### ")[1:] if block else []
    names = {title: name for name, (title, _rows) in TITLES.items()}
    return {names[part.partition("\n")[0]]: _table(part) for part in parts}


def _table(part: str) -> Table:
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line[:1] == "|"]
    (_rows, *columns), _rule, *rest = lines
    return {row: dict(zip(columns, map(int, numbers), strict=True)) for row, *numbers in rest}
