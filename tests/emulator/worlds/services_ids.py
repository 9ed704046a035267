# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ids of the world `services`, and where in its network everything stands."""

from __future__ import annotations

from . import ids

GROUP = "rg-services"
SPACE = "10.40.0.0/16"
NETWORK_ID = ids.network(GROUP, "virtualNetworks", "vnet-services")
CHILD_POLICY_ID = ids.network("rg-hub", "firewallPolicies", "fp-teams")
CHILD_GROUP_ID = f"{CHILD_POLICY_ID}/ruleCollectionGroups/teams-rules"
TEAMS_GROUP_ID = f"{ids.FIREWALL_POLICY_ID}/ruleCollectionGroups/services-rules"


def resource(type_name, name):
    """The id of something in the group of the services."""
    return f"{ids.group(GROUP)}/providers/{type_name}/{name}"


def subnet(name):
    """The id of a subnet."""
    return f"{NETWORK_ID}/subnets/{name}"


def table(name):
    """The id of a route table."""
    return ids.network(GROUP, "routeTables", name)


AKS_ID = resource("Microsoft.ContainerService/managedClusters", "aks-shop")
BATCH_ID = resource("Microsoft.Batch/batchAccounts", "batchshop")
CLASSIC_POOL_ID, SIMPLIFIED_POOL_ID = f"{BATCH_ID}/pools/render", f"{BATCH_ID}/pools/train"
BATCH_STORAGE_ID = resource("Microsoft.Storage/storageAccounts", "stbatchshop")
API_MANAGEMENT_ID = resource("Microsoft.ApiManagement/service", "apim-shop")
DATABRICKS_ID = resource("Microsoft.Databricks/workspaces", "dbw-shop")
OPEN_ML_ID = resource("Microsoft.MachineLearningServices/workspaces", "mlw-open")
MANAGED_ML_ID = resource("Microsoft.MachineLearningServices/workspaces", "mlw-managed")
SQL_ID = resource("Microsoft.Sql/managedInstances", "sqlmi-shop")
DEV_CENTER_ID = resource("Microsoft.DevCenter/networkConnections", "nc-shop")

SHARED_TABLE_ID, BATCH_TABLE_ID = table("rt-services"), table("rt-batch")
API_MANAGEMENT_TABLE_ID, SQL_TABLE_ID = table("rt-apim"), table("rt-sqlmi")

NODES = "snet-aks-nodes"
# Name: (prefix, route table, the service that it is delegated to).
SUBNETS = {
    NODES: ("10.40.0.0/22", SHARED_TABLE_ID, ""),
    "snet-aks-pods": ("10.40.4.0/22", SHARED_TABLE_ID, "Microsoft.ContainerService/managedClusters"),
    "snet-batch-render": ("10.40.8.0/24", BATCH_TABLE_ID, ""),
    "snet-batch-train": ("10.40.9.0/24", BATCH_TABLE_ID, ""),
    "snet-apim": ("10.40.10.0/24", API_MANAGEMENT_TABLE_ID, ""),
    "snet-dbw-public": ("10.40.11.0/24", SHARED_TABLE_ID, "Microsoft.Databricks/workspaces"),
    "snet-dbw-private": ("10.40.12.0/24", SHARED_TABLE_ID, "Microsoft.Databricks/workspaces"),
    "snet-ml": ("10.40.13.0/24", SHARED_TABLE_ID, ""),
    "snet-sqlmi": ("10.40.14.0/24", SQL_TABLE_ID, "Microsoft.Sql/managedInstances"),
    "snet-devbox": ("10.40.15.0/24", SHARED_TABLE_ID, ""),
}
