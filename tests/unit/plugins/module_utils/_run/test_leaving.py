# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The order in which clusters leave their networks, over a dictionary."""

from __future__ import annotations

import copy
import itertools

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._run.in_turn import Settings
from ansible_collections.adx.outbound.plugins.module_utils._run.leaving import LeavingRun
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.leaving import drawn
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._run.access_azure import (
    LOST,
    LOST_ON_THE_WAY,
    REFUSED,
    Killed,
    Trouble,
    fails,
)
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._run.leaving_azure import LeavingAzure

ALL = ("c1", "c2", "c3")
IN, LEFT = ("Enabled", "Enabled", []), ("Disabled", "Disabled", [])
NETWORK = "the network settings of cluster {} in resource group rg-adx"
WRITTEN, NOTHING = f"This run has written {NETWORK}.", "This run has written nothing for it."
MAY = f"The write of {NETWORK} had been sent and may have taken effect."
BACK = (
    "What this run wrote to it stays, and so does all else: look at the cluster, and to go back run the playbook"
    " return_to_network."
)
HALTED = "It was left as it is, since cluster c1 in resource group rg-adx went before it and did not hold."
UNREADY = {"leading": ()}


@pytest.fixture
def azure():
    return LeavingAzure()


def three(azure, **options):
    """Three clusters in their networks that are ready to leave, and what is wanted of them."""
    for name in ALL:
        azure.place(name)
    return [azure.asked(name, **options) for name in ALL]


def run_of(azure, asked, **settings):
    run = LeavingRun(azure, asked, Settings(**settings))
    run.go()
    run.tell_what_was_written()
    return run


def states(run):
    return list(run.states.values())


def shown(run):
    return [state.as_option(details=True) for state in states(run)]


def codes(run):
    return [one["code"] for one in shown(run)]


def networks(azure):
    return [azure.network(name) for name in ALL]


# The order


def test_all_are_planned_before_the_first_write_and_then_one_leaves_after_another_and_each_is_looked_at(azure):
    run = run_of(azure, three(azure))
    each = [
        [f"validate {name}", f"read {name}", f"write {name}", f"done {name}", f"look {name}", f"validate {name}"]
        for name in ALL
    ]
    assert azure.calls == ["read c1", "read c2", "read c3", *itertools.chain(*each)]
    assert codes(run) == [""] * 3 and [one["changed"] for one in shown(run)] == [True] * 3
    assert networks(azure) == [LEFT] * 3 and len(run.diffs) == 3
    assert [one["state"] for one in shown(run)] == ["left"] * 3
    assert azure.told[:3] == [
        "plan: c1, c2, c3",
        "validate: the data connections of c1",
        "leave: cluster c1 in resource group rg-adx",
    ]


def test_a_cluster_that_has_left_already_is_neither_written_nor_looked_at(azure):
    asked = three(azure)
    run_of(azure, asked)
    azure.calls.clear()
    again = run_of(azure, asked)
    assert azure.calls == ["read c1", "read c2", "read c3"] and len(azure.writes) == 3
    assert codes(again) == [""] * 3 and not any(one["changed"] for one in shown(again)) and again.diffs == []


def test_the_public_access_of_one_that_has_left_is_written_and_looked_at_and_its_connections_are_not_asked_for(azure):
    azure.place("c1", "Disabled")
    run = run_of(azure, [azure.asked("c1", "enabled", drawn.RANGES)])
    assert azure.calls == ["read c1", "write c1", "done c1", "look c1"]
    assert codes(run) == [""] and azure.network("c1") == ("Disabled", "Enabled", list(drawn.RANGES))
    assert azure.told[-1] == "public access: cluster c1 in resource group rg-adx"


