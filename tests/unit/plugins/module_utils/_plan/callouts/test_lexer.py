# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is a text, a comment, a name in a query, by the forms that the language has."""

from __future__ import annotations

import time

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts import lexer
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts.lexer import Kind
from hypothesis import given
from hypothesis import strategies as st

FENCE = "`" * 3


def values(query, kind=None):
    found = lexer.tokens(query)
    assert found.why == "", found.why
    return [token.value for token in found.all if kind is None or token.kind == kind]


@pytest.mark.parametrize(
    ("literal", "says"),
    [
        ("'a'", "a"),
        ('"a"', "a"),
        ("''", ""),
        ("'it\\'s'", "it's"),
        ("'say \"a\"'", 'say "a"'),
        (r"'a\\'", "a\\"),
        (r"'\u0061\U00000062\x63\n\t'", "abc\n\t"),
        (r"'\101x'", "Ax"),
        ("h'a'", "a"),
        ('H"a"', "a"),
        ("@'a\\'", "a\\"),
        ("@'it''s'", "it's"),
        ("h@'a\\b'", "a\\b"),
        ('@"a""b"', 'a"b'),
        (f"{FENCE}a\n'b' // c{FENCE}", "a\n'b' // c"),
        (f"h@{FENCE}a{FENCE}", "a"),
        ("~~~a\nb~~~", "a\nb"),
        ("'// no comment'", "// no comment"),
        # Joined: nothing, blanks or comments stand between
        ("'a''b'", "ab"),
        ("'a' h@'b'", "ab"),
        ("'a' // comment's\n \"b\"", "ab"),
    ],
)
def test_a_literal_says_what_the_language_says_it_does(literal, says):
    assert values(literal) == [says]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("a // b('c')\n d", ["a", "d"]),
        ("a //", ["a"]),
        ("a/b", ["a", "b"]),
        ("#connect cluster('x')\na", ["a"]),
        ("oh'x'", ["oh"]),
        ("hh'x'", ["hh"]),
        ("3cluster", ["3cluster"]),
        ("$left.a_b", ["$left", "a_b"]),
        ("['odd name']", []),
    ],
)
def test_names_are_those_outside_of_texts_and_comments(query, names):
    assert values(query, Kind.NAME) == names


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("a 'b", "a text in it has no end"),
        ("a 'b\n'", "a text in it has no end"),
        ("'a\\q'", "a text in it has no end"),
        ("@'a''", "a text in it has no end"),
        ("@'''", "a text in it has no end"),
        (f"{FENCE}a", "a text in it has no end"),
        ("`a`", "a text in it has no end"),
        ("f(a", "a bracket in it is not closed"),
        ("f(a]", "a bracket in it closes nothing"),
        (")", "a bracket in it closes nothing"),
        ("a // b\u2028 c", "a line in it may end in two places"),
    ],
)
def test_what_cannot_be_read_to_its_end_says_so(query, why):
    assert lexer.tokens(query).why == why


def test_the_parts_of_a_bracket_are_cut_at_its_own_commas():
    query = lexer.tokens("f(a, g(b, c), [d, e], 'h' 'i')")
    parts = [[query.all[index].value for index in part] for part in query.parts(1)]
    assert parts == [["a"], ["g", "(", "b", ",", "c", ")"], ["[", "d", ",", "e", "]"], ["hi"]]
    assert [query.text(part) for part in query.parts(1)] == [None, None, None, "hi"]
    assert list(lexer.tokens("f()").parts(1)) == []


ON_A_LINE = "abh'\"`~@\\/#()[]{},. \u2028é"
ANY = st.text(alphabet=f"{ON_A_LINE}\n\r", max_size=60)


@given(ANY)
def test_nothing_that_is_written_raises(query):
    found = lexer.tokens(query)
    for opening in found.ends:
        assert all(found.text(part) is None or len(part) == 1 for part in found.parts(opening))


@given(st.text(alphabet=ON_A_LINE, max_size=60), ANY)
def test_a_comment_is_as_good_as_a_blank(comment, rest):
    assert lexer.tokens(f"a //{comment}\n{rest}").all == lexer.tokens(f"a \n{rest}").all


@given(st.text(max_size=60))
def test_whatever_is_quoted_as_it_has_to_be_is_one_text(text):
    one_line = "".join(letter for letter in text if letter not in "\r\n")
    escaped = one_line.replace("\\", "\\\\").replace("'", "\\'")
    verbatim = one_line.replace('"', '""')
    for literal in (f"'{escaped}'", f"h'{escaped}'", f'@"{verbatim}"', f'h@"{verbatim}"'):
        (token,) = lexer.tokens(literal).all
        assert (token.kind, token.value) == (Kind.TEXT, one_line)


@pytest.mark.parametrize(
    "query",
    ["'" + "\\111" * 50_000, "@'" + "''" * 50_000, "(" * 100_000, "~~~" + "~ " * 50_000, "/" * 100_000, "h@" * 50_000],
)
def test_a_query_that_is_made_to_be_slow_is_not(query):
    begun = time.thread_time()  # whatever else the machine is busy with
    lexer.tokens(query)
    assert time.thread_time() - begun < 15
