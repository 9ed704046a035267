# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The answer names the worst cause, says what to do, and claims nothing that is not known."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import answer
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.ending import Call
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.model import report
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.verdict import documents

from ..verdict.documents import NOT_INJECTED
from .results import DEFAULT, PAST, PLAN, STOPPED, allowing, check_of, checked, finding, judged

ALL = ("allow", "route", "check")
AHEAD, RUN = Call("preview", ALL), Call("run", ALL)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, ("good", "All 2 destinations the cluster needs are allowed")),
        (
            {"firewall": allowing("a.contoso.com")},
            ("bad", "Firewall fw blocks 1 of 2 destinations: no rule allows them"),
        ),
        ({"route_table": documents.table(PAST)}, ("open", "Nothing is locked down yet")),
        (
            {"route_table": documents.table(PAST), "firewall": allowing("a.contoso.com")},
            ("bad", "Nothing is locked down yet, and firewall fw would block 1 of 2 destinations: no rule allows them"),
        ),
        ({"route_table": documents.table(DEFAULT)}, ("bad", "Documented addresses have no route past firewall fw")),
        ({"cluster": NOT_INJECTED, "subnet": None}, ("aside", "The cluster is in no virtual network")),
        (
            {"firewall": documents.firewall(), "chain": (), "unread": {"chain": "It could not be read (403)"}},
            ("open", "It could not be read (403)"),
        ),
        ({"firewall": STOPPED}, ("bad", "Firewall fw is stopped")),
    ],
)
def test_the_headline_names_what_is_the_matter(changes, told):
    made = report(checked(**changes))
    assert (made.state, made.headline) == told
    assert made.state == "good" or made.state == "aside" or (made.remedy and made.cause)


def named(code, severity="error", **told):
    return {**finding(severity, code), "concerns": ["a.example.com:443"], **told}


def test_the_cause_of_what_is_blocked_is_told_rather_than_another_error():
    findings = [finding("error", "missing_route"), named("blocked_dependency", subject="c / r", remedy="Mend it.")]
    made = report(check_of(judged("denied"), judged(fqdn="b"), findings=findings))
    assert made.headline == "Collection c of firewall fw blocks 1 of 2 destinations"
    assert (made.remedy, made.cause, made.lead) == ("Mend it.", "blocked-dependency-c-r", "1 more error below.")


def test_a_preview_says_what_would_be_and_so_does_a_run_that_stopped():
    findings = [named("blocked_dependency", subject="c / r")]
    for call in (AHEAD, Call("run", ALL, failure="x", stopped=True)):
        made = report(check_of(judged("denied"), findings=findings), PLAN, call=call)
        assert made.headline == "Collection c of firewall fw would block the one destination"
    assert report(check_of(judged()), PLAN, call=AHEAD).headline.endswith("would be allowed")
    assert report(check_of(judged()), PLAN, call=RUN).headline.endswith("are allowed")


SENT = (*ALL[:2], "return", "check")
PARTS = ("rules", "network")


@pytest.mark.parametrize(
    ("call", "headline"),
    [
        (
            Call("run", SENT, pending=PARTS),
            "The cluster is back in its network, and all 2 destinations it needs are allowed",
        ),
        (
            Call("preview", SENT, pending=PARTS),
            "The cluster would be back in its network, and all 2 destinations it needs would be allowed",
        ),
        (Call("run", SENT), "The cluster is in its network, and all 2 destinations it needs are allowed"),
    ],
)
def test_the_headline_of_a_return_says_that_the_cluster_is_back(call, headline):
    assert report(checked(), call=call).headline == headline


def test_what_is_the_matter_with_a_cluster_that_is_back_stands_above_that_it_is():
    call = Call("run", SENT, pending=PARTS, written=PARTS, failure="It failed.", code="check_failed")
    made = report(checked(route_table=documents.table(DEFAULT)), call=call)
    assert made.headline == "Documented addresses have no route past firewall fw"
    assert made.lead.startswith("The cluster is back in its network.")
    kept_out = Call("run", SENT, pending=PARTS, failure="It failed.", code="check_failed", stopped=True)
    assert "back" not in report(checked(route_table=documents.table(DEFAULT)), call=kept_out).lead


def test_a_return_that_judges_nothing_says_that_the_cluster_is_back():
    call = Call("run", ("return",), pending=("network",), written=("network",))
    assert report({}, PLAN, call=call).headline == "The cluster is back in its network"


