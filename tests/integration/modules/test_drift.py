# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A check with the variables of the lock-down, after somebody has changed what it wrote."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import (
    CLUSTER_ID,
    FIREWALL_ID,
    FIREWALL_POLICY_ID,
    ROUTE_TABLE_ID,
    SUBNET_ID,
)

NAMED = {"cluster": CLUSTER_ID, "firewall": FIREWALL_ID}
MANAGE = {"default_route": "manage"}
GROUP_ID = f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/adx-egress"


def lock_down(run, **options):
    """Lock the demo's cluster down; return the plan."""
    return run.lock_down(**options)


def check(run, **options):
    return run("egress_check_info", **NAMED, **options)


def told(checked, code="drift"):
    return [one["message"] for one in checked["findings"] if one["code"] == code]


def without_route(emulator, name):
    table = emulator.document(ROUTE_TABLE_ID)
    table["properties"]["routes"] = [one for one in table["properties"]["routes"] if one["name"] != name]
    emulator.seed(ROUTE_TABLE_ID, table)


def without_a_rule(emulator):
    """Take one rule out of our application collection, classic or in the group of a policy."""
    document = emulator.document(GROUP_ID) or emulator.document(FIREWALL_ID)
    lists = document["properties"]
    found = [*(lists.get("applicationRuleCollections") or ()), *(lists.get("ruleCollections") or ())]
    ours = next(one for one in found if one["name"] == "adx-telemetry-westus-application")
    gone = (ours.get("properties") or ours)["rules"].pop()["name"]
    emulator.seed(GROUP_ID if emulator.document(GROUP_ID) else FIREWALL_ID, document)
    return gone


@pytest.mark.parametrize("form", ["classic", "policy"])
def test_right_after_a_lock_down_nothing_has_drifted(run, emulator, form):
    emulator.reset("demo", firewall=form)
    lock_down(run, **MANAGE)
    checked = check(run, **MANAGE)
    assert told(checked) == [] and checked["summary"]["findings"].get("error", 0) == 0


def test_before_a_lock_down_rules_that_are_not_there_have_not_drifted(run):
    checked = check(run)
    assert told(checked) == [] and told(checked, "no_default_route")


def test_a_managed_default_route_that_somebody_deleted_is_an_error_and_drift(run, emulator):
    lock_down(run, **MANAGE)
    without_route(emulator, "ADX_Default")
    checked = check(run, **MANAGE, fail_on="error")
    assert checked["failed"] and told(checked, "lost_default_route")
    (message,) = told(checked)
    assert "ADX_Default (0.0.0.0/0) is missing" in message


def test_without_the_option_a_missing_default_route_stays_a_warning_and_no_drift(run, emulator):
    lock_down(run, **MANAGE)
    without_route(emulator, "ADX_Default")
    checked = check(run, fail_on="error")
    assert not checked.get("failed") and told(checked) == []
    assert told(checked, "no_default_route") and not told(checked, "lost_default_route")


@pytest.mark.parametrize("form", ["classic", "policy"])
def test_a_rule_of_ours_that_somebody_deleted_is_named(run, emulator, form):
    emulator.reset("demo", firewall=form)
    lock_down(run)
    gone = without_a_rule(emulator)
    (message,) = told(check(run))
    assert f"rule {gone} of collection adx-telemetry-westus-application is missing" in message


def test_a_route_counts_where_an_option_decides_about_it(run, emulator):
    lock_down(run)
    without_route(emulator, "ADX_Management")
    assert told(check(run)) == []
    (message,) = told(check(run, routes="manage"))
    assert "ADX_Management (13.64.38.225/32) is missing" in message


def test_a_given_table_that_is_no_longer_on_the_subnet_is_told(run, emulator):
    lock_down(run, route_table=ROUTE_TABLE_ID)
    assert told(check(run, route_table=ROUTE_TABLE_ID)) == []
    run("subnet_route_table_association", subnet_name=SUBNET_ID, state="absent")
    (message,) = told(check(run, route_table=ROUTE_TABLE_ID))
    assert "it has none, where route table rt-spoke in resource group rg-spoke is wanted" in message


def test_looking_for_drift_asks_azure_nothing_more(run, emulator):
    lock_down(run, **MANAGE)
    counts = []
    for options in ({}, MANAGE):
        emulator.clear_log()
        check(run, **options)
        counts.append([(entry.method, entry.path) for entry in emulator.log()])
    assert sorted(counts[0]) == sorted(counts[1])
    assert len([one for one in counts[1] if one[1].lower() == ROUTE_TABLE_ID.lower()]) == 1
