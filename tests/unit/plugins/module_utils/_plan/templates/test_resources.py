# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The trees of one cluster and of several: what is whole, what is a fragment, and what comes before what."""

from __future__ import annotations

import copy

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet import changes
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates import resources, tree
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates.tree import Form, Stage
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

from . import samples

MANAGED = samples.ALL["a group with a default route and a table to be made"]


def trees(name):
    return resources.resources(samples.ALL[name])


def forms(one):
    return [(resource.id.type, resource.form) for resource in one.resources]


def test_a_group_of_our_own_is_whole_as_our_own_write_makes_it():
    rules, routes = trees("a group of our own")
    assert (rules.shared, rules.stage, routes.shared, routes.stage) == (
        samples.POLICY,
        Stage.RULES,
        samples.TABLE,
        Stage.ROUTES,
    )
    (group,) = rules.resources
    one = samples.member(groups=())
    document = changes.with_rules(one.plan.landscape.rule_holder, [one])
    assert group.id == samples.GROUP and group.form == Form.WHOLE and group.properties == document["properties"]
    assert rules.rules == () and rules.after == () and group.depends_on == ()


def test_collections_of_a_firewall_are_fragments_as_our_own_write_makes_them():
    rules, _routes = trees("a firewall")
    one = samples.member()
    document = changes.with_rules(one.plan.landscape.rule_holder, [one])["properties"]
    for resource in rules.resources:
        (written,) = document[resource.id.type.rpartition("/")[2]]
        assert resource.form == Form.FRAGMENT
        assert {"name": resource.id.name, "properties": resource.properties} == written
    assert [resource.id.type for resource in rules.resources] == list(tree.COLLECTIONS)


def test_a_group_that_others_use_is_a_fragment_without_its_number():
    rules, _routes = trees("a group that others use")
    (group,) = rules.resources
    assert group.form == Form.FRAGMENT and list(group.properties) == ["ruleCollections"]


def test_what_another_plan_of_the_call_claims_is_nobody_elses():
    one, two = samples.member("c1", groups=()), samples.member("c2", groups=())
    document = samples.group(
        *changes.with_rules(one.plan.landscape.rule_holder, [one, two])["properties"]["ruleCollections"]
    )
    apart = [samples.plans(samples.member(name, groups=[document]))[0] for name in ("c1", "c2")]
    assert all(plan["as_written"]["rules"]["others"] for plan in apart)
    assert resources.resources(apart[:1])[0].resources[0].form == Form.FRAGMENT
    assert resources.resources(apart)[0].resources[0].form == Form.WHOLE


def test_groups_of_one_policy_come_in_a_row_since_azure_writes_one_at_a_time():
    plans = samples.plans(samples.member("c1", groups=()), samples.member("c2", groups=()))
    other = samples.POLICY.child(resource_ids.RULE_COLLECTION_GROUP, "adx-other")
    plans[1]["target"]["id"] = str(other)
    one, two = resources.resources(plans)[0].resources
    assert (one.id, one.depends_on) == (samples.GROUP, ()) and (two.id, two.depends_on) == (other, (samples.GROUP,))
    plans[0]["as_written"]["rules"] = {**plans[0]["as_written"]["rules"], "others": ["theirs"]}
    assert resources.resources(plans)[0].resources[1].depends_on == ()


def test_a_table_that_others_have_given_the_subnet_gets_routes_and_no_association():
    _rules, routes = trees("a table that others have given the subnet")
    assert routes.whole and routes.fragments == ()


def test_a_table_of_others_is_not_among_the_resources_and_ours_is():
    assert samples.TABLE not in [one.id for one in trees("a group of our own")[1].resources]
    (table, *_rest) = resources.resources(MANAGED)[1].resources
    assert (
        table.id == samples.TABLE and table.form == Form.WHOLE and table.properties == {} and table.location == "westus"
    )
    assert table.tags == {"adx.outbound": "created", "adx.outbound.cluster": str(world.CLUSTER)}


