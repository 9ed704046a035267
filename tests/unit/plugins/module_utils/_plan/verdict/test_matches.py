# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Three answers instead of two, and what comes of several of them."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.matches import (
    NO,
    YES,
    Cause,
    Match,
    every,
    fact,
    maybe,
    some,
)

FIRST = maybe(Cause.UNREADABLE, "the first is open")
SECOND = maybe(Cause.FQDN_TAG, "the second is open")

# (the matches, all of them, any of them)
TOGETHER = [
    ((), YES, NO),
    ((YES,), YES, YES),
    ((NO,), NO, NO),
    ((FIRST,), FIRST, FIRST),
    ((YES, YES), YES, YES),
    ((NO, NO), NO, NO),
    ((YES, NO), NO, YES),
    ((NO, YES), NO, YES),
    ((YES, FIRST), FIRST, YES),
    ((FIRST, YES), FIRST, YES),
    ((NO, FIRST), NO, FIRST),
    ((FIRST, NO), NO, FIRST),
    ((FIRST, SECOND), FIRST, FIRST),
    ((SECOND, FIRST), SECOND, SECOND),
    ((FIRST, SECOND, NO), NO, FIRST),
    ((FIRST, SECOND, YES), FIRST, YES),
    ((NO, FIRST, YES), NO, YES),
    ((YES, FIRST, SECOND, YES), FIRST, YES),
]


@pytest.mark.parametrize(("matches", "all_of_them", "any_of_them"), TOGETHER)
def test_several_matches_make_one(matches, all_of_them, any_of_them):
    assert every(matches) == all_of_them
    assert some(matches) == any_of_them


def test_what_is_open_says_why_and_what_is_told_says_nothing():
    assert maybe(Cause.UNREADABLE, "nobody read it") == Match(None, "nobody read it", "unreadable")
    assert (fact(True), fact(False)) == (Match(True, ""), Match(False, ""))
