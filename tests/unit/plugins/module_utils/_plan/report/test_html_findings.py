# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A box for each cause, notes folded, and below what else can leave what nobody looked at."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import html_findings
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.elements import element, written
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.html_parts import ALONE, Place
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.leaving import Leaving, Way

from .results import NOTE, PROBLEM, REPORT


def page(*parts):
    return written(element("main", list(parts)))


@pytest.mark.parametrize(
    ("severity", "mark"), [("error", "\N{BALLOT X}"), ("warning", "!"), ("info", "\N{WHITE CIRCLE}")]
)
def test_a_finding_has_its_sign_what_to_do_what_it_concerns_and_a_code_that_leads_to_its_page(severity, mark):
    box = html_findings.box(replace(PROBLEM, severity=severity), ALONE)
    told = f"{mark} The messageWhat to do: The remedyWhat it concerns (1)a.example.com:443"
    assert "".join(box.itertext()) == f"{told}{severity} \N{MIDDLE DOT} no_rule"
    assert box.get("id") == "no-rule-a" and box.find(".//a").get("href") == "https://docs/x#y"
    among = html_findings.box(PROBLEM, Place(4, "", "-7"))
    assert among.get("id") == "no-rule-a-7", "no two in a page have one name"


def test_a_cause_that_concerns_a_hundred_is_one_box_with_the_hundred_folded():
    many = replace(PROBLEM, concerns=tuple(f"h{number}.example.com:443" for number in range(100)))
    box = html_findings.box(many, ALONE)
    assert [one.tag for one in box] == ["p", "p", "details", "p"]
    assert box.find("details").get("open") is None and len(box.findall(".//li")) == 100


def test_notes_are_folded_with_their_number_and_where_nothing_is_to_be_mended_that_is_said():
    made = page(*html_findings.findings([], [NOTE, NOTE], ALONE))
    assert "Nothing is to be mended." in made and "<summary>2 notes</summary>" in made
    made = page(*html_findings.findings([PROBLEM], [], ALONE))
    assert (
        "<details" not in made.replace('<details class="fold"><summary>What it concerns', "") and "The message" in made
    )


def test_what_else_can_leave_lists_ways_findings_and_what_was_not_looked_at():
    made = page(*html_findings.leaving(REPORT.leaving, ALONE))
    assert "1 wildcard" in made and "*.example.com" in made and 'id="broad-allow-c"' in made
    assert "Not looked at" in made and "The rest of the world." in made
    nothing = page(*html_findings.leaving(Leaving((), (), (NOTE,), ("Nobody looked.",)), ALONE))
    assert "No other way out was found." in nothing and "The note" in nothing and "<dl" not in nothing


def test_a_way_of_many_items_is_folded():
    few, many = (Way("open", "x", "y", tuple(map(str, range(count)))) for count in (6, 7))
    shown = [page(*html_findings.leaving(Leaving((), (way,), (), ()), ALONE)) for way in (few, many)]
    assert "<details" not in shown[0] and "<summary>All 7</summary>" in shown[1]
    assert '<ul class="names"' not in page(*html_findings.leaving(Leaving((), (Way("open", "x", "y"),), (), ()), ALONE))
