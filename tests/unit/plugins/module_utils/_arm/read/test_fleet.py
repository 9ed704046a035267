# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is read for the clusters of a call, each document once, and what becomes of one that is gone or hidden."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.read import fleet
from ansible_collections.adx.outbound.plugins.module_utils._arm.wire.errors import ArmError, NotFound
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.ip_groups import IpGroup
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet.fleet import Asked, Member
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import ALL_STEPS, Request, Step
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import rulesets
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.rulesets import Ruleset
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.doors import ABSENT, HIDDEN, Doors
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import Clock
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.verdict import documents

OTHER = replace(world.CLUSTER, names=("c2",))
NSG = ResourceId("s", "rg-spoke", resource_ids.SECURITY_GROUP, ("nsg",))
HOME = ResourceId("s", "rg-spoke", resource_ids.SUBNET, ("vnet", "home"))
TAGS = "/subscriptions/s/providers/Microsoft.Network/locations/westus/serviceTags"
KUSTO = "/subscriptions/s/providers/Microsoft.Kusto/clusters"
TABLES = "/subscriptions/s/providers/Microsoft.Network/routeTables"
GONE, GROUP_GONE, OUT_OF_SIGHT = ABSENT, (404, "ResourceGroupNotFound"), (404, "SubscriptionNotFound")
PRESENT, ABSENCE = Request(accept=frozenset({"no_gate"})), Request(state="absent", accept=frozenset({"no_gate"}))
PRUNING = PRESENT.accepting("deleted_cluster")


def azure(**others):
    """A cluster with everything in order around it; `others` are put in the place of what is there."""
    found = {
        "cluster": (world.CLUSTER, world.cluster()),
        "answer": (f"{world.CLUSTER}/outboundNetworkDependenciesEndpoints", list(world.answer())),
        "firewall": (world.FIREWALL, world.firewall()),
        "subnet": (world.SUBNET, world.subnet(networkSecurityGroup={"id": str(NSG)})),
        "network": (world.SUBNET.parent, documents.virtual_network("10.20.0.0/16")),
        "security_group": (NSG, documents.security_group()),
        "table": (world.TABLE, world.table(world.default_route())),
    }
    made = Doors(dict(found.values()))
    for name, document in others.items():
        made.put(found[name][0], document)
    return made


def asked(request=PRESENT, **told):
    return Asked(request, **{"cluster": world.CLUSTER, "firewall": world.FIREWALL, **told})


def read(doors, *wanted, steps=ALL_STEPS, service_tags=False):
    return fleet.read(doors, Clock().patience(), wanted, steps=steps, service_tags=service_tags)


def read_one(doors, wanted=None, **told):
    """What was read for one cluster; its error is raised."""
    ((found, error),) = read(doors, wanted or asked(), **told)
    if error:
        raise error
    return found


def test_a_cluster_is_read_and_planned_with_all_that_decides_about_its_traffic():
    found = read_one(azure())
    landscape, around = found.member.plan.landscape, found.found
    assert found.member.is_present and found.member.plan.rule_collections
    assert (landscape.cluster.id, landscape.firewall_id, landscape.subnet_id, landscape.table_id) == (
        world.CLUSTER,
        world.FIREWALL,
        world.SUBNET,
        world.TABLE,
    )
    assert len(landscape.answer) == len(world.answer()) and landscape.home is None and landscape.unread == {}
    assert (around.cluster_id.name, around.is_injected, around.own_subnet) == ("c1", True, str(world.SUBNET))
    assert (
        around.firewall == landscape.firewall
        and around.subnet == landscape.subnet
        and around.route_table == landscape.table
    )
    assert around.security_group["name"] == "nsg" and around.virtual_network["id"] == str(world.SUBNET.parent)
    assert around.service_tags is None and around.unread == {}


def test_a_preview_alone_looks_at_nothing_but_what_is_planned():
    doors = azure()
    found = read_one(doors, steps=frozenset({Step.PLAN}))
    assert found.member.plan.rule_collections and found.found is None
    assert not {str(NSG).lower(), str(world.SUBNET.parent).lower()} & set(doors.asked)


