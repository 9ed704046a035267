# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Questions that take an operation to answer: what keeps a cluster from its network, what a data connection lacks.

Both change nothing, and run beside whatever else the cluster does (inferred).
"""

from __future__ import annotations

from ..arm.store import key_of
from . import kusto, network, operations


def diagnose(call):
    """POST diagnoseVirtualNetwork below a cluster (recorded)."""
    findings = list(call.switches.diagnosis_findings)
    return _ask(call, "DiagnoseVirtualNetwork", {"Findings": findings}, call.switches.diagnosis_ends)


def validate(call):
    """POST dataConnectionValidation below a database (recorded without a finding)."""
    kusto.demand_parent(call, call.target.resource_id(2))
    messages = list(call.switches.validation_findings)
    if network.has_left(kusto.cluster_of(call)):
        messages += call.switches.validation_findings_after_leaving
    found = [{call.switches.validation_spelling: message} for message in messages]
    return _ask(call, "DataConnectionValidation", {"Value": found})


def _ask(call, name, answer, ending="Succeeded"):
    asked = operations.start(
        call,
        kusto.cluster_of(call),
        name,
        key=f"{key_of(call.target.path)}/{name}",
        ending=ending,
        outcome=lambda: answer,
        told=True,
    )
    return 202, operations.headers(call, asked), None
