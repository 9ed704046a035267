# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report about many clusters as Markdown: what failed, a table of all, and the report of each below."""

from __future__ import annotations

from collections.abc import Iterable

from . import words
from .drawing import MARKS
from .lines import Line
from .markdown import answer, body, finding
from .markdown_parts import facts, folded, items, joined, made_by, plain, some, table
from .overview import Overview
from .shared import Shared


def render(made: Overview) -> str:
    """Return the text."""
    return joined(_blocks(made))


def _blocks(made: Overview) -> Iterable[str]:
    yield f"# {plain(made.title)}"
    yield from answer(made)
    if made.failed:
        yield "## What failed"
        yield items(f"**{plain(line.label)}**: {plain(line.failure)}" for line in made.failed)
    yield from _causes(made)
    yield "## Clusters"
    head = ("Cluster", "Region", "Outcome", words.concerned(made.mode), made.judged)
    yield table(head, [_row(line, made.mode) for line in made.clusters])
    yield "## What was asked"
    yield facts(made.facts)
    for line in made.clusters:
        if line.report:
            yield f"## {plain(line.label)}"
            yield from answer(line.report)
            yield from body(line.report, depth=1)
    yield made_by(made.when, made.version)


def _causes(made: Overview) -> Iterable[str]:
    to_mend = [_shared(one) for one in made.causes if one.problem.severity != "info"]
    notes = [_shared(one) for one in made.causes if one.problem.severity == "info"]
    yield "## Findings" if made.causes else ""
    yield "\n".join(to_mend)
    if notes:
        yield from folded(words.many(len(notes), "note"), ["\n".join(notes)])


def _shared(one: Shared) -> str:
    return finding(one.problem, f"Of {words.many(len(one.clusters), 'cluster')}: {some(one.clusters)}")


def _row(line: Line, mode: str) -> tuple[str, ...]:
    verdicts = ", ".join(f"{count} {what}" for what, count, _state in line.verdicts if count)
    outcome = f"{MARKS[line.state]} {line.told(mode)}"
    return line.label, line.region, outcome, ", ".join(line.concerned) or "nothing", verdicts or "not judged"
