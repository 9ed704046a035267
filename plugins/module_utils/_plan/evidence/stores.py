# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where rows came from, and what their absence proves: nothing, unless rows show that the log was on all the time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from functools import cached_property, partial
from operator import attrgetter
from typing import NamedTuple, TypeAlias

from ..logs.answers import Answer, Covered, Hit
from ..logs.queries import INGESTION, Form, Kind
from ..values import addresses, times
from ..values.addresses import Coverage
from ..values.words import Word

DAY = timedelta(days=1)
AT_NO_TIME = datetime.min.replace(tzinfo=timezone.utc)
_SAID = {
    Kind.APPLICATION: "application rules",
    Kind.NETWORK: "network rules",
    Kind.THREAT_INTELLIGENCE: "threat intelligence",
    Kind.INTRUSION_DETECTION: "intrusion detection",
    Kind.NAT: "translated addresses",
}


class Lack(Word):
    """Why the logs do not tell whether something was seen."""

    NOT_ASKED = "not_asked"
    NOT_LOGGED = "not_logged"
    UNREAD = "unread"
    PARTIAL = "partial"
    WORKSPACE_RIGHTS = "workspace_rights"
    TABLE_PLAN = "table_plan"
    MISPLACED = "misplaced"
    NO_ROWS = "no_rows"
    YOUNG_LOGS = "young_logs"
    GAP = "gap"
    NO_ROWS_OF_SOURCES = "no_rows_of_sources"
    OTHER_WAY = "other_way"
    ALERT_ALONE = "alert_alone"
    THREATS_NOT_LOGGED = "threats_not_logged"
    NAMELESS_ROWS = "nameless_rows"
    HIDING_RULE = "hiding_rule"
    TOO_RECENT = "too_recent"
    STOPPED = "stopped"
    UNREAD_DESTINATION = "unread_destination"


_Asked: TypeAlias = "tuple[Kind, tuple[str, ...] | None, datetime]"


class Why(NamedTuple):
    """The kind of a reason, and the reason as a sentence without its end."""

    lack: Lack
    text: str


_RECENT = Why(Lack.TOO_RECENT, "rows of the last 15 minutes are still on their way")


@dataclass(frozen=True)
class Store:
    """What one place answered in one form. `place` is that place in a sentence.

    `is_whole` is False where rows are left out without a word that the login may not see. `skipped` are the kinds whose
    tables do not take such queries, `unread` says why nothing was read.
    """

    place: str
    form: Form
    is_whole: bool
    hits: Answer = Answer(())
    coverage: Answer = Answer(())
    skipped: frozenset[Kind] = frozenset()
    unread: Why | None = None

    @cached_property
    def kinds(self) -> dict[Kind, tuple[Covered, ...]]:
        """The days of each kind that there are rows of."""
        found: dict[Kind, list[Covered]] = {}
        for one in self.coverage.rows:
            found.setdefault(one.kind, []).append(one)
        return {kind: tuple(rows) for kind, rows in found.items()}

    def days(self, kind: Kind) -> int:
        """How many days are known to have rows of this kind."""
        known = len({one.day for one in self.kinds.get(kind, ())})
        return known or int(any(hit.kind == kind for hit in self.hits.rows))

    def last(self, kind: Kind) -> datetime:
        """The time of the last row of this kind."""
        hits = (hit.last for hit in self.hits.rows if hit.kind == kind)
        return max((*(one.last for one in self.kinds.get(kind, ())), *hits), default=AT_NO_TIME)


