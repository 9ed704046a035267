# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The safe order over a port that answers from a dictionary: what comes after what, and what is never done."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.baseline import reading
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.catalogue import OF_BASELINE, OF_TEMPLATES
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import limits, subnets
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet.exported import Folder
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.dependencies import Dependency
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.rendered import rendered
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.words import plain
from ansible_collections.adx.outbound.plugins.module_utils._run.state import Settings
from ansible_collections.adx.outbound.plugins.module_utils._run.steps import Run
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._run.azure import Azure, firewall_of, id_of

MANAGE = {"default_route": "manage"}
GONE = {"state": "absent"}
EXTRA = Dependency("Extra", "lake.example.com", 443, "Https", (), "extra", "lake.example.com")
LAG, CHANGING = "wait for Azure to show what was written", "wait for somebody's change of the rules to end"


class Lost(Exception):
    """An answer never came: the write may have taken effect."""

    sent = True


def go(azure, *asked, steps=("allow", "route", "check"), **settings):
    """One call; `azure.calls` has what it asked for afterwards."""
    azure.calls.clear()
    run = Run(azure, asked, Settings(frozenset(steps), **settings))
    run.go()
    run.tell_what_was_written()
    return run


def state(run, name="c1"):
    return next(one for one in run.states.values() if one.asked.cluster.name == name)


def code(run, name="c1"):
    """Which refusal a cluster ended with; None for none."""
    failure = state(run, name).failure
    return failure and failure.code


def told(run, name="c1"):
    return state(run, name).as_option(details=False)["msg"]


def writes(azure):
    return [call.removeprefix("write ") for call in azure.calls if call.startswith("write ")]


def locked(*names, azure=None, **own):
    """A world in which clusters are locked down, each on a table of its own."""
    azure = azure or Azure()
    for name in names:
        azure.place(name)
    run = go(azure, *(azure.asked(name, **{**MANAGE, **own}) for name in names))
    assert not [one.failure for one in run.states.values() if one.failure]
    return azure


def placed(*names, azure=None, **known):
    azure = azure or Azure()
    for name in names:
        azure.place(name, **known)
    return azure


def deny(azure, *, source="*", firewall="fw", name="a.AzureStorage.example.com"):
    """Somebody denies a name that every cluster needs."""
    document = azure.get(firewall_of(firewall))
    theirs = world.collection("theirs", 100, name)
    theirs["properties"]["action"]["type"] = "Deny"
    theirs["properties"]["rules"][0]["sourceAddresses"] = [source]
    document["properties"]["applicationRuleCollections"].append(theirs)
    azure.put(firewall_of(firewall), document)


def route(azure, name="c1"):
    """Somebody leads a cluster's traffic to the firewall, by a table of their own on its subnet."""
    place = azure.places[name]
    table = azure.get(place.table) or world.table(subnets=())
    table["properties"]["routes"].append(world.default_route())
    azure.put(place.table, table)
    if subnets.route_table_id(azure.get(place.subnet)) is None:
        azure.put(place.subnet, subnets.associated(azure.get(place.subnet), str(place.table), instead=False))


def set_state(azure, value, firewall="fw"):
    """An operation of somebody on the firewall begins, or ends."""
    document = azure.get(firewall_of(firewall))
    document["properties"]["provisioningState"] = value
    azure.put(firewall_of(firewall), document)


def fails(error):
    """What is ordered when a call ends in an error."""

    def act():
        raise error

    return act


def ours(azure, firewall="fw"):
    """The clusters that have rules."""
    listed = azure.get(firewall_of(firewall))["properties"]["applicationRuleCollections"]
    return sorted(one["name"].split("-")[1] for one in listed if one["name"].startswith("adx-"))


def routes(azure, name="c1"):
    table = azure.get(azure.places[name].table)
    return [one["name"] for one in (table or {"properties": {"routes": []}})["properties"]["routes"]]


# The order


def test_a_lock_down_allows_looks_routes_looks_and_checks():
    azure = placed("c1", bare=True)
    run = go(azure, azure.asked("c1", **MANAGE))
    assert azure.calls == [
        "read c1",
        "write rules c1",
        "look c1",
        "write routes c1",
        "write subnet c1",
        "look c1",
        "aside c1",
    ]
    assert code(run) is None and state(run).changed and state(run).check.checkup.blocked == ()
    assert [one.writing.part for one in run.record.sent] == ["rules", "routes", "subnet"] and len(run.diffs) == 3
    assert azure.told == [
        "plan: c1",
        "allow: firewall fw in resource group rg, for c1",
        "gate: c1",
        "route: route table rt-c1 in resource group rg and subnet snet-c1 of virtual network vnet-c1 in resource group"
        " rg, for c1",
        "check: c1",
    ]


def test_a_second_run_reads_once_and_judges_what_it_read():
    azure = locked("c1")
    run = go(azure, azure.asked("c1", **MANAGE))
    assert azure.calls == ["read c1", "aside c1"]
    assert not state(run).changed and run.diffs == [] and run.record.sent == [] and state(run).check is not None


def test_a_removal_takes_the_subnet_off_then_the_routes_and_looks_right_before_the_rules_go_and_after():
    azure = placed("c1", bare=True)
    go(azure, azure.asked("c1", **MANAGE))
    run = go(azure, azure.asked("c1", **GONE))
    assert azure.calls == [
        "read c1",
        "write subnet c1",
        "write routes c1",
        "write rules c1",
        "look c1",
        "look c1",
    ]
    assert code(run) is None and state(run).check is None and ours(azure) == []
    assert go(azure, azure.asked("c1", **GONE)).diffs == [] and azure.calls == ["read c1"]


