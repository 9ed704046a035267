# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports about clusters that restrict their access themselves, of what the module returns: in every form, as their
schemas say, looked at in a browser, and good for an approval.
"""

from __future__ import annotations

import itertools
import json
import os
import re

import pytest
import yaml
from ansible_collections.adx.outbound.plugins.filter.egress import egress_report
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import console
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.overview import overview
from ansible_collections.adx.outbound.tests.integration import restricted
from ansible_collections.adx.outbound.tests.integration.modules import browser, restrictions
from ansible_collections.adx.outbound.tests.integration.modules.restrictions import ONE, WORLDS, call
from ansible_collections.adx.outbound.tests.integration.restricted import NAMES, access
from ansible_collections.adx.outbound.tests.integration.runner import done
from ansible_collections.adx.outbound.tests.integration.sampled import only
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.report import validators

RESTRICTED = "Outbound access is restricted, with all 4 destinations it is known to use allowed"
WOULD = RESTRICTED.replace(" is restricted", " would be restricted")
# What the page begins with, and the states of the clusters in the report as data.
ANSWERS = {
    "preview": ("Preview", "good", WOULD, "restricted"),
    "denied": ("Preview stopped", "bad", "The restriction would deny 1 of 5 destinations", "failed"),
    "done": ("Done", "good", RESTRICTED, "restricted"),
    "quiet": ("Done", "good", RESTRICTED, "restricted"),
    "refused": ("Refused", "bad", "Whether 2 of 4 destinations would pass cannot be told", "failed"),
    "risked": (
        "Done",
        "open",
        "Outbound access is restricted; whether 2 of 4 destinations pass cannot be told",
        "unknown",
    ),
    "accepted": ("Done", "bad", "Outbound access is restricted, and 1 of 5 destinations is blocked", "blocked"),
    "unlisted": ("Preview stopped", "bad", "What queries of cluster analytics use is not known", "failed"),
    "stays": ("Done", "good", RESTRICTED, "restricted"),
    "other-list": ("Done", "good", RESTRICTED, "restricted"),
    "lifted": ("Done", "good", "Outbound access is not restricted", "unrestricted"),
    "gone": ("Failed", "bad", "Cannot read cluster missing in resource group rg-adx", "failed"),
    "inside": ("Preview", "good", WOULD.replace("4", "2"), "restricted"),
    "several": ("Failed", "bad", "1 of 3 clusters is restricted, 2 failed", "failed restricted failed"),
    "fleet": (
        "Preview",
        "good",
        "All 2 clusters would be restricted, 1 cluster would be unrestricted",
        "restricted restricted unrestricted",
    ),
}
VIEWS = list(itertools.product(browser.SIZES, browser.SCHEMES))
REQUIRED = bool(os.environ.get(browser.REQUIRED))
SHOWN = ("denied", "risked", "several", "fleet", "other-list")
SAMPLE = list(zip(SHOWN[::3], itertools.cycle(VIEWS), strict=False))
FORMS = ("json", "sarif")
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
            emulator.reset("demo")
            restricted.seed(emulator)
            results[world] = WORLDS[world](run, emulator)
        return results[world]

    return result


def document(result, form="json", **told):
    text = egress_report(result, form, when=NOW, location="access.yml", **told)
    assert validators.wrong(text, form) == []
    return json.loads(text)


@pytest.mark.parametrize("world", WORLDS)
def test_the_answer_is_what_became_of_it(made, world):
    told = overview(made(world))
    assert (told.ending, told.state, told.headline) == (*ANSWERS[world][:2], told.headline)
    assert told.headline.startswith(ANSWERS[world][2])
    assert [one["state"] for one in document(made(world))["clusters"]] == ANSWERS[world][3].split()
    refused = all(state == "failed" for state in ANSWERS[world][3].split())
    assert (told.plan_hash == "") is refused is (document(made(world))["plan_hash"] is None)


@pytest.mark.parametrize("world", WORLDS)
def test_every_form_is_as_it_has_to_be_and_says_nothing_of_firewalls(made, world):
    for form in FORMS:
        document(made(world), form)
    page, text = (egress_report(made(world), form, when=NOW) for form in ("html", "md"))
    screen = console.lines(made(world))
    assert len(screen) <= console.LINES and max(map(len, screen)) <= console.COLUMNS
    assert restrictions.HOSTILE not in page
    inside = "beside the firewall" if world == "inside" else ""
    for told in (page.partition("</style>")[2], text, "\n".join(screen)):
        assert "O(" not in told, "options are named as the reader has them"
        words = set(re.findall(r"[a-z]+", told.replace(inside, "").lower() if inside else told.lower()))
        assert not words & {"firewalls", "route", "routes", "routing", "subnet", "lockdown"}
        assert "firewall" not in words or inside


def test_what_is_proposed_can_be_copied_and_holds(run, emulator):
    restricted.seed(emulator)
    text = egress_report(call(run, check=True, uses=[*restricted.USES, restrictions.API]), "md")
    blocks = dict(re.findall(r"```yaml\n(egress_(\w+):\n.*?)```", text, re.DOTALL))
    for block, name in blocks.items():
        given = {"allowed_fqdns": None, name: yaml.safe_load(block)[f"egress_{name}"]}
        words = {"callout_policies": ["ingestion_not_shown"], "allowed_fqdns": ["denied_callouts"]}[name]
        told = done(call(run, check=True, uses=[*restricted.USES, restrictions.API], accept=words, **given))
        verdicts = {one["fqdn"]: one["verdict"] for one in told["clusters"][0]["plan"]["used"]}
        covered = {restricted.LAKE, restricted.ORDERS} | (
            {"api.partner.example"} if name == "callout_policies" else {restricted.BUS}
        )
        assert {fqdn for fqdn, verdict in verdicts.items() if verdict == "allowed"} == covered
    assert set(blocks.values()) == {"callout_policies", "allowed_fqdns"}


@pytest.mark.parametrize("names", [NAMES[:1], NAMES])
def test_the_report_of_a_preview_is_what_a_run_is_held_to(run, emulator, tmp_path, names):
    restricted.seed(emulator)
    path = tmp_path / "approved.json"
    path.write_text(json.dumps(document(done(call(run, *names, check=True)))), encoding="utf-8")
    other = call(run, *names, allowed_fqdns=[*restricted.ALL, "more.example"], expect_plan=str(path))
    assert other["failed"] and other["code"] == "drifted" and "analytics" in other["msg"]
    assert done(call(run, *names, expect_plan=str(path)))["changed"]
    assert [access(emulator, name) for name in names] == [("Enabled", restricted.ALL, [])] * len(names)


@pytest.mark.parametrize("form", ["html", "md", "json", "sarif"])
def test_a_report_of_the_same_stays_as_it_is(run, emulator, form):
    restricted.seed(emulator)
    first = egress_report(call(run, check=True), form, when=NOW)
    assert egress_report(call(run, check=True), form, when=LATER, previous=first) == first
    assert egress_report(call(run), form, when=LATER, previous=first) != first


def test_a_call_without_details_is_told_by_its_figures(run, emulator):
    restricted.seed(emulator)
    result = restrictions.without_details(run, emulator)
    told = document(result)
    assert {one["state"] for one in told["clusters"]} == {"restricted"}
    assert {one["destinations"] for one in told["clusters"]} == {None}
    assert console.lines(result)[0] == "Done: all 3 clusters are restricted."


@pytest.mark.parametrize("world", ["denied", "risked", "other-list", "several"])
def test_what_was_accepted_and_why_it_failed_are_results_of_sarif(made, world):
    result = made(world)
    told = {one["ruleId"]: one for one in document(result, "sarif")["runs"][0]["results"]}
    for one in result["clusters"]:
        assert not one["code"] or one["code"] in told
        assert all(told[risk["word"]]["suppressions"] for risk in one["accepted"])


@pytest.mark.parametrize(("world", "view"), only(SAMPLE, itertools.product(WORLDS, VIEWS)))
def test_a_report_is_shown_without_a_fault_and_begins_with_the_answer(made, tmp_path, world, view):
    browser.chromium()
    page = egress_report(made(world), "html", when=NOW, version="1.0.0").replace("<details ", "<details open ")
    seen = browser.show(page, f"restriction-{world}", *view, tmp_path)
    expected = {"scripts": 0, "foreign": [], "wide": 0, "faults": []}
    assert (seen.console, {name: seen.probe[name] for name in expected}) == ((), expected)
    assert ANSWERS[world][2] in seen.probe["above"]["headline"]


def test_the_cluster_that_is_told_of_is_the_one_of_the_world(made):
    assert [one["cluster"] for one in made("preview")["clusters"]] == [ONE]
