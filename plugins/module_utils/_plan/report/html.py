# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as one page that needs nothing else: no script, no font, no picture from anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from xml.etree.ElementTree import Element

from . import drawing
from .drawing import MARKS
from .elements import element, written
from .model import Change, Group, Problem, Report
from .style import STYLE

# The browser itself refuses everything that is not in the page.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_PROBLEMS = {"error": MARKS["bad"], "warning": "!", "info": MARKS["aside"]}
_SIGNS = {"+": "come", "-": "go"}


def render(report: Report) -> str:
    """Return the page."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", report.title),
        element("style", STYLE),
    )
    return f"<!doctype html>\n{written(element('html', head, element('body', _body(report)), lang='en'))}\n"


def _body(report: Report) -> list[Any]:
    top = element(
        "header",
        element("h1", report.title),
        element(
            "p", element("span", MARKS[report.state], class_=f"mark {report.state}"), report.headline, class_="headline"
        ),
        element("p", report.lead, class_="lead"),
        element(
            "ul",
            [element("li", element("b", count), what, class_=state) for what, count, state in report.counts],
            class_="counts",
        )
        if report.counts
        else None,
    )
    return [top, element("main", list(_sections(report))), _foot(report)]


def _sections(report: Report) -> Iterable[Element | None]:
    facts = [(element("dt", label), element("dd", text)) for label, text in report.facts]
    yield _section("What was asked", element("dl", facts, class_="facts"))
    if report.path:
        yield _section("The path", drawing.wide(report.path), drawing.tall(report.path))
    if report.problems:
        yield _section("Findings", element("ul", [_problem(one) for one in report.problems], class_="problems"))
    if report.changes is not None:
        told = [_change(one) for one in report.changes] or [element("p", "Nothing changes.")]
        yield _section("What changes", told)
    if report.groups:
        hint = "What the cluster must reach, and the rule that decides about it."
        yield _section("Destinations", element("p", hint, class_="hint"), [_group(one) for one in report.groups])
    if report.addresses:
        yield _section("Management and health monitoring", _HINT, _addresses(report))
    if report.routes:
        yield _section("Routes of the subnet", _plain("Routes", ("Route", "Leads", "Where to"), report.routes))
    if report.queries:
        yield _section("What the firewall's logs say", _logs(report))


_HINT = element(
    "p",
    "The service connects to the cluster from these addresses. Answers have to go straight back to the internet: a"
    " firewall that never saw the connection begin would drop them.",
    class_="hint",
)


def _section(title: str, *content: Any) -> Element:
    return element("section", element("h2", title), list(content))


def _problem(one: Problem) -> Element:
    return element(
        "li",
        element("span", f"{one.severity} \N{MIDDLE DOT} {one.code.replace('_', ' ')}", class_="tag"),
        element("p", element("span", _PROBLEMS[one.severity], class_=f"mark {one.state}"), f" {one.message}"),
        element("p", one.remedy, class_="remedy"),
        class_=one.state,
    )


def _change(one: Change) -> Element:
    lines = [element("span", f"{sign} {text}\n", class_=_SIGNS.get(sign, "stay")) for sign, text in one.lines]
    return element("div", element("h3", one.resource), _code(lines, f"Changes of {one.resource}"))


def _code(content: Any, label: str) -> Element:
    return element("pre", content, tabindex="0", role="region", aria_label=label)


def _group(one: Group) -> Element:
    count = element("span", one.count, class_="count")
    head = _head(("Destination", "Port", "Verdict", "Decided by", "Way"))
    rows = [
        element(
            "tr",
            element("td", element("ul", [element("li", name) for name in row.names], class_="names")),
            element("td", row.port, class_="number", data_label="Port"),
            _state(row.state, row.verdict),
            element("td", row.rule, element("span", row.note, class_="note") if row.note else None),
            element("td", row.way, class_="way"),
        )
        for row in one.destinations
    ]
    return element("div", element("h3", one.name, count), _table("destinations", one.name, head, rows))


def _addresses(report: Report) -> Element:
    rows = [
        element(
            "tr",
            element("td", one.address),
            element("td", one.purpose),
            _state(one.state, one.verdict),
            element("td", one.way),
        )
        for one in report.addresses
    ]
    return _table("plain", "Addresses", _head(("Address", "Purpose", "Verdict", "Answers go")), rows)


def _plain(label: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Element:
    return _table(
        "plain", label, _head(columns), [element("tr", [element("td", text) for text in row]) for row in rows]
    )


def _head(columns: Iterable[str]) -> Element:
    return element("thead", element("tr", [element("th", text, scope="col") for text in columns]))


def _table(kind: str, label: str, head: Element, rows: list[Element]) -> Element:
    table = element("table", head, element("tbody", rows), class_=kind, aria_label=label)
    return element("div", table, class_="scroll", tabindex="0", role="region", aria_label=f"{label}, table")


def _state(state: str, verdict: str) -> Element:
    return element("td", element("span", f"{MARKS[state]} {verdict}", class_=f"{state} word"), class_="state")


def _logs(report: Report) -> list[Element]:
    hint = "Queries for the workspace the firewall logs to: hits of these rules, and what of the cluster was denied."
    queries = [(element("h3", title), _code(text, title)) for title, text in report.queries]
    return [element("p", hint, class_="hint"), *(part for pair in queries for part in pair)]


def _foot(report: Report) -> Element:
    made = f"Made {report.when or 'at an unknown time'} by adx.outbound {report.version}".rstrip() + "."
    approval = element("p", "Plan hash ", element("code", report.plan_hash)) if report.plan_hash else None
    return element("footer", element("p", made), approval)