def test_a_mixed_call_un_routes_writes_the_firewall_once_and_routes_then():
    azure = placed("c2", azure=locked("c1"))
    run = go(azure, azure.asked("c1", **GONE), azure.asked("c2", **MANAGE))
    assert writes(azure) == ["routes c1", "rules c1, c2", "routes c2"]
    assert [one.changed for one in run.states.values()] == [True, True] and ours(azure) == ["c2"]
    assert state(run, "c1").check is None and state(run, "c2").check is not None
    assert azure.calls[-1] == "aside c2"


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (("plan",), ["read c1"]),
        (("check",), ["read c1", "aside c1"]),
        (("allow",), ["read c1", "write rules c1"]),
        (("allow", "check"), ["read c1", "write rules c1", "look c1", "aside c1"]),
        (
            ("allow", "route"),
            ["read c1", "write rules c1", "look c1", "write routes c1", "look c1"],
        ),
    ],
)
def test_a_call_takes_the_steps_it_is_asked_for(steps, expected):
    azure = placed("c1")
    go(azure, azure.asked("c1", **MANAGE), steps=steps)
    assert azure.calls == expected


def test_routes_alone_wait_for_the_rules_and_say_who_writes_them():
    azure = placed("c1")
    run = go(azure, azure.asked("c1", **MANAGE), steps=("route",))
    assert code(run) == "would_be_blocked" and writes(azure) == []
    seen = state(run).as_option(details=True)["check"]
    assert seen["summary"]["findings"]["error"] > 0, "a report can say what stands against it"
    found = state(run).as_option(details=False)["findings"]
    assert found == [one.as_option() for one in state(run).member.plan.findings], "there was no check at the end"
    assert "This call writes no rules: run it after allow." in told(run)
    go(azure, azure.asked("c1", **MANAGE), steps=("allow",))
    deny(azure)
    run = go(azure, azure.asked("c1", **MANAGE), steps=("route",))
    assert code(run) == "would_be_blocked" and "run it after" not in told(run), "the rules are there already"
    azure = placed("c1")
    deny(azure)
    run = go(azure, azure.asked("c1", **MANAGE))
    assert code(run) == "would_be_blocked" and "run it after" not in told(run), "this call writes them"


def test_rules_alone_stay_while_routes_lead_to_them_and_say_who_takes_those():
    azure = locked("c1")
    run = go(azure, azure.asked("c1", **GONE), steps=("allow",))
    assert code(run) == "still_needed" and ours(azure) == ["c1"]
    assert "This call takes no routes away: run it after route." in told(run)
    azure.order("write rules c1", lambda: route(azure))
    run = go(azure, azure.asked("c1", **GONE))
    assert code(run) == "still_needed" and "run it after" not in told(run)


def test_firewalls_are_written_at_once_and_what_is_in_one_network_one_after_another():
    azure = placed("c1", "c2", network="vnet")
    azure.place("c3", firewall="far")
    go(azure, *(azure.asked(name, **MANAGE) for name in azure.places))
    lanes = [group for group in azure.groups if group and isinstance(group[0], list)]
    at_once = [[[one.rpartition("/")[2] for one in lane] for lane in group] for group in lanes]
    assert at_once.count([["c1", "c2"], ["c3"]]) == 2, "for the rules, and for the routes"
    assert writes(azure) == ["rules c1, c2", "rules c3", "routes c1", "routes c2", "routes c3"]


def test_lines_name_three_clusters_and_count_the_others():
    azure = placed("c1", "c2", "c3", "c4", "c5")
    go(azure, *(azure.asked(name, **MANAGE) for name in azure.places), steps=("plan",))
    assert azure.told == ["plan: c1, c2, c3 and 2 more"]
    azure.told.clear()
    go(azure, *(azure.asked(name, **MANAGE) for name in list(azure.places)[:3]), steps=("plan",))
    assert azure.told == ["plan: c1, c2, c3"]


def test_every_step_of_many_clusters_is_one_line_and_how_far_it_is_is_told_now_and_then():
    names = [f"c{number}" for number in range(12)]
    azure = placed(*names)
    go(azure, *(azure.asked(name, **MANAGE) for name in names))
    assert [line.split(":")[0] for line in azure.told] == ["plan", "allow", "gate", "route", "check"]
    assert azure.told[3].startswith("route: ") and azure.told[3].endswith(" resources, for c0, c1, c2 and 9 more")
    last = {line.split(":")[0]: line for line in azure.progressed}
    assert last["check"] == "check: 12 of 12 done" and last["allow"] == "allow: 1 of 1 done"
    few = placed("c1")
    go(few, few.asked("c1", **MANAGE))
    assert few.progressed == []


# Who fails, and alone


def test_a_cluster_that_cannot_be_read_fails_alone():
    azure = placed("c1", "c2")
    azure.order("read c1", fails(PlanError("It is hidden.", "x")))
    run = go(azure, azure.asked("c1", **MANAGE), azure.asked("c2", **MANAGE))
    assert (code(run, "c1"), code(run, "c2")) == ("x", None) and state(run, "c1").member is None
    assert told(run) == "It is hidden. This run has written nothing for it."
    assert writes(azure) == ["rules c2", "routes c2"]


