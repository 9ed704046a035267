# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a subnet sends what: a case per documented rule."""

# ruff: noqa: E501 -- a case is a line
from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.egress import places, routing
from ansible_collections.adx.outbound.plugins.module_utils._plan.egress.places import Places

from .documents import name_flow, table

ADDRESS = "13.64.38.225"
TO_FIREWALL = ("to-hub", "0.0.0.0/0", "VirtualAppliance", "10.0.1.4")
PAST = ("ADX_Management", f"{ADDRESS}/32", "Internet")
NETWORK = {"properties": {"addressSpace": {"addressPrefixes": ["10.20.0.0/16"]}, "subnets": [{"name": "snet"}]}}
WITH_GATEWAY = {"properties": {**NETWORK["properties"], "subnets": [{"name": "GatewaySubnet"}]}}
WITH_REMOTE = {
    "properties": {**NETWORK["properties"], "virtualNetworkPeerings": [{"properties": {"useRemoteGateways": True}}]}
}
KNOWN = Places(virtual_network=("10.20.0.0/16",))
TAGS = Places({"azuredataexplorermanagement": (f"{ADDRESS}/32",), "azurecloud": ("13.64.0.0/11",), "azurecloud.westus": ("13.64.0.0/11",), "sql": ("40.0.0.0/8",)}, ("10.20.0.0/16",))  # fmt: skip


def of(*routes, network=NETWORK, known=KNOWN, endpoints=(), **properties):
    subnet = {"properties": {"serviceEndpoints": [{"service": name} for name in endpoints]}}
    return routing.of_subnet(subnet, table(*routes, **properties) if routes or properties else None, network, known)


# (the documented rule, routing, address, its category, next hop, route)
ADDRESSES = [
    ("without routes everything goes to the internet", of(), ADDRESS, "", "Internet", None),
    ("the network itself stays local", of(), "10.20.3.4", "", "VnetLocal", None),
    ("the network is longer than a default route", of(TO_FIREWALL), "10.20.3.4", "", "VnetLocal", None),
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
        of(PAST, ("t", "AzureDataExplorerManagement", "None"), known=TAGS),
        ADDRESS,
        places.MANAGEMENT,
        "Internet",
        "ADX_Management",
    ),
    (
        "a tag's prefixes count where they were read",
        of(TO_FIREWALL, ("t", "AzureDataExplorerManagement", "Internet"), known=TAGS),
        ADDRESS,
        "",
        "Internet",
        "t",
    ),
    (
        "an address outside of them follows the default",
        of(TO_FIREWALL, ("t", "AzureDataExplorerManagement", "Internet"), known=TAGS),
        "13.64.38.226",
        places.MANAGEMENT,
        "VirtualAppliance",
        "to-hub",
    ),
    (
        "a regional AzureCloud beats the global one",
        of(("g", "AzureCloud", "None"), ("r", "AzureCloud.WestUS", "Internet"), known=TAGS),
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
        "Event Hubs by endpoint",
        of(TO_FIREWALL, endpoints=["Microsoft.EventHub"]),
        name_flow("*.servicebus.windows.net", 5671),
        "ServiceEndpoint",
        "Microsoft.EventHub",
    ),
    (
        "a tag's route takes the names of its service",
        of(TO_FIREWALL, ("t", "Storage", "Internet")),
        STORAGE,
        "Internet",
        "t",
    ),
    (
        "a user route for a tag beats the endpoint",
        of(TO_FIREWALL, ("t", "Storage", "None"), endpoints=["Microsoft.Storage"]),
        STORAGE,
        "None",
        "t",
    ),
    ("a gateway leaves names open", of(TO_FIREWALL, network=WITH_GATEWAY), name_flow("a.contoso.com"), "Unknown", None),
    (
        "known addresses are followed",
        of(TO_FIREWALL, PAST),
        name_flow("a.contoso.com", addresses=(ADDRESS,)),
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


def test_the_hop_of_the_live_firewall_is_told_from_any_other():
    hop = routing.of_address(of(TO_FIREWALL), ADDRESS)
    assert hop.is_default and routing.leads_to(hop, "10.0.1.4") and not routing.leads_to(hop, "10.0.1.5")
    assert not routing.leads_to(hop, None) and not routing.leads_to(routing.of_address(of(PAST), ADDRESS), "10.0.1.4")
