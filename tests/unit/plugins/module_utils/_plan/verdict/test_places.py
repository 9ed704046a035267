# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a destination lies: in prefixes, in service tags, in the network."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import places
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.flows import Flow
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.places import Places

from .documents import AMQP, HOST, MONITOR, STORAGE, SUBNET, name_flow, peering, table, virtual_network

NOTHING = Places()
TAGS = Places(
    {"storage": ("20.2.0.0/16",), "storage.westus": ("20.2.0.0/24",), "azuremonitor": ("20.1.0.0/16",), "sql": ()}
)
DEFAULT, HOST_ROUTE = ("to-hub", "0.0.0.0/0", "VirtualAppliance", "10.0.1.4"), ("r", "13.64.38.225/32", "Internet")
GATEWAY = virtual_network("10.20.0.0/16", subnets=["GatewaySubnet"])
PEERS = virtual_network(
    "10.20.0.0/16", peering("10.0.0.0/16"), peering("10.60.0.0/16", allowVirtualNetworkAccess=False)
)
ALONE = virtual_network("10.20.0.0/16")
DOCUMENT = {"properties": {"addressPrefix": SUBNET}}


def at(*addresses, category=""):
    return Flow(443, "TCP", addresses=addresses, category=category)


def tagged(tag):
    return Flow(443, "TCP", tag=tag)


@pytest.mark.parametrize(
    ("tag", "texts"),
    [
        ("Storage", ["20.2.0.0/16"]),
        ("storage.WestUS", ["20.2.0.0/24"]),
        ("Sql", []),
        ("Custom", None),
        ("AzureLoadBalancer", ["168.63.129.16"]),
    ],
    ids=[
        "one that was read",
        "whatever its letters",
        "one that has none",
        "one that was not read",
        "the platform's own",
    ],
)
def test_a_tag_has_the_prefixes_that_were_read(tag, texts):
    found = TAGS.prefixes(tag)
    assert (found if found is None else [str(one) for one in found]) == texts
    assert NOTHING.prefixes("Storage") is None


@pytest.mark.parametrize(
    ("network", "routes", "virtual_network", "routed"),
    [
        (ALONE, (), ("10.20.0.0/16",), ()),
        (PEERS, (DEFAULT,), ("10.20.0.0/16", "10.0.0.0/16"), ("0.0.0.0/0",)),
        (GATEWAY, (HOST_ROUTE,), ("10.20.0.0/16",), ("13.64.38.225/32", "0.0.0.0/0")),
        (None, (HOST_ROUTE,), (SUBNET,), ("13.64.38.225/32", "0.0.0.0/0")),
    ],
    ids=["a network alone", "with peers, open ones only", "with a gateway", "that could not be read"],
)
def test_the_places_around_a_subnet_are_read_off_its_documents(network, routes, virtual_network, routed):
    tags = {"storage": ("20.2.0.0/16",)}
    assert places.around(DOCUMENT, network, table(*routes), tags) == Places(tags, virtual_network, routed)


def test_around_nothing_there_is_what_a_gateway_may_lead_to():
    assert places.around(None, None, None, None) == Places(None, (), ("0.0.0.0/0",))


def test_a_route_more_leaves_the_other_places_as_they_are():
    known = Places({"sql": ()}, ("10.20.0.0/16",), ("20.0.0.0/8",))
    assert places.with_route(known, "0.0.0.0/0") == Places({"sql": ()}, ("10.20.0.0/16",), ("20.0.0.0/8", "0.0.0.0/0"))


@pytest.mark.parametrize(
    ("routes", "network", "address", "held"),
    [
        ((), PEERS, "10.20.9.9", True),
        ((), PEERS, "10.0.9.9", True),
        ((), PEERS, "10.60.9.9", None),
        ((), ALONE, "13.64.38.225", False),
        ((HOST_ROUTE,), ALONE, "13.64.38.225", None),
        ((HOST_ROUTE,), ALONE, "13.64.38.226", False),
        ((DEFAULT,), ALONE, "13.64.38.226", None),
        ((), GATEWAY, "13.64.38.226", None),
        ((), None, "13.64.38.226", None),
    ],
)
def test_tag_virtual_network_holds_the_network_and_its_peers_and_perhaps_what_routes_lead_to(
    routes, network, address, held
):
    found = places.in_virtual_network(at(address), places.around(DOCUMENT, network, table(*routes), None))
    assert found.sure is held
    perhaps = f"whether service tag VirtualNetwork holds {address}:443, by a route or a gateway, is not known"
    assert found.why == ("" if held is not None else perhaps)


