# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report says in plain words what a check and a plan found."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import formats
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.ending import Call
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.model import Change, report

from .results import FORMS, FOUND, PLAN, check_of, checked, finding, judged, planned


def test_behind_an_appliance_the_report_says_what_it_cannot_know_and_has_no_query_for_logs_that_are_not_azures():
    made = report(checked(firewall_id=None, firewall={}, appliance="10.0.1.4"))
    assert made.headline == "What appliance 10.0.1.4 lets through is unknown" and made.queries == ()
    assert (
        dict(made.facts)["Firewall"] == "10.0.1.4, an appliance that is not Azure's, whose rules nobody can read here"
    )
    for form in FORMS:
        formats.render(checked(firewall_id=None, firewall={}, appliance="10.0.1.4"), form)


def test_the_changes_of_a_plan_are_lines_that_come_and_go():
    first, second = report(checked(), planned()).changes
    assert first.resource == "firewall fw in resource group rg-hub"
    assert {sign for sign, _text in first.lines} == {"+"}
    assert ("+", "route ADX_Default: 0.0.0.0/0 -> VirtualAppliance 10.0.1.4") in second.lines
    assert report(checked()).changes is None, "a check plans nothing"


def test_a_removal_is_told_by_its_plan_alone():
    made = report({}, planned("absent"))
    assert (made.headline, made.path, made.problems) == ("Nothing is left to change", None, ())
    assert dict(made.facts)["Asked for"] == "Take the lock-down away"
    for form in FORMS:
        assert "c1" in formats.render({}, form, plan=planned("absent"))


def test_a_plan_alone_says_what_it_is_about():
    assert report({}, PLAN).facts == (
        ("Asked for", "Lock the cluster's outgoing traffic down"),
        ("Cluster", "c1 in westus"),
        ("Network and subnet", "vnet / snet (10.20.1.0/24, 10.20.2.0/24)"),
        ("Firewall", "fw at 10.0.1.4, whose rules are in a policy"),
        ("Route table", "rt"),
        ("Edition of the documented lists", "2024"),
    )


def test_the_queries_are_about_the_firewall_and_the_subnet():
    for _title, text in report({}, {**PLAN, "firewall": {**PLAN["firewall"], "id": "/the/firewall"}}).queries:
        assert 'let firewall = "/the/firewall";' in text
        assert 'let sources = dynamic(["10.20.1.0/24", "10.20.2.0/24"]);' in text


def test_the_queries_of_a_firewall_whose_id_is_not_known_are_about_all_in_the_workspace():
    assert len(report({}, PLAN).queries) == 2
    for _title, text in report({}, PLAN).queries:
        assert "_ResourceId" not in text


def test_a_plan_of_a_cluster_without_a_network_has_neither_subnet_nor_routes():
    made = report({}, {**PLAN, "subnet": None, "route_table": None})
    assert [label for label, _text in made.facts] == [
        "Asked for",
        "Cluster",
        "Firewall",
        "Edition of the documented lists",
    ]
    assert 'dynamic(["0.0.0.0/0"])' in made.queries[0][1]
    assert dict(report({}, {**PLAN, "route_table": None}).facts)["Route table"] == "none"


def test_a_plan_behind_an_appliance_names_its_address_and_has_no_queries():
    made = report({}, {**PLAN, "appliance": {"next_hop": "10.9.9.9"}, "firewall": None})
    told = "10.9.9.9, an appliance that is not Azure's, whose rules nobody can read here"
    assert dict(made.facts)["Firewall"] == told and made.queries == ()


@pytest.mark.parametrize(
    ("about", "label", "told"),
    [
        ({}, "Firewall", "fw at 10.0.1.4, in a virtual hub, whose rules are in a policy"),
        ({"firewall": {"name": "fw", "policies": []}}, "Firewall", "fw"),
        ({"firewall": {**FOUND["firewall"], "policies": ["base", "own"]}}, "Policy", "own under base"),
        ({}, "Policy", None),
        ({"route_table": {"name": "", "routes": []}}, "Route table", "a new one"),
        ({"route_table": None}, "Route table", "none"),
        ({"route_table": None, "unread": ["route_table"]}, "Route table", "could not be read"),
        ({"subnet": None}, "Route table", None),
        ({"subnet": None}, "Network and subnet", None),
        ({}, "Asked for", "Look only, and change nothing"),
        ({}, "Edition of the documented lists", None),
    ],
)
def test_a_fact_is_told_where_it_is_known(about, label, told):
    assert dict(report(check_of(judged(), **about)).facts).get(label) == told


def test_destinations_and_findings_are_counted_and_none_is_no_error():
    dependencies = map(judged, ["allowed", "allowed", "denied", "no_match", "cannot_tell"])
    made = report(check_of(*dependencies, findings=[finding("error"), finding("info")]))
    assert made.counts == (
        ("destinations allowed", 2, "good"),
        ("destinations blocked", 2, "bad"),
        ("destination unknown", 1, "open"),
        ("error", 1, "bad"),
        ("warnings", 0, "aside"),
    )
    (warned,) = [one for one in report(check_of(judged(), findings=[finding("warning")])).counts if one[0] == "warning"]
    assert warned == ("warning", 1, "open")


