# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any one request goes wrong in any way: nothing is lost, nothing goes dark, and the next run ends where it should."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.faults import sweep
from ansible_collections.adx.outbound.tests.integration import steps

_QUICK = 4  # cases of each world and act


def one_sentence(message: str) -> bool:
    return "fault of adx.outbound" not in message and "Traceback" not in message and message.endswith(".")


@pytest.mark.parametrize("act", sweep.ACTS)
@pytest.mark.parametrize("world", sweep.WORLDS, ids=lambda world: world.firewall)
def test_any_single_fault_is_overcome_or_told_and_the_next_run_converges(run, emulator, counts, world, act):
    methods = sweep.requests_of(world, act, run, emulator)
    goal = sweep.everything(emulator)
    world.reset(emulator)
    theirs = sweep.foreign(emulator)
    needed = sweep.ACTS["present"](run)["dependencies"]
    for case in sweep.sample(sweep.cases(world, act, methods), _QUICK):
        sweep.prepare(world, act, run, emulator, if_match=case.if_match)
        sweep.disturb(case, emulator)
        try:
            sweep.ACTS[act](run)
            counts["overcome"] += 1
        except steps.Refused as refused:
            assert one_sentence(str(refused)), (str(case), str(refused))
            counts["told in a sentence"] += 1
        emulator.core.faults.clear()
        assert sweep.foreign(emulator) == theirs, str(case)
        assert sweep.cut_off(emulator, needed) == [], str(case)
        sweep.ACTS[act](run)
        assert sweep.everything(emulator) == goal, str(case)
        counts["cases"] += 1
