# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs one after another, with what others do in between: each change is told once, and nothing else is."""

from __future__ import annotations

import json
from typing import Any

import pytest
from ansible_collections.adx.outbound.plugins.filter.egress import egress_report
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.catalogue import OF_BASELINE
from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import (
    FIREWALL_ADDRESS_ID,
    FOREIGN_GROUP_ID,
    OTHER_CLUSTER_ID,
    ROUTE_TABLE_ID,
)
from ansible_collections.adx.outbound.tests.integration.others import edit
from ansible_collections.adx.outbound.tests.integration.runner import done
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.report import validators
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.report.results import HOSTILE

ANSWER = f"{CLUSTER_ID}/outboundNetworkDependenciesEndpoints"
GIVEN = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, "default_route": "manage", "details": True}
TIMES = ["2026-11-29T21:00:00Z", "2026-11-30T21:00:00Z", "2026-12-01T21:00:00Z", "2026-12-02T21:00:00Z"]
FIRST = "2026-11-29 21:00 UTC"
LAKE = {"fqdn": "lake.example.com", "port": 443}
DENY = {
    "ruleType": "NetworkRule",
    "name": "deny-all",
    "sourceAddresses": ["*"],
    "ipProtocols": ["TCP"],
    "destinationPorts": ["443"],
    "destinationAddresses": ["*"],
}


class Nights:
    """Runs with a report each, in which each is compared with the one before."""

    def __init__(self, run: Any, **options: Any) -> None:
        self._run, self._options, self.times = run, options, iter(TIMES)
        self.text, self.result = "", {}

    def __call__(self, steps: Any = ("check",), *, check: bool = False, **options: Any) -> dict[str, Any]:
        """One more run; return what its report has of the cluster."""
        given = {**GIVEN, **self._options, **options, "steps": list(steps), "baseline": self.text}
        self.result = self._run("cluster_egress", check=check, fail_on="never", **given)
        self.text = egress_report(done(self.result), "json", when=next(self.times))
        assert validators.wrong(self.text, "json") == []
        return json.loads(self.text)["clusters"][0]


@pytest.fixture
def nights(run, emulator):
    emulator.reset("demo", firewall="policy")
    night = Nights(run)
    first = night(("allow", "route", "check"))
    assert told(first) == {} and first["changes_since"] is None
    return night


def told(cluster):
    """What has changed by a report, by the codes of its findings, of which each is there once."""
    found = [one for one in cluster["findings"] if one["code"] in OF_BASELINE]
    assert len({(one["code"], one["subject"]) for one in found}) == len(found)
    return {one["code"]: one for one in found}


def denied(emulator):
    """Somebody denies everything above our rules."""

    def deny(properties):
        made = {"ruleCollectionType": "FirewallPolicyFilterRuleCollection", "name": "theirs", "priority": 100}
        properties["ruleCollections"].append({**made, "action": {"type": "Deny"}, "rules": [DENY]})
        properties["priority"] = 100

    edit(emulator, FOREIGN_GROUP_ID, deny)


def renamed(emulator, old, new):
    """The cluster's own answer has another name."""
    text = json.dumps(emulator.document(ANSWER))
    assert old in text
    emulator.seed(ANSWER, json.loads(text.replace(old, new)))


def storage(emulator):
    """A name of storage that is in the answer of the cluster alone."""
    return next(
        endpoint["domainName"]
        for item in emulator.document(ANSWER)["value"]
        if item["id"].endswith("AzureStorage")
        for endpoint in item["properties"]["endpoints"]
        if "*" not in endpoint["domainName"]
    )


def test_what_is_as_it_was_is_told_by_nothing_and_its_report_stays(run, nights):
    text = nights.text
    for _again in range(2):
        cluster = nights()
        assert told(cluster) == {} and cluster["changes_since"] is None
        assert {one["since"] for one in cluster["destinations"]} == {TIMES[0]}
        assert nights.result["clusters"][0]["changes_since"]["line"] == ""
    again = egress_report(nights.result, "json", when=TIMES[3], previous=nights.text)
    assert again == nights.text != text


