# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The reports of three worlds, and one of all of them, made from what the modules return, looked at in a browser."""

from __future__ import annotations

import itertools
import os

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import formats
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.model import report
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID
from ansible_collections.adx.outbound.tests.integration.modules import browser, reports

HEADLINES = {
    "clean": ("good", "All 71 destinations the cluster needs are allowed"),
    "blocked": ("bad", "1 of 71 destinations is blocked"),
    "not-injected": ("aside", "The cluster is in no virtual network"),
}
VIEWS = list(itertools.product(browser.SIZES, browser.SCHEMES))
WHOLE = list(itertools.product(HEADLINES, VIEWS))
SAMPLE = list(zip(HEADLINES, (("wide", "light"), ("narrow", "dark"), ("wide", "dark")), strict=True))


@pytest.fixture
def made(run, emulator):
    """Makes the results of a world: the check, and the plan where there was one."""
    return lambda world: reports.WORLDS[world](run, emulator)


@pytest.mark.parametrize("world", HEADLINES)
def test_the_headline_is_what_the_modules_found(made, world):
    checked, plan = made(world)
    told = report(checked, plan)
    assert (told.state, told.headline) == HEADLINES[world]
    assert sum(group.count for group in told.groups) == 71


@pytest.mark.parametrize(("world", "view"), WHOLE if os.environ.get(browser.REQUIRED) else SAMPLE)
def test_a_report_is_shown_without_a_fault(made, tmp_path, world, view):
    browser.chromium()
    checked, plan = made(world)
    page = formats.render(checked, "html", plan=plan, when="2026-11-25 17:00 UTC", version="0.1.0")
    seen = browser.show(page, world, *view, tmp_path)
    assert seen.console == ()
    assert [one for one in seen.probe["faults"] if one[0] in browser.SERIOUS] == []
    assert (seen.probe["scripts"], seen.probe["foreign"], seen.probe["wide"]) == (0, [], 0)
    assert seen.probe["dark"] is (view[1] == "dark") and HEADLINES[world][1] in seen.probe["text"]
    assert seen.screenshot.stat().st_size > 10_000


def cluster(checked, plan, **told):
    """A cluster in the result of a call about many."""
    name = checked["about"]["cluster"]
    found = {"summary": checked["summary"], "findings": checked["findings"], "check": checked, "plan": plan}
    made = {"cluster": name, "id": f"{CLUSTER_ID}-{told['code']}", "state": "present", "changed": True, "failed": False}
    return {**made, "msg": "", "pending": ["rules"], "written": [], "warnings": [], **found, **told}


@pytest.fixture
def many(made, emulator):
    """Four clusters: one in order, one that is blocked, one in no network, and one that was not found."""
    told = {"clean": {}, "blocked": {"failed": True, "msg": f"Blocked by {reports.HOSTILE}."}, "not-injected": {}}
    clusters = []
    for world, more in told.items():
        emulator.reset("demo")
        clusters.append(cluster(*made(world), code=world, **more))
    lost = {"plan": None, "check": None, "summary": {}, "findings": []}
    clusters.append({**clusters[0], **lost, "id": f"{CLUSTER_ID}-lost", "failed": True, "msg": "It was not found."})
    return {"clusters": clusters, "plan_hash": "ab" * 44, "parts": {}, "mode": "run"}


@pytest.mark.parametrize("view", VIEWS if os.environ.get(browser.REQUIRED) else [("wide", "light"), ("narrow", "dark")])
@pytest.mark.parametrize("folded", [True, False], ids=["folded", "unfolded"])
def test_a_report_about_many_clusters_is_shown_without_a_fault(many, tmp_path, view, folded):
    browser.chromium()
    page = formats.render(many, "html", when="2026-11-25 17:00 UTC", version="0.1.0")
    assert page.count("<details ") == 3
    shown = page if folded else page.replace("<details ", "<details open ")
    seen = browser.show(shown, f"many-{'folded' if folded else 'unfolded'}", *view, tmp_path)
    assert seen.console == ()
    assert [one for one in seen.probe["faults"] if one[0] in browser.SERIOUS] == []
    assert (seen.probe["scripts"], seen.probe["foreign"], seen.probe["wide"]) == (0, [], 0)
    assert "1 of 4 clusters is locked down, 2 failed, 1 in no network" in seen.probe["text"]
    assert ("All 71 destinations the cluster needs" in seen.probe["text"]) and reports.HOSTILE in seen.probe["text"]


def test_a_browser_takes_the_name_of_a_script_for_text(made, tmp_path):
    browser.chromium()
    checked, plan = made("blocked")
    page = formats.render(checked, "html", plan=plan)
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 2 and reports.HOSTILE not in page
    seen = browser.show(page, "hostile", "wide", "light", tmp_path)
    assert (seen.probe["scripts"], seen.console) == (0, ())
    assert seen.probe["text"].count(reports.HOSTILE) >= 2


def test_the_probe_sees_what_is_wrong(tmp_path):
    """A page with a fault of each kind, so that none of the tests above passes for want of looking."""
    browser.chromium()
    head = f"<!doctype html><html><head><meta http-equiv='Content-Security-Policy' content=\"{browser.POLICY}\"></head>"
    script = "<script>console.error('oops')</script>"
    page = f"{head}<body><p style='width:3000px'>x</p><img src='x.png'>{script}</body></html>"
    seen = browser.show(page, "faulty", "narrow", "light", tmp_path)
    assert {"image-alt", "html-has-lang"} <= {one[1] for one in seen.probe["faults"] if one[0] in browser.SERIOUS}
    assert seen.probe["scripts"] == 1 and any("oops" in line for line in seen.console)
    assert any("violates" in line for line in seen.console), "the policy refuses the picture and the style"
