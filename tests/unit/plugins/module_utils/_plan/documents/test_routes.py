# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes as users and tables write them, whose they are, and those that lead past the firewall."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import routes
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.routes import Route
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import documented
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

ROUTE = {"name": "ADX_Management", "address_prefix": "13.64.38.225/32", "next_hop_type": "internet"}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, ("13.64.38.225/32", "Internet", None)),
        ({"address_prefix": "13.64.38.225"}, ("13.64.38.225/32", "Internet", None)),
        ({"address_prefix": "AzureDataExplorerManagement"}, ("AzureDataExplorerManagement", "Internet", None)),
        ({"next_hop_type": "virtual_network_gateway"}, ("13.64.38.225/32", "VirtualNetworkGateway", None)),
        (
            {"next_hop_type": "VirtualAppliance", "next_hop_ip_address": "10.0.1.4"},
            ("13.64.38.225/32", "VirtualAppliance", "10.0.1.4"),
        ),
        ({"next_hop_ip_address": ""}, ("13.64.38.225/32", "Internet", None)),
    ],
)
def test_a_route_is_read_in_either_spelling_and_survives_the_way_to_azure_and_back(changed, expected):
    route = routes.from_option({**ROUTE, **changed})
    assert (route.prefix, route.hop_type, route.hop_address) == expected
    assert routes.from_arm(routes.to_arm(route)) == route == routes.from_option(routes.to_option(route))


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        *(({"name": name}, "needs another name: letters") for name in ("", "-x", "a b", "x\n", "y" * 81)),
        ({"next_hop_type": "Moon"}, "has next hop type 'Moon'"),
        ({"next_hop_type": ""}, "it takes Internet, VirtualAppliance, VnetLocal, VirtualNetworkGateway, None"),
        ({"next_hop_type": "VirtualAppliance"}, "takes next_hop_ip_address with next hop type VirtualAppliance"),
        ({"next_hop_ip_address": "10.0.1.4"}, "and only with it"),
        *(
            (changed, words)
            for changed, words in (
                ({"address_prefix": ""}, "prefix"),
                ({"address_prefix": "10.0.0.0/33"}, "10.0.0.0/33"),
                ({"address_prefix": "10.0.0.256/32"}, "10.0.0.256/32"),
                ({"address_prefix": "not a network"}, "not a network"),
            )
        ),
        *(
            ({"next_hop_type": "VirtualAppliance", "next_hop_ip_address": address}, f"'{address}', which is no IP")
            for address in ("firewall", "10.0.1.4/32")
        ),
    ],
)
def test_what_azure_would_refuse_in_a_route_is_refused(changed, words):
    with pytest.raises(PlanError, match=words):
        routes.from_option({**ROUTE, **changed})


@pytest.mark.parametrize(
    ("second", "what"),
    [({"name": "adx_management", "address_prefix": "1.2.3.4/32"}, "name"), ({"name": "other"}, "prefix")],
)
def test_two_routes_of_one_name_or_prefix_are_refused(second, what):
    pair = [routes.from_option(ROUTE), routes.from_option({**ROUTE, **second})]
    with pytest.raises(PlanError, match=f"have the same {what}"):
        routes.require_distinct(pair)


def test_routes_that_share_neither_name_nor_prefix_are_distinct():
    routes.require_distinct([Route("a", "1.2.3.4/32", "None"), Route("b", "1.2.3.5/32", "None")])


def test_two_spellings_of_one_network_are_one_prefix():
    with pytest.raises(PlanError, match="Routes 'a' and 'b' have the same prefix"):
        routes.require_distinct([Route("a", "1.2.3.4/32", "None"), Route("b", " 1.2.3.4 ", "None")])


@pytest.mark.parametrize(
    ("name", "prefix", "ours"),
    [
        ("ADX_Management", "13.64.38.225/32", True),
        ("adx_monitoring_3", "40.80.153.6/32", True),
        ("ADX_Management", "10.0.0.0/8", False),
        ("mine", "13.64.38.225/32", False),
        ("ADX_Management_x", "13.64.38.225/32", False),
        ("my_ADX_Management", "13.64.38.225/32", False),
        ("ADX_Management_Tag", "AzureDataExplorerManagement", True),
        ("ADX_Management_Tag", "azuredataexplorermanagement", True),
        ("ADX_Management_Tag", "AzureMonitor", False),
    ],
)
def test_a_route_is_ours_by_name_and_documented_prefix_together(name, prefix, ours):
    route = Route(name, prefix, "Internet")
    assert routes.is_ours(route, documented.documented_addresses("West US")) is ours


@pytest.mark.parametrize(
    ("name", "prefix", "hop", "ours", "misnamed"),
    [
        ("ADX_Default", "0.0.0.0/0", "VirtualAppliance", True, False),
        ("adx_default", "0.0.0.0/0", "virtualappliance", True, False),
        ("ADX_Default", "0.0.0.0/0", "Internet", False, False),
        ("ADX_Default", "10.0.0.0/8", "VirtualAppliance", False, True),
        ("to-firewall", "0.0.0.0/0", "VirtualAppliance", False, False),
        ("ADX_Management", "13.64.38.225/32", "Internet", True, False),
        ("ADX_Management", "10.0.0.0/8", "Internet", False, True),
        ("mine", "10.0.0.0/8", "Internet", False, False),
    ],
)
def test_a_name_of_ours_on_a_prefix_that_is_not_is_misnamed_and_not_ours(name, prefix, hop, ours, misnamed):
    route = Route(name, prefix, hop)
    assert routes.is_ours(route, ["13.64.38.225"]) is ours
    assert routes.is_misnamed(route, ["13.64.38.225"]) is misnamed


