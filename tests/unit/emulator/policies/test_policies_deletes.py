# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DELETE of policies, rule collection groups and IP groups."""

from __future__ import annotations

from ansible_collections.adx.outbound.tests.unit.emulator.policies.policy_bodies import (
    NETWORK,
    PLACE,
    body,
    collection,
    state,
    without,
)


def test_deleting_a_group_shows_it_with_a_new_etag_only_and_its_result_is_null(client, policy, group):
    client.finish(client.put(group, body(collection())))
    before = client.get(group).json()
    answer = client.delete(group)
    assert (answer.status_code, state(answer)) == (202, "Succeeded")
    assert answer.json()["etag"] != before["etag"] and {**answer.json(), "etag": before["etag"]} == before
    assert "/nfvOperations/" in answer.headers["Azure-AsyncOperation"]
    result = answer.headers["Location"]
    assert "/nfvOperationResults/" in result
    assert client.get(result).status_code == 202
    assert client.finish(answer) == {"status": "Succeeded"}
    done = client.get(result)
    assert (done.status_code, done.content) == (200, b"null")
    assert client.get(group).status_code == 404
    assert client.get(policy).json()["properties"]["ruleCollectionGroups"] == []
    assert client.delete(group).status_code == 204


def test_deleting_a_policy_is_over_at_once_unless_it_has_groups(emulator, client, policy, group):
    client.finish(client.put(group, body(collection())))
    answer = client.delete(policy)
    assert answer.status_code == 202
    client.finish(answer)
    assert client.get(policy).status_code == 404
    emulator.seed(policy, PLACE)
    answer = client.delete(policy)
    assert (answer.status_code, answer.content) == (200, b"")
    assert "Azure-AsyncOperation" not in answer.headers
    assert client.get(policy).status_code == 404


def test_a_policy_in_use_cannot_be_deleted(emulator, client, policy):
    child, firewall = client.id("firewallPolicies", "child"), client.id("azureFirewalls", "f")
    emulator.seed(child, {"properties": {"basePolicy": {"id": policy}}})
    emulator.seed(firewall, {"properties": {"firewallPolicy": {"id": child}}})
    for path in (policy, child):
        answer = client.delete(path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "FirewallPolicyInUse")
        assert answer.json()["status"] == "Failed"
    client.finish(client.delete(firewall))
    assert [client.delete(path).status_code for path in (child, policy)] == [200, 200]


def test_an_ip_group_that_a_rule_names_cannot_be_deleted(emulator, client, group):
    path = client.id("ipGroups", "i")
    created = client.put(path, {**PLACE, "properties": {"ipAddresses": ["10.0.0.0/24", "10.0.1.1-10.0.1.9"]}})
    assert (created.status_code, state(created)) == (201, "Updating")
    assert "/nfvOperations/" in created.headers["Azure-AsyncOperation"]
    client.finish(created)
    assert client.get(path).json()["etag"] == created.json()["etag"]
    client.finish(client.put(group, body(collection(without(NETWORK, "sourceAddresses", sourceIpGroups=[path])))))
    answer = client.delete(path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "IpGroupsHasFirewallPolicyReferences")
    client.finish(client.delete(group))
    done = client.delete(path)
    assert (done.status_code, done.content) == (200, b"") and "Azure-AsyncOperation" not in done.headers
    assert client.get(path).status_code == 404


def test_deleting_an_ip_group_can_take_its_time(emulator, client):
    path = client.id("ipGroups", "i")
    emulator.seed(path, {**PLACE, "properties": {"ipAddresses": []}})
    emulator.switch(ip_group_delete="asynchronous")
    assert client.delete(path).status_code == 202


def test_a_group_that_somebody_changed_is_not_deleted_under_its_old_etag(client, group):
    client.finish(client.put(group, body(collection())))
    old = client.get(group).headers["ETag"]
    client.finish(client.put(group, body(collection(), priority=301)))
    assert client.delete(group, If_Match=old).status_code == 412
    assert client.delete(group, If_Match=client.get(group).headers["ETag"]).status_code == 202
