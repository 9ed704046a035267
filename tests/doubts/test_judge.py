# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The judge against the data plane, in generated worlds of which something is hidden.

What is certain survives every completion that is drawn, and what cannot be told comes with two that differ. A quick run
draws a few worlds of each class; ADX_OUTBOUND_DOUBTS says how many, and `make doubts` draws 150.
"""

from __future__ import annotations

import os
from collections import Counter

import pytest
from ansible_collections.adx.outbound.tests.doubts import judge
from ansible_collections.adx.outbound.tests.emulator.dataplane.doubts import GENERATORS

WORLDS = int(os.environ.get("ADX_OUTBOUND_DOUBTS", "12"))
# What a manager, or somebody with a draft, has done beside these documents stands in no verdict: findings speak of it.
BESIDE = ("managers",)


@pytest.mark.parametrize("name", sorted(set(GENERATORS) - set(BESIDE)))
def test_what_is_certain_survives_every_completion_and_what_is_open_has_two_that_differ(name, capsys):
    told, wrong = Counter(), []
    for seed in range(WORLDS):
        doubt = GENERATORS[name](seed)
        opinion = judge.opinion(doubt, seed)
        told[opinion.verdict.outcome.value] += 1
        if opinion.against:
            wrong.append((seed, doubt.name, opinion))
    with capsys.disabled():
        print(
            f"\n{name}, {WORLDS} worlds: {', '.join(f'{count} {outcome}' for outcome, count in sorted(told.items()))}"
        )
    assert wrong == []