@dataclass(frozen=True)
class Logs:
    """All that was asked about one firewall, from `start` until `end`, which is now by the clock of the service.

    `why` says why nobody could be asked; `elsewhere` is where logs go that have no query interface. `has_threats` says
    that what threat intelligence refuses is known to be logged, of which there need not be any row.
    """

    firewall: str
    start: datetime
    end: datetime
    stores: tuple[Store, ...] = ()
    why: Why | None = None
    elsewhere: tuple[str, ...] = ()
    has_threats: bool = False

    @property
    def settled(self) -> datetime:
        """Until when rows are there that will ever come."""
        return self.end - INGESTION if self.end != AT_NO_TIME else AT_NO_TIME

    @cached_property
    def by_kind(self) -> dict[Kind, Store]:
        """The one store whose rows of a kind count. The same connection may have a row in each, so that rows of two
        are never added up: one that still gets rows, of these the one with most days, of two alike the one that
        is whole, and then the structured one.
        """
        having = {kind: [one for one in self.stores if one.days(kind)] for kind in _SAID}
        return {
            kind: max(_going_on(kind, listed), key=partial(_rank, kind)) for kind, listed in having.items() if listed
        }

    @cached_property
    def is_cut(self) -> bool:
        """True where a store whose rows count may have more of them than it answered."""
        return any(one.hits.lacking for one in self.by_kind.values())

    @property
    def _lately(self) -> datetime:
        """A log without a row since then has ended."""
        return self.settled - DAY

    @cached_property
    def hits(self) -> tuple[Hit, ...]:
        """The rows that count."""
        return tuple(hit for one in self.stores for hit in one.hits.rows if self.by_kind.get(hit.kind) is one)

    def hits_from(self, sources: Iterable[str]) -> tuple[Hit, ...]:
        """Those of these sources."""
        mine = _Mine(sources)
        return tuple(hit for hit in self.hits if mine.holds(hit.source))

    def unproven(self, kind: Kind, sources: Iterable[str] | None, start: datetime) -> Why | None:
        """Why no row of this kind from these sources since `start` does not mean that there was no such traffic; None
        where it does. Without sources it is about the log of the firewall alone.
        """
        asked = (kind, None if sources is None else tuple(sources), start)
        if asked not in self._unproven:
            self._unproven[asked] = self._reason(*asked)
        return self._unproven[asked]

    @cached_property
    def _unproven(self) -> dict[_Asked, Why | None]:
        return {}  # the same is asked about every dependency

    def _reason(self, kind: Kind, sources: tuple[str, ...] | None, start: datetime) -> Why | None:
        store = self.by_kind.get(kind)
        why = self.why or (self._no_store(kind) if store is None else _not_all(store))
        if why or store is None:
            return why
        if start >= self.settled:
            return _RECENT
        rows, said = store.kinds.get(kind, ()), f"the log of {_SAID[kind]} in {store.place}"
        if not rows:
            return Why(Lack.NO_ROWS, f"{said} has rows of which nobody says how many there are")
        why = self._lapse(rows, start, said)
        return why if why or sources is None else self._lapse_of(sources, rows, start, said)

    def period(self, kind: Kind, sources: Iterable[str], start: datetime) -> tuple[datetime, datetime]:
        """What of the time since `start` rows of this kind from these sources show to be in the log."""
        return self._heard(self._covered(kind, sources), start)

    def covered_days(self, kind: Kind, sources: Iterable[str]) -> int:
        """How many days have rows of this kind from these sources."""
        return len({one.day for one in self._covered(kind, sources)})

    def _covered(self, kind: Kind, sources: Iterable[str]) -> tuple[Covered, ...]:
        mine, store = _Mine(sources), self.by_kind.get(kind)
        rows = store.kinds.get(kind, ()) if store else ()
        return tuple(one for one in rows if mine.holds(one.source))

    def _no_store(self, kind: Kind) -> Why:
        unread = next((one.unread for one in self.stores if one.unread), None)
        if unread:
            return unread
        skipping = next((one for one in self.stores if kind in one.skipped), None)
        if skipping:
            text = f"the table of {_SAID[kind]} in {skipping.place} has a plan that takes no such query"
            return Why(Lack.TABLE_PLAN, text)
        if any(Kind.MISPLACED in one.kinds for one in self.stores):
            return Why(Lack.MISPLACED, "structured logs are stored in the table AzureDiagnostics")
        unsure = next(filter(None, map(_not_all, self.stores)), None)
        if not unsure and self.start >= self.settled:
            return _RECENT
        return unsure or Why(Lack.NO_ROWS, f"there is no row of {_SAID[kind]} of firewall {self.firewall}")

    def _lapse(self, rows: tuple[Covered, ...], start: datetime, said: str) -> Why | None:
        """The first time since `start` that has no row; the days are those of UTC, and today need have none yet."""
        first, last = min(one.first for one in rows), max(one.last for one in rows)
        if first >= _next_day(start):
            return Why(Lack.YOUNG_LOGS, f"{said} begins at {times.shown(first)}")
        if last <= start or last < self._lately:
            return Why(Lack.GAP, f"{said} ends at {times.shown(last)}")
        missing = self._missing({one.day for one in rows}, start)
        if missing:
            return Why(Lack.GAP, f"{said} has no row of {missing:%Y-%m-%d}")
        silent = _silence(rows, start)
        if silent:
            return Why(Lack.GAP, f"{said} has no row for more than a day after {times.shown(silent)}")
        begin, end = self._heard(rows, start)
        return None if begin < end else Why(Lack.GAP, f"{said} has too few rows since {times.shown(start)}")

    def _heard(self, rows: tuple[Covered, ...], start: datetime) -> tuple[datetime, datetime]:
        """From the first to the last row since `start` that count."""
        since = [one for one in rows if one.last > start]
        return max(start, min(one.first for one in since)), min(self.settled, max(one.last for one in since))

    def _lapse_of(self, wanted: tuple[str, ...], rows: tuple[Covered, ...], start: datetime, said: str) -> Why | None:
        mine = _Mine(wanted)
        own = tuple(one for one in rows if mine.holds(one.source))
        if not own:
            told = f"{said} has no row from {', '.join(wanted)}, whose traffic takes another way or has another address"
            return Why(Lack.NO_ROWS_OF_SOURCES, told)
        why = self._lapse(own, start, f"{said}, from {', '.join(wanted)},")
        return Why(Lack.NO_ROWS_OF_SOURCES, why.text) if why else None

    def _missing(self, days: set[datetime], start: datetime) -> datetime | None:
        day, today = _day(start), _day(self.settled)
        while day < today:
            if day not in days:
                return day
            day += DAY
        return None


