# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans as they come to what clusters share: the numbers and names of the one write, and what is nobody's business."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_holder import (
    ClassicFirewall,
    RuleCollectionGroup,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet import changes, worked_out
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet.fleet import Member
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

from .test_changes import GROUP, governed, names, policy
from .test_fleet import by_name, member, replace_landscape

OURS = {"adx.outbound": "created"}


def numbers(told):
    return {one["name"]: one["priority"] for one in told["rules"]["priorities"]}


def group(*collections):
    return {
        "id": str(GROUP),
        "name": GROUP.name,
        "properties": {"priority": 1700, "ruleCollections": list(collections)},
    }


THEIRS = {"ruleCollectionType": "FirewallPolicyFilterRuleCollection", "name": "theirs", "priority": 1000, "rules": []}


def test_two_clusters_of_one_firewall_have_the_numbers_of_its_one_write():
    both = by_name(member("c1"), member("c2"))
    told = worked_out.of(both)
    document = changes.with_rules(ClassicFirewall(world.firewall()), list(both.values()))
    there = {
        one["name"]: one["properties"]["priority"]
        for kind in ("application", "network")
        for one in document["properties"][f"{kind}RuleCollections"]
    }
    assert numbers(told["c1"]) == numbers(told["c2"]) == there and len(set(there.values())) == len(there) == 4
    assert told["c1"]["rules"]["group_priority"] is None and told["c1"]["rules"]["others"] == []
    assert told["c1"]["rules"]["refused"] == ""
    assert {one["kind"] for one in told["c1"]["rules"]["priorities"]} == {"application", "network"}


def test_the_order_of_the_clusters_changes_nothing():
    both = by_name(member("c1"), member("c2"))
    assert worked_out.of(dict(reversed(both.items()))) == worked_out.of(both)


def test_a_new_group_has_the_number_of_its_write_and_nothing_beside_ours():
    told = worked_out.of(by_name(governed("c1"), governed("c2")))["c1"]["rules"]
    document = changes.with_rules(RuleCollectionGroup(None, (policy(),)), [governed("c1"), governed("c2")])
    assert told["group_priority"] == document["properties"]["priority"]
    assert {one["name"] for one in told["priorities"]} == set(names(document)) and told["others"] == []


def test_what_others_have_in_the_group_is_named():
    one = governed("c1", group(THEIRS))
    told = worked_out.of(by_name(one))["c1"]["rules"]
    assert told["others"] == ["theirs"] and told["group_priority"] == 1700
    assert "theirs" not in {one["name"] for one in told["priorities"]}
    assert 1000 not in {one["priority"] for one in told["priorities"]}


def test_rules_of_a_cluster_that_is_to_go_are_those_of_others_for_now():
    going = governed("c2")
    document = {"id": str(GROUP), **changes.with_rules(RuleCollectionGroup(None, (policy(),)), [going])}
    told = worked_out.of(by_name(governed("c1", document), governed("c2", document, state="absent")))
    assert list(told) == ["c1"] and {name.split("-")[1] for name in told["c1"]["rules"]["others"]} == {"c2"}


def test_what_stands_against_the_one_write_is_told():
    full = by_name(member("c1", priority_base=64999), member("c2", priority_base=64999))
    told = worked_out.of(full)["c1"]["rules"]
    assert "No priority from 64999" in told["refused"] and told["priorities"] == []


def test_two_that_claim_one_collection_are_told_as_what_nobody_could_write():
    told = worked_out.of({"c1": member("c1"), "again": member("c1")})["again"]["rules"]
    assert "are named 'adx-c1-westus-application'" in told["refused"] and told["priorities"] == []


def test_rules_that_are_left_to_others_are_told_like_all_others():
    left, ours = (worked_out.of(by_name(one)) for one in (member("c1", rules="report"), member("c1")))
    assert left == ours and left["c1"]["rules"]["priorities"]


def test_a_cluster_behind_an_appliance_has_no_rules():
    behind = member("c2", appliance="10.9.9.9")
    behind = Member(replace(behind.plan, landscape=replace(behind.plan.landscape, firewall_id=None)))
    told = worked_out.of(by_name(behind))["c2"]
    assert told["rules"] is None and told["routes"]["routes"]


