# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The oracle for firewalls with a policy, and for IP groups, by tables."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import dataplane

SOURCE = "10.20.1.7"
GROUP_ID = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.Network/ipGroups/Spoke"
GROUPS = {GROUP_ID.lower(): ["10.20.1.0/24", "192.0.2.9"]}


def web(*names, name="web", protocol="Https", port=443, sources=("*",), **more):
    return {
        "ruleType": "ApplicationRule",
        "name": name,
        "protocols": [{"protocolType": protocol, "port": port}],
        "targetFqdns": list(names),
        "sourceAddresses": list(sources),
        **more,
    }


def net(*addresses, name="net", protocols=("TCP",), ports=("443",), sources=("*",), **more):
    return {
        "ruleType": "NetworkRule",
        "name": name,
        "ipProtocols": list(protocols),
        "sourceAddresses": list(sources),
        "destinationAddresses": list(addresses),
        "destinationPorts": list(ports),
        **more,
    }


def rules(name, priority, *items, action="Allow"):
    return {
        "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
        "name": name,
        "priority": priority,
        "action": {"type": action},
        "rules": list(items),
    }


def group(name, priority, *collections):
    return {"name": name, "properties": {"priority": priority, "ruleCollections": list(collections)}}


def policy(name="own", base=None, **properties):
    inherits = {"basePolicy": {"id": f"/policies/{base}"}} if base else {}
    return {"name": name, "id": f"/Policies/{name}", "properties": {**properties, **inherits}}


def chain(rule, **properties):
    return [(policy(**properties), [group("g", 100, rules("c", 100, rule))])]


def passes(rule, *, port=443, **asked):
    return dataplane.policy_flow(chain(rule), SOURCE, port=port, **asked).allowed


def test_a_verdict_names_policy_group_collection_and_rule():
    verdict = dataplane.policy_flow(chain(web("a.example")), SOURCE, fqdn="a.example", port=443)
    assert verdict[:2] == (True, ("own", "g", "c", "web"))


@pytest.mark.parametrize(
    ("rule", "asked", "expected"),
    [
        (net("192.0.2.0/24"), {"protocol": "TCP", "address": "192.0.2.1"}, True),
        (net("192.0.2.0/24"), {"protocol": "UDP", "address": "192.0.2.1"}, False),
        (net("192.0.2.0/24", protocols=["Any"]), {"protocol": "UDP", "address": "192.0.2.1"}, True),
        (net("EventHub", ports=["5671"]), {"protocol": "TCP", "tag": "EventHub.WestUS", "port": 5671}, True),
        (net("192.0.2.0/24", sources=["10.20.2.0/24"]), {"protocol": "TCP", "address": "192.0.2.1"}, False),
        (web("*.example"), {"fqdn": "a.example"}, True),
        (web("*.example"), {"fqdn": "a.example", "protocol": "Http", "port": 80}, False),
        (web("*.servicebus.windows.net", port=5671), {"fqdn": "a.servicebus.windows.net", "port": 5671}, True),
        (
            web("*.servicebus.windows.net", port=5671),
            {"fqdn": "a.servicebus.windows.net", "port": 5671, "protocol": "TCP"},
            False,
        ),
    ],
)
def test_rules_of_a_policy_match_as_classic_rules_do(rule, asked, expected):
    assert passes(rule, **asked) is expected


def test_the_classic_name_of_the_protocols_is_not_read_in_a_policy():
    rule = {**net("*"), "protocols": ["TCP"], "ipProtocols": []}
    assert not passes(rule, protocol="TCP", address="192.0.2.1")


DENY = {"action": "Deny"}


@pytest.mark.parametrize(
    ("groups", "by"),
    [
        # A network rule in the last group is decided before an application rule in the first.
        ([group("a", 100, rules("x", 100, web("*"))), group("b", 65000, rules("y", 65000, net("*"), **DENY))], "b/y"),
        ([group("a", 200, rules("x", 100, web("*"))), group("b", 100, rules("y", 65000, web("*"), **DENY))], "b/y"),
        ([group("a", 100, rules("x", 200, web("*")), rules("y", 100, web("*"), **DENY))], "a/y"),
        ([group("a", 100, rules("x", 100, net("*", ports=["80"])), rules("y", 200, web("*")))], "a/y"),
    ],
)
def test_network_rules_of_all_groups_first_then_groups_then_collections_by_number(groups, by):
    verdict = dataplane.policy_flow([(policy(), groups)], SOURCE, fqdn="a.example", address="192.0.2.1", port=443)
    assert "/".join(verdict.by[1:3]) == by


