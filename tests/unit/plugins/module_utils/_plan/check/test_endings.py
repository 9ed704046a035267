# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sentence a check ends with, and its lines in a log."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.check import endings
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.check import Checkup, check
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.findings import Finding

from ..verdict.documents import application, name_flow
from .scenarios import DEFAULT, DENY, GOOD, HOST, PAST, QUESTION, STORAGE, WIDE, having, routed

BEFORE = replace(QUESTION, before_routing=True)


def numbered(count, code="unreadable"):
    """A check that found this many things."""
    found = [Finding(code, str(one), f"Thing {one} is lost.", f"Look for {one}.") for one in range(1, count + 1)]
    return Checkup((), (), tuple(found))


def test_before_routing_a_route_that_drops_a_dependency_stops_the_play():
    question = replace(QUESTION, flows=(HOST, name_flow("k.vault.azure.net")), before_routing=True)
    allowing = having(application(to=["a.contoso.com", "*.vault.azure.net"]))
    checkup = check(question, replace(GOOD, **allowing, **routed(("no", "AzureKeyVault", "None"))))
    assert endings.would_block(checkup, "c1", "firewall fw") == (
        "1 of the 2 destinations of cluster c1 would be blocked if its traffic went to firewall fw:"
        " k.vault.azure.net:443 is dropped by route 'no', whose next hop is None."
        " Take that route out of the route table, or let it lead to the firewall."
    )


def test_the_sentence_about_a_blocked_dependency_names_the_rule_and_what_to_do():
    checkup = check(BEFORE, replace(GOOD, **having(networks=[DENY])))
    assert endings.would_block(checkup, "c1", "firewall fw") == (
        "2 of the 2 destinations of cluster c1 would be blocked if its traffic went to firewall fw:"
        " a.contoso.com:443, x.blob.core.windows.net:443 are denied by 'deny / n' of firewall fw."
        " Change that rule, or give the allowing collection a lower number;"
        " no number helps an application rule against a network rule."
    )


def test_where_nothing_would_be_blocked_there_is_nothing_to_say():
    assert endings.would_block(check(QUESTION, GOOD), "c1", "fw") == ""
    noted = check(BEFORE, replace(GOOD, **having(threatIntelMode="Deny")))
    assert noted.findings and endings.would_block(noted, "c1", "fw") == ""


def test_only_what_is_about_the_blocked_dependencies_is_a_reason():
    noted = check(BEFORE, replace(GOOD, **having(networks=[DENY], threatIntelMode="Deny")))
    assert "threat_intelligence" in {one.code for one in noted.findings}
    assert "Threat intelligence" not in endings.would_block(noted, "c1", "fw")


def test_a_check_fails_for_what_is_as_severe_as_asked():
    noted = check(QUESTION, replace(GOOD, **having(threatIntelMode="Deny")))
    assert endings.failing(noted.findings, "cluster c1", "warning") == "" and "Threat intelligence" in endings.failing(
        noted.findings, "c1", "info"
    )
    warned = check(QUESTION, replace(GOOD, **having(networks=[WIDE])))
    assert (
        endings.failing(warned.findings, "cluster c1", "error")
        == ""
        == endings.failing(warned.findings, "cluster c1", "never")
    )
    told = endings.failing(warned.findings, "cluster c1", "warning")
    assert told.startswith("The check of cluster c1 has 1 finding to act on: ")


@pytest.mark.parametrize(
    ("count", "sentence"),
    [
        (1, "has 1 finding to act on: Thing 1 is lost. Look for 1."),
        (2, "has 2 findings to act on: Thing 1 is lost. Thing 2 is lost. Look for 1."),
        (3, "has 3 findings to act on: Thing 1 is lost. Thing 2 is lost. Thing 3 is lost. Look for 1."),
        (4, "has 4 findings to act on: Thing 1 is lost. Thing 2 is lost. Thing 3 is lost. And 1 more. Look for 1."),
        (6, "has 6 findings to act on: Thing 1 is lost. Thing 2 is lost. Thing 3 is lost. And 3 more. Look for 1."),
    ],
    ids=["one", "two", "three", "four", "six"],
)
def test_three_findings_are_told_the_rest_are_counted_and_the_first_has_its_remedy(count, sentence):
    assert endings.failing(numbered(count).findings, "cluster c1", "warning") == f"The check of cluster c1 {sentence}"


def test_a_log_has_counts_first_and_then_every_finding():
    flows = (HOST, name_flow("b.contoso.com"), STORAGE)
    checkup = check(replace(QUESTION, flows=flows), replace(GOOD, **routed(DEFAULT)))
    first, second, *rest = endings.lines(checkup)
    assert first == "3 destinations: 2 allowed, 1 no match"
    assert second == "1 documented addresses: 1 denied"
    assert [line.partition(":")[0] for line in rest] == ["error", "error", "info"]
    assert rest[0] == "error: b.contoso.com:443 is allowed by no rule of firewall fw."


def test_a_log_does_not_count_what_was_not_asked_for():
    checkup = check(replace(QUESTION, management=()), replace(GOOD, **routed(DEFAULT, PAST)))
    assert endings.lines(checkup) == ["2 destinations: 2 allowed"]
    assert endings.lines(numbered(1)) == ["warning: Thing 1 is lost."]
