# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which routes of a virtual hub are certain."""

from __future__ import annotations

from random import Random

import pytest
from ansible_collections.adx.outbound.tests.emulator.dataplane import specified
from ansible_collections.adx.outbound.tests.emulator.dataplane.doubts import hubs

DIRECT, STOPPED = {(True, "direct")}, {(False, "firewall")}
LEARNED = DIRECT | {(True, "gateway"), (False, "gateway")}


def ends(doubt):
    """What the completions of a doubt answer, and where."""
    trips = [specified.ask(world, doubt.question) for world in doubt.worlds()]
    return {(trip.passes, trip.where) for trip in trips}


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        (
            hubs.hub_table,
            "hub table all_traffic, taken: True, propagated: True, mine.example.org",
            {(True, "firewall")},
        ),
        (hubs.hub_table, "hub table all_traffic, taken: True, propagated: True, other.example.org", STOPPED),
        (hubs.hub_table, "hub table all_traffic, taken: False, propagated: True, other.example.org", DIRECT),
        (hubs.hub_table, "hub table all_traffic, taken: True, propagated: False, other.example.org", DIRECT),
        (hubs.hub_table, "hub table private_traffic, taken: True, propagated: True, other.example.org", LEARNED),
        (hubs.hub_table_unreadable, "hub table unreadable", DIRECT | STOPPED),
        (hubs.custom_table, "custom table, sends: True", STOPPED),
        (hubs.custom_table, "custom table, sends: False", LEARNED),
        (hubs.private_intent, "private intent, taken: True, propagated: True", LEARNED),
        (hubs.private_intent, "private intent, taken: True, propagated: False", DIRECT),
        (hubs.private_intent, "private intent, taken: False, propagated: True", DIRECT),
        (hubs.other_appliance, "other appliance in the hub", {(True, "appliance"), (False, "appliance")}),
        (hubs.own_addresses, "own addresses, mine.example.org", {(True, "firewall")}),
        (hubs.own_addresses, "own addresses, other.example.org", STOPPED),
    ],
)
def test_what_the_completions_answer(kind, name, expected):
    drawn = (kind(Random(seed)) for seed in range(500))
    assert ends(next(doubt for doubt in drawn if doubt.name == name)) == expected
