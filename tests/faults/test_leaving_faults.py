# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any one request about leaving a network goes wrong in any way, once or from then on: nobody may come in who is not
asked for, nothing else changes, what is told is true, and the next run ends where it should.
"""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.faults import cluster_faults, sweep
from ansible_collections.adx.outbound.tests.faults.leaving_acts import ACTS
from ansible_collections.adx.outbound.tests.faults.leaving_stage import LeavingStage

_QUICK_STAGES, _QUICK = 1, 4
_WHOLE = "one leaves", "shows at once"  # here every request meets every fault
_OTHERS = 30  # of each other stage: faults at other requests than writes
_WAYS = {**cluster_faults.SHOWS, "If-Match ignored": {"if_match": "ignore"}}
# Every way for one cluster; beside that three of them, and public access alone.
_OF = [
    *(("one leaves", way) for way in _WAYS),
    ("leave", "shows at once"),
    ("one leaves for an office", "If-Match ignored"),
    ("one leaves for everybody", "shows at the end"),
    ("two of three leave", "shows at the end"),
    ("close after leaving", "If-Match ignored"),
    ("let an office in after leaving", "shows at the end"),
    ("have left", "shows at once"),
]
STAGES = {f"leaving faults; {act}; {way}": (act, way) for act, way in _OF}


@pytest.mark.parametrize("name", sweep.sample(list(STAGES), _QUICK_STAGES))
def test_any_fault_while_clusters_leave_is_overcome_or_told_and_the_next_run_converges(memory, attempt, name):
    act, way = STAGES[name]
    stage = LeavingStage(memory, ACTS[act], **_WAYS[way])
    found = cases(stage, name, STAGES[name] == _WHOLE)
    wrong = []
    for case in sweep.sample(found, _QUICK, within=name):
        wrong += attempt("leaving_faults", sweep.row(name, case), cluster_faults.disturb, stage, case, stopped)
    assert not wrong, "\n".join(wrong)


def cases(stage, name, whole):
    """Every fault at every write, once and from then on, and so many drawn from those at other requests: at each one,
    where there are more requests.
    """
    found = [case for part in cluster_faults.cases(stage) for case in part]
    writes = [case for case in found if case.place.method == "PATCH"]
    rest = sorted((case for case in found if case.place.method != "PATCH" and not (whole and case.lasts)), key=str)
    drawn = sweep.sample(rest, _OTHERS, whole=whole, within=name)
    unmet = {case.place for case in rest} - {case.place for case in drawn}
    each = [sweep.sample([case for case in rest if case.place == place], 1, whole=False) for place in unmet]
    return [*writes, *drawn, *(case for listed in each for case in listed)]


def stopped(stage):
    return {"stopped the rest": any(one["code"] == "not_reached" for one in stage.result.get("clusters", ()))}
