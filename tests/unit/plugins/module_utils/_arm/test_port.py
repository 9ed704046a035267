# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the safe order asks of Azure, and what that comes to."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.port import Azure, AzureLeaving
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet.fleet import Asked, Member, Writing
from ansible_collections.adx.outbound.plugins.module_utils._plan.leaving import plans, writes
from ansible_collections.adx.outbound.plugins.module_utils._plan.leaving.request import Asked as LeavingAsked
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.approval import Part
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import ALL_STEPS, Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.dependencies import Dependency
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.change import Outcome, Situation
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.doors import HIDDEN, Doors
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import Clock
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.fleet.test_fleet import member
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.leaving import drawn

MINE = member("c1", has=None)
FIREWALL = world.firewall()
DIAGNOSIS = f"{world.CLUSTER}/diagnoseVirtualNetwork"
ZONES = "/subscriptions/s/providers/Microsoft.Network/privateDnsZones"
ASKS_OTHERS = {"virtual_network": {"properties": {"dhcpOptions": {"dnsServers": ["10.50.0.10"]}}}}


class Reconcile:
    """Hears what is to be written, and makes it of the document that is there."""

    def __init__(self, document=None):
        self.document, self.heard = document, []

    def __call__(self, resource, change, view, *, also=(), ours=None):
        after = change(Situation(self.document, {"chain": ()}))
        self.heard.append((resource.id, tuple(also), ours))
        return Outcome(view(self.document), view(after), True, after, self.document)


def port(doors=None, reconcile=None, *, diagnose=False, service_tags=False, clock=None):
    azure, patience = doors or Doors(), (clock or Clock()).patience()
    told = {"steps": ALL_STEPS, "service_tags": service_tags, "diagnose": diagnose}
    return Azure(azure, patience, reconcile or Reconcile(), **told)


def test_a_write_goes_through_reconcile_with_what_it_owns_and_what_is_written_along():
    reconcile = Reconcile(FIREWALL)
    outcome = port(reconcile=reconcile).write(Writing(Part.RULES, (MINE,)))
    ((id_, also, ours),) = reconcile.heard
    assert (id_, also, ours["collections"] != []) == (MINE.slices[Part.RULES].id, (), True)
    assert outcome.before == [] and outcome.after == MINE.slices[Part.RULES].wanted
    reconcile = Reconcile(world.subnet(None))
    port(reconcile=reconcile).write(Writing(Part.SUBNET, (MINE,)))
    assert reconcile.heard[0][1] == (MINE.plan.landscape.table_id,)


def test_what_was_written_can_be_taken_back_and_shown_as_lines():
    writing, reconcile = Writing(Part.RULES, (MINE,)), Reconcile(FIREWALL)
    azure = port(reconcile=reconcile)
    outcome = azure.write(writing)
    before, after = azure.texts(writing, outcome)
    assert before == "" and "application collection adx-c1-westus-application" in after
    reconcile.document = outcome.document
    azure.take_back(writing, outcome)
    assert [one[0] for one in reconcile.heard] == [writing.id, writing.id]


def test_a_cluster_that_cannot_be_read_is_one_of_several_answers():
    asked = [Asked(Request(), world.CLUSTER, world.FIREWALL)]
    ((found, error),) = port(Doors({world.CLUSTER: HIDDEN})).read(asked)
    assert found is None and error.status == 403
    ((found, error),) = port(Doors({world.FIREWALL: HIDDEN})).look(
        [Member.of(Request(accept=frozenset({"no_gate"})), world.landscape())]
    )
    assert found is None and error.status == 403


@pytest.mark.parametrize(
    ("diagnose", "injected", "cluster", "asks"),
    [
        (True, True, True, True),
        (False, True, True, False),
        (True, False, True, False),
        (True, True, False, False),
    ],
)
def test_the_service_itself_is_asked_about_a_cluster_that_is_there_and_in_a_network(diagnose, injected, cluster, asks):
    doors = Doors()
    doors.put(DIAGNOSIS, {"findings": ["a"]})
    document = world.cluster() if injected else world.cluster(subnetId=None)
    landscape = world.landscape(document) if cluster else world.landscape(cluster=None)
    one = Member.of(Request(state="absent", region="westus", accept=frozenset({"no_gate"})), landscape)
    aside = port(doors, diagnose=diagnose).look_aside(one, landscape)
    assert aside.diagnosis == (("a",) if asks else None) and (DIAGNOSIS.lower() in doors.asked) is asks


