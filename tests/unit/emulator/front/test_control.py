# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The side door: seeds, foreign deletes, permissions, switches and the log."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest
import requests
from ansible_collections.adx.outbound.tests.emulator import (
    CLUSTER_ID,
    FIREWALL_ID,
    ROUTE_TABLE_ID,
    SECRET,
    SUBNET_ID,
    SUBSCRIPTION,
    VNET_ID,
    Emulator,
)

MODULE = "ansible_collections.adx.outbound.tests.emulator"
LINK = next(path for path in map(Path, sys.path) if (path / "ansible_collections" / "adx" / "outbound").exists())


def test_a_seeded_document_is_filled_in_and_finished(emulator, table):
    document = emulator.document(table)
    assert document["properties"]["provisioningState"] == "Succeeded"
    assert document["properties"]["resourceGuid"]
    assert document["properties"]["routes"][0]["etag"] == document["etag"]


def test_a_seed_may_set_what_a_client_cannot(emulator, client, network):
    user = [{"id": client.id("networkInterfaces", "n")}]
    properties = {"addressPrefix": "10.0.1.0/24", "ipConfigurations": user, "unknown": {"x": 1}}
    emulator.seed(f"{network}/subnets/a", {"properties": properties})
    shown = client.get(f"{network}/subnets/a").json()["properties"]
    assert (shown["ipConfigurations"], shown["unknown"]) == (user, {"x": 1})


def test_a_document_that_is_read_and_seeded_again_only_gets_a_new_etag(demo):
    for found in (FIREWALL_ID, ROUTE_TABLE_ID, VNET_ID, SUBNET_ID):
        before = demo.document(found)
        demo.seed(found, before)
        after = demo.document(found)
        assert without_etags(after) == without_etags(before)
        assert after.get("etag") != before.get("etag")


def test_a_world_goes_back_to_what_it_was_and_nothing_is_under_way_then(demo):
    before, kept = demo.documents(), demo.snapshot()
    demo.remove(ROUTE_TABLE_ID)
    demo.switch(if_match="ignore")
    demo.fault("throttle")
    demo.busy(FIREWALL_ID, polls=9)
    demo.restore(kept)
    assert demo.documents() == before
    assert demo.core.faults == [] and demo.core.switches.if_match == "ignore"
    demo.remove(ROUTE_TABLE_ID)
    demo.restore(kept)
    assert demo.documents() == before, "what was kept is still what it was"


def test_a_world_in_which_something_is_under_way_cannot_be_kept(demo):
    demo.busy(FIREWALL_ID, polls=9)
    assert demo.snapshot() is None


def without_etags(value):
    if isinstance(value, dict):
        return {name: without_etags(item) for name, item in value.items() if name != "etag"}
    return [without_etags(item) for item in value] if isinstance(value, list) else value


def test_a_state_can_be_seeded(emulator, client, table):
    emulator.seed(table, {"location": "westus", "properties": {"provisioningState": "Failed"}})
    assert client.get(table).json()["properties"]["provisioningState"] == "Failed"


def test_subscriptions_come_in_pages_as_other_lists_do(emulator, client):
    for number in range(2, 5):
        emulator.seed(f"/subscriptions/{number}{SUBSCRIPTION[1:]}", {})
    emulator.switch(page_size=2)
    first = client.get("/subscriptions", version="2021-04-01").json()
    second = client.get(first["nextLink"]).json()
    assert [len(page["value"]) for page in (first, second)] == [2, 2] and "nextLink" not in second
    assert len({one["subscriptionId"] for page in (first, second) for one in page["value"]}) == 4


