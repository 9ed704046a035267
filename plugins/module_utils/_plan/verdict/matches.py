# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Three answers instead of two: a rule matches, does not match, or nobody can tell from what was read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


class Match(NamedTuple):
    """`sure` is True or False, or None when it cannot be told; `why` then says why."""

    sure: bool | None
    why: str = ""


YES, NO = Match(True), Match(False)


def maybe(why: str) -> Match:
    """It cannot be told, because of this."""
    return Match(None, why)


def every(matches: Iterable[Match]) -> Match:
    """All of them: one that does not match decides."""
    open_question = YES
    for match in matches:
        if match.sure is False:
            return NO
        if match.sure is None and open_question is YES:
            open_question = match
    return open_question


def some(matches: Iterable[Match]) -> Match:
    """Any of them: one that matches decides."""
    open_question = NO
    for match in matches:
        if match.sure:
            return YES
        if match.sure is None and open_question is NO:
            open_question = match
    return open_question


def fact(value: bool) -> Match:
    """A match that can be told."""
    return YES if value else NO