def zone(name):
    return ResourceId("s", "rg", "Microsoft.Network/privateDnsZones", (name,))


def link_to(network):
    return {"properties": {"virtualNetwork": {"id": str(network)}}}


def test_zones_that_hold_a_name_the_cluster_needs_are_told_and_lists_are_read_once_for_all_clusters():
    doors = Doors()
    doors.put(ZONES, [{"id": str(zone(name)), "name": name} for name in ("azurestorage.example.com", "other.example")])
    for name in ("azurestorage.example.com", "other.example"):
        doors.put(f"{zone(name)}/virtualNetworkLinks", [link_to(world.SUBNET.parent)])
    by_address = Dependency("Mine", None, 443, "TCP", ("1.2.3.4",), "extra", "1.2.3.4")
    one = Member.of(
        Request(accept=frozenset({"no_gate"}), extra_dependencies=(by_address,)), world.landscape(**ASKS_OTHERS)
    )
    azure = port(doors)
    for _again in range(2):
        aside = azure.look_aside(one, one.plan.landscape)
        assert aside.private_zones == ("azurestorage.example.com",)
    assert doors.asked.count(ZONES.lower()) == 1


PUBLIC = ResourceId("s", "rg-hub", "Microsoft.Network/publicIPAddresses", ("pip",))
ADDRESSES = "/subscriptions/s/resourceGroups/rg-hub/providers/Microsoft.Network/publicIPAddresses"
LOCKS = "/subscriptions/s/providers/Microsoft.Authorization/locks"
SEEN = world.firewall(
    ipConfigurations=[{"name": "c", "properties": {"publicIPAddress": {"id": str(PUBLIC).upper()}}}],
)


def aside(doors, firewall=None, **told):
    firewall = SEEN if firewall is None else firewall
    one = Member.of(
        Request(state="absent", region="westus", accept=frozenset({"no_gate"})),
        world.landscape(**{**ASKS_OTHERS, **told}),
    )
    return port(doors).look_aside(one, replace(one.plan.landscape, firewall=firewall))


def test_locks_and_the_addresses_that_the_firewall_is_seen_with_are_told():
    doors = Doors()
    doors.put(LOCKS, [{"id": "/l", "name": "keep", "properties": {"level": "ReadOnly"}}, {"id": "/m", "name": "bare"}])
    listed = [(PUBLIC, {"ipAddress": "1.2.3.4"}), (f"{PUBLIC}2", {"ipAddress": "1.2.3.5"})]
    doors.put(ADDRESSES, [{"id": str(id_), "properties": properties} for id_, properties in listed])
    found = aside(doors)
    assert [(one.id, one.name) for one in found.locks] == [("/l", "keep"), ("/m", "bare")]
    assert found.locks[0].level == "ReadOnly"
    assert (found.public_addresses, found.unread, doors.asked.count(LOCKS.lower())) == (("1.2.3.4",), (), 1)
    doors.put(ADDRESSES, [{"id": str(PUBLIC)}])
    assert aside(doors).public_addresses == ()
    nowhere = aside(Doors(), subnet_id=None, subnet=None)
    assert (nowhere.private_zones, nowhere.locks) == ((), ())


def test_what_may_not_be_listed_aside_is_told_and_stops_nothing():
    doors = Doors()
    for path in (LOCKS, ADDRESSES, ZONES):
        doors.put(path, HIDDEN)
    whats = ("locks", "public addresses", "private DNS zones")
    assert aside(doors).unread == tuple(f"The {what} could not be read (AuthorizationFailed)" for what in whats)


OWN = ResourceId("s", "rg-hub", "Microsoft.Network/virtualNetworks/subnets", ("hub", "AzureFirewallSubnet"))
GATEWAY = ResourceId("s", "rg-hub", "Microsoft.Network/natGateways", ("nat",))


def standing(**properties):
    """A firewall that stands in a subnet of its own."""
    return world.firewall(ipConfigurations=[{"name": "c", "properties": {"subnet": {"id": str(OWN)}, **properties}}])


