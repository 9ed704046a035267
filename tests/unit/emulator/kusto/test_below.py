# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data connections and managed private endpoints: what a client may write below a cluster, and what becomes of it."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID
from ansible_collections.adx.outbound.tests.emulator.worlds import data_sources

from .conftest import code_of

CONNECTION = "/databases/d/dataConnections/c"
ENDPOINT = "/managedPrivateEndpoints/m"
NAMESPACE = data_sources.NAMESPACE_ID
EVENT_HUB = {"eventHubResourceId": f"{NAMESPACE}/eventhubs/h", "consumerGroup": "$Default"}
TARGET = {"privateLinkResourceId": NAMESPACE, "groupId": "namespace"}


def connection(kind="EventHub", **properties):
    return {"location": "westus", "kind": kind, "properties": {**EVENT_HUB, **properties}}


def put(kusto, path, body):
    """Status of a PUT that has ended well."""
    answer = kusto.call("PUT", path, body)
    assert answer.status_code in (200, 201), answer.text
    assert "Location" not in answer.headers
    assert kusto.finish(answer)["status"] == "Succeeded"
    return answer.status_code


def test_a_connection_is_made_changed_listed_and_deleted(kusto):
    assert put(kusto, CONNECTION, connection()) == 201
    assert put(kusto, CONNECTION, connection(tableName="T")) == 200
    shown = kusto.get(CONNECTION)
    assert shown["properties"]["tableName"] == "T" and shown["location"] == "West US"
    assert kusto.get("/databases/d/dataConnections") == {"value": [shown]}
    gone = kusto.call("DELETE", CONNECTION)
    assert gone.status_code == 202 and "operationResultResponseType=Location" in gone.headers["Location"]
    assert kusto.get(CONNECTION)["properties"]["provisioningState"] == "Deleting"
    assert kusto.finish(gone)["status"] == "Succeeded"
    assert code_of(kusto.call("GET", CONNECTION)) == (404, "ResourceNotFound")
    assert kusto.call("DELETE", CONNECTION).status_code == 204


@pytest.mark.parametrize("name", ["from-hub", "from-devices", "from-blobs", "from-orders"])
def test_a_connection_of_every_kind_is_shown_with_the_members_that_worlds_give_it(kusto, name):
    whole = dict(data_sources.whole(CLUSTER_ID, "West US"))
    seeded = whole[f"{CLUSTER_ID}/Databases/telemetry/DataConnections/{name}"]
    sent = {key: value for key, value in seeded["properties"].items() if value not in ("", None, [])}
    put(kusto, CONNECTION, {"kind": seeded["kind"], "properties": sent})
    assert list(kusto.get(CONNECTION)["properties"]) == list(seeded["properties"])


@pytest.mark.parametrize(("way", "table"), [("replace", None), ("merge", "T")])
def test_what_a_patch_of_a_connection_does_not_send_is_lost_or_stays(emulator, kusto, way, table):
    put(kusto, CONNECTION, connection(tableName="T"))
    emulator.switch(connection_patch=way)
    answer = kusto.call("PATCH", CONNECTION, connection(consumerGroup="g"))
    assert answer.json()["properties"]["provisioningState"] == "Accepted"
    assert answer.json()["properties"]["consumerGroup"] == "$Default"
    assert kusto.get(CONNECTION)["properties"]["provisioningState"] == "Running"
    kusto.finish(answer)
    changed = kusto.get(CONNECTION)["properties"]
    assert (changed["consumerGroup"], changed["tableName"]) == ("g", table)


@pytest.mark.parametrize(
    "body",
    [
        connection(kind="Kafka"),
        connection(consumerGroup=""),
        connection(eventHubResourceId="events"),
        {"kind": "IotHub", "properties": {"iotHubResourceId": data_sources.IOT_HUB_ID, "consumerGroup": "g"}},
        {"kind": "CosmosDb", "properties": {"tableName": "T"}},
        {"properties": EVENT_HUB},
    ],
)
def test_what_is_no_connection_is_refused_and_nothing_is_made(emulator, kusto, body):
    emulator.switch(kusto_invalid_code="Odd")
    assert code_of(kusto.call("PUT", CONNECTION, body)) == (400, "Odd")
    assert kusto.call("GET", CONNECTION).status_code == 404


