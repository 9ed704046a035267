# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster that is gone has left behind: its region, the table its routes are in, and the words about both."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import policies, route_tables
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import absent, gone
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.plans import TablePlan
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import tags
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import Listed
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

ABSENT = Request(state="absent")
MADE = {**world.OURS, route_tables.CLUSTER_TAG: str(world.CLUSTER).upper()}
THEIRS = {**world.OURS, route_tables.CLUSTER_TAG: str(world.CLUSTER).replace("/c1", "/c9")}
ROUTE, FOREIGN = world.route("ADX_Management"), world.route("theirs", "10.0.0.0/8", "VnetLocal")
OTHER_SUBNET = str(world.SUBNET).replace("/snet", "/other")


def table(name, *routes, tags=None, on=(), location="West US"):
    """A table as a listing shows it."""
    id_ = str(world.TABLE).replace("/rt", f"/{name}")
    return {**world.table(*routes, tags=tags, subnets=on), "id": id_, "name": name, "location": location}


def left(*tables, regions=(), clusters=(), **known):
    """Landscape of a deleted cluster that left these tables, and rules for these regions."""
    names = [f"adx-C1-{region}-application" for region in regions]
    rules = world.firewall(*(world.collection(name, 1000 + number) for number, name in enumerate(names)))
    missing = {"cluster": None, "subnet_id": None, "subnet": None, "table_id": None, "table": None}
    listed = Listed(("s", "hub"), tables, clusters)
    return world.landscape(**{"firewall": rules, "listed": listed, **missing, **known})


def living(location="West US", **own):
    return replace(world.neighbour(OTHER_SUBNET), location=location, **own)


def namesake(location):
    return living(location, id=replace(world.CLUSTER, resource_group="other"))


def region(request=ABSENT, *tables, **known):
    return gone.region_of(request, left(*tables, **known))


def test_the_region_is_that_of_its_collections_or_of_a_table_made_for_it():
    assert region(regions=["westus"]) == "westus"
    assert region() is None and region(regions=["nowhere"]) is None
    assert region(ABSENT, table("a", tags=MADE)) == "westus"
    assert region(ABSENT, table("a", tags=THEIRS)) is None
    assert region(ABSENT, table("a", tags=MADE), regions=["westus"]) == "westus"
    assert region(Request(region="East US"), regions=["westus"]) == "East US"


def test_two_regions_are_for_the_user_to_choose_from():
    for tables, regions in (((), ["westus", "eastus"]), ((table("a", tags=MADE, location="eastus"),), ["westus"])):
        with pytest.raises(PlanError, match="give the cluster its region") as raised:
            region(ABSENT, *tables, regions=regions)
        assert raised.value.code == "region_undecided"


def test_what_is_named_after_a_living_cluster_is_not_left_behind():
    assert region(regions=["westus"], clusters=(namesake("West US"),)) is None
    assert region(regions=["westus", "eastus"], clusters=(namesake("West US"),)) == "eastus"
    assert region(ABSENT, table("a", tags=MADE), clusters=(namesake("West US"),)) is None
    with pytest.raises(PlanError, match="cluster c1 in resource group other has its name in westus") as raised:
        region(Request(region="WestUS"), regions=["westus"], clusters=(namesake("West US"),))
    assert raised.value.code == "cluster_moved"
    assert region(Request(region="East US"), clusters=(namesake("West US"),)) == "East US"


TAGGED, FREE = table("tagged", ROUTE, tags=MADE, on=(world.SUBNET,)), table("free", ROUTE)
DOUBTFUL = table("doubtful", ROUTE, FOREIGN, on=(world.SUBNET,))


@pytest.mark.parametrize(
    ("tables", "chosen", "besides"),
    [
        pytest.param((), None, (), id="nothing"),
        pytest.param((TAGGED,), "tagged", (), id="made for it, and in use"),
        pytest.param((table("bare", tags=MADE),), "bare", (), id="made for it, and empty"),
        pytest.param((FREE,), "free", (), id="on no subnet, with nothing but ours"),
        pytest.param((TAGGED, FREE), "tagged", ("free",), id="beside the one made for it"),
        pytest.param((table("theirs", ROUTE, tags=THEIRS),), None, (), id="made for another"),
        pytest.param((table("theirs", ROUTE, tags=THEIRS, on=(world.SUBNET,)),), None, (), id="made for another, used"),
        pytest.param((table("far", ROUTE, location="eastus"),), None, (), id="in another region"),
        pytest.param((table("far", ROUTE, tags=MADE, location="eastus"),), None, (), id="made for it, elsewhere"),
        pytest.param((table("foreign", FOREIGN, on=(world.SUBNET,)),), None, (), id="nothing of ours"),
        pytest.param((table("empty", tags=world.OURS),), None, (), id="empty, made for somebody"),
        pytest.param((table("lives", ROUTE, on=(OTHER_SUBNET.upper(),)),), None, (), id="on a living cluster's subnet"),
    ],
)
def test_routes_go_from_a_table_that_is_the_clusters_or_nobodys(tables, chosen, besides):
    choice = gone.table_of(left(*tables, clusters=(living(),)), "westus")
    assert (choice.table_id and choice.table_id.name) == chosen
    assert tuple(one["name"] for one in choice.besides) == besides


