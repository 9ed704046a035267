# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Killed between any two requests about restricted access: never open unless that was accepted, nothing of anybody's
lost, and the next run goes on to where the first one would have ended.
"""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.faults import sweep
from ansible_collections.adx.outbound.tests.faults.access_acts import ACTS
from ansible_collections.adx.outbound.tests.faults.access_stage import AccessStage

_QUICK_STAGES, _QUICK = 1, 4
_POLLS = 4  # an operation outlives the run that began it by that many looks
_SHOWN = ("at_once", "at_end")
STAGES = {f"access kills; {act}; shows {shown}": (act, shown) for act in ACTS for shown in _SHOWN}


@pytest.mark.parametrize("name", sweep.sample(list(STAGES), _QUICK_STAGES))
def test_a_run_killed_anywhere_leaves_nothing_open_and_is_finished_by_the_next(memory, attempt, name):
    act, shown = STAGES[name]
    stage = AccessStage(memory, ACTS[act], polls=_POLLS, cluster_shows=shown)
    wrong = []
    for place in sweep.sample([place for place, _kind in sweep.places(stage.calls)], _QUICK, within=name):
        wrong += attempt("access_kills", sweep.row(name, place), kill, stage, act, place)
    assert not wrong, "\n".join(wrong)


def kill(stage, act, place):
    """The row and its columns, and what is wrong after a kill at this place."""
    stage.kill(place)
    goes_on = stage.memory.state() is None
    opened = bool(stage.watch.opened)
    wrong = [*stage.losses(), *stage.further()]
    columns = {"kills": 1, "while an operation went on": goes_on, "open in between": opened, "losses": len(wrong)}
    return (act, columns), wrong
