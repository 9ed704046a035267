# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verdicts that are known: a sweep comes through the same states again and again, and judging is a third of its time.

Whatever judges is a pure function, so what it has said of equal arguments it would say again.
"""

from __future__ import annotations

import pickle
import re
from collections.abc import Callable
from hashlib import sha256
from typing import Any

_ETAG = re.compile(rb'W/"[^"]*"')  # another one with every write, and part of no verdict
_MOST = 2000


class Recalled:
    """A pure function with a memory; arguments are equal when they look so, but for etags."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self._function = function
        self._known: dict[bytes, Any] = {}

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        asked = sha256(_ETAG.sub(b"", pickle.dumps((arguments, options)))).digest()
        if asked not in self._known:
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[asked] = self._function(*arguments, **options)
        return self._known[asked]
