# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Killed between any two requests: nothing that could be reached is cut off, and the next run ends where it should.

Each call that is killed is a process of its own and ends by SIGKILL, while one of its requests is held back. The
service lives on: an operation that was begun goes on, and the next run meets it.
"""

from __future__ import annotations

from itertools import product

import pytest
from ansible_collections.adx.outbound.tests.faults import sweep
from ansible_collections.adx.outbound.tests.faults.stage import ONE_CALL, WAYS, Setting, Stage
from ansible_collections.adx.outbound.tests.faults.victim import Killed, Victim
from ansible_collections.adx.outbound.tests.faults.worlds import ABSENT, BOTH, PRESENT, Demo, Three

TABLES = dict(zip(WAYS, ("kills", "kills_one_call"), strict=True))
_QUICK_STAGES, _QUICK = 1, 4  # of each way, and kills of each
_POLLS = 4  # an operation outlives the run that began it by that many looks
_FIREWALLS = ("classic", "policy")
_WORLDS = [Demo(firewall, "our own") for firewall in _FIREWALLS]
_WORLDS += [Demo(firewall, "found", default) for firewall in _FIREWALLS for default in ("own", "foreign", "none")]
SETTINGS = [Setting(*one) for one in product(_WORLDS, (PRESENT, ABSENT), WAYS)]
SETTINGS += [Setting(Three(firewall), BOTH, ONE_CALL) for firewall in _FIREWALLS]
BY_NAME = {f"kills; {setting}": setting for setting in SETTINGS}


@pytest.mark.parametrize("name", sweep.stages(list(BY_NAME), WAYS, _QUICK_STAGES))
def test_a_run_killed_anywhere_cuts_nothing_off_and_is_finished_by_the_next(memory, attempt, name):
    setting = BY_NAME[name]
    stage = Stage(memory, setting, polls=_POLLS)
    wrong = []
    for place in sweep.sample([place for place, _kind in sweep.places(stage.calls)], _QUICK, within=name):
        wrong += attempt(TABLES[setting.way], sweep.row(name, place), kill, stage, setting, place)
    assert not wrong, "\n".join(wrong)


def kill(stage, setting, place):
    """The row and its columns, and what is wrong after a kill at this place."""
    with pytest.raises(Killed):
        stage.disturb(place.call, Victim(stage.memory, place))
    goes_on = stage.memory.state() is None
    found = [*stage.losses(), *stage.further()]
    columns = {"kills": 1, "while an operation went on": goes_on, "losses": len(found)}
    return (setting.world.row(setting.act), columns), found
