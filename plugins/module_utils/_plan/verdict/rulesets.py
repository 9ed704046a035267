# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of a firewall in the order Azure evaluates them, classic or of a chain of policies.

Network rules of all groups come before any application rule. Within each: the parent policy's groups first whatever
their numbers, then group priority, then collection priority, lower first, and inside a collection from the top
(documentation of rule processing, 2023-08-30).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from ..documents import firewalls, members, policies
from ..documents.members import Members
from ..documents.policies import Policy
from ..documents.rule_collections import CollectionKind
from ..documents.rule_spellings import CLASSIC
from ..values.hosts import is_wildcard
from .matches import YES, Cause, Match, fact, maybe, some

_PORT = re.compile(r"[0-9]{1,5}")
_FILTER = "firewallpolicyfilterrulecollection"
_RULE_TYPES = {"networkrule": CollectionKind.NETWORK, "applicationrule": CollectionKind.APPLICATION}
_NAT = "firewallpolicynatrulecollection"
_ORDER = (CollectionKind.NETWORK, CollectionKind.APPLICATION)
_ACTIONS = {"allow": True, "deny": False}
_CLASSIC = {
    CollectionKind.NETWORK: members.CLASSIC_NETWORK_RULE,
    CollectionKind.APPLICATION: members.CLASSIC_APPLICATION_RULE,
}
_POLICY = {CollectionKind.NETWORK: members.NETWORK_RULE, CollectionKind.APPLICATION: members.APPLICATION_RULE}


@dataclass(frozen=True)
class _Above:
    """What a rule has from the collection and the group it stands in."""

    allows: bool | None
    place: tuple[str, ...]
    beyond: tuple[str, ...] = ()
    of_parent: bool = False


@dataclass(frozen=True)
class FirewallRule:
    """One rule, the same for both kinds of firewall. `place` is where it stands, outermost first.

    `allows` is None for an action that is not known here. `beyond` are members of the rule, or of what it stands in,
    that may decide whether it matches and are not understood.
    """

    kind: str
    allows: bool | None
    place: tuple[str, ...]
    sources: tuple[str, ...]
    source_groups: tuple[str, ...]
    destinations: tuple[str, ...]
    destination_groups: tuple[str, ...]
    fqdns: tuple[str, ...]
    fqdn_tags: tuple[str, ...]
    web_categories: tuple[str, ...]
    urls: tuple[str, ...]
    protocols: tuple[tuple[str, int | None], ...]
    ports: tuple[str, ...]
    inspects_tls: bool = False
    of_parent: bool = False
    beyond: tuple[str, ...] = ()

    @cached_property
    def hosts(self) -> frozenset[str]:
        """Its names that stand for one host each, in lower case."""
        return frozenset(one.lower() for one in self.fqdns if not is_wildcard(one))

    @cached_property
    def wildcards(self) -> tuple[str, ...]:
        """Its other names, in lower case."""
        return tuple(one.lower() for one in self.fqdns if is_wildcard(one))

    @cached_property
    def transports(self) -> frozenset[str]:
        """Its protocols without their ports, in lower case."""
        return frozenset(kind for kind, _port in self.protocols)

    def speaks(self, transport: str) -> bool:
        """True for a network rule that is about TCP, or UDP, besides others or alone."""
        return not self.transports.isdisjoint((transport.lower(), "any"))

    @cached_property
    def reached(self) -> tuple[str, ...]:
        """What it is about, in words."""
        return (
            *(*self.fqdns, *self.urls, *self.destinations),
            *(f"FQDN tag {one}" for one in self.fqdn_tags),
            *(f"web category {one}" for one in self.web_categories),
            *(f"IP group {one.rpartition('/')[2]}" for one in self.destination_groups),
        )


@dataclass(frozen=True)
class Ruleset:
    """All rules in their order; `proxy` says whether names in network rules mean anything. `made_of` is what they were
    read from, which lasts as long as they do.
    """

    rules: tuple[FirewallRule, ...]
    proxy: bool = False
    made_of: Any = field(default=None, compare=False, repr=False)

    @cached_property
    def ip_groups(self) -> tuple[str, ...]:
        """The ids of the IP groups that the rules name, each once."""
        return tuple(dict.fromkeys(id_ for one in self.rules for id_ in (*one.source_groups, *one.destination_groups)))

    @cached_property
    def resolved(self) -> frozenset[str]:
        """The host names in network rules, in lower case."""
        return frozenset(name.lower() for one in self.rules if one.kind == CollectionKind.NETWORK for name in one.fqdns)

    def at(self, place: tuple[str, ...]) -> FirewallRule | None:
        """The rule that stands there, the first if there are several."""
        return self._by_place.get(place)

    @cached_property
    def _by_place(self) -> dict[tuple[str, ...], FirewallRule]:
        return {one.place: one for one in reversed(self.rules)}

    def places(self, names: Collection[str]) -> list[tuple[str, ...]]:
        """Where collections of these names, in lower case, are: each place once, in the order of rules."""
        return [place for place in self._collections if place[-1].lower() in names]

    @cached_property
    def _collections(self) -> tuple[tuple[str, ...], ...]:
        return tuple(dict.fromkeys(rule.place[:-1] for rule in self.rules))


