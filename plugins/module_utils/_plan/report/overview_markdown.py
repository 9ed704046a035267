# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report about many clusters as Markdown: what failed, a table of all, and the report of each below."""

from __future__ import annotations

from collections.abc import Iterable

from . import words
from .drawing import MARKS
from .markdown import body, joined, made_by, plain, table
from .overview import Line, Overview


def render(made: Overview) -> str:
    """Return the text."""
    return joined(_blocks(made))


def _blocks(made: Overview) -> Iterable[str]:
    yield f"# {plain(made.title)}"
    yield f"**{MARKS[made.state]} {plain(made.headline)}**"
    yield plain(made.lead)
    yield ", ".join(f"{count} {what}" for what, count, _state in made.counts) + "."
    if made.failed:
        yield "## What failed"
        yield "\n".join(f"- **{plain(line.label)}**: {plain(line.failure)}" for line in made.failed)
    yield "## What was asked"
    yield table(("", ""), made.facts)
    yield f"Plan hash: `{made.plan_hash}`" if made.plan_hash else ""
    yield "## Clusters"
    head = ("Cluster", "Region", "Outcome", words.concerned(made.mode), "Destinations", "The worst of it")
    yield table(head, [_row(line, made.mode) for line in made.clusters])
    for line in made.clusters:
        if line.report:
            yield f"## {plain(line.label)}"
            yield from body(line.report, depth=1)
    yield made_by(made.when, made.version)


def _row(line: Line, mode: str) -> tuple[str, ...]:
    verdicts = ", ".join(f"{count} {what}" for what, count, _state in line.verdicts if count)
    outcome = f"{MARKS[line.state]} {line.told(mode)}"
    concerned = ", ".join(line.concerned) or "nothing"
    return line.label, line.region, outcome, concerned, verdicts or "not judged", line.short
