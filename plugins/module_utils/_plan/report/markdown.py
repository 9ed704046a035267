# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as Markdown, for a ticket or a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TypeAlias

from ..values.printable import printable, printable_lines
from .drawing import MARKS
from .model import Report

Cell: TypeAlias = "str | tuple[str, ...]"
_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|~-])")


def render(report: Report) -> str:
    """Return the text."""
    return joined(_blocks(report))


def joined(blocks: Iterable[str]) -> str:
    """Blocks as the text of a file; empty ones are left out."""
    return "\n\n".join(block for block in blocks if block) + "\n"


def _blocks(report: Report) -> Iterable[str]:
    yield f"# {plain(report.title)}"
    yield from body(report)
    yield made_by(report.when, report.version)
    yield f"Plan hash: `{report.plan_hash}`" if report.plan_hash else ""


def made_by(when: str, version: str) -> str:
    """Who made the text, and when."""
    return f"Made {plain(when or 'at an unknown time')} by adx.outbound {plain(version)}."


def body(report: Report, depth: int = 0) -> Iterable[str]:
    """Everything about one cluster but the title; `depth` lowers the headings."""
    lower = "#" * depth
    yield f"**{MARKS[report.state]} {plain(report.headline)}**"
    yield plain(report.lead)
    yield f"{MARKS['bad']} {plain(report.failure)}" if report.failure else ""
    yield table(("", ""), report.facts)
    if report.counts:
        yield ", ".join(f"{count} {what}" for what, count, _state in report.counts) + "."
    if report.path:
        yield f"{lower}## The path"
        stations = [*report.path.stations, *([report.path.past] if report.path.past else [])]
        yield "\n".join(
            f"{place}. {MARKS[one.state]} **{plain(one.kind)}** {plain(one.name)}: {plain(one.note)}"
            for place, one in enumerate(stations, 1)
        )
    if report.problems:
        yield f"{lower}## Findings"
        yield table(
            ("", "Finding", "What to do", "Code"),
            [(one.severity, one.message, one.remedy, one.code) for one in report.problems],
        )
    yield from _changes(report, lower)
    yield from _destinations(report, lower)
    yield f"{lower}## What the firewall's logs say" if report.queries else ""
    for title, text in report.queries:
        yield f"{lower}### {plain(title)}"
        yield _fenced(text, "kusto")


def _changes(report: Report, lower: str) -> Iterable[str]:
    if report.changes is None:
        return
    yield f"{lower}## What changes"
    yield "" if report.changes else "Nothing changes."
    for change in report.changes:
        yield f"{lower}### {plain(change.resource)}"
        yield _fenced("".join(f"{sign}{text}\n" for sign, text in change.lines), "diff")


def _destinations(report: Report, lower: str) -> Iterable[str]:
    if report.groups:
        yield f"{lower}## Destinations"
    for group in report.groups:
        yield f"{lower}### {plain(group.name)}"
        yield table(
            ("Destination", "Port", "Verdict", "Decided by", "Way"),
            [
                (
                    one.names,
                    str(one.port),
                    f"{MARKS[one.state]} {one.verdict}",
                    f"{one.rule} ({one.note})" if one.note else one.rule,
                    one.way,
                )
                for one in group.destinations
            ],
        )
    if report.addresses:
        yield f"{lower}## Management and health monitoring"
        yield table(
            ("Address", "Purpose", "Verdict", "Answers go"),
            [(one.address, one.purpose, f"{MARKS[one.state]} {one.verdict}", one.way) for one in report.addresses],
        )
    if report.routes:
        yield f"{lower}## Routes of the subnet"
        yield table(("Route", "Leads", "Where to"), report.routes)


def table(head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A table of texts; a cell of several has a line for each."""
    lines = [["<br>".join(map(plain, [cell] if isinstance(cell, str) else cell)) for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in ([*head], ["---"] * len(head), *lines))


def plain(text: str) -> str:
    """The text as itself, whatever is in it: no markup, no HTML, one line."""
    flat = " ".join(printable(text).split())
    entities = flat.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKUP.sub(r"\\\1", entities)


def _fenced(text: str, language: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{printable_lines(text)}{fence}"
