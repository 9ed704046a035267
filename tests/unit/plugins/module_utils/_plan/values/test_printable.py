# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

import sys
import unicodedata

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.printable import (
    printable,
    printable_lines,
    readable,
)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\r\tc", r"a\nb\r\tc"),
        ("\x1b[2J", r"\x1b[2J"),
        ("\x00\x0b\x0c\x7f", r"\x00\x0b\x0c\x7f"),
        ("\x85\x9b", r"\x85\x9b"),
        ("\u2028\u2029", r"\u2028\u2029"),
        ("\u202eabc\u2066\u200f\u061c", r"\u202eabc\u2066\u200f\u061c"),
        ("a\u200b\u200d\ufeff\u00ad", r"a\u200b\u200d\ufeff\xad"),
        ("\ud800", r"\ud800"),
        ("\ue000\U000e0041\U0003fffe", r"\ue000\U000e0041\U0003fffe"),
        ("\u3164\u115f", r"\u3164\u115f"),
    ],
)
def test_what_acts_instead_of_being_seen_is_shown_escaped(text, shown):
    assert printable(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "",
        "rule 'a' (b)",
        "C:\\new",
        "Zürich, Кириллица, 日本語",
        "עברית العربية",
        "10\xa0000\u202f€",
        "❤️ 🔥",
        "e\u0301",
    ],
)
def test_ordinary_text_of_any_language_stays_as_it_is(text):
    assert printable(text) == text


def test_nothing_printable_is_a_control_or_a_mark_or_ends_a_line():
    """Every character there is, one by one."""
    for letter in map(chr, range(sys.maxunicode + 1)):
        shown = printable(letter)
        assert shown.splitlines() == [shown] and shown.encode()
        assert shown == letter or shown.isascii() and unicodedata.category(letter)[0] in "CZLM"


def test_what_is_no_text_is_shown_as_text():
    assert printable(7) == "7" and printable(printable("\n")) == r"\n"


def test_lines_of_ours_stay_lines():
    assert printable_lines("a\nb\x1b\r\n") == "a\nb\\x1b\\r\n"


def test_sentences_of_a_result_are_printable_and_data_is_what_it_is():
    result = {
        "msg": "a\n",
        "name": "a\n",
        "plan": {"report": ["b\x1b"], "changes": [{"after": "c\nd\n"}]},
        "check": {"failing": {"error": "d\r"}, "findings": [{"message": "e\x00", "subject": "e\x00"}]},
        "tags": {"msg": "f\n"},
        "changed": True,
    }
    assert readable(result) == {
        "msg": r"a\n",
        "name": "a\n",
        "plan": {"report": [r"b\x1b"], "changes": [{"after": "c\nd\n"}]},
        "check": {"failing": {"error": r"d\r"}, "findings": [{"message": r"e\x00", "subject": "e\x00"}]},
        "tags": {"msg": "f\n"},
        "changed": True,
    }
