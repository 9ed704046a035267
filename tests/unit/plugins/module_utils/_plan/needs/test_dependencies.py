# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cleaning the service's answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import dependencies
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import hosts
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from hypothesis import given
from hypothesis import strategies as st


def item(category, *names, port=443, state="Succeeded"):
    endpoints = [{"domainName": name, "endpointDetails": [{"port": port}]} for name in names]
    properties = {"category": category, "endpoints": endpoints, "provisioningState": state}
    return {"id": f"/x/OutboundNetworkDependenciesEndpoints/{category}", "properties": properties}


def whole(**changed):
    items = {name: item(name, f"{name}.example.com") for name in dependencies.REQUIRED_CATEGORIES}
    return [value for value in {**items, **changed}.values() if value]


@pytest.mark.parametrize(
    ("raw", "name", "port"),
    [
        ("shoebox2.metrics.nsatc.net:443", "shoebox2.metrics.nsatc.net", 443),
        ("https://E-vault1.vault.azure.net/", "e-vault1.vault.azure.net", None),
        (" Login.Microsoft.com. ", "login.microsoft.com", None),
        ("*.login.microsoft.com :443", "*.login.microsoft.com", 443),
        ("HTTPS://a.b:8443/path?q=1", "a.b", 8443),
        ("25.24.23.22", "25.24.23.22", None),
    ],
)
def test_names_lose_scheme_path_port_blanks_dot_and_capitals(raw, name, port):
    assert hosts.clean(raw, "Category X") == hosts.Host(name, port)


@pytest.mark.parametrize("raw", ["", "https://", "nodots", "a b.c", "a..b", "www.*.com", "x.*", "a.b:port", "a.b:0"])
def test_what_is_still_no_host_name_is_refused_with_the_raw_value_and_the_category(raw):
    with pytest.raises(PlanError, match="Category AzureStorage") as refused:
        dependencies.make("AzureStorage", raw, 443, "discovered")
    assert repr(raw) in str(refused.value)


def test_a_port_in_the_name_that_contradicts_the_port_beside_it_is_refused():
    with pytest.raises(PlanError, match="do not agree"):
        dependencies.make("AzureMonitor", "a.example.com:443", 80, "discovered")


@given(st.from_regex(r"\A[a-z]([a-z0-9-]{0,8}[a-z0-9])?(\.[a-z]([a-z0-9-]{0,8}[a-z0-9])?){1,4}\Z"))
def test_cleaning_a_clean_name_changes_nothing_and_decorations_come_off(name):
    assert hosts.clean(name, "x").name == name
    assert hosts.clean(f" https://{name.upper()}.:443/a/b ", "x") == hosts.Host(name, 443)


def test_a_complete_answer_becomes_cleaned_dependencies_keyed_on_the_id():
    found = dependencies.from_answer(
        whole(AzureMonitor=item("AzureMonitor", "shoebox2.metrics.nsatc.net:443", "shoebox2.metrics.nsatc.net")), "c1"
    )
    monitor = [one for one in found if one.category == "AzureMonitor"]
    assert [(one.fqdn, one.raw) for one in monitor] == [
        ("shoebox2.metrics.nsatc.net", "shoebox2.metrics.nsatc.net:443")
    ]


@pytest.mark.parametrize(
    ("items", "reason"),
    [
        ([], "is empty"),
        (whole(AzureStorage=None), "has no AzureStorage"),
        (whole(AzureStorage=item("AzureStorage")), "lists no endpoint"),
        (whole(AzureStorage=item("AzureStorage", "a.b", state="Updating")), "is Updating, not Succeeded"),
    ],
)
def test_an_empty_or_partial_answer_is_an_error(items, reason):
    with pytest.raises(PlanError, match=reason):
        dependencies.from_answer(items, "telemetry")


def test_an_address_without_a_name_becomes_a_network_dependency():
    endpoint = {"endpointDetails": [{"port": 9093, "ipAddress": "10.1.0.0/28"}]}
    properties = {"category": "X", "endpoints": [endpoint], "provisioningState": "Succeeded"}
    found = dependencies.from_answer([*whole(), {"id": "/x/Tracing", "properties": properties}], "c1")[-1]
    assert (found.fqdn, found.addresses, found.port, found.protocol) == (None, ("10.1.0.0/28",), 9093, "TCP")


def resolving(*details):
    """An endpoint that names a.b beside what the service says of each address."""
    properties = {"endpoints": [{"domainName": "a.b", "endpointDetails": list(details)}]}
    return {"id": "/x/Tracing", "properties": properties}