def test_what_is_unknown_is_told_by_what_leaves_it_so():
    doubt = named("undecided_dependency", "warning", subject="rule x")
    made = report(check_of(judged("cannot_tell"), judged(fqdn="b"), findings=[doubt]))
    assert (made.state, made.headline) == ("open", "rule x leaves 1 of 2 destinations unknown".capitalize())
    assert made.lead == "1 of 2 destinations is known to be allowed, 1 unknown."
    other = report(check_of(judged("cannot_tell"), findings=[finding("warning", "open_draft")]))
    assert other.headline == "0 of 1 destinations are known to be allowed, 1 unknown"


def test_blocked_destinations_without_a_finding_are_counted():
    assert report(check_of(judged("denied"), judged(fqdn="b"))).headline == "1 of 2 destinations is blocked"
    assert report(check_of(judged("denied")), PLAN, call=AHEAD).headline == "1 of 1 destinations would be blocked"


def test_where_all_is_well_other_ways_out_are_told():
    assert report(check_of(judged())).lead == "Each of these has a rule that lets it pass."
    one = [finding("warning", "service_endpoint")]
    assert "What else can leave is listed below" in report(check_of(judged(), findings=one)).lead
    two = [*one, finding("warning", "bypassing_route")]
    assert "What else can leave is listed below." in report(check_of(judged(), findings=two)).lead
    assert "1 warning below" in report(check_of(judged(), findings=[finding("warning", "open_draft")])).lead


@pytest.mark.parametrize(
    ("more", "call", "state", "told", "lead"),
    [
        ({}, None, "open", "A lock-down is planned", "1 resource would change"),
        ({"state": "absent"}, AHEAD, "open", "The lock-down would be taken away", "1 resource would change"),
        ({"state": "absent"}, RUN, "good", "The lock-down has been taken away", "1 resource changed"),
        (
            {},
            Call("run", ("allow",), written=("rules",), pending=("rules",)),
            "good",
            "The lock-down is written",
            "1 resource changed",
        ),
        (
            {},
            Call("run", ("allow",), written=("rules",), pending=("rules", "routes")),
            "good",
            "A part of the lock-down is written",
            "",
        ),
        ({"changes": []}, RUN, "good", "Nothing is left to change", "Everything is as it was asked for."),
    ],
)
def test_where_nothing_was_judged_the_plan_is_the_answer(more, call, state, told, lead):
    made = report({}, {**PLAN, **more}, call=call)
    assert (made.state, made.headline) == (state, told) and lead in made.lead
    assert (made.path, made.counts, made.routes, made.plan_hash) == (None, (), (), "ab")


@pytest.mark.parametrize("code", ["kept_rules", "kept_routes"])
@pytest.mark.parametrize(
    ("changes", "call", "told", "lead"),
    [
        (PLAN["changes"], RUN, "The lock-down is not wholly taken away", "1 resource changed, as listed below."),
        ([], RUN, "The lock-down is not wholly taken away", "Nothing can be changed here."),
        (PLAN["changes"], AHEAD, "The lock-down would not be wholly taken away", "1 resource would change"),
    ],
)
def test_a_removal_that_leaves_rules_or_routes_never_says_that_all_is_gone(code, changes, call, told, lead):
    stays = [finding("warning", code)]
    made = report({}, {**PLAN, "state": "absent", "changes": changes, "findings": stays}, call=call)
    assert (made.state, made.headline) == ("open", told)
    assert made.lead.startswith(lead) and made.lead.endswith("The findings say what stays, and why.")


def test_a_failure_is_the_answer_where_nothing_worse_is_known():
    failed = Call("run", ALL, failure="It went wrong. Do this.", code="x")
    for made in (report({}, PLAN, call=failed), report(check_of(judged()), PLAN, call=failed)):
        assert (made.state, made.headline, made.lead) == ("bad", "It went wrong", "Do this.")
    blocked = report(check_of(judged("denied")), PLAN, call=failed)
    assert blocked.headline == "1 of 1 destinations is blocked" and blocked.failure == failed.failure
    strict = Call("run", ALL, failure="x", code="check_failed")
    warned = report(check_of(judged(), findings=[finding("warning", "managed_table")]), PLAN, call=strict)
    assert (warned.state, warned.headline, warned.remedy) == ("bad", "M", "r")


def test_what_follows_the_first_part_of_a_long_failure_begins_as_a_sentence():
    told = answer.of_failure(Call(failure=f"Nobody knows {'x' * 130}; look at it. Then run again."))
    assert told.lead == "Look at it. Then run again."
