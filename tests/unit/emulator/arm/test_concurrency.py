# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Several writers: preconditions, locks, superseded and foreign operations."""

from __future__ import annotations

import threading

import pytest

TABLE = {"location": "westus", "tags": {"a": "b"}}
ROUTE = {"properties": {"addressPrefix": "10.2.0.0/16", "nextHopType": "None"}}


def test_a_stale_etag_is_refused(client, table):
    old = client.get(table).json()["etag"]
    client.finish(client.put(f"{table}/routes/s", ROUTE, If_Match=old))
    refused = client.put(table, TABLE, If_Match=old)
    error = refused.json()["error"]
    assert (refused.status_code, error["code"]) == (412, "PreconditionFailed")
    assert error["details"][0]["code"] == "PreconditionFailedEtagMismatch"
    assert old in error["details"][0]["message"]
    assert len(client.get(table).json()["properties"]["routes"]) == 2


def test_the_etag_in_the_answer_of_a_put_is_refused_as_well(client, table):
    answer = client.put(table, TABLE)
    client.finish(answer)
    assert client.put(table, {"location": "westus"}, If_Match=answer.json()["etag"]).status_code == 412


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_if_match_star_demands_that_the_resource_exists(emulator, client, method):
    refused = client.call(method, client.id("routeTables", "none"), TABLE, If_Match="*")
    assert refused.status_code == (412 if method == "PUT" else 204)


def test_if_none_match_star_demands_that_it_does_not(emulator, client, table):
    assert client.put(table, TABLE, If_None_Match="*").status_code == 412
    assert client.put(client.id("routeTables", "new"), TABLE, If_None_Match="*").status_code == 201


def test_preconditions_can_be_switched_off(emulator, client, table):
    emulator.switch(if_match="ignore", if_none_match="ignore")
    assert client.put(table, TABLE, If_Match='W/"x"', If_None_Match="*").status_code == 200


def test_a_second_write_meets_a_lock(client, table):
    client.put(table, TABLE)
    refused = client.put(f"{table}/routes/s", ROUTE)
    error = refused.json()["error"]
    assert (refused.status_code, error["code"]) == (429, "RetryableError")
    assert error["details"][0]["code"] == "RetryableErrorDueToAnotherOperation"
    assert "PutRouteTableOperation" in error["details"][0]["message"]
    assert "x-ms-failure-cause" not in refused.headers


def test_retrying_alone_gets_past_a_lock(client, table):
    client.put(table, TABLE)
    assert [client.delete(table).status_code for _attempt in range(3)] == [429, 429, 202]


def test_two_children_of_one_parent_lock_each_other(client, network):
    client.put(f"{network}/subnets/a", {"properties": {"addressPrefix": "10.0.3.0/24"}})
    assert client.put(f"{network}/subnets/b", {"properties": {"addressPrefix": "10.0.4.0/24"}}).status_code == 429


def test_conflict_names_the_running_operation(emulator, client, table):
    emulator.switch(concurrent_writes="conflict")
    first = client.put(table, TABLE)
    refused = client.put(table, {"location": "westus"})
    assert (refused.status_code, refused.json()["error"]["code"]) == (409, "AnotherOperationInProgress")
    assert first.headers["Azure-AsyncOperation"].partition("&t=")[0] in refused.json()["error"]["message"]


def test_a_superseded_operation_ends_canceled_and_names_its_winner(emulator, client, table):
    emulator.switch(concurrent_writes="supersede")
    first = client.put(table, TABLE)
    second = client.put(table, {"location": "westus", "tags": {"won": "yes"}})
    lost = client.get(first.headers["Azure-AsyncOperation"])
    assert lost.json()["status"] == "Canceled"
    assert lost.json()["error"]["details"][0]["code"] == "CanceledAndSupersededDueToAnotherOperation"
    winner = second.headers["Azure-AsyncOperation"].partition("&t=")[0]
    assert lost.headers["canceled-by-azure-asyncoperation"] == winner
    assert client.finish(second)["status"] == "Succeeded"
    assert client.get(table).json()["tags"] == {"won": "yes"}


def test_a_refused_write_supersedes_nothing(emulator, client, table):
    emulator.switch(concurrent_writes="supersede")
    first = client.put(table, TABLE)
    assert client.put(f"{table}/routes/s", {"properties": {"nextHopType": "None"}}).status_code == 400
    assert client.finish(first)["status"] == "Succeeded"


def test_a_referenced_resource_must_be_ready(emulator, client, network, table):
    client.put(table, TABLE)
    body = {"properties": {"addressPrefix": "10.0.1.0/24", "routeTable": {"id": table}}}
    refused = client.put(f"{network}/subnets/a", body)
    assert refused.status_code == 429
    assert refused.json()["error"]["details"][0]["code"] == "ReferencedResourceNotProvisioned"
    emulator.switch(referenced_resource_busy="accept")
    assert client.put(f"{network}/subnets/a", body).status_code == 200


def test_a_foreign_operation_locks_and_then_lets_go(emulator, client, network):
    before = emulator.document(network)["etag"]
    emulator.busy(f"{network}/subnets/a", polls=2)
    assert emulator.document(f"{network}/subnets/a")["properties"]["provisioningState"] == "Updating"
    assert client.delete(f"{network}/subnets/b").status_code == 429
    assert client.get(network).json()["properties"]["provisioningState"] == "Succeeded"
    assert emulator.document(network)["etag"] != before


def test_somebody_elses_write_ends_what_is_under_way(emulator, client, table):
    answer = client.put(table, TABLE)
    emulator.seed(table, {"location": "westus", "tags": {"by": "other"}})
    assert client.poll(answer)["status"] == "Succeeded"
    assert client.get(table).json()["tags"] == {"by": "other"}


def test_parallel_writers_lose_nothing_when_they_use_etags(emulator, client, table):
    """Every writer reads, adds a route and retries when it was overtaken."""
    emulator.switch(polls=0)

    def add(number):
        route = {"name": f"p{number}", "properties": {"addressPrefix": f"10.{number}.0.0/16", "nextHopType": "None"}}
        for _attempt in range(200):
            document = client.get(table).json()
            document["properties"]["routes"].append(route)
            answer = client.put(table, document, If_Match=document["etag"])
            if answer.status_code == 200:
                return

    threads = [threading.Thread(target=add, args=(number,)) for number in range(20, 26)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    names = {route["name"] for route in client.get(table).json()["properties"]["routes"]}
    assert names == {"r", *(f"p{number}" for number in range(20, 26))}
