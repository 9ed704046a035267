# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Next hops, and which of the routes of a table are its default route."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.routes import Route
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.next_hops import Hop, Routing, hop_of, leads_to
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.places import Places

FIREWALL = "10.0.1.4"
DEFAULT = Route("to-hub", "0.0.0.0/0", "VirtualAppliance", FIREWALL)
ELSEWHERE = Route("gw", "0.0.0.0/0", "VirtualNetworkGateway")
LOW, HIGH = (Route(prefix, prefix, "VirtualAppliance", FIREWALL) for prefix in ("0.0.0.0/1", "128.0.0.0/1"))
HIGH_ELSEWHERE = Route("high", "128.0.0.0/1", "Internet")
OTHER = Route("r", "10.0.0.0/8", "VirtualAppliance", FIREWALL)


def way(*routes):
    return Routing(routes, (), Places())


# (what, the routes, the default ones, whether the table has one for all, whether all of it goes to the firewall)
DEFAULTS = [
    ("no route at all", (), (), False, False),
    ("a route for all", (OTHER, DEFAULT), (DEFAULT,), True, True),
    ("a route for all to a gateway", (ELSEWHERE,), (ELSEWHERE,), True, False),
    ("no route for all", (OTHER,), (), False, False),
    ("two halves", (LOW, OTHER, HIGH), (LOW, HIGH), False, True),
    ("one half", (LOW, OTHER), (), False, False),
    ("one half beside a route for all", (LOW, DEFAULT), (DEFAULT,), True, True),
    ("halves beside a route for all, which nothing follows", (ELSEWHERE, LOW, HIGH), (LOW, HIGH), True, True),
    ("halves that part ways", (DEFAULT, LOW, HIGH_ELSEWHERE), (LOW, HIGH_ELSEWHERE), True, False),
]


@pytest.mark.parametrize(
    ("why", "routes", "defaults", "has_default", "leads"), DEFAULTS, ids=[case[0] for case in DEFAULTS]
)
def test_what_has_no_other_route_follows_the_default_one(why, routes, defaults, has_default, leads):
    found = way(*routes)
    assert (found.defaults(), found.has_default) == (defaults, has_default), why
    assert found.leads_all_to(FIREWALL) is leads
    assert not found.leads_all_to("10.0.1.5") and not found.leads_all_to(None)


@pytest.mark.parametrize(
    ("hop", "leads"),
    [
        (Hop("VirtualAppliance", FIREWALL), True),
        (Hop("virtualappliance", FIREWALL), True),
        (Hop("VirtualAppliance", "10.0.1.5"), False),
        (Hop("VirtualHub"), True),
        (Hop("Internet", FIREWALL), False),
        (Hop("Internet"), False),
    ],
    ids=["its address", "in other letters", "another address", "its hub", "another kind", "the internet"],
)
def test_the_hop_of_the_live_firewall_is_told_from_any_other(hop, leads):
    assert leads_to(hop, FIREWALL) is leads


@pytest.mark.parametrize("hop", [Hop("VirtualAppliance"), Hop("VirtualAppliance", FIREWALL), Hop("Internet")])
def test_nothing_leads_to_a_firewall_without_an_address(hop):
    assert leads_to(hop, None) is False


@pytest.mark.parametrize(("route", "is_default"), [(DEFAULT, True), (LOW, True), (HIGH, True), (OTHER, False)], ids=str)
def test_a_route_leads_where_it_says_and_is_a_default_one_for_all_or_for_half(route, is_default):
    assert hop_of(route) == Hop("VirtualAppliance", FIREWALL, route.name, is_default=is_default)


def test_two_hops_are_one_place_whichever_route_leads_there():
    assert Hop("VirtualAppliance", FIREWALL, "a").place == Hop("VirtualAppliance", FIREWALL, "b", "why", True).place
    assert Hop("VirtualAppliance", FIREWALL).place == ("VirtualAppliance", FIREWALL)
    assert Hop("VirtualAppliance", FIREWALL).place != Hop("VirtualAppliance", "10.0.1.5").place
    assert Hop("Internet").place != Hop("None").place


def test_a_hop_is_shown_with_its_route_and_why_nobody_knows():
    assert Hop("VirtualAppliance", FIREWALL, "to-hub", is_default=True).as_option() == {
        "type": "VirtualAppliance",
        "address": FIREWALL,
        "route": "to-hub",
        "why": "",
    }
    assert Hop("Unknown", why="it parts").as_option() == {
        "type": "Unknown",
        "address": None,
        "route": None,
        "why": "it parts",
    }


HUB, ELSEWHERE_BY_HUB, NOWHERE = Hop("VirtualHub"), Hop("VirtualNetworkGateway"), Hop("Unknown")


@pytest.mark.parametrize(
    ("given", "routes", "leads"),
    [(HUB, (), True), (HUB, (OTHER,), True), (HUB, (ELSEWHERE,), False), (ELSEWHERE_BY_HUB, (), False)]
    + [(NOWHERE, (), False), (NOWHERE, (DEFAULT,), True), (None, (), False)],
)
def test_a_hub_leads_to_its_firewall_while_the_table_has_no_default_route(given, routes, leads):
    found = Routing(routes, (), Places(), learned=True, given=given)
    assert found.leads_all_to(FIREWALL) is leads
    assert found.leads_all_to(None) is (leads and not found.defaults()), "whatever its address"


def test_what_is_known_of_a_hub_says_nothing_of_ipv6():
    found = Routing((), (), Places(), learned=True, given=HUB)
    assert (found.without_default(4), found.without_default(6).kind) == (HUB, "Unknown")
    assert Routing((), (), Places()).without_default(6) == Hop("Internet")
