# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The filters, taken from the plugin as Ansible takes them."""

from __future__ import annotations

import pytest
from ansible.errors import AnsibleFilterError
from ansible_collections.adx.outbound.plugins.filter.egress import FilterModule
from ansible_collections.adx.outbound.plugins.module_utils._plan import documented, routes, rules, shapes

FILTERS = FilterModule().filters()
SOURCES = ["10.20.1.0/24"]


def test_both_filters_are_offered_under_the_names_of_their_pages():
    assert sorted(FILTERS) == ["management_routes", "rule_collections"]


def test_what_the_lookup_gives_goes_through_both_filters():
    found = documented.requirements("West US").as_option()
    collections = FILTERS["rule_collections"](found["dependencies"], "adx-c1-westus", SOURCES)
    options = rules.RuleOptions("adx-c1-westus", tuple(SOURCES))
    planned = rules.wanted_collections(documented.requirements("West US").dependencies, options)
    assert collections == [shapes.to_option(one) for one in planned]
    assert [shapes.from_option(one) for one in collections] == list(planned)
    made = FILTERS["management_routes"](found)
    assert [routes.from_option(one).name for one in made[:3]] == [
        "ADX_Management",
        "ADX_Monitoring",
        "ADX_Monitoring_1",
    ]


def test_fqdn_and_port_are_enough_and_repeats_count_once():
    items = [{"fqdn": "A.example.com", "port": 443}, {"fqdn": "a.example.com", "port": "443"}]
    application, network = FILTERS["rule_collections"](items, "x", SOURCES)
    assert (application["name"], [rule["target_fqdns"] for rule in application["rules"]]) == (
        "x-application",
        [["a.example.com"]],
    )
    assert [rule["name"] for rule in network["rules"]] == ["AzureMonitor-443"]


def test_one_source_may_be_a_string():
    (collection,) = FILTERS["rule_collections"]([], "x", "10.20.1.0/24")
    assert collection["rules"][0]["source_addresses"] == ["10.20.1.0/24"]


def test_without_dependencies_the_documented_network_rule_is_left():
    assert [one["kind"] for one in FILTERS["rule_collections"]([], "x", ["*"])] == ["network"]


@pytest.mark.parametrize(
    ("items", "name", "sources", "sentence"),
    [
        ([{"fqdn": "https://not a host/", "port": 443}], "x", SOURCES, "names 'https://not a host/'"),
        ([{"fqdn": "a.b"}], "x", SOURCES, "has port 'None'"),
        ([{"fqdn": "*.a.b", "port": 1433}], "x", SOURCES, "Azure resolves no wildcard"),
        ([{"fqdn": "a.b", "port": 443}], "-x-", SOURCES, "needs another name"),
        ([], "x", [], "need at least one source address"),
        ([], "x", ["subnet"], "names 'subnet', which is no address"),
        (["a.b"], "x", SOURCES, "takes a list of dictionaries"),
        (None, "x", SOURCES, "takes a list of dictionaries"),
    ],
)
def test_what_makes_no_rule_is_a_filter_error_of_one_sentence(items, name, sources, sentence):
    with pytest.raises(AnsibleFilterError) as raised:
        FILTERS["rule_collections"](items, name, sources)
    assert sentence in str(raised.value) and "\n" not in str(raised.value)


def test_the_routes_of_a_dictionary_lead_to_the_internet_and_past_what_is_skipped():
    lists = {"management": ["1.2.3.4"], "health_monitoring": ["5.6.7.8", "5.6.7.9"]}
    assert FILTERS["management_routes"](lists, skip_addresses=["5.6.7.8"]) == [
        {"name": "ADX_Management", "address_prefix": "1.2.3.4/32", "next_hop_type": "Internet"},
        {"name": "ADX_Monitoring", "address_prefix": "5.6.7.9/32", "next_hop_type": "Internet"},
    ]
    assert FILTERS["management_routes"]({}) == [] == FILTERS["management_routes"]({"management": None})


@pytest.mark.parametrize(
    ("requirements", "skipped", "sentence"),
    [
        ({"management": ["13.64.38"]}, [], "'13.64.38' is no IP address"),
        ({"management": ["13.64.38.225/8"]}, [], "is no IP address or network that a route could lead to"),
        ({"management": ["1.2.3.4"]}, ["nonsense"], "'nonsense' is no IP address"),
        ("West US", [], "takes a dictionary of address lists"),
        ([{"management": []}], [], "takes a dictionary of address lists"),
        ({"management": [1]}, [], "takes a dictionary of address lists"),
        ({"management": 1}, [], "takes a dictionary of address lists"),
    ],
)
def test_what_makes_no_route_is_a_filter_error_of_one_sentence(requirements, skipped, sentence):
    with pytest.raises(AnsibleFilterError) as raised:
        FILTERS["management_routes"](requirements, skipped)
    assert sentence in str(raised.value) and "\n" not in str(raised.value)
