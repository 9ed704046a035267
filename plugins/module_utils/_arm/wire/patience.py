# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One deadline for everything a task waits for, and a word about it when it takes long."""

from __future__ import annotations

import random
import textwrap
import time
from collections.abc import Callable
from copy import copy
from typing import TypeVar

from .errors import ArmError, TimedOut

Result = TypeVar("Result")
Tell = Callable[[str], None]
_FIRST, _FACTOR, _LONGEST = 0.2, 2.0, 10.0  # seconds, but for the factor
_SPREAD = 0.25  # of a pause, so that many who were refused at once do not come back at once
_SILENT, _EVERY = 10.0, 30.0  # seconds until the first word, and between words from then on
_LONGEST_LINE = 300  # Azure's messages can fill a screen


class _Voice:
    """When the next word is due. One for all waits of a task: ten short ones are as silent as a long one."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._due: float | None = None

    def silence(self, now: float) -> float:
        """Return for how much longer nothing need be said; the first wait begins the count."""
        if self._due is None:
            self._due = now + _SILENT
        return max(self._due - now, 0.0)

    def say(self, what: str, elapsed: float, now: float) -> None:
        """Tell, and be silent again for a while."""
        self._due = now + _EVERY
        what = textwrap.shorten(what, _LONGEST_LINE, placeholder=" ...")
        self._tell(f"waiting {what}, {elapsed:.0f} s so far")


class Patience:
    """Waits, never beyond the deadline. Clock and sleep are given, so that tests need not wait.

    Without a wish of Azure's the pauses grow from a fifth of a second to ten: the operations of route
    tables and subnets take about ten seconds, those of firewalls minutes. `tell` hears what is waited for, `chance`
    gives numbers from 0 to 1, `timeout` is in seconds.
    """

    def __init__(
        self,
        timeout: float,
        *,
        now: Callable[[], float] | None = None,
        sleep: Callable[[float], None] | None = None,
        tell: Tell | None = None,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self.timeout = timeout
        self._now, self._sleep = now or time.monotonic, sleep or time.sleep
        self._voice = _Voice(tell) if tell else None
        self._chance = chance
        self._start = self._begun = self._now()
        self._end = self._start + timeout
        self._pause = _FIRST

    def wait(self, wish: float | None = None, what: str = "for Azure") -> bool:
        """Pause; return False at once when the pause would end after the deadline.

        `wish` is Azure's Retry-After in seconds, `what` goes on after the word waiting: `for ...` or `to ...`.
        """
        pause = self._pause * (1 + _SPREAD * self._chance()) if wish is None else max(wish, _FIRST)
        self._pause = min(self._pause * _FACTOR, _LONGEST)
        if self._now() + pause > self._end:
            return False
        self._rest(pause, what)
        return True

    def _rest(self, pause: float, what: str) -> None:
        while self._voice and (silence := self._voice.silence(self._now())) < pause:
            self._sleep(silence)
            pause -= silence
            now = self._now()
            self._voice.say(what, now - self._start, now)
        self._sleep(pause)

    def fresh(self) -> Patience:
        """The same deadline with short pauses again, for a wait of its own."""
        made = copy(self)
        made._pause, made._start = _FIRST, self._now()
        return made

    def within(self, seconds: float) -> Patience:
        """The same, but with an end so many seconds from now if that is before the deadline."""
        made = self.fresh()
        made._end = min(self._end, self._now() + seconds)
        return made

    def allows(self, seconds: float) -> bool:
        """True where the deadline is so far away."""
        return self._now() + seconds <= self._end

    def expired(self, doing: str, last: str, wish: float | None = None) -> TimedOut:
        """The error to raise when `wait` said no to a pause of `wish` seconds, if Azure asked for one."""
        why = f"it was not done within {self.timeout:g} seconds"
        if wish is not None and self._now() + wish > self._begun + self.timeout:
            left = max(self._begun + self.timeout - self._now(), 0)
            why = f"Azure asks to wait {wish:g} seconds, and {left:.0f} of {self.timeout:g} are left"
        return TimedOut(doing, f"{why}; last heard: {last.rstrip(' .')}")

    def read(self, call: Callable[[], Result], *, never: tuple[type[ArmError], ...] = ()) -> Result:
        """Return what `call` reads, again and again while it fails in passing, but not after an error of the kinds in
        `never`. Not for writes.
        """
        pace = self.fresh()
        while True:
            try:
                return call()
            except ArmError as error:
                ends = isinstance(error, never) or not error.transient
                if ends or not pace.wait(error.retry_after, retrying(error)):
                    raise


def retrying(error: ArmError) -> str:
    """What is waited for when something failed in passing."""
    return f"to {error.doing}: {error.reason.rstrip(' .')}{f' ({error.code})' if error.code else ''}"
