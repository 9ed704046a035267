# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page about many clusters: what failed, a table with a link to each, and the report of each to be unfolded."""

from __future__ import annotations

import re
from dataclasses import replace
from xml.etree.ElementTree import fromstring

from ansible_collections.adx.outbound.plugins.module_utils._plan.report import formats, overview_html

from .results import BROKEN, FINE, FLEET, MANY, REPORT, Tags, cluster, lost, result


def render(form, *clusters, **told):
    return formats.render(result(*clusters, **told), form, when="Tuesday", version="1")


def test_a_page_unfolds_each_cluster_and_no_two_things_in_it_have_one_name():
    page = Tags(render("html", *FLEET, cluster("fine", {}, id=FLEET[0]["id"].replace("rg-adx", "rg-other"))))
    details = [attributes for tag, attributes in page.tags if tag == "details" and attributes["class"] == "own"]
    assert len(details) == 4 and not [one for one in details if "open" in one]
    ids = [attributes["id"] for _tag, attributes in page.tags if "id" in attributes]
    labels = [attributes["aria-label"] for _tag, attributes in page.tags if attributes.get("role") == "region"]
    assert len(set(ids)) == len(ids) and len(set(labels)) == len(labels)
    links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    inside = [link for link in links if link[0] == "#"]
    assert len([link for link in inside if link.startswith("#cluster-")]) == 4
    assert all(link[1:] in ids for link in inside)
    assert all(link.startswith("https://github.com/") for link in links if link not in inside)
    used = [attributes["marker-end"][5:-1] for _tag, attributes in page.tags if "marker-end" in attributes]
    assert used and set(used) <= set(ids)
    levels = [int(tag[1]) for tag, _attributes in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1 and all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_a_page_about_many_asks_nobody_for_anything():
    for tag, attributes in Tags(render("html", *FLEET)).tags:
        assert tag not in ("script", "link", "img", "iframe", "object")
        assert not {"src", "srcset", "action"} & set(attributes)


def test_a_page_about_two_hundred_clusters_is_of_a_reasonable_size():
    few, more = (len(render("html", *[cluster(f"n{number}", {}) for number in range(count)])) for count in (2, 4))
    style = len(render("html", lost()))
    assert style + 200 * (more - few) / 2 < 4_000_000


def found(page, tag, **attributes):
    """The texts of all elements of this kind."""
    root = fromstring("<html>" + page.partition("</head>")[2].removesuffix("\n"))
    wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
    return ["".join(one.itertext()) for one in root.iter(tag) if wanted.items() <= one.attrib.items()]


def test_what_failed_stands_first_with_its_code_its_name_and_the_reason():
    page = overview_html.render(MANY)
    assert found(page, "h2") == ["What failed", "Findings", "Clusters", "What was asked", "Cluster by cluster"]
    assert found(page, "ul", class_="problems")[0] == "\N{BALLOT X} broken: The reasonnot_found"
    without = overview_html.render(replace(MANY, clusters=(replace(BROKEN, code=""),)))
    assert found(without, "ul", class_="problems")[0] == "\N{BALLOT X} broken: The reason"


def test_a_cause_stands_once_with_the_clusters_it_is_about_and_notes_are_folded():
    page = overview_html.render(MANY)
    told = "\N{BALLOT X} The messageWhat to do: The remedyWhat it concerns (1)a.example.com:4431 clusterfine"
    assert found(page, "ul", class_="problems")[1] == f"{told}error \N{MIDDLE DOT} no_rule"
    assert {"1 note", "2 clusters"} <= set(found(page, "summary"))


def test_where_nothing_failed_and_no_cluster_has_a_report_neither_has_a_section():
    page = overview_html.render(
        replace(MANY, clusters=(replace(FINE, report=None),), plan_hash="", causes=(), cause="")
    )
    assert found(page, "h2") == ["Clusters", "What was asked"]
    assert found(page, "a") == [] and found(page, "details") == [] and found(page, "code") == []


def test_the_answer_has_the_hash_of_the_plan_and_the_risks_that_are_taken():
    assert found(overview_html.render(MANY), "dl")[0] == "Plan hashabcAccepted risksa_risk (fine)"
    assert found(overview_html.render(replace(MANY, plan_hash="", accepted=())), "dl")[0] == "Asked forMuch"
    page = overview_html.render(MANY)
    assert found(page, "p", class_="ending bad") == ["Preview stopped nothing has been written"]
    assert found(page, "p", class_="do") == ["What to do: Its remedy The cause."]


def test_the_table_has_a_row_for_each_cluster():
    page = overview_html.render(MANY)
    assert found(page, "tr") == [
        "ClusterRegionOutcomeWould be writtenDestinationsThe worst of it",
        "brokenunknown\N{BALLOT X} failednothingnot judgedThe reason",
        "finewestus\N{CHECK MARK} would be locked downrules, routes2 allowed1 unknown",
    ]
    assert found(page, "li", class_="open word") == ["1 unknown"]
    assert found(page, "td", data_label="Would be written") == ["nothing", "rules, routes"]
    run = overview_html.render(replace(MANY, mode="run"))
    assert found(run, "td", data_label="Written") == ["nothing", "rules, routes"]


def test_a_cluster_with_a_report_is_linked_to_it_by_its_place():
    page = overview_html.render(MANY)
    assert found(page, "a", href="#cluster-2") == ["fine"]
    start = "Preview nothing has been writtenIts leadWhat the run saidIts failure"
    assert found(page, "div", id="cluster-2") == [start]


def test_a_closed_report_shows_its_name_and_headline_and_holds_the_rest():
    own = replace(FINE, report=replace(FINE.report, changes=()))
    page = overview_html.render(replace(MANY, clusters=(BROKEN, own)))
    assert "? fine Its headline" in found(page, "summary")
    assert found(page, "details", class_="own") == [
        "? fine Its headlinePreview nothing has been writtenIts leadWhat the run saidIts failure"
        "What would changeNothing.What this is about"
    ]
    assert found(page, "h4") == ["What would change", "What this is about"]


def test_labels_inside_a_report_name_its_cluster():
    page = overview_html.render(replace(MANY, clusters=(replace(FINE, report=REPORT),)))
    assert found(page, "div", aria_label="The path, cluster fine") and 'id="arrow-wide-1"' in page
    assert found(page, "pre", aria_label="A query, cluster fine") == ["T | take 1\n"]


def test_at_the_foot_stands_who_made_it_and_when():
    assert found(overview_html.render(MANY), "footer") == ["Made Tuesday by adx.outbound 1."]
