# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster's document says about where its traffic goes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..values import resource_ids
from ..values.regions import location_of
from ..values.resource_ids import ResourceId
from . import network_membership
from .network_membership import Membership

_TOLD_APART = ("id", "public_ip_ids", "uri", "data_ingestion_uri", "key_vault_uri", "membership", "is_migrated")

_MIGRATED = "migrated"  # a state of azure-mgmt-kusto 4.0.0, beside the member migrationCluster


@dataclass(frozen=True)
class Cluster:
    """`region` is the location as regions compare; `injected` is False for one that has left its network, which
    `membership` tells from one that never was in any. `uri` is where it answers and `data_ingestion_uri` where it takes
    data, `key_vault_uri` where the key is that encrypts it, empty for one of the service's own. `is_migrated` is True
    where another cluster has taken its place, or is taking it.
    """

    id: ResourceId
    location: str
    state: str
    provisioning_state: str
    sku: Mapping[str, Any]
    tags: Mapping[str, str]
    injected: bool
    subnet_id: str | None
    public_ip_ids: tuple[str, ...]
    uri: str = ""
    key_vault_uri: str = ""
    data_ingestion_uri: str = ""
    membership: Membership = Membership.UNKNOWN
    is_migrated: bool = False

    @property
    def region(self) -> str:
        """The location in lower case without blanks: one cluster was recorded as `westus2` and `West US 2`."""
        return location_of(self.location)

    def as_option(self) -> dict[str, Any]:
        """The cluster as users see it in results."""
        facts = {key: value for key, value in asdict(self).items() if key not in _TOLD_APART}
        return {
            "id": str(self.id),
            "name": self.id.name,
            "resource_group": self.id.resource_group,
            "subscription_id": self.id.subscription,
            "region": self.region,
            **facts,
            "public_ip_ids": list(self.public_ip_ids),
        }


def from_arm(document: Mapping[str, Any]) -> Cluster:
    """Read a cluster's document."""
    properties = document.get("properties") or {}
    told = properties.get("virtualNetworkConfiguration")
    network = told if isinstance(told, Mapping) else {}  # what is none leaves the membership unknown
    membership = network_membership.membership(dict(document))
    state = str(properties.get("state") or "")
    addresses = (network.get("enginePublicIpId"), network.get("dataManagementPublicIpId"))
    found = resource_ids.parse(str(document["id"]))
    return Cluster(
        id=ResourceId(found.subscription, found.resource_group, resource_ids.CLUSTER, found.names),
        location=str(document.get("location") or ""),
        state=state,
        provisioning_state=str(properties.get("provisioningState") or ""),
        sku=dict(document.get("sku") or {}),
        tags=dict(document.get("tags") or {}),
        injected=membership == Membership.INJECTED,
        subnet_id=network.get("subnetId"),
        public_ip_ids=tuple(str(address) for address in addresses if address),
        uri=str(properties.get("uri") or ""),
        key_vault_uri=str((properties.get("keyVaultProperties") or {}).get("keyVaultUri") or ""),
        data_ingestion_uri=str(properties.get("dataIngestionUri") or ""),
        membership=membership,
        is_migrated=bool(properties.get("migrationCluster")) or state.lower() == _MIGRATED,
    )