def nothing(firewall: str, why: Why) -> Logs:
    """The logs of what has none, or of what nobody need ask."""
    return Logs(firewall, AT_NO_TIME, AT_NO_TIME, why=why)


def counted(store: Store, end: datetime) -> Store:
    """The same, and not whole where rows are counted of which its answer has none: both are about the same time, and
    only the last rows may have come between the two.
    """
    having = {(hit.kind, hit.source) for hit in store.hits.rows}
    for one in store.coverage.rows:
        if one.source and one.first < end - INGESTION and (one.kind, one.source) not in having:
            said = _SAID.get(one.kind, one.kind)
            told = f"there are rows of {said} from {one.source}, and the answer has none of them"
            return replace(store, hits=replace(store.hits, lacking=store.hits.lacking or told))
    return store


def _going_on(kind: Kind, stores: Sequence[Store]) -> list[Store]:
    """Those without the ones that end before another: what has moved on to another place tells nothing of today."""
    newest = max(one.last(kind) for one in stores)
    return [one for one in stores if newest - one.last(kind) <= INGESTION]


def _rank(kind: Kind, store: Store) -> tuple[int, bool, bool]:
    return store.days(kind), _not_all(store) is None, store.form == Form.STRUCTURED


def _not_all(store: Store) -> Why | None:
    """Why what a store answered may not be all that there is."""
    if store.unread:
        return store.unread
    lacking = store.hits.lacking or store.coverage.lacking
    if lacking:
        return Why(Lack.PARTIAL, f"of what {store.place} has, {lacking}")
    if not store.is_whole:
        text = f"{store.place} were read without a right in their workspace, which leaves out what may not be seen"
        return Why(Lack.WORKSPACE_RIGHTS, text)
    return None


def _silence(rows: Iterable[Covered], start: datetime) -> datetime | None:
    """When a time of more than a day began that has no row, though every day has some."""
    heard = start
    for one in sorted(rows, key=attrgetter("first")):
        if one.last > start:
            if one.first - heard > DAY:
                return heard
            heard = max(heard, one.last)
    return None


def _day(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def _next_day(at: datetime) -> datetime:
    return _day(at) + DAY


class _Mine:
    """The sources of one cluster among the prefixes that were asked for. A row has the narrowest that holds it, and of
    two that hold one machine one lies in the other.
    """

    def __init__(self, sources: Iterable[str]) -> None:
        self._blocks = addresses.joined(sources)
        self._known: dict[str, bool] = {}

    def holds(self, prefix: str) -> bool:
        """True for a prefix that lies in them."""
        if prefix not in self._known:
            blocks = addresses.parse(prefix)
            inside = [addresses.share(one, self._blocks) == Coverage.ALL for one in blocks]
            self._known[prefix] = bool(blocks) and all(inside)
        return self._known[prefix]
