# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever the service does where nobody has shown it: an act ends as wanted, or as before with a sentence; nothing of
anybody's is lost on the way, and a second run writes no more.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.tests.faults import sweep
from ansible_collections.adx.outbound.tests.faults.access_acts import ACTS, MODULE, OPEN_WHILE_CHANGING, TO_LAKE, Act
from ansible_collections.adx.outbound.tests.faults.access_stage import AccessStage

_QUICK = 4
_LISTS = ("clears", "ignored")
_BESIDE = ("set", *_LISTS)
SWITCHES = {
    "cluster_shows": ("at_once", "at_end"),
    "cluster_busy": ("refuse", "fail_operation", "accept"),
    "altered_cluster_state": ("Running", "Updating"),
    "empty_callouts": _LISTS,
    "empty_callouts_beside_fqdns": _BESIDE,
    "empty_fqdns": _LISTS,
    "empty_fqdns_beside_callouts": _BESIDE,
    "list_callouts": ("own", "with_immutable"),
    "callout_regex": ("accept", "refuse"),
    "allowed_fqdn_wildcards": ("accept", "refuse"),
    "if_match": ("ignore",),
    "polls": (0, 7),
}
# A regular expression of .NET that this emulator's Python does not take, and a name that may have no wildcard.
_DOT_NET = {"type": "webapi", "regex": r"^https://(?<host>api)\.example/", "access": "Allow"}
_WILDCARD = "*.data.example"


def _with(name: str, act: Act, **options) -> Act:
    """The act by another name, whose first cluster is asked for more."""
    first, *rest = act.clusters
    return replace(act, name=name, clusters=(replace(first, options={**first.options, **options}), *rest))


_POLICIES, _CHANGED = ACTS["add policies"], ACTS["names to policies"]
_ACCEPTED = [*_CHANGED.clusters[0].options["accept"], OPEN_WHILE_CHANGING]
MORE = (
    _with("add a policy of .NET", _POLICIES, callout_policies=[TO_LAKE, _DOT_NET]),
    _with("names to a policy of .NET", _CHANGED, callout_policies=[TO_LAKE, _DOT_NET], accept=_ACCEPTED),
    _with("names to policies, by way of open", _CHANGED, accept=_ACCEPTED),
    _with(
        "add a wildcard",
        ACTS["add names"],
        allowed_fqdns=[*ACTS["add names"].clusters[0].options["allowed_fqdns"], _WILDCARD],
    ),
)
ALL = {**ACTS, **{act.name: act for act in MORE}}
CASES = {
    f"access switches; {act}; {switch} {value}": (act, {switch: value})
    for act in ALL
    for switch, values in SWITCHES.items()
    for value in values
}
# What a run may end in where the service does not do what it was asked for.
_ENDS = {None, OPEN_WHILE_CHANGING, "taken_back", "BadRequest"}


@pytest.mark.parametrize("name", sweep.sample(list(CASES), _QUICK))
def test_an_act_ends_as_wanted_or_as_before_whatever_the_service_does(memory, attempt, name):
    act, switches = CASES[name]
    wrong = attempt("access_switches", name, go, memory, ALL[act], switches)
    assert not wrong, "\n".join(wrong)


def go(memory, act, switches):
    """The row and its columns, and what is wrong with a preview, a run and another run."""
    stage = AccessStage(memory, act, **switches)
    stage.restart()
    start = stage.start.key
    predicted = memory.really(MODULE, check=True, **act.call())
    wrong = ["the preview wrote"] if stage.emulator.writes() or memory.state().key != start else []
    stage.meet(1, lambda: None)
    told = stage.result
    code = told.get("code", "") if told.get("failed") else None
    wrong += [] if code in _ENDS else [f"it ended in {code}: {told.get('msg')}"]
    if code is None and (predicted.get("diff"), predicted["plan_hash"]) != (told["diff"], told["plan_hash"]):
        wrong.append("the preview had said something else")
    wrong += [*stage.losses(), *stage.untrue()]
    memory.really(MODULE, **act.call())
    if code is None and stage.emulator.writes():
        wrong.append("a second run wrote")
    (switch,) = switches
    columns = {"cases": 1, "succeeded": code is None, "failed with a sentence": code is not None}
    return (switch, {**columns, "opened in between": bool(stage.watch.opened), "losses": len(wrong)}), wrong