def test_one_whose_preconditions_are_not_met_stays_and_the_others_go_on(azure):
    azure.beside["c1"] = UNREADY
    run = run_of(azure, three(azure))
    assert codes(run) == ["no_private_endpoint", "", ""] and azure.writes == ["c2", "c3"]
    told = shown(run)[0]
    assert told["msg"].startswith("No private endpoint in another subnet would") and told["msg"].endswith(NOTHING)
    assert [one["code"] for one in told["findings"]] == ["no_private_endpoint", "way_back"]
    assert told["pending"] == ["network"] and azure.network("c1") == IN


def test_one_that_nobody_can_plan_for_stays_and_the_others_go_on(azure):
    asked = three(azure)
    azure.place("c2", virtualNetworkConfiguration=None)
    run = run_of(azure, asked)
    assert codes(run) == ["", "no_network", ""] and azure.writes == ["c1", "c3"] and shown(run)[1]["plan"] == {}


def test_one_whose_preconditions_are_met_no_more_when_its_turn_comes_stays(azure):
    asked = three(azure)
    azure.order("done c1", lambda: azure.beside.update(c2=UNREADY))
    run = run_of(azure, asked)
    assert codes(run) == ["", "no_private_endpoint", ""] and networks(azure) == [LEFT, IN, LEFT]


@pytest.mark.parametrize("by", ["hash", "parts"])
def test_what_was_approved_and_has_drifted_when_its_turn_comes_stays(azure, by):
    asked = three(azure)
    approval = approved(azure, asked, by)
    azure.order("done c1", azure.becomes("c2", allowedIpRangeList=["198.51.100.7"]))
    run = run_of(azure, asked, approved=approval)
    assert codes(run) == ["", "drifted", ""] and "was changed after it was compared" in shown(run)[1]["msg"]


def test_a_word_lets_that_go_which_it_stands_for_and_is_told(azure):
    azure.beside["c1"] = UNREADY
    run = run_of(azure, three(azure, accept=["no_private_endpoint"]))
    assert codes(run) == [""] * 3 and azure.writes == list(ALL)
    assert [[risk["word"] for risk in one["accepted"]] for one in shown(run)] == [["no_private_endpoint"], [], []]


# Before the write


def test_one_whose_connections_cannot_be_validated_before_is_not_written_and_the_others_go_on(azure):
    asked = three(azure)
    azure.order("validate c1", fails(Trouble("Nobody may validate.", "Denied")))
    run = run_of(azure, asked)
    assert codes(run) == ["Denied", "", ""] and azure.writes == ["c2", "c3"]
    assert shown(run)[0]["msg"] == f"Nobody may validate. {NOTHING}"


def test_one_that_azure_refuses_to_write_stays_and_the_others_go_on(azure):
    azure.troubles["c1"] = [REFUSED]
    run = run_of(azure, three(azure))
    assert codes(run) == ["BadRequest", "", ""] and networks(azure) == [IN, LEFT, LEFT]
    assert shown(run)[0]["msg"] == f"Azure refuses it. {NOTHING}" and not shown(run)[0]["changed"]


@pytest.mark.parametrize(
    "meanwhile",
    [
        {"allowedIpRangeList": ["198.51.100.7"]},
        {"restrictOutboundNetworkAccess": "Disabled"},
        {"virtualNetworkConfiguration": {**drawn.CONFIGURATION, "subnetId": drawn.OTHER}},
    ],
)
def test_one_that_somebody_changed_since_it_was_judged_stays_and_the_others_go_on(azure, meanwhile):
    asked = three(azure)
    azure.order("write c1", azure.becomes("c1", **meanwhile))
    run = run_of(azure, asked)
    assert codes(run) == ["drifted", "", ""] and azure.writes == ["c2", "c3"]
    assert azure.network("c1")[0] == "Enabled"


def test_one_that_somebody_else_has_taken_out_meanwhile_is_looked_at_all_the_same(azure):
    azure.place("c1")
    left = {"virtualNetworkConfiguration": {**drawn.CONFIGURATION, "state": "Disabled"}}
    azure.order("write c1", azure.becomes("c1", publicNetworkAccess="Disabled", **left))
    run = run_of(azure, [azure.asked("c1")])
    assert codes(run) == [""] and azure.writes == [] and azure.calls[-2:] == ["look c1", "validate c1"]
    assert not shown(run)[0]["changed"] and run.diffs == []


