# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays whose check asks the firewall's logs, and what of it stands on the console and in the reports."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml
from ansible_collections.adx.outbound.tests.emulator import FIREWALL_ID
from ansible_collections.adx.outbound.tests.emulator.worlds.logs import WORKSPACE_ID, with_logs
from ansible_collections.adx.outbound.tests.integration import logged
from ansible_collections.adx.outbound.tests.integration.asked_logs import (
    LOGIN,
    NO_NAME,
    URL,
    ago,
    besides,
    refused,
    traffic,
)
from ansible_collections.adx.outbound.tests.integration.fleets import Fleet, seed
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.report import validators

FORMS = ("html", "md", "json", "sarif")
REPORTS = {"egress_report_path": [f"evidence.{form}" for form in FORMS]}
NEVER = {"egress_fail_on": "never"}
GUIDE = (Path(__file__).resolve().parents[3] / "docs" / "evidence.md").read_text(encoding="utf-8")
TEMPLATE = "{{ lookup('pipe', 'touch made') }}.example.com"


def questions(played):
    return [one for one in played.requests if one.method == "POST" and one.path.endswith("/query")]


def report(tmp_path, form):
    return (tmp_path / f"evidence.{form}").read_text(encoding="utf-8")


def valid(tmp_path):
    """The report as data, when every form is as it should be."""
    for form in ("json", "sarif"):
        assert validators.wrong(report(tmp_path, form), form) == []
    for form in FORMS:
        assert URL.partition("?")[2] not in report(tmp_path, form)
    return json.loads(report(tmp_path, "json"))["clusters"]


def states(cluster):
    return {one["evidence"]["state"] for one in cluster["destinations"]}


@pytest.fixture
def logs(run, emulator):
    """A cluster that is locked down, a week's traffic, and some that was refused."""
    run.lock_down(default_route="manage")
    rows = besides(
        traffic(),
        refused(),
        refused(TEMPLATE, port=443, protocol="HTTPS"),
        logged.named("", at=ago(2), port=12000, **NO_NAME),
    )
    with_logs(emulator, rows)


@pytest.mark.long
def test_a_check_with_evidence_says_on_the_console_and_in_every_report_what_the_logs_say(play, logs, tmp_path):
    done = play("check", egress_evidence=True, **REPORTS)
    assert done.code == 0 and done.writes == [] and len(questions(done)) == 4, done.output
    (cluster,) = valid(tmp_path)
    assert {"allowed", "denied", "not_seen", "not_at_firewall"} <= states(cluster)
    assert cluster["logs"]["account"]["hits"] and cluster["logs"]["refused_names"]
    answer = " ".join(" ".join(done.answer).split())
    assert "go.microsoft.com:80 was refused by the default action, since no rule matched" in answer
    assert "do: Keep the JSON report of today as egress_baseline, and check again tomorrow" in answer
    page, text = report(tmp_path, "html"), report(tmp_path, "md")
    for shown in (page, text):
        assert "What the firewall" in shown and "Asked workspace law-hub from " in shown
        assert "destinations to look at" in shown and "SNI TLS extension was missing" in shown
    assert "denied_in_window" in {one["ruleId"] for one in json.loads(report(tmp_path, "sarif"))["runs"][0]["results"]}
    assert not (tmp_path / "made").exists() and "touch made" in text


@pytest.mark.long
def test_a_dictionary_says_since_when_and_where(play, logs, tmp_path):
    asked = {"since": "2d", "workspace": WORKSPACE_ID}
    done = play("check", egress_evidence=asked, **REPORTS)
    assert done.code == 0 and not [one for one in done.requests if "diagnosticSettings" in one.path], done.output
    (cluster,) = valid(tmp_path)
    assert (
        logged.moment(cluster["logs"]["end"]).date() - logged.moment(cluster["logs"]["start"]).date() == 2 * logged.DAY
    )


@pytest.mark.long
def test_the_direct_endpoint_is_asked_with_a_token_of_its_own(play, logs, emulator):
    done = play("check", egress_evidence={"endpoint": emulator.logs_url})
    assert done.code == 0 and not questions(done), done.output
    direct = [one for one in emulator.log(True) if one.kind == "logs"]
    assert len(direct) == 4 and {one.status for one in direct} <= {200, 400}