def test_a_dependency_that_came_and_one_that_went_are_told_once(nights):
    came = nights(extra_dependencies=[LAKE])
    (code,) = told(came)
    assert code == "new_dependency" and told(came)[code]["concerns"] == ["lake.example.com:443"]
    assert came["changes_since"] == {
        "baseline": TIMES[0],
        "line": f"Since {FIRST}: 1 new dependency (lake.example.com:443).",
    }
    times = {one["fqdn"]: one["since"] for one in came["destinations"]}
    assert times.pop("lake.example.com") == TIMES[1] and set(times.values()) == {TIMES[0]}
    assert told(nights(extra_dependencies=[LAKE])) == {}
    went = nights()
    assert list(told(went)) == ["gone_dependency"] and "1 gone (lake.example.com:443)" in went["changes_since"]["line"]


def test_a_dependency_with_another_name_of_the_same_kind_has_moved(nights):
    nights(extra_dependencies=[LAKE])
    moved = nights(extra_dependencies=[{**LAKE, "fqdn": "lake2.example.com"}])
    assert list(told(moved)) == ["moved_dependency"]
    assert "lake.example.com:443 to lake2.example.com:443" in moved["changes_since"]["line"]
    other = nights(extra_dependencies=[{**LAKE, "fqdn": "lake2.example.com", "port": 8443}])
    assert "lake2.example.com:443 to lake2.example.com:8443" in told(other)["moved_dependency"]["message"]


def test_a_rule_above_ours_that_changed_verdicts_is_told_once_with_what_decided_before(nights, emulator):
    denied(emulator)
    cluster = nights()
    assert list(told(cluster)) == ["changed_verdict"]
    finding = told(cluster)["changed_verdict"]
    assert finding["severity"] == "warning" and finding["subject"].endswith("theirs / deny-all")
    assert f"were allowed in the report of {FIRST} and are denied by" in finding["message"]
    assert "rules changed the verdict of" in cluster["changes_since"]["line"]
    assert "theirs / deny-all'" in cluster["changes_since"]["line"]
    blocked = [one for one in cluster["destinations"] if one["verdict"] == "blocked"]
    assert blocked and {one["since"] for one in blocked} == {TIMES[1]}
    assert len(finding["concerns"]) == sum(one["verdict"] != "allowed" for one in cluster["destinations"])
    assert told(nights()) == {}


def test_verdicts_that_are_good_again_are_told_and_are_no_warning(nights, emulator):
    before = emulator.document(FOREIGN_GROUP_ID)
    denied(emulator)
    nights()
    emulator.seed(FOREIGN_GROUP_ID, before)
    found = told(nights())
    assert list(found) == ["newly_allowed"] and found["newly_allowed"]["severity"] == "info"


def test_what_a_run_itself_opens_is_no_change_and_stands_since_then(run, nights, emulator):
    nights(extra_dependencies=[LAKE])
    opened = nights(("allow", "route", "check"), extra_dependencies=[LAKE])
    assert told(opened) == {} and opened["changed"]
    assert {one["since"] for one in opened["destinations"]} == {TIMES[2]}


def test_a_write_is_a_new_time_in_a_report_that_would_stay_the_same(run, nights):
    first = run("cluster_egress", **GIVEN, steps=["allow", "route", "check"], extra_dependencies=[LAKE])
    text = egress_report(done(first), "json", when=TIMES[1])
    later = egress_report(first, "json", when=TIMES[2], previous=text)
    assert text != later and TIMES[1] not in later


def test_a_firewall_with_other_addresses_is_told_once(nights, emulator):
    configuration = emulator.document(FIREWALL_ID)
    configuration["properties"]["ipConfigurations"][0]["properties"]["privateIPAddress"] = "10.0.1.99"
    emulator.seed(FIREWALL_ID, configuration)
    edit(emulator, FIREWALL_ADDRESS_ID, lambda properties: properties.update(ipAddress="203.0.113.99"))
    finding = told(nights())["changed_address"]
    assert finding["severity"] == "warning" and finding["subject"] == "fw-hub"
    assert "10.0.1.99" in finding["message"] and "203.0.113.99" in finding["message"]
    assert "changed_address" not in told(nights())


def test_what_could_not_be_read_has_not_changed(nights, emulator):
    emulator.deny(f".*{FOREIGN_GROUP_ID.rpartition('/')[2]}.*")
    emulator.deny(".*/networkSecurityGroups/nsg-adx.*")
    cluster = nights()
    assert cluster["counts"]["destinations"]["unknown"] and told(cluster) == {}