def test_a_change_keeps_two_lines_around_it():
    (change,) = report({}, PLAN).changes
    assert change.resource == "firewall fw"
    assert change.lines == ((" ", "b"), (" ", "c"), ("+", "x"), (" ", "d"), (" ", "e"))


def test_a_report_has_its_title_the_hash_of_its_plan_and_who_made_it():
    made = report(check_of(judged()), PLAN, when="Tuesday", version="1")
    assert (made.title, made.plan_hash) == ("Outgoing traffic of cluster c1", "ab")
    assert (made.when, made.version) == ("Tuesday", "1")
    assert report(check_of(judged())).plan_hash == "" and report(check_of(judged())).changes is None
    assert report(check_of(judged()), {**PLAN, "changes": []}).changes == ()


def test_destinations_that_are_reached_past_the_firewall_are_not_counted_as_allowed():
    loose = report(check_of(judged(), findings=[finding("warning", "no_default_route")]))
    assert loose.counts[0] == ("destination reached past the firewall", 1, "aside")
    ahead = report(check_of(judged()), PLAN, call=Call("preview", ("allow", "route", "check")))
    assert ahead.counts[0] == ("destination would be allowed", 1, "good") and ahead.would


@pytest.mark.parametrize(
    ("call", "title"),
    [
        (None, "What would change"),
        (Call("preview", ("allow",)), "What would change"),
        (Call("run", ("allow",)), "What changed"),
        (Call("run", ("allow",), failure="x"), "What was to change"),
    ],
)
def test_changes_are_told_in_the_tense_that_is_true(call, title):
    assert report({}, PLAN, call=call).changing == title
    assert report(check_of(judged()), PLAN, call=Call("preview", ("check",))).changes is None


def test_accepted_risks_are_told_with_what_they_are_and_the_words_of_those_that_were_not_met():
    met = [{"word": "a_risk", "sentence": "It may happen."}]
    made = report(check_of(judged()), PLAN, accept=["a_risk", "another"], accepted=met)
    assert made.accepted == ("a_risk: It may happen.", "another")
    assert report({}, {**PLAN, "accepted": met}).accepted == ("a_risk: It may happen.",)
    assert report({}, PLAN).accepted == ()


def test_findings_of_a_plan_stand_among_those_of_the_check_each_once():
    of_plan = [finding("warning", "of_plan"), finding("error", "x")]
    made = report(
        check_of(judged(), findings=[finding("info", "note"), finding("error", "x")]), {**PLAN, "findings": of_plan}
    )
    assert [one.code for one in made.problems] == ["x", "of_plan", "note"]
    assert [one.code for one in made.to_mend] == ["x", "of_plan"] and [one.code for one in made.notes] == ["note"]
    assert [one.code for one in report({}, {**PLAN, "findings": of_plan}).to_mend] == ["x", "of_plan"]


def test_what_says_how_something_leaves_stands_there_and_not_among_what_is_to_be_mended():
    made = report(check_of(judged(), findings=[finding("warning", "service_endpoint"), finding("info", "not_covered")]))
    assert (made.to_mend, made.notes) == ((), ())
    assert [one.code for one in (*made.leaving.problems, *made.leaving.unseen)] == ["service_endpoint", "not_covered"]


def test_of_a_cluster_that_failed_before_anything_was_known_its_name_and_the_reason_are_told():
    call = Call("run", ("allow",), failure="Cluster c1 was not found. Give its id.", code="no_such_cluster")
    made = report({}, None, call=call, name="/subscriptions/s/clusters/c1")
    assert (made.title, made.ending) == ("Outgoing traffic of cluster c1", "Refused")
    assert (made.headline, made.lead, made.is_told) == ("Cluster c1 was not found", "Give its id.", True)
    assert (made.groups, made.queries, made.path, made.leaving, made.changes) == ((), (), None, None, None)
    for form in FORMS:
        text = formats.render(
            {
                "clusters": [
                    {
                        "id": "/subscriptions/s/resourceGroups/g/providers/Microsoft.Kusto/clusters/c1",
                        "failed": True,
                        "msg": "Why.",
                        "state": "present",
                    }
                ]
            },
            form,
        )
        assert "Why" in text


def test_a_failure_that_the_findings_say_is_not_said_again():
    call = Call("run", ("check",), failure="The check failed.", code="check_failed")
    assert report(check_of(judged("denied"), findings=[finding()]), call=call).failure == ""
    assert report(check_of(judged("denied"), findings=[finding()]), call=Call("run", failure="x")).failure == "x"


@pytest.mark.parametrize(
    ("lines", "told"),
    [("+++-", "3 lines added, 1 removed"), ("+", "1 line added"), ("--", "2 lines removed"), (" ", "")],
)
def test_the_size_of_a_change_is_told(lines, told):
    assert Change("x", tuple((sign, "y") for sign in lines)).size == told