def test_what_is_known_of_the_addresses_of_a_name_is_kept_and_what_is_no_address_is_none():
    texts = ("1.2.3.4", "n/a", "1.2.3.4:443", "a, b", "1.2.3.5")
    answer = resolving(*({"port": 443, "ipAddress": text} for text in texts))
    (found,) = [one for one in dependencies.from_answer([*whole(), answer], "c1") if one.fqdn == "a.b"]
    assert found.addresses == ("1.2.3.4", "1.2.3.5")


def test_of_two_with_one_name_the_first_stays_and_the_addresses_of_both():
    first = dependencies.make("Documented", "a.b", 443, "documented", addresses=["1.2.3.4"])
    second = dependencies.from_option({"fqdn": "a.b", "port": 443, "addresses": ["10.0.0.4", "1.2.3.4"]})
    other = dependencies.from_option({"fqdn": "a.b", "port": 80, "addresses": ["10.0.0.5"]})
    merged, kept = dependencies.union([first], [second, other])
    assert (merged.source, merged.addresses) == ("documented", ("1.2.3.4", "10.0.0.4"))
    assert kept == other


@pytest.mark.parametrize("text", ["n/a", "1.2.3.4:443", "1.2.3.4, 1.2.3.5", "host.example.com"])
def test_an_address_of_the_users_that_is_none_is_refused(text):
    for named in ({"fqdn": "a.b"}, {}):
        with pytest.raises(PlanError, match="which is no IP address and no network"):
            dependencies.from_option({**named, "port": 443, "addresses": [text]})


@pytest.mark.parametrize(
    ("pattern", "name", "matches"),
    [
        ("*.login.microsoft.com", "login.microsoft.com", False),
        ("*.login.microsoft.com", "a.b.login.microsoft.com", True),
        ("*contoso.com", "contoso.com", True),
        ("a.b", "a.b", True),
        ("a.b", "x.a.b", False),
    ],
)
def test_a_wildcard_with_a_dot_does_not_match_the_bare_name(pattern, name, matches):
    assert hosts.covers(pattern, name) is matches


@pytest.mark.parametrize(
    ("port", "protocol"), [(443, "Https"), (80, "Http"), (444, "TCP"), (81, "TCP"), (1, "TCP"), ("65535", "TCP")]
)
def test_the_port_says_which_rule_carries_a_name(port, protocol):
    found = dependencies.make("X", "a.example.com", port, "extra")
    assert (found.port, found.protocol) == (int(port), protocol)
    assert dependencies.make("X", "10.1.0.0/28", port, "extra").protocol == "TCP"


@pytest.mark.parametrize("port", [0, 65536, True, None, "", "https", "-1", "²", 1.5])
def test_what_is_no_port_is_refused(port):
    for told in ({"fqdn": "a.example.com"}, {"addresses": ["1.2.3.4"]}):
        with pytest.raises(PlanError, match="no port number from 1 to 65535") as raised:
            dependencies.from_option({**told, "port": port})
        assert raised.value.code == "unusable_dependency"


@pytest.mark.parametrize(
    "option",
    [
        {"fqdn": "a.example.com", "port": 443},
        {"fqdn": "a.example.com", "port": 80, "addresses": ["1.2.3.4"], "category": "Mine", "source": "discovered"},
        {"addresses": ["1.2.3.4", "1.2.3.5"], "port": 5671},
        {"fqdn": "a.example.com", "port": 443, "raw": "https://A.example.com/"},
        {"addresses": ["1.2.3.4"], "port": 443, "raw": "x"},
    ],
)
def test_a_dependency_is_read_back_from_what_users_see_of_it(option):
    found = dependencies.from_option(option)
    shown = found.as_option()
    assert dependencies.from_option(shown) == found
    given = {"category": "Extra", "source": "extra", "addresses": [], "fqdn": None, **option}
    assert shown.items() >= given.items()
    assert shown["raw"] == option.get("raw", option.get("fqdn") or option["addresses"][0])


@pytest.mark.parametrize(
    ("item_", "category"),
    [
        ({"id": "/x/Tracing/", "name": "other"}, "Tracing"),
        ({"name": "c1/Tracing"}, "Tracing"),
        ({"properties": {"category": "Inner Tracing"}}, "InnerTracing"),
        ({}, "Unnamed"),
    ],
)
def test_a_category_is_named_by_its_id_else_as_it_calls_itself(item_, category):
    endpoints = [{"domainName": "a.example.com", "endpointDetails": [{"port": 443}]}]
    last = {**item_, "properties": {**item_.get("properties", {}), "endpoints": endpoints}}
    assert dependencies.from_answer([*whole(), last], "c1")[-1].category == category