def test_inside_a_collection_the_first_rule_counts():
    both = rules("c", 100, web("*", name="first"), web("a.example", name="second"))
    verdict = dataplane.policy_flow([(policy(), [group("g", 100, both)])], SOURCE, fqdn="a.example", port=443)
    assert verdict.by[3] == "first"


@pytest.mark.parametrize(
    ("parents_rule", "own_rule", "expected"),
    [
        (web("*"), web("*"), (False, "root")),
        (net("*"), net("*"), (False, "root")),
        (web("*"), net("*"), (True, "own")),
        (web("b.example"), web("*"), (True, "own")),
    ],
)
def test_the_parents_groups_come_first_whatever_their_numbers_but_only_within_a_type(parents_rule, own_rule, expected):
    parents = [group("late", 65000, rules("c", 65000, parents_rule, action="Deny"))]
    own = [group("soon", 100, rules("c", 100, own_rule))]
    inherited = [(policy("root"), parents), (policy("own", base="root"), own)]
    verdict = dataplane.policy_flow(inherited, SOURCE, fqdn="a.example", address="192.0.2.1", port=443)
    assert (verdict.allowed, verdict.by[0]) == expected


@pytest.mark.parametrize("names", [["own"], ["own", "root"], ["other", "own"]])
def test_a_chain_without_the_parent_right_before_its_child_is_refused(names):
    bases = {"own": "root"}
    with pytest.raises(ValueError, match="inherits from /policies/root"):
        dataplane.policy_flow([(policy(name, base=bases.get(name)), []) for name in names], SOURCE, port=443)


def test_an_empty_chain_is_refused():
    with pytest.raises(ValueError, match="no policy"):
        dataplane.policy_flow([], SOURCE, port=443)


def test_without_a_rule_everything_is_denied():
    assert dataplane.policy_flow([(policy(), [])], SOURCE, fqdn="a.example", port=443)[:2] == (False, None)


def test_a_nat_collection_is_passed_over_and_an_unknown_one_refused():
    nat = {**rules("n", 100, net("*")), "ruleCollectionType": "FirewallPolicyNatRuleCollection"}
    asked = {"address": "192.0.2.1", "port": 443}
    assert not dataplane.policy_flow([(policy(), [group("g", 100, nat)])], SOURCE, **asked).allowed
    odd = {**nat, "ruleCollectionType": "Something"}
    with pytest.raises(ValueError, match="Something"):
        dataplane.policy_flow([(policy(), [group("g", 100, odd)])], SOURCE, **asked)


PROXY = {"dnsSettings": {"enableProxy": True}}


@pytest.mark.parametrize(
    ("parent", "own", "expected"),
    [
        ({}, {}, False),
        ({}, PROXY, True),
        ({}, {"dnsSettings": {"enableProxy": False}}, False),
        ({}, {"dnsSettings": {"requireProxyForNetworkRules": False}}, True),
        ({}, {"dnsSettings": {"requireProxyForNetworkRules": True}}, False),
        (PROXY, {}, True),
        (PROXY, {"dnsSettings": {"servers": ["10.50.0.10"]}}, False),
        ({"dnsSettings": {"servers": []}}, PROXY, True),
    ],
)
def test_names_in_network_rules_need_dns_proxy_own_or_inherited(parent, own, expected):
    groups = [group("g", 100, rules("c", 100, net(destinationFqdns=["A.example"])))]
    inherited = [(policy("root", **parent), []), (policy("own", base="root", **own), groups)]
    asked = {"fqdn": "a.example", "protocol": "TCP", "port": 443}
    assert dataplane.policy_flow(inherited, SOURCE, **asked).allowed is expected


def test_a_web_category_stands_for_the_names_the_caller_gives_it():
    rule = web(webCategories=["SocialNetworking"])
    known = {"SocialNetworking": ["*.social.example"]}
    assert passes(rule, fqdn="a.social.example", web_categories=known)
    assert not passes(rule, fqdn="a.example", web_categories=known)
    assert not passes(rule, fqdn="a.social.example")


