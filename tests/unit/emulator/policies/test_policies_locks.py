# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A policy, its groups and its firewalls wait for each other."""

from __future__ import annotations

import pytest

PLACE = {"location": "westus"}
GROUP_LOCK = "FirewallPolicyRuleCollectionGroupUpdateNotAllowedWhenUpdatingOrDeleting"
POLICY_LOCK = "FirewallPolicyUpdateNotAllowedWhenUpdatingOrDeleting"


def body(priority):
    return {"properties": {"priority": priority}}


def state(answer):
    return answer.json()["properties"]["provisioningState"]


def refusal(answer):
    return answer.status_code, answer.json()["error"]["code"]


@pytest.fixture
def group(emulator, policy):
    return seed_group(emulator, policy, "g", 300)


@pytest.fixture
def sibling(emulator, policy):
    return seed_group(emulator, policy, "h", 400)


def seed_group(emulator, policy, name, priority):
    group_id = f"{policy}/ruleCollectionGroups/{name}"
    emulator.seed(group_id, body(priority))
    return group_id


@pytest.fixture(params=["AZFW_VNet", "AZFW_Hub"])
def attached(emulator, client, policy, request):
    """A firewall of the policy, in a virtual network and in a virtual hub."""
    firewall_id = client.id("azureFirewalls", "f")
    properties = {"sku": {"name": request.param}, "firewallPolicy": {"id": policy}}
    emulator.seed(firewall_id, {**PLACE, "properties": properties})
    return firewall_id


@pytest.mark.parametrize("busy", ["group", "sibling", "policy"])
def test_a_group_is_locked_by_itself_its_siblings_and_its_policy(emulator, client, policy, group, sibling, busy):
    emulator.busy({"group": group, "sibling": sibling, "policy": policy}[busy], polls=3)
    assert refusal(client.put(group, body(301))) == (409, GROUP_LOCK)
    assert refusal(client.delete(group)) == (409, GROUP_LOCK)
    assert refusal(client.put(policy, PLACE)) == (409, POLICY_LOCK)
    assert client.put(group, body(301)).status_code == 200


def test_status_and_codes_of_the_lock_are_switches(emulator, client, policy, group):
    emulator.switch(policy_lock_status=400, group_lock_code="G", policy_lock_code="P", retry_after=10)
    client.put(group, body(301))
    refused = client.put(group, body(302))
    assert refusal(refused) == (400, "G")
    assert refused.headers["Retry-After"] == "10"
    assert refusal(client.delete(policy)) == (400, "P")


def test_a_policy_is_updating_while_a_group_is_written_but_not_the_siblings(client, policy, group, sibling):
    answer = client.put(group, body(301))
    assert state(answer) == "Updating"
    assert state(client.get(sibling)) == "Succeeded"
    assert state(client.get(policy)) == "Succeeded"  # that was the second look at the operation
    client.put(group, body(302))
    assert state(client.get(policy)) == "Updating"


def test_a_policy_write_leaves_its_groups_as_they_are(client, policy, group):
    client.put(policy, {**PLACE, "tags": {"a": "b"}})
    assert state(client.get(group)) == "Succeeded"


def test_a_second_write_conflicts_or_supersedes_when_switched(emulator, client, policy, group, attached):
    emulator.switch(concurrent_writes="conflict")
    first = client.put(group, body(301))
    assert refusal(client.put(policy, PLACE)) == (409, "AnotherOperationInProgress")
    emulator.switch(concurrent_writes="supersede")
    second = client.put(group, body(302))
    assert client.poll(first)["status"] == "Canceled"
    assert emulator.document(attached)["properties"]["provisioningState"] == "Updating"
    assert client.finish(second)["status"] == "Succeeded"
    assert client.get(group).json()["properties"]["priority"] == 302
    assert emulator.document(attached)["properties"]["provisioningState"] == "Succeeded"


