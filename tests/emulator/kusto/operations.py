# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations in Kusto's dialect.

As recorded in test_kusto_Scenario: they have one address, say Running, and keep the location in it as it was written,
blanks and all. Location is the same with a mark in its query, and its answer is the result alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from urllib.parse import quote

from ..arm import errors, jobs, operations
from ..arm.store import key_of

STATES = {"Running": "InProgress", "Succeeded": "Completed"}


def now():
    """The time with seven digits, as Kusto writes it everywhere."""
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f") + "0Z"


def _nothing():
    return None


@dataclass
class Operation(operations.Operation):
    kind: str = ""  # operationKind; only some operations tell it
    ending: str = "Succeeded"  # the word for a good end
    outcome: Callable = _nothing  # what the Location answers at the end
    told: bool = False  # the outcome stands in `properties` as well
    started: str = field(default_factory=now)
    ended: str = ""

    @property
    def tells_itself(self):
        return True

    def segment(self, result=False):
        return "operationResults"

    def url(self, base, result=False):
        location, tail = (
            (quote(self.location), "&operationResultResponseType=Location") if result else (self.location, "")
        )
        place = f"{base}/subscriptions/{self.subscription}/providers/Microsoft.Kusto/locations/{location}"
        return f"{place}/operationResults/{self.id}?api-version={self.api_version}{tail}"

    def body(self):
        """One that failed has the error of every other service (inferred)."""
        place = f"/subscriptions/{self.subscription}/providers/Microsoft.Kusto/locations/{self.location}"
        self.ended = self.ended or ("" if self.running else now())
        shown = {
            "id": f"{place}/operationresults/{self.id}",
            "name": self.id,
            "status": "Running" if self.running else self.ending,
            "startTime": self.started,
            "endTime": self.ended or self.started,
            "percentComplete": 0.5 if self.running else 1.0,
        }
        if self.error is not None:
            return {**shown, "status": self.status, "error": self.error}
        return {**shown, "properties": self._properties()}

    def _properties(self):
        if self.kind:
            state = "Running" if self.running else "Succeeded"
            return {"operationKind": self.kind, "provisioningState": state, "operationState": STATES[state]}
        return self.outcome() if self.told and not self.running else {}

    def result(self):
        return self.outcome()


def start(call, cluster, name, **details):
    """Starts an operation below a cluster, which ends as a fault has ordered.

    `details` are fields of the operation. Unless they say otherwise it is in the location of the cluster, and has its
    key, so that others are kept out.
    """
    given = {
        "location": cluster["location"],
        "key": key_of(cluster["id"]),
        "resource_id": cluster["id"],
        "left": call.switches.polls,
    }
    made = Operation(
        name=name,
        subscription=call.target.subscription,
        api_version=call.api_version,
        signed=call.switches.signed_operations,
        **{**given, "finish": lambda _status: None, **details},
    )
    jobs.doom(call, made)
    _doom_when_busy(call, made)
    return call.core.operations.start(made)


def headers(call, operation):
    """What an answer says of an operation that it has begun; Retry-After is in the specification."""
    return {**operation.answer_headers(call.base_url, with_location=True), **jobs.retry_after(call)}


def refuse_when_busy(call, cluster):
    """A cluster does one thing at a time; the refused request advances what is running, for one that only retries.

    The code and its text are reported of the operations of scripts (azure-rest-api-specs issue 18845), and of a write
    of a private endpoint (terraform-provider-azurerm issue 22010), there without the status.
    """
    running = call.core.operations.touching(key_of(cluster["id"]))
    if running is None or call.switches.cluster_busy != "refuse":
        return
    call.core.operations.advance(running)
    error = _in_maintenance(cluster["name"])
    raise errors.plain(409, error["code"], error["message"], jobs.retry_after(call))


def _doom_when_busy(call, operation):
    """The other way: the request is taken, and its operation ends with the same error."""
    running = call.core.operations.touching(operation.key)
    if running is not None and call.switches.cluster_busy == "fail_operation":
        operation.doom, operation.failure = "Failed", _in_maintenance(operation.resource_id.rsplit("/", 1)[-1])


def _in_maintenance(name):
    text = (
        f"[Conflict] Cluster '{name}' is in process of maintenance for a short period. You may retry to invoke the "
        "operation in a few minutes."
    )
    return {"code": "ServiceIsInMaintenance", "message": text}
