# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page of one cluster: it asks nobody for anything, and says everything that the report says."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree.ElementTree import fromstring

from ansible_collections.adx.outbound.plugins.module_utils._plan.report import formats, html
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.elements import element, written
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.html import Place

from .results import NOTHING, REPORT, Tags, checked, planned


def test_a_page_asks_nobody_for_anything():
    page = formats.render(checked(), "html", plan=planned())
    for tag, attributes in Tags(page).tags:
        assert tag not in ("script", "link", "img", "iframe", "object")
        assert not {"src", "srcset", "action"} & set(attributes) and (tag == "a" or "href" not in attributes)
    assert not re.search(r"url\((?!#)|@import", page)
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
        '<html><body><header><h1>The title</h1><p class="ending aside"><strong class="pill">Preview</strong>'
        ' nothing has been written</p><p class="headline"><span class="mark bad">\N{BALLOT X}</span>The headline</p>'
        '<p class="do"><b>What to do: </b>The first remedy <a href="#no-rule-a">The cause</a>.</p>'
        '<p class="lead">The lead</p>'
        '<details class="fold"><summary>What the run said</summary><p>The failure</p></details>'
        '<dl class="facts approval"><dt>Plan hash</dt><dd><code>abc</code></dd>'
        "<dt>Accepted risks</dt><dd><div>a_risk: It may happen.</div></dd></dl>"
        '<ul class="counts"><li class="good"><b>1</b>destinations allowed</li>'
        '<li class="aside"><b>0</b>errors</li></ul></header>'
    )
    assert page_of(NOTHING).partition("</header>")[0] == (
        '<html><body><header><h1>The title</h1><p class="ending aside"><strong class="pill">Preview</strong>'
        ' nothing has been written</p><p class="headline"><span class="mark bad">\N{BALLOT X}</span>The headline</p>'
        '<p class="lead">The lead</p>'
    )


def test_what_has_changed_is_one_line_above_what_to_do():
    page = page_of(replace(REPORT, since="Since then: <b>1 gone</b>."))
    assert found(page, "p", class_="since") == ["Since then: <b>1 gone</b>."]
    assert page.index('class="headline"') < page.index('class="since"') < page.index('class="do"')
    assert found(page_of(REPORT), "p", class_="since") == []


def test_each_part_has_its_section_and_what_is_not_there_has_none():
    assert found(page_of(REPORT), "h2") == [
        "Findings",
        "The path",
        "What else can leave",
        "What would change",
        "Destinations",
        "Management and health monitoring",
        "Routes of the subnet",
        "What this is about",
        "What the firewall's logs say",
    ]
    assert found(page_of(NOTHING), "h2") == ["What this is about"]
    assert found(page_of(replace(NOTHING, changes=())), "h2") == ["What would change", "What this is about"]
    assert found(page_of(replace(NOTHING, changes=())), "section")[0] == "What would changeNothing."
    assert "Destinations, as they would be" in found(page_of(replace(REPORT, would=True)), "h2")


def test_what_is_below_a_section_has_a_heading_below_its_own():
    assert found(page_of(REPORT), "h3") == ["Not looked at", "Storage2", "Storage1", "Resources"]


def test_what_was_asked_is_told_as_labels_and_texts():
    assert found(page_of(REPORT), "dl", class_="facts") == ["Asked forLook only"]
    assert found(page_of(REPORT), "dl", class_="facts ids") == [
        "SubscriptionsClusterhttps://portal.example/#resource/subscriptions/s/c1"
    ]
    (bare,) = [replace(one, link="") for one in REPORT.resources]
    assert found(page_of(replace(REPORT, resources=(bare,))), "dl", class_="facts ids") == [
        "SubscriptionsCluster/subscriptions/s/c1"
    ]


def test_the_path_of_one_cluster_is_drawn_for_both_widths_and_among_many_once_to_be_scrolled():
    assert [len(found(page_of(REPORT), "svg", class_=f"path {form}")) for form in ("wide", "tall")] == [1, 1]
    among = written(element("main", list(html.sections(REPORT, Place(4, ", cluster x", "-7")))))
    assert [among.count(f'class="path {form}"') for form in ("wide", "tall")] == [1, 0]
    assert 'aria-label="The path, cluster x"' in among and "url(#arrow-wide-7)" in among
    assert "<h4>Findings</h4>" in among and "<h5>Not looked at</h5>" in among and "<h3" not in among


def test_lines_that_come_go_and_stay_are_told_apart():
    page = page_of(REPORT)
    texts = [found(page, "span", class_=kind) for kind in ("stay", "go", "come")]
    assert texts == [["  stays\n"], ["- goes\n"], ["+ comes\n+ too\n"]]
    assert found(page, "pre", aria_label="Changes of firewall fw") == ["  stays\n- goes\n+ comes\n+ too\n"]


def test_a_long_change_is_folded_and_a_short_one_stands_open():
    assert found(page_of(REPORT), "details", open="") == [
        "firewall fw2 lines added, 1 removed  stays\n- goes\n+ comes\n+ too\n",
        "\N{BALLOT X} 2 destinations blocked" + STORAGE,
    ]
    long = replace(REPORT.changes[0], lines=(("+", "x"),) * 13)
    assert len(found(page_of(replace(REPORT, changes=(long,))), "details", open="")) == 1


STORAGE = (
    "Storage2DestinationPortVerdictDecided byWaya.example.comb.example.com443\N{BALLOT X} blockedno rulewhy sothrough"
)


def test_what_passes_is_folded_with_its_number_and_what_does_not_stands_open():
    summaries = found(page_of(REPORT), "summary")
    assert "\N{CHECK MARK} 1 destination allowed" in summaries and "1 of 1 answered past the firewall" in summaries
    assert "1 route" in summaries
    others = replace(REPORT, addresses=(*REPORT.addresses, replace(REPORT.addresses[0], state="bad")))
    summaries = found(page_of(others), "summary")
    assert "1 of 2 to mend" in summaries and "1 of 2 answered past the firewall" in summaries


def test_a_table_has_a_row_for_each_entry():
    page = page_of(REPORT)
    assert found(page, "table", aria_label="Storage, blocked") == [STORAGE.removeprefix("Storage2")]
    assert found(page, "table", aria_label="Storage, allowed") == [
        "DestinationPortVerdictDecided byWayc.example.com443\N{CHECK MARK} blockedno rulethrough"
    ]
    assert found(page, "span", class_="note") == ["why so"]
    assert found(page, "table", aria_label="Addresses answered past the firewall") == [
        "AddressPurposeVerdictAnswers go1.2.3.4management\N{CHECK MARK} allowedstraight"
    ]
    assert found(page, "table", aria_label="Routes") == ["RouteLeadsWhere tor10.0.0.0/0to the firewall"]
    assert found(page, "th", scope="col")[:5] == ["Destination", "Port", "Verdict", "Decided by", "Way"]


def test_queries_stand_as_they_are():
    assert found(page_of(REPORT), "pre", aria_label="A query") == ["T | take 1\n"]