def test_a_part_in_the_network_is_told_as_a_part():
    found = places.in_virtual_network(at("10.20.9.9", "13.64.38.225"), places.around(DOCUMENT, ALONE, None, None))
    assert (found.sure, found.why) == (None, "only a part of 10.20.9.9, 13.64.38.225:443 lies there")


@pytest.mark.parametrize(
    ("flow", "private"),
    [
        (at("10.0.0.1"), True),
        (at("198.51.100.7", "192.168.0.1"), True),
        (at("198.51.100.7"), False),
        (HOST, False),
    ],
    ids=["an address", "one of two", "a public one", "a name"],
)
def test_a_destination_is_private_where_a_known_address_of_it_is(flow, private):
    assert places.is_private(flow) is private


# (the rule, destination, entries, whether it lies there)
WITHIN = [
    ("no entry holds anything", at("20.2.0.9"), (), False),
    ("an address in a prefix", at("20.2.0.9"), ("20.2.0.0/16",), True),
    ("an address beside it", at("20.3.0.9"), ("20.2.0.0/16",), False),
    ("an address in two prefixes together", at("20.2.0.0/15"), ("20.2.0.0/16", "20.3.0.0/16"), True),
    ("a prefix of which a part lies there", at("20.2.0.0/15"), ("20.2.0.0/16",), None),
    ("addresses of which one lies there", at("20.2.0.9", "20.3.0.9"), ("20.2.0.0/16",), None),
    ("addresses that all lie there", at("20.2.0.9", "20.2.1.9"), ("20.2.0.0/16",), True),
    ("an address in a tag", at("20.2.0.9"), ("Storage",), True),
    ("an address in a tag or a prefix", at("20.2.0.9"), ("30.0.0.0/8", "Storage"), True),
    ("an address in neither", at("40.2.0.9"), ("30.0.0.0/8", "Storage"), False),
    ("an address and a tag nobody read", at("40.2.0.9"), ("30.0.0.0/8", "Custom"), None),
    ("any address is in all of them", at("20.2.0.9"), ("0.0.0.0/0",), True),
    ("a name is in all of them", HOST, ("0.0.0.0/0",), True),
    ("a name is in both halves of them", HOST, ("0.0.0.0/1", "128.0.0.0/1"), True),
    ("a name by its addresses of IPv4 is not in all of IPv6", HOST, ("::/0",), False),
    ("by those of IPv6 it is", replace(HOST, version=6), ("::/0",), True),
    ("a star is every address", HOST, ("*",), True),
    ("a name in public space", HOST, ("20.0.0.0/8",), None),
    ("a name in private space", HOST, ("10.0.0.0/8", "192.168.0.0/16"), False),
    ("a name in reserved space", HOST, ("224.0.0.0/4",), False),
    ("a name in private and public space", HOST, ("10.0.0.0/8", "20.0.0.0/8"), None),
    ("a tag's addresses in one prefix", MONITOR, ("20.0.0.0/8",), True),
    ("a tag's addresses in a part", MONITOR, ("20.1.0.0/24",), None),
    ("a tag's addresses elsewhere", MONITOR, ("30.0.0.0/8",), False),
    ("a tag nobody read, in a prefix", tagged("Custom"), ("30.0.0.0/8",), None),
    ("a tag nobody read, in private space", tagged("Custom"), ("10.0.0.0/8",), False),
]


@pytest.mark.parametrize(("why", "flow", "entries", "held"), WITHIN, ids=[case[0] for case in WITHIN])
def test_a_destination_lies_within_prefixes_and_tags(why, flow, entries, held):
    found = places.within(flow, entries, TAGS)
    assert found.sure is held, why
    assert bool(found.why) is (held is None)