def test_a_cluster_that_is_gone_without_a_trace_is_done():
    azure = placed("c1")
    azure.gone.add("c1")
    run = go(azure, azure.asked("c1", **MANAGE))
    assert azure.calls == ["read c1"] and code(run) is None and state(run).member is None
    shown = state(run).as_option(details=True)
    assert (shown["plan"], shown["state"]) == ({}, "absent")
    assert [one["code"] for one in shown["findings"]] == ["nothing_found"]


def test_clusters_that_want_one_thing_in_two_ways_fail_and_nobody_else():
    azure = placed("c1", "c2", subnet="shared", network="vnet", bare=True)
    azure.place("c3")
    run = go(azure, *(azure.asked(name, **MANAGE) for name in azure.places))
    assert [code(run, name) for name in azure.places] == ["clusters_conflict", "clusters_conflict", None]
    assert writes(azure) == ["rules c3", "routes c3"]


def test_a_cluster_too_many_for_a_firewall_fails_before_the_write_and_the_others_are_served():
    azure = placed("c1", "c2")
    full = {**MANAGE, "priority_base": 64999}
    run = go(azure, azure.asked("c1", **full), azure.asked("c2", **full))
    assert (code(run, "c1"), code(run, "c2")) == (None, "no_free_priority")
    assert writes(azure) == ["rules c1", "routes c1"]


def test_who_fails_in_a_shared_write_is_not_routed():
    azure = placed("c1", "c2")
    azure.place("c3", firewall="far")
    azure.order("write rules c1, c2", fails(PlanError("It is locked.", "locked")))
    run = go(azure, *(azure.asked(name, **MANAGE) for name in azure.places))
    assert [code(run, name) for name in azure.places] == ["locked", "locked", None]
    assert (
        writes(azure) == ["rules c1, c2", "rules c3", "routes c3"] and run.record.of(state(run).member, "rules") == []
    )


def test_a_write_whose_answer_was_lost_is_told_as_one_that_may_have_taken_effect():
    azure = placed("c1")
    azure.order("write rules c1", fails(Lost("No answer came.")))
    run = go(azure, azure.asked("c1", **MANAGE))
    assert "The write of the rules of firewall fw in resource group rg had been sent and may" in told(run)
    assert [one.as_option()["certain"] for one in run.record.sent] == [False] and writes(azure) == ["rules c1"]


def test_a_look_that_fails_fails_the_cluster_before_it_is_routed():
    azure = placed("c1", "c2")
    azure.order("look c1", fails(PlanError("It is hidden.", "x")))
    run = go(azure, azure.asked("c1", **MANAGE), azure.asked("c2", **MANAGE))
    assert (code(run, "c1"), code(run, "c2")) == ("x", None)
    assert writes(azure) == ["rules c1, c2", "routes c2"]


def test_what_cannot_be_read_aside_fails_one_check_and_no_other():
    azure = locked("c1", "c2")
    azure.order("aside c1", fails(PlanError("It is hidden.", "x")))
    run = go(azure, azure.asked("c1", **MANAGE), azure.asked("c2", **MANAGE))
    assert (code(run, "c1"), code(run, "c2")) == ("x", None)
    assert state(run, "c1").check is None and state(run, "c2").check is not None


def test_what_shares_a_table_with_a_cluster_that_failed_is_held_back():
    azure = placed("c1", "c2", table="shared", network="vnet")
    azure.place("c3")
    deny(azure, source="10.20.1.0/24")
    run = go(azure, *(azure.asked(name, **MANAGE) for name in azure.places))
    assert [code(run, name) for name in azure.places] == ["would_be_blocked", "held_back", None]
    assert writes(azure) == ["rules c1, c2, c3", "routes c3"]


# What was approved


def test_only_what_was_approved_is_written():
    azure = placed("c1")
    asked = azure.asked("c1", **MANAGE)
    approved = go(azure, asked, steps=("plan",)).approval
    deny(azure)
    with pytest.raises(PlanError, match="not what was approved"):
        go(azure, azure.asked("c1", **MANAGE, skip_addresses=("23.99.5.162",)), approved=approved.hash)
    assert azure.calls == ["read c1"]
    azure = placed("c1")
    assert code(go(azure, asked, approved=approved.hash)) is None and azure.writing.approved
    azure = placed("c1")
    go(azure, asked)
    assert not azure.writing.approved


def test_a_cluster_that_nobody_approved_is_left_alone():
    azure = placed("c1", "c2")
    approved = go(azure, azure.asked("c1", **MANAGE), steps=("plan",)).approval
    run = go(azure, azure.asked("c1", **MANAGE), azure.asked("c2", **MANAGE), approved=approved)
    assert (code(run, "c1"), code(run, "c2")) == (None, "not_approved")
    assert "cluster c2 in resource group rg-adx, so it is left alone" in told(run, "c2")
    assert writes(azure) == ["rules c1", "routes c1"]


def unused(run, name="c1"):
    return [one.subject for one in state(run, name).findings if one.code == "accept_unused"]


def test_a_word_that_accepted_nothing_is_told_but_by_a_check_which_takes_no_risk():
    azure = locked("c1")
    asked = azure.asked("c1", **MANAGE, accept=frozenset({"other_subnet"}))
    assert unused(go(azure, asked)) == ["other_subnet"]
    assert unused(go(azure, asked, steps=("check",))) == []


