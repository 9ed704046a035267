# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The route table and its association: our routes and one property of the subnet, nothing else."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import routes
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import documented
from ansible_collections.adx.outbound.tests.emulator import ROUTE_TABLE_ID, SUBNET_ID
from ansible_collections.adx.outbound.tests.integration.documents import steady

pytestmark = pytest.mark.sdk
WEST_US = documented.requirements("West US")
ROUTES = [routes.to_option(route) for route in routes.past_firewall(WEST_US.management, WEST_US.health_monitoring)]
NEW_TABLE = ROUTE_TABLE_ID.replace("rt-spoke", "rt-new")


def table(**more):
    return {"name": ROUTE_TABLE_ID, "routes": ROUTES, **more}


def test_routes_come_in_with_one_write_and_the_rest_of_the_table_stays(run, emulator):
    before = emulator.document(ROUTE_TABLE_ID)
    done = run.converges("route_table", **table())
    assert done["state"]["routes"] == ROUTES
    after = steady(emulator.document(ROUTE_TABLE_ID))
    ours = [item for item in after["properties"]["routes"] if item["name"].startswith("ADX_")]
    assert len(ours) == len(ROUTES)
    after["properties"]["routes"] = [item for item in after["properties"]["routes"] if item not in ours]
    assert after == steady(before)


def test_routes_go_and_the_table_is_what_it_was(run, emulator):
    before = emulator.document(ROUTE_TABLE_ID)
    run("route_table", **table())
    assert run.converges("route_table", **table(state="absent"))["changed"] is True
    assert steady(emulator.document(ROUTE_TABLE_ID)) == steady(before)


def test_a_missing_table_is_an_error_unless_it_is_to_be_created(run, emulator):
    result = run("route_table", **table(name=NEW_TABLE))
    assert "set create: true" in result["msg"] and emulator.writes() == []


def test_a_created_table_takes_the_region_of_its_group_and_carries_our_tag(run, emulator):
    done = run.converges("route_table", **table(name=NEW_TABLE, create=True, tags={"team": "data"}))
    assert done["state"]["location"] == "westus"
    assert done["state"]["tags"] == {"adx.outbound": "created", "team": "data"}


def test_a_table_of_ours_goes_with_its_last_route(run, emulator):
    run("route_table", **table(name=NEW_TABLE, create=True))
    done = run.converges("route_table", **table(name=NEW_TABLE, state="absent"))
    assert done["changed"] is True and emulator.document(NEW_TABLE) is None


def test_a_table_of_ours_with_a_route_of_somebody_else_stays(run, emulator):
    run("route_table", **table(name=NEW_TABLE, create=True))
    document = emulator.document(NEW_TABLE)
    theirs = {"name": "theirs", "properties": {"addressPrefix": "10.99.0.0/16", "nextHopType": "None"}}
    document["properties"]["routes"].append(theirs)
    emulator.seed(NEW_TABLE, document)
    run("route_table", **table(name=NEW_TABLE, state="absent"))
    assert [item["name"] for item in emulator.document(NEW_TABLE)["properties"]["routes"]] == ["theirs"]


def test_a_table_of_ours_that_a_subnet_uses_is_not_deleted(run, emulator):
    run("route_table", **table(name=NEW_TABLE, create=True))
    run("subnet_route_table_association", subnet_name=SUBNET_ID, route_table=NEW_TABLE, accept=["other_table"])
    assert not run("route_table", **table(name=NEW_TABLE, state="absent")).get("failed")
    assert emulator.document(NEW_TABLE)["properties"]["routes"] == []


def test_unwanted_routes_go_with_the_one_write_that_brings_the_wanted(run, emulator):
    run("route_table", **table())
    wanted = {"routes": ROUTES[:3], "unwanted_routes": ROUTES[3:]}
    done = run.converges("route_table", **{**table(), **wanted})
    assert done["changed"] is True and done["state"]["routes"] == ROUTES[:3]
    names = [item["name"] for item in emulator.document(ROUTE_TABLE_ID)["properties"]["routes"]]
    assert [name for name in names if name.startswith("ADX_")] == [route["name"] for route in ROUTES[:3]]


def test_absent_on_a_missing_table_or_group_changes_nothing(run, emulator):
    emulator.remove(ROUTE_TABLE_ID)
    assert run.converges("route_table", **table(state="absent"))["changed"] is False
    gone = ROUTE_TABLE_ID.replace("rg-spoke", "rg-gone")
    assert run.converges("route_table", **table(name=gone, state="absent"))["changed"] is False


