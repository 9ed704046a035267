# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as Markdown, for a ticket or a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from .drawing import MARKS
from .elements import printable
from .model import Report

_MARKUP = re.compile(r"([\\`*_{}\[\]()#+!|~-])")


def render(report: Report) -> str:
    """Return the text."""
    return "\n\n".join(block for block in _blocks(report) if block) + "\n"


def _blocks(report: Report) -> Iterable[str]:
    yield f"# {_plain(report.title)}"
    yield f"**{MARKS[report.state]} {_plain(report.headline)}**"
    yield _plain(report.lead)
    yield _table(("", ""), report.facts)
    if report.counts:
        yield ", ".join(f"{count} {what}" for what, count, _state in report.counts) + "."
    if report.path:
        yield "## The path"
        stations = [*report.path.stations, *([report.path.past] if report.path.past else [])]
        yield "\n".join(
            f"{place}. {MARKS[one.state]} **{_plain(one.kind)}** {_plain(one.name)}: {_plain(one.note)}"
            for place, one in enumerate(stations, 1)
        )
    if report.problems:
        yield "## Findings"
        yield _table(
            ("", "Finding", "What to do", "Code"),
            [(one.severity, one.message, one.remedy, one.code) for one in report.problems],
        )
    if report.changes is not None:
        yield "## What changes"
        yield "" if report.changes else "Nothing changes."
        for change in report.changes:
            yield f"### {_plain(change.resource)}"
            yield _fenced("".join(f"{sign}{text}\n" for sign, text in change.lines), "diff")
    yield from _destinations(report)
    yield "## What the firewall's logs say" if report.queries else ""
    for title, text in report.queries:
        yield f"### {_plain(title)}"
        yield _fenced(text, "kusto")
    yield f"Made {_plain(report.when or 'at an unknown time')} by adx.outbound {_plain(report.version)}."
    yield f"Plan hash: `{report.plan_hash}`" if report.plan_hash else ""


def _destinations(report: Report) -> Iterable[str]:
    if report.groups:
        yield "## Destinations"
    for group in report.groups:
        yield f"### {_plain(group.name)}"
        yield _table(
            ("Destination", "Port", "Verdict", "Decided by", "Way"),
            [
                (
                    "\n".join(one.names),
                    str(one.port),
                    f"{MARKS[one.state]} {one.verdict}",
                    _with(one.rule, one.note),
                    one.way,
                )
                for one in group.destinations
            ],
        )
    if report.addresses:
        yield "## Management and health monitoring"
        yield _table(
            ("Address", "Purpose", "Verdict", "Answers go"),
            [(one.address, one.purpose, f"{MARKS[one.state]} {one.verdict}", one.way) for one in report.addresses],
        )
    if report.routes:
        yield "## Routes of the subnet"
        yield _table(("Route", "Leads", "Where to"), report.routes)


def _with(rule: str, note: str) -> str:
    return f"{rule} ({note})" if note else rule


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [["<br>".join(map(_plain, cell.split("\n"))) for cell in row] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in ([*head], ["---"] * len(head), *lines))


def _plain(text: str) -> str:
    """The text as itself, whatever is in it: no markup, no HTML, one line."""
    flat = " ".join(printable(text).split())
    entities = flat.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _MARKUP.sub(r"\\\1", entities)


def _fenced(text: str, language: str) -> str:
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}{language}\n{printable(text)}{fence}"
