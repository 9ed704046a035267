# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tags as users write them."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import tags
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError


def test_strings_and_whole_numbers_are_tags_and_no_tags_are_none():
    assert tags.from_option({"team": "data", "cost": 5, "empty": ""}) == {"team": "data", "cost": "5", "empty": ""}
    assert (tags.from_option(None), tags.from_option({})) == (None, {})


@pytest.mark.parametrize(
    "option",
    [
        pytest.param({str(number): "x" for number in range(50)}, id="as many tags as Azure takes"),
        pytest.param({"x" * 512: "y"}, id="the longest name"),
        pytest.param({"x": "y" * 256}, id="the longest value"),
        pytest.param({"x": "y"}, id="a name of one letter"),
    ],
)
def test_what_azure_just_takes_is_taken(option):
    assert tags.from_option(option) == option


@pytest.mark.parametrize(
    ("option", "words"),
    [
        *(({"cost": value}, "Tag 'cost' has the value") for value in (True, 1.5, None, ["a"], {"a": "b"}, "x" * 257)),
        *(({name: "x"}, "needs another name") for name in ("", "a/b", "a?", "x" * 513)),
        ({str(number): "x" for number in range(51)}, "tags has 51 tags"),
    ],
)
def test_what_azure_would_refuse_is_refused(option, words):
    with pytest.raises(PlanError, match=words):
        tags.from_option(option)
