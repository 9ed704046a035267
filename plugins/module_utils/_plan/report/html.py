# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as one page that needs nothing else: no script, no font, no picture from anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any
from xml.etree.ElementTree import Element

from . import drawing, html_exit, html_findings, html_restriction, words
from .elements import element
from .html_parts import (
    ALONE,
    Place,
    code,
    facts,
    folded,
    foot,
    hint,
    mark,
    names,
    page,
    plain_table,
    scrolled,
    state_cell,
    table,
    table_head,
)
from .model import Change, Report
from .overview import Overview
from .picture import Path
from .resources import Resource, subscriptions
from .rows import Address, Group
from .words import GOOD

_SIGNS = {"+": "come", "-": "go"}
_STATES = (("bad", "blocked"), ("open", words.UNKNOWN), ("good", "allowed"))
_LONG = 12  # lines of a change that stand unfolded


def render(report: Report) -> str:
    """Return the page of one cluster."""
    main = element("main", list(sections(report, ALONE)))
    return page(report.title, [header(report), main, foot(report.when, report.version)])


def header(report: Report | Overview) -> Element:
    """What it was and how it ended, the answer, what to do, and what an approval is given for."""
    return element(
        "header",
        element("h1", report.title),
        ending(report),
        element("p", mark(report.state), report.headline, class_="headline"),
        list(answer(report, ALONE)),
        approval(report.plan_hash, report.accepted),
        counts(report.counts),
    )


def ending(report: Report | Overview) -> Element:
    """Whether it was a preview or a run, and what was written."""
    label = element("strong", report.ending, class_="pill")
    return element("p", label, " ", report.told, class_=f"ending {report.tone}")


def answer(report: Report | Overview, place: Place) -> Iterable[Element | None]:
    """What to do, and what else is to be said of the headline; about many clusters that names the cause."""
    lead = element("p", report.lead, class_="lead") if report.lead else None
    if isinstance(report, Report) and report.since:
        yield element("p", report.since, class_="since")
    if isinstance(report, Overview):
        yield lead
    if report.remedy:
        link = (" ", element("a", "The cause", href=f"#{report.cause}{place.tag}"), ".") if report.cause else ()
        yield element("p", element("b", "What to do: "), report.remedy, *link, class_="do")
    if isinstance(report, Report):
        yield lead
    if isinstance(report, Report) and report.failure and not report.is_told:
        yield folded("What the run said", element("p", report.failure))


def approval(plan_hash: str, accepted: Sequence[str]) -> Element | None:
    """The hash that an approval is given for, and the risks that it takes."""
    listed: list[tuple[str, Any]] = [("Plan hash", element("code", plan_hash))] if plan_hash else []
    if accepted:
        listed.append(("Accepted risks", [element("div", one) for one in accepted]))
    return facts(listed, "facts approval") if listed else None


def counts(listed: Sequence[tuple[str, int, str]]) -> Element | None:
    """The figures."""
    if not listed:
        return None
    items = [element("li", element("b", count), what, class_=state) for what, count, state in listed]
    return element("ul", items, class_="counts")


def sections(report: Report, place: Place) -> Iterable[Element]:
    """Everything about one cluster but the answer."""
    if report.problems:
        yield place.section("Findings", *html_findings.findings(report.to_mend, report.notes, place))
    yield from _own(report, place)
    if report.path:
        yield place.section("The path", *_path(report.path, place))
    if report.leaving:
        yield place.section("What else can leave", *html_findings.leaving(report.leaving, place))
    if report.changes is not None:
        changes = [_change(one, place) for one in report.changes] or [element("p", "Nothing.")]
        yield place.section(report.changing, changes)
    if report.groups:
        title = "Destinations, as they would be" if report.would else "Destinations"
        yield place.section(title, hint(words.DESTINATIONS), list(_destinations(report.groups, place)))
    if report.addresses:
        yield place.section("Management and health monitoring", hint(words.ANSWERS), *_addresses(report, place))
    if report.routes:
        columns = ("Route", "Leads", "Where to")
        listed = plain_table(f"Routes{place.about}", columns, report.routes)
        yield place.section("Routes of the subnet", folded(words.many(len(report.routes), "route"), listed))
    yield place.section("What this is about", facts(report.facts), *_resources(report.resources, place))
    if report.seen or report.queries:
        yield place.section("What the firewall's logs say", *_logs(report, place))