@pytest.mark.parametrize(("routed", "steps"), [(False, ("allow", "route")), (True, ("allow", "route", "check"))])
def test_a_word_that_accepted_a_doubt_is_not_told_whether_the_gate_met_it_or_the_check(routed, steps):
    azure = locked("c1") if routed else placed("c1")
    azure.order("read c1" if routed else "look c1", lambda: set_state(azure, "Failed"))
    asked = azure.asked("c1", **MANAGE, accept=frozenset({"not_settled", "fqdn_tag"}))
    run = go(azure, asked, steps=steps)
    assert (code(run), unused(run)) == (None, ["fqdn_tag"])


@pytest.mark.parametrize("steps", [("plan",), ("allow",)])
def test_a_call_that_judges_no_verdict_tells_nothing_of_the_words_for_doubts(steps):
    azure = placed("c1")
    asked = azure.asked("c1", **MANAGE, accept=frozenset({"not_settled", "open_draft"}))
    assert unused(go(azure, asked, steps=steps)) == ["open_draft"]


def test_a_word_that_one_cluster_needs_is_told_to_none_and_one_that_no_cluster_needs_to_those_who_gave_it():
    azure = placed("c1", "c2")
    azure.order("look c1", lambda: set_state(azure, "Failed"))
    words = frozenset({"not_settled", "fqdn_tag"})
    run = go(azure, azure.asked("c1", **MANAGE, accept=words), azure.asked("c2", **MANAGE, accept=words - {"fqdn_tag"}))
    assert [unused(run, name) for name in ("c1", "c2")] == [["fqdn_tag"], []]


def test_a_word_that_the_plan_needed_is_not_told():
    azure = placed("c1")
    table = next(one for key, one in azure.documents.items() if "/routetables/" in key)
    table["properties"]["subnets"] = [{"id": f"{azure.asked('c1').cluster}/subnets/other"}]
    asked = azure.asked("c1", **MANAGE, accept=frozenset({"shared_default_route"}))
    assert unused(go(azure, asked, steps=("allow",))) == []


def test_the_risks_that_are_accepted_are_part_of_what_is_approved():
    azure = placed("c1")
    plain, risky = (
        go(azure, azure.asked("c1", **MANAGE, accept=accept), steps=("plan",)).approval
        for accept in (frozenset(), frozenset({"shared_default_route"}))
    )
    assert plain.hash != risky.hash


# Two that meet


def test_rules_stay_where_somebody_routes_the_cluster_right_before_they_go():
    azure = locked("c1", "c2")
    azure.order("look c1", lambda: route(azure))
    run = go(azure, azure.asked("c1", **GONE), azure.asked("c2", **GONE))
    assert (code(run, "c1"), code(run, "c2")) == ("still_needed", None)
    assert writes(azure)[-2:] == ["rules c1, c2", "rules c2"] and ours(azure) == ["c1"]
    assert "It has not written the rules of firewall fw" in told(run)


def test_rules_stay_where_nobody_can_see_whether_somebody_routes_the_cluster():
    azure = locked("c1")
    azure.order("look c1", fails(PlanError("It is hidden.", "x")))
    run = go(azure, azure.asked("c1", **GONE))
    assert code(run) == "x" and ours(azure) == ["c1"]


def test_rules_come_back_where_somebody_routes_the_cluster_while_they_go():
    azure = locked("c1")
    azure.order("while rules c1", lambda: route(azure))
    run = go(azure, azure.asked("c1", **GONE))
    assert code(run) == "taken_back" and ours(azure) == ["c1"]
    assert "Somebody routed the cluster while its rules went." in told(run)
    assert "This run took back the rules of firewall fw" in told(run)


def test_rules_of_a_cluster_without_a_gate_go_whoever_routes_it():
    azure = locked("c1")
    azure.order("while rules c1", lambda: route(azure))
    assert code(go(azure, azure.asked("c1", **GONE, accept=frozenset({"no_gate"})))) is None and ours(azure) == []


def test_a_cluster_is_un_routed_again_where_somebody_takes_its_rules_while_it_is_routed():
    azure = placed("c1", bare=True)
    azure.order("while subnet c1", lambda: deny(azure))
    run = go(azure, azure.asked("c1", **MANAGE))
    assert code(run) == "taken_back" and subnets.route_table_id(azure.get(azure.places["c1"].subnet)) is None
    assert [call for call in azure.calls if call.startswith("take back")] == ["take back subnet"]
    assert "a.azurestorage.example.com:443 would be blocked now" in told(run)
    assert "aside c1" not in azure.calls and ours(azure) == ["c1"]


def test_what_was_written_last_is_taken_back_first():
    azure = placed("c1", bare=True)
    azure.put(azure.places["c1"].table, world.table(subnets=()))
    azure.order("while subnet c1", lambda: deny(azure))
    go(azure, azure.asked("c1", **MANAGE))
    taken = [call for call in azure.calls if call.startswith("take back")]
    assert taken == ["take back subnet", "take back routes"] and routes(azure) == []


def test_what_was_taken_back_is_no_change_and_what_stands_is_one():
    azure = placed("c1", "c2")
    asked = [azure.asked(name, **MANAGE) for name in ("c1", "c2")]
    go(azure, *asked, steps=("allow",))
    azure.order("while routes c1", lambda: deny(azure, source="10.20.1.0/24"))
    run = go(azure, *asked, steps=("route",))
    assert [(code(run, name), state(run, name).changed) for name in ("c1", "c2")] == [
        ("taken_back", False),
        (None, True),
    ]
    assert [diff["after_header"] for diff in run.diffs] == [azure.places["c2"].table.described()]


