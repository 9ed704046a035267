# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Killed between any two requests: nothing that could be reached is cut off, and the next run ends where it should.

Each task that is killed is a process of its own and ends by SIGKILL, while one of its requests is held back. The
service lives on: an operation that was begun goes on, and the next run meets it.
"""

from __future__ import annotations

import os
import signal
import time

import pytest
from ansible_collections.adx.outbound.tests.faults import sweep
from ansible_collections.adx.outbound.tests.faults.stage import Stage, World

_QUICK_STAGES, _QUICK = 6, 2  # and kills of each
_POLLS = 4  # an operation outlives the run that began it by that many looks
_FIREWALLS = ("classic", "policy")
WORLDS = [World(firewall, "our own") for firewall in _FIREWALLS]
WORLDS += [World(firewall, "found", default) for firewall in _FIREWALLS for default in ("own", "foreign", "none")]
STAGES = [(world, act) for world in WORLDS for act in ("present", "absent")]


class Killed(Exception):
    """A task that got no further."""


class Victim:
    """Does a task in a process that is killed when its request of this number, from 1, is under way."""

    def __init__(self, memory, request):
        self._memory, self._request = memory, request

    def __call__(self, module, /, **params):
        held_back = self._memory.emulator.fault("hang", method="*", path="^/", nth=self._request)
        process = os.fork()
        if process == 0:
            self._live(module, params)
        while held_back.seen < self._request:
            assert os.waitpid(process, os.WNOHANG) == (0, 0), "it ended by itself"
            time.sleep(0.001)
        os.kill(process, signal.SIGKILL)
        assert os.WTERMSIG(os.waitpid(process, 0)[1]) == signal.SIGKILL
        raise Killed

    def _live(self, module, params):
        """The other process: never back to the test that both are copies of."""
        try:
            self._memory.run(module, **params)
        finally:
            os._exit(0)


def places(tasks):
    """(task, request) of every request of a run."""
    return [(task, request) for task, known in enumerate(tasks, 1) for request in range(1, len(known.requests) + 1)]


@pytest.mark.parametrize(("world", "act"), sweep.sample(STAGES, _QUICK_STAGES), ids=str)
def test_a_run_killed_anywhere_cuts_nothing_off_and_is_finished_by_the_next(memory, count, world, act):
    stage = Stage(memory, world, act, polls=_POLLS)
    wrong = []
    for task, request in sweep.sample(places(stage.tasks), _QUICK):
        with pytest.raises(Killed):
            stage.disturb(task, Victim(memory, request))
        goes_on = memory.state() is None
        found = [*stage.losses(), *stage.further()]
        wrong += [f"task {task}, request {request}: {what}" for what in found]
        row = f"{act}, default route {world.default_route}"
        count(row, kills=1, while_an_operation_went_on=goes_on, losses=len(found))
    assert wrong == []
