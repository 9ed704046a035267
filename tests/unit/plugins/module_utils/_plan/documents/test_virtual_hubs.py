# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the documents of a virtual hub say."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import virtual_hubs
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

from ..verdict.hubs import HUB, NETWORK, TABLE, connection, hub, intent, policy, static, table


def test_a_connection_is_found_by_its_network_in_any_spelling():
    found = hub([connection("/other"), connection(str(NETWORK).upper())]).connection_of(NETWORK)
    assert (found.name, found.takes_default, found.state, found.beyond) == ("spoke", True, "Succeeded", ())
    assert hub([connection("/other"), {"name": "bare"}]).connection_of(NETWORK) is None


@pytest.mark.parametrize("said", [None, {}, str(NETWORK), {"id": None}, {"id": 5}, [str(NETWORK)]])
def test_a_connection_that_does_not_say_whose_it_is_is_nobodys_and_may_be_anybodys(said):
    odd = {"name": "odd", "properties": {"remoteVirtualNetwork": said}}
    found = hub([connection("/other"), odd])
    assert found.connection_of(NETWORK) is None and found.unassigned.name == "odd"
    assert hub([connection("/other")]).unassigned is None


@pytest.mark.parametrize(
    ("said", "beyond"),
    [
        ({"routingConfiguration": "text"}, "routingConfiguration"),
        ({"routingConfiguration": {"associatedRouteTable": "text"}}, "associatedRouteTable"),
        ({"routingConfiguration": {"associatedRouteTable": {"id": 5}}}, "associatedRouteTable"),
        ({"routingConfiguration": {"associatedRouteTable": {"name": "x"}}}, "associatedRouteTable"),
    ],
)
def test_what_a_connection_says_in_a_form_nobody_knows_is_not_understood(said, beyond):
    found = hub([connection(**said)]).connection_of(NETWORK)
    assert (found.beyond, found.table) == ((beyond,), "")


@pytest.mark.parametrize("beyond", [{}, {"routingConfiguration": {}}, {"routingConfiguration": None}])
def test_a_connection_that_names_no_table_says_nothing_strange(beyond):
    assert hub([connection(**beyond)]).connection_of(NETWORK).beyond == ()


@pytest.mark.parametrize(
    ("routes", "beyond"),
    [
        ("text", ("form",)),
        (["text"], ("form",)),
        ([static(destinations="0.0.0.0/0")], ("destinations",)),
        ([static(destinations=[None])], ("destinations",)),
        ([static("0.0.0.0/0", "Internet")], ("Internet",)),
        ([{**static("0.0.0.0/0"), "nextHop": {"id": "x"}}], ("nextHop",)),
        ([static("0.0.0.0/0")], ()),
        ([static("fd00::/8", "10.0.0.0/8")], ()),
        ([static()], ()),
    ],
)
def test_what_a_route_says_in_a_form_nobody_knows_is_not_understood(routes, beyond):
    (rules,) = hub(table={"name": "t", "properties": {"routes": routes}}).decisive
    assert [one.beyond for one in rules.rules] == [beyond]


def test_what_an_intent_says_in_a_form_nobody_knows_is_not_understood():
    odd = {"name": "odd", "properties": {"routingPolicies": [None, policy(destinations="Internet"), policy()]}}
    (rules,) = hub(intents=[{**odd, "properties": {**odd["properties"]}}]).decisive
    assert [one.beyond for one in rules.rules] == [("form",), (*"Internet",), ()]


@pytest.mark.parametrize(("said", "takes"), [(True, True), (False, False), (None, None), ("true", None)])
def test_a_connection_takes_the_default_route_or_does_not_say(said, takes):
    assert hub([connection(enableInternetSecurity=said)]).connection_of(NETWORK).takes_default is takes


def test_a_connection_is_associated_with_the_hubs_own_table_unless_it_names_another():
    def of(**routing):
        return virtual_hubs.table_of(hub([connection(routingConfiguration=routing)]).connection_of(NETWORK), HUB)

    assert of() == TABLE
    own = f"{HUB}/hubRouteTables/mine"
    assert str(of(associatedRouteTable={"id": own})) == own
    with pytest.raises(PlanError):
        of(associatedRouteTable={"id": str(NETWORK)})


def test_static_routes_decide_where_there_is_no_intent():
    both = hub(intents=[intent()], table=table(static("0.0.0.0/0")))
    assert [one.described for one in both.decisive] == ["routing intent intent of virtual hub vhub"]
    (alone,) = hub(table=table(static("0.0.0.0/0"))).decisive
    assert (alone.described, alone.rules[0].destinations) == (
        "route table defaultRouteTable of virtual hub vhub",
        ("0.0.0.0/0",),
    )
    assert hub().decisive == ()
