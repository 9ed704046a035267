# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan hash stands for what a plan writes and what it found, and for nothing else."""

from __future__ import annotations

from copy import deepcopy

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan import (
    approval,
    firewalls,
    lockdown,
    removal,
    resource_ids,
    route_tables,
    shapes,
    slices,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.resource_ids import ResourceId
from ansible_collections.adx.outbound.plugins.module_utils._plan.rule_collections import Ownership
from ansible_collections.adx.outbound.plugins.module_utils._plan.situation import Situation
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

MANAGE = Request(default_route="manage")
POLICY = ResourceId("s", "rg-hub", resource_ids.FIREWALL_POLICY, ("policy",))
GROUP = POLICY.child(resource_ids.RULE_COLLECTION_GROUP, "adx-egress")


def planned(request=MANAGE, **known):
    known.setdefault("table", world.table())
    planner = removal if request.state == "absent" else lockdown
    return planner.plan(request, world.facts(**known))


def hashed(request=MANAGE, **known):
    return approval.plan_hash(slices.of(planned(request, **known)))


def refusal(approved, request=MANAGE, **known):
    """What is said against writing a plan when another one was approved; empty when nothing is."""
    try:
        approval.require(approved, slices.of(planned(request, **known)))
    except PlanError as error:
        return str(error)
    return ""


def written(plan, before=None):
    """The firewall and the route table after the plan was carried out."""
    wanted = [shapes.from_option(option) for option in plan.rule_collections]
    rules = firewalls.present(before or world.firewall(), wanted, Ownership.of(wanted))
    return {"firewall": rules, "table": route_tables.present(plan.facts.table, plan.routes)}


def with_ours_changed(firewall):
    changed = deepcopy(firewall)
    changed["properties"]["applicationRuleCollections"][0]["properties"]["rules"][0]["targetFqdns"].append("x.example")
    return changed


def policy(*collections, priority=200, foreign=300):
    groups = [{"name": "theirs", "properties": {"priority": foreign, "ruleCollections": []}}]
    if collections:
        groups.append(
            {"name": "adx-egress", "properties": {"priority": priority, "ruleCollections": list(collections)}}
        )
    document = {"id": str(POLICY), "name": "policy", "properties": {"dnsSettings": {"enableProxy": True}}}
    return {
        "firewall": world.firewall(firewallPolicy={"id": str(POLICY)}),
        "chain": (Policy(document, tuple(groups)),),
        "group_id": GROUP,
    }


def test_a_hash_has_a_pair_of_digests_per_resource_and_can_be_pasted_anywhere():
    parts = [piece.split("-") for piece in hashed().split("_")]
    assert [part[0] for part in parts] == ["rules", "routes", "subnet"]
    assert all(len(part) == 3 and len(part[1]) == len(part[2]) == 16 for part in parts)
    assert hashed().replace("_", "").replace("-", "").isalnum() and len(hashed()) < 130


def test_what_the_plan_leaves_alone_has_no_part():
    assert hashed(Request(routes="report")).count("_") == 0
    assert hashed(subnet=world.subnet(delegated=True)).count("_") == 0


NOTHING_OF_OURS = {
    "a foreign collection": {"firewall": world.firewall(world.collection("theirs", 100, "x.example"))},
    "a foreign route": {"table": world.table(world.route("to-lab", "10.9.0.0/16"))},
    "a foreign tag": {"table": world.table(tags={"cost": "42"})},
    "etags and states": {"firewall": {**world.firewall(), "etag": 'W/"2"'}, "table": {**world.table(), "etag": "2"}},
    "a setting of the subnet": {"subnet": world.subnet(serviceEndpoints=[{"service": "x"}])},
    "the casing of ids": {
        "subnet": world.subnet(str(world.TABLE).upper()),
        "table_id": ResourceId("S", "RG-spoke", resource_ids.ROUTE_TABLE, ("RT",)),
    },
    "the order of the answer": {"answer": tuple(reversed(world.answer()))},
}


@pytest.mark.parametrize("what", NOTHING_OF_OURS)
def test_what_is_not_ours_changes_no_hash(what):
    assert hashed(**NOTHING_OF_OURS[what]) == hashed()


def test_a_foreign_rule_that_takes_our_priority_changes_what_we_would_write():
    other = world.firewall(world.collection("theirs", 1000))
    assert "the rule collections wanted for firewall fw in resource group rg-hub are not what was approved" in refusal(
        hashed(), firewall=other
    )


BARE = {"subnet": world.subnet(None)}
ELSEWHERE = {"subnet": world.subnet(world.OTHER_TABLE)}
DRIFTS = [
    (
        {},
        {"firewall": with_ours_changed(written(planned())["firewall"])},
        "the rule collections found on firewall fw in resource group rg-hub are no longer what the approved preview",
    ),
    (
        {},
        {"table": world.table(world.route("ADX_Management", hop="VnetLocal"))},
        "the routes found on route table rt in resource group rg-spoke are no longer what the approved preview found",
    ),
    (
        BARE,
        ELSEWHERE,
        "the route table found on subnet snet of virtual network vnet in resource group rg-spoke is no longer what",
    ),
]


@pytest.mark.parametrize(("before", "after", "sentence"), DRIFTS, ids=["rules", "routes", "subnet"])
def test_what_drifted_is_named_and_nothing_else(before, after, sentence):
    request = Request(default_route="manage", replace_existing=True)
    said = refusal(hashed(request, **before), request, **after)
    assert sentence in said and said.count(";") == 0
    assert said.endswith("Run the preview again and have its plan hash approved.")


def test_another_firewall_is_not_the_approved_one_however_much_alike_they_are():
    other = ResourceId("s", "rg-hub", resource_ids.FIREWALL, ("fw2",))
    slice_ = slices.of(planned())["rules"]
    moved = approval.Slice(other, slice_.found, slice_.wanted)
    assert not set(moved.digests) & set(slice_.digests)


def test_another_wish_is_refused_by_the_name_of_what_it_changes():
    said = refusal(hashed(), Request(default_route="manage", skip_addresses=(world.MANAGEMENT,)))
    assert "the routes wanted for route table rt in resource group rg-spoke are not what was approved" in said
    assert "rule collections" not in said


def test_a_plan_that_writes_more_or_less_than_the_approved_one_is_refused():
    reported = Request(default_route="manage", routes="report")
    assert "leaves the routes of route table rt in resource group rg-spoke alone, and this" in refusal(hashed(reported))
    assert "would write the routes, and this plan does not" in refusal(hashed(), reported)


def test_a_run_that_was_cut_short_may_be_repeated_and_so_may_a_whole_one():
    after = written(planned())
    for done in ({}, {"firewall": after["firewall"]}, after):
        assert refusal(hashed(), **done) == ""


def test_the_approval_of_a_removal_holds_until_everything_is_gone():
    absent = Request(state="absent")
    made = [world.route(route.name, route.prefix) for route in lockdown.plan(Request(), world.facts()).routes]
    before = {**written(planned()), "table": world.table(*made, tags=world.OURS)}
    approved = hashed(absent, **before)
    assert [piece.partition("-")[0] for piece in approved.split("_")] == ["rules", "routes", "subnet"]
    for gone in (BARE, {**BARE, "table": None}, {**BARE, "table": None, "firewall": world.firewall()}):
        assert refusal(approved, absent, **{**before, **gone}) == ""
    drifted = {**before, "firewall": with_ours_changed(before["firewall"])}
    assert "the rule collections found on firewall fw" in refusal(approved, absent, **drifted)
    assert "are not what was approved" in refusal(approved, MANAGE, **before)


def test_a_policy_is_held_to_its_group_and_not_to_the_groups_of_others():
    approved = hashed(**policy())
    assert refusal(approved, **policy(foreign=400)) == ""
    assert "the rule collections wanted for rule collection group adx-egress of firewall policy policy" in refusal(
        approved, **policy(foreign=1000)
    )
    removed = hashed(Request(state="absent"), **policy())
    rule = {"ruleType": "ApplicationRule", "name": "r", "targetFqdns": ["x.example"], "sourceAddresses": ["*"]}
    ours = {
        "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
        "name": "adx-c1-westus-application",
        "priority": 1000,
        "action": {"type": "Allow"},
        "rules": [rule],
    }
    assert "the rule collections found on rule collection group adx-egress" in refusal(
        removed, Request(state="absent"), **policy(ours)
    )


@pytest.mark.parametrize("text", ["", "yes", "rules-1-2", f"{hashed()}_more", hashed()[:-1]])
def test_what_is_no_plan_hash_is_refused(text):
    with pytest.raises(PlanError, match="which is no plan hash; give the one that a preview returned, whole"):
        approval.require(text, slices.of(planned()))


def test_a_change_is_held_to_what_was_approved_when_the_resource_is_read_again():
    slice_ = slices.of(planned())["rules"]
    wanted = [shapes.from_option(option) for option in planned().rule_collections]
    ownership = Ownership.of(wanted)

    def change(seen):
        return firewalls.present(seen.document, wanted, ownership)

    def view(document):
        return firewalls.view(document, ownership)

    held = approval.held_to(hashed(), approval.RULES, slice_.id, change, view)
    assert held(Situation(world.firewall(world.collection("theirs", 100)))) is not None
    with pytest.raises(PlanError, match="the rule collections found on firewall fw"):
        held(Situation(with_ours_changed(written(planned())["firewall"])))


def pending(request=MANAGE, **known):
    return slices.pending(slices.of(planned(request, **known)))


def test_what_is_there_as_wanted_is_not_pending_and_what_is_still_changing_is():
    plan = planned()
    assert pending() == ["rules", "routes"]
    there = written(plan)
    assert pending(**there) == []
    there["firewall"]["properties"]["provisioningState"] = "Updating"
    assert pending(**there) == ["rules"]
    there["table"]["properties"]["provisioningState"] = "Updating"
    assert pending(**there) == ["rules", "routes"]
