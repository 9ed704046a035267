# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A report says in plain words what a check and a plan found, in three forms, and no value in it is ever markup."""

from __future__ import annotations

import json
import re
from copy import deepcopy

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import formats, kql
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.model import report
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.verdict import documents

from .results import DEFAULT, FORMS, HOSTILE, HOSTS, OPEN_IN, PAST, STOPPED, Tags, allowing, checked, planned, spoiled


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
        ({"injected": False, "subnet": None}, ("aside", "The cluster is in no virtual network")),
        (
            {"firewall": documents.firewall(), "chain": (), "unread": {"chain": "It could not be read (403)"}},
            ("open", "Whether 2 of 2 destinations pass is not known"),
        ),
        ({"firewall": STOPPED}, ("bad", "1 fault to mend")),
    ],
)
def test_what_is_wrong_is_the_headline(changes, told):
    assert headline(**changes) == told


def test_behind_an_appliance_the_report_says_what_it_cannot_know_and_has_no_query_for_logs_that_are_not_azures():
    made = report(checked(firewall_id=None, firewall={}, appliance="10.0.1.4"))
    assert made.headline == "Whether 2 of 2 destinations pass is not known" and made.queries == ()
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


def test_the_path_shows_where_it_ends():
    states = {one.kind: one.state for one in report(checked(firewall=allowing())).path.stations}
    assert states == {
        "Cluster": "good",
        "Security group": "good",
        "Route table": "good",
        "Firewall": "bad",
        "Destinations": "bad",
    }
    made = report(checked(injected=False, subnet=None)).path
    assert not made.through and made.past.name == "everything"


def test_a_fault_is_no_reason_to_say_that_all_passes_while_that_is_not_known():
    told = "Every destination passes today"
    assert told in report(checked(route_table=documents.table(DEFAULT))).lead
    stopped = report(checked(firewall=STOPPED))
    assert {one.state for one in stopped.groups[0].destinations} == {"open"}
    assert told not in stopped.lead and "not all is known to pass" in stopped.lead
    assert {one.way for one in stopped.groups[0].destinations} == {"to 10.0.1.4"}
    assert not [one for one in stopped.problems if "is not this firewall" in one.message]


def station(kind, **changes):
    (found,) = [one for one in report(checked(**changes)).path.stations if one.kind == kind]
    return found.name, found.state


def test_a_stopped_firewall_is_no_good_end_of_a_route():
    assert station("Route table") == ("rt", "good")
    assert station("Route table", firewall=STOPPED) == ("rt", "open")
    assert station("Firewall", firewall=STOPPED) == ("fw", "bad")


@pytest.mark.parametrize(
    ("field", "kind"), [("security_group", "Security group"), ("route_table", "Route table")], ids=str
)
def test_what_could_not_be_read_is_not_drawn_as_if_there_were_none(field, kind):
    unread = {field: None, "unread": {field: "It could not be read (AuthorizationFailed)"}}
    assert station(kind, **unread) == ("could not be read", "open")
    assert station("Security group", security_group=None) == ("none", "aside")
    facts = [dict(report(checked(**changes)).facts)["Route table"] for changes in (unread, {"route_table": None})]
    assert facts == (["could not be read", "none"] if field == "route_table" else ["rt", "none"])


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


def test_whatever_a_name_holds_it_is_text_in_every_form():
    result, plan = spoiled(checked(firewall=allowing())), spoiled(planned())
    tame = formats.render(checked(firewall=allowing()), "html", plan=planned(), when="now", version="1")
    page = formats.render(result, "html", plan=plan, when=HOSTILE, version=HOSTILE)
    seen, expected = Tags(page), Tags(tame)
    assert {tag for tag, _attributes in seen.tags} <= {tag for tag, _attributes in expected.tags}
    assert "<script>alert(1)</script>" in "".join(seen.texts) and "\x00" not in page
    text = formats.render(result, "md", plan=plan, when=HOSTILE, version=HOSTILE)
    prose = re.sub(r"^(`{3,})\w+$.*?^\1$", "", text, flags=re.MULTILINE | re.DOTALL)
    assert "<script" not in prose and "**x**" not in prose and "[y](z)" not in prose
    assert not [line for line in prose.splitlines() if line.startswith("| ") and line.count(" | ") not in (1, 2, 3, 4)]
    assert json.loads(formats.render(result, "json", plan=plan))["title"].startswith("Outgoing traffic of cluster <")


