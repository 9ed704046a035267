# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster's configuration names is read leniently, and what it does not name is said, never guessed."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import data_connections
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.data_connections import (
    Connection,
    ConnectionKind,
    Database,
    ManagedEndpoint,
)

GROUP = "/subscriptions/s/resourceGroups/g/providers"
CLUSTER = f"{GROUP}/Microsoft.Kusto/Clusters/c1"
NAMESPACE, HUB = f"{GROUP}/Microsoft.EventHub/namespaces/ns", f"{GROUP}/Microsoft.Devices/IotHubs/hub"
ACCOUNT, COSMOS = (
    f"{GROUP}/Microsoft.Storage/storageAccounts/acct",
    f"{GROUP}/Microsoft.DocumentDB/databaseAccounts/cosmos",
)
# Members of each kind, and what they name.
KINDS = [
    ("EventHub", {"eventHubResourceId": f"{NAMESPACE}/eventhubs/clicks"}, [NAMESPACE]),
    ("IotHub", {"iotHubResourceId": HUB}, [HUB]),
    (
        "EventGrid",
        {"storageAccountResourceId": ACCOUNT, "eventHubResourceId": f"{NAMESPACE}/eventhubs/blobs"},
        [ACCOUNT, NAMESPACE],
    ),
    ("CosmosDb", {"cosmosDbAccountResourceId": COSMOS}, [COSMOS]),
]


def read(kind, properties, **more):
    document = {"id": f"{CLUSTER}/Databases/db/DataConnections/from", "kind": kind, "properties": properties, **more}
    return data_connections.connection(document, "db")


def named(found):
    return [str(one) for one in found.targets]


@pytest.mark.parametrize(("kind", "properties", "targets"), KINDS, ids=[case[0] for case in KINDS])
@pytest.mark.parametrize("spelled", [str, str.lower, str.upper, lambda kind: f"{kind}WithManagedIdentity"])
def test_each_kind_names_its_resources_however_it_is_spelled(kind, properties, targets, spelled):
    found = read(spelled(kind), properties)
    assert (found.kind, named(found), found.why) == (ConnectionKind(kind), targets, "")
    assert found.described == "data connection from of database db"


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        ("Kafka", "Kafka"),
        ("EventHubs", "EventHubs"),
        ("WithManagedIdentity", "WithManagedIdentity"),
        ("", "(none)"),
        (None, "(none)"),
    ],
)
def test_a_kind_nobody_knows_is_told_and_names_nothing(kind, shown):
    found = read(kind, {"eventHubResourceId": NAMESPACE})
    assert found == Connection("from", "db", None, why=f"its kind {shown} is not known here")


@pytest.mark.parametrize(
    ("given", "target"),
    [
        (f"{NAMESPACE}/eventhubs/clicks", NAMESPACE),
        (NAMESPACE, NAMESPACE),  # the namespace instead of a hub in it
        (f"{NAMESPACE}/eventhubs/clicks/consumergroups/mine", NAMESPACE),
        (f"{NAMESPACE}/eventhubs/clicks/", NAMESPACE),
        (f"{NAMESPACE}/eventhubs/clicks".upper(), None),  # read below: a name keeps its own letters
        (f"  {NAMESPACE}/EventHubs/clicks  ".replace("EventHub/", "eventhub/"), NAMESPACE),
        (NAMESPACE.replace("Microsoft.EventHub", "Microsoft.ServiceBus"), ""),
        (NAMESPACE.replace("namespaces", "clusters"), ""),
        (ACCOUNT, ""),
        (f"{NAMESPACE}/eventhubs/{'long' * 60}", NAMESPACE),
        (f"{NAMESPACE}/eventhubs/a b", NAMESPACE),
        (f"{NAMESPACE}/eventhubs", NAMESPACE),
        (NAMESPACE.rpartition("/")[0], ""),
        ("ns.servicebus.windows.net", ""),
        (f"{GROUP}/Microsoft.EventHub/namespaces/a?b/eventhubs/x", ""),
        ("/subscriptions/s/providers/Microsoft.EventHub/namespaces/ns", ""),
        ("", ""),
        (None, ""),
        (5, ""),
        ([NAMESPACE], ""),
    ],
)
def test_the_id_of_a_part_stands_for_the_whole_and_one_of_something_else_for_nothing(given, target):
    found = read("EventHub", {"eventHubResourceId": given})
    if target is None:
        assert [one.lower() for one in named(found)] == [NAMESPACE.lower()] and not found.why
    elif target:
        assert (named(found), found.why) == ([target], "")
    else:
        assert (named(found), found.why) == ([], "its eventHubResourceId is no id of Microsoft.EventHub/namespaces")


