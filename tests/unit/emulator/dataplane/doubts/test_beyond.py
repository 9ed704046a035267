# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What there is to tell of the way behind the firewall, and that it is what the data plane shows."""

from __future__ import annotations

from random import Random

import pytest
from ansible_collections.adx.outbound.tests.emulator.dataplane import specified
from ansible_collections.adx.outbound.tests.emulator.dataplane.doubts import beyond

# What changes whose address is seen, and stops nothing.
HARMLESS = (beyond.NAT,)


@pytest.fixture(scope="module")
def doubts():
    found = [kind(Random(seed)) for kind in set(beyond.KINDS) for seed in range(40)]
    distinct = {one.name: one for one in found}.values()
    return [(one, [specified.ask(world, one.question) for world in one.worlds()]) for one in distinct]


def test_there_is_something_to_tell_where_a_completion_ends_behind_the_firewall_and_else_nothing(doubts):
    for doubt, trips in doubts:
        wheres = {trip.where for trip in trips}
        assert wheres <= {"firewall", "beyond"}
        if doubt.beyond is not None:
            assert ("beyond" in wheres) is bool(doubt.beyond and doubt.beyond not in HARMLESS), doubt.name


def test_nothing_of_it_changes_what_the_rules_say(doubts):
    for _doubt, trips in doubts:
        assert all(trip.is_let_through for trip in trips)


def test_every_word_occurs_and_worlds_without_any(doubts):
    words = {beyond.TUNNEL, beyond.TRANSLATION, beyond.ADDRESS_MISSING, beyond.NAT, beyond.INTRUSION, beyond.UNREAD}
    assert {doubt.beyond for doubt, _trips in doubts} == words | {"", None}
