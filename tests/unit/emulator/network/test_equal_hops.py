# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes with several next hops, and policies of service endpoints."""

from __future__ import annotations

import pytest

HOPS = {"nextHopIpAddresses": ["10.0.0.4", "10.0.0.5"]}


def properties(hop="VirtualApplianceEcmp", **members):
    return {"properties": {"addressPrefix": "10.1.0.0/16", "nextHopType": hop, **members}}


@pytest.fixture
def route(emulator, client):
    emulator.seed(client.id("routeTables", "t"), {"location": "westus", "properties": {"routes": []}})
    return client.id("routeTables", "t") + "/routes/r"


def test_a_route_with_several_next_hops_is_taken_as_the_published_example_has_it(client, route):
    # RouteCreateEcmp, 2025-07-01.
    client.finish(client.put(route, properties(nextHop=HOPS)))
    assert client.get(route).json()["properties"]["nextHop"] == HOPS


@pytest.mark.parametrize(
    "body",
    [
        properties(),
        properties(nextHop={"nextHopIpAddresses": ["10.0.0.4"]}),
        properties(nextHop={"nextHopIpAddresses": [f"10.0.1.{number}" for number in range(65)]}),
        properties("Internet", nextHop=HOPS),
        properties(nextHop=HOPS, nextHopIpAddress="10.0.0.4"),
    ],
)
def test_two_to_64_hops_belong_to_that_type_and_to_no_other(client, route, body):
    # Change log of Az.Network: "a list of next hop IP addresses (2 to 64)".
    assert client.put(route, body).status_code == 400


def test_a_policy_of_service_endpoints_is_shown_and_stays_on_its_subnet(emulator, client):
    policy = client.id("serviceEndpointPolicies", "p")
    emulator.seed(policy, {"location": "westus", "properties": {"serviceEndpointPolicyDefinitions": []}})
    subnet = {"name": "s", "properties": {"addressPrefix": "10.0.0.0/24", "serviceEndpointPolicies": [{"id": policy}]}}
    network = client.id("virtualNetworks", "v")
    space = {"addressPrefixes": ["10.0.0.0/16"]}
    emulator.seed(network, {"location": "westus", "properties": {"addressSpace": space, "subnets": [subnet]}})
    assert client.get(policy).json()["id"] == policy
    shown = client.get(f"{network}/subnets/s").json()["properties"]
    assert shown["serviceEndpointPolicies"] == [{"id": policy}]
