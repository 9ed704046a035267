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
from ansible_collections.adx.outbound.tests.faults.stage import ONE_CALL, Setting, Stage
from ansible_collections.adx.outbound.tests.faults.worlds import ABSENT, PRESENT, Demo
from ansible_collections.adx.outbound.tests.integration.playbooks.conftest import NAMED

pytestmark = pytest.mark.skipif(not sweep.LARGE, reason="whole plays are disturbed in a large sweep only: make faults")
_POLLS = 4  # an operation outlives the play that began it by that many looks
_FAULTS = 12  # of each world
WORLDS = [Demo("classic", "our own"), Demo("policy", "our own")]
ACTS = {"lockdown": PRESENT, "remove": ABSENT}
KILLED_AT = (12, 28)  # the request after which a play is killed, of some forty


@pytest.mark.parametrize("number", range(_FAULTS))
@pytest.mark.parametrize("world", WORLDS, ids=str)
def test_a_play_overcomes_any_single_fault_or_tells_it(memory, attempt, play, world, number):
    stage = Stage(memory, Setting(world, PRESENT, ONE_CALL))
    case = sweep.sample(list(sweep.cases(stage.calls)), _FAULTS, whole=False)[number]

    def played():
        stage.restart()
        fault = case.arrange(stage.emulator)
        done = play("lockdown", egress_default_route="manage")
        stage.emulator.core.faults.clear()
        memory.look_anew()
        assert fault.seen >= fault.nth, f"{case} never struck"
        assert "Traceback" not in done.output and "fault of adx.outbound" not in done.output
        told = done.code != 0
        assert ("fatal: " in done.output or "failed: " in done.output) is told, done.output
        return counted(stage, f"lockdown, {world.firewall}, faults", told)

    assert attempt("plays", sweep.row(f"plays; lockdown; {world}", case), played) == []


@pytest.mark.parametrize("number", KILLED_AT)
@pytest.mark.parametrize("playbook", ACTS)
@pytest.mark.parametrize("world", WORLDS, ids=str)
def test_a_play_that_is_killed_is_finished_by_the_next_one(
    memory, attempt, play, surroundings, tmp_path, world, playbook, number
):
    stage = Stage(memory, Setting(world, ACTS[playbook], ONE_CALL), polls=_POLLS)

    def killed():
        stage.restart()
        kill(stage.emulator, playbook, number, {"env": surroundings, "cwd": tmp_path})
        memory.look_anew()
        lost = stage.losses()
        assert play(playbook, egress_default_route="manage").code == 0
        memory.look_anew()
        (row, columns), found = counted(stage, f"{playbook}, {world.firewall}, kills", told=False)
        return (row, {**columns, "losses": len(lost + found)}), lost + found

    assert attempt("plays", sweep.row(f"plays; {playbook}; {world}", f"killed at {number}"), killed) == []


def counted(stage, row, told):
    """The row and its columns, and what is wrong after a play."""
    found = [*stage.losses(), *stage.further()]
    return (row, {"plays": 1, "failed with a sentence": told, "losses": len(found)}), found


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
