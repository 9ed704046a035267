# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster reads is told with where each name comes from, and what is not known is a gap and never nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import clusters
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.data_connections import (
    Connection,
    ConnectionKind,
    Database,
    ManagedEndpoint,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.source_resources import Access, Approval
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import data_sources, uses
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.data_sources import (
    Configuration,
    DataSource,
    DataSources,
    Reading,
    SourceKind,
    Told,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

NAMESPACE = ResourceId("s", "rg-data", resource_ids.EVENT_HUB_NAMESPACE, ("ns",))
HUB = ResourceId("s", "rg-data", resource_ids.IOT_HUB, ("hub",))
ACCOUNT = ResourceId("s", "rg-data", resource_ids.STORAGE_ACCOUNT, ("acct",))
COSMOS = ResourceId("s", "rg-data", resource_ids.COSMOS_ACCOUNT, ("orders",))
VAULT = ResourceId("s", "rg-data", resource_ids.KEY_VAULT, ("kv",))
LEADER = ResourceId("s", "rg-lead", resource_ids.CLUSTER, ("leader",))
REFUSED = Reading(why="It may not be read")

BUS, EVENTS = "ns.servicebus.windows.net", "iothub-ns-hub-1-a.servicebus.windows.net"
DOCUMENTS = {
    NAMESPACE: {"serviceBusEndpoint": f"https://{BUS}:443/"},
    HUB: {"hostName": "hub.azure-devices.net", "eventHubEndpoints": {"events": {"endpoint": f"sb://{EVENTS}/"}}},
    ACCOUNT: {
        "primaryEndpoints": {"blob": "https://acct.z12.blob.storage.azure.net/"},
        "publicNetworkAccess": "Disabled",
    },
    COSMOS: {
        "documentEndpoint": "https://orders.documents.azure.com:443/",
        "readLocations": [{"documentEndpoint": "https://orders-westus.documents.azure.com:443/"}],
    },
    LEADER: {"uri": "https://leader.westus.kusto.windows.net"},
}


def cluster(uri="https://c1.westus.kusto.windows.net", vault=""):
    document = world.cluster()
    document["properties"] |= {"uri": uri, "keyVaultProperties": {"keyVaultUri": vault}}
    return clusters.from_arm(document)


def connection(kind, *targets, why="", name="from"):
    return Connection(name, "db", kind, targets, why)


def reading(id_, **more):
    return Reading({"location": "West US", "properties": {**DOCUMENTS[id_], **more}})


def found(*connections, readings=(), **known):
    """What is made of a configuration; a target without a reading of its own was refused."""
    asked = Configuration(known.pop("cluster", cluster()), connections=connections, **known)
    made = {resource_ids.key(id_): REFUSED for id_ in asked.targets}
    return data_sources.of_cluster(asked, made | {resource_ids.key(id_): one for id_, one in dict(readings).items()})


def one_of(*connections, **known):
    (source,) = found(*connections, **known).sources
    return source


def names(source):
    return [(one.fqdn, one.port, one.protocol, one.region) for one in source.dependencies]


def tls(*hosts):
    return [(host, 443, "Https", "") for host in hosts]


ROWS = [
    (
        ConnectionKind.EVENT_HUB,
        NAMESPACE,
        [(BUS, 5671, "TCP", "westus"), *tls(BUS)],
        [(BUS, 5671, "TCP", ""), *tls(BUS)],
        "",
    ),
    (
        ConnectionKind.IOT_HUB,
        HUB,
        [(EVENTS, 5671, "TCP", "westus"), *tls(EVENTS, "hub.azure-devices.net")],
        tls("hub.azure-devices.net"),
        "It may not be read, and nothing else tells the endpoint that its messages are read from",
    ),
    (
        ConnectionKind.EVENT_GRID,
        ACCOUNT,
        tls("acct.z12.blob.storage.azure.net"),
        tls("acct.blob.core.windows.net", "acct.dfs.core.windows.net"),
        "",
    ),
    (
        ConnectionKind.COSMOS_DB,
        COSMOS,
        tls("orders.documents.azure.com", "orders-westus.documents.azure.com"),
        tls("orders.documents.azure.com"),
        "It may not be read, and nothing else tells the names of its regions",
    ),
]


@pytest.mark.parametrize(("kind", "target", "read", "derived", "gap"), ROWS, ids=[row[0] for row in ROWS])
def test_names_are_read_where_that_may_be_and_derived_where_not(kind, target, read, derived, gap):
    known = one_of(connection(kind, target), readings={target: reading(target)})
    access = Access.PRIVATE if target == ACCOUNT else Access.PUBLIC
    assert (names(known), known.told, known.access, known.gap, known.note) == (read, Told.READ, access, "", "")
    guessed = one_of(connection(kind, target))
    assert (names(guessed), guessed.told, guessed.access, guessed.gap) == (derived, Told.DERIVED, Access.UNKNOWN, gap)
    assert guessed.note == "It may not be read: its names follow from its id and may be others"
    for one in (*known.dependencies, *guessed.dependencies):
        assert (one.category, one.source, one.raw, one.addresses) == (kind, "data_sources", one.fqdn, ())


@pytest.mark.parametrize(("kind", "target", "read", "derived", "gap"), ROWS, ids=[row[0] for row in ROWS])
def test_nothing_is_derived_where_no_cloud_is_known(kind, target, read, derived, gap):
    known = one_of(connection(kind, target), cluster=cluster(uri="https://c1.example.org"))
    assert (names(known), known.told, known.note) == ([], Told.DERIVED, "")
    assert known.gap == "It may not be read, and in which cloud it is nothing tells, so its names are not known"


@pytest.mark.parametrize(("kind", "target", "read", "derived", "gap"), ROWS, ids=[row[0] for row in ROWS])
def test_what_is_gone_has_no_names_and_what_nobody_asked_for_is_not_gone(kind, target, read, derived, gap):
    gone = one_of(connection(kind, target), readings={target: Reading(is_gone=True)})
    assert (names(gone), gone.is_gone, gone.gap) == ([], True, "")
    assert gone.note == f"There is no {target.described()} any more; data connection from of database db needs it"
    asked = Configuration(cluster(), connections=(connection(kind, target),))
    (unasked,) = data_sources.of_cluster(asked, {}).sources
    assert names(unasked) == derived and unasked.note.startswith(f"{target.described()} was not read: its names")


@pytest.mark.parametrize(
    ("kind", "target", "member", "lacking"),
    [
        (ConnectionKind.IOT_HUB, HUB, "eventHubEndpoints", "eventHubEndpoints.events.endpoint"),
        (ConnectionKind.EVENT_HUB, NAMESPACE, "serviceBusEndpoint", "serviceBusEndpoint"),
        (ConnectionKind.COSMOS_DB, COSMOS, "readLocations", "readLocations"),
    ],
)
def test_a_document_that_shows_not_all_names_leaves_a_gap(kind, target, member, lacking):
    known = one_of(connection(kind, target), readings={target: reading(target, **{member: None})})
    assert known.gap == f"The document of {target.described()} does not show {lacking}" and known.told == Told.READ


def test_a_connection_of_two_resources_is_two_sources_whose_gaps_are_both_told():
    both = connection(ConnectionKind.EVENT_GRID, ACCOUNT, NAMESPACE)
    empty = {ACCOUNT: Reading({"properties": {}}), NAMESPACE: Reading({"properties": {}})}
    known = found(both, readings=empty)
    assert [one.resource for one in known.sources] == [ACCOUNT, NAMESPACE]
    assert known.gaps == {
        both.described: f"The document of {ACCOUNT.described()} does not show primaryEndpoints.blob; The document of"
        f" {NAMESPACE.described()} does not show serviceBusEndpoint"
    }


def test_a_connection_that_names_one_of_two_resources_lacks_the_other():
    half = connection(ConnectionKind.EVENT_GRID, ACCOUNT, why="its eventHubResourceId is no id of X")
    unknown, account = found(half).sources
    assert unknown.gap == (
        "What data connection from of database db reads from is not known: its eventHubResourceId is no id of X"
    )
    assert (unknown.kind, unknown.resource, account.resource) == (SourceKind.EVENT_GRID, None, ACCOUNT)


def test_a_connection_of_an_unknown_kind_is_a_gap():
    known = found(connection(None, why="its kind Kafka is not known here"))
    (source,) = known.sources
    assert (source.kind, source.dependencies) == (SourceKind.UNKNOWN, ()) and list(known.gaps) == [source.told_by]


# The key


@pytest.mark.parametrize("uri", ["https://kv.vault.azure.net", "https://KV.vault.azure.net:443/"])
def test_the_vault_of_the_key_is_named_by_the_cluster_itself(uri):
    known = one_of(cluster=cluster(vault=uri))
    assert (names(known), known.told, known.gap) == (tls("kv.vault.azure.net"), Told.READ, "")
    assert (known.kind, known.told_by, known.resource) == (SourceKind.KEY_VAULT, "the key of cluster c1", None)


def test_a_vault_that_has_no_host_name_is_a_gap():
    known = found(cluster=cluster(vault="https://"))
    assert known.gaps == {"the key of cluster c1": "The vault of the key of cluster c1 is none that has a host name"}
    assert found().sources == ()


# Leaders

FOLLOWS = {"databases": (Database("db"), Database("shared", True, str(LEADER)))}
STORAGE = ["a.AzureStorage.example.com".lower(), "b.AzureStorage.example.com".lower()]


def leader(**known):
    return one_of(**{**FOLLOWS, **known})


def test_a_follower_reads_its_leader_and_the_storage_of_that():
    known = leader(readings={LEADER: replace(reading(LEADER), answer=world.answer())})
    assert names(known) == tls("leader.westus.kusto.windows.net", *STORAGE)
    assert (known.told, known.gap, known.told_by) == (Told.READ, "", "databases that follow those of cluster leader")
    assert {(one.category, one.source) for one in known.dependencies} == {("Leader", "data_sources")}


@pytest.mark.parametrize(
    ("answer", "gap"),
    [
        (None, "Its answer may not be read, so the storage accounts that followers of cluster leader read from"),
        ((), "The dependency answer of cluster leader is empty: it has no "),
        (world.answer()[:1], "The dependency answer of cluster leader is partial: it has no "),
    ],
)
def test_a_leader_whose_storage_is_not_known_leaves_a_gap(answer, gap):
    told = replace(reading(LEADER), answer=answer, why="Its answer may not be read")
    known = leader(readings={LEADER: told})
    assert names(known) == tls("leader.westus.kusto.windows.net") and known.told == Told.READ
    assert known.gap.startswith(gap) and known.gap.endswith("read from are not known")


def test_a_leader_that_may_not_be_read_is_named_by_its_id_and_region():
    known = leader()
    assert (names(known), known.told) == (tls("leader.westus.kusto.windows.net"), Told.DERIVED)
    assert known.note == "It may not be read: its name follows from its id and may be another one"
    assert known.gap.startswith("It may not be read, so the storage accounts that followers of cluster leader")


def test_a_leader_in_no_known_cloud_has_no_name():
    known = leader(cluster=cluster(uri=""))
    assert (names(known), known.told, known.note) == ([], Told.DERIVED, "") and known.gap


def test_a_leader_that_nobody_read_is_said_not_to_have_been():
    (known,) = data_sources.of_cluster(Configuration(cluster(), **FOLLOWS), {}).sources
    assert known.note.startswith("Cluster leader in resource group rg-lead could not be read: its name follows")


def test_a_leader_that_is_gone_is_told():
    known = leader(readings={LEADER: Reading(is_gone=True)})
    assert (names(known), known.is_gone, known.gap) == ([], True, "")
    assert known.note == "There is no cluster leader in resource group rg-lead any more"


def test_a_leader_whose_document_has_no_uri_leaves_a_gap():
    told = replace(reading(LEADER, uri=None), answer=world.answer())
    known = leader(readings={LEADER: told})
    assert (names(known), known.gap) == (
        tls(*STORAGE),
        "The document of cluster leader in resource group rg-lead does not show uri",
    )


OF = "attached database configuration of"
FOLLOWING = "databases that follow those of cluster leader"


@pytest.mark.parametrize(
    ("databases", "leaders", "told_by"),
    [
        ([], {"a": str(LEADER)}, [FOLLOWING]),
        (
            [Database("a", True, str(LEADER))],
            {"a": str(LEADER).upper()},
            [FOLLOWING],
        ),
        ([Database("a", True, "", "of")], {"of": str(LEADER)}, [FOLLOWING]),
        (
            [Database("a", True, "", "other")],
            {"of": str(LEADER)},
            [FOLLOWING, "database a, which follows another one"],
        ),
        ([Database("a", True)], {}, ["database a, which follows another one"]),
        ([Database("a", True, str(LEADER))], {"of": ""}, [FOLLOWING, OF]),
        ([Database("a", False, str(LEADER))], {}, []),
        ([Database("a")], {"of": ""}, [OF]),
        ([Database("a", True, "nobody")], {}, ["a database that follows 'nobody'"]),
        ([], {"a": str(ACCOUNT)}, [f"a database that follows '{resource_ids.key(ACCOUNT)}'"]),
    ],
)
def test_whom_databases_follow_is_told_once_or_is_a_gap(databases, leaders, told_by):
    known = found(databases=tuple(databases), leaders=leaders)
    assert [one.told_by.lower() for one in known.sources] == [one.lower() for one in told_by]
    assert list(known.gaps) == [one.told_by for one in known.sources]


def test_a_database_with_a_key_of_its_own_needs_the_vault_of_that():
    (vault,) = found(databases=(Database("a", key_vault_uri="https://kv-db.vault.azure.net"),)).sources
    assert (names(vault), vault.told_by) == (tls("kv-db.vault.azure.net"), "the key of database a")


@pytest.mark.parametrize(
    ("hosts", "is_known"),
    [
        (["shop.documents.azure.com"], False),
        (["shop.documents.azure.com", "shop-westus.documents.azure.com"], True),
        (["shop.documents.azure.com", "shopping.documents.azure.com"], False),
    ],
)
def test_an_account_of_cosmos_db_that_is_used_has_names_of_its_regions_as_well(hosts, is_known):
    used = tuple(uses.from_option({"type": "cosmosdb", "uri": host}) for host in hosts)
    assert (found(uses=used).gaps == {}) is is_known


# What a user lists


@pytest.mark.parametrize(
    ("kind", "uri", "expected"),
    [
        ("sql", "tcp:s.database.windows.net,1433", [("s.database.windows.net", 1433, "Mssql", "")]),
        ("mysql", "m.mysql.database.azure.com", [("m.mysql.database.azure.com", 3306, "TCP", "")]),
        ("external_data", "https://a.blob.core.windows.net/c", tls("a.blob.core.windows.net")),
        (
            "external_data",
            "abfss://c@a.dfs.core.windows.net",
            tls("a.dfs.core.windows.net", "a.blob.core.windows.net"),
        ),
        (
            "external_data",
            "https://a.z12.dfs.storage.azure.net",
            tls("a.z12.dfs.storage.azure.net", "a.z12.blob.storage.azure.net"),
        ),
        ("webapi", "https://a.dfs.core.windows.net", tls("a.dfs.core.windows.net")),
        ("webapi", "http://api.contoso.com", [("api.contoso.com", 80, "Http", "")]),
    ],
)
def test_what_a_user_lists_is_taken_and_dfs_comes_with_blob(kind, uri, expected):
    use = uses.from_option({"type": kind, "uri": uri})
    known = one_of(uses=(use,))
    assert (names(known), known.told, known.kind) == (expected, Told.LISTED, SourceKind.USE)
    assert known.told_by == f"{kind} {use.host} in uses"


@pytest.mark.parametrize(("given", "told"), [(None, False), ((), True)])
def test_an_empty_list_says_that_nothing_is_used_and_no_list_says_nothing(given, told):
    assert found(uses=given).are_uses_told is told and found(uses=given).as_option()["uses_known"] is told


# Rules that stand in a document of their own


@pytest.mark.parametrize(
    ("own", "unread", "access", "why"),
    [
        ({}, "", Access.PUBLIC, ""),
        ({}, "Its rules may not be read", Access.UNKNOWN, "Its rules may not be read"),
        ({"publicNetworkAccess": "Disabled"}, "Its rules may not be read", Access.PRIVATE, ""),
        ({"publicNetworkAccess": "SecuredByPerimeter"}, "Its rules may not be read", Access.SELECTED, ""),
        ({"publicNetworkAccess": "Sometimes"}, "Its rules may not be read", Access.UNKNOWN, ""),
    ],
)
def test_rules_that_were_not_read_may_hold_back_whom_the_document_lets_in(own, unread, access, why):
    told = replace(reading(NAMESPACE, **own), rules_unread=unread)
    known = one_of(connection(ConnectionKind.EVENT_HUB, NAMESPACE), readings={NAMESPACE: told})
    assert (known.access, known.why_unknown) == (access, why) and names(known) == ROWS[0][2]
    assert "why_unknown" not in known.as_option()


# Managed private endpoints


def linked(id_, *links):
    made = [{"name": name, "properties": {"privateLinkServiceConnectionState": {"status": is_}}} for name, is_ in links]
    return reading(id_, privateEndpointConnections=made)


@pytest.mark.parametrize(
    ("told", "approval"),
    [
        (linked(NAMESPACE, ("to-hub", "Approved")), Approval.APPROVED),
        (linked(NAMESPACE, ("to-hub", "Pending")), Approval.NOT_APPROVED),
        (linked(NAMESPACE), Approval.NOT_APPROVED),
        (linked(NAMESPACE, ("other", "Approved")), Approval.UNKNOWN),
        (Reading(is_gone=True), Approval.NOT_APPROVED),
        (REFUSED, Approval.UNKNOWN),
        (None, Approval.UNKNOWN),
    ],
)
def test_whether_an_endpoint_is_approved_its_target_alone_says(told, approval):
    endpoint = ManagedEndpoint("to-hub", str(NAMESPACE).upper(), "namespace", "Succeeded")
    known = Configuration(cluster(), endpoints=(endpoint,))
    readings = {resource_ids.key(NAMESPACE): told} if told else {}
    ((_endpoint, said),) = data_sources.of_cluster(known, readings).endpoints
    assert said == approval


@pytest.mark.parametrize("target", [str(COSMOS), "/subscriptions/s/sql", "", f"{NAMESPACE}/eventhubs/h"])
def test_of_a_target_that_is_not_read_here_nobody_knows(target):
    known = found(endpoints=(ManagedEndpoint("e", target, "g", ""),))
    assert known.as_option()["managed_private_endpoints"] == [
        {"name": "e", "target": target, "group": "g", "state": "", "approval": Approval.UNKNOWN}
    ]


def test_a_source_has_the_endpoints_that_lead_to_it():
    endpoints = tuple(
        ManagedEndpoint(name, target, "g", "")
        for name, target in [
            ("to-hub", str(NAMESPACE).lower()),
            ("to-vault", str(VAULT)),
            ("to-other-vault", f"{VAULT}2"),
            ("to-blobs", str(ACCOUNT)),
        ]
    )
    vault = cluster(vault="https://kv.vault.azure.net")
    listed = (uses.from_option({"type": "webapi", "uri": "kv.contoso.com"}),)
    known = found(connection(ConnectionKind.EVENT_HUB, NAMESPACE), cluster=vault, endpoints=endpoints, uses=listed)
    shown = [one.as_option() for one in known.sources]
    assert [one["managed_private_endpoints"] for one in shown] == [["to-hub"], ["to-vault"], []]
    assert [one["id"] for one in shown] == [str(NAMESPACE), None, None]


def test_targets_are_each_read_once_and_only_those_that_can_be():
    endpoints = [str(NAMESPACE).upper(), str(VAULT), str(COSMOS), "nonsense"]
    known = Configuration(
        cluster(),
        databases=(Database("a", True, str(LEADER)), Database("b", True, "nonsense")),
        connections=(connection(ConnectionKind.EVENT_HUB, NAMESPACE), connection(None)),
        endpoints=tuple(ManagedEndpoint("e", target, "", "") for target in endpoints),
    )
    assert sorted(resource_ids.key(one) for one in known.targets) == sorted(
        map(resource_ids.key, (LEADER, NAMESPACE, VAULT, COSMOS))
    )


# All of it


def test_lists_that_could_not_be_read_are_gaps_of_their_own():
    known = found(unread={"the databases": "The databases may not be read", "the others": "Nor the others"})
    assert known.gaps == {
        "the databases": "The databases may not be read",
        "the others": "Nor the others",
    }
    assert known.as_option()["gaps"] == ["The databases may not be read", "Nor the others"]


def test_every_name_is_told_once_and_by_where_it_comes_from():
    twice = (connection(ConnectionKind.EVENT_HUB, NAMESPACE), connection(ConnectionKind.EVENT_HUB, NAMESPACE, name="b"))
    known = found(*twice, connection(ConnectionKind.COSMOS_DB, COSMOS), readings={NAMESPACE: reading(NAMESPACE)})
    assert [(one["fqdn"], one["port"]) for one in known.as_option()["dependencies"]] == [
        (BUS, 5671),
        (BUS, 443),
        ("orders.documents.azure.com", 443),
    ]
    assert [len(known.of(told)) for told in Told] == [2, 1, 0]


def test_a_source_is_shown_as_the_documentation_says():
    shown = DataSource(SourceKind.UNKNOWN, "it", gap="g", note="n", is_gone=True).as_option()
    assert shown == {
        "kind": "Unknown",
        "told_by": "it",
        "id": None,
        "names": [],
        "told": "read",
        "access": "unknown",
        "exists": False,
        "gap": "g",
        "note": "n",
        "managed_private_endpoints": [],
    }
    assert DataSources().gaps == {} and DataSources().of(Told.READ) == ()
