# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import clusters
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_holder import ClassicFirewall
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet import changes, fleet
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet.fleet import Member
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.approval import Part
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

SHARED = {"default_route": "manage", "accept": frozenset({"shared_default_route"})}


def id_of(type_, *names):
    return ResourceId("s", "rg", type_, names)


def member(name, *, network="vnet", subnet=None, table=None, firewall="fw", document=None, state="present", **own):
    """A cluster on a subnet of its own with a table of its own, unless they are given."""
    subnet_id = id_of(resource_ids.SUBNET, network, subnet or f"snet-{name}")
    table_id = id_of(resource_ids.ROUTE_TABLE, table or f"rt-{name}")
    found = replace(clusters.from_arm(world.cluster(subnetId=str(subnet_id))), id=replace(world.CLUSTER, names=(name,)))
    table = own.pop("document_of_table", world.table(subnets=(subnet_id,)))
    landscape = replace(
        world.landscape(),
        cluster_id=found.id,
        cluster=found,
        firewall_id=id_of(resource_ids.FIREWALL, firewall),
        firewall=document or world.firewall(),
        subnet_id=subnet_id,
        subnet=world.subnet(own.pop("has", table_id)),
        table_id=table_id,
        table=table,
        route_table=table,
    )
    return Member.of(
        Request(state=state, **{"accept": frozenset() if state == "present" else frozenset({"no_gate"}), **own}),
        landscape,
    )


def replace_landscape(one, **known):
    """The same cluster with something else known of it."""
    return Member(replace(one.plan, landscape=replace(one.plan.landscape, **known)))


def by_name(*found):
    return {one.plan.landscape.cluster_id.name: one for one in found}


def test_clusters_of_one_firewall_are_one_write_and_done_ones_are_none():
    one, two, other = member("c1"), member("c2"), member("c3", firewall="far")
    written = changes.with_rules(ClassicFirewall(world.firewall()), [member("c4")])
    done = member("c4", document=written)
    assert fleet.writing(by_name(one, two, other, done), Part.RULES) == [["c1", "c2"], ["c3"]]
    assert done.pending == (Part.ROUTES,)


@pytest.mark.parametrize(
    ("second", "lanes"),
    [
        ({"network": "vnet"}, [["c1", "c2"]]),
        ({"network": "far"}, [["c1"], ["c2"]]),
        ({"network": "far", "table": "rt-c1"}, [["c1", "c2"]]),
    ],
)
def test_what_shares_a_network_or_a_table_is_written_one_after_another(second, lanes):
    assert fleet.lanes(by_name(member("c1"), member("c2", **second))) == lanes


def test_a_table_that_two_networks_have_joins_their_lanes():
    found = by_name(member("c1", network="a"), member("c2", network="b"), member("c3", network="b", table="rt-c1"))
    assert sorted(fleet.lanes(found)[0]) == ["c1", "c2", "c3"]


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        ({"collection_prefix": "adx-"}, {"name": "c1", "collection_prefix": "ADX-"}, "claim the collection"),
        (
            {"table": "rt", **SHARED},
            {
                "table": "rt",
                "document": world.firewall(
                    ipConfigurations=[{"name": "c", "properties": {"privateIPAddress": "10.9.9.9"}}]
                ),
                "firewall": "far",
                **SHARED,
            },
            "with different next hops",
        ),
        (
            {"subnet": "s", "table": "rt-1", "has": None},
            {"subnet": "s", "table": "rt-2", "has": None},
            "it can have one",
        ),
    ],
)
def test_a_conflict_names_both_and_fails_both_and_nobody_else(first, second, words):
    found = {"a": member("c1", **first), "b": member(**{"name": "c2", **second}), "c": member("c3")}
    told = fleet.conflicts(found)
    assert set(told) == {"a", "b"} and words in told["a"]
    assert found["a"].described in told["b"] and found["b"].described in told["a"]


def test_what_is_gone_gives_way_to_the_living():
    def without_cluster(one):
        return Member(replace(one.plan, landscape=replace(one.plan.landscape, cluster=None)))

    lost = without_cluster(member("c1", state="absent"))
    assert set(fleet.conflicts({"gone": lost, "alive": member("c1")})) == {"gone"}
    assert set(fleet.conflicts({"alive": member("c1"), "gone": lost})) == {"gone"}
    twins = {"gone": lost, "alive": member("c1"), "twin": member("c1")}
    assert set(fleet.conflicts(twins)) == set(fleet.conflicts(dict(reversed(twins.items())))) == set(twins)
    assert set(fleet.conflicts({"gone": lost, "lost": lost})) == {"gone", "lost"}


