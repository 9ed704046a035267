# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service itself says against a plan, and what Azure would not take, before anything is written."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import firewalls
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_ownership import Ownership
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import absent, present, refusals
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import FIREWALL_POLICY, ResourceId
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

APPS = replace(world.SUBNET, names=("vnet", "apps"))
PLANNERS = {"present": present.plan, "absent": absent.plan}
ACCEPTED = frozenset({"other_subnet"})


@pytest.mark.parametrize("state", PLANNERS)
def test_another_subnet_than_the_one_the_cluster_names_needs_the_word_and_is_told(state):
    landscape = world.landscape(subnet_id=APPS)
    with pytest.raises(PlanError, match=f"is on {world.SUBNET}, and O.subnet. names {APPS}.*other_subnet") as no:
        PLANNERS[state](Request(state=state), landscape)
    assert no.value.code == "other_subnet"
    planned = PLANNERS[state](Request(state=state, accept=ACCEPTED), landscape)
    assert [one.word for one in planned.accepted] == ["other_subnet"]
    assert planned.accepted[0].sentence.startswith("Cluster c1 says itself that it is on ")
    assert "other_subnet" not in {one.code for one in planned.findings}


@pytest.mark.parametrize("state", PLANNERS)
@pytest.mark.parametrize(
    "known",
    [
        pytest.param({"document": world.cluster(subnetId=str(world.SUBNET).upper())}, id="in another casing"),
        pytest.param({"document": world.cluster(subnetId=None), "subnet_id": APPS}, id="not injected"),
        pytest.param({"document": world.cluster(state="Disabled"), "subnet_id": APPS}, id="migrated"),
    ],
)
def test_a_cluster_contradicts_only_what_it_says_itself(state, known):
    request = Request(state=state, accept=frozenset({"not_injected"}))
    taken = {one.word for one in PLANNERS[state](request, world.landscape(**known)).accepted}
    assert taken <= {"not_injected"}


def test_a_policy_says_nothing_about_a_firewall_that_it_does_not_govern():
    own, other = (ResourceId("s", "g", FIREWALL_POLICY, (name,)) for name in ("own", "other"))
    chain = (Policy({"id": str(own).upper(), "name": "own"}, ()),)
    refusals.require_governed(own, "fw", chain)
    refusals.require_governed(None, "fw", ())
    for governing, said in ((chain, "is governed by own"), ((), "keeps its rules itself")):
        with pytest.raises(PlanError, match=f"Firewall fw {said}, so firewall policy other in .* says nothing"):
            refusals.require_governed(other, "fw", governing)


def plan(request=None, **known):
    return present.plan(request or Request(), world.landscape(**known))


@pytest.mark.parametrize("name", ["AzureFirewallSubnet", "gatewaysubnet"])
def test_a_subnet_of_the_platform_itself_is_refused(name):
    with pytest.raises(PlanError, match=f"Subnet {name} is the platform's own"):
        plan(subnet={**world.subnet(), "name": name})


@pytest.mark.parametrize(
    "table",
    [
        replace(world.TABLE, resource_group="AVNM_Managed_ResourceGroup_4711"),
        replace(world.TABLE, resource_group="avnm_managed_resourceGroup_4711"),
        replace(world.TABLE, names=("AVNM_Managed_0123456789ABCDEF0123456789abcdef",)),
    ],
    ids=["by its group", "whatever its case", "by its name"],
)
def test_a_table_that_a_network_manager_keeps_is_written_by_its_word_alone(table):
    with pytest.raises(PlanError, match="is kept by Azure Virtual Network Manager.*accept") as refused:
        plan(table_id=table, subnet=world.subnet(table))
    assert refused.value.code == "managed_table"
    (taken,) = plan(Request(accept=frozenset({"managed_table"})), table_id=table, subnet=world.subnet(table)).accepted
    assert taken.word == "managed_table"


@pytest.mark.parametrize("name", ["rt", "AVNM_Managed_", "AVNM_Managed_0123456789abcdef0123456789abcdefg"])
def test_a_table_with_a_name_much_like_that_is_anybodys(name):
    table = replace(world.TABLE, names=(name,))
    assert plan(table_id=table, subnet=world.subnet(table)).accepted == ()


def test_a_table_of_another_region_is_refused():
    with pytest.raises(PlanError, match="is in eastus, but the subnet is in westus"):
        plan(table={**world.table(), "location": "East US"})
    assert plan(table={**world.table(), "location": "West US"}).table.manage


