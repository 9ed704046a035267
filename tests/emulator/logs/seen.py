# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What of the logs a query is answered from: the tables that the login sees, and what of their rows is there by now."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ..arm.store import key_of
from . import refusals, rights, rows, settings, tables


@dataclass(frozen=True)
class Seen:
    """Rows by table, and what `include-permissions` tells about them."""

    tables: dict = field(default_factory=dict)
    permissions: dict = field(default_factory=dict)


def of_workspaces(call, workspaces, text):
    """What the login sees in workspaces; a table it may not read is as if nothing were in it."""
    found = {}
    for workspace in workspaces:
        if call.switches.basic_table_on_query == "refuse":
            _demand_plan(call, workspace, text)
        for name, held in rows.held(call, workspace).items():
            is_open = rights.may_read(call, workspace, name) and not rows.is_basic(call, workspace, name)
            found.setdefault(name, []).extend(held if is_open else ())
    return Seen(_there(call, found), {"dataSources": [_source(call, one) for one in workspaces]})


def of_resource(call, resource):
    """What the login sees of a resource, in whatever workspace: those it may not see are left out without a word."""
    found, wanted = {}, key_of(resource["id"])
    for workspace in rows.workspaces(call):
        for name, held in rows.held(call, workspace).items():
            if not rights.shows(call, workspace, name) or rows.is_basic(call, workspace, name):
                continue
            visible = held if rights.may_read_of(call, resource, name) else ()
            found.setdefault(name, []).extend(row for row in visible if row["_ResourceId"] == wanted)
    return Seen(_there(call, found), _permissions(call, resource))


def named(text):
    """The tables that a query names."""
    return [name for name in tables.COLUMNS if re.search(rf"\b{name}\b", text)]


def _demand_plan(call, workspace, text):
    """Tables of these plans are asked by another path ("Query data in a Basic and Auxiliary table")."""
    for name in rows.held(call, workspace):
        if rows.is_basic(call, workspace, name) and name in named(text):
            words = f"Table '{name}' of workspace '{workspace['name']}' has a plan that this query does not support."
            raise refusals.semantic(words)


def _there(call, found):
    """Rows that have arrived and were not lost, of tables that nobody hides."""
    switches = call.switches
    latest = call.core.now() - switches.log_latency
    hidden = {name.lower() for name in switches.log_tables_hidden}
    return {
        name: [] if name.lower() in hidden else [row for row in held if _has_come(row, latest, switches.log_lost_hours)]
        for name, held in found.items()
    }


def _has_come(row, latest, lost):
    at = row["TimeGenerated"]
    return at.timestamp() <= latest and not any(at.isoformat().startswith(hour) for hour in lost)


def _source(call, workspace):
    return _with_denied(
        workspace["id"], [name for name in tables.COLUMNS if not rights.may_read(call, workspace, name)]
    )


def _with_denied(resource_id, denied):
    return {"resourceId": resource_id, **({"denyTables": denied} if denied else {})}


def _permissions(call, resource):
    """As "Querying logs for Azure resources" (2021-12-07) has it: where the rows are, and where the login may look."""
    holding = [one for one in rows.workspaces(call) if _sends_to(call, resource, one)]
    denied = [name for name in tables.COLUMNS if not rights.may_read_of(call, resource, name)]
    asked = {**_with_denied(resource["id"], denied), "dataSources": [one["id"] for one in holding]}
    visible = [one for one in holding if rights.leaves_it_to_resources(one) or rights.may_ask(call, one)]
    shown = [{"resourceId": one["id"]} if rights.leaves_it_to_resources(one) else _source(call, one) for one in visible]
    return {"resources": [asked], "dataSources": shown}


def _sends_to(call, resource, workspace):
    wanted = key_of(workspace["id"])
    named_there = [
        key_of(str((one.get("properties") or {}).get("workspaceId") or "")) for one in settings.of(call, resource)
    ]
    held = rows.held(call, workspace).values()
    return wanted in named_there or any(row["_ResourceId"] == key_of(resource["id"]) for kept in held for row in kept)


def within(found, start, end):
    """The same tables with the rows of a time."""
    return {name: [row for row in held if start <= row["TimeGenerated"] <= end] for name, held in found.items()}