@pytest.mark.parametrize("steps", [("allow", "route", "check"), ("route", "check")])
def test_a_preview_compares_nothing_and_is_never_a_baseline(run, nights, steps):
    ahead = nights(steps, check=True, extra_dependencies=[LAKE])
    assert told(ahead) == {} and ahead["changes_since"] is None
    assert {one["since"] for one in ahead["destinations"]} == {None}
    (finding,) = told(nights()).values()
    assert finding["code"] == "no_baseline" and "of a preview" in finding["message"]


def test_a_check_in_check_mode_is_a_check(nights):
    assert list(told(nights(check=True, extra_dependencies=[LAKE]))) == ["new_dependency"]
    assert told(nights(extra_dependencies=[LAKE])) == {}


def test_a_module_that_only_checks_tells_it_where_it_fails_for_it_too(run, nights, emulator):
    denied(emulator)
    given = {"cluster": CLUSTER_ID, "firewall": FIREWALL_ID, "baseline": nights.text}
    checked = done(run("egress_check_info", **given))
    assert checked["changes_since"]["line"].startswith(f"Since {FIRST}: rules changed")
    assert {one["since"] for one in checked["dependencies"]} == {TIMES[0], None}
    failed = run("egress_check_info", **given, fail_on="warning")
    assert failed["failed"] and failed["changes_since"] == checked["changes_since"]


def test_a_check_that_fails_for_what_changed_is_a_baseline_all_the_same(run, nights, emulator):
    denied(emulator)
    failed = run("cluster_egress", **GIVEN, steps=["check"], baseline=nights.text)
    assert failed["code"] == "check_failed"
    nights.text = egress_report(failed, "json", when=TIMES[1])
    assert told(nights()) == {}


def change(**members):
    return lambda report: {**report, **members}


def cluster(**members):
    return lambda report: {**report, "clusters": [{**one, **members} for one in report["clusters"]]}


def first(**members):
    """The first destination with other members."""

    def made(report):
        (one,) = report["clusters"]
        return cluster(destinations=[{**one["destinations"][0], **members}, *one["destinations"][1:]])(report)

    return made


def firewall(**members):
    return lambda report: cluster(firewall={**report["clusters"][0]["firewall"], **members})(report)


FAILURE = {"code": "would_be_blocked", "message": "It would be."}
ODD = {
    "another schema": (change(schema_version="9.9"), "schema version 9.9"),
    "no schema": (change(schema_version=1.2), "no schema version"),
    "a preview": (change(mode="preview"), "of a preview"),
    "another mode": (change(mode="dream"), "or of what"),
    "no time": (change(generated_at=None), "when it was made"),
    "a time that is none": (change(generated_at="2026-99-29T21:00:00Z"), "when it was made"),
    "another cluster": (cluster(id=OTHER_CLUSTER_ID), "nothing of this cluster"),
    "an id that is none": (cluster(id=5), "nothing of this cluster"),
    "no clusters": (change(clusters={}), "no report of this collection"),
    "clusters that are none": (change(clusters=[1, None, []]), "nothing of this cluster"),
    "the cluster twice": (lambda report: change(clusters=report["clusters"] * 2)(report), "twice"),
    "another firewall": (firewall(id=f"{FIREWALL_ID}2"), "behind another firewall"),
    "no firewall": (cluster(firewall=None), "about no firewall"),
    "a firewall that is none": (cluster(firewall="fw-hub"), "not what a report has"),
    "nothing judged": (cluster(destinations=None), "no destination of this cluster"),
    "destinations that are none": (cluster(destinations={"a": 1}), "not what a report has"),
    "a cluster that failed": (cluster(failure=FAILURE), "has failed"),
    "a failure that is none": (cluster(failure=["x"]), "not what a report has"),
    "a huge port": (first(port=10**400), "not what a report has"),
    "a port that is true": (first(port=True), "not what a report has"),
    "a name that is a list": (first(fqdn=["a"]), "not what a report has"),
    "another verdict": (first(verdict="maybe"), "not what a report has"),
    "a list of it": (lambda report: [report], "no report of this collection"),
    "a number": (lambda _report: 7, "no report of this collection"),
}


def told_of(run, baseline, **options):
    """What one check tells of a baseline: the findings of one code."""
    checked = done(run("egress_check_info", cluster=CLUSTER_ID, firewall=FIREWALL_ID, baseline=baseline, **options))
    found = [one for one in checked["findings"] if one["code"] in OF_BASELINE]
    assert [one["code"] for one in found] == ["no_baseline"] and checked["changes_since"] is None
    assert {one["since"] for one in checked["dependencies"]} == {None}
    return f"{found[0]['message']} {found[0]['remedy']}"


