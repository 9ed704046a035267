# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables besides the plan's that still hold routes of ours: which they are, when anybody looks, and what is said."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import (
    absent,
    other_tables,
    present,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.lockdown.test_gone import (
    FOREIGN,
    MADE,
    ROUTE,
    THEIRS,
    table,
)

OLD = table("adx-C1-westus-routes", ROUTE, on=(world.SUBNET,))


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        pytest.param(OLD, True, id="by its name"),
        pytest.param(table("any", ROUTE, tags=MADE), True, id="by its tag"),
        pytest.param(table("any", ROUTE), False, id="anybody's"),
        pytest.param(table("any", ROUTE, tags=THEIRS), False, id="made for another"),
        pytest.param(table("any", FOREIGN, tags=MADE), False, id="nothing of ours in it"),
        pytest.param(table("rt", ROUTE, tags=MADE), False, id="the plan's own"),
        pytest.param(table("any", ROUTE, tags=MADE, location="eastus"), False, id="in another region"),
    ],
)
def test_another_table_is_the_clusters_by_its_tag_or_its_name(listed, found):
    assert other_tables.of(Request(), world.landscape(), "westus", [listed]) == ((listed,) if found else ())


def as_wanted():
    planned = present.plan(Request(), world.landscape()).routes
    return [world.route(one.name, one.prefix) for one in planned]


MANAGE = Request(default_route="manage")


@pytest.mark.parametrize(
    ("request_", "known", "looked"),
    [
        pytest.param(Request(), {}, True, id="routes are missing"),
        pytest.param(Request(), {"table": world.table(*as_wanted())}, False, id="all there"),
        pytest.param(MANAGE, {"table": world.table(*as_wanted())}, True, id="the default route is missing"),
        pytest.param(MANAGE, {"table": world.table(*as_wanted(), world.default_route())}, False, id="and is there"),
        pytest.param(
            Request(), {"table": world.table(*as_wanted()), "subnet": world.subnet(None)}, True, id="not on the subnet"
        ),
        pytest.param(Request(), {"table": world.table(tags=MADE)}, False, id="made for it"),
        pytest.param(Request(), {"table": None}, True, id="no table yet"),
        pytest.param(Request(routes="report"), {}, False, id="routes are not ours"),
        pytest.param(Request(), {"subnet_id": None}, False, id="no subnet"),
        pytest.param(Request(state="absent"), {"table": world.table(tags=MADE)}, True, id="a removal asks always"),
    ],
)
def test_a_listing_is_worth_it_where_a_run_is_about_to_change_routes(request_, known, looked):
    collection = {"name": "adx-c1-westus-application", "properties": {"rules": []}}
    locked = world.firewall(applicationRuleCollections=[collection])
    assert other_tables.matter(request_, world.landscape(firewall=locked, **known), "westus") is looked
    if request_.state == "present":
        assert not other_tables.matter(request_, world.landscape(**known), "westus"), "nothing was locked down before"


@pytest.mark.parametrize("plan", [absent.plan, present.plan])
def test_a_plan_says_what_is_left_and_how_it_goes(plan):
    state = "present" if plan is present.plan else "absent"
    planned = plan(Request(state=state), world.landscape(other_tables=(OLD,)))
    (said,) = [one for one in planned.findings if one.code == "left_routes"]
    assert f"{said.message} {said.remedy}" == (
        "Another table, route table adx-C1-westus-routes in resource group rg-spoke, still holds routes of ours (1) for"
        f" cluster c1, and is on subnet snet. Take them away with O(state): absent and O(route_table):"
        f" {resource_ids.to_type(OLD['id'])}."
    )


def test_what_could_not_be_listed_is_a_warning_with_the_right():
    planned = absent.plan(Request(state="absent"), world.landscape(other_tables=None))
    assert [one.code for one in planned.findings] == ["unread_tables"]
    assert "Microsoft.Network/routeTables/read" in planned.findings[0].remedy