def test_a_cluster_whose_routes_cannot_be_taken_back_is_said_to_be_cut_off_first_of_all():
    azure = placed("c1")
    azure.order("while routes c1", lambda: deny(azure))
    azure.order("take back routes", lambda: azure.put(azure.places["c1"].table, world.table(world.default_route())))
    run = go(azure, azure.asked("c1", **MANAGE))
    assert code(run) == "cut_off"
    assert told(run).startswith("The cluster is cut off now, and the routes of route table rt-c1 in resource group rg")
    assert "could not be put back: Somebody has written" in told(run) and "This run has written the rules" in told(run)


def test_what_was_blocked_before_the_routes_came_is_not_taken_for_their_doing():
    azure = placed("c1", routes=(world.default_route(),))
    deny(azure)
    run = go(azure, azure.asked("c1", accept=frozenset({"no_gate"})), steps=("allow", "route"))
    assert code(run) is None and writes(azure) == ["rules c1", "routes c1"]


def test_all_clusters_of_a_write_that_was_taken_back_fail():
    azure = placed("c1", "c2", table="shared", network="vnet")
    azure.order("while routes c1, c2", lambda: deny(azure, source="10.20.1.0/24"))
    run = go(azure, azure.asked("c1", **MANAGE), azure.asked("c2", **MANAGE))
    assert (code(run, "c1"), code(run, "c2")) == ("taken_back", "taken_back") and routes(azure) == []
    assert azure.calls.count("take back routes") == 1


def test_a_lock_down_that_takes_rules_away_is_planned_once_more_right_before_it_does():
    azure = locked("c1", default_route="verify")
    half = azure.asked("c1", source_addresses=("10.20.0.0/25",), max_removals=1000)
    azure.order("look c1", lambda: route(azure))
    run = go(azure, half)
    assert code(run) == "lost_dependencies" and writes(azure) == ["rules c1"] and run.record.sent == []


def test_a_lock_down_that_adds_rules_only_looks_at_nothing_before_it_does():
    azure = locked("c1")
    go(azure, azure.asked("c1", **MANAGE, extra_dependencies=(EXTRA,)))
    assert azure.calls == ["read c1", "write rules c1", "look c1", "aside c1"]


# Looking


def test_an_answer_older_than_our_own_write_is_asked_for_again():
    azure = placed("c1")
    azure.pauses = 5
    firewall = resource_ids.key(firewall_of())
    azure.late[firewall] = [copy.deepcopy(azure.documents[firewall])] * 2
    run = go(azure, azure.asked("c1", **MANAGE))
    assert code(run) is None
    assert azure.calls[1:8] == ["write rules c1", "look c1", LAG, "look c1", LAG, "look c1", "write routes c1"]


def test_an_answer_that_stays_old_is_believed_in_the_end():
    azure = placed("c1")
    azure.pauses = 1
    firewall = resource_ids.key(firewall_of())
    azure.late[firewall] = [copy.deepcopy(azure.documents[firewall])] * 2
    run = go(azure, azure.asked("c1", **MANAGE))
    assert code(run) == "would_be_blocked"
    assert azure.calls[1:] == ["write rules c1", "look c1", LAG, "look c1", LAG]


def test_rules_that_are_being_changed_are_judged_when_that_has_ended():
    azure = placed("c1", "c2")
    azure.pauses = 5
    azure.order("while rules c1, c2", lambda: None)
    azure.order("look c1", lambda: set_state(azure, "Updating"))
    azure.order(CHANGING, lambda: set_state(azure, "Succeeded"))
    run = go(azure, azure.asked("c1", **MANAGE), azure.asked("c2", **MANAGE))
    assert code(run) is None and azure.calls.count(CHANGING) == 1
    assert azure.calls[3:8] == ["look c1", "look c2", CHANGING, "look c1", "look c2"]


def test_nothing_is_routed_to_rules_that_never_come_to_rest():
    azure = placed("c1")
    azure.pauses = 2
    azure.order("look c1", lambda: set_state(azure, "Updating"))
    run = go(azure, azure.asked("c1", **MANAGE), steps=("allow", "route"))
    assert azure.calls.count(CHANGING) == 3 and code(run) == "not_settled", "two pauses and a refusal, in one look"
    assert "write routes c1" not in azure.calls


def test_only_those_whose_answer_was_late_are_asked_again():
    azure = placed("c1")
    azure.place("c2", firewall="far")
    azure.pauses = 5
    far = resource_ids.key(firewall_of("far"))
    azure.late[far] = [copy.deepcopy(azure.documents[far])] * 2
    go(azure, azure.asked("c1", **MANAGE), azure.asked("c2", **MANAGE))
    assert azure.calls[4:8] == ["look c1", "look c2", LAG, "look c2"]


def test_waiting_for_somebody_else_is_reason_enough_to_look_anew():
    azure = locked("c1")
    set_state(azure, "Updating")
    azure.order("write rules c1", lambda: set_state(azure, "Succeeded"))
    run = go(azure, azure.asked("c1", **MANAGE))
    assert azure.calls == ["read c1", "write rules c1", "look c1", "aside c1"]
    assert not state(run).changed and run.record.sent == [] and run.diffs == []


