# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster that leaves its network, as Markdown: the same in the same order as the page."""

from __future__ import annotations

from collections.abc import Iterable

from . import markdown_restriction, words
from .drawing import MARKS
from .exit import Condition, Exit, Source, columns
from .markdown_parts import facts, folded, table
from .words import GOOD


def blocks(made: Exit, lower: str, *, changing: str, would: bool) -> Iterable[str]:
    """`changing` is the title of what is written, and `would` says that it is not so yet."""
    if made.conditions:
        yield f"{lower}## Preconditions"
        yield words.PRECONDITIONS
        yield table(("Precondition", "State", "What is so", "What to do"), map(_condition, made.conditions))
    yield f"{lower}## {changing}"
    yield table(columns(changing), made.members)
    if made.sources:
        yield f"{lower}## What it reads from{', as it would be' if would else ''}"
        yield words.SOURCES
        yield from _sources(made.sources)
    yield from markdown_restriction.used(made.used, lower, would=False)
    if made.stays:
        yield f"{lower}## What stays"
        yield words.STAYS if made.leaves else words.STAYS_NAMED
        yield facts(made.stays)


def _condition(one: Condition) -> tuple[str | tuple[str, ...], ...]:
    told = (one.sentence, f"Accepted with {one.accepted}.") if one.accepted else one.sentence
    return one.subject, f"{MARKS[one.state]} {one.outcome}", told, one.remedy


def _sources(sources: Iterable[Source]) -> Iterable[str]:
    """What is not reached, then what is, folded."""
    listed = list(sources)
    reached = [one for one in listed if one.state == GOOD]
    others = [one for one in listed if one not in reached]
    yield _table(others) if others else ""
    if reached:
        yield from folded(f"{words.many(len(reached), 'source')} reached", [_table(reached)])


def _table(sources: Iterable[Source]) -> str:
    rows = [(one.name, f"{MARKS[one.state]} {one.reach}", one.why, one.told_by) for one in sources]
    return table(("Source", "Reach", "Why", "Who reads it"), rows)
