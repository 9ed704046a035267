# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From a cluster's document to a host: facts, choice and names."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import clusters
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet import inventory
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

SUBNET = resource_ids.key(world.SUBNET)


def facts(delegations=None, **network):
    return inventory.facts(clusters.from_arm(world.cluster(**network)), delegations or {})


def fact(name, group="g", region="westus"):
    return {"id": f"/{group}/{name}/{region}", "name": name, "resource_group": group, "region": region}


ONE, TWO, THREE = fact("one"), fact("two", "G2"), fact("one", region="eastus")


def test_the_facts_of_a_host_are_those_every_module_returns_and_the_delegation():
    assert facts() == {**clusters.from_arm(world.cluster()).as_option(), "delegated": None}
    assert inventory.host_variables(fact("one")) == {
        "adx_id": "/g/one/westus",
        "adx_name": "one",
        "adx_resource_group": "g",
        "adx_region": "westus",
    }


@pytest.mark.parametrize(
    ("network", "known", "delegated"),
    [
        ({}, {SUBNET: True}, True),
        ({}, {SUBNET: False}, False),
        ({}, {}, None),  # the network could not be read, or was not asked for
        ({"subnetId": str(world.SUBNET).upper()}, {SUBNET: True}, True),
        ({"subnetId": None}, {SUBNET: True}, None),
        ({"state": "Disabled"}, {SUBNET: True}, None),  # migrated: the subnet is no longer its own
    ],
)
def test_delegation_is_that_of_the_subnet_a_cluster_lives_in(network, known, delegated):
    assert facts(known, **network)["delegated"] is delegated


def test_delegations_are_read_from_whole_networks():
    delegated = world.subnet(delegated=True)
    other = {**world.subnet(), "id": "/other"}
    networks = [
        {"properties": {"subnets": [{**delegated, "id": str(world.SUBNET).upper()}, other]}},
        {},
        {"properties": {}},
    ]
    assert inventory.delegations(networks) == {SUBNET: True, "/other": False}


@pytest.mark.parametrize(
    ("include", "exclude", "kept"),
    [([], [], [ONE, TWO]), (["g2"], [], [TWO]), ([], ["G"], [TWO]), (["g"], ["g"], []), (["none"], [], [])],
)
def test_resource_groups_are_compared_without_regard_to_case(include, exclude, kept):
    assert inventory.within([ONE, TWO], include, exclude) == kept


@pytest.mark.parametrize(
    ("answer", "kept"),
    [
        ([], []),
        ([TWO, ONE], [ONE, TWO]),  # in the order of the listing
        (ONE, [ONE]),
        ([{"id": TWO["id"], "other": 1}], [TWO]),
        ([ONE, ONE], [ONE]),
    ],
)
def test_a_filter_names_the_clusters_it_keeps(answer, kept):
    assert inventory.chosen([ONE, TWO], answer) == kept


def test_a_filter_that_asks_for_what_no_cluster_has_is_refused():
    with pytest.raises(PlanError, match="filter asks for 'reigon', which no cluster has; a cluster has .*region"):
        inventory.require_members({"name", "reigon"}, [ONE, TWO])
    inventory.require_members({"name", "region"}, [ONE, TWO])
    inventory.require_members({"reigon"}, [])


@pytest.mark.parametrize(
    "answer", [None, 2, "one", ["one"], [None], [{"id": "/elsewhere"}], [{"id": {}}], {"name": "one"}, [[ONE]]]
)
def test_anything_else_a_filter_gives_is_refused_with_what_it_was(answer):
    with pytest.raises(PlanError, match="filter has to give clusters") as raised:
        inventory.chosen([ONE, TWO], answer)
    assert str(answer)[:20] in str(raised.value) and len(str(raised.value)) < 250


def test_a_host_is_named_by_what_no_two_clusters_share():
    assert [inventory.host_name(one) for one in (ONE, TWO, THREE)] == ["one.westus", "two.westus", "one.eastus"]


def test_one_name_for_two_clusters_is_refused_naming_both():
    assert list(inventory.hosts([("a", ONE), ("b", THREE)])) == ["a", "b"]
    with pytest.raises(PlanError, match="hostnames gives the name 'a' to /g/one/westus and to /g/one/eastus;"):
        inventory.hosts([("a", ONE), ("a", THREE)])


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("a\nb\x1b[2J\u202e", r"a\nb\x1b[2J\u202e"),
        ("{{ 7 }}{% x %}", r"\x7b\x7b 7 }}\x7b% x %}"),
        ("\u00e4.b", "\u00e4.b"),
    ],
)
def test_the_name_of_a_host_is_printable_and_no_template(given, name):
    assert list(inventory.hosts([(given, ONE)])) == [name]
