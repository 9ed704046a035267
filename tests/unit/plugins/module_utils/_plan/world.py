# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Small documents of one cluster with its firewall, subnet and route table, and the landscape they make."""

from __future__ import annotations

from typing import Any

from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import clusters, subnets
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.clusters import Cluster
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import approval, slices
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.plans import Plan
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import dependencies
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import Landscape
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.verdict import documents

CLUSTER = ResourceId("s", "rg-adx", resource_ids.CLUSTER, ("c1",))
FIREWALL = ResourceId("s", "rg-hub", resource_ids.FIREWALL, ("fw",))
SUBNET = ResourceId("s", "rg-spoke", resource_ids.SUBNET, ("vnet", "snet"))
TABLE = ResourceId("s", "rg-spoke", resource_ids.ROUTE_TABLE, ("rt",))
OTHER_TABLE = ResourceId("s", "rg-spoke", resource_ids.ROUTE_TABLE, ("old",))
FIREWALL_ADDRESS, MANAGEMENT = "10.0.1.4", "13.64.38.225"
OURS = {"adx.outbound": "created"}


def cluster(location: str = "West US", **network: Any) -> dict[str, Any]:
    """A cluster's document; `subnetId=None` makes it one that is not injected."""
    injection = {"subnetId": str(SUBNET), "enginePublicIpId": "/pip/1", **network}
    return {"id": str(CLUSTER), "location": location, "properties": {"virtualNetworkConfiguration": injection}}


def neighbour(subnet: str) -> Cluster:
    """Another injected cluster."""
    return clusters.from_arm({**cluster(subnetId=subnet), "id": str(CLUSTER).replace("/c1", "/c2")})


def firewall(*application: dict[str, Any], **properties: Any) -> dict[str, Any]:
    configuration = {"name": "c", "properties": {"privateIPAddress": FIREWALL_ADDRESS}}
    lists = {"applicationRuleCollections": list(application), "networkRuleCollections": []}
    lists["additionalProperties"] = {"Network.DNS.EnableProxy": "true"}
    return {"name": "fw", "properties": {"ipConfigurations": [configuration], **lists, **properties}}


def collection(name: str, priority: int, *fqdns: str) -> dict[str, Any]:
    rule = {
        "name": "names",
        "sourceAddresses": ["*"],
        "targetFqdns": list(fqdns),
        "protocols": [{"protocolType": "Https", "port": 443}],
    }
    rules = [rule] if fqdns else []
    return {"name": name, "properties": {"priority": priority, "rules": rules, "action": {"type": "Allow"}}}


def subnet(table: Any = TABLE, *, delegated: bool = False, **properties: Any) -> dict[str, Any]:
    own: dict[str, Any] = {"addressPrefix": "10.20.1.0/24", **properties}
    if delegated:
        own["delegations"] = [{"name": "d", "properties": {"serviceName": "Microsoft.Kusto/clusters"}}]
    if table is not None:
        own["routeTable"] = {"id": str(table)}
    return {"name": "snet", "properties": own}


def table(*routes: dict[str, Any], tags: dict[str, str] | None = None, subnets: Any = (SUBNET,)) -> dict[str, Any]:
    listed = [{"id": str(one)} for one in subnets]
    return {"name": "rt", "tags": tags or {}, "properties": {"routes": list(routes), "subnets": listed}}


def route(name: str, prefix: str = f"{MANAGEMENT}/32", hop: str = "Internet", to: str | None = None) -> dict[str, Any]:
    address = {"nextHopIpAddress": to} if to else {}
    return {"name": name, "properties": {"addressPrefix": prefix, "nextHopType": hop, **address}}


def default_route(name: str = "to-firewall", to: str = FIREWALL_ADDRESS) -> dict[str, Any]:
    return route(name, "0.0.0.0/0", "VirtualAppliance", to)


def category(name: str, *hosts: str, port: int = 443) -> dict[str, Any]:
    endpoints = [{"domainName": host, "endpointDetails": [{"port": port}]} for host in hosts]
    return {"id": f"{CLUSTER}/x/{name}", "properties": {"category": name, "endpoints": endpoints}}


def answer() -> tuple[dict[str, Any], ...]:
    """A complete dependency answer, two names per category."""
    needed = dependencies.REQUIRED_CATEGORIES
    return tuple(category(name, f"a.{name}.example.com", f"b.{name}.example.com") for name in needed)


def landscape(document: dict[str, Any] | None = None, **known: Any) -> Landscape:
    """Everything there and in order, but for what is given; `document` is the cluster's."""
    found: dict[str, Any] = {
        "cluster": clusters.from_arm(document or cluster()),
        "answer": answer(),
        "firewall": firewall(),
        "subnet_id": SUBNET,
        "subnet": subnet(),
        "virtual_network": documents.spoke(),
        "hop_network": documents.hub(),
        "table_id": TABLE,
        "table": table(default_route()),
    }
    found.update(known)
    is_own = resource_ids.same(subnets.route_table_id(found["subnet"]), str(found["table_id"]))
    return Landscape(CLUSTER, FIREWALL, **{"route_table": found["table"] if is_own else None, **found})


def plan_hash(plan: Plan) -> str:
    """What stands for a call about this cluster alone."""
    return approval.parts({str(CLUSTER): slices.of(plan)}, {str(CLUSTER): plan.request.accept}).hash


def told(found) -> tuple[str, ...]:
    """What the findings of a plan, or of anything that has some, say, without what to do about it."""
    return tuple(finding.message for finding in found.findings)
