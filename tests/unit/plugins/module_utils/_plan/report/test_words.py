# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Words for codes: numbers go with their nouns and verbs, and what is unknown is said to be so."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import words

LIVE = {"firewall": {"private_address": "10.0.1.4"}}
STOPPED = {"firewall": {"private_address": None}}


@pytest.mark.parametrize(
    ("count", "nouns", "told"),
    [
        (0, "errors", "errors"),
        (1, "errors", "error"),
        (2, "errors", "errors"),
        (1, "destinations unknown", "destination unknown"),
        (3, "destinations unknown", "destinations unknown"),
    ],
)
def test_nouns_go_with_their_number_and_the_rest_stays(count, nouns, told):
    assert words.counted(count, nouns) == told


@pytest.mark.parametrize(("count", "told"), [(0, "0 errors"), (1, "1 error"), (2, "2 errors")])
def test_a_number_stands_before_its_noun(count, told):
    assert words.many(count, "error") == told


@pytest.mark.parametrize(("count", "told"), [(0, "are"), (1, "is"), (2, "are")])
def test_the_verb_goes_with_the_number(count, told):
    assert words.are(count) == told


@pytest.mark.parametrize(
    ("count", "total", "told"),
    [
        (3, 3, "all 3 clusters"),
        (2, 3, "2 of 3 clusters"),
        (1, 3, "1 of 3 clusters"),
        (0, 3, "none of 3 clusters"),
        (2, 2, "all 2 clusters"),
        (1, 1, "1 cluster"),
        (0, 1, "no cluster"),
    ],
)
def test_a_share_of_the_clusters_is_told_as_people_say_it(count, total, told):
    assert words.share(count, total) == told


@pytest.mark.parametrize(
    ("count", "preview", "told"),
    [(0, False, "is"), (1, False, "is"), (2, False, "are"), (0, True, "would be"), (2, True, "would be")],
)
def test_a_preview_says_what_would_be_and_none_is_one(count, preview, told):
    assert words.would(count, preview) == told


@pytest.mark.parametrize(("mode", "told"), [("preview", "Would be written"), ("run", "Written"), ("", "Written")])
def test_the_column_of_what_is_written_says_whether_it_is(mode, told):
    assert words.concerned(mode) == told


@pytest.mark.parametrize(
    ("verdict", "state"),
    [("allowed", "good"), ("denied", "bad"), ("no_match", "bad"), ("cannot_tell", "open"), ("anything else", "bad")],
)
def test_only_what_is_allowed_is_good(verdict, state):
    assert words.state_of(verdict) == state


def test_known_kinds_of_destinations_stand_in_their_order_and_others_behind_them():
    mixed = ["Zebra", "Extra", "AzureMonitor", "Apple", "AzureActiveDirectory", "Documented", "AzureStorage"]
    assert sorted(mixed, key=words.rank) == [
        "AzureActiveDirectory",
        "AzureStorage",
        "AzureMonitor",
        "Extra",
        "Documented",
        "Apple",
        "Zebra",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [("Management", "management"), ("management", "management"), ("HealthMonitoring", "health monitoring")],
)
def test_a_documented_address_is_for_management_or_for_health_monitoring(text, told):
    assert words.purpose(text) == told


@pytest.mark.parametrize(
    ("hop", "about", "told"),
    [
        ({"type": "VirtualAppliance", "address": "10.0.1.4"}, LIVE, "through the firewall"),
        ({"type": "VirtualAppliance", "address": "10.0.1.9"}, LIVE, "to 10.0.1.9, which is not this firewall"),
        ({"type": "VirtualAppliance", "address": "10.0.1.4"}, STOPPED, "to 10.0.1.4"),
        ({"type": "ServiceEndpoint"}, LIVE, "straight to the service, by a service endpoint"),
        ({"type": "Internet"}, LIVE, "straight to the internet"),
        ({"type": "VnetLocal"}, LIVE, "inside the network"),
        ({"type": "None"}, LIVE, "dropped"),
        ({"type": "VirtualNetworkGateway"}, LIVE, "to the network's gateway"),
        ({"type": None}, LIVE, "unknown"),
        ({}, LIVE, "unknown"),
        ({"type": "Something"}, LIVE, "unknown"),
    ],
)
def test_a_way_is_told_in_plain_words(hop, about, told):
    assert words.way(hop, about) == told