def test_a_database_that_follows_another_takes_no_connection(emulator, kusto):
    emulator.seed(*data_sources.following_database(CLUSTER_ID, "f", data_sources.LEADER_ID, "a"))
    answer = kusto.call("PUT", "/databases/f/dataConnections/c", connection())
    assert code_of(answer) == (400, "BadRequest")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "GET"])
def test_nothing_is_below_a_database_or_a_cluster_that_is_not_there(kusto, method):
    for path in ("/databases/none/dataConnections/c", "-none/managedPrivateEndpoints/m"):
        assert code_of(kusto.call(method, path, connection())) == (404, "ParentResourceNotFound")


def test_a_patch_makes_nothing(kusto):
    assert code_of(kusto.call("PATCH", CONNECTION, connection())) == (404, "ResourceNotFound")


def test_a_list_below_what_is_not_there_is_not_an_empty_one(kusto):
    assert code_of(kusto.call("GET", "-none/databases")) == (404, "ResourceNotFound")
    assert code_of(kusto.call("GET", "/databases/none/dataConnections")) == (404, "ParentResourceNotFound")


def test_databases_and_configurations_are_only_read(kusto):
    assert kusto.call("PUT", "/databases/e", {"kind": "ReadWrite"}).status_code == 501
    assert kusto.call("DELETE", "/attachedDatabaseConfigurations/a").status_code == 501


@pytest.mark.parametrize(("allowed", "state"), [(None, "Approved"), (["Microsoft.Kusto/*"], "Pending")])
def test_the_approval_of_an_endpoint_stands_at_its_target_alone(emulator, kusto, allowed, state):
    emulator.seed(*data_sources.namespace(NAMESPACE, "West US"))
    emulator.switch(allow_only=allowed)
    assert put(kusto, ENDPOINT, {"properties": TARGET}) == 201
    shown = kusto.get(ENDPOINT)
    assert shown["properties"] == {**TARGET, "provisioningState": "Succeeded"} and shown["location"] == "DummyLocation"
    [found] = emulator.document(NAMESPACE)["properties"]["privateEndpointConnections"]
    assert found["properties"]["privateLinkServiceConnectionState"]["status"] == state
    emulator.switch(allow_only=None)
    kusto.finish(kusto.call("DELETE", ENDPOINT))
    assert emulator.document(NAMESPACE)["properties"]["privateEndpointConnections"] == []


def test_a_patch_of_an_endpoint_keeps_what_is_not_sent_and_who_made_it(kusto):
    put(kusto, ENDPOINT, {"properties": TARGET})
    before = kusto.get(ENDPOINT)
    kusto.finish(kusto.call("PATCH", ENDPOINT, {"properties": {"requestMessage": "Please."}}))
    after = kusto.get(ENDPOINT)
    assert after["properties"] == {**TARGET, "requestMessage": "Please.", "provisioningState": "Succeeded"}
    assert after["systemData"]["createdAt"] == before["systemData"]["createdAt"]
    assert after["systemData"]["lastModifiedAt"] > before["systemData"]["lastModifiedAt"]


@pytest.mark.parametrize(
    "properties",
    [{}, {**TARGET, "groupId": "blob"}, {**TARGET, "groupId": ""}, {**TARGET, "privateLinkResourceId": "n"}],
)
def test_an_endpoint_without_a_target_or_with_a_group_of_another_type_is_refused(kusto, properties):
    assert code_of(kusto.call("PUT", ENDPOINT, {"properties": properties})) == (400, "BadRequest")


def test_an_endpoint_to_a_type_that_no_list_has_is_taken(kusto):
    properties = {"privateLinkResourceId": data_sources.COSMOS_ID, "groupId": "Sql"}
    assert put(kusto, ENDPOINT, {"properties": properties}) == 201


@pytest.mark.parametrize("fault", ["fail_operation", "supersede_operation"])
def test_a_write_that_does_not_end_well_leaves_what_was_there_or_says_failed(emulator, kusto, fault):
    emulator.fault(fault, method="PUT", path="dataConnections", code="Odd")
    ended = kusto.finish(answer := kusto.call("PUT", CONNECTION, connection()))
    assert ended["status"] in ("Failed", "Canceled") and ended["error"]["code"] in ("Odd", "Canceled")
    assert (
        kusto.client.get(answer.headers["Azure-AsyncOperation"] + "&operationResultResponseType=Location").ok is False
    )
    left = kusto.call("GET", CONNECTION)
    if fault == "fail_operation":
        assert left.json()["properties"]["provisioningState"] == "Failed"
    else:
        assert left.status_code == 404


