# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action behind every module: it runs the module as Ansible does, and meanwhile reads its progress file."""

from __future__ import annotations

import os
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from ansible import constants

from ..module_utils._glue.progress import VARIABLE
from .in_place import InPlace

_LOOK_EVERY = 0.5  # seconds


class ActionModule(InPlace):
    """Runs the module as Ansible would without this plugin; its result is the module's."""

    def run(self, tmp: str | None = None, task_vars: dict[str, Any] | None = None) -> dict[str, Any]:
        """Run the module, and where that is possible show what it waits for while it does."""
        if not self._can_show():
            return super().run(tmp, task_vars)
        host = (task_vars or {}).get("inventory_hostname")

        def show(line: str) -> None:
            # Standard output waits in a buffer where it is no terminal, and may be a document of its own.
            self._display.display(f"[{host}] {line}", stderr=True)

        with _shown(show) as path:
            given = self._task.environment
            self._task.environment = [*(given or []), {VARIABLE: path}]
            try:
                return super().run(tmp, task_vars)
            finally:
                self._task.environment = given

    def _can_show(self) -> bool:
        # Elsewhere there is no file we both see, an async module outlives this process, and no_log means silence.
        return self._connection.transport == "local" and not self._task.async_val and not self._task.no_log


@contextmanager
def _shown(show: Callable[[str], None]) -> Iterator[str]:
    """Yield the path of a file whose lines are shown as they come, until the end of the block."""
    handle, path = tempfile.mkstemp(prefix="progress-", dir=constants.DEFAULT_LOCAL_TMP)
    ended = threading.Event()
    reader = threading.Thread(target=_follow, args=(handle, ended, show), daemon=True)
    reader.start()
    try:
        yield path
    finally:
        ended.set()
        reader.join()
        os.unlink(path)


def _follow(handle: int, ended: threading.Event, show: Callable[[str], None]) -> None:
    with open(handle, encoding="utf-8", errors="replace") as file:
        while True:
            is_over = ended.wait(_LOOK_EVERY)
            for line in file:  # what came right before the end, too
                show(line.rstrip("\n"))
            if is_over:
                return
