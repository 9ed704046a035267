# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster that leaves its network, in a page: what has to be true, what is written, what it reads, what stays."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from . import html_restriction, words
from .elements import element
from .exit import Condition, Exit, Source, columns
from .html_parts import Place, facts, folded, hint, mark, names, state_cell, table, table_head
from .words import BAD, GOOD, OPEN

_STATES = ((BAD, "cut off"), (OPEN, words.UNKNOWN), (GOOD, "reached"))


def sections(made: Exit, place: Place, *, changing: str, would: bool) -> Iterable[Element]:
    """`changing` is the title of what is written, and `would` says that it is not so yet."""
    if made.conditions:
        yield place.section("Preconditions", hint(words.PRECONDITIONS), _conditions(made.conditions, place))
    yield place.section(changing, _members(made, columns(changing), place))
    if made.sources:
        title = "What it reads from, as it would be" if would else "What it reads from"
        yield place.section(title, hint(words.SOURCES), list(_sources(made.sources, place)))
    yield from html_restriction.used(made.used, place, would=False)
    if made.stays:
        ids = [(kind, element("code", id_)) for kind, id_ in made.stays]
        yield place.section(
            "What stays", hint(words.STAYS if made.leaves else words.STAYS_NAMED), facts(ids, "facts ids")
        )


def _members(made: Exit, head: tuple[str, str, str], place: Place) -> Element:
    rows = [
        element(
            "tr",
            element("td", label),
            element("td", before, data_label=head[1]),
            element("td", after, data_label=head[2]),
        )
        for label, before, after in made.members
    ]
    return table("members", f"Network and public access{place.about}", table_head(head), rows)


def _conditions(conditions: Iterable[Condition], place: Place) -> Element:
    rows = [
        element(
            "tr",
            element("td", one.subject, data_label="Precondition"),
            state_cell(one.state, one.outcome),
            element("td", one.sentence, *_accepted(one)),
            element("td", one.remedy, data_label="What to do" if one.remedy else None),
        )
        for one in conditions
    ]
    head = table_head(("Precondition", "State", "What is so", "What to do"))
    return table("conditions", f"Preconditions{place.about}", head, rows)


def _accepted(one: Condition) -> Iterable[Element]:
    if one.accepted:
        yield element("span", "accepted with ", element("code", one.accepted), class_="note")


def _sources(sources: Iterable[Source], place: Place) -> Iterable[Element]:
    """What is not reached stands open, what is reached is folded; each with its number."""
    listed = list(sources)
    for state, reach in _STATES:
        some = [one for one in listed if one.state == state]
        rows = [
            element(
                "tr",
                element("td", one.name),
                state_cell(one.state, one.reach),
                element("td", one.why),
                element("td", names(one.told_by), data_label="Who reads it"),
            )
            for one in some
        ]
        if some:
            told = f"{words.many(len(some), 'source')} {reach}"
            head = table_head(("Source", "Reach", "Why", "Who reads it"))
            shown = table("sources", f"Sources {reach}{place.about}", head, rows)
            yield folded((mark(state), f" {told}"), shown, is_open=state != GOOD)
