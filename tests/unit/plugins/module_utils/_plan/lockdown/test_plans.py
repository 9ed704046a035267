# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was found, as a plan shows it and as it is judged; names of ours; and what a purge spares."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.findings import Finding
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import clusters
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.clusters import Cluster
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_collections import Collection
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_ownership import Ownership
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import absent, plans, present, slices
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.acceptance import Accepted
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.plans import Plan, TablePlan
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

HOP = "10.0.9.4"
POLICY = ResourceId("s", "rg-hub", resource_ids.FIREWALL_POLICY, ("fp",))
GROUP = POLICY.child(resource_ids.RULE_COLLECTION_GROUP, "adx-egress")
CHAIN = (
    Policy({"id": str(POLICY).replace("/fp", "/parent"), "name": "parent"}, ()),
    Policy({"id": str(POLICY).upper(), "name": "fp"}, ()),
)
PURGE = Request(purge=True, collection_prefix="adx-")
OTHERS, DEAD = "adx-c2-westus-application", "adx-c9-westus-application"


def behind_appliance(**known):
    return replace(world.landscape(**{"firewall": None, "table": world.table(), **known}), firewall_id=None)


def empty(request=None, landscape=None, **own):
    """A plan of nothing, whose facts are what matters."""
    known = landscape or world.landscape()
    return Plan(request or Request(), known, "westus", (), (), (), own.pop("table", TablePlan()), **own)


# The plan as users see it


def test_a_plan_shows_the_firewall_as_it_was_found():
    shown = empty().as_option()["firewall"]
    assert shown == {
        "id": str(world.FIREWALL),
        "name": "fw",
        "resource_group": "rg-hub",
        "subscription_id": "s",
        "exists": True,
        "kind": "classic",
        "private_address": world.FIREWALL_ADDRESS,
    }
    gone = empty(landscape=world.landscape(firewall=None)).as_option()["firewall"]
    assert (gone["id"], gone["exists"], gone["kind"], gone["private_address"]) == (
        str(world.FIREWALL),
        False,
        None,
        None,
    )


def test_a_plan_shows_the_subnet_as_it_was_found():
    assert empty().as_option()["subnet"] == {
        "id": str(world.SUBNET),
        "name": "snet",
        "resource_group": "rg-spoke",
        "subscription_id": "s",
        "virtual_network_name": "vnet",
        "exists": True,
        "address_prefixes": ["10.20.1.0/24"],
        "delegated": False,
        "route_table": str(world.TABLE),
    }
    gone = empty(landscape=world.landscape(subnet=None)).as_option()["subnet"]
    assert (gone["exists"], gone["address_prefixes"], gone["route_table"]) == (False, [], None)
    assert empty(landscape=world.landscape(subnet_id=None)).as_option()["subnet"] is None


def test_a_plan_shows_the_table_as_it_was_found_and_what_happens_to_it():
    made = world.landscape(table=world.table(tags=world.OURS))
    assert empty(landscape=made, table=TablePlan(True, dissociate=True)).as_option()["route_table"] == {
        "id": str(world.TABLE),
        "name": "rt",
        "resource_group": "rg-spoke",
        "subscription_id": "s",
        "exists": True,
        "created_by_us": True,
        "location": "westus",
        "manage": True,
        "create": False,
        "associate": False,
        "dissociate": True,
        "tags": None,
    }
    gone = empty(landscape=world.landscape(table=None)).as_option()["route_table"]
    assert (gone["exists"], gone["created_by_us"]) == (False, False)
    assert empty(landscape=world.landscape(table_id=None)).as_option()["route_table"] is None


def test_a_plan_shows_the_cluster_or_the_id_of_one_that_is_gone():
    assert empty().as_option()["cluster"] == clusters.from_arm(world.cluster()).as_option()
    assert empty(landscape=world.landscape(cluster=None)).as_option()["cluster"] == {"id": str(world.CLUSTER)}


TARGET = {
    "id": str(world.FIREWALL),
    "policy": None,
    "group": None,
    "group_priority": None,
    "priority_base": 1000,
    "collection_prefix": None,
    "purge": False,
    "spared": [],
}


@pytest.mark.parametrize(
    ("request_", "known", "target"),
    [
        pytest.param(Request(), {}, {}, id="a firewall"),
        pytest.param(
            Request(group_priority=300, priority_base=2000),
            {"group_id": GROUP, "chain": CHAIN},
            {
                "id": str(GROUP),
                "policy": str(POLICY),
                "group": "adx-egress",
                "group_priority": 300,
                "priority_base": 2000,
            },
            id="a group of a policy",
        ),
        pytest.param(PURGE, {}, {"purge": True, "collection_prefix": "adx-"}, id="a purge"),
        pytest.param(Request(collection_prefix="adx-"), {}, {}, id="a prefix without a purge"),
        pytest.param(replace(PURGE, state="absent"), {}, {}, id="a removal purges nothing"),
    ],
)
def test_a_plan_shows_where_its_rules_go(request_, known, target):
    assert empty(request_, world.landscape(**known)).as_option()["target"] == {**TARGET, **target}


