# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PUT and DELETE of policies, rule collection groups and IP groups: operations, answers, refusals."""

from __future__ import annotations

import json

import pytest

PLACE = {"location": "West US"}
NETWORK = {
    "ruleType": "NetworkRule",
    "name": "n",
    "ipProtocols": ["TCP"],
    "sourceAddresses": ["10.0.0.0/24"],
    "destinationAddresses": ["AzureMonitor"],
    "destinationPorts": ["443"],
}
APPLICATION = {
    "ruleType": "ApplicationRule",
    "name": "a",
    "protocols": [{"port": 443, "protocolType": "Https"}],
    "sourceAddresses": ["*"],
    "targetFqdns": ["*.example.org"],
}
NAT = {
    "ruleType": "NatRule",
    "name": "d",
    "ipProtocols": ["TCP"],
    "sourceAddresses": ["*"],
    "destinationAddresses": ["203.0.113.7"],
    "destinationPorts": ["443"],
    "translatedAddress": "10.0.0.4",
    "translatedPort": "8443",
}


def collection(*rules, **members):
    return {
        "name": "c",
        "priority": 200,
        "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
        "action": {"type": "Allow"},
        "rules": list(rules or [NETWORK]),
        **members,
    }


def nat_collection(*rules, **members):
    kind = "FirewallPolicyNatRuleCollection"
    return collection(*rules, ruleCollectionType=kind, **{"action": {"type": "DNAT"}, **members})


def body(*collections, priority=300, **properties):
    return {"properties": {"priority": priority, "ruleCollections": list(collections), **properties}}


def without(rule, *names, **members):
    return {name: value for name, value in {**rule, **members}.items() if name not in names}


def state(answer):
    return answer.json()["properties"]["provisioningState"]


def rules_of(answer, index=0):
    return answer.json()["properties"]["ruleCollections"][index]["rules"]


def fault_of(answer):
    """(status, code, message) from the JSON inside ASP.NET's string."""
    shown = answer.json()
    assert list(shown) == ["Message", "ModelState"] and shown["Message"] == "The request is invalid."
    (text,) = shown["ModelState"]["resource"]
    inner = json.loads(text)
    assert inner["Status"] == "Failed" and inner["Error"]["Target"] is None
    return answer.status_code, inner["Error"]["Code"], inner["Error"]["Message"]


@pytest.fixture
def policy(emulator, client):
    policy_id = client.id("firewallPolicies", "p")
    emulator.seed(policy_id, {"location": "westus"})
    return policy_id


@pytest.fixture
def group(policy):
    """The id of a group that is not there yet."""
    return f"{policy}/ruleCollectionGroups/g"


def test_a_new_policy_is_updating_and_its_etag_stays_when_the_operation_ends(emulator, client):
    path = client.id("firewallPolicies", "new")
    created = client.put(path, PLACE)
    assert (created.status_code, state(created)) == (201, "Updating")
    assert "ETag" not in created.headers
    assert "Location" not in created.headers and "Azure-AsyncNotification" not in created.headers
    assert "/locations/westus/nfvOperations/" in created.headers["Azure-AsyncOperation"]
    assert client.finish(created) == {"status": "Succeeded"}
    shown = client.get(path)
    assert (state(shown), shown.json()["etag"]) == ("Succeeded", created.json()["etag"])


def test_the_etag_of_a_group_changes_twice(emulator, client, policy, group):
    client.finish(client.put(group, body(collection())))
    before = client.get(group).json()["etag"]
    changed = client.put(group, body(collection(), priority=301))
    assert (changed.status_code, state(changed)) == (200, "Updating")
    client.finish(changed)
    assert len({before, changed.json()["etag"], client.get(group).json()["etag"]}) == 3
    emulator.switch(group_etag_settles="same")
    changed = client.put(group, body(collection(), priority=302))
    client.finish(changed)
    assert client.get(group).json()["etag"] == changed.json()["etag"]


def test_a_group_has_an_etag_apart_from_its_siblings_and_its_policy(emulator, client, policy, group):
    other = f"{policy}/ruleCollectionGroups/h"
    emulator.seed(other, body(collection(), priority=400))
    sibling, parent = client.get(other).json()["etag"], client.get(policy).json()["etag"]
    client.finish(client.put(group, body(collection())))
    assert client.get(other).json()["etag"] == sibling
    assert client.get(group).json()["etag"] != client.get(policy).json()["etag"] != parent
    emulator.switch(policy_etag_with_groups=False)
    parent = client.get(policy).json()["etag"]
    client.finish(client.put(group, body(collection(), priority=301)))
    assert client.get(policy).json()["etag"] == parent


def test_retry_after_follows_the_switch_and_ends_with_the_operation(emulator, client, group):
    emulator.switch(retry_after=10)
    answer = client.put(group, body(collection()))
    assert answer.headers["Retry-After"] == "10"
    url = answer.headers["Azure-AsyncOperation"]
    assert [client.get(url).headers.get("Retry-After") for _attempt in range(2)] == ["10", None]


