# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Patterns as automata, next to Python's own expressions."""

from __future__ import annotations

import random
import re

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts import automata, regexes
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts.automata import NotUnderstood, Pattern

SEED = 20261
ATOMS = ("a", "b", "A", ".", r"\.", "[ab]", "[^a]", r"\w", "-", "/")
TEXTS = ("a", "b", "ab", "ba.", "aab-b", "/a.b/", "A", "aB", "....", "b/b/b", "a-a-a", "abababab")


def drawn(chance, depth=0):
    """A regular expression of what libraries share."""
    kind = chance.random()
    if depth > 3 or kind < 0.4:
        return chance.choice(ATOMS)
    if kind < 0.6:
        return drawn(chance, depth + 1) + drawn(chance, depth + 1)
    if kind < 0.75:
        return f"({drawn(chance, depth + 1)}|{drawn(chance, depth + 1)})"
    return f"(?:{drawn(chance, depth + 1)}){chance.choice(('*', '+', '?', '{2}', '{1,}', '{0,3}', '*?'))}"


def matched(text, regex, whole, ignore_case=False):
    pattern = Pattern(regexes.read(regex, ignore_case), whole)
    (answer,) = automata.combinations(regexes.read(regexes.literal(text)), (pattern,))
    return answer[0]


def test_what_matches_is_what_python_matches():
    print(f"seed {SEED}")
    chance, compared = random.Random(SEED), 0
    for _case in range(600):
        regex = f"{chance.choice(('', '', '^'))}{drawn(chance)}{chance.choice(('', '', '$'))}"
        whole, ignore_case = chance.random() < 0.5, chance.random() < 0.5
        compiled = re.compile(regex, re.IGNORECASE if ignore_case else 0)
        for text in TEXTS:
            try:
                found = matched(text, regex, whole, ignore_case)
            except NotUnderstood:
                continue
            expected = compiled.fullmatch(text) if whole else compiled.search(text)
            assert found == bool(expected), (regex, text, whole, ignore_case)
            compared += 1
    assert compared > 4_000


@pytest.mark.parametrize(
    ("regex", "text", "whole", "expected"),
    [
        ("^a", "ba", False, False),
        ("a$", "ab", False, False),
        ("^a$", "a", True, True),
        ("(^|/)a", "b/a", False, True),
        ("(^|/)a", "ba", False, False),
        ("a(/|$)", "a", True, True),
        ("^", "a", False, True),
        ("$", "a", False, True),
        ("x*", "a", False, True),
        ("x*", "a", True, False),
        ("a^b", "ab", False, False),
        ("", "a", False, None),
    ],
)
def test_anchors_stand_at_either_end(regex, text, whole, expected):
    if expected is None:
        with pytest.raises(NotUnderstood, match="it is empty"):
            matched(text, regex, whole)
    else:
        assert matched(text, regex, whole) is expected


def test_all_texts_of_a_language_are_told_apart_by_what_matches_them():
    language = regexes.read(r"https://a\.b(?:/.*)?")
    patterns = tuple(Pattern(regexes.read(text), False) for text in (r"a\.b", "secret", "^https:", "^ftp"))
    assert automata.combinations(language, patterns) == {(True, True, True, False), (True, False, True, False)}


def test_what_is_counted_is_followed_though_it_has_a_set_of_places_for_each_text():
    pattern = Pattern(regexes.read("[a-z0-9-]{0,500}x[a-z]{0,500}"), False)
    assert automata.combinations(regexes.read(".*"), (pattern,)) == {(True,), (False,)}


@pytest.mark.parametrize("regex", ["a[ab]{40}c", "a[ab]{700}c"])
def test_what_cannot_be_followed_is_not_understood(regex):
    with pytest.raises(NotUnderstood, match="it is too large to be followed"):
        automata.combinations(regexes.read(".*"), (Pattern(regexes.read(regex), False),))