def test_of_two_in_one_write_only_the_one_it_changed_something_for_is_changed():
    azure = placed("c2", azure=locked("c1"))
    set_state(azure, "Updating")
    azure.order("write rules c1, c2", lambda: set_state(azure, "Succeeded"))
    run = go(azure, azure.asked("c1", **MANAGE), azure.asked("c2", **MANAGE))
    assert [one.changed for one in run.states.values()] == [False, True]


# Check mode


def test_check_mode_writes_nothing_looks_at_nothing_and_foresees_the_end():
    azure, real = placed("c1", azure=Azure(check_mode=True), bare=True), placed("c1", bare=True)
    before = copy.deepcopy(azure.documents)
    foreseen = go(azure, azure.asked("c1", **MANAGE))
    assert azure.calls == ["read c1", "write rules c1", "write routes c1", "write subnet c1", "aside c1"]
    assert azure.documents == before and state(foreseen).changed
    done = go(real, real.asked("c1", **MANAGE))
    assert state(foreseen).as_option(details=True) == state(done).as_option(details=True)


def test_check_mode_foresees_a_table_that_is_deleted_once_its_subnet_has_left_it():
    azure = placed("c1", bare=True)
    go(azure, azure.asked("c1", **MANAGE))
    azure.check_mode = True
    run = go(azure, azure.asked("c1", **GONE))
    assert writes(azure) == ["subnet c1", "routes c1", "rules c1"] and code(run) is None
    (table,) = [one for one in run.record.sent if one.writing.part == "routes"]
    assert table.outcome.document is None
    go(azure, azure.asked("c1", **GONE, accept=frozenset({"no_gate"})), steps=("allow",))
    assert writes(azure) == ["rules c1"] and azure.writing.left == (), "no subnet is left by a call that does not route"
    azure.check_mode = False
    go(azure, azure.asked("c1", **GONE))
    assert azure.writing.left == ()


def test_check_mode_refuses_a_removal_that_a_run_would_refuse_and_tells_no_write():
    azure = locked("c1", "c2")
    azure.check_mode = True
    run = go(azure, azure.asked("c1", **GONE), azure.asked("c2", **MANAGE), steps=("allow",))
    assert code(run) == "still_needed" and writes(azure) == [] and state(run).told == ""
    assert told(run).endswith("run it after route.")


def test_check_mode_hands_no_guard_to_a_write_and_a_run_does():
    azure = locked("c1")
    azure.check_mode = True
    go(azure, azure.asked("c1", **GONE))
    assert azure.writing.part == "rules" and azure.writing.guard is None
    azure.check_mode = False
    go(azure, azure.asked("c1", **GONE))
    assert azure.writing.guard is not None


# The check


def test_a_finding_as_severe_as_asked_for_fails_the_cluster_and_keeps_its_check():
    azure = locked("c1")
    asked = azure.asked("c1", **MANAGE)
    assert code(go(azure, asked, fail_on="error")) is None
    run = go(azure, asked, fail_on="info")
    assert code(run) == "check_failed" and state(run).check.checkup.findings


def test_a_cluster_that_failed_is_not_checked():
    azure = placed("c1", "c2")
    azure.order("write routes c1", fails(PlanError("It is locked.", "locked")))
    run = go(azure, azure.asked("c1", **MANAGE), azure.asked("c2", **MANAGE))
    assert state(run, "c1").check is None and "aside c1" not in azure.calls and "aside c2" in azure.calls
    assert "check: c2" in azure.told


def test_a_check_alone_says_what_is_no_longer_as_the_options_want_it():
    azure = locked("c1")
    more = azure.asked("c1", **MANAGE, extra_dependencies=(EXTRA,))
    alone, whole = (
        " ".join(one.message for one in state(go(azure, more, steps=steps, fail_on="never")).check.checkup.findings)
        for steps in (("check",), ("route", "check"))
    )
    assert "from what the options ask for" in alone and "from what the options ask for" not in whole


EARLIER = {
    "schema_version": "1.3",
    "generated_at": "2026-11-29T21:00:00Z",
    "mode": "run",
}


def baseline(azure, *names):
    """A report of these clusters in which none of them needs anything."""
    firewall = {"id": str(firewall_of()), "name": "fw", "private_address": "10.0.1.4", "public_addresses": []}
    empty = {"failure": None, "destinations": [], "firewall": firewall, "findings": []}
    told = [{**empty, "id": str(azure.asked(name).cluster).upper()} for name in names]
    return reading.read({**EARLIER, "clusters": told})


def changes(run, name="c1"):
    """The line of a cluster, None where nothing was compared, and the codes of its findings about that."""
    option = state(run, name).as_option(details=False)
    found = [one["code"] for one in option["findings"] if one["code"] in OF_BASELINE]
    return option["changes_since"] and option["changes_since"]["line"], found


def test_a_check_is_compared_with_an_earlier_report_cluster_by_cluster():
    azure = locked("c1", "c2")
    both = [azure.asked(name, **MANAGE) for name in ("c1", "c2")]
    run = go(azure, *both, steps=("check",), baseline=baseline(azure, "c1"))
    line, found = changes(run)
    assert "new dependencies" in line and found == ["new_dependency"]
    assert changes(run, "c2") == (None, ["no_baseline"])


