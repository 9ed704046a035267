# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The judges of restricted access see what is lost, what is open and what is not told, if only for a moment."""

from __future__ import annotations

import copy

import pytest
from ansible_collections.adx.outbound.tests.faults.access_acts import (
    ACTS,
    DISABLED,
    ENABLED,
    NAMES,
    POLICIES,
    RESTRICT,
    SHARED,
)
from ansible_collections.adx.outbound.tests.faults.access_stage import AccessStage


def shown(stage, number=0, **members):
    """A document of the act's cluster as somebody stores it, with these properties."""
    document = copy.deepcopy(stage.start.snapshot.get(stage.act.ids()[number]))
    tags = members.pop("tags", document["tags"])
    return {**document, "tags": tags, "properties": {**document["properties"], **members}}


@pytest.mark.parametrize(
    ("act", "members", "found"),
    [
        ("add names", {NAMES: []}, "gone, if only for a while: shared.example"),
        ("add policies", {POLICIES: []}, "gone, if only for a while: ('webapi'"),
        ("purge names", {NAMES: [SHARED]}, "gone, if only for a while: lake.blob"),
        ("names to policies", {RESTRICT: DISABLED}, "access is open"),
        ("add names", {RESTRICT: None}, "access is open"),
        ("add names", {"tags": {}}, "other members are not what they were"),
        ("add names", {"allowedIpRangeList": []}, "other members are not what they were"),
    ],
)
def test_what_is_lost_or_open_for_a_moment_is_seen(memory, act, members, found):
    stage = AccessStage(memory, ACTS[act])
    stage.watch.forget()
    stage.watch(shown(stage, **members))
    stage.watch(shown(stage))
    assert any(found in one for one in stage.watch.wrong)


def test_that_nothing_is_allowed_for_a_moment_is_a_loss_unless_it_is_told(memory):
    stage = AccessStage(memory, ACTS["purge names"])
    stage.watch.forget()
    stage.watch(shown(stage, **{NAMES: []}))
    assert any("nothing was allowed, if only for a while" in one for one in stage.losses())
    stage.result = {"clusters": [{"code": "not_taken_back"}]}
    assert not any("nothing was allowed" in one for one in stage.losses())


def test_what_may_be_open_or_go_is_no_loss(memory):
    stage = AccessStage(memory, ACTS["policies to names, by way of open"])
    stage.watch.forget()
    stage.watch(shown(stage, **{RESTRICT: DISABLED, POLICIES: []}))
    assert stage.watch.wrong == [] and stage.watch.opened


@pytest.mark.parametrize("act", ACTS)
def test_an_act_that_nobody_disturbs_is_found_without_a_fault(memory, act):
    stage = AccessStage(memory, ACTS[act])
    stage.meet(1, lambda: None)
    assert [*stage.losses(), *stage.untrue(), *stage.further()] == []


def test_what_is_told_and_is_not_so_is_seen(memory):
    stage = AccessStage(memory, ACTS["add names"])

    def lied(**told):
        def perform(module, **params):
            result = memory.really(module, **params)
            result["clusters"][0].update(told)
            return {**result, "failed": told.get("failed", False), "msg": told.get("msg", "")}

        stage.disturb(1, perform)
        return stage.untrue()

    assert lied(changed=False) == ["c0: it is not what it was, and nobody is told: "]
    nothing = lied(failed=True, msg="It broke. This run has written nothing for it.")
    assert any("something was written" in one for one in nothing)
    assert any("nothing was put back" in one for one in lied(failed=True, msg="No. What stood there was put back."))
    assert any("no sentence" in one for one in lied(failed=True, msg="Traceback"))


def test_a_cluster_that_is_left_half_way_is_seen_by_the_next_run(memory):
    stage = AccessStage(memory, ACTS["add names"])

    def perform(_module, **_params):
        document = stage.emulator.document(stage.act.ids()[0])
        document["properties"][NAMES] = []
        stage.emulator.seed(stage.act.ids()[0], document)
        return {"failed": True, "msg": "It broke.", "clusters": []}

    stage.disturb(1, perform)
    assert stage.losses() and stage.further()
    assert stage.emulator.document(stage.act.ids()[0])["properties"][RESTRICT] == ENABLED