def test_an_operation_is_only_found_under_the_name_of_its_back_end(client, group):
    url = client.put(group, body(collection())).headers["Azure-AsyncOperation"]
    assert client.get(url.replace("nfvOperations", "operations")).status_code == 404


def test_a_policy_put_that_changes_nothing_is_an_ordinary_write(client, policy):
    before = client.get(policy).json()["etag"]
    answer = client.put(policy, PLACE)
    assert (answer.status_code, state(answer)) == (200, "Updating")
    assert answer.json()["etag"] != before


@pytest.mark.parametrize(("switch", "shown"), [("update", "Updating"), ("same", "Succeeded"), ("null", None)])
def test_a_group_put_that_changes_nothing_follows_the_switch(emulator, client, group, switch, shown):
    client.finish(client.put(group, body(collection())))
    before = client.get(group).json()
    emulator.switch(group_no_change=switch)
    answer = client.put(group, body(collection()))
    assert answer.status_code == 200
    assert (answer.json() and state(answer)) == shown
    assert client.finish(answer)["status"] == "Succeeded"
    assert (client.get(group).json() == before) is (switch != "update")


def test_what_a_get_shows_can_be_put_back(client, policy, group):
    client.finish(client.put(group, body(collection(), nat_collection(NAT, name="n", priority=100))))
    for path in (group, policy):
        shown = client.get(path).json()
        answer = client.put(path, shown)
        assert answer.status_code == 200
        client.finish(answer)
        assert client.get(path).json()["properties"] == shown["properties"]


def test_a_policy_put_neither_sets_nor_removes_groups_firewalls_or_children(emulator, client, policy, group):
    client.finish(client.put(group, body(collection())))
    answer = client.put(policy, {**PLACE, "tags": {"a": "b"}})
    assert answer.json()["properties"]["ruleCollectionGroups"] == [{"id": group}]
    client.finish(answer)
    stranger = {"id": client.id("azureFirewalls", "x")}
    sent = {"ruleCollectionGroups": [], "firewalls": [stranger], "childPolicies": [stranger]}
    shown = client.put(policy, {**PLACE, "properties": sent}).json()["properties"]
    assert shown["ruleCollectionGroups"] == [{"id": group}]
    assert shown["firewalls"] == shown["childPolicies"] == []


def test_values_of_a_policy_that_are_the_default_vanish_and_a_name_for_ranges_is_spelt_out(emulator, client):
    sent = {
        "dnsSettings": {"servers": ["10.0.0.4"], "enableProxy": False},
        "snat": {"autoLearnPrivateRanges": "Disabled", "privateRanges": ["IANAPrivateRanges"]},
        "hint": {"x": [1]},
    }
    shown = client.put(client.id("firewallPolicies", "new"), {**PLACE, "properties": sent}).json()["properties"]
    assert shown["dnsSettings"] == {"servers": ["10.0.0.4"]}
    assert len(shown["snat"].pop("privateRanges")) == 4
    assert shown["snat"] == {}
    assert shown["hint"] == {"x": [1]}


def test_an_empty_group_has_an_empty_list_of_collections(client, group):
    shown = client.put(group, {"properties": {"priority": 300}}).json()["properties"]
    assert shown["ruleCollections"] == []


def test_collections_of_all_kinds_stay_in_the_order_sent(client, group):
    sent = [
        nat_collection(NAT, name="z", priority=10005),
        collection(NETWORK, name="y", priority=13000),
        collection(APPLICATION, name="x", priority=14000),
        nat_collection(NAT, name="w", priority=1000),
    ]
    answer = client.put(group, body(*sent))
    assert [item["name"] for item in answer.json()["properties"]["ruleCollections"]] == ["z", "y", "x", "w"]
    assert answer.json()["properties"]["ruleCollections"][0]["action"] == {"type": "Dnat"}
    (rule,) = rules_of(answer)
    assert rule == {**NAT, "sourceIpGroups": []}
    (rule,) = rules_of(answer, 2)
    empty = ("fqdnTags", "webCategories", "targetUrls", "destinationAddresses", "sourceIpGroups", "httpHeadersToInsert")
    assert rule == {**APPLICATION, **dict.fromkeys(empty, [])}
    assert list(rule["protocols"][0]) == ["protocolType", "port"]


def test_unknown_members_of_rules_stay_and_nulls_go(client, group):
    (rule,) = rules_of(client.put(group, body(collection({**NETWORK, "hint": 1, "description": None}))))
    assert rule["hint"] == 1
    assert "description" not in rule


def test_urls_need_no_protocols(client, group):
    rule = without(APPLICATION, "targetFqdns", protocols=[], targetUrls=["www.example.org/x"], terminateTLS=True)
    (shown,) = rules_of(client.put(group, body(collection(rule))))
    assert (shown["protocols"], shown["terminateTLS"]) == ([], True)