def test_behind_an_appliance_the_plan_has_everything_the_cluster_needs_and_no_rule():
    shown = present.plan(Request(appliance=HOP), behind_appliance()).as_option()
    assert shown["dependencies"] == present.plan(Request(), world.landscape()).as_option()["dependencies"]
    assert shown["rule_collections"] == [] and shown["target"]["id"] is None
    assert shown["firewall"] == {"id": None, "name": None, "exists": False, "kind": None, "private_address": None}
    assert shown["appliance"] == {"next_hop": HOP} and empty().as_option()["appliance"] is None


def test_what_an_export_asks_for_is_in_the_plan():
    request = Request(appliance=HOP, skip_addresses=("23.99.5.162", f"{world.MANAGEMENT}/32"))
    shown = present.plan(request, behind_appliance()).as_option()
    assert shown["source_addresses"] == ["10.20.1.0/24"]
    routed = {one["address_prefix"].removesuffix("/32") for one in shown["routes"]}
    known = shown["documented_addresses"]
    assert {*known["management"], *known["health_monitoring"]} == routed != set()
    assert not {"23.99.5.162", world.MANAGEMENT} & routed


FOUND, TAKEN = Finding("kept_table", "rt", "It stays.", "Leave it."), Accepted("open_draft", "A draft is open.")


def test_routes_findings_and_decisions_are_in_the_plan_as_they_are_given():
    planned = absent.plan(Request(state="absent"), world.landscape(table=world.table(world.route("ADX_Management"))))
    shown = replace(planned, unwanted_routes=planned.routes, findings=(FOUND,), accepted=(TAKEN,)).as_option()
    route = {"name": "ADX_Management", "address_prefix": f"{world.MANAGEMENT}/32", "next_hop_type": "Internet"}
    assert shown["routes"] == shown["unwanted_routes"] == [route]
    assert (shown["state"], shown["edition"], shown["region"]) == ("absent", "2024-07", "westus")
    assert shown["findings"] == [FOUND.as_option()]
    assert shown["accepted"] == [{"word": "open_draft", "sentence": "A draft is open."}]


# Names of ours


def test_a_name_has_the_region_in_it_since_clusters_are_unique_in_their_region_only():
    assert plans.base_name("adx-", "c1", "West US 2") == "adx-c1-westus2"


@pytest.mark.parametrize(
    ("prefix", "found"),
    [
        ("adx-", {"c1-westus"}),
        ("", {"c1-westus"}),
        ("Adx", {"c1-westus", "adxc1-westus"}),
        ("a-x", {"c1-westus", "a-xc1-westus"}),
    ],
)
def test_a_prefix_that_runs_into_the_name_of_a_cluster_belongs_to_it(prefix, found):
    assert plans.bases(Request(collection_prefix=prefix), "C1", "West US") == found


def test_the_table_is_the_one_the_subnet_has_whatever_its_casing():
    found = plans.table_of(world.subnet(str(world.TABLE).replace("routeTables", "ROUTETABLES")), world.SUBNET, "b")
    assert found == world.TABLE


def test_a_table_of_our_own_is_made_beside_the_network():
    made = plans.table_of(world.subnet(None), world.SUBNET, "adx-c1-westus")
    assert made == ResourceId("s", "rg-spoke", resource_ids.ROUTE_TABLE, ("adx-c1-westus-routes",))
    assert plans.table_of(None, world.SUBNET, "adx-c1-westus") == made
    assert plans.table_of(None, None, "adx-c1-westus") is None


def test_what_a_subnet_names_as_its_table_and_is_none_is_refused():
    with pytest.raises(PlanError, match=f"Subnet {world.SUBNET} names '{world.FIREWALL}' as its route table") as no:
        plans.table_of(world.subnet(world.FIREWALL), world.SUBNET, "b")
    assert no.value.code == "no_route_table"


# Where a default route leads


def test_a_default_route_leads_to_the_appliance_or_else_to_the_firewall():
    assert plans.next_hop(Request(), world.landscape()) == world.FIREWALL_ADDRESS
    assert plans.next_hop(Request(appliance=HOP), world.landscape()) == HOP
    assert plans.next_hop(Request(), world.landscape(firewall=None)) is None


@pytest.mark.parametrize(
    ("routes", "address", "name"),
    [
        pytest.param((world.default_route("any"),), world.FIREWALL_ADDRESS, "any", id="there"),
        pytest.param(
            (world.route("first", "10.0.0.0/8", "VirtualAppliance", HOP), world.default_route("any", HOP)),
            HOP,
            "any",
            id="behind another route to the same place",
        ),
        pytest.param((world.default_route("any", HOP),), world.FIREWALL_ADDRESS, None, id="elsewhere"),
        pytest.param((world.route("any", "0.0.0.0/0", "Internet"),), world.FIREWALL_ADDRESS, None, id="the internet"),
        pytest.param((world.default_route("any"),), None, None, id="nowhere to lead to"),
        pytest.param((), world.FIREWALL_ADDRESS, None, id="no route"),
    ],
)
def test_the_default_route_that_leads_to_an_address_is_found(routes, address, name):
    found = plans.leads_to(world.table(*routes), address)
    assert (found and found.name) == name
    assert plans.leads_to(None, address) is None


