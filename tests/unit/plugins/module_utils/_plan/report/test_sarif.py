# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The report as SARIF: the whole official schema holds, and the same cause has the same fingerprint in every run."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path

import pytest
import yaml
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.catalogue import CATALOGUE
from ansible_collections.adx.outbound.plugins.module_utils._plan.report import data, sarif
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.refusal_codes import CODES
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

from . import validators
from .results import FLEET, GATE, HOSTILE, LOST, NOW, allowing, checked, cluster, gated, planned, result, spoiled
from .test_data import REPORTS, RISK

PRINT = "primaryLocationLineHash"
BLOCKED = {"firewall": allowing("a.contoso.com")}


def log(handed, plan=None, location="egress.yml", **told):
    return sarif.document(data.document(handed, plan, **{"when": NOW, "version": "1.0.0", **told}), location)


def run(handed, plan=None, **told):
    (one,) = log(handed, plan, **told)["runs"]
    return one


def prints(handed, plan=None):
    return sorted((one["ruleId"], one["partialFingerprints"][PRINT]) for one in run(handed, plan)["results"])


def finding(code="broad_allow", subject="pol / g / c / r", message="The rule allows 3 things.", severity="warning"):
    return {
        "code": code,
        "severity": severity,
        "subject": subject,
        "message": message,
        "remedy": "Mend it.",
        "concerns": [],
    }


def with_findings(*findings, **told):
    return result(cluster("c1", check={**checked(), "findings": [*findings]}, **told))


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_as_the_official_schema_and_github_want_it(name):
    handed, plan = REPORTS[name]
    assert validators.wrong(json.dumps(log(handed, plan)), "sarif") == []
    assert validators.wrong(json.dumps(log(handed, plan, location="", when="", version="")), "sarif") == []


def test_the_official_schema_refuses_what_is_wrong():
    document = log(*REPORTS["run"])
    for spoil in (
        lambda one: one.update(more=1),
        lambda one: one["runs"][0]["results"][0].update(level="fatal"),
        lambda one: one["runs"][0]["results"][0]["message"].pop("text"),
        lambda one: one["runs"][0]["tool"]["driver"].pop("name"),
    ):
        wrong = deepcopy(document)
        spoil(wrong)
        assert validators.wrong(json.dumps(wrong), "sarif")


def test_a_finding_is_one_result_with_the_rule_of_its_code():
    made = run(checked(**BLOCKED))
    (one,) = [each for each in made["results"] if each["ruleId"] == "blocked_dependency"]
    found = next(each for each in checked(**BLOCKED)["findings"] if each["code"] == "blocked_dependency")
    assert one["level"] == "error" and one["message"]["text"] == f"{found['message']} {found['remedy']}"
    assert one["properties"] == {"subject": found["subject"], "concerns": found["concerns"]}
    rule = made["tool"]["driver"]["rules"][one["ruleIndex"]]
    assert rule["id"] == "blocked_dependency" and rule["helpUri"].endswith("docs/check.md#blocked_dependency")
    assert CATALOGUE["blocked_dependency"].says[1:] in rule["shortDescription"]["text"]
    assert len(made["results"]) == len(checked(**BLOCKED)["findings"])


def test_the_level_follows_the_severity_and_the_worst_come_first():
    several = [finding(severity=word, code=code) for word, code in (("info", "a"), ("error", "b"), ("warning", "c"))]
    assert [one["level"] for one in run(with_findings(*several))["results"]] == ["error", "warning", "note"]


@pytest.mark.parametrize("code", [*CATALOGUE, *CODES])
def test_every_code_of_ours_has_a_rule_that_says_what_it_means(code):
    (rule,) = run(with_findings(finding(code)))["tool"]["driver"]["rules"]
    says = CATALOGUE[code].says if code in CATALOGUE else CODES[code]
    text = rule["shortDescription"]["text"]
    assert text[1:].rstrip(".") == says[1:].replace("`", "") and text[0].isupper() and text.endswith(".")
    page, _hash, place = rule["helpUri"].rpartition("/")[2].partition("#")
    shown = (validators.ROOT / "docs" / page).read_text(encoding="utf-8")
    assert place == code and f'<a id="{code}"></a>`{code}`' in shown


