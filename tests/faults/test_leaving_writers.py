# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody else writes the same cluster while it leaves its network: what they did stays, nobody may come in whom
neither they nor we have let in, and a further run ends in what is wanted, or says why not.
"""

from __future__ import annotations

import re

import pytest
from ansible_collections.adx.outbound.tests.faults import cluster_others, sweep
from ansible_collections.adx.outbound.tests.faults.cluster_others import AGENT, DELETES, STOPS, Other
from ansible_collections.adx.outbound.tests.faults.leaving_acts import ACCESS, ACTS, DISABLED, ENABLED, NETWORK, RANGES
from ansible_collections.adx.outbound.tests.faults.leaving_stage import LeavingStage

_QUICK_STAGES, _QUICK = 1, 3
_NAMES, _LATE = "allowedFqdnList", "late.example"
_THEIRS = "198.18.0.0/24"
_HARMLESS = ("no_private_endpoint",)  # of an act, whoever writes
# Why a further run may go no further, since somebody else wants something else.
_KNOWN = {"cluster_not_ready", "ResourceNotFound", "not_restricted", *_HARMLESS, "not_reached"}


def _moves(state):
    return lambda told: None if told[NETWORK].get("state") == state else {NETWORK: {**told[NETWORK], "state": state}}


CHANGES = {
    "allows a name": lambda told: {_NAMES: [*told[_NAMES], _LATE]},
    "stops restricting": lambda told: {"restrictOutboundNetworkAccess": DISABLED, _NAMES: []},
    "lets everybody in": lambda told: {ACCESS: ENABLED, RANGES: []} if who(told) != (ENABLED, []) else None,
    "lets nobody in": lambda told: {ACCESS: DISABLED} if told[ACCESS] != DISABLED else None,
    "lets others in": lambda told: {ACCESS: ENABLED, RANGES: [_THEIRS]},
    "takes it out": _moves(DISABLED),
    "returns it": _moves(ENABLED),
}
DEEDS = (*CHANGES, *cluster_others.DEEDS)
_WHOLE = "one leaves"  # here they come after every request, else after some that are drawn
_MOST = 8
_SOME = (_WHOLE, "leave", "one leaves for an office", "close after leaving", "have left")
STAGES = {f"leaving writers; {act}; {deed}": (act, deed) for act in _SOME for deed in DEEDS}


@pytest.mark.parametrize("name", sweep.sample(list(STAGES), _QUICK_STAGES))
def test_what_somebody_else_does_while_clusters_leave_stays_and_lets_nobody_else_in(memory, attempt, name):
    act, deed = STAGES[name]
    stage = LeavingStage(memory, ACTS[act])
    found = [place for place, kind in sweep.places(stage.calls) if kind == "arm"]
    found = sweep.sample(sorted(found, key=str), _MOST, whole=act == _WHOLE, within=name)
    wrong = []
    for place in sweep.sample(found, _QUICK, within=name):
        wrong += attempt("leaving_writers", sweep.row(name, place), write, stage, place, deed)
    assert not wrong, "\n".join(wrong)


def write(stage, place, deed):
    """The row and its columns, and what is wrong after a run beside which somebody else did this at that place."""
    ids = stage.act.ids()
    id_ = next((one for one in ids if f"/{one.rsplit('/', 1)[-1]}" in place.end), ids[0])
    other = Other(stage.emulator, stage.watch, id_, deed, CHANGES)
    stage.meet(1, lambda: stage.emulator.meanwhile(other, method=place.method, path=place.pattern, nth=place.number))
    told = stage.result
    failed = bool(told.get("failed"))
    columns = {"cases": 1, "nothing to do": not other.did, "succeeded": not failed, "failed with a sentence": failed}
    if not other.did:
        return (deed, {**columns, "losses": 0}), []
    wrong = [*stage.losses(), *taken_back(stage, other, id_), *kept(stage, other, id_, deed)]
    wrong += told_truly(stage, other, id_)
    wrong += [f"{what} ({told.get('msg')})" for what in further(stage, other, id_, deed)]
    return (deed, {**columns, "losses": len(wrong)}), wrong


def who(told):
    """Who may come in, by the properties of a document."""
    return told[ACCESS], told[RANGES]


def moved(told):
    return {"network": told[NETWORK].get("state") or ENABLED, "access": told[ACCESS], "ranges": told[RANGES]}


def taken_back(stage, other, id_):
    """What of theirs our run has written over that was neither as we had seen it nor as we want it."""
    document = stage.emulator.core.store.get(id_)
    if document is None or other.after is None:
        return
    now, theirs, seen = map(moved, (document["properties"], other.after, stage.start.snapshot.get(id_)["properties"]))
    wanted = moved(stage.goal.snapshot.get(id_)["properties"])
    looked = [one for one in ours(stage, id_, "GET") if one < other.asked_before]
    for name, value in theirs.items():
        if looked and now[name] != value and value not in (seen[name], wanted[name]):
            yield f"lost: {name} {value}"


def kept(stage, other, id_, deed):
    """What of theirs that is no business of ours is not as they left it."""
    document = stage.emulator.core.store.get(id_)
    if deed == DELETES:
        return [] if document is None else ["the cluster is there again"]
    if document is None:
        return ["the cluster is gone"]
    now = document["properties"]
    wrong = [] if deed != STOPS or now["state"] == "Stopped" else ["it runs again"]
    names = (_NAMES, "restrictOutboundNetworkAccess")
    return wrong + [f"lost: {name} {other.after[name]}" for name in names if now[name] != other.after[name]]


def ours(stage, id_, method):
    """Where in the log our requests for the cluster itself are that were answered well."""
    return [
        at
        for at, one in enumerate(stage.emulator.log())
        if (one.method, one.path.lower()) == (method, id_.lower())
        and one.status < 300
        and one.headers.get("User-Agent") != AGENT
    ]


def told_truly(stage, other, id_):
    """What was told that was not so, as far as our own reads could have seen it."""
    told, message = stage.result, str(stage.result.get("msg", ""))
    wrong = [] if not told.get("failed") or sweep.is_one_sentence(message) else [f"no sentence: {message}"]
    if "clusters" not in told:
        return wrong + ([f"it wrote, and does not say so: {message}"] if ours(stage, id_, "PATCH") else [])
    written = {one["id"].lower() for one in told["written"]}
    wrong += [
        f"{one} was written, and is not told"
        for one in stage.act.ids()
        if ours(stage, one, "PATCH") and one.lower() not in written
    ]
    (entry,) = [one for one in told["clusters"] if one["id"].lower() == id_.lower()]
    looked = any(at >= other.asked_before for at in ours(stage, id_, "GET"))
    if not entry["failed"] and looked:
        wrong += [f"said to be done: {what}" for what in unwanted(stage, id_)]
    return wrong


def unwanted(stage, id_):
    """What is not as the act wants it."""
    document = stage.emulator.core.store.get(id_)
    if document is None:
        return ["it is gone"]
    access, ranges = stage.act.asked
    found = moved(document["properties"])
    wanted = {"network": DISABLED, "access": access, "ranges": found["ranges"] if ranges is None else ranges}
    return [f"{name} is {found[name]}" for name in wanted if found[name] != wanted[name]]


def failures(told):
    return {one["id"].lower(): one["code"] for one in told["clusters"] if one["failed"]}


def further(stage, other, id_, deed):
    """What is wrong with a further run, and with one after that, which writes nothing."""
    stage.memory.be_there()
    stage.watch.wrong = []
    with stage.emulator.watched(stage.watch):
        told = stage.memory.really(stage.act.module, **stage.act.call())
    wrong = [*stage.losses(), *kept(stage, other, id_, deed)]
    codes = failures(told)
    if not {*codes.values()} <= _KNOWN or codes and not re.search(r"\.$", told["msg"]):
        wrong.append(f"a further run failed: {codes}, {told['msg']}")
    wrong += [
        f"after a further run: {what}"
        for one in stage.act.ids()
        if one.lower() not in codes
        for what in unwanted(stage, one)
    ]
    again = stage.memory.really(stage.act.module, **stage.act.call())
    if stage.memory.emulator.writes():
        wrong.append("a second further run wrote")
    if failures(again) != codes:
        wrong.append(f"a second further run ended otherwise: {again.get('msg')}")
    return wrong