# What a purge spares


def living(name="c2", location="West US", **network) -> Cluster:
    found = clusters.from_arm(world.cluster(location, **network))
    return replace(found, id=replace(world.CLUSTER, names=(name,)))


def plan(*names, request=PURGE, **known):
    """A plan on a firewall with these collections."""
    held = [world.collection(name, 200 + number, "a.example.com") for number, name in enumerate(names)]
    return present.plan(request, world.landscape(**{"firewall": world.firewall(*held), "living": (living(),), **known}))


def gone(planned):
    """The collections that the plan's write takes away."""
    (change,) = [one for one in slices.changes(slices.of(planned)) if "firewall" in one["resource"]]
    before, after = (
        {line.split()[2] for line in change[when].splitlines() if " collection " in line}
        for when in ("before", "after")
    )
    return {name.rstrip(":") for name in before - after}


def test_the_rules_of_a_cluster_that_is_there_stay_and_the_plan_says_so():
    planned = plan(OTHERS, DEAD)
    assert gone(planned) == {DEAD}
    assert f"A purge leaves {OTHERS} alone: they are named after clusters that are there." in world.told(planned)
    assert planned.as_option()["target"]["spared"] == ["c2-westus"]


@pytest.mark.parametrize(
    ("name", "is_gone"),
    [
        pytest.param("ADX-C2-WestUS-application", False, id="in other letters"),
        pytest.param("adx-old-c2-westus-application", False, id="with a prefix of its own"),
        pytest.param("adx-c2-westus", False, id="without a kind"),
        pytest.param("adx-old-c1-westus-application", True, id="of this very cluster, under an older prefix"),
        pytest.param("adx-c2-eastus-application", True, id="of its namesake in another region"),
        pytest.param("adx-abc2-westus-application", True, id="of a longer name"),
        pytest.param("adx-c2-westus-spare-application", True, id="of something else"),
    ],
)
def test_a_collection_is_told_by_the_name_in_it(name, is_gone):
    assert gone(plan(name)) == ({name} if is_gone else set())


def test_a_prefix_that_runs_into_the_name_is_known():
    request = Request(purge=True, collection_prefix="adx")
    dead = "adxc9-westus-application"
    assert gone(plan("adxc2-westus-application", dead, request=request)) == {dead}


def test_a_cluster_that_is_no_longer_injected_is_there_all_the_same():
    assert gone(plan(OTHERS, living=(living(subnetId=None),))) == set()


def test_nothing_is_purged_where_clusters_cannot_be_listed():
    why = {"living": "Cannot list the clusters of subscription s: no (AuthorizationFailed, HTTP 403)"}
    with pytest.raises(PlanError, match="whose that is is unknown: Cannot list the clusters") as caught:
        plan(OTHERS, living=None, unread=why)
    assert caught.value.code == "purge_unclear" and "Microsoft.Kusto/clusters/read" in str(caught.value)
    with pytest.raises(PlanError, match="is unknown: clusters could not be listed"):
        plans.spared(PURGE, world.landscape(living=None))


@pytest.mark.parametrize("request_", [Request(), replace(PURGE, state="absent")], ids=["no purge", "a removal"])
def test_who_takes_nothing_of_others_needs_no_list_of_clusters(request_):
    assert plans.spared(request_, world.landscape(living=None)) == ()
    assert plans.spared(request_, world.landscape(living=(living(),))) == ()


def test_each_living_cluster_is_spared_once_and_in_one_order():
    known = (living("c3"), living("c2"), living("c2", location="westus"))
    assert plans.spared(PURGE, world.landscape(living=known)) == ("c2-westus", "c3-westus")


@pytest.mark.parametrize(
    ("request_", "prefix", "spared"),
    [
        (Request(purge=True, collection_prefix="adx-"), "adx-", {"c2-westus"}),
        (Request(collection_prefix="adx-"), None, set()),
        (Request(purge=True, collection_prefix="adx-", state="absent"), None, set()),
    ],
    ids=["purging", "not purging", "a removal"],
)
def test_a_plan_is_about_the_collections_it_names_and_what_it_purges(request_, prefix, spared):
    landscape = world.landscape(living=(world.neighbour("/x"),))
    one = replace(empty(request_, landscape), rule_collections=(Collection("Ours", "application"),))
    assert one.ownership == Ownership(
        frozenset({("application", "ours")}), prefix, prefix is not None, spared=frozenset(spared)
    )