@pytest.mark.parametrize(
    ("name", "tags", "sentence"),
    [
        (NEW_TABLE, {"cost": 1.5}, "Tag 'cost' has the value 1.5"),
        *((bad, {}, "needs another name") for bad in ("x" * 90, "bad name!", "-bad", f"{NEW_TABLE}?x")),
        (["rt-a", "rt-b"], {}, "is given as ['rt-a', 'rt-b']"),
    ],
)
def test_a_bad_name_or_tag_never_costs_a_write(run, emulator, name, tags, sentence):
    result = run("route_table", **table(name=name, resource_group="rg-spoke", create=True, tags=tags))
    assert sentence in result["msg"] and emulator.writes() == []


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ([ROUTES[0], {**ROUTES[1], "name": ROUTES[0]["name"]}], "have the same name"),
        ([ROUTES[0], {**ROUTES[0], "name": "x"}], "have the same prefix"),
        ([{**ROUTES[0], "next_hop_type": "Moon"}], "has next hop type 'Moon'"),
        ([{**ROUTES[0], "next_hop_type": "VirtualAppliance"}], "takes next_hop_ip_address"),
        ([{**ROUTES[0], "address_prefix": "10.50.0.0/16"}], "is not ours to change"),
    ],
)
def test_bad_routes_never_cost_a_write(run, emulator, wanted, sentence):
    result = run("route_table", **table(routes=wanted))
    assert sentence in result["msg"] and emulator.writes() == []


def test_tags_are_merged_or_replaced_and_left_alone_when_not_given(run, emulator):
    before = emulator.document(ROUTE_TABLE_ID)["tags"]
    assert run.converges("route_table", **table(tags={"x": 1}))["state"]["tags"] == {**before, "x": "1"}
    assert run.converges("route_table", **table(tags={"x": "2"}, append_tags=False))["state"]["tags"] == {"x": "2"}
    assert run.converges("route_table", **table())["state"]["tags"] == {"x": "2"}


def test_an_association_changes_one_property_of_the_subnet(run, emulator):
    emulator.reset("demo", route_table=False)
    before = steady(emulator.document(SUBNET_ID))
    run("route_table", **table(name=NEW_TABLE, create=True))
    emulator.clear_log()
    done = run.converges("subnet_route_table_association", subnet_name=SUBNET_ID, route_table=NEW_TABLE)
    assert done["state"]["route_table"] == NEW_TABLE
    after = steady(emulator.document(SUBNET_ID))
    assert after["properties"].pop("routeTable") == {"id": NEW_TABLE}
    assert after == before
    gone = {"subnet_name": SUBNET_ID, "route_table": NEW_TABLE, "state": "absent"}
    assert run.converges("subnet_route_table_association", **gone)["changed"] is True
    assert steady(emulator.document(SUBNET_ID)) == before


def test_a_subnet_with_another_table_is_refused_unless_replacing_is_asked_for(run, emulator):
    run("route_table", **table(name=NEW_TABLE, create=True))
    emulator.clear_log()
    result = run("subnet_route_table_association", subnet_name=SUBNET_ID, route_table=NEW_TABLE)
    assert "accept: [other_table]" in result["msg"] and emulator.writes() == []
    wanted = {"subnet_name": SUBNET_ID, "route_table": NEW_TABLE, "accept": ["other_table"]}
    assert run.converges("subnet_route_table_association", **wanted)["changed"] is True


def test_a_subnet_of_the_platform_itself_takes_no_table(run, emulator):
    name = {"subnet_name": "AzureFirewallSubnet", "virtual_network_name": "vnet-hub", "resource_group": "rg-hub"}
    result = run("subnet_route_table_association", route_table=ROUTE_TABLE_ID, **name)
    assert "Subnet AzureFirewallSubnet is the platform's own" in result["msg"] and emulator.writes() == []


def test_another_table_is_never_taken_off(run, emulator):
    gone = {"subnet_name": SUBNET_ID, "route_table": NEW_TABLE, "state": "absent"}
    assert run.converges("subnet_route_table_association", **gone)["changed"] is False


def test_a_preview_warns_of_a_table_that_is_not_there_yet(run, emulator):
    wanted = {"subnet_name": SUBNET_ID, "route_table": NEW_TABLE, "accept": ["other_table"]}
    result = run("subnet_route_table_association", check=True, **wanted)
    assert result["changed"] is True and "an earlier task has to create it" in str(result["warnings"])
    assert "warnings" not in run("route_table", **table(), check=True), "a warning belongs to the run that gave it"


def test_a_subnet_is_named_by_name_and_network_as_well_as_by_id(run):
    wanted = {"subnet_name": "snet-adx", "virtual_network_name": "vnet-spoke", "resource_group": "rg-spoke"}
    done = run.converges("subnet_route_table_association", route_table="rt-spoke", **wanted)
    assert done["id"] == SUBNET_ID and done["changed"] is False
