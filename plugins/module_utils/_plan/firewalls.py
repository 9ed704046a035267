# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Classic firewalls: one pure function from document to document, and the view of the slice it owns."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from . import shapes
from .errors import PlanError
from .shapes import Collection

DEFAULT_PRIORITY_BASE = 1000
# What the service adds to every application rule and no client was ever seen to send back (recorded
# in test_azure_firewall_rules_with_ipgroups): left out of a write when it has exactly these values.
_DNS_PROXY = "Network.DNS.EnableProxy"  # of additionalProperties; a string
_SERVER_MADE = {"priority": 0, "direction": "Inbound", "actions": []}


@dataclass(frozen=True)
class Ownership:
    """Which collections are ours: those of these kinds and names, and with `purge` all whose name has the prefix."""

    keys: frozenset[tuple[str, str]]
    prefix: str | None = None
    purge: bool = False

    def __post_init__(self) -> None:
        if self.purge and not self.prefix:
            raise PlanError("purge needs owned_prefix: without it nothing says which collections are yours.")

    @classmethod
    def of(cls, wanted: Sequence[Collection], *, prefix: str | None = None, purge: bool = False) -> Ownership:
        """Own exactly these collections; raise PlanError when two of them are one."""
        keys = [collection.key for collection in wanted]
        twice = {key for key in keys if keys.count(key) > 1}
        if twice:
            raise PlanError(f"Two {min(twice)[0]} rule collections are named '{min(twice)[1]}'.")
        return cls(frozenset(keys), prefix, purge)

    def owns(self, collection: Collection) -> bool:
        """True when this collection is ours to write or remove."""
        if collection.key in self.keys:
            return True
        return bool(self.purge and self.prefix and collection.name.lower().startswith(self.prefix.lower()))


def require_classic(document: Mapping[str, Any]) -> None:
    """Raise PlanError for a firewall whose rules live in a policy: classic rules are refused there."""
    properties = document.get("properties") or {}
    policy = (properties.get("firewallPolicy") or {}).get("id")
    hub = str((properties.get("sku") or {}).get("name") or "").lower() == "azfw_hub"
    if policy or hub:
        reason = f"is governed by the policy {policy}" if policy else "stands in a virtual hub and knows policies only"
        raise PlanError(
            f"Firewall {document.get('name')} {reason}; classic rule collections cannot be written to it."
            " Use firewall_policy_rule_collection_group for its policy instead."
        )


def require_allocated(document: Mapping[str, Any]) -> None:
    """Raise PlanError for a firewall that is switched off: it has no address that traffic could be sent to."""
    if not (document.get("properties") or {}).get("ipConfigurations"):
        raise PlanError(
            f"Firewall {document.get('name')} is deallocated: it has no IP configuration, so nothing can be sent"
            " through it. Start it first."
        )


def require_proxy(document: Mapping[str, Any], names: Sequence[str]) -> None:
    """Raise PlanError when host names in network rules have no DNS proxy behind them."""
    if not names:
        return
    properties = document.get("properties") or {}
    tier = str((properties.get("sku") or {}).get("tier") or "")
    if tier.lower() == "basic":
        reason = "and a Basic firewall has no DNS proxy"
    elif str((properties.get("additionalProperties") or {}).get(_DNS_PROXY) or "").lower() != "true":
        reason = "and its DNS proxy is off"
    else:
        return
    raise PlanError(
        f"Firewall {document.get('name')} cannot take {', '.join(names[:3])} in a network rule: it resolves such names"
        f" itself, {reason}. Give addresses or a service tag, or turn the proxy on."
    )


def present(
    document: Mapping[str, Any],
    wanted: Sequence[Collection],
    ownership: Ownership,
    *,
    priority_base: int = DEFAULT_PRIORITY_BASE,
) -> dict[str, Any]:
    """Return the firewall with the wanted collections in it, everything else as it was."""
    require_classic(document)
    require_proxy(document, shapes.network_fqdns(wanted))
    names = {collection.key for collection in wanted}
    changed = _without(document, lambda found: found.key not in names and ownership.owns(found))
    for collection in wanted:
        _require_other_lists_free(changed, collection)
        _put(changed, _with_priority(changed, collection, priority_base))
    return changed


def absent(document: Mapping[str, Any], ownership: Ownership) -> dict[str, Any]:
    """Return the firewall without our collections, everything else as it was."""
    return _without(document, ownership.owns)


def view(document: Mapping[str, Any] | None, ownership: Ownership) -> list[dict[str, Any]] | None:
    """Our slice in the user's shape; None when there is no firewall. Order does not decide a match, so it is fixed."""
    if document is None:
        return None
    return [
        shapes.to_option(replace(collection, rules=tuple(sorted(collection.rules, key=lambda rule: rule.name))))
        for collection in sorted(owned(document, ownership), key=lambda collection: collection.key)
    ]


