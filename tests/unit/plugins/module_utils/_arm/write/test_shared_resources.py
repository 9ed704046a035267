# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one write of a resource for many clusters, what guards it, and how it is taken back."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm.write import shared_resources
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import backups, route_tables, routes, subnets
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_holder import (
    ClassicFirewall,
    RuleCollectionGroup,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet import changes
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet.fleet import Member, Writing
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.approval import Part, Slice
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.change import Outcome, Situation
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.doors import Doors
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._arm.standins import Clock
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.fleet.test_changes import (
    GROUP,
    governed,
    policy,
)
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.fleet.test_fleet import (
    id_of,
    member,
)

MINE = member("c1")
TABLE, SUBNET = (MINE.slices[Part.ROUTES].id, MINE.plan.landscape.subnet_id)
NEW = member("c1", has=None, document_of_table=None)
OTHER_TABLE = id_of(resource_ids.ROUTE_TABLE, "old")
FIREWALL = world.firewall()
WITH_RULES = changes.with_rules(ClassicFirewall(FIREWALL), [MINE])


def write(*members, part=Part.RULES, azure=None, **told):
    return shared_resources.of(azure or Doors(), Clock().patience(), Writing(part, members, **told))


def changed(made, document, **neighbours):
    """What the write makes of a document."""
    return made.change(Situation(document, neighbours))


# Rules


def test_the_rules_of_all_go_to_the_firewall_in_one_change():
    both = (MINE, member("c2"))
    made = write(*both)
    after = changed(made, FIREWALL)
    assert after == changes.with_rules(ClassicFirewall(FIREWALL), both)
    assert (made.resource.id, made.also) == (MINE.slices[Part.RULES].id, ())
    assert {one["name"] for one in made.view(after)} >= {"adx-c1-westus-application", "adx-c2-westus-application"}
    assert made.view(world.firewall(world.collection("theirs", 100, "x.example"))) == []
    assert "application collection adx-c2-westus-application: priority" in made.shown(made.view(after))
    assert made.ours == backups.of_collections(changes.ownership(both))


def test_the_rules_of_all_go_to_the_group_of_a_policy_with_the_policy_beside_it():
    one = governed("c1")
    made = write(one)
    after = changed(made, None, chain=(policy(),))
    assert after == changes.with_rules(RuleCollectionGroup(None, (policy(),)), [one]) and made.resource.id == GROUP
    assert made.view(after)["rule_collections"] and made.view(None) is None
    assert made.shown(made.view(after)).startswith("group priority: ")
    with pytest.raises(PlanError, match="There is no firewall policy fp"):
        changed(made, None)


# What stands before a write


def guarded(**told):
    """A write, and how often its guard was asked."""
    asked = []
    return write(MINE, guard=lambda: asked.append(1), **told), asked


@pytest.mark.parametrize(("document", "times"), [(FIREWALL, 1), (WITH_RULES, 0)])
def test_the_guard_is_asked_right_before_something_of_ours_is_written_and_else_never(document, times):
    made, asked = guarded()
    assert changed(made, document) == WITH_RULES and len(asked) == times


def test_a_guard_that_says_no_lets_nothing_through():
    def refuses():
        raise PlanError("no", "gate")

    with pytest.raises(PlanError, match="no"):
        changed(write(MINE, guard=refuses), FIREWALL)


def test_a_write_is_held_to_what_was_approved():
    planned = MINE.slices[Part.RULES]
    assert changed(write(MINE, approved=(planned,)), FIREWALL) == WITH_RULES
    with pytest.raises(PlanError, match="is not what was approved") as raised:
        changed(write(MINE, approved=(Slice(planned.id, planned.found, []),)), FIREWALL)
    assert raised.value.code == "drifted"


# Routes


def test_a_table_is_made_where_the_plan_makes_one_and_is_marked_with_its_cluster():
    made = write(NEW, part=Part.ROUTES)
    after = changed(made, None)
    assert route_tables.is_made_for(after, NEW.plan.landscape.cluster_id) and after["location"] == "westus"
    assert [one.key for one in route_tables.table_routes(after)] == [one.key for one in NEW.plan.routes]
    assert made.ours == backups.of_routes(NEW.plan.routes) and made.resource.id == TABLE
    assert made.view(after)["routes"] == [routes.to_option(one) for one in NEW.plan.routes]
    assert "route ADX_Management" in made.shown(made.view(after))


def test_a_table_that_was_there_and_is_gone_takes_no_routes():
    with pytest.raises(PlanError, match="There is no route table rt-c1 in resource group rg any more") as raised:
        changed(write(MINE, part=Part.ROUTES), None)
    assert raised.value.code == "gone_meanwhile"


def test_routes_are_written_into_the_table_as_it_is_by_now():
    theirs = world.route("theirs", "10.0.0.0/8", "None")
    after = changed(write(MINE, part=Part.ROUTES), world.table(theirs))
    assert after == changes.routed(world.table(theirs), [MINE]) and after["properties"]["routes"][0] == theirs


FULL = changed(write(NEW, part=Part.ROUTES), None)
MANAGEMENT = FULL["properties"]["routes"]
LEAVING = member("c1", state="absent", document_of_table=FULL)


def away(document, *, left=(), staying=(), azure=None):
    """What taking the routes away makes of a table, with the subnets that still have it."""
    made = write(LEAVING, part=Part.ROUTES, azure=azure, left=left, staying=staying)
    return changed(made, document, **made.resource.neighbours(document)), made


def test_a_table_of_our_making_goes_with_its_routes_unless_a_subnet_still_has_it():
    listed = {**FULL, "properties": {**FULL["properties"], "subnets": [{"id": str(SUBNET)}]}}
    assert away(FULL)[0] is None
    has_it = Doors({SUBNET: world.subnet(TABLE)})
    assert away(listed, azure=has_it)[0]["properties"]["routes"] == []
    assert away(listed, azure=has_it, left=(str(SUBNET).upper(),))[0] is None, "it counts as gone already"
    assert away(listed, azure=Doors({SUBNET: world.subnet(OTHER_TABLE)}))[0] is None, "the list lags behind"
    assert away(listed, azure=Doors())[0] is None, "the subnet is deleted"
    assert away(None)[0] is None


def test_routes_that_staying_clusters_of_the_table_need_stay():
    beside, elsewhere = member("c2", table="rt-c1"), member("c3")
    assert away(FULL, staying=(elsewhere,))[0] is None
    kept, made = away(FULL, staying=(elsewhere, beside))
    assert kept["properties"]["routes"] == MANAGEMENT
    assert made.view(FULL)["routes"] == [] and made.ours == {"routes": []}


def test_what_is_taken_away_is_told_and_backed_up():
    _after, made = away(FULL)
    assert [one["name"] for one in made.view(FULL)["routes"]] == [one["name"] for one in MANAGEMENT]
    assert made.ours == backups.of_routes(LEAVING.plan.routes)
    assert "route ADX_Management" in made.shown(made.view(FULL))


# Subnets


def test_a_subnet_gets_the_table_and_the_table_is_written_along():
    made = write(NEW, part=Part.SUBNET)
    assert changed(made, world.subnet(None)) == subnets.associated(world.subnet(None), str(TABLE))
    assert (made.resource.id, made.also) == (SUBNET, (TABLE,))
    assert made.shown(made.view(world.subnet(TABLE))) == f"route table: {TABLE}\n"


@pytest.mark.parametrize(("may_replace", "told"), [(False, "already has the route table"), (True, None)])
def test_another_table_is_replaced_only_where_that_was_asked_for(may_replace, told):
    plan = replace(NEW.plan, request=NEW.plan.request.accepting("other_table") if may_replace else NEW.plan.request)
    made = write(Member(plan), part=Part.SUBNET)
    if told:
        with pytest.raises(PlanError, match=told):
            changed(made, world.subnet(OTHER_TABLE))
    else:
        assert subnets.route_table_id(changed(made, world.subnet(OTHER_TABLE))) == str(TABLE)


@pytest.mark.parametrize(
    ("document", "after"),
    [
        (world.subnet(TABLE), world.subnet(None)),
        (world.subnet(OTHER_TABLE), world.subnet(OTHER_TABLE)),
        (None, None),
    ],
)
def test_a_subnet_loses_our_table_and_no_other(document, after):
    assert changed(write(LEAVING, part=Part.SUBNET), document) == after


def test_a_subnet_that_is_gone_takes_no_table():
    with pytest.raises(PlanError, match="There is no subnet snet-c1 .* any more, so it takes no route") as raised:
        changed(write(NEW, part=Part.SUBNET), None)
    assert raised.value.code == "gone_meanwhile"


# Taking back


def back(part, now, outcome, who=NEW):
    made = shared_resources.back(Doors(), Clock().patience(), Writing(part, (who,)), outcome)
    return changed(made, now, chain=(), subnets=[])


def with_etag(document, etag):
    return {**document, "etag": etag}


WROTE = Outcome([], [], True, with_etag(WITH_RULES, "ours"), with_etag(FIREWALL, "before"))


def test_what_we_wrote_is_put_back_as_it_stood_before():
    assert back(Part.RULES, with_etag(WITH_RULES, "ours"), WROTE, MINE) == with_etag(FIREWALL, "ours")
    made = Outcome(None, None, True, with_etag(FULL, "ours"), None)
    assert back(Part.ROUTES, with_etag(FULL, "ours"), made) is None, "what was not there goes"


def test_what_somebody_wrote_between_two_writes_of_ours_stays():
    """The first of them was superseded, or its answer was lost, and the document before it is kept."""
    theirs = deepcopy(with_etag(WITH_RULES, "ours"))
    theirs["properties"]["applicationRuleCollections"].append(world.collection("new", 150, "y.example"))
    after = back(Part.RULES, theirs, replace(WROTE, document=theirs), MINE)
    names = [one["name"] for one in after["properties"]["applicationRuleCollections"]]
    assert names == [*(one["name"] for one in FIREWALL["properties"]["applicationRuleCollections"]), "new"]


@pytest.mark.parametrize("etag", ["before", "later"])
def test_what_is_already_as_it_was_stays_as_it_is(etag):
    now = with_etag(world.firewall(world.collection("theirs", 100, "x.example")), etag)
    assert back(Part.RULES, now, WROTE, MINE) == now


def test_what_somebody_has_written_since_is_not_put_back():
    with pytest.raises(PlanError, match="Somebody has written firewall fw in resource group rg since") as raised:
        back(Part.RULES, with_etag(WITH_RULES, "theirs"), WROTE, MINE)
    assert raised.value.code == "written_since"
    with pytest.raises(PlanError, match="Somebody has written"):
        back(Part.RULES, None, WROTE, MINE)


JOINED = Outcome(None, None, True, with_etag(world.subnet(TABLE), "ours"), with_etag(world.subnet(None), "before"))


@pytest.mark.parametrize(
    ("before", "after"),
    [(None, None), (OTHER_TABLE, OTHER_TABLE)],
)
@pytest.mark.parametrize("etag", ["ours", "later"])
def test_a_subnet_gets_its_table_of_before_and_keeps_what_else_is_new_whatever_its_etag(before, after, etag):
    outcome = replace(JOINED, original=with_etag(world.subnet(before), "before"))
    now = with_etag(world.subnet(TABLE, future=1), etag)
    assert back(Part.SUBNET, now, outcome) == with_etag(world.subnet(after, future=1), etag)


@pytest.mark.parametrize("now", [with_etag(world.subnet(OTHER_TABLE), "theirs"), None])
def test_a_subnet_that_somebody_has_given_another_table_is_left_to_them(now):
    with pytest.raises(PlanError, match="Somebody has written subnet snet-c1"):
        back(Part.SUBNET, now, JOINED)


def test_a_subnet_whose_other_table_came_under_our_etag_keeps_it():
    now = with_etag(world.subnet(OTHER_TABLE), "ours")
    assert back(Part.SUBNET, now, JOINED) == now
