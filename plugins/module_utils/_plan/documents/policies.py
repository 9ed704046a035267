# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Firewall policies: which rule collection group is ours, and the pure change of the collections in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from ..values import resource_ids, service_prefixes
from ..values.errors import PlanError
from ..values.resource_ids import ResourceId
from ..values.service_prefixes import ServicePrefix
from . import firewalls, limits, rule_collections, rule_ownership
from .limits import Excess
from .rule_collections import Collection
from .rule_ownership import DEFAULT_PRIORITY_BASE, Ownership
from .rule_spellings import GROUP as DIALECT

DEFAULT_GROUP = "adx-egress"  # of the clusters' rules alone
# What the service shows of a group and no client was ever seen to send (recorded in test_azure_firewall_policy).
_SHOWN_ONLY = ("etag", "type", "location")
_SHOWN_PROPERTIES = ("provisioningState", "size")


@dataclass(frozen=True)
class Policy:
    """A policy with its groups, as read."""

    document: Mapping[str, Any]
    groups: tuple[Mapping[str, Any], ...]

    @property
    def name(self) -> str:
        """The name of the policy."""
        return str(self.document.get("name"))

    @property
    def parent_id(self) -> str | None:
        """The id of the policy this one inherits from, or None."""
        return _reference((self.document.get("properties") or {}).get("basePolicy"))

    @property
    def firewalls(self) -> tuple[str, ...]:
        """The ids of the firewalls that the policy is attached to."""
        return self._ids("firewalls")

    @property
    def children(self) -> tuple[str, ...]:
        """The ids of the policies that inherit from this one."""
        return self._ids("childPolicies")

    def group(self, name: str) -> Mapping[str, Any] | None:
        """One of its groups, None when there is none of that name."""
        return next((group for group in self.groups if str(group.get("name")).lower() == name.lower()), None)

    def with_group(self, name: str, document: Mapping[str, Any] | None) -> Policy:
        """The policy with this document in the place of one of its groups; None takes it out."""
        others = tuple(group for group in self.groups if str(group.get("name")).lower() != name.lower())
        return replace(self, groups=others if document is None else (*others, document))

    def _ids(self, member: str) -> tuple[str, ...]:
        listed = (self.document.get("properties") or {}).get(member) or ()
        return tuple(found for item in listed if (found := _reference(item)))


@dataclass(frozen=True)
class GroupOptions:
    """What is wanted of the group itself. Without `priority` that of a group that is there is kept, and a new one gets
    the first free one from `priority_base`.
    """

    name: str
    priority: int | None = None
    priority_base: int = DEFAULT_PRIORITY_BASE


def of_chain(chain: Sequence[Policy], id_: str | ResourceId | None) -> Policy | None:
    """The policy of a chain with this id, or None."""
    return next((policy for policy in chain if resource_ids.same(policy.document.get("id"), id_)), None)


def down_to(chain: Sequence[Policy], id_: str | ResourceId) -> tuple[Policy, ...]:
    """The chain from its root to the policy with this id; empty when that is not in it."""
    found = of_chain(chain, id_)
    return tuple(chain[: chain.index(found) + 1]) if found else ()


def has_proxy(chain: Sequence[Policy]) -> bool:
    """True when host names in network rules are resolved. A policy without DNS settings inherits its parent's; the root
    comes first. Tier Basic has no DNS proxy, whatever its policy says ("Azure Firewall features by SKU").
    """
    if is_basic(chain):
        return False
    for policy in reversed(chain):
        settings = dns_settings(policy)
        if settings:
            return bool(settings.get("enableProxy")) or settings.get("requireProxyForNetworkRules") is False
    return False


def dns_settings(policy: Policy) -> Mapping[str, Any]:
    """What a policy says of names itself; empty where its parent's word counts, as where no member has a value."""
    settings = (policy.document.get("properties") or {}).get("dnsSettings") or {}
    return {name: value for name, value in settings.items() if value is not None}


def is_basic(chain: Sequence[Policy]) -> bool:
    """True where the policy that governs a firewall, the last of these, is of tier Basic."""
    return bool(chain) and firewalls.is_basic(chain[-1].document)


def require_writable(policy: Policy) -> None:
    """Raise PlanError for a policy that Azure Firewall for Containers manages: it is read-only for everybody else
    (description of `afcManaged` in api-version 2025-09-01).
    """
    if (policy.document.get("properties") or {}).get("afcManaged"):
        raise PlanError(
            f"Firewall policy {policy.name} is managed by Azure Firewall for Containers, which alone may change it;"
            " give another policy, for instance one that inherits from it.",
            code="policy_managed_by_azure",
        )


def present(
    document: Mapping[str, Any] | None,
    chain: Sequence[Policy],
    wanted: Sequence[Collection],
    ownership: Ownership,
    options: GroupOptions,
) -> dict[str, Any]:
    """Return the group with the wanted collections in it, everything else as it was.

    `document` is the group as it stands, None when it has to be made; `chain` ends with its policy.
    """
    policy = chain[-1]
    require_writable(policy)
    _require_proxy(chain, rule_collections.network_fqdns(wanted))
    found = document or {"name": options.name, "properties": {"ruleCollections": []}}
    changed = rule_ownership.present(found, wanted, ownership, DIALECT, priority_base=options.priority_base)
    changed["properties"]["priority"] = _priority(found, policy, options)
    return changed


