# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster reads from, and what below the cluster says so: connections, followers, a vault, private endpoints.

Every function returns (resource id, document), as a GET shows it. What stands below a cluster is as recorded; what no
recording has, and the targets, follow the published specifications (inferred).
"""

from __future__ import annotations

from ..kusto import endpoints, kusto
from . import clusters, ids

HUB = "events"
BY_IDENTITY = "WithManagedIdentity"


def database(cluster_id, name, region, **properties):
    """A database of the cluster's own; its data connections stand below it."""
    made = {"softDeletePeriod": "P365D", "hotCachePeriod": "P31D", "statistics": {"size": 0.0}, "isFollowed": False}
    return _below(f"{cluster_id}/Databases/{name}", region, "ReadWrite", {**made, **properties})


def event_hub_connection(cluster_id, database_name, name, namespace_id, hub=HUB, region="West US", kind="EventHub"):
    """`kind` may also be EventHubWithManagedIdentity, which has another name for the hub, and always an identity."""
    properties = {
        _named("eventHubResourceId", kind): f"{namespace_id}/eventhubs/{hub}",
        "consumerGroup": "$Default",
        **_ingestion(),
        "eventSystemProperties": [],
        "compression": "None",
        **_identity(cluster_id if kind.endswith(BY_IDENTITY) else None),
        "databaseRouting": "Single",
    }
    return _connection(cluster_id, database_name, name, region, kind, properties)


def iot_hub_connection(cluster_id, database_name, name, iot_hub_id, region="West US"):
    """It reads the hub's endpoint that speaks as Event Hubs do."""
    properties = {
        "iotHubResourceId": iot_hub_id,
        "consumerGroup": "$Default",
        **_ingestion(),
        "eventSystemProperties": [],
        "sharedAccessPolicyName": "iothubowner",
        "databaseRouting": "Single",
    }
    return _connection(cluster_id, database_name, name, region, "IotHub", properties)


def event_grid_connection(
    cluster_id, database_name, name, account_id, namespace_id, hub=HUB, region="West US", kind="EventGrid"
):
    """Two targets: the hub that tells of new blobs, and the account that they are in; `kind` as with Event Hubs."""
    properties = {
        _named("storageAccountResourceId", kind): account_id,
        "eventGridResourceId": f"{account_id}/providers/Microsoft.EventGrid/eventSubscriptions/to-kusto",
        _named("eventHubResourceId", kind): f"{namespace_id}/eventhubs/{hub}",
        "consumerGroup": "$Default",
        **_ingestion("CSV"),
        "ignoreFirstRecord": False,
        "blobStorageEventType": "Microsoft.Storage.BlobCreated",
        **_identity(cluster_id if kind.endswith(BY_IDENTITY) else None),
        "databaseRouting": "Single",
    }
    return _connection(cluster_id, database_name, name, region, kind, properties)


def cosmos_connection(cluster_id, database_name, name, account_id, region="West US"):
    """It is always the cluster's identity that reads."""
    properties = {
        "tableName": "Events",
        "mappingRuleName": "",
        **_identity(cluster_id),
        "cosmosDbAccountResourceId": account_id,
        "cosmosDbDatabase": "shop",
        "cosmosDbContainer": "orders",
        "retrievalStartDate": "2026-01-01T00:00:00Z",
    }
    return _connection(cluster_id, database_name, name, region, "CosmosDb", properties)


def attached_configuration(cluster_id, name, leader_id, database_name="*", region="West US", attached=()):
    """What makes the cluster a follower of another; `*` is every database of the leader."""
    properties = {
        "databaseName": database_name,
        "clusterResourceId": leader_id,
        "attachedDatabaseNames": list(attached) or [database_name],
        "defaultPrincipalsModificationKind": "Union",
        "tableLevelSharingProperties": None,
        "databaseNameOverride": None,
        "databaseNamePrefix": None,
    }
    return _below(f"{cluster_id}/AttachedDatabaseConfigurations/{name}", region, None, properties)


def following_database(cluster_id, name, leader_id, configuration, region="West US"):
    """A database that is the leader's: read only, and without data connections of its own (inferred)."""
    properties = {
        "softDeletePeriod": "P365D",
        "hotCachePeriod": "P31D",
        "statistics": {"size": 0.0},
        "leaderClusterResourceId": leader_id,
        "attachedDatabaseConfigurationName": configuration,
        "principalsModificationKind": "Union",
        "tableLevelSharingProperties": None,
        "originalDatabaseName": name,
        "databaseShareOrigin": "Direct",
    }
    return _below(f"{cluster_id}/Databases/{name}", region, "ReadOnlyFollowing", properties)


