# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page about a cluster that leaves its network: what is missing, what is written, what it reads, what stays."""

from __future__ import annotations

import re
from xml.etree.ElementTree import fromstring

from ansible_collections.adx.outbound.plugins.module_utils._plan.report import formats, html
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.overview import overview

from .exit_results import (
    HUB,
    LAKE,
    SUBNET_ID,
    TAKEN,
    UNKNOWN,
    adrift,
    cluster,
    condition,
    conditions,
    place,
    plan,
    refused,
    result,
    source,
    stopped,
)
from .results import HOSTILE, Tags

SOURCES = [source(), source(HUB, "cut_off", "It lets in nobody"), source("x", "cannot_tell", "Nobody looked")]


def root(one, mode="preview"):
    """The page as one that an XML parser reads, too: its head has elements that are never closed."""
    text = html.render(overview(result(one, mode=mode)))
    return fromstring("<html>" + text.partition("</head>")[2].removesuffix("\n"))


def texts(element, tag):
    return ["".join(one.itertext()) for one in element.iter(tag)]


def section(page, title):
    (found,) = [one for one in page.iter("section") if texts(one, "h2") == [title]]
    return found


def rows(element):
    return [texts(row, "td") for row in element.iter("tr") if texts(row, "td")]


def is_open(page, summary):
    (found,) = [one for one in page.iter("details") if texts(one, "summary")[0] == summary]
    return "open" in found.attrib


def test_what_is_missing_stands_first_then_what_is_written_then_what_stays():
    assert texts(root(refused()), "h2") == [
        "Findings",
        "Preconditions",
        "What would change",
        "What it reads from, as it would be",
        "What it is known to use",
        "What stays",
        "What this is about",
    ]


def test_each_precondition_has_its_state_what_to_do_and_whether_it_was_accepted():
    told = rows(section(root(cluster(planned=plan(preconditions=conditions(TAKEN, UNKNOWN)))), "Preconditions"))
    assert told[0] == ["Public access", "✓ met", "This is so of public_access.", ""]
    assert told[2] == [
        "What it reads from",
        "✗ missing",
        "This is so of sources.accepted with no_managed_private_endpoint",
        "Do something.",
    ]
    assert told[4][1:] == ["? cannot tell", "This is so of prepared.", "Do something."]


def test_network_and_public_access_stand_before_and_afterwards():
    told = section(root(cluster(), "run"), "What changed")
    assert texts(told, "th") == ["What", "Before", "Afterwards"]
    assert rows(told)[0] == ["Network", "in subnet snet-adx of vnet", "in none of yours"]
    assert texts(section(root(adrift(), "run"), "What was to change"), "th")[2] == "As it was to be"


def test_what_is_not_reached_stands_open_and_what_is_reached_is_folded():
    page = section(root(cluster(planned=plan(sources=SOURCES)), "run"), "What it reads from")
    assert [is_open(page, one) for one in ("✗ 1 source cut off", "? 1 source unknown")] == [True, True]
    assert not is_open(page, "✓ 1 source reached")
    assert [row[0] for row in rows(page)] == [HUB, "x", LAKE]


def test_what_a_return_needs_is_named_and_claimed_to_be_there_only_where_it_stays_by_this_run():
    told = section(root(cluster(), "run"), "What stays")
    assert texts(told, "dd")[0] == SUBNET_ID and "so do rules and routes" in "".join(told.itertext())
    before = cluster(leaves=False, planned=plan(before=place(public="Enabled"), preconditions=[condition()]))
    assert "Nobody has looked here" in "".join(section(root(before, "run"), "What stays").itertext())


def test_a_stopped_run_says_above_everything_who_has_left_and_how_to_return():
    head = formats.render(stopped(), "html").partition("<main>")[0]
    assert "Left: c1. Does not hold: c2. Not reached: c3." in head and "return_to_network" in head


def test_the_table_of_many_has_their_preconditions():
    page = formats.render(result(cluster(), cluster("c2", TAKEN)), "html")
    assert ">Preconditions</th>" in page and "1 missing" in page and ">Destinations</th>" not in page


def test_whatever_somebody_wrote_is_shown_as_text():
    bad = condition(HOSTILE, "missing", HOSTILE, accepted=True, message=HOSTILE, remedy=HOSTILE, concerns=[HOSTILE])
    spoiled = plan(
        HOSTILE,
        before=place(HOSTILE, HOSTILE, [HOSTILE], subnet=HOSTILE),
        after=place(HOSTILE, HOSTILE, [HOSTILE], subnet=HOSTILE, engine_address=HOSTILE),
        preconditions=[bad],
        sources=[source(HOSTILE, "cut_off", HOSTILE, [HOSTILE])],
    )
    told = cluster(planned=spoiled, accepted={HOSTILE: HOSTILE})
    tags = {tag for tag, _attributes in Tags(formats.render(result(told), "html")).tags}
    usual = {tag for tag, _attributes in Tags(formats.render(result(cluster("c1", TAKEN)), "html")).tags}
    assert "script" not in tags and tags - usual <= {"div", "li", "ul", "b"}


def test_two_clusters_in_a_page_have_no_id_and_no_label_in_common():
    page = formats.render(result(cluster(planned=plan(sources=SOURCES)), cluster("c2")), "html")
    labels = re.findall(r'(?:aria-label|id)="([^"]+)"', page)
    assert len(labels) == len(set(labels)) > 10