@pytest.mark.parametrize("ip_configurations", [[], None])
def test_a_firewall_that_is_switched_off_is_refused(ip_configurations):
    with pytest.raises(PlanError, match="Firewall fw is deallocated"):
        plan(firewall=world.firewall(ipConfigurations=ip_configurations))


@pytest.mark.parametrize("base", [-5, 50, 99, 65001, 70000])
def test_a_search_for_priorities_begins_where_azure_has_some(base):
    with pytest.raises(PlanError, match=f"O.priority_base. is {base}; it takes 100 to 65000"):
        plan(Request(priority_base=base))
    wanted = list(plan().rule_collections)
    written_already = firewalls.present(world.firewall(), wanted, Ownership.of(wanted))
    with pytest.raises(PlanError, match="priority_base"):
        plan(Request(priority_base=base), firewall=written_already)


def test_a_default_route_of_somebody_else_to_another_place_stands_against_one_to_the_appliance():
    landscape = replace(world.landscape(firewall=None, table=world.table(world.default_route())), firewall_id=None)
    with pytest.raises(PlanError, match="to-firewall"):
        present.plan(Request(appliance="10.0.9.4", default_route="manage"), landscape)


POLICY = ResourceId("s", "rg-hub", FIREWALL_POLICY, ("fp",))
GROUP = POLICY.child(resource_ids.RULE_COLLECTION_GROUP, "adx-egress")
HUB = {**world.firewall(), "properties": {"sku": {"name": "AZFW_Hub"}, "hubIPAddresses": {}}}
GOVERNED = world.firewall(firewallPolicy={"id": str(POLICY)})
CHAIN = (Policy({"id": str(POLICY), "name": "fp", "properties": {}}, ()),)


@pytest.mark.parametrize(
    ("known", "code", "words"),
    [
        ({"firewall_id": None}, "policy_without_firewall", "governs no firewall"),
        (
            {"firewall_id": None, "group_id": GROUP, "chain": CHAIN},
            "policy_without_firewall",
            "Firewall policy fp governs no firewall",
        ),
        ({"firewall": HUB}, "hub_without_policy", "Firewall fw stands in a virtual hub and has no policy"),
        (
            {"group_id": GROUP},
            "policy_not_in_effect",
            "Firewall fw keeps its rules itself, so rules in firewall policy",
        ),
        (
            {"group_id": GROUP, "firewall": GOVERNED, "chain": ()},
            "policy_not_in_effect",
            f"Firewall fw is governed by {POLICY}",
        ),
    ],
)
def test_rules_go_to_one_place_that_the_traffic_meets(known, code, words):
    with pytest.raises(PlanError, match=words) as raised:
        refusals.require_one_place(replace(world.landscape(), **known))
    assert raised.value.code == code


@pytest.mark.parametrize("known", [{}, {"firewall": GOVERNED, "group_id": GROUP, "chain": CHAIN}, {"firewall": None}])
def test_where_firewall_and_policy_go_together_nothing_is_said(known):
    refusals.require_one_place(replace(world.landscape(), **known))


PURGE = Request(purge=True, collection_prefix="adx-")
STANDING = ("adx-c1-westus-network", "adx-c2-westus-network", "adx-c3-westus-network", "adx-old", "theirs")


@pytest.mark.parametrize(
    ("living", "called", "spared"),
    [
        ((), (), []),
        (("c2",), (), ["adx-c2-westus-network"]),
        (("c2", "c3"), ("c3",), ["adx-c2-westus-network"]),
        (("c2", "c3"), ("c2", "c3"), []),
    ],
)
def test_a_purge_spares_what_is_named_after_clusters_that_are_there_and_tells_it_unless_they_are_in_the_call(
    living, called, spared
):
    ids = {name: replace(world.CLUSTER, names=(name,)) for name in living}
    landscape = world.landscape(
        firewall=world.firewall(*(world.collection(name, 200) for name in STANDING)),
        living=tuple(replace(world.neighbour("/x"), id=id_) for id_ in ids.values()),
        called=frozenset(resource_ids.key(ids[name]) for name in called),
    )
    assert [one.name for one in refusals.spared_collections(landscape, [], PURGE)] == spared
    owned = {one.name for one in refusals.owned_collections(landscape, [], PURGE)}
    kept = {f"adx-{name}-westus-network" for name in living}
    assert owned == {name for name in STANDING if name.startswith("adx-")} - kept


def test_without_a_purge_nobody_was_asked_for_and_nothing_is_spared():
    landscape = world.landscape(firewall=world.firewall(world.collection("adx-c2-westus-network", 200)), living=None)
    assert refusals.spared_collections(landscape, [], Request()) == []
