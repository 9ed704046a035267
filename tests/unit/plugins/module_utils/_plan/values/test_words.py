# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words compare and print as the text they are, and nothing outside sees their class."""

from __future__ import annotations

import json
from copy import deepcopy

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.routes import HopType
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.words import (
    DesiredState,
    FirewallKind,
    Mode,
    Word,
    brief,
    plain,
)


@pytest.mark.parametrize("word", [*DesiredState, *FirewallKind, *Mode, *HopType])
def test_a_word_is_the_text_it_stands_for(word):
    assert word == word.value and hash(word) == hash(word.value) and word in {word.value: 1}
    assert f"{word}" == str(word) == word.value and f"{word:>30}" == word.value.rjust(30)
    assert json.dumps({word: word}) == json.dumps({word.value: word.value})
    assert deepcopy(word) is word


def test_what_leaves_the_collection_has_no_class_of_ours_in_it():
    told = plain({DesiredState.ABSENT: [FirewallKind.HUB, {"x": (Mode.RUN, 1, None)}], "y": "text"})
    assert told == {"absent": ["hub", {"x": ["run", 1, None]}], "y": "text"}

    def parts(value):
        yield value
        if isinstance(value, dict):
            yield from (part for pair in value.items() for one in pair for part in parts(one))
        if isinstance(value, list):
            yield from (part for one in value for part in parts(one))

    assert not [part for part in parts(told) if isinstance(part, Word)]
    assert {type(part) for part in parts(told)} == {dict, list, str, int, type(None)}


def test_what_has_no_end_is_cut_short_and_all_else_is_kept():
    id_ = "/subscriptions/s/" + "x" * 800
    assert brief(f"It names {id_}, which is none.") == f"It names {id_}, which is none."
    assert brief(f"It is {'y' * 10_000} now.") == f"It is {'y' * 60}... now."