@pytest.mark.parametrize(
    ("tables", "named"),
    [
        ((DOUBTFUL,), ["doubtful in resource group rg-spoke (on subnet snet)"]),
        ((TAGGED, DOUBTFUL), ["tagged", "doubtful"]),
        ((table("mixed", ROUTE, FOREIGN),), ["mixed in resource group rg-spoke (on no subnet)"]),
        ((FREE, table("second", ROUTE)), ["free", "second"]),
        ((TAGGED, table("second", ROUTE, tags=MADE)), ["tagged", "second"]),
        ((table("left", ROUTE, on=(OTHER_SUBNET,)),), ["left"]),
    ],
)
def test_any_other_table_that_may_be_its_is_for_the_user_to_decide(tables, named):
    migrated = living(injected=False)
    with pytest.raises(PlanError, match="its rules stay: give O.route_table.") as raised:
        gone.table_of(left(*tables, clusters=(migrated,)), "westus")
    assert raised.value.code == "tables_undecided"
    assert [name in str(raised.value) for name in named] == [True] * len(named)


def test_what_was_looked_for_and_not_found_is_told_with_what_is_there_instead():
    far = table("adx-c1-eastus-routes", location="eastus")
    (said,) = world.told(absent.plan(Request(state="absent", region="westus"), left(far, regions=["eastus"])))
    assert said == (
        "Nothing of ours was found for cluster c1 in westus (looked at subscriptions s, hub);"
        " there is adx-C1-eastus-application and route table adx-c1-eastus-routes in resource group rg-spoke."
    )


def test_what_is_there_is_looked_for_in_every_group_of_the_policies():
    collection = {"name": "adx-c1-eastus-network", "ruleCollectionType": "FirewallPolicyFilterRuleCollection"}
    group = {"name": "shared", "properties": {"ruleCollections": [collection]}}
    policy = Policy({"id": "/p", "name": "p"}, (group,))
    landscape = left(chain=(policy,), group_id=world.FIREWALL.child("x/y/z", policies.DEFAULT_GROUP))
    (said,) = world.told(absent.plan(Request(state="absent", region="westus"), landscape))
    assert said.endswith("; there is adx-c1-eastus-network.")


def test_where_everything_is_gone_the_plan_is_empty_and_says_so():
    planned = absent.plan(ABSENT, left())
    assert (planned.region, planned.rule_collections, planned.routes, planned.table) == (None, (), (), TablePlan())
    assert world.told(planned) == (
        "Nothing of ours was found for cluster c1 in any region (looked at subscriptions s, hub).",
    )


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"regions": ["westus"]}, ["No route table with routes of cluster c1 was found in westus"]),
        ({"regions": ["westus"], "table_id": world.TABLE, "table": world.table(ROUTE)}, []),
        ({"table_id": world.TABLE, "table": world.table(ROUTE)}, []),
    ],
)
def test_rules_without_a_table_are_told_and_a_table_without_rules_is_not(known, said):
    planned = absent.plan(Request(state="absent", region="westus"), left(**known))
    assert [text[: len(start)] for text, start in zip(world.told(planned), said, strict=True)] == said
    assert len(planned.routes) == (1 if "table" in known else 0)


def test_a_cluster_that_left_its_network_is_looked_for_in_its_own_region():
    migrated = replace(living(), id=world.CLUSTER, injected=False, subnet_id=None)
    (said,) = world.told(absent.plan(ABSENT, left(cluster=migrated)))
    assert said.startswith("Nothing of ours was found for cluster c1 in westus")


def test_a_new_table_carries_the_clusters_id_and_keeps_it_when_its_tags_are_replaced():
    made = route_tables.new_table("westus", world.CLUSTER)
    assert route_tables.is_made_for(made, world.CLUSTER) and route_tables.is_created_by_us(made)
    assert tags.from_option(made["tags"]) == made["tags"]
    replaced = route_tables.with_tags(made, {"team": "net"}, append=False)
    assert replaced["tags"] == {**made["tags"], "team": "net"}
    assert route_tables.made_for(route_tables.new_table("westus")) is None
    assert not route_tables.is_made_for(None, world.CLUSTER)


def test_the_longest_id_of_a_cluster_is_a_value_that_a_tag_takes():
    longest = replace(world.CLUSTER, subscription="0" * 36, resource_group="g" * 90, names=("c" * 22,))
    assert tags.from_option(route_tables.new_table("westus", longest)["tags"])
