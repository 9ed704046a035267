# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules of other people where a policy governs the firewall: the classic ones, and what only policies have.

A parent denies mail to everybody; the firewall's own policy has the rest in one group, and a second group that several
teams share. What foreign_rules says about the cluster's subnet holds here, too.
"""

from __future__ import annotations

from . import foreign_rules, ids

FILTER, NAT = "FirewallPolicyFilterRuleCollection", "FirewallPolicyNatRuleCollection"
TAG_PROTOCOLS = ({"protocolType": "Https", "port": 443}, {"protocolType": "Http", "port": 80})


def build(region):
    """The policies with their groups, in the order in which they can be created."""
    platform, mail = (_collection("NetworkRule", item) for item in foreign_rules.network())
    web, updates = (_collection("ApplicationRule", item) for item in foreign_rules.application())
    (jump,) = (_collection("NatRule", item) for item in foreign_rules.nat())
    return [
        (ids.IP_GROUP_ID, _resource(region, {"ipAddresses": [foreign_rules.APPS, foreign_rules.BRANCH]})),
        (ids.PARENT_POLICY_ID, _resource(region, {"sku": {"tier": "Premium"}})),
        (ids.PARENT_GROUP_ID, _group(100, [mail])),
        (ids.FIREWALL_POLICY_ID, _policy(region)),
        (ids.FOREIGN_GROUP_ID, _group(200, [updates, jump, platform, web])),  # not by priority
        (ids.SHARED_GROUP_ID, _group(400, [_pages(), _clocks()], ticketHint={"number": 4711})),
    ]


def _resource(region, properties):
    return {"location": ids.normal(region), "tags": {"owner": "network-team"}, "properties": properties}


def _policy(region):
    """Premium, because it looks into TLS."""
    properties = {
        "basePolicy": {"id": ids.PARENT_POLICY_ID},
        "sku": {"tier": "Premium"},
        "dnsSettings": {"servers": ["10.50.0.10", "10.50.0.11"], "enableProxy": True},
        "transportSecurity": {
            "certificateAuthority": {
                "name": "ca-inspection",
                "keyVaultSecretId": "https://kv-hub.vault.azure.net/secrets/ca-inspection",
            }
        },
        "reviewHint": {"by": "network-team"},
    }
    identity = {"type": "UserAssigned", "userAssignedIdentities": {ids.POLICY_IDENTITY_ID: {}}}
    return {**_resource(region, properties), "identity": identity}


def _group(priority, collections, **unknown):
    return {"properties": {"priority": priority, "ruleCollections": collections, **unknown}}


def _collection(rule_type, classic):
    """A classic collection in the words of policies, unknown members included."""
    properties = dict(classic["properties"])
    rules = [_rule(rule_type, rule) for rule in properties.pop("rules")]
    kind = NAT if rule_type == "NatRule" else FILTER
    return {"name": classic["name"], "ruleCollectionType": kind, **properties, "rules": rules}


def _rule(rule_type, classic):
    made = {"ruleType": rule_type, **classic}
    if rule_type != "ApplicationRule":
        made["ipProtocols"] = made.pop("protocols")
    elif "fqdnTags" in made:
        # A classic rule with a tag cannot name its protocols, one of a policy has to.
        made["protocols"] = [dict(item) for item in TAG_PROTOCOLS]
    return made


def _allowing(name, priority, rules, **unknown):
    members = {"ruleCollectionType": FILTER, "priority": priority, "action": {"type": "Allow"}, "rules": rules}
    return {"name": name, **members, **unknown}


def _pages():
    https = [{"protocolType": "Https", "port": 443}]
    news = {
        "ruleType": "ApplicationRule",
        "name": "news",
        "protocols": https,
        "webCategories": ["News", "SearchEnginesAndPortals"],
        "sourceAddresses": [foreign_rules.APPS],
    }
    reports = {
        "ruleType": "ApplicationRule",
        "name": "reports",
        "protocols": https,
        "targetUrls": ["Reports.Contoso.com/public/*"],
        "terminateTLS": True,
        "httpHeadersToInsert": [{"headerName": "X-Tenant", "headerValue": "contoso"}],
        "sourceIpGroups": [ids.IP_GROUP_ID],
        "samplingHint": {"rate": 0.5},
    }
    return _allowing("Shared-Pages", 1200, [news, reports])


def _clocks():
    rule = {
        "ruleType": "NetworkRule",
        "name": "time",
        "ipProtocols": ["UDP"],
        "sourceIpGroups": [ids.IP_GROUP_ID],
        "destinationFqdns": ["Time.Contoso.com"],
        "destinationPorts": ["123"],
    }
    return _allowing("shared-clocks", 900, [rule], ownerHint="platform-team")
