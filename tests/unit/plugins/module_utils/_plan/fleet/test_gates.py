# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gates of one cluster, each with what opens it and what does not."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timezone

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.baseline import reading
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import route_tables
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet import gates
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet.fleet import Asked, Member
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import afterwards
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.approval import Part
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import Home
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.evidence import rows
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.verdict import documents, hubs

MANAGE = Request(default_route="manage")
EMPTY, LED = world.table(), world.table(world.default_route())
HOP = "10.0.9.4"
WHEN = datetime(2026, 11, 29, 21, tzinfo=timezone.utc)


def member(request=MANAGE, **known):
    return Member.of(request, world.landscape(**{"table": EMPTY, **known}))


def routed(**known):
    """A cluster whose traffic goes to the firewall, and what is around it."""
    table = world.table(world.default_route())
    one = member(Request(sources=("discovered",)), table=table, **known)
    return one, around(one)


def around(one):
    return one.plan.landscape


def written(request=MANAGE, table=None):
    """A firewall that has all the rules of a cluster, and the cluster, on this table or an empty one."""
    table = table or EMPTY
    planned = member(request, table=EMPTY)
    found = afterwards.with_rules(around(planned), planned.plan)
    return dict(found.firewall), member(request, firewall=dict(found.firewall), table=table)


def refusal(gate, *arguments, **options):
    """The code and the text of what a gate says; None when it lets the cluster through."""
    try:
        gate(*arguments, **options)
    except PlanError as error:
        return error.code, str(error)
    return None


def test_what_is_about_to_be_routed_must_be_allowed_there():
    one = member()
    code, text = refusal(gates.require_open, one, around(one), unwritten=" Then.")
    assert code == "would_be_blocked" and text.endswith(" Then.")
    _firewall, allowed = written()
    assert refusal(gates.require_open, allowed, around(allowed)) is None


def test_the_gate_before_routing_asks_nothing_where_it_is_off_or_nothing_is_routed():
    one = member(MANAGE.accepting("no_gate"))
    assert refusal(gates.require_open, one, around(one)) is None
    reported = member(Request(routes="report"))
    assert reported.pending == (Part.RULES,) and not gates.routes_something(reported)
    assert refusal(gates.require_open, reported, around(reported)) is None
    assert gates.routes_something(member()) and {Part.ROUTES} <= set(member().pending) <= {
        Part.RULES,
        Part.ROUTES,
        Part.SUBNET,
    }


LEFT = {
    "rules": Request(rules="report"),
    "routes": Request(routes="report", default_route="manage"),
    "both": Request(rules="report", routes="report", default_route="manage"),
}


@pytest.mark.parametrize("request_", LEFT.values(), ids=LEFT)
def test_what_others_write_has_a_check_for_its_gate(request_):
    one = member(request_)
    code, text = refusal(gates.require_ready, one, around(one), unwritten=" Then.")
    assert code == "would_be_blocked" and text.endswith(" Then.")
    _firewall, allowed = written(request_)
    assert refusal(gates.require_ready, allowed, around(allowed)) is None
    unread = replace(around(allowed), unread={"chain": "The policy could not be read"})
    assert refusal(gates.require_ready, allowed, unread)[0] == "unreadable"


@pytest.mark.parametrize("request_", LEFT.values(), ids=LEFT)
def test_a_check_is_no_gate_where_it_says_itself_what_is_blocked_or_nobody_wants_one(request_):
    there = member(request_, table=LED)
    assert refusal(gates.require_ready, there, around(there)) is None
    off = member(request_.accepting("no_gate"))
    assert refusal(gates.require_ready, off, around(off)) is None


@pytest.mark.parametrize("request_", [MANAGE, Request(), Request(routes="report"), Request(default_route="none")])
def test_what_a_run_writes_itself_is_judged_before_it_routes_and_not_by_a_check(request_):
    one = member(request_)
    assert refusal(gates.require_ready, one, around(one)) is None


def in_hub(request, *policies):
    """Such a cluster in a spoke of the firewall's hub, whose intent has these policies."""
    _firewall, one = written(request)
    found = around(one)
    firewall = {**found.firewall, "properties": {**found.firewall["properties"], **hubs.IN_HUB}}
    joined = documents.peering("10.0.0.0/16", useRemoteGateways=True)
    network = documents.virtual_network("10.20.0.0/16", {**joined, "name": "RemoteVnetToHubPeering_1"})
    hub = hubs.hub([hubs.connection(found.network_id)], intents=[hubs.intent(*policies)])
    return one, replace(found, firewall=firewall, virtual_network=network, hub=hub, route_table=EMPTY)


