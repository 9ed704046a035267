# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tables of a workspace, as Microsoft.OperationalInsights shows them (azure-mgmt-loganalytics 14.0.0)."""

from __future__ import annotations

from ..arm import errors
from ..arm.kinds import Kind
from . import rows

KIND = Kind("Microsoft.OperationalInsights/workspaces")
TABLES = "microsoft.operationalinsights/workspaces/tables"


def answer(call):
    """GET of all tables, or of one."""
    if call.method != "GET":
        raise errors.Refusal(501, "NotImplemented", "The emulator only reads tables of workspaces.")
    workspace = demand(call)
    names = _names(call, workspace)
    if call.target.shape == "list":
        return 200, {}, {"value": [_shown(call, workspace, name) for name in sorted(names.values())]}
    name = names.get(call.target.names[-1].lower())
    if name is None:  # the words are inferred
        text = f"Table '{call.target.names[-1]}' was not found in workspace '{workspace['name']}'."
        raise errors.plain(404, "ResourceNotFound", text)
    return 200, {}, _shown(call, workspace, name)


def demand(call):
    """The workspace that a path below it names."""
    if call.store.group(call.target.subscription, call.target.group) is None:
        raise errors.group_not_found(call.target.group)
    found = call.store.get(call.target.resource_id(1))
    if found is None:
        raise errors.resource_not_found(f"{KIND.type}/{call.target.names[0]}", call.target.group)
    return found


def _names(call, workspace):
    """Tables that rows were written to, or that somebody has set a plan for."""
    prefix = f"{workspace['id'].lower()}/tables/"
    seeded = [one["name"] for key, one in call.store.documents.items() if key.startswith(prefix)]
    return {name.lower(): name for name in (*seeded, *rows.held(call, workspace))}


def _shown(call, workspace, name):
    stored = call.store.get(f"{workspace['id']}/tables/{name}") or {}
    retention = workspace["properties"].get("retentionInDays", 30)
    given = stored.get("properties") or {}
    return {
        "properties": {
            "totalRetentionInDays": retention,
            "archiveRetentionInDays": 0,
            "plan": "Analytics",
            "retentionInDaysAsDefault": True,
            "totalRetentionInDaysAsDefault": True,
            "schema": {"name": name, "tableType": "Microsoft", "tableSubType": "Any"},
            "provisioningState": "Succeeded",
            "retentionInDays": retention,
            **given,
        },
        "id": f"{workspace['id']}/tables/{name}",
        "name": name,
    }