def test_routes_come_in_a_row_then_the_default_route_then_the_association():
    rules, routes = resources.resources(MANAGED)
    table, *past, default, association = routes.resources
    assert default.properties["addressPrefix"] == "0.0.0.0/0" and default.properties["nextHopIpAddress"] == "10.0.1.4"
    assert past[0].depends_on == (table.id,)
    for before, after in zip(past, past[1:], strict=False):
        assert after.depends_on == (table.id, before.id)
    assert default.depends_on == (table.id, *(one.id for one in past))
    assert association.id == samples.SUBNET and association.form == Form.FRAGMENT
    assert association.properties == {"routeTable": {"id": str(samples.TABLE)}}
    assert association.depends_on == (table.id, *(one.id for one in past), default.id)
    assert routes.rules == tuple(one.id for one in rules.resources) and routes.after == (samples.POLICY,)
    assert {one.id.type for one in (*past, default)} == {tree.TABLE_ROUTE}
    assert all(one.form == Form.WHOLE for one in (*past, default))


def test_a_default_route_goes_behind_all_others_wherever_the_plan_has_it():
    plans = copy.deepcopy(MANAGED)
    plans[0]["as_written"]["routes"]["routes"].reverse()
    *_past, default, _association = resources.resources(plans)[1].resources
    assert default.properties["addressPrefix"] == "0.0.0.0/0"


def test_two_clusters_on_one_firewall_are_in_one_tree_by_the_numbers_of_their_rules():
    rules, _routes = trees("two clusters on one firewall")
    numbers = [one.properties["priority"] for one in rules.resources]
    assert numbers == sorted(numbers) and len(set(numbers)) == 4


def test_clusters_on_one_table_share_its_routes_and_have_an_association_each():
    plans = copy.deepcopy([*samples.ALL["two clusters on one firewall"]])
    plans[1]["subnet"]["id"] = plans[1]["subnet"]["id"].replace("/snet", "/other")
    _rules, routes = resources.resources(plans)
    assert [one.id.name for one in routes.fragments] == ["other", "snet"]
    names = [one.id.name for one in routes.whole]
    assert len(set(names)) == len(names)


def test_a_tree_waits_for_the_rules_of_its_own_clusters_alone():
    plans = copy.deepcopy([*samples.ALL["two clusters on one firewall"], *samples.ALL["a group of our own"]])
    plans[2]["cluster"]["id"] = plans[2]["cluster"]["id"].replace("/c1", "/c3")
    plans[2]["route_table"]["id"] = plans[2]["route_table"]["id"].replace("/rt", "/far")
    plans[2]["subnet"]["id"] = plans[2]["subnet"]["id"].replace("/snet", "/far")
    firewall, policy, far, near = resources.resources(plans)
    assert (firewall.shared, policy.shared) == (samples.FIREWALL, samples.POLICY)
    assert (far.shared.name, far.after, near.after) == ("far", (samples.POLICY,), (samples.FIREWALL,))
    assert far.rules == (samples.GROUP,) and len(near.rules) == 4


def test_a_policy_with_two_groups_has_both_in_one_tree():
    plans = of_two()
    plans[1]["target"]["id"] = plans[1]["target"]["id"].replace("/adx-egress", "/another")
    rules, routes = resources.resources(plans)
    assert [one.id.name for one in rules.resources] == ["adx-egress", "another"]
    assert routes.rules == tuple(one.id for one in rules.resources)


def test_behind_an_appliance_there_are_routes_that_wait_for_no_rules_of_ours():
    plans = copy.deepcopy(samples.ALL["a firewall"])
    plans[0]["as_written"]["rules"] = None
    (routes,) = resources.resources(plans)
    assert routes.stage == Stage.ROUTES and routes.rules == routes.after == ()
    (loss,) = resources.left_out(plans)
    assert (loss.resource, loss.what) == (world.CLUSTER, "rules") and "appliance" in loss.reason


def test_a_cluster_that_wants_no_rules_leaves_nothing_to_wait_for():
    plans = copy.deepcopy(samples.ALL["a group of our own"])
    plans[0]["rule_collections"] = []
    (routes,) = resources.resources(plans)
    assert routes.rules == routes.after == ()


