# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the logs say of one dependency, and whether that agrees with the verdict about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from ..documents.routes import HopType
from ..logs.answers import Hit
from ..logs.queries import Kind
from ..needs.dependencies import TCP
from ..values import times
from ..verdict import flows, next_hops
from ..verdict.landscape import Landscape
from ..verdict.verdicts import Judged
from .attribution import Attribution, Attributor, Own, is_resolved
from .stores import AT_NO_TIME, Lack, Logs, Why
from .words import Comparison, State

_PAST = (HopType.INTERNET, HopType.ENDPOINT, HopType.PRIVATE_ENDPOINT, HopType.LOCAL, HopType.DROPPED)
_OF_WAYS = ("route_table", "subnet")
_OF_RULES = (Kind.APPLICATION, Kind.NETWORK)
_NAMES_SHOWN = 5
_WHO = {
    Kind.THREAT_INTELLIGENCE: "threat intelligence",
    Kind.INTRUSION_DETECTION: "intrusion detection",
}
_DEFAULT = "the default action, since no rule matched"
_BUILT_IN = "the firewall itself, by no rule of yours"
_REFUSED = (State.DENIED, State.DENIED_BY_ADDRESS)


@dataclass(frozen=True)
class Evidence:
    """What the logs say of one dependency. `by` is what decided, `refused` how many connections did not pass, `first`
    and `last` when it was seen, `names` some that a wildcard stands for. `changed` is since when the verdict holds,
    None where nobody knows. `denied_until` is the time of the last refusal that is history: something was allowed
    after it, or what decides has changed.
    """

    judged: Judged
    state: State
    why: Why | None = None
    by: tuple[str, ...] = ()
    hits: int = 0
    refused: int = 0
    first: datetime | None = None
    last: datetime | None = None
    names: tuple[str, ...] = ()
    period: tuple[datetime, datetime] | None = None
    changed: datetime | None = None
    denied_until: datetime | None = None
    comparison: Comparison = Comparison.NOT_COMPARED

    @property
    def is_refused(self) -> bool:
        """True where something was refused, and nothing let through after it."""
        return self.state in _REFUSED

    @property
    def subject(self) -> str:
        """The destination in a sentence."""
        return self.judged.flow.subject

    @property
    def place(self) -> str:
        """What decided, in a sentence."""
        return f"'{' / '.join(self.by)}'" if len(self.by) > 1 else (self.by or ("nothing that is named",))[0]

    def as_option(self) -> dict[str, Any]:
        """The evidence as users see it in results."""
        return {
            **flows.as_option(self.judged.flow),
            "state": self.state,
            "why": self.why.text if self.why else "",
            "cause": self.why.lack if self.why else "",
            "by": list(self.by),
            "allowed": self.hits,
            "refused": self.refused,
            "first_seen": stamp(self.first),
            "last_seen": stamp(self.last),
            "names": list(self.names),
            "period": {"start": stamp(self.period[0]), "end": stamp(self.period[1])} if self.period else None,
            "changed": stamp(self.changed),
            "denied_until": stamp(self.denied_until),
            "verdict": self.judged.verdict.outcome,
            "comparison": self.comparison,
        }


def stamp(at: datetime | None) -> str | None:
    """A time for a program; None for none."""
    return times.stamp(at) if at and at != AT_NO_TIME else None


def is_past(one: Judged, landscape: Landscape) -> bool:
    """True where routes and endpoints say for certain that the firewall never sees it."""
    hop = one.hop
    is_certain = not (hop.cause or hop.perhaps or hop.carries is None or one.verdict.is_open)
    return hop.kind in _PAST and is_certain and is_resolved(one, landscape)


@dataclass(frozen=True)
class Place:
    """One dependency among all of a cluster: its `rows` and those that may be its, and since when its verdict holds."""

    judged: Judged
    index: int
    rows: tuple[Own, ...]
    perhaps: tuple[Hit, ...]
    changed: datetime | None

    @cached_property
    def alive(self) -> tuple[Own, ...]:
        """Its rows since its verdict holds."""
        return tuple(own for own in self.rows if self.changed is None or own.hit.last > self.changed)

    @cached_property
    def allowed(self) -> tuple[Own, ...]:
        """Those of them that were let through, by a rule or by the firewall itself."""
        return tuple(own for own in self.alive if own.hit.is_allowed and own.hit.kind in _OF_RULES)

    @cached_property
    def refused(self) -> tuple[Own, ...]:
        """Those of them that were refused."""
        return tuple(own for own in self.alive if own.hit.is_refused)

    @cached_property
    def standing(self) -> tuple[Own, ...]:
        """The refusals after which the same was not let through."""
        return tuple(own for own in self.refused if self._stands(own))

    @property
    def telling(self) -> tuple[Own, ...]:
        """The rows that its state comes from; none where only alerts are left, or nothing."""
        return self.standing or self.allowed

    def _stands(self, own: Own) -> bool:
        """Intrusion detection looks into what a rule has let through, so no rule's row takes its refusal back. An
        address that a name had once may be another's by now: the name let through is newer evidence.
        """
        if own.hit.kind == Kind.INTRUSION_DETECTION:
            return True
        passed = max(self._passed.get(own.key, AT_NO_TIME), AT_NO_TIME if own.is_exact else self._passed_by_name)
        return own.hit.last >= passed

    @cached_property
    def _passed(self) -> dict[str, datetime]:
        return _newest(self.allowed)

    @cached_property
    def _passed_by_name(self) -> datetime:
        return max((own.hit.last for own in self.allowed if own.by_name), default=AT_NO_TIME)


