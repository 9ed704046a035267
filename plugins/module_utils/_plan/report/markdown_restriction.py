# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster restricts itself, as Markdown: the same in the same order as the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from . import words
from .drawing import MARKS
from .markdown_parts import facts, fenced, folded, items, plain, table
from .restriction import Entry, Restriction, switch
from .rows import Destination, Group

_STATES = (("bad", "blocked"), ("open", words.UNKNOWN), ("good", "allowed"))


def blocks(made: Restriction, lower: str, *, changing: str, would: bool) -> Iterable[str]:
    """`changing` is the title of what comes and goes, and `would` says that verdicts are about what is not so yet."""
    yield f"{lower}## {changing}"
    yield words.ENTRY_BY_ENTRY
    yield facts(switch(made, changing))
    yield from _lists(made)
    yield from used(made.used, lower, would=would)
    if made.proposed:
        yield f"{lower}## Lists to copy"
        yield f"{words.TO_COPY} {words.ONE_OF_BOTH}"
        for title, text in made.proposed:
            yield from folded(title, [fenced(text, "yaml")])


def used(groups: Sequence[Group], lower: str, *, would: bool) -> Iterable[str]:
    """What it uses; nothing where nothing is known of."""
    if groups:
        yield f"{lower}## What it is known to use{', as it would be' if would else ''}"
        yield words.USED
        yield from _used(groups, lower)


def _lists(made: Restriction) -> Iterable[str]:
    stays = [one for one in made.entries if one.is_quiet]
    others = [one for one in made.entries if not one.is_quiet]
    yield _table(others) if others else ""
    if stays:
        told = f"{words.entries(len(stays))} {'stays' if len(stays) == 1 else 'stay'} as listed"
        yield from folded(told, [_table(stays)])


def _table(entries: Iterable[Entry]) -> str:
    head = ("What becomes of it", "What it is", "Entry")
    return table(head, [(f"{one.sign} {one.fate}", one.kind, one.text) for one in entries])


def _used(groups: Iterable[Group], lower: str) -> Iterable[str]:
    """What needs a look, then what passes, folded."""
    listed = list(groups)
    for state, verdict in _STATES:
        some = [part for one in listed if (part := one.only(state)).destinations]
        told = f"{words.many(sum(one.count for one in some), 'destination')} {verdict}"
        shown = [block for one in some for block in _group(one, lower)]
        if some and state == "good":
            yield from folded(told, shown)
        elif some:
            yield f"{MARKS[state]} {told}:"
            yield from shown


def _group(one: Group, lower: str) -> Iterable[str]:
    yield f"{lower}### {plain(one.name)}"
    yield "\n".join(map(_destination, one.destinations))


def _destination(one: Destination) -> str:
    note = f" ({plain(one.note)})" if one.note else ""
    told = f"- {MARKS[one.state]} {one.verdict} on port {words.port(one.port)}{note}: {plain(one.rule)}"
    return f"{told} Who needs it: {plain(one.way)}.\n{items(map(plain, one.names), 1)}"