def test_deleting_a_group_shows_it_untouched_and_its_result_is_null(client, policy, group):
    client.finish(client.put(group, body(collection())))
    answer = client.delete(group)
    assert (answer.status_code, state(answer)) == (202, "Succeeded")
    assert "/nfvOperations/" in answer.headers["Azure-AsyncOperation"]
    result = answer.headers["Location"]
    assert "/nfvOperationResults/" in result
    assert client.get(result).status_code == 202
    assert client.finish(answer) == {"status": "Succeeded"}
    done = client.get(result)
    assert (done.status_code, done.content) == (200, b"null")
    assert client.get(group).status_code == 404
    assert client.get(policy).json()["properties"]["ruleCollectionGroups"] == []
    assert client.delete(group).status_code == 204


def test_deleting_a_policy_is_over_at_once_unless_it_has_groups(emulator, client, policy, group):
    client.finish(client.put(group, body(collection())))
    answer = client.delete(policy)
    assert answer.status_code == 202
    client.finish(answer)
    assert client.get(policy).status_code == 404
    emulator.seed(policy, PLACE)
    answer = client.delete(policy)
    assert (answer.status_code, answer.content) == (200, b"")
    assert "Azure-AsyncOperation" not in answer.headers
    assert client.get(policy).status_code == 404


def test_a_policy_in_use_cannot_be_deleted(emulator, client, policy):
    child, firewall = client.id("firewallPolicies", "child"), client.id("azureFirewalls", "f")
    emulator.seed(child, {"properties": {"basePolicy": {"id": policy}}})
    emulator.seed(firewall, {"properties": {"firewallPolicy": {"id": child}}})
    for path in (policy, child):
        answer = client.delete(path)
        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "FirewallPolicyInUse")
        assert answer.json()["status"] == "Failed"
    client.finish(client.delete(firewall))
    assert [client.delete(path).status_code for path in (child, policy)] == [200, 200]


def test_an_ip_group_that_a_rule_names_cannot_be_deleted(emulator, client, group):
    path = client.id("ipGroups", "i")
    created = client.put(path, {**PLACE, "properties": {"ipAddresses": ["10.0.0.0/24", "10.0.1.1-10.0.1.9"]}})
    assert (created.status_code, state(created)) == (201, "Updating")
    assert "/nfvOperations/" in created.headers["Azure-AsyncOperation"]
    client.finish(created)
    assert client.get(path).json()["etag"] == created.json()["etag"]
    client.finish(client.put(group, body(collection(without(NETWORK, "sourceAddresses", sourceIpGroups=[path])))))
    answer = client.delete(path)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "IpGroupsHasFirewallPolicyReferences")
    client.finish(client.delete(group))
    assert client.delete(path).status_code == 202


def test_a_group_needs_a_policy(emulator, client):
    answer = client.put(f"{client.id('firewallPolicies', 'none')}/ruleCollectionGroups/g", body(collection()))
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "ParentResourceNotFound")


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


def test_a_firewall_is_linked_by_its_own_put_and_cannot_have_rules_besides(client, policy):
    path = client.id("azureFirewalls", "f")
    properties = {"firewallPolicy": {"id": policy}}
    client.finish(client.put(path, {**PLACE, "properties": properties}))
    shown = client.get(path).json()["properties"]
    assert (shown["firewallPolicy"], shown["networkRuleCollections"]) == ({"id": policy}, [])
    assert client.get(policy).json()["properties"]["firewalls"] == [{"id": path}]
    rule = without(NETWORK, "ruleType", "ipProtocols", protocols=["TCP"])
    classic = {"name": "c", "properties": {"priority": 100, "action": {"type": "Allow"}, "rules": [rule]}}
    answer = client.put(path, {**PLACE, "properties": {**properties, "networkRuleCollections": [classic]}})
    assert answer.json()["error"]["code"] == "AzureFirewallPolicyAndRuleCollectionsConflict"
    client.finish(client.put(path, {**PLACE, "properties": {}}))
    assert client.get(policy).json()["properties"]["firewalls"] == []


@pytest.mark.parametrize("form", ["{}", '"{}"'])
def test_an_etag_of_a_group_is_honoured_in_both_spellings_or_ignored(emulator, client, group, form):
    client.finish(client.put(group, body(collection())))
    old = form.format(client.get(group).json()["etag"])
    client.finish(client.put(group, body(collection(), priority=301), If_Match=old))
    refused = client.put(group, body(collection(), priority=302), If_Match=old)
    assert (refused.status_code, refused.json()["error"]["code"]) == (412, "PreconditionFailed")
    emulator.switch(if_match="ignore")
    assert client.put(group, body(collection(), priority=302), If_Match=old).status_code == 200


def test_the_etag_of_the_policy_is_not_good_for_a_group(client, policy, group):
    etag = client.get(policy).headers["ETag"]
    assert client.put(group, body(collection()), If_Match=etag).status_code == 412


def test_a_policy_can_only_be_based_on_one_that_is_there(emulator, client):
    sent = {**PLACE, "properties": {"basePolicy": {"id": client.id("firewallPolicies", "none")}}}
    assert client.put(client.id("firewallPolicies", "new"), sent).status_code == 400
