# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The role where a policy governs the firewall, in a network of its own and in a virtual hub."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import (
    FIREWALL_ID,
    FIREWALL_POLICY_ID,
    PARENT_POLICY_ID,
    ROUTE_TABLE_ID,
)
from ansible_collections.adx.outbound.tests.integration.documents import steady

GROUP_ID = f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/adx-egress"
POLICY = {"name": "fp-hub", "resource_group": "rg-hub"}
HELD = (FIREWALL_ID, FIREWALL_POLICY_ID, PARENT_POLICY_ID, ROUTE_TABLE_ID)


def everything(emulator):
    return {id_: steady(emulator.document(id_)) for id_ in HELD}


def deny(name, rules):
    action = {"type": "Deny"}
    return {
        "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
        "name": name,
        "priority": 100,
        "action": action,
        "rules": rules,
    }


@pytest.mark.sdk
@pytest.mark.parametrize("form", ["policy", "hub"])
def test_the_rules_go_to_a_group_of_the_policy_and_away_again(play, emulator, form):
    emulator.reset("demo", firewall=form)
    before = everything(emulator)
    preview = play("preview", egress_default_route="manage")
    assert (preview.code, preview.changed, preview.writes) == (0, 2, []), preview.output
    assert "+group priority: 1000" in preview.diffs and "+    shoebox2.metrics.nsatc.net" in preview.diffs

    applied = play("lockdown", "--diff", egress_default_route="manage")
    assert applied.diffs == preview.diffs, "what was announced is what was done"
    assert applied.writes == [("PUT", "adx-egress"), ("PUT", "rt-spoke")]

    again = play("lockdown", egress_default_route="manage")
    assert (again.code, again.changed, again.writes) == (0, 0, [])

    removed = play("remove")
    assert removed.writes == [("PUT", "rt-spoke"), ("DELETE", "adx-egress")], "un-route first, dis-allow then"
    assert everything(emulator) == before and emulator.document(GROUP_ID) is None
    assert play("remove").writes == []


def test_a_policy_may_be_given_in_place_of_its_firewall(play, emulator):
    emulator.reset("demo", firewall="policy")
    given = {"egress_firewall": "", "egress_firewall_policy": POLICY}
    applied = play("lockdown", egress_default_route="manage", **given)
    assert applied.writes == [("PUT", "adx-egress"), ("PUT", "rt-spoke")], applied.output
    assert play("check", **given).code == 0
    assert play("remove", **given).writes == [("PUT", "rt-spoke"), ("DELETE", "adx-egress")]


def test_the_rules_may_go_to_the_parent_of_the_firewalls_policy(play, emulator):
    emulator.reset("demo", firewall="policy")
    parent = {"egress_firewall_policy": {"name": "fp-base", "resource_group": "rg-hub"}}
    applied = play("lockdown", egress_default_route="manage", egress_rule_collection_group="clusters", **parent)
    assert applied.writes == [("PUT", "clusters"), ("PUT", "rt-spoke")], applied.output
    assert emulator.document(f"{PARENT_POLICY_ID}/ruleCollectionGroups/clusters") is not None
    assert "also governs firewall policy fp-hub" in applied.output


def test_several_firewalls_of_one_policy_are_named(play, emulator):
    emulator.reset("demo", firewall="policy")
    document = emulator.document(FIREWALL_ID)
    emulator.seed(FIREWALL_ID.replace("fw-hub", "fw-east"), {**document, "name": "fw-east"})
    asked = play("lockdown", egress_firewall="", egress_firewall_policy=POLICY)
    assert asked.code != 0 and asked.writes == []
    assert "governs several firewalls: firewall fw-" in asked.output and "Give firewall, too" in asked.output
    preview = play("preview")
    assert preview.code == 0 and "also governs firewall fw-east in resource group rg-hub" in preview.output


@pytest.mark.parametrize(
    ("form", "variables", "words"),
    [
        ("classic", {"egress_firewall_policy": POLICY}, "Firewall fw-hub keeps its rules itself"),
        ("policy", {"egress_firewall": ""}, "firewall or firewall_policy is needed"),
        ("policy", {"egress_group_priority": 400}, "is taken by group shared-rules of firewall policy fp-hub"),
        ("policy", {"egress_rule_collection_group": "not good"}, "The rule collection group needs another name"),
    ],
)
def test_what_does_not_go_together_is_one_sentence_and_no_write(play, emulator, form, variables, words):
    emulator.reset("demo", firewall="policy")
    if form == "classic":
        emulator.reset("demo")
        emulator.seed(FIREWALL_POLICY_ID, {"location": "westus", "properties": {}})
    refused = play("lockdown", **variables)
    assert refused.code != 0 and words in " ".join(refused.output.split()) and refused.writes == []
    assert "Traceback" not in refused.output


def test_a_deny_of_the_parent_stops_the_role_before_routing_and_is_named(play, emulator):
    emulator.reset("demo", firewall="policy")
    rule = {
        "ruleType": "ApplicationRule",
        "name": "no-sign-in",
        "protocols": [{"protocolType": "Https", "port": 443}],
        "targetFqdns": ["login.live.com"],
        "sourceAddresses": ["*"],
    }
    group = {"properties": {"priority": 60000, "ruleCollections": [deny("Base-Deny", [rule])]}}
    emulator.seed(f"{PARENT_POLICY_ID}/ruleCollectionGroups/denials", group)
    stopped = play("lockdown", egress_default_route="manage")
    assert stopped.code != 0 and stopped.writes == [("PUT", "adx-egress")], "no route was written"
    shown = " ".join(stopped.output.split())
    assert "login.live.com:443 is denied by 'fp-base / denials / Base-Deny / no-sign-in'" in shown
    assert "Ask the owner of the parent policy" in shown
