# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The three places rule collections are kept in, so that one scenario is told once and runs in each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ansible_collections.adx.outbound.tests.emulator import FIREWALL_ID, FIREWALL_POLICY_ID, SHARED_GROUP_ID
from ansible_collections.adx.outbound.tests.integration.documents import steady, without

OWN_GROUP_ID = f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/adx-egress"


@dataclass(frozen=True)
class Holder:
    """A place: the module that writes to it, and how to name it there. `free` are the first free priorities."""

    name: str
    firewall: str
    module: str
    id: str
    lists: tuple[str, ...]
    free: tuple[int, int]
    options: dict[str, Any] = field(default_factory=dict)

    def at(self, **more: Any) -> dict[str, Any]:
        """The arguments of the module."""
        return {**self.options, **more}

    def rest(self, document: dict[str, Any] | None, *names: str) -> dict[str, Any] | None:
        """A document without the collections of these names."""
        for list_name in self.lists if document else ():
            document = without(document, list_name, *names)
        return document and steady(document)


GROUP_MODULE = "firewall_policy_rule_collection_group"
HOLDERS = (
    Holder(
        "classic",
        "classic",
        "firewall_rule_collections",
        FIREWALL_ID,
        ("applicationRuleCollections", "networkRuleCollections"),
        (1002, 1003),  # 1000 and 1001 belong to others
        {"firewall_name": FIREWALL_ID},
    ),
    Holder(
        "own group",
        "policy",
        GROUP_MODULE,
        OWN_GROUP_ID,
        ("ruleCollections",),
        (1000, 1001),
        {"firewall_policy_name": FIREWALL_POLICY_ID, "remove_empty_group": True},
    ),
    Holder(
        "shared group",
        "policy",
        GROUP_MODULE,
        SHARED_GROUP_ID,
        ("ruleCollections",),
        (1000, 1001),
        {"firewall_policy_name": FIREWALL_POLICY_ID, "name": "shared-rules", "remove_empty_group": True},
    ),
)


def network(name="adx-one-network", ports=("443",), **more):
    rule = {
        "name": "AzureMonitor-443",
        "protocols": ["TCP"],
        "source_addresses": ["10.20.1.0/24"],
        "destination_addresses": ["AzureMonitor"],
        "destination_ports": list(ports),
    }
    return {"name": name, "kind": "network", "rules": [rule], **more}


def application(name="adx-one-application", fqdns=("login.microsoftonline.com",), **more):
    rule = {
        "name": "Names-443",
        "protocols": [{"type": "Https", "port": 443}],
        "source_addresses": ["10.20.1.0/24"],
        "target_fqdns": list(fqdns),
    }
    return {"name": name, "kind": "application", "rules": [rule], **more}


BOTH = [application(), network()]
NAMES = ("adx-one-application", "adx-one-network")