@pytest.mark.parametrize(
    ("endpoint", "words"),
    [
        ({"domainName": "a.b"}, "Category X names 'a.b' without a port"),
        ({"endpointDetails": [{"port": 443}]}, "Category X holds an endpoint with neither a name nor an address"),
        ({"domainName": "a.b", "endpointDetails": [{"port": "x"}]}, "Category X, name 'a.b' has port 'x'"),
    ],
)
def test_an_endpoint_that_no_rule_can_be_made_for_is_an_error(endpoint, words):
    with pytest.raises(PlanError, match=words) as raised:
        dependencies.from_answer([*whole(), {"id": "/x/X", "properties": {"endpoints": [endpoint]}}], "c1")
    assert raised.value.code == "unusable_dependency"


def test_addresses_without_names_are_different_dependencies():
    found = [dependencies.make("X", address, 443, "extra") for address in ("1.2.3.4", "1.2.3.5", "1.2.3.4")]
    assert [one.addresses for one in dependencies.union(found)] == [("1.2.3.4",), ("1.2.3.5",)]


@pytest.mark.parametrize("spell", [str.lower, str.upper])
def test_ids_of_an_answer_in_any_case_are_the_same_categories(spell):
    known = (*dependencies.REQUIRED_CATEGORIES, "AzureKeyVault")
    items = []
    for name in known:
        endpoint = {"domainName": f"{name}.contoso.com", "endpointDetails": [{"port": 443}]}
        properties = {"provisioningState": spell("Succeeded"), "endpoints": [endpoint]}
        items.append({"id": spell(f"/subscriptions/s/x/{name}"), "properties": properties})
    assert [one.category for one in dependencies.from_answer(items, "c1")] == list(known)


@pytest.mark.parametrize("protocol", ["https", "UDP", "Https\n", "=cmd"])
def test_a_protocol_that_nobody_speaks_is_refused(protocol):
    with pytest.raises(PlanError, match="it takes Https, Http, Mssql, TCP"):
        dependencies.from_option({"fqdn": "a.example.com", "port": 443, "protocol": protocol})


@pytest.mark.parametrize("address", ["2001:db8::1%x", "2001:db8::1%x\ny", "2001:db8::%x/64"])
def test_an_address_with_a_zone_is_none_in_an_answer_and_in_an_option(address):
    for option in ({"fqdn": address}, {"addresses": [address]}, {"fqdn": "a.example.com", "addresses": [address]}):
        with pytest.raises(PlanError):
            dependencies.from_option({**option, "port": 443})


@pytest.mark.parametrize("told", [{"fqdn": "ntp.example.com"}, {"addresses": ["1.2.3.4"]}, {"fqdn": "1.2.3.4"}])
def test_what_a_service_named_with_udp_stays_so(told):
    option = {**told, "port": 123, "protocol": "UDP", "source": "discovered", "description": "time", "region": "westus"}
    found = dependencies.from_option(option)
    assert (found.protocol, found.description, found.region) == ("UDP", "time", "westus")
    assert dependencies.from_option(found.as_option()) == found


def test_a_description_is_shown_where_there_is_one_alone():
    made = dependencies.make("X", "a.example.com", 443, "discovered")
    assert "description" not in made.as_option()
    assert replace(made, description="why").as_option() == {**made.as_option(), "description": "why"}


def test_the_categories_of_an_answer_stand_in_its_order_each_once():
    assert dependencies.categories_of([*whole(), *whole()]) == dependencies.REQUIRED_CATEGORIES


def test_addresses_are_reached_by_udp_where_anybody_says_so_and_by_nothing_unknown():
    given = {"addresses": ["20.1.2.3"], "port": 123}
    assert dependencies.from_option({**given, "protocol": "UDP"}).protocol == "UDP"
    assert dependencies.from_option({**given, "protocol": "Https"}).protocol == "TCP"
    with pytest.raises(PlanError, match="has protocol 'ICMP'; it takes TCP or UDP"):
        dependencies.from_option({**given, "protocol": "ICMP"})


@pytest.mark.parametrize("addresses", [5, "20.1.2.3", {"a": 1}, True])
def test_addresses_that_are_no_list_are_a_sentence(addresses):
    with pytest.raises(PlanError, match="where a list of addresses belongs"):
        dependencies.from_option({"addresses": addresses, "port": 443})
