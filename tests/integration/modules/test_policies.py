# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A policy, its parents, and its firewalls: where the rules go, and what stands against them."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import FIREWALL_ID, FIREWALL_POLICY_ID, PARENT_POLICY_ID
from ansible_collections.adx.outbound.tests.integration.runner import NAMED, Refused, done

POLICY = {"firewall_policy": FIREWALL_POLICY_ID}


def writes(emulator):
    return [f"{entry.method} {entry.path.rpartition('/')[2]}" for entry in emulator.writes()]


def test_the_rules_may_go_to_the_parent_of_the_firewalls_policy(run, emulator):
    emulator.reset("demo", firewall="policy")
    parent = {"firewall_policy": PARENT_POLICY_ID, "rule_collection_group": "clusters"}
    plan = run.lock_down(default_route="manage", **parent)
    assert writes(emulator) == ["PUT clusters", "PUT rt-spoke"]
    assert emulator.document(f"{PARENT_POLICY_ID}/ruleCollectionGroups/clusters") is not None
    assert "also governs firewall policy fp-hub" in " ".join(plan["warnings"])


def test_several_firewalls_of_one_policy_are_named(run, emulator):
    emulator.reset("demo", firewall="policy")
    document = emulator.document(FIREWALL_ID)
    emulator.seed(FIREWALL_ID.replace("fw-hub", "fw-east"), {**document, "name": "fw-east"})
    emulator.clear_log()
    asked = run("egress_plan_info", cluster=NAMED["cluster"], **POLICY)
    assert asked["failed"] and "governs several firewalls: firewall fw-" in asked["msg"]
    assert "Give firewall, too" in asked["msg"]
    plan = done(run("egress_plan_info", **NAMED))["plan"]
    assert "also governs firewall fw-east in resource group rg-hub" in " ".join(plan["warnings"])


@pytest.mark.parametrize(
    ("form", "options", "words"),
    [
        ("classic", POLICY, "Firewall fw-hub keeps its rules itself"),
        ("policy", {"firewall": ""}, "firewall, firewall_policy or appliance is needed"),
        ("policy", {"group_priority": 400}, "is taken by group shared-rules of firewall policy fp-hub"),
        ("policy", {"rule_collection_group": "not good"}, "The rule collection group needs another name"),
    ],
)
def test_what_does_not_go_together_is_one_sentence_and_no_write(run, emulator, form, options, words):
    emulator.reset("demo", firewall=form)
    if form == "classic":
        emulator.seed(FIREWALL_POLICY_ID, {"location": "westus", "properties": {}})
        emulator.clear_log()
    with pytest.raises(Refused, match=words):
        run.lock_down(**options)
    assert writes(emulator) == []


def test_a_deny_of_the_parent_stops_a_run_before_routing_and_is_named(run, emulator):
    emulator.reset("demo", firewall="policy")
    rule = {
        "ruleType": "ApplicationRule",
        "name": "no-sign-in",
        "protocols": [{"protocolType": "Https", "port": 443}],
        "targetFqdns": ["login.live.com"],
        "sourceAddresses": ["*"],
    }
    denial = {
        "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
        "name": "Base-Deny",
        "priority": 100,
        "action": {"type": "Deny"},
        "rules": [rule],
    }
    group = {"properties": {"priority": 60000, "ruleCollections": [denial]}}
    emulator.seed(f"{PARENT_POLICY_ID}/ruleCollectionGroups/denials", group)
    emulator.clear_log()
    with pytest.raises(Refused, match="Ask the owner of the parent policy") as stopped:
        run.lock_down(default_route="manage")
    assert "login.live.com:443 is denied by 'fp-base / denials / Base-Deny / no-sign-in'" in str(stopped.value)
    assert writes(emulator) == ["PUT adx-egress"], "no route was written"
