# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The spoke: the cluster's subnet, a neighbour, and what hangs on them."""

from __future__ import annotations

from . import addresses, foreign_routes, hub, ids, peerings

SPACE = "10.20.0.0/16"


def build(region, route_table, delegated, shared_table, form, connected):
    table = [(ids.ROUTE_TABLE_ID, foreign_routes.table(region, hub.PRIVATE_ADDRESSES.get(form)))] if route_table else []
    return [
        (ids.NSG_ID, _security_group(region)),
        addresses.public(ids.NAT_ADDRESS_ID, region, "203.0.113.30", user=ids.NAT_ID),
        (ids.NAT_ID, _nat_gateway(region)),
        *table,
        (ids.VNET_ID, _network(region, route_table, delegated, shared_table, _peerings(form, connected))),
    ]


def _security_group(region):
    """The two inbound rows of the documentation; health monitoring has no service tag, so anybody may knock."""
    rules = [
        _allow_inbound("allow-adx-management", 100, "AzureDataExplorerManagement"),
        _allow_inbound("allow-adx-monitoring", 110, "Internet"),
    ]
    return {"location": ids.normal(region), "tags": {"owner": "data-team"}, "properties": {"securityRules": rules}}


def _allow_inbound(name, priority, source):
    rule = {
        "protocol": "Tcp",
        "sourcePortRange": "*",
        "destinationPortRange": "443",
        "sourceAddressPrefix": source,
        "destinationAddressPrefix": "VirtualNetwork",
        "access": "Allow",
        "priority": priority,
        "direction": "Inbound",
    }
    return {"name": name, "properties": rule}


def _nat_gateway(region):
    properties = {
        "idleTimeoutInMinutes": 4,
        "publicIpAddresses": [{"id": ids.NAT_ADDRESS_ID}],
        "subnets": [{"id": ids.SUBNET_ID}],
    }
    document = ids.shown(ids.NAT_ID, "Microsoft.Network/natGateways", region, properties)
    document["sku"] = {"name": "Standard", "tier": "Regional"}
    return document


def _network(region, route_table, delegated, shared_table, peered):
    table = {"routeTable": {"id": ids.ROUTE_TABLE_ID}} if route_table else {}
    neighbour = table if shared_table else {}
    subnets = [
        {"name": "snet-adx", "properties": _cluster_subnet(table, delegated)},
        {"name": "snet-apps", "properties": {"addressPrefix": "10.20.2.0/24", **neighbour}},
    ]
    return {
        "location": ids.normal(region),
        "tags": {"owner": "data-team"},
        "properties": {
            "addressSpace": {"addressPrefixes": [SPACE]},
            "dhcpOptions": {"dnsServers": ["10.50.0.10", "10.50.0.11"]},
            "subnets": subnets,
            "virtualNetworkPeerings": peered,
        },
    }


def _peerings(form, connected):
    if form == "hub":
        return [peerings.to_virtual_hub(hub.HUB_PREFIX)] if connected else []
    return [peerings.peering("spoke-to-hub", ids.HUB_ID, hub.SPACE)]


def _cluster_subnet(table, delegated):
    service = "Microsoft.Kusto/clusters" if delegated else "Microsoft.Web/serverFarms"
    return {
        "addressPrefix": "10.20.1.0/24",
        "networkSecurityGroup": {"id": ids.NSG_ID},
        **table,
        "natGateway": {"id": ids.NAT_ID},
        "serviceEndpoints": [{"service": "Microsoft.Storage"}],
        "delegations": [{"name": "delegation-1", "properties": {"serviceName": service}}],
        "ipConfigurations": [{"id": _front_end(name)} for name in ("engine", "dm")],  # server-made
        "sharingHint": {"scope": "Tenant"},  # unknown to everybody here
    }


def _front_end(name):
    balancer = ids.network("rg-adx", "loadBalancers", f"lb-telemetry-{name}")
    return f"{balancer}/frontendIPConfigurations/frontend-{name}"
