# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The judges of clusters that leave their networks see who may come in, what changes besides and what is not told, if
only for a moment.
"""

from __future__ import annotations

import copy

import pytest
from ansible_collections.adx.outbound.tests.emulator.worlds import leaving
from ansible_collections.adx.outbound.tests.faults import sweep
from ansible_collections.adx.outbound.tests.faults.leaving_acts import (
    ACCESS,
    ACTS,
    DISABLED,
    ENABLED,
    NETWORK,
    OFFICE,
    RANGES,
)
from ansible_collections.adx.outbound.tests.faults.leaving_stage import LeavingStage

LEFT = {"state": DISABLED}
WIDER = "let in more than is asked for"


def shown(stage, number=0, network=(), **members):
    """A document of the act's cluster as somebody stores it, with these properties."""
    document = copy.deepcopy(stage.start.snapshot.get(stage.act.ids()[number]))
    document["properties"] |= {NETWORK: {**document["properties"][NETWORK], **dict(network)}, **members}
    return document


@pytest.mark.parametrize(
    ("act", "members", "found"),
    [
        ("leave", {"network": LEFT}, WIDER),
        ("leave", {"network": LEFT, ACCESS: ENABLED, RANGES: [OFFICE]}, WIDER),
        ("leave", {"network": LEFT, ACCESS: "SecuredByPerimeter"}, WIDER),
        ("leave for an office", {"network": LEFT, ACCESS: ENABLED, RANGES: ["203.0.0.0/8"]}, WIDER),
        ("leave", {"network": {**LEFT, "subnetId": "/another"}, ACCESS: DISABLED}, "other members are not"),
        ("leave", {"network": {"state": "Moving"}, ACCESS: DISABLED}, "its network is Moving"),
        ("leave", {"allowedFqdnList": []}, "other members are not what they were"),
        ("close after leaving", {"network": {"state": ENABLED}}, "it has returned"),
    ],
)
def test_what_is_open_or_changed_for_a_moment_is_seen(memory, act, members, found):
    stage = LeavingStage(memory, ACTS[act])
    stage.restart()
    stage.watch.forget()
    stage.watch(shown(stage, **members))
    stage.watch(shown(stage))
    assert any(found in one for one in stage.watch.wrong)


@pytest.mark.parametrize("name", [leaving.NAMES[1], "another"])
def test_whatever_else_is_written_is_seen(memory, name):
    stage = LeavingStage(memory, ACTS["one leaves"])
    stage.watch.forget()
    stage.watch({**shown(stage), "id": stage.act.ids()[0].replace("telemetry", name)})
    assert stage.watch.wrong == [f"{stage.act.ids()[0].replace('telemetry', name)}: this was written"]


@pytest.mark.parametrize(("method", "action"), [("DELETE", ""), ("POST", "/migrate"), ("PUT", "")])
def test_a_removal_or_a_migration_is_a_loss_even_where_it_is_refused(memory, method, action):
    stage = LeavingStage(memory, ACTS["one leaves"])
    path = f"{stage.act.ids()[0]}{action}"
    stage.meet(1, lambda: None)
    assert stage.losses() == []
    stage.emulator.core.log.add(method, path, "", 403, {}, b"", "arm")
    assert stage.losses() == [f"{method} {path}"]


@pytest.mark.parametrize("act", sweep.sample(list(ACTS), 3))
def test_an_act_that_nobody_disturbs_is_found_without_a_fault(memory, act):
    stage = LeavingStage(memory, ACTS[act])
    stage.meet(1, lambda: None)
    assert [*stage.losses(), *stage.untrue(), *stage.further()] == []


def test_what_is_told_and_is_not_so_is_seen(memory):
    stage = LeavingStage(memory, ACTS["leave"])

    def lied(number=0, before=lambda: None, **told):
        def perform(module, **params):
            before()
            result = memory.really(module, **params)
            result["clusters"][number].update(told)
            return {**result, "failed": told.get("failed", False), "msg": told.get("msg", "")}

        stage.disturb(1, perform)
        return " ".join(stage.untrue())

    assert "it is not what it was, and nobody is told" in lied(changed=False)
    assert "something was written" in lied(failed=True, msg="It broke. This run has written nothing for it.")
    assert "nobody is told how to go back" in lied(failed=True, msg="This run has written the network of it.")
    assert "it was reached" in lied(2, code="not_reached", failed=True)
    assert "no sentence" in lied(failed=True, msg="Traceback")
    ignored = lied(before=lambda: stage.emulator.switch(network_leaving="ignored"), failed=False)
    assert "it is said to be done, and is not" in ignored


def test_a_cluster_that_is_left_half_way_is_seen_by_the_next_run(memory):
    stage = LeavingStage(memory, ACTS["leave"])

    def perform(_module, **_params):
        stage.emulator.seed(stage.act.ids()[0], shown(stage, network={"subnetId": "/another"}))
        return {"failed": True, "msg": "It broke.", "clusters": []}

    stage.disturb(1, perform)
    assert stage.losses() and stage.further()
