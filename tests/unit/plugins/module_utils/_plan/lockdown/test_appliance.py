# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""An appliance in the place of a firewall: routes are planned towards it, rules are nobody's here."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.check import check
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet import changes
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet.members import Member
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import absent, present, question, request
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.verdicts import Surroundings
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

HOP = "10.0.9.4"
THERE = Request(appliance=HOP)
GONE = Request(appliance=HOP, state="absent")
OURS = (world.route("ADX_Management"), world.default_route("ADX_Default", to=HOP))


def facts(**known):
    return replace(world.facts(**{"firewall": None, "table": world.table(), **known}), firewall_id=None)


def plan(asked=THERE, **known):
    return present.plan(asked, facts(**known)).as_option()


def judged(*routes, before_routing=False, **more):
    """The check of a plan on a subnet with these routes."""
    planned = present.plan(THERE, facts())
    found = Surroundings(
        firewall_id=planned.facts.firewall_id,
        firewall={},
        appliance=HOP,
        cluster=world.CLUSTER.name,
        subnet=world.subnet(),
        route_table=world.table(*routes),
        **more,
    )
    return check(question.of_plan(planned, found, before_routing=before_routing), found)


def codes(checkup):
    return [(one.severity, one.code) for one in checkup.findings if one.severity != "info"]


@pytest.mark.parametrize("given", [None, "", {}])
def test_nothing_given_is_no_appliance(given):
    assert request.appliance_of(given) is None


def test_an_address_is_read_without_the_blanks_of_a_survey():
    assert request.appliance_of({"next_hop": f" {HOP} "}) == HOP


@pytest.mark.parametrize("given", [HOP, {"nexthop": HOP}, {"next_hop": HOP, "name": "squid"}, [HOP]])
def test_anything_but_a_next_hop_is_refused_with_what_was_given(given):
    with pytest.raises(PlanError, match="^appliance is .*; it takes {next_hop: ADDRESS} and nothing else[.]$"):
        request.appliance_of(given)


@pytest.mark.parametrize("hop", ["squid.example.com", "10.0.9.0/24", "2001:db8::1", "10.0.9", "", None, "10.0.9.4\n5"])
def test_a_next_hop_that_is_no_ipv4_address_is_named(hop):
    with pytest.raises(PlanError) as raised:
        request.appliance_of({"next_hop": hop})
    assert f"has next_hop {hop!r}, which is no IPv4 address" in str(raised.value) and "\n" not in str(raised.value)


def test_the_plan_has_everything_the_cluster_needs_and_no_rule():
    shown = plan()
    assert shown["dependencies"] == present.plan(Request(), world.facts()).as_option()["dependencies"]
    assert shown["rule_collections"] == [] and shown["target"]["id"] is None and shown["firewall"]["exists"] is False
    assert shown["appliance"] == {"next_hop": HOP}
    assert present.plan(Request(), world.facts()).as_option()["appliance"] is None


def test_what_an_export_asks_for_is_in_the_plan():
    shown = plan(Request(appliance=HOP, skip_addresses=("23.99.5.162", f"{world.MANAGEMENT}/32")))
    assert shown["source_addresses"] == ["10.20.1.0/24"]
    routed = {one["address_prefix"].removesuffix("/32") for one in shown["routes"]}
    known = shown["documented_addresses"]
    assert {*known["management"], *known["health_monitoring"]} == routed != set()
    assert not {"23.99.5.162", world.MANAGEMENT} & routed


@pytest.mark.parametrize("choice", ["verify", "manage", "none"])
def test_routes_are_planned_as_ever_with_the_appliance_at_the_end_of_the_default_route(choice):
    behind_firewall = present.plan(Request(default_route=choice), world.facts()).as_option()
    for one in behind_firewall["routes"]:
        if one["address_prefix"] == "0.0.0.0/0":
            one["next_hop_ip_address"] = HOP
    shown = plan(Request(appliance=HOP, default_route=choice))
    assert (shown["routes"], shown["route_table"]) == (behind_firewall["routes"], behind_firewall["route_table"])


