# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A member that came after the api-version of a request, in each of the three ways."""

from __future__ import annotations

import pytest

OLD, MEMBER = "2022-01-01", "disablePeeringRoute"


@pytest.fixture
def table(emulator, client):
    emulator.switch(polls=0)
    path = client.id("routeTables", "rt")
    assert client.put(path, {"location": "westus", "properties": {MEMBER: "All"}}).ok
    return path


@pytest.mark.parametrize(
    ("way", "shown", "after"), [("shown", True, True), ("kept", False, True), ("lost", False, False)]
)
def test_reading_and_writing_with_an_older_version(emulator, client, table, way, shown, after):
    emulator.switch(newer_members=way)
    document = client.get(table, version=OLD).json()
    assert (MEMBER in document["properties"]) is shown
    assert client.put(table, document, version=OLD).ok
    assert (MEMBER in client.get(table).json()["properties"]) is after


@pytest.mark.parametrize("way", ["shown", "kept", "lost"])
def test_the_newest_version_sets_and_removes_it_as_any_other(emulator, client, table, way):
    emulator.switch(newer_members=way)
    assert client.get(table).json()["properties"][MEMBER] == "All"
    assert client.put(table, {"location": "westus", "properties": {}}).ok
    assert MEMBER not in client.get(table).json()["properties"]


@pytest.mark.parametrize("way", ["kept", "lost"])
def test_an_older_version_cannot_set_it(emulator, client, way):
    emulator.switch(newer_members=way)
    path = client.id("routeTables", "fresh")
    assert client.put(path, {"location": "westus", "properties": {MEMBER: "All"}}, version=OLD).ok
    assert MEMBER not in client.get(path).json()["properties"]


def inside(holder, path):
    """What stands at a path, [] standing for the first element of a list; None when it is not there."""
    for step in path.split("."):
        holder = (holder or {}).get(step.removesuffix("[]"))
        holder = holder[0] if step.endswith("[]") and holder else holder
    return holder


RULE = {
    "ruleType": "NetworkRule",
    "name": "r",
    "sourceAddresses": ["10.0.0.0/24"],
    "destinationAddresses": ["*"],
    "destinationPorts": ["443"],
    "ipProtocols": ["TCP"],
    "sourceGeoLocations": ["US"],
}
COLLECTION = {
    "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
    "name": "c",
    "priority": 100,
    "action": {"type": "Allow"},
    "rules": [RULE],
}
ROWS = {
    "a group's rule": (
        ("firewallPolicies/p/ruleCollectionGroups", {"priority": 100, "ruleCollections": [COLLECTION]}),
        ("properties.ruleCollections[].rules[].sourceGeoLocations", "2025-09-01", "2026-01-01"),
    ),
    "a network's subnet": (
        (
            "virtualNetworks",
            {
                "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
                "subnets": [
                    {"name": "s", "properties": {"addressPrefix": "10.0.0.0/24", "sharingScope": "DelegatedServices"}}
                ],
            },
        ),
        ("properties.subnets[].properties.sharingScope", "2023-09-01", "2023-11-01"),
    ),
    "a firewall": (
        ("azureFirewalls", {"autoscaleConfiguration": {"minCapacity": 2}}),
        ("properties.autoscaleConfiguration", "2024-01-01", "2024-03-01"),
    ),
    "a service endpoint": (
        (
            "virtualNetworks/v/subnets",
            {
                "addressPrefix": "10.1.0.0/24",
                "serviceEndpoints": [{"service": "Microsoft.Storage", "networkIdentifier": {"id": "/x"}}],
            },
        ),
        ("properties.serviceEndpoints[].networkIdentifier", "2023-11-01", "2024-01-01"),
    ),
}


@pytest.mark.parametrize("way", ["kept", "lost"])
@pytest.mark.parametrize("row", ROWS)
def test_what_lies_deeper_is_hidden_and_lost_in_the_same_way(emulator, client, row, way):
    (kind, properties), (path, before, since) = ROWS[row]
    emulator.switch(polls=0, newer_members=way)
    emulator.seed(client.id("firewallPolicies", "p"), {})
    emulator.seed(
        client.id("virtualNetworks", "v"), {"properties": {"addressSpace": {"addressPrefixes": ["10.1.0.0/16"]}}}
    )
    place = client.id(kind, "x")
    body = {"properties": properties} if kind.count("/") else {"location": "westus", "properties": properties}
    assert client.put(place, body).ok
    assert inside(client.get(place, version=since).json(), path)
    old = client.get(place, version=before).json()
    assert inside(old, path) is None
    assert client.put(place, old, version=before).ok
    assert bool(inside(client.get(place).json(), path)) is (way == "kept")


@pytest.mark.parametrize("way", ["kept", "lost"])
def test_several_hops_are_a_word_that_older_versions_refuse(emulator, client, table, way):
    emulator.switch(newer_members=way)
    hops = {"nextHop": {"nextHopIpAddresses": ["10.0.0.4", "10.0.0.5"]}, "nextHopType": "VirtualApplianceEcmp"}
    route = {"name": "r", "properties": {"addressPrefix": "0.0.0.0/0", **hops}}
    assert client.put(table, {"location": "westus", "properties": {"routes": [route]}}).ok
    old = client.get(table, version="2025-05-01").json()
    assert "nextHop" not in old["properties"]["routes"][0]["properties"]
    assert client.put(table, old, version="2025-05-01").json()["error"]["code"] == "InvalidRequestFormat"
    assert client.get(table).json()["properties"]["routes"][0]["properties"]["nextHop"] == hops["nextHop"]
