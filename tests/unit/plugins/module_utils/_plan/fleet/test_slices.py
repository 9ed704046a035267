# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is approved for many clusters is what their one write leaves, so that a repeated run is no drift."""

from __future__ import annotations

from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_holder import ClassicFirewall
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet import changes, slices
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import approval
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.approval import Part
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

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