# One that does not hold

AFTERWARDS = {
    "it failed": (
        lambda azure: azure.becomes("c1", provisioningState="Failed"),
        "Cluster c1 in resource group rg-adx does not show what is wanted, or its last change did not succeed.",
    ),
    "it is back": (
        lambda azure: azure.becomes("c1", virtualNetworkConfiguration=drawn.CONFIGURATION),
        "Cluster c1 in resource group rg-adx does not show what is wanted, or its last change did not succeed.",
    ),
    "it has other names": (
        lambda azure: azure.becomes("c1", uri="https://other.westus.kusto.windows.net"),
        "Cluster c1 in resource group rg-adx does not show what is wanted, or its last change did not succeed.",
    ),
    "nobody may look": (
        lambda azure: fails(Trouble("Nobody may look.")),
        "Nothing shows how cluster c1 in resource group rg-adx is now. Nobody may look.",
    ),
    "nobody may validate": (
        lambda azure: lambda: azure.order("validate c1", fails(Trouble("Nobody may validate."))),
        "Nobody may validate.",
    ),
    "a connection fails": (
        lambda azure: lambda: azure.wrong["c1"].update(fine="No access."),
        "After the write the service finds wrong with cluster c1 what it did not before: fine (No access).",
    ),
    "a new connection fails": (
        lambda azure: lambda: azure.wrong["c1"].update(new="None"),
        "After the write the service finds wrong with cluster c1 what it did not before: new (None).",
    ),
}


@pytest.mark.parametrize("case", AFTERWARDS)
def test_the_first_that_does_not_hold_stops_the_rest_and_nothing_is_taken_back(azure, case):
    trouble, said = AFTERWARDS[case]
    asked = three(azure)
    azure.wrong["c1"] = {"fine": "", "old": "It never worked."}
    azure.order("look c1", trouble(azure))
    run = run_of(azure, asked)
    assert codes(run) == ["not_verified", "not_reached", "not_reached"] and azure.writes == ["c1"]
    told = shown(run)
    assert told[0]["msg"] == f"{said} {BACK} {WRITTEN.format('c1')}" and told[0]["changed"]
    assert [one["msg"] for one in told[1:]] == [f"{HALTED} {NOTHING}"] * 2
    assert networks(azure)[1:] == [IN, IN] and len(run.diffs) == 1
    assert [(one.id.name, one.taken_back) for one in run.record.sent] == [("c1", False)]


def test_connections_that_fail_as_before_or_no_more_are_no_reason(azure):
    asked = three(azure)
    azure.wrong["c1"] = {"old": "It never worked.", "bad": "Now and then."}
    azure.order("look c1", lambda: azure.wrong["c1"].update(old="It never will.", bad=""))
    assert codes(run_of(azure, asked)) == [""] * 3


@pytest.mark.parametrize(("lost", "now"), [(LOST, LEFT), (LOST_ON_THE_WAY, IN)])
def test_a_write_whose_answer_is_lost_stops_the_rest_and_may_stand(azure, lost, now):
    azure.troubles["c1"] = [lost]
    asked = three(azure)
    run = run_of(azure, asked)
    assert codes(run) == ["", "not_reached", "not_reached"] and networks(azure) == [now, IN, IN]
    told = shown(run)[0]
    assert told["failed"] and told["msg"] == f"No answer. {BACK} {MAY.format('c1')}"
    assert azure.calls[-1] == "write c1" and run.record.summary() == MAY.format("c1")
    # The next run goes on from what stands there.
    assert codes(run_of(azure, asked)) == [""] * 3 and networks(azure) == [LEFT] * 3


