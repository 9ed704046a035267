# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page about a cluster that restricts its access itself: what would break, then lists, then what to copy."""

from __future__ import annotations

import re
from xml.etree.ElementTree import fromstring

from ansible_collections.adx.outbound.plugins.module_utils._plan.report import formats, html
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.overview import overview

from .access_results import BUS, LAKE, ORDERS, cluster, failed, finding, lists, plan, result, used
from .results import HOSTILE, Tags

USES = [used(), used(ORDERS, "denied", "sql", before="allowed"), used(BUS, "cannot_tell", None, "allowed")]
STAYS = plan(
    uses=USES,
    before=lists("Enabled", [LAKE, "old.example"]),
    after=lists("Enabled", [LAKE, "old.example", BUS]),
    not_listed=["old.example"],
)


def root(one, mode="preview"):
    """The page as one that an XML parser reads, too: its head has elements that are never closed."""
    text = html.render(overview(result(one, mode=mode)))
    return fromstring("<html>" + text.partition("</head>")[2].removesuffix("\n"))


def texts(element, tag):
    return ["".join(one.itertext()) for one in element.iter(tag)]


def section(page, title):
    (found,) = [one for one in page.iter("section") if texts(one, "h2") == [title]]
    return found


def is_open(page, summary):
    (found,) = [one for one in page.iter("details") if texts(one, "summary")[0] == summary]
    return "open" in found.attrib


def test_what_would_break_stands_first_and_what_to_copy_after_the_lists():
    page = root(failed("denied_callouts", "No.", planned=STAYS, findings=[finding("denied_callouts", "error")]))
    assert texts(page, "h2") == [
        "Findings",
        "What would change",
        "What it is known to use, as it would be",
        "Lists to copy",
        "What this is about",
    ]


def test_entries_that_come_or_stay_unlisted_stand_open_and_the_others_are_folded():
    page = root(cluster(planned=STAYS), "run")
    told = section(page, "What changed")
    assert texts(told, "dd") == ["restricted, with 2 allowed names", "restricted, with 3 allowed names"]
    assert [texts(row, "td") for row in told.iter("tr") if texts(row, "td")] == [
        ["+ comes", "name", BUS],
        ["= stays, not listed here", "name", "old.example"],
        ["= stays", "name", LAKE],
    ]
    assert not is_open(told, "1 entry stays as listed")


def test_a_list_of_which_nothing_changes_stands_open():
    same = plan(before=lists("Enabled", [LAKE]), after=lists("Enabled", [LAKE]))
    assert is_open(section(root(cluster(planned=same, pending=())), "What would change"), "1 entry stays as listed")


def test_what_needs_a_look_stands_open_and_what_passes_is_folded():
    page = section(root(cluster(planned=STAYS), "run"), "What it is known to use")
    assert [is_open(page, one) for one in ("✗ 1 destination blocked", "? 1 destination unknown")] == [True, True]
    assert not is_open(page, "✓ 1 destination allowed")
    assert "allowed before" in texts(page, "span")
    assert "listed in uses" in texts(page, "td") and texts(page, "th")[:5] == [
        "Destination",
        "Port",
        "Verdict",
        "Why",
        "Who needs it",
    ]


def test_lists_to_copy_stand_open_where_they_help():
    assert is_open(root(cluster(planned=plan(uses=USES)), "run"), "As callout policies")
    assert not is_open(root(cluster(), "run"), "As callout policies")


def test_nothing_is_said_of_firewalls_and_routes():
    for one in (cluster(planned=STAYS), failed("denied_callouts", "No.", planned=STAYS)):
        words = set(re.findall(r"[a-z]+", " ".join(root(one).itertext()).lower()))
        assert not words & {"firewall", "firewalls", "route", "routes", "routing", "subnet", "lockdown"}


def test_whatever_somebody_wrote_is_shown_as_text():
    policy = {"type": HOSTILE, "regex": HOSTILE, "access": HOSTILE}
    spoiled = plan(
        HOSTILE,
        uses=[used(HOSTILE, reason=HOSTILE, told_by=[HOSTILE], type_=HOSTILE)],
        after=lists("Enabled", [HOSTILE], [policy]),
        not_listed=[HOSTILE],
        proposed={"allowed_fqdns": [HOSTILE], "callout_policies": [policy]},
    )
    told = cluster(planned=spoiled, accepted={HOSTILE: HOSTILE}, findings=[finding(message=HOSTILE, subject=HOSTILE)])
    plain = {tag for tag, _attributes in Tags(formats.render(result(cluster(planned=STAYS)), "html")).tags}
    tags = {tag for tag, _attributes in Tags(formats.render(result(told), "html")).tags}
    assert "script" not in tags and tags - plain <= {"div", "li", "ul", "b"}


def test_two_clusters_in_a_page_have_no_id_and_no_label_in_common():
    other = replace_name(cluster(planned=STAYS))
    page = formats.render(result(cluster(planned=STAYS), other), "html")
    labels = re.findall(r'(?:aria-label|id)="([^"]+)"', page)
    assert len(labels) == len(set(labels)) > 10


def replace_name(one):
    return {**one, "cluster": "c2", "id": one["id"].replace("c1", "c2")}
