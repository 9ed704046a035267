# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report as Markdown, for a ticket or a pull request: the same in the same order as the page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from . import markdown_exit, markdown_restriction, words
from .causes import Problem
from .drawing import MARKS
from .evidence import Seen
from .leaving import Leaving
from .markdown_parts import facts, fenced, folded, items, joined, link, made_by, plain, some, table
from .model import Change, Report
from .overview import Overview
from .resources import Resource, subscriptions
from .rows import Destination, Group

_LONG = 12  # lines of a change that stand unfolded
_STATES = (("bad", "blocked"), ("open", words.UNKNOWN), ("good", "allowed"))


def render(report: Report) -> str:
    """Return the text."""
    return joined(_blocks(report))


def _blocks(report: Report) -> Iterable[str]:
    yield f"# {plain(report.title)}"
    yield from answer(report)
    yield from body(report)
    yield made_by(report.when, report.version)


def answer(report: Report | Overview) -> Iterable[str]:
    """What it was and how it ended, the answer, what to do, and what an approval is given for."""
    yield f"**{plain(report.ending)}**: {plain(report.told)}"
    yield f"**{MARKS[report.state]} {plain(report.headline)}**"
    yield plain(report.since) if isinstance(report, Report) else ""
    remedy = f"What to do: {plain(report.remedy)}" if report.remedy else ""
    yield from (plain(report.lead), remedy) if isinstance(report, Overview) else (remedy, plain(report.lead))
    if isinstance(report, Report) and report.failure and not report.is_told:
        yield f"What the run said: {plain(report.failure)}"
    yield f"Plan hash: `{report.plan_hash}`" if report.plan_hash else ""
    yield "Accepted risks:\n\n" + items(map(plain, report.accepted)) if report.accepted else ""
    yield ", ".join(f"{count} {what}" for what, count, _state in report.counts) + "." if report.counts else ""


def body(report: Report, depth: int = 0) -> Iterable[str]:
    """Everything about one cluster but the answer; `depth` lowers the headings."""
    lower = "#" * depth
    yield from _findings(report, lower)
    if report.restriction:
        yield from markdown_restriction.blocks(report.restriction, lower, changing=report.changing, would=report.would)
    if report.network_exit:
        yield from markdown_exit.blocks(report.network_exit, lower, changing=report.changing, would=report.would)
    if report.path:
        yield f"{lower}## The path"
        stations = [*report.path.stations, *([report.path.past] if report.path.past else [])]
        yield "\n".join(
            f"{place}. {MARKS[one.state]} **{plain(one.kind)}** {plain(one.name)}: {plain(one.note)}"
            for place, one in enumerate(stations, 1)
        )
    if report.leaving:
        yield f"{lower}## What else can leave"
        yield from _leaving(report.leaving, lower)
    yield from _changes(report, lower)
    yield from _destinations(report, lower)
    yield from _listed(report, lower)
    yield f"{lower}## What this is about"
    yield facts(report.facts)
    yield from _resources(report.resources, lower)
    yield f"{lower}## What the firewall's logs say" if report.seen or report.queries else ""
    if report.seen:
        yield from _seen(report.seen)
    for title, text in report.queries:
        yield from folded(title, [fenced(text, "kusto")])


def _findings(report: Report, lower: str) -> Iterable[str]:
    if not report.problems:
        return
    yield f"{lower}## Findings"
    yield "\n".join(map(finding, report.to_mend)) or words.NOTHING_TO_MEND
    if report.notes:
        yield from folded(words.many(len(report.notes), "note"), ["\n".join(map(finding, report.notes))])


def finding(one: Problem, more: str = "") -> str:
    """A finding as an item of a list, with what to do, what it concerns and what its code means."""
    sign = {"error": MARKS["bad"], "warning": "!"}.get(one.severity, MARKS["aside"])
    below = [f"What to do: {plain(one.remedy)}"] if one.remedy else []
    below += [f"It concerns {len(one.concerns)}: {some(one.concerns)}"] if one.concerns else []
    below += [more] if more else []
    below += [f"Code: {link(one.code, one.link)}"]
    return f"- {sign} **{plain(one.severity)}** {plain(one.message)}\n{items(below, 1)}"


