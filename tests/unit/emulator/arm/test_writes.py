# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PUT and DELETE: operations, states and etags."""

from __future__ import annotations

TABLE = {"location": "West US", "tags": {"a": "b"}}
ROUTE = {"properties": {"addressPrefix": "10.2.0.0/16", "nextHopType": "None"}}


def state(answer):
    return answer.json()["properties"]["provisioningState"]


def test_a_new_resource_is_updating_until_its_operation_has_been_polled(emulator, client):
    created = client.put(client.id("routeTables", "new"), TABLE)
    assert (created.status_code, state(created)) == (201, "Updating")
    assert created.json()["location"] == "westus"
    assert "ETag" not in created.headers and "Location" not in created.headers
    assert created.headers["Azure-AsyncNotification"] == "Enabled"
    assert [client.poll(created)["status"] for _attempt in range(2)] == ["InProgress", "Succeeded"]
    assert state(client.get(client.id("routeTables", "new"))) == "Succeeded"


def test_the_etag_of_a_put_answer_is_stale_when_the_operation_has_ended(client, table):
    before = client.get(table)
    changed = client.put(table, TABLE)
    client.finish(changed)
    after = client.get(table)
    assert len({before.json()["etag"], changed.json()["etag"], after.json()["etag"]}) == 3
    assert after.headers["ETag"] == after.json()["etag"]


def test_reading_alone_lets_an_operation_end(client, table):
    client.put(table, TABLE)
    assert [state(client.get(table)) for _attempt in range(2)] == ["Updating", "Succeeded"]


def test_a_put_replaces_the_whole_resource(client, table):
    client.finish(client.put(table, TABLE))
    assert client.get(table).json()["properties"]["routes"] == []


def test_unknown_properties_stay_as_sent(client, table):
    client.finish(client.put(table, {**TABLE, "properties": {"hint": {"x": [1]}}}))
    assert client.get(table).json()["properties"]["hint"] == {"x": [1]}


def test_a_firewall_put_that_changes_nothing_keeps_the_etag(client, firewall):
    before = client.get(firewall).json()
    answer = client.put(firewall, {"location": "westus", "properties": {}})
    assert (answer.status_code, state(answer), answer.json()["etag"]) == (200, "Succeeded", before["etag"])
    assert client.poll(answer)["status"] == "Succeeded"
    assert client.get(firewall).json() == before


def test_a_subnet_put_that_changes_nothing_gets_a_new_etag(client, network):
    before = client.get(f"{network}/subnets/a").json()
    answer = client.put(f"{network}/subnets/a", {"properties": {"addressPrefix": "10.0.1.0/24"}})
    assert state(answer) == "Succeeded"
    assert answer.json()["etag"] != before["etag"]
    assert client.get(f"{network}/subnets/a").json()["etag"] == answer.json()["etag"]


def test_a_table_put_that_changes_nothing_follows_the_switch(emulator, client, table):
    client.finish(client.put(table, TABLE))
    before = client.get(table).json()
    emulator.switch(table_no_change="same")
    assert client.put(table, TABLE).json()["etag"] == before["etag"]
    emulator.switch(table_no_change="update")
    assert state(client.put(table, TABLE)) == "Updating"


def test_a_child_shares_its_etag_with_parent_and_siblings(client, table):
    old = client.get(table).json()["etag"]
    added = client.put(f"{table}/routes/s", ROUTE)
    assert added.status_code == 201
    client.finish(added)
    whole = client.get(table).json()
    etags = {whole["etag"], *(route["etag"] for route in whole["properties"]["routes"])}
    assert len(etags) == 1
    assert old not in etags
    assert client.get(f"{table}/routes/R").json()["etag"] in etags


def test_the_parent_of_a_written_child_is_updating_too(client, network):
    client.put(f"{network}/subnets/a", {"properties": {"addressPrefix": "10.0.3.0/24"}})
    assert state(client.get(network)) == "Updating"


def test_parts_that_are_settled_at_once_are_never_updating(client, network):
    delegation = {"name": "d", "properties": {"serviceName": "Microsoft.Kusto/clusters"}}
    body = {"properties": {"addressPrefix": "10.0.1.0/24", "delegations": [delegation]}}
    properties = client.put(f"{network}/subnets/a", body).json()["properties"]
    assert properties["provisioningState"] == "Updating"
    assert properties["delegations"][0]["properties"]["provisioningState"] == "Succeeded"


def test_what_a_subnet_put_leaves_out_is_gone_but_use_by_others_stays(emulator, client, network, table):
    user = [{"id": client.id("networkInterfaces", "n")}]
    properties = {"addressPrefix": "10.0.1.0/24", "routeTable": {"id": table}, "ipConfigurations": user}
    emulator.seed(f"{network}/subnets/a", {"properties": properties})
    assert client.get(table).json()["properties"]["subnets"] == [{"id": f"{network}/subnets/a"}]
    client.finish(client.put(f"{network}/subnets/a", {"properties": {"addressPrefix": "10.0.1.0/24"}}))
    left = client.get(f"{network}/subnets/a").json()["properties"]
    assert "routeTable" not in left
    assert left["ipConfigurations"] == user
    assert "subnets" not in client.get(table).json()["properties"]


def test_the_private_address_of_a_firewall_comes_with_the_end_of_its_operation(client, network):
    path = client.id("azureFirewalls", "new")
    configuration = {"name": "c", "properties": {"subnet": {"id": f"{network}/subnets/a"}}}
    created = client.put(path, {"location": "westus", "properties": {"ipConfigurations": [configuration]}})
    assert "privateIPAddress" not in created.json()["properties"]["ipConfigurations"][0]["properties"]
    client.finish(created)
    shown = client.get(path).json()["properties"]["ipConfigurations"][0]["properties"]
    assert shown["privateIPAddress"] == "10.0.1.4"


def test_a_deleted_resource_is_shown_until_the_operation_ends(client, table):
    answer = client.delete(table)
    assert (answer.status_code, answer.content) == (202, b"")
    result = answer.headers["Location"]
    assert "/operationResults/" in result
    assert state(client.get(table)) == "Deleting"
    assert client.finish(answer) == {"status": "Succeeded"}
    assert client.get(table).status_code == 404
    assert client.get(result).status_code == 204


def test_a_deleted_child_leaves_its_siblings(client, network):
    client.finish(client.delete(f"{network}/subnets/A"))
    whole = client.get(network).json()
    assert [subnet["name"] for subnet in whole["properties"]["subnets"]] == ["b"]
    assert whole["properties"]["provisioningState"] == "Succeeded"


def test_deleting_what_is_not_there_is_no_error(emulator, client):
    assert client.delete(client.id("routeTables", "none")).status_code == 204


def test_operations_need_as_many_polls_as_the_switch_says(emulator, client, table):
    emulator.switch(polls=0)
    answer = client.put(table, TABLE)
    assert state(answer) == "Updating"
    assert client.poll(answer)["status"] == "Succeeded"
    emulator.switch(polls=4, retry_after=7)
    answer = client.put(table, {"location": "westus"})
    assert answer.headers["Retry-After"] == "7"
    assert [client.poll(answer)["status"] for _attempt in range(4)][2:] == ["InProgress", "Succeeded"]


def test_an_unknown_operation_is_not_found(emulator, client):
    path = client.group.partition("/resourceGroups")[0]
    path += "/providers/Microsoft.Network/locations/westus/operations/7c2d1fd6-0000-4000-8000-000000000000"
    assert client.get(path).status_code == 404
