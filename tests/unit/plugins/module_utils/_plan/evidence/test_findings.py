# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each thing that a person should know of the logs is a finding, each cause once."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.catalogue import CATALOGUE, OF_EVIDENCE
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence import stores
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence.findings import _ADVICE
from ansible_collections.adx.outbound.plugins.module_utils._plan.evidence.stores import Lack, Why
from ansible_collections.adx.outbound.plugins.module_utils._plan.logs.queries import Kind

from ..verdict.documents import collection, firewall, network
from .rows import (
    HOST,
    HUB,
    NOW,
    OTHER,
    TIME,
    WILDCARD,
    WORLD,
    ago,
    covered,
    logs,
    refused,
    row,
    whole,
)

CHANGED = ago(days=1)
DENIED, ALLOWED = refused("a.contoso.com"), row("b.contoso.com")
HINTS = {("a.contoso.com", 443): ("20.1.2.3",)}
DOCUMENTED = replace(WILDCARD, category="Documented")
SILENT = refused("", port=12000, action="", reason="SNI TLS extension was missing.")
GONE = Why(Lack.NOT_LOGGED, "no diagnostic setting of firewall fw sends logs to a workspace")


def codes(*flows, found, **more):
    return [one.code for one in whole(*flows, found=found, **more).findings if one.code != "unused_rule"]


def the(code, *flows, found, **more):
    (one,) = [one for one in whole(*flows, found=found, **more).findings if one.code == code]
    return one


CASES = {
    "log_denies": ((HOST,), logs(DENIED), CHANGED),
    "log_allows": ((OTHER,), logs(ALLOWED), CHANGED),
    "denied_in_window": ((HOST,), logs(DENIED), None),
    "denied_until": ((HOST,), logs(DENIED, row("a.contoso.com", last=ago(minutes=30))), None),
    "logs_unread": ((HOST,), stores.nothing("fw", GONE), None),
    "logs_do_not_tell": ((HOST,), logs(coverage=covered(Kind.NETWORK)), None),
    "refused_names": ((TIME,), logs(refused("evil.example.com")), None),
    "refused_without_name": ((TIME,), logs(SILENT), None),
    "wildcard_names": ((DOCUMENTED,), logs(row("x.blob.core.windows.net")), None),
}


@pytest.mark.parametrize("code", CASES)
def test_each_code_has_what_raises_it_and_nothing_else_is_told(code):
    flows, found, changed = CASES[code]
    assert codes(*flows, found=found, changed=changed) == [code]


def test_every_code_is_raised_and_is_a_sentence_with_a_remedy_about_a_subject():
    assert {*CASES, "unused_rule"} == set(OF_EVIDENCE)
    for flows, found, changed in CASES.values():
        for one in whole(*flows, found=found, changed=changed).findings:
            assert one.code in CATALOGUE and one.subject and one.message.endswith(".") and one.remedy.endswith(".")
            assert one.message[0].isupper() or one.message[0].isdigit() or one.message.startswith(one.concerns[0])


@pytest.mark.parametrize(
    ("flow", "hits", "changed"),
    [
        (HOST, [row("a.contoso.com")], None),
        (HOST, [row("a.contoso.com")], CHANGED),
        (OTHER, [refused("b.contoso.com")], None),
        (OTHER, [refused("b.contoso.com")], CHANGED),
        (OTHER, [ALLOWED], None),  # whether it was allowed once is of no use
        (HOST, [], CHANGED),
        (HOST, [replace(DENIED, first=NOW, last=NOW)], CHANGED),  # the next check tells
    ],
)
def test_where_log_and_verdict_go_together_or_are_not_compared_nothing_is_told(flow, hits, changed):
    assert codes(flow, found=logs(*hits), changed=changed) == []


def test_what_was_refused_by_one_thing_is_one_finding_with_all_that_it_is_about():
    world = replace(WORLD, firewall=firewall(networks=[collection("c", 1, "Allow", network(to="*", ports="*"))]))
    hits = [DENIED, refused("b.contoso.com", last=ago(minutes=20))]
    one = the("log_denies", HOST, OTHER, found=logs(*hits), changed=CHANGED, landscape=world)
    assert one.concerns == ("a.contoso.com:443", "b.contoso.com:443")
    assert one.message == (
        "a.contoso.com:443, b.contoso.com:443 were refused by the default action, since no rule matched, last at"
        " 2026-11-30 11:40 UTC, though by what was read it passes."
    )
    other = replace(hits[1], collection="corp", rule="deny")
    found = whole(HOST, OTHER, found=logs(DENIED, other), changed=CHANGED, landscape=world).findings
    assert [one.concerns for one in found if one.code == "log_denies"] == [
        ("a.contoso.com:443",),
        ("b.contoso.com:443",),
    ]


