# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is approved for many clusters is what their one write leaves, so that a repeated run is no drift."""

from __future__ import annotations

from dataclasses import replace

from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_holder import (
    ClassicFirewall,
    RuleCollectionGroup,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet import changes, slices
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet.fleet import Member
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import approval
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.approval import Part
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

from .test_changes import governed, policy
from .test_fleet import by_name, member

NEW = by_name(member("c1"), member("c2"), member("c3", firewall="far"))


def keyed(slices):
    return {str(world.CLUSTER).replace("/c1", f"/{name}"): found for name, found in slices.items()}


def priorities(found):
    return {name: [one["priority"] for one in found[name][Part.RULES].wanted] for name in found}


def test_each_new_cluster_of_one_firewall_has_the_priority_that_the_one_write_gives_it():
    found = slices.together(NEW)
    taken = priorities(found)
    assert not set(taken["c1"]) & set(taken["c2"]) and taken["c3"] == taken["c1"]
    written = changes.with_rules(ClassicFirewall(world.firewall()), [NEW["c1"], NEW["c2"]])
    assert written["properties"]["applicationRuleCollections"][1]["properties"]["priority"] in taken["c2"]
    assert found["c1"][Part.ROUTES] == NEW["c1"].slices[Part.ROUTES]


def test_the_order_of_the_clusters_changes_no_slice():
    assert slices.together(dict(reversed(NEW.items()))) == slices.together(NEW)


def test_what_was_approved_for_two_new_clusters_is_no_drift_once_it_is_written():
    before = by_name(member("c1"), member("c2"))
    approved = approval.parts(keyed(slices.together(before)))
    written = changes.with_rules(ClassicFirewall(world.firewall()), list(before.values()))
    after = by_name(member("c1", document=written), member("c2", document=written))
    now = approval.parts(keyed(slices.together(after)))
    assert approval.require(approved, now) == approval.require(approved.hash, now) == frozenset()


def test_a_removal_wants_nothing_and_takes_no_priority_from_others():
    written = changes.with_rules(ClassicFirewall(world.firewall()), [member("c1"), member("c2")])
    found = slices.together(by_name(member("c1", document=written, state="absent"), member("c2", document=written)))
    assert found["c1"][Part.RULES].wanted == [] and found["c2"][Part.RULES].found == found["c2"][Part.RULES].wanted


def test_a_target_that_cannot_take_all_of_them_leaves_each_as_it_is_by_itself():
    full = by_name(member("c1", priority_base=64999), member("c2", priority_base=64999), member("c3", firewall="far"))
    assert slices.together(full) == {name: one.slices for name, one in full.items()}


def test_each_new_cluster_of_one_group_has_the_priority_that_the_one_write_gives_it():
    both = [governed("c1"), governed("c2")]
    found = slices.together(by_name(*both))
    written = changes.with_rules(RuleCollectionGroup(None, (policy(),)), both)
    there = {one["name"]: one["priority"] for one in written["properties"]["ruleCollections"]}
    for name in ("c1", "c2"):
        wanted = found[name][Part.RULES].wanted
        assert wanted["priority"] == written["properties"]["priority"]
        told = {one["name"]: one["priority"] for one in wanted["rule_collections"]}
        assert told and told == {title: number for title, number in there.items() if f"-{name}-" in title}


def test_a_cluster_that_writes_no_rules_keeps_what_it_writes():
    behind = member("c2", appliance="10.9.9.9")
    behind = Member(replace(behind.plan, landscape=replace(behind.plan.landscape, firewall_id=None)))
    found = slices.together(by_name(member("c1"), behind))
    assert Part.RULES not in found["c2"] and found["c2"] == behind.slices and Part.ROUTES in found["c2"]
