# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Killed between any two requests about restricted access: never open unless that was accepted, nothing of anybody's
lost, and the next run goes on to where the first one would have ended.
"""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.faults import cluster_faults, sweep
from ansible_collections.adx.outbound.tests.faults.access_acts import ACTS
from ansible_collections.adx.outbound.tests.faults.access_stage import AccessStage

_QUICK_STAGES, _QUICK = 1, 4
STAGES = {f"access kills; {act}; {way}": (act, way) for act in ACTS for way in cluster_faults.SHOWS}


@pytest.mark.parametrize("name", sweep.sample(list(STAGES), _QUICK_STAGES))
def test_a_run_killed_anywhere_leaves_nothing_open_and_is_finished_by_the_next(memory, attempt, name):
    act, way = STAGES[name]
    stage = AccessStage(memory, ACTS[act], polls=cluster_faults.POLLS, **cluster_faults.SHOWS[way])
    wrong = []
    for place in sweep.sample([place for place, _kind in sweep.places(stage.calls)], _QUICK, within=name):
        wrong += attempt("access_kills", sweep.row(name, place), cluster_faults.kill, stage, act, place, opened)
    assert not wrong, "\n".join(wrong)


def opened(stage):
    return {"open in between": bool(stage.watch.opened)}
