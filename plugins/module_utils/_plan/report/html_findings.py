# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings in a page: a box for each cause, with what it concerns folded, and the answer to what else can leave."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from xml.etree.ElementTree import Element

from . import words
from .causes import Problem
from .drawing import MARKS
from .elements import element
from .html_parts import Place, folded, hint, mark, names
from .leaving import Leaving, Way

_SIGNS = {"error": MARKS["bad"], "warning": "!", "info": MARKS["aside"]}
_SHOWN = 6  # items that stand in a box unfolded


def findings(to_mend: Iterable[Problem], notes: Iterable[Problem], place: Place) -> Iterable[Element]:
    """What is to be mended, then the rest, folded."""
    boxes, listed = [box(one, place) for one in to_mend], list(notes)
    yield element("ul", boxes, class_="problems") if boxes else hint(words.NOTHING_TO_MEND)
    if listed:
        told = words.many(len(listed), "note")
        yield folded(told, element("ul", [box(one, place) for one in listed], class_="problems"))


def box(one: Problem, place: Place, more: Any = None) -> Element:
    """A finding, its code as a link to what it means; `more` is told at its end."""
    code = element("a", one.code, href=one.link) if one.link else one.code
    return element(
        "li",
        element("p", mark(one.state, _SIGNS[one.severity]), f" {one.message}"),
        element("p", element("b", "What to do: "), one.remedy, class_="remedy") if one.remedy else None,
        _concerned(one),
        more,
        element("p", f"{one.severity} \N{MIDDLE DOT} ", element("code", code), class_="tag"),
        class_=one.state,
        id=f"{one.anchor}{place.tag}" if one.anchor else None,
    )


def _concerned(one: Problem) -> Element | None:
    if not one.concerns:
        return None
    return folded(f"What it concerns ({len(one.concerns)})", names(one.concerns))


def leaving(made: Leaving, place: Place) -> Iterable[Element]:
    """The ways out that are known, and what nobody looked at."""
    yield hint(words.GETS_OUT if made.ways or made.problems else words.NOTHING_LEAVES)
    if made.ways:
        yield element("dl", [_way(one) for one in made.ways], class_="ways")
    if made.problems:
        yield element("ul", [box(one, place) for one in made.problems], class_="problems")
    yield place.heading("Not looked at", below=1)
    unseen = [element("li", one.message, id=f"{one.anchor}{place.tag}") for one in made.unseen]
    yield element("ul", unseen, [element("li", one) for one in made.unlooked], class_="plain")


def _way(one: Way) -> list[Element]:
    if len(one.items) <= _SHOWN:
        listed = names(one.items) if one.items else None
    else:
        listed = folded(f"All {len(one.items)}", names(one.items))
    return [element("dt", one.what, class_=f"{one.state} word"), element("dd", element("p", one.meaning), listed)]