@pytest.fixture
def report(run, emulator):
    """A report of the demo's cluster."""
    return json.loads(egress_report(done(run("cluster_egress", **GIVEN)), "json", when=TIMES[0]))


def test_a_baseline_that_is_of_no_use_is_one_line_that_says_why(run, report, tmp_path):
    path = tmp_path / "baseline.json"
    for what, (made, why) in ODD.items():
        path.write_text(json.dumps(made(report)), encoding="utf-8")
        assert why in told_of(run, str(path)), what


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "no JSON"),
        (b"<html><body>Sign in</body></html>", "no JSON"),
        (b'{"schema_version": 1e999}', "no JSON"),
        (b'{"clusters": [' + b"[" * 5000, "no JSON"),
        (b"\xff\xfe\x00", "it is no text"),
        (b"1" * 9000, "no JSON"),
    ],
    ids=["empty", "HTML", "no number", "bottomless", "no text", "a number without end"],
)
def test_a_file_that_is_no_report_is_one_line(run, tmp_path, content, why):
    path = tmp_path / "baseline.json"
    path.write_bytes(content)
    assert why in told_of(run, str(path))


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ("/nowhere/report.json", "No such file"),
        ("/", "Is a directory"),
        ("a\0b", "it is no text"),
        ("<html>" * 900, "cannot be read"),
        ("{", "no JSON"),
        ([], "no report of this collection"),
    ],
)
def test_a_baseline_that_is_not_there_is_one_line(run, given, why):
    assert why in told_of(run, given)


@pytest.mark.parametrize("form", ["path", "text", "data"])
def test_a_baseline_is_a_path_a_text_or_data_and_ids_have_no_case(run, report, tmp_path, form):
    report["clusters"][0]["id"] = report["clusters"][0]["id"].upper()
    report["clusters"][0]["firewall"]["id"] = FIREWALL_ID.upper()
    path = tmp_path / "baseline"
    path.write_text(json.dumps(report), encoding="utf-8")
    given = {"path": str(path), "text": f"\n {json.dumps(report)}", "data": report}[form]
    asked = {"cluster": CLUSTER_ID, "firewall": FIREWALL_ID, "extra_dependencies": [LAKE]}
    checked = done(run("egress_check_info", **asked, baseline=given))
    assert "1 new dependency (lake.example.com:443)" in checked["changes_since"]["line"]


def test_an_older_report_has_no_times_and_is_compared_all_the_same(run, report):
    report["schema_version"] = "1.2"
    for one in report["clusters"][0]["destinations"]:
        del one["since"]
    checked = done(run("egress_check_info", cluster=CLUSTER_ID, firewall=FIREWALL_ID, baseline=report))
    assert checked["changes_since"] == {"baseline": TIMES[0], "line": ""}
    assert {one["since"] for one in checked["dependencies"]} == {TIMES[0]}


def test_another_hop_begins_a_new_time(run, report, emulator):
    def past(properties):
        properties["routes"] = [
            one for one in properties["routes"] if one["properties"]["addressPrefix"] != "0.0.0.0/0"
        ]

    edit(emulator, ROUTE_TABLE_ID, past)
    checked = done(run("egress_check_info", cluster=CLUSTER_ID, firewall=FIREWALL_ID, baseline=report))
    assert None in {one["since"] for one in checked["dependencies"] if one["next_hop"]["type"] == "Internet"}


def test_a_hostile_baseline_reaches_no_report_as_it_is(run, report, emulator):
    evil = {**report["clusters"][0]["destinations"][0], "fqdn": HOSTILE, "by": [HOSTILE, "\x1b[31m\u202e"]}
    report["clusters"][0]["destinations"].append(evil)
    report["clusters"][0]["firewall"].update(private_address=HOSTILE, public_addresses=[HOSTILE])
    result = done(run("cluster_egress", **GIVEN, steps=["check"], baseline=report))
    (one,) = result["clusters"]
    assert "1 gone (" in one["changes_since"]["line"]
    page, text = (egress_report(result, form, when=TIMES[1]) for form in ("html", "md"))
    assert "<script>" not in page and "<script>" not in text
    for shown in (page, text, egress_report(result, "text"), one["changes_since"]["line"]):
        assert not {"\x00", "\x1b", "\u202e"} & set(shown)
