# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a call ended, in one or two words, and what it wrote, in the tense that is true."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.report.ending import (
    STATES,
    Call,
    Ending,
    at_home,
    call_of,
)

ALL, CHECK = ("allow", "route", "check"), ("check",)
RULES, ROUTES = ("rules",), ("routes",)
SENT = ("allow", "route", "return", "check")


@pytest.mark.parametrize(
    ("call", "ending", "told"),
    [
        (Call(has_check=True), "Checked", "nothing has been written"),
        (Call("preview", CHECK, has_check=True), "Checked", "nothing has been written"),
        (
            Call("preview", CHECK, failure="x", code="check_failed", has_check=True),
            "Checked",
            "nothing has been written",
        ),
        (Call("preview", CHECK, failure="x"), "Check stopped", "nothing has been written"),
        (Call(has_plan=True), "Planned", "nothing has been written"),
        (Call("preview", ALL), "Preview", "nothing has been written"),
        (Call("preview", ALL, failure="x", code="check_failed"), "Preview", "nothing has been written"),
        (
            Call("preview", ALL, failure="x", stopped=True),
            "Preview stopped",
            "nothing has been written, and a run would stop before routing",
        ),
        (Call("preview", ALL, failure="x"), "Preview stopped", "nothing has been written, and a run would stop here"),
        (Call("run", ALL, written=(*RULES, *ROUTES)), "Done", "rules and routes written"),
        (Call("run", ALL), "Done", "there was nothing to change"),
        (Call("run", ALL, state="absent", written=ROUTES), "Removed", "routes taken away"),
        (
            Call("run", ALL, failure="x", stopped=True, written=RULES, pending=(*RULES, "subnet")),
            "Stopped before routing",
            "rules written; route table of the subnet not written",
        ),
        (Call("run", ALL, failure="x", stopped=True), "Stopped before routing", "nothing was written"),
        (Call("run", SENT, failure="x", stopped=True), "Stopped before the return", "nothing was written"),
        (
            Call("preview", SENT, failure="x", stopped=True),
            "Preview stopped",
            "nothing has been written, and a run would stop before the return",
        ),
        (
            Call("run", ALL, failure="x", code="check_failed", written=RULES, pending=RULES),
            "Done, and the check failed",
            "rules written",
        ),
        (Call("run", ALL, failure="x", code="taken_back"), "Taken back", "what had been written was taken back"),
        (Call("run", ALL, failure="x", code="other_table"), "Refused", "nothing was written"),
        (Call("run", ALL, failure="x", code="AuthorizationFailed"), "Failed", "nothing was written"),
        (Call("run", ALL, failure="x", code="other_table", lost=RULES), "Failed", "rules perhaps written"),
    ],
)
def test_a_call_is_told_as_it_ended(call, ending, told):
    assert (str(call.ending), call.told) == (ending, told)


def test_verdicts_are_ahead_in_a_preview_and_where_a_run_stopped_and_today_in_a_check():
    assert Call("preview", ALL).would and Call("run", ALL, failure="x", stopped=True).would
    assert not Call("preview", CHECK, has_check=True).would and not Call("run", ALL).would and not Call().would


@pytest.mark.parametrize(
    ("call", "tense"),
    [
        (Call("preview", ALL), "ahead"),
        (Call(), "ahead"),
        (Call("run", ALL), "done"),
        (Call("run", ALL, failure="x", code="check_failed"), "done"),
        (Call("run", ALL, failure="x"), "meant"),
    ],
)
def test_the_changes_of_a_plan_are_ahead_done_or_were_meant(call, tense):
    assert call.tense == tense


def test_a_call_is_read_from_its_result():
    written = [
        {"part": "rules", "certain": True, "taken_back": False, "clusters": ["/Other", "/C1"]},
        {"part": "routes", "certain": False, "taken_back": False, "clusters": ["/c1"]},
        {"part": "subnet", "certain": True, "taken_back": True, "clusters": ["/c1"]},
        {"part": "subnet", "certain": True, "taken_back": False, "clusters": ["/other"]},
    ]
    cluster = {"id": "/c1", "failed": True, "msg": "why", "code": "c", "stopped": True, "pending": ["rules"]}
    found = call_of(
        {"mode": "run", "steps": list(ALL), "written": written}, {**cluster, "state": "present", "plan": {"x": 1}}
    )
    assert found == Call("run", ALL, "present", "why", "c", True, RULES, ROUTES, RULES, True, False)
    assert call_of({}, {}) == Call()
    assert call_of({}, {"failed": True}).failure == "No reason is known."
    assert call_of({}, {"msg": "x"}).failure == "" and call_of({}, {"summary": {"x": 1}}).has_check


def test_every_ending_that_failed_is_bad():
    assert {one for one in Ending if STATES.get(one) == "good"} == {Ending.DONE, Ending.REMOVED}
    assert {one for one in Ending if one not in STATES} == {Ending.CHECKED, Ending.PLANNED, Ending.PREVIEW}


@pytest.mark.parametrize(
    ("homes", "told"),
    [
        ([], ""),
        ([""], ""),
        (["back in its network", ""], ""),
        (["back in its network"], "back in its network and "),
        (["back in its network"] * 2, "back in their networks and "),
        (["back in its network", "in its network"], "in their networks and "),
    ],
)
def test_of_several_clusters_it_is_said_where_all_of_them_are(homes, told):
    assert at_home(homes) == told


@pytest.mark.parametrize(
    ("call", "home"),
    [
        (Call("run", SENT, pending=("network",)), "back in its network"),
        (Call("run", SENT), "in its network"),
        (Call("run", ALL, pending=("network",)), ""),
        (Call("run", SENT, failure="x", code="not_returned", pending=("network",), written=("network",)), ""),
        (Call("run", SENT, failure="x", code="check_failed", pending=("network",)), ""),
        (Call("run", SENT, failure="x", code="check_failed", pending=("network",), lost=("network",)), ""),
        (Call("preview", SENT, failure="x", code="check_failed", pending=("network",), stopped=True), ""),
        (Call("preview", SENT, failure="x", code="check_failed", pending=("network",)), "back in its network"),
        (
            Call("run", SENT, failure="x", code="check_failed", pending=("network",), written=("network",)),
            "back in its network",
        ),
    ],
)
def test_a_cluster_is_said_to_be_back_only_where_that_is_certain(call, home):
    assert call.home == home
