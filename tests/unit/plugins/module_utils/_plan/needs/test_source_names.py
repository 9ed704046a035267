# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The names that follow from ids, in each cloud, and where the resources themselves say the same."""

from __future__ import annotations

from collections import Counter

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import clusters, source_resources
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import data_sources, source_names
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.data_sources import Configuration, Reading
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import (
    CLUSTER,
    COSMOS_ACCOUNT,
    EVENT_HUB_NAMESPACE,
    IOT_HUB,
    STORAGE_ACCOUNT,
    ResourceId,
)
from ansible_collections.adx.outbound.tests.emulator.worlds import data_sources as documents

# By cloud: what names end with, written out here once more.
CLOUDS = {
    "AzureCloud": (
        "kusto.windows.net",
        "servicebus.windows.net",
        "azure-devices.net",
        "core.windows.net",
        "documents.azure.com",
    ),
    "AzureUSGovernment": (
        "kusto.usgovcloudapi.net",
        "servicebus.usgovcloudapi.net",
        "azure-devices.us",
        "core.usgovcloudapi.net",
        "documents.azure.us",
    ),
    "AzureChinaCloud": (
        "kusto.chinacloudapi.cn",
        "servicebus.chinacloudapi.cn",
        "azure-devices.cn",
        "core.chinacloudapi.cn",
        "documents.azure.cn",
    ),
}
REGION, ZONE = "westus", "z12"
IDS = {
    kind: ResourceId("s", "g", type_, (name,))
    for kind, type_, name in [
        ("namespace", EVENT_HUB_NAMESPACE, "Clicks"),
        ("iot hub", IOT_HUB, "Devices"),
        ("storage account", STORAGE_ACCOUNT, "acct"),
        ("zoned account", STORAGE_ACCOUNT, "acct"),
        ("cosmos account", COSMOS_ACCOUNT, "Orders"),
        ("leader", CLUSTER, "Leader"),
    ]
}
HIDDEN = "iothub-ns-Devices-4711-0a1b2c3d4e"
# Rows: kind, names that follow from the id, names that the resource's document has.
EXPECTED = {
    "namespace": (["clicks.{bus}"], ["clicks.{bus}"]),
    "iot hub": (["devices.{iot}"], [f"{HIDDEN.lower()}.{{bus}}", "devices.{iot}"]),
    "storage account": (["acct.blob.{storage}", "acct.dfs.{storage}"], ["acct.blob.{storage}", "acct.dfs.{storage}"]),
    "zoned account": (
        ["acct.blob.{storage}", "acct.dfs.{storage}"],
        ["acct.z12.blob.storage.azure.net", "acct.z12.dfs.storage.azure.net"],
    ),
    "cosmos account": (
        ["orders.{cosmos}"],
        ["orders.{cosmos}", "orders-westus.{cosmos}", "orders-eastus.{cosmos}"],
    ),
    "leader": (["leader.westus.{kusto}"], ["leader.westus.{kusto}"]),
}


def suffixes(cloud):
    return dict(zip(("kusto", "bus", "iot", "storage", "cosmos"), CLOUDS[cloud], strict=True))


def shown(kind, cloud):
    """The document of a resource of this kind, as that cloud shows it."""
    ends, id_ = suffixes(cloud), str(IDS[kind])
    if kind == "leader":
        return {"location": REGION, "properties": {"uri": f"https://leader.{REGION}.{ends['kusto']}"}}
    if kind == "iot hub":
        document = documents.iot_hub(id_, REGION, suffix=ends["bus"])[1]
        return {**document, "properties": {**document["properties"], "hostName": f"Devices.{ends['iot']}"}}
    made = {
        "namespace": lambda: documents.namespace(id_, REGION, suffix=ends["bus"]),
        "storage account": lambda: documents.storage_account(id_, REGION, suffix=ends["storage"]),
        "zoned account": lambda: documents.storage_account(id_, REGION, suffix=ends["storage"], zone=ZONE),
        "cosmos account": lambda: documents.cosmos_account(id_, REGION, suffix=ends["cosmos"]),
    }
    return made[kind]()[1]


