# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan for one cluster: what changes, whether it may, and what to know of it."""

from __future__ import annotations

import copy
from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts import judge, policies
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts.judge import Outcome
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts.readings import READINGS
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import outbound_access
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.outbound_access import (
    NAMES,
    POLICIES,
    RESTRICT,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.acceptance import RESTRICTION_WORDS, WORDS
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.approval import Part
from ansible_collections.adx.outbound.plugins.module_utils._plan.outbound import plans, readiness
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from hypothesis import HealthCheck, assume, given, seed, settings
from hypothesis import strategies as st

from . import drawn

ALLOWED, DENIED, OPEN = Outcome
LAKE, BUS = drawn.LAKE, drawn.BUS
FILES = drawn.use()
quick = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
EVERYTHING = {**WORDS, **RESTRICTION_WORDS}


def made(document=None, *, beside=None, **options):
    return plans.plan(drawn.asked(**options), drawn.seen(document, **(beside or {})))


def codes(plan):
    return [finding.code for finding in plan.findings]


def refused(document, **options):
    with pytest.raises(PlanError) as error:
        made(document, **options)
    return error.value


# What is written


def test_a_plan_is_the_document_with_the_members_that_change_and_nothing_else():
    document = drawn.document(names=["x.example.org"], sku="kept")
    before = copy.deepcopy(document)
    plan = made(document, names=[LAKE])
    assert document == before and plan.seen.document is document
    assert plan.wanted == drawn.document("Enabled", ["x.example.org", LAKE], [], sku="kept")
    assert plan.pending == (Part.ACCESS,) and plan.slices[Part.ACCESS].id == plan.id == drawn.id_of()
    assert (plan.name, plan.described) == ("c1", "cluster c1 in resource group rg-adx")


@pytest.mark.parametrize("state", ["Enabled", "enabled", "ENABLED"])
def test_a_cluster_that_is_as_it_is_to_be_is_left_alone_in_whatever_letters_azure_says_so(state):
    plan = made(drawn.document(state, [LAKE.upper()]), names=[LAKE])
    assert plan.pending == () and plan.opens is None


def test_a_running_operation_is_waited_for_even_where_nothing_is_to_change():
    plan = made(drawn.document("Enabled", provisioningState="Updating", state="Updating"))
    assert plan.pending == (Part.ACCESS,) and not plan.slices[Part.ACCESS].is_change and plan.refused == ()
    made(drawn.document("Disabled", provisioningState="Updating", state="Updating")).require_allowed()


def test_one_list_in_the_place_of_the_other_opens_access_in_the_first_of_two_writes():
    plan = made(drawn.document("Enabled", [LAKE]), policies=[drawn.given()], purge=True)
    assert plan.opens == {RESTRICT: "Disabled", NAMES: []}
    other = made(drawn.document("Enabled", None, [drawn.policy()]), names=[LAKE], purge=True)
    assert other.opens == {RESTRICT: "Disabled", POLICIES: []}
    assert made(drawn.document("Enabled", [LAKE]), names=[], purge=True).opens is None


# What nobody can accept


@pytest.mark.parametrize("state", ["Failed", "Canceled", "failed"])
def test_nothing_is_written_on_top_of_a_change_that_failed(state):
    document = drawn.document(provisioningState=state)
    for wanted in ({}, {"names": [LAKE]}):
        error = refused(document, accept=EVERYTHING, **wanted)
        assert error.code == "cluster_not_ready" and "repeat that change" in str(error)


@pytest.mark.parametrize("state", ["Stopped", "Creating", "Unavailable"])
def test_nothing_is_written_to_a_cluster_that_does_not_run(state):
    error = refused(drawn.document(state=state), accept=EVERYTHING)
    assert error.code == "cluster_not_ready" and f"in state {state}" in str(error) and str(error).startswith("Cluster")


@pytest.mark.parametrize("state", ["running", "Running", ""])
def test_a_cluster_that_runs_or_does_not_say_is_written_to(state):
    assert made(drawn.document(state=state)).pending


@pytest.mark.parametrize("version", ["2023-08-15", "2022-12-29"])
def test_nothing_is_written_where_callout_policies_could_not_be_seen(version):
    error = refused(drawn.document(), beside={"api_version": version})
    assert error.code == "older_api_version" and version in str(error)
    assert refused(drawn.document("Enabled"), state="unrestricted", beside={"api_version": version}).code


@pytest.mark.parametrize("version", ["2024-04-13", "2025-02-14", ""])
def test_a_version_that_knows_them_or_is_not_told_is_no_reason(version):
    assert made(beside={"api_version": version}).pending


@pytest.mark.parametrize(
    ("more", "version"),
    [({"provisioningState": "Failed"}, drawn.VERSION), ({"state": "Stopped"}, drawn.VERSION), ({}, "2023-08-15")],
)
def test_none_of_that_matters_where_nothing_is_to_be_written(more, version):
    plan = made(drawn.document("Enabled", [LAKE], **more), names=[LAKE], beside={"api_version": version})
    plan.require_allowed()
    assert plan.pending == ()


# What to know


@pytest.mark.parametrize("state", ["restricted", "unrestricted"])
def test_of_a_cluster_whose_last_change_failed_nobody_knows_that_what_it_shows_is_in_force(state):
    shown = "Enabled" if state == "restricted" else "Disabled"
    plan = made(drawn.document(shown, provisioningState="Failed"), state=state)
    assert "not_settled" in codes(plan) and plan.pending == ()
    assert "not_settled" not in codes(made(drawn.document(shown), state=state))


def test_what_may_leave_more_than_before_is_told_in_both_states():
    plan = made(drawn.document("Enabled"), names=[LAKE])
    assert codes(plan)[0] == "loosened" and f"{LAKE} is allowed" in plan.findings[0].message
    lifted = made(drawn.document("Enabled"), state="unrestricted")
    assert codes(lifted) == ["loosened"]
    assert codes(made(drawn.document("Disabled"), state="unrestricted")) == []


def test_entries_that_stay_unasked_are_told_with_how_they_go():
    plan = made(drawn.document("Enabled", [LAKE, BUS]), names=[LAKE])
    (finding,) = [one for one in plan.findings if one.code == "not_listed"]
    assert BUS in finding.message and LAKE not in finding.message and "O(purge)" in finding.remedy
    assert "not_listed" not in codes(made(drawn.document("Enabled", [LAKE]), names=[LAKE]))


def test_a_restriction_beside_the_firewall_of_a_network_is_told():
    injected = drawn.document("Enabled", virtualNetworkConfiguration={"subnetId": "/subnet"})
    assert "restricted_in_network" in codes(made(injected)) and "restricted_in_network" not in codes(made())
    assert "restricted_in_network" not in codes(made(injected, state="unrestricted"))


def test_every_answer_says_that_it_is_about_what_is_listed_and_what_is_made_while_a_query_runs():
    (finding,) = [one for one in made().findings if one.code == "only_what_is_listed"]
    assert "are in no list." in finding.message
    beside = {"shown": drawn.shown(dynamic=("function f calls what it is given",))}
    told = [one.message for one in made(beside=beside).findings if one.code == "only_what_is_listed"]
    assert "are in no list (function f calls what it is given)." in told[0]


def test_what_is_derived_or_gone_of_the_data_sources_is_told():
    derived = drawn.source(told="derived", note="why: more", is_gone=False)
    gone = drawn.source(told_by="old", is_gone=True, resource=drawn.id_of("gone"))
    plan = made(drawn.document("Enabled"), beside={"sources": drawn.connected(derived, gone)})
    assert {"derived_names", "deleted_source"} <= set(codes(plan))


def test_a_cause_is_told_once_even_where_it_is_accepted():
    sources = drawn.connected(unread={"a": "b"}, are_uses_told=False)
    plan = made(drawn.document("Enabled"), beside={"sources": sources}, uses=None)
    assert sorted(codes(plan)) == ["only_what_is_listed", "unlisted_uses", "unread_sources"]
    accepting = made(
        drawn.document("Enabled"), beside={"sources": sources}, uses=None, accept=["unlisted_uses", "sources_unread"]
    )
    assert codes(accepting) == ["only_what_is_listed"] and len(accepting.accepted) == 2


def test_the_plan_is_shown_whole():
    strange = drawn.policy("sql", "strange")
    document = drawn.document("Enabled", [BUS])
    told = made(document, names=[LAKE], uses=(FILES,), beside={"listed": [strange]}).as_option()
    assert told["before"] == outbound_access.view(document)
    assert told["after"]["allowed_fqdns"] == sorted([BUS, LAKE])
    assert (told["added"], told["removed"], told["not_listed"]) == ([LAKE], [], [BUS])
    assert told["loosens"] == [f"{LAKE} is allowed"] and told["cluster"]["name"] == "c1"
    assert [one["verdict"] for one in told["used"]] == ["allowed"]
    assert told["proposed"]["allowed_fqdns"] == [LAKE]
    assert told["in_force"] == [policies.from_arm(strange).as_option()]
    assert made(beside={"listed": None}).as_option()["in_force"] is None
    assert made().as_option()["in_force"] == []


# Once more


def test_right_before_a_write_the_plan_is_made_anew_on_what_stands_there_then():
    plan = made(drawn.document("Enabled", [LAKE]), names=[LAKE, BUS], uses=(FILES,))
    again = plans.again(plan, drawn.document("Enabled", [LAKE, "x.example.org"]), {"listed": None, "why_unlisted": "b"})
    assert again.wanted["properties"][NAMES] == [LAKE, "x.example.org", BUS]
    assert again.seen.listed is None and again.judged[0].after.outcome == ALLOWED
    with pytest.raises(PlanError, match="open_callouts"):
        plans.again(made(drawn.document("Enabled"), uses=(FILES,)), drawn.document("Disabled"), {})


def test_after_the_write_what_was_before_and_what_was_loosened_stays_told():
    plan = made(
        drawn.document("Enabled"), names=[LAKE], uses=(FILES,), beside={"sources": drawn.connected(drawn.source())}
    )
    assert [one.before.outcome for one in plan.judged] == [OPEN, OPEN] and plan.refused == ()
    now = replace(plan.seen, document=plan.wanted)
    told = plans.after_write(plan, now)
    assert told.judged == plan.judged and "loosened" in codes(told) and told.pending == plan.pending
    assert [one for one in codes(told) if one != "loosened"] == [one for one in codes(plan) if one != "loosened"]


def test_after_the_write_what_was_accepted_stays_told_once():
    plan = made(drawn.document(), uses=(drawn.use("mysql", drawn.SERVER),), accept=["denied_callouts"])
    told = plans.after_write(plan, replace(plan.seen, document=plan.wanted))
    assert [one.word for one in told.accepted] == ["denied_callouts"] and told.judged[0].after.outcome == DENIED
    assert told.judged[0].before.outcome == OPEN


# Laws


def drawn_plan(document, wanted, **options):
    beside = {key: options.pop(key) for key in ("sources", "listed") if key in options}
    try:
        return made(document, beside=beside, **wanted, **options)
    except PlanError as error:
        assert error.code in ("other_list", "opposite_policy", "too_many_removals", "cluster_not_ready")
        return None


STATES = st.sampled_from(("restricted", "restricted", "restricted", "unrestricted"))
WORLD = (drawn.documents, drawn.lists_wanted, drawn.used, drawn.sources, st.booleans())


@quick
@given(*WORLD, STATES)
def test_what_was_planned_and_done_needs_no_write_and_is_not_refused(document, wanted, used, sources, purge, state):
    known = drawn.connected(*sources)
    plan = drawn_plan(document, wanted, uses=used, purge=purge, state=state, sources=known)
    assume(plan)
    again = drawn_plan(plan.wanted, wanted, uses=used, purge=purge, state=state, sources=known, listed=None)
    assert again.pending == () and again.refused == () and again.opens is None
    assert [one.after for one in again.judged] == [one.after for one in plan.judged]


def holds(document, wanted, used, sources, purge):
    """Where nothing is accepted and nothing refused, what is used passes for certain afterwards, or in no reading of
    the documentation was better off before.
    """
    plan = drawn_plan(document, wanted, uses=used, purge=purge, sources=drawn.connected(*sources))
    if plan is None or plan.refused:
        return
    was_open = document["properties"].get(RESTRICT, "").lower() != "enabled"
    before, after = plan.seen.restriction, plan.seen.after(plan.wanted)
    for one in plan.judged:
        if one.after.outcome == ALLOWED:
            continue
        assert not (plan.pending and was_open) and not one.is_worse
        for reading in READINGS if one.used.use else ():
            if judge.callout(one.used.use, before, (reading,)).outcome == ALLOWED:
                assert judge.callout(one.used.use, after, (reading,)).outcome == ALLOWED


@quick
@given(*WORLD)
def test_nothing_that_is_used_loses_its_way_unless_that_is_refused_or_accepted(document, wanted, used, sources, purge):
    holds(document, wanted, used, sources, purge)


@pytest.mark.long
@pytest.mark.drawn
@pytest.mark.parametrize("number", range(12))
def test_the_same_holds_for_many_more(number):
    many = settings(quick, max_examples=50, database=None)
    seed(number)(many(given(*WORLD)(holds)))()


@quick
@given(drawn.documents, drawn.lists_wanted, st.booleans())
def test_without_a_word_about_uses_access_is_never_restricted_more_than_it_is(document, wanted, purge):
    plan = drawn_plan(document, wanted, uses=None, purge=purge)
    if plan and plan.pending and not plan.refused:
        assert document["properties"][RESTRICT].lower() == "enabled" and plan.change.removed == ()


def test_a_failed_change_keeps_no_write_from_being_repeated_that_was_planned_before_it():
    plan = made(drawn.document("Enabled", ["x.example.org"]), names=[LAKE])
    failed = drawn.document("Enabled", ["x.example.org"], provisioningState="Failed")
    assert plans.again(plan, failed, {}).wanted["properties"][NAMES] == ["x.example.org", LAKE]
    assert refused(failed, names=[LAKE]).code == "cluster_not_ready"


@pytest.mark.parametrize(
    ("own", "runs"),
    [({"state": "Stopped"}, False), ({"state": "Stopped", "provisioningState": "Running"}, True), ({}, True)],
)
def test_what_nobody_can_read_of_a_stopped_cluster_is_told_as_that(own, runs):
    seen = drawn.seen(drawn.document(**own))
    if runs:
        readiness.require_running(seen.cluster, seen.document)
        return
    with pytest.raises(PlanError, match="is in state Stopped, .*; start it first"):
        readiness.require_running(seen.cluster, seen.document)
