# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Preview, approve, apply: what was approved is written and nothing else, by the plan and by each task that writes."""

from __future__ import annotations

from functools import partial

import pytest
from ansible_collections.adx.outbound.tests.emulator import (
    CLUSTER_ID,
    FIREWALL_ID,
    FIREWALL_POLICY_ID,
    ROUTE_TABLE_ID,
    SUBNET_ID,
)
from ansible_collections.adx.outbound.tests.integration.others import edit, written
from ansible_collections.adx.outbound.tests.integration.runner import NAMED, Refused

GROUP_ID = f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/adx-egress"
MANAGE = {"default_route": "manage"}


def preview(run, state="present", **options):
    """The hash as a preview shows it; the same in check mode and without."""
    asked = partial(run, "egress_plan_info", **{**NAMED, **options}, state=state)
    (found,) = {asked(check=check)["plan"]["plan_hash"] for check in (True, False)}
    return found


def ours_in(emulator):
    """The document that holds our rule collections, and the list of application collections in it."""
    if emulator.document(GROUP_ID):
        return GROUP_ID, "ruleCollections"
    return FIREWALL_ID, "applicationRuleCollections"


def widen(emulator):
    """Somebody adds a name to a rule of ours."""

    def change(properties):
        ours = next(one for one in properties[name] if one["name"].startswith("adx-"))
        (ours.get("properties") or ours)["rules"][0]["targetFqdns"].append("tracker.example.com")

    id_, name = ours_in(emulator)
    edit(emulator, id_, change)


def test_a_lock_down_and_its_removal_are_written_as_approved_and_may_be_repeated(run, world, manage):
    approved = preview(run, **manage)
    assert written(world) == []
    for _time in range(2):
        run.lock_down(**manage, expect_plan=approved)
    count = len(written(world))
    assert count in (2, 3)
    gone = preview(run, "absent")
    assert gone != approved
    for _time in range(2):
        run.remove(expect_plan=gone)
    assert len(written(world)) == count


def test_what_others_write_beside_ours_is_no_drift(run, world, manage):
    run.lock_down(accept=manage.get("accept"))
    approved = preview(run, **manage)
    edit(world, SUBNET_ID, lambda properties: properties.update(serviceEndpoints=[]))
    table_id = world.document(SUBNET_ID)["properties"]["routeTable"]["id"]
    lab = {"name": "to-lab", "properties": {"addressPrefix": "10.99.0.0/16", "nextHopType": "VnetLocal"}}
    edit(world, table_id, lambda properties: properties["routes"].append(lab))
    world.clear_log()
    run.lock_down(**manage, expect_plan=approved)
    assert len(written(world)) == 1


def test_a_change_to_ours_after_the_preview_is_refused_with_its_name_and_no_write(run, world, manage):
    run.lock_down(accept=manage.get("accept"))
    approved = preview(run, **manage)
    widen(world)
    world.clear_log()
    where = "rule collection group adx-egress" if world.document(GROUP_ID) else "firewall fw-hub"
    with pytest.raises(Refused, match=f"not what was approved: the rule collections found on {where}"):
        run.lock_down(**manage, expect_plan=approved)
    assert written(world) == []


@pytest.mark.parametrize("state", ["present", "absent"])
def test_a_table_of_somebody_else_on_the_subnet_after_the_preview_is_refused_without_a_write(run, emulator, state):
    emulator.reset("demo", route_table=False)
    if state == "absent":
        run.lock_down(**MANAGE)
    approved = preview(run, state, **MANAGE)
    other = ROUTE_TABLE_ID.replace("rt-spoke", "rt-other")
    emulator.seed(other, {"location": "westus", "properties": {"routes": []}})
    edit(emulator, SUBNET_ID, lambda properties: properties.update(routeTable={"id": other}))
    emulator.clear_log()
    act = run.lock_down if state == "present" else run.remove
    with pytest.raises(Refused, match="not what was approved: .*route table"):
        act(**MANAGE, expect_plan=approved)
    assert written(emulator) == []


def test_other_names_than_the_approved_ones_are_refused_without_a_write(run, emulator):
    approved = preview(run)
    names = [{"fqdn": "lake.example.com", "port": 443}]
    with pytest.raises(Refused, match="the rule collections wanted for firewall fw-hub .* are not what was"):
        run.lock_down(extra_dependencies=names, expect_plan=approved)
    assert written(emulator) == []


def test_a_change_between_the_plan_and_the_write_is_refused_by_the_task_that_writes(run, world, manage):
    run.lock_down(accept=manage.get("accept"))
    approved = preview(run, **manage)
    plan = run("egress_plan_info", **NAMED, **manage, expect_plan=approved)["plan"]
    widen(world)
    world.clear_log()
    writes = {"rule_collections": plan["rule_collections"], "expect_plan": approved}
    target = {"firewall_name": FIREWALL_ID}
    if plan["target"]["policy"]:
        target = {"firewall_policy_name": plan["target"]["policy"], "name": plan["target"]["group"]}
    module = "firewall_policy_rule_collection_group" if plan["target"]["policy"] else "firewall_rule_collections"
    told = run(module, **target, **writes)["msg"]
    assert "the rule collections found on " in told and "are no longer what the approved preview" in told
    table = plan["route_table"]
    edit(world, table["id"], lambda properties: properties["routes"].pop(-1))
    wanted = {"name": table["id"], "routes": plan["routes"], "expect_plan": approved}
    assert "the routes found on route table" in run("route_table", **wanted)["msg"]
    assert written(world) == []
    edit(world, SUBNET_ID, lambda properties: properties.pop("routeTable"))
    put = {"subnet_name": SUBNET_ID, "route_table": table["id"], "expect_plan": approved}
    assert "the route table found on subnet snet-adx" in run("subnet_route_table_association", **put)["msg"]
    assert written(world) == []


def test_an_approval_of_one_cluster_is_none_of_another(run, emulator):
    approved = preview(run)
    other = emulator.document(CLUSTER_ID)
    other_id = CLUSTER_ID.replace("telemetry", "billing")
    emulator.seed(other_id, {**other, "id": other_id, "name": "billing"})
    refused = run("egress_plan_info", **{**NAMED, "cluster": other_id}, sources=["documented"], expect_plan=approved)
    assert "This is not what was approved" in refused["msg"] and written(emulator) == []
