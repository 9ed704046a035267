# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan of a removal: only what is ours goes, and never in a way that cuts a cluster off."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_ownership import Ownership
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import absent
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.plans import Request, TablePlan
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

ABSENT = Request(state="absent")
KEPT, UNROUTED = TablePlan(), TablePlan(manage=True)
OURS = (world.route("ADX_Management"), world.route("ADX_Monitoring_8", "40.80.153.6/32"))
FOREIGN = (world.route("theirs", "10.0.0.0/8", "VnetLocal"), world.route("ADX_Monitoring", "10.1.0.0/16"))
MISNAMED = (
    "Route 'ADX_Monitoring' has a name of ours, but 10.1.0.0/16 is no prefix of ours, so it is left as it is:"
    " everything to 10.1.0.0/16 goes to the internet past the firewall.",
)
RULES = world.firewall(world.collection("ADX-c1-WestUS-application", 1000, "login.live.com"))
OTHER_SUBNET = str(world.SUBNET).replace("/snet", "/other")
ON_TABLE, ON_SUBNET = world.neighbour(OTHER_SUBNET), world.neighbour(str(world.SUBNET).upper())
OUR_TABLE = world.table(*OURS, tags=world.OURS)


def plan(request=ABSENT, **known):
    return absent.plan(request, world.landscape(**{"table": world.table(*OURS, *FOREIGN), **known}))


def names(planned):
    return [route.name for route in planned.routes]


def test_the_collections_that_go_are_the_ones_named_after_the_cluster():
    assert tuple(plan().as_option()["rule_collections"]) == (
        {"name": "adx-c1-westus-application", "kind": "application"},
        {"name": "adx-c1-westus-network", "kind": "network"},
    )


def test_only_routes_with_our_name_and_a_documented_prefix_go():
    planned = plan()
    assert (names(planned), planned.table) == (["ADX_Management", "ADX_Monitoring_8"], UNROUTED)
    assert [text.split(",")[0] for text in world.told(planned)] == ["Route 'ADX_Monitoring' has a name of ours"]


@pytest.mark.parametrize(
    ("route", "goes"),
    [
        (world.default_route("ADX_Default", to="10.9.9.9"), True),
        (world.route("ADX_Default", "0.0.0.0/0", "Internet"), False),
        (world.route("ADX_Default", "10.0.0.0/8", "VirtualAppliance", "10.0.1.4"), False),
        (world.route("adx_management_7"), True),
        (world.route("mine"), False),
        (world.route("ADX_Management", "52.224.146.56/32"), False),  # documented, but for East US
    ],
)
def test_a_route_is_ours_or_stays(route, goes):
    planned = plan(table=world.table(route))
    assert names(planned) == ([route["name"]] if goes else [])


def test_taking_away_what_was_taken_away_plans_no_route():
    planned = plan(table=world.table(*FOREIGN))
    assert (planned.routes, planned.table) == ((), UNROUTED) and len(world.told(planned)) == len(MISNAMED)


def test_without_a_table_there_is_nothing_to_unroute():
    planned = plan(table=None)
    assert (planned.routes, planned.table, world.told(planned)) == ((), KEPT, ())


@pytest.mark.parametrize(
    ("request_", "known", "reason"),
    [
        (ABSENT, {"sharing": (ON_TABLE,)}, "cluster c2 in resource group rg-adx on the same route table needs them"),
        (
            ABSENT,
            {"sharing": (ON_SUBNET, ON_TABLE)},
            "cluster c2 in resource group rg-adx on the same subnet needs them",
        ),
        (ABSENT, {"sharing": (ON_SUBNET,), "table": OUR_TABLE}, "on the same subnet needs them"),
        (ABSENT, {"sharing": None}, "is unknown: they stay"),
        (ABSENT, {"sharing": None, "table": OUR_TABLE}, "is unknown: they stay"),
        (ABSENT, {"subnet": world.subnet(delegated=True)}, "not ours to remove"),
        (Request(state="absent", routes="report"), {}, "not ours to remove"),
    ],
)
def test_routes_that_somebody_else_needs_or_keeps_stay_and_the_plan_says_why(request_, known, reason):
    planned = plan(request_, **known)
    assert (planned.routes, planned.table) == ((), KEPT)
    warned = [text for text in world.told(planned) if text not in MISNAMED]
    assert [reason in text for text in warned] == [True]
    assert world.told(plan(request_, **{**known, "table": world.table(*FOREIGN)})) == MISNAMED


