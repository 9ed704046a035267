# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies that Azure Firewall for Containers manages are read-only for everybody else."""

from __future__ import annotations

import pytest

PLACE = {"location": "westus"}
GROUP = {"properties": {"priority": 300}}
MARK = "?afcManagedSync=true&api-version=2026-03-01"


@pytest.fixture
def policy(emulator, client):
    policy_id = client.id("firewallPolicies", "p")
    emulator.seed(policy_id, {**PLACE, "properties": {"afcManaged": True}})
    return policy_id


@pytest.fixture
def group(emulator, policy):
    group_id = f"{policy}/ruleCollectionGroups/g"
    emulator.seed(group_id, GROUP)
    return group_id


def refusal(answer):
    return answer.status_code, answer.json()["error"]["code"]


def test_the_property_is_shown_to_those_who_can_know_it(client, policy, group):
    assert client.get(policy).json()["properties"]["afcManaged"] is True
    assert "afcManaged" not in client.get(policy, version="2025-07-01").json()["properties"]
    assert "afcManaged" not in client.get(group).json()["properties"]


def test_a_policy_that_nobody_manages_does_not_show_it_and_a_client_cannot_set_it(client):
    path = client.id("firewallPolicies", "own")
    client.finish(client.put(path, {**PLACE, "properties": {"afcManaged": True}}))
    assert "afcManaged" not in client.get(path).json()["properties"]
    assert client.put(path, PLACE).status_code == 200


def test_nothing_of_it_can_be_written_or_deleted(emulator, client, policy, group):
    before = emulator.document(policy), emulator.document(group)
    answers = [
        client.put(policy, {**PLACE, "tags": {"a": "b"}}),
        client.put(group, {"properties": {"priority": 301}}),
        client.put(f"{policy}/ruleCollectionGroups/new", {"properties": {"priority": 400}}),
        client.delete(group),
        client.delete(policy),
    ]
    assert [refusal(answer) for answer in answers] == [(403, "FirewallPolicyIsManagedByAfc")] * 5
    assert (emulator.document(policy), emulator.document(group)) == before


def test_status_and_code_are_switches(emulator, client, group):
    emulator.switch(afc_managed_status=409, afc_managed_code="X")
    assert refusal(client.put(group, GROUP)) == (409, "X")


def test_the_mark_of_the_service_opens_the_policy_but_not_its_groups(client, policy, group):
    answer = client.put(policy + MARK, {**PLACE, "tags": {"a": "b"}})
    assert answer.status_code == 200
    client.finish(answer)
    shown = client.get(policy).json()
    assert (shown["tags"], shown["properties"]["afcManaged"]) == ({"a": "b"}, True)
    assert client.put(group + MARK, GROUP).status_code == 403
    assert client.put(policy + MARK.replace("true", "false"), PLACE).status_code == 403


def test_somebody_else_can_still_change_it(emulator, client, policy):
    """A seed stands for the service's own work, in either direction."""
    emulator.seed(policy, PLACE)
    assert "afcManaged" not in client.get(policy).json()["properties"]
    assert client.put(policy, PLACE).status_code == 200