def test_what_two_clusters_share_is_read_once_and_each_has_its_own_plan():
    doors = azure()
    doors.put(OTHER, world.cluster())
    doors.put(f"{OTHER}/outboundNetworkDependenciesEndpoints", list(world.answer()))
    found = read(doors, asked(), asked(cluster=OTHER))
    assert [one.member.plan.landscape.cluster_id.name for one, _error in found] == ["c1", "c2"]
    assert set(Counter(doors.asked).values()) == {1}
    called = {resource_ids.key(world.CLUSTER), resource_ids.key(OTHER)}
    assert all(one.member.plan.landscape.called == called for one, _error in found)


def test_the_failure_of_one_spoils_no_other():
    (failed, error), (fine, none) = read(azure(), asked(cluster=OTHER), asked())
    assert failed is None and isinstance(error, NotFound) and "cluster c2" in str(error)
    assert none is None and fine.member.plan.landscape.cluster_id == world.CLUSTER


def test_only_those_that_a_call_lets_go_count_as_leaving():
    doors = azure()
    doors.put(OTHER, GONE)
    found = read(doors, asked(), asked(replace(ABSENCE, region="westus"), cluster=OTHER))
    assert [one.member.plan.landscape.leaving for one, _error in found] == [{resource_ids.key(OTHER)}] * 2


# A check alone


CHECK = frozenset({Step.CHECK})


def test_a_check_writes_nothing_and_takes_a_cluster_that_is_in_no_network():
    doors = azure(cluster=world.cluster(subnetId=None), firewall=world.firewall())
    found = read_one(doors, steps=CHECK)
    assert found.member.plan.rule_collections == () and found.found.is_injected is False
    with pytest.raises(PlanError):
        read_one(doors)


def test_a_check_finds_the_firewall_by_the_policy_and_the_subnet_by_the_cluster():
    policy = ResourceId("s", "rg-hub", resource_ids.FIREWALL_POLICY, ("fp",))
    doors = azure()
    doors.put(policy, {"name": "fp", "properties": {"firewalls": [{"id": str(world.FIREWALL)}]}})
    found = read_one(doors, asked(firewall=None, firewall_policy=policy), steps=CHECK).member.plan.landscape
    assert (found.firewall_id, found.subnet_id) == (world.FIREWALL, world.SUBNET)


def test_a_check_of_a_cluster_to_let_go_plans_what_goes():
    found = read_one(azure(), asked(ABSENCE), steps=CHECK)
    assert not found.member.is_present and found.member.plan.rule_collections


def test_what_a_check_may_not_read_leaves_verdicts_open():
    found = read_one(azure(security_group=HIDDEN, network=GONE), steps=CHECK).found
    assert set(found.unread) == {"security_group", "virtual_network"}
    assert "nsg" in found.unread["security_group"] and "(AuthorizationFailed)" in found.unread["security_group"]
    assert found.security_group is found.virtual_network is None


def test_what_a_check_reads_and_cannot_make_sense_of_leaves_verdicts_open():
    odd, stray = {"properties": {"securityRules": {}}}, world.subnet(networkSecurityGroup={"id": str(NSG)})
    found = read_one(azure(security_group=odd, network={"properties": {"subnets": "all"}}), steps=CHECK).found
    assert set(found.unread) == {"security_group", "virtual_network"}
    assert found.unread["virtual_network"].endswith(
        'could not be read (its member properties.subnets is a text ("all") where a list belongs)'
    )
    assert found.security_group is found.virtual_network is None
    stray["properties"]["ipConfigurations"] = "many"
    with pytest.raises(ArmError, match="its member properties.ipConfigurations is a text"):
        read_one(azure(subnet=stray), steps=CHECK)


def test_a_rule_that_names_what_is_no_ip_group_leaves_that_open():
    rule = documents.network(to=["*"], sourceIpGroups=["group"])
    firewall = world.firewall()
    firewall["properties"]["networkRuleCollections"] = [documents.collection("theirs", 100, "Allow", rule)]
    found = read_one(azure(firewall=firewall), steps=CHECK).found
    assert found.ip_groups == {"group": None}
    assert found.unread["ip_group group"].startswith("What is referred to could not be read: 'group' is no resource id")


@pytest.mark.parametrize("wanted", [True, False])
def test_service_tags_are_read_as_the_region_of_the_cluster_sees_them_where_they_are_wanted(wanted):
    doors = azure()
    doors.put(TAGS, {"values": [{"name": "AzureMonitor", "properties": {"addressPrefixes": ["1.2.3.0/24"]}}]})
    found = read_one(doors, service_tags=wanted).found
    assert found.service_tags == ({"azuremonitor": ("1.2.3.0/24",)} if wanted else None)


