# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Text in Markdown is itself, whatever is in it, and reads as plain text."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import markdown_parts as parts


@pytest.mark.parametrize(
    "text",
    [
        *("fw-hub", "a.example.com:443", "10.20.1.0/24", "no_rule", "egress_default_route: manage", "route 'to-hub'"),
        *("(so)", "a {b}", "1.5", "a # b", "What else?", "wow!", "a + b", "a & b", "-x", "2024-07"),
    ],
)
def test_what_means_nothing_stays_as_it_is(text):
    assert parts.plain(text) == text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a  b\u00a0 c ", "a b c"),
        ("a\nb\tc", r"a\\nb\\tc"),
        ("<b>&amp;&#42;", "&lt;b&gt;&amp;amp;&amp;#42;"),
        ("*.example.com", r"\*.example.com"),
        ("`[]|~\\", r"\`\[\]\|\~" + "\\\\"),
        ("_x_ a_b", r"\_x\_ a_b"),
        ("![x](y)", r"!\[x\](y)"),
        ("# x", r"\# x"),
        ("- x", r"\- x"),
        ("+ x", r"\+ x"),
        ("---", r"\---"),
        ("1. x", r"1\. x"),
        ("a\x00b", r"a\\x00b"),
        ("", ""),
    ],
)
def test_what_would_act_is_escaped(text, told):
    assert parts.plain(text) == told


def test_a_table_has_its_head_and_a_cell_may_have_lines():
    assert parts.table(("A", "B"), [("a|b", ("c", "d"))]) == "| A | B |\n| --- | --- |\n| a\\|b | c<br>d |"


def test_blocks_are_apart_by_a_line_and_empty_ones_leave_none():
    assert parts.joined(["a", "", "b"]) == "a\n\nb\n"


def test_lists_may_be_lower_and_facts_are_one():
    assert parts.items(["a", "b"], 1) == "  - a\n  - b" and parts.facts([("A*", "b")]) == "- A\\*: b"


@pytest.mark.parametrize(
    ("names", "told"), [(["a"], "a"), (list("abcde"), "a, b, c, d, e"), (list("abcdefg"), "a, b, c, d, e and 2 more")]
)
def test_of_many_names_the_first_are_told_and_how_many_more_there_are(names, told):
    assert parts.some(names) == told


def test_a_text_is_a_link_where_there_is_a_target():
    assert (parts.link("a*", "https://x"), parts.link("a", "")) == ("[a\\*](https://x)", "a")


def test_what_is_folded_stands_between_tags_on_lines_of_their_own():
    assert list(parts.folded("3 <notes>", ["x"])) == [
        "<details><summary>3 &lt;notes&gt;</summary>",
        "x",
        "</details>",
    ]


@pytest.mark.parametrize(
    ("text", "fence"),
    [("a", "```"), ("``", "```"), ("a ``` b", "````"), ("` ````` ``", "``````")],
)
def test_a_fence_is_longer_than_any_in_what_it_holds(text, fence):
    assert parts.fenced(f"{text}\n", "kusto") == f"{fence}kusto\n{text}\n{fence}"


@pytest.mark.parametrize(
    ("when", "version", "told"),
    [("Tuesday", "1", "Made Tuesday by adx.outbound 1."), ("", "1", "Made at an unknown time by adx.outbound 1.")],
)
def test_it_says_who_made_it_and_when(when, version, told):
    assert parts.made_by(when, version) == told
