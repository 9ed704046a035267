# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What else the logs tell of a cluster: names that nobody asked for, refusals without a name, rules that nobody uses,
and what documented wildcards stood for. It is for people to look at, and nothing here is ever taken as input: whatever
machine is in the subnet can put a name into the log, and names that were not needed yet are not in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..documents.rule_collections import CollectionKind
from ..logs.answers import Hit
from ..logs.queries import Kind
from ..needs import documented
from ..values import hosts
from ..verdict.verdicts import Judged, Question
from .attribution import Attribution, Attributor, may_be_of
from .states import stamp
from .stores import Logs

ENOUGH_DAYS = 30  # with rows, before a wildcard may be compared with the names that it stood for
_USUAL = (("HTTPS", 443), ("HTTP", 80))
_KINDS = {CollectionKind.NETWORK: Kind.NETWORK, CollectionKind.APPLICATION: Kind.APPLICATION}


@dataclass(frozen=True)
class Refused:
    """Refusals of one destination that is no dependency's. `host` is empty for those without a name, which `source` and
    `port` tell apart; `known` says what the name is where that is known here.
    """

    host: str
    port: int
    protocol: str
    source: str
    count: int
    last: datetime
    by: str
    known: str = ""

    @property
    def subject(self) -> str:
        """The destination in a sentence."""
        port = f"port {self.port}" if self.port else f"no port ({self.protocol or 'of no protocol'})"
        spoken = "" if (self.protocol.upper(), self.port) in _USUAL else f" by {self.protocol or 'no protocol'}"
        return f"{self.host}:{self.port}{spoken}" if self.host else f"{port} from {self.source}"

    def as_option(self) -> dict[str, Any]:
        """The same as users see it in results."""
        return {
            "fqdn": self.host or None,
            "port": self.port,
            "protocol": self.protocol,
            "source": self.source,
            "refused": self.count,
            "last_seen": stamp(self.last),
            "by": self.by,
            "known_as": self.known or None,
        }


@dataclass(frozen=True)
class Stood:
    """A name that was allowed by a documented wildcard, on how many days and for how many machines."""

    wildcard: str
    host: str
    port: int
    days: int
    sources: int
    first: datetime
    last: datetime

    def as_option(self) -> dict[str, Any]:
        """The same as users see it in results."""
        return {
            "wildcard": self.wildcard,
            "fqdn": self.host,
            "port": self.port,
            "days": self.days,
            "sources": self.sources,
            "first_seen": stamp(self.first),
            "last_seen": stamp(self.last),
        }


def refused_names(found: Attribution, place: Callable[[Hit], str]) -> tuple[Refused, ...]:
    """Names that were refused and are no dependency's, the most often first; one that was let through after it is left
    out.
    """
    passed: dict[tuple[str, int], datetime] = {}
    for hit in found.uncovered:
        if hit.is_allowed:
            key = (hit.host, hit.port)
            passed[key] = max(hit.last, passed.get(key, hit.last))
    refused = [hit for hit in found.uncovered if hit.is_refused]
    listed = _grouped(refused, lambda hit: (hit.host, hit.port, hit.protocol, ""), place)
    return tuple(one for one in listed if passed.get((one.host, one.port), one.last) <= one.last)


def nameless(found: Attribution, place: Callable[[Hit], str]) -> tuple[Refused, ...]:
    """Refusals that nobody can assign to a dependency, by port and source."""
    refused = [hit for hit in found.unattributed if hit.is_refused and hit.kind != Kind.NAT]
    return _grouped(refused, lambda hit: ("", hit.port, hit.protocol, hit.source), place)


def unattributed(found: Attribution) -> tuple[dict[str, Any], ...]:
    """All rows that nobody can assign, by port, protocol and source, with what became of them."""
    groups: dict[tuple[int, str, str], list[Hit]] = {}
    for hit in found.unattributed:
        groups.setdefault((hit.port, hit.protocol, hit.source), []).append(hit)
    return tuple(
        {
            "port": port,
            "protocol": protocol,
            "source": source,
            "allowed": sum(hit.hits for hit in hits if hit.is_allowed),
            "refused": sum(hit.hits for hit in hits if hit.is_refused),
            "alerts": sum(hit.hits for hit in hits if not (hit.is_allowed or hit.is_refused)),
            "last_seen": stamp(max(hit.last for hit in hits)),
        }
        for (port, protocol, source), hits in sorted(groups.items())
    )


def unused_rules(
    asked: Question, attributor: Attributor, logs: Logs, hits: Sequence[Hit], since: Sequence[datetime | None]
) -> tuple[tuple[str, ...], ...]:
    """Rules of ours that the cluster did not use, where the log proves it. `since` is when verdicts have changed: rules
    that may be younger than the log are none that nobody used.
    """
    if not logs.stores or any(one is not None and one > logs.start for one in since):
        return ()
    proven = {kind for kind, row in _KINDS.items() if logs.unproven(row, asked.sources, logs.start) is None}
    named = tuple({hit.place: hit for hit in hits}.values())
    ours = (one for one in attributor.rules if one.place[-2].lower() in asked.collections and one.kind in proven)
    return tuple(one.place for one in ours if not any(may_be_of(hit, one.place) for hit in named))


def stood_for(judged: Sequence[Judged], attributor: Attributor, found: Attribution) -> tuple[Stood, ...]:
    """The names that documented wildcards let through, without those that are dependencies of their own."""
    exact = {((one.flow.fqdn or "").lower(), one.flow.port) for one in judged}
    listed: dict[tuple[str, str, int], list[Hit]] = {}
    for place, rows in found.own.items():
        flow = judged[place].flow
        if not flow.fqdn or not hosts.is_wildcard(flow.fqdn) or flow.category != documented.CATEGORY:
            continue
        for own in rows:
            rule = attributor.rule_of(own.hit)
            is_by_it = rule is not None and flow.fqdn.lower() in rule.wildcards
            if own.by_name and own.hit.is_allowed and is_by_it and (own.hit.host, flow.port) not in exact:
                listed.setdefault((flow.fqdn, own.hit.host, flow.port), []).append(own.hit)
    return tuple(
        Stood(
            wildcard,
            host,
            port,
            days=max(hit.days for hit in hits),
            sources=max(hit.sources for hit in hits),
            first=min(hit.first for hit in hits),
            last=max(hit.last for hit in hits),
        )
        for (wildcard, host, port), hits in sorted(listed.items())
    )


def _grouped(
    hits: Iterable[Hit], key: Callable[[Hit], tuple[str, int, str, str]], place: Callable[[Hit], str]
) -> tuple[Refused, ...]:
    groups: dict[tuple[str, int, str, str], list[Hit]] = {}
    for hit in hits:
        groups.setdefault(key(hit), []).append(hit)
    made = []
    for (host, port, protocol, source), alike in groups.items():
        newest = max(alike, key=lambda hit: (hit.last, hit.kind, hit.place, hit.reason, hit.action))
        count = sum(hit.hits for hit in alike)
        made.append(Refused(host, port, protocol, source, count, newest.last, place(newest), _known(host)))
    return tuple(sorted(made, key=lambda one: (-one.count, one.host, one.port, one.source, one.protocol)))


def _known(host: str) -> str:
    """What a name is that no dependency of the cluster covers."""
    if not host:
        return ""
    lists = (
        (documented.every_name(), "a documented name of Data Explorer that this cluster is not given"),
        (documented.certificate_authorities(), "a host of Azure's certificate authorities"),
    )
    for names, what in lists:
        if any(one.fqdn and hosts.covers(one.fqdn.lower(), host) for one in names):
            return what
    return ""
