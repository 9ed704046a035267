# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A finding as a cause: a name of its own in the page, the same in every run, and a place where it is explained."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.catalogue import CATALOGUE
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import causes

ROOT = Path(__file__).resolve().parents[6]


def finding(code="x", subject="s", severity="error", **told):
    return {"severity": severity, "code": code, "subject": subject, "message": "m", "remedy": "r", **told}


@pytest.mark.parametrize(
    ("code", "subject", "anchor"),
    [
        ("blocked_dependency", "fw-hub", "blocked-dependency-fw-hub"),
        ("no_rule", "fp / deny all / \N{SNOWMAN}", "no-rule-fp-deny-all"),
        ("no_rule", "", "no-rule"),
        ("no_rule", "x" * 99, f"no-rule-{'x' * 40}"),
    ],
)
def test_an_anchor_is_of_letters_digits_and_hyphens(code, subject, anchor):
    assert causes.anchor_of(code, subject) == anchor


def test_two_findings_of_one_subject_have_two_anchors():
    anchors = [one.anchor for one in causes.problems([finding(), finding(), finding(subject="t"), finding()])]
    assert anchors == ["x-s", "x-s-2", "x-t", "x-s-3"]


@pytest.mark.parametrize(("severity", "state"), [("error", "bad"), ("warning", "open"), ("info", "aside")])
def test_a_finding_is_as_bad_as_its_severity(severity, state):
    (one,) = causes.problems([finding(severity=severity, concerns=["a", "b"])])
    assert (one.state, one.severity, one.code, one.subject, one.message, one.remedy, one.concerns) == (
        state,
        severity,
        "x",
        "s",
        "m",
        "r",
        ("a", "b"),
    )


def test_a_code_leads_to_its_row_in_the_documentation():
    galaxy = yaml.safe_load((ROOT / "galaxy.yml").read_text(encoding="utf-8"))
    assert galaxy["documentation"] == causes.DOCUMENTATION
    page = (ROOT / "docs" / "check.md").read_text(encoding="utf-8")
    for code in CATALOGUE:
        assert f'<a id="{code}"></a>' in page
        assert causes.link_of(code) == f"{causes.DOCUMENTATION}/blob/main/docs/check.md#{code}"
    assert causes.link_of("javascript:x") == "" == causes.link_of("")


def test_the_codes_of_other_sections_are_those_of_the_catalogue_and_none_is_an_error():
    for code in causes.LEAVING | causes.UNSEEN:
        assert CATALOGUE[code].severity != "error"


def test_the_worst_is_the_first_error_that_concerns_what_is_asked_about_else_the_first_one():
    found = causes.problems([finding("w", severity="warning"), finding("a"), finding("b", concerns=["x:443"])])
    assert causes.worst(found, ["x:443"]).code == "b"
    assert causes.worst(found, ["y:443"]).code == "a" and causes.worst(found).code == "a"
    assert causes.worst(found, severities=("warning",)).code == "w" and causes.worst(found[:1]) is None
