# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the options of a module to one call of the safe order, and back to a result."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from .._arm.port import Azure, AzureAccess, AzureLeaving
from .._arm.wire.errors import ArmError
from .._plan.baseline import reading
from .._plan.baseline.reading import Baseline
from .._plan.documents import text
from .._plan.fleet import exported
from .._plan.fleet.exported import Folder
from .._plan.fleet.fleet import Asked, Writing
from .._plan.leaving import writes as leaving_writes
from .._plan.leaving.request import Asked as AskedToLeave
from .._plan.lockdown import approval
from .._plan.lockdown.approval import Parts
from .._plan.outbound import request, writes
from .._plan.templates.tree import Language
from .._plan.values.blanks import is_blank
from .._plan.values.change import Outcome
from .._plan.values.errors import PlanError
from .._plan.values.words import Mode
from .._run import access, in_turn
from .._run.access import AccessRun
from .._run.in_turn import InTurn
from .._run.leaving import LeavingRun
from .._run.port import Failure
from .._run.state import Settings
from .._run.steps import Run
from . import failures, requests, runner
from .progress import Voice
from .runner import Task

RunOf = TypeVar("RunOf", Run, AccessRun, LeavingRun)
_SHOWN = 3  # reasons in a message
_REFUSALS = (400, 409, 422)  # what was asked for is not taken, whoever asks


class _Told:
    """What only Ansible knows of a call: check mode, and where lines are shown."""

    def __init__(self, task: Task) -> None:
        self.check_mode, self._voice = task.check_mode, Voice(task.tell)

    def tell(self, line: str, *, is_news: bool = True) -> None:
        """Show a line while the module runs; what is no news only where none has been shown for half a minute."""
        self._voice.tell(line, is_news=is_news)

    def explain(self, error: Exception) -> Failure:
        """Put an error into words."""
        if isinstance(error, ArmError):
            refused = error.status in _REFUSALS and not error.transient
            code, wrote = error.code or "", bool(error.wrote)
            return Failure(error.sentence, code, wrote, refused and not wrote, error.original if wrote else None)
        sent, original = (error.sent, error.original) if isinstance(error, PlanError) else (False, None)
        return Failure(failures.sentence(error), str(getattr(error, "code", "")), sent, original=original)


class Port(_Told, Azure):
    """Azure for a lock-down, as Ansible has it."""

    def __init__(self, task: Task, settings: Settings) -> None:
        _Told.__init__(self, task)
        Azure.__init__(
            self,
            task.session,
            task.patience,
            task.reconcile,
            steps=settings.steps,
            service_tags=requests.service_tags_of(task.params.get("service_tags")),
            diagnose=settings.diagnose,
        )

    def shown(self, writing: Writing, outcome: Outcome) -> dict[str, str]:
        """Return the diff of a write."""
        return runner.diff(*self.texts(writing, outcome), writing.id)


class AccessPort(_Told, AzureAccess):
    """Azure for the outbound access of clusters, as Ansible has it."""

    def __init__(self, task: Task) -> None:
        _Told.__init__(self, task)
        AzureAccess.__init__(self, task.session, task.patience, task.reconcile)

    def shown(self, writing: writes.Writing, outcome: Outcome) -> dict[str, str]:
        """Return the diff of a write."""
        return runner.diff(*self.texts(outcome), writing.id)


class LeavingPort(_Told, AzureLeaving):
    """Azure for clusters that leave their networks, as Ansible has it."""

    def __init__(self, task: Task) -> None:
        _Told.__init__(self, task)
        AzureLeaving.__init__(self, task.session, task.patience, task.reconcile)

    def shown(self, writing: leaving_writes.Writing, outcome: Outcome) -> dict[str, str]:
        """Return the diff of a write."""
        return runner.diff(*self.texts(outcome), writing.id)


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


def baseline(task: Task) -> Baseline | None:
    """Return what `baseline` gives, a report of an earlier run as its path, its text or its data; None where nothing
    is given. What cannot be read stands in it as that.
    """
    given = task.params["baseline"]
    if isinstance(given, Mapping | list):  # what a template makes of a text in this form
        return reading.read(given)
    if is_blank(given):
        return None
    told = str(given).strip()
    if told.startswith(("{", "[")):
        return reading.from_text(told)
    path = os.path.expanduser(os.path.expandvars(told))
    try:
        with open(path, encoding="utf-8") as file:
            return reading.from_text(file.read())
    except OSError as error:
        return reading.unreadable(path, error.strerror or "it is no file")
    except ValueError:  # bytes that are no text, or a name that no file can have
        return reading.unreadable(path, "it is no text")


