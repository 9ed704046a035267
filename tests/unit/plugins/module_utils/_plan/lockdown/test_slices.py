# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plan writes of each resource: our slice as found and as wanted, and what is left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import (
    firewalls,
    policies,
    text,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import GroupOptions, Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_ownership import Ownership
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import absent, present, slices
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.approval import Part, Slice
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

HOP = "10.0.9.4"
POLICY = ResourceId("s", "rg-hub", resource_ids.FIREWALL_POLICY, ("fp",))
GROUP = POLICY.child(resource_ids.RULE_COLLECTION_GROUP, "adx-egress")
GONE = Request(state="absent")
ROUTE, THEIRS = world.route("ADX_Management"), world.route("theirs", "10.0.0.0/8", "VnetLocal")
OURS_ALONE = world.table(ROUTE, tags=world.OURS)
RULES, ROUTES, SUBNET = Part.RULES, Part.ROUTES, Part.SUBNET


def plan(request=None, **known):
    request = request or Request()
    make = present.plan if request.state == "present" else absent.plan
    return make(request, world.landscape(**known))


def of(request=None, **known):
    return slices.of(plan(request, **known))


def wanted(planned):
    return list(planned.rule_collections)


def written(**properties):
    """A firewall with the rules of a plan."""
    collections = wanted(plan())
    return firewalls.present(world.firewall(**properties), collections, Ownership.of(collections))


def governed(*groups):
    """What is known of a firewall whose rules are in a group of a policy."""
    policy = Policy({"id": str(POLICY), "name": "fp", "properties": {}}, groups)
    return {"firewall": world.firewall(firewallPolicy={"id": str(POLICY)}), "group_id": GROUP, "chain": (policy,)}


def group_of(planned):
    policy = Policy({"id": str(POLICY), "name": "fp", "properties": {}}, ())
    collections = wanted(planned)
    return policies.present(None, (policy,), collections, Ownership.of(collections), GroupOptions("adx-egress"))


def named(view):
    return [one["name"] for one in view]


# Which resources a plan is about


@pytest.mark.parametrize(
    ("request_", "known", "parts"),
    [
        pytest.param(Request(), {}, [RULES, ROUTES, SUBNET], id="all"),
        pytest.param(Request(routes="report"), {}, [RULES], id="routes are reported"),
        pytest.param(Request(routes="report"), {"table": None}, [RULES], id="routes are reported, and no table"),
        pytest.param(Request(), {"table_id": None, "table": None}, [RULES], id="no table is known"),
        pytest.param(
            Request(source_addresses=("*",)), {"subnet_id": None, "subnet": None}, [RULES], id="no subnet is known"
        ),
        pytest.param(Request(source_addresses=("*",)), {"subnet": None}, [RULES, ROUTES], id="the subnet is not there"),
        pytest.param(GONE, {"table": world.table(ROUTE)}, [RULES, ROUTES], id="a removal leaves a foreign table on"),
        pytest.param(GONE, {"table": OURS_ALONE}, [RULES, ROUTES, SUBNET], id="a removal takes our own table off"),
        pytest.param(GONE, {"table": None}, [RULES, ROUTES], id="a removal after the table went"),
        pytest.param(
            GONE, {"table": None, "subnet": world.subnet(None)}, [RULES, ROUTES, SUBNET], id="and it is off the subnet"
        ),
        pytest.param(GONE, {"sharing": None, "table": world.table(ROUTE)}, [RULES], id="a removal that keeps routes"),
        pytest.param(GONE, {"table_id": None, "table": None}, [RULES], id="a removal without a table"),
        pytest.param(
            GONE, {"subnet_id": None, "subnet": None, "table": world.table(ROUTE)}, [RULES, ROUTES], id="nor a subnet"
        ),
        pytest.param(GONE, {"subnet": None, "table": world.table(ROUTE)}, [RULES, ROUTES], id="nor one that is there"),
    ],
)
def test_a_plan_has_a_slice_of_each_resource_it_is_about(request_, known, parts):
    assert list(of(request_, **known)) == parts


