# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading clusters page by page, from one host only."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.read.kusto import Kusto
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import ArmError, NotFound
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import CLUSTER, ResourceId
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import ARM, Clock, Wire

ID = ResourceId("s", "g", CLUSTER, ("c1",))
PATH = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Kusto/clusters/c1"


CLUSTER_DOCUMENT = {"id": PATH, "properties": {}}


LISTED = {"name": "a", "id": PATH}


def page(*names, link=None):
    return 200, {"value": [{"name": name} for name in names], **({"nextLink": link} if link else {})}


def test_all_pages_are_read_in_order():
    wire = Wire(page("a", "b", link=f"{ARM}/next?token=1"), page(link=f"{ARM}/next?token=2"), page("c"))
    assert Kusto(wire.http()).dependencies(ID) == [{"name": "a"}, {"name": "b"}, {"name": "c"}]
    first, *links = [request.url for request in wire.asked]
    assert first.startswith(f"{ARM}{PATH}/outboundNetworkDependenciesEndpoints?api-version=20")
    assert links == [f"{ARM}/next?token=1", f"{ARM}/next?token=2"]


@pytest.mark.parametrize("link", [None, ""])
def test_a_missing_or_empty_link_is_the_end(link):
    assert Kusto(Wire((200, {"value": [], "nextLink": link})).http()).clusters("s") == []


@pytest.mark.parametrize(
    ("group", "scope"), [(None, "/subscriptions/s/providers/"), ("g", "/subscriptions/s/resourceGroups/g/providers/")]
)
def test_clusters_are_listed_of_a_group_or_a_whole_subscription(group, scope):
    wire = Wire((200, {"value": [LISTED]}))
    assert Kusto(wire.http()).clusters("s", group) == [LISTED]
    assert wire.asked[0].url.startswith(f"{ARM}{scope}Microsoft.Kusto/clusters?api-version=")


def test_pages_that_lead_in_a_circle_are_an_error():
    wire = Wire(page("a", link=f"{ARM}/next?1"), page("b", link=f"{ARM}/next?2"), page("c", link=f"{ARM}/next?1"))
    with pytest.raises(
        ArmError, match="Cannot read the outbound dependencies of cluster c1 in resource group g: .*circle"
    ):
        Kusto(wire.http()).dependencies(ID)
    assert len(wire.asked) == 3


def test_a_link_to_another_host_is_refused_and_never_sees_the_token():
    wire = Wire(page("a", link="https://evil.example/next"))
    with pytest.raises(
        ArmError, match="it leads to https://evil.example, but the token is for https://arm.example only"
    ):
        Kusto(wire.http()).dependencies(ID)
    assert len(wire.asked) == 1


@pytest.mark.parametrize("body", [{}, {"value": None}, {"value": {}}, {"value": ["c1"]}, [], "null", ""])
def test_an_answer_that_is_no_list_is_an_error(body):
    with pytest.raises(ArmError, match="Cannot list the clusters of subscription s: the answer is no list"):
        Kusto(Wire((200, body)).http()).clusters("s")


def test_one_cluster_is_one_document():
    wire = Wire((200, CLUSTER_DOCUMENT), (200, "[]"), (404, {"error": {"code": "ResourceNotFound"}}))
    http = wire.http()
    assert Kusto(http).cluster(ID) == CLUSTER_DOCUMENT
    with pytest.raises(ArmError, match="the answer is not that resource"):
        Kusto(http).cluster(ID)
    with pytest.raises(NotFound, match="Cannot read cluster c1 in resource group g: .*ResourceNotFound, HTTP 404"):
        Kusto(http).cluster(ID)


@pytest.mark.parametrize("headers", [{}, {"Azure-AsyncOperation": "https://elsewhere.example/operations/1"}])
def test_a_diagnosis_nobody_tells_the_end_of_is_none_and_not_a_clean_one(headers):
    assert Kusto(Wire((202, "", headers)).http()).diagnosis(ID, Clock().patience()) is None


@pytest.mark.parametrize("body", [{}, {"findings": None}, {"properties": {"findings": "text"}}, {"findings": 5}])
def test_a_diagnosis_that_lists_nothing_does_not_say_that_all_is_well(body):
    assert Kusto(Wire((200, body)).http()).diagnosis(ID, Clock().patience()) is None


def test_a_diagnosis_that_is_done_at_once_may_be_clean():
    assert Kusto(Wire((200, {"findings": []})).http()).diagnosis(ID, Clock().patience()) == []


