# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a subnet sends what: a case per documented rule."""

# ruff: noqa: E501 -- a case is a line
from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import places, routing
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Flow

from .documents import AMQP, HOST, SUBNET, name_flow, peering, table, virtual_network

ADDRESS = "13.64.38.225"
TO_FIREWALL = ("to-hub", "0.0.0.0/0", "VirtualAppliance", "10.0.1.4")
PAST = ("ADX_Management", f"{ADDRESS}/32", "Internet")
SPACE = "10.20.0.0/16"
WITH_GATEWAY = virtual_network(SPACE, subnets=["GatewaySubnet"])
WITH_ROUTE_SERVER = virtual_network(SPACE, subnets=["RouteServerSubnet"])
WITH_REMOTE = virtual_network(SPACE, peering("10.0.0.0/16", useRemoteGateways=True))
PEERED = virtual_network(SPACE, peering("10.0.0.0/16"), peering("10.70.0.0/16", "Disconnected"))
CLOSED = virtual_network(SPACE, peering("10.0.0.0/16", allowVirtualNetworkAccess=False))
LARGE = virtual_network("192.168.0.0/15")
TAGS = {
    "azuredataexplorermanagement": (f"{ADDRESS}/32",),
    "azurecloud": ("13.64.0.0/11",),
    "azurecloud.westus": ("13.64.0.0/11",),
    "sql": ("40.0.0.0/8",),
}


def of(*routes, network=None, tags=None, endpoints=(), unread=False, **properties):
    listed = [{"service": one} if isinstance(one, str) else one for one in endpoints]
    subnet = {"properties": {"addressPrefix": SUBNET, "serviceEndpoints": listed}}
    found = table(*routes, **properties) if routes or properties else None
    seen = None if unread else network or virtual_network(SPACE)
    return routing.of_subnet(subnet, found, seen, places.around(subnet, seen, found, tags), network_unread=unread)