def follower(cloud):
    """A cluster in that cloud, whose own name says so."""
    uri = f"https://c1.{REGION}.{suffixes(cloud)['kusto']}"
    document = {"id": str(ResourceId("s", "g", CLUSTER, ("c1",))), "location": REGION, "properties": {"uri": uri}}
    return clusters.from_arm(document)


def derived(kind, cloud):
    """The names that follow from the id, and what is said not to."""
    if kind != "leader":
        return source_names.of_id(IDS[kind], source_names.suffixes_of(follower(cloud)))
    known = Configuration(follower(cloud), leaders={"of": str(IDS[kind])})
    (found,) = data_sources.of_cluster(known, {resource_ids.key(IDS[kind]): Reading(why="No")}).sources
    return tuple(one.fqdn for one in found.dependencies), found.gap


ROWS = [(kind, cloud) for kind in EXPECTED for cloud in CLOUDS]


@pytest.mark.parametrize(("kind", "cloud"), ROWS)
def test_each_kind_has_its_names_in_each_cloud(kind, cloud):
    ends, (from_id, from_document) = suffixes(cloud), EXPECTED[kind]
    assert list(derived(kind, cloud)[0]) == [name.format(**ends) for name in from_id]
    found = source_resources.of(IDS[kind].type, shown(kind, cloud))
    assert (list(found.hosts), found.lacking) == ([name.format(**ends) for name in from_document], "")


def test_what_follows_from_ids_is_what_resources_say_but_where_the_gap_or_the_note_says_otherwise():
    """Kinds with three clouds each. A zone of storage is what nobody sees in an id, so names from ids may be others."""
    told = Counter()
    for kind, cloud in ROWS:
        (names, gap), read = derived(kind, cloud), source_resources.of(IDS[kind].type, shown(kind, cloud)).hosts
        same = set(names) == set(read)
        told += Counter(rows=1, derived=len(names), read=len(read), both=len(set(names) & set(read)), agreeing=same)
        assert same == (kind in ("namespace", "storage account", "leader"))
        if kind in ("iot hub", "cosmos account"):
            assert gap and set(names) < set(read), "what is missing is said, and the rest is right"
        if kind == "zoned account":
            assert not gap and not set(names) & set(read)
    assert told == {"rows": 18, "derived": 24, "read": 33, "both": 18, "agreeing": 9}


@pytest.mark.parametrize(
    ("kind", "missing"),
    [
        ("namespace", ""),
        ("storage account", ""),
        ("cosmos account", "the names of its regions"),
        ("iot hub", "the endpoint that its messages are read from"),
    ],
)
def test_what_an_id_does_not_give_is_said(kind, missing):
    assert derived(kind, "AzureCloud")[1] == missing


def test_the_clouds_are_those_of_the_table():
    assert {
        cloud: (one.kusto, one.bus, one.iot, one.storage, one.cosmos) for cloud, one in source_names.CLOUDS.items()
    } == CLOUDS


@pytest.mark.parametrize(
    ("uri", "cloud"),
    [
        ("https://c1.westus.kusto.windows.net", "AzureCloud"),
        ("https://C1.USGovVirginia.KUSTO.usgovcloudapi.net/", "AzureUSGovernment"),
        ("c1.chinaeast2.kusto.chinacloudapi.cn", "AzureChinaCloud"),
        ("https://c1.westus.kusto.example.org", None),
        ("https://kusto.windows.net", None),
        ("https://evilkusto.windows.net", None),
        ("https://c1.kusto.windows.net.example.org", None),
        ("nonsense", None),
        ("", None),
    ],
)
def test_a_cluster_is_in_the_cloud_that_its_own_name_ends_with(uri, cloud):
    document = {"id": str(IDS["leader"]), "properties": {"uri": uri}}
    assert source_names.suffixes_of(clusters.from_arm(document)) == source_names.CLOUDS.get(cloud)
