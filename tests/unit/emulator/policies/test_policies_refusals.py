# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What no policy and no group can have, and in which form that is said."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.tests.unit.emulator.policies.policy_bodies import (
    APPLICATION,
    NAT,
    NETWORK,
    PLACE,
    body,
    collection,
    nat_collection,
    without,
)


def fault_of(answer):
    """(status, code, message) from the JSON inside ASP.NET's string."""
    shown = answer.json()
    assert list(shown) == ["Message", "ModelState"] and shown["Message"] == "The request is invalid."
    (text,) = shown["ModelState"]["resource"]
    inner = json.loads(text)
    assert inner["Status"] == "Failed" and inner["Error"]["Target"] is None
    return answer.status_code, inner["Error"]["Code"], inner["Error"]["Message"]


def test_a_group_needs_a_policy(emulator, client):
    answer = client.put(f"{client.id('firewallPolicies', 'none')}/ruleCollectionGroups/g", body(collection()))
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "ParentResourceNotFound")


def test_a_policy_can_only_be_based_on_one_that_is_there(emulator, client):
    sent = {**PLACE, "properties": {"basePolicy": {"id": client.id("firewallPolicies", "none")}}}
    assert client.put(client.id("firewallPolicies", "new"), sent).status_code == 400


@pytest.mark.parametrize("priority", [99, 65001])
def test_a_priority_has_its_range(client, group, priority):
    status, code, _text = fault_of(client.put(group, body(collection(), priority=priority)))
    assert (status, code) == (400, "FirewallPolicyRuleCollectionGroupInvalidPriority")
    status, code, _text = fault_of(client.put(group, body(collection(priority=priority))))
    assert (status, code) == (400, "FirewallPolicyRuleCollectionInvalidPriority")
    assert client.get(group).status_code == 404


def test_two_groups_with_one_priority_follow_the_switch(emulator, client, policy, group):
    client.finish(client.put(group, body(collection())))
    other = f"{policy}/ruleCollectionGroups/h"
    assert fault_of(client.put(other, body(collection())))[1] == "FirewallPolicyRuleCollectionGroupPriorityConflict"
    emulator.switch(same_group_priority="accept")
    assert client.put(other, body(collection())).status_code == 201


@pytest.mark.parametrize(
    ("collections", "code"),
    [
        ([collection(), collection(priority=201, name="C")], "FirewallPolicyRuleCollectionNameNotUnique"),
        ([collection(), collection(name="d")], "FirewallPolicyRuleCollectionPriorityConflict"),
        ([collection(NETWORK, NETWORK)], "FirewallPolicyRuleNameNotUnique"),
        ([collection(NETWORK, APPLICATION)], "FirewallPolicyMixedRuleTypes"),
        ([collection(NAT)], "FirewallPolicyMixedRuleTypes"),
        ([nat_collection(NETWORK)], "FirewallPolicyMixedRuleTypes"),
        ([collection(rules=[])], "FirewallPolicyInvalidRule"),
        ([collection(without(NETWORK, "sourceAddresses"))], "FirewallPolicyInvalidRule"),
        ([collection(without(NETWORK, "destinationPorts"))], "FirewallPolicyInvalidRule"),
        ([collection(without(NETWORK, destinationAddresses=["a.example.org"]))], "FirewallPolicyInvalidRule"),
        ([collection(without(APPLICATION, protocols=[]))], "FirewallPolicyInvalidRule"),
        (
            [collection(without(APPLICATION, "targetFqdns", protocols=[], fqdnTags=["AzureBackup"]))],
            "InternalServerError",
        ),
        ([nat_collection(without(NAT, translatedFqdn="x.example.org"))], "FirewallPolicyInvalidRule"),
        ([nat_collection(without(NAT, destinationAddresses=["10.0.0.1", "10.0.0.2"]))], "FirewallPolicyInvalidRule"),
    ],
)
def test_collections_no_group_can_have_are_refused(client, group, collections, code):
    assert fault_of(client.put(group, body(*collections)))[:2] == (400, code)


def test_a_rule_without_destination_is_refused_in_the_words_reported(client, group):
    answer = client.put(group, body(collection(without(NETWORK, "destinationAddresses"))))
    text = "must have one of destinationAddresses, destinationIpGroups or destinationFqdns specified"
    assert fault_of(answer)[2] == f"Firewall Policy Network Rule n {text}"


@pytest.mark.parametrize("host", ["https://x.org/", "http://x.org", "x.org:443", "a*.x.org", "*.*.x.org", "x.org.*"])
def test_host_names_no_rule_can_have_are_refused(client, group, host):
    answer = client.put(group, body(collection({**APPLICATION, "targetFqdns": [host]})))
    code = "FirewallPolicyApplicationRuleInvalidTargetFqdn"
    assert fault_of(answer) == (400, code, f"Target FQDN '{host}' is invalid")


