# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A subnet gets a route table and loses it, and nothing else of it changes."""

from __future__ import annotations

from copy import deepcopy

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import subnets
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.documents.generated import extras, quick
from hypothesis import given


def test_associating_touches_nothing_but_the_table():
    before = {"name": "s", "properties": {"networkSecurityGroup": {"id": "n"}, "delegations": [{}], "future": 1}}
    untouched = deepcopy(before)
    after = subnets.associated(before, "/a/B")
    assert after == {"name": "s", "properties": {**before["properties"], "routeTable": {"id": "/a/B"}}}
    assert before == untouched
    assert subnets.associated(after, "/A/b") == after
    assert subnets.dissociated(after, "/A/b") == before
    assert subnets.dissociated(after, "/other") == after
    assert after["properties"]["routeTable"] == {"id": "/a/B"}


def test_a_subnet_without_properties_takes_a_table_too():
    assert subnets.associated({"name": "s"}, "/t") == {"name": "s", "properties": {"routeTable": {"id": "/t"}}}
    assert subnets.dissociated({"name": "s"}, None) == {"name": "s"}


def test_a_subnet_may_lose_whatever_table_it_has():
    assert subnets.dissociated(world.subnet("/whatever"), None) == world.subnet(None)


@quick
@given(extras)
def test_a_subnet_gets_a_table_and_loses_it_and_nothing_else(more):
    document = {"name": "snet", "properties": {"addressPrefix": "10.0.0.0/24", **more}, **more}
    after = subnets.associated(document, "/t")
    assert subnets.associated(after, "/T") == after
    assert subnets.dissociated(after, "/t") == document


@pytest.mark.parametrize(
    "name", ["AzureFirewallSubnet", "AzureFirewallManagementSubnet", "gatewaysubnet", "RouteServerSubnet"]
)
def test_a_subnet_of_the_platform_itself_takes_no_table(name):
    with pytest.raises(PlanError, match=f"Subnet {name} is the platform's own"):
        subnets.associated({"name": name, "properties": {}}, "/a/b", instead=True)


def test_another_table_is_an_error_unless_replacing_is_asked_for():
    before = {"name": "s", "properties": {"routeTable": {"id": "/old"}}}
    with pytest.raises(PlanError, match="already has the route table /old, .*other_table") as raised:
        subnets.associated(before, "/new")
    assert raised.value.code == "other_table"
    assert subnets.view(subnets.associated(before, "/new", instead=True)) == {"route_table": "/new"}


@pytest.mark.parametrize(
    ("document", "table"),
    [
        (None, None),
        ({}, None),
        ({"properties": {"routeTable": None}}, None),
        ({"properties": {"routeTable": {"id": ""}}}, None),
        ({"properties": {"routeTable": {"id": "/t"}}}, "/t"),
    ],
)
def test_the_table_of_a_subnet_is_its_id_or_none(document, table):
    assert subnets.route_table_id(document) == table


def test_the_security_group_of_a_subnet_is_its_id_or_none():
    assert subnets.security_group_id(None) is subnets.security_group_id({"properties": {}}) is None
    assert subnets.security_group_id({"properties": {"networkSecurityGroup": {"id": "/n"}}}) == "/n"


def test_the_view_of_no_subnet_is_nothing_and_of_one_without_a_table_says_so():
    assert subnets.view(None) is None
    assert subnets.view({"name": "s"}) == {"route_table": None}


@pytest.mark.parametrize(
    ("services", "delegated"),
    [
        ([], False),
        (["Microsoft.Kusto/clusters"], True),
        (["microsoft.kusto/CLUSTERS"], True),
        (["Microsoft.Web/serverFarms"], False),
        (["Microsoft.Web/serverFarms", "Microsoft.Kusto/clusters"], True),
        ([None], False),
    ],
)
def test_a_subnet_is_delegated_to_data_explorer_by_the_name_of_its_service(services, delegated):
    listed = [{"name": "d", "properties": {"serviceName": service}} for service in services]
    assert subnets.is_delegated({"properties": {"delegations": listed}}) is delegated


def test_a_subnet_that_says_nothing_of_delegations_has_none():
    assert subnets.is_delegated({}) is False
    assert subnets.is_delegated({"properties": {"delegations": [{"name": "d"}]}}) is False


@pytest.mark.parametrize(
    ("properties", "prefixes"),
    [
        (None, []),
        ({}, []),
        ({"addressPrefix": "10.0.0.0/24"}, ["10.0.0.0/24"]),
        ({"addressPrefixes": ["10.0.0.0/24", "fd00::/64"]}, ["10.0.0.0/24", "fd00::/64"]),
        ({"addressPrefix": "10.0.0.0/24", "addressPrefixes": ["10.0.0.0/24"]}, ["10.0.0.0/24"]),
    ],
)
def test_a_subnet_has_one_prefix_or_several(properties, prefixes):
    assert subnets.prefixes({"properties": properties}) == prefixes


def test_service_endpoints_stand_in_the_order_of_their_names():
    storage, sql = {"service": "Microsoft.Storage", "locations": ["*"]}, {"service": "Microsoft.Sql"}
    assert subnets.service_endpoints({"properties": {"serviceEndpoints": [storage, sql]}}) == [sql, storage]
    assert subnets.service_endpoints({}) == []


def test_a_prefix_is_in_its_one_spelling_and_what_is_none_is_refused():
    assert subnets.prefixes({"properties": {"addressPrefixes": ["10.20.1.0/24", "2001:0DB8::/64"]}}) == [
        "10.20.1.0/24",
        "2001:db8::/64",
    ]
    assert subnets.prefixes({"properties": {"addressPrefix": "10.20.1.0/24"}}) == ["10.20.1.0/24"]
    for text in ("10.20.1.0/24 x", "fe80::%x/64", "Internet"):
        with pytest.raises(PlanError, match="Subnet s has the address prefix .*, which is no network"):
            subnets.prefixes({"name": "s", "properties": {"addressPrefix": text}})