def test_a_page_asks_nobody_for_anything():
    page = formats.render(checked(), "html", plan=planned())
    for tag, attributes in Tags(page).tags:
        assert tag not in ("script", "link", "img", "iframe", "object")
        assert not {"src", "href", "srcset", "action"} & set(attributes)
    assert not re.search(r"url\((?!#)|@import|https?:", page)
    assert "default-src 'none'" in page


@pytest.mark.parametrize("form", FORMS)
def test_a_report_that_differs_by_its_time_alone_stays_as_it_was(form):
    def render(**more):
        return formats.render(checked(), form, plan=planned(), **{"when": "Tuesday", "version": "1", **more})

    first = render()
    assert render(when="Wednesday", previous=first) == first
    assert render(when="Wednesday") != first and "Wednesday" in render(when="Wednesday")
    assert render(version="2", previous=first) != first
    other = formats.render(checked(firewall=allowing()), form, plan=planned(), when="Tuesday", version="1")
    assert render(when="Wednesday", previous=other) == render(when="Wednesday")


@pytest.mark.parametrize("form", FORMS)
def test_the_same_results_make_the_same_report_and_stay_as_they_are(form):
    result, plan = checked(), planned()
    before = deepcopy((result, plan))
    assert formats.render(result, form, plan=plan) == formats.render(result, form, plan=plan)
    assert (result, plan) == before


def test_a_form_that_is_none_is_named():
    with pytest.raises(
        PlanError, match="A report has the form html, md, json, by the ending of its path, and not 'pdf'"
    ):
        formats.render(checked(), "pdf")


def test_each_kind_of_log_has_its_query_with_our_collections_and_sources():
    structured, older = (text for _title, text in kql.queries(["b", "a"], ["10.20.1.0/24"]))
    for text in (structured, older):
        assert 'let collections = dynamic(["a", "b"]);' in text and 'let sources = dynamic(["10.20.1.0/24"]);' in text
        assert text.count("{") == 0 and 'or Action =~ "Deny"' in text
    assert "AZFWApplicationRule" in structured and "AZFWNetworkRule" in structured and "AzureDiagnostics" in older


def test_any_source_is_every_address_and_no_name_ends_a_query():
    for sources in (["*"], []):
        assert 'dynamic(["0.0.0.0/0"])' in kql.queries(["a"], sources)[0][1]
    (line, *_rest) = kql.queries(['x"]); drop {sources}'], ["*"])[0][1].splitlines()
    assert line == r'let collections = dynamic(["x\"]); drop {sources}"]);'


MESSAGES = {
    "HTTPS request from 10.20.1.5:50000 to a.contoso.com:443. Action: Allow. Rule Collection: ours. Rule:"
    " Storage-443": (
        "10.20.1.5",
        "a.contoso.com",
        "443",
        "Allow",
        "ours",
        "Storage-443",
    ),
    "TCP request from 10.20.1.5:50000 to 20.1.2.3:5671. Action: Allow. Policy: p. Rule Collection Group: g. Rule"
    " Collection: ours. Rule: EventHub-5671": ("10.20.1.5", "20.1.2.3", "5671", "Allow", "ours", "EventHub-5671"),
    "HTTPS request from 10.20.1.5:50000 to x.contoso.com:443. Action: Deny. No rule matched. Proceeding with default"
    " action": ("10.20.1.5", "x.contoso.com", "443", "Deny", None, None),
}


@pytest.mark.parametrize("message", MESSAGES)
def test_the_query_of_older_logs_takes_their_messages_apart(message):
    text = kql.queries(["ours"], ["10.20.1.0/24"])[1][1]
    patterns = re.findall(r'extract\(@"([^"]+)"', text)
    assert len(patterns) == 6
    found = [re.search(pattern, f"{message} ") for pattern in patterns]
    assert tuple(one[1] if one else None for one in found) == MESSAGES[message]
