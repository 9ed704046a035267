# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What docs/evidence.md says that logs tell, applied to what the generator of traffic knows of each row.

Nothing of plugins is imported here. Where the page leaves it open, the answer is that nobody can tell.
"""

from __future__ import annotations

import ipaddress
import itertools
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from ansible_collections.adx.outbound.tests.emulator.logs.connections import Dependency, Kind
from ansible_collections.adx.outbound.tests.emulator.logs.spellings import LEGACY, OPERATIONS, STRUCTURED, TABLES
from ansible_collections.adx.outbound.tests.integration.evidence_rows import Facts, Place, Seen, day_of, narrowest

INGESTION, DAY = timedelta(minutes=15), timedelta(days=1)
OF_RULES, WITH_NAMES = (Kind.APPLICATION, Kind.NETWORK), (Kind.APPLICATION, Kind.THREAT_INTELLIGENCE)
LAPSES = frozenset({"gap", "young_logs", "no_rows_of_sources"})
_KINDS = {**{table: kind for kind, table in TABLES.items()}, **{name: kind for kind, name in OPERATIONS.items()}}


@dataclass(frozen=True)
class Told:
    """What is expected of a dependency: any of these states, and where nobody can tell any of these causes."""

    states: frozenset[str]
    causes: frozenset[str] = frozenset()
    rows: tuple[Seen, ...] = ()


class Rule:
    """The rule of the page, for one world."""

    def __init__(self, facts: Facts) -> None:
        self.facts, self.world = facts, facts.world
        self.settled = facts.world.end - INGESTION
        self.needs: tuple[Dependency, ...] = facts.world.dependencies

    # Rows

    @cached_property
    def stores(self) -> dict[tuple[int, str], list[Seen]]:
        """The rows of this firewall within the time, by place and form; none where nothing could be read."""
        found: dict[tuple[int, str], list[Seen]] = {}
        for number, place in enumerate(self.facts.places):
            for form in (STRUCTURED, LEGACY):
                found[number, form] = []
            if not place.is_unread:
                for form, seen in self._rows(place):
                    found[number, form].append(seen)
        return found

    def _rows(self, place: Place):
        for one in (*self.world.connections, *self.world.foreign):
            if one.firewall != self.world.firewall or not self.world.is_within(one):
                continue
            for row in one.rows:
                kind = self._kind(row)
                is_hidden = row.form == STRUCTURED and kind in self.facts.basic
                if row.workspace in place.workspaces and not is_hidden and self._is_there(row):
                    yield (STRUCTURED if row.form == STRUCTURED else LEGACY), self._seen(one, row, kind)

    def _is_there(self, row) -> bool:
        return (row.workspace, row.table, row.place) not in self.facts.lost

    def _kind(self, row):
        """None for a structured row in the wrong table, of which nobody knows what it says."""
        if row.form == STRUCTURED:
            return _KINDS[row.table]
        return _KINDS[self.world.row(row)["OperationName"]] if row.form == LEGACY else None

    def _seen(self, one, row, kind) -> Seen:
        line = next((line for line in one.lines if line.kind is kind), None)
        host = one.name.lower() if kind in WITH_NAMES else ""
        shows = kind is not Kind.APPLICATION and kind is not None and not (row.form == LEGACY and host)
        raw = self.world.row(row)
        is_blind = row.form == LEGACY and kind is Kind.APPLICATION and not host
        text = raw["Protocol"] if row.form == STRUCTURED else raw.get("msg_s", "").partition(" request from")[0].strip()
        named = line.rule.rule if line and line.rule else ""
        shown = raw.get("Rule") if row.form == STRUCTURED else raw.get("msg_s", "")
        is_shown = bool(named) and re.search(rf"(?<![\w-]){re.escape(named)}(?![\w-])", shown or "") is not None
        port = 0 if is_blind else one.port
        prefix = narrowest(self.world.sources, one.source)
        return Seen(one, line, kind, host, one.address if shows else "", port, text, named if is_shown else "", prefix)

    @cached_property
    def counting(self) -> dict[Kind, tuple[int, str]]:
        """Of each kind of row one form counts: of those that go on the one with more days, then one of a place that
        answers all, then the structured one.
        """
        found = {}
        for kind in Kind:
            having = {place: rows for place, listed in self.stores.items() if (rows := _of(kind, listed))}
            if having:
                newest = max(one.at for rows in having.values() for one in rows)
                alive = {
                    place: rows for place, rows in having.items() if max(one.at for one in rows) >= newest - INGESTION
                }
                found[kind] = max(alive, key=lambda place: self._rank(place, alive[place]))
        return found

    def _rank(self, place: tuple[int, str], rows: list[Seen]) -> tuple[int, bool, bool]:
        asked = self.facts.places[place[0]]
        return len({one.day for one in rows}), asked.is_whole and not asked.is_partial, place[1] == STRUCTURED

    @cached_property
    def hits(self) -> list[Seen]:
        """The cluster's own rows that count."""
        return [one for kind, place in self.counting.items() for one in _of(kind, self.stores[place]) if one.prefix]

    # Whose they are

    def is_of(self, one: Seen, number: int) -> bool:
        """Whether a row is known to be of a need: by its name, else by an address or by the rule that met it."""
        need = self.needs[number]
        if one.kind not in TABLES or one.port != need.port:
            return False
        if one.host:
            is_told = one.kind is Kind.APPLICATION and need.is_by_name
            speaks = one.protocol == need.protocol.upper() if is_told else one.transport == _transport(need)
            return speaks and need.holds_name(one.host, one.port)
        if one.kind is Kind.APPLICATION or one.transport != _transport(need):
            return False
        return self.is_sure(one, number) or self._is_hinted(one, number)

    def is_exact(self, one: Seen, number: int) -> bool:
        return _inside(one.address, self.facts.known.get(number, ()))

    def _is_hinted(self, one: Seen, number: int) -> bool:
        return _inside(one.address, self.facts.hints.get(number, ()))

    def may_be(self, one: Seen, number: int) -> bool | None:
        """Whether a row without a name may be of a need all the same; None where that is not clear. An alert tells
        nothing, for the connection has a row besides.
        """
        need = self.needs[number]
        if one.host or one.kind not in TABLES or one.action == "alert" or self.is_of(one, number):
            return False
        if one.kind is Kind.APPLICATION:
            return _transport(need) == "TCP" and one.port in (need.port, 0)
        if one.port != need.port or one.transport != _transport(need) or number in self.facts.known:
            return False
        aim = self.facts.rules.get(one.rule)
        if aim is None:
            return True
        return None if number in aim.unclear else number in aim.may

    def account(self) -> dict[str, int]:
        """How many rows are somebody's, have a name that is nobody's, or neither."""
        parts = {"hits": len(self.hits), "assigned": 0, "not_covered": 0, "unattributed": 0}
        for one in self.hits:
            parts[self._part(one)] += 1
        return parts

    def _part(self, one: Seen) -> str:
        if any(self.is_of(one, number) for number in range(len(self.needs))):
            return "assigned"
        return "not_covered" if one.host else "unattributed"

    def unattributed(self) -> dict[tuple[int, str, str], tuple[int, int, int, datetime]]:
        """By port, protocol and source: let through, refused, alerts, and when the last was."""
        found: dict[tuple[int, str, str], list[Seen]] = {}
        for one in self.hits:
            if self._part(one) == "unattributed":
                found.setdefault((one.port, one.protocol, one.prefix), []).append(one)
        return {
            key: (
                sum(one.is_allowed for one in rows),
                sum(one.is_refused for one in rows),
                sum(one.action == "alert" for one in rows),
                max(one.at for one in rows),
            )
            for key, rows in found.items()
        }

    def refused_names(self) -> dict[tuple[str, int, str], tuple[int, datetime]]:
        """Names that nobody needs, how often they were refused and when last; not those that were let through since."""
        found: dict[tuple[str, int, str], list[Seen]] = {}
        passed: dict[tuple[str, int], datetime] = {}
        for one in self.hits:
            if self._part(one) == "not_covered" and one.is_refused:
                found.setdefault((one.host, one.port, one.protocol), []).append(one)
            if self._part(one) == "not_covered" and one.is_allowed:
                passed[one.host, one.port] = max(one.at, passed.get((one.host, one.port), one.at))
        told = {key: (len(rows), max(one.at for one in rows)) for key, rows in found.items()}
        return {key: value for key, value in told.items() if passed.get(key[:2], value[1]) <= value[1]}

    # What is told

    def of(self, number: int) -> Told:
        """What is expected of a need."""
        if number in self.facts.past:
            return Told(frozenset({"not_at_firewall"}))
        rows = tuple(one for one in self.hits if self.is_of(one, number))
        since = self.facts.since[number]
        alive = [one for one in rows if since is None or one.at > since]
        allowed = [one for one in alive if one.is_allowed and one.kind in OF_RULES]
        standing = [one for one in alive if one.is_refused and self.stands(one, allowed, number)]
        if standing:
            return Told(_states(standing, "denied", number=number), rows=rows)
        if allowed:
            return Told(_states(allowed, "allowed", number=number), rows=rows)
        causes = self.causes(number)
        states = {"cannot_tell" if causes - {"unclear"} else "not_seen"}
        return Told(frozenset(states | ({"cannot_tell"} if causes else set())), causes, rows)

    def stands(self, one: Seen, allowed: list[Seen], number: int) -> bool:
        """Intrusion detection looks at what has passed, so nothing that passes takes its refusal back. Where the
        address is one that the name had once, the name is newer evidence.
        """
        if one.kind is Kind.INTRUSION_DETECTION:
            return True
        return all(one.at >= other.at for other in allowed if self._takes_back(other, one, number))

    def _takes_back(self, other: Seen, one: Seen, number: int) -> bool:
        return other.key == one.key or bool(other.host and not self.is_sure(one, number))

    def is_sure(self, one: Seen, number: int) -> bool:
        """False for an address that the name had once, and may not have now."""
        return bool(one.host) or self.is_exact(one, number) or self._is_meant(one, number)

    def _is_meant(self, one: Seen, number: int) -> bool:
        aim = self.facts.rules.get(one.rule)
        return bool(aim and aim.only == number)

    def heard_of(self, number: int) -> datetime:
        """The first of the cluster's rows since then."""
        kind, start = self.kind_of(number), self.start_of(number)
        return min(one.at for one in _of(kind, self.stores[self.counting[kind]]) if one.prefix and one.at > start)

    def start_of(self, number: int) -> datetime:
        since = self.facts.since[number]
        return max(self.world.start, since or self.world.start)

    def end_of(self, number: int) -> datetime:
        """The last of the cluster's rows in the log that the need belongs to."""
        kind = self.kind_of(number)
        rows = _of(kind, self.stores[self.counting[kind]])
        return min(self.settled, max(one.at for one in rows if one.prefix))

    def kind_of(self, number: int) -> Kind:
        return Kind.APPLICATION if self.needs[number].is_by_name else Kind.NETWORK

    def causes(self, number: int) -> frozenset[str]:
        """Every reason for which no row proves nothing; unclear where that is not clear itself."""
        start = self.start_of(number)
        found = set() if self.facts.is_running else {"stopped"}
        found |= {"other_way"} if number in self.facts.astray else set()
        found |= self.lapses(self.kind_of(number), start, only_own=True) | self._hidden(number, start)
        for one in self.hits:
            found |= {"alert_alone"} if one.at >= start and self.is_of(one, number) else set()
            may = self.may_be(one, number) if one.at >= start else False
            if may:
                found |= {"nameless_rows", "hiding_rule"}
            if may is None:
                found.add("unclear")
        return frozenset(found)

    def _hidden(self, number: int, start: datetime) -> set[str]:
        """A rule of the other sort may have had its traffic, and the log of that is not whole. Without a time since
        when the rules are what they are, such a rule may have been there and be gone.
        """
        if _transport(self.needs[number]) != "TCP":
            return set()
        kind = Kind.NETWORK if self.needs[number].is_by_name else Kind.APPLICATION
        found = self.lapses(kind, start, only_own=False)
        if found <= {"unclear"}:
            return found
        aims = self.facts.rules.values() if kind is Kind.NETWORK else [self.facts.inspected]
        if any(number in aim.may for aim in aims) or self.facts.since[number] is None:
            return {"hiding_rule", *found}
        return {"unclear"} if any(number in aim.unclear for aim in aims) else set()

    def lapses(self, kind: Kind, start: datetime, *, only_own: bool) -> set[str]:
        """Why the log of a kind is not known to be whole since then."""
        place = self.counting.get(kind)
        if place is None:
            return self._nothing(kind)
        asked = self.facts.places[place[0]]
        found = {"partial"} if asked.is_partial else set()
        found |= set() if asked.is_whole else {"workspace_rights"}
        found |= {"too_recent"} if start >= self.settled else set()
        rows = [one for one in _of(kind, self.stores[place]) if one.prefix or not only_own]
        if self._is_brief(rows, start):
            return found | {"unclear"}
        return found | (set() if self._is_daily(rows, start) else LAPSES)

    def _nothing(self, kind: Kind) -> set[str]:
        told = {
            "unread": any(one.is_unread for one in self.facts.places),
            "partial": any(one.is_partial for one in self.facts.places),
            "workspace_rights": not all(one.is_whole for one in self.facts.places),
            "table_plan": kind in self.facts.basic,
            "misplaced": any(one.kind is None for listed in self.stores.values() for one in listed),
        }
        return {"no_rows", *(cause for cause, holds in told.items() if holds)}

    def _is_daily(self, rows: list[Seen], start: datetime) -> bool:
        """A row on every day before today, and one within the last day and the time."""
        after = sorted(one.at for one in rows if one.at > start)
        last = min(after[-1], self.settled) if after else start
        if last <= start or after[-1] < self.settled - DAY:
            return False
        if any(later - before > DAY for before, later in itertools.pairwise([start, *after])):
            return False
        day, days = day_of(start), {one.day for one in rows}
        while day + DAY <= self.settled:
            if day not in days:
                return False
            day += DAY
        return True

    def _is_brief(self, rows: list[Seen], start: datetime) -> bool:
        """A single row that counts, of which it is not clear whether it is a period."""
        after = [one.at for one in rows if one.at > start]
        return bool(after) and min(after) >= min(self.settled, max(after))


def _of(kind, rows) -> list[Seen]:
    return [one for one in rows if one.kind is kind]


def _transport(need: Dependency) -> str:
    return "TCP" if need.protocol.lower() in ("https", "http", "mssql") else need.protocol.upper()


def _inside(address, prefixes) -> bool:
    return any(ipaddress.ip_address(address) in ipaddress.ip_network(one) for one in prefixes) if address else False


def _states(rows: list[Seen], word: str, *, number: int) -> frozenset[str]:
    """By name or by address, as the newest row is; where both are true, either is."""
    return frozenset(word if one.host else f"{word}_by_address" for one in rows)
