# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which states and missing rights leave an answer certain.

Microsoft Learn, firewall/management-nic (2024-11-06): a stopped firewall has no configurations, and may have another
private address when it is started again.
"""

from __future__ import annotations

from random import Random

import pytest
from ansible_collections.adx.outbound.tests.emulator.dataplane import specified
from ansible_collections.adx.outbound.tests.emulator.dataplane.doubts import states


def answers(doubt):
    return {specified.ask(world, doubt.question).passes for world in doubt.worlds()}


def test_whatever_decides_and_has_not_settled_or_may_not_be_read_opens_the_answer():
    seen = set()
    for kind in (states.unsettled, states.unsettled_subnet, states.unsettled_peering, states.forbidden):
        for seed in range(40):
            doubt = kind(Random(seed))
            seen.add(doubt.name)
            assert answers(doubt) == {True, False}, doubt.name
    assert len(seen) == len(states.EARLIER) + 2 + len(states.FORBIDDEN)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (states.unsettled_beside, {True}),
        (states.stopped, {False}),
        (states.moved, {False}),
        (states.other_appliance, {True, False}),
        (states.forbidden_below_a_deny, {False}),
    ],
)
def test_what_does_not_decide_leaves_it_certain(kind, expected):
    assert answers(kind(Random(0))) == expected


def test_at_an_address_where_nobody_stands_nothing_passes():
    doubt = states.stopped(Random(0))
    assert specified.ask(doubt.complete(Random(0)), doubt.question)[:2] == (False, "appliance")
