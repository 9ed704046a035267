# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Short ways to write firewalls, policies, security groups and tables in ARM's shape."""

from __future__ import annotations

from typing import Any

from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import clusters
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.clusters import Cluster
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Flow

SUBNET = "10.20.1.0/24"
SUBNET_ID = str(ResourceId("s", "g", resource_ids.SUBNET, ("vnet", "snet")))
CLUSTER = ResourceId("s", "g", resource_ids.CLUSTER, ("c1",))


def cluster(**network: Any) -> Cluster:
    """A cluster; `subnetId=None` makes it one that is not injected."""
    injection = {"subnetId": SUBNET_ID, "enginePublicIpId": "/pip/1", **network}
    return clusters.from_arm({"id": str(CLUSTER), "properties": {"virtualNetworkConfiguration": injection}})


NOT_INJECTED = cluster(subnetId=None)


def network(name: str = "n", *, to: Any = "*", ports: Any = "443", protocols: Any = "TCP", **more: Any) -> dict:
    """A network rule of a classic firewall from our subnet; lists may be given as one value."""
    return {
        "name": name,
        "protocols": listed(protocols),
        "sourceAddresses": listed(more.pop("source", SUBNET)),
        "destinationAddresses": listed(to),
        "destinationPorts": listed(ports),
        **more,
    }


def application(name: str = "a", *, to: Any = (), protocol: str = "Https:443", **more: Any) -> dict:
    """An application rule."""
    kind, _colon, port = protocol.partition(":")
    return {
        "name": name,
        "protocols": [{"protocolType": kind, "port": int(port)}] if kind else [],
        "sourceAddresses": listed(more.pop("source", SUBNET)),
        "targetFqdns": listed(to),
        **more,
    }


def collection(name: str, priority: int, action: str, *rules: dict) -> dict:
    """A collection of a classic firewall."""
    return {"name": name, "properties": {"priority": priority, "action": {"type": action}, "rules": list(rules)}}


def firewall(*, networks: Any = (), applications: Any = (), proxy: bool = False, **properties: Any) -> dict:
    """A classic firewall with a private address."""
    return {
        "name": "fw",
        "properties": {
            "ipConfigurations": [{"properties": {"privateIPAddress": "10.0.1.4"}}],
            "additionalProperties": {"Network.DNS.EnableProxy": "true"} if proxy else {},
            "networkRuleCollections": list(networks),
            "applicationRuleCollections": list(applications),
            **properties,
        },
    }


def policy(name: str, **properties: Any) -> dict:
    """A firewall policy."""
    return {"name": name, "properties": properties}


def group(name: str, priority: int, *collections: dict) -> dict:
    """A rule collection group of a policy."""
    return {"name": name, "properties": {"priority": priority, "ruleCollections": list(collections)}}


def filters(name: str, priority: int, action: str, *rules: dict) -> dict:
    """A filter collection of a group, from rules in the classic shape."""
    return {
        "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
        "name": name,
        "priority": priority,
        "action": {"type": action},
        "rules": [_of_policy(rule) for rule in rules],
    }


def _of_policy(rule: dict) -> dict:
    changed = dict(rule)
    if "destinationPorts" in rule:
        changed["ipProtocols"] = changed.pop("protocols")
        return {"ruleType": "NetworkRule", **changed}
    return {"ruleType": "ApplicationRule", **changed}


def security_group(*rules: dict) -> dict:
    """A security group with Azure's default rules."""
    defaults = [
        security_rule("AllowVnetInBound", 65000, "Allow", "Inbound", source="VirtualNetwork", to="VirtualNetwork"),
        security_rule("AllowAzureLoadBalancerInBound", 65001, "Allow", "Inbound", source="AzureLoadBalancer"),
        security_rule("DenyAllInBound", 65500, "Deny", "Inbound"),
        security_rule("AllowVnetOutBound", 65000, "Allow", source="VirtualNetwork", to="VirtualNetwork"),
        security_rule("AllowInternetOutBound", 65001, "Allow", to="Internet"),
        security_rule("DenyAllOutBound", 65500, "Deny"),
    ]
    return {"name": "nsg", "properties": {"securityRules": list(rules), "defaultSecurityRules": defaults}}


