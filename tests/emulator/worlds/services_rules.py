# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the teams that run such services have in the shared policy, and in a policy of their own that is based on it.

They are about other subnets than those of this world (10.41.0.0/16). None of them lets a subnet of this world reach a
dependency: a test that sees such a flow pass has seen our own rules at work.
"""

from __future__ import annotations

from . import ids, service_tags
from . import services_ids as named

KUBERNETES, BATCH, API_MANAGEMENT = "10.41.0.0/22", "10.41.8.0/24", "10.41.10.0/24"
HTTPS, HTTP = {"protocolType": "Https", "port": 443}, {"protocolType": "Http", "port": 80}
FILTER = "FirewallPolicyFilterRuleCollection"


def build(region):
    """The group in the firewall's policy, and the policy below that one with its group."""
    tagged = service_tags.regional(region)
    teams = [_kubernetes_network(tagged), _kubernetes(), _batch(tagged), _api_management(tagged)]
    child = {
        "location": ids.normal(region),
        "tags": {"owner": "shop-team"},
        "properties": {"basePolicy": {"id": ids.FIREWALL_POLICY_ID}, "sku": {"tier": "Premium"}},
    }
    return [
        (named.TEAMS_GROUP_ID, _group(500, teams)),
        (named.CHILD_POLICY_ID, child),
        (named.CHILD_GROUP_ID, _group(600, [_partners()])),
    ]


def _group(priority, collections):
    return {"properties": {"priority": priority, "ruleCollections": collections}}


def _collection(name, priority, *rules, **unknown):
    members = {"ruleCollectionType": FILTER, "priority": priority, "action": {"type": "Allow"}, "rules": list(rules)}
    return {"name": name, **members, **unknown}


def _network_rule(name, source, ports, protocol="TCP", **destination):
    rule = {"ruleType": "NetworkRule", "name": name, "ipProtocols": [protocol], "sourceAddresses": [source]}
    return {**rule, **destination, "destinationPorts": ports}


def _kubernetes_network(region):
    """Time, and the tunnel of clusters whose nodes still have one."""
    cloud = {"destinationAddresses": [f"AzureCloud.{region}"]}
    return _collection(
        "aks-network",
        1100,
        _network_rule("aks-tunnel-udp", KUBERNETES, ["1194"], "UDP", **cloud),
        _network_rule("aks-tunnel-tcp", KUBERNETES, ["9000"], **cloud),
        _network_rule("aks-time", KUBERNETES, ["123"], "UDP", destinationFqdns=["ntp.ubuntu.com"]),
    )


def _kubernetes():
    tag = {
        "ruleType": "ApplicationRule",
        "name": "aks-required",
        "protocols": [dict(HTTPS), dict(HTTP)],
        "fqdnTags": ["AzureKubernetesService"],
        "sourceAddresses": [KUBERNETES],
    }
    images = {
        "ruleType": "ApplicationRule",
        "name": "aks-images",
        "protocols": [dict(HTTPS)],
        "targetFqdns": ["mcr.microsoft.com", "*.data.mcr.microsoft.com", "Docker.io"],
        "sourceAddresses": [KUBERNETES],
    }
    return _collection("aks-web", 1300, tag, images, ownerHint="kubernetes-team")


def _batch(region):
    tags = {"destinationAddresses": [f"BatchNodeManagement.{region}", f"Storage.{region}"]}
    return _collection("batch-nodes", 1110, _network_rule("batch-service", BATCH, ["443"], **tags))


def _api_management(region):
    """As the page virtual-network-reference (2025-06-17) has it by tags."""
    rows = (
        ("apim-storage", "Storage", "443"),
        ("apim-sql", "Sql", "1433"),
        ("apim-vault", "AzureKeyVault", "443"),
        ("apim-monitor", "AzureMonitor", "443 1886"),
        ("apim-events", f"EventHub.{region}", "443 5671 5672"),
    )
    rules = [
        _network_rule(name, API_MANAGEMENT, ports.split(), destinationAddresses=[tag]) for name, tag, ports in rows
    ]
    return _collection("apim-dependencies", 1120, *rules)


def _partners():
    rule = {
        "ruleType": "ApplicationRule",
        "name": "shop-partners",
        "protocols": [dict(HTTPS)],
        "targetFqdns": ["*.partner.example"],
        "sourceAddresses": [API_MANAGEMENT],
    }
    return _collection("shop-web", 1000, rule)