def test_a_client_that_only_reads_sees_the_write_end(kusto):
    kusto.call("PUT", CONNECTION, connection())
    states = [kusto.get(CONNECTION)["properties"]["provisioningState"] for _attempt in range(3)]
    assert states == ["Creating", "Succeeded", "Succeeded"]


def test_a_cluster_takes_one_write_at_a_time(emulator, kusto):
    emulator.switch(polls=3)
    kusto.call("PUT", CONNECTION, connection())
    refused = kusto.call("PUT", ENDPOINT, {"properties": TARGET})
    assert code_of(refused) == (409, "ServiceIsInMaintenance") and "'telemetry'" in refused.text
    assert code_of(kusto.patch({"enablePurge": True})) == (409, "ServiceIsInMaintenance")
    assert kusto.call("POST", "/diagnoseVirtualNetwork").status_code == 202


def test_a_write_beside_another_is_taken_and_fails_or_is_taken_where_the_switch_says_so(emulator, kusto):
    emulator.switch(polls=3, cluster_busy="fail_operation")
    first = kusto.call("PUT", CONNECTION, connection())
    second = kusto.finish(kusto.call("PUT", ENDPOINT, {"properties": TARGET}))
    assert (second["status"], second["error"]["code"]) == ("Failed", "ServiceIsInMaintenance")
    assert kusto.finish(first)["status"] == "Succeeded"
    emulator.switch(cluster_busy="accept")
    kusto.call("PUT", CONNECTION, connection())
    assert kusto.finish(kusto.call("PUT", ENDPOINT, {"properties": TARGET}))["status"] == "Succeeded"


@pytest.mark.parametrize("way", ["refuse", "answer"])
def test_what_only_a_running_cluster_knows_is_refused_of_a_stopped_one(emulator, kusto, way):
    document = emulator.document(CLUSTER_ID)
    emulator.seed(CLUSTER_ID, {**document, "properties": {**document["properties"], "state": "Stopped"}})
    emulator.switch(stopped_cluster_parts=way)
    answers = [kusto.call("GET", path) for path in ("/databases", "/databases/d", "/databases/d/dataConnections")]
    if way == "refuse":
        assert {code_of(answer) for answer in answers} == {(400, "BadRequest")}
        assert answers[0].json()["error"]["message"] == "Cannot fetch databases while resource is in state 'Stopped'."
    else:
        assert all(answer.ok for answer in answers)
    assert kusto.get("/managedPrivateEndpoints") == {"value": []}
    written = kusto.call("PUT", CONNECTION, connection())
    assert written.status_code == (400 if way == "refuse" else 201)


def test_a_read_may_be_behind_by_as_many_reads_as_the_switch_says(emulator, kusto):
    put(kusto, CONNECTION, connection())
    emulator.switch(stale_reads=2, polls=0)
    kusto.get(CONNECTION)
    kusto.call("PATCH", CONNECTION, connection(consumerGroup="g"))
    groups = [kusto.get(CONNECTION)["properties"]["consumerGroup"] for _attempt in range(3)]
    assert groups == ["$Default", "$Default", "g"]


def test_types_and_names_below_a_cluster_are_spelt_by_the_service_whatever_the_path_says(emulator, kusto):
    below = "/DATABASES/d/dataconnections/c"
    assert put(kusto, below, connection()) == 201
    shown = kusto.get(CONNECTION)
    assert shown["id"] == f"{CLUSTER_ID}/Databases/d/DataConnections/c"
    assert (shown["name"], shown["type"]) == ("telemetry/d/c", "Microsoft.Kusto/Clusters/Databases/DataConnections")
    emulator.seed(f"{CLUSTER_ID}/databases/bare", {"kind": "ReadWrite"})
    bare = kusto.get("/databases/bare")
    assert (bare["name"], bare["type"]) == ("telemetry/bare", "Microsoft.Kusto/Clusters/Databases")
