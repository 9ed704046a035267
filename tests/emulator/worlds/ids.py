# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ids of the worlds, and the members that resources nobody writes here have around their properties."""

from __future__ import annotations

import uuid

SUBSCRIPTION = "11111111-2222-3333-4444-555555555555"
TENANT = "66666666-7777-4888-9999-aaaaaaaaaaaa"
SUBSCRIPTION_ID = f"/subscriptions/{SUBSCRIPTION}"
GROUPS = ("rg-adx", "rg-hub", "rg-spoke")


def group(name):
    return f"{SUBSCRIPTION_ID}/resourceGroups/{name}"


def network(group_name, kind, name):
    return f"{group(group_name)}/providers/Microsoft.Network/{kind}/{name}"


def kusto(name):
    """With a capital C, as the service shows the id of a cluster."""
    return f"{group('rg-adx')}/providers/Microsoft.Kusto/Clusters/{name}"


CLUSTER_ID = kusto("telemetry")
OTHER_CLUSTER_ID = kusto("analytics")
ENGINE_ADDRESS_ID = network("rg-adx", "publicIPAddresses", "pip-telemetry-engine")
MANAGEMENT_ADDRESS_ID = network("rg-adx", "publicIPAddresses", "pip-telemetry-dm")
HUB_ID = network("rg-hub", "virtualNetworks", "vnet-hub")
FIREWALL_ID = network("rg-hub", "azureFirewalls", "fw-hub")
FIREWALL_ADDRESS_ID = network("rg-hub", "publicIPAddresses", "pip-fw")
FIREWALL_CONFIGURATION_ID = f"{FIREWALL_ID}/azureFirewallIpConfigurations/ipconfig-fw"
VIRTUAL_HUB_ID = network("rg-hub", "virtualHubs", "vhub")
FIREWALL_POLICY_ID = network("rg-hub", "firewallPolicies", "fp-hub")
PARENT_POLICY_ID = network("rg-hub", "firewallPolicies", "fp-base")
PARENT_GROUP_ID = f"{PARENT_POLICY_ID}/ruleCollectionGroups/base-rules"
FOREIGN_GROUP_ID = f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/hub-rules"
SHARED_GROUP_ID = f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/shared-rules"
IP_GROUP_ID = network("rg-hub", "ipGroups", "ipg-offices")
POLICY_IDENTITY_ID = f"{group('rg-hub')}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/id-fp-hub"
HUB_ROUTE_TABLE_ID = f"{VIRTUAL_HUB_ID}/hubRouteTables/defaultRouteTable"
HUB_CONNECTION_ID = f"{VIRTUAL_HUB_ID}/hubVirtualNetworkConnections/vnet-spoke"
NSG_ID = network("rg-spoke", "networkSecurityGroups", "nsg-adx")
NAT_ID = network("rg-spoke", "natGateways", "nat-adx")
NAT_ADDRESS_ID = network("rg-spoke", "publicIPAddresses", "pip-nat")
ROUTE_TABLE_ID = network("rg-spoke", "routeTables", "rt-spoke")
VNET_ID = network("rg-spoke", "virtualNetworks", "vnet-spoke")
SUBNET_ID = f"{VNET_ID}/subnets/snet-adx"
OTHER_SUBNET_ID = f"{VNET_ID}/subnets/snet-apps"


def normal(region):
    """The location as most services show it; Kusto shows the display name."""
    return "".join(region.split()).lower()


def guid(text):
    """The same in every run."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, text))


def shown(resource_id, type_name, region, properties, **members):
    """A network resource as a GET shows it."""
    properties = {"provisioningState": "Succeeded", "resourceGuid": guid(resource_id + "#guid"), **properties}
    return {
        "name": resource_id.rsplit("/", 1)[-1],
        "id": resource_id,
        "etag": f'W/"{guid(resource_id)}"',
        "type": type_name,
        "location": normal(region),
        **members,
        "properties": properties,
    }
