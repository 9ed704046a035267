# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pure changes of firewalls, route tables and subnets: our slice in or out, the rest as it was."""

from __future__ import annotations

from copy import deepcopy

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import (
    firewalls,
    route_tables,
    routes,
    rule_collections,
    rule_ownership,
    subnets,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import documented, wanted_rules
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

WANTED = wanted_rules.wanted_collections(
    documented.requirements("westus").dependencies, wanted_rules.RuleOptions("adx-c1-westus", ("10.20.1.0/24",))
)
OURS = rule_ownership.Ownership.of(WANTED)
FOREIGN = {
    "name": "Zeta-web",
    "etag": 'W/"1"',
    "properties": {
        "priority": 1000,
        "action": {"type": "Allow"},
        "futureThing": {"a": [1]},
        "rules": [{"name": "r", "direction": "Inbound", "priority": 0, "actions": [], "targetFqdns": ["a.b"]}],
    },
}


def firewall(**properties):
    lists = {
        "applicationRuleCollections": [deepcopy(FOREIGN)],
        "networkRuleCollections": [{"name": "Net", "properties": {"priority": 1001, "rules": []}}],
        "natRuleCollections": [{"name": "Nat", "properties": {"priority": 1002, "rules": []}}],
    }
    return {"name": "fw", "zones": ["1"], "properties": {**lists, "unknown": True, **properties}}


def test_present_adds_our_collections_with_free_priorities_and_keeps_the_rest():
    before = firewall()
    after = firewalls.present(before, WANTED, OURS)
    assert before == firewall()
    assert [item["name"] for item in after["properties"]["applicationRuleCollections"]] == [
        "Zeta-web",
        "adx-c1-westus-application",
    ]
    assert after["properties"]["applicationRuleCollections"][0] == FOREIGN
    assert [one["priority"] for one in firewalls.view(after, OURS)] == [1003, 1004]
    assert firewalls.absent(after, OURS) == before


def test_planning_an_applied_plan_changes_nothing():
    after = firewalls.present(firewall(), WANTED, OURS)
    assert firewalls.present(after, WANTED, OURS) == after
    assert firewalls.absent(firewalls.absent(after, OURS), OURS) == firewall()


def test_what_the_service_fills_in_is_no_difference():
    after = firewalls.present(firewall(), WANTED, OURS)
    filled = deepcopy(after)
    ours = filled["properties"]["applicationRuleCollections"][1]
    ours["etag"] = 'W/"2"'
    ours["properties"]["provisioningState"] = "Succeeded"
    for rule in ours["properties"]["rules"]:
        rule.update(priority=0, direction="Inbound", actions=[], fqdnTags=[], sourceIpGroups=[])
        rule["targetFqdns"] = [name.upper() for name in reversed(rule["targetFqdns"])]
    assert firewalls.present(filled, WANTED, OURS) == filled
    assert firewalls.view(filled, OURS) == firewalls.view(after, OURS)


def test_a_given_priority_that_a_foreign_collection_has_is_an_error_that_names_it():
    given = [rule_collections.from_option({**rule_collections.to_option(WANTED[0]), "priority": 1000})]
    with pytest.raises(PlanError, match="Zeta-web"):
        firewalls.present(firewall(), given, rule_ownership.Ownership.of(given))


@pytest.mark.parametrize(
    "properties", [{"firewallPolicy": {"id": "/x/firewallPolicies/p"}}, {"sku": {"name": "AZFW_Hub"}}]
)
def test_a_firewall_under_a_policy_is_refused_and_the_other_module_named(properties):
    with pytest.raises(PlanError, match="firewall_policy_rule_collection_group"):
        firewalls.present(firewall(**properties), WANTED, OURS)


def test_purge_removes_only_collections_with_the_prefix():
    old = firewalls.present(firewall(), WANTED, OURS)
    after = firewalls.present(old, (), rule_ownership.Ownership.of((), prefix="adx-c1-", purge=True))
    assert after == firewall()
    with pytest.raises(PlanError, match="owned_prefix"):
        rule_ownership.Ownership.of((), purge=True)
    for more in ({"purge": True, "prefix": "adx-"}, {"prefix": "adx-"}):
        with pytest.raises(PlanError, match="whole_group: true says that all of the group is yours"):
            rule_ownership.Ownership.of((), everything=True, **more)


def test_the_three_server_made_fields_are_not_sent_back_unless_somebody_set_them():
    sent = firewalls.for_write(firewall())
    assert sent["properties"]["applicationRuleCollections"][0]["properties"]["rules"] == [
        {"name": "r", "targetFqdns": ["a.b"]}
    ]
    assert sent["properties"]["applicationRuleCollections"][0]["properties"]["futureThing"] == {"a": [1]}


FOUND = documented.requirements("westus")
ROUTES = routes.past_firewall(FOUND.management, FOUND.health_monitoring)


def table(*items):
    return {"name": "rt", "location": "westus", "tags": {"team": "net"}, "properties": {"x": 1, "routes": list(items)}}


def foreign(name, prefix, hop="None"):
    return {"name": name, "etag": "e", "properties": {"addressPrefix": prefix, "nextHopType": hop}}


def test_routes_come_in_and_go_out_and_the_rest_stays():
    before = table(foreign("onprem", "10.0.0.0/8"))
    after = route_tables.present(before, ROUTES)
    assert len(after["properties"]["routes"]) == 1 + len(ROUTES)
    assert route_tables.present(after, ROUTES) == after
    assert route_tables.absent(after, ROUTES) == before


def test_a_foreign_route_with_the_same_prefix_and_hop_counts_as_present_and_survives_absent():
    before = table(foreign("theirs", "13.64.38.225/32", "Internet"))
    after = route_tables.present(before, ROUTES)
    assert [item["name"] for item in after["properties"]["routes"]].count("ADX_Management") == 0
    assert route_tables.absent(after, ROUTES) == before


def test_a_foreign_route_with_another_hop_is_an_error_that_names_it():
    with pytest.raises(PlanError, match="by route 'theirs'"):
        route_tables.present(table(foreign("theirs", "13.64.38.225/32")), ROUTES)


def test_a_route_of_our_own_that_leads_elsewhere_is_corrected_in_place():
    old = route_tables.present(table(), [routes.default_route("10.0.1.4")])
    new = route_tables.present(old, [routes.default_route("10.0.1.5")])
    assert [routes.from_arm(item).hop_address for item in new["properties"]["routes"]] == ["10.0.1.5"]


@pytest.mark.parametrize("name", ["ADX_Monitoring_5", "adx_management"])
def test_a_route_typed_by_hand_with_a_name_of_ours_is_adopted_whatever_its_hop(name):
    before = table(foreign(name, "40.80.153.6/32", "None"))
    (found,) = route_tables.table_routes(before)
    assert routes.is_ours(found, documented.documented_addresses("West US")), "so a removal would take it"
    after = route_tables.present(before, ROUTES)
    assert [item for item in route_tables.table_routes(after) if item.key == found.key] == [
        routes.Route(name, found.prefix, "Internet")
    ]


def test_a_name_of_our_scheme_means_nothing_to_a_route_of_another_name():
    mine = routes.Route("mine", "10.0.0.0/8", "Internet")
    with pytest.raises(PlanError, match="by route 'ADX_Management'"):
        route_tables.present(table(foreign("ADX_Management", "10.0.0.0/8")), [mine])


def test_unwanted_routes_go_in_the_same_change_and_only_as_they_are_given():
    before = route_tables.present(table(foreign("onprem", "10.0.0.0/8")), ROUTES)
    after = route_tables.present(before, ROUTES[:2], ROUTES[2:])
    assert route_tables.present(table(foreign("onprem", "10.0.0.0/8")), ROUTES[:2]) == after
    elsewhere = [routes.Route(one.name, one.prefix, "None") for one in ROUTES[2:]]
    assert route_tables.present(before, ROUTES[:2], elsewhere) == before


def test_a_name_of_ours_held_by_a_foreign_prefix_is_left_alone():
    after = route_tables.present(table(foreign("ADX_Management", "10.0.0.0/8")), ROUTES[:1])
    assert [item["name"] for item in after["properties"]["routes"]] == ["ADX_Management", "ADX_Management_1"]


@pytest.mark.parametrize(
    ("name", "prefix", "ours"),
    [
        ("ADX_Management", "13.64.38.225/32", True),
        ("adx_monitoring_3", "40.80.153.6/32", True),
        ("ADX_Management", "10.0.0.0/8", False),
        ("mine", "13.64.38.225/32", False),
    ],
)
def test_a_route_is_ours_by_name_and_documented_prefix_together(name, prefix, ours):
    route = routes.Route(name, prefix, "Internet")
    assert routes.is_ours(route, documented.documented_addresses("West US")) is ours


def test_associating_touches_nothing_but_the_table():
    before = {"name": "s", "properties": {"networkSecurityGroup": {"id": "n"}, "delegations": [{}], "future": 1}}
    after = subnets.associated(before, "/a/B")
    assert after == {"name": "s", "properties": {**before["properties"], "routeTable": {"id": "/a/B"}}}
    assert subnets.associated(after, "/A/b") == after
    assert subnets.dissociated(after, "/A/b") == before
    assert subnets.dissociated(after, "/other") == after


@pytest.mark.parametrize("name", ["AzureFirewallSubnet", "gatewaysubnet", "RouteServerSubnet"])
def test_a_subnet_of_the_platform_itself_takes_no_table(name):
    with pytest.raises(PlanError, match=f"Subnet {name} is the platform's own"):
        subnets.associated({"name": name, "properties": {}}, "/a/b", replace_existing=True)


def test_another_table_is_an_error_unless_replacing_is_asked_for():
    before = {"name": "s", "properties": {"routeTable": {"id": "/old"}}}
    with pytest.raises(PlanError, match="replace_existing"):
        subnets.associated(before, "/new")
    assert subnets.view(subnets.associated(before, "/new", replace_existing=True)) == {"route_table": "/new"}
