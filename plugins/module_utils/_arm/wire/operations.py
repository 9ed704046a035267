# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Follow an operation the service has accepted to its end."""

from __future__ import annotations

import contextlib
from typing import Any
from urllib.parse import quote, urlsplit

from . import errors
from .answers import Accepted
from .patience import Patience
from .rest import Answer, Http, origin

_NOT_FOUND = 404
_LOST = 60.0  # seconds for which an operation is asked for that cannot be seen
_ENDED_BADLY = ("failed", "canceled")
_ENDED_WELL = ("succeeded", "completed")  # the second was met where Data Explorer diagnoses a network


def follow(
    http: Http, accepted: Accepted, patience: Patience, doing: str, *, followed: frozenset[str] = frozenset()
) -> Any:
    """Return the last word about an operation that has succeeded, None where nothing is known of its end; raise its
    error when it failed or was superseded, and what refuses to show it.

    Anything but Succeeded, Completed, Failed and Canceled goes on. A 404 right after the PUT is an operation not yet
    visible, and an empty 200 one that has succeeded: both were met on the real service. Nothing is known of the end
    where the operation stays out of sight for a minute, or is to be asked for after the deadline: the resource itself
    tells then. `followed` are the operations that led here, each superseded by the next.
    """
    if accepted.operation is None or origin(accepted.operation) != origin(http.base):
        return None  # done at once, or told at a host that must not see our token: the resource itself tells, too
    url = quote(accepted.operation, safe=":/?&=%$+,;@~-._")  # Kusto's location segment holds raw blanks
    wish = accepted.retry_after
    pace, wish, last = patience.fresh(), accepted.retry_after, "it is in progress"
    lost: Patience | None = None  # how much longer it is asked for while it cannot be seen
    name = urlsplit(url).path.rpartition("/")[2]  # by this id the refusals of other writers name it
    while (lost or pace).wait(wish, f"for operation {name} to {doing}: {last}"):
        answer = _ask(http, url, doing)
        if isinstance(answer, errors.ArmError):
            if not answer.transient:
                raise answer
            lost = lost or patience.within(_LOST)
            last, wish = str(answer), answer.retry_after
            continue
        lost = None
        try:
            if _succeeded(answer, doing):
                return answer.document
        except errors.ArmError:
            _outlast_the_winner(http, answer, patience, doing, followed | {accepted.operation})
            raise
        wish = errors.seconds(answer.headers.get("Retry-After"))
    if lost or wish is not None:
        return None
    raise patience.expired(doing, last)


def _ask(http: Http, url: str, doing: str) -> Answer | errors.ArmError:
    """The state of an operation, or why it cannot be seen; a 404 says no more than that it is not visible yet."""
    try:
        return http.get(url, doing)
    except errors.ArmError as error:
        if not isinstance(error, errors.NotFound) and error.status != _NOT_FOUND:
            return error
        return errors.ArmError(doing, error.reason, status=error.status, code=error.code, transient=True)


def _outlast_the_winner(http: Http, answer: Answer, patience: Patience, doing: str, followed: frozenset[str]) -> None:
    """Where another operation canceled this one, wait for its end, however it ends: until then nothing is decided."""
    winner = answer.headers.get("canceled-by-azure-asyncoperation")
    if winner and winner not in followed:
        # The chain that led here is in the sentence already.
        doing = doing if len(followed) > 1 else f"see the end of what superseded it ({doing})"
        with contextlib.suppress(errors.ArmError):
            follow(http, Accepted(winner, None), patience, doing, followed=followed)


def _succeeded(answer: Answer, doing: str) -> bool:
    body = errors.members(answer.document)
    state = errors.members(body.get("properties")).get("provisioningstate")
    status = str(body.get("status") or state or "").lower()
    if status in _ENDED_BADLY:
        raise _ended_badly(status, body, doing)
    if status:
        return status in _ENDED_WELL
    return answer.status != 202


def _ended_badly(status: str, body: dict[str, object], doing: str) -> errors.ArmError:
    reason = errors.reason_of(body)
    kind = errors.OperationFailed if status == "failed" else errors.ArmError
    return kind(
        doing,
        reason.message or f"the operation ended as {status}",
        code=reason.code,
        transient=reason.may_pass,
    )
