# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report about many clusters as one page: what failed, a table of all, and the report of each to be unfolded."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from . import html, html_findings, words
from .causes import Problem
from .elements import element
from .html_parts import ALONE, Place, facts, folded, foot, mark, names, page, state_cell, table, table_head
from .lines import Line
from .overview import Overview
from .shared import Shared


def render(made: Overview) -> str:
    """Return the page."""
    places = {line.id: number for number, line in enumerate(made.clusters, 1)}
    main = element("main", list(_sections(made, places)))
    return page(made.title, [html.header(made), main, foot(made.when, made.version)])


def _sections(made: Overview, places: dict[str, int]) -> Iterable[Element]:
    if made.failed:
        yield ALONE.section("What failed", element("ul", [_failure(line) for line in made.failed], class_="problems"))
    if made.causes:
        yield ALONE.section("Findings", *_causes(made.causes))
    head = table_head(("Cluster", "Region", "Outcome", words.concerned(made.mode), made.judged, "The worst of it"))
    rows = [_row(line, places[line.id], made.mode) for line in made.clusters]
    yield ALONE.section("Clusters", table("clusters", "Clusters", head, rows))
    yield ALONE.section("What was asked", facts(made.facts))
    own = [_own(line, places[line.id]) for line in made.clusters if line.report]
    if own:
        yield ALONE.section("Cluster by cluster", own)


def _causes(causes: Iterable[Shared]) -> Iterable[Element]:
    """Each once, with the clusters it was found for."""
    boxes = {one.problem: html_findings.box(one.problem, ALONE, _clusters(one)) for one in causes}
    listed: dict[bool, list[Problem]] = {False: [], True: []}
    for problem in boxes:
        listed[problem.severity == "info"].append(problem)
    if listed[False]:
        yield element("ul", [boxes[one] for one in listed[False]], class_="problems")
    if listed[True]:
        notes = element("ul", [boxes[one] for one in listed[True]], class_="problems")
        yield folded(words.many(len(listed[True]), "note"), notes)


def _clusters(one: Shared) -> Element:
    return folded(words.many(len(one.clusters), "cluster"), names(one.clusters))


def _failure(line: Line) -> Element:
    tag = element("p", element("code", line.code), class_="tag") if line.code else None
    told = element("p", mark("bad"), " ", element("b", line.label), f": {line.failure}")
    return element("li", told, tag, class_="bad")


def _row(line: Line, number: int, mode: str) -> Element:
    name = element("a", line.label, href=f"#cluster-{number}") if line.report else line.label
    verdicts = [
        element("li", f"{count} {what}", class_=f"{state} word") for what, count, state in line.verdicts if count
    ]
    return element(
        "tr",
        element("td", name),
        element("td", line.region, data_label="Region"),
        state_cell(line.state, line.told(mode)),
        element("td", ", ".join(line.concerned) or "nothing", data_label=words.concerned(mode)),
        element("td", element("ul", verdicts, class_="names") if verdicts else "not judged"),
        element("td", line.short),
    )


def _own(line: Line, number: int) -> Element:
    """What is in a closed one is found by a link to it: its mark is inside, so that a browser opens it."""
    made = line.report
    if made is None:
        return element("div")
    place = Place(4, f", cluster {line.label}", f"-{number}")
    told = element("span", made.headline, class_="note")
    head = element("summary", element("h3", mark(made.state), f" {line.label} ", told))
    start = element("div", html.ending(made), *html.answer(made, place), id=f"cluster-{number}", class_="start")
    accepted = html.approval("", made.accepted)
    return element("details", head, start, accepted, list(html.sections(made, place)), class_="own")