def test_an_fqdn_tag_keeps_the_protocol_its_rule_gives_it():
    rule = web(fqdnTags=["WindowsUpdate"])
    asked = {"fqdn": "a.update.example", "fqdn_tags": {"WindowsUpdate": ["*.update.example"]}}
    assert passes(rule, **asked)
    assert not passes(rule, **asked, protocol="Http", port=80)


@pytest.mark.parametrize(("address", "expected"), [("192.0.2.1", True), ("198.51.100.1", False), (None, False)])
def test_addresses_narrow_an_application_rule(address, expected):
    assert passes(web("*", destinationAddresses=["192.0.2.0/24"]), fqdn="a.example", address=address) is expected


@pytest.mark.parametrize("url", ["www.contoso.com/secret/*", "*.contoso.com/", "https://www.contoso.com:443/x"])
def test_target_urls_are_refused_for_their_own_host_and_say_nothing_about_others(url):
    rule = web(targetUrls=[url], terminateTLS=True)
    assert not passes(rule, fqdn="a.example")
    with pytest.raises(ValueError, match="target URLs"):
        passes(rule, fqdn="www.contoso.com")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (net("192.0.2.9", sources=[], sourceIpGroups=[GROUP_ID]), True),
        (net("192.0.2.9", sources=["10.99.0.0/16"], sourceIpGroups=[GROUP_ID]), True),
        (net(destinationIpGroups=[GROUP_ID.upper()]), True),
        (net(destinationIpGroups=[GROUP_ID], ports=["80"]), False),
        (web("a.example", sources=[], sourceIpGroups=[GROUP_ID]), True),
    ],
)
def test_an_ip_group_stands_for_its_addresses_in_policies_and_classic_rules(rule, expected):
    asked = {"fqdn": "a.example", "address": "192.0.2.9", "port": 443, "ip_groups": GROUPS}
    assert passes(rule, **asked) is expected
    kind = "network" if rule["ruleType"] == "NetworkRule" else "application"
    old = {**rule, "protocols": rule.get("ipProtocols") or rule["protocols"]}
    collection = {"name": "c", "properties": {"priority": 100, "action": {"type": "Allow"}, "rules": [old]}}
    firewall = {"properties": {f"{kind}RuleCollections": [collection]}}
    assert dataplane.flow(firewall, SOURCE, **asked).allowed is expected


def test_an_address_outside_the_ip_group_does_not_match():
    rule = net("*", sources=[], sourceIpGroups=[GROUP_ID])
    asked = {"address": "192.0.2.9", "port": 443, "ip_groups": GROUPS}
    assert not dataplane.policy_flow(chain(rule), "10.20.2.7", **asked).allowed


@pytest.mark.parametrize("known", [None, {}, {"/subscriptions/s/other": ["*"]}])
def test_an_ip_group_nobody_described_is_refused(known):
    with pytest.raises(ValueError, match="IP groups"):
        passes(net("*", sources=["*"], sourceIpGroups=[GROUP_ID]), address="192.0.2.9", ip_groups=known)


def test_a_basic_firewall_resolves_no_names_whatever_its_policy_says():
    # Microsoft Learn, firewall/features-by-sku (2025-09-18): no DNS proxy and no names in network rules.
    rule = {
        "ruleType": "NetworkRule",
        "name": "r",
        "ipProtocols": ["TCP"],
        "sourceAddresses": ["*"],
        "destinationFqdns": ["a.example"],
        "destinationPorts": ["443"],
    }
    collection = {
        "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
        "name": "c",
        "priority": 100,
        "action": {"type": "Allow"},
        "rules": [rule],
    }
    group = {"name": "g", "properties": {"priority": 100, "ruleCollections": [collection]}}
    chain = [({"name": "p", "properties": {"dnsSettings": {"requireProxyForNetworkRules": False}}}, [group])]
    for basic in (True, False):
        asked = {"fqdn": "a.example", "port": 443, "protocol": "TCP", "basic": basic}
        assert dataplane.policy_flow(chain, SOURCE, **asked).allowed is not basic