@pytest.mark.parametrize(
    ("request_", "policies", "code"),
    [
        (Request(), [hubs.policy(world.landscape().firewall_id)], None),
        (Request(), [hubs.PRIVATE], None),
        (MANAGE, [hubs.policy(world.landscape().firewall_id)], "unproven_hop"),
        (replace(MANAGE, accept=frozenset({"unproven_hop"})), [hubs.PRIVATE], None),
    ],
    ids=["led by the hub", "not led", "a route in the place of the hub's", "accepted"],
)
def test_only_a_route_of_ours_to_a_virtual_hub_is_unproven(request_, policies, code):
    told = refusal(gates.require_open, *in_hub(request_, *policies))
    assert (told and told[0]) == code


@pytest.mark.parametrize("gate", [True, False])
@pytest.mark.parametrize("confirmed", [True, False])
def test_nothing_is_routed_to_an_appliance_without_an_approval_of_the_plan(confirmed, gate):
    request = Request(appliance=HOP, default_route="manage", accept=frozenset() if gate else frozenset({"no_gate"}))
    one = Member.of(request, replace(world.landscape(firewall=None, table=EMPTY), firewall_id=None))
    found = replace(around(one), firewall_id=None, appliance=HOP)
    told = refusal(gates.require_open, one, found, is_approved=confirmed)
    assert (told is None) is (confirmed or not gate)
    if told:
        assert told[0] == "appliance_unconfirmed" and HOP in told[1]


def test_rules_go_only_where_no_route_leads_to_them_any_more():
    firewall, _locked = written()
    led = Member.of(
        Request(state="absent", accept=frozenset({"no_gate"})), world.landscape(firewall=firewall, table=LED)
    )
    gated = Member(replace(led.plan, request=Request(state="absent")))
    found = around(led)
    code, text = refusal(gates.require_no_blackout, gated, found, [gated], unwritten=" Then.")
    assert code == "still_needed" and text.endswith(" Then.")
    assert refusal(gates.require_no_blackout, led, found, [led]) is None, "the gate is off"
    assert refusal(gates.require_no_blackout, gated, replace(found, subnet=None), [gated]) is None
    gone = Member(replace(gated.plan, landscape=replace(gated.plan.landscape, cluster=None)))
    assert refusal(gates.require_no_blackout, gone, found, [gated]) is None
    unled = replace(found, route_table=EMPTY)
    assert refusal(gates.require_no_blackout, gated, unled, [gated]) is None


def test_a_lock_down_takes_away_what_its_rules_allow_no_longer():
    firewall, same = written()
    assert not gates.takes_away(same), "nothing is pending"
    assert not gates.takes_away(member()), "it only adds"
    half = replace(MANAGE, source_addresses=("10.20.1.128/25",), max_removals=99)
    less = member(half, firewall=firewall)
    assert gates.takes_away(less)
    absent = Member.of(Request(state="absent"), world.landscape(firewall=firewall, table=EMPTY))
    assert Part.RULES in absent.pending and not gates.takes_away(absent), "that has a gate of its own"


def test_what_takes_rules_away_is_planned_once_more_on_what_there_is_by_then():
    firewall, _same = written()
    less = member(replace(MANAGE, source_addresses=("10.20.1.128/25",), max_removals=99), firewall=firewall)
    table = {**EMPTY, "id": str(world.TABLE)}
    unled = replace(around(less), route_table=table)
    assert refusal(gates.require_still_planned, less, unled) is None
    led = replace(unled, route_table={**LED, "id": str(world.TABLE)})
    code, _text = refusal(gates.require_still_planned, less, led)
    assert code == "lost_dependencies"
    other = replace(unled, route_table={**LED, "id": str(world.OTHER_TABLE)}, subnet=world.subnet(world.OTHER_TABLE))
    code, _text = refusal(gates.require_still_planned, less, other)
    assert code == "lost_dependencies", "another table leads there by now"
    elsewhere = replace(led, home=Home(world.subnet(), EMPTY))
    assert refusal(gates.require_still_planned, less, elsewhere) is None, "where the cluster is counts"


def test_what_is_blocked_by_ones_own_write_alone_is_named_and_nothing_else():
    _firewall, locked = written(table=LED)
    now = replace(around(locked), firewall=world.firewall())
    before = replace(now, route_table=EMPTY)
    text = gates.lost_by_own_write(locked, now, before)
    assert re.search(r" and \d+ more would be blocked now[.]$", text), text
    assert gates.lost_by_own_write(locked, now, now) == "", "it was blocked before"
    assert gates.lost_by_own_write(locked, around(locked), before) == "", "nothing is blocked"
    off = Member(replace(locked.plan, request=locked.plan.request.accepting("no_gate")))
    assert gates.lost_by_own_write(off, now, before) == ""
    few = Member(replace(locked.plan, dependencies=locked.plan.dependencies[:2]))
    assert " more " not in gates.lost_by_own_write(few, now, before)


