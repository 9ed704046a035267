# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A policy that others are based on: who takes part in its writes is not known, so it is a switch."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.unit.emulator.policies.policy_bodies import (
    NETWORK,
    PLACE,
    body,
    collection,
    without,
)

GROUP = {"properties": {"priority": 300}}
GROUP_LOCK = "FirewallPolicyRuleCollectionGroupUpdateNotAllowedWhenUpdatingOrDeleting"
POLICY_LOCK = "FirewallPolicyUpdateNotAllowedWhenUpdatingOrDeleting"
FAMILY = ("root", "middle", "leaf")


@pytest.fixture
def family(emulator, client):
    """Three policies, each based on the one before, with a firewall at the last."""
    ids, base = {}, {}
    for name in FAMILY:
        ids[name] = client.id("firewallPolicies", name)
        emulator.seed(ids[name], {**PLACE, "properties": base})
        base = {"basePolicy": {"id": ids[name]}}
    ids["firewall"] = client.id("azureFirewalls", "f")
    emulator.seed(ids["firewall"], {**PLACE, "properties": {"firewallPolicy": {"id": ids["leaf"]}}})
    return ids


@pytest.fixture
def group(family):
    """The id of a group of the root that is not there yet."""
    return f"{family['root']}/ruleCollectionGroups/g"


def states(emulator, family):
    return {name: emulator.document(path)["properties"]["provisioningState"] for name, path in family.items()}


def those_updating(emulator, family):
    return {name for name, state in states(emulator, family).items() if state == "Updating"}


def refusal(answer):
    return answer.status_code, answer.json()["error"]["code"]


@pytest.mark.parametrize(
    ("mode", "updating"),
    [
        ("apart", {"root"}),
        ("firewalls", {"root", "firewall"}),
        ("policies", {"root", "middle", "leaf", "firewall"}),
    ],
)
def test_a_write_of_a_parents_group_takes_along_what_the_switch_says(emulator, client, family, group, mode, updating):
    emulator.switch(parent_policy_writes=mode)
    answer = client.put(group, GROUP)
    assert those_updating(emulator, family) == updating
    assert client.finish(answer) == {"status": "Succeeded"}
    assert set(states(emulator, family).values()) == {"Succeeded"}


def test_a_write_of_a_child_leaves_its_parents_alone(emulator, client, family):
    client.put(family["leaf"], {**PLACE, "properties": {"basePolicy": {"id": family["middle"]}}, "tags": {"a": "b"}})
    assert those_updating(emulator, family) == {"leaf", "firewall"}


def test_the_firewall_of_a_child_is_locked_while_the_parent_is_written(client, family, group):
    client.put(group, GROUP)
    sent = {**PLACE, "properties": {"firewallPolicy": {"id": family["leaf"]}}, "tags": {"a": "b"}}
    assert refusal(client.put(family["firewall"], sent)) == (429, "RetryableError")


def test_a_faulted_firewall_of_a_child_lets_the_parents_write_fail_unless_they_are_apart(
    emulator, client, family, group
):
    properties = {"firewallPolicy": {"id": family["leaf"]}, "provisioningState": "Failed"}
    emulator.seed(family["firewall"], {**PLACE, "properties": properties})
    assert client.finish(client.put(group, GROUP))["error"]["code"] == "FirewallPolicyUpdateFailed"
    emulator.switch(parent_policy_writes="apart")
    assert client.finish(client.put(group, GROUP))["status"] == "Succeeded"


def test_a_child_is_written_while_its_parent_is_but_fails_with_the_firewall_they_share(emulator, client, family, group):
    emulator.switch(polls=3)
    parents = client.put(group, GROUP)
    answer = client.put(f"{family['leaf']}/ruleCollectionGroups/g", GROUP)
    assert client.finish(answer)["error"]["code"] == "FirewallPolicyUpdateFailed"
    assert client.finish(parents)["status"] == "Succeeded"


def test_parents_and_children_lock_each_other_when_switched(emulator, client, family, group):
    emulator.switch(parent_policy_writes="policies")
    parents = client.put(group, GROUP)
    assert refusal(client.put(f"{family['leaf']}/ruleCollectionGroups/g", GROUP)) == (409, GROUP_LOCK)
    client.finish(parents)
    emulator.busy(family["middle"], polls=1)
    assert refusal(client.put(family["root"], PLACE)) == (409, POLICY_LOCK)
    client.finish(client.put(family["root"], PLACE))
    assert set(states(emulator, family).values()) == {"Succeeded"}


def test_policies_based_on_each_other_in_a_circle_do_no_harm(emulator, client, family, group):
    emulator.seed(family["root"], {**PLACE, "properties": {"basePolicy": {"id": family["leaf"]}}})
    emulator.switch(parent_policy_writes="policies")
    assert client.finish(client.put(group, GROUP))["status"] == "Succeeded"


PROXY = {"dnsSettings": {"enableProxy": True}}


@pytest.mark.parametrize(
    ("root", "leaf", "status"),
    [
        ({}, {}, 400),
        (PROXY, {}, 201),
        (PROXY, {"dnsSettings": {"servers": ["10.0.0.4"]}}, 400),
        ({}, {"dnsSettings": {"requireProxyForNetworkRules": False}}, 201),
    ],
)
def test_host_names_in_network_rules_need_settings_of_the_nearest_policy_that_has_any(
    emulator, client, family, root, leaf, status
):
    emulator.seed(family["root"], {**PLACE, "properties": root})
    emulator.seed(family["leaf"], {**PLACE, "properties": {"basePolicy": {"id": family["middle"]}, **leaf}})
    sent = body(collection(without(NETWORK, "destinationAddresses", destinationFqdns=["x.example.org"])))
    assert client.put(f"{family['leaf']}/ruleCollectionGroups/g", sent).status_code == status
