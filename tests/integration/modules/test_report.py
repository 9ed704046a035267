# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reports of the worlds that people meet, and one of several clusters, looked at in a browser."""

from __future__ import annotations

import itertools
import os

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import formats
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.overview import overview
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID
from ansible_collections.adx.outbound.tests.integration.modules import browser, reports
from ansible_collections.adx.outbound.tests.integration.sampled import one_in, only

FIRST_SCREEN = 900  # pixels
BLOCKED = "Collection {} of parent policy fp-base {} of 71 destinations"
ANSWERS = {
    "preview": ("Preview", "good", "All 71 destinations the cluster needs would be allowed"),
    "stopped": ("Stopped before routing", "bad", BLOCKED.format("deny-all", "would block 25")),
    "done": ("Done", "good", "All 71 destinations the cluster needs are allowed"),
    "broken": ("Checked", "bad", BLOCKED.format("deny-all", "blocks 25")),
    "removed": ("Removed", "good", "The lock-down has been taken away"),
    "blocked": ("Checked", "bad", BLOCKED.format(reports.HOSTILE, "blocks 2")),
    "no-rules": ("Checked", "bad", "Firewall fw-hub blocks 31 of 71 destinations: no rule allows them"),
    "loose": (
        "Checked",
        "bad",
        "Nothing is locked down yet, and firewall fw-hub would block all 71 destinations: no rule allows them",
    ),
    "not-injected": ("Checked", "aside", "The cluster is in no virtual network"),
    "refused": ("Refused", "bad", "Subnet snet-adx already has the route table rt-spoke"),
}
VIEWS = list(itertools.product(browser.SIZES, browser.SCHEMES))
REQUIRED = bool(os.environ.get(browser.REQUIRED))
WHOLE = list(itertools.product(reports.WORLDS, VIEWS))
SAMPLE = list(zip(list(reports.FIVE)[::2], itertools.cycle(VIEWS), strict=False))
TOLD = {"when": "2026-11-25 17:00 UTC", "version": "0.1.0"}


@pytest.fixture(scope="module")
def results():
    """The results of worlds that were made already; nothing here changes one."""
    return {}


@pytest.fixture
def made(run, emulator, results):
    """Makes the result of a world, once."""

    def result(world):
        if world not in results:
            emulator.reset("demo")
            results[world] = reports.WORLDS[world](run, emulator)
        return results[world]

    return result


@pytest.mark.parametrize("world", one_in(2, reports.WORLDS))
def test_the_answer_is_what_the_modules_found(made, world):
    told = overview(made(world))
    assert (told.ending, told.state) == ANSWERS[world][:2]
    assert told.headline.startswith(ANSWERS[world][2])
    assert sum(group.count for group in told.groups) == (0 if world in ("removed", "refused") else 71)
    assert (told.plan_hash == "") is (told.ending in ("Checked", "Refused"))
    assert len(told.to_mend) <= 3, "a cause is told once, whatever it stops"
    assert not told.cause or told.cause in {one.anchor for one in told.problems}


def clean(seen):
    """What is wrong with a page that was shown."""
    expected = {"scripts": 0, "foreign": [], "wide": 0, "faults": []}
    return [seen.console, {name: seen.probe[name] for name in expected}] != [(), expected]


@pytest.mark.parametrize(("world", "view"), only(SAMPLE, WHOLE))
def test_a_report_is_shown_without_a_fault_and_begins_with_the_answer(made, tmp_path, world, view):
    browser.chromium()
    result = {**made(world), "resource_manager": "https://management.azure.com"}
    seen = browser.show(formats.render(result, "html", **TOLD), world, *view, tmp_path)
    assert not clean(seen), (seen.console, seen.probe)
    assert (seen.probe["dark"], seen.probe["width"]) == (
        view[1] == "dark",
        browser.SIZES[view[0]][0],
    ) and seen.screenshot.stat().st_size > 10_000
    ending, state, headline = ANSWERS[world]
    shown = seen.probe["above"]
    assert ending in shown["ending"] and headline in shown["headline"]
    assert state != "bad" or world == "refused" or shown["do"].startswith("What to do: ")
    assert "plan hash" in shown.get("approval", "plan hash").lower()
    assert seen.probe["lowest"] < FIRST_SCREEN, "the answer is on the first screen"


def cluster(result, name, **told):
    """The cluster of a result as one of many."""
    (one,) = result["clusters"]
    return {**one, "id": f"{CLUSTER_ID}-{name}", **told}


@pytest.fixture
def many(made):
    """Six clusters: one in order, three of which two share a cause, one in no network, and one that was not found."""
    told = {
        "done": {},
        "blocked": {"failed": True, "code": "x", "msg": f"Blocked by {reports.HOSTILE}."},
        "not-injected": {},
    }
    told |= {"broken": {}, "stopped": {}}
    clusters = []
    for world, more in told.items():
        clusters.append(cluster(made(world), world, **more))
    lost = {"plan": None, "check": None, "summary": {}, "findings": [], "stopped": False}
    clusters.append({**clusters[0], **lost, "id": f"{CLUSTER_ID}-lost", "failed": True, "msg": "It was not found."})
    return {"clusters": clusters, "plan_hash": "ab" * 44, "parts": {}, "mode": "run", "steps": ["allow", "route"]}


@pytest.mark.parametrize(
    ("folded", "view"), only([(True, ("narrow", "dark"))], itertools.product([True, False], VIEWS))
)
def test_a_report_about_many_clusters_is_shown_without_a_fault(many, tmp_path, view, folded):
    browser.chromium()
    page = formats.render(many, "html", **TOLD)
    assert page.count('<details class="own"') == 5
    shown = page if folded else page.replace("<details ", "<details open ")
    seen = browser.show(shown, f"many-{'folded' if folded else 'unfolded'}", *view, tmp_path)
    assert not clean(seen), (seen.console, seen.probe)
    assert (
        "1 of 6 clusters is locked down, 2 failed, 1 stopped before routing, 1 with blocked destinations"
        in seen.probe["text"]
    )
    assert ("All 71 destinations the cluster needs" in seen.probe["text"]) and reports.HOSTILE in seen.probe["text"]
    assert seen.probe["lowest"] < FIRST_SCREEN


def test_a_browser_takes_the_name_of_a_script_for_text(made, tmp_path):
    browser.chromium()
    page = formats.render(made("blocked"), "html")
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 2 and reports.HOSTILE not in page
    seen = browser.show(page, "hostile", "wide", "light", tmp_path)
    assert (seen.probe["scripts"], seen.console) == (0, ())
    assert seen.probe["text"].count(reports.HOSTILE) >= 2


def test_the_probe_sees_what_is_wrong(tmp_path):
    """A page with a fault of each kind, so that none of the tests above passes for want of looking."""
    browser.chromium()
    head = f"<!doctype html><html><head><meta http-equiv='Content-Security-Policy' content=\"{browser.POLICY}\"></head>"
    script = "<script>console.error('oops')</script>"
    low = "<header style='margin-top:2000px'><p class='headline'>x</p></header>"
    page = f"{head}<body><p style='width:3000px'>x</p>{low}<img src='x.png'>{script}</body></html>"
    seen = browser.show(page, "faulty", "narrow", "light", tmp_path)
    assert {"image-alt", "html-has-lang"} <= {one[1] for one in seen.probe["faults"]}
    assert seen.probe["scripts"] == 1 and any("oops" in line for line in seen.console)
    assert any("violates" in line for line in seen.console), "the policy refuses the picture and the style"
    assert clean(seen) and set(seen.probe["above"]) == {"headline"}
