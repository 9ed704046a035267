# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One query, whichever way it came: who asks, of what, within which time, and what comes back.

Requests and answers are those of "Azure Monitor Log Analytics API request format" and "... response format"; limits
those of "Azure Monitor service limits" (2025-01). A GET with the query in the URL exists, and is not served here.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass

from ..arm.store import key_of
from . import aggregate, refusals, rights, rows, seen, timespans

MEMBERS = ("query", "timespan", "workspaces")
WAIT, LONGEST = 180, 600  # seconds ("Timeouts")
RATE_SECONDS = 30


@dataclass(frozen=True)
class Asked:
    """A body that was understood."""

    text: str
    timespans: tuple
    workspaces: tuple


class _Refused(refusals.QueryRefusal):
    """A query that cannot be run, with the body that says why."""

    def __init__(self, refused):
        super().__init__(refused.status, refused.code, refused.message)
        self.made = refused.body()

    def body(self):
        return self.made


def of_workspace(call, workspace):
    """A query of all that is in a workspace, and in others that the body names."""
    _turn_away(call)
    rights.demand_workspace(call, workspace)
    if _is_nothing(call):
        return 200, {}, None
    asked = _asked(call)
    several = [workspace, *(_other(call, name) for name in asked.workspaces)]
    if not any(rows.held(call, one) for one in several) and call.switches.log_workspace_without_data == "no_content":
        return 204, {}, None
    return _answered(call, asked, seen.of_workspaces(call, several, asked.text))


def of_resource(call, resource_id):
    """A query of what a resource has written, wherever that is."""
    _turn_away(call)
    resource = call.store.get(resource_id)
    if resource is None:
        raise refusals.no_resource(resource_id)
    rights.demand_resource(call, resource)
    if _is_nothing(call):
        return 200, {}, None
    asked = _asked(call)
    if asked.workspaces:  # nobody has shown what becomes of them
        raise refusals.bad_argument("A query of a resource names no workspaces.")
    return _answered(call, asked, seen.of_resource(call, resource))


def _turn_away(call):
    """What the next queries get before one is answered, and what those over the limit of rates get."""
    now = call.core.clock()
    asked = [at for at in call.core.queries if now - at < RATE_SECONDS]
    if call.switches.log_rate and len(asked) >= call.switches.log_rate:
        raise refusals.throttled(call.switches.retry_after and math.ceil(asked[0] + RATE_SECONDS - now))
    call.core.queries = [*asked, now]
    waiting = tuple(call.switches.log_refusals)
    if waiting:
        call.switches.set(log_refusals=waiting[1:])
        raise _turned_away(call, waiting[0])


def _turned_away(call, status):
    if status == 429:
        return refusals.throttled(call.switches.retry_after)
    return refusals.timed_out() if status == 504 else refusals.not_yet(status)


def _is_nothing(call):
    """A POST without a body of JSON, or that does not call it so, is answered with an empty 200 (page of errors)."""
    kind = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    return not call.body or kind != "application/json"


def _asked(call):
    try:
        body = json.loads(call.body)
    except ValueError:
        raise refusals.bad_argument("The request body is no JSON.") from None
    if not isinstance(body, dict) or not isinstance(body.get("query"), str):
        raise refusals.bad_argument("The request body has no query.")
    strange = [name for name in body if name not in MEMBERS]
    if strange:  # the strictest reading
        raise refusals.bad_argument(f"The request body has a member '{strange[0]}'.")
    given = (call.query.get("timespan"), body.get("timespan"))
    return Asked(body["query"], given, tuple(body.get("workspaces") or ()))


def _other(call, name):
    """Another workspace, by its id, its GUID or its name ("Cross workspace queries")."""
    wanted = str(name).lower()
    for one in rows.workspaces(call):
        if wanted in (key_of(one["id"]), str(one["properties"].get("customerId")).lower(), one["name"].lower()):
            rights.demand_workspace(call, one)
            return one
    raise refusals.semantic(f"The workspace '{name}' could not be found.")


def _answered(call, asked, visible):
    if call.switches.log_query_seconds > min(_preferred(call, "wait", WAIT), LONGEST):
        raise refusals.timed_out()
    now = rows.moment_of(call.core.now())
    start, end = timespans.both(asked.timespans, now)
    try:
        found = aggregate.answer(asked.text, seen.within(visible.tables, start, end), now=now)
    except aggregate.Refused as refused:
        raise _Refused(refused) from None
    return 200, {}, {**_within_limits(call, asked, visible, found.document()), **_told(call, visible)}


def _within_limits(call, asked, visible, document):
    """The answer, cut where it is too long or where something went wrong, with an error that says so."""
    switches, (table,) = call.switches, document["tables"]
    whole = table["rows"]
    if switches.log_partial:
        table["rows"] = {"all": whole, "half": whole[::2], "none": []}[switches.log_partial_keeps]
        return {**document, "error": refusals.partial("A part of the data was not read.", switches.log_partial)}
    table["rows"] = _cut(whole, switches)
    if len(table["rows"]) < len(whole):
        text = f"The results of this query exceed the set limits, so not all {len(whole)} records were returned."
        return {**document, "error": refusals.partial(text, 2, "-2133196797")}
    missing = [name for name in seen.named(asked.text) if name not in visible.tables]
    if missing and switches.log_missing_leg == "warning":
        text = f"Failed to resolve table or column expression named '{missing[0]}'"
        return {**document, "error": refusals.partial(text, 3)}
    return document


def _cut(whole, switches):
    """As many rows as the limits on rows and on bytes let through."""
    kept, size = [], 0
    for row in whole[: switches.log_most_rows]:
        size += len(json.dumps(row, separators=(",", ":")))
        if size > switches.log_most_bytes:
            break
        kept.append(row)
    return kept


def _told(call, visible):
    """What the header Prefer has asked for besides."""
    made = {}
    if _preferred(call, "include-statistics", ""):
        made["statistics"] = {"query": {"executionTime": call.switches.log_query_seconds}}
    if _preferred(call, "include-permissions", "") and call.switches.log_permissions == "shown":
        made["permissions"] = visible.permissions
    return made


def _preferred(call, name, default):
    """A preference of the request: a number of seconds, or whether something is wanted."""
    found = re.search(rf"\b{name}=([\w.]+)", call.headers.get("prefer", ""), re.IGNORECASE)
    if isinstance(default, str):
        return bool(found) and found[1].lower() == "true"
    return float(found[1]) if found else default
