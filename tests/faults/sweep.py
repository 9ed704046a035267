# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much of a sweep is run, and which faults there are.

The whole of it is for `make faults`; other runs take a sample, the same one each time. ADX_OUTBOUND_SWEEP is `whole`,
or how many times as much as usual is taken, and ADX_OUTBOUND_SEED draws another sample.
"""

from __future__ import annotations

import os
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from ansible_collections.adx.outbound.tests.faults.rows import ALWAYS

Item = TypeVar("Item")
WHOLE = os.environ.get("ADX_OUTBOUND_SWEEP") == "whole"
TIMES = 1 if WHOLE else int(os.environ.get("ADX_OUTBOUND_SWEEP", "1"))
LARGE = WHOLE or TIMES > 1
SHARE = "the whole of it" if WHOLE else f"a sample of it, {TIMES} times what make test draws"
SEED = int(os.environ.get("ADX_OUTBOUND_SEED", "4711"))
ETAGS = {"honour": "honoured", "ignore": "ignored"}  # what a service may do with If-Match
_ANY = "*"
_OPERATIONS = ("operations", "operationresults", "nfvoperations", "nfvoperationresults")
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
READS = ("GET", "POST")  # an admin rule is asked for by a POST
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
class Place:
    """One request of one call of a run: the method, the end of the path, and which of those that are alike. All are
    counted from 1. It is the same request in every run, whatever several threads ask in between.
    """

    call: int
    method: str
    end: str
    number: int

    @property
    def pattern(self) -> str:
        """The paths that end so, as a regular expression."""
        return f"{re.escape(self.end).replace(re.escape(_ANY), '[^/]+')}$"

    def arrange(self, emulator: Any, kind: str, **more: Any) -> Any:
        """Put a fault in the way of the request; return it."""
        return emulator.fault(kind, method=self.method, path=self.pattern, nth=self.number, **more)

    def __str__(self) -> str:
        return f"call {self.call}, {self.method} {self.end} {self.number}"


@dataclass(frozen=True)
class Case:
    """One fault at one request."""

    place: Place
    fault: str

    def arrange(self, emulator: Any) -> Any:
        """Put the fault in the way; return it."""
        kind, more = FAULTS[self.fault]
        return self.place.arrange(emulator, kind, **more)

    def __str__(self) -> str:
        return f"{self.place}, {self.fault}"


def places(calls: Sequence[Any]) -> list[tuple[Place, str]]:
    """Every request of a run, and what kind of request it is."""
    found = []
    for call, known in enumerate(calls, 1):
        alike: Counter[tuple[str, str]] = Counter()
        for kind, method, path in known.requests:
            alike[(method, _end(path).lower())] += 1
            found.append((Place(call, method, _end(path), alike[(method, _end(path).lower())]), kind))
    return found


def _end(path: str) -> str:
    """The last two segments of a path; an operation has another name in every run."""
    *_rest, before, last = path.split("/")
    return f"/{before}/{_ANY if before.lower() in _OPERATIONS else last}" if before else f"/{last}"


def cases(calls: Sequence[Any], if_match: str = "honour") -> Iterator[Case]:
    """Every fault at every request of a run.

    Where If-Match is ignored it is the service that fails: neither a login nor an answer that was damaged on its way.
    """
    for place, kind in places(calls):
        yield from (Case(place, fault) for fault in _faults(kind, place.method, if_match == "honour"))


def decisive(calls: Sequence[Any], if_match: str, others: int, within: str) -> list[Case]:
    """Every fault at every write and every look at an operation, and so many drawn from those at other requests."""
    begun = {
        place for place, kind in places(calls) if kind == "operation" or kind == "arm" and place.method not in READS
    }
    found = list(cases(calls, if_match))
    drawn = set(random.Random(SEED).sample([case for case in found if case.place not in begun], others))
    return [case for case in found if case.place in begun or case in drawn or is_always_run(row(within, case))]


def _faults(kind: str, method: str, everything: bool) -> list[str]:
    if kind in ("identity", "metadata"):
        return [*ANYWHERE, *DAMAGED] if everything else []
    return [*(RESOURCES if method in READS else WRITES), *(DAMAGED if everything else ())]


def is_one_sentence(message: str) -> bool:
    """True for what people should be told; a traceback, or a fault of ours, is none."""
    return "fault of adx.outbound" not in message and "Traceback" not in message and message.endswith(".")


def sample(found: Sequence[Item], size: int, *, whole: bool = WHOLE, within: str = "") -> Sequence[Item]:
    """All of them; or as many as a quick run can do, and those that have gone wrong before."""
    if whole:
        return found
    drawn = random.Random(SEED).sample(found, min(size * TIMES, len(found)))
    return [*drawn, *(one for one in found if one not in drawn and is_always_run(row(within, one)))]


def stages(names: Sequence[str], ways: Sequence[str], size: int) -> list[str]:
    """All stages, or in a quick run so many of each way."""
    return [name for way in ways for name in sample([one for one in names if f"; {way}; " in one], size)]


def row(within: object, one: object = "") -> str:
    """How a case is called: in a failure, among what is kept, and in the list of those that are always run."""
    return "; ".join(filter(None, map(str, (within, one))))


def is_always_run(name: str) -> bool:
    """True for a case that has gone wrong before, and for the stage of one."""
    return any(f"{one}; ".startswith(f"{name}; ") for one in ALWAYS)
