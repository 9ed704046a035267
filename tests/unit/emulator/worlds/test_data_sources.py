# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster reads from, as worlds give it: complete, consistent, and served by the emulator as it was given."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID
from ansible_collections.adx.outbound.tests.emulator.arm.api_versions import KUSTO, SOURCES
from ansible_collections.adx.outbound.tests.emulator.worlds import data_sources

WHOLE = dict(data_sources.whole(CLUSTER_ID, "West US"))


def of_kind(kind):
    [found] = [document for document in WHOLE.values() if document.get("kind") == kind]
    return found


def version_of(resource_id):
    namespace = resource_id.split("/providers/")[1].split("/")[0].lower()
    return SOURCES.get(namespace, KUSTO)[-1]


def test_every_resource_that_a_connection_names_is_in_the_set():
    named = [
        value.partition("/eventhubs/")[0]
        for document in WHOLE.values()
        for name, value in document["properties"].items()
        if name.endswith("ResourceId") and name not in ("eventGridResourceId", "managedIdentityResourceId") and value
    ]
    assert len(named) == 9 and set(named) <= set(WHOLE)


def test_a_cluster_s_vault_is_in_the_set():
    uri = WHOLE[CLUSTER_ID]["properties"]["keyVaultProperties"]["keyVaultUri"]
    assert WHOLE[data_sources.VAULT_ID]["properties"]["vaultUri"] == f"{uri}/"


def test_the_follower_names_its_leader_and_the_configuration_that_made_it_one():
    follower = of_kind("ReadOnlyFollowing")["properties"]
    name = follower["attachedDatabaseConfigurationName"]
    configuration = WHOLE[f"{CLUSTER_ID}/AttachedDatabaseConfigurations/{name}"]["properties"]
    assert follower["leaderClusterResourceId"] == configuration["clusterResourceId"] == data_sources.LEADER_ID


def test_the_emulator_shows_the_whole_set_as_it_was_given(emulator, client):
    emulator.reset("demo")
    for resource_id, document in WHOLE.items():
        emulator.seed(resource_id, document)
    for resource_id, document in WHOLE.items():
        shown = client.get(resource_id, version=version_of(resource_id)).json()
        assert {name: shown[name] for name in document} == document
        assert shown["id"] == resource_id


def test_names_of_resources_below_a_cluster_have_the_spelling_of_the_service():
    connection = of_kind("IotHub")
    assert connection["type"] == "Microsoft.Kusto/Clusters/Databases/DataConnections"
    assert connection["name"] == "telemetry/telemetry/from-devices"


@pytest.mark.parametrize("kind", ["EventHub", "EventHubWithManagedIdentity"])
def test_only_a_connection_with_an_identity_names_one(kind):
    _id, document = data_sources.event_hub_connection(CLUSTER_ID, "d", "c", data_sources.NAMESPACE_ID, kind=kind)
    assert (document["properties"]["managedIdentityObjectId"] is None) == (kind == "EventHub")
    assert ("eventHubResourceId" in document["properties"]) == (kind == "EventHub")


def test_targets_in_other_places_have_names_that_their_ids_do_not_tell():
    _id, account = data_sources.storage_account(data_sources.ACCOUNT_ID, "West US", zone="z12", secondary="East US")
    assert account["properties"]["primaryEndpoints"]["blob"] == "https://sttelemetry.z12.blob.storage.azure.net/"
    assert account["properties"]["secondaryEndpoints"]["dfs"].startswith("https://sttelemetry-secondary.z12.")
    assert "sttelemetry.dfs.core.windows.net" in WHOLE[data_sources.ACCOUNT_ID]["properties"]["primaryEndpoints"]["dfs"]
    events = WHOLE[data_sources.IOT_HUB_ID]["properties"]["eventHubEndpoints"]["events"]
    assert events["endpoint"] == "sb://iothub-ns-iot-teleme-4711-0a1b2c3d4e.servicebus.windows.net/"
    regions = [item["documentEndpoint"] for item in WHOLE[data_sources.COSMOS_ID]["properties"]["readLocations"]]
    assert regions == [f"https://cosmos-telemetry-{place}.documents.azure.com:443/" for place in ("westus", "eastus")]


def test_whether_a_private_endpoint_is_approved_stands_at_its_target_alone():
    states = [
        WHOLE[target]["properties"]["privateEndpointConnections"][0]["properties"]["privateLinkServiceConnectionState"]
        for target in (data_sources.NAMESPACE_ID, data_sources.ACCOUNT_ID)
    ]
    assert [state["status"] for state in states] == ["Approved", "Pending"]
    endpoint = WHOLE[f"{CLUSTER_ID}/ManagedPrivateEndpoints/to-blobs"]
    assert endpoint["location"] == "DummyLocation"
    assert endpoint["properties"]["privateLinkResourceRegion"] == "westus"
