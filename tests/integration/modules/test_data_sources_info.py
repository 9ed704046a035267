# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What clusters read by their own configuration: all of it, as far as the login may see, and what is not known."""

from __future__ import annotations

import json
import re
from collections import Counter

import jinja2
import pytest
import yaml
from ansible_collections.adx.outbound.plugins.modules.data_sources_info import EXAMPLES
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID
from ansible_collections.adx.outbound.tests.emulator.worlds import data_sources, dependency_answer, ids
from ansible_collections.adx.outbound.tests.integration.others import edit
from ansible_collections.adx.outbound.tests.integration.runner import Refused, done

REGION = "West US"
LEADER_ID, NAMESPACE_ID, ACCOUNT_ID = data_sources.LEADER_ID, data_sources.NAMESPACE_ID, data_sources.ACCOUNT_ID
IOT_HUB_ID, COSMOS_ID, VAULT_ID = data_sources.IOT_HUB_ID, data_sources.COSMOS_ID, data_sources.VAULT_ID
CLUSTERS = ["Microsoft.Kusto/*"]
BUS, EVENTS = "evhns-telemetry.servicebus.windows.net", "iothub-ns-iot-teleme-4711-0a1b2c3d4e.servicebus.windows.net"
DEVICES, COSMOS = "iot-telemetry.azure-devices.net", "cosmos-telemetry.documents.azure.com"
BLOBS = ["sttelemetry.blob.core.windows.net", "sttelemetry.dfs.core.windows.net"]
LEADER = "leader.westus.kusto.windows.net"
STORAGE = dependency_answer.storage_names("leader")
FROM = {name: f"data connection from-{name} of database telemetry" for name in ("hub", "devices", "blobs", "orders")}
OF_LEADER = "databases that follow those of cluster leader"


@pytest.fixture(autouse=True)
def whole(emulator):
    """A cluster with two databases, one of its own with a connection of each kind, and one that follows."""
    seed(emulator, *data_sources.whole(CLUSTER_ID, REGION), dependency_answer.build(LEADER_ID, REGION))
    emulator.clear_log()
    yield emulator
    assert emulator.writes() == [], "reading wrote something"


def seed(emulator, *resources):
    for id_, document in resources:
        emulator.seed(id_, document)


def read(run, **options):
    """What the module says of the one cluster, and its warnings."""
    result = done(run("data_sources_info", name=CLUSTER_ID, **options))
    assert result["changed"] is False
    (found,) = result["data_sources"]
    warned = str(result.get("warnings"))
    assert [gap for gap in found["gaps"] if gap not in warned] == [], "each gap is a warning"
    return found


def names(found):
    """The hosts of each source, by what needs it."""
    told = {}
    for one in found["sources"]:
        told.setdefault(one["told_by"], []).extend(dict.fromkeys(name["fqdn"] for name in one["names"]))
    return told


def of(found, told_by, kind=""):
    """The sources that one part of the configuration names, of this kind of resource."""
    return [one for one in found["sources"] if one["told_by"] == told_by and kind.lower() in str(one["id"]).lower()]


# All of it


def test_everything_that_a_cluster_reads_is_read_with_its_names(run):
    found = read(run)
    assert names(found) == {
        FROM["hub"]: [BUS],
        FROM["devices"]: [EVENTS, DEVICES],
        FROM["blobs"]: [*BLOBS, BUS],
        FROM["orders"]: [COSMOS, *(COSMOS.replace(".", f"-{one}.", 1) for one in ("westus", "eastus"))],
        "the key of cluster telemetry": ["kv-telemetry.vault.azure.net"],
        OF_LEADER: [LEADER, *STORAGE],
    }
    assert Counter(one["kind"] for one in found["sources"]) == {
        "EventHub": 1,
        "IotHub": 1,
        "EventGrid": 2,
        "CosmosDb": 1,
        "KeyVault": 1,
        "Leader": 1,
    }
    assert {one["told"] for one in found["sources"]} == {"read"} and found["gaps"] == []
    assert all(one["exists"] and not one["note"] for one in found["sources"]) and found["uses_known"] is False
    assert (found["name"], found["region"], found["injected"]) == ("telemetry", "westus", True)


