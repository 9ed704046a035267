# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the logs say beside what by the documents of Azure would happen: what was mended turns no check red."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.filter.egress import egress_report
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.findings import SEVERITIES
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID
from ansible_collections.adx.outbound.tests.integration import logged
from ansible_collections.adx.outbound.tests.integration.asked_logs import (
    GIVEN,
    GO,
    LOGIN,
    MODULE,
    ago,
    codes,
    of,
    refused,
    told,
)
from ansible_collections.adx.outbound.tests.integration.others import edit
from ansible_collections.adx.outbound.tests.integration.runner import done
from ansible_collections.adx.outbound.tests.integration.sampled import one_in

WEB = {
    "name": "no-web",
    "protocols": ["TCP"],
    "sourceAddresses": ["*"],
    "destinationAddresses": ["*"],
    "destinationPorts": ["80"],
}
DENY = {"name": "theirs", "properties": {"priority": 101, "action": {"type": "Deny"}, "rules": [WEB]}}
CHECK = {**GIVEN, "steps": ["check"], "fail_on": "never", "details": True}
AGAINST = ("log_denies", "log_allows", "denied_in_window", "denied_until")


def denied(emulator):
    """Somebody denies everything on port 80 before any name is looked at."""
    edit(emulator, FIREWALL_ID, lambda properties: properties["networkRuleCollections"].insert(0, DENY))


def mended(emulator):
    """And takes that back."""

    def take_back(properties):
        kept = [one for one in properties["networkRuleCollections"] if one["name"] != DENY["name"]]
        assert len(kept) == len(properties["networkRuleCollections"]) - 1
        properties["networkRuleCollections"] = kept

    edit(emulator, FIREWALL_ID, take_back)


@pytest.fixture
def report(evident):
    """Writes a check's report of so many hours ago, with the one before it as its baseline."""

    def made(hours, baseline=""):
        result = evident.run("cluster_egress", **CHECK, baseline=baseline)
        return egress_report(done(result), "json", when=f"{ago(hours):%Y-%m-%dT%H:%M:%SZ}")

    return made


def against(seen):
    """The findings about what the log and the verdicts have to do with each other."""
    return {code: severity for code, severity in codes(seen).items() if code in AGAINST}


@pytest.fixture
def mended_report(evident, report):
    """A day of which the morning was bad: denied between twelve and eight hours ago."""
    first = report(40)
    denied(evident.emulator)
    second = report(12, first)
    mended(evident.emulator)
    evident.logs(refused(hours=10, RuleCollection="theirs", Rule="no-web", ActionReason=""))
    return report(8, second)


def test_a_refusal_that_was_mended_is_history(evident, mended_report):
    seen = evident(baseline=mended_report, fail_on="error")
    assert against(seen) == {"denied_until": "info"}
    one = of(seen, GO, 80)
    assert one["denied_until"] and one["changed"] and one["state"] != "denied"
    assert f"{GO}:80 was denied until " in told(seen, "denied_until")


def test_a_refusal_after_the_last_change_is_an_error_and_fails_the_check(evident, mended_report):
    evident.logs(refused(hours=2), rows={})
    seen = evident(baseline=mended_report)
    assert against(seen)["log_denies"] == "error" and of(seen, GO, 80)["comparison"] == "disagrees"
    assert "though by what was read it passes" in told(seen, "log_denies")
    failed = evident.run(MODULE, **GIVEN, baseline=mended_report, fail_on="error")
    assert failed["failed"] and failed["code"] == "check_failed" and GO in failed["msg"]
    assert failed["evidence"][0]["dependencies"], "what was found is there all the same"


def test_the_same_without_a_report_is_a_warning_for_nobody_knows_when_the_rules_changed(evident, mended_report):
    seen = evident(fail_on="error")
    assert against(seen) == {"denied_in_window": "warning"}
    one = of(seen, GO, 80)
    assert (one["state"], one["comparison"], one["changed"]) == ("denied", "undated", None)
    assert evident.run(MODULE, **GIVEN, fail_on="warning")["failed"]


def test_a_refusal_of_the_last_minutes_may_be_before_a_change_and_is_no_error(evident, report):
    evident.logs(refused(hours=0.1))
    assert "log_denies" not in codes(evident(baseline=report(8)))


def test_what_is_refused_all_the_time_counts_although_it_began_before_the_change_and_goes_on(evident, report):
    evident.logs(*(refused(hours=hours) for hours in (10, 2, 0.1)))
    seen = evident(baseline=report(8))
    assert against(seen)["log_denies"] == "error" and of(seen, GO, 80)["refused"] == 3


def test_what_the_log_let_through_though_it_should_be_blocked_is_told(evident, report):
    denied(evident.emulator)
    evident.logs(logged.named(GO, at=ago(2), port=80, protocol="HTTP"))
    seen = evident(baseline=report(8))
    assert against(seen) == {"log_allows": "warning"} and of(seen, GO, 80)["verdict"] == "denied"


@pytest.mark.long
def test_what_was_let_through_before_it_was_blocked_is_nothing_to_tell(evident, report):
    denied(evident.emulator)
    evident.logs(logged.named(GO, at=ago(12), port=80, protocol="HTTP"))
    assert not against(evident(baseline=report(8)))


def test_what_is_let_through_and_allowed_since_a_known_time_agrees(evident, report):
    evident.logs()
    seen = evident(baseline=report(30))
    assert of(seen, LOGIN)["comparison"] == "agrees" and not against(seen)


@pytest.mark.parametrize(
    ("fail_on", "fails"), one_in(2, [("never", False), ("error", False), ("warning", True), ("info", True)])
)
def test_findings_of_the_logs_count_for_what_a_run_fails_on(evident, fail_on, fails):
    evident.logs(refused())
    result = evident.run(MODULE, **GIVEN, fail_on=fail_on)
    (one,) = result["evidence"]
    assert bool(result.get("failed")) is one["failed"] is fails and of(one, GO, 80)["state"] == "denied"
    severe = [found["severity"] for found in one["findings"]]
    assert severe == sorted(severe, key=SEVERITIES.index) and len(set(severe)) > 1
    assert not fails or one["findings"][0]["message"] in result["msg"]


def test_every_module_that_checks_tells_the_same(evident, report):
    evident.logs(refused())
    baseline = report(30)
    own = evident(baseline=baseline)
    asked = {"baseline": baseline, "evidence": True}
    (cluster,) = done(evident.run("cluster_egress", **CHECK, **asked))["clusters"]
    one = done(evident.run("egress_check_info", cluster=CLUSTER_ID, firewall=FIREWALL_ID, **asked))
    for seen in (cluster["check"], one):
        assert seen["evidence"]["dependencies"] == own["dependencies"]
        assert against(seen) == against(own) == {"log_denies": "error"}
        assert seen["summary"]["evidence"] == own["summary"]
        assert [each["verdict"] for each in seen["dependencies"]] == [each["verdict"] for each in own["dependencies"]]
