# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies in workspaces: tables with rows, as time goes by put there by whatever sends logs."""

from __future__ import annotations

from datetime import datetime, timezone

from ..arm.store import key_of
from . import tables

WORKSPACE = "microsoft.operationalinsights/workspaces"
BASIC = ("basic", "auxiliary")


def put(core, workspace_id, given):
    """Add rows to tables of a workspace; a table that is given without rows is there, and empty.

    A row needs TimeGenerated and _ResourceId, and has the columns of its table. Its time stays as it is, though the
    service would replace one that is long past ("Log data ingestion time").
    """
    workspace = core.store.get(workspace_id)
    if workspace is None or str(workspace.get("type")).lower() != WORKSPACE:
        raise ValueError(f"seed the workspace {workspace_id} first")
    held = core.store.rows.setdefault(key_of(workspace["id"]), {})
    customer = workspace["properties"]["customerId"]
    for name, rows in given.items():
        held.setdefault(name, []).extend([_whole(name, row, customer) for row in rows])


def _whole(table, row, customer):
    if table not in tables.COLUMNS:
        raise ValueError(f"no table {table} is known; there are {', '.join(sorted(tables.COLUMNS))}")
    if not row.get("_ResourceId") or not row.get("TimeGenerated"):
        raise ValueError(f"a row of {table} needs TimeGenerated and _ResourceId")
    members = {name: value for name, value in row.items() if name != "TimeGenerated"}
    firewall = str(members.pop("_ResourceId"))
    members["TenantId"] = members.get("TenantId") or customer
    try:
        return tables.row(table, moment(row["TimeGenerated"]), firewall=firewall, **members)
    except KeyError as error:
        raise ValueError(str(error.args[0])) from None


def moment(value):
    """A time as a row has it: a datetime, or text of ISO 8601; without a zone it is UTC."""
    read = value if isinstance(value, datetime) else datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    return read.replace(tzinfo=timezone.utc) if read.tzinfo is None else read.astimezone(timezone.utc)


def moment_of(seconds):
    """The time of a clock."""
    return datetime.fromtimestamp(seconds, timezone.utc)


def held(call, workspace):
    """The tables of a workspace by name, as far as anything was ever written; with a switch, those never written to."""
    found = dict(call.store.rows.get(key_of(workspace["id"]), {}))
    if call.switches.log_retention == "honoured":
        found = {name: _kept(call, workspace, name, held_there) for name, held_there in found.items()}
    if call.switches.log_tables_never_written == "empty":
        found = {**{name: [] for name in tables.COLUMNS}, **found}
    return found


def _kept(call, workspace, table, held_there):
    """The rows that are not too old by now."""
    days = _of_table(call, workspace, table).get("retentionInDays") or workspace["properties"].get(
        "retentionInDays", 30
    )
    oldest = call.core.now() - 86400 * days
    return [row for row in held_there if row["TimeGenerated"].timestamp() >= oldest]


def _of_table(call, workspace, table):
    """What somebody has set for a table."""
    return (call.store.get(f"{workspace['id']}/tables/{table}") or {}).get("properties") or {}


def workspaces(call):
    """All workspaces of the world."""
    return [one for one in call.store.documents.values() if str(one.get("type")).lower() == WORKSPACE]


def of_customer(call, customer):
    """The workspace with that GUID, or None."""
    found = [one for one in workspaces(call) if str(one["properties"].get("customerId")).lower() == customer.lower()]
    return found[0] if found else None


def plan(call, workspace, table):
    """Analytics, Basic or Auxiliary."""
    return str(_of_table(call, workspace, table).get("plan") or "Analytics")


def is_basic(call, workspace, table):
    return plan(call, workspace, table).lower() in BASIC