def security_rule(
    name: str,
    priority: int,
    access: str,
    direction: str = "Outbound",
    *,
    source: Any = "*",
    to: Any = "*",
    ports: Any = "*",
    protocol: str = "*",
) -> dict:
    """One rule of a security group; several values go into the plural properties as ARM keeps them."""
    sides = {"sourceAddressPrefix": source, "destinationAddressPrefix": to, "destinationPortRange": ports}
    plural = {name: f"{name}es" if name.endswith("x") else f"{name}s" for name in sides}
    values = {
        (name if isinstance(value, str) else plural[name]): value if isinstance(value, str) else list(value)
        for name, value in sides.items()
    }
    inner = {"priority": priority, "access": access, "direction": direction, "protocol": protocol, **values}
    return {"name": name, "properties": inner}


def table(*routes: tuple, **properties: Any) -> dict:
    """A route table from (name, prefix, hop type, hop address)."""
    items = [
        {
            "name": name,
            "properties": {
                "addressPrefix": prefix,
                "nextHopType": kind,
                **({"nextHopIpAddress": hop[0]} if hop else {}),
            },
        }
        for name, prefix, kind, *hop in routes
    ]
    return {"id": "/t", "name": "rt", "properties": {"routes": items, **properties}}


SPOKE, HUB = "10.20.0.0/16", "10.0.0.0/16"  # where the cluster is, and where a firewall is
SPOKE_ID, HUB_ID = (str(ResourceId("s", "g", resource_ids.VIRTUAL_NETWORK, (name,))) for name in ("vnet", "hub"))


def virtual_network(prefix: str, *peerings: dict, subnets: Any = ("snet",), more: Any = (), id: str = SPOKE_ID) -> dict:
    """A virtual network, perhaps of more prefixes."""
    return {
        "id": id,
        "properties": {
            "addressSpace": {"addressPrefixes": [prefix, *more]},
            "subnets": [{"name": name} for name in subnets],
            "virtualNetworkPeerings": list(peerings),
        },
    }


def peering(prefix: str, state: str = "Connected", remote: str = HUB_ID, **properties: Any) -> dict:
    """A peering with a network of this prefix."""
    return {
        "name": "to-hub",
        "properties": {
            "peeringState": state,
            "allowVirtualNetworkAccess": True,
            "remoteAddressSpace": {"addressPrefixes": [prefix]},
            "remoteVirtualNetwork": {"id": remote},
            **properties,
        },
    }


def spoke(**more: Any) -> dict:
    """The network of the cluster's subnet, peered with the hub of the firewall."""
    return virtual_network(SPOKE, peering(HUB), **more)


def hub() -> dict:
    """The hub, with its side of that peering."""
    return virtual_network(HUB, peering(SPOKE, remote=SPOKE_ID), subnets=(), id=HUB_ID)


def name_flow(fqdn: str, port: int = 443, category: str = "", addresses: tuple = ()) -> Flow:
    """The flow of a host name."""
    protocol = {443: "Https", 80: "Http"}.get(port, "TCP")
    return Flow(port, protocol, fqdn=fqdn, category=category, addresses=addresses)


def listed(value: Any) -> list:
    """One value or several, as a list."""
    return [value] if isinstance(value, str) else list(value)


def allow(*rules: dict, priority: int = 200, name: str = "allow") -> dict:
    """A collection that allows."""
    return collection(name, priority, "Allow", *rules)


def deny(*rules: dict, priority: int = 100, name: str = "deny") -> dict:
    """A collection that denies."""
    return collection(name, priority, "Deny", *rules)


# What is asked for most often.
HOST = name_flow("a.contoso.com")
PLAIN = name_flow("a.contoso.com", 80)
AMQP = name_flow("*.servicebus.windows.net", 5671)
STORAGE = name_flow("x.blob.core.windows.net", category="AzureStorage")
ADDRESS = Flow(8080, "TCP", addresses=("198.51.100.7",))
MONITOR = Flow(443, "TCP", tag="AzureMonitor")
