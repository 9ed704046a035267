# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two clusters: `telemetry` is injected into the spoke, `analytics` is not."""

from __future__ import annotations

from . import addresses as public_addresses
from . import dependency_answer, ids


def addresses(region):
    """The two public addresses an injected cluster owns."""
    return [
        public_addresses.public(ids.ENGINE_ADDRESS_ID, region, "203.0.113.20"),
        public_addresses.public(ids.MANAGEMENT_ADDRESS_ID, region, "203.0.113.21"),
    ]


def injected():
    """The network of a cluster in the spoke."""
    return {
        "subnetId": ids.SUBNET_ID,
        "enginePublicIpId": ids.ENGINE_ADDRESS_ID,
        "dataManagementPublicIpId": ids.MANAGEMENT_ADDRESS_ID,
        "state": "Enabled",
    }


def build(region):
    found = []
    for cluster_id, network in ((ids.CLUSTER_ID, injected()), (ids.OTHER_CLUSTER_ID, None)):
        found.append((cluster_id, cluster(cluster_id, region, network)))
        found.append(dependency_answer.build(cluster_id, region))
    return found


def cluster(cluster_id, region, network):
    """As the service shows it: display name of the region, tags always there. No etag: it has no use here."""
    name = cluster_id.rsplit("/", 1)[-1]
    host = f"{name}.{ids.normal(region)}.kusto.windows.net"
    return {
        "id": cluster_id,
        "name": name,
        "type": "Microsoft.Kusto/Clusters",
        "location": region,
        "sku": {"name": "Standard_E8ads_v5", "tier": "Standard", "capacity": 2},
        "tags": {},
        "properties": {
            "state": "Running",
            "stateReason": None,
            "uri": f"https://{host}",
            "dataIngestionUri": f"https://ingest-{host}",
            "trustedExternalTenants": [],
            "virtualNetworkConfiguration": network,
            "optimizedAutoscale": None,
            "enableDiskEncryption": True,
            "enableStreamingIngest": True,
            "enablePurge": False,
            "enableDoubleEncryption": False,
            "engineType": "V3",
            "restrictOutboundNetworkAccess": "Disabled",
            "allowedFqdnList": [],
            "publicNetworkAccess": "Enabled",
            "enableAutoStop": False,
            "publicIPType": "IPv4",
            "privateEndpointConnections": [],
            "provisioningState": "Succeeded",
        },
    }
