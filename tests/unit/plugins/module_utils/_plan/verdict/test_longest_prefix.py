# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which route an address follows, from routes, prefixes of the network and what is known of service tags."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.routes import Route
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import longest_prefix
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Flow
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.next_hops import Hop, Routing
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.places import MANAGEMENT, Places
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.service_endpoints import Endpoint

ADDRESS, BESIDE, PRIVATE = "13.64.38.225", "13.64.38.226", "10.99.0.1"
DEFAULT = ("to-hub", "0.0.0.0/0", "VirtualAppliance", "10.0.1.4")
PAST, TAGGED = ("past", f"{ADDRESS}/32", "Internet"), ("tag", "AzureDataExplorerManagement", "Internet")
TAGS = {
    "azuredataexplorermanagement": (f"{ADDRESS}/32",),
    "azurecloud": ("13.64.0.0/11",),
    "azurecloud.westus": ("13.64.0.0/11",),
    "sql": ("13.64.0.0/11", "40.0.0.0/8"),
    "sql.westus": ("13.64.0.0/11",),
}
TO_HUB, OUT, LOCAL = Hop("VirtualAppliance", "10.0.1.4", "to-hub", is_default=True), Hop("Internet"), Hop("VnetLocal")
GATEWAY = "a gateway may have learned a longer route, which cannot be read here"
PEERS = "the network could not be read, and one of its peers may hold it"


def way(*routes, tags=None, local=("10.20.0.0/16",), endpoints=(), **more):
    return Routing(tuple(Route(*route) for route in routes), endpoints, Places(tags), local=local, **more)


def by(route, kind="Internet"):
    return Hop(kind, route=route)


# (the rule, the way out, the address, the hop)
HOPS = [
    ("nothing leads there but the system", way(), ADDRESS, OUT),
    ("the network holds it", way(), "10.20.3.4", LOCAL),
    ("the network is longer than the default route", way(DEFAULT), "10.20.3.4", LOCAL),
    ("a route as long as the network's", way(("r", "10.20.0.0/16", "None")), "10.20.3.4", by("r", "None")),
    ("a route shorter than the network's", way(("r", "10.20.0.0/15", "None")), "10.20.3.4", LOCAL),
    ("private space that nothing holds", way(), PRIVATE, Hop("None")),
    ("all of it", way(), "172.31.255.255", Hop("None")),
    ("all of it", way(), "192.168.0.1", Hop("None")),
    ("all of it", way(), "100.127.0.1", Hop("None")),
    ("what lies beside it", way(), "172.32.0.1", OUT),
    ("a default route takes private space, too", way(DEFAULT), PRIVATE, TO_HUB),
    ("so does a route as long as the system's", way(("r", "10.0.0.0/8", "Internet")), PRIVATE, by("r")),
    ("not a shorter one", way(("r", "8.0.0.0/5", "Internet")), PRIVATE, Hop("None")),
    ("nor one for a half of all", way(("r", "0.0.0.0/1", "Internet")), PRIVATE, Hop("None")),
    ("without a network there are no routes of it", way(local=()), PRIVATE, OUT),
    ("the default route", way(DEFAULT), ADDRESS, TO_HUB),
    ("the longest one", way(DEFAULT, PAST), ADDRESS, by("past")),
    ("whatever the order", way(PAST, DEFAULT), ADDRESS, by("past")),
    ("not the one beside it", way(DEFAULT, PAST), BESIDE, TO_HUB),
    ("a prefix that is written before a tag", way(TAGGED, PAST, tags=TAGS), ADDRESS, by("past")),
    ("whatever the order", way(PAST, TAGGED, tags=TAGS), ADDRESS, by("past")),
    ("a tag's prefix", way(DEFAULT, TAGGED, tags=TAGS), ADDRESS, by("tag")),
    ("not beside it", way(DEFAULT, TAGGED, tags=TAGS), BESIDE, TO_HUB),
    ("a tag without prefixes holds nothing", way(DEFAULT, TAGGED, tags={TAGGED[1].lower(): ()}), ADDRESS, TO_HUB),
    (
        "a regional tag before a global one",
        way(("g", "Sql", "None"), ("r", "Sql.WestUS", "Internet"), tags=TAGS),
        ADDRESS,
        by("r"),
    ),
    (
        "whatever the order",
        way(("r", "Sql.WestUS", "Internet"), ("g", "Sql", "None"), tags=TAGS),
        ADDRESS,
        by("r"),
    ),
    (
        "any tag before AzureCloud",
        way(("c", "AzureCloud.WestUS", "None"), ("g", "Sql", "Internet"), tags=TAGS),
        ADDRESS,
        by("g"),
    ),
    (
        "a longer AzureCloud before any shorter tag",
        way(("c", "AzureCloud", "None"), ("g", "Sql", "Internet"), tags={**TAGS, "sql": ("13.64.0.0/10",)}),
        ADDRESS,
        by("c", "None"),
    ),
    (
        "a gateway may know better",
        way(DEFAULT, learned=True),
        ADDRESS,
        Hop("Unknown", why=GATEWAY, cause="learned_route"),
    ),
    ("even where there is no route", way(learned=True), PRIVATE, Hop("Unknown", why=GATEWAY, cause="learned_route")),
    ("not than the network", way(DEFAULT, learned=True), "10.20.3.4", LOCAL),
    ("nor than a route for the address itself", way(DEFAULT, PAST, learned=True), ADDRESS, by("past")),
    (
        "a peer nobody read may hold it",
        way(DEFAULT, lonely=True),
        PRIVATE,
        Hop("Unknown", why=PEERS, cause="unreadable"),
    ),
    ("not what is public", way(DEFAULT, lonely=True), ADDRESS, TO_HUB),
    (
        "a peer before a gateway",
        way(DEFAULT, lonely=True, learned=True),
        PRIVATE,
        Hop("Unknown", why=PEERS, cause="unreadable"),
    ),
    (
        "a tag nobody read",
        way(DEFAULT, ("c", "AzureCloud", "Internet")),
        ADDRESS,
        Hop("Unknown", why="the prefixes of service tag AzureCloud were not read", cause="service_tag"),
    ),
    ("a tag that was read and does not hold it", way(DEFAULT, ("s", "Sql", "None"), tags=TAGS), "20.1.1.1", TO_HUB),
    (
        "AzureCloud as it was read leaves nothing open",
        way(DEFAULT, ("c", "AzureCloud", "None"), tags=TAGS),
        "20.1.1.1",
        TO_HUB,
    ),
]