def test_routes_manage_takes_them_away_from_a_delegated_subnet_as_well():
    planned = plan(Request(state="absent", routes="manage"), subnet=world.subnet(delegated=True))
    assert len(planned.routes) == 2 and planned.table == UNROUTED


@pytest.mark.parametrize(
    ("table", "subnet", "expected", "routes"),
    [
        pytest.param(
            world.table(*OURS, tags=world.OURS),
            world.subnet(),
            TablePlan(manage=True, dissociate=True),
            2,
            id="ours with only our routes goes",
        ),
        pytest.param(
            world.table(tags=world.OURS),
            world.subnet(),
            TablePlan(manage=True, dissociate=True),
            0,
            id="ours, bare, goes",
        ),
        pytest.param(
            world.table(*OURS, tags=world.OURS, subnets=()), world.subnet(None), UNROUTED, 2, id="ours, not associated"
        ),
        pytest.param(
            world.table(*OURS, tags=world.OURS),
            world.subnet(world.OTHER_TABLE),
            UNROUTED,
            2,
            id="another has its place",
        ),
        pytest.param(
            world.table(*OURS, *FOREIGN, tags=world.OURS), world.subnet(), UNROUTED, 2, id="foreign routes in it"
        ),
        pytest.param(world.table(*OURS, tags={"team": "net"}), world.subnet(), UNROUTED, 2, id="found in place"),
        pytest.param(
            world.table(*OURS, tags=world.OURS, subnets=(world.SUBNET, OTHER_SUBNET)),
            world.subnet(),
            TablePlan(dissociate=True),
            0,
            id="another subnet uses it",
        ),
    ],
)
def test_only_a_table_that_we_made_and_nobody_needs_is_taken_off_and_deleted(table, subnet, expected, routes):
    planned = plan(table=table, subnet=subnet)
    assert (planned.table, len(planned.routes)) == (expected, routes)


def test_a_table_that_another_subnet_uses_stays_and_the_plan_names_the_subnet():
    table = world.table(*OURS, tags=world.OURS, subnets=(str(world.SUBNET).upper(), OTHER_SUBNET))
    assert world.told(plan(table=table)) == (f"The route table stays: {OTHER_SUBNET} uses it, too.",)


CUT_OFF = {"firewall": RULES, "table": world.table(*OURS, world.default_route())}


@pytest.mark.parametrize(
    "known",
    [
        {},
        {"table": world.table(world.default_route())},
        {"subnet": world.subnet(str(world.TABLE).upper())},
        {"subnet": world.subnet(delegated=True)},
        {"sharing": None, "table": world.table(world.default_route("ADX_Default"))},
    ],
)
def test_the_gate_refuses_to_cut_a_cluster_off(known):
    with pytest.raises(
        PlanError, match="still goes to firewall fw by route .*, which stays, and .*login.live.com:443 would no"
    ):
        plan(**{**CUT_OFF, **known})


@pytest.mark.parametrize(
    ("request_", "known"),
    [
        pytest.param(Request(state="absent", accept=frozenset({"no_gate"})), {}, id="gate: false"),
        pytest.param(ABSENT, {"firewall": world.firewall(world.collection("foreign", 100))}, id="the rules are gone"),
        pytest.param(ABSENT, {"firewall": None}, id="the firewall is gone"),
        pytest.param(ABSENT, {"subnet": None}, id="the subnet is gone"),
        pytest.param(ABSENT, {"subnet": world.subnet(None)}, id="the subnet has no table"),
        pytest.param(
            ABSENT, {"table": world.table(world.default_route("ADX_Default"))}, id="the route is ours and goes"
        ),
        pytest.param(
            ABSENT,
            {
                "firewall": world.firewall(
                    world.collection("ADX-c1-WestUS-application", 1000, "login.live.com"),
                    world.collection("foreign", 100, "*.live.com"),
                )
            },
            id="another rule allows the same",
        ),
        pytest.param(ABSENT, {"table": world.table(world.default_route(to="10.9.9.9"))}, id="it leads elsewhere"),
        pytest.param(ABSENT, {"table": world.table(*OURS)}, id="there is no default route"),
        pytest.param(ABSENT, {"table": world.table(*OURS, tags=world.OURS)}, id="the table comes off"),
    ],
)
def test_the_gate_lets_pass_what_cuts_nobody_off(request_, known):
    assert plan(request_, **{**CUT_OFF, **known}).rule_collections


def test_a_removal_never_takes_collections_of_other_clusters_whatever_purge_says():
    planned = plan(Request(state="absent", collection_prefix="adx-", purge=True))
    target = planned.as_option()["target"]
    assert (target["purge"], target["collection_prefix"]) == (False, None)
    assert planned.ownership == Ownership(
        frozenset({("application", "adx-c1-westus-application"), ("network", "adx-c1-westus-network")})
    )