def test_the_most_requests_at_once_are_counted_until_the_log_is_cleared(emulator, client, table):
    emulator.fault("slow", path=".*routeTables.*", times=3, retry_after=0, together=3)
    threads = [threading.Thread(target=client.get, args=(table,)) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [emulator.most_at_once(method) for method in (None, "GET", "PUT")] == [3, 3, 0]
    emulator.clear_log()
    client.get(table)
    assert emulator.most_at_once() == 1


def test_a_request_is_under_way_from_when_it_was_read_until_its_answer_is_ready(emulator, client, table):
    emulator.fault("slow", path=".*routeTables.*", times=2, retry_after=0, together=2)
    threads = [threading.Thread(target=client.get, args=(table,)) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    client.get("/metadata/endpoints", version="2022-09-01")
    (first, second), alone = sorted(emulator.spans()[:2]), emulator.spans()[-1]
    assert len(emulator.spans()) == 3 and second[0] <= first[1] and max(first[1], second[1]) <= alone[0] <= alone[1]
    emulator.clear_log()
    assert emulator.spans() == []


def test_groups_and_subscriptions_come_with_what_is_seeded_in_them(emulator, client):
    other = "99999999-0000-4000-8000-000000000000"
    path = f"/subscriptions/{other}/resourceGroups/x/providers/Microsoft.Network/routeTables/t"
    emulator.seed(path, {"location": "East US"})
    assert client.get(path).json()["location"] == "eastus"


def test_the_dependency_answer_can_be_replaced(demo, client):
    path = f"{CLUSTER_ID}/outboundNetworkDependenciesEndpoints"
    demo.seed(path, {"value": []})
    assert client.get(path, version="2022-02-01").json() == {"value": []}


def test_a_removed_resource_is_gone_and_a_removed_part_leaves_the_rest(demo, client):
    etag = demo.document(VNET_ID)["etag"]
    demo.remove(SUBNET_ID)
    demo.remove(FIREWALL_ID)
    assert demo.document(FIREWALL_ID) is None
    assert demo.document(SUBNET_ID) is None
    assert demo.document(VNET_ID)["etag"] != etag
    assert client.get(FIREWALL_ID).status_code == 404


def test_documents_are_copies(emulator, table):
    emulator.document(table)["properties"]["routes"].clear()
    emulator.documents()[table]["properties"]["routes"].clear()
    assert emulator.document(table)["properties"]["routes"]


def test_looking_does_not_move_operations(emulator, client, table):
    answer = client.put(table, {"location": "westus"})
    for _look in range(5):
        assert emulator.document(table)["properties"]["provisioningState"] == "Updating"
    assert client.poll(answer)["status"] == "InProgress"


def test_a_world_reset_forgets_everything_but_the_switches_of_the_start():
    with Emulator("empty", polls=5) as emulator:
        emulator.switch(page_size=1)
        emulator.seed(FIREWALL_ID, {"properties": {}})
        emulator.fault("throttle")
        emulator.deny(".*")
        emulator.reset("empty", switches={"retry_after": 3})
        assert emulator.documents() == {}
        switches = emulator.core.switches
        assert (switches.polls, switches.page_size, switches.retry_after) == (5, 0, 3)
        assert (emulator.core.faults, emulator.core.denials) == ([], [])


def test_a_misspelt_switch_is_an_error_of_the_test(emulator):
    with pytest.raises(ValueError, match="unknown switches: poles"):
        emulator.switch(poles=3)


def test_a_denied_action_reads_like_arm(emulator, client, table):
    emulator.deny("routeTables/t", method="PUT")
    assert client.get(table).status_code == 200
    answer = client.put(table, {"location": "westus"})
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "AuthorizationFailed")
    message = answer.json()["error"]["message"]
    assert "perform action 'Microsoft.Network/routeTables/write' over scope" in message
    assert "If access was recently granted, please refresh your credentials." in message


def test_a_denied_join_stops_the_reference_only(emulator, client, network, table):
    emulator.deny("routeTables/", method="JOIN")
    body = {"properties": {"addressPrefix": "10.0.1.0/24", "routeTable": {"id": table}}}
    answer = client.put(f"{network}/subnets/a", body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "LinkedAuthorizationFailed")
    assert client.put(table, {"location": "westus"}).status_code == 200


def test_the_log_tells_resources_from_everything_else(emulator, client, table):
    client.log_in()
    answer = client.put(table, {"location": "westus"})
    client.finish(answer)
    client.get(table)
    client.get("/metadata/endpoints", version="2022-09-01")
    assert [(entry.method, entry.status) for entry in emulator.log()] == [("PUT", 200), ("GET", 200)]
    kinds = [entry.kind for entry in emulator.log(all=True)]
    assert kinds == ["identity", "arm", "operation", "operation", "arm", "metadata"]
    (write,) = emulator.writes()
    assert (write.path, write.query, write.body) == (table, {"api-version": "2026-03-01"}, {"location": "westus"})
    with pytest.raises(FrozenInstanceError):
        write.status = 1
    emulator.clear_log()
    assert emulator.log(all=True) == []


def test_the_environment_is_complete(emulator):
    environment = emulator.environment()
    assert environment["AZURE_CLOUD_ENVIRONMENT"] == emulator.url
    assert environment["AZURE_SUBSCRIPTION_ID"] == SUBSCRIPTION
    assert environment["AZURE_SECRET"] == SECRET
    assert environment["REQUESTS_CA_BUNDLE"] == environment["CURL_CA_BUNDLE"] == emulator.ca_file


@contextmanager
def another_process(directory):
    """An emulator with a process of its own, that ends with the block and after half a minute at the latest."""
    command = [sys.executable, "-m", MODULE, "--world", "demo", "--port", "0", "--directory", str(directory)]
    environment = {**os.environ, "PYTHONPATH": str(LINK)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        limit = threading.Timer(30, process.kill)
        limit.start()
        try:
            yield process
        finally:
            limit.cancel()
            process.kill()


def exported(process):
    """The variables as a shell has them that took what was printed, and the address of the side door at its end."""
    lines = []
    while not lines or lines[-1].startswith("export "):
        lines.append(process.stdout.readline())
    shell = subprocess.run(["sh", "-c", "".join(lines) + "env -0"], env={}, capture_output=True, text=True, check=True)
    return dict(one.split("=", 1) for one in shell.stdout.split("\0") if one), lines[-1].split()[-1]


def test_the_side_door_works_from_another_process(tmp_path):
    directory = tmp_path / "it's here"  # which a shell has to be told carefully
    with another_process(directory) as process:
        environment, door = exported(process)
        url, ca_file = environment["AZURE_CLOUD_ENVIRONMENT"], environment["REQUESTS_CA_BUNDLE"]
        assert Path(ca_file).parent == directory.resolve()
        assert environment["AZURE_SECRET"] == SECRET

        def ask(name, **arguments):
            answer = requests.post(f"{door}{name}", json=arguments, verify=ca_file)
            return answer.status_code, answer.json()

        assert ask("document", id=SUBNET_ID)[1]["result"]["name"] == "snet-adx"
        assert ask("seed", id=ROUTE_TABLE_ID, document={"location": "westus"}) == (200, {"result": None})
        assert ask("fault", kind="throttle", nth=2)[1]["result"]["seen"] == 0
        assert requests.get(f"{url}{SUBNET_ID}?api-version=2024-05-01", verify=ca_file).status_code == 401
        assert [entry["status"] for entry in ask("log")[1]["result"]] == [401]
        assert ask("switch", poles=1)[0] == 400
        assert ask("gremlins")[0] == 404
        assert ask("reset", world="empty", switches={"polls": 1}) == (200, {"result": None})
        assert ask("documents") == (200, {"result": {}})
        process.send_signal(signal.SIGTERM)
        assert process.wait(5) == 0


def test_a_login_may_do_only_what_the_switch_lists(emulator, client, table):
    emulator.switch(allow_only=["Microsoft.Network/ROUTETABLES/*", "*/operations/read"])
    made = client.put(table, {"location": "westus"})
    assert made.status_code == 200 and client.poll(made)["status"]
    answer = client.get(table.replace("routeTables", "azureFirewalls"))
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "AuthorizationFailed")
    assert "perform action 'Microsoft.Network/azureFirewalls/read' over scope" in answer.json()["error"]["message"]
    emulator.switch(allow_only=None)
    assert client.get(table.replace("routeTables", "azureFirewalls")).status_code == 404


def test_who_may_write_a_subnet_needs_the_right_to_join_its_table_too(emulator, client, network, table):
    body = {"properties": {"addressPrefix": "10.0.1.0/24", "routeTable": {"id": table}}}
    writing = ["Microsoft.Network/virtualNetworks/subnets/write"]
    emulator.switch(allow_only=writing)
    answer = client.put(f"{network}/subnets/a", body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "LinkedAuthorizationFailed")
    wanted = f"action(s) 'Microsoft.Network/routeTables/join/action' on the linked scope(s) '{table}'"
    assert wanted in answer.json()["error"]["message"]
    emulator.switch(allow_only=[*writing, "Microsoft.Network/routeTables/join/action"])
    assert client.put(f"{network}/subnets/a", body).status_code == 200


def test_somebody_else_acts_once_right_after_a_request_and_before_it_is_answered(emulator, client, table):
    seen = []
    emulator.meanwhile(lambda: seen.append(emulator.document(table)["tags"]), "PUT", "routeTables/")
    for number in range(2):
        client.put(table, {"location": "westus", "tags": {"n": str(number)}, "properties": {"routes": []}})
        assert seen == [{"n": "0"}], "the first write was taken by then"
    emulator.meanwhile(lambda: seen.append("second"), "GET", "routeTables/", nth=2)
    for count in (1, 2, 2):
        client.get(table)
        assert len(seen) == count
    emulator.meanwhile(lambda: seen.append("late"), "GET", "routeTables/")
    emulator.reset("empty")
    client.get(table)
    assert len(seen) == 2, "a new world knows nothing of it"


def test_every_document_is_heard_of_as_it_is_stored_also_after_going_back(emulator, client, table):
    heard = []
    emulator.switch(polls=0)

    def put(number):
        client.put(table, {"location": "westus", "tags": {"n": number}, "properties": {"routes": []}})

    put("before")
    start = emulator.snapshot()
    with emulator.watched(lambda document: heard.append(document["tags"])):
        put("one")
        emulator.restore(start)
        assert heard[-1] == {"n": "one"}, "going back stores nothing"
        put("two")
    put("afterwards")
    assert [tags for at, tags in enumerate(heard) if tags not in heard[:at]] == [{"n": "one"}, {"n": "two"}]