def test_every_name_and_port_is_there_once_and_ready_for_rules(run):
    found = read(run)["dependencies"]
    assert len({(one["fqdn"], one["port"]) for one in found}) == len(found) == 12 + len(STORAGE)
    assert {one["fqdn"]: one["region"] for one in found if one["port"] == 5671} == {BUS: "westus", EVENTS: "westus"}
    assert {(one["protocol"], one["port"]) for one in found} == {("TCP", 5671), ("Https", 443)}
    assert {(one["source"], str(one["addresses"])) for one in found} == {("data_sources", "[]")}


@pytest.mark.parametrize("page_size", [1, 2, 0])
def test_lists_are_read_page_by_page(run, emulator, page_size):
    emulator.switch(page_size=page_size, dependency_page_size=page_size)
    assert sum(map(len, names(read(run)).values())) == 11 + len(STORAGE)


def test_uses_are_listed_beside_it_and_no_part_of_their_uri_is_shown(run):
    uses = [
        {"type": "external_data", "uri": "abfss://hidden@lake.dfs.core.windows.net/hidden"},
        {"type": "sql", "uri": "Server=tcp:s.database.windows.net,1433;Initial Catalog=hidden"},
    ]
    found = read(run, uses=uses)
    listed = {
        one["told_by"]: (one["told"], one["names"][0]["port"]) for one in found["sources"] if one["kind"] == "Uses"
    }
    assert listed == {
        "external_data lake.dfs.core.windows.net in uses": ("listed", 443),
        "sql s.database.windows.net in uses": ("listed", 1433),
    }
    assert found["uses_known"] is True and "hidden" not in json.dumps(found)
    assert "lake.blob.core.windows.net" in [one["fqdn"] for one in found["dependencies"]]
    assert read(run, uses=[])["uses_known"] is True


def test_a_uri_with_a_key_is_refused_before_anything_is_asked(run, emulator):
    uri = "https://archive.blob.core.windows.net/c?sv=2022-11-02&sig=SECRET"
    result = run("data_sources_info", name=CLUSTER_ID, uses=[{"type": "external_data", "uri": uri}])
    assert result["failed"] and "with a key or a password in it" in result["msg"]
    assert "SECRET" not in json.dumps(result) and emulator.log(all=True) == []


# What may not be read

DERIVED = {
    FROM["hub"]: [BUS],
    FROM["devices"]: [DEVICES],
    FROM["blobs"]: [*BLOBS, BUS],
    FROM["orders"]: [COSMOS],
    "the key of cluster telemetry": ["kv-telemetry.vault.azure.net"],
    OF_LEADER: [LEADER, *STORAGE],
}


def test_without_rights_to_the_resources_names_are_derived_and_that_is_told(run, emulator):
    emulator.switch(allow_only=CLUSTERS)
    found = read(run)
    assert names(found) == DERIVED
    told = {(one["kind"], one["told"], one["access"]) for one in found["sources"] if one["id"]}
    assert told == {
        ("EventHub", "derived", "unknown"),
        ("IotHub", "derived", "unknown"),
        ("EventGrid", "derived", "unknown"),
        ("CosmosDb", "derived", "unknown"),
        ("Leader", "read", "public"),
    }
    assert found["gaps"] == [
        "IoT hub iot-telemetry in resource group rg-data could not be read (AuthorizationFailed), and nothing else"
        " tells the endpoint that its messages are read from",
        "Cosmos DB account cosmos-telemetry in resource group rg-data could not be read (AuthorizationFailed), and"
        " nothing else tells the names of its regions",
    ]
    assert all(
        "follow from its id and may be others" in one["note"] for one in found["sources"] if one["told"] == "derived"
    )
    assert {one["approval"] for one in found["managed_private_endpoints"]} == {"unknown"}


