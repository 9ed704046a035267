# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One cluster of a run that takes clusters in turn, as the run goes on."""

from __future__ import annotations

from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import acceptance
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.acceptance import Accepted
from ansible_collections.adx.outbound.plugins.module_utils._plan.outbound import plans
from ansible_collections.adx.outbound.plugins.module_utils._plan.outbound.request import Asked
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.change import Outcome
from ansible_collections.adx.outbound.plugins.module_utils._run.port import Failure
from ansible_collections.adx.outbound.plugins.module_utils._run.turn import Turn
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.outbound import drawn

FIRST = Outcome("a", "b", True, {"at": "b"}, {"at": "a"})
SECOND = Outcome("b", "c", True, {"at": "c"}, {"at": "b"})
BACK = Outcome("b", "a", True, {"at": "a"}, {"at": "b"})
QUIET = Outcome("b", "b", False, {"at": "b"}, {"at": "b"})


def state_of(state="restricted", *, planned=True, **options):
    asked = Asked(drawn.asked(state, **options), drawn.id_of())
    sources = drawn.connected(drawn.source())
    return Turn(asked, plans.plan(asked.request, drawn.seen(sources=sources)) if planned else None)


def kept(*outcomes):
    state = state_of()
    for outcome in outcomes:
        state.keep(outcome)
    return state


def test_a_cluster_of_which_nothing_was_written_has_not_changed():
    for state in (kept(), kept(QUIET), kept(QUIET, QUIET)):
        assert not state.changed and state.first is None and state.whole is None


def test_of_several_writes_the_change_goes_from_the_first_to_the_last():
    state = kept(FIRST, SECOND)
    assert state.changed and state.first == FIRST and state.outcome == SECOND
    assert state.whole == Outcome("a", "c", True, {"at": "c"}, {"at": "a"})


def test_a_write_that_changed_nothing_is_not_the_first_and_shows_what_stands_there():
    state = kept(QUIET, SECOND)
    assert state.first == SECOND and state.whole == SECOND
    state = kept(FIRST, QUIET)
    assert (state.first, state.outcome, state.whole) == (
        FIRST,
        QUIET,
        Outcome("a", "b", False, {"at": "b"}, {"at": "a"}),
    )


def test_a_cluster_that_is_again_as_it_was_has_not_changed():
    assert not kept(FIRST, BACK).changed and kept(FIRST, BACK).whole is None


def test_the_risks_of_the_plan_and_of_the_writing_are_told_together_and_each_once():
    state = state_of(accept=["ingestion_not_shown"])
    (planned,) = state.plan.accepted
    more = Accepted("open_while_changing", "It was open.")
    state.accepted = (planned, more)
    assert state.risks == (planned, more) and state_of(planned=False).risks == ()


def test_words_that_were_not_used_are_findings_behind_those_of_the_plan():
    state = state_of()
    state.unused = (acceptance.unused("policies_unread"),)
    assert [one.code for one in state.findings] == ["ingestion_not_shown", "only_what_is_listed", "accept_unused"]


def test_a_cluster_that_could_not_be_planned_is_shown_with_why():
    state = state_of(planned=False)
    state.failure, state.told = Failure("No plan.", "older_api_version"), "Nothing was written."
    assert state.as_option(details=True) == {
        "cluster": "c1",
        "id": str(drawn.id_of()),
        "state": "restricted",
        "canary": False,
        "changed": False,
        "failed": True,
        "msg": "No plan. Nothing was written.",
        "code": "older_api_version",
        "pending": [],
        "accepted": [],
        "summary": {},
        "findings": [],
        "plan": {},
    }


def test_a_planned_cluster_is_shown_with_its_plan_where_details_are_asked_for():
    state = state_of("unrestricted")
    brief, whole = state.as_option(details=False), state.as_option(details=True)
    assert "plan" not in brief and {**brief, "plan": state.plan.as_option()} == whole
    assert (brief["failed"], brief["msg"], brief["code"], brief["state"]) == (False, "", "", "unrestricted")


def test_the_summary_counts_what_is_used_by_its_verdict_and_findings_by_their_severity():
    state = state_of(uses=(drawn.use("mysql", drawn.SERVER),))
    state.unused = (acceptance.unused("policies_unread"),)
    told = state.as_option(details=False)
    assert told["pending"] == ["access"] and told["summary"] == {
        "used": {"denied": 1, "cannot_tell": 1},
        "findings": {"error": 1, "warning": 1, "info": 2},
    }