@pytest.mark.parametrize(
    ("other", "held"),
    [
        ({"table": "rt", **SHARED}, True),
        ({"table": "rt"}, False),  # routes past the firewall harm nobody
        ({"table": "other", **SHARED}, False),
    ],
)
def test_a_default_route_waits_for_everybody_whom_it_would_reach(other, held):
    found = by_name(member("c1", table="rt"), member("c2", **other))
    told = fleet.held_back(found, {"c1": found["c1"].plan.landscape.cluster_id})
    assert set(told) == ({"c2"} if held else set())
    assert not held or "cluster c1" in told["c2"]


def test_a_table_for_a_subnet_waits_for_everybody_on_it():
    found = by_name(member("c1", subnet="s", table="rt", has=None), member("c2", subnet="s", table="rt", has=None))
    assert Part.SUBNET in found["c2"].pending
    assert set(fleet.held_back(found, {"c1": found["c1"].plan.landscape.cluster_id})) == {"c2"}


def test_a_cluster_without_a_plan_is_waited_for_where_it_shares_the_routes():
    neighbour = clusters.from_arm(world.cluster())
    other = replace(neighbour.id, names=("gone",))
    beside = replace(neighbour, id=other)
    found = by_name(member("c1", table="rt", **SHARED), member("c2", table="rt"))
    shared = {name: replace_landscape(one, sharing=(beside,)) for name, one in found.items()}
    assert set(fleet.held_back(shared, {"gone": other})) == {"c1"}, "the other brings no default route"
    assert fleet.held_back(found, {"gone": other}) == {}, "it is on neither table"


def test_two_clusters_that_purge_one_firewall_by_different_prefixes_stand_in_each_others_way():
    def purging(name, prefix):
        return member(name, purge=True, collection_prefix=prefix)

    told = fleet.conflicts(by_name(purging("c1", "old-"), purging("c2", "legacy-")))
    assert set(told) == {"c1", "c2"} and "give both one O(collection_prefix)" in told["c1"]
    assert fleet.conflicts(by_name(purging("c1", "old-"), purging("c2", "old-"))) == {}


def test_rules_in_one_firewall_or_in_groups_of_one_policy_are_written_one_after_another():
    policy = id_of(resource_ids.FIREWALL_POLICY, "fp")

    def governed(name, group):
        plain = member(name)
        found = {"chain": (Policy({"id": str(policy), "name": "fp", "properties": {}}, ()),)}
        found["group_id"] = policy.child(resource_ids.RULE_COLLECTION_GROUP, group)
        found["firewall"] = world.firewall(firewallPolicy={"id": str(policy).upper()})
        return Member.of(plain.plan.request, replace(plain.plan.landscape, **found))

    done = member("c6", document=changes.with_rules(ClassicFirewall(world.firewall()), [member("c6")]))
    members = [member("c1"), governed("c2", "a"), member("c3", firewall="far"), governed("c4", "b"), member("c5"), done]
    assert fleet.rule_lanes(by_name(*members)) == [["c1", "c5"], ["c2", "c4"], ["c3"]]
    assert fleet.writing(by_name(*members), Part.RULES) == [["c1", "c5"], ["c2"], ["c3"], ["c4"]]


def routed(name, **told):
    """A cluster whose table has all its routes already."""
    made = changes.routed(member(name, **told).plan.landscape.table, [member(name, **told)])
    return member(name, document_of_table=made, **told)


def test_a_cluster_whose_routes_are_done_is_in_no_lane():
    done = routed("c2")
    assert Part.ROUTES not in done.pending and Part.SUBNET not in done.pending
    assert fleet.lanes(by_name(done)) == [] and fleet.lanes(by_name(member("c1"), done, member("c3"))) == [["c1", "c3"]]


NEIGHBOUR = clusters.from_arm(world.cluster())
BESIDE = replace(NEIGHBOUR, id=replace(NEIGHBOUR.id, names=("beside",)))
KEY = resource_ids.key(BESIDE.id)
ROUTED = {"document_of_table": world.table(world.route("ADX_Management")), "state": "absent"}


