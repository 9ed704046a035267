# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""JSON as it comes from a service or a file: nothing that Python alone would take for it, and nothing bottomless."""

from __future__ import annotations

import json
import math
from typing import Any

_DEEPEST = 64  # levels; the deepest documents of Azure that are recorded have ten


def parsed(text: str) -> Any:
    """Return what a text says; raise ValueError for what is no JSON, has a number that could not be written back (NaN,
    1e999), or is nested so deep that nobody can have meant it.
    """
    try:
        value = json.loads(text, parse_constant=_no_number, parse_float=_number)
    except RecursionError:
        raise ValueError("it is nested too deep") from None
    if _is_deeper(value, _DEEPEST):
        raise ValueError(f"it is nested more than {_DEEPEST} levels deep")
    return value


def _no_number(word: str) -> float:
    raise ValueError(f"{word} is no number of JSON")


def _number(text: str) -> float:
    value = float(text)
    return value if math.isfinite(value) else _no_number(text)


def _is_deeper(value: Any, levels: int) -> bool:
    """Go down level by level: most values are texts, and are passed over."""
    holding = [value] if isinstance(value, (dict, list)) else []
    for _level in range(levels):
        held = [one.values() if isinstance(one, dict) else one for one in holding]
        holding = [inner for inside in held for inner in inside if isinstance(inner, (dict, list))]
    return bool(holding)
