# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much of a sweep is run, and which faults there are.

The whole of it is for `make faults`; other runs take a sample, the same one each time.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

Item = TypeVar("Item")
WHOLE = os.environ.get("ADX_OUTBOUND_SWEEP") == "whole"
SEED = 4711
ETAGS = {"honour": "honoured", "ignore": "ignored"}  # what a service may do with If-Match
STALL = 130  # seconds; longer than any request waits for its answer

BUSY = {"status": 409, "code": "AnotherOperationInProgress", "message": "Busy."}
# Whatever is asked can go wrong in these ways, a login included.
ANYWHERE = {
    "drop before": ("drop_before", {}),
    "drop after": ("drop_after", {}),
    "429": ("throttle", {}),
    "429 with Retry-After": ("throttle", {"retry_after": 17}),
    "500": ("error", {"status": 500}),
    "503": ("error", {"status": 503, "code": "ServiceUnavailable"}),
    "stall": ("stall", {"retry_after": STALL}),
}
# The resource manager has some more answers.
RESOURCES = {
    **ANYWHERE,
    "408": ("error", {"status": 408, "code": "RequestTimeout"}),
    "409": ("error", BUSY),
    "412": ("error", {"status": 412, "code": "PreconditionFailed", "message": "Precondition failed."}),
    "401 in the middle": ("expire_token", {}),
}
WRITES = {
    **RESOURCES,
    "lock": ("lock", {}),
    "operation failed": ("fail_operation", {"code": "InternalServerError", "message": "It broke."}),
    "operation canceled": ("supersede_operation", {}),
}
# Any answer can come damaged, once.
DAMAGED = {
    "truncated": ("truncate", {}),
    "a proxy's page": ("html", {"status": 200}),
    "broken off": ("break_off", {}),
    "nulls": ("nulls", {}),
    "no properties": ("no_properties", {}),
    "null": ("null", {}),
}
FAULTS = {**WRITES, **DAMAGED}


@dataclass(frozen=True)
class Case:
    """One fault at one request of one task of a run; both are counted from 1."""

    task: int
    request: int
    fault: str

    def arrange(self, emulator: Any, before: int = 0) -> Any:
        """Put the fault in the way of the task that begins after so many requests; return it."""
        kind, more = FAULTS[self.fault]
        return emulator.fault(kind, method="*", path="^/", nth=before + self.request, **more)


def cases(tasks: Sequence[Any], if_match: str = "honour") -> Iterator[Case]:
    """Every fault at every request of a run.

    Where If-Match is ignored it is the service that fails: neither a login nor an answer that was damaged on its way.
    """
    for task, known in enumerate(tasks, 1):
        for number, (kind, method, _path) in enumerate(known.requests, 1):
            yield from (Case(task, number, fault) for fault in _faults(kind, method, if_match == "honour"))


def _faults(kind: str, method: str, everything: bool) -> list[str]:
    if kind in ("identity", "metadata"):
        return [*ANYWHERE, *DAMAGED] if everything else []
    return [*(RESOURCES if method == "GET" else WRITES), *(DAMAGED if everything else ())]


def is_one_sentence(message: str) -> bool:
    """True for what people should be told; a traceback, or a fault of ours, is none."""
    return "fault of adx.outbound" not in message and "Traceback" not in message and message.endswith(".")


def sample(found: Sequence[Item], size: int, *, whole: bool = WHOLE) -> Sequence[Item]:
    """All of them, or as many as a quick run can do."""
    return found if whole else random.Random(SEED).sample(found, min(size, len(found)))