@pytest.mark.parametrize(
    ("flow", "entries", "why"),
    [
        (HOST, ("10.0.0.0/8", "20.0.0.0/8"), "whether a.contoso.com:443 resolves into 20.0.0.0/8 is not known"),
        (at("20.2.0.0/15"), ("20.2.0.0/16",), "only a part of 20.2.0.0/15:443 lies there"),
        (HOST, ("Custom",), "whether a.contoso.com:443 lies in service tag Custom is not known"),
    ],
)
def test_what_is_not_known_of_a_place_is_said(flow, entries, why):
    assert places.within(flow, entries, TAGS).why == why


# (the rule, destination, tag, what is known, whether it lies there)
IN_TAGS = [
    ("a known address by the prefixes", at("20.2.0.9"), "Storage", TAGS, True),
    ("which beat the documentation", at("20.9.0.9", category="AzureStorage"), "Storage", TAGS, False),
    ("in their absence the documentation", at("20.9.0.9", category="AzureStorage"), "Storage", NOTHING, True),
    ("of which nothing is documented", at("20.9.0.9"), "Storage", NOTHING, None),
    ("the tag itself", tagged("Storage"), "storage", NOTHING, True),
    ("a region of the tag", tagged("Storage.WestUS"), "Storage", NOTHING, True),
    ("the tag in a region of it", tagged("Storage"), "Storage.WestUS", NOTHING, None),
    ("the tag in a region of it, by its prefixes", tagged("Storage"), "Storage.WestUS", TAGS, None),
    ("a tag in AzureCloud", tagged("Storage"), "AzureCloud", NOTHING, None),
    ("and in a region of that", tagged("Storage"), "AzureCloud.WestUS", NOTHING, None),
    (
        "unless its prefixes tell",
        tagged("Storage"),
        "AzureCloud",
        Places({"storage": ("20.2.0.0/16",), "azurecloud": ("20.0.0.0/8",)}),
        True,
    ),
    ("another tag", tagged("Storage"), "Sql", NOTHING, False),
    ("another tag that begins alike", tagged("StorageSync"), "Storage", NOTHING, False),
    ("a tag that begins alike", tagged("Storage"), "StorageSync", NOTHING, False),
    ("a documented category", STORAGE, "Storage", NOTHING, True),
    ("a documented category in a region", STORAGE, "Storage.WestUS", NOTHING, None),
    ("a documented category elsewhere", STORAGE, "Sql", NOTHING, False),
    ("prefixes do not tell of a name", STORAGE, "Storage.WestUS", TAGS, None),
    (
        "a name whose category has no tag",
        name_flow("a.contoso.com", category="HealthMonitoring"),
        "Sql",
        NOTHING,
        False,
    ),
    ("management", at("13.64.38.225", category="Management"), "AzureDataExplorerManagement", NOTHING, True),
    ("monitoring", at("13.64.38.225", category="HealthMonitoring"), "AzureDataExplorerManagement", NOTHING, False),
    ("a name of Event Hubs", AMQP, "EventHub", NOTHING, True),
    ("any other name", HOST, "Storage", NOTHING, None),
    ("but not in tags that hold none but their own", HOST, "EventHub", NOTHING, False),
    ("nor in a region of those", HOST, "AzureMonitor.WestUS", NOTHING, False),
    ("nor in the platform's", HOST, "AzurePlatformDNS", NOTHING, False),
    ("an address may lie in those", at("20.9.0.9"), "EventHub", NOTHING, None),
    ("a name may lie in AzureCloud", HOST, "AzureCloud", NOTHING, None),
]


@pytest.mark.parametrize(("why", "flow", "tag", "known", "held"), IN_TAGS, ids=[case[0] for case in IN_TAGS])
def test_a_destination_lies_in_a_service_tag(why, flow, tag, known, held):
    assert places.in_tag(flow, tag, known, allows=True).sure is held, why


