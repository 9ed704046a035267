# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report says in plain words what a check and a plan found."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import formats
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.model import report
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.verdict import documents

from ..verdict.documents import NOT_INJECTED
from .results import DEFAULT, FORMS, HOSTS, OPEN_IN, PAST, STOPPED, allowing, checked, planned


def headline(**changes):
    made = report(checked(**changes))
    return made.state, made.headline


def test_where_all_passes_the_report_says_so_first():
    assert headline() == ("good", "All 2 destinations the cluster needs are allowed")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"firewall": allowing("a.contoso.com")}, ("bad", "1 of 2 destinations is blocked")),
        ({"route_table": documents.table(PAST)}, ("open", "Nothing is locked down yet")),
        (
            {"route_table": documents.table(PAST), "firewall": allowing("a.contoso.com")},
            ("bad", "Nothing is locked down yet, and 1 destination would be blocked"),
        ),
        ({"route_table": documents.table(DEFAULT)}, ("bad", "1 fault to mend")),
        ({"cluster": NOT_INJECTED, "subnet": None}, ("aside", "The cluster is in no virtual network")),
        (
            {"firewall": documents.firewall(), "chain": (), "unread": {"chain": "It could not be read (403)"}},
            ("open", "0 of 2 destinations are allowed, 2 not known: unreadable"),
        ),
        ({"firewall": STOPPED}, ("bad", "1 fault to mend")),
    ],
)
def test_what_is_wrong_is_the_headline(changes, told):
    assert headline(**changes) == told


def test_behind_an_appliance_the_report_says_what_it_cannot_know_and_has_no_query_for_logs_that_are_not_azures():
    made = report(checked(firewall_id=None, firewall={}, appliance="10.0.1.4"))
    assert made.headline == "0 of 2 destinations are allowed, 2 not known: appliance" and made.queries == ()
    assert (
        dict(made.facts)["Firewall"] == "10.0.1.4, an appliance that is not Azure's, whose rules nobody can read here"
    )
    for form in FORMS:
        formats.render(checked(firewall_id=None, firewall={}, appliance="10.0.1.4"), form)


def test_what_is_alike_is_one_entry_with_all_its_names():
    (group,) = report(checked()).groups
    assert (group.name, group.count) == ("Storage", 2)
    (entry,) = group.destinations
    assert entry.names == HOSTS and entry.rule == "adx-c1-westus-application / Storage-443"
    assert (entry.verdict, entry.way) == ("allowed", "through the firewall")
    entries = report(checked(firewall=allowing("b.contoso.com"))).groups[0].destinations
    assert [(one.names, one.verdict, one.rule) for one in entries] == [
        (("a.contoso.com",), "blocked", "no rule"),
        (("b.contoso.com",), "allowed", "adx-c1-westus-application / Storage-443"),
    ]


def test_a_fault_is_no_reason_to_say_that_all_passes_while_that_is_not_known():
    told = "Every destination passes today"
    assert told in report(checked(route_table=documents.table(DEFAULT))).lead
    stopped = report(checked(firewall=STOPPED))
    assert {one.state for one in stopped.groups[0].destinations} == {"open"}
    assert told not in stopped.lead and "not all is known to pass" in stopped.lead
    assert {one.way for one in stopped.groups[0].destinations} == {"to 10.0.1.4"}
    assert not [one for one in stopped.problems if "is not this firewall" in one.message]


def entry(**changes):
    (group,) = report(checked(**changes)).groups
    (found,) = group.destinations
    return found.verdict, found.rule, found.note


def test_beside_a_blocked_destination_stands_what_blocks_it_and_not_the_rule_that_would_allow_it():
    deny = documents.security_group(OPEN_IN, documents.security_rule("no", 100, "Deny"))
    assert entry(security_group=deny) == ("blocked", "security group nsg / no", "")
    nowhere = documents.table(("to-none", "0.0.0.0/0", "None"), PAST)
    assert entry(route_table=nowhere) == ("blocked", "route to-none", "the route drops it")
    elsewhere = documents.table(("to-other", "0.0.0.0/0", "VirtualAppliance", "10.0.1.9"), PAST)
    assert entry(route_table=elsewhere)[:2] == ("not known", "route to-other")
    unread = {"security_group": "It could not be read (AuthorizationFailed)"}
    assert entry(security_group=None, unread=unread)[:2] == ("not known", "not known")


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


PLAN = {
    "state": "present",
    "cluster": {"id": "/x/clusters/c1"},
    "region": "westus",
    "edition": "2024",
    "subnet": {"name": "snet", "virtual_network_name": "vnet", "address_prefixes": ["10.20.1.0/24", "10.20.2.0/24"]},
    "route_table": {"name": "rt"},
    "firewall": {"name": "fw", "private_address": "10.0.1.4", "kind": "policy"},
    "rule_collections": [{"name": "ours"}],
    "changes": [{"resource": "firewall fw", "before": "a\nb\nc\nd\ne\nf", "after": "a\nb\nc\nx\nd\ne\nf"}],
    "plan_hash": "ab",
}
FOUND = {
    "cluster": "c1",
    "region": "westus",
    "injected": True,
    "subnet": {"name": "snet", "virtual_network": "vnet", "prefixes": ["10.20.1.0/24"]},
    "security_group": "nsg",
    "route_table": {"name": "rt", "routes": []},
    "firewall": {"name": "fw", "kind": "hub", "private_address": "10.0.1.4", "policies": []},
    "sources": ["10.20.1.0/24"],
    "collections": ["ours"],
    "unread": [],
}