@pytest.mark.parametrize(
    ("known", "told", "held"),
    [
        ({"sharing": (BESIDE,), "leaving": frozenset({KEY})}, {}, True),
        ({"sharing": (BESIDE,), "leaving": frozenset()}, {}, False),
        ({"sharing": (), "leaving": frozenset({KEY})}, {}, False),
        ({"sharing": None, "leaving": frozenset({KEY})}, {}, False),
        ({"sharing": (BESIDE,), "leaving": frozenset({KEY})}, {"document_of_table": world.table()}, False),
    ],
    ids=["it shares and leaves", "it stays", "it shares nothing", "nobody knows", "there is nothing to take away"],
)
def test_routes_stay_for_one_that_was_to_be_let_go_along_and_failed(known, told, held):
    leaving = member("c1", **{**ROUTED, **told})
    found = by_name(replace_landscape(leaving, **known))
    sentence = (
        "No routes were taken away for cluster c1 in resource group rg-adx: cluster beside in resource group rg-adx"
        " shares them and failed, so it still needs them."
    )
    assert fleet.held_back(found, {"beside": BESIDE.id}) == ({"c1": sentence} if held else {})


def test_whoever_failed_is_not_held_back_besides():
    one = member("c1", table="rt", **SHARED)
    both = by_name(one, member("c2", table="rt", **SHARED))
    assert fleet.held_back(both, {name: found.plan.landscape.cluster_id for name, found in both.items()}) == {}


@pytest.mark.parametrize("subnet", [True, False])
def test_a_cluster_without_a_plan_is_waited_for_where_the_subnet_gets_its_table(subnet):
    one = member("c1", has=None) if subnet else member("c1")
    found = by_name(replace_landscape(one, sharing=(BESIDE,)))
    assert set(fleet.held_back(found, {"beside": BESIDE.id})) == ({"c1"} if subnet else set())


def test_one_that_is_let_go_and_failed_keeps_nobody_from_being_routed():
    leaving = member("c1", subnet="s", table="rt", state="absent")
    found = by_name(leaving, member("c2", subnet="s", table="rt", has=None, **SHARED))
    assert fleet.held_back(found, {"c1": leaving.plan.landscape.cluster_id}) == {}


def test_a_member_says_where_it_is_and_what_it_is_about():
    one, gone = (
        member("c1"),
        replace_landscape(member("c2", state="absent"), cluster=None, table_id=None, subnet_id=None),
    )
    landscape = one.plan.landscape
    assert (one.is_present, one.is_gone, gone.is_present, gone.is_gone) == (True, False, False, True)
    assert one.described == "cluster c1 in resource group rg-adx"
    assert one.has_table(landscape.table_id) and one.is_on(landscape.subnet_id)
    assert one.has_table(id_of(resource_ids.ROUTE_TABLE.upper(), "RT-C1"))
    assert not one.has_table(gone.plan.landscape.table_id) and not one.is_on(None)
    assert not gone.has_table(None) and not gone.is_on(None) and not gone.has_table(landscape.table_id)
    checked = Member.for_check(one.plan.request, landscape)
    assert checked.plan.rule_collections == checked.plan.routes == () and checked.is_present


def test_what_a_removal_or_a_table_of_others_has_is_claimed_by_nobody():
    leaving = {"subnet": "s", "state": "absent", "has": None}
    assert fleet.conflicts(by_name(member("c1", table="a", **leaving), member("c2", table="b", **leaving))) == {}
    reported = {"subnet": "s", "routes": "report", "has": None}
    assert fleet.conflicts(by_name(member("c1", table="a", **reported), member("c2", table="b", **reported))) == {}
    assert fleet.conflicts(by_name(member("c1", subnet="s", table="a"), member("c2", subnet="s", table="a"))) == {}


def test_a_purge_and_a_cluster_that_goes_do_not_stand_in_each_others_way():
    purging, leaving = (
        member("c1", purge=True, collection_prefix="old-"),
        member("c2", state="absent", collection_prefix="x-"),
    )
    plan = replace(leaving.plan, request=replace(leaving.plan.request, purge=True))
    assert fleet.conflicts(by_name(purging, Member(plan))) == {}


def test_a_write_is_of_the_resource_that_its_clusters_share():
    both = (member("c1"), member("c2"))
    assert fleet.Writing(Part.RULES, both).id == id_of(resource_ids.FIREWALL, "fw")
    assert fleet.Writing(Part.ROUTES, both[:1]).id == id_of(resource_ids.ROUTE_TABLE, "rt-c1")