# What is gone


@pytest.mark.parametrize("refused", [GONE, GROUP_GONE])
def test_a_deleted_cluster_is_let_go_where_that_was_asked_for(refused):
    doors = azure(cluster=refused)
    told = {"subnet": world.SUBNET}
    found = read_one(doors, asked(replace(PRUNING, region="westus"), **told))
    assert not found.member.is_present and found.member.is_gone
    with pytest.raises(ArmError):
        read_one(doors, asked(replace(PRESENT, region="westus"), **told))


def test_a_deleted_cluster_that_has_left_nothing_has_no_plan():
    found = read_one(azure(cluster=GONE), asked(PRUNING))
    assert (found.member, found.found) == (None, None)


def test_a_cluster_that_is_there_stays_whatever_becomes_of_deleted_ones():
    assert read_one(azure(), asked(PRUNING)).member.is_present


@pytest.mark.parametrize("refused", [OUT_OF_SIGHT, HIDDEN])
def test_a_cluster_that_is_merely_out_of_sight_is_not_gone(refused):
    for request in (PRUNING, ABSENCE):
        with pytest.raises(ArmError, match=refused[1]):
            read_one(azure(cluster=refused), asked(request))


@pytest.mark.parametrize(
    ("others", "looks"),
    [({}, True), ({"firewall": GONE}, False), ({"subnet": GONE}, False)],
)
def test_around_a_cluster_to_let_go_is_looked_where_there_are_a_firewall_and_a_subnet(others, looks):
    found = read_one(azure(**others), asked(ABSENCE))
    assert not found.member.is_present and (found.found is not None) is looks


# What is read where it decides something


POLICY = ResourceId("s", "rg-hub", resource_ids.FIREWALL_POLICY, ("fp",))
GOVERNED = world.firewall(firewallPolicy={"id": str(POLICY)})


def test_the_rules_of_a_governed_firewall_go_to_a_group_of_its_policy():
    doors = azure(firewall=GOVERNED)
    doors.put(POLICY, {"name": "fp", "properties": {"firewalls": [{"id": str(world.FIREWALL)}]}})
    for told in ({}, {"firewall_policy": POLICY}, {"firewall_policy": POLICY, "firewall": None}):
        landscape = read_one(doors, asked(**told)).member.plan.landscape
        assert landscape.group_id == POLICY.child(resource_ids.RULE_COLLECTION_GROUP, "adx-egress")
        assert (landscape.firewall_id, [one.name for one in landscape.chain]) == (world.FIREWALL, ["fp"])


def test_a_policy_of_several_firewalls_does_not_tell_which_one_is_meant():
    doors, both = azure(firewall=GOVERNED), (str(world.FIREWALL), str(world.FIREWALL).replace("/fw", "/fw2"))
    doors.put(POLICY, {"name": "fp", "properties": {"firewalls": [{"id": one} for one in both]}})
    with pytest.raises(PlanError, match="governs several firewalls: firewall fw .*, firewall fw2 ") as raised:
        read_one(doors, asked(firewall=None, firewall_policy=POLICY))
    assert raised.value.code == "several_firewalls"


def test_a_policy_that_is_gone_stands_in_the_way_of_all_but_a_removal():
    doors = azure(firewall=GONE)
    with pytest.raises(NotFound, match="firewall policy fp"):
        read_one(doors, asked(firewall=None, firewall_policy=POLICY))
    landscape = read_one(doors, asked(ABSENCE, firewall=None, firewall_policy=POLICY)).member.plan.landscape
    assert (landscape.firewall_id, landscape.chain) == (None, ())


def test_the_subnet_a_cluster_is_in_today_is_read_where_another_one_is_meant():
    doors = azure(cluster=world.cluster(subnetId=str(HOME)))
    doors.put(HOME, world.subnet(world.OTHER_TABLE))
    doors.put(world.OTHER_TABLE, world.table(world.default_route(), subnets=(HOME,)))
    request = replace(PRESENT, accept=frozenset({"other_subnet"}))
    home = read_one(doors, asked(request, subnet=world.SUBNET)).member.plan.landscape.home
    assert home.subnet["id"] == str(HOME) and home.table["id"] == str(world.OTHER_TABLE)


