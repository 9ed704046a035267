# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A verdict is recalled for equal arguments, and for no others."""

from __future__ import annotations

from ansible_collections.adx.outbound.tests.faults.recall import Recalled


def test_a_verdict_is_recalled_whatever_the_etag_and_for_nothing_else():
    asked = []
    judge = Recalled(lambda document, **options: asked.append((document, options)) or len(asked))
    first = {"etag": 'W/"1"', "rules": ["a"]}
    assert [judge(first), judge({**first, "etag": 'W/"2"'})] == [1, 1]
    assert [judge({**first, "rules": ["b"]}), judge(first, diagnose=True), judge(first)] == [2, 3, 1]
