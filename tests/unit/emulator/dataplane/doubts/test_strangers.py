# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which unknown members and types leave an answer certain."""

from __future__ import annotations

from random import Random

import pytest
from ansible_collections.adx.outbound.tests.emulator.dataplane import specified
from ansible_collections.adx.outbound.tests.emulator.dataplane.doubts import strangers


def answers(doubt):
    return {specified.ask(world, doubt.question).passes for world in doubt.worlds()}


@pytest.mark.parametrize("kind", [strangers.denied_country, strangers.denied_selector, strangers.endpoint_policy])
def test_what_only_the_service_knows_is_open(kind):
    for seed in range(4):
        assert answers(kind(Random(seed))) == {True, False}


@pytest.mark.parametrize("kind", [strangers.stranger_in_rule, strangers.stranger_in_row, strangers.stranger_in_route])
def test_a_member_nobody_knows_is_open_unless_it_is_empty(kind):
    found = {doubt.name[-5:]: answers(doubt) for doubt in (kind(Random(seed)) for seed in range(8))}
    assert found["False"] == {True, False}
    assert found[" True"] == ({True, False} if kind is strangers.stranger_in_route else {False})  # where a name lies


def test_equal_next_hops_are_open_where_they_are_taken():
    for seed in range(8):
        doubt = strangers.equal_hops(Random(seed))
        assert answers(doubt) == ({True, False} if "0.0.0.0/0" in doubt.name else {True}), doubt.name


def test_an_endpoint_is_open_until_it_has_settled():
    for seed in range(8):
        doubt = strangers.endpoint(Random(seed))
        assert answers(doubt) == ({True} if doubt.name.endswith("True") else {True, False})
