# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chains of requests, and the phases of a lock-down."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.bench import trips
from ansible_collections.adx.outbound.tests.emulator import (
    CLUSTER_ID,
    FIREWALL_ID,
    FIREWALL_POLICY_ID,
    ROUTE_TABLE_ID,
    SUBSCRIPTION,
    VNET_ID,
)
from ansible_collections.adx.outbound.tests.emulator.front.log import Entry


def entry(method, path, kind="arm"):
    return Entry(method, path, {}, 200, {}, None, kind)


READ, RULES = entry("GET", CLUSTER_ID), entry("PUT", FIREWALL_ID)
LOOK, ROUTES = entry("GET", FIREWALL_ID), entry("PUT", ROUTE_TABLE_ID)
WAIT = entry("GET", f"/subscriptions/{SUBSCRIPTION}/providers/Microsoft.Network/locations/w/operations/1", "operation")


@pytest.mark.parametrize(
    ("spans", "deep"),
    [
        ([], 0),
        ([(0, 1)], 1),
        ([(0, 1), (1, 2), (2, 3)], 3),
        ([(0, 3), (1, 4), (2, 5)], 1),
        ([(0, 1), (0, 9), (2, 3), (4, 5)], 3),
        ([(4, 5), (0, 9), (2, 3), (0, 1)], 3),
        ([(0, 2), (1, 3), (2, 4), (3, 5)], 2),
    ],
)
def test_round_trips_are_the_longest_chain_of_requests_that_do_not_overlap(spans, deep):
    assert trips.deep(spans) == deep


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (READ, "GET clusters"),
        (entry("POST", f"{CLUSTER_ID}/listCalloutPolicies"), "POST listCalloutPolicies"),
        (
            entry("GET", f"{CLUSTER_ID}/outboundNetworkDependenciesEndpoints"),
            "GET outboundNetworkDependenciesEndpoints",
        ),
        (entry("GET", f"/subscriptions/{SUBSCRIPTION}"), "GET subscription"),
        (entry("POST", "/t/oauth2/v2.0/token", "identity"), "POST login"),
        (entry("GET", "/metadata/endpoints", "metadata"), "GET metadata"),
        (WAIT, "GET operation"),
    ],
)
def test_a_request_is_called_by_its_method_and_the_type_of_what_it_asks_for(asked, said):
    assert trips.kind(asked) == said


def test_the_phases_of_a_run_are_told_by_its_writes():
    found = trips.by_phase([READ, RULES, WAIT, LOOK, ROUTES, READ, ROUTES, READ, LOOK])
    assert list(found) == [trips.BEFORE, trips.WRITTEN["firewall"], trips.GATE, trips.WRITTEN["table"], trips.AFTER]
    assert found[trips.WRITTEN["firewall"]] == {"PUT azureFirewalls": 1, "GET operation": 1}
    assert found[trips.GATE] == {"GET azureFirewalls": 1}
    assert found[trips.WRITTEN["table"]] == {"PUT routeTables": 2, "GET clusters": 1}
    assert found[trips.AFTER] == {"GET clusters": 1, "GET azureFirewalls": 1}


def test_rules_of_policies_and_tables_of_subnets_are_writes_of_these_phases():
    group = entry("PUT", f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/adx-egress")
    found = trips.by_phase([group, READ, entry("PUT", f"{VNET_ID}/subnets/snet-adx")])
    assert list(found) == [trips.WRITTEN["firewall"], trips.GATE, trips.WRITTEN["table"]]


def test_a_run_without_writes_has_one_phase_whatever_it_posts():
    question = entry("POST", f"{CLUSTER_ID}/listCalloutPolicies")
    assert list(trips.by_phase([READ, question, entry("POST", "/t/oauth2/v2.0/token", "identity")])) == [
        "no write in this run"
    ]


def test_a_table_has_the_kinds_of_a_phase_by_how_often_they_were_asked_for():
    rows = list(trips.rows("second", [READ, LOOK, LOOK]))
    phase = "no write in this run"
    assert rows == [("second", phase, "GET azureFirewalls", "2"), ("second", phase, "GET clusters", "1")]
