# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may come of it when a cluster is to leave its network, or to come back to it."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID
from ansible_collections.adx.outbound.tests.emulator.worlds import clusters

LEFT = {**clusters.injected(), "state": "Disabled"}
MOVES = {"network_leaving": (clusters.injected(), LEFT), "network_returning": (LEFT, clusters.injected())}
CLOSED = {"publicNetworkAccess": "Disabled", "allowedIpRangeList": []}


@pytest.fixture(params=MOVES)
def move(request, emulator, kusto):
    """(name of the switch, network before, network asked for) with the cluster where it is before."""
    before, asked = MOVES[request.param]
    document = emulator.document(CLUSTER_ID)
    network = {"virtualNetworkConfiguration": before}
    emulator.seed(CLUSTER_ID, {**document, "properties": {**document["properties"], **network}})
    return request.param, before, asked


def sent(asked):
    return {"virtualNetworkConfiguration": asked, **CLOSED}


def test_a_move_is_done_and_the_cluster_is_updating_meanwhile(move, kusto):
    _switch, _before, asked = move
    answer = kusto.patch(sent(asked))
    assert answer.status_code == 202
    assert kusto.get()["properties"]["state"] == "Updating"
    assert kusto.finish(answer)["status"] == "Succeeded"
    shown = kusto.get()["properties"]
    assert shown["virtualNetworkConfiguration"] == asked
    assert (shown["publicNetworkAccess"], shown["provisioningState"]) == ("Disabled", "Succeeded")


def test_a_move_may_be_ignored_by_an_operation_that_ends_well(emulator, move, kusto):
    switch, before, asked = move
    emulator.switch(**{switch: "ignored"})
    answer = kusto.patch(sent(asked))
    assert answer.json()["properties"]["virtualNetworkConfiguration"] == asked
    assert kusto.finish(answer)["status"] == "Succeeded"
    shown = kusto.get()["properties"]
    assert shown["virtualNetworkConfiguration"] == before
    assert (shown["publicNetworkAccess"], shown["provisioningState"]) == ("Disabled", "Succeeded")


def test_a_move_may_be_ignored_at_once(emulator, move, kusto):
    switch, before, asked = move
    emulator.switch(**{switch: "ignored_at_once"})
    old = kusto.get()["etag"]
    answer = kusto.patch(sent(asked))
    assert answer.status_code == 200 and "Azure-AsyncOperation" not in answer.headers
    assert answer.json() == kusto.get() and answer.headers["ETag"] == answer.json()["etag"] != old
    assert kusto.get()["properties"]["virtualNetworkConfiguration"] == before
    assert kusto.get()["properties"]["publicNetworkAccess"] == "Disabled"


@pytest.mark.parametrize("polls", [0, 2])
@pytest.mark.parametrize(
    ("way", "moved", "public"), [("failed", False, "Enabled"), ("failed_midway", True, "Disabled")]
)
def test_a_move_may_fail_before_it_was_made_or_after(emulator, move, kusto, way, moved, public, polls):
    switch, before, asked = move
    emulator.switch(**{switch: way, "network_move_failure_code": "Odd", "polls": polls})
    ended = kusto.finish(kusto.patch(sent(asked)))
    assert (ended["status"], ended["error"]["code"]) == ("Failed", "Odd")
    shown = kusto.get()["properties"]
    assert shown["virtualNetworkConfiguration"] == (asked if moved else before)
    assert (shown["publicNetworkAccess"], shown["provisioningState"]) == (public, "Failed")
    assert shown["state"] == "Running"


@pytest.mark.parametrize("way", ["ignored", "ignored_at_once", "failed", "failed_midway"])
def test_what_is_no_move_is_done_whatever_comes_of_moves(emulator, move, kusto, way):
    _switch, before, _asked = move
    emulator.switch(network_leaving=way, network_returning=way)
    shown = kusto.patched({"virtualNetworkConfiguration": before, **CLOSED})
    assert shown["virtualNetworkConfiguration"] == before
    assert (shown["publicNetworkAccess"], shown["provisioningState"]) == ("Disabled", "Succeeded")


def test_only_the_move_of_the_switch_is_concerned(emulator, kusto):
    emulator.switch(network_returning="failed")
    assert kusto.patched(sent(LEFT))["virtualNetworkConfiguration"] == LEFT
    answer = kusto.patch({"virtualNetworkConfiguration": clusters.injected()})
    assert kusto.finish(answer)["status"] == "Failed"


def test_a_cluster_keeps_its_names_when_it_moves(move, kusto):
    before = kusto.get()["properties"]
    after = kusto.patched(sent(move[2]))
    assert [after[name] for name in ("uri", "dataIngestionUri")] == [
        before[name] for name in ("uri", "dataIngestionUri")
    ]


def test_names_that_change_change_with_the_move_and_change_back(emulator, kusto):
    emulator.switch(moved_cluster_uri="changed")
    before = kusto.get()["properties"]
    answer = kusto.patch(sent(LEFT))
    assert answer.json()["properties"]["uri"] == before["uri"]
    kusto.finish(answer)
    left = kusto.get()["properties"]
    assert left["uri"] == "https://private-telemetry.westus.kusto.windows.net"
    assert left["dataIngestionUri"] == "https://private-ingest-telemetry.westus.kusto.windows.net"
    again = kusto.patched({"enablePurge": True})
    assert again["uri"] == left["uri"]
    back = kusto.patched({"virtualNetworkConfiguration": clusters.injected()})
    assert (back["uri"], back["dataIngestionUri"]) == (before["uri"], before["dataIngestionUri"])


def validated(kusto):
    answer = kusto.call("POST", "/databases/d/dataConnectionValidation", {"dataConnectionName": "c"})
    return [one["ErrorMessage"] for one in kusto.finish(answer)["properties"]["Value"]]


def test_a_validation_finds_more_once_the_cluster_has_left_and_until_it_is_back(emulator, kusto):
    emulator.switch(validation_findings=["Always."], validation_findings_after_leaving=["No way to the hub."])
    assert validated(kusto) == ["Always."]
    kusto.patched(sent(LEFT))
    assert validated(kusto) == ["Always.", "No way to the hub."]
    kusto.patched({"virtualNetworkConfiguration": clusters.injected()})
    assert validated(kusto) == ["Always."]
