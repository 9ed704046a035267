# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies of groups that a client could send, and what to look at in answers."""

from __future__ import annotations

PLACE = {"location": "West US"}
NETWORK = {
    "ruleType": "NetworkRule",
    "name": "n",
    "ipProtocols": ["TCP"],
    "sourceAddresses": ["10.0.0.0/24"],
    "destinationAddresses": ["AzureMonitor"],
    "destinationPorts": ["443"],
}
APPLICATION = {
    "ruleType": "ApplicationRule",
    "name": "a",
    "protocols": [{"port": 443, "protocolType": "Https"}],
    "sourceAddresses": ["*"],
    "targetFqdns": ["*.example.org"],
}
NAT = {
    "ruleType": "NatRule",
    "name": "d",
    "ipProtocols": ["TCP"],
    "sourceAddresses": ["*"],
    "destinationAddresses": ["203.0.113.7"],
    "destinationPorts": ["443"],
    "translatedAddress": "10.0.0.4",
    "translatedPort": "8443",
}


def collection(*rules, **members):
    return {
        "name": "c",
        "priority": 200,
        "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
        "action": {"type": "Allow"},
        "rules": list(rules or [NETWORK]),
        **members,
    }


def nat_collection(*rules, **members):
    kind = "FirewallPolicyNatRuleCollection"
    return collection(*rules, ruleCollectionType=kind, **{"action": {"type": "DNAT"}, **members})


def body(*collections, priority=300, **properties):
    return {"properties": {"priority": priority, "ruleCollections": list(collections), **properties}}


def without(rule, *names, **members):
    return {name: value for name, value in {**rule, **members}.items() if name not in names}


def state(answer):
    return answer.json()["properties"]["provisioningState"]


def rules_of(answer, index=0):
    return answer.json()["properties"]["ruleCollections"][index]["rules"]
