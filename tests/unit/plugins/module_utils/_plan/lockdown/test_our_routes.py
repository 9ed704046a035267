# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Routes of ours that are wanted no longer, and other clusters that follow the routes of one table."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import route_tables, routes
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import present
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs import documented
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

SKIPPED = "23.99.5.162"
OTHER_SUBNET = str(world.SUBNET).replace("/snet", "/other")
FOREIGN = (world.route("theirs", "10.0.0.0/8", "VnetLocal"), world.route("ADX_Monitoring_77", "10.1.0.0/16"))
ON_TABLE, ON_SUBNET = world.neighbour(OTHER_SUBNET), world.neighbour(str(world.SUBNET).upper())
MANAGE = Request(default_route="manage")


def plan(request=None, **known):
    return present.plan(request or Request(), world.landscape(**known))


def after(request, **known):
    """The table as a plan leaves it."""
    planned = plan(request, **known)
    return route_tables.present(known.get("table") or world.table(), planned.routes, planned.unwanted_routes)


def addresses(table):
    return {route.prefix.removesuffix("/32") for route in route_tables.table_routes(table)}


FIRST = after(MANAGE, table=world.table(*FOREIGN))


@pytest.mark.parametrize(
    ("request_", "gone"),
    [
        (Request(skip_addresses=(SKIPPED,)), {SKIPPED}),
        (Request(management="service_tag"), {world.MANAGEMENT}),
        (Request(management="both"), set()),
        (Request(default_route="none"), set()),
    ],
)
def test_a_route_of_ours_that_is_wanted_no_longer_goes_and_nothing_else(request_, gone):
    left = addresses(after(request_, table=FIRST))
    assert addresses(FIRST) - left == gone
    assert {"10.0.0.0/8", "10.1.0.0/16", "0.0.0.0/0"} <= left


def test_the_route_for_the_service_tag_goes_when_addresses_are_wanted_again():
    by_tag = after(Request(management="service_tag"), table=FIRST)
    assert routes.MANAGEMENT_TAG in addresses(by_tag)
    assert addresses(after(Request(), table=by_tag)) == addresses(FIRST)


def test_another_edition_leaves_exactly_its_own_routes():
    old = after(Request(edition="2021-07"), table=FIRST)
    found = documented.requirements("westus", "2021-07")
    wanted = {*found.management, *found.health_monitoring, "0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16"}
    assert addresses(old) == wanted and len(addresses(FIRST)) > len(wanted)
    assert plan(Request(edition="2021-07"), table=old).unwanted_routes == ()


@pytest.mark.parametrize(
    ("request_", "known"),
    [
        pytest.param(Request(additive=True), {}, id="additive"),
        pytest.param(Request(), {"subnet": world.subnet(delegated=True)}, id="delegated"),
        pytest.param(Request(routes="report"), {}, id="only reported"),
        pytest.param(Request(source_addresses=("*",)), {"subnet_id": None, "subnet": None}, id="no subnet"),
        pytest.param(Request(), {"document": world.cluster("East US")}, id="not documented for this region"),
    ],
)
def test_routes_stay_where_they_are_not_ours_to_remove(request_, known):
    planned = plan(replace(request_, skip_addresses=(SKIPPED,)), table=FIRST, **known)
    assert planned.unwanted_routes == () and not [text for text in world.told(planned) if "wants" in text]


@pytest.mark.parametrize(
    ("sharing", "who"),
    [
        ((ON_TABLE,), "cluster c2 in resource group rg-adx may need them"),
        ((ON_SUBNET,), "cluster c2 in resource group rg-adx may need them"),
        (None, "clusters that cannot be listed may need them"),
    ],
)
def test_routes_that_another_cluster_may_need_stay_and_the_plan_says_so(sharing, who):
    planned = plan(Request(skip_addresses=(SKIPPED,)), table=FIRST, sharing=sharing)
    assert planned.unwanted_routes == ()
    (finding,) = [one for one in planned.findings if one.code == "kept_routes"]
    assert finding.subject == "rt"
    assert finding.message == f"The plan no longer wants routes ADX_Monitoring of the table, which stay: {who}."
    assert ("Microsoft.Kusto/clusters/read" in finding.remedy) is (sharing is None)


def test_what_goes_changes_the_hash():
    skip = Request(skip_addresses=(SKIPPED,))
    hashes = {world.plan_hash(plan(skip, table=one)) for one in (FIRST, FOREIGN_ONLY)}
    assert len(hashes) == 2


FOREIGN_ONLY = world.table(*FOREIGN)
BARE, LED = world.table(), world.table(world.default_route())
ELSEWHERE = world.subnet(None)


@pytest.mark.parametrize(
    ("request_", "known"),
    [
        pytest.param(MANAGE, {"table": BARE, "sharing": (ON_TABLE,)}, id="on another subnet of the table"),
        pytest.param(MANAGE, {"table": BARE, "sharing": (ON_SUBNET,)}, id="on the same subnet"),
        pytest.param(
            MANAGE, {"table": None, "subnet": ELSEWHERE, "sharing": (ON_SUBNET,)}, id="on the same subnet, no table yet"
        ),
        pytest.param(
            Request(), {"table": LED, "subnet": ELSEWHERE, "sharing": (ON_SUBNET,)}, id="a table with a default route"
        ),
    ],
)
def test_a_default_route_is_not_brought_upon_another_cluster_unless_that_is_asked_for(request_, known):
    with pytest.raises(
        PlanError, match="send the traffic of cluster c2 in resource group rg-adx .*O.accept.: .shared_default_route"
    ):
        plan(request_, **known)
    assert plan(replace(request_, accept=frozenset({"shared_default_route"})), **known).table.manage


@pytest.mark.parametrize(
    ("request_", "known"),
    [
        pytest.param(MANAGE, {"table": LED, "sharing": (ON_TABLE, ON_SUBNET)}, id="they have it already"),
        pytest.param(Request(), {"table": BARE, "sharing": (ON_TABLE, ON_SUBNET)}, id="none is written"),
        pytest.param(
            Request(), {"table": LED, "subnet": ELSEWHERE, "sharing": (ON_TABLE,)}, id="they have it, we do not"
        ),
        pytest.param(
            MANAGE,
            {"table": BARE, "subnet": world.subnet(delegated=True), "sharing": (ON_TABLE,)},
            id="a delegated subnet",
        ),
        pytest.param(MANAGE, {"table": BARE, "sharing": ()}, id="nobody else is there"),
    ],
)
def test_a_default_route_that_is_nothing_new_to_another_cluster_is_no_matter(request_, known):
    assert plan(request_, **known).routes


def test_a_default_route_is_not_added_while_nobody_can_tell_whom_it_concerns():
    with pytest.raises(PlanError, match="is unknown, since clusters cannot be listed. .*shared_default_route"):
        plan(MANAGE, table=BARE, sharing=None)
    assert plan(MANAGE, table=LED, sharing=None).routes


@pytest.mark.parametrize(
    ("management", "first", "has_addresses"),
    [
        ("addresses", ("ADX_Management", "13.64.38.225/32"), True),
        ("both", ("ADX_Management_Tag", "AzureDataExplorerManagement"), True),
        ("service_tag", ("ADX_Management_Tag", "AzureDataExplorerManagement"), False),
    ],
)
def test_management_is_routed_by_addresses_a_service_tag_or_both(management, first, has_addresses):
    planned = plan(Request(management=management))
    assert (planned.routes[0].name, planned.routes[0].prefix) == first
    assert ("13.64.38.225/32" in {route.prefix for route in planned.routes}) is has_addresses
    assert "23.99.5.162/32" in {route.prefix for route in planned.routes}
