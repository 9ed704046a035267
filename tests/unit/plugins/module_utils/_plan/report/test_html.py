# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of one cluster: it asks nobody for anything, and says everything that the report says."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree.ElementTree import fromstring

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import formats, html
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.elements import element, written
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.html import Place

from .results import NOTHING, REPORT, Tags, checked, planned


def test_a_page_asks_nobody_for_anything():
    page = formats.render(checked(), "html", plan=planned())
    for tag, attributes in Tags(page).tags:
        assert tag not in ("script", "link", "img", "iframe", "object")
        assert not {"src", "href", "srcset", "action"} & set(attributes)
    assert not re.search(r"url\((?!#)|@import|https?:", page)
    assert "default-src 'none'" in page


def found(page, tag, **attributes):
    """The texts of all elements of this kind."""
    root = fromstring(page.replace("<!doctype html>", "").replace("<br>", "").replace('">\n', '">'))
    wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    return ["".join(one.itertext()) for one in root.iter(tag) if wanted.items() <= one.attrib.items()]


def page_of(report):
    """The page as one that an XML parser reads, too: its head has elements that are never closed."""
    return "<html>" + html.render(report).partition("</head>")[2].removesuffix("\n")


def test_the_answer_stands_before_anything_else():
    page = page_of(REPORT)
    header = page.partition("</header>")[0]
    assert f"{header}</header>" == (
        '<html><body><header><h1>The title</h1><p class="headline"><span class="mark bad">\N{BALLOT X}</span>'
        'The headline</p><p class="lead">The lead</p><p class="failure"><span class="mark bad">\N{BALLOT X}</span>'
        ' The failure</p><ul class="counts"><li class="good"><b>1</b>destinations allowed</li>'
        '<li class="aside"><b>0</b>faults</li></ul></header>'
    )
    assert page_of(NOTHING).partition("</header>")[0] == (
        '<html><body><header><h1>The title</h1><p class="headline"><span class="mark bad">\N{BALLOT X}</span>'
        'The headline</p><p class="lead">The lead</p>'
    )


def test_each_part_has_its_section_and_what_is_not_there_has_none():
    assert found(page_of(REPORT), "h2") == [
        "What was asked",
        "The path",
        "Findings",
        "What changes",
        "Destinations",
        "Management and health monitoring",
        "Routes of the subnet",
        "What the firewall's logs say",
    ]
    assert found(page_of(NOTHING), "h2") == ["What was asked"]
    assert found(page_of(replace(NOTHING, changes=())), "h2") == ["What was asked", "What changes"]
    assert found(page_of(replace(NOTHING, changes=())), "section")[1] == "What changesNothing changes."


def test_what_is_below_a_section_has_a_heading_below_its_own():
    assert found(page_of(REPORT), "h3") == ["firewall fw", "Storage3", "A query"]


def test_what_was_asked_is_told_as_labels_and_texts():
    assert found(page_of(REPORT), "dl", class_="facts") == ["Asked forLook only"]


def test_the_path_of_one_cluster_is_drawn_for_both_widths_and_among_many_once_to_be_scrolled():
    assert [len(found(page_of(REPORT), "svg", class_=f"path {form}")) for form in ("wide", "tall")] == [1, 1]
    among = written(element("main", list(html.sections(REPORT, Place(4, ", cluster x", "-7")))))
    assert [among.count(f'class="path {form}"') for form in ("wide", "tall")] == [1, 0]
    assert 'aria-label="The path, cluster x"' in among and "url(#arrow-wide-7)" in among
    assert "<h4>Findings</h4>" in among and "<h5>firewall fw</h5>" in among and "<h3" not in among


@pytest.mark.parametrize(
    ("severity", "mark"), [("error", "\N{BALLOT X}"), ("warning", "!"), ("info", "\N{WHITE CIRCLE}")]
)
def test_a_finding_has_its_severity_its_code_and_what_to_do(severity, mark):
    (problem,) = REPORT.problems
    page = page_of(replace(REPORT, problems=(replace(problem, severity=severity),)))
    (told,) = found(page, "ul", class_="problems")
    assert told == f"{severity} \N{MIDDLE DOT} no rule{mark} The messageThe remedy"


def test_lines_that_come_go_and_stay_are_told_apart():
    page = page_of(REPORT)
    texts = [found(page, "span", class_=kind) for kind in ("stay", "go", "come")]
    assert texts == [["  stays\n"], ["- goes\n"], ["+ comes\n+ too\n"]]
    assert found(page, "pre", aria_label="Changes of firewall fw") == ["  stays\n- goes\n+ comes\n+ too\n"]


def test_a_table_has_a_row_for_each_entry():
    page = page_of(REPORT)
    assert found(page, "table", aria_label="Storage") == [
        "DestinationPortVerdictDecided byWay"
        "a.example.comb.example.com443\N{BALLOT X} blockedno rulewhy sothrough"
        "c.example.com443\N{CHECK MARK} blockedno rulethrough"
    ]
    assert found(page, "span", class_="note") == ["why so"]
    assert found(page, "table", aria_label="Addresses") == [
        "AddressPurposeVerdictAnswers go1.2.3.4management\N{CHECK MARK} allowedstraight"
    ]
    assert found(page, "table", aria_label="Routes") == ["RouteLeadsWhere tor10.0.0.0/0to the firewall"]
    assert found(page, "th", scope="col")[:5] == ["Destination", "Port", "Verdict", "Decided by", "Way"]


def test_queries_stand_as_they_are():
    assert found(page_of(REPORT), "pre", aria_label="A query") == ["T | take 1\n"]


@pytest.mark.parametrize(
    ("when", "version", "plan_hash", "told"),
    [
        ("Tuesday", "1", "", "Made Tuesday by adx.outbound 1."),
        ("", "", "", "Made at an unknown time by adx.outbound."),
        ("Tuesday", "1", "abc", "Made Tuesday by adx.outbound 1.Plan hash abc"),
    ],
)
def test_at_the_foot_stands_who_made_it_when_and_for_which_plan(when, version, plan_hash, told):
    assert "".join(html.foot(when, version, plan_hash).itertext()) == told
    page = page_of(replace(REPORT, when=when, version=version, plan_hash=plan_hash))
    assert found(page, "footer") == [told]


def test_a_page_is_a_whole_document_with_its_title():
    page = html.page("<The title>", [])
    assert page.startswith('<!doctype html>\n<html lang="en"><head><meta charset="utf-8">') and page.endswith(
        "</html>\n"
    )
    assert "<title>&lt;The title&gt;</title>" in page


def test_a_failure_is_told_where_there_is_one():
    assert html.failure("") is None
    assert "".join(html.failure("The failure").itertext()) == "\N{BALLOT X} The failure"
