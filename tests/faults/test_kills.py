# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Killed between any two requests: nothing the cluster needs is cut off, and the next run ends where it should.

A kill does not stop the service: an operation that was begun goes on, and the next run meets it.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._arm import network, rest
from ansible_collections.adx.outbound.tests.emulator import ROUTE_TABLE_ID
from ansible_collections.adx.outbound.tests.faults import sweep
from ansible_collections.adx.outbound.tests.integration import steps

ROOT = Path(__file__).resolve().parents[2]
MORE_THAN_ENOUGH = 100
_STRIDE = 1 if sweep.WHOLE else 17  # every request, or every seventeenth
FOREIGN = {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance"}
FIRST = [
    pytest.param("own", "present", id="own default route, present"),
    pytest.param("own", "absent", id="own default route, absent"),
    pytest.param("foreign", "present", id="a foreign default route, present"),
    pytest.param("none", "present", id="no default route, present"),
    pytest.param("none", "absent", id="no default route, absent"),
]


class Killed(BaseException):
    """What a cancelled job does to a module."""


class Killer:
    """Ends the process when the n-th request has been answered, before anybody could act on the answer."""

    def __init__(self, monkeypatch):
        self.left = 0  # nobody is killed
        for door, method in ((network.Network, "_call"), (rest.Http, "get")):
            monkeypatch.setattr(door, method, self._counted(getattr(door, method)))

    def _counted(self, original):
        def call(*arguments, **keywords):
            self.left -= 1
            try:
                return original(*arguments, **keywords)
            finally:
                if self.left == 0:
                    raise Killed

        return call


@pytest.fixture
def killer(monkeypatch):
    return Killer(monkeypatch)


class Scene:
    """A world with one kind of default route, and what a run does in it."""

    def __init__(self, run, emulator, world, default):
        self.run, self.emulator, self.default = run, emulator, default
        self.world = world if default == "own" else sweep.World(world.firewall, True)

    def reset(self):
        self.world.reset(self.emulator, polls=4)
        if self.default == "foreign":
            table = self.emulator.document(ROUTE_TABLE_ID)
            hop = {**FOREIGN, "nextHopIpAddress": "10.0.1.4"}
            table["properties"]["routes"].append({"name": "to-hub", "properties": hop})
            self.emulator.seed(ROUTE_TABLE_ID, table)

    def prepare(self, act):
        self.reset()
        if act == "absent":
            self.do("present")

    def do(self, act):
        if act == "absent":
            return steps.remove(self.run)
        return steps.lockdown(self.run, default_route="manage" if self.default == "own" else "verify")


@pytest.mark.parametrize(("default", "act"), FIRST)
@pytest.mark.parametrize("world", sweep.WORLDS, ids=lambda world: world.firewall)
def test_a_run_killed_anywhere_cuts_nothing_off_and_is_finished_by_the_next(
    run, emulator, killer, counts, world, default, act
):
    scene = Scene(run, emulator, world, default)
    scene.reset()
    theirs = sweep.foreign(emulator)
    needed = scene.do("present")["dependencies"]
    reachable_before = default != "foreign"  # behind a foreign default route nothing passed before our rules came
    scene.prepare(act)
    scene.do(act)
    goal = sweep.everything(emulator)
    kills = 0
    for number in range(1, MORE_THAN_ENOUGH, _STRIDE):
        killer.left = 0
        scene.prepare(act)
        killer.left = number
        try:
            scene.do(act)
        except Killed:
            kills += 1
        else:
            break
        killer.left = 0
        assert sweep.foreign(emulator) == theirs, number
        if reachable_before or act == "absent":
            assert sweep.cut_off(emulator, needed) == [], number
        scene.do(act)
        assert sweep.cut_off(emulator, needed) == [], number
        assert sweep.everything(emulator) == goal, number
    else:
        raise AssertionError("the run never ended by itself")
    assert kills >= (15 if sweep.WHOLE else 2)
    counts["kills"] += kills


@pytest.mark.skipif(not sweep.WHOLE, reason="real processes are killed in the whole sweep only: make faults")
@pytest.mark.parametrize("number", [4, 9, 14, 19, 24, 29])
def test_a_play_killed_for_good_is_finished_by_the_next_one(run, emulator, counts, tmp_path, number):
    world = sweep.WORLDS[0]
    world.reset(emulator)
    needed = sweep.ACTS["present"](run)["dependencies"]
    goal = sweep.everything(emulator)
    world.reset(emulator, polls=6)
    command = [
        str(Path(sys.executable).with_name("ansible-playbook")),
        "adx.outbound.lockdown",
        "--extra-vars",
        json.dumps({**_named(), "egress_default_route": "manage"}),
    ]
    environment = {
        **os.environ,
        **emulator.environment(),
        "ANSIBLE_COLLECTIONS_PATH": str(ROOT / ".cache" / "link"),
        "ANSIBLE_HOME": str(tmp_path),
    }
    play = subprocess.Popen(command, env=environment, cwd=tmp_path, stdout=subprocess.DEVNULL, start_new_session=True)
    while play.poll() is None and len(emulator.log(all=True)) < number:
        time.sleep(0.01)
    os.killpg(play.pid, signal.SIGKILL)
    play.wait()
    assert sweep.cut_off(emulator, needed) == []
    subprocess.run(command, env=environment, cwd=tmp_path, check=True, stdout=subprocess.DEVNULL)
    assert sweep.everything(emulator) == goal
    counts["plays killed"] += 1


def _named():
    return {
        "egress_cluster": {"name": "telemetry", "resource_group": "rg-adx"},
        "egress_firewall": {"name": "fw-hub", "resource_group": "rg-hub"},
    }