TAGGED = [
    ("k.vault.azure.net", "AzureKeyVault", True),
    ("vault.azure.net", "AzureKeyVault", True),
    ("k.vault.usgovcloudapi.net", "AzureKeyVault", True),
    ("k.vault.azure.cn", "AzureKeyVault", True),
    ("*.vault.azure.cn", "AzureKeyVault", True),
    ("k.vault.contoso.com", "AzureKeyVault", None),
    ("vault.azure.net.contoso.com", "AzureKeyVault", None),
    ("myvault.azure.net", "AzureKeyVault", None),
    ("n.servicebus.chinacloudapi.cn", "EventHub", True),
    ("n.servicebus.contoso.com", "EventHub", False),
    ("a.dfs.core.usgovcloudapi.net", "Storage", True),
    ("a.blob.core.contoso.com", "Storage", None),
]


@pytest.mark.parametrize(("fqdn", "tag", "held"), TAGGED, ids=[f"{name} in {tag}" for name, tag, _held in TAGGED])
def test_a_name_lies_in_a_services_tag_by_the_end_of_it(fqdn, tag, held):
    assert places.in_tag(name_flow(fqdn), tag, NOTHING, allows=True).sure is held


WESTERN = replace(AMQP, region="westus")
OF_REGIONS = [
    ("the tag of its region", WESTERN, "EventHub.WestUS", True),
    ("that of another, which it may have come from", WESTERN, "EventHub.EastUS", None),
    ("a region that tags spell in another way", replace(AMQP, region="norwayeast"), "EventHub.NorwayE", True),
    ("the tag of all", WESTERN, "EventHub", True),
    ("the tag of another service in its region", WESTERN, "Storage.WestUS", False),
    ("every address of the region", WESTERN, "AzureCloud.WestUS", None),
    ("the tag of a region, of a name in nobody knows which", AMQP, "EventHub.WestUS", None),
    ("a name of none of the service's", replace(HOST, region="westus"), "EventHub.WestUS", False),
]


@pytest.mark.parametrize(("why", "flow", "tag", "held"), OF_REGIONS, ids=[case[0] for case in OF_REGIONS])
def test_a_resource_lies_in_the_tag_of_its_region(why, flow, tag, held):
    assert places.in_tag(flow, tag, NOTHING, allows=True).sure is held, why
    assert places.in_tag(flow, tag, NOTHING).sure is None, "and nothing is proven by it"


def test_a_route_for_a_regions_tag_may_lead_a_name_of_event_hubs():
    assert places.is_led(WESTERN, "EventHub.WestUS", NOTHING).sure is None


# What the documentation pairs proves nothing about a rule that denies, about a route or about an endpoint.
UNPROVEN = [
    ("a documented category", STORAGE, "Storage", NOTHING, None),
    ("another tag", STORAGE, "Sql", NOTHING, None),
    ("a name of Service Bus, as it may be", AMQP, "ServiceBus", NOTHING, None),
    ("any name in a tag of few", HOST, "AzureMonitor", NOTHING, None),
    ("the platform's own", HOST, "AzurePlatformDNS", NOTHING, False),
    ("the tag itself", tagged("Storage"), "storage", NOTHING, True),
    ("a known address by the prefixes", at("20.2.0.9"), "Storage", TAGS, True),
    ("an address elsewhere by the prefixes", at("20.9.0.9"), "Storage", TAGS, False),
]


@pytest.mark.parametrize(("why", "flow", "tag", "known", "held"), UNPROVEN, ids=[case[0] for case in UNPROVEN])
def test_that_a_name_lies_in_a_service_tag_or_not_is_proven_by_prefixes_alone(why, flow, tag, known, held):
    assert places.in_tag(flow, tag, known).sure is held, why


@pytest.mark.parametrize(
    ("fqdn", "tag", "holds"),
    [
        ("*.core.windows.net", "storage", True),
        ("*.windows.net", "eventhub", True),
        ("*.azure.cn", "azurekeyvault", True),
        ("*.core.windows.net", "azurekeyvault", False),
        ("core.windows.net", "storage", False),
        ("*.core.contoso.com", "storage", False),
        ("*.azure.net.contoso.com", "azurekeyvault", False),
        ("*.core.windows.net", "sql", False),
    ],
)
def test_a_wildcard_may_have_names_of_a_service(fqdn, tag, holds):
    assert places.may_hold(name_flow(fqdn), tag) is holds


def test_what_has_no_name_has_no_names_of_a_service():
    assert places.may_hold(at("20.2.0.9"), "storage") is False
