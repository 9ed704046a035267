# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a module waits for is shown while it waits, and its result is the same as without."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import ansible_runner
import pytest
from ansible_collections.adx.outbound.tests.emulator import ROUTE_TABLE_ID

WAITING = re.compile(
    r"\[localhost\] waiting for operation [0-9a-f-]{36} to change route table rt-spoke in resource group rg-spoke:"
    r" it is in progress, 10 s so far"
)


def task(**keywords):
    route = {"name": "ADX_Management", "address_prefix": "13.64.38.225/32", "next_hop_type": "Internet"}
    options = {"name": ROUTE_TABLE_ID, "routes": [route], "timeout": 60}
    return {"adx.outbound.route_table": options, "register": "done", **keywords}


def show(fact):
    return {"ansible.builtin.debug": {"var": fact}}


@pytest.fixture
def playbook(tmp_path):
    def write(*tasks, **keywords):
        path = tmp_path / "play.yml"
        found = {"hosts": "localhost", "gather_facts": False, **keywords}
        path.write_text(json.dumps([{**found, "tasks": list(tasks)}]))
        return str(path)

    return write


@pytest.fixture
def endless(emulator):
    """Operations that go on until they are told to end."""
    emulator.switch(polls=10_000, retry_after=1)

    def end():
        with emulator.core.lock:
            emulator.core.operations.settle_all()

    return end


@pytest.mark.long
def test_the_line_comes_while_the_operation_is_running_and_the_result_is_whole(
    surroundings, playbook, endless, emulator
):
    command = [str(Path(sys.executable).with_name("ansible-playbook")), playbook(task(), show("done"))]
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    buffered = {**surroundings, "PYTHONUNBUFFERED": ""}  # as where a log is kept
    with subprocess.Popen(command, env=buffered, **pipes) as process:
        line = next(line for line in process.stderr if "waiting" in line)
        meanwhile = emulator.document(ROUTE_TABLE_ID)["properties"]["provisioningState"]
        endless()
        output, errors = process.communicate()
    assert WAITING.fullmatch(line.strip()) and meanwhile == "Updating"
    assert "waiting" not in output + errors and "changed=1" in output and "failed=0" in output
    shown = json.loads(output[output.index("{", output.index("=>")) : output.index("PLAY RECAP")])
    assert shown["done"]["changed"] is True
    assert "ADX_Management" in [route["name"] for route in shown["done"]["state"]["routes"]]


@pytest.mark.long
def test_awx_gets_the_line_as_an_event_while_the_operation_is_running(surroundings, playbook, endless, tmp_path):
    heard, results = [], []

    def hear(event):
        if "waiting" in event["stdout"]:
            heard.append(event["stdout"])
            endless()
        if event["event"] == "runner_on_ok":
            results.append(event["event_data"]["res"])

    beside_python = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = ansible_runner.run(
        private_data_dir=str(tmp_path),
        playbook=playbook(task()),
        envvars={**surroundings, "PATH": beside_python},
        event_handler=hear,
        quiet=True,
    )
    assert done.status == "successful"
    assert [bool(WAITING.fullmatch(line)) for line in heard] == [True]
    assert [result["changed"] for result in results] == [True]


@pytest.mark.long
def test_group_defaults_environment_delegation_check_mode_and_async_are_what_they_always_are(
    play, playbook, surroundings, tmp_path
):
    named = {"adx.outbound.route_table": {"name": "rt-spoke", "routes": []}}
    path = playbook(
        named,
        {**named, "delegate_to": "127.0.0.1", "connection": "local"},
        {**named, "check_mode": True},
        {**named, "async": 60, "poll": 1},
        module_defaults={"group/adx.outbound.all": {"resource_group": "rg-spoke"}},
        environment={"AZURE_SECRET": surroundings["AZURE_SECRET"]},
    )
    done = play(path, environment={"AZURE_SECRET": "", "ANSIBLE_ASYNC_DIR": str(tmp_path / "jobs")})
    assert done.code == 0, done.output
    assert "ok=4 " in done.output and (done.changed, done.writes) == (0, [])


def test_a_failure_is_the_modules_own_sentence(play, playbook):
    done = play(playbook(task(environment={"AZURE_SECRET": "wrong"})))
    assert done.code != 0 and "AADSTS7000215" in done.output and "Traceback" not in done.output