CONNECTION = {"name": "c1/db/from-hub", "kind": "EventHub", "properties": {"consumerGroup": "$Default"}}
OPERATION = {"Azure-AsyncOperation": f"{ARM}/operations/1"}
WRONG = "The consumer group does not exist."


def validated(*answers):
    return Kusto(Wire(*answers).http()).validation(ID, "db", CONNECTION, Clock().patience())


@pytest.mark.parametrize("spelt", ["ErrorMessage", "errorMessage"])
@pytest.mark.parametrize("name", ["Value", "value"])
def test_what_is_wrong_with_a_data_connection_stands_in_the_operation_that_validates_it(name, spelt):
    said = {"status": "Succeeded", "properties": {name: [{spelt: WRONG}, "odd"]}}
    assert validated((202, "", OPERATION), (200, said)) == [WRONG, "odd"]
    assert validated((202, "", OPERATION), (200, {**said, "properties": {name: []}})) == []
    assert validated((200, {name: [{spelt: WRONG}]})) == [WRONG]


@pytest.mark.parametrize("said", [{}, {"properties": {}}, {"properties": {"Value": "text"}}, {"Value": None}])
def test_a_validation_that_lists_nothing_does_not_say_that_all_is_well(said):
    with pytest.raises(ArmError, match="Cannot validate data connection from-hub of database db of cluster c1 .*say"):
        validated((202, "", OPERATION), (200, {"status": "Succeeded", **said}))


LISTS = {
    "databases": lambda kusto: kusto.databases(ID),
    "databases/db/dataConnections": lambda kusto: kusto.data_connections(ID, "db"),
    "databases/My%20data%2Fbase%3F1/dataConnections": lambda kusto: kusto.data_connections(ID, "My data/base?1"),
    "attachedDatabaseConfigurations": lambda kusto: kusto.attached_databases(ID),
    "managedPrivateEndpoints": lambda kusto: kusto.managed_private_endpoints(ID),
}


@pytest.mark.parametrize("path", LISTS)
def test_what_stands_below_a_cluster_is_listed_page_by_page(path):
    first, second = ({"id": f"{PATH}/Databases/{name}"} for name in ("My data.base", "long" * 60))
    wire = Wire((200, {"value": [first], "nextLink": f"{ARM}/next?token=1"}), (200, {"value": [second]}))
    assert LISTS[path](Kusto(wire.http())) == [first, second]
    assert wire.asked[0].url == f"{ARM}{PATH}/{path}?api-version=2025-02-14" and len(wire.asked) == 2


@pytest.mark.parametrize(
    ("path", "what"),
    [
        ("databases", "databases"),
        ("databases/db/dataConnections", "data connections of database db"),
        ("attachedDatabaseConfigurations", "attached databases"),
        ("managedPrivateEndpoints", "managed private endpoints"),
    ],
)
@pytest.mark.parametrize("body", [{}, {"value": [{"properties": {}}]}, {"value": [{"id": 5}]}, {"value": ["db"]}])
def test_a_list_below_a_cluster_that_makes_no_sense_is_an_error(path, what, body):
    with pytest.raises(ArmError, match=f"Cannot list the {what} of cluster c1 in resource group g: "):
        LISTS[path](Kusto(Wire((200, body)).http()))


LEADING_THERE = {
    "id": f"{PATH}/privateEndpointConnections/to-c1",
    "name": "to-c1",
    "systemData": {"createdAt": "2026-03-15T11:00:00Z"},
    "properties": {
        "privateEndpoint": {"id": "/subscriptions/x/y"},
        "privateLinkServiceConnectionState": {"status": "Approved"},
    },
}


def test_the_private_endpoints_that_lead_to_a_cluster_are_listed_by_their_connections():
    wire = Wire((200, {"value": [LEADING_THERE], "nextLink": f"{ARM}/next"}), (200, {"value": []}))
    assert Kusto(wire.http()).private_endpoint_connections(ID) == [LEADING_THERE]
    assert wire.asked[0].url.startswith(f"{ARM}{PATH}/privateEndpointConnections?api-version=20")


@pytest.mark.parametrize(
    "own",
    [{"privateEndpoint": "x"}, {"privateLinkServiceConnectionState": {"status": 5}}, {"privateEndpoint": {"id": 5}}],
)
def test_a_connection_that_makes_no_sense_is_none(own):
    listed = {**LEADING_THERE, "properties": {**LEADING_THERE["properties"], **own}}
    with pytest.raises(ArmError, match="private endpoint connections of cluster c1"):
        Kusto(Wire((200, {"value": [listed]})).http()).private_endpoint_connections(ID)
