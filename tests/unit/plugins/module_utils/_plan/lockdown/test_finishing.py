# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The end of a move: whose lock-down goes, and what is listed as left."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import clusters
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import absent, finishing
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

ADDRESSES = {"enginePublicIpId": "/pip/engine", "dataManagementPublicIpId": "/pip/data"}


def document(state="Disabled", provisioning="Succeeded", **network):
    made = world.cluster(state=state, **{**ADDRESSES, **network})
    made["properties"]["provisioningState"] = provisioning
    return made


def cluster(*args, **network):
    return clusters.from_arm(document(*args, **network))


def never():
    made = document()
    made["properties"]["virtualNetworkConfiguration"] = None
    return clusters.from_arm(made)


def refusal(found):
    with pytest.raises(PlanError) as refused:
        finishing.require_left(world.CLUSTER, found)
    assert refused.value.code == "not_left"
    return str(refused.value)


@pytest.mark.parametrize(("state", "provisioning"), [("Disabled", "Succeeded"), ("disabled", "succeeded")])
def test_a_cluster_that_says_it_has_left_and_has_settled_may_lose_its_lock_down(state, provisioning):
    assert finishing.require_left(world.CLUSTER, cluster(state, provisioning)) is None


@pytest.mark.parametrize(
    ("found", "says", "does"),
    [
        (None, "is deleted, or was never there", "run the playbook remove"),
        (cluster("Enabled"), "is in its network", "Run the playbook leave_network for it first"),
        (cluster(None), "is in its network", "Run the playbook leave_network for it first"),
        (never(), "never was in a network of yours", "run the playbook remove"),
        (cluster("Paused"), "does not say in words that are known here", "look at virtualNetworkConfiguration"),
        (cluster("Enabled", subnetId=None), "does not say in words that are known here", "look at virtual"),
        (cluster("Disabled", "Updating"), "it is Updating still", "wait until it shows Succeeded"),
        (cluster("Disabled", "Accepted"), "it is Accepted still", "wait until it shows Succeeded"),
        (cluster("Disabled", None), "does not show that its last change succeeded", "wait until it shows Succeeded"),
        (cluster("Disabled", "Failed"), "its last change is Failed", "repeat that change"),
        (cluster("Disabled", "Canceled"), "its last change is Canceled", "repeat that change"),
    ],
)
def test_of_any_other_cluster_the_lock_down_stays_and_it_is_said_what_to_do(found, says, does):
    told = refusal(found)
    assert told.startswith("Cluster c1 ") and says in told and does in told


def test_a_firewall_that_is_not_there_is_a_slip_before_it_is_a_reason_to_think_that_its_rules_are_gone():
    holder = resource_ids.ResourceId("s", "rg-hub", resource_ids.FIREWALL, ("fw-hob",))
    assert finishing.require_holder(world.CLUSTER, holder, is_there=True) is None
    with pytest.raises(
        PlanError, match="no firewall fw-hob in resource group rg-hub.*run the playbook remove"
    ) as refused:
        finishing.require_holder(world.CLUSTER, holder, is_there=False)
    assert refused.value.code == "no_such_firewall"


def test_a_removal_is_planned_only_for_a_cluster_that_has_left_where_that_is_asked_for():
    request = Request(state="absent", only_left=True)
    with pytest.raises(PlanError, match="is in its network"):
        absent.plan(request, world.landscape(document("Enabled"), listed=None))
    plan = absent.plan(request, world.landscape(document(), listed=None))
    assert [one.code for one in plan.findings if one.code == "left_network"] == ["left_network"]
    assert plan.rule_collections
    anybody = absent.plan(Request(state="absent"), world.landscape(document(), listed=None))
    assert "left_network" not in {one.code for one in anybody.findings}


def listed(found):
    (told,) = finishing.findings(found)
    assert (told.severity, told.subject) == ("info", "c1") and "only once a return is ruled out" in told.remedy
    return told.message


def test_what_is_left_is_listed_in_the_order_in_which_it_may_go_with_its_ids():
    subnet = world.subnet(
        delegated=True,
        networkSecurityGroup={"id": "/nsg/adx"},
        serviceEndpoints=[{"service": "Microsoft.Storage"}, {"service": "Microsoft.EventHub"}],
    )
    message = listed(world.landscape(document(), subnet=subnet))
    assert message.startswith("Cluster c1 has left its network, and nothing of this is deleted here: (1) the rows of")
    order = [
        "(1) the rows of security group /nsg/adx",
        f"(2) the service endpoints of subnet {world.SUBNET}: Microsoft.EventHub, Microsoft.Storage;",
        f"(3) the delegation of subnet {world.SUBNET} to Microsoft.Kusto/clusters;",
        f"(4) subnet {world.SUBNET};",
        "(5) public address /pip/engine; (6) public address /pip/data.",
    ]
    places = [message.index(one) for one in order]
    assert places == sorted(places)


def test_what_is_not_there_is_not_listed():
    bare = listed(world.landscape(document(), subnet=world.subnet()))
    assert f"(1) subnet {world.SUBNET}; (2) public address" in bare
    assert listed(world.landscape(document(), subnet=None)).endswith(
        "(1) public address /pip/engine; (2) public address /pip/data."
    )
    none = dict.fromkeys(ADDRESSES)
    assert list(finishing.findings(world.landscape(document(**none), subnet=None))) == []
