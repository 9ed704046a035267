# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The catalogue of findings, their order, and how bad each is."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.check import findings
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.catalogue import (
    CATALOGUE,
    OF_BASELINE,
    OF_CHECKS,
    OF_EVIDENCE,
    OF_LEAVING,
    OF_PLANS,
    OF_RESTRICTION,
    OF_SERVICES,
    OF_TEMPLATES,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.findings import Finding

from .scenarios import DENY as DENIED
from .scenarios import DOCUMENTED, LEFTOVERS, SCENARIOS, beside, found_in, having, routed

ERROR = Finding("blocked_dependency", "a", "A is denied.", "Allow it.")
WARNING = Finding("unreadable", "fw", "It could not be read.", "Look.")
INFO = Finding("custom_dns", "vnet", "It asks others.", "See.")


def test_every_code_has_its_scenarios():
    elsewhere = {"unmaintained", "narrowable_wildcard", "not_diagnosed", "lost_default_route", "drift", "left_routes"}
    assert {*SCENARIOS, *LEFTOVERS, *DOCUMENTED, *elsewhere} == set(OF_CHECKS)
    parts = (OF_CHECKS, OF_PLANS, OF_RESTRICTION, OF_LEAVING, OF_SERVICES, OF_BASELINE, OF_TEMPLATES, OF_EVIDENCE)
    assert len(CATALOGUE) == sum(map(len, parts))


def test_findings_are_sentences_with_a_remedy_and_the_worst_come_first():
    stale = routed(("to-hub", "0.0.0.0/0", "VirtualAppliance", "10.0.1.5"))
    broken = {**having(networks=[DENIED]), **stale, **beside(unread=("The locks could not be read (403)",))}
    ranks = [findings.SEVERITIES.index(one.severity) for one in found_in(broken)]
    assert ranks == sorted(ranks) and len(ranks) > 2
    for code, (raising, _near) in SCENARIOS.items():
        for one in found_in(raising):
            assert one.message[0].isupper() or one.message.startswith((one.subject, *one.concerns[:1])), (code, one)
            assert one.remedy.endswith(".") and one.subject and one.code in CATALOGUE, (code, one)


def test_of_those_that_are_as_bad_what_concerns_most_comes_first():
    wide = Finding("blocked_dependency", "c", "C denies.", "Allow it.", ("a:443", "b:443"))
    assert findings.in_order([ERROR, wide, WARNING]) == (wide, ERROR, WARNING)


def test_the_worst_come_first_the_others_as_they_were_found_and_each_once():
    later = Finding("blocked_dependency", "b", "B is denied.", "Allow it.")
    assert findings.in_order([INFO, ERROR, WARNING, later, ERROR, INFO]) == (ERROR, later, WARNING, INFO)


@pytest.mark.parametrize(
    ("severity", "kept"),
    [("error", (ERROR,)), ("warning", (ERROR, WARNING)), ("info", (ERROR, WARNING, INFO))],
    ids=["error", "warning", "info"],
)
def test_what_is_as_bad_as_asked_or_worse_is_kept(severity, kept):
    assert findings.at_least((ERROR, WARNING, INFO), severity) == kept


def test_a_cause_that_is_told_already_is_known_by_its_code_and_its_subject_whatever_is_said_of_it():
    again = replace(WARNING, message="It was refused.", concerns=("a:443",))
    others = (replace(WARNING, subject="vnet"), replace(INFO, subject="fw"))
    assert findings.besides([ERROR, WARNING], [again, *others]) == others
    assert findings.besides([], [again, again]) == (again, again)


def test_a_finding_is_shown_with_how_bad_it_is():
    assert WARNING.as_option() == {
        "severity": "warning",
        "code": "unreadable",
        "subject": "fw",
        "message": "It could not be read.",
        "remedy": "Look.",
        "concerns": [],
    }
