# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was written once and is no longer as the given variables want it."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import route_tables, routes
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import (
    afterwards,
    drift,
    present,
    slices,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.verdicts import Question
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

MANAGE = Request(default_route="manage")
APPLICATION, NETWORK = "adx-c1-westus-application", "adx-c1-westus-network"


def lists(firewall):
    properties = firewall["properties"]
    return [*properties["applicationRuleCollections"], *properties["networkRuleCollections"]]


def found(request, landscape, **options):
    return [one.message for one in drift.findings(present.plan(request, landscape), **options)]


def written(request=MANAGE):
    """Landscape after a lock-down: its rules, its routes, its table."""
    first = present.plan(request, world.landscape(table=world.table()))
    after = afterwards.with_rules(first.landscape, first)
    table = route_tables.present(world.table(), first.routes)
    landscape = replace(first.landscape, firewall=after.firewall, table=table)
    assert not slices.pending(slices.of(present.plan(request, landscape)))
    return landscape


FACTS = written()


def without(*names):
    """The facts once these routes are gone."""
    left = [route for route in route_tables.table_routes(FACTS.table) if route.name not in names]
    return replace(FACTS, table=world.table(*map(routes.to_arm, left)))


def changed(change):
    """The facts after somebody's change of the firewall."""
    document = deepcopy(dict(FACTS.firewall))
    change({one["name"]: one["properties"] for one in lists(document)}, document["properties"])
    return replace(FACTS, firewall=document)


def test_right_after_a_lock_down_there_is_none():
    assert found(MANAGE, FACTS, table_given=True) == []


def priority(properties, _lists):
    properties[APPLICATION]["priority"] = 4000


def action(properties, _lists):
    properties[APPLICATION]["action"] = {"type": "Deny"}


def one_rule_less(properties, _lists):
    del properties[APPLICATION]["rules"][0]


def one_rule_more(properties, _lists):
    properties[APPLICATION]["rules"].append({**properties[APPLICATION]["rules"][0], "name": "mine"})


def other_sources(properties, _lists):
    for rule in properties[APPLICATION]["rules"]:
        rule["sourceAddresses"] = ["10.9.9.0/24"]


def one_collection_less(_properties, listed):
    listed["networkRuleCollections"] = []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (action, "has action deny"),
        (one_rule_less, "is missing"),
        (one_rule_more, f"mine of collection {APPLICATION} is not wanted"),
        (other_sources, "are changed"),
        (one_collection_less, f"collection {NETWORK} is missing"),
    ],
)
def test_rules_of_ours_that_somebody_changed_are_told_with_what_differs(change, told):
    (message,) = found(Request(max_removals=99), changed(change))
    assert message.startswith("Rules of firewall fw in resource group rg-hub differ from what the options ask for: ")
    assert told in message and len(message) < 400
    assert "priority" not in message, "that is as it was"


def test_a_priority_that_nobody_decides_is_no_drift():
    assert found(MANAGE, changed(priority)) == []


def test_a_cluster_without_rules_of_ours_was_never_locked_down():
    assert found(Request(), replace(FACTS, firewall=world.firewall())) == []


@pytest.mark.parametrize(
    ("request_", "gone", "told"),
    [
        (MANAGE, ("ADX_Default",), "ADX_Default (0.0.0.0/0) is missing"),
        (Request(routes="manage"), ("ADX_Management",), "is missing"),
        (Request(management="both"), (), "ADX_Management_Tag (AzureDataExplorerManagement) is missing"),
        (Request(skip_addresses=("23.99.5.162",)), (), "ADX_Monitoring (23.99.5.162/32) is not wanted"),
    ],
)
def test_routes_that_an_option_decides_are_told_when_they_differ(request_, gone, told):
    (message,) = found(request_, without(*gone))
    assert message.startswith(
        "Routes of route table rt in resource group rg-spoke differ from what the options ask for:"
    )
    assert told in message


def test_what_only_defaults_decide_about_routes_is_no_drift():
    assert found(Request(), without("ADX_Default", "ADX_Management")) == []


@pytest.mark.parametrize(
    "known", [{"subnet": world.subnet(delegated=True)}, {"subnet": world.subnet(None, delegated=True)}]
)
def test_routes_that_are_not_ours_to_write_have_not_drifted(known):
    landscape = without("ADX_Management")
    assert found(Request(routes="report", management="both"), landscape, table_given=True) == []
    assert found(Request(management="both"), replace(landscape, **known), table_given=True) == []


def test_many_routes_are_not_told_one_by_one():
    bare = replace(FACTS, table=world.table())
    (message,) = found(MANAGE, bare)
    assert "and 9 more are missing" in message


@pytest.mark.parametrize(
    ("request_", "known", "given", "told"),
    [
        (
            Request(accept=frozenset({"other_table"})),
            {"subnet": world.subnet(world.OTHER_TABLE)},
            True,
            "it has route table old",
        ),
        (Request(), {"subnet": world.subnet(None)}, False, "it has none, where route table rt"),
        (Request(), {"subnet": world.subnet(None), "table": None}, True, "it has none, where route table rt"),
        (MANAGE, {"subnet": world.subnet(None), "table": None}, False, "it has none, where route table rt"),
        (Request(), {"subnet": world.subnet(None), "table": None}, False, None),
        (Request(), {}, True, None),
    ],
)
def test_a_subnet_without_the_table_that_was_given_or_made_is_told(request_, known, given, told):
    accepting = request_.accepting("shared_default_route")
    messages = found(accepting, replace(FACTS, **known), table_given=given)
    assert [told in message for message in messages] == ([True] if told else [])


def checked(request, landscape, *, table=None, **more):
    """What a check finds, which knows the table of the subnet and plans none."""
    looked = replace(landscape, route_table=landscape.table, table=None, table_id=None, **more)
    return [one.message for one in drift.of_check(request, looked, Question((), ()), table=table)]


def test_a_check_finds_the_same_from_what_it_has_read():
    assert checked(MANAGE, FACTS) == []
    assert checked(MANAGE, without("ADX_Default")) == found(MANAGE, without("ADX_Default"))
    assert checked(Request(), changed(one_rule_more)) == found(Request(), changed(one_rule_more))
    (given,) = checked(Request(), FACTS, table=world.OTHER_TABLE)
    assert "it has route table rt in resource group rg-spoke, where route table old" in given


@pytest.mark.parametrize("unread", ["route_table", "chain"])
def test_what_could_not_be_read_has_not_drifted(unread):
    assert checked(MANAGE, without("ADX_Default"), unread={unread: "It could not be read"}) == []


def test_what_cannot_even_be_planned_again_is_told_where_rules_of_ours_are():
    (message,) = checked(replace(MANAGE, priority_base=1), FACTS)
    assert message.startswith("What the variables want cannot be planned: ")
    assert checked(replace(MANAGE, priority_base=1), replace(FACTS, firewall=world.firewall())) == []
