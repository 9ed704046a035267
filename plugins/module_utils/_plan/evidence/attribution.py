# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which dependency a row of the log is about: by its name, or by an address that is known to be its; else by neither.

What cannot be told apart is nobody's, and may be the traffic of each that has the same port.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from ..documents import firewall_settings
from ..documents.rule_collections import CollectionKind
from ..logs.answers import Hit
from ..logs.queries import Kind
from ..needs.dependencies import HTTP, HTTPS, MSSQL, NAMED, TCP
from ..values import addresses, hosts
from ..values.addresses import Block, Coverage
from ..verdict import filtering
from ..verdict.flows import Flow
from ..verdict.landscape import Landscape
from ..verdict.resolution import Way
from ..verdict.rulesets import FirewallRule
from ..verdict.verdicts import Judged

_OF_PACKETS = (Kind.NETWORK, Kind.THREAT_INTELLIGENCE, Kind.INTRUSION_DETECTION)
_OVER_TCP = {one.upper() for one in (HTTP, HTTPS, MSSQL)}
_RULES = "chain"  # what of a landscape holds the rules
_UNKNOWN = ""  # the protocol of a line that names none


@dataclass(frozen=True)
class Own:
    """A row of a dependency. `by_name` says that the row names it; `is_exact` is False where it only has an address
    that the name resolved to once.
    """

    hit: Hit
    by_name: bool
    is_exact: bool = True

    @property
    def key(self) -> str:
        """What was reached: the name, else the address."""
        return self.hit.host if self.by_name else self.hit.address


@dataclass(frozen=True)
class Attribution:
    """Every row once: those `assigned` to dependencies, `uncovered` those with a name that is no dependency's, and
    `unattributed` the others. `own` are the assigned ones by the place of their dependency among those that were
    judged, `perhaps` rows without a name that may be about a dependency and are not its own.
    """

    own: Mapping[int, tuple[Own, ...]] = field(default_factory=dict)
    perhaps: Mapping[int, tuple[Hit, ...]] = field(default_factory=dict)
    assigned: tuple[Hit, ...] = ()
    uncovered: tuple[Hit, ...] = ()
    unattributed: tuple[Hit, ...] = ()

    def account(self) -> dict[str, int]:
        """How many connections each part has: together as many as there were."""
        parts = {"assigned": self.assigned, "not_covered": self.uncovered, "unattributed": self.unattributed}
        return {name: sum(hit.hits for hit in listed) for name, listed in parts.items()}


class _Seen(NamedTuple):
    """A row with what is the same whosever it is."""

    hit: Hit
    transport: str
    rule: FirewallRule | None
    blocks: tuple[Block, ...]
    is_private: bool