@pytest.mark.parametrize(
    ("lacking", "left"), [("storageAccountResourceId", NAMESPACE), ("eventHubResourceId", ACCOUNT)]
)
def test_of_two_resources_the_one_that_is_named_counts(lacking, left):
    _kind, properties, _targets = KINDS[2]
    found = read("EventGrid", {**properties, lacking: None})
    assert named(found) == [left] and found.why.startswith(f"its {lacking} is no id of ")


@pytest.mark.parametrize("properties", [{}, None])
def test_a_connection_without_any_member_lacks_all_of_them(properties):
    found = read("EventGrid", properties)
    assert found.targets == () and found.why.count(" is no id of ") == 2 and " and its eventHubResourceId" in found.why


@pytest.mark.parametrize(
    ("document", "name"),
    [
        ({"id": f"{CLUSTER}/Databases/db", "name": "c1/db"}, "db"),
        ({"id": f"{CLUSTER}/Databases/db/"}, "db"),
        ({"name": "c1/db"}, "db"),
        ({"name": "db"}, "db"),
        ({"id": f"{CLUSTER}/Databases/My data.base-1"}, "My data.base-1"),
        ({"id": f"{CLUSTER}/Databases/My%20data", "name": "c1/My data"}, "My data"),
        ({}, ""),
    ],
)
def test_the_name_is_the_last_part_of_what_the_service_shows(document, name):
    assert data_connections.database(document).name == name


@pytest.mark.parametrize(
    ("kind", "properties", "told"),
    [
        ("ReadWrite", {}, (False, "")),
        ("ReadOnlyFollowing", {"leaderClusterResourceId": CLUSTER}, (True, CLUSTER)),
        ("readonlyfollowing", {"leaderClusterResourceId": None}, (True, "")),
        ("ReadOnlyFollowing", None, (True, "")),
        (None, None, (False, "")),
    ],
)
def test_a_database_follows_where_its_kind_says_so(kind, properties, told):
    found = data_connections.database({"name": "c1/db", "kind": kind, "properties": properties})
    assert found == Database("db", *told)


def test_an_attached_database_names_its_leader_or_nobody():
    assert data_connections.leader({"name": "c1/a", "properties": {"clusterResourceId": CLUSTER}}) == ("a", CLUSTER)
    assert [data_connections.leader(one) for one in ({}, {"properties": {"clusterResourceId": None}})] == [("", "")] * 2


def test_a_database_may_have_a_key_and_name_what_it_is_attached_by():
    told = {"keyVaultProperties": {"keyVaultUri": "https://kv"}, "attachedDatabaseConfigurationName": "a"}
    found = data_connections.database({"name": "c/db", "properties": told})
    assert (found.key_vault_uri, found.configuration) == ("https://kv", "a")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (CLUSTER, "c1"),
        (CLUSTER.upper(), "C1"),
        (f"{CLUSTER}/databases/db", "c1"),
        (ACCOUNT, None),
        ("c1", None),
        ("", None),
    ],
)
def test_a_leader_is_a_cluster_or_nothing(text, name):
    found = data_connections.leader_id(text)
    assert (found and (found.name, found.type)) == (name and (name, "Microsoft.Kusto/clusters"))


def test_a_managed_private_endpoint_is_read_as_it_is_told():
    told = {"privateLinkResourceId": ACCOUNT, "groupId": "blob", "provisioningState": "Succeeded"}
    document = {"id": f"{CLUSTER}/ManagedPrivateEndpoints/to-blobs", "properties": told}
    assert data_connections.managed_endpoint(document) == ManagedEndpoint("to-blobs", ACCOUNT, "blob", "Succeeded")
    assert data_connections.managed_endpoint({"name": "c1/e", "properties": {"groupId": None}}) == ManagedEndpoint(
        "e", "", "", ""
    )