def test_a_missing_default_route_is_told_and_one_to_the_appliance_is_not():
    assert f"leads to appliance {HOP}, so nothing is locked down yet" in str(plan()["warnings"])
    elsewhere = plan(table=world.table(world.default_route()))
    assert "nothing is locked down yet" in str(elsewhere["warnings"])
    there = plan(table=world.table(world.default_route(to=HOP)))
    assert "nothing is locked down yet" not in str(there["warnings"])


def test_a_default_route_of_somebody_else_to_another_place_stands_against_one_to_the_appliance():
    with pytest.raises(PlanError, match="to-firewall"):
        plan(Request(appliance=HOP, default_route="manage"), table=world.table(world.default_route()))


def test_the_hash_changes_with_the_next_hop_that_would_be_written():
    asked = [Request(appliance=hop, default_route="manage") for hop in (HOP, "10.0.9.5")]
    hashes = {world.plan_hash(present.plan(one, facts())) for one in asked}
    assert len(hashes) == 2 and not any("rules" in one for one in hashes)


def test_a_removal_takes_the_routes_and_says_whose_business_the_rules_are():
    planned = absent.plan(GONE, facts(table=world.table(*OURS)))
    assert [one.name for one in planned.routes] == ["ADX_Management", "ADX_Default"]
    assert planned.table.manage and planned.rule_collections == ()
    assert [f"What appliance {HOP} lets through" in one for one in planned.warnings] == [True]


def test_without_a_route_a_removal_still_says_whose_business_the_rules_are():
    assert len(absent.plan(GONE, facts(table=None)).warnings) == 1


@pytest.mark.parametrize(
    ("routes", "outcome", "found"),
    [
        pytest.param(OURS, "cannot_tell", [("warning", "undecided_appliance")], id="to the appliance"),
        pytest.param((), "allowed", [("warning", "no_default_route")], id="nowhere"),
        pytest.param(
            (world.default_route(to="10.0.1.4"),), "cannot_tell", [("error", "stale_default_route")], id="elsewhere"
        ),
    ],
)
def test_the_check_decides_nothing_that_only_the_appliance_knows(routes, outcome, found):
    checkup = judged(world.route("ADX_Management"), *(one for one in routes if one["name"] != "ADX_Management"))
    assert {one.verdict.outcome for one in checkup.dependencies} == {outcome} and checkup.blocked == ()
    assert [one for one in codes(checkup) if one[1] not in ("missing_route", "undecided_dependency")] == found


def test_one_finding_speaks_for_all_dependencies_and_names_the_appliance():
    checkup = judged(*OURS)
    (finding,) = [one for one in checkup.findings if one.code == "undecided_appliance"]
    count = len(checkup.dependencies)
    assert finding.message.startswith(f"Whether appliance {HOP} lets {count} of {count} dependencies through cannot be")


def test_documented_addresses_are_judged_by_the_routes_as_ever():
    checkup = judged(*OURS)
    outcomes = {one.address: one.verdict.outcome for one in checkup.addresses}
    assert outcomes.pop(world.MANAGEMENT) == "allowed" and set(outcomes.values()) == {"denied"}


def test_before_routing_the_security_group_is_judged_and_the_appliance_is_not():
    assert judged(before_routing=True).blocked == ()
    deny = {"priority": 100, "access": "Deny", "direction": "Outbound", "protocol": "*"}
    anywhere = {"sourceAddressPrefix": "*", "destinationAddressPrefix": "*", "destinationPortRange": "*"}
    rule = {"name": "no", "properties": {**deny, **anywhere}}
    group = {"name": "nsg", "properties": {"securityRules": [rule], "defaultSecurityRules": []}}
    checkup = judged(before_routing=True, security_group=group)
    assert len(checkup.blocked) == len(checkup.dependencies) > 0


def test_a_preview_judges_the_routes_as_if_they_were_written():
    member = Member.of(Request(appliance=HOP, default_route="manage"), facts())
    found = Surroundings(None, {}, appliance=HOP, subnet=world.subnet(), route_table={"id": str(world.TABLE)})
    routed = changes.routed(world.table(), [member])
    after = changes.as_written(found, member, {resource_ids.key(world.TABLE): routed})
    assert after.routing.routes[-1].hop_address == HOP
