# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks every two milliseconds at what a process does, in every Python of a play that has this folder on its path.

Python runs a file of this name before anything else. What was seen goes into a file of the folder that a variable
names, when the process ends: how long each stack of calls was met, with the names of the modules it was importing.
"""

from __future__ import annotations

import atexit
import json
import os
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path
from types import FrameType
from typing import Any

_FOLDER = os.environ.get("ADX_OUTBOUND_BENCH_SEEN", "")
_EVERY = 0.002  # seconds
_IMPORT = "_find_and_load"  # Python's own function, of which there is one call for each module that is being imported
_WAITS = ("/threading.py", "/concurrent/futures/thread.py")  # where a thread is that has nothing to do


class _Watcher:
    """The stacks that were seen in this process since it began, or was forked."""

    def __init__(self, lead: float) -> None:
        self._lead = lead  # seconds the process had been there before
        self._began = time.monotonic()
        self._seen: defaultdict[tuple[str, ...], float] = defaultdict(float)
        self._mine = threading.Thread(target=self._watch, daemon=True)
        self._mine.start()

    def _watch(self) -> None:
        last = self._began
        while True:
            time.sleep(_EVERY)
            frames = sys._current_frames()
            now = time.monotonic()
            self._seen[self._chosen(frames)] += now - last
            last = now

    def _chosen(self, frames: dict[int, FrameType]) -> tuple[str, ...]:
        """The stack of the main thread, or where that waits for another one, of the first that does not wait."""
        main = threading.main_thread().ident
        order = sorted((number for number in frames if number != self._mine.ident), key=lambda one: one != main)
        busy = [number for number in order if not frames[number].f_code.co_filename.endswith(_WAITS)]
        return _stack(frames[(busy or order)[0]]) if order else ()

    def tell(self) -> None:
        """Write what was seen."""
        told: dict[str, Any] = {
            "command": sys.orig_argv,
            "before": self._lead,
            "seconds": time.monotonic() - self._began,
            "memory": _peak(),
            "modules": len(sys.modules),
            "seen": [[list(stack), seconds] for stack, seconds in list(self._seen.items())],
        }
        Path(_FOLDER, f"{os.getpid()}-{time.monotonic_ns()}.json").write_text(json.dumps(told), encoding="utf-8")


def _stack(frame: FrameType | None) -> tuple[str, ...]:
    """The files of the calls, the outermost first; for an import its name."""
    found = []
    while frame:
        if frame.f_code.co_name == _IMPORT:
            found.append(f"import {frame.f_locals.get('name', '')}")
        else:
            found.append(frame.f_code.co_filename)
        frame = frame.f_back
    return tuple(reversed(found))


def _peak() -> int:
    """The most memory that this process had, in KB; other than ru_maxrss not that of whoever started it."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM:")), 0)


def _age() -> float:
    """How long this process has been there."""
    started = Path("/proc/self/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
    return time.clock_gettime(time.CLOCK_BOOTTIME) - int(started) / os.sysconf("SC_CLK_TCK")


def _again() -> None:
    """In a process that was forked: watch anew, and tell before it ends the hard way, as Ansible's workers do."""
    watcher = _Watcher(0.0)
    leave = os._exit

    def told(status: int) -> None:
        watcher.tell()
        leave(status)

    os._exit = told


if _FOLDER:
    sys.setswitchinterval(0.001)
    atexit.register(_Watcher(_age()).tell)
    os.register_at_fork(after_in_child=_again)
