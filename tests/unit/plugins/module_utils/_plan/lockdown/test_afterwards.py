# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a removal would take away, by where the subnet's traffic goes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import rule_collections
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.routes import Route
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_ownership import Ownership
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import afterwards
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.plans import Plan, TablePlan
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import (
    FIREWALL,
    ROUTE_TABLE,
    ResourceId,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import Landscape

from ..verdict.documents import CLUSTER, SUBNET, application, collection, firewall, hub, spoke, table

OURS = [collection("ours", 1000, "Allow", application(to="a.contoso.com"))]
OWNED = Ownership.of([rule_collections.named({"name": "ours", "kind": "application"})])
HUB = ("to-hub", "0.0.0.0/0", "VirtualAppliance", "10.0.1.4")
ELSEWHERE = ("to-other", "0.0.0.0/0", "VirtualAppliance", "10.9.9.9")
LOW, HIGH = (("low", "0.0.0.0/1", *HUB[2:]), ("high", "128.0.0.0/1", *HUB[2:]))


def found(*routes, **properties):
    return Landscape(
        CLUSTER,
        firewall_id=ResourceId("s", "g", FIREWALL, ("fw",)),
        firewall=firewall(applications=OURS, **properties),
        subnet={"name": "snet", "properties": {"addressPrefix": SUBNET}},
        virtual_network=spoke(),
        hop_network=hub(),
        route_table=table(*routes),
    )


STOPPED = {"ipConfigurations": []}
# (why, surroundings, whether our rules would be missed)
CASES = [
    ("the default route leads to the firewall", found(HUB), True),
    ("both halves of one do", found(LOW, HIGH), True),
    ("one half does", found(LOW), True),
    ("no route does", found(), False),
    ("it leads to another appliance", found(ELSEWHERE), False),
    ("it leads to some appliance, and the firewall is stopped", found(HUB, **STOPPED), True),
    ("it leads to the internet, and the firewall is stopped", found(("r", "0.0.0.0/0", "Internet"), **STOPPED), False),
    ("the table could not be read", replace(found(), unread={"route_table": "403"}), True),
]


@pytest.mark.parametrize(("why", "surroundings", "lost"), CASES, ids=[case[0] for case in CASES])
def test_rules_are_lost_where_traffic_may_still_meet_the_firewall(why, surroundings, lost):
    blacked = afterwards.blacked_out(surroundings, OWNED, (SUBNET,))
    assert [one.flow.subject for one in blacked] == (["a.contoso.com:443"] if lost else [])


def test_the_sentence_names_the_route_that_stays():
    with pytest.raises(PlanError, match=r"by route 'to-hub', which stays, and without our rules a\.contoso\.com:443"):
        afterwards.require_no_blackout(found(HUB, **STOPPED), OWNED, (SUBNET,))


NEW, OLD = Route("ours", "1.2.3.4/32", "Internet"), Route("old", "1.2.3.5/32", "Internet")
TABLE = ResourceId("s", "g", ROUTE_TABLE, ("t",))
OTHER = ResourceId("s", "g", ROUTE_TABLE, ("rt",))
STANDING = {**table(HUB, ("old", "1.2.3.5/32", "Internet")), "id": str(TABLE).upper()}


def routed(landscape, state="present", routes=(NEW,), unwanted=(OLD,), table_id=TABLE, **told):
    """The routes of the landscape afterwards; None without a table."""
    planned = Plan(
        Request(state=state),
        replace(landscape, table_id=table_id),
        "westus",
        (),
        (),
        tuple(routes),
        TablePlan(**told),
        unwanted_routes=tuple(unwanted),
    )
    after = afterwards.with_routes(landscape, planned)
    names = after.route_table and [one["name"] for one in after.route_table["properties"]["routes"]]
    return names, after.unread


@pytest.mark.parametrize(
    ("standing", "told", "names", "unread"),
    [
        (STANDING, {"manage": True}, ["to-hub", "ours"], False),
        (STANDING, {"manage": True, "table_id": OTHER}, ["to-hub", "old"], True),
        (None, {"manage": True, "table_id": OTHER}, None, True),
        (None, {"manage": True, "create": True}, ["ours"], False),
        (STANDING, {"manage": False}, ["to-hub", "old"], False),
        (STANDING, {"manage": True, "table_id": None}, ["to-hub", "old"], False),
    ],
    ids=["its own", "another", "none yet", "a new one", "not managed", "no table in the plan"],
)
def test_routes_of_a_plan_take_effect_in_the_table_that_the_subnet_has_or_gets(standing, told, names, unread):
    landscape = replace(found(), route_table=standing, unread={"chain": "x"})
    sentence = {"route_table": "Route table rt is not on the subnet yet"} if unread else {}
    assert routed(landscape, **told) == (names, {"chain": "x", **sentence})


@pytest.mark.parametrize(
    ("standing", "told", "names"),
    [
        (STANDING, {}, ["to-hub"]),
        (STANDING, {"dissociate": False}, ["to-hub"]),
        (STANDING, {"dissociate": True}, None),
        (None, {"dissociate": False}, None),
    ],
)
def test_a_removal_takes_its_routes_or_the_whole_table(standing, told, names):
    assert routed(replace(found(), route_table=standing), "absent", (OLD,), **told)[0] == names
