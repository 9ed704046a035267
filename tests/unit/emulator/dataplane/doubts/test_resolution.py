# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which names resolve, and to what."""

from __future__ import annotations

from random import Random

import pytest
from ansible_collections.adx.outbound.tests.emulator.dataplane import specified
from ansible_collections.adx.outbound.tests.emulator.dataplane.doubts import resolution

ALLOWED, UNKNOWN = {(True, "firewall")}, {(False, "resolution")}


def ends(doubt):
    """What the completions of a doubt answer, and where."""
    trips = [specified.ask(world, doubt.question) for world in doubt.worlds()]
    return {(trip.passes, trip.where) for trip in trips}


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        (resolution.private_link_zone, "private link zone, fallback: False, record: False", ALLOWED | UNKNOWN),
        (resolution.private_link_zone, "private link zone, fallback: True, record: False", ALLOWED),
        (resolution.private_link_zone, "private link zone, fallback: False, record: True", ALLOWED),
        (resolution.private_link_zone_with_endpoint, "private link zone with endpoint, fallback: False", UNKNOWN),
        (resolution.private_link_zone_with_endpoint, "private link zone with endpoint, fallback: True", ALLOWED),
        (resolution.record_of_endpoint, "record of endpoint, linked: vnet-spoke", {(True, "direct")}),
        (resolution.record_of_endpoint, "record of endpoint, linked: vnet-hub", {(False, "firewall")}),
        (resolution.plain_zone, "plain zone blob.core.windows.net, record: False, fallback: True", UNKNOWN),
        (resolution.plain_zone, "plain zone core.windows.net, record: True, fallback: False", ALLOWED),
        (resolution.zone_of_firewall, "zone of the firewall, Http", UNKNOWN),
        (resolution.zone_of_firewall, "zone of the firewall, Https", ALLOWED),
        (resolution.firewall_asked, "firewall asked, proxy: False, zone at: vnet-spoke, Premium", UNKNOWN),
        (resolution.firewall_asked, "firewall asked, proxy: True, zone at: vnet-spoke, Premium", ALLOWED),
        (resolution.firewall_asked, "firewall asked, proxy: True, zone at: vnet-hub, Premium", UNKNOWN),
        (resolution.firewall_asked, "firewall asked, proxy: True, zone at: vnet-hub, Basic", UNKNOWN),
        (resolution.record_unreadable, "record unreadable", ALLOWED | UNKNOWN),
        (resolution.links_unreadable, "links unreadable", ALLOWED | UNKNOWN),
        (resolution.own_servers, "own servers", ALLOWED),
    ],
)
def test_what_the_completions_answer(kind, name, expected):
    drawn = (kind(Random(seed)) for seed in range(500))
    assert ends(next(doubt for doubt in drawn if doubt.name == name)) == expected


def test_zones_of_others_change_nothing():
    for seed in range(20):
        assert ends(resolution.zone_beside(Random(seed))) == ALLOWED


def test_a_network_rule_matches_a_name_where_firewall_and_cluster_find_the_same():
    for name, doubt in {one.name: one for one in map(resolution.name_in_network_rule, map(Random, range(60)))}.items():
        counts = "False}" in name and "require" in name or "'enableProxy': True" in name
        same = name.endswith(("None", resolution.ADDRESS))
        assert ends(doubt) == {(counts and same and "Basic" not in name, "firewall")}, name