def test_behind_one_that_does_not_hold_who_has_nothing_to_be_written_or_failed_before_is_told_as_that(azure):
    asked = three(azure)
    azure.place("c2", "Disabled", publicNetworkAccess="Disabled")
    azure.beside["c3"] = UNREADY
    azure.order("look c1", azure.becomes("c1", provisioningState="Failed"))
    assert codes(run_of(azure, asked)) == ["not_verified", "", "no_private_endpoint"]


def test_what_does_not_hold_in_the_middle_leaves_what_went_before_as_it_is(azure):
    asked = three(azure)
    azure.order("look c2", azure.becomes("c2", state="Stopped"))
    run = run_of(azure, asked)
    assert codes(run) == ["", "not_verified", "not_reached"] and networks(azure) == [LEFT, LEFT, IN]
    assert [one["changed"] for one in shown(run)] == [True, True, False] and len(run.diffs) == 2


def test_what_is_running_is_waited_for_and_looked_at_and_where_it_fails_that_is_told(azure):
    azure.place("c1", "Disabled", publicNetworkAccess="Disabled", provisioningState="Updating")
    azure.order("look c1", azure.becomes("c1", provisioningState="Failed"))
    run = run_of(azure, [azure.asked("c1")])
    assert azure.calls == ["read c1", "write c1", "look c1"] and codes(run) == ["not_verified"]
    assert shown(run)[0]["msg"].endswith(f"return_to_network. {NOTHING}") and not shown(run)[0]["changed"]


# Check mode


def test_check_mode_predicts_and_neither_writes_nor_looks_nor_validates():
    azure = LeavingAzure(check_mode=True)
    asked = three(azure)
    before = copy.deepcopy(azure.documents)
    preview = run_of(azure, asked)
    assert azure.writes == [] and azure.documents == before
    assert azure.calls == ["read c1", "read c2", "read c3", "write c1", "write c2", "write c3"]
    azure.check_mode = False
    done = run_of(azure, asked)
    assert preview.diffs == done.diffs and preview.approval.hash == done.approval.hash
    assert [one["changed"] for one in shown(preview)] == [True] * 3


def test_a_preview_says_what_stands_in_the_way_and_nothing_of_writes():
    azure = LeavingAzure(check_mode=True)
    azure.beside["c1"] = UNREADY
    run = run_of(azure, three(azure))
    assert codes(run) == ["no_private_endpoint", "", ""] and [state.told for state in states(run)] == [""] * 3
    assert [len(one["plan"]["preconditions"]) for one in shown(run)] == [5] * 3 and len(run.diffs) == 2


# Approval


def approved(azure, asked, by):
    azure.check_mode = True
    preview = run_of(azure, asked).approval
    azure.check_mode = False
    return preview.hash if by == "hash" else preview


@pytest.mark.parametrize("by", ["hash", "parts"])
def test_what_was_approved_is_written_and_may_be_repeated(azure, by):
    asked = three(azure)
    approval = approved(azure, asked, by)
    for _time in range(2):
        assert codes(run_of(azure, asked, approved=approval)) == [""] * 3
    assert len(azure.writes) == 3


@pytest.mark.parametrize("by", ["hash", "parts"])
@pytest.mark.parametrize(
    "drift",
    [
        {"allowedIpRangeList": ["198.51.100.7"]},
        {"publicNetworkAccess": "SecuredByPerimeter"},
        {"virtualNetworkConfiguration": {**drawn.CONFIGURATION, "subnetId": drawn.OTHER}},
    ],
)
def test_what_drifted_before_the_run_stops_it_before_any_write(azure, by, drift):
    asked = three(azure)
    azure.beside = {name: {"leading": (drawn.inbound(subnet=f"{drawn.OTHER}-2"),)} for name in ALL}
    approval = approved(azure, asked, by)
    azure.becomes("c2", **drift)()
    with pytest.raises(PlanError, match="This is not what was approved: .*network") as error:
        run_of(azure, asked, approved=approval)
    assert error.value.code == "drifted" and azure.writes == []


