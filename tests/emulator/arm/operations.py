# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Long-running operations. They advance by being looked at, never by the clock, so tests need not sleep."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field

from . import bodies, errors, signatures

RUNNING = "InProgress"
RESULT_MARK = "operationresultresponsetype"


@dataclass
class Operation:
    name: str
    key: str
    resource_id: str
    subscription: str
    location: str
    api_version: str
    left: int
    finish: Callable
    notify: bool = False
    signed: bool = False
    is_delete: bool = False
    nfv: bool = False
    others: set = field(default_factory=set)  # keys of resources that are updating because of this operation
    id: str = field(default_factory=lambda: str(uuid.uuid4()))
    status: str = RUNNING
    doom: str = "Succeeded"
    failure: dict | None = None  # the error a doomed operation will end with
    error: dict | None = None
    headers: dict = field(default_factory=dict)

    @property
    def running(self):
        return self.status == RUNNING

    @property
    def tells_itself(self):
        """True for a service whose operations have no separate address of their result."""
        return False

    def segment(self, result=False):
        name = "operationResults" if result else "operations"
        return f"nfv{name[0].upper()}{name[1:]}" if self.nfv else name

    def url(self, base, result=False):
        return (
            f"{base}/subscriptions/{self.subscription}/providers/Microsoft.Network/locations/{self.location}"
            f"/{self.segment(result)}/{self.id}?api-version={self.api_version}"
        )

    def answer_headers(self, base, with_location):
        headers = {"Azure-AsyncNotification": "Enabled"} if self.notify else {}
        signature = signatures.query(self.id) if self.signed else ""
        headers["Azure-AsyncOperation"] = self.url(base) + signature
        if with_location:
            headers["Location"] = self.url(base, result=True) + signature
        return headers

    def result(self):
        """What one that tells itself has come to."""
        return None

    def body(self):
        if self.error is None:
            return {"status": self.status}
        return {"status": self.status, "error": self.error}


class Operations:
    """All operations ever started; finished ones can still be asked for."""

    def __init__(self):
        self._all = {}

    def start(self, operation):
        self._all[operation.id] = operation
        if operation.left <= 0:
            self._complete(operation)
        return operation

    def get(self, operation_id):
        return self._all.get(operation_id.lower())

    def running_on(self, key):
        return next((op for op in self._all.values() if op.running and op.key == key), None)

    def touching(self, key):
        """The operation of the resource itself, or the one of another that keeps it updating."""
        return self.running_on(key) or next((op for op in self._all.values() if op.running and key in op.others), None)

    def any_running(self):
        return any(operation.running for operation in self._all.values())

    def advance(self, operation):
        if operation is None or not operation.running:
            return
        operation.left -= 1
        if operation.left <= 0:
            self._complete(operation)

    def settle_all(self):
        for operation in [op for op in self._all.values() if op.running]:
            self._complete(operation)

    def cancel(self, operation, winner_name, winner_id, winner_url):
        """The first writer loses; its own part of the document is the winner's business now."""
        operation.status = "Canceled"
        operation.error = canceled(operation, winner_name, winner_id)
        operation.headers["canceled-by-azure-asyncoperation"] = winner_url

    def _complete(self, operation):
        operation.status = operation.doom
        operation.error = operation.failure
        if operation.doom == "Canceled" and operation.error is None:
            operation.error = canceled(operation, operation.name, str(uuid.uuid4()))
        operation.finish(operation.status)


def canceled(operation, winner_name, winner_id):
    text = (
        f"Operation {operation.name} ({operation.id}) was canceled and superseded by operation "
        f"{winner_name} ({winner_id})."
    )
    details = [{"code": "CanceledAndSupersededDueToAnotherOperation", "message": text}]
    return {"code": "Canceled", "message": "Operation was canceled.", "details": details}


def answer(call, segment, operation_id):
    """GET of an operation (or of its result): (status, headers, body)."""
    operation = call.core.operations.get(operation_id)
    if operation is None or segment.lower() not in (operation.segment(True).lower(), operation.segment().lower()):
        raise errors.Refusal(404, "NotFound", f"Operation {operation_id} not found.")
    call.core.operations.advance(operation)
    headers = dict(operation.headers)
    if operation.running and call.switches.retry_after:
        headers["Retry-After"] = str(call.switches.retry_after)
    if operation.tells_itself and call.query.get(RESULT_MARK) == "Location":
        return _told(operation, headers)
    if segment.lower().endswith("operations") or operation.tells_itself:
        return 200, headers, operation.body()
    headers.update(operation.answer_headers(call.base_url, with_location=True))
    if operation.running:
        return 202, headers, None
    if operation.error is not None:
        return 400, headers, {"error": operation.error}
    return (200, {}, bodies.NULL) if operation.nfv else (204, headers, None)


def _told(operation, headers):
    """What the one address answers when it is asked for the result; that a failure is a 400 there is inferred."""
    if operation.running:
        return 202, headers, None
    if operation.error is not None:
        return 400, headers, {"error": operation.error}
    return 200, headers, operation.result()
