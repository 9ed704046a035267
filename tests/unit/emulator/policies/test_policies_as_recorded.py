# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies as published recordings of several years show them: orders, what is filled in, and newer kinds of rules."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.unit.emulator.policies.policy_bodies import (
    NETWORK,
    PLACE,
    body,
    collection,
    rules_of,
    without,
)

OLD = "2020-07-01"


@pytest.fixture
def premium(emulator, client):
    path = client.id("firewallPolicies", "premium")
    detection = {"mode": "Alert", "configuration": {}}
    whitelist = {"ipAddresses": ["102.0.0.0"], "fqdns": ["*.example.org"]}
    properties = {"sku": {"tier": "Premium"}, "intrusionDetection": detection, "threatIntelWhitelist": whitelist}
    client.finish(client.put(path, {**PLACE, "properties": properties}))
    return path


def shown(client, path, version):
    return client.get(path, version=version).json()["properties"]


@pytest.mark.parametrize(
    ("version", "order"),
    [
        (
            "2020-05-01",
            "threatIntelMode threatIntelWhitelist childPolicies ruleCollectionGroups firewalls intrusionDetection",
        ),
        (
            OLD,
            "sku threatIntelMode threatIntelWhitelist childPolicies ruleCollectionGroups firewalls intrusionDetection",
        ),
        (
            "2021-08-01",
            "sku childPolicies ruleCollectionGroups firewalls threatIntelMode threatIntelWhitelist intrusionDetection",
        ),
        (
            "2026-01-01",
            "size sku childPolicies ruleCollectionGroups kubeSelectorGroups firewalls threatIntelMode "
            "threatIntelWhitelist intrusionDetection",
        ),
    ],
)
def test_the_order_of_the_members_is_that_of_the_version_and_the_oldest_has_no_sku(client, premium, version, order):
    assert list(shown(client, premium, version)) == [*order.split(), "provisioningState"]


def test_lists_of_the_intrusion_detection_are_filled_in_and_settings_have_an_order(client, premium):
    found = shown(client, premium, "2026-03-01")
    configuration = found["intrusionDetection"]["configuration"]
    assert configuration == {"signatureOverrides": [], "bypassTrafficSettings": []}
    assert list(configuration) == ["signatureOverrides", "bypassTrafficSettings"]
    assert list(found["threatIntelWhitelist"]) == ["fqdns", "ipAddresses"]


def test_without_a_configuration_none_is_filled_in(emulator, client):
    path = client.id("firewallPolicies", "p")
    answer = client.put(path, {**PLACE, "properties": {"intrusionDetection": {"mode": "Off"}}})
    assert answer.json()["properties"]["intrusionDetection"] == {"mode": "Off"}


def test_a_policy_written_with_the_oldest_version_loses_its_tier(client, premium):
    old = client.get(premium, version="2020-05-01").json()
    client.finish(client.put(premium, old, version="2020-05-01"))
    assert shown(client, premium, "2026-03-01")["sku"] == {"tier": "Standard"}


@pytest.mark.parametrize(
    ("gone", "member", "value"),
    [
        ("sourceAddresses", "sourceGeoLocations", ["US", "CA"]),
        ("destinationAddresses", "destinationGeoLocations", ["GB"]),
        ("sourceAddresses", "sourceKubeSelectorGroups", ["/subscriptions/x/kubeSelectorGroups/k"]),
    ],
)
def test_places_and_selectors_stand_in_for_addresses_and_are_shown_last(client, group, gone, member, value):
    answer = client.put(group, body(collection(without(NETWORK, gone, **{member: value}))))
    assert answer.status_code == 201, answer.text
    (rule,) = rules_of(answer)
    assert rule[gone] == [] and rule[member] == value and list(rule)[-1] == member


SELECTORS = {
    "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "production"}},
    "podSelector": {
        "matchExpressions": [{"key": "tier", "operator": "In", "values": ["frontend", "backend"]}],
        "matchLabels": {"app": "web"},
    },
}


def test_a_group_of_selectors_is_there_with_the_answer_and_gone_with_the_next(client, policy):
    path = f"{policy}/kubeSelectorGroups/testksg"
    created = client.put(path, {"name": "testksg", "properties": SELECTORS})
    assert created.status_code == 201 and "Azure-AsyncOperation" not in created.headers
    document = created.json()
    assert list(document) == ["properties", "id", "name", "type", "etag", "location"]
    assert document["type"] == "Microsoft.Network/FirewallPolicies/KubeSelectorGroups" and document["id"] == path
    assert list(document["properties"]) == ["podSelector", "namespaceSelector", "lastUpdated", "provisioningState"]
    assert document["properties"]["provisioningState"] == "Succeeded"
    read = client.get(path)
    assert (read.json(), read.headers["ETag"]) == (document, f'"{document["etag"]}"')
    assert client.get(f"{policy}/kubeSelectorGroups").json() == {"value": [document]}
    assert client.get(policy).json()["properties"]["kubeSelectorGroups"] == [{"id": path}]
    changed = client.put(path, {"properties": {"podSelector": {}}})
    assert changed.status_code == 200 and changed.json()["etag"] != document["etag"]
    assert "namespaceSelector" not in changed.json()["properties"]
    assert (client.delete(path).status_code, client.get(path).status_code) == (204, 404)
    assert client.get(f"{policy}/kubeSelectorGroups").json() == {"value": []}


def test_a_write_of_the_policy_keeps_its_groups_of_selectors(client, policy):
    path = f"{policy}/kubeSelectorGroups/k"
    assert client.put(path, {"properties": SELECTORS}).ok
    client.finish(client.put(policy, {**PLACE, "tags": {"a": "b"}}))
    assert client.get(path).ok
    assert "kubeSelectorGroups" not in client.get(policy, version="2025-07-01").json()["properties"]


def test_a_rule_without_any_place_is_refused_as_before(client, group):
    for gone in ("sourceAddresses", "destinationAddresses"):
        assert client.put(group, body(collection(without(NETWORK, gone)))).status_code == 400


@pytest.mark.parametrize("tag", ["AzureMonitor", "Storage.WestUS2", "AzureCloud.norwayeast"])
def test_a_rule_may_name_the_tag_of_a_region(client, group, tag):
    rule = without(NETWORK, destinationAddresses=[tag])
    assert client.put(group, body(collection(rule))).status_code == 201
