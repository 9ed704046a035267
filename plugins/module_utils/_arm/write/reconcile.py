# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read, transform, compare, write under the etag, wait, look again: the one loop every managing module is.

Nobody has shown that every resource type honours If-Match everywhere. So the document is read once more right before
the write, and the read after it is the proof: only when that shows the wanted slice is the work done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..._plan.values.change import Change, Document, Outcome, Situation, has_failed
from ..._plan.values.errors import SENT, PlanError, Unexpected
from ..wire.answers import Accepted, Found
from ..wire.errors import ArmError, OperationFailed, Unreachable
from ..wire.patience import Patience, retrying
from .resource import Resource, require_not_failed

_LEAST = 10.0  # seconds that a repeated write must have: so long do most operations take
_MOST_FAILURES = 3  # operations that ended Failed: repeating the write mends what passes, and nothing else


@dataclass
class _Progress:
    """What happened so far in one reconcile."""

    pace: Patience
    first: Any = None
    original: Document | None = None
    rounds: int = 0
    writes: int = 0
    failures: int = 0
    half_done: bool = False  # the last operation of ours ended Failed
    wrote: bool = False  # one was taken, or may have been: its answer was lost
    last_error: ArmError | None = None


def reconcile(
    resource: Resource,
    change: Change,
    *,
    view: Callable[[Document | None], Any],
    check_mode: bool,
) -> Outcome:
    """Bring our slice of a resource to what `change` says; in check mode only tell what would come of it.

    Raise Unexpected for what nobody expected: any error says whether a write had been sent before.
    """
    progress = _Progress(resource.patience.fresh())
    try:
        return _in_rounds(resource, change, progress, view=view, check_mode=check_mode)
    except ArmError as error:
        error.wrote, error.original = progress.wrote, progress.original
        raise
    except PlanError as error:
        error.original = progress.original if error.sent else None
        raise
    except ImportError:
        raise
    except Exception as error:
        raise Unexpected(error, sent=progress.wrote) from error


def _in_rounds(
    resource: Resource,
    change: Change,
    progress: _Progress,
    *,
    view: Callable[[Document | None], Any],
    check_mode: bool,
) -> Outcome:
    while True:
        seen, found = resource.read() if check_mode else resource.read_settled()
        wanted = _decide(change, seen, progress)
        before, after = view(seen.document), view(wanted)
        if not progress.rounds:
            progress.first = before
        if not progress.wrote:
            progress.original = seen.document
        progress.rounds += 1
        half_done = progress.half_done or ((progress.wrote or resource.mends) and has_failed(seen.document))
        if before == after and not half_done:
            changed = progress.wrote and progress.first != before
            return Outcome(progress.first, before, changed, seen.document, progress.original)
        if check_mode:
            return Outcome(before, after, True, wanted, seen.document)
        _write(resource, Situation(wanted, seen.neighbours), found, progress)


def _decide(change: Change, seen: Situation, progress: _Progress) -> Document | None:
    try:
        return change(seen)
    except PlanError as error:
        if not progress.wrote:
            raise
        refused = PlanError(f"{error} {SENT}", error.code)
        refused.sent = True
        raise refused from error


def _write(resource: Resource, wanted: Situation, answer: Found | None, progress: _Progress) -> None:
    if progress.writes >= resource.most_writes:
        raise _does_not_hold(resource, progress)
    if progress.wrote and not resource.patience.allows(_LEAST):
        unshown = ArmError(f"change {resource.id.described()}", "it does not show what was written")
        raise _too_late(resource, progress.last_error or unshown)
    try:
        _make_ready(resource, wanted, answer, progress)
        resource.follow(_submit(resource, wanted.document, answer, progress))
        progress.last_error, progress.half_done, progress.pace = None, False, resource.patience.fresh()
    except ArmError as error:
        if isinstance(error, OperationFailed):
            progress.half_done, progress.failures = True, progress.failures + 1
        if not error.transient or progress.failures >= _MOST_FAILURES:
            raise
        progress.last_error = error
        if not progress.pace.wait(error.retry_after, retrying(error)):
            raise _too_late(resource, error) from error


def _make_ready(resource: Resource, wanted: Situation, answer: Found | None, progress: _Progress) -> None:
    ours = progress.wrote or resource.mends  # a failure of our own making is mended by writing again
    if answer is not None and not ours:
        require_not_failed(resource.id, answer.document)
    resource.require_ready(wanted, mending=progress.wrote)
    if not resource.is_still(answer):
        raise ArmError(f"write {resource.id.described()}", "somebody else is writing to it, too", transient=True)
    resource.require_nothing_hidden(answer)
    if not progress.wrote:
        resource.before_write(answer.document if answer else None)


def _submit(resource: Resource, wanted: Document | None, answer: Found | None, progress: _Progress) -> Accepted:
    try:
        accepted = resource.submit(wanted, answer)
    except ArmError as error:
        # No answer, or a gateway's: the write may have arrived all the same.
        is_lost = isinstance(error, Unreachable) or error.status == 408 or (error.status or 0) >= 500
        progress.wrote |= is_lost and error.has_left
        progress.writes += error.status == 500
        raise
    progress.wrote, progress.writes = True, progress.writes + 1
    return accepted


def _too_late(resource: Resource, last: ArmError) -> ArmError:
    expired = resource.patience.expired(last.doing, last.reason, last.retry_after)
    expired.code, expired.status = last.code, last.status
    return expired


def _does_not_hold(resource: Resource, progress: _Progress) -> ArmError:
    if progress.last_error is not None:
        return progress.last_error
    return ArmError(
        f"write {resource.id.described()}",
        f"what was written {progress.writes} times came back different each time",
        advice="Somebody else keeps changing it, or Azure rewrites a value; compare the diff with the live resource.",
    )
