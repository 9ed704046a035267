# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports about clusters that leave their networks, of what the module returns: in every form, as their schemas say,
looked at in a browser, and good for an approval.
"""

from __future__ import annotations

import itertools
import json
import os

import pytest
from ansible_collections.adx.outbound.plugins.filter.egress import egress_report
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import console
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.overview import overview
from ansible_collections.adx.outbound.tests.integration.modules import browser, exits
from ansible_collections.adx.outbound.tests.integration.modules.exits import IDS, NAMES, WORLDS, call
from ansible_collections.adx.outbound.tests.integration.runner import done
from ansible_collections.adx.outbound.tests.integration.sampled import only
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.report import validators

LEFT = "Cluster telemetry has left its network, with all 5 preconditions met"
CUT_OFF = "Event Hubs namespace evhns-telemetry would not be reached"
# What the page begins with, and the states of the clusters in the report as data.
ANSWERS = {
    "preview": ("Preview", "good", LEFT.replace("has left", "would leave"), "left"),
    "done": ("Done", "good", LEFT, "left"),
    "again": ("Done", "good", "Cluster telemetry has left already", "left"),
    "refused": ("Refused", "bad", CUT_OFF, "failed"),
    "stops": ("Preview stopped", "bad", CUT_OFF, "failed"),
    "accepted": ("Done", "bad", "Cluster telemetry has left its network, with 1 of 5 preconditions missing", "unmet"),
    "unsure": (
        "Done",
        "bad",
        "Cluster telemetry has left its network, with 1 of 5 preconditions missing and 1 unknown",
        "unmet",
    ),
    "everything": (
        "Preview stopped",
        "bad",
        "Everybody on the internet might come into cluster telemetry",
        "failed",
    ),
    "ranges": (
        "Preview",
        "good",
        "Cluster telemetry had left before, and its public access would be changed",
        "left",
    ),
    "gone": ("Failed", "bad", "Cannot read cluster telemetry-missing in resource group rg-adx", "failed"),
    "stopped": (
        "Failed",
        "bad",
        "1 of 3 clusters is out of its network, 1 does not hold, 1 was not reached",
        "failed failed left",
    ),
    "lost": (
        "Failed",
        "bad",
        "1 of 3 clusters is out of its network, 1 may have left, 1 was not reached",
        "failed failed left",
    ),
    "several": ("Failed", "bad", "2 of 3 clusters are out of their networks, 1 failed", "left left failed"),
    "fleet": (
        "Preview",
        "good",
        "All 3 clusters would be out of their networks, 1 of them since before",
        "left left left",
    ),
}
VIEWS = list(itertools.product(browser.SIZES, browser.SCHEMES))
REQUIRED = bool(os.environ.get(browser.REQUIRED))
SHOWN = ("everything", "accepted", "stopped", "fleet")
SAMPLE = list(zip(SHOWN[::3], itertools.cycle(VIEWS), strict=False))
NOW, LATER = "2026-11-25 17:00 UTC", "2026-11-26 17:00 UTC"


@pytest.fixture(scope="module")
def results():
    """The results of worlds that were made already; nothing here changes one."""
    return {}


@pytest.fixture
def made(run, emulator, results):
    """Makes the result of a world, once."""

    def result(world):
        if world not in results:
            emulator.reset("leaving")
            results[world] = WORLDS[world](run, emulator)
        return results[world]

    return result


def document(result, form="json", **told):
    text = egress_report(result, form, when=NOW, location="leave.yml", **told)
    assert validators.wrong(text, form) == []
    return json.loads(text)


@pytest.mark.parametrize("world", WORLDS)
def test_the_answer_is_what_became_of_it(made, world):
    told = overview(made(world))
    ending, state, headline, states = ANSWERS[world]
    assert (told.ending, told.state) == (ending, state)
    assert told.headline.startswith(headline)
    assert [one["state"] for one in document(made(world))["clusters"]] == states.split()
    refused = all(one["failed"] for one in made(world)["clusters"])
    assert (told.plan_hash == "") is refused is (document(made(world))["plan_hash"] is None)


@pytest.mark.parametrize("world", WORLDS)
def test_every_form_is_as_it_has_to_be_and_names_options_as_the_reader_has_them(made, world):
    for form in ("json", "sarif"):
        document(made(world), form)
    page, text = (egress_report(made(world), form, when=NOW) for form in ("html", "md"))
    screen = console.lines(made(world))
    assert len(screen) <= console.LINES and max(map(len, screen)) <= console.COLUMNS
    assert egress_report(made(world), "text").splitlines()[0] == screen[0]
    for told in (page.partition("</style>")[2], text, "\n".join(screen)):
        assert "O(" not in told and ANSWERS[world][2].partition(" ")[2][:30] in told


@pytest.mark.parametrize("world", ["stopped", "lost"])
def test_a_run_that_stopped_in_the_middle_says_in_every_form_who_has_left_and_how_to_return(made, world):
    screen = " ".join(console.lines(made(world))[:4])
    forms = [screen, *(egress_report(made(world), form, when=NOW) for form in ("html", "md"))]
    what = {"stopped": "Does not hold", "lost": "May have left"}[world]
    for told in forms:
        left, back = (
            told.index(f"Left: telemetry. {what}: sales. Not reached: devices."),
            told.index("return_to_network"),
        )
        assert left < back


def test_what_a_stopped_run_says_of_its_clusters_is_so(run, emulator):
    emulator.reset("leaving")
    lead = overview(exits.stopped(run, emulator)).lead
    states = [emulator.document(IDS[name])["properties"]["virtualNetworkConfiguration"]["state"] for name in NAMES]
    assert states == ["Disabled", "Disabled", "Enabled"]
    assert lead.startswith("Left: telemetry. Does not hold: sales. Not reached: devices.")


@pytest.mark.parametrize("names", [NAMES[:1], NAMES])
def test_the_report_of_a_preview_is_what_a_run_is_held_to(run, emulator, tmp_path, names):
    emulator.reset("leaving")
    path = tmp_path / "approved.json"
    path.write_text(json.dumps(document(done(call(run, *names, check=True)))), encoding="utf-8")
    other = call(
        run, *names, expect_plan=str(path), public_network_access="enabled", allowed_ip_ranges=["192.0.2.0/24"]
    )
    assert other["failed"] and other["code"] == "drifted" and not emulator.writes()
    assert done(call(run, *names, expect_plan=str(path)))["changed"]


@pytest.mark.parametrize("form", ["html", "md", "json", "sarif"])
def test_a_report_of_the_same_stays_as_it_is_and_that_of_a_run_is_another(run, emulator, made, form):
    first = egress_report(made("stops"), form, when=NOW)
    assert egress_report(made("stops"), form, when=LATER, previous=first) == first
    assert egress_report(made("refused"), form, when=LATER, previous=first) != first


def test_a_call_without_details_is_told_by_its_figures(run, emulator):
    emulator.reset("leaving")
    result = exits.without_details(run, emulator)
    told = document(result)
    assert [one["state"] for one in told["clusters"]] == ["left"] * 3
    assert {one["network_exit"] for one in told["clusters"]} == {None}
    assert told["clusters"][0]["counts"]["preconditions"] == {"met": 5, "missing": 0, "cannot_tell": 0}
    assert console.lines(result)[0] == "Done: all 3 clusters are out of their networks."


@pytest.mark.parametrize("world", ["refused", "accepted", "unsure", "everything", "stopped"])
def test_what_was_accepted_and_why_it_failed_are_results_of_sarif(made, world):
    told = {one["ruleId"]: one for one in document(made(world), "sarif")["runs"][0]["results"]}
    for one in made(world)["clusters"]:
        assert not one["code"] or one["code"] in told
        assert all(told[risk["word"]]["suppressions"] for risk in one["accepted"])


@pytest.mark.parametrize(("world", "view"), only(SAMPLE, itertools.product(WORLDS, VIEWS)))
def test_a_report_is_shown_without_a_fault_and_begins_with_the_answer(made, tmp_path, world, view):
    browser.chromium()
    page = egress_report(made(world), "html", when=NOW, version="1.0.0").replace("<details ", "<details open ")
    seen = browser.show(page, f"exit-{world}", *view, tmp_path)
    expected = {"scripts": 0, "foreign": [], "wide": 0, "faults": []}
    assert (seen.console, {name: seen.probe[name] for name in expected}) == ((), expected)
    assert ANSWERS[world][2] in seen.probe["above"]["headline"]