# (the documented rule, routing, address, its category, next hop, route)
ADDRESSES = [
    ("without routes everything goes to the internet", of(), ADDRESS, "", "Internet", None),
    ("the network itself stays local", of(), "10.20.3.4", "", "VnetLocal", None),
    ("the network is longer than a default route", of(TO_FIREWALL), "10.20.3.4", "", "VnetLocal", None),
    (
        "a connected peer is reached as the network is",
        of(TO_FIREWALL, network=PEERED),
        "10.0.5.4",
        "",
        "VnetLocal",
        None,
    ),
    (
        "one whose peering is lost is not",
        of(TO_FIREWALL, network=PEERED),
        "10.70.0.4",
        "",
        "VirtualAppliance",
        "to-hub",
    ),
    ("a closed peering has its routes", of(TO_FIREWALL, network=CLOSED), "10.0.5.4", "", "VnetLocal", None),
    (
        "a user route of a peer's length takes its traffic",
        of(("r", "10.0.0.0/16", "VirtualAppliance", "10.0.1.4"), network=PEERED),
        "10.0.5.4",
        "",
        "VirtualAppliance",
        "r",
    ),
    ("10.0.0.0/8 is dropped until something holds it", of(), "10.99.0.1", "", "None", None),
    ("172.16.0.0/12 is", of(), "172.31.0.1", "", "None", None),
    ("192.168.0.0/16 is", of(), "192.168.0.1", "", "None", None),
    ("100.64.0.0/10 is", of(), "100.127.0.1", "", "None", None),
    ("what lies beside them is not", of(), "172.32.0.1", "", "Internet", None),
    ("a network that includes such a prefix takes its place", of(network=LARGE), "192.168.0.1", "", "VnetLocal", None),
    ("a default route takes them away", of(TO_FIREWALL), "10.99.0.1", "", "VirtualAppliance", "to-hub"),
    ("any other route does not", of(PAST), "10.99.0.1", "", "None", None),
    ("a user route of their length beats them", of(("r", "10.0.0.0/8", "Internet")), "10.99.0.1", "", "Internet", "r"),
    ("a gateway may have learned where they are", of(network=WITH_GATEWAY), "10.99.0.1", "", "Unknown", None),
    (
        "a network that could not be read may have peers",
        of(TO_FIREWALL, unread=True, disableBgpRoutePropagation=True),
        "10.0.5.4",
        "",
        "Unknown",
        None,
    ),
    (
        "which hold nothing public",
        of(TO_FIREWALL, unread=True, disableBgpRoutePropagation=True),
        ADDRESS,
        "",
        "VirtualAppliance",
        "to-hub",
    ),
    (
        "a user route of the same length beats the network's",
        of(("r", "10.20.0.0/16", "VirtualAppliance", "10.0.1.4")),
        "10.20.3.4",
        "",
        "VirtualAppliance",
        "r",
    ),
    ("a default route takes what has no other", of(TO_FIREWALL), ADDRESS, "", "VirtualAppliance", "to-hub"),
    ("the longest prefix wins", of(TO_FIREWALL, PAST), ADDRESS, "", "Internet", "ADX_Management"),
    ("whatever the order", of(PAST, TO_FIREWALL), ADDRESS, "", "Internet", "ADX_Management"),
    (
        "an address beside a route does not follow it",
        of(TO_FIREWALL, PAST),
        "13.64.38.226",
        "",
        "VirtualAppliance",
        "to-hub",
    ),
    (
        "a longer foreign route takes a shorter one's address",
        of(("r", "13.0.0.0/8", "Internet"), ("s", "13.64.0.0/16", "None")),
        ADDRESS,
        "",
        "None",
        "s",
    ),
    (
        "a management address follows the documented tag's route",
        of(TO_FIREWALL, ("t", "AzureDataExplorerManagement", "Internet")),
        ADDRESS,
        places.MANAGEMENT,
        "Internet",
        "t",
    ),
    (
        "a monitoring address follows no tag",
        of(TO_FIREWALL, ("t", "AzureDataExplorerManagement", "Internet")),
        ADDRESS,
        places.HEALTH_MONITORING,
        "VirtualAppliance",
        "to-hub",
    ),
    (
        "a written prefix beats a tag of the same length",
        of(PAST, ("t", "AzureDataExplorerManagement", "None"), tags=TAGS),
        ADDRESS,
        places.MANAGEMENT,
        "Internet",
        "ADX_Management",
    ),
    (
        "a tag's prefixes count where they were read",
        of(TO_FIREWALL, ("t", "AzureDataExplorerManagement", "Internet"), tags=TAGS),
        ADDRESS,
        "",
        "Internet",
        "t",
    ),
    (
        "an address outside of them follows the default",
        of(TO_FIREWALL, ("t", "AzureDataExplorerManagement", "Internet"), tags=TAGS),
        "13.64.38.226",
        places.MANAGEMENT,
        "VirtualAppliance",
        "to-hub",
    ),
    (
        "a regional AzureCloud beats the global one",
        of(("g", "AzureCloud", "None"), ("r", "AzureCloud.WestUS", "Internet"), tags=TAGS),
        "13.70.0.1",
        "",
        "Internet",
        "r",
    ),
    (
        "a tag nobody read leaves it open",
        of(TO_FIREWALL, ("t", "AzureCloud", "Internet")),
        ADDRESS,
        "",
        "Unknown",
        None,
    ),
    (
        "but not where the address has a route of its own",
        of(TO_FIREWALL, PAST, ("t", "AzureCloud", "None")),
        ADDRESS,
        "",
        "Internet",
        "ADX_Management",
    ),
    ("a gateway may have learned a longer route", of(TO_FIREWALL, network=WITH_GATEWAY), ADDRESS, "", "Unknown", None),
    ("a route server may have, too", of(TO_FIREWALL, network=WITH_ROUTE_SERVER), ADDRESS, "", "Unknown", None),
    ("a peer's gateway may have, too", of(TO_FIREWALL, network=WITH_REMOTE), ADDRESS, "", "Unknown", None),
    (
        "nothing learned beats a user route of full length",
        of(TO_FIREWALL, PAST, network=WITH_GATEWAY),
        ADDRESS,
        "",
        "Internet",
        "ADX_Management",
    ),
    (
        "a table that refuses learned routes settles it",
        of(TO_FIREWALL, network=WITH_GATEWAY, disableBgpRoutePropagation=True),
        ADDRESS,
        "",
        "VirtualAppliance",
        "to-hub",
    ),
]