@pytest.mark.parametrize(
    ("hop", "does"),
    [
        (("Internet", None), "goes to the internet past the firewall"),
        (("VirtualAppliance", "10.0.1.4"), "is sent to VirtualAppliance 10.0.1.4"),
        (("None", None), "is sent to next hop None"),
    ],
)
def test_a_misnamed_route_is_told_with_what_it_does(hop, does):
    assert routes.misnaming(Route("ADX_Management", "10.0.0.0/8", *hop)) == (
        "Route 'ADX_Management' has a name of ours, but 10.0.0.0/8 is no prefix of ours, so it is left as it is:"
        f" everything to 10.0.0.0/8 {does}"
    )


def test_routes_past_the_firewall_are_named_and_numbered_as_documented():
    found = routes.past_firewall(["1.1.1.1", "1.1.1.2", "1.1.1.1/32"], ["1.1.1.2", "2.2.2.1", "2.2.2.2", "2.2.2.3"])
    assert found == (
        Route("ADX_Management", "1.1.1.1/32", "Internet"),
        Route("ADX_Management_1", "1.1.1.2/32", "Internet"),
        Route("ADX_Monitoring", "2.2.2.1/32", "Internet"),
        Route("ADX_Monitoring_1", "2.2.2.2/32", "Internet"),
        Route("ADX_Monitoring_2", "2.2.2.3/32", "Internet"),
    )


def test_an_address_that_is_skipped_gets_no_route_and_no_number():
    assert routes.past_firewall(["1.1.1.1", "1.1.1.2"], ["2.2.2.1"], [" 1.1.1.1", "2.2.2.1/32"]) == (
        Route("ADX_Management", "1.1.1.2/32", "Internet"),
    )


def test_the_default_route_leads_to_the_firewall_and_that_of_the_tag_past_it():
    assert routes.default_route("10.0.1.4") == Route("ADX_Default", "0.0.0.0/0", "VirtualAppliance", "10.0.1.4")
    assert routes.management_tag_route() == Route("ADX_Management_Tag", "AzureDataExplorerManagement", "Internet")


@pytest.mark.parametrize(
    ("address", "prefix"),
    [("13.64.38.225", "13.64.38.225/32"), (" 10.0.0.0/8 ", "10.0.0.0/8"), ("fd00::1", "fd00::1/128")],
)
def test_an_address_becomes_a_prefix_of_its_own(address, prefix):
    assert routes.host_prefix(address) == prefix


@pytest.mark.parametrize("address", ["10.0.0.1/8", "AzureMonitor", ""])
def test_what_no_route_could_lead_to_is_refused(address):
    with pytest.raises(PlanError, match=f"'{address}' is no IP address or network that a route could lead to"):
        routes.host_prefix(address)


@pytest.mark.parametrize(
    ("text", "prefix"),
    [
        ("13.64.38.225", "13.64.38.225/32"),
        ("10.1.2.3/8", "10.0.0.0/8"),
        (" FD00::/8 ", "fd00::/8"),
        (" AzureMonitor ", "AzureMonitor"),
    ],
)
def test_a_network_has_one_spelling_and_a_tag_keeps_its_own(text, prefix):
    assert routes.normalised_prefix(text) == prefix


def test_routes_are_compared_by_network_and_by_hop_in_whatever_spelling():
    assert Route("a", "10.1.2.3/8", "Internet").key == Route("b", "10.0.0.0/8", "None").key == "10.0.0.0/8"
    assert Route("a", "AzureMonitor", "Internet").key == "azuremonitor"
    assert Route("a", "10.0.0.0/8", "Internet").hop == Route("b", "10.0.0.0/8", "INTERNET", "").hop == ("internet", "")
    assert Route("a", "10.0.0.0/8", "VirtualAppliance", "10.0.1.4").hop == ("virtualappliance", "10.0.1.4")


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (world.route("a", hop="internet"), Route("a", "13.64.38.225/32", "Internet")),
        (world.default_route("b"), Route("b", "0.0.0.0/0", "VirtualAppliance", "10.0.1.4")),
        (
            {"name": "c", "properties": {"addressPrefix": "10.0.0.0/8", "nextHopType": "Moon", "nextHopIpAddress": ""}},
            Route("c", "10.0.0.0/8", "Moon"),
        ),
        ({"name": "d"}, Route("d", "", "")),
    ],
)
def test_a_route_of_a_table_is_read_whatever_stands_in_it(document, expected):
    assert routes.from_arm(document) == expected


@pytest.mark.parametrize("address", ["fd00::1%x\ny", "10.0.1.4/32", "10.0.1.4\n", "x", ""])
def test_no_route_leads_to_what_is_no_address(address):
    with pytest.raises(PlanError, match="no default route can lead to it"):
        routes.default_route(address)


@pytest.mark.parametrize("prefix", ["fd00::1%x", "fd00::%x\ny/64", "fd00::/64%x"])
def test_an_address_with_a_zone_is_no_prefix_of_a_route(prefix):
    with pytest.raises(PlanError):
        routes.host_prefix(prefix)
    with pytest.raises(PlanError):
        routes.past_firewall(["13.64.38.225"], [], [prefix])
    with pytest.raises(PlanError):
        routes.from_option({"name": "x", "address_prefix": prefix, "next_hop_type": "Internet"})
    hop = {"next_hop_type": "VirtualAppliance", "next_hop_ip_address": prefix}
    with pytest.raises(PlanError):
        routes.from_option({"name": "x", "address_prefix": "10.0.0.0/8", **hop})
    assert routes.normalised_prefix(prefix) == prefix


def test_a_next_hop_is_written_as_it_was_read():
    hop = {"next_hop_type": "VirtualAppliance", "next_hop_ip_address": "FD00:0::1"}
    assert routes.from_option({"name": "x", "address_prefix": "10.0.0.0/8", **hop}).hop_address == "fd00::1"
