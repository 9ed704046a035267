# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One deadline for everything a task waits for."""

from __future__ import annotations

import time
from collections.abc import Callable
from copy import copy
from typing import TypeVar

from .errors import ArmError, TimedOut

Result = TypeVar("Result")
_FIRST, _FACTOR, _LONGEST = 0.2, 2.0, 10.0


class Patience:
    """Waits, never beyond the deadline. Clock and sleep are given, so that tests need not wait.

    Without a wish of Azure's the pauses grow from a fifth of a second to ten: the operations of route
    tables and subnets take about ten seconds, those of firewalls minutes.
    """

    def __init__(
        self,
        timeout: float,
        *,
        now: Callable[[], float] | None = None,
        sleep: Callable[[float], None] | None = None,
    ) -> None:
        self.timeout = timeout
        self._now, self._sleep = now or time.monotonic, sleep or time.sleep
        self._end = self._now() + timeout
        self._pause = _FIRST

    def wait(self, wish: float | None = None) -> bool:
        """Pause; return False at once when the pause would end after the deadline."""
        pause = self._pause if wish is None else max(wish, _FIRST)
        self._pause = min(self._pause * _FACTOR, _LONGEST)
        if self._now() + pause > self._end:
            return False
        self._sleep(pause)
        return True

    def fresh(self) -> Patience:
        """The same deadline with short pauses again, for a wait of its own."""
        made = copy(self)
        made._pause = _FIRST
        return made

    def expired(self, doing: str, last: str) -> TimedOut:
        """The error to raise when `wait` said no."""
        return TimedOut(
            doing,
            f"it was not done after {self.timeout:g} seconds; last heard: {last.rstrip(' .')}",
            advice="Azure goes on with what it has accepted: run again later, or give a longer timeout.",
        )

    def read(self, call: Callable[[], Result]) -> Result:
        """Return what `call` reads, again and again while it fails in passing. Never for writes."""
        pace = self.fresh()
        while True:
            try:
                return call()
            except ArmError as error:
                if not error.transient or not pace.wait(error.retry_after):
                    raise