def test_what_is_compared_fails_a_check_as_any_other_finding_does():
    azure = locked("c1")
    asked = azure.asked("c1", **MANAGE)
    run = go(azure, asked, steps=("check",), baseline=baseline(azure, "c1"), fail_on="info")
    assert code(run) == "check_failed" and changes(run)[1] == ["new_dependency"]


def test_without_an_earlier_report_nothing_is_compared():
    azure = locked("c1")
    assert changes(go(azure, azure.asked("c1", **MANAGE), steps=("check",))) == (None, [])


@pytest.mark.parametrize("steps", [("plan",), ("allow",), ("allow", "route")])
def test_what_is_not_checked_is_not_compared(steps):
    azure = placed("c1", bare=True)
    assert changes(go(azure, azure.asked("c1", **MANAGE), steps=steps, baseline=baseline(azure, "c1"))) == (None, [])


@pytest.mark.parametrize(
    ("steps", "compared"), [(("allow", "route", "check"), False), (("route", "check"), False), (("check",), True)]
)
def test_in_check_mode_what_would_be_is_not_compared_and_what_is_there_is(steps, compared):
    azure = locked("c1")
    azure.check_mode = True
    run = go(azure, azure.asked("c1", **MANAGE), steps=steps, baseline=baseline(azure, "c1"))
    assert changes(run) == (None, []) if not compared else changes(run)[1] == ["new_dependency"]


def test_after_a_write_for_a_cluster_no_verdict_of_it_stands_since_before_and_those_of_others_do():
    azure = locked("c1", "c2")
    first = go(azure, *(azure.asked(name, **MANAGE) for name in ("c1", "c2")), steps=("check",))
    judged = {name: state(first, name).check.checkup.dependencies for name in ("c1", "c2")}
    when = reading.time_of(EARLIER["generated_at"])
    firewall = reading.Firewall(str(firewall_of()).lower(), "10.0.1.4", ())
    known = {
        resource_ids.key(azure.asked(name).cluster): reading.Before(
            when, firewall, tuple(replace(reading.of_judged(one), since=when) for one in judged[name])
        )
        for name in judged
    }
    earlier = reading.Baseline(reading.Unusable("it has nothing of it"), known)
    more = azure.asked("c1", **MANAGE, extra_dependencies=(EXTRA,))
    run = go(azure, more, azure.asked("c2", **MANAGE), baseline=earlier)
    assert {name: set(state(run, name).check.changes.since) for name in judged} == {"c1": {None}, "c2": {when}}
    assert changes(run)[1] == ["new_dependency"] and changes(run, "c2") == ("", [])


def test_a_cluster_is_judged_under_the_name_it_was_asked_by_whatever_its_answer_calls_it():
    class Renaming(Azure):
        def look(self, members):
            renamed = id_of(resource_ids.CLUSTER, "renamed")
            return [(replace(found, cluster_id=renamed), error) for found, error in super().look(members)]

    azure = locked("c1", azure=Renaming())
    run = go(azure, azure.asked("c1", **MANAGE), steps=("check",))
    assert code(run) is None and state(run).check is not None


# What was written


def test_a_failure_tells_what_this_run_has_written_and_what_not():
    azure = placed("c1", bare=True)
    azure.order("write subnet c1", fails(PlanError("It is locked.", "locked")))
    run = go(azure, azure.asked("c1", **MANAGE))
    assert told(run) == (
        "It is locked. This run has written the rules of firewall fw in resource group rg, the routes of route table"
        " rt-c1 in resource group rg. It has not written the route table of subnet snet-c1 of virtual network vnet-c1"
        " in resource group rg."
    )


def test_a_failure_of_one_step_does_not_tell_of_parts_that_belong_to_others():
    azure = placed("c1")
    azure.order("write rules c1", fails(Lost("No answer came.")))
    run = go(azure, azure.asked("c1", **MANAGE), steps=("allow",))
    assert "has not written" not in told(run)
    assert state(go(azure, azure.asked("c1", **MANAGE))).told == ""


def test_rules_of_two_clusters_come_back_where_somebody_routes_their_subnet_while_both_go():
    azure, there = Azure(), {"network": "vnet", "subnet": "snet", "table": "rt"}
    for name in ("c1", "c2"):
        azure.place(name, **there)
    go(azure, *(azure.asked(name) for name in ("c1", "c2")), steps=("allow",))
    azure.order("while rules c1, c2", lambda: route(azure))
    run = go(azure, *(azure.asked(name, state="absent") for name in ("c1", "c2")), steps=("allow",))
    assert [code(run, name) for name in ("c1", "c2")] == ["taken_back", "taken_back"]
    assert "take back rules" in azure.calls


def test_what_azure_may_refuse_of_all_rules_together_is_a_warning_of_each_cluster(monkeypatch):
    monkeypatch.setattr(limits, "PAIRS", limits.Limit(1, "1 is allowed"))
    azure = placed("c1", "c2")
    run = go(azure, *(azure.asked(name, **MANAGE) for name in ("c1", "c2")))
    for state in run.states.values():
        shown = state.as_option(details=True)
        assert not shown["failed"]
        for found in (shown["findings"], shown["plan"]["findings"]):
            assert [one for one in found if "would have 2 source and destination pairs" in one["message"]]


# What plans come to