def test_a_check_at_the_end_tells_of_other_tables_and_one_before_routing_does_not():
    left = {
        "id": str(world.OTHER_TABLE),
        "name": "old",
        "location": "westus",
        "properties": {"routes": [world.route("ADX_Management")]},
    }
    _firewall, locked = written(table=LED)
    told = Member(replace(locked.plan, landscape=replace(locked.plan.landscape, other_tables=(left,))))

    def codes(**options):
        return {one.code for one in gates.checked(told, around(told), **options).checkup.findings}

    assert "left_routes" in codes() and "left_routes" not in codes(before_routing=True)


def test_drift_is_told_beside_a_check_and_a_policy_that_governs_nothing_is_refused():
    firewall, locked = written(table=LED)
    firewall["properties"]["applicationRuleCollections"][0]["properties"]["rules"].pop()
    drifted = Member.for_check(MANAGE, replace(locked.plan.landscape, firewall=None))
    found = replace(around(locked), firewall=firewall)
    one = gates.checked(drifted, found)
    asked = Asked(MANAGE, world.CLUSTER, world.FIREWALL)
    assert "drift" in {finding.code for finding in gates.with_drift(one, asked).checkup.findings}
    policy = replace(asked, firewall_policy=replace(world.FIREWALL, type="Microsoft.Network/firewallPolicies"))
    assert refusal(gates.with_drift, one, policy)[0] == "other_policy"
    unread = replace(one, found=replace(found, unread={"chain": "It could not be read"}))
    assert refusal(gates.with_drift, unread, policy) is None


def test_a_check_is_compared_with_what_an_earlier_report_has_and_says_where_that_is_of_no_use():
    _firewall, locked = written(table=LED)
    one = gates.checked(locked, around(locked))
    told = gates.with_changes(one, reading.Baseline(reading.Unusable("it is none")), wrote=False)
    assert "no_baseline" in {finding.code for finding in told.checkup.findings}
    assert told.as_option()["changes_since"] is None
    assert {each["since"] for each in told.as_option()["dependencies"]} == {None}
    firewall = reading.Firewall(str(world.FIREWALL).lower(), "10.0.1.4", ())
    listed = tuple(replace(reading.of_judged(each), since=WHEN) for each in one.checkup.dependencies[1:])
    earlier = reading.Baseline(
        reading.Unusable("it is none"), {str(world.CLUSTER).lower(): reading.Before(WHEN, firewall, listed)}
    )
    compared = gates.with_changes(one, earlier, wrote=False).as_option()
    assert "1 new dependency" in compared["changes_since"]["line"]
    times = [each["since"] for each in compared["dependencies"]]
    assert times == [None] + ["2026-11-29T21:00:00Z"] * (len(times) - 1)
    assert "new_dependency" in {finding["code"] for finding in compared["findings"]}
    wrote = gates.with_changes(one, earlier, wrote=True).as_option()
    assert {each["since"] for each in wrote["dependencies"]} == {None}


def test_a_check_fails_for_what_it_is_told_to_fail_for():
    _firewall, locked = written(table=LED)
    one = gates.checked(locked, around(locked))
    assert refusal(gates.require_passed, one, "never") is None
    code, text = refusal(gates.require_passed, one, "error")
    assert code == "check_failed" and "check of cluster c1" in text
    assert one.as_option()["failing"]["error"] == text and set(one.as_option()["failing"]) == {
        "error",
        "warning",
        "info",
    }


STEPS = frozenset({"allow", "route", "return", "check"})
RETURNS = Request(default_route="manage", steps=STEPS)


def returning(request=RETURNS, steps=STEPS, fail_on="error", blocked=False, **options):
    """What the gate before a return says of a cluster whose lock-down is there, or of one that has rules alone."""
    _firewall, one = written(request)
    routed = route_tables.present(EMPTY, one.plan.routes, ())
    found = replace(around(one), table=routed, route_table=routed)
    if blocked:
        found = replace(found, firewall=world.firewall())
    return refusal(gates.require_lock_down, one, found, fail_on, steps=frozenset(steps), **options)


def test_a_cluster_returns_where_the_check_of_its_lock_down_passes():
    assert returning() is None


@pytest.mark.parametrize("fail_on", ["error", "never"])
def test_a_cluster_does_not_return_where_something_would_be_blocked(fail_on):
    code, text = returning(blocked=True, fail_on=fail_on)
    assert code == "would_be_blocked" and text.endswith("So the cluster does not return to its network.")


def test_a_cluster_does_not_return_with_a_finding_that_fails_the_check():
    code, text = returning(fail_on="info")
    assert code == "check_failed" and text.endswith("So the cluster does not return to its network.")
    assert returning(fail_on="never") is None


@pytest.mark.parametrize(
    ("steps", "left"),
    [(["return"], "its routes"), (["allow", "return"], "its routes"), (["route", "return"], None)],
)
def test_a_cluster_does_not_return_before_all_of_its_lock_down_is_written(steps, left):
    found = returning(steps=steps)
    assert found is None if left is None else found[0] == "not_locked_down" and f"leaves out {left}" in found[1]


