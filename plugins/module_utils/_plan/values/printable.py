# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text as it may leave: on a terminal, in a file, on a page.

Whoever may edit a tag, a rule or an answer may write anything into it. A line end there would forge a line of ours, an
escape sequence would hide one, and a mark of direction would turn one round.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

# Python calls everything unprintable that should not leave, but for these: letters and marks that nobody sees.
_UNSEEN = "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
_BLANK = "Zs"  # blanks between words, of any width, which Python calls unprintable as well


def printable(text: object) -> str:
    """The text on one line, as it is but for what acts instead of being seen: that is escaped, such as `\\x1b`.

    That is every control character and line end, every mark of direction, what has no width, half a character, and
    what Unicode has not assigned or leaves to private use.
    """
    whole = str.__str__(text) if isinstance(text, str) else str(text)  # without whatever a subclass remembers of it
    if whole.isascii() and whole.isprintable():
        return whole
    return "".join(one if _is_seen(one) else one.encode("unicode_escape").decode("ascii") for one in whole)


def _is_seen(letter: str) -> bool:
    return letter not in _UNSEEN and (letter.isprintable() or unicodedata.category(letter) == _BLANK)


def printable_lines(text: object) -> str:
    """The same for text of several lines, each of them ours."""
    return "\n".join(map(printable, str(text).split("\n")))


# Members of results that hold sentences for people. All others are data: they say what there is, to the letter.
_TOLD = frozenset({"failing", "message", "msg", "reason", "remedy", "report", "sentence", "told_by", "why"})
_DATA = frozenset({"tags"})  # whose members have names of anybody's choice


def readable(result: Any, shown: Callable[[str], str] = printable, *, told: bool = False) -> Any:
    """A result whose sentences are as `shown` makes them; `told` says that all of its texts are such."""
    if isinstance(result, Mapping):
        return {
            name: value if name in _DATA else readable(value, shown, told=told or name in _TOLD)
            for name, value in result.items()
        }
    if isinstance(result, list):
        return [readable(one, shown, told=told) for one in result]
    return shown(result) if told and isinstance(result, str) else result