def test_routes_are_those_of_the_table_under_the_names_that_they_have_there():
    table = world.table(world.route("by-hand", "13.64.38.225/32"), world.route("theirs", "10.0.0.0/8", "VnetLocal"))
    told = worked_out.of(by_name(member("c1", document_of_table=table)))["c1"]["routes"]
    known = {one["address_prefix"]: one["name"] for one in told["routes"]}
    assert known["13.64.38.225/32"] == "by-hand" and "10.0.0.0/8" not in known
    assert set(known.values()) - {"by-hand"} and all(
        name.startswith("ADX_") for name in set(known.values()) - {"by-hand"}
    )
    assert (told["tags"], told["refused"], told["left"]) == (None, "", "")


def test_routes_of_two_clusters_on_one_table_are_told_once_for_both():
    second = member("c2", table="rt", default_route="manage", accept=frozenset({"shared_default_route"}))
    told = worked_out.of(by_name(member("c1", table="rt"), second))
    assert told["c1"]["routes"] == told["c2"]["routes"]
    prefixes = [one["address_prefix"] for one in told["c1"]["routes"]["routes"]]
    assert len(prefixes) == len(set(prefixes)) and prefixes[-1] == "0.0.0.0/0"


def test_a_route_of_others_to_another_hop_is_told():
    one = member("c1", routes="report")
    table = world.table(world.route("by-hand", "13.64.38.225/32", "VirtualAppliance", "10.9.9.9"))
    told = worked_out.of(by_name(replace_landscape(one, table=table)))["c1"]["routes"]
    assert "already sends 13.64.38.225/32" in told["refused"] and told["routes"] == []


def test_a_table_that_is_not_there_is_ours_to_declare_with_the_tags_we_would_give_it():
    one = member("c1", has=None, tags={"team": "adx"})
    told = worked_out.of(by_name(replace_landscape(one, table=None)))["c1"]["routes"]
    assert told["tags"] == {**OURS, "adx.outbound.cluster": str(one.id), "team": "adx"} and told["routes"]


def test_new_groups_of_one_policy_have_numbers_of_their_own_as_they_are_written_one_after_another():
    two = governed("c2")
    other = replace_landscape(two, group_id=GROUP.parent.child(GROUP.type, "adx-other"))
    told = worked_out.of(by_name(governed("c1"), other))
    first, second = (told[name]["rules"]["group_priority"] for name in ("c1", "c2"))
    assert (first, second) == (told["c1"]["rules"]["group_priority"], first + 1)
    alone = worked_out.of(by_name(other))["c2"]["rules"]
    assert alone["group_priority"] == first and alone["refused"] == ""


@pytest.mark.parametrize(
    ("table", "named", "associate"),
    [
        (world.table(), False, False),
        (world.table(), True, True),
        (world.table(tags=OURS), False, True),
        (None, False, True),
    ],
    ids=["found", "named", "made by us", "to be made"],
)
def test_a_table_that_was_found_at_the_subnet_is_not_ours_to_give(table, named, associate):
    one = replace_landscape(member("c1"), table=table, table_named=named)
    assert worked_out.of(by_name(one))["c1"]["routes"]["associate"] is associate


def test_a_table_that_we_made_is_ours_with_the_cluster_it_was_made_for():
    other = str(world.CLUSTER).replace("/c1", "/first")
    table = world.table(tags={**OURS, "adx.outbound.cluster": other, "theirs": "x"})
    told = worked_out.of(by_name(member("c1", document_of_table=table)))["c1"]["routes"]
    assert told["tags"] == {**OURS, "adx.outbound.cluster": other}
    told = worked_out.of(by_name(member("c1", document_of_table=world.table(tags=OURS))))["c1"]["routes"]
    assert told["tags"] == OURS


def test_routes_of_a_delegated_subnet_are_the_services_unless_the_user_says_otherwise():
    for mode, left in (("auto", True), ("manage", False), ("report", False)):
        one = member("c1", routes=mode)
        subnet = world.subnet(one.plan.landscape.table_id, delegated=True)
        told = worked_out.of(by_name(replace_landscape(one, subnet=subnet)))["c1"]["routes"]
        assert ("delegated to the service" in told["left"], told["routes"] == []) == (left, left), mode


def test_what_could_not_be_read_is_left_alone():
    for field in ("subnet", "route_table"):
        one = replace_landscape(member("c1"), unread={field: "Reading it was refused"})
        told = worked_out.of(by_name(one))["c1"]["routes"]
        assert told["left"] == "Reading it was refused, so nothing says what stands there" and told["routes"] == []
    one = replace_landscape(member("c1", routes="report"), subnet=None)
    assert worked_out.of(by_name(one))["c1"]["routes"]["left"] == ""


def test_a_cluster_that_knows_no_table_has_no_routes():
    one = replace_landscape(member("c1"), table_id=None, table=None)
    assert worked_out.of(by_name(one))["c1"]["routes"] is None