@pytest.mark.parametrize("what", ["policy", "group"])
def test_firewalls_of_the_policy_are_updating_while_it_or_a_group_is_written(
    emulator, client, policy, group, attached, what
):
    path, sent = {"policy": (policy, PLACE), "group": (group, body(301))}[what]
    answer = client.put(path, sent)
    assert emulator.document(attached)["properties"]["provisioningState"] == "Updating"
    assert client.finish(answer)["status"] == "Succeeded"
    assert emulator.document(attached)["properties"]["provisioningState"] == "Succeeded"


def test_reading_the_firewall_alone_lets_the_operation_of_its_policy_end(client, group, attached):
    client.put(group, body(301))
    assert [state(client.get(attached)) for _attempt in range(2)] == ["Updating", "Succeeded"]
    assert state(client.get(group)) == "Succeeded"


def test_a_firewall_is_locked_while_its_policy_is_written(client, policy, group, attached):
    client.put(group, body(301))
    refused = client.put(attached, {**PLACE, "properties": {"firewallPolicy": {"id": policy}}, "tags": {"a": "b"}})
    assert refusal(refused) == (429, "RetryableError")
    assert "PutRuleCollectionGroupOperation" in refused.json()["error"]["details"][0]["message"]


def test_a_firewall_cannot_take_a_policy_that_is_being_written(emulator, client, policy, group):
    client.put(group, body(301))
    sent = {**PLACE, "properties": {"firewallPolicy": {"id": policy}}}
    refused = client.put(client.id("azureFirewalls", "new"), sent)
    assert refused.status_code == 429
    assert refused.json()["error"]["details"][0]["code"] == "ReferencedResourceNotProvisioned"


@pytest.mark.parametrize("what", ["policy", "group"])
def test_a_write_is_taken_and_fails_while_a_firewall_is_busy_and_a_later_one_heals(
    emulator, client, policy, group, attached, what
):
    path, sent = {"policy": (policy, PLACE), "group": (group, body(301))}[what]
    emulator.busy(attached, polls=2)
    answer = client.put(path, sent)
    assert answer.status_code == 200
    error = client.finish(answer)["error"]
    assert error["code"] == "FirewallPolicyUpdateFailed"
    assert error["message"] == "Put on Firewall Policy p Failed with 1 faulted referenced firewalls."
    assert state(client.get(path)) == state(client.get(policy)) == "Failed"
    assert state(client.get(attached)) == "Succeeded"
    assert client.finish(client.put(policy, {**PLACE, "tags": {"a": "b"}})) == {"status": "Succeeded"}
    assert state(client.get(policy)) == state(client.get(group)) == "Succeeded"


def test_a_failed_firewall_lets_writes_of_its_policy_fail(emulator, client, policy, group, attached):
    properties = {"firewallPolicy": {"id": policy}, "provisioningState": "Failed"}
    emulator.seed(attached, {**PLACE, "properties": properties})
    failed = client.finish(client.put(group, body(301)))
    assert (failed["status"], failed["error"]["code"]) == ("Failed", "FirewallPolicyUpdateFailed")
    assert state(client.get(attached)) == "Failed"
    emulator.switch(attached_firewall_failed="accept")
    assert client.finish(client.put(group, body(301)))["status"] == "Succeeded"
    assert state(client.get(attached)) == "Failed"


def test_a_busy_firewall_locks_or_does_not_matter_when_switched(emulator, client, policy, group, attached):
    emulator.switch(attached_firewall_busy="refuse")
    emulator.busy(attached, polls=2)
    assert refusal(client.put(group, body(301))) == (409, GROUP_LOCK)
    assert refusal(client.put(policy, PLACE)) == (409, POLICY_LOCK)
    client.finish(client.put(group, body(301)))
    emulator.switch(attached_firewall_busy="accept")
    emulator.busy(attached, polls=9)
    assert client.finish(client.put(group, body(302)))["status"] == "Succeeded"