def templates(task: Task) -> tuple[Folder, ...]:
    """Return what stands in the folders that `templates` names. What cannot be read stands in them as that."""
    given = task.params["templates"] or {}
    return tuple(
        _folder(language.value, str(given["name"]), path) for language in Language for path in given.get(language) or ()
    )


def _folder(language: str, name: str, path: str) -> Folder:
    texts: dict[str, str] = {}
    unread: dict[str, str] = {}
    try:
        listed = sorted(one for one in os.listdir(path) if exported.is_named_so(one, language))
    except FileNotFoundError:
        listed = []
    except OSError as error:
        return Folder(language, name, path, why=f"the folder cannot be read: {error.strerror}")
    for one in listed:
        try:
            with open(os.path.join(path, one), encoding="utf-8") as file:
                texts[one] = file.read()
        except OSError as error:
            unread[one] = f"it cannot be read: {error.strerror}"
        except ValueError:
            unread[one] = "it is no text"
    return Folder(language, name, path, texts, unread)


def go(task: Task, clusters: Iterable[Asked], settings: Settings) -> Run:
    """Take the steps for these clusters, and return how it went.

    Raise PlanError for what was not approved. What the run has written is told whatever else goes wrong.
    """
    return _gone(task, Run(Port(task, settings), clusters, settings))


def restrict(task: Task, clusters: Iterable[request.Asked], settings: access.Settings) -> AccessRun:
    """Restrict the outbound access of these clusters, or free it, and return how it went.

    Raise PlanError for what was not approved. What the run has written is told whatever else goes wrong.
    """
    return _gone(task, AccessRun(AccessPort(task), clusters, settings))


def leave(task: Task, clusters: Iterable[AskedToLeave], settings: in_turn.Settings) -> LeavingRun:
    """Bring these clusters out of their networks, and return how it went.

    Raise PlanError for what was not approved. What the run has written is told whatever else goes wrong.
    """
    return _gone(task, LeavingRun(LeavingPort(task), clusters, settings))


def _gone(task: Task, run: RunOf) -> RunOf:
    task.written = run.record.summary
    run.go()
    run.tell_what_was_written()
    return run


def result(task: Task, run: InTurn[Any, Any, Any], step: str) -> dict[str, Any]:
    """Return what a module hands back of a run that takes clusters in turn."""
    details, diffs = task.params["details"], run.diffs
    clusters = [state.as_option(details=details) for state in run.states.values()]
    told = {
        "changed": bool(diffs),
        "clusters": clusters,
        "diff": diffs,
        "mode": Mode.PREVIEW if task.check_mode else Mode.RUN,
        "steps": [step],
        "plan_hash": run.approval.hash,
        "resource_manager": task.session.cloud.resource_manager,
        "written": [] if task.check_mode else [one.as_option() for one in run.record.sent],
        **({"parts": run.approval.as_option()} if details else {}),
    }
    return {**told, **ending(clusters)}


def one(task: Task, asked: Asked, settings: Settings) -> Run:
    """The same for a module that is about one cluster; raise PlanError for its failure, but for that of a check."""
    run = go(task, [asked], settings)
    (state,) = run.states.values()
    if state.failure and state.check is None:
        raise PlanError(state.failure.text, state.failure.code)
    return run


def ending(clusters: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What a result says of the clusters that failed: who, and why the first of them did, with the code where they all
    have the same; nothing where none did.
    """
    failed = [cluster for cluster in clusters if cluster["failed"]]
    if not failed:
        return {}
    codes = {cluster["code"] for cluster in failed}
    code = {"code": codes.pop()} if len(codes) == 1 and "" not in codes else {}
    return {"failed": True, "msg": _why(failed, len(clusters)), **code}


def _why(failed: Sequence[Mapping[str, Any]], asked: int) -> str:
    if asked == 1:
        return str(failed[0]["msg"])
    reasons = list(dict.fromkeys(str(cluster["msg"]) for cluster in failed))
    rest = f" And {len(reasons) - _SHOWN} more reasons, in the result." if len(reasons) > _SHOWN else ""
    names = text.some([cluster["cluster"] for cluster in failed])
    return f"{len(failed)} of {asked} clusters failed, {names}: {' '.join(reasons[:_SHOWN])}{rest}"