NO_DEFAULT = (world.route("other", "10.99.0.0/16"),)
ELSEWHERE = (world.default_route(to=HOP),)


@pytest.mark.parametrize("default_route", ["verify", "none"])
@pytest.mark.parametrize("fail_on", ["error", "never"])
@pytest.mark.parametrize(("written_by_others", "says"), [(NO_DEFAULT, "nothing is locked down"), (ELSEWHERE, HOP)])
def test_a_cluster_does_not_return_where_its_traffic_would_not_go_to_the_firewall(
    default_route, fail_on, written_by_others, says
):
    _firewall, one = written(replace(RETURNS, default_route=default_route))
    routed = route_tables.present(world.table(*written_by_others), one.plan.routes, ())
    found = replace(around(one), table=routed, route_table=routed)
    code, text = refusal(gates.require_lock_down, one, found, fail_on, steps=STEPS)
    assert code == "not_locked_down" and says in text and "does not return to its network" in text


def test_a_default_route_of_others_is_enough_and_routes_of_documented_addresses_have_to_be_there():
    _firewall, one = written(replace(RETURNS, default_route="verify"))
    led = world.table(world.default_route())
    routed = route_tables.present(led, one.plan.routes, ())
    past = replace(around(one), table=routed, route_table=routed)
    assert refusal(gates.require_lock_down, one, past, "error", steps=STEPS) is None
    bare = replace(past, table=led, route_table=led)
    code, text = refusal(gates.require_lock_down, one, bare, "never", steps=STEPS)
    assert code == "not_locked_down" and "no routes of their own" in text


def test_without_the_gate_it_returns_unseen_and_that_is_told():
    open_ = replace(RETURNS, accept=frozenset({"no_gate"}))
    assert returning(open_, blocked=True) is None
    one = member(open_)
    (told,) = gates.require_lock_down(one, around(one), "error", steps=STEPS)
    assert told.word == "no_gate"


def test_behind_an_appliance_it_returns_with_an_approval_alone():
    behind = replace(RETURNS, appliance=HOP)
    one = member(behind, firewall=None, table=world.table(world.default_route(to=HOP)))
    found = around(one)
    code, _text = refusal(gates.require_lock_down, one, found, "never", steps=STEPS)
    assert code == "appliance_unconfirmed"
    assert refusal(gates.require_lock_down, one, found, "never", steps=STEPS, is_approved=True) != (code, _text)


def test_a_network_is_no_route():
    assert not gates.routes_something(replace_pending(member(RETURNS), "network"))
    assert gates.routes_something(replace_pending(member(RETURNS), "rules", "subnet"))


def replace_pending(one, *parts):
    """The same cluster, with other parts to write."""
    one.__dict__["pending"] = tuple(Part(part) for part in parts)
    return one


def test_what_the_logs_say_is_told_beside_a_check_with_its_findings_and_counts():
    one = gates.checked(*routed())
    seen = gates.with_evidence(one, rows.logs(coverage=()), wrote=False)
    assert seen.evidence and "logs_do_not_tell" in {finding.code for finding in seen.checkup.findings}
    assert seen.summary()["evidence"] == seen.evidence.summary() == {"cannot_tell": len(one.checkup.dependencies)}
    assert seen.as_option()["evidence"]["firewall"] == "fw"
    assert "evidence" not in one.summary() and "evidence" not in one.as_option()


def test_the_addresses_that_names_had_are_hints_and_destinations_are_compared_as_they_were_judged():
    answer = world.answer()
    answer[0]["properties"]["endpoints"][0]["endpointDetails"][0]["ipAddress"] = "20.1.2.3"
    name = answer[0]["properties"]["endpoints"][0]["domainName"].lower()
    one = gates.checked(*routed(answer=answer))
    assert one.case.hints == {(name, 443): ("20.1.2.3",)}
    assert (one.case.asked, one.case.landscape, one.case.judged) == (one.asked, one.found, one.checkup.dependencies)
    assert one.case.since == (None,) * len(one.case.judged)


def test_what_a_call_wrote_decides_since_a_moment_ago():
    one = gates.checked(*routed())
    name = next(each.flow.fqdn for each in one.checkup.dependencies if each.flow.fqdn and "*" not in each.flow.fqdn)
    logs = rows.logs(rows.refused(name))
    before, after = (gates.with_evidence(one, logs, wrote=wrote).evidence.listed for wrote in (False, True))
    states = [next(each for each in listed if each.judged.flow.fqdn == name).state for listed in (before, after)]
    assert states == ["denied", "cannot_tell"]
    assert {each.changed for each in before} == {None} and {each.changed for each in after} == {logs.end}
