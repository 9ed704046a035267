# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two ways ARM spells rule collections: nested in the lists of a classic firewall, flat in the list of a group.

A reader takes absent lists and `[]` as equal and ignores what the service fills in; a writer sends normalised values.
`read(written(x)) == x` holds for every collection in both dialects.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from . import rule_collections
from .rule_collections import Collection, CollectionKind, Rule

OTHER = "other"  # NAT rules, and what a later Azure may bring
_FILTER = "FirewallPolicyFilterRuleCollection"
_RULE_TYPES: dict[str, str] = {CollectionKind.APPLICATION: "ApplicationRule", CollectionKind.NETWORK: "NetworkRule"}
_ARM_NAMES = {
    "source_addresses": "sourceAddresses",
    "source_ip_groups": "sourceIpGroups",
    "target_fqdns": "targetFqdns",
    "fqdn_tags": "fqdnTags",
    "protocols": "protocols",
    "destination_addresses": "destinationAddresses",
    "destination_fqdns": "destinationFqdns",
    "destination_ip_groups": "destinationIpGroups",
    "destination_ports": "destinationPorts",
}
# What an application rule of a policy can have besides. We never write it; where a rule of ours has it, somebody
# changed what the rule matches, and that has to show as a difference.
UNWANTED = {
    "target_urls": "targetUrls",
    "web_categories": "webCategories",
    "destination_addresses": "destinationAddresses",
    "http_headers_to_insert": "httpHeadersToInsert",
    "terminate_tls": "terminateTLS",
}


@dataclass(frozen=True)
class Entry:
    """A collection as it stands in a document, whoever made it; its rules may hold what nobody here knows."""

    kind: str
    name: str
    priority: int | None
    item: dict[str, Any]

    @property
    def key(self) -> tuple[str, str]:
        """The same as the key of a Collection."""
        return self.kind, self.name.lower()


@dataclass(frozen=True)
class Dialect:
    """How one type of resource spells collections.

    `lists` names its lists and the kind in each, None where collections tell by their rules. `shared_priorities` says
    that collections of all kinds draw on one range of priorities.
    """

    holder: str
    lists: Mapping[str, str | None]
    nested: bool
    shared_priorities: bool
    spelling: Mapping[str, str] = field(default_factory=dict)

    def entries(self, document: Mapping[str, Any]) -> Iterator[Entry]:
        """Every collection of the document, in its order."""
        properties = document.get("properties") or {}
        for name, kind in self.lists.items():
            for item in properties.get(name) or ():
                yield self._entry(item, kind or _kind_of(item))

    def list_of(self, kind: str) -> str:
        """The list that a collection of this kind is in."""
        return next(name for name, of in self.lists.items() if of in (None, kind))

    def read(self, entry: Entry) -> Collection:
        """The collection of an entry; never refuses what the service already holds."""
        inner = self.inner(entry.item)
        action = str((inner.get("action") or {}).get("type") or "").lower()
        rules = tuple(self._read_rule(rule, entry.kind) for rule in inner.get("rules") or ())
        return Collection(entry.name, entry.kind, entry.priority, action, rules)

    def written(self, collection: Collection) -> dict[str, Any]:
        """The collection as ARM takes it, without anything the service fills in."""
        inner = {
            "priority": collection.priority,
            "action": {"type": collection.action.capitalize()},
            "rules": [self._written_rule(rule, collection.kind) for rule in collection.rules],
        }
        if self.nested:
            return {"name": collection.name, "properties": inner}
        return {"ruleCollectionType": _FILTER, "name": collection.name, **inner}

    def overwrite(self, entry: Entry, collection: Collection) -> None:
        """Give an entry the content of a collection; members nobody here knows stay."""
        written = self.written(collection)
        if self.nested:
            entry.item["properties"] = {**self.inner(entry.item), **written["properties"]}
        else:
            entry.item.update({name: value for name, value in written.items() if name != "name"})

    def inner(self, item: dict[str, Any]) -> dict[str, Any]:
        """Where a collection keeps priority, action and rules."""
        return (item.get("properties") or {}) if self.nested else item

    def _entry(self, item: dict[str, Any], kind: str) -> Entry:
        return Entry(kind, str(item.get("name")), self.inner(item).get("priority"), item)

    def _name(self, option: str, kind: str) -> str:
        return self.spelling.get(f"{kind} {option}", _ARM_NAMES[option])

    def _read_rule(self, document: Mapping[str, Any], kind: str) -> Rule:
        known = rule_collections.FIELDS.get(kind, ())
        fields = {name: document.get(self._name(name, kind)) or [] for name in known}
        if kind == CollectionKind.APPLICATION:
            fields["protocols"] = [_protocol(item) for item in fields["protocols"]]
            fields |= {name: _texts(document.get(arm)) for name, arm in UNWANTED.items()}
        elif kind == CollectionKind.NETWORK:
            spellings = rule_collections.NETWORK_PROTOCOLS
            fields["protocols"] = [spellings.get(str(item).lower(), str(item)) for item in fields["protocols"]]
        order = dict.fromkeys((*known, *UNWANTED))
        return Rule(
            str(document.get("name")), rule_collections.frozen(fields, order), document.get("description") or None
        )

    def _written_rule(self, rule: Rule, kind: str) -> dict[str, Any]:
        document: dict[str, Any] = {} if self.nested else {"ruleType": _RULE_TYPES[kind]}
        document["name"] = rule.name
        if rule.description:
            document["description"] = rule.description
        for option, values in rule.fields:
            document[self._name(option, kind)] = [
                {"protocolType": item[0], "port": item[1]} if isinstance(item, tuple) else item for item in values
            ]
        return document


CLASSIC = Dialect(
    holder="firewall",
    lists={
        "applicationRuleCollections": CollectionKind.APPLICATION,
        "networkRuleCollections": CollectionKind.NETWORK,
        "natRuleCollections": OTHER,
    },
    nested=True,
    shared_priorities=False,
)
GROUP = Dialect(
    holder="rule collection group",
    lists={"ruleCollections": None},
    nested=False,
    shared_priorities=True,
    spelling={f"{CollectionKind.NETWORK} protocols": "ipProtocols"},
)


def _kind_of(item: Mapping[str, Any]) -> str:
    """The kind of a group's collection is that of its first rule: Azure takes one kind of rule per collection."""
    first: Mapping[str, Any] = next(iter(item.get("rules") or ()), {})
    is_filter = str(item.get("ruleCollectionType")).lower() == _FILTER.lower()
    named = str(first.get("ruleType")).lower()
    return next((kind for kind, name in _RULE_TYPES.items() if is_filter and name.lower() == named), OTHER)


def _protocol(item: Any) -> tuple[str, int]:
    """A network rule that stands among application rules has texts in this place."""
    if not isinstance(item, Mapping):
        return str(item), 0
    kind = str(item.get("protocolType"))
    return rule_collections.APPLICATION_TYPES.get(kind.lower(), kind), int(item.get("port") or 0)


def _texts(value: Any) -> list[str]:
    """What is only ever compared and shown."""
    if isinstance(value, bool):
        return ["true"] if value else []
    return [
        f"{item.get('headerName')}: {item.get('headerValue')}" if isinstance(item, Mapping) else str(item)
        for item in value or ()
    ]