def _leaving(made: Leaving, lower: str) -> Iterable[str]:
    ways = [
        f"- **{plain(one.what)}** {plain(one.meaning)}" + (f"\n{items(map(plain, one.items), 1)}" if one.items else "")
        for one in made.ways
    ]
    found = [*ways, *map(finding, made.problems)]
    yield words.GETS_OUT if found else words.NOTHING_LEAVES
    yield "\n".join(found)
    yield f"{lower}### Not looked at"
    yield items(map(plain, [*(one.message for one in made.unseen), *made.unlooked]))


def _changes(report: Report, lower: str) -> Iterable[str]:
    if report.changes is None:
        return
    yield f"{lower}## {report.changing}"
    yield "" if report.changes else "Nothing."
    for change in report.changes:
        yield f"{lower}### {plain(change.resource)}"
        lines = fenced("".join(f"{sign}{text}\n" for sign, text in change.lines), "diff")
        yield from _perhaps_folded(change, lines)


def _perhaps_folded(change: Change, lines: str) -> Iterable[str]:
    return folded(change.size, [lines]) if len(change.lines) > _LONG else [lines]


def _destinations(report: Report, lower: str) -> Iterable[str]:
    """What needs a look, then what passes, folded."""
    if not report.groups:
        return
    yield f"{lower}## Destinations, as they would be" if report.would else f"{lower}## Destinations"
    for state, verdict in _STATES:
        some_ = [part for one in report.groups if (part := one.only(state)).destinations]
        count = words.many(sum(one.count for one in some_), "destination")
        blocks = [block for one in some_ for block in _group(one, lower)]
        if some_ and state == "good":
            yield from folded(f"{count} {verdict}", blocks)
        elif some_:
            yield f"{MARKS[state]} {count} {verdict}:"
            yield from blocks


def _group(one: Group, lower: str) -> Iterable[str]:
    yield f"{lower}### {plain(one.name)}"
    yield "\n".join(map(_destination, one.destinations))


def _destination(one: Destination) -> str:
    note = f" ({plain(one.note)})" if one.note else ""
    told = (
        f"- {MARKS[one.state]} {one.verdict} on port {words.port(one.port)}, {plain(one.rule)}{note}, {plain(one.way)}"
    )
    return f"{told}\n{items(map(plain, one.names), 1)}"


def _listed(report: Report, lower: str) -> Iterable[str]:
    if report.addresses:
        yield f"{lower}## Management and health monitoring"
        passed = sum(one.state == "good" for one in report.addresses)
        rows = [(one.address, one.purpose, f"{MARKS[one.state]} {one.verdict}", one.way) for one in report.addresses]
        shown = table(("Address", "Purpose", "Verdict", "Answers go"), rows)
        told = f"{passed} of {len(report.addresses)} answered past the firewall"
        yield from folded(told, [shown]) if passed == len(report.addresses) else [f"{told}:", shown]
    if report.routes:
        yield f"{lower}## Routes of the subnet"
        shown = table(("Route", "Leads", "Where to"), report.routes)
        yield from folded(words.many(len(report.routes), "route"), [shown])


def _seen(seen: Seen) -> Iterable[str]:
    yield plain(seen.lead)
    for one in seen.tables:
        blocks = [*([plain(one.hint)] if one.hint else []), table(one.columns, one.rows)]
        yield from [f"{plain(one.title)}:", *blocks] if one.is_open else folded(one.title, blocks)


def _resources(listed: Sequence[Resource], lower: str) -> Iterable[str]:
    if not listed:
        return
    yield f"{lower}### Resources"
    shown = [("Subscription", one) for one in subscriptions(tuple(listed))]
    yield facts([*shown, *((one.kind, one.link or one.id) for one in listed)])
