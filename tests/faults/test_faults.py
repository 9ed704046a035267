# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any one request goes wrong in any way: nothing is lost, nothing goes dark, and the next run ends where it should."""

from __future__ import annotations

from itertools import product

import pytest
from ansible_collections.adx.outbound.tests.faults import sweep
from ansible_collections.adx.outbound.tests.faults.stage import Stage, World
from ansible_collections.adx.outbound.tests.integration import steps

_QUICK = 3  # cases of each stage
STAGES = list(product((World("classic", "our own"), World("policy", "our own")), ("present", "absent"), sweep.ETAGS))


@pytest.mark.parametrize(("world", "act", "if_match"), STAGES, ids=str)
def test_any_single_fault_is_overcome_or_told_and_the_next_run_converges(memory, count, world, act, if_match):
    stage = Stage(memory, world, act, if_match=if_match)
    wrong = []
    for case in sweep.sample(list(sweep.cases(stage.tasks, if_match)), _QUICK):
        told, found = disturb(stage, case)
        wrong += [f"{case}: {what}" for what in found]
        cases = {f"If-Match {kept}": if_match == switch for switch, kept in sweep.ETAGS.items()}
        count(case.fault, **cases, succeeded=not told, failed_with_a_sentence=told, losses=len(found))
    assert wrong == []


def disturb(stage, case):
    """Whether the run failed, and what is wrong afterwards."""
    faults, wrong, told = [], [], False
    try:
        stage.meet(case.task, lambda: faults.append(case.arrange(stage.emulator)))
    except steps.Refused as refused:
        told = True
        wrong += [] if sweep.is_one_sentence(str(refused)) else [str(refused)]
    assert faults[0].seen >= case.request, "the fault never struck"
    return told, wrong + stage.losses() + stage.further()
