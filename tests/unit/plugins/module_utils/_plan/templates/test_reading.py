# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans as results have them, and what is refused of them."""

from __future__ import annotations

import copy

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.templates import reading
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

from . import samples

(OF_GROUP,) = samples.ALL["a group of our own"]
(OF_FIREWALL,) = samples.ALL["a firewall"]


def changed(plan, *path, to):
    """The plan with another value at this place."""
    found = copy.deepcopy(plan)
    inner = found
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = to
    return found


def test_a_plan_is_read_with_the_numbers_of_its_write():
    rules = reading.from_option(OF_GROUP).rules
    assert rules.target == samples.GROUP and rules.others == ()
    written = OF_GROUP["as_written"]["rules"]
    assert rules.group_priority == written["group_priority"]
    assert {one.name: one.priority for one in rules.collections} == {
        one["name"]: one["priority"] for one in written["priorities"]
    }
    assert all(one["priority"] is None for one in OF_GROUP["rule_collections"]), "a plan alone has none"
    assert reading.from_option(OF_FIREWALL).rules.group_priority is None


def test_what_else_is_in_a_group_is_read():
    (plan,) = samples.ALL["a group that others use"]
    assert reading.from_option(plan).rules.others == ("theirs",)


def test_routes_are_read_with_those_that_others_have_made():
    (plan,) = samples.ALL["a default route of others"]
    found = reading.from_option(plan)
    assert [one.name for one in found.routes.standing] == ["to-firewall"]
    assert found.routes.named and all(one.name.startswith("ADX_") for one in found.routes.named)
    assert found.routes.table == samples.TABLE and found.routes.location == "westus"
    assert found.subnet == samples.SUBNET and found.routes.tags is None and found.left == {}


def test_routes_that_are_wanted_no_longer_are_read():
    route = {"name": "ADX_Management_3", "address_prefix": "10.0.0.1/32", "next_hop_type": "Internet"}
    found = reading.from_option(changed(OF_GROUP, "unwanted_routes", to=[route]))
    assert [one.name for one in found.routes.unwanted] == ["ADX_Management_3"]


def test_a_table_that_others_have_given_the_subnet_is_theirs_to_give():
    found = reading.from_option(changed(OF_GROUP, "as_written", "routes", "associate", to=False))
    assert found.routes and not found.routes.associate and found.subnet is None and found.left == {}


def test_a_subnet_that_is_not_there_is_associated_with_nothing():
    assert reading.from_option(changed(OF_GROUP, "subnet", "exists", to=False)).subnet is None
    assert reading.from_option(changed(OF_GROUP, "subnet", to=None)).subnet is None


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (("route_table",), None, "no route table is known"),
        (("as_written", "routes"), None, "no route table is known"),
        (("as_written", "routes", "left"), "the subnet is theirs", "the subnet is theirs"),
    ],
)
def test_where_there_are_no_routes_is_told_why(path, value, told):
    found = reading.from_option(changed(OF_GROUP, *path, to=value))
    assert found.routes is None and found.subnet is None and told in found.left["routes"]
    assert list(found.left) == ["routes"]


def test_rules_of_an_appliance_are_in_other_formats():
    found = reading.from_option(changed(OF_GROUP, "as_written", "rules", to=None))
    assert found.rules is None and "appliance" in found.left["rules"] and found.routes


@pytest.mark.parametrize("part", ["rules", "routes"])
def test_what_stands_against_a_write_stands_against_a_file(part):
    with pytest.raises(PlanError, match=f"The {part} of cluster c1 .* can be written by nobody: it is full"):
        reading.from_option(changed(OF_GROUP, "as_written", part, "refused", to="it is full"))


@pytest.mark.parametrize("numbers", [[], [{"name": "other", "kind": "application", "priority": 100}]])
def test_a_collection_without_a_number_is_refused(numbers):
    with pytest.raises(PlanError, match="has no priority for rule collection 'adx-c1-westus-application'"):
        reading.from_option(changed(OF_GROUP, "as_written", "rules", "priorities", to=numbers))


def test_a_number_that_azure_does_not_take_is_refused():
    numbers = [{**one, "priority": 99} for one in OF_GROUP["as_written"]["rules"]["priorities"]]
    with pytest.raises(PlanError, match="it takes 100 to 65000"):
        reading.from_option(changed(OF_GROUP, "as_written", "rules", "priorities", to=numbers))
    with pytest.raises(PlanError, match="The rule collection group has priority '1'"):
        reading.from_option(changed(OF_GROUP, "as_written", "rules", "group_priority", to=1))


@pytest.mark.parametrize("name", ["a b", "${x}", "[x]", "a/b", ""])
def test_a_name_that_azure_does_not_take_is_refused(name):
    collections = copy.deepcopy(OF_GROUP["rule_collections"])
    collections[0]["name"] = name
    with pytest.raises(PlanError, match="needs another name"):
        reading.from_option(changed(OF_GROUP, "rule_collections", to=collections))


@pytest.mark.parametrize("plan", [{}, {"state": "present"}, {"as_written": {}}, [], "x"])
def test_what_is_no_plan_is_refused(plan):
    with pytest.raises(PlanError, match="A template is made of whole plans"):
        reading.from_option(plan)


def test_a_cluster_that_is_to_go_is_refused():
    with pytest.raises(PlanError, match="The plan for cluster c1 in resource group rg-adx takes things away"):
        reading.from_option({**OF_GROUP, "state": "absent"})


def test_a_plan_that_was_stopped_is_refused():
    with pytest.raises(PlanError, match="The plan for cluster c1 in resource group rg-adx was stopped"):
        reading.from_option({**OF_GROUP, "as_written": None})