def test_a_firewall_that_lingers_lets_the_next_write_fail(emulator, client, group, sibling, attached):
    emulator.switch(attached_firewall_lag=2)
    assert client.finish(client.put(group, body(301)))["status"] == "Succeeded"
    assert emulator.document(attached)["properties"]["provisioningState"] == "Updating"
    assert client.finish(client.put(sibling, body(401)))["error"]["code"] == "FirewallPolicyUpdateFailed"
    assert state(client.get(attached)) == "Succeeded"
    assert client.finish(client.put(sibling, body(401)))["status"] == "Succeeded"


@pytest.mark.parametrize(("healer", "healed"), [("any", "Succeeded"), ("policy", "Failed")])
def test_whether_a_write_of_a_group_heals_its_policy_is_a_switch(
    emulator, client, policy, group, sibling, attached, healer, healed
):
    emulator.switch(failed_policy_healed_by=healer)
    emulator.busy(attached, polls=1)
    client.finish(client.put(group, body(301)))
    for _attempt in range(2):
        client.finish(client.put(sibling, body(401)))
        assert state(client.get(sibling)) == "Succeeded"
        assert state(client.get(policy)) == state(client.get(group)) == healed
    client.finish(client.put(policy, PLACE))
    assert state(client.get(policy)) == state(client.get(group)) == "Succeeded"


def test_whether_the_group_of_a_failed_write_is_failed_is_a_switch(emulator, client, policy, group, attached):
    emulator.switch(group_after_failed_write="Succeeded")
    emulator.busy(attached, polls=1)
    assert client.finish(client.put(group, body(301)))["status"] == "Failed"
    assert (state(client.get(policy)), state(client.get(group))) == ("Failed", "Succeeded")


def test_a_group_whose_deletion_fails_is_still_there(emulator, client, policy, group, attached):
    emulator.busy(attached, polls=1)
    answer = client.delete(group)
    assert answer.status_code == 202
    assert client.finish(answer)["error"]["code"] == "FirewallPolicyUpdateFailed"
    assert client.get(answer.headers["Location"]).status_code == 400
    assert state(client.get(policy)) == state(client.get(group)) == "Failed"
    client.finish(client.delete(group))
    assert client.get(group).status_code == 404


def test_an_operation_can_be_ordered_to_fail(emulator, client, policy, group, attached):
    emulator.fault("fail_operation", "PUT", ".*ruleCollectionGroups.*", code="FirewallPolicyUpdateFailed")
    failed = client.finish(client.put(group, body(301)))
    assert failed["error"]["code"] == "FirewallPolicyUpdateFailed"
    assert state(client.get(group)) == state(client.get(policy)) == "Failed"
    assert state(client.get(attached)) == "Succeeded"


def test_a_busy_ip_group_has_a_lock_of_its_own_and_keeps_rules_waiting(emulator, client, group):
    ip_group = client.id("ipGroups", "i")
    emulator.seed(ip_group, {"properties": {"ipAddresses": ["10.0.0.0/24"]}})
    emulator.busy(ip_group, polls=3)
    refused = client.put(ip_group, {**PLACE, "properties": {"ipAddresses": []}})
    assert refusal(refused) == (409, "IpGroupsUpdateNotAllowedWhenUpdatingOrDeleting")
    rule = {
        "ruleType": "NetworkRule",
        "name": "n",
        "ipProtocols": ["TCP"],
        "sourceIpGroups": [ip_group],
        "destinationAddresses": ["*"],
        "destinationPorts": ["443"],
    }
    kind = {"ruleCollectionType": "FirewallPolicyFilterRuleCollection", "action": {"type": "Allow"}}
    collection = {"name": "c", "priority": 200, **kind, "rules": [rule]}
    refused = client.put(group, {"properties": {"priority": 300, "ruleCollections": [collection]}})
    assert refused.json()["error"]["details"][0]["code"] == "ReferencedResourceNotProvisioned"


def test_somebody_elses_write_of_a_group_changes_its_etag(emulator, client, group):
    before = client.get(group).json()["etag"]
    emulator.seed(group, body(300))
    assert client.get(group).json()["etag"] != before
    assert client.put(group, body(301), If_Match=before).status_code == 412
