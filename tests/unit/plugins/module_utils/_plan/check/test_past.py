# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways past the firewall: which of them are told, and which are what the documentation asks for."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.check import past
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import verdicts
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.next_hops import Hop

from .scenarios import (
    DEFAULT,
    GOOD,
    HOST,
    KUSTO,
    MANAGEMENT,
    OLD_ROUTE,
    PAST,
    QUESTION,
    STORAGE,
    WEST_US,
    routed,
    subnet,
)
from .test_destinations import PASSES, UNMATCHED, judged

INTERNET = "Internet"
# (what, the further routes, the code and the subject of what is told)
ROUTES = [
    ("half of all addresses", [("r", "0.0.0.0/1", INTERNET)], [("bypassing_route", "r")]),
    ("a wide prefix", [("r", "20.0.0.0/8", INTERNET)], [("bypassing_route", "r")]),
    ("one that is hardly wide", [("r", "20.0.0.0/15", INTERNET)], [("bypassing_route", "r")]),
    (
        "two prefixes",
        [("r", "20.0.0.0/8", INTERNET), ("s", "40.0.0.0/8", INTERNET)],
        [("bypassing_route", "r"), ("bypassing_route", "s")],
    ),
    ("one address", [("r", "203.0.113.9/32", INTERNET)], [("bypassing_route", "r")]),
    ("many addresses", [(f"r{n}", f"203.0.113.{n}/32", INTERNET) for n in (7, 8, 9)], [("bypassing_route", "rt")]),
    ("the tag of a dependency", [("t", "Storage", INTERNET)], [("tag_route", "t")]),
    ("the tag of another service", [("t", "Sql", INTERNET)], [("bypassing_route", "t")]),
    ("the tag of the whole cloud", [("t", "AzureCloud", INTERNET)], [("bypassing_route", "t")]),
    ("the documented addresses", [PAST], []),
    ("the tag of the management", [("m", "AzureDataExplorerManagement", INTERNET)], []),
    ("the same of one region", [("m", "AzureDataExplorerManagement.WestUS", INTERNET)], []),
    ("a route of ours that is no longer wanted", [OLD_ROUTE], []),
    ("a private prefix", [("r", "10.0.0.0/8", INTERNET)], []),
    ("a wide prefix to the firewall", [("r", "20.0.0.0/8", "VirtualAppliance", "10.0.1.4")], []),
    ("a wide prefix that is dropped", [("r", "20.0.0.0/8", "None")], []),
]


def told(changes):
    landscape = replace(GOOD, **changes)
    dependencies, _addresses = verdicts.judge_all(QUESTION, landscape)
    return list(past.by_route(dependencies, QUESTION, landscape, WEST_US))


def brief(changes):
    return [(one.code, one.subject) for one in told(changes)]


@pytest.mark.parametrize(("what", "listed", "found"), ROUTES, ids=[case[0] for case in ROUTES])
def test_a_way_past_the_firewall_is_told_unless_the_documentation_asks_for_it(what, listed, found):
    assert brief(routed(DEFAULT, PAST, *listed)) == found, what


def test_without_a_default_route_to_the_firewall_nothing_is_a_way_past_it():
    assert brief(routed(PAST, ("r", "20.0.0.0/8", INTERNET))) == []


@pytest.mark.parametrize(("prefix", "count"), [("203.0.113.9/32", 0), ("20.0.0.0/8", 1)])
def test_on_a_delegated_subnet_single_addresses_are_the_services_own(prefix, count):
    assert len(told({**subnet(**KUSTO), **routed(DEFAULT, PAST, ("r", prefix, INTERNET))})) == count


def test_a_tag_says_which_dependencies_it_takes_along():
    (one,) = told(routed(DEFAULT, PAST, ("t", "Storage", INTERNET)))
    assert one.concerns == ("x.blob.core.windows.net:443",)
    assert one.message == (
        "Route 't' takes service tag Storage to the internet, past the firewall: no rule sees that traffic."
    )


def test_single_addresses_are_listed_in_one_sentence():
    (one,) = told(routed(DEFAULT, PAST, ("a", "203.0.113.8/32", INTERNET), ("b", "203.0.113.9/32", INTERNET)))
    assert one.message == (
        "Routes 'a' (203.0.113.8/32), 'b' (203.0.113.9/32) take their addresses to the internet, past the firewall."
    )


@pytest.mark.parametrize(
    ("hop", "found"),
    [
        (Hop("ServiceEndpoint", route="Microsoft.Storage"), [("service_endpoint", "Microsoft.Storage")]),
        (Hop(INTERNET, route="r"), []),
        (Hop("VnetLocal", route="r"), []),
    ],
    ids=["an endpoint", "a route", "the network"],
)
def test_a_service_endpoint_is_told_once_with_all_that_it_takes(hop, found):
    listed = [judged(one, PASSES, UNMATCHED, hop=hop) for one in (HOST, STORAGE)]
    findings = list(past.by_endpoint(listed))
    assert [(one.code, one.subject) for one in findings] == found
    assert all(len(one.concerns) == 2 for one in findings)


def test_the_management_addresses_are_those_that_were_asked_for():
    assert MANAGEMENT in QUESTION.management
    elsewhere = replace(QUESTION, management=("203.0.113.1",))
    landscape = replace(GOOD, **routed(DEFAULT, ("theirs", f"{MANAGEMENT}/32", INTERNET)))
    assert [one.subject for one in past.by_route((), elsewhere, landscape, WEST_US)] == ["theirs"]
