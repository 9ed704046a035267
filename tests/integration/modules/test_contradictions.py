# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Options that contradict what the service says, and default routes that concern others."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import (
    CLUSTER_ID,
    FIREWALL_ID,
    FIREWALL_POLICY_ID,
    ROUTE_TABLE_ID,
    SUBNET_ID,
    VNET_ID,
)
from ansible_collections.adx.outbound.tests.integration.runner import sentences

NAMED = {"cluster": CLUSTER_ID, "firewall": FIREWALL_ID}
APPS_ID = f"{VNET_ID}/subnets/snet-apps"
OTHER_SUBNET, SHARED = {"accept": ["other_subnet"]}, {"accept": ["shared_default_route"]}
MANAGE = {"default_route": "manage"}


def lock_down(run, **options):
    """Lock the demo's cluster down; return the plan."""
    return run.lock_down(**options)


def plan(run, **options):
    return run("egress_plan_info", **{**NAMED, **options})


def check(run, **options):
    return run("egress_check_info", **{**NAMED, **options})


def told(checked, code):
    return [one["message"] for one in checked["findings"] if one["code"] == code]


def on_the_subnet(emulator, *users):
    """Show these users on the cluster's subnet, besides those that are there."""
    network = emulator.document(VNET_ID)
    for subnet in network["properties"]["subnets"]:
        if subnet["name"] == "snet-adx":
            subnet["properties"]["ipConfigurations"] += [{"id": user} for user in users]
    emulator.seed(VNET_ID, network)


@pytest.mark.parametrize("module", ["plan for present", "plan for absent", "check"])
def test_another_subnet_than_the_cluster_names_is_refused_and_accepted_it_is_named(run, emulator, module):
    act = {
        "plan for present": lambda **more: plan(run, subnet=APPS_ID, **more),
        "plan for absent": lambda **more: plan(run, subnet=APPS_ID, state="absent", **more),
        "check": lambda **more: check(run, subnet=APPS_ID, **more),
    }[module]
    refused = act()
    assert refused["failed"] and f"is on {SUBNET_ID}, and subnet names {APPS_ID}" in refused["msg"]
    accepted = act(**OTHER_SUBNET)
    assert not accepted.get("failed")
    risks = [one["sentence"] for one in accepted.get("plan", {}).get("accepted", ())]
    named = told(accepted, "other_subnet") if module == "check" else risks
    assert [text for text in named if "says itself that it is on" in text]
    assert not emulator.writes()


def test_the_same_subnet_in_other_letters_is_no_contradiction(run):
    assert not plan(run, subnet=SUBNET_ID.replace("snet-adx", "SNET-ADX")).get("failed")
    checked = check(run, subnet=SUBNET_ID.replace("snet-adx", "SNET-ADX"))
    assert not checked.get("failed") and told(checked, "other_subnet") == []


def test_a_lock_down_of_another_subnet_names_it_to_the_end(run):
    planned = plan(run, subnet=APPS_ID, **OTHER_SUBNET)["plan"]
    assert planned["subnet"]["id"].lower() == APPS_ID.lower()
    checked = check(run, subnet=APPS_ID, **OTHER_SUBNET)
    assert told(checked, "other_subnet") and any("snet-apps" in line for line in checked["report"])


def test_a_default_route_for_another_subnet_needs_the_word_and_is_found_in_every_check(run, emulator):
    emulator.reset("demo", shared_table=True)
    refused = plan(run, **MANAGE)
    assert refused["failed"] and "accept: [shared_default_route]" in refused["msg"]
    assert "the traffic of subnet snet-apps of virtual network vnet-spoke in resource group rg-spoke" in refused["msg"]
    subscription = CLUSTER_ID.split("/")[2]
    assert f"Other clusters were looked for in subscription {subscription} only." in refused["msg"]
    planned = lock_down(run, **MANAGE, **SHARED)
    assert [one["word"] for one in planned["accepted"]] == ["shared_default_route"]
    (message,) = told(check(run), "shared_default_route")
    assert "rt-spoke is that of subnet snet-apps" in message


def test_no_other_subnet_no_word_and_no_finding(run):
    lock_down(run, **MANAGE)
    assert told(check(run), "shared_default_route") == []


def test_a_cluster_in_a_subscription_nobody_listed_is_seen_on_the_subnet_itself(run, emulator):
    far = "/subscriptions/99999999-2222-3333-4444-555555555555/resourceGroups/rg-far/providers/Microsoft.Network"
    on_the_subnet(emulator, *(f"{far}/loadBalancers/lb-{one}/frontendIPConfigurations/f" for one in ("engine", "dm")))
    refused = plan(run, **MANAGE)
    assert refused["failed"] and "4 front ends of load balancers where the cluster has 2" in refused["msg"]
    accepted = plan(run, **MANAGE, **SHARED)["plan"]
    assert "The subnet shows users that no known cluster" in accepted["accepted"][0]["sentence"]
    assert not plan(run).get("failed"), "nothing is brought upon anybody without a default route"


def test_what_the_subnet_shows_and_nobody_can_attribute_is_told(run, emulator):
    on_the_subnet(emulator, "/providers/Microsoft.Something/unheard")
    planned = plan(run, **MANAGE)["plan"]
    assert [text for text in sentences(planned) if "use its subnet is unknown" in text]


@pytest.mark.parametrize("prefix", ["20.0.0.0/8", "13.64.38.0/24"])
def test_a_hole_under_a_name_of_ours_is_never_silent(run, emulator, prefix):
    table = emulator.document(ROUTE_TABLE_ID)
    wide = {"name": "ADX_Monitoring_5", "properties": {"addressPrefix": prefix, "nextHopType": "Internet"}}
    table["properties"]["routes"].append(wide)
    emulator.seed(ROUTE_TABLE_ID, table)
    for state in ("present", "absent"):
        warned = sentences(plan(run, state=state)["plan"])
        assert [text for text in warned if f"everything to {prefix} goes to the internet past the firewall" in text]
    (message,) = told(check(run), "foreign_prefix")
    assert "'ADX_Monitoring_5' has a name of ours" in message and prefix in message


def test_a_policy_that_does_not_govern_the_firewall_is_refused_by_the_check_as_by_the_plan(run):
    for act in (plan, check):
        refused = act(run, firewall_policy=FIREWALL_POLICY_ID)
        assert refused["failed"] and "Firewall fw-hub keeps its rules itself" in refused["msg"]