@pytest.mark.long
def test_a_second_night_compares_with_its_own_report(play, logs, tmp_path, emulator):
    """What was refused before the first report is history in the second."""
    assert play("check", egress_evidence=True, **REPORTS).code == 0
    emulator.switch(clock_skew=24 * 3600)
    with_logs(emulator, traffic(0, until=logged.now() + logged.DAY))
    done = play("check", egress_evidence=True, **REPORTS)
    assert done.code == 0, done.output
    (cluster,) = valid(tmp_path)
    found = {one["code"]: one for one in cluster["findings"]}
    assert (
        "denied_in_window" not in found and "go.microsoft.com:80 was denied until" in found["denied_until"]["message"]
    )


@pytest.mark.long
def test_a_refusal_since_the_last_report_fails_the_play_and_is_the_first_thing_it_says(play, logs, tmp_path, emulator):
    assert play("check", egress_evidence=True, **REPORTS).code == 0
    later = logged.now() + logged.DAY
    emulator.switch(clock_skew=24 * 3600)
    denied = logged.named(LOGIN, at=later - logged.timedelta(minutes=30), action="Deny")
    with_logs(emulator, besides(traffic(0, until=later), denied))
    done = play("check", egress_evidence=True, **REPORTS)
    assert done.code == 2 and f"{LOGIN}:443 was refused by " in done.said and "log_denies" in done.output, done.output
    assert "log_denies" in {one["code"] for one in valid(tmp_path)[0]["findings"]}


@pytest.mark.long
def test_a_fleet_asks_each_firewall_once(play, emulator, tmp_path):
    fleet = seed(emulator, Fleet(2, 1))
    rows = {}
    for number in range(2):
        for table, listed in traffic(firewall=fleet.firewall(0), source=fleet.address(number)).items():
            rows.setdefault(table, []).extend(listed)
    with_logs(emulator, rows, firewall=fleet.firewall(0))
    given = {"egress_clusters": fleet.entries(), "egress_default_route": "manage", "egress_evidence": True}
    locked = play("fleet", named=False, **given)
    assert locked.code == 0 and len(questions(locked)) == 4 and "too_recent" not in locked.output, locked.output
    done = play("fleet", named=False, **given, **REPORTS)
    assert done.code == 0 and done.writes == [] and len(questions(done)) == 4, done.output
    clusters = valid(tmp_path)
    assert [one["logs"]["account"]["hits"] for one in clusters] == [2 * (logged.DAYS + 1)] * 2
    assert all({"allowed", "not_seen"} <= states(one) for one in clusters)


@pytest.mark.long
def test_a_preview_and_a_check_without_it_ask_nothing(play, logs, tmp_path):
    for playbook, options in (
        ("preview", {"egress_evidence": True}),
        ("check", {}),
        ("check", {"egress_evidence": ""}),
    ):
        done = play(playbook, **options, **REPORTS)
        assert done.code == 0 and not [one for one in done.requests if "nsights" in one.path], done.output
        assert valid(tmp_path)[0]["logs"] is None


@pytest.mark.long
@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ("perhaps", "egress_evidence is 'perhaps'; it takes true, false, or a dictionary with since, workspace"),
        ({"days": 7}, "egress_evidence has days; it takes true, or since, workspace, endpoint."),
        ({"since": "soon"}, "egress_evidence.since is 'soon'; it takes a number of days such as 7d"),
        ({"workspace": FIREWALL_ID}, "which is no id of a Log Analytics workspace."),
        ({"endpoint": "http://x"}, "egress_evidence.endpoint is 'http://x'; it takes the URL of the query API"),
    ],
)
def test_a_wrong_value_is_refused_in_the_words_of_the_role(play, given, sentence):
    done = play("check", egress_evidence=given)
    assert done.code == 2 and sentence in done.said and done.requests == (), done.output


@pytest.mark.long
def test_the_variables_of_the_guide_ask_the_logs_and_write_its_reports(play, logs, tmp_path):
    (shown,) = re.findall(r"```yaml\n(# evidence\.yml\n.*?)```", GUIDE, re.DOTALL)
    (command,) = re.findall(
        r"^ansible-playbook adx\.outbound\.(check --extra-vars @evidence\.yml)$", GUIDE, re.MULTILINE
    )
    (tmp_path / "evidence.yml").write_text(shown, encoding="utf-8")
    done = play(*command.split(), named=False)
    assert done.code == 0 and len(questions(done)) == 4, done.output
    page, data = yaml.safe_load(shown)["egress_report_path"]
    assert "Asked workspace law-hub" in (tmp_path / page).read_text(encoding="utf-8")
    assert validators.wrong((tmp_path / data).read_text(encoding="utf-8"), "json") == []
