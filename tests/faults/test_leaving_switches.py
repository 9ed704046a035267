# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever the service does where nobody has shown it: a cluster that is said to have left has left, nobody may come in
who is not asked for, and a second run writes no more.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from ansible_collections.adx.outbound.tests.faults import sweep
from ansible_collections.adx.outbound.tests.faults.leaving_acts import ACTS
from ansible_collections.adx.outbound.tests.faults.leaving_stage import LeavingStage

_QUICK = 3
LEAVING = "network_leaving"
# What else somebody may meet, in every combination with what comes of the move itself.
MOVES = {
    LEAVING: ("done", "ignored", "ignored_at_once", "failed", "failed_midway"),
    "moved_cluster_uri": ("kept", "changed"),
    "validation_findings_after_leaving": ((), ("There is no way to the hub.",)),
    "network_ids_missing": ("refuse", "keep"),
    "cluster_shows": ("at_once", "at_end"),
    "moving_cluster_state": ("Updating", "Running"),
    "connection_times": ("shown", "everywhere", "hidden"),
}
MORE = {
    "network_move_failure_code": ("BadRequest", "ServiceIsInMaintenance"),
    "validation_findings": (("There is no such hub.",),),
    "validation_spelling": ("errorMessage",),
    "altered_cluster_state": ("Updating",),
    "cluster_busy": ("refuse", "fail_operation", "accept"),
    "network_ids_changed": ("ignore",),
    "if_match": ("ignore",),
    "etags": ("none",),
    "stale_reads": (1, 3),
    "polls": (0, 7),
}
# The time at which endpoints were made is another precondition, and hides what comes of the move.
UNKNOWN = "preparation_unknown"
ONE = ACTS["one leaves"]
PRODUCT = replace(ONE, name="every combination", options={**ONE.options, "accept": [UNKNOWN]})
_SOME = ("leave", "one leaves", "one leaves for an office", "let an office in after leaving")
CASES = {
    **{
        f"leaving switches; {PRODUCT}; {', '.join(map(str, values))}": (PRODUCT, dict(zip(MOVES, values, strict=True)))
        for values in product(*MOVES.values())
    },
    **{
        f"leaving switches; {act}; {switch} {value}": (act, {switch: value})
        for act in map(ACTS.__getitem__, _SOME)
        for switch, values in {**MOVES, **MORE}.items()
        for value in values
    },
    **{
        f"leaving switches; {act}; failed, {switch} {value}": (act, {LEAVING: way, switch: value})
        for act in (ACTS["one leaves for an office"],)
        for way in ("failed", "failed_midway")
        for switch, values in MORE.items()
        for value in values
    },
}


@pytest.mark.parametrize("name", sweep.sample(list(CASES), _QUICK))
def test_whoever_is_said_to_have_left_has_left_whatever_the_service_does(memory, attempt, name):
    act, switches = CASES[name]
    wrong = attempt("leaving_switches", name, go, memory, act, switches)
    assert not wrong, "\n".join(wrong)


def go(memory, act, switches):
    """The row and its columns, and what is wrong with a preview, a run and another run."""
    stage = LeavingStage(memory, act, **switches)
    stage.restart()
    start = stage.start.key
    predicted = memory.really(act.module, check=True, **act.call())
    wrong = ["the preview wrote"] if stage.emulator.writes() or memory.state().key != start else []
    stage.meet(1, lambda: None)
    told = stage.result
    wrong += [*stage.losses(), *stage.untrue(), *untrue(stage, switches)]
    failed = {one["code"] for one in told["clusters"] if one["failed"]}
    if not failed and (predicted["diff"], predicted["plan_hash"]) != (told["diff"], told["plan_hash"]):
        wrong.append("the preview had said something else")
    if must_hold(act, switches) and failed - {"no_private_endpoint"}:
        wrong.append(f"it failed: {told['msg']}")
    again = memory.really(act.module, **act.call())
    if not failed and stage.emulator.writes():
        wrong.append("a second run wrote")
    if again.get("failed") and not sweep.is_one_sentence(again["msg"]):
        wrong.append(f"no sentence: {again['msg']}")
    stopped = "not_reached" in failed
    columns = {"cases": 1, "succeeded": not failed, "failed with a sentence": bool(failed), "stopped the rest": stopped}
    switch, value = next(iter(switches.items()))
    return (f"{switch}, {value}" if switch == LEAVING else switch, {**columns, "losses": len(wrong)}), wrong


def untrue(stage, switches):
    """What is not so of clusters that are said to have left, by what the service itself holds of them."""
    access, ranges = stage.act.asked
    for entry in stage.result["clusters"]:
        told, before = (
            one.get(entry["id"].lower())["properties"] for one in (stage.emulator.core.store, stage.start.snapshot)
        )
        state = told["virtualNetworkConfiguration"].get("state")
        if entry["failed"]:
            continue
        if (state, told["publicNetworkAccess"], told["provisioningState"]) != ("Disabled", access, "Succeeded"):
            yield f"{entry['cluster']} is said to have left, and is {state}, {told['publicNetworkAccess']}"
        if ranges is not None and told["allowedIpRangeList"] != ranges:
            yield f"{entry['cluster']} lets {told['allowedIpRangeList']} in"
        if told["uri"] != before["uri"]:
            yield f"{entry['cluster']} has another name, and nobody is told"
        if is_move(stage.act) and switches.get("validation_findings_after_leaving"):
            yield f"{entry['cluster']} reads from less than before, and nobody is told"


def is_move(act):
    return act.world.get("every", {}).get("state") != "Disabled"


def must_hold(act, switches):
    """Whether the service does all that is asked for, and shows what a decision needs."""
    default = {name: values[0] for name, values in MOVES.items()}
    unlike = {name for name, value in switches.items() if value != default.get(name, value)}
    is_shown = "hidden" not in switches.values() or UNKNOWN in act.options.get("accept", ())
    holds = not unlike & {LEAVING, "moved_cluster_uri", "validation_findings_after_leaving"}
    return not is_move(act) or is_shown and holds