def test_a_refusal_of_which_nobody_knows_whether_it_still_holds_says_why():
    one = the("denied_in_window", HOST, found=logs(DENIED))
    assert one.message.endswith("and whether that was before the last change of the rules is not known.")
    by_address = logs(refused(kind=Kind.NETWORK, address="20.1.2.3"))
    one = the("denied_in_window", HOST, found=by_address, changed=CHANGED, hints=HINTS)
    assert one.message.endswith("and whether the address that was refused is still its own is not known.")


def test_a_refusal_from_before_a_change_is_history_and_not_said_to_be_over_where_the_log_does_not_tell():
    found = logs(replace(DENIED, first=ago(days=2), last=ago(days=2)))
    assert codes(HOST, found=found, changed=CHANGED) == ["denied_until"]
    assert the("denied_until", HOST, found=found, changed=CHANGED).message == (
        "a.contoso.com:443 was denied until 2026-11-28 12:00 UTC; the log has no refusal since."
    )
    assert codes(HOST, found=found, changed=NOW) == ["denied_until", "logs_do_not_tell"]


def test_what_is_blocked_has_no_history_worth_telling():
    found = logs(refused("b.contoso.com", last=ago(days=2)))
    assert codes(OTHER, found=found, changed=CHANGED) == []


def test_a_reason_why_nobody_can_tell_is_told_once_with_all_that_it_is_about():
    one = the("logs_unread", HOST, OTHER, HUB, WILDCARD, found=stores.nothing("fw", GONE))
    assert one.concerns == ("a.contoso.com:443", "b.contoso.com:443", "EventHub:5671", "*.blob.core.windows.net:443")
    assert one.message == (
        "Whether a.contoso.com:443, b.contoso.com:443, EventHub:5671 and 1 more passed is not known from the logs: no"
        " diagnostic setting of firewall fw sends logs to a workspace."
    )


def test_where_else_the_logs_go_is_told():
    found = replace(stores.nothing("fw", GONE), elsewhere=("storage account sa",))
    message = the("logs_unread", HOST, found=found).message
    assert message.endswith("to a workspace. They go to storage account sa alone, where nobody can query them.")


@pytest.mark.parametrize("lack", list(Lack))
def test_there_is_something_to_do_about_every_reason(lack):
    assert _ADVICE[lack].endswith(".")


def test_names_that_are_known_are_told_as_what_they_are():
    one = the("refused_names", TIME, found=logs(refused("cacerts.digicert.com")))
    assert one.message == (
        "Machines of the subnet were refused cacerts.digicert.com:443, which no dependency covers."
        " Of these cacerts.digicert.com is a host of Azure's certificate authorities."
    )


@pytest.mark.parametrize(
    ("hits", "begins"),
    [
        ([SILENT], "1 connection to port 12000 from 10.20.1.0/24 was refused, and the log has no name"),
        ([SILENT, replace(SILENT, port=13000)], "2 connections to port 12000 from 10.20.1.0/24, port 13000 from"),
    ],
)
def test_refusals_without_a_name_are_counted(hits, begins):
    assert the("refused_without_name", TIME, found=logs(*hits)).message.startswith(begins)


def test_an_unused_rule_is_said_to_be_unused_by_the_cluster():
    found = the("unused_rule", HOST, found=logs())
    assert found.concerns == ("ours-network / hub", "ours-network / peer", "ours / names")
    assert found.message == (
        "The cluster has used nothing of 3 rules of ours since 2026-11-23 00:00 UTC: ours-network / hub, ours-network /"
        " peer, ours / names."
    )


def test_a_wildcard_is_compared_with_its_names_over_thirty_days():
    hit = row("x.blob.core.windows.net")
    short = the("wildcard_names", DOCUMENTED, found=logs(hit))
    assert short.message == (
        "The log has 8 days of what *.blob.core.windows.net stood for, too short a window to narrow: 30 are needed."
    )
    one_day = logs(hit, coverage=covered(Kind.APPLICATION, start=ago(hours=3)))
    assert the("wildcard_names", DOCUMENTED, found=one_day).message.startswith("The log has 1 day of")
    enough = logs(hit, start=ago(days=29), coverage=covered(Kind.APPLICATION, start=ago(days=29)))
    assert the("wildcard_names", DOCUMENTED, found=enough).message == (
        "In 30 days *.blob.core.windows.net stood for 1 name, which the report lists."
    )
    two = logs(hit, row("y.blob.core.windows.net"), start=ago(days=29), coverage=enough.stores[0].coverage.rows)
    assert "stood for 2 names" in the("wildcard_names", DOCUMENTED, found=two).message