def crowded(document: Mapping[str, Any] | None, chain: Sequence[Policy], after: Mapping[str, Any]) -> list[Excess]:
    """What Azure may refuse of a group that becomes this; `document` and `chain` as for `present`.

    The rules count with those of the policies above, since it is the firewall that takes them.
    """
    policy = chain[-1]
    whole = policy.with_group(str(after.get("name")), after)
    above = [group for parent in chain[:-1] for group in parent.groups]
    shown = ((document or {}).get("properties") or {}).get("size")
    inherited = " with what it inherits" if above else ""
    return [
        *([] if document else limits.of_groups(policy.name, len(whole.groups))),
        *limits.of_group_size(for_write(after), for_write(document) if document else None, shown),
        *limits.of_rules(
            [*above, *policy.groups],
            [*above, *whole.groups],
            policy.name,
            f"Firewall policy {policy.name}{inherited}",
            DIALECT,
        ),
    ]


def absent(document: Mapping[str, Any], ownership: Ownership, *, remove_empty: bool = False) -> dict[str, Any] | None:
    """Return the group without our collections; None when nothing is left in it and it is to go then."""
    changed = rule_ownership.absent(document, ownership, DIALECT)
    return None if remove_empty and not list(DIALECT.entries(changed)) else changed


def view(document: Mapping[str, Any] | None, ownership: Ownership) -> dict[str, Any] | None:
    """The group's priority and our slice of it; None when there is no group."""
    if document is None:
        return None
    priority = (document.get("properties") or {}).get("priority")
    return {"priority": priority, "rule_collections": rule_ownership.view(document, ownership, DIALECT)}


def owned(document: Mapping[str, Any] | None, ownership: Ownership) -> list[Collection]:
    """Our collections with their rules."""
    return rule_ownership.owned(document or {}, ownership, DIALECT)


def for_write(document: Mapping[str, Any]) -> dict[str, Any]:
    """The group as it may be sent: without what the service only shows."""
    sent = deepcopy({name: value for name, value in document.items() if name not in _SHOWN_ONLY})
    properties = sent.get("properties") or {}
    for name in _SHOWN_PROPERTIES:
        properties.pop(name, None)
    for entry in DIALECT.entries(sent):
        for rule in entry.item.get("rules") or ():
            if rule.get("ipv6Rule") is False:  # in no published schema; the service adds it to network rules
                del rule["ipv6Rule"]
    return sent


def _reference(value: Any) -> str | None:
    found = value.get("id") if isinstance(value, Mapping) else None
    return str(found) if found else None


def _require_proxy(chain: Sequence[Policy], names: Sequence[str]) -> None:
    if not names or has_proxy(chain):
        return
    unread = None if any(map(dns_settings, chain)) or not chain[0].parent_id else chain[0].parent_id
    remedy = f"{firewalls.IN_OTHER_WAYS}, or turn the proxy on"
    if is_basic(chain):
        reason, remedy = "a Basic policy has no DNS proxy", firewalls.IN_OTHER_WAYS
    elif unread:
        parent = resource_ids.parse(unread).described()
        reason = f"whether the DNS proxy is on is up to parent {parent}, which could not be read"
    else:
        reason = "the DNS proxy of the policy is off"
    raise PlanError(
        f"Firewall policy {chain[-1].name} cannot take {', '.join(names[:3])} in a network rule: a firewall resolves"
        f" such names itself, and {reason}. {remedy}.",
        code="dns_proxy_off",
    )


def _priority(own: Mapping[str, Any], policy: Policy, options: GroupOptions) -> int:
    """The group's number: given, else kept, else the first that no other group of the policy has."""
    others = policy.with_group(options.name, None).groups
    taken = {(group.get("properties") or {}).get("priority"): str(group.get("name")) for group in others}
    if options.priority is None:
        kept = own["properties"].get("priority")
        return int(kept) if kept else rule_ownership.first_free(taken, options.priority_base)
    if options.priority in taken:
        raise PlanError(
            f"Priority {options.priority} of rule collection group {options.name} is taken by group"
            f" {taken[options.priority]} of firewall policy {policy.name}; give another priority, or none to get the"
            " first free one.",
            code="priority_taken",
        )
    return options.priority


def require_own_group(group: str, collections: Iterable[str]) -> None:
    """Raise PlanError where collections of another service, told by their names, would go to the group of ours for
    clusters: a purge of these looks through it, and teams would write over one another's document.
    """
    if group.lower() != DEFAULT_GROUP:
        return
    for name in collections:
        service = service_prefixes.of(name)
        if service not in (None, ServicePrefix.DATA_EXPLORER):
            raise PlanError(
                f"Rule collection '{name}' is another service's, and group {DEFAULT_GROUP} is for clusters of Azure"
                f" Data Explorer: name a group of its own, such as {service}-egress."
            )