@pytest.mark.parametrize("by", ["hash", "parts"])
def test_another_word_or_other_public_access_is_not_what_was_approved(azure, by):
    approval = approved(azure, three(azure), by)
    for options in ({"accept": ["no_private_endpoint"]}, {"state": "enabled", "ranges": drawn.RANGES}):
        with pytest.raises(PlanError, match="This is not what was approved"):
            run_of(azure, three(azure, **options), approved=approval)
    assert azure.writes == []


def test_a_precondition_that_is_no_longer_met_is_refused_also_where_the_plan_was_approved(azure):
    asked = three(azure)
    approval = approved(azure, asked, "parts")
    azure.beside["c2"] = UNREADY
    with pytest.raises(PlanError, match=r"has no plan now\..* No private endpoint in another subnet"):
        run_of(azure, asked, approved=approval)
    assert azure.writes == []


def test_a_cluster_that_the_approved_preview_refused_is_left_alone(azure):
    asked = three(azure)
    azure.beside["c2"] = UNREADY
    approval = approved(azure, asked, "parts")
    azure.beside.clear()
    run = run_of(azure, asked, approved=approval)
    assert codes(run) == ["", "not_approved", ""] and azure.writes == ["c1", "c3"]


# What is told at the end


def test_words_that_accepted_nothing_for_any_cluster_are_told_of_each_that_has_them(azure):
    azure.beside["c1"] = UNREADY
    run = run_of(azure, three(azure, accept=["no_private_endpoint", "open_to_all", "sources_unread", "no_gate"]))
    # no_gate is a word of a lock-down, of which nothing is known here.
    assert [[one.subject for one in state.unused] for state in states(run)] == [["open_to_all", "sources_unread"]] * 3


@pytest.mark.parametrize(("fail_on", "code"), [("info", ""), ("error", ""), ("never", "")])
def test_a_note_of_the_way_back_fails_no_cluster_however_little_is_asked_for(azure, fail_on, code):
    azure.place("c1")
    run = run_of(azure, [azure.asked("c1")], fail_on=fail_on)
    assert codes(run) == [code] and azure.network("c1") == LEFT


# Ends of the process


def fleet(azure):
    """One that leaves with public access, one that leaves without, one that has left, and one that may not."""
    azure.place("c1")
    azure.place("c2")
    azure.place("c3", "Disabled")
    azure.place("c4")
    azure.beside["c4"] = UNREADY
    ranges = {"state": "enabled", "ranges": drawn.RANGES}
    return [azure.asked("c1", **ranges), azure.asked("c2"), azure.asked("c3", **ranges), azure.asked("c4")]


def test_a_run_that_ends_between_any_two_calls_is_finished_by_the_next_one():
    ended = ["", "", "", "no_private_endpoint"]
    whole = LeavingAzure()
    assert codes(run_of(whole, fleet(whole))) == ended
    for number in range(1, len(whole.calls) + 1):
        azure = LeavingAzure()
        asked = fleet(azure)
        azure.last = number
        with pytest.raises(Killed):
            run_of(azure, asked)
        azure.last = 0
        assert codes(run_of(azure, asked)) == ended, azure.calls
        assert azure.documents == whole.documents and len(azure.writes) == 3, azure.calls
        written = len(azure.writes)
        assert codes(run_of(azure, asked)) == ended and len(azure.writes) == written


def test_at_no_time_is_a_cluster_out_of_its_network_with_the_public_access_that_it_had_in_it():
    for number in itertools.count(1):
        azure = LeavingAzure()
        asked = [azure.asked("c1")]
        azure.place("c1")
        azure.last = number
        try:
            run_of(azure, asked)
        except Killed:
            assert azure.network("c1") in (IN, LEFT)
        else:
            break
    assert number > 5 and azure.network("c1") == LEFT