def _newest(rows: Iterable[Own]) -> dict[str, datetime]:
    """When each name or address was seen last."""
    found: dict[str, datetime] = {}
    for own in rows:
        found[own.key] = max(own.hit.last, found.get(own.key, AT_NO_TIME))
    return found


class Reader:
    """The logs as they tell of one cluster, whose traffic comes from `sources`. `stopped` is the state of a cluster
    that is not running.
    """

    def __init__(self, logs: Logs, sources: Sequence[str], attributor: Attributor, stopped: str = "") -> None:
        self._logs, self._sources, self._attributor, self._stopped = logs, tuple(sources), attributor, stopped

    def all(
        self, judged: Sequence[Judged], found: Attribution, changed: Sequence[datetime | None]
    ) -> tuple[Evidence, ...]:
        """What they say of each."""
        places = [
            Place(one, index, found.own.get(index, ()), found.perhaps.get(index, ()), since)
            for index, (one, since) in enumerate(zip(judged, changed, strict=True))
        ]
        return tuple(self._one(place) for place in places)

    def _one(self, place: Place) -> Evidence:
        one = place.judged
        blank = Evidence(one, State.CANNOT_TELL, changed=place.changed)
        if one.flow.unread:
            return replace(blank, why=Why(Lack.UNREAD_DESTINATION, "which destinations these are could not be read"))
        if is_past(one, self._attributor.landscape):
            way = one.hop.route or "a system route"
            text = f"{way} sends it past the firewall" if one.hop.kind != HopType.DROPPED else f"{way} drops it"
            return replace(blank, state=State.NOT_AT_FIREWALL, by=(way,), why=Why(Lack.NOT_ASKED, text))
        if not place.telling:
            return self._unseen(place, blank)
        comparison = _compare(place, self._logs.settled)
        if comparison == Comparison.AGREES and self._logs.is_cut:
            comparison = Comparison.NOT_COMPARED  # what is left out may be newer
        return replace(_seen(place), comparison=comparison)

    def _unseen(self, place: Place, blank: Evidence) -> Evidence:
        """Nothing of it is in the log, or nothing since its verdict has changed."""
        start = max(self._logs.start, place.changed or self._logs.start)
        blank = replace(blank, denied_until=_last(own.hit for own in place.rows if own.hit.is_refused))
        why = self._why_unseen(place, start)
        if why:
            return replace(blank, why=why)
        return replace(blank, state=State.NOT_SEEN, period=self._logs.period(_kind_of(place), self._sources, start))

    def _why_unseen(self, place: Place, start: datetime) -> Why | None:
        if self._stopped:
            return Why(Lack.STOPPED, f"the cluster is {self._stopped}, and may send nothing")
        why = self._logs.unproven(_kind_of(place), self._sources, start)
        why = why or _other_way(place.judged, self._attributor.landscape)
        if why:
            return why
        if any(own.hit.last >= start for own in place.rows):
            return Why(Lack.ALERT_ALONE, "an alert has it, and no row of a rule, which there should be as well")
        if self._attributor.denies_threats and not self._logs.has_threats:
            text = "threat intelligence denies, and that its refusals are logged is not known"
            return Why(Lack.THREATS_NOT_LOGGED, text)
        perhaps = [hit for hit in place.perhaps if hit.last >= start]
        return _nameless(perhaps, place.judged.flow.port) if perhaps else self._hidden(place, start)

    def _hidden(self, place: Place, start: datetime) -> Why | None:
        """The traffic of a name may be in the log of network rules, that of an address over TLS in the other one. That
        proves nothing where it is not whole, unless the rules are known and none may have taken it.
        """
        flow = place.judged.flow
        if flow.transport != TCP:
            return None
        kind, said = (Kind.NETWORK, "network") if flow.is_named else (Kind.APPLICATION, "application")
        why = self._logs.unproven(kind, None, start)
        if why is None:
            return None
        rule = self._attributor.hiding_rule(place.index)
        if rule:
            text = f"{said} rule '{' / '.join(rule.place)}' may take it, and the log of {said} rules is not whole"
            return Why(Lack.HIDING_RULE, text)
        if place.changed is not None and self._attributor.knows_rules:
            return None
        return Why(why.lack, f"{said} rules that are not there any more may have taken it, and {why.text}")


