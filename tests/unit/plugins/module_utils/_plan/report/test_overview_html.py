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
    details = [attributes for tag, attributes in page.tags if tag == "details"]
    assert len(details) == 4 and not [one for one in details if "open" in one]
    ids = [attributes["id"] for _tag, attributes in page.tags if "id" in attributes]
    labels = [attributes["aria-label"] for _tag, attributes in page.tags if attributes.get("role") == "region"]
    assert len(set(ids)) == len(ids) and len(set(labels)) == len(labels)
    links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert len(links) == 4 and all(link[0] == "#" and link[1:] in ids for link in links)
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
    assert found(page, "h2") == ["What failed", "What was asked", "Clusters", "Cluster by cluster"]
    assert found(page, "ul", class_="problems") == ["not found\N{BALLOT X} broken: The reason"]
    without = overview_html.render(replace(MANY, clusters=(replace(BROKEN, code=""),)))
    assert found(without, "ul", class_="problems") == ["\N{BALLOT X} broken: The reason"]
    assert found(without, "span", class_="tag") == []


def test_where_nothing_failed_and_no_cluster_has_a_report_neither_has_a_section():
    page = overview_html.render(replace(MANY, clusters=(replace(FINE, report=None),), plan_hash=""))
    assert found(page, "h2") == ["What was asked", "Clusters"]
    assert found(page, "a") == [] and found(page, "details") == [] and found(page, "code") == []


def test_what_was_asked_ends_with_the_hash_of_the_plan():
    assert found(overview_html.render(MANY), "dl")[0] == "Asked forMuchPlan hashabc"
    assert found(overview_html.render(replace(MANY, plan_hash="")), "dl")[0] == "Asked forMuch"


def test_the_table_has_a_row_for_each_cluster():
    page = overview_html.render(MANY)
    assert found(page, "tr") == [
        "ClusterRegionOutcomeWould be writtenDestinationsThe worst of it",
        "brokennot known\N{BALLOT X} failednothingnot judgedThe reason",
        "finewestus\N{CHECK MARK} would be locked downrules, routes2 allowed1 not known",
    ]
    assert found(page, "li", class_="open word") == ["1 not known"]
    assert found(page, "td", data_label="Would be written") == ["nothing", "rules, routes"]
    run = overview_html.render(replace(MANY, mode="run"))
    assert found(run, "td", data_label="Written") == ["nothing", "rules, routes"]


def test_a_cluster_with_a_report_is_linked_to_it_by_its_place():
    page = overview_html.render(MANY)
    assert found(page, "a") == found(page, "a", href="#cluster-2") == ["fine"]
    assert found(page, "p", id="cluster-2") == ["Its lead"]


def test_a_closed_report_shows_its_name_and_headline_and_holds_the_rest():
    own = replace(FINE, report=replace(FINE.report, changes=()))
    page = overview_html.render(replace(MANY, clusters=(BROKEN, own)))
    assert found(page, "summary") == ["? fine Its headline"]
    assert found(page, "details", class_="own") == [
        "? fine Its headlineIts lead\N{BALLOT X} Its failureWhat was askedWhat changesNothing changes."
    ]
    assert found(page, "h4") == ["What was asked", "What changes"]


def test_labels_inside_a_report_name_its_cluster():
    page = overview_html.render(replace(MANY, clusters=(replace(FINE, report=REPORT),)))
    assert found(page, "div", aria_label="The path, cluster fine") and 'id="arrow-wide-1"' in page
    assert found(page, "pre", aria_label="A query, cluster fine") == ["T | take 1\n"]


def test_at_the_foot_stands_who_made_it_and_when():
    assert found(overview_html.render(MANY), "footer") == ["Made Tuesday by adx.outbound 1."]
