# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run says of its own writes: of each cluster, and of all of them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet.fleet import Writing
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.approval import Part
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.change import Outcome
from ansible_collections.adx.outbound.plugins.module_utils._run.record import Record
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._run.azure import Azure, firewall_of

FIREWALL = "the rules of firewall fw in resource group rg"
TABLE = "the routes of route table rt-c1 in resource group rg"
SUBNET_TEXT = "the route table of subnet snet-c1 of virtual network vnet-c1 in resource group rg"
DONE = Outcome("before", "after", True, {"etag": "2"}, {"etag": "1"})


def members(*names, **own):
    azure = Azure()
    for name in names:
        azure.place(name, bare=True)
    answers = azure.read([azure.asked(name, default_route="manage", **own) for name in names])
    return [read.member for read, _error in answers]


@pytest.fixture
def member():
    (one,) = members("c1")
    return one


def recorded(*writes):
    """A record of (part, outcome, members)."""
    record = Record()
    for part, outcome, concerned in writes:
        record.add(Writing(part, tuple(concerned)), outcome)
    return record


def test_a_run_that_wrote_nothing_says_so_of_a_cluster_and_of_all(member):
    assert Record().sentence(member, planned=[Part.RULES]) == "This run has written nothing for it."
    assert Record().sentence(None) == "This run has written nothing for it."
    assert Record().summary() == "This run has written nothing."


def test_what_was_written_and_what_not_is_told_by_resource(member):
    record = recorded((Part.RULES, DONE, [member]))
    told = record.sentence(member, planned=[Part.RULES, Part.ROUTES, Part.SUBNET])
    assert told == f"This run has written {FIREWALL}. It has not written {TABLE}, {SUBNET_TEXT}."
    assert record.sentence(member, planned=[Part.RULES]) == f"This run has written {FIREWALL}."
    assert record.summary() == f"In all this run has written {FIREWALL}."


def test_a_part_that_the_plan_has_nothing_of_is_not_told_as_unwritten():
    (delegated,) = members("c1", routes="report")
    assert Part.SUBNET not in delegated.slices
    record = recorded((Part.RULES, DONE, [delegated]))
    assert record.sentence(delegated, planned=[Part.RULES, Part.SUBNET]) == f"This run has written {FIREWALL}."


def test_a_write_that_was_lost_is_told_as_one_that_may_have_taken_effect(member):
    record = recorded((Part.RULES, DONE, [member]), (Part.ROUTES, None, [member]))
    lost = f"The write of {TABLE} had been sent and may have taken effect."
    assert record.sentence(member, planned=[Part.RULES, Part.ROUTES]) == f"This run has written {FIREWALL}. {lost}"
    assert [one.as_option()["certain"] for one in record.sent] == [True, False]


def test_a_write_that_was_taken_back_is_told_as_that(member):
    record = recorded((Part.RULES, DONE, [member]), (Part.ROUTES, DONE, [member]))
    record.take_back(record.sent[1])
    assert record.sentence(member, planned=[Part.RULES, Part.ROUTES]) == (
        f"This run has written {FIREWALL}. This run took back {TABLE}."
    )
    assert record.summary() == f"In all this run has written {FIREWALL}."
    assert [one.as_option()["taken_back"] for one in record.sent] == [False, True]
    record.take_back(record.sent[0])
    assert record.summary() == "This run has written nothing."
    assert record.sentence(member).startswith(f"This run took back {FIREWALL}, {TABLE}.")


def test_a_write_whose_answer_was_lost_and_that_was_taken_back_may_not_stand_any_more(member):
    record = recorded((Part.RULES, None, [member]))
    record.take_back(record.sent[0])
    assert record.sentence(member) == f"This run took back {FIREWALL}."
    assert record.summary() == "This run has written nothing."


def test_a_cluster_of_which_more_is_known_by_now_has_the_same_writes(member):
    record = recorded((Part.RULES, DONE, [member]))
    known = replace(member, plan=replace(member.plan, findings=()))
    assert known != member and record.sentence(known) == f"This run has written {FIREWALL}."


def test_a_write_for_somebody_else_is_none_for_a_cluster():
    one, two = members("c1", "c2")
    record = recorded((Part.RULES, DONE, [one]), (Part.RULES, DONE, [one, two]))
    assert record.sentence(two) == f"This run has written {FIREWALL}."
    assert (
        len(record.of(one, Part.RULES)) == 2
        and len(record.of(two, Part.RULES)) == 1
        and record.of(one, Part.ROUTES) == []
    )


def test_many_writes_are_three_names_and_a_count(member):
    three, five = (recorded(*[(Part.RULES, DONE, [member])] * count) for count in (3, 5))
    assert three.summary() == f"In all this run has written {', '.join([FIREWALL] * 3)}."
    assert five.summary() == f"In all this run has written {', '.join([FIREWALL] * 3)} and 2 more."


def test_documents_are_what_stands_there_now_and_originals_what_stood_there(member):
    record = recorded((Part.RULES, DONE, [member]), (Part.ROUTES, None, [member]))
    key = resource_ids.key(firewall_of())
    assert record.documents() == {key: {"etag": "2"}} and record.originals(record.sent) == {key: {"etag": "1"}}


def test_whatever_is_touched_makes_what_was_read_before_out_of_date():
    record = Record()
    record.touched()
    record.touched()
    assert record.epoch == 2


def test_a_write_is_shown_by_its_resource_and_its_part(member):
    (one,) = recorded((Part.SUBNET, DONE, [member])).sent
    assert one.as_option() == {
        "resource": "subnet snet-c1 of virtual network vnet-c1 in resource group rg",
        "id": str(member.plan.landscape.subnet_id),
        "part": "subnet",
        "clusters": [str(member.plan.landscape.cluster_id)],
        "certain": True,
        "taken_back": False,
    }
