# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Regular expressions as far as everybody reads them alike."""

from __future__ import annotations

import re

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts import regexes
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts.automata import NotUnderstood
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts.policies import PREDEFINED

REPEATED = "a part that is repeated can be read in more than one way"


@pytest.mark.parametrize("policy", PREDEFINED, ids=lambda policy: policy.regex)
def test_every_predefined_policy_is_understood(policy):
    assert regexes.read(policy.regex).sets


@pytest.mark.parametrize(
    "regex",
    [
        *(
            r"(;[^;]*)*",
            r"(\w+\.)+x",
            r"([a-z0-9-]+\.)*x",
            "(a{1,3}b)*",
            "(ab|ac)*",
            "(a|ab)*",
            "(a*?b)+",
            "(?:ab){2,5}",
        ),
        *(
            "[a-]",
            "[-a]",
            "[^-]",
            r"[\]]",
            r"[\w.-]",
            r"\/\-\.",
            "(a|)",
            "()",
            "(?i)a",
            "a{2}",
            "a{2,}",
            "a{0,}?",
            "(a?)*",
        ),
    ],
)
def test_what_is_read_alike_everywhere_is_understood(regex):
    assert re.compile(regex)
    regexes.read(regex)


@pytest.mark.parametrize(
    ("regex", "why"),
    [
        ("", "it is empty"),
        ("a" * 4_001, "more than 4,000 characters"),
        ("a" * 2_000, "it is too large"),
        ("(a{1000}){1000}", "it is too large"),
        ("*", "stands where it has no meaning"),
        ("a|*", "stands where it has no meaning"),
        ("a]", "stands where it has no meaning"),
        ("(", "a bracket in it is not closed"),
        ("(a", "a bracket in it is not closed"),
        ("a)", "a bracket is closed that was not opened"),
        ("(?=a)", "a group that not every library knows"),
        ("(?<n>a)", "a group that not every library knows"),
        ("a(?i)b", "a group that not every library knows"),
        ("(" * 50 + ")" * 50, "nested too deep"),
        ("a{,3}", "a brace in it is no count"),
        ("{a}", "stands where it has no meaning"),
        ("a{3,2}", "a count in it goes down"),
        ("a**", "repeats what cannot be repeated"),
        ("a*+", "repeats what cannot be repeated"),
        ("^*", "repeats what cannot be repeated"),
        ("^^a", "an anchor after an anchor"),
        ("(a|$)*b", "an anchor after an anchor"),
        (r"\b", "an escape that not every library"),
        (r"(a)\1", "an escape that not every library"),
        ("a\\", "an escape that not every library"),
        ("é", "not printable ASCII"),
        ("a\n", "not printable ASCII"),
        ("[é]", "not printable ASCII"),
        ("[a", "a set of characters that not"),
        ("[]a]", "a set of characters that not"),
        ("[[:alpha:]]", "a set of characters that not"),
        ("[a-z&&b]", "a set of characters that not"),
        ("[z-a]", "a range of characters that not"),
        (r"[\w-z]", "a range of characters that not"),
        ("(a+)+", REPEATED),
        ("(a*)*", REPEATED),
        ("(a|a)*", REPEATED),
        ("(a|b|ab)*", REPEATED),
        ("(a?b?)*", REPEATED),
        ("(a{1,3})*", REPEATED),
        ("(a?){30}a{30}", REPEATED),
        ("(a|a){2,40}", REPEATED),
        ("(x(a|a))*", REPEATED),
        (r"(\w+\.?)+x", REPEATED),
    ],
)
def test_what_is_not_read_alike_everywhere_is_not_understood(regex, why):
    with pytest.raises(NotUnderstood, match=why):
        regexes.read(regex)


def test_a_loop_with_too_many_ways_is_not_followed():
    with pytest.raises(NotUnderstood, match="too large to be followed"):
        regexes.read("(x[a-z]{0,300}a[a-z]{0,300}!)*")


def test_a_literal_is_the_text_and_nothing_else():
    assert regexes.literal("a.b*c") == r"a\.b\*c"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("*", True),
        ("*.x.y", True),
        ("a.b", True),
        ("a*b.c", True),
        (".*", False),
        ("a..b", False),
        (r"a\.b", False),
        ("", False),
    ],
)
def test_labels_with_or_without_a_star_may_be_a_pattern_of_names(text, expected):
    assert regexes.is_name(text) is expected


def test_a_pattern_of_names_has_something_in_the_place_of_each_star():
    assert regexes.of_name("*.a.b*", "[^.]*") == r"[^.]*\.a\.b[^.]*"
