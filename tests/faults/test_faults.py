# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any one request goes wrong in any way: nothing is lost, nothing goes dark, and the next run ends where it should."""

from __future__ import annotations

from itertools import product

import pytest
from ansible_collections.adx.outbound.tests.faults import sweep
from ansible_collections.adx.outbound.tests.faults.stage import ONE_CALL, WAYS, Setting, Stage
from ansible_collections.adx.outbound.tests.faults.worlds import ABSENT, PRESENT, Demo
from ansible_collections.adx.outbound.tests.integration.runner import Refused

TABLES = dict(zip(WAYS, ("faults", "faults_one_call"), strict=True))
_QUICK_STAGES, _QUICK = 1, 4  # of each way, and cases of each
_OTHERS = 125  # of each stage of one call; eight of them are a thousand
_WORLDS = Demo("classic", "our own"), Demo("policy", "our own")
SETTINGS = [Setting(*one) for one in product(_WORLDS, (PRESENT, ABSENT), WAYS)]
STAGES = [f"faults; {setting}; If-Match {etags}" for setting, etags in product(SETTINGS, sweep.ETAGS)]
BY_NAME = dict(zip(STAGES, product(SETTINGS, sweep.ETAGS), strict=True))


@pytest.mark.parametrize("name", sweep.stages(STAGES, WAYS, _QUICK_STAGES))
def test_any_single_fault_is_overcome_or_told_and_the_next_run_converges(memory, attempt, name):
    setting, if_match = BY_NAME[name]
    stage = Stage(memory, setting, if_match=if_match)
    if setting.way == ONE_CALL:
        found = sweep.decisive(stage.calls, if_match, _OTHERS, name)
    else:
        found = list(sweep.cases(stage.calls, if_match))
    wrong = []
    for case in sweep.sample(found, _QUICK, within=name):
        wrong += attempt(TABLES[setting.way], sweep.row(name, case), disturb, stage, case, if_match)
    assert not wrong, "\n".join(wrong)


def disturb(stage, case, if_match):
    """The row of the fault and its columns, and what is wrong after a run that it strikes."""
    faults, wrong, told = [], [], None
    try:
        stage.meet(case.place.call, lambda: faults.append(case.arrange(stage.emulator)))
    except Refused as refused:
        told = refused
        wrong += [] if sweep.is_one_sentence(str(refused)) else [str(refused)]
    wrong += [] if faults[0].seen >= case.place.number else ["the fault never struck"]
    wrong += stage.losses() + stage.further()
    columns = {f"If-Match {kept}": if_match == switch for switch, kept in sweep.ETAGS.items()}
    columns |= {"succeeded": not told, "failed with a sentence": bool(told)}
    columns |= {"routes taken back": bool(told) and told.code == "taken_back", "losses": len(wrong)}
    return (case.fault, columns), wrong
