# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster restricts itself, in a page: what comes, goes and stays, what is used, and what to copy."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree.ElementTree import Element

from . import words
from .elements import element
from .html_parts import (
    Place,
    code,
    facts,
    folded,
    hint,
    mark,
    names,
    state_cell,
    table,
    table_head,
)
from .restriction import Entry, Restriction, switch
from .rows import Group

_STATES = (("bad", "blocked"), ("open", words.UNKNOWN), ("good", "allowed"))
_LONG = 30  # entries that stay and stand unfolded


def sections(made: Restriction, place: Place, *, changing: str, would: bool, needs_help: bool) -> Iterable[Element]:
    """`changing` is the title of what comes and goes, `would` says that verdicts are about what is not so yet, and
    `needs_help` that the lists to copy stand open.
    """
    told = facts(switch(made, changing), "facts lists")
    yield place.section(changing, hint(words.ENTRY_BY_ENTRY), told, *_lists(made, place))
    yield from used(made.used, place, would=would)
    if made.proposed:
        blocks = [
            folded(title, code(text, f"{title}{place.about}"), is_open=needs_help) for title, text in made.proposed
        ]
        yield place.section("Lists to copy", hint(f"{words.TO_COPY} {words.ONE_OF_BOTH}"), blocks)


def used(groups: Sequence[Group], place: Place, *, would: bool) -> Iterable[Element]:
    """The section about what it uses; none where nothing is known of."""
    if groups:
        title = "What it is known to use, as it would be" if would else "What it is known to use"
        yield place.section(title, hint(words.USED), list(_used(groups, place)))


def _lists(made: Restriction, place: Place) -> Iterable[Element]:
    stays = [one for one in made.entries if one.is_quiet]
    others = [one for one in made.entries if not one.is_quiet]
    if others:
        yield _table(others, f"Entries that come, go, or stay unlisted{place.about}")
    if stays:
        told = f"{words.entries(len(stays))} {'stays' if len(stays) == 1 else 'stay'} as listed"
        yield folded(told, _table(stays, f"Entries that stay{place.about}"), is_open=not others and len(stays) < _LONG)


def _table(entries: Iterable[Entry], label: str) -> Element:
    rows = [
        element(
            "tr",
            state_cell(one.state, one.fate, one.sign),
            element("td", one.kind),
            element("td", element("code", one.text)),
        )
        for one in entries
    ]
    return table("entries", label, table_head(("What becomes of it", "What it is", "Entry")), rows)


def _used(groups: Iterable[Group], place: Place) -> Iterable[Element]:
    """What needs a look stands open, what passes is folded; each with its number."""
    listed = list(groups)
    for state, verdict in _STATES:
        some = [part for one in listed if (part := one.only(state)).destinations]
        if some:
            count = words.many(sum(one.count for one in some), "destination")
            parts = [_group(one, verdict, place) for one in some]
            yield folded((mark(state), f" {count} {verdict}"), parts, is_open=state != "good")


def _group(one: Group, verdict: str, place: Place) -> Element:
    head = table_head(("Destination", "Port", "Verdict", "Why", "Who needs it"))
    rows = [
        element(
            "tr",
            element("td", names(row.names)),
            element("td", words.port(row.port), class_="number", data_label="Port"),
            state_cell(row.state, row.verdict),
            element("td", row.rule, element("span", row.note, class_="note") if row.note else None),
            element("td", row.way, data_label="Who needs it"),
        )
        for row in one.destinations
    ]
    heading = place.heading(one.name, element("span", one.count, class_="count"), below=1)
    return element("div", heading, table("used", f"{one.name}, {verdict}{place.about}", head, rows))
