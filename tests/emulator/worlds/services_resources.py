# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The resources of the services, as a GET shows them: members that the published models have, with invented values."""

from __future__ import annotations

from . import ids
from . import services_ids as named


def build(region):
    """Every resource in the order in which it can be made."""
    return [
        (named.AKS_ID, kubernetes(region)),
        (named.BATCH_ID, batch(region)),
        (named.CLASSIC_POOL_ID, pool("snet-batch-render", "Classic")),
        (named.SIMPLIFIED_POOL_ID, pool("snet-batch-train", "Simplified")),
        (named.API_MANAGEMENT_ID, api_management(region)),
        (named.DATABRICKS_ID, databricks(region)),
        (named.OPEN_ML_ID, machine_learning(region, "Disabled")),
        (named.MANAGED_ML_ID, machine_learning(region, "AllowOnlyApprovedOutbound")),
        (named.SQL_ID, sql(region)),
        (named.DEV_CENTER_ID, dev_center(region)),
    ]


def kubernetes(region):
    """Two node pools in one subnet; the pods of one have a subnet of their own."""
    place = ids.normal(region)
    nodes, pods = named.subnet(named.NODES), named.subnet("snet-aks-pods")
    return {
        "location": place,
        "sku": {"name": "Base", "tier": "Standard"},
        "identity": {"type": "SystemAssigned", "principalId": ids.guid(named.AKS_ID), "tenantId": ids.TENANT},
        "properties": {
            "provisioningState": "Succeeded",
            "powerState": {"code": "Running"},
            "kubernetesVersion": "1.33",
            "currentKubernetesVersion": "1.33.2",
            "dnsPrefix": "aks-shop",
            "fqdn": f"aks-shop-0a1b2c3d.hcp.{place}.azmk8s.io",
            "agentPoolProfiles": [
                _node_pool("system", mode="System", vnetSubnetID=nodes, podSubnetID=pods),
                _node_pool("win", osType="Windows", osSKU="Windows2022", vnetSubnetID=nodes),
            ],
            "nodeResourceGroup": f"MC_{named.GROUP}_aks-shop_{place}",
            "networkProfile": {
                "networkPlugin": "azure",
                "loadBalancerSku": "standard",
                "outboundType": "userDefinedRouting",
                "serviceCidr": "172.16.0.0/16",
                "dnsServiceIP": "172.16.0.10",
            },
            "apiServerAccessProfile": {"enablePrivateCluster": False},
        },
    }


def _node_pool(name, **members):
    usual = {"count": 3, "vmSize": "Standard_D4s_v5", "osType": "Linux", "osSKU": "Ubuntu", "mode": "User"}
    state = {"provisioningState": "Succeeded", "powerState": {"code": "Running"}}
    return {"name": name, "type": "VirtualMachineScaleSets", **usual, **members, **state}


def batch(region):
    """The account; where its nodes are, its pools say."""
    place = ids.normal(region)
    return {
        "location": place,
        "properties": {
            "accountEndpoint": f"batchshop.{place}.batch.azure.com",
            "nodeManagementEndpoint": f"{ids.guid(named.BATCH_ID)}.{place}.service.batch.azure.com",
            "provisioningState": "Succeeded",
            "poolAllocationMode": "BatchService",
            "autoStorage": {
                "storageAccountId": named.BATCH_STORAGE_ID,
                "lastKeySync": "2026-01-01T00:00:00.0000000Z",
                "authenticationMode": "StorageKeys",
            },
            "publicNetworkAccess": "Enabled",
            "privateEndpointConnections": [],
        },
    }


def pool(subnet, mode, asked=""):
    """A pool; what was asked for is only reached once its nodes have been made anew."""
    return {
        "etag": f'W/"0x8D{ids.guid(subnet)[:12].replace("-", "").upper()}"',
        "properties": {
            "provisioningState": "Succeeded",
            "allocationState": "Steady",
            "vmSize": "STANDARD_D4S_V5",
            "scaleSettings": {"fixedScale": {"targetDedicatedNodes": 4, "targetLowPriorityNodes": 0}},
            "networkConfiguration": {
                "subnetId": named.subnet(subnet),
                "dynamicVnetAssignmentScope": "none",
                "publicIPAddressConfiguration": {"provision": "NoPublicIPAddresses"},
            },
            "targetNodeCommunicationMode": asked or mode,
            "currentNodeCommunicationMode": mode,
        },
    }


