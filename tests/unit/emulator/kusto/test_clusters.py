# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PATCH of a cluster: what changes, what is seen meanwhile, and the way out of a network and back."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID
from ansible_collections.adx.outbound.tests.emulator.worlds import clusters, ids

from .conftest import Kusto, code_of

NETWORK = clusters.injected()
LEAVES = {"virtualNetworkConfiguration": {**NETWORK, "state": "Disabled"}}


def test_only_what_is_sent_changes_and_the_etag_changes_twice(kusto):
    before = kusto.get()
    answer = kusto.patch({"publicNetworkAccess": "Disabled", "allowedIpRangeList": ["PowerBI", "10.0.0.0/8"]})
    assert answer.json()["properties"]["provisioningState"] == "Accepted"
    assert answer.json()["properties"]["state"] == "Running"
    kusto.finish(answer)
    after = kusto.get()
    assert len({before["etag"], answer.json()["etag"], after["etag"]}) == 3
    assert answer.headers["ETag"] == answer.json()["etag"]
    assert answer.json()["properties"]["publicNetworkAccess"] == "Disabled"
    changed = {name for name, value in after["properties"].items() if value != before["properties"].get(name)}
    assert changed == {"publicNetworkAccess", "allowedIpRangeList"}


def test_a_whole_document_that_was_read_changes_nothing_when_it_is_sent_back(kusto):
    before = kusto.get()
    answer = kusto.call("PATCH", "", before)
    assert answer.status_code == 202, answer.text
    kusto.finish(answer)
    assert {**kusto.get(), "etag": ""} == {**before, "etag": ""}


def test_tags_and_an_identity_are_changed_beside_the_properties(kusto):
    body = {"tags": {"a": "b"}, "identity": {"type": "SystemAssigned"}}
    answer = kusto.call("PATCH", "", body)
    assert answer.json()["identity"] == {"type": "SystemAssigned", "userAssignedIdentities": {}}
    kusto.finish(answer)
    shown = kusto.get()
    assert shown["tags"] == {"a": "b"} and set(shown["identity"]) == {"principalId", "tenantId", "type"}


@pytest.mark.parametrize(("wanted", "status"), [('"old"', 412), ("*", 202)])
def test_a_precondition_is_held_to(kusto, wanted, status):
    assert kusto.patch({"enablePurge": True}, If_Match=wanted).status_code == status
    assert kusto.get()["properties"]["enablePurge"] == (status == 202)


def test_the_etag_that_was_read_is_good_for_one_write(kusto):
    etag = kusto.get()["etag"]
    kusto.finish(kusto.patch({"enablePurge": True}, If_Match=etag))
    assert kusto.patch({"enablePurge": False}, If_Match=etag).status_code == 412


@pytest.mark.parametrize(("way", "seen"), [("at_once", "Disabled"), ("at_end", "Enabled")])
def test_a_read_while_it_goes_on_shows_what_is_wanted_or_what_was(emulator, kusto, way, seen):
    emulator.switch(cluster_shows=way, polls=3)
    answer = kusto.patch({"publicNetworkAccess": "Disabled"})
    meanwhile = kusto.get()
    assert meanwhile["properties"]["publicNetworkAccess"] == seen
    assert meanwhile["properties"]["provisioningState"] == "Running"
    assert meanwhile["etag"] == answer.json()["etag"]
    kusto.finish(answer)
    assert kusto.get()["properties"]["publicNetworkAccess"] == "Disabled"


@pytest.mark.parametrize(
    ("switch", "properties"), [("altered_cluster_state", {"enablePurge": True}), ("moving_cluster_state", LEAVES)]
)
@pytest.mark.parametrize("state", ["Running", "Updating"])
def test_the_state_while_it_goes_on_is_what_the_switch_says(emulator, kusto, switch, properties, state):
    emulator.switch(**{switch: state}, polls=3)
    answer = kusto.patch(properties)
    assert kusto.get()["properties"]["state"] == state
    kusto.finish(answer)
    assert kusto.get()["properties"]["state"] == "Running"


@pytest.mark.parametrize(
    "properties",
    [
        {"publicNetworkAccess": "disabled"},
        {"restrictOutboundNetworkAccess": True},
        {"allowedIpRangeList": "PowerBI"},
        {"allowedIpRangeList": [10]},
        {"enablePurge": "true"},
        {"virtualNetworkConfiguration": []},
        {"virtualNetworkConfiguration": {**NETWORK, "state": "Off"}},
    ],
)
def test_a_word_that_the_specification_has_not_is_refused(kusto, properties):
    before = kusto.get()
    assert code_of(kusto.patch(properties)) == (400, "BadRequest")
    assert kusto.get() == before


def test_another_location_a_strange_member_and_a_cluster_that_is_not_there_are_refused(kusto):
    assert code_of(kusto.call("PATCH", "", {"location": "eastus"})) == (409, "InvalidResourceLocation")
    assert code_of(kusto.call("PATCH", "", {"restrict": True})) == (400, "InvalidRequestContent")
    assert code_of(kusto.call("PATCH", "-none", {})) == (404, "ResourceNotFound")


def test_a_property_that_nobody_knows_is_dropped_without_a_word(kusto):
    assert "allowedCallout" not in kusto.patched({"allowedCallout": ["*"], "state": "Stopped"})
    assert kusto.get()["properties"]["state"] == "Running"


def test_a_patch_that_fails_leaves_a_cluster_that_says_so(emulator, kusto):
    emulator.fault("fail_operation", method="PATCH", path="clusters", code="Odd")
    ended = kusto.finish(kusto.patch({"enablePurge": True}))
    assert (ended["status"], ended["error"]["code"]) == ("Failed", "Odd")
    assert kusto.get()["properties"]["provisioningState"] == "Failed"


