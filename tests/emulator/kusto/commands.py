# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster itself answers at its own name: three commands that show something, each for its own right.

The request is that of "Query/management HTTP request" (2024-11-19), the table that of "Query/management HTTP response",
and each command has its page. The refusal of a database is as reported (microsoft/delta-kusto issue 155); what nobody
has shown is a switch.
"""

from __future__ import annotations

import json
import re

from ..arm import bodies, errors
from ..arm.store import key_of
from ..identity import identity
from . import callouts
from .shown import FUNCTIONS, POLICY, SEEDS, TABLES

PATH = "/v1/rest/mgmt"
HOST = re.compile(r"[a-z0-9-]+\.[a-z0-9]+\.kusto\.windows\.net")
COLUMNS = {
    POLICY: ("PolicyName", "EntityName", "Policy", "ChildEntities", "EntityType"),
    # Three more than the page of the command has, as in the sample of "Create and alter Azure Storage external tables".
    TABLES: (
        *("TableName", "TableType", "Folder", "DocString", "Properties", "ConnectionStrings"),
        *("Partitions", "PathFormat"),
    ),
    FUNCTIONS: ("Name", "Parameters", "Body", "Folder", "DocString"),
}
# "At least" one of these, of the page of each; a role of the cluster is one of all its databases.
MAY_SHOW = {
    POLICY: ("AllDatabasesAdmin", "AllDatabasesMonitor"),
    TABLES: ("AllDatabasesAdmin", "AllDatabasesMonitor", "AllDatabasesViewer"),
    FUNCTIONS: ("AllDatabasesAdmin", "AllDatabasesMonitor", "AllDatabasesViewer"),
}
SYSTEM = ("$systemdb", "KustoMonitoringPersistentDatabase")
NAMES_FOR = tuple(kind for kind in callouts.TYPES if kind not in ("webapi", "genevametrics"))


def matches(path):
    return path == PATH


def answer(call):
    """(status, headers, body) of a request to a cluster's own name."""
    try:
        status, headers, document = 200, {}, _document(call)
    except errors.Refusal as refusal:
        status, headers, document = refusal.status, refusal.headers, None if refusal.status == 401 else _error(refusal)
    text = bodies.text(document, network=False)
    return status, {"x-ms-activity-id": identity.trace(), **headers, **bodies.content_type(text)}, text


def _error(refusal):
    """The guidelines' form with Kusto's own members."""
    return {
        "error": {
            "code": refusal.code,
            "message": _OUTER.get(refusal.code, "Request is invalid and cannot be executed."),
            "@type": _TYPES.get(refusal.code, "Kusto.Data.Exceptions.KustoBadRequestException"),
            "@message": refusal.message,
            "@permanent": refusal.status < 500 and refusal.status != 429,
        }
    }


_OUTER = {"Forbidden": "Caller is not authorized to perform this action"}
_TYPES = {"Forbidden": "Kusto.DataNode.Exceptions.UnauthorizedDatabaseAccessException"}


def _document(call):
    if call.fault is not None and call.fault.kind in ("expire_token", "claims_challenge"):
        call.core.tokens.expire_all()
    if call.fault is not None and call.fault.kind == "claims_challenge":
        raise identity.challenged(call)
    cluster = _cluster(call)
    if call.method != "POST":
        raise errors.plain(405, "MethodNotAllowed", "The requested resource does not support this method.")
    identity.check_bearer_of_kusto(call)
    fault = call.fault and call.fault.refusal(call.method, "", PATH)
    if fault:
        raise fault
    if cluster["properties"].get("state") != "Running":  # inferred: there is nobody to answer
        raise errors.plain(503, "ServiceUnavailable", "The cluster is not running.")
    database, command = _asked(call)
    if command not in SEEDS:
        raise errors.plain(400, "BadRequest", f"Syntax error: the emulator does not know '{command}'.")
    parent = cluster["id"]
    if command != POLICY:
        parent = f"{cluster['id']}/Databases/{database}"
        if call.store.get(parent) is None:
            text = f"Database '{database}' could not be found."
            raise errors.plain(400, call.switches.unknown_database_code, text)
    _check_right(call, parent, command, database)
    rows = _policies(call, cluster) if command == POLICY else _seeded(call, parent, command)
    return _table(COLUMNS[command], rows)


def _cluster(call):
    """The cluster whose own name was asked; at any other name nobody knows the path."""
    host = call.headers.get("host", "").partition(":")[0].lower()
    if HOST.fullmatch(host):
        for document in call.store.documents.values():
            uri = str((document.get("properties") or {}).get("uri") or "")
            if uri.lower() == f"https://{host}":
                return document
    raise errors.plain(404, "NotFound", f"There is no cluster at '{host}'.")


def _asked(call):
    try:
        body = json.loads(call.body or b"")
        return str(body["db"]), str(body["csl"]).strip()
    except (ValueError, KeyError, TypeError):
        raise errors.plain(400, "BadRequest", "The request body has no db and csl.") from None


def _check_right(call, parent, command, database):
    """Denied by a role that is missing, or by a test: by the path of what the command shows."""
    roles = call.switches.cluster_roles
    if not set(roles) & set(MAY_SHOW[command]) or call.core.denied("POST", f"{parent}/{SEEDS[command]}"):
        what = f"perform operation '{command}'" if command == POLICY else f"read database '{database}'"
        text = f"Principal 'aadapp={identity.CLIENT_ID};{identity.TENANT}' is not authorized to {what}."
        raise errors.plain(403, "Forbidden", text)


def _seeded(call, parent, command):
    """Rows of what a world has put there, by the names of the columns."""
    found = call.store.answers.get(key_of(f"{parent}/{SEEDS[command]}")) or {"value": []}
    return [[row.get(name, "") for name in COLUMNS[command]] for row in found["value"]]


def _policies(call, cluster):
    """The service's own as one row, and as another what the cluster has, by either of the ways there are to set it.

    The entity types are those of "Callout policy" and of the page of the command.
    """
    prefix = f"{key_of(cluster['id'])}/databases/"
    below = [key.removeprefix(prefix) for key in call.store.documents if key.startswith(prefix)]
    children = json.dumps([*SYSTEM, *(name for name in below if "/" not in name)])
    properties, switches = cluster["properties"], call.switches
    is_restricted = properties.get("restrictOutboundNetworkAccess") == "Enabled"
    rows = []
    if not is_restricted or switches.restricted_immutable_callouts == "shown":
        own = [_shown(kind, regex, True) for kind, regex in callouts.IMMUTABLE]
        rows.append(["CalloutPolicy", "", json.dumps(own), children, "Cluster immutable policy"])
    made = (call.store.answers.get(key_of(f"{cluster['id']}/{SEEDS[POLICY]}")) or {"value": []})["value"]
    policies = [*made, *map(_of_arm, properties.get("calloutPolicies") or [])]
    if switches.allowed_fqdns_as_callouts == "shown":
        names = properties.get("allowedFqdnList") or []
        policies += [_shown(kind, re.escape(name), True) for name in names for kind in NAMES_FOR]
    rows.append(["CalloutPolicy", "", json.dumps(policies), children, "Cluster"])
    return rows


def _of_arm(policy):
    return _shown(policy["calloutType"], policy["calloutUriRegex"], policy["outboundAccess"] == "Allow")


def _shown(kind, regex, can_call):
    return {"CalloutType": kind, "CalloutUriRegex": regex, "CanCall": can_call}


def _table(columns, rows):
    named = [{"ColumnName": name, "DataType": "String", "ColumnType": "string"} for name in columns]
    return {"Tables": [{"TableName": "Table_0", "Columns": named, "Rows": rows}]}
