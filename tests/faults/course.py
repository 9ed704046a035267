# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The calls of one act, from where they begin to where they end, and the same again with one of them disturbed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from ansible_collections.adx.outbound.tests.faults.memory import Disturbed, Known, Memory, State


class Course(ABC):
    """`calls` are those of a run that nobody disturbed, and `goal` is where it ended."""

    calls: tuple[Known, ...]
    start: State
    goal: State

    def __init__(self, memory: Memory) -> None:
        self.memory, self.emulator = memory, memory.emulator

    @abstractmethod
    def run(self, run: Any) -> None:
        """Make all calls, one after another."""

    def begin(self) -> None:
        """Take what there is now for the start, go all the way once, and come back."""
        self.start = self._state()
        self.memory.tape = []
        self.run(self.memory)
        self.calls = tuple(self.memory.tape)
        self.goal = self._state()
        self.restart()

    def disturb(self, call: int, perform: Callable[..., dict[str, Any]]) -> None:
        """Take the run from the start, with one call made by `perform`."""
        self.memory.go(self.start)
        self.run(Disturbed(self.memory, call, perform))

    def meet(self, call: int, arrange: Callable[[], Any], **options: Any) -> None:
        """Take the run from the start; before one call, which may be given options, something is put in its way."""

        def perform(module: str, /, **params: Any) -> dict[str, Any]:
            arrange()
            return self.memory.really(module, **params, **options)

        self.disturb(call, perform)

    def restart(self) -> None:
        """Put the emulator where the run begins."""
        self.memory.go(self.start)
        self.memory.be_there()

    def _state(self) -> State:
        state = self.memory.state()
        assert state is not None, "an operation goes on"
        return state