def test_behind_an_appliance_nothing_is_written_but_routes_and_the_subnet():
    landscape = replace(world.landscape(firewall=None), firewall_id=None)
    assert list(slices.of(present.plan(Request(appliance=HOP), landscape))) == [ROUTES, SUBNET]


def test_rules_that_are_left_to_others_are_planned_and_no_slice_of_what_is_written():
    left, ours = plan(Request(rules="report")), plan()
    assert left.rule_collections == ours.rule_collections and slices.of(left).keys() == slices.of(ours).keys() - {RULES}
    assert RULES not in of(replace(GONE, rules="report"))


def test_each_slice_is_of_its_resource():
    assert {part: one.id for part, one in of().items()} == {
        RULES: world.FIREWALL,
        ROUTES: world.TABLE,
        SUBNET: world.SUBNET,
    }
    assert of(**governed())[RULES].id == GROUP


# What is found and what is wanted


def test_rules_of_a_firewall_are_wanted_beside_those_of_others_which_do_not_show():
    one = of(firewall=world.firewall(world.collection("theirs", 100)))[RULES]
    assert one.found == [] and named(one.wanted) == ["adx-c1-westus-application", "adx-c1-westus-network"]


def test_rules_that_are_written_are_wanted_no_more_by_a_removal():
    one = of(GONE, firewall=written(), table=world.table())[RULES]
    assert named(one.found) == ["adx-c1-westus-application", "adx-c1-westus-network"] and one.wanted == []


def test_rules_of_a_policy_are_found_and_wanted_with_the_priority_of_their_group():
    new = of(**governed())[RULES]
    assert new.found is None and new.wanted["priority"] == 1000 and len(new.wanted["rule_collections"]) == 2
    group = group_of(plan(**governed()))
    same, leaving = of(**governed(group))[RULES], of(GONE, table=world.table(ROUTE), **governed(group))[RULES]
    assert same.found == same.wanted == leaving.found and leaving.wanted is None


def test_routes_are_wanted_in_a_table_that_may_have_to_be_made():
    one = of(table=None, subnet=world.subnet(None))[ROUTES]
    assert one.found is None and one.wanted["location"] == "westus" and len(one.wanted["routes"]) == len(plan().routes)
    there = of(table=world.table(ROUTE, THEIRS))[ROUTES]
    assert named(there.found["routes"]) == ["ADX_Management"]
    assert "theirs" not in named(there.wanted["routes"]) and len(there.wanted["routes"]) == len(plan().routes)


def test_routes_that_are_wanted_no_longer_are_found_and_not_wanted():
    one = of(Request(skip_addresses=(world.MANAGEMENT,)), table=world.table(ROUTE))[ROUTES]
    assert "ADX_Management" in named(one.found["routes"])
    assert f"{world.MANAGEMENT}/32" not in [route["address_prefix"] for route in one.wanted["routes"]]


def test_tags_are_a_part_of_the_table_where_they_are_asked_for():
    known = {"table": world.table(tags={"team": "net", "other": "x"})}
    asked = of(Request(tags={"team": "data"}), **known)[ROUTES]
    assert (asked.found["tags"], asked.wanted["tags"]) == ({"team": "net"}, {"team": "data"})
    assert of(**known)[ROUTES].wanted["tags"] == {}


def test_a_removal_wants_our_routes_gone_and_a_table_of_ours_with_them():
    foreign = of(GONE, table=world.table(ROUTE, THEIRS))[ROUTES]
    assert named(foreign.found["routes"]) == ["ADX_Management"] and foreign.wanted["routes"] == []
    ours = of(GONE, table=OURS_ALONE)
    assert ours[ROUTES].found is not None and ours[ROUTES].wanted is None
    assert (ours[SUBNET].found, ours[SUBNET].wanted) == ({"route_table": str(world.TABLE)}, {"route_table": None})
    gone = of(GONE, table=None)[ROUTES]
    assert (gone.found, gone.wanted) == (None, None)