def judged(verdict="allowed", **told):
    by = ["ours", "rule"]
    allowed = {"verdict": "allowed", "by": by}
    found = {"category": "AzureStorage", "fqdn": "a.example.com", "port": 443, "verdict": verdict, "by": by, "why": ""}
    hop = {"type": "VirtualAppliance", "address": "10.0.1.4"}
    return {**found, "firewall": allowed, "security_group": {"verdict": "allowed", "by": []}, "next_hop": hop, **told}


def finding(severity="error", code="x"):
    return {"severity": severity, "code": code, "subject": "s", "message": "m", "remedy": "r"}


def check_of(*dependencies, findings=(), addresses=(), **about):
    found = {"dependencies": list(dependencies), "findings": list(findings), "addresses": list(addresses)}
    return {**found, "about": {**FOUND, **about}}


@pytest.mark.parametrize(
    ("dependencies", "findings", "state", "told", "lead"),
    [
        (
            ["allowed", "allowed"],
            [],
            "good",
            "All 2 destinations the cluster needs are allowed",
            "has a rule that lets it pass",
        ),
        (["allowed", "no_match"], [], "bad", "1 of 2 destinations is blocked", "what stands in their way"),
        (["denied", "no_match"], ["error"], "bad", "2 of 2 destinations are blocked", "what stands in their way"),
        (["allowed"], ["error", "error"], "bad", "2 faults to mend", "Every destination passes today."),
        (["cannot_tell"], ["error"], "bad", "1 fault to mend", "not all is known to pass"),
        (
            ["allowed", "allowed"],
            ["warning", "info"],
            "good",
            "All 2 destinations the cluster needs are allowed",
            "has a rule",
        ),
        (
            ["cannot_tell", "allowed"],
            [],
            "open",
            "1 of 2 destinations is allowed, 1 not known",
            "would have to be known",
        ),
    ],
)
def test_the_headline_is_about_the_worst_there_is(dependencies, findings, state, told, lead):
    made = report(check_of(*map(judged, dependencies), findings=map(finding, findings)))
    assert (made.state, made.headline) == (state, told) and lead in made.lead


def test_a_failure_is_the_headline_unless_something_worse_is_known():
    failed = report(check_of(judged()), failure="why")
    assert (failed.state, failed.headline, failed.failure) == ("bad", "The run failed for this cluster", "why")
    blocked = report(check_of(judged("denied")), failure="why")
    assert blocked.headline == "1 of 1 destinations is blocked" and blocked.failure == "why"
    assert report({}, PLAN, failure="why").headline == "The run failed for this cluster"


@pytest.mark.parametrize(
    ("more", "state", "told", "lead"),
    [
        ({}, "open", "A lock-down is planned", "1 resource of yours change, as listed below."),
        ({"state": "absent"}, "open", "The lock-down is taken away", "1 resource of yours change, as listed below."),
        ({"changes": []}, "good", "Nothing is left to change", "Everything is as it was asked for."),
    ],
    ids=["lock-down", "removal", "nothing"],
)
def test_where_nothing_was_checked_the_plan_is_the_headline(more, state, told, lead):
    made = report({}, {**PLAN, **more})
    assert (made.state, made.headline, made.lead) == (state, told, lead)
    assert (made.path, made.counts, made.routes, made.plan_hash) == (None, (), (), "ab")


def test_a_plan_alone_says_what_it_is_about():
    assert report({}, PLAN).facts == (
        ("Asked for", "Lock the cluster's outgoing traffic down"),
        ("Cluster", "c1 in westus"),
        ("Network and subnet", "vnet / snet (10.20.1.0/24, 10.20.2.0/24)"),
        ("Firewall", "fw at 10.0.1.4, whose rules are in a policy"),
        ("Route table", "rt"),
        ("Edition of the documented lists", "2024"),
    )
    text = report({}, PLAN).queries[0][1]
    assert 'dynamic(["ours"])' in text and 'dynamic(["10.20.1.0/24", "10.20.2.0/24"])' in text


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
        ({}, "Accepted risks", None),
    ],
)
def test_a_fact_is_told_where_it_is_known(about, label, told):
    assert dict(report(check_of(judged(), **about)).facts).get(label) == told


def test_accepted_risks_are_told():
    assert dict(report(check_of(judged()), accept=["a_risk", "another"]).facts)["Accepted risks"] == "a_risk, another"


