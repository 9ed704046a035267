# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The same by the playbooks themselves: faults on their way, and a SIGKILL for a play with all its processes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.tests.faults import sweep
from ansible_collections.adx.outbound.tests.faults.stage import Stage, World
from ansible_collections.adx.outbound.tests.integration.playbooks.conftest import NAMED

pytestmark = pytest.mark.skipif(
    not sweep.WHOLE, reason="whole plays are disturbed in the whole sweep only: make faults"
)
_POLLS = 4  # an operation outlives the play that began it by that many looks
_FAULTS = 12  # of each world
WORLDS = [World("classic", "our own"), World("policy", "our own")]
ACTS = {"lockdown": "present", "remove": "absent"}
KILLED_AT = (12, 28)  # the request after which a play is killed, of some forty


@pytest.mark.parametrize("number", range(_FAULTS))
@pytest.mark.parametrize("world", WORLDS, ids=str)
def test_a_play_overcomes_any_single_fault_or_tells_it(memory, count, play, world, number):
    stage = Stage(memory, world, "present")
    case = sweep.sample(list(sweep.cases(stage.tasks)), _FAULTS, whole=False)[number]
    before = sum(len(known.requests) for known in stage.tasks[: case.task - 1])
    stage.restart()
    fault = case.arrange(stage.emulator, before=before)
    done = play("lockdown", egress_default_route="manage")
    stage.emulator.core.faults.clear()
    memory.look_anew()
    assert fault.seen >= fault.nth, "the fault never struck"
    assert "Traceback" not in done.output and "fault of adx.outbound" not in done.output
    told = done.code != 0
    assert ("fatal: " in done.output or "failed: " in done.output) is told, done.output
    found = [*stage.losses(), *stage.further()]
    count(f"lockdown, {world.firewall}, faults", plays=1, failed_with_a_sentence=told, losses=len(found))
    assert found == [], case


@pytest.mark.parametrize("number", KILLED_AT)
@pytest.mark.parametrize("playbook", ACTS)
@pytest.mark.parametrize("world", WORLDS, ids=str)
def test_a_play_that_is_killed_is_finished_by_the_next_one(
    memory, count, play, surroundings, tmp_path, world, playbook, number
):
    stage = Stage(memory, world, ACTS[playbook], polls=_POLLS)
    stage.restart()
    kill(stage.emulator, playbook, number, {"env": surroundings, "cwd": tmp_path})
    memory.look_anew()
    found = stage.losses()
    assert play(playbook, egress_default_route="manage").code == 0
    memory.look_anew()
    found += stage.further()
    count(f"{playbook}, {world.firewall}, kills", plays=1, failed_with_a_sentence=0, losses=len(found))
    assert found == []


def kill(emulator, playbook, number, how):
    """Begin a play, and end it with all its processes when that many requests have been answered."""
    variables = json.dumps({**NAMED, "egress_default_route": "manage"})
    command = [str(Path(sys.executable).with_name("ansible-playbook")), f"adx.outbound.{playbook}"]
    emulator.clear_log()
    process = subprocess.Popen([*command, "--extra-vars", variables], stdout=subprocess.DEVNULL, **how)
    while len(emulator.log(all=True)) < number:
        assert process.poll() is None, "it ended by itself"
        time.sleep(0.005)
    for one in family(process.pid):
        with suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL


def family(pid):
    """A process and all that came of it; no group holds them, since Ansible's workers lead sessions of their own."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except FileNotFoundError:
        children = []
    return [pid, *(one for child in children for one in family(int(child)))]
