# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Firewalls: which kind one is, what a classic one takes, and the pure change of the rules in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from ..values import resource_ids
from ..values.errors import PlanError
from ..values.resource_ids import ResourceId
from ..values.words import FirewallKind
from . import limits, rule_collections, rule_ownership
from .limits import Excess
from .rule_collections import Collection
from .rule_ownership import DEFAULT_PRIORITY_BASE, Ownership
from .rule_spellings import CLASSIC as DIALECT

# Of additionalProperties; strings, the second with commas.
_DNS_PROXY, _DNS_SERVERS = "Network.DNS.EnableProxy", "Network.DNS.Servers"
# What the service adds to every application rule and no client was ever seen to send back (recorded
# in test_azure_firewall_rules_with_ipgroups): left out of a write when it has exactly these values.
_SERVER_MADE = {"priority": 0, "direction": "Inbound", "actions": []}


def kind_of(document: Mapping[str, Any]) -> str:
    """CLASSIC keeps its rules itself, POLICY stands in a network of yours under a policy, HUB in a virtual hub."""
    properties = document.get("properties") or {}
    if str((properties.get("sku") or {}).get("name") or "").lower() == "azfw_hub":
        return FirewallKind.HUB
    return FirewallKind.POLICY if policy_id(document) else FirewallKind.CLASSIC


def policy_id(document: Mapping[str, Any]) -> str | None:
    """The id of the policy that governs the firewall, or None."""
    found = ((document.get("properties") or {}).get("firewallPolicy") or {}).get("id")
    return str(found) if found else None


def governor(document: Mapping[str, Any]) -> ResourceId | None:
    """The same as an id; raise PlanError for one that is no policy's."""
    own = policy_id(document)
    return resource_ids.of_type(resource_ids.parse(own), resource_ids.FIREWALL_POLICY) if own else None


def require_classic(document: Mapping[str, Any]) -> None:
    """Raise PlanError for a firewall whose rules live in a policy: classic rules are refused there."""
    kind = kind_of(document)
    if kind != FirewallKind.CLASSIC:
        found = policy_id(document)
        reason = f"is governed by the policy {found}" if found else "stands in a virtual hub and knows policies only"
        raise PlanError(
            f"Firewall {document.get('name')} {reason}; classic rule collections cannot be written to it."
            " Use firewall_policy_rule_collection_group for its policy instead.",
            code="rules_belong_to_policy",
        )


def require_allocated(document: Mapping[str, Any]) -> None:
    """Raise PlanError for a firewall that is switched off: it has no address that traffic could be sent to."""
    if not is_deallocated(document):
        return
    lacking = "no virtual hub" if kind_of(document) == FirewallKind.HUB else "no IP configuration"
    raise PlanError(
        f"Firewall {document.get('name')} is deallocated: it has {lacking}, so nothing can be sent through it."
        " Start it first.",
        code="firewall_deallocated",
    )


def is_deallocated(document: Mapping[str, Any]) -> bool:
    """True for a firewall that stands nowhere. One in a virtual hub may run and show no address: with public addresses
    of the customer's own, and while it is being changed ("Customer provided public IP address for secured hub",
    2025-10-02; recorded in azure-cli-extensions test_azure_firewall_virtual_hub).
    """
    if (document.get("properties") or {}).get("ipConfigurations"):
        return False
    is_hub = kind_of(document) == FirewallKind.HUB
    return not (is_hub and (hub_of(document) or private_address(document)))


def hub_of(document: Mapping[str, Any]) -> str | None:
    """The id of the virtual hub the firewall stands in, or None."""
    reference = (document.get("properties") or {}).get("virtualHub")
    found = reference.get("id") if isinstance(reference, Mapping) else reference
    return str(found) if found and kind_of(document) == FirewallKind.HUB else None


IN_OTHER_WAYS = "Give protocol Https, Http or Mssql, which application rules take, or addresses or a service tag"


def require_proxy(document: Mapping[str, Any], names: Sequence[str]) -> None:
    """Raise PlanError when host names in network rules have no DNS proxy behind them."""
    if not names or has_proxy(document):
        return
    basic = is_basic(document)
    reason = "a Basic firewall has no DNS proxy" if basic else "its DNS proxy is off"
    remedy = IN_OTHER_WAYS if basic else f"{IN_OTHER_WAYS}, or turn the proxy on"
    raise PlanError(
        f"Firewall {document.get('name')} cannot take {', '.join(names[:3])} in a network rule: it resolves such names"
        f" itself, and {reason}. {remedy}.",
        code="dns_proxy_off",
    )