@pytest.mark.parametrize(
    ("cloud", "region", "bus", "blob"),
    [
        ("AzureUSGovernment", "USGov Virginia", "servicebus.usgovcloudapi.net", "blob.core.usgovcloudapi.net"),
        ("AzureChinaCloud", "China East 2", "servicebus.chinacloudapi.cn", "blob.core.chinacloudapi.cn"),
    ],
)
def test_derived_names_are_of_the_cloud_that_the_cluster_is_in(run, emulator, cloud, region, bus, blob):
    suffix = {"AzureUSGovernment": "usgovcloudapi.net", "AzureChinaCloud": "chinacloudapi.cn"}[cloud]
    uri = f"https://telemetry.{region.replace(' ', '').lower()}.kusto.{suffix}"
    edit(emulator, CLUSTER_ID, lambda properties: properties.update(uri=uri))
    emulator.switch(allow_only=CLUSTERS)
    found = names(read(run))
    assert found[FROM["hub"]] == [f"evhns-telemetry.{bus}"] and f"sttelemetry.{blob}" in found[FROM["blobs"]]


@pytest.mark.parametrize(
    ("lacking", "gaps"),
    [
        ("databases", ["The databases of cluster telemetry could not be read (AuthorizationFailed)"]),
        ("databases/telemetry/dataConnections", ["The data connections of database telemetry could not be read"]),
        ("attachedDatabaseConfigurations", ["The attached databases of cluster telemetry could not be read"]),
        ("managedPrivateEndpoints", ["The managed private endpoints of cluster telemetry could not be read"]),
    ],
)
@pytest.mark.parametrize("status", [403, 404])
def test_a_list_that_is_refused_is_a_gap_and_never_an_empty_list(run, emulator, lacking, gaps, status):
    if status == 403:
        emulator.deny(f".*/clusters/telemetry/{lacking}$")
    else:
        emulator.fault("error", path=f"clusters/telemetry/{lacking}$", status=404, code="SubscriptionNotFound", times=0)
    found = read(run)
    assert len(found["gaps"]) == len(gaps)
    for told, gap in zip(found["gaps"], gaps, strict=True):
        assert told.startswith(gap.replace("AuthorizationFailed", "SubscriptionNotFound") if status == 404 else gap)
    assert "the key of cluster telemetry" in names(found)


def test_whom_a_database_follows_is_known_from_either_list(run, emulator):
    emulator.deny(".*/attachedDatabaseConfigurations$")
    assert LEADER in names(read(run))[OF_LEADER]
    emulator.deny(".*/clusters/telemetry/databases$")
    assert OF_LEADER not in names(read(run))


def test_a_service_that_is_down_is_an_error_and_no_gap_in_the_cluster_s_own_lists(run, emulator):
    emulator.fault("error", path="clusters/telemetry/databases$", status=503, code="ServerBusy", times=0)
    result = run("data_sources_info", name=CLUSTER_ID)
    assert result["failed"] and "Cannot list the databases of cluster telemetry" in result["msg"]


def test_a_resource_that_is_down_is_no_reason_to_guess(run, emulator):
    emulator.fault("error", path="namespaces/evhns-telemetry$", status=503, code="ServerBusy", times=0)
    with pytest.raises(Refused, match="read Event Hubs namespace evhns-telemetry"):
        read(run)


# What is gone


@pytest.mark.parametrize(
    ("id_", "told_by"),
    [
        (NAMESPACE_ID, FROM["hub"]),
        (IOT_HUB_ID, FROM["devices"]),
        (ACCOUNT_ID, FROM["blobs"]),
        (COSMOS_ID, FROM["orders"]),
        (LEADER_ID, OF_LEADER),
    ],
)
def test_a_clear_404_of_a_resource_is_its_end_and_an_unclear_one_is_none(run, emulator, id_, told_by):
    kind = id_.split("/providers/")[1]
    emulator.fault("error", path=f"{kind}$", status=404, code="SubscriptionNotFound", times=1)
    (unclear,) = of(read(run), told_by, kind)
    assert unclear["exists"] and unclear["told"] == "derived" and unclear["names"]
    assert "(SubscriptionNotFound)" in unclear["note"]
    emulator.remove(id_)
    found = read(run)
    (gone,) = of(found, told_by, kind)
    assert not gone["exists"] and gone["names"] == [] and "There is no " in gone["note"] and found["gaps"] == []