def test_options_are_named_in_rules_without_any_markup():
    assert sarif._described("as severe as O(fail_on), or V(error)") == "As severe as fail_on, or error."


def test_the_fingerprint_stays_when_dates_counts_and_the_order_change():
    first = [finding(), finding("undecided_way", "snet", "Where 3 of 71 are sent is unknown.")]
    now = [
        finding("undecided_way", "snet", "Where 19 of 72 are sent is unknown."),
        {**finding(message="The rule allows 12 things."), "concerns": ["a.contoso.com:443"], "remedy": "Mend it now."},
    ]
    assert prints(with_findings(*first)) == prints(with_findings(*now))
    later, other = run(with_findings(*first), when="2027-01-01T00:00:00Z", version="2"), run(with_findings(*first))
    assert [one["partialFingerprints"] for one in later["results"]] == [
        one["partialFingerprints"] for one in other["results"]
    ]


def test_the_fingerprint_knows_no_number_of_what_a_cut_list_leaves_out():
    three, four = (finding(subject=f"*.a:443, *.b:443, *.c:443 and {number} more") for number in (3, 4))
    assert prints(with_findings(three)) == prints(with_findings(four))


def test_the_fingerprint_is_the_same_in_any_casing_of_the_ids():
    handed = with_findings(finding())
    shouted = deepcopy(handed)
    shouted["clusters"][0]["id"] = shouted["clusters"][0]["id"].replace("resourceGroups/rg", "resourcegroups/RG")
    assert prints(handed) == prints(shouted)


@pytest.mark.parametrize("name", ["cluster", "firewall", "subject", "code"])
def test_the_fingerprint_is_another_one_for_another_resource_or_cause(name):
    handed = with_findings(finding())
    other = deepcopy(handed)
    (one,) = other["clusters"]
    if name == "cluster":
        one["id"] = one["id"].replace("/c1", "/c2")
    elif name == "firewall":
        one["check"]["about"]["ids"]["firewall"] = str(world.FIREWALL).replace("/fw", "/other")
    else:
        one["check"]["findings"][0][name] = "stale_route"
    assert prints(handed)[0][1] != prints(other)[0][1]


def test_causes_of_one_code_in_one_subject_are_told_apart_in_whatever_order():
    several = [finding("unreadable", "fw", f"Reading {what} failed with 403.") for what in ("a", "b", "c")]
    assert len(set(prints(with_findings(*several)))) == 3
    assert prints(with_findings(*several)) == prints(with_findings(*reversed(several)))
    told = {
        one["message"]["text"]: one["partialFingerprints"][PRINT] for one in run(with_findings(*several))["results"]
    }
    assert {print_.partition(":")[2] for print_ in told.values()} == {"1", "2", "3"}


def test_each_of_many_clusters_has_results_of_its_own():
    made = run(result(cluster("one", BLOCKED), cluster("two", BLOCKED)))
    found = [one for one in made["results"] if one["ruleId"] == "blocked_dependency"]
    assert [one["locations"][0]["logicalLocations"][0]["fullyQualifiedName"].rpartition("/")[2] for one in found] == [
        "one",
        "two",
    ]
    assert len({one["partialFingerprints"][PRINT] for one in found}) == 2
    assert len([rule for rule in made["tool"]["driver"]["rules"] if rule["id"] == "blocked_dependency"]) == 1


def test_an_accepted_risk_is_a_result_that_is_suppressed():
    (one,) = run(with_findings(accepted=[RISK]))["results"]
    assert (one["ruleId"], one["level"], one["message"]["text"]) == (RISK["word"], "warning", RISK["sentence"])
    assert one["suppressions"] == [
        {
            "kind": "external",
            "status": "accepted",
            "justification": f"Accepted with the word {RISK['word']}: {RISK['sentence']}",
        }
    ]


def test_a_finding_of_an_accepted_risk_is_the_suppressed_result():
    more = {**RISK, "sentence": "A third one has it, too."}
    made = run(with_findings(finding(RISK["word"], "rt"), finding(), accepted=[RISK, more]))
    told = {one["ruleId"]: one["suppressions"] for one in made["results"]}
    assert set(told) == {RISK["word"], "broad_allow"} and told["broad_allow"] == []
    assert told[RISK["word"]][0]["justification"].endswith(f"{RISK['sentence']} {more['sentence']}")


