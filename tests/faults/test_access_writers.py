# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody else writes the same cluster at any moment: what they did stays, what we say of it is true, and a further
run ends in what is wanted beside it, or says why not.
"""

from __future__ import annotations

import re

import pytest
from ansible_collections.adx.outbound.tests.faults import sweep
from ansible_collections.adx.outbound.tests.faults.access_acts import (
    ACTS,
    BUS,
    DISABLED,
    ENABLED,
    LAKE,
    MODULE,
    OURS,
    POLICIES,
    RESTRICT,
)
from ansible_collections.adx.outbound.tests.faults.access_others import CHANGES, DEEDS
from ansible_collections.adx.outbound.tests.faults.access_stage import AccessStage
from ansible_collections.adx.outbound.tests.faults.access_watch import entries
from ansible_collections.adx.outbound.tests.faults.cluster_others import AGENT, DELETES, STOPS, Other

_QUICK_STAGES, _QUICK = 1, 3
STAGES = {f"access writers; {act}; {deed}": (act, deed) for act in ACTS for deed in DEEDS}
# Why a further run may go no further, since somebody else wants something else.
_KNOWN = ("opposite_policy", "cluster_not_ready", "other_list", "open_while_changing", "ResourceNotFound")
_REMOVED, _FLIPPED = "removes an entry", ("flips a policy", "flips our policy")


@pytest.mark.parametrize("name", sweep.sample(list(STAGES), _QUICK_STAGES))
def test_what_somebody_else_does_meanwhile_stays_and_is_not_told_as_ours(memory, attempt, name):
    act, deed = STAGES[name]
    stage = AccessStage(memory, ACTS[act])
    found = [place for place, kind in sweep.places(stage.calls) if kind == "arm"]
    wrong = []
    for place in sweep.sample(found, _QUICK, within=name):
        wrong += attempt("access_writers", sweep.row(name, place), write, stage, place, deed)
    assert not wrong, "\n".join(wrong)


def write(stage, place, deed):
    """The row and its columns, and what is wrong after a run beside which somebody else did this at that place."""
    id_ = next((one for one in stage.act.ids() if f"/{one.rsplit('/', 1)[-1]}" in place.end), stage.act.ids()[0])
    other = Other(stage.emulator, stage.watch, id_, deed, CHANGES)
    stage.meet(1, lambda: stage.emulator.meanwhile(other, method=place.method, path=place.pattern, nth=place.number))
    told = stage.result
    failed = bool(told.get("failed"))
    columns = {"cases": 1, "nothing to do": not other.did, "succeeded": not failed, "failed with a sentence": failed}
    if not other.did:
        return (deed, {**columns, "losses": 0}), []
    wrong = [*stage.losses(), *kept(stage, other, id_, deed), *told_truly(stage, other, id_)]
    wrong += [f"{what} ({told.get('msg')})" for what in further(stage, other, id_, deed)]
    return (deed, {**columns, "losses": len(wrong)}), wrong


def kept(stage, other, id_, deed):
    """What of theirs is not as they left it."""
    document, asked = stage.emulator.core.store.get(id_), stage.act.asked()[id_.lower()]
    if deed == DELETES:
        return [] if document is None else ["the cluster is there again"]
    if document is None:
        return ["the cluster is gone"]
    now, left = entries(document), entries({"properties": other.after})
    start = entries(stage.start.snapshot.get(id_))
    wanted = entries(stage.watch.goals[id_.lower()]) if asked.purges else []
    wrong = [] if deed != STOPS or document["properties"]["state"] == "Stopped" else ["it runs again"]
    if deed in CHANGES and not asked.purges:
        wrong += [f"lost: {one}" for one in left if one not in now]
    if deed == _REMOVED or deed in _FLIPPED and not asked.purges:
        wrong += [f"there again: {one}" for one in start if one in now and one not in [*left, *wanted]]
    return wrong


def told_truly(stage, other, id_):
    """What was told that was not so, as far as our own reads could have seen it."""
    told, message = stage.result, str(stage.result.get("msg", ""))
    wrong = [] if not told.get("failed") or sweep.is_one_sentence(message) else [f"no sentence: {message}"]
    log = stage.emulator.log()
    taken = {
        one.path.lower()
        for one in log
        if one.method == "PATCH" and one.status < 300 and one.headers.get("User-Agent") != AGENT
    }
    if "clusters" not in told:
        return wrong + ([f"it wrote, and does not say so: {message}"] if taken and "written the" not in message else [])
    wrong += [f"{key} was written, and is not told" for key in taken - {one["id"].lower() for one in told["written"]}]
    (entry,) = [one for one in told["clusters"] if one["id"].lower() == id_.lower()]
    looked = [one for one in log[other.asked_before :] if (one.method, one.path.lower()) == ("GET", id_.lower())]
    if not entry["failed"] and looked:
        wrong += [f"said to be done: {what}" for what in unwanted(stage, id_)]
    return wrong


def unwanted(stage, id_):
    """What is not as the act wants it."""
    document, asked = stage.emulator.core.store.get(id_), stage.act.asked()[id_.lower()]
    if document is None:
        return ["it is gone"]
    told = document["properties"]
    state = DISABLED if asked.options["state"] == "unrestricted" else ENABLED
    wrong = [] if told.get(RESTRICT) == state else [f"it is {told.get(RESTRICT)}"]
    if "allowed_fqdns" in asked.options:
        wrong += [f"{name} is missing" for name in (LAKE, BUS) if name not in entries(document)]
    if "callout_policies" in asked.options:
        wrong += [] if OURS in (told.get(POLICIES) or []) else ["our policy is missing"]
    return wrong


def further(stage, other, id_, deed):
    """What is wrong with a further run, and with one after that, which writes nothing."""
    stage.memory.be_there()
    stage.watch.wrong = []
    with stage.emulator.watched(stage.watch):
        told = stage.memory.really(MODULE, **stage.act.call())
    wrong = list(stage.watch.wrong) + kept(stage, other, id_, deed)
    if told.get("failed"):
        codes = {one["code"] for one in told["clusters"] if one["failed"]}
        if not codes <= {*_KNOWN, "not_reached"} or not re.search(r"\.$", told["msg"]):
            wrong.append(f"a further run failed: {codes}, {told['msg']}")
    else:
        wrong += [f"after a further run: {what}" for one in stage.act.ids() for what in unwanted(stage, one)]
    again = stage.memory.really(MODULE, **stage.act.call())
    if stage.memory.emulator.writes() and not told.get("failed"):
        wrong.append("a second further run wrote")
    if bool(again.get("failed")) != bool(told.get("failed")):
        wrong.append(f"a second further run ended otherwise: {again.get('msg')}")
    return wrong


def test_a_connection_that_fails_after_the_write_and_did_not_before_has_it_taken_back(memory):
    stage = AccessStage(memory, ACTS["validated"])

    def break_it():
        stage.emulator.switch(validation_findings=["There is no such hub."])

    stage.meet(1, lambda: stage.emulator.meanwhile(break_it, method="PATCH", path="/clusters/c0$"))
    (entry,) = stage.result["clusters"]
    assert entry["code"] == "taken_back" and "There is no such hub" in entry["msg"]
    assert [*stage.losses(), *stage.untrue()] == []
    stage.emulator.switch(validation_findings=())
    stage.memory.look_anew()
    assert stage.further() == []
