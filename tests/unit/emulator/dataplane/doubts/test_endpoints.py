# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which ways past the firewall are certain."""

from __future__ import annotations

from random import Random

import pytest
from ansible_collections.adx.outbound.tests.emulator.dataplane import specified
from ansible_collections.adx.outbound.tests.emulator.dataplane.doubts import endpoints

DIRECT, STOPPED = {(True, "direct")}, {(False, "firewall")}


def ends(doubt):
    """What the completions of a doubt answer, and where."""
    trips = [specified.ask(world, doubt.question) for world in doubt.worlds()]
    return {(trip.passes, trip.where) for trip in trips}


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        (endpoints.routed_endpoint, "routed endpoint, 10.20.3.4, Disabled, 10.20.3.0/24, allowed: False", DIRECT),
        (endpoints.routed_endpoint, "routed endpoint, 10.20.3.4, Enabled, 10.20.3.0/24, allowed: False", STOPPED),
        (
            endpoints.routed_endpoint,
            "routed endpoint, 10.0.3.4, RouteTableEnabled, 10.0.0.0/16, allowed: False",
            STOPPED,
        ),
        (endpoints.routed_endpoint, "routed endpoint, 10.20.3.4, Enabled, 10.0.0.0/8, allowed: False", DIRECT),
        (
            endpoints.routed_endpoint,
            "routed endpoint, 10.20.3.4, Disabled, 10.20.3.4/32, allowed: False",
            DIRECT | STOPPED,
        ),
        (endpoints.pending_endpoint, "pending endpoint", {(False, "endpoint")}),
        (endpoints.unreadable_endpoint, "unreadable endpoint", DIRECT | STOPPED),
        (endpoints.endpoint_told, "endpoint told", DIRECT),
        (endpoints.endpoint_beside, "endpoint beside, allowed: False", STOPPED),
        (endpoints.endpoint_beside, "endpoint beside, allowed: True", {(True, "firewall"), (False, "beyond")}),
        (
            endpoints.private_subnet,
            "private subnet, NAT: False, delegated: False",
            DIRECT | {(False, "private subnet")},
        ),
        (endpoints.private_subnet, "private subnet, NAT: True, delegated: False", DIRECT),
        (endpoints.private_subnet, "private subnet, NAT: False, delegated: True", DIRECT),
        (endpoints.private_subnet_behind_firewall, "private subnet behind the firewall", {(True, "firewall")}),
    ],
)
def test_what_the_completions_answer(kind, name, expected):
    drawn = (kind(Random(seed)) for seed in range(500))
    assert ends(next(doubt for doubt in drawn if doubt.name == name)) == expected


def test_without_a_peering_there_is_no_way_to_an_endpoint_of_the_hub():
    ((passes, _where),) = ends(endpoints.unpeered_endpoint(Random(0)))
    assert not passes