def api_management(region):
    """A classic tier, injected, reached from outside."""
    return {
        "location": region,
        "tags": {"owner": "shop-team"},
        "etag": "AAAAAAAWN/4=",
        "sku": {"name": "Premium", "capacity": 1},
        "properties": {
            "publisherEmail": "shop@contoso.com",
            "publisherName": "Contoso",
            "provisioningState": "Succeeded",
            "targetProvisioningState": "",
            "gatewayUrl": "https://apim-shop.azure-api.net",
            "publicIPAddresses": ["203.0.113.40"],
            "virtualNetworkConfiguration": {
                "subnetResourceId": named.subnet("snet-apim"),
                "vnetid": ids.guid(named.NETWORK_ID),
                "subnetname": None,
            },
            "virtualNetworkType": "External",
            "additionalLocations": None,
            "disableGateway": False,
            "publicNetworkAccess": "Enabled",
            "platformVersion": "stv2",
        },
    }


def databricks(region):
    """Injected into two subnets, which it names beside their network."""
    texts = {
        "customVirtualNetworkId": named.NETWORK_ID,
        "customPublicSubnetName": "snet-dbw-public",
        "customPrivateSubnetName": "snet-dbw-private",
        "storageAccountName": "dbstorageq2w3e4r5t6z7u",
    }
    parameters = {name: {"type": "String", "value": text} for name, text in texts.items()}
    return {
        "location": ids.normal(region),
        "sku": {"name": "premium"},
        "properties": {
            "managedResourceGroupId": ids.group("databricks-rg-dbw-shop"),
            "parameters": {**parameters, "enableNoPublicIp": {"type": "Bool", "value": True}},
            "provisioningState": "Succeeded",
            "workspaceId": "5555555555555555",
            "workspaceUrl": "adb-5555555555555555.15.azuredatabricks.net",
            "publicNetworkAccess": "Enabled",
            "requiredNsgRules": "AllRules",
        },
    }


def machine_learning(region, isolation):
    """A workspace with a network that the service manages, or without."""
    network = {"isolationMode": isolation}
    if isolation != "Disabled":
        network |= {"status": {"status": "Active", "sparkReady": False}, "firewallSku": "Standard", "outboundRules": {}}
    return {
        "location": ids.normal(region),
        "kind": "Default",
        "sku": {"name": "Basic", "tier": "Basic"},
        "properties": {
            "provisioningState": "Succeeded",
            "workspaceId": ids.guid(f"workspace {isolation}"),
            "publicNetworkAccess": "Enabled",
            "managedNetwork": network,
        },
    }


def sql(region):
    """Its subnet is delegated to it, and the service keeps routes and rules there itself."""
    return {
        "location": ids.normal(region),
        "sku": {"name": "GP_Gen5", "tier": "GeneralPurpose", "family": "Gen5", "capacity": 4},
        "properties": {
            "provisioningState": "Succeeded",
            "state": "Ready",
            "fullyQualifiedDomainName": "sqlmi-shop.0a1b2c3d4e5f.database.windows.net",
            "dnsZone": "0a1b2c3d4e5f",
            "subnetId": named.subnet("snet-sqlmi"),
            "publicDataEndpointEnabled": False,
            "proxyOverride": "Proxy",
        },
    }


def dev_center(region):
    """Its type in lower case, as published answers have it."""
    return {
        "type": "Microsoft.DevCenter/networkconnections",
        "location": ids.normal(region),
        "properties": {
            "domainJoinType": "AzureADJoin",
            "networkingResourceGroupName": "NI_nc-shop",
            "subnetId": named.subnet("snet-devbox"),
            "provisioningState": "Succeeded",
            "healthCheckStatus": "Passed",
        },
    }