# Private endpoints


def approvals(found):
    return {one["name"]: one["approval"] for one in found["managed_private_endpoints"]}


def connecting(emulator, *connections):
    """The namespace with these private endpoint connections."""
    seed(emulator, data_sources.namespace(NAMESPACE_ID, REGION, connections=connections))


def test_endpoints_are_told_with_whether_their_targets_approve_them(run):
    found = read(run)
    assert sorted(found["managed_private_endpoints"], key=lambda one: one["name"], reverse=True) == [
        {"name": "to-hub", "target": NAMESPACE_ID, "group": "namespace", "state": "Succeeded", "approval": "approved"},
        {"name": "to-blobs", "target": ACCOUNT_ID, "group": "blob", "state": "Succeeded", "approval": "not_approved"},
    ]
    led = [(one["told_by"], one["managed_private_endpoints"]) for one in found["sources"]]
    assert [one for one in led if one[1]] == [
        (FROM["hub"], ["to-hub"]),
        (FROM["blobs"], ["to-blobs"]),
        (FROM["blobs"], ["to-hub"]),
    ]


@pytest.mark.parametrize(
    ("connections", "approval"),
    [
        ([], "not_approved"),
        ([("to-hub", "Pending")], "not_approved"),
        ([("to-hub", "Rejected"), ("other", "Approved")], "not_approved"),
        ([("other", "Approved")], "unknown"),
        ([("to-hub", "Approved"), ("other", "Pending")], "approved"),
        ([("to-hub-too", "Approved")], "unknown"),
    ],
)
def test_of_several_connections_the_one_of_its_name_decides(run, emulator, connections, approval):
    connecting(emulator, *connections)
    assert approvals(read(run))["to-hub"] == approval


def test_whether_a_target_that_may_not_be_read_approves_nobody_knows(run, emulator):
    emulator.deny(".*/namespaces/evhns-telemetry$")
    assert approvals(read(run)) == {"to-hub": "unknown", "to-blobs": "not_approved"}


def test_a_target_that_is_gone_approves_nothing(run, emulator):
    emulator.remove(NAMESPACE_ID)
    assert approvals(read(run))["to-hub"] == "not_approved"


def test_an_endpoint_to_the_vault_of_the_key_is_its(run, emulator):
    seed(
        emulator,
        data_sources.managed_endpoint(CLUSTER_ID, "to-key", VAULT_ID, "vault"),
        data_sources.vault(VAULT_ID, REGION, connections=[("to-key", "Approved")]),
    )
    found = read(run)
    assert of(found, "the key of cluster telemetry")[0]["managed_private_endpoints"] == ["to-key"]
    assert approvals(found)["to-key"] == "approved"


# Followers


def test_a_leader_that_may_not_be_read_is_named_by_its_id(run, emulator):
    emulator.deny(".*/clusters/leader$")
    found = read(run)
    (leader,) = of(found, OF_LEADER)
    assert [one["fqdn"] for one in leader["names"]] == [LEADER] and leader["told"] == "derived"
    assert found["gaps"] == [
        "Cluster leader in resource group rg-adx could not be read (AuthorizationFailed), so the storage accounts that"
        " followers of cluster leader read from are not known"
    ]


def test_a_leader_whose_answer_may_not_be_read_has_storage_that_nobody_knows(run, emulator):
    emulator.deny(".*/clusters/leader/outbound.*")
    found = read(run)
    (leader,) = of(found, OF_LEADER)
    assert [one["fqdn"] for one in leader["names"]] == [LEADER] and leader["told"] == "read"
    assert found["gaps"] == [
        "The dependency answer of cluster leader in resource group rg-adx could not be read (AuthorizationFailed), so"
        " the storage accounts that followers of cluster leader read from are not known"
    ]


