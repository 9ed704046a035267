# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Any one request about restricted access goes wrong in any way, once or from then on: nothing of anybody is lost,
access is never open unless that was accepted, what is told is true, and the next run ends where it should.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from ansible_collections.adx.outbound.tests.faults import sweep
from ansible_collections.adx.outbound.tests.faults.access_acts import ACTS
from ansible_collections.adx.outbound.tests.faults.access_stage import AccessStage

_QUICK_STAGES, _QUICK = 2, 5
_OTHERS = 30  # of each stage: faults at requests that neither write nor look at a write
_LASTING = "from then on"
_TIMEOUT = 240  # seconds of the clock of the modules; where a fault lasts it is waited for as long
_MAINTENANCE = {"code": "ServiceIsInMaintenance", "message": "The cluster is in process of maintenance."}
_NOT_TAKEN = {"code": "BadRequest", "message": "That is not taken."}
_FORBIDDEN = {"status": 403, "code": "AuthorizationFailed", "message": "The client has no authorization."}
FAULTS = {
    **sweep.FAULTS,
    "403": ("error", _FORBIDDEN),
    "409, maintenance": ("error", {"status": 409, **_MAINTENANCE}),
    "400": ("error", {"status": 400, **_NOT_TAKEN}),
    "operation in maintenance": ("fail_operation", _MAINTENANCE),
    "operation not taken": ("fail_operation", _NOT_TAKEN),
}
_OF_WRITES = ("lock", "operation failed", "operation canceled", "operation in maintenance", "operation not taken")
_WAYS = {"shows at once": {"cluster_shows": "at_once"}, "shows at the end": {"cluster_shows": "at_end"}}
STAGES = {f"access faults; {act}; {way}": (act, way) for act in ACTS for way in _WAYS}


@dataclass(frozen=True)
class Case:
    """One fault at one request, or at all that are alike from then on."""

    place: sweep.Place
    fault: str
    lasts: bool = False

    def arrange(self, emulator):
        kind, more = FAULTS[self.fault]
        return self.place.arrange(emulator, kind, **more, **({"times": 0} if self.lasts else {}))

    @property
    def row(self):
        return f"{self.fault}, {_LASTING}" if self.lasts else self.fault

    def __str__(self):
        return f"{self.place}, {self.row}"


def cases(stage, name):
    """Every fault at every write and every look at one, and so many drawn from those at other requests."""
    decisive, rest = [], []
    for place, kind in sweep.places(stage.calls):
        is_decisive = kind == "operation" or place.method == "PATCH"
        faults = [*sweep.ANYWHERE, *sweep.DAMAGED] if kind in ("identity", "metadata") else FAULTS
        made = [
            Case(place, fault, lasts)
            for fault in faults
            for lasts in (False, True)
            if place.method == "PATCH" or fault not in _OF_WRITES
        ]
        (decisive if is_decisive else rest).extend(made)
    rest.sort(key=str)  # several are asked at once, and come in another order each time
    return [*decisive, *sweep.sample(rest, _OTHERS, whole=False, within=name)]


@pytest.mark.parametrize("name", sweep.sample(list(STAGES), _QUICK_STAGES))
def test_any_fault_while_access_is_changed_is_overcome_or_told_and_the_next_run_converges(memory, attempt, name):
    act, way = STAGES[name]
    stage = AccessStage(memory, ACTS[act], **_WAYS[way])
    wrong = []
    for case in sweep.sample(cases(stage, name), _QUICK, within=name):
        wrong += attempt("access_faults", sweep.row(name, case), disturb, stage, case)
    assert not wrong, "\n".join(wrong)


def disturb(stage, case):
    """The row of the fault and its columns, and what is wrong after a run that it strikes."""
    faults = []
    options = {"timeout": _TIMEOUT} if case.lasts else {}
    stage.meet(case.place.call, lambda: faults.append(case.arrange(stage.emulator)), **options)
    told = stage.result
    wrong = [] if faults[0].seen >= case.place.number else ["the fault never struck"]
    wrong += stage.losses()
    if stage.memory.state() is not None:  # else an operation goes on, and nobody can tell how it ends
        wrong += stage.untrue()
    back = [one for one in told.get("clusters", ()) if one["code"] == "taken_back"]
    failed = bool(told.get("failed"))
    wrong += [f"{what} ({told.get('msg')})" for what in stage.further()]
    columns = {"succeeded": not failed, "failed with a sentence": failed, "taken back": bool(back)}
    return (case.row, {**columns, "losses": len(wrong)}), wrong
