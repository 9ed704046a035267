# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong with a call that PATCHes clusters: any one request, once or from then on, or the process itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ansible_collections.adx.outbound.tests.faults import sweep
from ansible_collections.adx.outbound.tests.faults.cluster_stage import ClusterStage

SHOWS = {"shows at once": {"cluster_shows": "at_once"}, "shows at the end": {"cluster_shows": "at_end"}}
POLLS = 4  # an operation outlives the run that began it by that many looks
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


Counted = tuple[tuple[str, dict[str, Any]], list[str]]
More = Callable[[Any], dict[str, Any]]


def _nothing(_stage: Any) -> dict[str, Any]:
    return {}


@dataclass(frozen=True)
class Case:
    """One fault at one request, or at all that are alike from then on."""

    place: sweep.Place
    fault: str
    lasts: bool = False

    def arrange(self, emulator: Any) -> Any:
        """Put the fault in the way; return it."""
        kind, more = FAULTS[self.fault]
        return self.place.arrange(emulator, kind, **more, **({"times": 0} if self.lasts else {}))

    @property
    def row(self) -> str:
        """How it is summed up."""
        return f"{self.fault}, {_LASTING}" if self.lasts else self.fault

    def __str__(self) -> str:
        return f"{self.place}, {self.row}"


def cases(stage: ClusterStage) -> tuple[list[Case], list[Case]]:
    """Every fault at every write and every look at one, and those at other requests."""
    decisive: list[Case] = []
    rest: list[Case] = []
    for place, kind in sweep.places(stage.calls):
        (decisive if kind == "operation" or place.method == "PATCH" else rest).extend(_at(place, kind))
    return decisive, sorted(rest, key=str)  # several are asked at once, and come in another order each time


def _at(place: sweep.Place, kind: str) -> Iterator[Case]:
    faults = [*sweep.ANYWHERE, *sweep.DAMAGED] if kind in ("identity", "metadata") else FAULTS
    for fault in faults:
        if place.method == "PATCH" or fault not in _OF_WRITES:
            yield from (Case(place, fault, lasts) for lasts in (False, True))


def disturb(stage: Any, case: Case, more: More = _nothing) -> Counted:
    """The row of the fault and its columns, and what is wrong after a run that it strikes. `more` are columns for what
    the run has come to.
    """
    faults: list[Any] = []
    options = {"timeout": _TIMEOUT} if case.lasts else {}
    stage.meet(case.place.call, lambda: faults.append(case.arrange(stage.emulator)), **options)
    told, counted = stage.result, more(stage)
    wrong = [] if faults[0].seen >= case.place.number else ["the fault never struck"]
    wrong += stage.losses()
    if stage.memory.state() is not None:  # else an operation goes on, and nobody can tell how it ends
        wrong += stage.untrue()
    failed = bool(told.get("failed"))
    wrong += [f"{what} ({told.get('msg')})" for what in stage.further()]
    columns = {"succeeded": not failed, "failed with a sentence": failed, **counted, "losses": len(wrong)}
    return (case.row, columns), wrong


def kill(stage: Any, row: str, place: sweep.Place, more: More = _nothing) -> Counted:
    """The row and its columns, and what is wrong after a kill at this place; `more` as above."""
    stage.kill(place)
    goes_on, counted = stage.memory.state() is None, more(stage)
    wrong = [*stage.losses(), *stage.further()]
    return (row, {"kills": 1, "while an operation went on": goes_on, **counted, "losses": len(wrong)}), wrong
