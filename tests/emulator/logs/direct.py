# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service that answers queries at a name of its own, to tokens that are for this name and nobody else."""

from __future__ import annotations

import re

from ..arm import bodies, errors
from ..front import router
from ..identity import identity
from . import query, refusals, rows

PATH = re.compile(r"/v1/(?:workspaces|subscriptions)/.*", re.IGNORECASE)
OF_WORKSPACE = re.compile(r"/v1/workspaces/([^/]+)/query", re.IGNORECASE)
OF_RESOURCE = re.compile(r"/v1(/subscriptions/.+)/query", re.IGNORECASE)
# Of the public cloud; the older one is what SDKs ask, the newer one what the documentation names.
PUBLIC_HOSTS = ("api.loganalytics.io", "api.loganalytics.azure.com")


def matches(path):
    return PATH.fullmatch(path) is not None


def endpoint(call):
    """The URL of the endpoint that was asked, None for any other host."""
    return call.core.log_hosts.get(call.headers.get("host", "").lower().removesuffix(":443"))


def answer(call):
    """(status, headers, body) of a request to the endpoint."""
    try:
        status, headers, document = _answered(call)
    except errors.Refusal as refusal:
        status, headers, document = refusal.status, refusal.headers, refusal.body()
    text = bodies.text(document, network=False)
    return status, {"x-ms-request-id": identity.trace(), **headers, **bodies.content_type(text)}, text


def _answered(call):
    if call.fault is not None and call.fault.kind in ("expire_token", "claims_challenge"):
        call.core.tokens.expire_all()
    if call.fault is not None and call.fault.kind == "claims_challenge":
        raise identity.challenged(call)
    path = call.target.path
    found = OF_WORKSPACE.fullmatch(path) or OF_RESOURCE.fullmatch(path)
    if found is None or call.method != "POST" or "direct" not in call.switches.log_query_forms:
        raise refusals.no_path()
    identity.check_bearer_of_logs(call, endpoint(call))
    refusal = call.fault and call.fault.refusal(call.method, "", path)
    if refusal:
        raise refusal
    return _of_resource(call, found[1]) if OF_RESOURCE.fullmatch(path) else _of_workspace(call, found[1])


def _of_workspace(call, customer):
    workspace = rows.of_customer(call, customer)
    if workspace is None:
        raise refusals.QueryRefusal(*_UNKNOWN[call.switches.unknown_workspace_on_query])
    return query.of_workspace(call, workspace)


def _of_resource(call, resource_id):
    if router.parse(resource_id).shape != "resource":
        raise refusals.no_path()
    return query.of_resource(call, resource_id)


_UNKNOWN = {
    "not_found": (404, "WorkspaceNotFoundError", "The workspace could not be found"),
    "path_not_found": (404, "PathNotFoundError", "The requested path does not exist"),
    "forbidden": (403, "InsufficientAccessError", refusals.ACCESS),
}
