# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a running module reaches the action plugin that shows what it waits for: by the lines of a file."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from .._plan.values.printable import printable

# A variable and no option: it is nobody's to set, and does not show up among a task's arguments.
VARIABLE = "ADX_OUTBOUND_PROGRESS_FILE"

_EVERY = 30.0  # seconds between lines about the same step


class Voice:
    """Says what begins at once, and how far it is only where nothing has been said for a while."""

    def __init__(self, tell: Callable[[str], None], now: Callable[[], float] = time.monotonic) -> None:
        self._tell, self._now = tell, now
        self._due = now() + _EVERY

    def tell(self, line: str, *, is_news: bool = True) -> None:
        """Show a line, what is no news only where none has been shown for half a minute."""
        if is_news or self._now() >= self._due:
            self._due = self._now() + _EVERY
            self._tell(line)


def teller(
    environment: Mapping[str, str], masked: Callable[[str], str] = lambda line: line
) -> Callable[[str], None] | None:
    """Return what appends a line, with its secrets hidden, to the file the action plugin made; None where nobody
    listens.
    """
    path = environment.get(VARIABLE)
    if not path:
        return None

    def tell(line: str) -> None:
        # Without O_CREAT a variable left over makes no file. Another user (become) may have no right to write.
        with suppress(OSError):
            handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_NOFOLLOW)
            with open(handle, "w", encoding="utf-8", errors="replace") as file:
                file.write(f"{printable(masked(line))}\n")

    return tell
