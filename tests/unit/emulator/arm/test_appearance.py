# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same world, shown in another way: statuses, orders, null and missing members, etags and the casing of ids."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import FIREWALL_ID, FIREWALL_POLICY_ID, ROUTE_TABLE_ID, SUBNET_ID

NETWORK_ID = SUBNET_ID.rpartition("/subnets/")[0]
DOCUMENTS = (FIREWALL_ID, FIREWALL_POLICY_ID, ROUTE_TABLE_ID, SUBNET_ID, NETWORK_ID)


@pytest.fixture
def full(running):
    """The demo, with a firewall that has a policy."""
    running.reset("demo", firewall="policy")
    return running


@pytest.fixture
def table(emulator, client):
    """A route table that three subnets use."""
    path = client.id("routeTables", "rt")
    emulator.seed(path, {})
    subnets = [
        {"name": name, "properties": {"addressPrefix": f"10.0.{number}.0/24", "routeTable": {"id": path}}}
        for number, name in enumerate("abc")
    ]
    properties = {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}, "subnets": subnets}
    emulator.seed(client.id("virtualNetworks", "v"), {"properties": properties})
    return path


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_a_put_is_answered_with_the_wanted_status(emulator, client, table, status):
    emulator.switch(put_status=status)
    answer = client.put(table, {"location": "westus", "tags": {"a": "b"}})
    assert answer.status_code == status
    assert bool(answer.content) is (status < 202)
    assert ("Azure-AsyncOperation" in answer.headers) is (status != 204)
    while client.get(table).json()["properties"]["provisioningState"] != "Succeeded":
        pass
    assert client.get(table).json()["tags"] == {"a": "b"}


def test_the_operation_of_a_202_can_be_followed(emulator, client, table):
    emulator.switch(put_status=202)
    assert client.finish(client.put(table, {"location": "westus", "tags": {}}))["status"] == "Succeeded"


def test_a_refused_put_keeps_its_own_status(emulator, client, table):
    emulator.switch(put_status=204)
    assert client.put(table, {"location": "eastus"}).status_code == 409


def test_lists_of_the_servers_come_in_another_order_each_time(emulator, client, table):
    emulator.switch(shuffled=True)
    answers = [client.get(table) for _read in range(3)]
    orders = [[item["id"][-1] for item in answer.json()["properties"]["subnets"]] for answer in answers]
    assert len({tuple(order) for order in orders}) == 3 and {*map(frozenset, orders)} == {frozenset("abc")}
    assert len({answer.headers["ETag"] for answer in answers}) == 1
    network = [client.get(client.id("virtualNetworks", "v")).json()["properties"]["subnets"] for _read in range(3)]
    assert network[0] == network[1] == network[2]


@pytest.mark.parametrize("path", DOCUMENTS)
def test_optional_members_can_be_null_or_missing(full, client, path):
    shown = client.get(path).json()["properties"]
    empty = {name for name, value in shown.items() if value == []}
    full.switch(optional_members="missing")
    missing = client.get(path).json()["properties"]
    assert missing.keys() == shown.keys() - empty
    full.switch(optional_members="null")
    null = client.get(path).json()["properties"]
    assert {name for name, value in null.items() if value is None} >= empty
    assert null.keys() >= shown.keys() and [] not in null.values()


def test_what_a_document_lacks_is_null_where_every_member_is_written(emulator, client):
    emulator.switch(optional_members="null", polls=0)
    properties = client.put(client.id("routeTables", "alone"), {"location": "westus"}).json()["properties"]
    assert properties["routes"] is properties["subnets"] is None and properties["disableBgpRoutePropagation"] is False


@pytest.mark.parametrize("way", ["null", "missing"])
@pytest.mark.parametrize("path", DOCUMENTS)
def test_a_document_that_was_shown_so_can_be_sent_back(full, client, path, way):
    before = full.document(path)
    full.switch(optional_members=way)
    answer = client.put(path, client.get(path).json())
    assert answer.ok, answer.text
    client.finish(answer)
    assert without(full.document(path)) == without(before)


def without(value):
    """The document without etags, and without what grows or differs by being written."""
    if isinstance(value, dict):
        return {name: without(item) for name, item in value.items() if name not in ("etag", "size")}
    return [without(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("path", DOCUMENTS)
def test_etags_can_be_missing_everywhere(full, client, path):
    full.switch(etags="none")
    answer = client.get(path)
    assert "ETag" not in answer.headers and '"etag"' not in answer.text
    assert full.document(path)["etag"]


@pytest.mark.parametrize(("way", "change"), [("lower", str.lower), ("upper", str.upper)])
@pytest.mark.parametrize("path", DOCUMENTS)
def test_ids_can_be_in_either_case_and_are_found_so(full, client, path, way, change):
    full.switch(id_casing=way)
    document = client.get(path).json()
    assert document["id"] == change(path) and document["name"] == path.rpartition("/")[2]
    assert client.get(path.replace("/subscriptions/", "/SUBSCRIPTIONS/")).ok
    assert client.get(document["id"]).json() == document
    assert client.put(path, document).status_code == 200
