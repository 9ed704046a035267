# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody sees who runs a playbook as it is: one screen at the end, one line for each step, nowhere a result."""

from __future__ import annotations

import json
import re

import pytest
from ansible_collections.adx.outbound.tests.emulator import FIREWALL_ID
from ansible_collections.adx.outbound.tests.integration.fleets import Fleet, seed

MANAGE = {"egress_default_route": "manage"}
SCREEN, COLUMNS = 24, 120
STEPS = ["plan", "allow", "gate", "route", "check"]


def deny(emulator, number, name):
    document = emulator.document(FIREWALL_ID)
    rule = {
        "name": "no",
        "protocols": [{"protocolType": "Https", "port": 443}],
        "sourceAddresses": ["10.20.0.0/16"],
        "targetFqdns": [name],
    }
    properties = {"priority": 101 + number, "action": {"type": "Deny"}, "rules": [rule]}
    found = document["properties"]["applicationRuleCollections"]
    found.append({"name": f"soc-{number}", "properties": properties})
    emulator.seed(FIREWALL_ID, document)


WROTE_NOTHING = " This run has written nothing."


def require_a_screen(done):
    """The last task of the role up to the recap is one screen, and nothing before it is a result."""
    assert "\x1b" not in done.output and "Traceback" not in done.output
    before, mark, _recap = done.output.partition("\nPLAY RECAP ")
    tasks = before.split("\nTASK [")
    assert mark and tasks[-1].startswith("adx.outbound.egress : Show what came of it]"), done.output
    shown = f"TASK [{tasks[-1]}".split("\n")
    assert len(shown) <= SCREEN and max(map(len, shown)) <= COLUMNS, tasks[-1]
    results = re.findall(r"^\w+: \[localhost\].* => (\{.*)$", "".join(tasks[:-1]), re.MULTILINE)
    screen = " ".join(" ".join(done.answer).split())
    for one in map(json.loads, results):
        # A line, or the whole cause of a refusal, which is on the screen as well.
        assert set(one) == {"changed", "msg"}, results
        assert len(json.dumps(one)) < 160 or one["msg"].removesuffix(WROTE_NOTHING) in screen, results
    return done.answer


def steps(done):
    """The steps that were told, in their order."""
    return re.findall(r"^\[localhost\] (\w+): ", done.output, re.MULTILINE)


def test_a_run_that_is_stopped_ends_with_its_three_causes(play, emulator):
    for number, name in enumerate(["login.microsoftonline.com", "login.live.com", "*.blob.core.windows.net"]):
        deny(emulator, number, name)
    done = play("lockdown", **MANAGE, egress_report_path="report.html")
    first, *lines = require_a_screen(done)
    assert done.code == 2 and done.writes == [("PUT", "fw-hub")]
    assert first == "Stopped before routing: 2 of 71 destinations of cluster telemetry would be blocked."
    assert f'fatal: [localhost]: FAILED! => {{"changed": false, "msg": "{first}"}}' in done.output
    causes = [line.split(":")[0] for line in lines if line.startswith(("error", "warning"))]
    assert causes[:3] == [
        "error  blocked_dependency  soc-0 / no",
        "error  blocked_dependency  soc-1 / no",
        "warning  undecided_dependency  soc-2 / no",
    ]
    assert sum(line.startswith("    do: ") for line in lines) == len(causes)
    assert lines[-1].startswith("Report: ") and lines[-1].endswith("/report.html")
    assert steps(done) == ["plan", "allow", "gate"]


@pytest.mark.long
def test_a_preview_a_run_and_a_removal_end_with_their_answer_in_its_tense(play):
    preview = require_a_screen(play("preview", **MANAGE))
    assert preview[0].startswith("Preview: cluster telemetry would be locked down, with all 71 destinations allowed")
    assert preview[0].endswith("; nothing has been written.")
    (approved,) = [line.removeprefix("Plan hash: ") for line in preview if line.startswith("Plan hash: ")]
    locked = play("lockdown", **MANAGE, egress_expect_plan=approved)
    assert require_a_screen(locked)[0] == "Done: cluster telemetry is locked down, with all 71 destinations allowed."
    assert steps(locked) == STEPS
    removed = play("remove")
    assert require_a_screen(removed)[0] == "Done: the lock-down of cluster telemetry is taken away."
    assert steps(removed) == ["plan", "route", "allow"]


@pytest.mark.long
@pytest.mark.parametrize(
    ("given", "environment", "told"),
    [
        (MANAGE, {"AZURE_SECRET": "wrong"}, "AADSTS7000215"),
        ({**MANAGE, "egress_expect_plan": "ab" * 44}, {}, "error drifted: This is not what was approved"),
        ({"egress_firewall": {"name": "fw-none", "resource_group": "rg-hub"}}, {}, "error ResourceNotFound"),
    ],
    ids=["login", "refused", "firewall"],
)
def test_a_failure_ends_with_its_code_and_sentence(play, given, environment, told):
    done = play("lockdown", environment=environment, **given)
    assert done.code == 2 and done.writes == []
    assert require_a_screen(done)[0].startswith("Failed: ") and told in done.said


def test_a_wrong_name_and_a_wrong_value_of_a_variable_are_one_sentence(play):
    for given, sentence in [
        ({"egress_default_ruote": "manage"}, "egress_default_ruote is no variable of this role; did you mean"),
        ({"egress_default_route": "mange"}, "egress_default_route is 'mange'; it takes verify, manage or none."),
    ]:
        done = play("lockdown", **given)
        (failed,) = re.findall(r"^fatal: .* => (\{.*\})$", done.output, re.MULTILINE)
        assert done.requests == () and json.loads(failed)["msg"].startswith(sentence)
        assert set(json.loads(failed)) == {"changed", "msg"}


@pytest.mark.long
def test_of_many_clusters_the_three_that_failed_are_told_on_one_screen(play, emulator):
    fleet = seed(emulator, Fleet(40, 5))
    for number in (17, 18, 19):
        emulator.deny(f"{fleet.cluster(number)}$", "GET")
    done = play("fleet", named=False, egress_clusters=fleet.entries())
    first, *lines = require_a_screen(done)
    assert done.code == 2 and first == "3 of 40 clusters failed, 37 are locked down."
    assert lines[0].startswith("error  AuthorizationFailed  3 clusters (c017, c018, c019)")
    assert len([step for step in steps(done) if step in STEPS]) <= len(STEPS) + 10, "now and then, how far it is"