@pytest.mark.parametrize("kept", [0, 2])
def test_half_an_answer_of_a_leader_is_none(run, emulator, kept):
    id_, answer = dependency_answer.build(LEADER_ID, REGION)
    emulator.seed(id_, {"value": answer["value"][:kept]})
    (gap,) = read(run)["gaps"]
    assert f"The dependency answer of cluster leader is {'partial' if kept else 'empty'}" in gap


def test_a_leader_is_asked_once_for_all_databases_that_follow_it(run, emulator):
    for number in range(3):
        seed(emulator, data_sources.following_database(CLUSTER_ID, f"s{number}", LEADER_ID, "of-leader", region=REGION))
    assert len(of(read(run), OF_LEADER)) == 1
    assert sum(entry.path.endswith("/clusters/leader") for entry in emulator.log()) == 1


# Connections of all kinds of names


@pytest.mark.parametrize("name", ["My data.base-1", "d" * 200])
def test_a_database_may_have_a_name_that_no_other_resource_has(run, emulator, name):
    seed(
        emulator,
        data_sources.database(CLUSTER_ID, name, region=REGION),
        data_sources.cosmos_connection(CLUSTER_ID, name, "of this", COSMOS_ID),
    )
    found = read(run)
    assert found["gaps"] == [] and len(of(found, f"data connection of this of database {name}")) == 1


@pytest.mark.parametrize("kind", ["EventHubWithManagedIdentity", "eventhub", "EVENTHUB"])
def test_kinds_are_taken_however_they_are_spelled(run, emulator, kind):
    made = data_sources.event_hub_connection(CLUSTER_ID, "telemetry", "from-hub", NAMESPACE_ID, kind=kind)
    seed(emulator, made)
    assert of(read(run), FROM["hub"])[0]["kind"] == "EventHub"


def test_a_connection_of_an_unknown_kind_is_a_gap(run, emulator):
    made = data_sources.event_hub_connection(CLUSTER_ID, "telemetry", "from-hub", NAMESPACE_ID, kind="Kafka")
    seed(emulator, made)
    found = read(run)
    (unknown,) = of(found, FROM["hub"])
    assert (unknown["kind"], unknown["names"], unknown["id"]) == ("Unknown", [], None)
    assert found["gaps"] == [f"What {FROM['hub']} reads from is not known: its kind Kafka is not known here"]


def test_a_connection_to_something_else_is_a_gap(run, emulator):
    bus = NAMESPACE_ID.replace("Microsoft.EventHub", "Microsoft.ServiceBus")
    seed(emulator, data_sources.event_hub_connection(CLUSTER_ID, "telemetry", "from-hub", bus))
    (gap,) = read(run)["gaps"]
    assert gap.endswith("its eventHubResourceId is no id of Microsoft.EventHub/namespaces")


@pytest.mark.parametrize("value", [5, ["x"], {"a": "b"}])
def test_a_list_that_makes_no_sense_is_a_gap(run, emulator, value):
    id_, document = data_sources.event_hub_connection(CLUSTER_ID, "telemetry", "from-hub", NAMESPACE_ID)
    document["properties"]["eventHubResourceId"] = value
    emulator.seed(id_, document)
    (gap,) = read(run)["gaps"]
    assert gap.startswith("The data connections of database telemetry could not be read (")


# How much is asked


def grow(emulator, databases=0, connections=0, leaders=0):
    """More of each: databases with one connection of their own each, connections of the first, leaders."""
    made = []
    for number in range(databases):
        name = f"db{number}"
        made.append(data_sources.database(CLUSTER_ID, name, region=REGION))
        made.append(data_sources.cosmos_connection(CLUSTER_ID, name, "from-orders", COSMOS_ID))
    for number in range(connections):
        id_ = data_sources.target_id("Microsoft.EventHub/namespaces", f"ns{number}")
        made.append(data_sources.namespace(id_, REGION))
        made.append(data_sources.event_hub_connection(CLUSTER_ID, "telemetry", f"from-{number}", id_))
    for number in range(leaders):
        id_ = ids.kusto(f"leader{number}")
        cluster = emulator.document(LEADER_ID)
        made += [(id_, {**cluster, "id": id_, "name": f"leader{number}"}), dependency_answer.build(id_, REGION)]
        made.append(data_sources.attached_configuration(CLUSTER_ID, f"of-{number}", id_, "*", region=REGION))
    seed(emulator, *made)


