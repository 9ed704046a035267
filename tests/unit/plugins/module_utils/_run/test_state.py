# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One cluster as a run goes on: what results show of it, planned or not, failed or not, checked or not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.check.findings import Finding
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet import gates
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.acceptance import Accepted
from ansible_collections.adx.outbound.plugins.module_utils._run.port import Failure
from ansible_collections.adx.outbound.plugins.module_utils._run.state import Settings, State
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._run.azure import Azure


def asked(**own):
    azure = Azure()
    azure.place("c1", bare=True)
    return azure, azure.asked("c1", **own)


@pytest.fixture(scope="module")
def member():
    azure, one = asked(default_route="manage")
    ((read, _error),) = azure.read([one])
    return read.member


def shown(*, details=False, **known):
    _azure, one = asked(**known.pop("asks", {}))
    return State(one, **known).as_option(details=details)


def test_a_call_takes_all_steps_and_fails_on_errors_unless_told_otherwise():
    settings = Settings()
    assert settings.steps == {"allow", "route", "check"} and settings.fail_on == "error"
    assert (settings.diagnose, settings.approved, settings.baseline) == (False, "", None)


@pytest.mark.parametrize("state", ["present", "absent"])
def test_a_cluster_is_shown_as_it_was_asked_for_until_it_is_planned(state):
    assert shown(details=True, asks={"state": state}) == {
        "cluster": "c1",
        "id": "/subscriptions/s/resourceGroups/rg-adx/providers/Microsoft.Kusto/clusters/c1",
        "state": state,
        "changed": False,
        "failed": False,
        "msg": "",
        "code": "",
        "stopped": False,
        "pending": [],
        "accepted": [],
        "summary": {},
        "findings": [],
        "changes_since": None,
        "plan": {},
        "check": {},
    }


def test_a_planned_cluster_is_shown_with_its_plan_and_what_there_is_to_do(member):
    found = shown(details=True, member=member, asks={"state": "absent"})
    assert found["state"] == "present" and found["pending"] == ["rules", "routes", "subnet"]
    assert found["findings"] == [one.as_option() for one in member.plan.findings] != []
    assert found["summary"] == {}, "nothing was judged"
    assert found["plan"]["pending"] == found["pending"] and len(found["plan"]["changes"]) == 3
    assert {**found["plan"], **member.plan.as_option()} == found["plan"]


def test_what_a_plan_comes_to_is_shown_once_it_is_worked_out(member):
    assert shown(details=True, member=member)["plan"]["as_written"] is None
    assert shown(details=True, member=member, as_written={"rules": None})["plan"]["as_written"] == {"rules": None}


def test_without_details_neither_the_plan_nor_the_check_is_shown(member):
    assert not {"plan", "check"} & set(shown(member=member))


def test_a_cluster_that_failed_is_shown_with_the_reason_and_what_was_written(member):
    found = shown(member=member, failure=Failure("It is locked.", "locked"), told="Nothing.")
    assert (found["failed"], found["msg"], found["code"]) == (True, "It is locked. Nothing.", "locked")
    assert shown(failure=Failure("It is locked."))["msg"] == "It is locked."
    assert shown(failure=Failure("It is locked."))["code"] == ""


def test_without_a_failure_nothing_is_told_of_writes():
    assert shown(told="Nothing.")["msg"] == ""


def test_a_cluster_that_is_gone_without_a_trace_is_absent_and_said_to_be_gone():
    found = shown(gone=True, asks={"state": "present"})
    (finding,) = found["findings"]
    assert (found["state"], finding["code"], finding["subject"]) == ("absent", "nothing_found", "c1")
    assert (
        finding["message"] == "There is no cluster c1 in resource group rg-adx, and nothing of ours was found for it."
    )


def test_a_check_is_shown_with_its_findings_and_one_that_stopped_a_cluster_in_the_details_alone(member):
    checked = gates.checked(member, member.plan.landscape, before_routing=True)
    passed, stopped = (shown(details=True, member=member, **{field: checked}) for field in ("check", "stopped"))
    counts = checked.checkup.summary()
    assert {**passed["summary"], "findings": counts["findings"]} == counts
    listed = checked.checkup.as_option()["findings"]
    assert listed != [] and [one for one in passed["findings"] if one in listed] == listed
    assert (stopped["summary"], stopped["findings"]) == ({}, [one.as_option() for one in member.plan.findings])
    assert (passed["stopped"], stopped["stopped"]) == (False, True)
    assert passed["check"] == stopped["check"] == checked.as_option()


def test_the_check_at_the_end_is_what_counts_after_one_that_stopped_a_cluster(member):
    found = member.plan.landscape
    end, stopped = (gates.checked(member, found, before_routing=before) for before in (False, True))
    assert end.as_option() != stopped.as_option()
    assert shown(details=True, member=member, check=end, stopped=stopped)["check"] == end.as_option()


def cause(found):
    return found["code"], found["subject"]


@pytest.mark.parametrize("field", ["check", "stopped"])
def test_what_the_plan_and_a_check_find_is_told_once(member, field):
    """The plan looked first, so the check knows better; the counts are those of what is told."""
    checked = gates.checked(member, member.plan.landscape)
    foreseen = Finding("kept_table", "rt", "It stays.", "Leave it.")
    both = replace(checked.checkup.findings[0], message="The plan said so.")
    planned = replace(member, plan=replace(member.plan, findings=(*member.plan.findings, both, foreseen)))
    found = shown(details=True, member=planned, **{field: checked})
    causes = [cause(one) for one in (*found["plan"]["findings"], *found["check"]["findings"])]
    assert len(causes) == len(set(causes)) and ("kept_table", "rt") in causes
    if field == "check":
        assert sorted(causes) == sorted(map(cause, found["findings"]))
        assert sum(found["summary"]["findings"].values()) == len(found["findings"])
        assert "The plan said so." not in str(found)


def test_no_finding_of_a_plan_decides_whether_a_check_failed(member):
    foreseen = Finding("kept_routes", "rt", "They stay.", "Leave them.")
    planned = replace(member, plan=replace(member.plan, findings=(foreseen,)))
    one = gates.checked(planned, member.plan.landscape)
    assert foreseen not in one.checkup.findings and "They stay." not in str(one.as_option())


def test_an_accepted_risk_is_told_by_its_word_and_is_no_finding(member):
    taken, doubt = Accepted("open_draft", "A draft is open."), Accepted("fqdn_tag", "Nobody knows its names.")
    planned = replace(member, plan=replace(member.plan, accepted=(taken,)))
    found = shown(details=True, member=planned, accepted=(doubt,))
    assert found["accepted"] == found["plan"]["accepted"] == [taken.as_option(), doubt.as_option()]
    assert "draft" not in str(found["findings"])
