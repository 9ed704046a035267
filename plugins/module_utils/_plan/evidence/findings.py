# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about what the logs say, each cause once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ..check.findings import Finding, grouped
from ..documents import text
from ..values import times
from .besides import ENOUGH_DAYS, Refused, Stood
from .states import Evidence
from .stores import Lack, Logs, Why
from .words import Comparison, State

_ADVICE = {
    Lack.NOT_LOGGED: "Let a diagnostic setting of the firewall send its logs to a workspace, into tables of their own.",
    Lack.UNREAD: "Where a right is missing, give it to the login; else ask again later, or name another workspace in"
    " O(workspace).",
    Lack.PARTIAL: "Ask about fewer days with O(since).",
    Lack.WORKSPACE_RIGHTS: "Give the login the role Log Analytics Reader on the workspace and on the firewall.",
    Lack.TABLE_PLAN: "Have the plan of the table changed to Analytics, or look at it in the portal.",
    Lack.MISPLACED: "Set the destination of the diagnostic setting to resource specific.",
    Lack.NO_ROWS: "Turn the category on in the diagnostic setting of the firewall.",
    Lack.YOUNG_LOGS: "Ask about fewer days with O(since), or again when the log is older.",
    Lack.GAP: "Find out who turned the log off, or ask about the days after it with O(since).",
    Lack.NO_ROWS_OF_SOURCES: "Look at the route of the subnet, and for whoever translates its addresses on the way.",
    Lack.OTHER_WAY: "Look at that route or endpoint, or let the login: what it takes is in no log of the firewall.",
    Lack.THREATS_NOT_LOGGED: "Turn the category AZFWThreatIntel on in the diagnostic setting of the firewall.",
    Lack.ALERT_ALONE: "Look at the alert, and whether the diagnostic setting has every category of rules.",
    Lack.NAMELESS_ROWS: "Find out by port and source who it is: a TLS client that sends no name needs a network rule.",
    Lack.HIDING_RULE: "Nothing for a rule of ours; narrow one of somebody else, if the names behind it matter.",
    Lack.TOO_RECENT: "Ask again in a quarter of an hour.",
    Lack.STOPPED: "Ask again when the cluster has run for a while.",
    Lack.UNREAD_DESTINATION: "Let the login read what the cluster's configuration names.",
    Lack.NOT_ASKED: "Nothing to do.",
}
_NO_CHANGE_KNOWN = "whether that was before the last change of the rules is not known"
_NO_NAME = "whether the address that was refused is still its own is not known"
_OF_ALL = (Lack.NOT_LOGGED, Lack.UNREAD)


def findings(
    listed: Sequence[Evidence],
    logs: Logs,
    *,
    refused: Sequence[Refused],
    nameless: Sequence[Refused],
    unused: Sequence[tuple[str, ...]],
    stood: Sequence[Stood],
    days: int,
) -> Iterator[Finding]:
    """What a person should know; `days` are those with rows from the cluster, by which wildcards may be narrowed."""
    yield from _against(listed, logs)
    yield from _history(listed, logs)
    yield from _lacking(listed, logs)
    yield from _refused(refused, nameless, logs)
    if unused:
        yield _unused(unused, logs)
    if stood:
        yield _narrowing(stood, days, logs)


def _against(listed: Sequence[Evidence], logs: Logs) -> Iterator[Finding]:
    """Where the log and the verdict do not go together."""
    for conflict, alike in grouped(listed, _conflict).items():
        yield _conflicting(conflict, alike, logs.firewall)


class _Conflict(NamedTuple):
    """How the log speaks against the verdict. `open` says why a refusal may be no contradiction."""

    is_refused: bool
    place: str
    open: str = ""


def _conflict(one: Evidence) -> _Conflict | None:
    if one.judged.verdict.blocked == one.is_refused:
        return None
    if one.comparison == Comparison.DISAGREES:
        return _Conflict(one.is_refused, one.place)
    if one.comparison == Comparison.UNDATED and one.is_refused:
        return _Conflict(True, one.place, _NO_CHANGE_KNOWN if one.changed is None else _NO_NAME)
    return None