def test_what_plans_come_to_is_worked_out_for_those_that_stand_and_only_when_asked():
    azure = placed("c1", "c2", "c3")
    run = go(azure, azure.asked("c1"), azure.asked("c2"), azure.asked("c3", state="absent"), steps=("plan",))
    assert all(one.as_written is None for one in run.states.values())
    run.work_out()
    assert state(run, "c3").as_written is None
    one, two = (state(run, name).as_written["rules"]["priorities"] for name in ("c1", "c2"))
    assert one == two and len({each["priority"] for each in one}) == len(one) == 4
    assert state(run).as_option(details=True)["plan"]["as_written"] == state(run).as_written


LEFT = {"rules": "report", "routes": "report", **MANAGE}


def test_rules_that_are_left_to_others_are_never_written_and_hold_back_a_route():
    azure = placed("c1")
    stopped = go(azure, azure.asked("c1", **MANAGE, rules="report"))
    assert (code(stopped), writes(azure)) == ("would_be_blocked", [])
    assert told(stopped).endswith("run this once they are there. This run has written nothing for it.")
    go(azure, azure.asked("c1", **MANAGE), steps=("allow",))
    routed = go(azure, azure.asked("c1", **MANAGE, rules="report"))
    assert code(routed) is None and writes(azure) and not [one for one in writes(azure) if "rules" in one]


def test_a_check_of_what_is_left_to_others_fails_until_the_rules_are_there():
    azure = placed("c1")
    early = go(azure, azure.asked("c1", **LEFT), steps=("check",))
    assert code(early) == "would_be_blocked" and state(early).check is None
    shown = state(early).as_option(details=True)
    assert shown["stopped"] and shown["check"]["summary"]["dependencies"] != {"allowed": 0}
    assert code(go(azure, azure.asked("c1", **LEFT), steps=("check",), fail_on="never")) is None
    go(azure, azure.asked("c1", **MANAGE), steps=("allow",))
    assert code(go(azure, azure.asked("c1", **LEFT), steps=("check",))) is None
    go(azure, azure.asked("c1", **MANAGE), steps=("route",))
    last = go(azure, azure.asked("c1", **LEFT), steps=("check",))
    assert code(last) is None and state(last).check is not None


def test_a_removal_leaves_rules_that_are_left_to_others_and_says_so():
    azure = locked("c1")
    gone = go(azure, azure.asked("c1", **GONE, rules="report"))
    assert code(gone) is None and not [one for one in writes(azure) if "rules" in one]
    assert "kept_rules" in {one.code for one in state(gone).findings}
    empty = placed("c2")
    nothing = go(empty, empty.asked("c2", **GONE, rules="report"))
    assert "kept_rules" not in {one.code for one in state(nothing, "c2").findings}


def templates(azure, *names, **own):
    """What an export of today would have written for these clusters, as the folder that a check is given."""
    planned = go(azure, *(azure.asked(name, **MANAGE, **own) for name in names), steps=("plan",))
    planned.work_out()
    plans = [plain(one.as_option(details=True)["plan"]) for one in planned.states.values()]
    return (Folder("arm", "adx", "infra", {file.name: file.text for file in rendered(plans, "arm").files}),)


def drifted(run, name="c1"):
    found = [one for one in state(run, name).findings if one.code in OF_TEMPLATES]
    return [(one.code, one.subject.partition("-")[2].partition("-")[0]) for one in found]


def test_files_of_today_are_no_finding_before_and_after_they_are_there_in_a_check_and_in_a_run():
    azure = placed("c1", "c2")
    both = [azure.asked(name, **MANAGE) for name in ("c1", "c2")]
    folders = templates(azure, "c1", "c2")
    for steps in (("check",), ("allow", "route", "check"), ("check",), ("allow", "route", "check")):
        run = go(azure, *both, steps=steps, templates=folders, fail_on="never")
        assert [drifted(run, name) for name in ("c1", "c2")] == [[], []], steps


def test_files_of_another_plan_or_of_other_clusters_are_told():
    azure = placed("c1", "c2")
    folders = templates(azure, "c1", "c2")
    more = [azure.asked("c1", **MANAGE, extra_dependencies=(EXTRA,)), azure.asked("c2", **MANAGE)]
    run = go(azure, *more, steps=("check",), templates=folders, fail_on="never")
    assert set(drifted(run)) == set(drifted(run, "c2")) == {("template_drift", "rules")}
    alone = go(azure, azure.asked("c1", **MANAGE), steps=("check",), templates=folders, fail_on="never")
    assert ("template_drift", "rules") in drifted(alone)
    assert code(go(azure, *more, steps=("check",), templates=folders, fail_on="warning")) == "check_failed"


def test_files_are_unknown_where_a_cluster_could_not_be_planned_and_not_looked_at_ahead():
    azure = placed("c1", "c2")
    folders = templates(azure, "c1")
    azure.order("read c2", fails(PlanError("It is hidden.", "x")))
    both = [azure.asked(name, **MANAGE) for name in ("c1", "c2")]
    run = go(azure, *both, steps=("check",), templates=folders, fail_on="never")
    assert {one for one, _stage in drifted(run)} == {"unread_template"}
    azure.check_mode = True
    more = azure.asked("c1", **MANAGE, extra_dependencies=(EXTRA,))
    assert drifted(go(azure, more, templates=folders, fail_on="never")) == []


def test_a_check_alone_works_out_nothing():
    azure = locked("c1")
    run = go(azure, azure.asked("c1", **MANAGE), steps=("check",))
    run.work_out()
    assert state(run).as_written is None
