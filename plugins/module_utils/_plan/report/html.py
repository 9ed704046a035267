# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as one page that needs nothing else: no script, no font, no picture from anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from xml.etree.ElementTree import Element

from . import drawing
from .drawing import MARKS
from .elements import element, written
from .model import Change, Group, Problem, Report
from .overview import Overview
from .picture import Path
from .style import STYLE

# The browser itself refuses everything that is not in the page.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_PROBLEMS = {"error": MARKS["bad"], "warning": "!", "info": MARKS["aside"]}
_SIGNS = {"+": "come", "-": "go"}


@dataclass(frozen=True)
class Place:
    """Where in a page a report stands: by itself, or as one of many, whose headings are lower and names longer.

    `about` ends every label, and `tag` every id, so that no two in a page are the same.
    """

    level: int = 2
    about: str = ""
    tag: str = ""

    def heading(self, *content: Any, below: int = 0) -> Element:
        """A heading of a section, or of what is so many steps below it."""
        return element(f"h{self.level + below}", *content)


ALONE = Place()


def render(report: Report) -> str:
    """Return the page of one cluster."""
    main = element("main", list(sections(report, ALONE)))
    return page(report.title, [header(report), main, foot(report.when, report.version, report.plan_hash)])


def page(title: str, body: list[Any]) -> str:
    """Return a page with its style and its policy."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", title),
        element("style", STYLE),
    )
    return f"<!doctype html>\n{written(element('html', head, element('body', body), lang='en'))}\n"


def header(report: Report | Overview) -> Element:
    """The answer, before anything else."""
    return element(
        "header",
        element("h1", report.title),
        element(
            "p", element("span", MARKS[report.state], class_=f"mark {report.state}"), report.headline, class_="headline"
        ),
        element("p", report.lead, class_="lead"),
        failure(report.failure) if isinstance(report, Report) else None,
        element(
            "ul",
            [element("li", element("b", count), what, class_=state) for what, count, state in report.counts],
            class_="counts",
        )
        if report.counts
        else None,
    )


def sections(report: Report, place: Place) -> Iterable[Element]:
    """Everything about one cluster but the answer."""
    yield _section(place, "What was asked", facts(report.facts))
    if report.path:
        yield _section(place, "The path", *_path(report.path, place))
    if report.problems:
        yield _section(place, "Findings", element("ul", [_problem(one) for one in report.problems], class_="problems"))
    if report.changes is not None:
        told = [_change(one, place) for one in report.changes] or [element("p", "Nothing changes.")]
        yield _section(place, "What changes", told)
    if report.groups:
        hint = element("p", "What the cluster must reach, and the rule that decides about it.", class_="hint")
        yield _section(place, "Destinations", hint, [_group(one, place) for one in report.groups])
    if report.addresses:
        yield _section(place, "Management and health monitoring", _HINT, _addresses(report, place))
    if report.routes:
        columns = ("Route", "Leads", "Where to")
        yield _section(place, "Routes of the subnet", _plain(f"Routes{place.about}", columns, report.routes))
    if report.queries:
        yield _section(place, "What the firewall's logs say", _logs(report, place))


def facts(told: Iterable[tuple[str, Any]]) -> Element:
    """Short lines with a label each."""
    return element("dl", [(element("dt", label), element("dd", text)) for label, text in told], class_="facts")


def failure(why: str) -> Element | None:
    """Why the run failed."""
    return element("p", element("span", MARKS["bad"], class_="mark bad"), f" {why}", class_="failure") if why else None


def _path(path: Path, place: Place) -> list[Element]:
    """By itself a drawing for each width; among many the one, which may be scrolled."""
    if place == ALONE:
        return [drawing.wide(path), drawing.tall(path)]
    return [scrolled(drawing.wide(path, place.tag), f"The path{place.about}")]


_HINT = element(
    "p",
    "The service connects to the cluster from these addresses. Answers have to go straight back to the internet: a"
    " firewall that never saw the connection begin would drop them.",
    class_="hint",
)


def _section(place: Place, title: str, *content: Any) -> Element:
    return element("section", place.heading(title), list(content))


def _problem(one: Problem) -> Element:
    return element(
        "li",
        element("span", f"{one.severity} \N{MIDDLE DOT} {one.code.replace('_', ' ')}", class_="tag"),
        element("p", element("span", _PROBLEMS[one.severity], class_=f"mark {one.state}"), f" {one.message}"),
        element("p", one.remedy, class_="remedy"),
        class_=one.state,
    )


def _change(one: Change, place: Place) -> Element:
    lines = [
        element("span", "".join(f"{sign} {text}\n" for _sign, text in alike), class_=_SIGNS.get(sign, "stay"))
        for sign, alike in groupby(one.lines, key=lambda line: line[0])
    ]
    heading = place.heading(one.resource, below=1)
    return element("div", heading, _code(lines, f"Changes of {one.resource}{place.about}"))


def _code(content: Any, label: str) -> Element:
    return element("pre", content, tabindex="0", role="region", aria_label=label)


def _group(one: Group, place: Place) -> Element:
    count = element("span", one.count, class_="count")
    head = table_head(("Destination", "Port", "Verdict", "Decided by", "Way"))
    rows = [
        element(
            "tr",
            element("td", element("ul", [element("li", name) for name in row.names], class_="names")),
            element("td", row.port, class_="number", data_label="Port"),
            state_cell(row.state, row.verdict),
            element("td", row.rule, element("span", row.note, class_="note") if row.note else None),
            element("td", row.way, class_="way"),
        )
        for row in one.destinations
    ]
    heading = place.heading(one.name, count, below=1)
    return element("div", heading, table("destinations", f"{one.name}{place.about}", head, rows))


def _addresses(report: Report, place: Place) -> Element:
    rows = [
        element(
            "tr",
            element("td", one.address),
            element("td", one.purpose),
            state_cell(one.state, one.verdict),
            element("td", one.way),
        )
        for one in report.addresses
    ]
    return table("plain", f"Addresses{place.about}", table_head(("Address", "Purpose", "Verdict", "Answers go")), rows)


def _plain(label: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Element:
    return table(
        "plain", label, table_head(columns), [element("tr", [element("td", text) for text in row]) for row in rows]
    )


def table_head(columns: Iterable[str]) -> Element:
    """The head of a table."""
    return element("thead", element("tr", [element("th", text, scope="col") for text in columns]))


def table(kind: str, label: str, head: Element, rows: list[Element]) -> Element:
    """A table that is scrolled where it is too wide."""
    made = element("table", head, element("tbody", rows), class_=kind, aria_label=label)
    return scrolled(made, f"{label}, table")


def scrolled(content: Element, label: str) -> Element:
    """What is scrolled where it is too wide; by keys as well."""
    return element("div", content, class_="scroll", tabindex="0", role="region", aria_label=label)


def state_cell(state: str, verdict: str) -> Element:
    """A cell with a verdict and its mark."""
    return element("td", element("span", f"{MARKS[state]} {verdict}", class_=f"{state} word"), class_="state")


def _logs(report: Report, place: Place) -> list[Element]:
    hint = "Queries for the workspace the firewall logs to: hits of these rules, and what of the cluster was denied."
    queries = [(place.heading(title, below=1), _code(text, f"{title}{place.about}")) for title, text in report.queries]
    return [element("p", hint, class_="hint"), *(part for pair in queries for part in pair)]


def foot(when: str, version: str, plan_hash: str = "") -> Element:
    """Who made the page, and when."""
    made = f"Made {when or 'at an unknown time'} by adx.outbound {version}".rstrip() + "."
    approval = element("p", "Plan hash ", element("code", plan_hash)) if plan_hash else None
    return element("footer", element("p", made), approval)
