# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The action behind the modules: lines are shown while the module runs, and nothing else differs."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass, field
from typing import Any

import pytest
from ansible import constants
from ansible.plugins.action.normal import ActionModule as Normal
from ansible_collections.adx.outbound.plugins.module_utils._glue import progress as module_side
from ansible_collections.adx.outbound.plugins.plugin_utils import progress

PATIENCE = 20  # seconds a test gives a thread; reached only when something is broken


@dataclass
class Task:
    environment: list[dict[str, str]] | None = field(default_factory=list)
    async_val: int = 0
    no_log: bool = False


@dataclass
class Connection:
    transport: str = "local"


class Screen:
    """Stands for Display: what was shown, and whether on standard error."""

    def __init__(self):
        self.shown, self.something = [], threading.Event()

    def display(self, line, stderr=False):
        self.shown.append((line, stderr))
        self.something.set()


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the action with a function in the place of the module, which sees the task's environment."""
    monkeypatch.setattr(constants, "DEFAULT_LOCAL_TMP", str(tmp_path))

    def with_module(module, task=None, connection=None, screen=None) -> Any:
        action = progress.ActionModule(task or Task(), connection or Connection(), None, None, None, None)
        action._display = screen or Screen()

        def stands_for_the_module(self, tmp, task_vars):
            merged = {name: value for part in self._task.environment or [] for name, value in part.items()}
            return module(merged)

        monkeypatch.setattr(Normal, "run", stands_for_the_module)
        return action.run(None, {"inventory_hostname": "spoke-1"})

    return with_module


def test_a_line_is_shown_while_the_module_is_still_running(run):
    screen = Screen()

    def module(environment):
        module_side.teller(environment)("waiting for it, 10 s so far")
        assert screen.something.wait(PATIENCE)
        return {"changed": True, "rows": [1]}

    assert run(module, screen=screen) == {"changed": True, "rows": [1]}
    assert screen.shown == [("[spoke-1] waiting for it, 10 s so far", True)]


def test_lines_come_in_their_order_and_once_each(run):
    screen = Screen()

    def module(environment):
        for number in range(3):
            screen.something.clear()
            module_side.teller(environment)(f"line {number}")
            assert screen.something.wait(PATIENCE)
        return {}

    run(module, screen=screen)
    assert [line for line, _stderr in screen.shown] == [f"[spoke-1] line {number}" for number in range(3)]


@pytest.mark.parametrize(
    ("task", "connection"),
    [
        (Task(no_log=True), Connection()),
        (Task(async_val=60), Connection()),
        (Task(), Connection("ssh")),
    ],
    ids=["no_log", "async", "another machine"],
)
def test_where_nothing_can_or_may_be_shown_the_module_just_runs(run, tmp_path, task, connection):
    seen = []
    assert run(lambda environment: seen.append(environment) or {"ok": 1}, task, connection) == {"ok": 1}
    assert seen == [{}] and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("given", [None, [], [{"A": "1"}, {"B": "2"}]])
def test_the_tasks_own_environment_reaches_the_module_and_is_put_back(run, given):
    task, seen = Task(environment=given), []
    run(lambda environment: seen.append(environment) or {}, task)
    assert task.environment is given
    expected = {name: value for part in given or [] for name, value in part.items()}
    assert {name: value for name, value in seen[0].items() if name != module_side.VARIABLE} == expected


def test_the_file_is_private_and_goes_with_the_module_even_when_that_fails(run, tmp_path):
    modes = []

    def module(environment):
        modes.append(os.stat(environment[module_side.VARIABLE]).st_mode & 0o777)
        raise KeyError("broken")

    threads = threading.active_count()
    with pytest.raises(KeyError):
        run(module)
    assert modes == [0o600] and list(tmp_path.iterdir()) == [] and threading.active_count() == threads