@pytest.mark.parametrize(
    ("why", "way", "address", "category", "kind", "route"), ADDRESSES, ids=[c[0] for c in ADDRESSES]
)
def test_an_address_is_sent_as_documented(why, way, address, category, kind, route):
    hop = routing.of_address(way, address, category)
    assert (hop.kind, hop.route) == (kind, route), hop
    assert bool(hop.why) == (kind == "Unknown")


REGIONAL = {"service": "Microsoft.Storage", "locations": ["westus", "eastus"]}
STORED = {"storage": ("20.2.0.0/16",), "storage.westus": ("20.2.0.0/24",), "storage.eastus": ("20.2.1.0/24",)}
MINE = name_flow("mine.blob.core.windows.net", category="Extra")
STORAGE = name_flow("x.blob.core.windows.net", category="AzureStorage")
NAMES = [
    (
        "a name follows the default route",
        of(TO_FIREWALL, PAST),
        name_flow("a.contoso.com"),
        "VirtualAppliance",
        "to-hub",
    ),
    ("without one it goes to the internet", of(PAST), name_flow("a.contoso.com"), "Internet", None),
    (
        "a service endpoint takes its service",
        of(TO_FIREWALL, endpoints=["Microsoft.Storage"]),
        STORAGE,
        "ServiceEndpoint",
        "Microsoft.Storage",
    ),
    ("and no other", of(TO_FIREWALL, endpoints=["Microsoft.Sql"]), STORAGE, "VirtualAppliance", "to-hub"),
    (
        "a name of Event Hubs, perhaps, by endpoint",
        of(TO_FIREWALL, endpoints=["Microsoft.EventHub"]),
        name_flow("*.servicebus.windows.net", 5671),
        "VirtualAppliance",
        "to-hub",
    ),
    (
        "a tag's route takes the names of its service",
        of(TO_FIREWALL, ("t", "Storage", "Internet")),
        STORAGE,
        "Internet",
        "t",
    ),
    (
        "which no user route overrides",
        of(TO_FIREWALL, ("t", "Storage", "None"), endpoints=["Microsoft.Storage"]),
        STORAGE,
        "ServiceEndpoint",
        "Microsoft.Storage",
    ),
    (
        "not even one for the address itself",
        of(TO_FIREWALL, ("r", "20.2.0.9/32", "None"), endpoints=["Microsoft.Storage"], tags=STORED),
        name_flow("x.blob.core.windows.net", addresses=("20.2.0.9",)),
        "ServiceEndpoint",
        "Microsoft.Storage",
    ),
    (
        "and for which no table has to be read",
        replace(of(TO_FIREWALL, endpoints=["Microsoft.Storage"]), unread="it could not be read"),
        STORAGE,
        "ServiceEndpoint",
        "Microsoft.Storage",
    ),
    (
        "a regional endpoint takes the addresses of its regions",
        of(TO_FIREWALL, endpoints=[REGIONAL], tags=STORED),
        name_flow("x.blob.core.windows.net", addresses=("20.2.0.9", "20.2.1.9")),
        "ServiceEndpoint",
        "Microsoft.Storage",
    ),
    (
        "and of no other",
        of(TO_FIREWALL, endpoints=[REGIONAL], tags=STORED),
        name_flow("x.blob.core.windows.net", addresses=("20.2.77.9",)),
        "VirtualAppliance",
        "to-hub",
    ),
    (
        "the cluster's own accounts lie in its region",
        of(TO_FIREWALL, endpoints=[REGIONAL]),
        STORAGE,
        "ServiceEndpoint",
        "Microsoft.Storage",
    ),
    (
        "those of the user may lie in another one",
        of(TO_FIREWALL, endpoints=[REGIONAL]),
        MINE,
        "VirtualAppliance",
        "to-hub",
    ),
    (
        "unless the endpoint is good for all",
        of(TO_FIREWALL, endpoints=[{"service": "Microsoft.Storage", "locations": ["*"]}]),
        MINE,
        "ServiceEndpoint",
        "Microsoft.Storage",
    ),
    (
        "two halves of all addresses are a default route",
        of(
            ("low", "0.0.0.0/1", "VirtualAppliance", "10.0.1.4"),
            ("high", "128.0.0.0/1", "VirtualAppliance", "10.0.1.4"),
        ),
        name_flow("a.contoso.com"),
        "VirtualAppliance",
        "low",
    ),
    (
        "one half of them is not",
        of(("low", "0.0.0.0/1", "VirtualAppliance", "10.0.1.4")),
        name_flow("a.contoso.com"),
        "Internet",
        None,
    ),
    (
        "a prefix is followed as a whole where nothing parts it",
        of(TO_FIREWALL, ("r", "1.2.0.0/16", "Internet")),
        Flow(443, "TCP", addresses=("1.2.3.0/24",)),
        "Internet",
        "r",
    ),
    (
        "a route for a part of it leaves it open",
        of(TO_FIREWALL, ("r", "1.2.3.4/32", "None")),
        Flow(443, "TCP", addresses=("1.2.3.0/24",)),
        "Unknown",
        None,
    ),
    (
        "unless it leads to the same place",
        of(TO_FIREWALL, ("r", "1.2.3.4/32", "VirtualAppliance", "10.0.1.4")),
        Flow(443, "TCP", addresses=("1.2.3.0/24",)),
        "VirtualAppliance",
        "to-hub",
    ),
    (
        "an endpoint for a part of it leaves it open, too",
        of(TO_FIREWALL, endpoints=[REGIONAL], tags=STORED),
        Flow(443, "TCP", addresses=("20.2.0.0/20",)),
        "Unknown",
        None,
    ),
    ("a gateway leaves names open", of(network=WITH_GATEWAY), name_flow("a.contoso.com"), "Unknown", None),
    (
        "but beside a default route, which beats one of the gateway's",
        of(TO_FIREWALL, network=WITH_GATEWAY),
        name_flow("a.contoso.com"),
        "VirtualAppliance",
        "to-hub",
    ),
    (
        "known addresses are followed",
        of(TO_FIREWALL, PAST),
        name_flow("a.contoso.com", addresses=(ADDRESS,)),
        "Internet",
        "ADX_Management",
    ),
    (
        "addresses with routes of their own to one place go there",
        of(TO_FIREWALL, PAST, ("more", "1.2.3.4/32", "Internet")),
        name_flow("a.contoso.com", addresses=(ADDRESS, "1.2.3.4")),
        "Internet",
        "ADX_Management",
    ),
    (
        "addresses that part ways leave it open",
        of(TO_FIREWALL, PAST),
        name_flow("a.contoso.com", addresses=(ADDRESS, "1.2.3.4")),
        "Unknown",
        None,
    ),
]


