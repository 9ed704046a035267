# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import clusters
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
    return Member.of(Request(state=state, **{"gate": state == "present", **own}), landscape)


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
        return member(name, purge=True, owned_prefix=prefix)

    told = fleet.conflicts(by_name(purging("c1", "old-"), purging("c2", "legacy-")))
    assert set(told) == {"c1", "c2"} and "give both one owned_prefix" in told["c1"]
    assert fleet.conflicts(by_name(purging("c1", "old-"), purging("c2", "old-"))) == {}