# More databases, connections and leaders: requests for the lists, for what they name, and in all. The cluster itself
# and three lists are always read, a list of connections for each database that does not follow, each resource once,
# and of each leader its dependency answer besides.
REQUESTS = [
    ((0, 0, 0), 5, 6, 11),
    ((1, 0, 0), 6, 6, 12),
    ((10, 0, 0), 15, 6, 21),
    ((0, 1, 0), 5, 7, 12),
    ((0, 10, 0), 5, 16, 21),
    ((0, 0, 1), 5, 8, 13),
    ((0, 0, 3), 5, 12, 17),
    ((10, 10, 3), 15, 22, 37),
]


@pytest.mark.parametrize(("more", "lists", "targets", "total"), REQUESTS)
def test_each_list_and_each_resource_is_asked_for_once(run, emulator, more, lists, targets, total):
    grow(emulator, *more)
    emulator.clear_log()
    read(run)
    paths = Counter(entry.path.lower() for entry in emulator.log())
    own = re.compile(rf"^{re.escape(CLUSTER_ID.lower())}(/|$)")
    assert max(paths.values()) == 1 and {entry.method for entry in emulator.log()} == {"GET"}
    assert (sum(bool(own.match(path)) for path in paths), len(paths)) == (lists, total) and lists + targets == total


# Many clusters


def test_all_clusters_of_a_group_are_read_and_one_that_is_not_spoils_nothing(run, emulator):
    emulator.fault("error", path="clusters/analytics/databases$", status=503, code="ServerBusy", times=0)
    result = done(run("data_sources_info", resource_group="rg-adx"))
    assert {one["name"] for one in result["data_sources"]} == {"telemetry", "leader"}
    assert "Cannot list the databases of cluster analytics" in str(result["warnings"])


@pytest.mark.parametrize("where", [{"resource_group": "rg-adx"}, {}])
def test_all_clusters_of_a_group_or_a_subscription_are_read(run, where):
    found = {one["name"]: one for one in done(run("data_sources_info", **where))["data_sources"]}
    assert {name: len(one["sources"]) for name, one in found.items()} == {"telemetry": 7, "analytics": 0, "leader": 0}
    assert found["analytics"]["injected"] is False and found["analytics"]["gaps"] == []


def test_a_group_without_clusters_gives_an_empty_list(run):
    assert done(run("data_sources_info", resource_group="rg-hub"))["data_sources"] == []


def test_a_cluster_that_is_not_there_is_an_error(run):
    result = run("data_sources_info", name="nobody", resource_group="rg-adx")
    assert result["failed"] and "Cannot read cluster nobody" in result["msg"]


def test_check_mode_reads_the_same(run):
    given = {"name": "telemetry", "resource_group": "rg-adx"}
    assert run("data_sources_info", check=True, **given) == run("data_sources_info", **given)


# What the documentation shows


def test_the_examples_do_what_they_say(run, emulator):
    first, show, last = yaml.safe_load(EXAMPLES)
    sources = done(run("data_sources_info", **first["adx.outbound.data_sources_info"]))
    assert [one["told"] for one in sources["data_sources"][0]["sources"]].count("listed") == 1
    environment = jinja2.Environment(undefined=jinja2.StrictUndefined)
    items = environment.compile_expression(show["loop"].strip("{} "))(sources=sources)
    said = [environment.from_string(show["ansible.builtin.debug"]["msg"]).render(item=item) for item in items]
    assert len(items) == 8 and f"{FROM['devices']}: {EVENTS}, {DEVICES}" in said
    query = last["adx.outbound.data_sources_info"]
    assert done(run("data_sources_info", **query))["query_result"] == []
    emulator.deny(".*/clusters/leader/outbound.*")
    (unknown,) = done(run("data_sources_info", **query))["query_result"]
    assert unknown["cluster"] == "telemetry" and len(unknown["gaps"]) == 1