@pytest.mark.parametrize(("why", "way", "flow", "kind", "route"), NAMES, ids=[case[0] for case in NAMES])
def test_a_dependency_is_sent_as_documented(why, way, flow, kind, route):
    hop = routing.of_flow(way, flow)
    assert (hop.kind, hop.route) == (kind, route), hop


V6 = virtual_network(SPACE, more=["fd00:20::/48"])
# (why, routing, destination, the places a part of it may go instead)
PERHAPS = [
    ("a wide route may hold a name", of(TO_FIREWALL, ("r", "20.0.0.0/9", "None")), HOST, ["None"]),
    ("not a private one", of(TO_FIREWALL, ("r", "10.0.0.0/8", "None"), ("s", "172.16.0.0/12", "None")), HOST, []),
    ("one for IPv6 holds no address of IPv4", of(TO_FIREWALL, ("r", "2000::/3", "None"), network=V6), HOST, []),
    ("but those of its own family", of(("r", "2000::/3", "None"), network=V6), replace(HOST, version=6), ["None"]),
    ("a name of Event Hubs may be one of Service Bus", of(TO_FIREWALL, ("t", "EventHub", "None")), AMQP, ["None"]),
    (
        "halves that part ways are both told",
        of(("low", "0.0.0.0/1", "VirtualAppliance", "10.0.1.4"), ("high", "128.0.0.0/1", "None")),
        HOST,
        ["None"],
    ),
    (
        "an account of the user's may have the endpoint",
        of(TO_FIREWALL, endpoints=[REGIONAL]),
        MINE,
        ["ServiceEndpoint"],
    ),
    (
        "so may some of a wildcard's names",
        of(TO_FIREWALL, endpoints=["Microsoft.Storage"]),
        name_flow("*.core.windows.net"),
        ["ServiceEndpoint"],
    ),
]


