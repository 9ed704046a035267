# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every run does that takes clusters in turn, whatever it writes."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.leaving.writes import Writing
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.approval import EXIT
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._run import in_turn
from ansible_collections.adx.outbound.plugins.module_utils._run.in_turn import InTurn, Settings
from ansible_collections.adx.outbound.plugins.module_utils._run.port import Failure
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._run.access_azure import (
    LOST,
    LOST_ON_THE_WAY,
    REFUSED,
    fails,
)
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._run.leaving_azure import LeavingAzure

ALL = ("c1", "c2", "c3")
NOT_REACHED = "It was left as it is, since cluster c2 in resource group rg-adx went before it and did not hold."


class Sending(InTurn):
    """A run that does no more than to send each write; `taken` are the clusters whose turn came."""

    kinds = EXIT
    words = frozenset({"open_to_all", "no_private_endpoint", "preparation_unknown"})
    canary = ""
    met = frozenset()

    def __init__(self, *given):
        super().__init__(*given)
        self.taken = []

    def _begin(self):
        for state in self.states.values():
            state.is_canary = state.asked.cluster.name == self.canary

    def _writing(self, plan):
        return Writing(plan)

    def _one(self, state, plan):
        self.taken.append(plan.name)
        outcome, state.failure = self._sent(state, Writing(plan))
        if outcome is not None:
            state.keep(outcome)
            self.record.add(Writing(plan), outcome)

    def _used(self):
        return set(self.met)


class FromTheEnd(Sending):
    def _in_order(self):
        return list(self.states)[::-1]


class WithACanary(Sending):
    canary = "c2"


class Meeting(Sending):
    met = frozenset({"open_to_all"})


@pytest.fixture
def azure():
    made = LeavingAzure()
    for name in ALL:
        made.place(name)
    return made


def run_of(azure, kind=Sending, asked=None, fail_on="error", **options):
    wanted = [azure.asked(name, **options) for name in ALL] if asked is None else asked
    run = kind(azure, wanted, Settings(fail_on=fail_on))
    run.go()
    run.tell_what_was_written()
    return run


def states(run):
    return list(run.states.values())


def codes(run):
    return [state.failure.code if state.failure else "" for state in states(run)]


def test_a_run_without_a_write_of_its_own_is_none(azure):
    class Bare(InTurn):
        kinds = EXIT

    with pytest.raises(NotImplementedError):
        run_of(azure, Bare)
    with pytest.raises(NotImplementedError):
        Bare(azure, [], Settings())._writing(None)


def test_clusters_have_their_turns_as_they_are_listed_unless_a_run_says_otherwise(azure):
    assert run_of(azure).taken == ["c1", "c2", "c3"]
    for name in ALL:
        azure.place(name)
    assert run_of(azure, FromTheEnd).taken == ["c3", "c2", "c1"]


def test_a_cluster_that_is_listed_twice_has_one_turn(azure):
    asked = [azure.asked(name) for name in ("c1", "c2", "c1")]
    assert run_of(azure, asked=asked).taken == ["c1", "c2"]


def test_nobody_has_a_turn_who_was_refused_or_has_nothing_to_be_written(azure):
    azure.place("c1", "Disabled", publicNetworkAccess="Disabled")
    azure.beside["c2"] = {"prepared": None}
    run = run_of(azure)
    assert run.taken == ["c3"] and codes(run) == ["", "preparation_unknown", ""]


@pytest.mark.parametrize(
    ("kind", "trouble", "taken", "third"),
    [
        (Sending, REFUSED, ["c1", "c2", "c3"], ""),
        (WithACanary, REFUSED, ["c1", "c2"], "not_reached"),
        (Sending, LOST, ["c1", "c2"], "not_reached"),
        (Sending, LOST_ON_THE_WAY, ["c1", "c2"], "not_reached"),
    ],
)
def test_the_rest_is_stopped_by_what_may_have_been_done_and_by_a_canary_and_by_nothing_else(
    azure, kind, trouble, taken, third
):
    azure.troubles["c2"] = [trouble]
    run = run_of(azure, kind)
    assert run.taken == taken and codes(run) == ["", trouble.code, third]
    assert [state.is_stopping for state in states(run)] == [False, trouble.sent, False]
    if third:
        assert states(run)[2].failure == Failure(NOT_REACHED, "not_reached")


