# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The oracle for flows through a firewall, by tables."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import dataplane, worlds

SOURCE = "10.20.1.7"
TAGS = {
    "values": [
        {"name": "EventHub", "properties": {"addressPrefixes": ["192.0.2.32/27"]}},
        {"name": "EventHub.WestUS", "properties": {"addressPrefixes": ["192.0.2.32/28"]}},
    ]
}


def collection(name, priority, *rules, action="Allow"):
    return {"name": name, "properties": {"priority": priority, "action": {"type": action}, "rules": list(rules)}}


def web(*names, protocol="Https", port=443, sources=("10.20.1.0/24",)):
    protocols = [{"protocolType": protocol, "port": port}]
    return {"name": "web", "protocols": protocols, "targetFqdns": list(names), "sourceAddresses": list(sources)}


def net(*addresses, protocols=("TCP",), ports=("443",), sources=("10.20.1.0/24",), fqdns=()):
    return {
        "name": "net",
        "protocols": list(protocols),
        "sourceAddresses": list(sources),
        "destinationAddresses": list(addresses),
        "destinationPorts": list(ports),
        "destinationFqdns": list(fqdns),
    }


def firewall(network=(), application=(), **more):
    lists = {"networkRuleCollections": list(network), "applicationRuleCollections": list(application)}
    return {"properties": {**lists, **more}}


def passes(rule, source=SOURCE, *, port, **asked):
    """Whether a firewall with this one rule lets the flow through."""
    kind = "network" if "destinationPorts" in rule else "application"
    return dataplane.flow(firewall(**{kind: [collection("only", 100, rule)]}), source, port=port, **asked).allowed


@pytest.mark.parametrize(
    ("pattern", "name", "expected"),
    [
        ("login.live.com", "login.live.com", True),
        ("Login.Live.com", "login.LIVE.com", True),
        ("login.live.com", "a.login.live.com", False),
        ("*.contoso.com", "a.contoso.com", True),
        ("*.contoso.com", "a.b.contoso.com", True),
        ("*.contoso.com", "contoso.com", False),
        ("*contoso.com", "contoso.com", True),
        ("*contoso.com", "evilcontoso.com", True),
        ("*.contoso.com", "a.contoso.com.evil.org", False),
        ("*", "anything.example", True),
    ],
)
def test_names_match_exactly_or_by_a_wildcard_in_front(pattern, name, expected):
    assert passes(web(pattern), fqdn=name, port=443) is expected


@pytest.mark.parametrize(
    ("protocol", "port", "expected"),
    [("Https", 443, True), ("Http", 443, False), ("Http", 80, False), ("Https", 8443, False), ("TCP", 443, False)],
)
def test_application_rules_want_their_own_protocol_and_port(protocol, port, expected):
    assert passes(web("a.example"), fqdn="a.example", protocol=protocol, port=port) is expected


def test_without_a_name_no_application_rule_matches():
    assert not passes(web("*"), address="192.0.2.1", port=443)


def test_amqp_is_never_carried_by_an_application_rule():
    rule = web("*.servicebus.windows.net", port=5671)
    assert not passes(rule, fqdn="a.servicebus.windows.net", protocol="TCP", port=5671)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("*", True),
        ("10.20.1.7", True),
        ("10.20.1.0/24", True),
        ("10.20.1.5-10.20.1.9", True),
        ("10.20.1.8", False),
        ("10.20.2.0/24", False),
        ("2001:db8::/32", False),
    ],
)
def test_sources_are_addresses_prefixes_ranges_or_everything(source, expected):
    assert passes(web("a.example", sources=[source]), fqdn="a.example", port=443) is expected
    assert passes(net("*", sources=[source]), address="192.0.2.1", port=443) is expected


def test_a_whole_subnet_can_be_asked_for_but_not_when_only_a_part_matches():
    assert passes(web("a.example"), source="10.20.1.0/25", fqdn="a.example", port=443)
    with pytest.raises(ValueError, match="only a part"):
        passes(web("a.example"), source="10.20.0.0/16", fqdn="a.example", port=443)


@pytest.mark.parametrize(
    ("rule", "asked", "expected"),
    [
        (net("*"), {"protocol": "TCP"}, True),
        (net("*"), {"protocol": "UDP"}, False),
        (net("*", protocols=["Any"]), {"protocol": "UDP"}, True),
        (net("*"), {"protocol": "Https"}, True),
        (net("*", ports=["*"]), {"port": 5671}, True),
        (net("*", ports=["80", "400-500"]), {}, True),
        (net("*", ports=["444-500"]), {}, False),
        (net("192.0.2.0/24"), {}, True),
        (net("192.0.2.30-192.0.2.40"), {}, True),
        (net("198.51.100.0/24"), {}, False),
        (net("0.0.0.0/0"), {"address": None}, True),
        (net("192.0.2.0/24"), {"address": None, "fqdn": "a.example"}, False),
    ],
)
def test_network_rules_look_at_protocol_port_and_address(rule, asked, expected):
    assert passes(rule, **{"address": "192.0.2.33", "port": 443, **asked}) is expected


@pytest.mark.parametrize(
    ("written", "asked", "expected"),
    [
        ("EventHub", {"address": "192.0.2.33"}, True),
        ("eventhub", {"address": "192.0.2.33"}, True),
        ("EventHub", {"address": "192.0.2.1"}, False),
        ("Storage", {"address": "192.0.2.33"}, False),
        ("EventHub", {"tag": "EventHub"}, True),
        ("EventHub", {"tag": "EventHub.WestUS"}, True),
        ("EventHub.WestUS", {"tag": "EventHub"}, False),
        ("Event", {"tag": "EventHub"}, False),
        ("*", {"tag": "EventHub"}, True),
    ],
)
def test_a_service_tag_stands_for_its_prefixes(written, asked, expected):
    rule = net(written, ports=["5671"])
    assert passes(rule, protocol="TCP", port=5671, service_tags=TAGS, **asked) is expected