@pytest.mark.parametrize(("why", "way", "flow", "kinds"), PERHAPS, ids=[case[0] for case in PERHAPS])
def test_where_a_part_may_go_elsewhere_that_is_told(why, way, flow, kinds):
    assert [hop.kind for hop in routing.of_flow(way, flow).perhaps] == kinds


def test_a_default_route_to_come_takes_the_place_of_the_one_that_is_there_and_leaves_the_others():
    old = of(("old", "0.0.0.0/0", "VirtualAppliance", "10.9.9.9"), PAST, network=WITH_GATEWAY)
    made = routing.with_default(replace(old, unread="it could not be read"), "10.0.1.4")
    assert [(route.prefix, route.hop_address) for route in made.routes] == [
        (f"{ADDRESS}/32", None),
        ("0.0.0.0/0", "10.0.1.4"),
    ]
    assert (made.learned, made.unread) == (True, ""), "a longer route of the gateway beats it"
    assert (made.local, made.endpoints, made.known) == (old.local, old.endpoints, old.known)


def test_where_a_table_could_not_be_read_nobody_knows_the_way():
    hop = routing.of_flow(replace(of(TO_FIREWALL), unread="it could not be read"), HOST)
    assert (hop.kind, hop.why) == ("Unknown", "it could not be read")


def test_a_route_for_a_tag_that_may_hold_a_name_may_take_it():
    way = of(TO_FIREWALL, ("t", "Storage", "Internet"))
    hop = routing.of_flow(way, HOST)
    assert (hop.route, [one.route for one in hop.perhaps]) == ("to-hub", ["t"])
    assert routing.of_flow(of(TO_FIREWALL, ("t", "EventHub", "Internet")), HOST).perhaps == ()


@pytest.mark.parametrize(
    ("prefix", "hop", "wide", "narrow"),
    [
        ("20.0.0.0/15", ("None",), True, False),
        ("20.0.0.0/16", ("None",), False, True),
        ("203.0.113.0/24", ("Internet",), False, True),
        ("203.0.113.9/32", ("Internet",), False, False),
        ("203.0.113.9/32", ("None",), False, True),
        ("10.0.0.0/24", ("None",), False, False),
        ("Storage.WestUS", ("None",), True, False),
    ],
    ids=[
        "a wide prefix",
        "one that is just narrow",
        "a narrow one to the internet",
        "a single address past the firewall",
        "a single address that is dropped",
        "a private one",
        "a tag",
    ],
)
def test_a_wide_route_may_hold_a_name_and_a_narrow_public_one_is_taken_to_hold_none(prefix, hop, wide, narrow):
    way = of(TO_FIREWALL, ("r", prefix, *hop))
    assert [one.route for one in routing.of_flow(way, HOST).perhaps] == ["r"] * wide
    assert [route.name for route in routing.narrow_public(way)] == ["r"] * narrow


NAMES = [
    name_flow(name, category=category)
    for name in ("a.contoso.com", "x.blob.core.windows.net", "b.vault.azure.net", "*.core.windows.net")
    for category in ("", "AzureStorage")
]
WAYS = {
    "a default route": lambda: of(TO_FIREWALL),
    "a route for a tag": lambda: of(TO_FIREWALL, ("tagged", "Storage", "Internet")),
    "a wide route and a gateway": lambda: of(
        ("wide", "40.0.0.0/8", "VirtualAppliance", "10.0.9.9"), network=WITH_GATEWAY
    ),
    "endpoints": lambda: of(TO_FIREWALL, endpoints=["Microsoft.Storage", "Microsoft.KeyVault"]),
    "a hub's": lambda: routing.with_hub(of(PAST)),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_what_was_asked_before_changes_no_answer(way):
    flows = [*NAMES, *(replace(one, version=6) for one in NAMES), AMQP, HOST]
    alone = [routing.of_flow(way(), flow) for flow in flows]
    kept = way()
    assert [routing.of_flow(kept, flow) for flow in flows] == alone
    assert [routing.of_flow(kept, flow) for flow in reversed(flows)] == alone[::-1]