def test_a_patch_that_is_canceled_leaves_what_was_there(emulator, kusto):
    emulator.fault("supersede_operation", method="PATCH", path="clusters")
    assert kusto.finish(kusto.patch({"enablePurge": True}))["status"] == "Canceled"
    assert kusto.get()["properties"]["enablePurge"] is False


def test_a_cluster_leaves_its_network_keeps_its_ids_and_comes_back(kusto):
    assert kusto.patched(LEAVES)["virtualNetworkConfiguration"] == {**NETWORK, "state": "Disabled"}
    back = kusto.patched({"virtualNetworkConfiguration": NETWORK})
    assert back["virtualNetworkConfiguration"] == NETWORK
    assert (back["state"], back["provisioningState"]) == ("Running", "Succeeded")


def test_a_cluster_without_a_network_gets_none(kusto):
    other = Kusto(kusto.client, ids.OTHER_CLUSTER_ID)
    assert code_of(other.patch(LEAVES)) == (400, "BadRequest")
    assert other.patched({"virtualNetworkConfiguration": None})["virtualNetworkConfiguration"] is None


@pytest.mark.parametrize("way", ["refuse", "keep"])
def test_a_network_without_its_ids_is_refused_or_taken_as_it_was(emulator, kusto, way):
    emulator.switch(network_ids_missing=way)
    alone = {"virtualNetworkConfiguration": {"state": "Disabled"}}
    if way == "refuse":
        assert code_of(kusto.patch(alone)) == (400, "BadRequest")
    else:
        assert kusto.patched(alone) == kusto.patched(LEAVES)


@pytest.mark.parametrize("way", ["refuse", "ignore"])
def test_other_ids_are_refused_or_ignored_and_never_taken(emulator, kusto, way):
    emulator.switch(network_ids_changed=way)
    other = {"virtualNetworkConfiguration": {**NETWORK, "subnetId": ids.OTHER_SUBNET_ID}}
    if way == "refuse":
        assert code_of(kusto.patch(other)) == (400, "BadRequest")
    else:
        assert kusto.patched(other)["virtualNetworkConfiguration"] == NETWORK
    upper = {"virtualNetworkConfiguration": {**NETWORK, "subnetId": NETWORK["subnetId"].upper()}}
    assert kusto.patched(upper)["virtualNetworkConfiguration"] == NETWORK


def test_a_version_from_before_a_member_neither_shows_nor_takes_it(emulator, kusto):
    policy = {"calloutUriRegex": "a", "calloutType": "sql", "outboundAccess": "Allow"}
    kusto.patched({"calloutPolicies": [policy]})
    old = kusto.get(version="2022-02-01")["properties"]
    assert "calloutPolicies" not in old and "state" not in old["virtualNetworkConfiguration"]
    assert kusto.patch({**LEAVES, "calloutPolicies": []}, version="2022-02-01").status_code == 202
    left = emulator.document(CLUSTER_ID)["properties"]
    assert left["virtualNetworkConfiguration"]["state"] == "Enabled" and len(left["calloutPolicies"]) == 1


@pytest.mark.parametrize("way", ["refuse", "accept"])
def test_a_stopped_cluster_is_not_changed_or_is_changed_and_stays_stopped(emulator, kusto, way):
    document = emulator.document(CLUSTER_ID)
    emulator.seed(CLUSTER_ID, {**document, "properties": {**document["properties"], "state": "Stopped"}})
    emulator.switch(stopped_cluster_patch=way, polls=3)
    answer = kusto.patch({"enablePurge": True})
    if way == "refuse":
        assert code_of(answer) == (400, "BadRequest")
        policy = {"calloutUriRegex": "a", "calloutType": "sql", "outboundAccess": "Allow"}
        assert code_of(kusto.call("POST", "/addCalloutPolicies", {"value": [policy]})) == (400, "BadRequest")
        return
    assert kusto.get()["properties"]["state"] == "Stopped"
    kusto.finish(answer)
    shown = kusto.get()["properties"]
    assert (shown["state"], shown["enablePurge"]) == ("Stopped", True)


def test_somebody_else_s_operation_keeps_writers_out_and_changes_nothing_but_the_etag(emulator, kusto):
    before = kusto.get()
    emulator.busy(CLUSTER_ID, polls=2)
    assert code_of(kusto.patch({"enablePurge": True})) == (409, "ServiceIsInMaintenance")
    assert emulator.document(CLUSTER_ID)["properties"]["provisioningState"] == "Running"
    assert kusto.get()["etag"] != before["etag"]
    assert {**kusto.get(), "etag": ""} == {**before, "etag": ""}
    assert kusto.patch({"enablePurge": True}).status_code == 202


def test_the_answer_to_a_write_says_when_to_ask_again(emulator, kusto):
    emulator.switch(retry_after=7)
    answer = kusto.patch({"enablePurge": True})
    assert answer.headers["Retry-After"] == "7"
    assert kusto.client.get(answer.headers["Azure-AsyncOperation"]).headers["Retry-After"] == "7"
    kusto.finish(answer)
    result = kusto.client.get(answer.headers["Location"])
    assert result.json() == kusto.get() and "Retry-After" not in result.headers


def test_a_cluster_of_which_a_world_says_nothing_can_be_changed_all_the_same(emulator, kusto):
    emulator.seed(f"{CLUSTER_ID}-2", {"location": "West US"})
    other = Kusto(kusto.client, f"{CLUSTER_ID}-2")
    assert other.patched({"publicNetworkAccess": "Disabled"})["publicNetworkAccess"] == "Disabled"
