# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies of service endpoints.

Microsoft Learn, virtual-network/virtual-network-service-endpoint-policies-overview: without a policy all resources of
the service are reached; with one only those listed in any policy of the subnet, by resource, group or subscription.
"""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator.dataplane import Network, Truth, endpoint_policies, trip

ACCOUNT = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/mine"
STORAGE = "Microsoft.Storage"


def policy(*scopes, service=STORAGE):
    definition = {"name": "d", "properties": {"service": service, "serviceResources": list(scopes)}}
    return {"properties": {"serviceEndpointPolicyDefinitions": [definition]}}


@pytest.mark.parametrize(
    ("policies", "expected"),
    [
        ([], True),
        ([policy(ACCOUNT.upper())], True),
        ([policy("/subscriptions/s/resourceGroups/g/")], True),
        ([policy("/subscriptions/s")], True),
        ([policy("/subscriptions/sx"), policy(f"{ACCOUNT}2")], False),
        ([policy(f"{ACCOUNT}2"), policy(ACCOUNT)], True),
        ([policy("/subscriptions/x", service="Microsoft.Sql")], True),
    ],
)
def test_a_resource_is_reached_if_any_policy_of_its_service_lists_it_or_none_speaks_of_it(policies, expected):
    assert endpoint_policies.admits(policies, STORAGE.lower(), ACCOUNT) is expected


def test_an_alias_of_a_service_is_refused():
    with pytest.raises(ValueError, match="nobody said what is behind"):
        endpoint_policies.admits([policy("/services/Azure/Something")], STORAGE, ACCOUNT)


def test_a_policy_stops_what_goes_by_the_endpoint_and_nothing_else():
    world = Network(
        endpoints=("192.0.2.0/24",),
        endpoint_services=((STORAGE.lower(), "192.0.2.0/24"),),
        endpoint_policies=(policy(ACCOUNT),),
        truth=Truth(resources={"mine": ACCOUNT}),
    )
    asked = {"source": "10.0.0.4", "port": 443}
    assert trip(world, fqdn="mine", address="192.0.2.1", **asked).passes
    assert trip(world, fqdn="other", address="192.0.2.1", **asked)[:2] == (False, "endpoint policy")
    assert trip(world, fqdn="other", address="198.51.100.1", **asked)[:2] == (True, "direct")
