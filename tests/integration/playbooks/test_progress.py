# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a module waits for is shown while it waits, and its result is the same as without."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.tests.emulator import ROUTE_TABLE_ID

WAITING = re.compile(
    r"\[localhost\] waiting for operation [0-9a-f-]{36} to change route table rt-spoke in resource group rg-spoke:"
    r" it is in progress, 10 s so far"
)


def task(**keywords):
    route = {"name": "ADX_Management", "address_prefix": "13.64.38.225/32", "next_hop_type": "Internet"}
    return {"adx.outbound.route_table": {"name": ROUTE_TABLE_ID, "routes": [route]}, "register": "done", **keywords}


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


@pytest.fixture
def live(surroundings, tmp_path):
    """Run a playbook and hand its lines over as they come."""

    @contextmanager
    def run(playbook):
        command = [str(Path(sys.executable).with_name("ansible-playbook")), playbook]
        environment = {**surroundings, "PYTHONUNBUFFERED": "1"}
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        with subprocess.Popen(command, cwd=tmp_path, env=environment, **pipes) as process:
            try:
                yield process.stdout
            finally:
                process.kill()

    return run


def test_the_line_comes_while_the_operation_is_running_and_the_result_is_whole(live, playbook, endless, emulator):
    with live(playbook(task(), show("done"))) as lines:
        for line in lines:
            if "waiting" in line:
                break
        assert WAITING.fullmatch(line.strip())
        assert emulator.document(ROUTE_TABLE_ID)["properties"]["provisioningState"] == "Updating"
        endless()
        rest = "".join(lines)
    assert "waiting" not in rest and "changed=1" in rest and "failed=0" in rest
    shown = json.loads(rest[rest.index("{", rest.index("=>")) : rest.index("PLAY RECAP")])
    assert "ADX_Management" in [route["name"] for route in shown["done"]["state"]["routes"]]