def _conflicting(conflict: _Conflict, alike: Sequence[Evidence], firewall: str) -> Finding:
    subjects = tuple(one.subject for one in alike)
    last = times.shown(max(one.last for one in alike if one.last))
    what = f"{text.some(subjects)} {'was' if len(alike) == 1 else 'were'}"
    if not conflict.is_refused:
        return Finding(
            "log_allows",
            firewall,
            f"{what} let through by {conflict.place}, last at {last}, though by what was read nothing lets it pass.",
            "Look at that rule: something that decides was not read as it is, or has been changed since.",
            subjects,
        )
    if conflict.open:
        return Finding(
            "denied_in_window",
            firewall,
            f"{what} refused by {conflict.place}, last at {last}, and {conflict.open}.",
            "Keep the JSON report of today as O(baseline), and check again tomorrow: what is refused after it counts.",
            subjects,
        )
    return Finding(
        "log_denies",
        firewall,
        f"{what} refused by {conflict.place}, last at {last}, though by what was read it passes.",
        "Believe the log: look at what refused it, and whether a machine of the subnet has another address.",
        subjects,
    )


def _history(listed: Sequence[Evidence], logs: Logs) -> Iterator[Finding]:
    """Refusals that are over."""
    over = [one for one in listed if one.denied_until and not one.is_refused and not one.judged.verdict.blocked]
    if over:
        last = max(one.denied_until for one in over if one.denied_until)
        subjects = tuple(one.subject for one in over)
        yield Finding(
            "denied_until",
            logs.firewall,
            f"{text.some(subjects)} {'was' if len(over) == 1 else 'were'} denied until {times.shown(last)}; the log has"
            " no refusal since.",
            "Nothing to do.",
            subjects,
        )


def _lacking(listed: Sequence[Evidence], logs: Logs) -> Iterator[Finding]:
    """Why the log tells nothing, and of what; first what it says nothing about at all."""
    for why, alike in grouped(listed, lambda one: one.why if one.state == State.CANNOT_TELL else None).items():
        subjects = tuple(one.subject for one in alike)
        code = "logs_unread" if why.lack in _OF_ALL else "logs_do_not_tell"
        yield Finding(code, logs.firewall, _sentence(why, subjects, logs), _ADVICE[why.lack], subjects)


def _sentence(why: Why, subjects: Sequence[str], logs: Logs) -> str:
    also = ""
    if why.lack == Lack.NOT_LOGGED and logs.elsewhere:
        also = f" They go to {' and '.join(logs.elsewhere)} alone, where nobody can query them."
    return f"Whether {text.some(subjects)} passed is not known from the logs: {why.text}.{also}"


def _refused(refused: Sequence[Refused], without: Sequence[Refused], logs: Logs) -> Iterator[Finding]:
    if refused:
        known = [f"{one.host} is {one.known}" for one in refused if one.known]
        yield Finding(
            "refused_names",
            logs.firewall,
            f"Machines of the subnet were refused {text.some(one.subject for one in refused)}, which no dependency"
            f" covers.{f' Of these {text.some(known)}.' if known else ''}",
            "Find out what asks for them before anybody allows them: any machine in the subnet can ask for any name.",
            tuple(one.subject for one in refused),
        )
    for by, alike in grouped(without, lambda one: one.by).items():
        count = sum(one.count for one in alike)
        yield Finding(
            "refused_without_name",
            logs.firewall,
            f"{count} connection{'s' if count > 1 else ''} to {text.some(one.subject for one in alike)}"
            f" {'were' if count > 1 else 'was'} refused, and the log has no name of what was meant: {by}.",
            _ADVICE[Lack.NAMELESS_ROWS],
            tuple(one.subject for one in alike),
        )


def _unused(unused: Sequence[tuple[str, ...]], logs: Logs) -> Finding:
    places = tuple(" / ".join(place) for place in unused)
    what = f"{len(places)} rules of ours" if len(places) > 1 else "one rule of ours"
    return Finding(
        "unused_rule",
        logs.firewall,
        f"The cluster has used nothing of {what} since {times.shown(logs.start)}: {text.some(places)}.",
        "Keep what the documentation asks for: what was not needed yet may be needed tomorrow.",
        places,
    )


def _narrowing(stood: Sequence[Stood], days: int, logs: Logs) -> Finding:
    wildcards = sorted({one.wildcard for one in stood})
    if days < ENOUGH_DAYS:
        told = (
            f"The log has {days} day{'s' if days != 1 else ''} of what {text.some(wildcards)} stood for, too short a"
            f" window to narrow: {ENOUGH_DAYS} are needed."
        )
        advice = f"Ask about at least {ENOUGH_DAYS} days with O(since)."
    else:
        told = (
            f"In {days} days {text.some(wildcards)} stood for {len(stood)} name{'s' if len(stood) != 1 else ''}, which"
            " the report lists."
        )
        advice = (
            "Review the list by hand: any machine in the subnet can have put a name into it, and what was not needed"
            " yet would be cut off."
        )
    return Finding("wildcard_names", logs.firewall, told, advice, tuple(wildcards))