def owned(document: Mapping[str, Any], ownership: Ownership) -> list[Collection]:
    """Our collections with their rules."""
    return [
        shapes.from_arm(item, kind) for kind, item in _items(document) if ownership.owns(shapes.outline(item, kind))
    ]


def collections(document: Mapping[str, Any]) -> list[Collection]:
    """Every application and network collection of a firewall, without its rules."""
    return [shapes.outline(item, kind) for kind, item in _items(document)]


def private_address(document: Mapping[str, Any]) -> str | None:
    """The address a default route must lead to: the first configuration that has one, or the hub's."""
    properties = document.get("properties") or {}
    for configuration in properties.get("ipConfigurations") or ():
        address = (configuration.get("properties") or {}).get("privateIPAddress")
        if address:
            return str(address)
    hub = (properties.get("hubIPAddresses") or {}).get("privateIPAddress")
    return str(hub) if hub else None


def for_write(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document as it may be sent: without the three fields the service adds to application rules."""
    sent = deepcopy(dict(document))
    for collection in (sent.get("properties") or {}).get(shapes.LISTS[shapes.APPLICATION]) or ():
        for rule in (collection.get("properties") or {}).get("rules") or ():
            for field, value in _SERVER_MADE.items():
                if rule.get(field) == value:
                    del rule[field]
    return sent


def networks_of(document: Mapping[str, Any]) -> list[str]:
    """The ids of the subnets the firewall stands in: their networks must be settled before it is written."""
    configurations = (document.get("properties") or {}).get("ipConfigurations") or ()
    subnets = [((item.get("properties") or {}).get("subnet") or {}).get("id") for item in configurations]
    return [str(subnet) for subnet in subnets if subnet]


def _items(document: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    properties = document.get("properties") or {}
    for kind, list_name in shapes.LISTS.items():
        for item in properties.get(list_name) or ():
            yield kind, item


def _without(document: Mapping[str, Any], unwanted: Callable[[Collection], bool]) -> dict[str, Any]:
    changed = deepcopy(dict(document))
    properties = changed.setdefault("properties", {})
    for kind, list_name in shapes.LISTS.items():
        if list_name in properties:
            items = properties[list_name] or ()
            properties[list_name] = [item for item in items if not unwanted(shapes.outline(item, kind))]
    return changed


def _require_other_lists_free(document: Mapping[str, Any], wanted: Collection) -> None:
    for list_name in (*shapes.LISTS.values(), shapes.NAT_LIST):
        for item in document["properties"].get(list_name) or ():
            if list_name != shapes.LISTS[wanted.kind] and str(item.get("name")).lower() == wanted.name.lower():
                raise PlanError(
                    f"Firewall {document.get('name')} has another collection named '{wanted.name}' in {list_name};"
                    " choose another name."
                )


def _with_priority(document: Mapping[str, Any], wanted: Collection, base: int) -> Collection:
    mine = [item for item in collections(document) if item.key == wanted.key]
    if wanted.priority is None and mine and mine[0].priority is not None:
        return replace(wanted, priority=mine[0].priority)
    if wanted.priority is not None:
        for other in collections(document):
            taken = other.kind == wanted.kind and other.priority == wanted.priority
            if taken and other.key != wanted.key:
                raise PlanError(
                    f"Priority {wanted.priority} of rule collection '{wanted.name}' is taken by '{other.name}' on"
                    f" firewall {document.get('name')}; give another priority, or none to get the first free one."
                )
        return wanted
    return replace(wanted, priority=first_free(_taken(document), base))


def first_free(taken: Iterable[int], base: int) -> int:
    """The first priority from `base` upward that nobody has; numbers of all kinds of rules count as taken."""
    used = set(taken)
    for priority in range(max(base, shapes.MIN_PRIORITY), shapes.MAX_PRIORITY + 1):
        if priority not in used:
            return priority
    raise PlanError(f"No priority from {base} to {shapes.MAX_PRIORITY} is free; choose a lower priority_base.")


def _taken(document: Mapping[str, Any]) -> set[int]:
    lists = (*shapes.LISTS.values(), shapes.NAT_LIST)
    items = [item for name in lists for item in document["properties"].get(name) or ()]
    priorities = [(item.get("properties") or {}).get("priority") for item in items]
    return {priority for priority in priorities if priority is not None}


def _put(document: dict[str, Any], wanted: Collection) -> None:
    items = document["properties"].setdefault(shapes.LISTS[wanted.kind], [])
    for item in items:
        if str(item.get("name")).lower() == wanted.name.lower():
            if _comparable(shapes.from_arm(item, wanted.kind)) != _comparable(wanted):
                item["properties"] = {**(item.get("properties") or {}), **shapes.to_arm(wanted)["properties"]}
            return
    items.append(shapes.to_arm(wanted))


def _comparable(collection: Collection) -> tuple[Any, ...]:
    rules = tuple(sorted(collection.rules, key=lambda rule: rule.name))
    return collection.priority, collection.action.lower(), rules