def test_destination_host_names_need_a_dns_proxy_here_or_in_the_base_policy(emulator, client, policy, group):
    sent = body(collection(without(NETWORK, "destinationAddresses", destinationFqdns=["x.org"])))
    assert "DNS Proxy must be enabled" in fault_of(client.put(group, sent))[2]
    base = client.id("firewallPolicies", "base")
    emulator.seed(base, {"properties": {"dnsSettings": {"enableProxy": True}}})
    emulator.seed(policy, {"properties": {"basePolicy": {"id": base}}})
    assert client.put(group, sent).status_code == 201
    emulator.seed(policy, {"properties": {}})
    emulator.switch(policy_fqdn_without_proxy="accept")
    assert client.put(group, sent).status_code == 200


def test_a_wildcard_in_destination_host_names_follows_the_switch(emulator, client, policy, group):
    emulator.seed(policy, {"properties": {"dnsSettings": {"enableProxy": True}}})
    sent = body(collection(without(NETWORK, "destinationAddresses", destinationFqdns=["*.x.org"])))
    assert fault_of(client.put(group, sent))[0] == 400
    emulator.switch(wildcard_in_network_rule="accept")
    assert client.put(group, sent).status_code == 201


def test_several_ports_in_a_nat_rule_follow_the_switch(emulator, client, group):
    sent = body(nat_collection({**NAT, "destinationPorts": ["443", "444"]}))
    client.finish(client.put(group, sent))
    emulator.switch(policy_nat_ports="refuse")
    assert fault_of(client.put(group, sent))[0] == 400


def test_ip_groups_in_rules_must_be_ids_and_exist(client, policy, group):
    def named(value):
        return body(collection(without(NETWORK, "destinationAddresses", destinationIpGroups=[value])))

    assert client.put(group, named("i")).json()["error"]["code"] == "LinkedInvalidPropertyId"
    absent = client.id("ipGroups", "absent")
    for value in (absent, policy):
        assert fault_of(client.put(group, named(value)))[1] == "IpGroupNotFound"


@pytest.mark.parametrize(
    ("sent", "member"),
    [
        (collection(ruleCollectionType=None), "resource.properties.ruleCollections[0]"),
        (collection(ruleCollectionType="Other"), "resource.properties.ruleCollections[0]"),
        (collection(NETWORK, {"name": "x"}), "resource.properties.ruleCollections[0].rules[1]"),
    ],
)
def test_an_element_without_a_usable_type_is_refused_without_a_reason(client, group, sent, member):
    answer = client.put(group, body(sent))
    assert answer.status_code == 400
    assert answer.json() == {
        "Message": "The request is invalid.",
        "ModelState": {member: ["An error has occurred."]},
    }


@pytest.mark.parametrize(
    "sent",
    [
        body(collection(), priority="high"),
        body(collection({**NETWORK, "ipProtocols": ["SCTP"]})),
        body(collection({**NETWORK, "sourceAddresses": "10.0.0.0/24"})),
        body(collection(action={"type": "Permit"})),
    ],
)
def test_values_that_cannot_be_parsed_are_refused_in_the_form_of_the_back_end(client, group, sent):
    answer = client.put(group, sent)
    (text,) = answer.json()["ModelState"]["resource"]
    assert answer.status_code == 400 and text.startswith("Error converting value")


def test_refusals_take_the_form_of_the_other_back_end_when_switched(emulator, client, group):
    emulator.switch(nfv_error_form="error")
    answers = [
        client.put(group, body(collection(), priority=1)),
        client.put(group, body(collection(ruleCollectionType="Other"))),
        client.put(group, body(collection(), priority="high")),
    ]
    assert [(answer.status_code, "error" in answer.json()) for answer in answers] == [(400, True)] * 3


def test_a_policy_has_so_many_groups_and_no_more(emulator, client, policy, group):
    for number in range(60):
        emulator.seed(f"{policy}/ruleCollectionGroups/g{number}", {"properties": {"priority": 1000 + number}})
    assert fault_of(client.put(group, body()))[1] == "FirewallPolicyRuleCollectionGroupCountExceeded"
    last = client.put(f"{policy}/ruleCollectionGroups/g59", body(collection(), priority=1059))
    assert last.status_code == 200
    emulator.switch(max_groups=61)
    client.finish(last)
    assert client.put(group, body()).status_code == 201


def test_a_group_is_so_large_and_no_larger(emulator, client, group):
    big = body(collection(without(NETWORK, description="x" * 2**20)))
    client.finish(client.put(group, big))
    emulator.switch(max_group_megabytes=1)
    assert fault_of(client.put(group, big))[1] == "FirewallPolicyRuleCollectionGroupSizeExceeded"


def test_whether_what_the_server_adds_to_a_rule_may_be_sent_back_is_a_switch(emulator, client, group):
    client.finish(client.put(group, body(collection())))
    shown = client.get(group).json()
    client.finish(client.put(group, shown))
    emulator.switch(sent_ipv6_rule="refuse")
    refused = client.put(group, shown)
    (text,) = refused.json()["ModelState"]["resource"]
    assert refused.status_code == 400 and "properties.ruleCollections[0].rules[0].ipv6Rule" in text
    assert client.put(group, body(collection())).status_code == 200
