# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""However a world is spelt, its answer is certain."""

from __future__ import annotations

from random import Random

from ansible_collections.adx.outbound.tests.emulator.dataplane import specified
from ansible_collections.adx.outbound.tests.emulator.dataplane.doubts import spellings


def answers(doubt):
    return {specified.ask(world, doubt.question).passes for world in doubt.worlds()}


def test_ids_and_words_in_another_case_change_nothing():
    # Microsoft Learn, azure-resource-manager/management/resource-name-rules: names and ids compare without case.
    for seed in range(6):
        assert answers(spellings.other_case(Random(seed))) == {True}


def test_a_range_is_what_it_holds():
    for seed in range(20):
        doubt = spellings.other_range(Random(seed))
        assert answers(doubt) == ({True, False} if "192.0.2." in doubt.name else {False}), doubt.name
        doubt = spellings.other_sources(Random(seed))
        outside = doubt.name.rpartition(" ")[2] in spellings.WITHOUT_IT
        assert answers(doubt) == {outside}, doubt.name


def test_two_halves_win_over_a_default_route():
    # Microsoft Learn, virtual-network/virtual-networks-udr-overview: the longest prefix that matches is taken.
    for seed in range(6):
        doubt = spellings.halves(Random(seed))
        assert answers(doubt) == {doubt.name.endswith("Internet")}
