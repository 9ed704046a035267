# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of a cluster by its landscape, which names a private zone holds, and what a lock holds."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import (
    Landscape,
    Lock,
    holds_names,
    names_in,
)

from .documents import CLUSTER, SUBNET_ID, cluster

HUB = "/subscriptions/s/resourceGroups/hub"
LOCKED = f"{HUB}/providers/Microsoft.Network/azureFirewalls/fw"
LOCK = "/providers/Microsoft.Authorization/locks/keep"
FIREWALL = ResourceId("s", "hub", resource_ids.FIREWALL, ("fw",))
POLICY = ResourceId("s", "hub", resource_ids.FIREWALL_POLICY, ("fp",))
GROUP = POLICY.child(resource_ids.RULE_COLLECTION_GROUP, "adx-egress")
CHAIN = (
    Policy({"id": str(POLICY).replace("/fp", "/parent"), "name": "parent"}, ()),
    Policy({"id": str(POLICY).upper(), "name": "fp"}, ()),
)


@pytest.mark.parametrize(
    ("network", "lost"),
    [({}, False), ({"subnetId": None}, True), ({"state": "Disabled"}, True), (None, True)],
    ids=["injected", "never injected", "migrated", "gone"],
)
def test_a_cluster_is_lost_when_it_says_no_longer_where_its_routes_are(network, lost):
    landscape = Landscape(CLUSTER, cluster=None if network is None else cluster(**network))
    assert landscape.is_lost is lost
    assert landscape.own_subnet == (None if lost else SUBNET_ID)
    assert landscape.is_injected is (not lost or network is None), "one that is gone may have been"


def test_the_policy_that_rules_go_to_is_the_one_of_the_group():
    assert Landscape(CLUSTER, group_id=GROUP, chain=CHAIN).policy is CHAIN[1]
    assert Landscape(CLUSTER, chain=CHAIN).policy is None
    assert Landscape(CLUSTER, group_id=GROUP).policy is None


@pytest.mark.parametrize(
    ("through", "described"),
    [
        ({"firewall_id": FIREWALL, "group_id": GROUP}, "firewall fw"),
        ({"group_id": GROUP}, "firewall fp"),
        ({"appliance": "10.0.9.4", "firewall_id": FIREWALL}, "appliance 10.0.9.4"),
        ({}, "firewall "),
    ],
)
def test_what_traffic_goes_through_is_called_by_its_name_and_an_appliance_by_its_address(through, described):
    assert Landscape(CLUSTER, **through).described == described


@pytest.mark.parametrize(
    ("zone", "name", "held"),
    [
        ("privatelink.blob.core.windows.net", "a.blob.core.windows.net", True),
        ("blob.core.windows.net", "a.blob.core.windows.net", True),
        ("Blob.Core.Windows.NET", "A.BLOB.core.windows.net", True),
        ("privatelink.blob.core.windows.net", "*.core.windows.net", True),
        ("core.windows.net", "*.blob.core.windows.net", True),
        ("core.windows.net", "*.core.windows.net", True),
        ("a.blob.core.windows.net", "a.blob.core.windows.net", True),
        ("privatelink.blob.core.windows.net", "a.queue.core.windows.net", False),
        ("lob.core.windows.net", "a.blob.core.windows.net", False),
        ("b.contoso.com", "a.contoso.com", False),
        ("windows.net", "*.core.windows.net", True),
        ("net.core.windows", "*.core.windows.net", False),
        ("ore.windows.net", "*.core.windows.net", False),
        ("hardcore.windows.net", "*.core.windows.net", False),
    ],
)
def test_a_private_zone_holds_the_names_below_it_with_and_without_its_prefix(zone, name, held):
    assert holds_names(zone, [name]) is held


def test_one_name_below_it_is_enough_and_without_names_there_is_none():
    assert holds_names("contoso.com", ["a.fabrikam.com", "a.contoso.com"]) is True
    assert holds_names("contoso.com", []) is False


def test_the_names_in_a_zone_are_told_as_they_were_written_and_in_their_order():
    names = ["B.contoso.com", "a.fabrikam.com", "a.contoso.com"]
    assert names_in("privatelink.contoso.com", names) == ["B.contoso.com", "a.contoso.com"]


@pytest.mark.parametrize(
    ("scope", "held"),
    [
        (HUB, True),
        (HUB.upper(), True),
        (LOCKED, True),
        ("/subscriptions/s", True),
        (f"{LOCKED}-2", False),
        (HUB[:-1], False),
    ],
)
def test_a_lock_holds_what_is_in_its_scope(scope, held):
    lock = Lock(f"{scope}{LOCK}", "keep", "ReadOnly")
    assert lock.holds(LOCKED) is held
    assert lock.holds(resource_ids.parse(LOCKED)) is held


@pytest.mark.parametrize("kind", [LOCK, LOCK.lower(), LOCK.upper()], ids=["as written", "lower case", "upper case"])
def test_the_scope_of_a_lock_is_what_it_was_put_on(kind):
    assert Lock(f"{LOCKED}{kind}", "keep", "CanNotDelete").scope == LOCKED