def test_the_table_a_subnet_has_today_is_read_where_another_one_is_meant():
    doors = azure(subnet=world.subnet(world.OTHER_TABLE))
    doors.put(world.OTHER_TABLE, world.table(world.default_route()))
    request = replace(PRESENT, accept=frozenset({"other_table"}), default_route="manage")
    home = read_one(doors, asked(request, route_table=world.TABLE)).member.plan.landscape.home
    assert home.subnet["id"] == str(world.SUBNET) and home.table["id"] == str(world.OTHER_TABLE)


def listed(doors, *neighbours):
    """The same with these clusters in the listing of the subscription."""
    doors.put(KUSTO, [{**world.cluster(subnetId=subnet), "id": str(id_)} for id_, subnet in neighbours])
    return doors


SHARES = replace(PRESENT, default_route="manage", accept=frozenset({"shared_default_route"}))


def test_other_clusters_on_the_subnet_or_the_table_share_the_routes_and_nobody_else_does():
    on_table = {"subnets": (world.SUBNET, HOME)}
    doors = listed(
        azure(table=world.table(**on_table)),
        (world.CLUSTER, str(world.SUBNET)),
        (OTHER, str(world.SUBNET).upper()),
        (replace(OTHER, names=("c3",)), str(HOME)),
        (replace(OTHER, names=("far",)), f"{HOME}-far"),
        (replace(OTHER, names=("public",)), None),
    )
    landscape = read_one(doors, asked(SHARES)).member.plan.landscape
    assert [one.id.name for one in landscape.sharing] == ["c2", "c3"] and landscape.looked_in == ("s",)


def test_clusters_that_may_not_be_listed_leave_it_open_who_shares_the_routes():
    doors = azure(table=world.table())
    doors.put(KUSTO, HIDDEN)
    landscape = read_one(doors, asked(SHARES)).member.plan.landscape
    assert landscape.sharing is None and landscape.looked_in == ()


PURGING = replace(PRESENT, purge=True, collection_prefix="adx-")


def test_a_purge_asks_who_else_is_there_and_says_where_nobody_can_tell():
    doors = listed(azure(), (world.CLUSTER, str(world.SUBNET)), (OTHER, None))
    assert [one.id.name for one in read_one(doors, asked(PURGING)).member.plan.landscape.living] == ["c2"]
    doors.put(KUSTO, HIDDEN)
    with pytest.raises(PlanError, match="Cannot list the clusters of subscription s: No") as raised:
        read_one(doors, asked(PURGING))
    assert raised.value.code == "purge_unclear"
    assert read_one(doors, asked(replace(PURGING, state="absent"))).member.plan.landscape.living == ()


def test_who_writes_rules_alone_needs_no_right_in_the_spoke():
    alone = replace(PRESENT, steps=frozenset({Step.ALLOW}), source_addresses=("10.20.1.0/24",))
    doors = azure(subnet=HIDDEN, table=HIDDEN)
    landscape = read_one(doors, asked(alone), steps=frozenset({Step.ALLOW, Step.PLAN})).member.plan.landscape
    assert landscape.subnet is None and "Subnet snet" in landscape.unread["subnet"]
    assert "could not be read (AuthorizationFailed)" in landscape.unread["subnet"]
    for refused in (asked(), asked(replace(alone, state="absent"))):
        with pytest.raises(ArmError, match="AuthorizationFailed"):
            read_one(doors, refused)
    with pytest.raises(NotFound):
        read_one(azure(subnet=GONE), asked(alone))


def test_a_lost_cluster_is_looked_for_among_all_tables_of_the_subscriptions_that_are_named():
    theirs = world.table(world.route("theirs", "10.0.0.0/8", "None"))
    ours = world.table(world.route("ADX_Management"), tags={**world.OURS, "adx.outbound.cluster": str(world.CLUSTER)})
    doors = azure(cluster=GONE, table=ours)
    doors.put(
        TABLES, [{**ours, "id": str(world.TABLE), "location": "westus"}, {**theirs, "id": str(world.OTHER_TABLE)}]
    )
    landscape = read_one(doors, asked(ABSENCE)).member.plan.landscape
    assert (landscape.table_id, landscape.subnet_id) == (world.TABLE, world.SUBNET)
    assert landscape.listed.subscriptions == ("s",) and len(landscape.listed.tables) == 2
    doors.put(TABLES, HIDDEN)
    with pytest.raises(PlanError) as raised:
        read_one(doors, asked(ABSENCE))
    assert raised.value.code == "tables_unlisted"
    told = asked(replace(ABSENCE, region="westus"), subnet=world.SUBNET)
    assert read_one(doors, told).member.plan.landscape.other_tables is None