def managed_endpoint(cluster_id, name, target_id, group_id, target_region=None, created=None):
    """A private way to one target; whether that has approved it only the target tells. `created` is when it was made,
    as `systemData` has it.
    """
    properties = {
        "privateLinkResourceId": target_id,
        "groupId": group_id,
        "requestMessage": "Please Approve.",
        **({"privateLinkResourceRegion": target_region} if target_region else {}),
    }
    endpoint_id, document = _below(f"{cluster_id}/ManagedPrivateEndpoints/{name}", "DummyLocation", None, properties)
    return endpoint_id, {**document, **({"systemData": kusto.signature(created)} if created else {})}


def key_vault_properties(vault_uri, key_name="cluster-key"):
    """The member `keyVaultProperties` of a cluster whose disks are encrypted with a key of the customer."""
    return {"keyName": key_name, "keyVersion": "", "keyVaultUri": vault_uri, "userIdentity": None}


def namespace(namespace_id, region, suffix="servicebus.windows.net", connections=()):
    """`connections` are (name, state) of private endpoints, here and with every other target."""
    name = _name(namespace_id)
    properties = {
        "minimumTlsVersion": "1.2",
        "publicNetworkAccess": "Enabled",
        "disableLocalAuth": False,
        "zoneRedundant": True,
        "isAutoInflateEnabled": False,
        "maximumThroughputUnits": 0,
        "kafkaEnabled": True,
        "provisioningState": "Succeeded",
        "metricId": f"{ids.SUBSCRIPTION}:{name}",
        "createdAt": "2026-01-01T00:00:00.000Z",
        "updatedAt": "2026-01-01T00:00:00.000Z",
        "serviceBusEndpoint": f"https://{name}.{suffix}:443/",
        "status": "Active",
        "privateEndpointConnections": _endpoints(namespace_id, connections),
    }
    sku = {"name": "Standard", "tier": "Standard", "capacity": 1}
    return _target(namespace_id, "Microsoft.EventHub/Namespaces", region, properties, sku=sku)


def iot_hub(iot_hub_id, region, number=4711, token="0a1b2c3d4e", suffix="servicebus.windows.net", connections=()):
    """The namespace behind it has a name that only this document tells: ten letters of the hub's, a number, a hash."""
    name = _name(iot_hub_id)
    events = {
        "retentionTimeInDays": 1,
        "partitionCount": 4,
        "partitionIds": ["0", "1", "2", "3"],
        "path": name,
        "endpoint": f"sb://iothub-ns-{name[:10]}-{number}-{token}.{suffix}/",
    }
    properties = {
        "locations": [{"location": region, "role": "primary"}],
        "state": "Active",
        "provisioningState": "Succeeded",
        "ipFilterRules": [],
        "hostName": f"{name}.azure-devices.net",
        "eventHubEndpoints": {"events": events},
        "routing": {"endpoints": {"serviceBusQueues": [], "eventHubs": [], "storageContainers": []}, "routes": []},
        "enableFileUploadNotifications": False,
        "publicNetworkAccess": "Enabled",
        "minTlsVersion": "1.2",
        "features": "None",
        "privateEndpointConnections": _endpoints(iot_hub_id, connections, "iotHub"),
    }
    return _target(
        iot_hub_id,
        "Microsoft.Devices/IotHubs",
        region,
        properties,
        sku={"name": "S1", "tier": "Standard", "capacity": 1},
    )


