# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions that take an operation to answer, and lists of what nobody writes here."""

from __future__ import annotations

from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, SUBSCRIPTION
from ansible_collections.adx.outbound.tests.emulator.worlds import data_sources

KUSTO = "2025-02-14"


def test_a_diagnosis_runs_as_an_operation_and_its_end_brings_the_findings(emulator, client):
    emulator.reset("demo")
    emulator.switch(diagnosis_findings=["a:443"], diagnosis_ends="Completed")
    answer = client.call("POST", f"{CLUSTER_ID}/diagnoseVirtualNetwork", version=KUSTO)
    assert (
        answer.status_code == 202 and "/locations/West US/operationResults/" in answer.headers["Azure-AsyncOperation"]
    )
    assert client.poll(answer)["status"] == "Running"
    ended = client.poll(answer)
    assert (ended["status"], ended["properties"]) == ("Completed", {"Findings": ["a:443"]})
    assert client.get(answer.headers["Location"]).json() == {"Findings": ["a:443"]}


def test_the_result_of_a_diagnosis_is_not_there_before_its_end(emulator, client):
    emulator.reset("demo")
    emulator.switch(polls=3)
    answer = client.call("POST", f"{CLUSTER_ID}/diagnoseVirtualNetwork", version=KUSTO)
    assert "/locations/West%20US/" in answer.headers["Location"]
    assert client.get(answer.headers["Location"]).status_code == 202
    running = client.poll(answer)
    assert running["properties"] == {} and running["startTime"] == running["endTime"]


PARTS = ("managedPrivateEndpoints/m", "databases/d", "databases/d/dataConnections/c")


def test_parts_of_a_cluster_are_shown_as_a_world_gives_them(emulator, client):
    emulator.reset("demo")
    for part in PARTS:
        emulator.seed(f"{CLUSTER_ID}/{part}", {"properties": {"provisioningState": "Succeeded"}})
    for part in PARTS:
        path = f"{CLUSTER_ID}/{part}"
        shown = client.get(path, version=KUSTO)
        assert shown.json()["properties"] == {"provisioningState": "Succeeded"} and "ETag" not in shown.headers
        assert client.get(path.rpartition("/")[0], version=KUSTO).json() == {"value": [shown.json()]}
    missing = client.get(f"{CLUSTER_ID}/databases/none", version=KUSTO).json()["error"]
    assert missing["code"] == "ResourceNotFound" and "is not found." in missing["message"]


def test_a_validation_ends_with_what_it_has_found_in_the_spelling_of_the_service(emulator, client):
    emulator.reset("demo")
    emulator.seed(*data_sources.database(CLUSTER_ID, "d", "West US"))
    emulator.switch(validation_findings=["No such hub."])
    body = {"dataConnectionName": "c", "properties": {"kind": "EventHub", "properties": {}}}
    answer = client.call("POST", f"{CLUSTER_ID}/databases/d/dataConnectionValidation", body, version=KUSTO)
    assert client.poll(answer)["status"] == "Running"
    assert client.poll(answer)["properties"] == {"Value": [{"ErrorMessage": "No such hub."}]}
    assert client.get(answer.headers["Location"]).json() == {"Value": [{"ErrorMessage": "No such hub."}]}
    emulator.switch(validation_spelling="errorMessage", polls=0)
    answer = client.call("POST", f"{CLUSTER_ID}/databases/d/dataConnectionValidation", body, version=KUSTO)
    assert client.get(answer.headers["Location"]).json() == {"Value": [{"errorMessage": "No such hub."}]}
    missing = client.call("POST", f"{CLUSTER_ID}/databases/none/dataConnectionValidation", body, version=KUSTO)
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "ParentResourceNotFound")


def test_another_action_or_another_cluster_is_refused(emulator, client):
    emulator.reset("demo")
    other = client.call("POST", f"{CLUSTER_ID}-2/diagnoseVirtualNetwork", version=KUSTO)
    assert (other.status_code, other.json()["error"]["code"]) == (404, "ResourceNotFound")
    assert client.call("POST", f"{CLUSTER_ID}/stop", version=KUSTO).status_code == 405


def test_locks_and_zones_are_listed_as_they_were_seeded_with_versions_of_their_own(emulator, client):
    locks, zones = (
        f"/subscriptions/{SUBSCRIPTION}/providers/{name}"
        for name in ("Microsoft.Authorization/locks", "Microsoft.Network/privateDnsZones")
    )
    assert client.get(locks, version="2020-05-01").json() == {"value": []}
    emulator.seed(zones, {"value": [{"name": "a.example"}]})
    assert client.get(zones, version="2024-06-01").json() == {"value": [{"name": "a.example"}]}
    assert client.get(zones, version="2026-03-01").status_code == 400
