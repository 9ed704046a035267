# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reports as data of what the modules themselves return: as their schemas say, and good for an approval."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.plugins.filter.egress import egress_report
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import console
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import OTHER_CLUSTER_ID
from ansible_collections.adx.outbound.tests.integration.fleets import Fleet, seed
from ansible_collections.adx.outbound.tests.integration.modules import reports
from ansible_collections.adx.outbound.tests.integration.others import edit
from ansible_collections.adx.outbound.tests.integration.runner import NAMED, done
from ansible_collections.adx.outbound.tests.integration.sampled import one_in
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.report import validators

FORMS = ("json", "sarif")
MANAGE = {"default_route": "manage"}
GONE = f"{CLUSTER_ID}-gone"
MANY = {"clusters": [CLUSTER_ID, OTHER_CLUSTER_ID, GONE], "firewall": FIREWALL_ID, "details": True}
# The options of cluster_egress beside these, and the mode of the report.
CALLS = {
    "preview": ({"check": True}, "preview"),
    "plan": ({"steps": ["plan"]}, "preview"),
    "run": ({}, "run"),
    "run without details": ({"details": False}, "run"),
    "check": ({"steps": ["check"]}, "check"),
    "removal": ({"state": "absent"}, "run"),
    "one team's step": ({"steps": ["allow"]}, "run"),
}


STATES = {
    "preview": "locked_down",
    "stopped": "failed",
    "done": "locked_down",
    "broken": "failed",
    "removed": "removed",
    "blocked": "failed",
    "no-rules": "failed",
    "loose": "not_locked_down",
    "not-injected": "not_injected",
    "refused": "failed",
}


def made(handed, form, plan=None):
    text = egress_report(handed, form, plan=plan, when="2026-11-25 17:00 UTC", location="egress.yml")
    assert validators.wrong(text, form) == []
    return json.loads(text)


@pytest.mark.parametrize("world", one_in(3, reports.WORLDS))
def test_the_report_of_a_world_is_as_the_schemas_say(run, emulator, world):
    handed = reports.WORLDS[world](run, emulator)
    document, log = (made(handed, form) for form in FORMS)
    (cluster,) = document["clusters"]
    assert resource_ids.same(cluster["id"], CLUSTER_ID)
    assert cluster["state"] == STATES[world]
    if world == "blocked":
        assert [one.rpartition("/")[2] for one in cluster["firewall"]["policies"]] == ["fp-base", "fp-hub"]
    assert len(log["runs"][0]["results"]) >= len(cluster["findings"])


@pytest.mark.parametrize(
    ("left", "state"),
    [
        ({}, "removed"),
        ({"rules": "report"}, "not_wholly_removed"),
        ({"routes": "report", "accept": ["no_gate"]}, "not_wholly_removed"),
    ],
)
def test_a_removal_that_leaves_something_is_told_as_one_in_every_form(run, left, state):
    done(run("cluster_egress", **MANY | {"clusters": [CLUSTER_ID]}))
    removed = run("cluster_egress", **MANY | {"clusters": [CLUSTER_ID], "state": "absent", **left})
    assert made(removed, "json")["clusters"][0]["state"] == state
    told = "is taken away." if state == "removed" else "is not wholly taken away."
    assert console.lines(removed)[0] == f"Done: the lock-down of cluster telemetry {told}", removed
    page = egress_report(removed, "md", when="2026-11-25 17:00 UTC", location="egress.yml")
    assert ("has been taken away" in page) is (state == "removed")


@pytest.mark.parametrize("call", CALLS)
def test_the_report_of_a_call_is_as_the_schemas_say(run, call):
    told, mode = CALLS[call]
    result = run("cluster_egress", **{**MANY, **told})
    document, log = (made(result, form) for form in FORMS)
    assert document["mode"] == mode and len(document["clusters"]) == 3
    failed = {one["id"] for one in document["clusters"] if one["failure"]}
    assert log["runs"][0]["invocations"][0]["executionSuccessful"] is not bool(failed)


@pytest.mark.parametrize("check", [True, False])
def test_the_report_of_a_move_is_as_the_schemas_say_and_good_for_an_approval(run, emulator, check, tmp_path):
    edit(emulator, CLUSTER_ID, lambda properties: properties["virtualNetworkConfiguration"].update(state="Disabled"))
    asked = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, "details": True, **MANAGE}
    asked["steps"] = ["allow", "route", "return", "check"]
    result = done(run("cluster_egress", check=check, **asked))
    document, _log = (made(result, form) for form in FORMS)
    (cluster,) = document["clusters"]
    assert cluster["pending"][-1] == "network" and cluster["state"] == "locked_down"
    assert set(document["parts"].popitem()[1]) == {"accept", "rules", "routes", "subnet", "network"}
    if check:
        report = tmp_path / "preview.json"
        report.write_text(egress_report(result, "json"), encoding="utf-8")
        assert done(run("cluster_egress", expect_plan=str(report), **asked))["changed"]
        return
    assert [one["part"] for one in document["written"]][-1] == "network"
    edit(emulator, CLUSTER_ID, lambda properties: properties["virtualNetworkConfiguration"].update(state="Disabled"))
    gone = {**asked, "state": "absent", "only_left": True, "steps": ["allow", "route", "check"]}
    (cluster,) = made(done(run("cluster_egress", **gone)), "json")["clusters"]
    assert cluster["state"] == "removed" and "left_network" in {one["code"] for one in cluster["findings"]}


def test_the_report_of_a_plan_is_as_the_schemas_say(run):
    plan = done(run("egress_plan_info", **NAMED))["plan"]
    document, _log = (made({}, form, plan) for form in FORMS)
    assert (document["mode"], document["plan_hash"]) == ("preview", plan["plan_hash"])
    assert document["clusters"][0]["state"] == "planned"


def test_an_accepted_risk_is_told_by_its_word_and_suppressed(run):
    run.lock_down(**MANAGE)
    risky = {"wildcards": "narrow", "accept": ["dropped_destinations"], **MANAGE}
    result = done(run("cluster_egress", check=True, clusters=[CLUSTER_ID], firewall=FIREWALL_ID, details=True, **risky))
    (cluster,) = made(result, "json")["clusters"]
    ((word, sentence),) = [(one["word"], one["sentence"]) for one in cluster["accepted"]]
    assert word == "dropped_destinations" and sentence
    suppressed = [one for one in made(result, "sarif")["runs"][0]["results"] if one["suppressions"]]
    assert [(one["ruleId"], one["suppressions"][0]["status"]) for one in suppressed] == [(word, "accepted")]
    assert done(run("egress_plan_info", **NAMED, **risky))["plan"]["accepted"] == cluster["accepted"]


@pytest.mark.parametrize("size", [1, 2])
def test_the_report_of_a_preview_is_what_a_run_is_held_to(run, emulator, tmp_path, size):
    fleet = seed(emulator, Fleet(size, 1))
    told = {"clusters": [fleet.cluster(number) for number in range(size)], "firewall": fleet.firewall(0)}
    told.update(details=True, **MANAGE)
    path = tmp_path / "approved.json"
    document = made(done(run("cluster_egress", check=True, **told)), "json")
    path.write_text(json.dumps(document), encoding="utf-8")
    assert [one["state"] for one in document["clusters"]] == ["locked_down"] * size
    other = run("cluster_egress", **told, skip_addresses=["23.99.5.162"], expect_plan=str(path))
    assert other["failed"] and other["code"] == "drifted"
    assert done(run("cluster_egress", **told, expect_plan=str(path)))["changed"]
