# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report about many clusters as one page: what failed, a table of all, and the report of each to be unfolded."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from . import html, words
from .drawing import MARKS
from .elements import element
from .html import Place
from .overview import Line, Overview


def render(made: Overview) -> str:
    """Return the page."""
    places = {line.id: number for number, line in enumerate(made.clusters, 1)}
    main = element("main", list(_sections(made, places)))
    return html.page(made.title, [html.header(made), main, html.foot(made.when, made.version)])


def _sections(made: Overview, places: dict[str, int]) -> Iterable[Element]:
    if made.failed:
        failed = [_failure(line) for line in made.failed]
        yield element("section", element("h2", "What failed"), element("ul", failed, class_="problems"))
    approval = [("Plan hash", element("code", made.plan_hash))] if made.plan_hash else []
    yield element("section", element("h2", "What was asked"), html.facts([*made.facts, *approval]))
    head = html.table_head(
        ("Cluster", "Region", "Outcome", words.concerned(made.mode), "Destinations", "The worst of it")
    )
    rows = [_row(line, places[line.id], made.mode) for line in made.clusters]
    yield element("section", element("h2", "Clusters"), html.table("clusters", "Clusters", head, rows))
    own = [_own(line, places[line.id]) for line in made.clusters if line.report]
    if own:
        yield element("section", element("h2", "Cluster by cluster"), own)


def _failure(line: Line) -> Element:
    tag = element("span", line.code.replace("_", " "), class_="tag") if line.code else None
    told = element(
        "p", element("span", MARKS["bad"], class_="mark bad"), " ", element("b", line.label), f": {line.failure}"
    )
    return element("li", tag, told, class_="bad")


def _row(line: Line, number: int, mode: str) -> Element:
    name = element("a", line.label, href=f"#cluster-{number}") if line.report else line.label
    verdicts = [
        element("li", f"{count} {what}", class_=f"{state} word") for what, count, state in line.verdicts if count
    ]
    return element(
        "tr",
        element("td", name),
        element("td", line.region, data_label="Region"),
        html.state_cell(line.state, line.told(mode)),
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
    mark = element("span", MARKS[made.state], class_=f"mark {made.state}")
    told = element("span", f"{made.headline}", class_="note")
    head = element("summary", element("h3", mark, f" {line.label} ", told))
    lead = element("p", made.lead, class_="lead", id=f"cluster-{number}")
    return element("details", head, lead, html.failure(made.failure), list(html.sections(made, place)), class_="own")
