# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""POST diagnoseVirtualNetwork of a cluster: an operation whose end brings the findings.

As recorded in test_kusto_Scenario: Kusto's operations have one address, say Running, and keep the display name of the
region in it, blanks and all. Location is the same with a mark in its query, and its answer is the result alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timezone
from urllib.parse import quote

from ..arm import errors, operations, places
from . import kusto

ACTION = "diagnosevirtualnetwork"


def _now():
    return datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.%f") + "0Z"


@dataclass
class Diagnosis(operations.Operation):
    ending: str = "Succeeded"
    findings: tuple = ()
    started: str = field(default_factory=_now)

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
        place = f"/subscriptions/{self.subscription}/providers/Microsoft.Kusto/locations/{self.location}"
        shown = {
            "id": f"{place}/operationresults/{self.id}",
            "name": self.id,
            "status": "Running" if self.running else self.ending,
            "startTime": self.started,
            "endTime": self.started if self.running else _now(),
            "percentComplete": 0.5 if self.running else 1.0,
        }
        if self.error is not None:
            return {**shown, "status": self.status, "error": self.error}
        return {**shown, "properties": {} if self.running else self.result()}

    def result(self):
        return {"Findings": list(self.findings)}


def action(call):
    """POST below a cluster; the only one it knows."""
    kinds = [kind.lower() for kind in call.target.types]
    if call.target.namespace.lower() != "microsoft.kusto" or kinds != ["clusters", ACTION]:
        text = "The requested resource does not support http method 'POST'."
        raise errors.front(405, "MethodNotAllowed", text)
    place = places.locate(call, kusto.KIND, places.group_of(call)["id"])
    if place.top is None:
        raise places.missing(call, place)
    found = Diagnosis(
        name="DiagnoseVirtualNetwork",
        key=f"{place.key}/{ACTION}",
        resource_id=place.id,
        subscription=call.target.subscription,
        location=place.top["location"],
        api_version=call.api_version,
        signed=call.switches.signed_operations,
        left=call.switches.polls,
        finish=lambda _status: None,
        ending=call.switches.diagnosis_ends,
        findings=tuple(call.switches.diagnosis_findings),
    )
    call.core.operations.start(found)
    return 202, found.answer_headers(call.base_url, with_location=True), None
