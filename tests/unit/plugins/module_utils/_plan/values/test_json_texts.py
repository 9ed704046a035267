# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What JSON is, and what only looks like it."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import json_texts


def nested(levels):
    return "[" * levels + "]" * levels


def test_what_json_says_is_returned():
    assert json_texts.parsed('{"a": [1, 1.5, null, true, "ü"]}') == {"a": [1, 1.5, None, True, "ü"]}
    assert json_texts.parsed(nested(64)) is not None


@pytest.mark.parametrize("lone", ["\\ud800", "\\udfff"])
def test_half_of_a_surrogate_pair_is_kept_for_whoever_wrote_it(lone):
    assert json_texts.parsed(f'"{lone}"') == lone.encode().decode("unicode_escape")


@pytest.mark.parametrize(
    "text",
    ["", "x", "[1", "NaN", "[Infinity]", "-Infinity", "1e999", '{"a": -1e999}', "9" * 5000, nested(65), nested(100_000)]
    + ["[" * 100_000, '{"a":' * 100_000],
)
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError):
        json_texts.parsed(text)