def storage_account(account_id, region, suffix="core.windows.net", zone="", secondary="", connections=()):
    """With a `zone` such as z12 it is in a DNS zone of its own; with `secondary` it is read from that region, too."""
    names = str.split("dfs web blob queue table file")
    properties = {
        "publicNetworkAccess": "Enabled",
        "minimumTlsVersion": "TLS1_2",
        "allowBlobPublicAccess": False,
        "isHnsEnabled": True,
        "networkAcls": {
            "bypass": "AzureServices",
            "virtualNetworkRules": [],
            "ipRules": [],
            "resourceAccessRules": [],
            "defaultAction": "Allow",
        },
        "supportsHttpsTrafficOnly": True,
        "accessTier": "Hot",
        "dnsEndpointType": "AzureDnsZone" if zone else "Standard",
        "provisioningState": "Succeeded",
        "creationTime": "2026-01-01T00:00:00.0000000Z",
        "primaryEndpoints": _storage_endpoints(_name(account_id), names, suffix, zone),
        "primaryLocation": ids.normal(region),
        "statusOfPrimary": "available",
        "privateEndpointConnections": _endpoints(account_id, connections),
    }
    if secondary:
        properties["secondaryLocation"] = ids.normal(secondary)
        properties["statusOfSecondary"] = "available"
        twin = f"{_name(account_id)}-secondary"
        properties["secondaryEndpoints"] = _storage_endpoints(twin, names[:-1], suffix, zone)
    sku = {"name": "Standard_RAGRS" if secondary else "Standard_LRS", "tier": "Standard"}
    return _target(
        account_id, "Microsoft.Storage/storageAccounts", ids.normal(region), properties, sku=sku, kind="StorageV2"
    )


def cosmos_account(account_id, region, others=("East US",), suffix="documents.azure.com", connections=()):
    """Written in `region`, read there and in the others; each region has a name of its own besides the account's."""
    name = _name(account_id)
    places = [_cosmos_place(name, place, number, suffix) for number, place in enumerate((region, *others))]
    properties = {
        "provisioningState": "Succeeded",
        "documentEndpoint": f"https://{name}.{suffix}:443/",
        "publicNetworkAccess": "Enabled",
        "enableAutomaticFailover": True,
        "enableMultipleWriteLocations": False,
        "isVirtualNetworkFilterEnabled": False,
        "virtualNetworkRules": [],
        "ipRules": [],
        "databaseAccountOfferType": "Standard",
        "disableLocalAuth": False,
        "networkAclBypass": "None",
        "networkAclBypassResourceIds": [],
        "writeLocations": places[:1],
        "readLocations": places,
        "locations": places,
        "failoverPolicies": [
            {key: place[key] for key in ("id", "locationName", "failoverPriority")} for place in places
        ],
        "capabilities": [],
        "privateEndpointConnections": _endpoints(account_id, connections, "Sql"),
    }
    return _target(
        account_id, "Microsoft.DocumentDB/databaseAccounts", region, properties, tags={}, kind="GlobalDocumentDB"
    )


def vault(vault_id, region, suffix="vault.azure.net", connections=()):
    """Where a cluster's key is."""
    properties = {
        "sku": {"family": "A", "name": "standard"},
        "tenantId": ids.TENANT,
        "networkAcls": {"bypass": "AzureServices", "defaultAction": "Allow", "ipRules": [], "virtualNetworkRules": []},
        "privateEndpointConnections": _endpoints(vault_id, connections),
        "enabledForDeployment": False,
        "enableSoftDelete": True,
        "softDeleteRetentionInDays": 90,
        "enableRbacAuthorization": True,
        "enablePurgeProtection": True,
        "vaultUri": f"https://{_name(vault_id)}.{suffix}/",
        "provisioningState": "Succeeded",
        "publicNetworkAccess": "Enabled",
    }
    return _target(vault_id, "Microsoft.KeyVault/vaults", ids.normal(region), properties)


def target_id(kind, name, group="rg-data"):
    """The id of a target: `kind` with its namespace, as Microsoft.EventHub/namespaces."""
    return f"{ids.group(group)}/providers/{kind}/{name}"


NAMESPACE_ID = target_id("Microsoft.EventHub/namespaces", "evhns-telemetry")
IOT_HUB_ID = target_id("Microsoft.Devices/IotHubs", "iot-telemetry")
ACCOUNT_ID = target_id("Microsoft.Storage/storageAccounts", "sttelemetry")
COSMOS_ID = target_id("Microsoft.DocumentDB/databaseAccounts", "cosmos-telemetry")
VAULT_ID = target_id("Microsoft.KeyVault/vaults", "kv-telemetry")
LEADER_ID = ids.kusto("leader")