def test_destinations_and_findings_are_counted_and_none_is_no_fault():
    dependencies = map(judged, ["allowed", "allowed", "denied", "no_match", "cannot_tell"])
    made = report(check_of(*dependencies, findings=[finding("error"), finding("info")]))
    assert made.counts == (
        ("destinations allowed", 2, "good"),
        ("destinations blocked", 2, "bad"),
        ("destination not known", 1, "open"),
        ("fault", 1, "bad"),
        ("warnings", 0, "aside"),
    )
    (warned,) = [one for one in report(check_of(judged(), findings=[finding("warning")])).counts if one[0] == "warning"]
    assert warned == ("warning", 1, "open")


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ({}, "a.example.com"),
        ({"fqdn": None, "service_tag": "AzureMonitor"}, "service tag AzureMonitor"),
        ({"fqdn": None, "addresses": ["1.2.3.4", "1.2.3.5"]}, "1.2.3.4, 1.2.3.5"),
        ({"fqdn": None}, ""),
    ],
)
def test_a_destination_is_named_as_it_is_known(told, name):
    ((entry,),) = (group.destinations for group in report(check_of(judged(**told))).groups)
    assert entry.names == (name,)


OURS, NOBODY = {"verdict": "allowed", "by": ["ours", "rule"]}, {"verdict": "allowed", "by": []}
ROUTED = {"type": "None", "route": "drop"}
TO_ENDPOINT = {"type": "InterfaceEndpoint", "route": "private endpoint pe"}


@pytest.mark.parametrize(
    ("told", "rule", "why"),
    [
        ({}, "ours / rule", ""),
        ({"why": "so"}, "ours / rule", "so"),
        ({"by": [], "next_hop": {"type": "Internet"}}, "ours / rule", "the firewall is never asked"),
        ({"by": ["nsg", "x"], "firewall": NOBODY}, "none needed", "the firewall is never asked"),
        ({"verdict": "no_match", "by": [], "firewall": NOBODY}, "no rule", ""),
        ({"verdict": "cannot_tell", "by": [], "firewall": NOBODY}, "not known", ""),
        ({"verdict": "denied", "by": ["ours", "rule"], "firewall": OURS}, "ours / rule", ""),
        (
            {"verdict": "denied", "by": ["n"], "security_group": {"verdict": "denied", "by": ["n"]}},
            "security group n",
            "",
        ),
        ({"verdict": "denied", "by": ["drop"], "next_hop": ROUTED}, "route drop", ""),
        ({"verdict": "denied", "by": ["drop"], "next_hop": {"type": "None"}}, "drop", ""),
        ({"verdict": "denied", "by": ["private DNS zone z"], "next_hop": ROUTED}, "private DNS zone z", ""),
        (
            {"verdict": "denied", "by": ["private endpoint pe"], "next_hop": TO_ENDPOINT},
            "private endpoint pe",
            "",
        ),
    ],
)
def test_beside_a_destination_stands_what_decides_about_it(told, rule, why):
    ((entry,),) = (group.destinations for group in report(check_of(judged(**told))).groups)
    assert (entry.rule, entry.note) == (rule, why)


def test_kinds_of_destinations_stand_in_their_order_and_what_differs_apart():
    made = report(
        check_of(
            judged(category="AzureStorage", fqdn="b.example.com"),
            judged(category="AzureStorage"),
            judged(category="AzureStorage", fqdn="c.example.com", port=80),
            judged(category="Mine"),
            judged(category="AzureActiveDirectory"),
        )
    )
    assert [(one.name, one.count) for one in made.groups] == [("Sign-in", 1), ("Storage", 3), ("Mine", 1)]
    assert [(one.names, one.port) for one in made.groups[1].destinations] == [
        (("c.example.com",), 80),
        (("a.example.com", "b.example.com"), 443),
    ]


def test_addresses_and_routes_are_told_in_plain_words():
    address = {"address": "1.2.3.4", "purpose": "Management", "verdict": "denied", "next_hop": {"type": "Internet"}}
    routes = [
        {"name": "r", "address_prefix": "0.0.0.0/0", "next_hop_type": "Internet"},
        {
            "name": "s",
            "address_prefix": "10.0.0.0/8",
            "next_hop_type": "VirtualAppliance",
            "next_hop_ip_address": "10.0.1.4",
        },
    ]
    made = report(check_of(judged(), addresses=[address], route_table={"name": "rt", "routes": routes}))
    (told,) = made.addresses
    assert (told.address, told.purpose, told.state, told.verdict, told.way) == (
        "1.2.3.4",
        "management",
        "bad",
        "blocked",
        "straight to the internet",
    )
    assert made.routes == (
        ("r", "0.0.0.0/0", "straight to the internet"),
        ("s", "10.0.0.0/8", "through the firewall"),
    )


@pytest.mark.parametrize(("severity", "state"), [("error", "bad"), ("warning", "open"), ("info", "aside")])
def test_a_finding_is_as_bad_as_its_severity(severity, state):
    (one,) = report(check_of(judged(), findings=[finding(severity)])).problems
    assert (one.state, one.severity, one.code, one.subject, one.message, one.remedy) == (
        state,
        severity,
        "x",
        "s",
        "m",
        "r",
    )


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
