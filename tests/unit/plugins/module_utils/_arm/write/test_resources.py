# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read beside each resource that we write, and what has to be settled before."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import ArmError, TimedOut
from ansible_collections.adx.outbound.plugins.module_utils._arm.write import resources
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.change import Situation
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.doors import Doors
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import Clock
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

POLICY = ResourceId("s", "rg-hub", resource_ids.FIREWALL_POLICY, ("fp",))
GROUP = POLICY.child(resource_ids.RULE_COLLECTION_GROUP, "adx-egress")
HUB = ResourceId("s", "rg-hub", resource_ids.VIRTUAL_NETWORK, ("hub",))
INSIDE = {"name": "c", "properties": {"subnet": {"id": f"{HUB}/subnets/AzureFirewallSubnet"}}}


def made(maker, id_, azure=None, clock=None, **told):
    return maker(azure or Doors(), (clock or Clock()).patience(), id_, **told)


def required(resource, document=None, **neighbours):
    return list(resource.required(Situation(document, neighbours)))


def test_a_firewall_needs_its_networks_settled_and_a_subnet_its_own():
    assert required(made(resources.firewall, world.FIREWALL), world.firewall(ipConfigurations=[INSIDE])) == [HUB]
    assert required(made(resources.subnet, world.SUBNET)) == [world.SUBNET.parent]
    assert required(made(resources.table, world.TABLE), world.table()) == []


def test_a_group_is_read_with_its_policy_and_needs_that_settled():
    group = made(resources.group, GROUP, Doors({POLICY: {"name": "fp"}}))
    seen, found = group.read()
    assert (seen.document, found) == (None, None) and [one.name for one in seen.neighbours["chain"]] == ["fp"]
    assert required(group, {}, **seen.neighbours) == [POLICY]
    shown = {"name": "adx-egress", "etag": "e", "properties": {"priority": 1, "provisioningState": "Succeeded"}}
    assert group.for_write(shown, None) == {"name": "adx-egress", "properties": {"priority": 1}}


def test_a_table_is_used_by_the_subnets_that_say_so_themselves():
    azure = Doors({world.SUBNET: world.subnet(str(world.TABLE).upper())})
    left = ResourceId("s", "rg-spoke", resource_ids.SUBNET, ("vnet", "left"))
    azure.put(left, world.subnet(world.OTHER_TABLE))
    gone = ResourceId("s", "rg-spoke", resource_ids.SUBNET, ("vnet", "gone"))
    azure.put(world.TABLE, world.table(subnets=(world.SUBNET, left, gone)))
    assert made(resources.table_with_users, world.TABLE, azure).read()[0].neighbours == {"subnets": [str(world.SUBNET)]}
    leaving = [str(left), str(world.SUBNET).lower()]
    without = made(resources.table_with_users, world.TABLE, azure, leaving=leaving)
    assert without.read()[0].neighbours == {"subnets": []}


@pytest.mark.parametrize("id_", [world.FIREWALL, GROUP, world.TABLE, world.SUBNET])
def test_each_resource_is_made_by_its_type(id_):
    found = made(resources.of, id_)
    assert found.id == id_ and len(required(found, {}, chain=())) == (id_ is world.SUBNET)


def state(name):
    return {**world.table(), "properties": {"provisioningState": name}}


def test_a_resource_that_is_changing_is_waited_for_and_told():
    azure, clock = Doors({world.TABLE: state("Updating")}), Clock()
    sleep = clock.sleep
    clock.sleep = lambda seconds: (sleep(seconds), azure.put(world.TABLE, state("Succeeded")))
    assert made(resources.table, world.TABLE, azure, clock).read_settled()[0].document["id"] == str(world.TABLE)
    assert len(clock.pauses) == 1
    stuck = made(resources.table, world.TABLE, Doors({world.TABLE: state("Updating")}))
    with pytest.raises(TimedOut, match="change route table rt .*: it was not done .*; last heard: it is Updating"):
        stuck.read_settled()


@pytest.mark.parametrize(("ends", "ready"), [("Succeeded", True), ("Failed", False), ("Canceled", False)])
def test_a_write_needs_everything_it_touches_in_order_but_for_what_it_mends(ends, ready):
    network = {"name": "vnet", "properties": {"provisioningState": ends}}
    subnet = made(resources.subnet, world.SUBNET, Doors({world.SUBNET.parent: network}))
    subnet.require_ready(Situation({}), mending=True)
    if ready:
        subnet.require_ready(Situation({}))
    else:
        with pytest.raises(ArmError, match=f"its provisioning state is {ends}. Repair it first") as raised:
            subnet.require_ready(Situation({}))
        assert raised.value.doing == "write to virtual network vnet in resource group rg-spoke"


def test_another_failed_resource_stands_in_the_way_of_mending_too():
    network = {"name": "hub", "properties": {"provisioningState": "Failed"}}
    firewall = made(resources.firewall, world.FIREWALL, Doors({HUB: network}))
    with pytest.raises(ArmError, match="its provisioning state is Failed"):
        firewall.require_ready(Situation(world.firewall(ipConfigurations=[INSIDE])), mending=True)


def test_what_is_not_there_keeps_no_write_waiting():
    made(resources.subnet, world.SUBNET).require_ready(Situation({}))