@pytest.mark.parametrize(("why", "routing", "address", "hop"), HOPS, ids=[case[0] for case in HOPS])
def test_an_address_follows_the_longest_prefix(why, routing, address, hop):
    assert longest_prefix.hop(routing, Flow(443, "TCP", addresses=(address,))) == hop, why


@pytest.mark.parametrize(
    ("category", "hop"),
    [(MANAGEMENT, by("tag")), ("HealthMonitoring", TO_HUB)],
    ids=["management", "monitoring"],
)
def test_where_a_tag_was_not_read_the_documentation_says_whether_it_holds_an_address(category, hop):
    flow = Flow(443, "TCP", addresses=(ADDRESS,), category=category)
    assert longest_prefix.hop(way(DEFAULT, TAGGED), flow) == hop
    learned = Hop("Unknown", why=GATEWAY, cause="learned_route") if hop == TO_HUB else hop
    assert longest_prefix.hop(way(DEFAULT, TAGGED, learned=True), flow) == learned


# (what cuts, the way out, the addresses, the pieces)
CUTS = [
    ("nothing cuts one address", way(PAST), (ADDRESS,), [ADDRESS]),
    ("nothing cuts what lies in one", way(DEFAULT), ("20.0.0.0/8",), ["20.0.0.0/8"]),
    ("the network does", way(), ("10.20.0.0/15",), ["10.20.0.0/16", "10.21.0.0/16"]),
    ("private space does", way(local=()), ("10.0.0.0/7",), ["10.0.0.0/8", "11.0.0.0/8"]),
    ("a route does", way(("r", "20.0.0.0/9", "None")), ("20.0.0.0/8",), ["20.0.0.0/9", "20.128.0.0/9"]),
    (
        "a tag does",
        way(("t", "Sql", "None"), tags={"sql": ("20.0.0.0/9",)}),
        ("20.0.0.0/8",),
        ["20.0.0.0/9", "20.128.0.0/9"],
    ),
    ("not one nobody read", way(("t", "Sql", "None")), ("20.0.0.0/8",), ["20.0.0.0/8"]),
    (
        "an endpoint does",
        way(endpoints=(Endpoint("Microsoft.Storage"),), tags={"storage": ("20.128.0.0/9",)}),
        ("20.0.0.0/8",),
        ["20.0.0.0/9", "20.128.0.0/9"],
    ),
    ("not one nobody read", way(endpoints=(Endpoint("Microsoft.Storage"),)), ("20.0.0.0/8",), ["20.0.0.0/8"]),
    (
        "each of several addresses is cut",
        way(("r", "20.0.0.0/9", "None")),
        ("20.0.0.0/8", ADDRESS),
        ["20.0.0.0/9", "20.128.0.0/9", ADDRESS],
    ),
    ("of no address there is no piece", way(DEFAULT), (), []),
]


@pytest.mark.parametrize(("why", "routing", "given", "pieces"), CUTS, ids=[case[0] for case in CUTS])
def test_addresses_are_cut_where_routes_and_endpoints_cut_them(why, routing, given, pieces):
    flow = Flow(8443, "Https", fqdn="a.contoso.com", addresses=given, category="Extra")
    assert longest_prefix.pieces(routing, flow) == tuple(
        Flow(8443, "Https", fqdn="a.contoso.com", addresses=(piece,), category="Extra") for piece in pieces
    ), why