@pytest.mark.parametrize("region", [None, ""])
def test_a_cluster_that_is_gone_needs_its_region_named(region):
    with pytest.raises(PlanError, match="no cluster c1 in resource group rg-adx any more.* give its region in"):
        plan(Request(state="absent", region=region), cluster=None)


@pytest.mark.parametrize("region", ["West US", "westus", "WestUS"])
def test_with_its_region_the_rules_and_routes_of_a_cluster_that_is_gone_are_found(region):
    planned = plan(Request(state="absent", region=region), cluster=None)
    assert [one.name for one in planned.rule_collections] == ["adx-c1-westus-application", "adx-c1-westus-network"]
    assert len(planned.routes) == 2 and planned.as_option()["cluster"] == {"id": str(world.CLUSTER)}


def test_a_region_that_is_not_the_clusters_own_is_refused():
    with pytest.raises(PlanError, match="is in West US, but its region is given as 'East US'") as raised:
        plan(Request(state="absent", region="East US"))
    assert raised.value.code == "other_region"
    assert plan(Request(state="absent", region="WestUS")).region == "westus"


def test_a_region_that_no_edition_knows_is_refused():
    with pytest.raises(PlanError, match="Westt US"):
        plan(Request(state="absent", region="Westt US"), cluster=None)


def test_the_gate_does_not_disown_a_default_route_of_ours_that_another_cluster_needs():
    table = world.table(world.default_route("ADX_Default"))
    with pytest.raises(PlanError) as raised:
        plan(firewall=RULES, table=table, sharing=(ON_TABLE,))
    assert "which is not ours" not in str(raised.value)


def test_a_table_of_ours_that_another_cluster_uses_is_only_taken_off_our_subnet():
    subnets = (world.SUBNET, OTHER_SUBNET)
    table = world.table(*OURS, world.default_route("ADX_Default"), tags=world.OURS, subnets=subnets)
    planned = plan(firewall=RULES, table=table, sharing=(ON_TABLE,))
    assert (planned.table.dissociate, planned.table.manage, planned.routes) == (True, False, ())
    assert "The route table stays" in world.told(planned)[0]


OTHERS = (OTHER_SUBNET,)


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        pytest.param({"subnet": world.subnet(world.OTHER_TABLE), "table_named": True}, (UNROUTED, 2), id="named"),
        pytest.param({"subnet": world.subnet(world.OTHER_TABLE)}, (KEPT, 0), id="merely come across"),
        pytest.param(
            {"subnet": None, "subnet_id": None, "table_named": True}, (UNROUTED, 2), id="named, and no subnet"
        ),
    ],
)
def test_a_table_of_ours_on_other_subnets_alone_loses_its_routes_when_it_is_named(known, expected):
    table = world.table(*OURS, tags=world.OURS, subnets=OTHERS)
    planned = plan(table=table, **known)
    assert (planned.table, len(planned.routes)) == expected
    assert world.told(planned) == (f"The route table stays: {OTHER_SUBNET} uses it, too.",)


@pytest.mark.parametrize(
    ("current", "stay"), [(world.table(*OURS), True), (world.table(*FOREIGN), False), (None, False)]
)
def test_the_rules_stay_while_the_table_that_the_subnet_has_by_now_holds_routes_of_ours(current, stay):
    planned = plan(subnet=world.subnet(world.OTHER_TABLE), table_named=True, current_table=current)
    assert (planned.rule_collections == ()) is stay and len(planned.routes) == 2
    assert any("The rules stay" in one for one in world.told(planned)) is stay


# Behind an appliance

HOP = "10.0.9.4"


def without_firewall(*routes):
    table = world.table(*routes) if routes else None
    landscape = replace(world.landscape(firewall=None, table=table), firewall_id=None)
    return absent.plan(Request(appliance=HOP, state="absent"), landscape)


def test_a_removal_takes_the_routes_and_says_whose_business_the_rules_are():
    planned = without_firewall(world.route("ADX_Management"), world.default_route("ADX_Default", to=HOP))
    assert names(planned) == ["ADX_Management", "ADX_Default"]
    assert planned.table.manage and planned.rule_collections == ()
    assert [f"What appliance {HOP} lets through" in one for one in world.told(planned)] == [True]


def test_without_a_route_a_removal_still_says_whose_business_the_rules_are():
    assert [f"What appliance {HOP} lets through" in one for one in world.told(without_firewall())] == [True]