def test_a_subnet_gets_the_table_and_loses_another_only_where_that_may_be_replaced():
    one = of(subnet=world.subnet(None))[SUBNET]
    assert (one.found, one.wanted) == ({"route_table": None}, {"route_table": str(world.TABLE)})
    instead = of(Request(accept=frozenset({"other_table"})), subnet=world.subnet(world.OTHER_TABLE))[SUBNET]
    assert (instead.found, instead.wanted) == (
        {"route_table": str(world.OTHER_TABLE)},
        {"route_table": str(world.TABLE)},
    )


def test_a_removal_leaves_another_table_on_the_subnet():
    one = of(GONE, subnet=world.subnet(world.OTHER_TABLE), table=world.table(ROUTE))[SUBNET]
    assert one.found == one.wanted == {"route_table": str(world.OTHER_TABLE)}


# What there is to do


@pytest.mark.parametrize(
    ("part", "known"),
    [
        (RULES, {"firewall": world.firewall(provisioningState="Updating")}),
        (ROUTES, {"table": {**world.table(), "properties": {"routes": [], "provisioningState": "Updating"}}}),
        (SUBNET, {"subnet": world.subnet(provisioningState="Updating")}),
    ],
)
def test_a_slice_is_not_settled_while_an_operation_runs_on_its_resource(part, known):
    assert {name: one.settled for name, one in of(**known).items()} == {
        name: name != part for name in (RULES, ROUTES, SUBNET)
    }


def test_there_is_something_to_do_about_what_differs_and_what_is_not_settled():
    same, other = (Slice(world.TABLE, 1, value) for value in (1, 2))
    assert slices.pending({RULES: same, ROUTES: other, SUBNET: replace(same, settled=False)}) == [ROUTES, SUBNET]


def test_what_would_be_written_is_shown_as_lines_and_what_is_as_wanted_is_left_out():
    known = {"table": world.table(ROUTE), "firewall": written()}
    assert [one["resource"] for one in slices.changes(of(**known))] == ["route table rt in resource group rg-spoke"]
    (rules, _routes, subnet) = slices.changes(of(subnet=world.subnet(None)))
    assert rules["resource"] == "firewall fw in resource group rg-hub"
    assert (
        rules["before"] == ""
        and "application collection adx-c1-westus-application: priority 1000, allow\n" in rules["after"]
    )
    assert subnet == {
        "resource": "subnet snet of virtual network vnet in resource group rg-spoke",
        "before": "route table: none\n",
        "after": f"route table: {world.TABLE}\n",
    }
    (routes,) = slices.changes({ROUTES: of(table=world.table(ROUTE))[ROUTES]})
    assert routes["before"] == f"location: None\nroute ADX_Management: {world.MANAGEMENT}/32 -> Internet\n"
    assert routes["after"].startswith(routes["before"]) and routes["after"] != routes["before"]


def test_rules_of_a_policy_are_shown_with_the_priority_of_their_group():
    (rules,) = slices.changes({RULES: of(**governed())[RULES]})
    assert rules["before"] == "" and rules["after"].startswith("group priority: 1000\napplication collection adx-c1-")


# What shows a slice in a document


def test_each_part_is_seen_in_its_document_as_the_plan_sees_it():
    known = {"firewall": written(), "table": world.table(ROUTE, THEIRS)}
    planned = plan(**known)
    found = slices.of(planned)
    for part, document in ((RULES, known["firewall"]), (ROUTES, known["table"]), (SUBNET, planned.landscape.subnet)):
        assert found[part].found is not None
        assert slices.viewer(planned, part)(document) == found[part].found


def test_rules_of_a_policy_are_seen_in_their_group():
    group = group_of(plan(**governed()))
    planned = plan(**governed(group))
    assert slices.viewer(planned, RULES)(group) == slices.of(planned)[RULES].found
    assert text.group(slices.viewer(planned, RULES)(group)).startswith("group priority: 1000\n")


@pytest.mark.parametrize("part", [RULES, ROUTES, SUBNET])
def test_where_there_is_no_document_there_is_nothing_to_see(part):
    for planned in (plan(), plan(**governed())):
        assert not slices.viewer(planned, part)(None)
    assert slices.viewer(plan(**governed()), RULES)({}) is None