def test_a_run_that_failed_says_so_and_the_failure_is_a_result():
    made = run(result(*FLEET))
    (told,) = made["invocations"]
    assert told["executionSuccessful"] is False and told["endTimeUtc"] == NOW
    assert [one["message"]["text"] for one in told["toolExecutionNotifications"]] == [
        f"Cluster gated: {GATE}",
        f"Cluster lost: {LOST}",
    ]
    assert [one["descriptor"] for one in told["toolExecutionNotifications"]] == [
        {"id": "would_be_blocked"},
        {"id": "not_found"},
    ]
    failed = {one["ruleId"]: one["message"]["text"] for one in made["results"] if one["level"] == "error"}
    assert failed == {"would_be_blocked": GATE, "not_found": LOST}
    assert run(result(FLEET[0]))["invocations"][0]["executionSuccessful"] is True


def test_a_failure_without_a_code_has_a_rule_and_one_that_its_findings_explain_has_none():
    (one,) = run(result(gated() | {"code": ""}))["results"]
    assert one["ruleId"] == "failed"
    failed = cluster("c1", BLOCKED, failed=True, msg=GATE, code="check_failed")
    assert {one["ruleId"] for one in run(result(failed))["results"]} == {one["code"] for one in failed["findings"]}


@pytest.mark.parametrize(
    ("location", "uri"),
    [
        ("", "egress.sarif"),
        ("egress.yml", "egress.yml"),
        ("./vars//egress.yml", "vars/egress.yml"),
        ("reports/west us.sarif", "reports/west%20us.sarif"),
        ("/srv/reports/egress.sarif", "egress.sarif"),
        ("../elsewhere/egress.yml", "egress.yml"),
        ("..", "egress.sarif"),
        ("javascript:alert(1)", "javascript%3Aalert%281%29"),
        ("a?b#c%\u00fc", "a%3Fb%23c%25%C3%BC"),
    ],
)
def test_results_are_shown_at_a_file_of_the_repository(location, uri):
    made = run(checked(**BLOCKED), location=location)
    assert {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in made["results"]} == {uri}


def test_whatever_a_name_holds_it_is_plain_text():
    text = f"{HOSTILE}[x](http://evil) {{0}} \u202e"
    wild = with_findings(finding(subject=text, message=text), accepted=[{**RISK, "sentence": text}])
    wild["clusters"].append({**gated(), "msg": text, "code": f"A{HOSTILE}"})
    document = log(wild)
    assert validators.wrong(json.dumps(document), "sarif") == []
    for one in document["runs"][0]["results"]:
        told = one["message"]["text"]
        assert "](" not in told and "\x00" not in told and "\n" not in told and "\u202e" not in told
        assert "markdown" not in one["message"] and told.replace("{{", "").count("{") == 0
    assert validators.wrong(json.dumps(log(spoiled(checked(**BLOCKED)), spoiled(planned()))), "sarif") == []


def test_no_more_results_are_written_than_are_taken(monkeypatch):
    monkeypatch.setattr(sarif, "MOST_RESULTS", 2)
    several = [finding(severity=word, code=code) for word, code in (("info", "a"), ("error", "b"), ("warning", "c"))]
    made = run(with_findings(*several))
    assert [one["ruleId"] for one in made["results"]] == ["b", "c"]
    (told,) = made["invocations"][0]["toolExecutionNotifications"]
    assert told["message"]["text"].startswith("1 results are left out") and told["level"] == "warning"
    assert [rule["id"] for rule in made["tool"]["driver"]["rules"]] == ["b", "c"]
    assert made["invocations"][0]["executionSuccessful"] is True


def test_the_tool_is_this_collection():
    told = yaml.safe_load((Path(validators.ROOT) / "galaxy.yml").read_text(encoding="utf-8"))
    driver = run(checked())["tool"]["driver"]
    assert (driver["name"], driver["informationUri"]) == (f"{told['namespace']}.{told['name']}", told["repository"])
    assert driver["version"] == driver["semanticVersion"] == "1.0.0"
    assert "version" not in run(checked(), version="")["tool"]["driver"]
