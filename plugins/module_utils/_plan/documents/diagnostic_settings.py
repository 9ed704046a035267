# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a firewall sends its logs ("Diagnostic Settings - List"). A policy has none: logs hang on the firewall alone.

Whether rows go to tables of their own is not read here: `logAnalyticsDestinationType` comes back otherwise than it was
sent for some types of resource (azure-rest-api-specs issue 22400), so both forms are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..values import resource_ids
from ..values.resource_ids import ResourceId

_THREATS = ("alllogs", "azfwthreatintel", "azurefirewallnetworkrule")


@dataclass(frozen=True)
class Destinations:
    """The workspaces, each once, and in words the places that nobody can query. `has_threats` says that what threat
    intelligence refuses is sent to a workspace, too.
    """

    workspaces: tuple[ResourceId, ...] = ()
    others: tuple[str, ...] = ()
    has_threats: bool = False


def destinations(settings: Iterable[Mapping[str, Any]]) -> Destinations:
    """Read the settings of one firewall, those alone that send any log; one that only sends metrics sends none."""
    workspaces: dict[str, ResourceId] = {}
    others: list[str] = []
    threats = False
    for properties in (one.get("properties") or {} for one in settings):
        if not any(log.get("enabled") for log in properties.get("logs") or ()):
            continue
        found = resource_ids.parse_or_none(str(properties.get("workspaceId") or ""))
        if found:
            workspaces.setdefault(resource_ids.key(found), found)
            threats = threats or any(map(_has_threats, properties["logs"]))
        others += _others(properties)
    return Destinations(tuple(workspaces.values()), tuple(dict.fromkeys(others)), threats)


def _has_threats(log: Mapping[str, Any]) -> bool:
    """The group has every category, and the older category of network rules has threat intelligence in it."""
    named = {str(log.get("category")).lower(), str(log.get("categoryGroup")).lower()}
    return bool(log.get("enabled")) and not named.isdisjoint(_THREATS)


def _others(properties: Mapping[str, Any]) -> Iterable[str]:
    account = str(properties.get("storageAccountId") or "").rpartition("/")[2]
    if account:
        yield f"storage account {account}"
    rule = str(properties.get("eventHubAuthorizationRuleId") or "")
    if rule:
        name = properties.get("eventHubName")  # without one each category has a hub of its own
        yield f"event hub {name}" if name else f"event hubs of namespace {_namespace(rule)}"
    partner = str(properties.get("marketplacePartnerId") or "").rpartition("/")[2]
    if partner:
        yield f"partner resource {partner}"


def _namespace(rule: str) -> str:
    """The namespace of an authorization rule, whose id ends with the type and the name of the rule."""
    space, type_, _name = ("", "", *rule.split("/"))[-3:]
    return space if type_ else rule