def _other_way(one: Judged, landscape: Landscape) -> Why | None:
    """Why it need not come to the firewall, though nothing says for certain that it goes past it."""
    if not is_resolved(one, landscape):
        return Why(Lack.OTHER_WAY, "whether its name leads to a private address is not known")
    unread = next((landscape.unread[part] for part in _OF_WAYS if part in landscape.unread), "")
    if unread:
        return Why(Lack.OTHER_WAY, unread)
    ways = (one.hop, *one.hop.perhaps)
    hop = next((each for each in ways if not next_hops.leads_to(each, landscape.firewall_address)), None)
    if hop is None:
        return None
    way = f"'{hop.route}'" if hop.route else f"a hop of type {hop.kind}"
    return Why(Lack.OTHER_WAY, hop.why or f"{way} may take it, or a part of it, past the firewall")


def _nameless(hits: Sequence[Hit], port: int) -> Why:
    """Rows that name nothing have the same port, or none."""
    allowed = [hit for hit in hits if hit.is_allowed and hit.kind == Kind.NETWORK]
    if allowed:
        place = max(allowed, key=_order).place
        rule = f"network rule '{' / '.join(place)}'" if place else "a network rule"
        return Why(Lack.HIDING_RULE, f"{rule} lets port {port} pass before any name is looked at")
    count, newest = sum(hit.hits for hit in hits), max(hits, key=_order)
    lacking = f"port {port} and no name" if newest.port else "neither port nor name"
    return Why(Lack.NAMELESS_ROWS, f"{count} {'row has' if count == 1 else 'rows have'} {lacking}: {_reason(newest)}")


def _order(hit: Hit) -> tuple[datetime, tuple[str, ...], str, str, int, Kind]:
    """By time, and rows of one time always in the same order."""
    return hit.last, hit.place, hit.reason, hit.action, hit.port, hit.kind


def _kind_of(place: Place) -> Kind:
    """Where a row about it would be: what has no name that a firewall sees is a matter of network rules."""
    return Kind.APPLICATION if place.judged.flow.is_named else Kind.NETWORK


def _seen(place: Place) -> Evidence:
    """What its own rows say since its verdict holds. Where some have its name, these tell."""
    by_name = [own for own in place.telling if own.by_name]
    deciding = max((own.hit for own in by_name or place.telling), key=_order)
    rows, standing = (*place.allowed, *place.refused), set(map(id, place.standing))
    return Evidence(
        place.judged,
        _state(bool(place.standing), bool(by_name)),
        by=decided(deciding),
        hits=sum(own.hit.hits for own in place.allowed),
        refused=sum(own.hit.hits for own in place.refused),
        first=min(own.hit.first for own in rows),
        last=max(own.hit.last for own in rows),
        names=_names(place),
        changed=place.changed,
        denied_until=_last(own.hit for own in place.rows if own.hit.is_refused and id(own) not in standing),
    )


def _state(is_refused: bool, named: bool) -> State:
    if is_refused:
        return State.DENIED if named else State.DENIED_BY_ADDRESS
    return State.ALLOWED if named else State.ALLOWED_BY_ADDRESS


def _last(hits: Iterable[Hit]) -> datetime | None:
    return max((hit.last for hit in hits), default=None)


def _names(place: Place) -> tuple[str, ...]:
    """The names that a wildcard stood for, or the addresses of what has no name in the log."""
    found = sorted({own.key for own in place.telling} - {(place.judged.flow.fqdn or "").lower()})
    return tuple(found[:_NAMES_SHOWN])


def decided(hit: Hit) -> tuple[str, ...]:
    """What decided about a row."""
    if hit.kind in _WHO:
        return (f"{_WHO[hit.kind]}{f' ({hit.reason.strip()})' if hit.reason.strip() else ''}",)
    if hit.place:
        return hit.place
    return (_BUILT_IN,) if hit.is_allowed else (_reason(hit),)


def _reason(hit: Hit) -> str:
    """Why something without a rule did not pass, in the words of the log where it has some of its own."""
    if hit.action.lower() == "deny" and (not hit.reason or "default action" in hit.reason.lower()):
        return _DEFAULT
    return hit.reason.strip().rstrip(".") or f"action '{hit.action}' without a reason"


def _compare(place: Place, settled: datetime) -> Comparison:
    """Compared are only rows that are younger than what decides, and older than those that are still on their way. An
    address that the name had once proves neither.
    """
    verdict = place.judged.verdict
    if verdict.is_open:
        return Comparison.NOT_COMPARED
    certain = [own for own in place.telling if own.is_exact]
    if place.changed is None or not certain:
        return Comparison.UNDATED
    against = _newest(place.allowed if place.standing else place.refused)
    moments = [at for own in certain for at in _moments(own, against, settled)]
    if not any(at > place.changed for at in moments):
        return Comparison.NOT_COMPARED
    return Comparison.AGREES if verdict.blocked == bool(place.standing) else Comparison.DISAGREES


def _moments(own: Own, against: Mapping[str, datetime], settled: datetime) -> list[datetime]:
    """When connections of a row were made, as far as that is known and nothing else became of the same after it. What
    a rule lets through says nothing against intrusion detection.
    """
    is_final = own.hit.kind == Kind.INTRUSION_DETECTION
    after = AT_NO_TIME if is_final else against.get(own.key, AT_NO_TIME)
    return [at for at in (own.hit.first, own.hit.last) if after <= at <= settled]
