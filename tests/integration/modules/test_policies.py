# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A policy, its parents, and its firewalls: where the rules go, and what stands against them."""

from __future__ import annotations

import re
from copy import deepcopy

import pytest
import yaml
from ansible_collections.adx.outbound.tests.emulator import FIREWALL_ID, FIREWALL_POLICY_ID, PARENT_POLICY_ID
from ansible_collections.adx.outbound.tests.integration.others import edit
from ansible_collections.adx.outbound.tests.integration.runner import NAMED, Refused, done, sentences

POLICY = {"firewall_policy": FIREWALL_POLICY_ID}
AS_OPTIONS = re.compile(r"firewall_policy_rule_collection_group \((.*state: absent)\)")


def writes(emulator):
    return [f"{entry.method} {entry.path.rpartition('/')[2]}" for entry in emulator.writes()]


def test_the_rules_may_go_to_the_parent_of_the_firewalls_policy(run, emulator):
    emulator.reset("demo", firewall="policy")
    parent = {"firewall_policy": PARENT_POLICY_ID, "rule_collection_group": "clusters"}
    plan = run.lock_down(default_route="manage", **parent)
    assert writes(emulator) == ["PUT clusters", "PUT rt-spoke"]
    assert emulator.document(f"{PARENT_POLICY_ID}/ruleCollectionGroups/clusters") is not None
    assert "also governs firewall policy fp-hub" in " ".join(sentences(plan))


def test_several_firewalls_of_one_policy_are_named(run, emulator):
    emulator.reset("demo", firewall="policy")
    document = emulator.document(FIREWALL_ID)
    emulator.seed(FIREWALL_ID.replace("fw-hub", "fw-east"), {**document, "name": "fw-east"})
    emulator.clear_log()
    asked = run("egress_plan_info", cluster=NAMED["cluster"], **POLICY)
    assert asked["failed"] and "governs several firewalls: firewall fw-" in asked["msg"]
    assert "Give firewall, too" in asked["msg"]
    plan = done(run("egress_plan_info", **NAMED))["plan"]
    assert "also governs firewall fw-east in resource group rg-hub" in " ".join(sentences(plan))


@pytest.mark.parametrize(
    ("form", "options", "words"),
    [
        ("classic", POLICY, "Firewall fw-hub keeps its rules itself"),
        ("policy", {"firewall": ""}, "firewall or firewall_policy is needed"),
        (
            "policy",
            {"rule_collection_group": {"name": "adx-egress", "priority": 400}},
            "is taken by group shared-rules of firewall policy fp-hub",
        ),
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


# Copies of our collections, as a migration to policies leaves them

MIGRATED = {"application": "ApplicationRuleCollectionGroup", "network": "NetworkRuleCollectionGroup"}
OWN = f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/adx-egress"


def migrated(run, emulator, *, keep):
    """Our collections stand in the groups that Microsoft's script makes, which come first, and `keep`s them in ours."""
    emulator.reset("demo", firewall="policy")
    run.lock_down(default_route="manage")
    ours = deepcopy(emulator.document(OWN)["properties"]["ruleCollections"])
    for place, (kind, name) in enumerate(MIGRATED.items()):
        held = [one for one in ours if one["name"].endswith(kind)]
        seeded = {"properties": {"priority": 110 + place, "ruleCollections": held}}
        emulator.seed(f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/{name}", seeded)
    if not keep:
        emulator.remove(OWN)


def copied(result):
    return sorted(one["subject"] for one in result["findings"] if one["code"] == "copied_collections")


def checked(run, **options):
    return done(run("egress_check_info", **NAMED, **options))


def test_a_migration_leaves_copies_that_a_lock_down_names_and_nobody_touches(run, emulator):
    migrated(run, emulator, keep=False)
    names = sorted(MIGRATED.values())
    before = [emulator.document(f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/{name}") for name in names]
    assert copied(checked(run)) == names
    run.lock_down(default_route="manage")
    found = checked(run)
    assert copied(found) == names and "stale_collection" not in {one["code"] for one in found["findings"]}
    assert [emulator.document(f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/{name}") for name in names] == before


def test_a_removal_names_the_copies_that_it_leaves_and_so_does_the_check_after_it(run, emulator):
    migrated(run, emulator, keep=True)
    told = [one for one in sentences(run.remove(default_route="manage")) if "stays as it is" in one]
    assert len(told) == 2 and emulator.document(OWN) is None
    assert copied(checked(run)) == sorted(MIGRATED.values())


def test_what_the_finding_names_takes_the_copies_out(run, emulator):
    migrated(run, emulator, keep=True)
    told = [one["remedy"] for one in checked(run)["findings"] if one["code"] == "copied_collections"]
    assert len(told) == len(MIGRATED)
    for remedy in told:
        options = yaml.safe_load(f"{{{AS_OPTIONS.search(remedy)[1]}}}")
        assert done(run("firewall_policy_rule_collection_group", **options))["changed"]
    assert copied(checked(run)) == []


def test_a_removal_from_the_group_that_holds_the_copies_takes_them(run, emulator):
    migrated(run, emulator, keep=False)
    run.remove(default_route="manage", rule_collection_group=MIGRATED["application"])
    assert emulator.document(f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/{MIGRATED['application']}") is None
    assert copied(checked(run)) == [MIGRATED["network"]]


def test_rules_that_are_kept_in_a_parent_are_no_copies_of_themselves(run, emulator):
    emulator.reset("demo", firewall="policy")
    parent = {"firewall_policy": PARENT_POLICY_ID}
    run.lock_down(default_route="manage", **parent)
    assert copied(checked(run)) == copied(checked(run, **parent)) == []
    ours = deepcopy(emulator.document(f"{PARENT_POLICY_ID}/ruleCollectionGroups/adx-egress")["properties"])
    emulator.seed(OWN, {"properties": ours})
    (one,) = [one for one in checked(run)["findings"] if one["code"] == "copied_collections"]
    parent_name = PARENT_POLICY_ID.rpartition("/")[2]
    assert f"in group adx-egress of firewall policy {parent_name} have" in one["message"]
    assert one["remedy"].startswith("Once group adx-egress of another policy has")
    assert f"give firewall_policy: {{name: {parent_name}," in one["remedy"]
    edit(emulator, OWN, lambda properties: properties["ruleCollections"].clear())
    assert copied(checked(run)) == []
