# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the options of a module to one call of the safe order, and back to a result."""

from __future__ import annotations

import os
from collections.abc import Iterable

from .._arm.port import Azure
from .._arm.wire.errors import ArmError
from .._plan.fleet.fleet import Asked, Writing
from .._plan.lockdown import approval
from .._plan.lockdown.approval import Parts
from .._plan.values.change import Outcome
from .._plan.values.errors import PlanError
from .._run.port import Failure
from .._run.state import Settings
from .._run.steps import Run
from . import failures, requests, runner
from .progress import Voice
from .runner import Task


class Port(Azure):
    """Azure with what only Ansible knows: check mode, diffs, and where lines are shown."""

    def __init__(self, task: Task, settings: Settings) -> None:
        super().__init__(
            task.session,
            task.patience,
            task.reconcile,
            steps=settings.steps,
            service_tags=requests.service_tags_of(task.params.get("service_tags")),
            diagnose=settings.diagnose,
        )
        self.check_mode, self._task, self._voice = task.check_mode, task, Voice(task.tell)

    def shown(self, writing: Writing, outcome: Outcome) -> dict[str, str]:
        """Return the diff of a write."""
        return runner.diff(*self.texts(writing, outcome), writing.id)

    def tell(self, line: str, *, is_news: bool = True) -> None:
        """Show a line while the module runs; what is no news only where none has been shown for half a minute."""
        self._voice.tell(line, is_news=is_news)

    def explain(self, error: Exception) -> Failure:
        """Put an error into words."""
        if isinstance(error, ArmError):
            return Failure(error.sentence, error.code or "", bool(error.wrote))
        sent = isinstance(error, PlanError) and error.sent
        return Failure(failures.sentence(error), str(getattr(error, "code", "")), sent)


def approved(task: Task) -> str | Parts:
    """Return what `expect_plan` gives: a plan hash, or what the JSON report of a preview holds.

    Raise PlanError for a file that cannot be read or is none.
    """
    given = str(task.params["expect_plan"] or "").strip()
    if not given.endswith(".json"):
        return given
    path = os.path.expanduser(os.path.expandvars(given))
    try:
        with open(path, encoding="utf-8") as file:
            return approval.from_report(file.read())
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is no text"
        raise PlanError(f"Cannot read {path}, which O(expect_plan) names: {reason}.") from error


def go(task: Task, clusters: Iterable[Asked], settings: Settings) -> Run:
    """Take the steps for these clusters, and return how it went.

    Raise PlanError for what was not approved. What the run has written is told whatever else goes wrong.
    """
    run = Run(Port(task, settings), clusters, settings)
    task.written = run.record.summary
    run.go()
    run.tell_what_was_written()
    return run


def one(task: Task, asked: Asked, settings: Settings) -> Run:
    """The same for a module that is about one cluster; raise PlanError for its failure, but for that of a check."""
    run = go(task, [asked], settings)
    (state,) = run.states.values()
    if state.failure and state.check is None:
        raise PlanError(state.failure.text, state.failure.code)
    return run