@pytest.mark.parametrize(
    ("proxy", "fqdns", "expected"),
    [({}, ["a.example"], False), ({"Network.DNS.EnableProxy": "true"}, ["A.example"], True)],
)
def test_names_in_network_rules_need_dns_proxy(proxy, fqdns, expected):
    found = firewall([collection("only", 100, net(fqdns=fqdns))], additionalProperties=proxy)
    assert dataplane.flow(found, SOURCE, fqdn="a.example", protocol="TCP", port=443).allowed is expected


def test_wildcards_in_network_rules_match_nothing():
    proxy = {"Network.DNS.EnableProxy": "true"}
    found = firewall([collection("only", 100, net(fqdns=["*.example"]))], additionalProperties=proxy)
    assert not dataplane.flow(found, SOURCE, fqdn="a.example", protocol="TCP", port=443).allowed


@pytest.mark.parametrize(
    ("network", "application", "expected"),
    [
        ([], [], (False, None)),
        ([], [collection("late", 200, web("*"), action="Deny"), collection("soon", 100, web("*"))], (True, "soon")),
        ([], [collection("soon", 100, web("*"), action="Deny"), collection("late", 200, web("*"))], (False, "soon")),
        ([collection("n", 65000, net("*"), action="Deny")], [collection("a", 100, web("*"))], (False, "n")),
        ([collection("n", 65000, net("*"))], [collection("a", 100, web("*"), action="Deny")], (True, "n")),
        ([collection("n", 100, net("*", ports=["80"]))], [collection("a", 100, web("*"))], (True, "a")),
    ],
)
def test_network_rules_come_before_application_rules_and_low_priorities_first(network, application, expected):
    verdict = dataplane.flow(firewall(network, application), SOURCE, fqdn="a.example", port=443)
    assert (verdict.allowed, verdict.by and verdict.by[0]) == expected


def test_inside_a_collection_the_first_rule_counts():
    rules = [{**net("*"), "name": "first"}, {**net("*"), "name": "second"}]
    verdict = dataplane.flow(firewall([collection("only", 100, *rules)]), SOURCE, address="192.0.2.1", port=443)
    assert verdict[:2] == (True, ("only", "first"))


def test_an_fqdn_tag_stands_for_the_names_the_caller_gives_it():
    rule = {"name": "tag", "fqdnTags": ["WindowsUpdate"], "sourceAddresses": ["*"]}
    known = {"WindowsUpdate": ["*.update.microsoft.com"]}
    assert passes(rule, fqdn="a.update.microsoft.com", protocol="Http", port=80, fqdn_tags=known)
    assert not passes(rule, fqdn="a.update.microsoft.com", protocol="Http", port=80)


@pytest.mark.parametrize("name", ["sourceIpGroups", "destinationIpGroups"])
def test_ip_groups_are_refused_rather_than_guessed(name):
    with pytest.raises(ValueError, match="IP groups"):
        passes({**net("192.0.2.1"), name: ["/subscriptions/x"]}, address="192.0.2.9", port=443)


def test_a_firewall_with_a_policy_is_refused():
    with pytest.raises(ValueError, match="policy"):
        dataplane.flow(firewall(firewallPolicy={"id": "/subscriptions/x"}), SOURCE, fqdn="a.example", port=443)


def test_an_unknown_protocol_is_refused():
    with pytest.raises(ValueError, match="AMQP"):
        dataplane.flow(firewall(), SOURCE, fqdn="a.example", protocol="AMQP", port=5671)


@pytest.fixture
def demo():
    return dict(worlds.build("demo"))


def test_in_the_demo_no_dependency_passes_before_our_rules(demo):
    answer = demo[f"{worlds.CLUSTER_ID}/outboundNetworkDependenciesEndpoints"]
    for entry in answer["value"]:
        for endpoint in entry["properties"]["endpoints"]:
            name = endpoint["domainName"].removeprefix("https://").rstrip("/").removesuffix(":443")
            port = endpoint["endpointDetails"][0]["port"]
            protocol = "Http" if port == 80 else "Https"
            assert not dataplane.flow(demo[worlds.FIREWALL_ID], SOURCE, fqdn=name, port=port, protocol=protocol).allowed
    for tag, port in (("EventHub", 5671), ("AzureMonitor", 443), ("Storage", 443)):
        assert not dataplane.flow(demo[worlds.FIREWALL_ID], SOURCE, tag=tag, port=port, protocol="TCP").allowed


@pytest.mark.parametrize(
    ("source", "asked", "by"),
    [
        ("10.20.2.9", {"fqdn": "www.contoso.com", "port": 443}, ("App-Web", "corporate-web")),
        ("10.20.1.7", {"address": "10.50.0.10", "protocol": "UDP", "port": 53}, ("Net-Platform", "dns")),
        ("10.30.4.4", {"tag": "Storage", "port": 443}, ("Net-Platform", "backup-to-storage")),
        ("10.20.1.7", {"address": "192.0.2.200", "protocol": "TCP", "port": 25}, ("net-no-mail", "no-smtp")),
    ],
)
def test_in_the_demo_other_peoples_rules_work(demo, source, asked, by):
    assert dataplane.flow(demo[worlds.FIREWALL_ID], source, **asked).by == by