def _own(report: Report, place: Place) -> Iterable[Element]:
    """What is there of a cluster that is written itself."""
    if report.restriction:
        yield from html_restriction.sections(
            report.restriction,
            place,
            changing=report.changing,
            would=report.would,
            needs_help=report.state != GOOD,
        )
    if report.network_exit:
        yield from html_exit.sections(report.network_exit, place, changing=report.changing, would=report.would)


def _path(path: Path, place: Place) -> list[Element]:
    """By itself a drawing for each width; among many the one, which may be scrolled."""
    if place == ALONE:
        return [drawing.wide(path), drawing.tall(path)]
    return [scrolled(drawing.wide(path, place.tag), f"The path{place.about}")]


def _change(one: Change, place: Place) -> Element:
    lines = [
        element("span", "".join(f"{sign} {text}\n" for _sign, text in alike), class_=_SIGNS.get(sign, "stay"))
        for sign, alike in groupby(one.lines, key=_sign_of)
    ]
    size = element("span", one.size, class_="count")
    shown = code(lines, f"Changes of {one.resource}{place.about}")
    return folded((element("b", one.resource), size), shown, is_open=len(one.lines) <= _LONG)


def _sign_of(line: tuple[str, str]) -> str:
    return line[0]


def _destinations(groups: Sequence[Group], place: Place) -> Iterable[Element]:
    """What needs a look stands open, what passes is folded; each with its number."""
    for state, verdict in _STATES:
        some = [part for one in groups if (part := one.only(state)).destinations]
        if some:
            count = words.many(sum(one.count for one in some), "destination")
            parts = [_group(one, verdict, place) for one in some]
            yield folded((mark(state), f" {count} {verdict}"), parts, is_open=state != "good")


def _group(one: Group, verdict: str, place: Place) -> Element:
    head = table_head(("Destination", "Port", "Verdict", "Decided by", "Way"))
    rows = [
        element(
            "tr",
            element("td", names(row.names)),
            element("td", words.port(row.port), class_="number", data_label="Port"),
            state_cell(row.state, row.verdict),
            element("td", row.rule, element("span", row.note, class_="note") if row.note else None),
            element("td", row.way, class_="way"),
        )
        for row in one.destinations
    ]
    heading = place.heading(one.name, element("span", one.count, class_="count"), below=1)
    return element("div", heading, table("destinations", f"{one.name}, {verdict}{place.about}", head, rows))


def _addresses(report: Report, place: Place) -> Iterable[Element]:
    passed = [one for one in report.addresses if one.state == "good"]
    others = [one for one in report.addresses if one not in passed]
    for some, verdict in ((others, "to mend"), (passed, "answered past the firewall")):
        if some:
            told_ = f"{len(some)} of {len(report.addresses)} {verdict}"
            yield folded(told_, _address_table(some, f"Addresses {verdict}{place.about}"), is_open=some is others)


def _address_table(some: Iterable[Address], label: str) -> Element:
    rows = [(one.address, one.purpose, state_cell(one.state, one.verdict), one.way) for one in some]
    return plain_table(label, ("Address", "Purpose", "Verdict", "Answers go"), rows)


def _resources(listed: tuple[Resource, ...], place: Place) -> Iterable[Element]:
    """Whole ids, each as a link to the portal where one is known."""
    if not listed:
        return
    yield place.heading("Resources", below=1)
    shown: list[tuple[str, Any]] = [("Subscription", element("code", one)) for one in subscriptions(listed)]
    yield facts([*shown, *((one.kind, _resource(one)) for one in listed)], "facts ids")


def _resource(one: Resource) -> Element:
    if not one.link:
        return element("code", one.id)
    return element("a", element("code", one.link), href=one.link, rel="noreferrer")


def _logs(report: Report, place: Place) -> Iterable[Element]:
    """What they said when they were asked, and what to ask them with."""
    if report.seen:
        yield element("p", report.seen.lead)
        for one in report.seen.tables:
            shown = plain_table(f"{one.title}{place.about}", one.columns, one.rows, "logs")
            yield folded(one.title, hint(one.hint) if one.hint else None, shown, is_open=one.is_open)
    if report.queries:
        yield hint(words.LOGS)
    for title, text in report.queries:
        yield folded(title, code(text, f"{title}{place.about}"))
