# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many runs of the same calls, most of which are known already.

A call is a process of its own: what comes of it follows from its arguments and from what the service holds. So a call
that was made in some state of the service is recalled when it comes up in that state again. What is disturbed is always
done, and so is everything that begins or ends while an operation is under way.
"""

from __future__ import annotations

import copy
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ansible_collections.adx.outbound.tests.integration.documents import steady

# What Azure makes anew with every write or every resource; no call decides by it.
MADE_ANEW = ("etag", "resourceGuid")


@dataclass(frozen=True)
class State:
    """What the service holds. Two states of one key differ in nothing that a call could see."""

    key: str
    snapshot: Any


@dataclass(frozen=True)
class Known:
    """What came of a call, and kind, method and path of the requests it took."""

    result: dict[str, Any]
    after: State
    requests: tuple[tuple[str, str, str], ...]


class Memory:
    """Makes a call, or recalls it from `calls`; `tape` are those of the present run."""

    def __init__(self, run: Any, emulator: Any, calls: dict[tuple[str, str], Known]) -> None:
        self.emulator, self.run, self._calls = emulator, run, calls
        self._state: State | None = None
        self._is_there = True  # whether the emulator is in the state we speak of
        self.tape: list[Known] = []

    def __call__(self, module: str, /, **params: Any) -> dict[str, Any]:
        before = self.state()
        if before is None:
            return self.really(module, **params)
        call = before.key, json.dumps([module, params], sort_keys=True)
        if call not in self._calls:
            result = self.really(module, **params)
            after = self.state()
            if after is None:
                return result
            requests = tuple((entry.kind, entry.method, entry.path) for entry in self.emulator.log(all=True))
            self._calls[call] = Known(result, after, requests)
        known = self._calls[call]
        self.tape.append(known)
        if known.after.key != self.state().key:
            self.go(known.after)
        return copy.deepcopy(known.result)

    def really(self, module: str, /, **params: Any) -> dict[str, Any]:
        """Make a call whether it is known or not, and remember nothing of it."""
        self.be_there()
        self.emulator.clear_log()
        self._state = None
        return self.run(module, **params)

    def state(self) -> State | None:
        """What the service holds; None while an operation is under way."""
        if self._state is None:
            snapshot = self.emulator.snapshot()
            if snapshot is not None:
                self._state = State(_key(self.emulator.core.switches.all(), snapshot), snapshot)
        return self._state

    def go(self, state: State) -> None:
        """Be in another state from now on."""
        self._state, self._is_there = state, False

    def be_there(self) -> None:
        """Put the emulator into the state, for whoever asks it without us."""
        if not self._is_there and self._state is not None:
            self.emulator.restore(self._state.snapshot)
        self._is_there = True

    def look_anew(self) -> None:
        """Somebody else has changed what the service holds."""
        self._state, self._is_there = None, True


class Disturbed:
    """The same run again, but one of its calls (from 1) goes another way: it is done by `perform`."""

    def __init__(self, memory: Memory, call: int, perform: Callable[..., dict[str, Any]]) -> None:
        self._memory, self._left, self._perform = memory, call, perform

    def __call__(self, module: str, /, **params: Any) -> dict[str, Any]:
        self._left -= 1
        if self._left:
            return self._memory(module, **params)
        self._memory.be_there()
        try:
            return self._perform(module, **params)
        finally:
            self._memory.emulator.core.faults.clear()
            self._memory.look_anew()


def _key(switches: dict[str, Any], snapshot: Any) -> str:
    text = json.dumps([switches, steady(snapshot.documents, MADE_ANEW)], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
