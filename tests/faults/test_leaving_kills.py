# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Killed between any two requests about leaving a network: nobody may come in who is not asked for, nothing else
changes, and the next run goes on to where the first one would have ended.
"""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.faults import cluster_faults, sweep
from ansible_collections.adx.outbound.tests.faults.leaving_acts import ACTS
from ansible_collections.adx.outbound.tests.faults.leaving_stage import LeavingStage

_QUICK_STAGES, _QUICK = 1, 4
_MIDWAY = "fails midway"
_WAYS = {**cluster_faults.SHOWS, _MIDWAY: {"network_leaving": "failed_midway"}}
_ENDS = "shows at the end"
# Every way for one cluster; beside that three of them, and public access alone.
_MORE = [
    ("leave", "shows at once"),
    ("close after leaving", _ENDS),
    ("let an office in after leaving", "shows at once"),
]
_OF = [*(("one leaves", way) for way in _WAYS), ("one leaves for an office", _ENDS), *_MORE]
STAGES = {f"leaving kills; {act}; {way}": (act, way) for act, way in _OF}


@pytest.mark.parametrize("name", sweep.sample(list(STAGES), _QUICK_STAGES))
def test_a_run_killed_anywhere_lets_nobody_in_and_is_finished_by_the_next(memory, attempt, name):
    act, way = STAGES[name]
    stage = LeavingStage(memory, ACTS[act], polls=cluster_faults.POLLS, **_WAYS[way])
    wrong = []
    for place in sweep.sample([place for place, _kind in sweep.places(stage.calls)], _QUICK, within=name):
        wrong += attempt("leaving_kills", sweep.row(name, place), cluster_faults.kill, stage, act, place, left)
    assert not wrong, "\n".join(wrong)


def left(stage):
    return {"some had left": bool(stage.watch.left)}