def has_proxy(document: Mapping[str, Any]) -> bool:
    """True when a classic firewall resolves the host names in its network rules."""
    return not is_basic(document) and str(_additional(document).get(_DNS_PROXY)).lower() == "true"


def is_basic(document: Mapping[str, Any]) -> bool:
    """True for a firewall of tier Basic."""
    return str(((document.get("properties") or {}).get("sku") or {}).get("tier") or "").lower() == "basic"


def dns_servers(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The DNS servers a classic firewall was given; none where it asks Azure's own."""
    listed = str(_additional(document).get(_DNS_SERVERS) or "").split(",")
    return tuple(one.strip() for one in listed if one.strip())


def _additional(document: Mapping[str, Any]) -> Mapping[str, Any]:
    return (document.get("properties") or {}).get("additionalProperties") or {}


def present(
    document: Mapping[str, Any],
    wanted: Sequence[Collection],
    ownership: Ownership,
    *,
    priority_base: int = DEFAULT_PRIORITY_BASE,
) -> dict[str, Any]:
    """Return the classic firewall with the wanted collections in it, everything else as it was."""
    require_classic(document)
    require_proxy(document, rule_collections.network_fqdns(wanted))
    return rule_ownership.present(document, wanted, ownership, DIALECT, priority_base=priority_base)


def crowded(document: Mapping[str, Any], after: Mapping[str, Any]) -> list[Excess]:
    """What Azure may refuse of a classic firewall that becomes this."""
    where = rule_ownership.described(document, DIALECT)
    return limits.of_rules([document], [after], str(document.get("name")), where, DIALECT)


def absent(document: Mapping[str, Any], ownership: Ownership) -> dict[str, Any]:
    """Return the classic firewall without our collections, everything else as it was."""
    return rule_ownership.absent(document, ownership, DIALECT)


def view(document: Mapping[str, Any] | None, ownership: Ownership) -> list[dict[str, Any]] | None:
    """Our slice in the user's shape; None when there is no firewall."""
    return None if document is None else rule_ownership.view(document, ownership, DIALECT)


def owned(document: Mapping[str, Any], ownership: Ownership) -> list[Collection]:
    """Our collections with their rules."""
    return rule_ownership.owned(document, ownership, DIALECT)


def private_address(document: Mapping[str, Any]) -> str | None:
    """The address a default route must lead to: the first configuration that has one, or the hub's."""
    properties = document.get("properties") or {}
    for configuration in properties.get("ipConfigurations") or ():
        address = (configuration.get("properties") or {}).get("privateIPAddress")
        if address:
            return str(address)
    hub = properties.get("hubIPAddresses")
    found = hub.get("privateIPAddress") if isinstance(hub, Mapping) else None
    return str(found) if found else None


def public_address_ids(document: Mapping[str, Any]) -> list[str]:
    """The ids of the public addresses that are resources of their own."""
    configurations = (document.get("properties") or {}).get("ipConfigurations") or ()
    ids = [((item.get("properties") or {}).get("publicIPAddress") or {}).get("id") for item in configurations]
    return [str(id_) for id_ in ids if id_]


def hub_public_addresses(document: Mapping[str, Any]) -> list[str]:
    """The public addresses that the service itself gave a firewall in a virtual hub."""
    listed = ((document.get("properties") or {}).get("hubIPAddresses") or {}).get("publicIPs") or {}
    return [str(item.get("address")) for item in listed.get("addresses") or () if item.get("address")]


def for_write(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document as it may be sent: without the three fields the service adds to application rules."""
    sent = deepcopy(dict(document))
    for collection in (sent.get("properties") or {}).get(
        DIALECT.list_of(rule_collections.CollectionKind.APPLICATION)
    ) or ():
        for rule in (collection.get("properties") or {}).get("rules") or ():
            for field, value in _SERVER_MADE.items():
                if field in rule and rule[field] in (value, None):
                    del rule[field]
    return sent


def networks_of(document: Mapping[str, Any] | None) -> list[str]:
    """The ids of the subnets the firewall stands in: their networks must be settled before it is written."""
    configurations = ((document or {}).get("properties") or {}).get("ipConfigurations") or ()
    subnets = [((item.get("properties") or {}).get("subnet") or {}).get("id") for item in configurations]
    return [str(subnet) for subnet in subnets if subnet]
