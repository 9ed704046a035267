# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any one request about restricted access goes wrong in any way, once or from then on: nothing of anybody is lost,
access is never open unless that was accepted, what is told is true, and the next run ends where it should.
"""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.faults import cluster_faults, sweep
from ansible_collections.adx.outbound.tests.faults.access_acts import ACTS
from ansible_collections.adx.outbound.tests.faults.access_stage import AccessStage

_QUICK_STAGES, _QUICK = 1, 4
_OTHERS = 30  # of each stage: faults at requests that neither write nor look at a write
STAGES = {f"access faults; {act}; {way}": (act, way) for act in ACTS for way in cluster_faults.SHOWS}


@pytest.mark.parametrize("name", sweep.sample(list(STAGES), _QUICK_STAGES))
def test_any_fault_while_access_is_changed_is_overcome_or_told_and_the_next_run_converges(memory, attempt, name):
    act, way = STAGES[name]
    stage = AccessStage(memory, ACTS[act], **cluster_faults.SHOWS[way])
    decisive, rest = cluster_faults.cases(stage)
    found = [*decisive, *sweep.sample(rest, _OTHERS, whole=False, within=name)]
    wrong = []
    for case in sweep.sample(found, _QUICK, within=name):
        wrong += attempt("access_faults", sweep.row(name, case), cluster_faults.disturb, stage, case, taken_back)
    assert not wrong, "\n".join(wrong)


def taken_back(stage):
    return {"taken back": any(one["code"] == "taken_back" for one in stage.result.get("clusters", ()))}