def classic(firewall: Mapping[str, Any]) -> Ruleset:
    """The rules in a firewall's own document."""
    properties = firewall.get("properties") or {}
    rules: list[FirewallRule] = []
    for kind in _ORDER:
        for item in _by_priority(properties.get(CLASSIC.list_of(kind))):
            inner = item.get("properties") or {}
            above = _Above(_allows(inner), (str(item.get("name")),), members.CLASSIC_COLLECTION.beyond(inner))
            rules += [_rule(rule, kind, _CLASSIC[kind], above) for rule in inner.get("rules") or ()]
    return Ruleset(tuple(rules), firewalls.has_proxy(firewall), firewall)


def of_policies(chain: Sequence[Policy]) -> Ruleset:
    """The rules of a chain of policies, the root first and the firewall's own last."""
    found = [rule for position, policy in enumerate(chain) for rule in _of_policy(policy, position < len(chain) - 1)]
    ordered = [rule for kind in _ORDER for rule in found if rule.kind == kind]
    return Ruleset(tuple(ordered), policies.has_proxy(chain), chain)


def _of_policy(policy: Policy, of_parent: bool) -> Iterator[FirewallRule]:
    for group in _by_priority(policy.groups):
        properties = group.get("properties") or {}
        outer = (str(policy.document.get("name")), str(group.get("name")))
        strange = members.RULE_GROUP.beyond(properties)
        for item in sorted(properties.get("ruleCollections") or (), key=_priority):
            above = _Above(_allows(item), (*outer, str(item.get("name"))), strange, of_parent)
            yield from _of_collection(item, above)


def _of_collection(item: Mapping[str, Any], above: _Above) -> Iterator[FirewallRule]:
    """Rules that translate addresses are about what comes in. Of a kind that nobody here knows any rule may match."""
    kind = str(item.get("ruleCollectionType")).lower()
    if kind == _NAT:
        return
    if kind != _FILTER:
        yield _unknown(above, f"ruleCollectionType {item.get('ruleCollectionType')}")
        return
    above = replace(above, beyond=(*above.beyond, *members.COLLECTION.beyond(item)))
    for rule in item.get("rules") or ():
        known = _RULE_TYPES.get(str(rule.get("ruleType")).lower())
        if known:
            yield _rule(rule, known, _POLICY[known], above)
        else:
            yield _unknown(above, f"ruleType {rule.get('ruleType')}", str(rule.get("name")))


def _unknown(above: _Above, what: str, name: str = "") -> FirewallRule:
    """A rule of which nothing is known but where it stands: it may be about anything, and do anything."""
    return FirewallRule(
        kind=CollectionKind.NETWORK,
        allows=None,
        place=(*above.place, name) if name else above.place,
        sources=("*",),
        source_groups=(),
        destinations=("*",),
        destination_groups=(),
        fqdns=(),
        fqdn_tags=(),
        web_categories=(),
        urls=(),
        protocols=(("any", None),),
        ports=("*",),
        of_parent=above.of_parent,
        beyond=(*above.beyond, what),
    )


def _by_priority(items: Iterable[Mapping[str, Any]] | None) -> list[Mapping[str, Any]]:
    return sorted(items or (), key=lambda item: _priority(item.get("properties") or {}))


def _priority(item: Mapping[str, Any]) -> int:
    return int(item.get("priority") or 0)


def _allows(item: Mapping[str, Any]) -> bool | None:
    return _ACTIONS.get(str((item.get("action") or {}).get("type")).lower())


def _rule(rule: Mapping[str, Any], kind: str, known: Members, above: _Above) -> FirewallRule:
    def texts(name: str) -> tuple[str, ...]:
        return tuple(map(str, rule.get(name) or ()))

    return FirewallRule(
        kind=kind,
        allows=above.allows,
        place=(*above.place, str(rule.get("name"))),
        sources=texts("sourceAddresses"),
        source_groups=texts("sourceIpGroups"),
        destinations=texts("destinationAddresses"),
        destination_groups=texts("destinationIpGroups"),
        fqdns=texts("destinationFqdns" if kind == CollectionKind.NETWORK else "targetFqdns"),
        fqdn_tags=texts("fqdnTags"),
        web_categories=texts("webCategories"),
        urls=texts("targetUrls"),
        protocols=_protocols(rule, kind),
        ports=texts("destinationPorts"),
        inspects_tls=bool(rule.get("terminateTLS")),
        of_parent=above.of_parent,
        beyond=(*above.beyond, *known.beyond(rule)),
    )


def _protocols(rule: Mapping[str, Any], kind: str) -> tuple[tuple[str, int | None], ...]:
    if kind == CollectionKind.NETWORK:
        return tuple((str(item).lower(), None) for item in rule.get("protocols") or rule.get("ipProtocols") or ())
    items = rule.get("protocols") or ()
    return tuple((str(item.get("protocolType")).lower(), int(item.get("port") or 0)) for item in items)


def side_of(member: str) -> str:
    """Which side of a rule a member is about, `source` or `destination`; empty for neither."""
    return next((side for side in ("source", "destination") if member.startswith(side)), "")


def in_ports(texts: Iterable[str], port: int) -> Match:
    """Whether a port lies in any of these: `*`, a port or a range. It cannot be told of what is none of them."""
    return some(_in_ports(text, port) for text in texts)


def _in_ports(text: str, port: int) -> Match:
    first, _dash, last = text.strip().partition("-")
    if first == "*":
        return YES
    if not (_PORT.fullmatch(first) and _PORT.fullmatch(last or first)):
        return maybe(Cause.UNKNOWN_MEMBER, f"'{text}' is no port that is understood here")
    return fact(int(first) <= port <= int(last or first))
