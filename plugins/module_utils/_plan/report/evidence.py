# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the firewall's logs say, as tables for people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..evidence.words import State
from . import words

Result = Mapping[str, Any]
_SAYS = {
    State.DENIED: "refused",
    State.DENIED_BY_ADDRESS: "refused, by its address",
    State.CANNOT_TELL: "no telling",
    State.NOT_SEEN: "not seen",
    State.ALLOWED_BY_ADDRESS: "let through, by its address",
    State.ALLOWED: "let through",
    State.NOT_AT_FIREWALL: "never there",
}
_PASSED = (State.ALLOWED_BY_ADDRESS, State.ALLOWED)
_PAST = (State.NOT_AT_FIREWALL,)
_UNSEEN = (State.NOT_SEEN,)
_ILL = tuple(state for state in _SAYS if state not in (*_UNSEEN, *_PASSED, *_PAST))
_COLUMNS = ("Destination", "The log says", "By what, or why not", "Connections", "Last seen")
REVIEW = (
    "For review only. Any machine in the subnet can put a name into the log, and a name that was not needed yet is not"
    " in it."
)


@dataclass(frozen=True)
class Listed:
    """A table, with a sentence above it where one is needed."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    is_open: bool = False
    hint: str = ""


@dataclass(frozen=True)
class Seen:
    """What was asked, in a sentence, and what came out."""

    lead: str
    tables: tuple[Listed, ...]


def seen(evidence: Result | None) -> Seen | None:
    """Return what a check has of it; None where nobody asked."""
    if not evidence:
        return None
    tables = (*_destinations(evidence["dependencies"]), *_besides(evidence))
    return Seen(_lead(evidence), tuple(one for one in tables if one.rows))


def _lead(evidence: Result) -> str:
    if not evidence.get("start"):
        return f"The logs of {evidence['firewall'] or 'the firewall'} were not asked."
    places = list(dict.fromkeys(str(one["place"]) for one in evidence["asked"]))
    if not places:
        return f"The logs of {evidence['firewall']} go to no workspace, so nobody could be asked."
    account = evidence["account"]
    counted = f"{words.many(account['hits'], 'connection')} of the cluster's sources"
    rest = [f"{account[name]} {told}" for name, told in _COUNTED if account[name]]
    period = f"from {_time(evidence['start'])} to {_time(evidence['end'])}"
    lacking = list(dict.fromkeys(str(one["lacking"]) for one in evidence["asked"] if one["lacking"]))
    not_all = f" Not all could be read: {'; '.join(lacking)}." if lacking else ""
    return f"Asked {' and '.join(places)} {period}: {counted}{_of(rest)}.{not_all}"


_COUNTED = (("not_covered", "to names that no dependency covers"), ("unattributed", "that nobody can assign"))


def _of(rest: Sequence[str]) -> str:
    return f", of them {' and '.join(rest)}" if rest else ""


def _destinations(listed: Iterable[Result]) -> Iterable[Listed]:
    """What needs a look stands open; what is alike is one row."""
    found: dict[State, dict[tuple[str, ...], list[str]]] = {state: {} for state in _SAYS}
    for one in listed:
        found[State(one["state"])].setdefault(_fate(one), []).append(_named(one))
    for states, what in _GROUPS:
        count = sum(len(names) for state in states for names in found[state].values())
        rows = tuple(row for state in states for row in _rows(state, found[state]))
        yield Listed(f"{words.many(count, 'destination')} {what}", _COLUMNS, rows, is_open=states is _ILL)


_GROUPS = ((_ILL, "to look at"), (_UNSEEN, "not seen"), (_PASSED, "let through"), (_PAST, "sent another way"))


def _rows(state: State, alike: Mapping[tuple[str, ...], Sequence[str]]) -> tuple[tuple[str, ...], ...]:
    return tuple((", ".join(sorted(names)), _SAYS[state], *fate) for fate, names in sorted(alike.items()))


def _named(one: Result) -> str:
    tag = f"service tag {one['service_tag']}" if one.get("service_tag") else ""
    name = one.get("unread") or one.get("fqdn") or tag or ", ".join(one.get("addresses") or ())
    return str(name) if one.get("unread") else f"{name}:{one['port']}"


def _fate(one: Result) -> tuple[str, ...]:
    """All of a row but what it is about."""
    period = one.get("period")
    why = f"from {_time(period['start'])} to {_time(period['end'])}" if period else str(one.get("why") or "")
    until = f"denied until {_time(one['denied_until'])}" if one.get("denied_until") else ""
    by = "" if one["state"] in _PAST else " / ".join(one["by"])
    told = ", ".join(filter(None, (by or why, until)))
    counts = [f"{one[name]} {name}" for name in ("allowed", "refused") if one[name]]
    return told, ", ".join(counts), _time(one.get("last_seen"))


def _besides(evidence: Result) -> Iterable[Listed]:
    refused = evidence["refused_names"]
    yield Listed(
        f"{words.many(len(refused), 'refused name')} that no dependency covers",
        ("Name", "Known as", "Refused by", "Connections", "Last seen"),
        tuple(
            (
                f"{one['fqdn']}:{one['port']}",
                one["known_as"] or "",
                one["by"],
                str(one["refused"]),
                _time(one["last_seen"]),
            )
            for one in refused
        ),
    )
    nameless = evidence["unattributed"]
    yield Listed(
        f"{words.many(len(nameless), 'port')} with connections that nobody can assign",
        ("Port", "Protocol", "From", "Connections", "Last seen"),
        tuple(
            (str(one["port"]), one["protocol"], one["source"], _became(one), _time(one["last_seen"]))
            for one in nameless
        ),
    )
    unused = evidence["unused_rules"]
    rules = tuple((" / ".join(place),) for place in unused)
    yield Listed(f"{words.many(len(unused), 'rule')} of ours that nothing has used", ("Rule",), rules)
    yield _wildcards(evidence["wildcards"])


def _became(one: Result) -> str:
    told = [f"{one[name]} {name}" for name in ("allowed", "refused") if one[name]]
    return ", ".join([*told, *([words.many(one["alerts"], "alert")] if one["alerts"] else [])])


def _wildcards(told: Result) -> Listed:
    names = told["names"] if told["is_enough"] else ()
    return Listed(
        f"{words.many(len(names), 'name')} that wildcards stood for in {words.many(told['days'], 'day')}",
        ("Wildcard", "Name", "Days", "Machines", "First seen", "Last seen"),
        tuple(
            (
                one["wildcard"],
                f"{one['fqdn']}:{one['port']}",
                str(one["days"]),
                str(one["sources"]),
                _time(one["first_seen"]),
                _time(one["last_seen"]),
            )
            for one in names
        ),
        hint=REVIEW,
    )


def _time(stamp: Any) -> str:
    """A time as people read it."""
    text = str(stamp or "")
    return f"{text[:10]} {text[11:16]} UTC" if len(text) > len("2026-11-30T") else text