def test_what_is_left_alone_is_told_cluster_by_cluster():
    plans = copy.deepcopy([*samples.ALL["two clusters on one firewall"]])
    for plan in plans:
        plan["as_written"]["routes"]["left"] = "it is theirs"
    (rules,) = resources.resources(plans)
    assert rules.stage == Stage.RULES
    told = [(one.resource.name, one.what, one.reason) for one in resources.left_out(plans[::-1])]
    assert told == [("c1", "routes", "it is theirs"), ("c2", "routes", "it is theirs")]
    assert resources.left_out(samples.ALL["a firewall"]) == ()


def test_routes_of_others_and_such_as_are_wanted_no_longer_are_told():
    plans = of_two("a default route of others")
    gone = {"name": "ADX_Management_9", "address_prefix": "10.0.0.1/32", "next_hop_type": "Internet"}
    plans[0]["unwanted_routes"] = [gone]
    plans[1]["rule_collections"] = []
    _rules, routes = resources.resources(plans)
    assert [(one.resource, one.what) for one in routes.losses] == [
        (samples.TABLE, "a route to 0.0.0.0/0"),
        (samples.TABLE, "taking route 'ADX_Management_9' away"),
    ]
    assert "route 'to-firewall', which is not ours" in routes.losses[0].reason
    assert "ADX_Default" not in [one.id.name for one in routes.resources]


# What does not go together


def of_two(name="a group of our own"):
    plans = [copy.deepcopy(plan) for plan in samples.ALL[name] * 2]
    plans[1]["cluster"]["id"] = plans[1]["cluster"]["id"].replace("/c1", "/c2")
    return plans


def test_two_collections_of_one_name_are_refused():
    with pytest.raises(PlanError, match="Rule collections adx-c1-westus-application and adx-c1-.* have the same name"):
        resources.resources(of_two())


def renamed(plans):
    for one in (*plans[1]["rule_collections"], *plans[1]["as_written"]["rules"]["priorities"]):
        one["name"] = one["name"].replace("c1", "c2")
    return plans


def test_two_collections_of_one_number_are_refused():
    with pytest.raises(
        PlanError, match="for rule collection group adx-egress .* have the same priority; take plans of one"
    ):
        resources.resources(renamed(of_two()))


def test_two_numbers_for_one_group_are_refused():
    plans = renamed(of_two())
    for one in plans[1]["as_written"]["rules"]["priorities"]:
        one["priority"] += 100
    resources.resources(plans)
    plans[1]["as_written"]["rules"]["group_priority"] += 1
    with pytest.raises(PlanError, match="Plans want different priorities for rule collection group adx-egress"):
        resources.resources(plans)


def test_two_ways_for_one_prefix_and_two_prefixes_of_one_name_are_refused():
    plans = of_two()
    plans[1]["rule_collections"] = []
    plans[1]["as_written"]["routes"]["routes"][0]["name"] = "ADX_Management_99"
    with pytest.raises(PlanError, match="Plans want 13.64.38.225/32 by two routes; take plans of one"):
        resources.resources(plans)
    plans[1]["as_written"]["routes"]["routes"][0] = {
        **plans[0]["as_written"]["routes"]["routes"][0],
        "address_prefix": "192.0.2.1/32",
    }
    with pytest.raises(PlanError, match="have the same name"):
        resources.resources(plans)


def test_without_a_plan_there_is_nothing_to_write():
    with pytest.raises(PlanError, match="No plan here wants rules or routes"):
        resources.resources([])


def test_a_plan_that_wants_nothing_makes_no_file():
    plans = copy.deepcopy(samples.ALL["a group of our own"])
    plans[0]["rule_collections"], plans[0]["as_written"]["routes"]["left"] = [], "theirs"
    with pytest.raises(PlanError, match="No plan here wants rules or routes"):
        resources.resources(plans)


def test_a_cluster_that_is_to_go_makes_no_file_with_the_others():
    gone = Request(state="absent", accept=frozenset({"no_gate"}))
    plans = samples.plans(samples.member("c1"), samples.member("c2", request=gone))
    for call in (resources.resources, resources.left_out):
        with pytest.raises(PlanError, match="The plan for cluster c2 .* takes things away"):
            call(plans)


def test_subnets_are_those_of_networks():
    assert resources.resources(MANAGED)[1].fragments[0].id.type == resource_ids.SUBNET