def test_a_canary_that_is_refused_before_anything_is_written_stops_those_behind_it(azure):
    azure.beside["c2"] = {"prepared": None}
    run = run_of(azure, WithACanary)
    assert codes(run) == ["", "preparation_unknown", "not_reached"] and run.taken == ["c1"]


def test_what_stood_there_before_the_first_write_is_kept(azure):
    before = azure.documents["c1"]
    run = run_of(azure)
    assert states(run)[0].stood == before != azure.documents["c1"]
    azure.place("c1")
    azure.order("write c1", fails(PlanError("It is locked.", "locked")))
    (state,) = states(run_of(azure, asked=[azure.asked("c1")]))
    assert state.failure == Failure("It is locked.", "locked") and state.stood is None and not state.is_stopping


def test_a_diff_is_told_of_what_changed_and_of_nothing_else(azure):
    azure.troubles["c2"] = [REFUSED]
    assert [one["after_header"] for one in run_of(azure).diffs] == [
        "cluster c1 in resource group rg-adx",
        "cluster c3 in resource group rg-adx",
    ]


def test_what_was_written_is_told_of_who_failed_and_of_nobody_in_a_preview(azure):
    azure.troubles["c2"] = [REFUSED]
    run = run_of(azure)
    assert [state.told for state in states(run)] == ["", "This run has written nothing for it.", ""]
    azure.check_mode, azure.beside["c1"] = True, {"prepared": None}
    azure.place("c1")
    assert [state.told for state in states(run_of(azure))] == [""] * 3


WORDS = ["open_to_all", "preparation_unknown", "no_gate"]


def test_a_word_is_unused_where_no_cluster_met_it_and_it_is_one_of_this_run(azure):
    azure.beside["c1"] = {"prepared": None}
    run = run_of(azure, accept=WORDS)
    assert [[one.subject for one in state.unused] for state in states(run)] == [["open_to_all"]] * 3


def test_a_word_that_only_the_run_itself_can_have_a_use_for_is_not_unused_where_it_says_so(azure):
    azure.beside["c1"] = {"prepared": None}
    assert [state.unused for state in states(run_of(azure, Meeting, accept=WORDS))] == [()] * 3


def test_a_word_that_only_a_cluster_met_which_failed_had_no_use(azure):
    azure.beside["c1"] = {"prepared": None, "leading": ()}
    run = run_of(azure, accept=["preparation_unknown"])
    assert codes(run)[0] == "no_private_endpoint" and states(run)[0].unused == ()
    assert [[one.subject for one in state.unused] for state in states(run)[1:]] == [["preparation_unknown"]] * 2


def test_a_finding_as_severe_as_asked_for_fails_a_cluster_but_never_hides_why_it_failed(azure):
    azure.troubles["c1"] = [REFUSED]
    assert codes(run_of(azure, fail_on="info")) == ["BadRequest", "check_failed", "check_failed"]


def test_the_approval_is_of_those_that_can_be_written(azure):
    azure.check_mode, azure.beside["c2"] = True, {"prepared": None}
    run = run_of(azure)
    assert sorted(key.rpartition("/")[2] for key in run.approval.clusters) == ["c1", "c3"]
    assert run.approval.kinds == EXIT


def test_before_a_plan_is_made_nothing_stands_for_the_call(azure):
    run = Sending(azure, [azure.asked("c1")], Settings())
    assert run.approval.clusters == {} and run.approval.kinds == EXIT and run.diffs == []


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ({}, {}, ""),
        ({"a": "x"}, {"a": "y"}, ""),
        ({"a": "x"}, {"a": ""}, ""),
        ({"a": "x"}, {}, ""),
        ({"a": ""}, {"a": "No access."}, "a (No access)"),
        ({}, {"a": "x", "b": "", "c": "y."}, "a (x); c (y)"),
    ],
)
def test_only_what_the_service_did_not_find_wrong_before_has_got_worse(before, now, said):
    told = in_turn.got_worse("c1", before, now)
    assert told == (said and f"After the write the service finds wrong with cluster c1 what it did not before: {said}.")