@pytest.mark.parametrize(
    ("shown", "what"),
    [
        ([], "firewall's own subnet"),
        ({"id": str(GATEWAY), "properties": {}}, "firewall's own subnet"),
        ({"properties": {"routeTable": {"id": "t"}}}, "firewall's own subnet"),
        ({"properties": {"natGateway": {"id": "g"}}}, "firewall's own subnet"),
        ({"properties": {"natGateway": {"id": str(GATEWAY)}}}, "NAT gateway of the firewall"),
    ],
    ids=["no document", "another one", "no table", "no gateway", "addresses that are none"],
)
def test_what_is_answered_aside_in_a_form_nobody_expects_is_told_and_stops_nothing(shown, what):
    doors = Doors()
    doors.documents[str(OWN).lower()] = {"id": str(OWN), **shown} if isinstance(shown, dict) else shown
    doors.put(GATEWAY, {"properties": {"publicIpAddresses": ["text", {"id": "p"}], "publicIpPrefixes": "text"}})
    (told,) = aside(doors, standing()).unread
    assert told.startswith(f"The {what} could not be read")


def test_a_public_address_whose_id_is_none_stops_nothing():
    (told,) = aside(Doors({OWN: {}}), standing(publicIPAddress={"id": "pip"})).unread
    assert told.startswith("The public addresses could not be read: 'pip' is no resource id")


def test_a_zone_that_is_linked_elsewhere_or_holds_no_name_is_not_told():
    doors, (ours, theirs) = Doors(), (world.SUBNET.parent, replace(world.SUBNET.parent, names=("other",)))
    doors.put(ZONES, [{"id": str(zone(name)), "name": name} for name in ("azurestorage.example.com", "other.example")])
    doors.put(f"{zone('azurestorage.example.com')}/virtualNetworkLinks", [link_to(theirs), {"properties": {}}, {}])
    one = Member.of(Request(accept=frozenset({"no_gate"})), world.landscape(**ASKS_OTHERS))
    assert port(doors).look_aside(one, one.plan.landscape).private_zones == ()
    doors.put(f"{zone('azurestorage.example.com')}/virtualNetworkLinks", [link_to(theirs), link_to(str(ours).upper())])
    found = port(doors).look_aside(one, one.plan.landscape)
    assert found.private_zones == ("azurestorage.example.com",)
    assert f"{zone('other.example')}/virtualNetworkLinks".lower() not in doors.asked


def test_zones_of_a_network_whose_links_decide_are_read_for_the_verdict_and_not_aside():
    doors = Doors()
    doors.put(ZONES, [{"id": str(zone("azurestorage.example.com")), "name": "azurestorage.example.com"}])
    one = Member.of(Request(accept=frozenset({"no_gate"})), world.landscape())
    assert port(doors).look_aside(one, one.plan.landscape).private_zones == () and ZONES.lower() not in doors.asked


def test_a_pause_ends_within_its_seconds_or_the_deadline():
    clock = Clock()
    pause = port(clock=clock).pace(5)
    told = []
    while pause("for it"):
        told.append(clock.now)
    assert told and 2 < clock.now <= 5


def test_what_is_done_together_keeps_its_order():
    assert port().together(lambda one: one * 2, [1, 2]) == [(2, None), (4, None)]


# Clusters that leave their networks


def leaving(doors, reconcile=None):
    doors.versions = SimpleNamespace(version=lambda _path: "2025-02-14", newer=lambda _path: "")
    return AzureLeaving(doors, Clock().patience(), reconcile or Reconcile())


def test_a_cluster_leaves_through_reconcile_with_what_a_backup_of_it_says_and_is_shown_as_lines():
    plan = plans.plan(drawn.asked(), drawn.seen())
    reconcile = Reconcile(plan.seen.document)
    azure = leaving(Doors(), reconcile)
    outcome = azure.write(writes.Writing(plan))
    assert reconcile.heard == [(plan.id, (), {"network": True})] and outcome.document == plan.wanted
    before, after = azure.texts(outcome)
    assert "network: Enabled\n" in before and "network: Disabled\n" in after


def test_a_cluster_that_left_is_looked_at_and_one_that_cannot_be_read_is_one_of_several_answers():
    plan = plans.plan(drawn.asked(), drawn.seen())
    azure = leaving(Doors({plan.id: plan.wanted}))
    assert azure.look(plan) == plan.wanted and azure.validate(plan) == {}
    ((found, error),) = leaving(Doors({plan.id: HIDDEN})).read([LeavingAsked(drawn.asked(), plan.id)])
    assert found is None and error.status == 403
    ((found, error),) = azure.read([LeavingAsked(drawn.asked(), plan.id)])
    assert error is None and not found.leaves