def test_addresses_of_ip_groups_are_read_once_and_one_that_is_hidden_is_told():
    groups = [ResourceId("s", "rg-hub", resource_ids.IP_GROUP, (name,)) for name in ("ours", "hidden")]
    ours, hidden = map(str, groups)
    rule = {**documents.network(), "sourceIpGroups": [ours, hidden], "destinationIpGroups": [ours.upper()]}
    doors = azure(firewall=world.firewall(networkRuleCollections=[documents.allow(rule)]))
    doors.put(ours, {"name": "ours", "properties": {"ipAddresses": ["10.20.1.0/24"]}})
    doors.put(hidden, HIDDEN)
    around = read_one(doors, steps=CHECK).found
    assert around.ip_groups == {ours.lower(): IpGroup(("10.20.1.0/24",)), hidden.lower(): None}
    assert list(around.unread) == [f"ip_group {hidden.lower()}"] and doors.asked.count(ours.lower()) == 1


def test_the_rules_of_a_firewall_are_taken_out_of_its_document_once_for_what_is_read_and_judged(monkeypatch):
    taken = []
    monkeypatch.setattr(rulesets, "classic", lambda firewall: taken.append(firewall) or Ruleset(()))
    around = read_one(azure(), steps=CHECK).found
    assert around.rules_for(("10.20.1.0/24",)) == around.ruleset.rules == ()
    assert len(taken) == 1


# A look between two writes


def look(doors, *members, service_tags=False):
    return fleet.look(doors, Clock().patience(), members, steps=ALL_STEPS, service_tags=service_tags)


def test_a_look_shows_what_is_there_by_now_and_reads_what_is_shared_once():
    doors = azure()
    member = read_one(doors).member
    doors.put(world.TABLE, world.table(world.route("new", "10.0.0.0/8", "None")))
    doors.asked.clear()
    (one, none), (two, _none) = look(doors, member, member)
    assert none is None and one == two and one.route_table["properties"]["routes"][0]["name"] == "new"
    assert set(Counter(doors.asked).values()) == {1}
    doors.put(TAGS, {"values": []})
    assert one.service_tags is None and look(doors, member, service_tags=True)[0][0].service_tags == {}


def test_a_look_at_a_firewall_that_is_gone_is_the_error_of_that_cluster():
    doors = azure()
    member = read_one(doors).member
    doors.put(world.FIREWALL, GONE)
    ((found, error),) = look(doors, member)
    assert found is None and isinstance(error, NotFound)


def test_behind_an_appliance_no_firewall_is_read():
    doors = azure(firewall=HIDDEN)
    request = replace(PRESENT, appliance="10.9.9.9")
    member = Member.of(request, replace(world.landscape(appliance="10.9.9.9"), firewall_id=None))
    ((found, error),) = look(doors, member)
    assert error is None and (found.appliance, found.firewall_id) == ("10.9.9.9", None)
    named = Member.of(request, world.landscape(appliance="10.9.9.9", firewall=None))
    assert look(doors, named)[0][0].appliance == "10.9.9.9"


def test_a_subnet_that_could_not_be_read_is_not_asked_for_again():
    doors = azure(subnet=HIDDEN)
    request = replace(PRESENT, steps=frozenset({Step.ALLOW}), source_addresses=("10.20.1.0/24",))
    member = Member.of(request, world.landscape(subnet=None, table=None, unread={"subnet": "Hidden (403)"}))
    ((found, error),) = look(doors, member)
    assert error is None and found.subnet is None and str(world.SUBNET).lower() not in doors.asked


def test_a_cluster_in_no_network_and_one_that_is_gone_are_told_apart():
    doors = azure()
    outside = Member.for_check(PRESENT.accepting("not_injected"), world.landscape(world.cluster(subnetId=None)))
    gone = Member.of(replace(ABSENCE, region="westus"), world.landscape(cluster=None))
    assert [found.is_injected for found, _error in look(doors, outside, gone)] == [False, True]