def whole(cluster_id, region):
    """An injected cluster, all that it reads from, and what says so.

    A connection of each kind, a database that follows a leader, a key in a vault, and two private endpoints, of which
    one is approved. Seeded upon a world it takes the place of the cluster that was there.
    """
    place = {"region": region}
    cluster = clusters.cluster(cluster_id, region, clusters.injected())
    cluster["properties"]["keyVaultProperties"] = key_vault_properties(vault_uri(VAULT_ID))
    return [
        (cluster_id, cluster),
        (LEADER_ID, clusters.cluster(LEADER_ID, region, None)),
        database(cluster_id, "telemetry", **place),
        event_hub_connection(cluster_id, "telemetry", "from-hub", NAMESPACE_ID, **place),
        iot_hub_connection(cluster_id, "telemetry", "from-devices", IOT_HUB_ID, **place),
        event_grid_connection(cluster_id, "telemetry", "from-blobs", ACCOUNT_ID, NAMESPACE_ID, "blobs", **place),
        cosmos_connection(cluster_id, "telemetry", "from-orders", COSMOS_ID, **place),
        attached_configuration(cluster_id, "of-leader", LEADER_ID, "shared", **place),
        following_database(cluster_id, "shared", LEADER_ID, "of-leader", **place),
        managed_endpoint(cluster_id, "to-hub", NAMESPACE_ID, "namespace"),
        managed_endpoint(cluster_id, "to-blobs", ACCOUNT_ID, "blob", ids.normal(region)),
        namespace(NAMESPACE_ID, region, connections=[("to-hub", "Approved")]),
        iot_hub(IOT_HUB_ID, region),
        storage_account(ACCOUNT_ID, region, connections=[("to-blobs", "Pending")]),
        cosmos_account(COSMOS_ID, region),
        vault(VAULT_ID, region),
    ]


def vault_uri(vault_id, suffix="vault.azure.net"):
    """As a cluster names its vault: without the slash at the end that the vault's own document has (recorded)."""
    return f"https://{_name(vault_id)}.{suffix}"


def _name(resource_id):
    return resource_id.rsplit("/", 1)[-1]


def _below(resource_id, region, kind, properties):
    """A resource below a cluster, with the spellings of Kusto: capitals in id and type, and a name with slashes."""
    document = {
        **kusto.around(resource_id),
        "location": region,
        **({"kind": kind} if kind else {}),
        "properties": {**properties, "provisioningState": "Succeeded"},
    }
    return document["id"], document


def _connection(cluster_id, database_name, name, region, kind, properties):
    return _below(f"{cluster_id}/Databases/{database_name}/DataConnections/{name}", region, kind, properties)


def _named(member, kind):
    """Connections that have to have an identity name their targets in another way."""
    return f"{member}ForManagedIdentity" if kind.endswith(BY_IDENTITY) else member


def _ingestion(data_format="MULTIJSON"):
    return {"tableName": "Events", "mappingRuleName": "", "dataFormat": data_format}


def _identity(cluster_id):
    """A cluster's own identity is named by the cluster; without one a connection reads with a key."""
    made = ids.guid(f"{cluster_id}#principal") if cluster_id else None
    return {"managedIdentityResourceId": cluster_id, "managedIdentityObjectId": made}


def _endpoints(target, connections, group_id=None):
    """What stands at a target of every private endpoint that leads to it."""
    return [endpoints.connection(target, name, state, group_id=group_id) for name, state in connections]


def _storage_endpoints(name, services, suffix, zone):
    """In a DNS zone of storage every name has the zone, and always the public cloud's other suffix."""
    if zone:
        return {service: f"https://{name}.{zone}.{service}.storage.azure.net/" for service in services}
    web = {"web": f"https://{name}.z22.web.{suffix}/"} if "web" in services else {}
    plain = {service: f"https://{name}.{service}.{suffix}/" for service in services if service != "web"}
    return {**web, **plain}


def _cosmos_place(name, region, priority, suffix):
    place = f"{name}-{ids.normal(region)}"
    return {
        "id": place,
        "locationName": region,
        "documentEndpoint": f"https://{place}.{suffix}:443/",
        "provisioningState": "Succeeded",
        "failoverPriority": priority,
        "isZoneRedundant": False,
    }


def _target(resource_id, type_name, region, properties, **members):
    document = {
        "id": resource_id,
        "name": _name(resource_id),
        "type": type_name,
        "location": region,
        "tags": {},
        **members,
        "properties": properties,
    }
    return resource_id, document
