# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which ways to the next hop are certain."""

from __future__ import annotations

from random import Random

import pytest
from ansible_collections.adx.outbound.tests.emulator.dataplane import specified
from ansible_collections.adx.outbound.tests.emulator.dataplane.doubts import ways


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (ways.peered, {True}),
        (ways.not_peered, {True, False}),
        (ways.half_peered, {False}),
        (ways.access_off, {True, False}),
        (ways.far_side_unreadable, {True, False}),
        (ways.only_ipv6, {False}),
        (ways.peering_routes_off, {True, False}),
        (ways.space_out_of_date, {True, False}),
        (ways.hub_hop, {True, False}),
        (ways.hub_intent, {True}),
    ],
)
def test_what_the_completions_of_a_way_answer(kind, expected):
    doubt = kind(Random(0))
    assert {specified.ask(world, doubt.question).passes for world in doubt.worlds()} == expected


def test_a_hub_sends_a_spoke_to_the_firewall_only_if_connection_and_table_take_its_route():
    # Microsoft Learn, virtual-wan/how-to-routing-policies: the default route goes to connections with
    # enableInternetSecurity, and a table with disableBgpRoutePropagation learns nothing from the hub.
    found = {}
    for seed in range(40):
        doubt = ways.hub_intent(Random(seed))
        taken = (
            doubt.documents[ways.ids.HUB_CONNECTION_ID.lower()]["properties"]["enableInternetSecurity"],
            not doubt.documents[ways.ROUTE_TABLE_ID.lower()]["properties"]["disableBgpRoutePropagation"],
        )
        found[taken] = specified.ask(doubt.complete(Random(0)), doubt.question).where
    assert found == {
        (True, True): "firewall",
        (True, False): "direct",
        (False, True): "direct",
        (False, False): "direct",
    }
