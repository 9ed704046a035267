# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The writes of one cluster, each decided on what stands there right before it."""

from __future__ import annotations

import copy

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import outbound_access
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.outbound_access import (
    LISTS,
    NAMES,
    POLICIES,
    RESTRICT,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.approval import Part
from ansible_collections.adx.outbound.plugins.module_utils._plan.outbound import plans
from ansible_collections.adx.outbound.plugins.module_utils._plan.outbound.writes import Stage, Writing
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.change import Situation
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from hypothesis import assume, given, settings

from . import drawn

LAKE, BUS = drawn.LAKE, drawn.BUS
NEIGHBOURS = {"listed": (), "why_unlisted": ""}
FOUND = drawn.document("Enabled", [LAKE], sku={"name": "kept"})
quick = settings(max_examples=50, deadline=None)


def planned(document=FOUND, **options):
    wanted = options or {"policies": [drawn.given()], "purge": True}
    return plans.plan(drawn.asked(**wanted), drawn.seen(document))


def after(writing, document, **neighbours):
    return writing.change(Situation(copy.deepcopy(document), {**NEIGHBOURS, **neighbours}))


def refused(writing, document, **neighbours):
    with pytest.raises(PlanError) as error:
        after(writing, document, **neighbours)
    return error.value.code


def test_a_write_is_of_the_outbound_access_of_one_cluster():
    plan = planned()
    writing = Writing(plan)
    assert (writing.part, writing.id, writing.members) == (Part.ACCESS, drawn.id_of(), (plan,))
    assert writing.stage == Stage.AT_ONCE and writing.at(Stage.OPEN).stage == Stage.OPEN


@pytest.mark.parametrize("stage", Stage)
def test_a_cluster_that_is_gone_takes_no_write(stage):
    assert refused(Writing(planned(), stage), None) == "gone_meanwhile"


# At once


def test_the_usual_write_is_decided_on_what_stands_there_then():
    writing = Writing(planned(names=[LAKE, BUS]))
    assert after(writing, FOUND) == writing.plan.wanted
    now = drawn.document("Enabled", [LAKE, "x.example.org"])
    assert after(writing, now)["properties"][NAMES] == [LAKE, "x.example.org", BUS]


def test_what_nobody_accepted_right_before_the_write_stops_it():
    writing = Writing(planned(names=[], purge=True))
    assert after(writing, FOUND)["properties"][NAMES] == []
    assert refused(writing, FOUND, listed=None, why_unlisted="no right") == "policies_unread"
    judged = Writing(planned(uses=(drawn.use("webapi", "a.example.org"),), names=[LAKE, BUS]))
    assert after(judged, FOUND) and refused(judged, drawn.document("Disabled", [LAKE])) == "denied_callouts"


@pytest.mark.parametrize(
    ("now", "fits"),
    [
        (FOUND, True),
        (drawn.document("Enabled", [LAKE.upper()]), True),
        (drawn.document("Enabled", [LAKE, BUS]), True),
        (drawn.document("Enabled", [LAKE, "x.example.org"]), False),
        (drawn.document("Enabled", [BUS]), False),
        (drawn.document("Disabled", [LAKE]), False),
    ],
)
def test_what_was_approved_binds(now, fits):
    writing = Writing(planned(names=[LAKE, BUS]), is_approved=True)
    if fits:
        assert outbound_access.view(after(writing, now)) == outbound_access.view(writing.plan.wanted)
    else:
        assert refused(writing, now) == "drifted"


# By way of open access


def test_the_two_writes_open_access_and_close_it_with_the_new_list():
    writing = Writing(planned())
    opened = after(writing.at(Stage.OPEN), FOUND)
    assert opened["properties"] == {**FOUND["properties"], RESTRICT: "Disabled", NAMES: []}
    closed = after(writing.at(Stage.CLOSE), opened)
    assert outbound_access.of(closed) == {RESTRICT: "Enabled", NAMES: [], POLICIES: drawn.as_arm([drawn.given()])}
    assert after(writing.at(Stage.OPEN), opened) == opened and after(writing.at(Stage.CLOSE), closed) == closed


def test_nobody_elses_write_in_between_is_gone_over():
    writing = Writing(planned())
    foreign = drawn.document("Enabled", [LAKE, "x.example.org"])
    assert refused(writing.at(Stage.OPEN), foreign) == "written_since"
    opened = after(writing.at(Stage.OPEN), FOUND)
    more = outbound_access.changed(opened, {POLICIES: [drawn.policy("sql", "strange")]})
    assert refused(writing.at(Stage.CLOSE), more) == "written_since"
    assert refused(writing.at(Stage.CLOSE), FOUND) == "written_since"


@pytest.mark.parametrize("document", [FOUND, drawn.document("Disabled", ["x.y"], ["text"]), drawn.document(None)])
def test_what_shuts_restricts_access_and_does_no_more_whatever_stands_there(document):
    shut = after(Writing(planned()).at(Stage.SHUT), document)
    assert shut == outbound_access.changed(document, {RESTRICT: "Enabled"})


# Back


def states_left(plan):
    """All that a run may have left, from its first write to its last."""
    opened = outbound_access.changed(plan.seen.document, plan.opens or {})
    return [plan.seen.document, opened, plan.wanted]


def unheeded(plan):
    """The same where Azure takes no notice of a list that is sent empty."""
    stood = outbound_access.of(plan.seen.document)
    empty = [(one, [name for name in LISTS if not outbound_access.of(one)[name]]) for one in states_left(plan)]
    return [outbound_access.changed(one, {name: stood[name] for name in names}) for one, names in empty]


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("stood", [None, FOUND])
def test_whatever_this_run_may_have_left_is_put_back_as_it_was(place, stood):
    plan = planned()
    left = states_left(plan)
    back = Writing(plan).back(stood)
    put_back = after(back, left[place])
    assert outbound_access.of(put_back) == outbound_access.of(FOUND) and put_back["properties"]["sku"] == {
        "name": "kept"
    }


def test_what_stood_there_right_before_the_first_write_is_put_back_rather_than_what_the_plan_had_seen():
    plan = planned(names=[LAKE, BUS])
    before = drawn.document("Enabled", [LAKE, "x.example.org"])
    stands = drawn.document("Enabled", [LAKE, "x.example.org", BUS])
    assert after(Writing(plan).back(before), stands)["properties"][NAMES] == [LAKE, "x.example.org"]


def test_what_others_have_changed_in_a_list_since_it_was_written_is_never_taken_for_ours():
    theirs, flipped = drawn.policy("sql", "theirs"), drawn.policy("sql", "theirs", "Deny")
    found = drawn.document("Enabled", None, [theirs])
    plan = planned(found, policies=[drawn.given()])
    back = Writing(plan).back(found)
    assert outbound_access.of(after(back, plan.wanted)) == outbound_access.of(found)
    now = outbound_access.changed(plan.wanted, {POLICIES: [flipped, *drawn.as_arm([drawn.given()])]})
    assert refused(back, now) == "written_since"


def test_what_somebody_has_written_since_is_not_put_back():
    plan = planned()
    for document in (drawn.document("Enabled"), drawn.document("Enabled", None, [drawn.policy("sql", "b")])):
        assert refused(Writing(plan).back(FOUND), document) == "written_since"


def test_what_others_change_beside_the_lists_stays_as_they_made_it():
    plan = planned()
    tagged = {**plan.wanted, "tags": {"team": "other"}}
    assert after(Writing(plan).back(None), tagged)["tags"] == {"team": "other"}


@quick
@given(drawn.documents, drawn.lists_wanted)
def test_what_is_put_back_is_what_stood_there_entry_for_entry(document, wanted):
    try:
        plan = plans.plan(drawn.asked(**wanted, purge=True, max_removals=99), drawn.seen(document))
    except PlanError:
        assume(False)
    members = outbound_access.of(document)
    for left in states_left(plan):
        for stood in (None, document):
            assert outbound_access.of(after(Writing(plan).back(stood), left)) == members


@quick
@given(drawn.documents, drawn.lists_wanted, drawn.documents)
def test_a_document_of_somebody_else_is_never_put_back(document, wanted, foreign):
    try:
        plan = plans.plan(drawn.asked(**wanted, purge=True, max_removals=99), drawn.seen(document))
    except PlanError:
        assume(False)
    views = [outbound_access.view(one) for one in (*states_left(plan), *unheeded(plan))]
    assume(outbound_access.view(foreign) not in views)
    for stage in (Stage.BACK, Stage.OPEN, Stage.CLOSE):
        assert refused(Writing(plan, stage, left=(plan.wanted,)), foreign) == "written_since"


@pytest.mark.parametrize("options", [{"state": "unrestricted", "purge": True}, {"names": [BUS], "purge": True}])
def test_a_list_that_azure_does_not_empty_is_no_write_of_somebody_else(options):
    found = drawn.document("Enabled", None, [drawn.policy()])
    plan = planned(found, **options)
    kept = {POLICIES: [drawn.policy()]}
    stands = outbound_access.changed(plan.wanted, kept)
    assert outbound_access.of(after(Writing(plan).back(found), stands)) == outbound_access.of(found)
    if plan.opens:
        opened = outbound_access.changed(found, plan.opens | kept)
        assert after(Writing(plan).at(Stage.OPEN), opened)["properties"][RESTRICT] == "Disabled"
        assert refused(Writing(plan).at(Stage.OPEN), plan.wanted) == "written_since"
