# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A call in a process of its own that ends by SIGKILL, while one of its requests is held back."""

from __future__ import annotations

import os
import signal
import time

_LONGEST = 20  # seconds until the first request


class Killed(Exception):
    """A call that got no further."""


class Victim:
    """Makes a call in a process that is killed when one of its requests is under way."""

    def __init__(self, memory, place):
        self._memory, self._place = memory, place

    def __call__(self, module, /, **params):
        emulator = self._memory.emulator
        held_back = self._place.arrange(emulator, "hang")
        emulator.clear_log()
        others = emulator.connections()
        process = self._born(module, params)
        while not self._has_begun():
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            process = self._born(module, params)
        while held_back.seen < self._place.number:
            assert os.waitpid(process, os.WNOHANG) == (0, 0), "it ended by itself"
            time.sleep(0.001)
        os.kill(process, signal.SIGKILL)
        assert os.WTERMSIG(os.waitpid(process, 0)[1]) == signal.SIGKILL
        while emulator.connections() - others:  # what its other threads had sent is done by the service all the same
            time.sleep(0.001)
        raise Killed

    def _born(self, module, params):
        process = os.fork()
        if process == 0:
            self._live(module, params)
        return process

    def _has_begun(self):
        """False where it has asked nothing: a thread of ours may have held a lock of OpenSSL's when it was born."""
        end = time.monotonic() + _LONGEST
        while not self._memory.emulator.log(all=True):
            if time.monotonic() > end:
                return False
            time.sleep(0.001)
        return True

    def _live(self, module, params):
        """The other process: never back to the test that both are copies of."""
        try:
            self._memory.run(module, **params)
        finally:
            os._exit(0)
