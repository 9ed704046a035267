# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of a firewall in the order Azure evaluates them, classic or of a chain of policies.

Network rules of all groups come before any application rule. Within each: the parent policy's groups first whatever
their numbers, then group priority, then collection priority, lower first, and inside a collection from the top
(documentation of rule processing, 2023-08-30).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..documents import firewalls, policies
from ..documents.policies import Policy
from ..documents.rule_collections import CollectionKind
from ..documents.rule_spellings import CLASSIC

_FILTER = "firewallpolicyfilterrulecollection"
_RULE_TYPES = {"networkrule": CollectionKind.NETWORK, "applicationrule": CollectionKind.APPLICATION}
_ORDER = (CollectionKind.NETWORK, CollectionKind.APPLICATION)


@dataclass(frozen=True)
class FirewallRule:
    """One rule, the same for both kinds of firewall. `place` is where it stands, outermost first."""

    kind: str
    allows: bool
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


@dataclass(frozen=True)
class Ruleset:
    """All rules in their order; `proxy` says whether names in network rules mean anything."""

    rules: tuple[FirewallRule, ...]
    proxy: bool = False

    @property
    def ip_groups(self) -> list[str]:
        """The ids of the IP groups that the rules name, each once."""
        return list(dict.fromkeys(id_ for one in self.rules for id_ in (*one.source_groups, *one.destination_groups)))


def classic(firewall: Mapping[str, Any]) -> Ruleset:
    """The rules in a firewall's own document."""
    properties = firewall.get("properties") or {}
    rules: list[FirewallRule] = []
    for kind in _ORDER:
        for item in _by_priority(properties.get(CLASSIC.list_of(kind))):
            inner = item.get("properties") or {}
            place = (str(item.get("name")),)
            rules += [_rule(rule, kind, _allows(inner), place) for rule in inner.get("rules") or ()]
    return Ruleset(tuple(rules), firewalls.has_proxy(firewall))


def of_policies(chain: Sequence[Policy]) -> Ruleset:
    """The rules of a chain of policies, the root first and the firewall's own last."""
    found = [rule for position, policy in enumerate(chain) for rule in _of_policy(policy, position < len(chain) - 1)]
    ordered = [rule for kind in _ORDER for rule in found if rule.kind == kind]
    return Ruleset(tuple(ordered), policies.has_proxy(chain))


def _of_policy(policy: Policy, of_parent: bool) -> Iterator[FirewallRule]:
    for group in _by_priority(policy.groups):
        outer = (str(policy.document.get("name")), str(group.get("name")))
        collections = (group.get("properties") or {}).get("ruleCollections") or ()
        filters = [item for item in collections if str(item.get("ruleCollectionType")).lower() == _FILTER]
        for item in sorted(filters, key=_priority):
            place = (*outer, str(item.get("name")))
            for rule in item.get("rules") or ():
                kind = _RULE_TYPES.get(str(rule.get("ruleType")).lower())
                if kind:
                    yield _rule(rule, kind, _allows(item), place, of_parent=of_parent)


def _by_priority(items: Iterable[Mapping[str, Any]] | None) -> list[Mapping[str, Any]]:
    return sorted(items or (), key=lambda item: _priority(item.get("properties") or {}))


def _priority(item: Mapping[str, Any]) -> int:
    return int(item.get("priority") or 0)


def _allows(item: Mapping[str, Any]) -> bool:
    return str((item.get("action") or {}).get("type")).lower() == "allow"


def _rule(
    rule: Mapping[str, Any], kind: str, allows: bool, place: tuple[str, ...], *, of_parent: bool = False
) -> FirewallRule:
    def texts(name: str) -> tuple[str, ...]:
        return tuple(map(str, rule.get(name) or ()))

    return FirewallRule(
        kind=kind,
        allows=allows,
        place=(*place, str(rule.get("name"))),
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
        of_parent=of_parent,
    )


def _protocols(rule: Mapping[str, Any], kind: str) -> tuple[tuple[str, int | None], ...]:
    if kind == CollectionKind.NETWORK:
        return tuple((str(item).lower(), None) for item in rule.get("protocols") or rule.get("ipProtocols") or ())
    items = rule.get("protocols") or ()
    return tuple((str(item.get("protocolType")).lower(), int(item.get("port") or 0)) for item in items)


def places(rules: Iterable[FirewallRule], names: Collection[str]) -> list[tuple[str, ...]]:
    """Where collections of these names, in lower case, are among the rules: each place once, in the order of rules."""
    found = dict.fromkeys(rule.place[:-1] for rule in rules)
    return [place for place in found if place[-1].lower() in names]
