# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""GET of resources, lists and the documents that are only read."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.tests.emulator import (
    CLUSTER_ID,
    FIREWALL_ID,
    ROUTE_TABLE_ID,
    SUBNET_ID,
    SUBSCRIPTION,
    VNET_ID,
)

KUSTO = "2022-02-01"
GROUPS = "2021-04-01"


def error_of(answer):
    return answer.status_code, answer.json()["error"]["code"]


def test_a_missing_resource_is_named_with_its_type_and_group(emulator, client):
    answer = client.get(client.id("routetables", "None"))
    assert error_of(answer) == (404, "ResourceNotFound")
    assert answer.json()["error"]["message"].startswith(
        "The Resource 'Microsoft.Network/routeTables/None' under resource group 'g' was not found."
    )
    assert answer.headers["x-ms-failure-cause"] == "gateway"
    assert "details" not in answer.json()["error"]


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_a_missing_group_comes_before_the_resource(emulator, client, method):
    path = client.id("routeTables", "t").replace("/g/", "/absent/")
    answer = client.call(method, path, {"location": "westus"})
    assert error_of(answer) == (404, "ResourceGroupNotFound")
    assert answer.json()["error"]["message"] == "Resource group 'absent' could not be found."


def test_a_missing_subscription_comes_before_the_group(emulator, client):
    path = client.id("routeTables", "t").replace(SUBSCRIPTION, "00000000-0000-4000-8000-000000000000")
    assert error_of(client.get(path)) == (404, "SubscriptionNotFound")


def test_a_missing_child_has_the_code_of_the_switch(emulator, client, table):
    answer = client.get(f"{table}/routes/none")
    assert error_of(answer) == (404, "NotFound")
    assert answer.json()["error"]["details"] == []
    emulator.switch(missing_child_code="ResourceNotFound")
    assert error_of(client.get(f"{table}/routes/none")) == (404, "ResourceNotFound")


def test_a_child_below_a_missing_parent_speaks_of_the_parent(emulator, client):
    path = client.id("virtualNetworks", "none") + "/subnets/a"
    assert "virtualNetworks/none" in client.get(path).json()["error"]["message"]
    body = {"properties": {"addressPrefix": "10.0.0.0/24"}}
    assert error_of(client.put(path, body)) == (404, "ParentResourceNotFound")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("providers/Microsoft.Network/gadgets/x", 404, "InvalidResourceType"),
        ("providers/Microsoft.Unknown/gadgets/x", 404, "InvalidResourceNamespace"),
    ],
)
def test_unknown_types_are_not_found(emulator, client, path, status, code):
    assert error_of(client.get(f"{client.group}/{path}")) == (status, code)


def test_an_api_version_is_demanded_and_must_be_known(client, table):
    assert error_of(client.get(table, version=None)) == (400, "MissingApiVersionParameter")
    answer = client.get(table, version="1999-01-01")
    assert error_of(answer) == (400, "NoRegisteredProviderFound")
    assert "2024-05-01" in answer.json()["error"]["message"]


def test_ids_are_found_in_any_case_and_shown_in_one(demo, client):
    shown = client.get(SUBNET_ID.upper().replace("/SUBSCRIPTIONS/", "/subscriptions/")).json()
    assert shown["id"] == SUBNET_ID


def test_network_answers_are_indented_with_crlf_and_carry_request_ids(client, table):
    answer = client.get(table)
    assert answer.text.startswith('{\r\n  "name": "t",\r\n  "id": ')
    assert answer.headers["Content-Type"] == "application/json; charset=utf-8"
    assert answer.headers["x-ms-request-id"] and answer.headers["x-ms-correlation-request-id"]


