# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Functions and operators of KQL, as its documentation has them, null included: that is None."""

from __future__ import annotations

import re
from collections.abc import Iterable

_BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_ADDRESS = re.compile(rf"{_BYTE}\.{_BYTE}\.{_BYTE}\.{_BYTE}")
_INT = 2**31


def equal(left: str, right: str) -> bool:
    """`=~`: the same but for case."""
    return left.lower() == right.lower()


def starts_with(text: str, beginning: str) -> bool:
    """`startswith`, without regard to case."""
    return text.lower().startswith(beginning.lower())


def contains(text: str, part: str) -> bool:
    """`contains`, without regard to case."""
    return part.lower() in text.lower()


def has(text: str, term: str) -> bool:
    """`has`: as a whole word, or whole words, without regard to case."""
    return re.search(rf"(?<![A-Za-z0-9]){re.escape(term)}(?![A-Za-z0-9])", text, re.IGNORECASE) is not None


def extract(pattern: re.Pattern[str], group: int, text: str) -> str:
    """`extract`: the first match's group, empty where nothing matches or the group took no part.

    RE2 finds the match that Python finds. Its `$` is the end of the text alone: a pattern has to say `\\Z` here.
    """
    found = pattern.search(text)
    return (found[group] or "") if found else ""


def to_int(text: str) -> int | None:
    """`toint`: null for what is no whole number of 32 bits."""
    if not re.fullmatch(r"[+-]?[0-9]+", text, re.ASCII):
        return None
    return int(text) if -_INT <= int(text) < _INT else None


def in_range(address: str, prefix: str) -> bool | None:
    """`ipv4_is_in_range`: null where either is not what it should be."""
    network, _slash, size = prefix.partition("/")
    inside, base = _number(address), _number(network)
    length = to_int(size) if size else 32
    if inside is None or base is None or length is None or not 0 <= length <= 32:
        return None
    return inside >> (32 - length) == base >> (32 - length)


def in_any_range(address: str, prefixes: Iterable[str]) -> bool:
    """`ipv4_is_in_any_range` as a condition, which null does not meet."""
    return any(in_range(address, prefix) for prefix in prefixes)


def _number(text: str) -> int | None:
    found = _ADDRESS.fullmatch(text)
    if found is None:
        return None
    first, second, third, fourth = map(int, found.groups())
    return first << 24 | second << 16 | third << 8 | fourth
