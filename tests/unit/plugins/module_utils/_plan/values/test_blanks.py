# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A field that a survey left empty counts as not given, and nothing else does."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import blanks


@pytest.mark.parametrize("value", [None, "", " ", "\t\n"], ids=repr)
def test_nothing_and_a_text_of_blanks_are_not_given(value):
    assert blanks.is_blank(value) and blanks.given(value) is None


@pytest.mark.parametrize("value", ["a", " a ", 0, False, [], {}, [""]], ids=repr)
def test_whatever_else_is_given_as_it_is(value):
    assert not blanks.is_blank(value) and blanks.given(value) is value
