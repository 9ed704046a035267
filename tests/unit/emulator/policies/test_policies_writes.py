# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PUT of policies, rule collection groups and IP groups: operations, etags, and when nothing changes."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.unit.emulator.policies.policy_bodies import (
    NAT,
    NETWORK,
    PLACE,
    body,
    collection,
    nat_collection,
    state,
    without,
)


def test_a_new_policy_is_updating_and_its_etag_stays_when_the_operation_ends(emulator, client):
    path = client.id("firewallPolicies", "new")
    created = client.put(path, PLACE)
    assert (created.status_code, state(created)) == (201, "Updating")
    assert "ETag" not in created.headers
    assert "Location" not in created.headers and "Azure-AsyncNotification" not in created.headers
    assert "/locations/westus/nfvOperations/" in created.headers["Azure-AsyncOperation"]
    assert client.finish(created) == {"status": "Succeeded"}
    shown = client.get(path)
    assert (state(shown), shown.json()["etag"]) == ("Succeeded", created.json()["etag"])


def test_the_etag_of_a_group_changes_twice(emulator, client, policy, group):
    client.finish(client.put(group, body(collection())))
    before = client.get(group).json()["etag"]
    changed = client.put(group, body(collection(), priority=301))
    assert (changed.status_code, state(changed)) == (200, "Updating")
    client.finish(changed)
    assert len({before, changed.json()["etag"], client.get(group).json()["etag"]}) == 3
    emulator.switch(group_etag_settles="same")
    changed = client.put(group, body(collection(), priority=302))
    client.finish(changed)
    assert client.get(group).json()["etag"] == changed.json()["etag"]


def test_a_group_has_an_etag_apart_from_its_siblings_and_its_policy(emulator, client, policy, group):
    other = f"{policy}/ruleCollectionGroups/h"
    emulator.seed(other, body(collection(), priority=400))
    sibling, parent = client.get(other).json()["etag"], client.get(policy).json()["etag"]
    client.finish(client.put(group, body(collection())))
    assert client.get(other).json()["etag"] == sibling
    assert client.get(group).json()["etag"] != client.get(policy).json()["etag"] != parent
    emulator.switch(policy_etag_with_groups=False)
    parent = client.get(policy).json()["etag"]
    client.finish(client.put(group, body(collection(), priority=301)))
    assert client.get(policy).json()["etag"] == parent


def test_retry_after_follows_the_switch_and_ends_with_the_operation(emulator, client, group):
    emulator.switch(retry_after=10)
    answer = client.put(group, body(collection()))
    assert answer.headers["Retry-After"] == "10"
    url = answer.headers["Azure-AsyncOperation"]
    assert [client.get(url).headers.get("Retry-After") for _attempt in range(2)] == ["10", None]


def test_an_operation_is_only_found_under_the_name_of_its_back_end(client, group):
    url = client.put(group, body(collection())).headers["Azure-AsyncOperation"]
    assert client.get(url.replace("nfvOperations", "operations")).status_code == 404


def test_a_policy_put_that_changes_nothing_is_an_ordinary_write(client, policy):
    before = client.get(policy).json()["etag"]
    answer = client.put(policy, PLACE)
    assert (answer.status_code, state(answer)) == (200, "Updating")
    assert answer.json()["etag"] != before


@pytest.mark.parametrize(("switch", "shown"), [("update", "Updating"), ("same", "Succeeded"), ("null", None)])
def test_a_group_put_that_changes_nothing_follows_the_switch(emulator, client, group, switch, shown):
    client.finish(client.put(group, body(collection())))
    before = client.get(group).json()
    emulator.switch(group_no_change=switch)
    answer = client.put(group, body(collection()))
    assert answer.status_code == 200
    assert (answer.json() and state(answer)) == shown
    assert client.finish(answer)["status"] == "Succeeded"
    assert (client.get(group).json() == before) is (switch != "update")


def test_what_a_get_shows_can_be_put_back(client, policy, group):
    client.finish(client.put(group, body(collection(), nat_collection(NAT, name="n", priority=100))))
    for path in (group, policy):
        shown = client.get(path).json()
        answer = client.put(path, shown)
        assert answer.status_code == 200
        client.finish(answer)
        assert client.get(path).json()["properties"] == shown["properties"]


def test_a_firewall_is_linked_by_its_own_put_and_cannot_have_rules_besides(client, policy):
    path = client.id("azureFirewalls", "f")
    properties = {"firewallPolicy": {"id": policy}}
    client.finish(client.put(path, {**PLACE, "properties": properties}))
    shown = client.get(path).json()["properties"]
    assert (shown["firewallPolicy"], shown["networkRuleCollections"]) == ({"id": policy}, [])
    assert client.get(policy).json()["properties"]["firewalls"] == [{"id": path}]
    rule = without(NETWORK, "ruleType", "ipProtocols", protocols=["TCP"])
    classic = {"name": "c", "properties": {"priority": 100, "action": {"type": "Allow"}, "rules": [rule]}}
    answer = client.put(path, {**PLACE, "properties": {**properties, "networkRuleCollections": [classic]}})
    assert answer.json()["error"]["code"] == "AzureFirewallPolicyAndRuleCollectionsConflict"
    client.finish(client.put(path, {**PLACE, "properties": {}}))
    assert client.get(policy).json()["properties"]["firewalls"] == []


@pytest.mark.parametrize("form", ["{}", '"{}"'])
def test_an_etag_of_a_group_is_honoured_in_both_spellings_or_ignored(emulator, client, group, form):
    client.finish(client.put(group, body(collection())))
    old = form.format(client.get(group).json()["etag"])
    client.finish(client.put(group, body(collection(), priority=301), If_Match=old))
    refused = client.put(group, body(collection(), priority=302), If_Match=old)
    assert (refused.status_code, refused.json()["error"]["code"]) == (412, "PreconditionFailed")
    emulator.switch(if_match="ignore")
    assert client.put(group, body(collection(), priority=302), If_Match=old).status_code == 200


def test_the_etag_of_the_policy_is_not_good_for_a_group(client, policy, group):
    etag = client.get(policy).headers["ETag"]
    assert client.put(group, body(collection()), If_Match=etag).status_code == 412