class Attributor:
    """All dependencies of a cluster. `hints` are the addresses that its names resolved to when the service said so."""

    def __init__(
        self, judged: Sequence[Judged], landscape: Landscape, hints: Mapping[tuple[str, int], Sequence[str]]
    ) -> None:
        self._judged, self.landscape, self._hints = judged, landscape, hints
        self._could: dict[tuple[tuple[str, ...], int], bool] = {}

    def of(self, hits: Iterable[Hit]) -> Attribution:
        """Go through all rows of the cluster's sources."""
        own: dict[int, list[Own]] = {}
        perhaps: dict[int, list[Hit]] = {}
        parts: dict[str, list[Hit]] = {"assigned": [], "uncovered": [], "unattributed": []}
        for hit in hits:
            seen = self._seen(hit)
            found = self._owners(seen)
            for place, one in found.items():
                own.setdefault(place, []).append(one)
            parts["assigned" if found else "uncovered" if _names(hit) else "unattributed"].append(hit)
            for place in self._doubtful(seen, found):
                perhaps.setdefault(place, []).append(hit)
        return Attribution(
            own={place: tuple(listed) for place, listed in own.items()},
            perhaps={place: tuple(listed) for place, listed in perhaps.items()},
            **{name: tuple(listed) for name, listed in parts.items()},
        )

    @property
    def rules(self) -> tuple[FirewallRule, ...]:
        """The rules of the firewall in their order."""
        return self.landscape.ruleset.rules

    @property
    def denies_threats(self) -> bool:
        """True where threat intelligence refuses what no rule has been asked about."""
        return firewall_settings.denies_threats(self.landscape.firewall, self.landscape.chain)

    @property
    def knows_rules(self) -> bool:
        """False where these may not be all."""
        return _RULES not in self.landscape.unread

    def rule_of(self, hit: Hit) -> FirewallRule | None:
        """The rule that a row names as it is today; None where it is gone, or the name is not its alone."""
        return self._rules.get(_lowered(hit.place))

    @cached_property
    def _rules(self) -> dict[tuple[str, ...], FirewallRule | None]:
        """Rules by where they stand. Older rows have collection and rule alone, which may be those of two."""
        found: dict[tuple[str, ...], FirewallRule | None] = {}
        for rule in self.rules:
            place = _lowered(rule.place)
            for key in dict.fromkeys((place, place[-2:])):
                found[key] = rule if found.get(key, rule) is rule else None
        return found

    @cached_property
    def _resolved(self) -> tuple[bool, ...]:
        return tuple(is_resolved(one, self.landscape) for one in self._judged)

    @cached_property
    def _ports(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for place, one in enumerate(self._judged):
            if not one.flow.unread:
                found.setdefault(one.flow.port, []).append(place)
        return found

    @cached_property
    def _known(self) -> tuple[tuple[Block, ...], ...]:
        """The addresses of each dependency, nothing where they are not known."""
        return tuple(self._addresses_of(one.sent) for one in self._judged)

    def _addresses_of(self, flow: Flow) -> tuple[Block, ...]:
        of_tag = self.landscape.places.prefixes(flow.tag) if flow.tag and not flow.addresses else None
        return of_tag or addresses.joined(flow.addresses)

    def _seen(self, hit: Hit) -> _Seen:
        blocks = addresses.parse(hit.address)
        is_private = bool(blocks) and all(map(addresses.is_nameless, blocks))
        return _Seen(hit, _transport(hit), self.rule_of(hit), blocks, is_private)

    def _owners(self, seen: _Seen) -> dict[int, Own]:
        if seen.hit.kind not in (Kind.APPLICATION, *_OF_PACKETS):
            return {}
        by = self._by_name if _names(seen.hit) else self._by_address
        found = {place: by(seen, place) for place in self._ports.get(seen.hit.port, ())}
        return {place: own for place, own in found.items() if own is not None}

    def _by_name(self, seen: _Seen, place: int) -> Own | None:
        flow, hit = self._judged[place].flow, seen.hit
        if not flow.fqdn or not hosts.covers(flow.fqdn.lower(), hit.host) or not _speaks(hit, flow):
            return None
        return Own(hit, by_name=True)

    def _by_address(self, seen: _Seen, place: int) -> Own | None:
        """An address is somebody's where it lies in what is known of them, or where the rule that met it is about
        nothing else.
        """
        flow = self._judged[place].flow
        if seen.hit.kind == Kind.APPLICATION or seen.transport != flow.transport.upper():
            return None
        if _lie_in(seen.blocks, self._known[place]) or _is_just_for(seen.rule, flow):
            return Own(seen.hit, by_name=False)
        hinted = self._hints.get((flow.fqdn, flow.port), ()) if flow.fqdn else ()
        is_hinted = bool(hinted) and _lie_in(seen.blocks, addresses.joined(hinted))
        return Own(seen.hit, by_name=False, is_exact=False) if is_hinted else None

    def _doubtful(self, seen: _Seen, owners: Mapping[int, Own]) -> list[int]:
        """The dependencies whose traffic a row without a name may be, unless it is known to be theirs. A line of text
        about TLS without a name has no port. An alert stands beside the row of what became of the same connection.
        """
        hit = seen.hit
        if _names(hit) or hit.kind not in (Kind.APPLICATION, *_OF_PACKETS) or not (hit.is_allowed or hit.is_refused):
            return []
        places = self._ports.get(hit.port, ()) if hit.port else sorted(chain(*self._ports.values()))
        return [place for place in places if place not in owners and self._may_be(seen, place)]

    def _may_be(self, seen: _Seen, place: int) -> bool:
        transport = self._judged[place].flow.transport
        if seen.hit.kind == Kind.APPLICATION:
            return transport == TCP
        if seen.transport not in (_UNKNOWN, transport.upper()) or self._is_elsewhere(seen, place):
            return False
        return seen.rule is None or self._could_match(seen.rule, place)

    def _is_elsewhere(self, seen: _Seen, place: int) -> bool:
        """True for an address that is none of those that are known, and for a private one, which no public name
        resolves to; a name below a wildcard need not be public.
        """
        if not seen.blocks or not self._resolved[place]:
            return False
        name = self._judged[place].flow.fqdn or "*"
        return bool(self._known[place]) or (seen.is_private and not hosts.is_wildcard(name))

    def _could_match(self, rule: FirewallRule, place: int) -> bool:
        key = (rule.place, place)
        if key not in self._could:
            known, proxy, one = self.landscape.knowledge, self.landscape.ruleset.proxy, self._judged[place]
            ways = {one.sent} if self._resolved[place] else {one.sent, one.flow}
            matches = [filtering.could_match(rule, flow, known, proxy=proxy) for flow in ways]
            self._could[key] = any(match.sure is not False for match in matches)
        return self._could[key]

    def hiding_rule(self, place: int) -> FirewallRule | None:
        """A rule that may have the traffic of a dependency in the other log: a network rule, by its address and before
        any name is looked at; or an application rule for the port of what is expected in the log of network rules.
        """
        flow = self._judged[place].flow
        if flow.is_named:
            return next((one for one in self._of_kind(CollectionKind.NETWORK) if self._could_match(one, place)), None)
        named = self._of_kind(CollectionKind.APPLICATION)
        return next((one for one in named if flow.port in {port for _kind, port in one.protocols}), None)

    def _of_kind(self, kind: CollectionKind) -> Iterator[FirewallRule]:
        return (one for one in self.rules if one.kind == kind)


def is_resolved(one: Judged, landscape: Landscape) -> bool:
    """False where a name may resolve to private addresses, and may as well not, so that neither its way nor its
    addresses are known; a judgement has one of them.
    """
    ways = landscape.resolver.for_subnet(None if one.flow.addresses else one.flow.fqdn).ways
    return ways == (Way.PRIVATE,) or {Way.PRIVATE, Way.UNKNOWN}.isdisjoint(ways)


def may_be_of(hit: Hit, place: Sequence[str]) -> bool:
    """True where a row names the rule that stands there; older rows name neither policy nor group."""
    named = _lowered((hit.policy, hit.group, hit.collection, hit.rule))
    there = (*[""] * (len(named) - len(place)), *_lowered(place))
    return any(named) and all(not one or one == other for one, other in zip(named, there, strict=True))


def _lowered(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(one.lower() for one in texts)


def _transport(hit: Hit) -> str:
    """TCP or UDP as packets are, in capitals, where the log says so."""
    said = hit.protocol.upper()
    return TCP if said in _OVER_TCP else said


def _speaks(hit: Hit, flow: Flow) -> bool:
    """True where the protocol of a row with a name is that of a destination."""
    if hit.kind == Kind.APPLICATION and flow.protocol in NAMED:
        return hit.protocol.upper() == flow.protocol.upper()
    return _transport(hit) == flow.transport.upper()


def _names(hit: Hit) -> bool:
    return bool(hit.host) and hit.kind in (Kind.APPLICATION, Kind.THREAT_INTELLIGENCE)


def _lie_in(blocks: Sequence[Block], known: Sequence[Block]) -> bool:
    return bool(blocks and known) and all(addresses.share(one, known) == Coverage.ALL for one in blocks)


def _is_just_for(rule: FirewallRule | None, flow: Flow) -> bool:
    """True where the rule is a network rule for just this name, or just this service tag."""
    own = flow.tag or flow.fqdn
    if own is None or rule is None or rule.kind != CollectionKind.NETWORK or rule.destination_groups or rule.beyond:
        return False
    return {one.lower() for one in (*rule.fqdns, *rule.destinations)} == {own.lower()}