def test_lists_exist_at_both_scopes_and_may_be_empty(emulator, client, table):
    at_group = client.get(f"{client.group}/providers/Microsoft.Network/routeTables")
    at_subscription = client.get(f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Network/routeTables")
    assert at_group.json() == at_subscription.json() == {"value": [emulator.document(table)]}
    assert "ETag" not in at_group.headers
    assert client.get(f"{client.group}/providers/Microsoft.Network/azureFirewalls").json() == {"value": []}


def test_lists_come_in_pages_when_switched(emulator, client, network):
    emulator.switch(page_size=1)
    first = client.get(f"{network}/subnets").json()
    second = client.get(first["nextLink"]).json()
    assert [page["value"][0]["name"] for page in (first, second)] == ["a", "b"]
    assert "nextLink" not in second


def test_a_cluster_is_shown_with_its_stored_spelling(demo, client):
    answer = client.get(CLUSTER_ID.replace("Microsoft.Kusto/Clusters", "Microsoft.Kusto/clusters"), version=KUSTO)
    assert answer.json()["id"] == CLUSTER_ID
    assert answer.json()["type"] == "Microsoft.Kusto/Clusters"
    assert "\n" not in answer.text


def test_clusters_are_listed_per_group_and_subscription(demo, client):
    scope = CLUSTER_ID.partition("/providers/")[0]
    for prefix in (scope, f"/subscriptions/{SUBSCRIPTION}"):
        listed = client.get(f"{prefix}/providers/Microsoft.Kusto/clusters", version=KUSTO).json()["value"]
        assert CLUSTER_ID in [cluster["id"] for cluster in listed]


@pytest.mark.parametrize("name", ["outboundNetworkDependenciesEndpoints", "OutboundNetworkDependenciesEndpoints"])
def test_the_dependency_answer_is_found_in_any_case(demo, client, name):
    answer = client.get(f"{CLUSTER_ID}/{name}", version=KUSTO)
    assert answer.json() == demo.document(f"{CLUSTER_ID}/outboundNetworkDependenciesEndpoints")
    assert "ETag" not in answer.headers
    assert "nextLink" not in answer.json()


def test_the_dependency_answer_comes_in_pages_when_switched(demo, client):
    demo.switch(dependency_page_size=2)
    found, link = [], f"{CLUSTER_ID}/outboundNetworkDependenciesEndpoints"
    while link:
        page = client.get(link, version=KUSTO).json()
        assert len(page["value"]) <= 2
        found, link = found + page["value"], page.get("nextLink")
    assert found == demo.document(f"{CLUSTER_ID}/outboundNetworkDependenciesEndpoints")["value"]


def test_a_stopped_cluster_refuses_its_dependencies_or_not(demo, client):
    cluster = demo.document(CLUSTER_ID)
    cluster["properties"]["state"] = "Stopped"
    demo.seed(CLUSTER_ID, cluster)
    path = f"{CLUSTER_ID}/outboundNetworkDependenciesEndpoints"
    assert error_of(client.get(path, version=KUSTO)) == (400, "BadRequest")
    demo.switch(stopped_cluster_dependencies="answer")
    assert client.get(path, version=KUSTO).status_code == 200


def test_clusters_cannot_be_written_here(demo, client):
    assert client.put(CLUSTER_ID, {"location": "westus"}, version=KUSTO).status_code == 501
    assert client.delete(CLUSTER_ID, version=KUSTO).status_code == 501


def test_service_tags_are_read_through_any_location_in_pages(demo, client):
    path = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Network/locations/westus/serviceTags"
    whole = client.get(path).json()
    demo.switch(service_tags_page_size=4)
    first = client.get(path.replace("westus", "eastus")).json()
    assert first["cloud"] == whole["cloud"]
    assert first["values"] + client.get(first["nextLink"]).json()["values"] == whole["values"]


def test_the_route_table_shows_its_subnets_late_when_switched(demo, client):
    demo.reset("demo", switches={"route_table_subnets_lag": 2}, shared_table=True)
    count = [len(client.get(ROUTE_TABLE_ID).json()["properties"]["subnets"])]
    subnet = demo.document(SUBNET_ID)
    del subnet["properties"]["routeTable"]
    demo.seed(SUBNET_ID, subnet)
    count += [len(client.get(ROUTE_TABLE_ID).json()["properties"]["subnets"]) for _attempt in range(3)]
    assert count == [2, 2, 2, 1]


def test_a_read_shows_the_document_before_a_change_for_a_while_when_switched(demo, client):
    demo.switch(stale_reads=2)
    before = client.get(ROUTE_TABLE_ID).json()["etag"]
    demo.seed(ROUTE_TABLE_ID, demo.document(ROUTE_TABLE_ID))
    seen = [client.get(ROUTE_TABLE_ID).json()["etag"] == before for _attempt in range(4)]
    assert seen == [True, True, False, False]


def test_groups_are_read_listed_and_deleted_with_all_they_hold(demo, client):
    group = FIREWALL_ID.partition("/providers/")[0]
    assert client.get(group.replace("resourceGroups", "resourcegroups"), version=GROUPS).json()["id"] == group
    listed = client.get(f"/subscriptions/{SUBSCRIPTION}/resourcegroups", version=GROUPS).json()["value"]
    assert group in [item["id"] for item in listed]
    deleted = client.delete(group, version=GROUPS)
    assert deleted.status_code == 202
    assert [client.get(deleted.headers["Location"]).status_code for _attempt in range(2)] == [202, 200]
    assert error_of(client.get(group, version=GROUPS)) == (404, "ResourceGroupNotFound")
    assert demo.document(FIREWALL_ID) is None
    assert demo.document(VNET_ID) is not None


def test_the_subscription_is_shown(demo, client):
    answer = client.get(f"/subscriptions/{SUBSCRIPTION}", version=GROUPS)
    assert json.loads(answer.text)["subscriptionId"] == SUBSCRIPTION
    listed = client.get("/subscriptions", version=GROUPS).json()["value"]
    assert [item["subscriptionId"] for item in listed] == [SUBSCRIPTION]


def test_usages_are_as_they_were_recorded(demo, client):
    path = f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Network/locations/westus/usages"
    found = {one["name"]["value"]: (one["currentValue"], one["limit"]) for one in client.get(path).json()["value"]}
    assert found["RoutesPerRouteTable"] == (0, 400) and found["NetworkInterfaces"][0] < 0
    assert {count for name, (count, _limit) in found.items() if "Per" in name} == {0}
    assert 2147483647 in {limit for _count, limit in found.values()}
    demo.switch(usages_routes=0)
    assert len(client.get(path).json()["value"]) == len(found) - 1
