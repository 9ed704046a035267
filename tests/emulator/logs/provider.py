# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which request of ARM about logs is answered by whom; what is not in here is answered as of any provider."""

from __future__ import annotations

from ..arm import errors
from ..front import router
from . import query, rights, settings, workspaces

OF_RESOURCE, OF_WORKSPACE = "microsoft.insights/logs", "microsoft.operationalinsights/workspaces/query"


def is_query(target):
    """Whether a path is for queries: who may ask is looked at table by table, and not by ARM's front end."""
    return target.shape == "list" and target.type.lower() in (OF_RESOURCE, OF_WORKSPACE)


def handler(call):
    """What answers the request, or None."""
    kind = call.target.type.lower()
    if kind == settings.TYPE and settings.PLACE in call.target.path.lower():
        return settings.answer
    if kind == workspaces.TABLES:
        return workspaces.answer
    if not is_query(call.target):
        return None
    return _of_resource if kind == OF_RESOURCE else _of_workspace


def _of_resource(call):
    _demand(call, "resource_by_arm")
    scope = settings.scope_of(call.target.path)
    if router.parse(scope).shape != "resource":
        raise errors.front(404, "InvalidResourceType", "Logs are asked of a resource.")
    return query.of_resource(call, scope)


def _of_workspace(call):
    _demand(call, "workspace_by_arm")
    return query.of_workspace(call, workspaces.demand(call))


def _demand(call, form):
    """A cloud need not have all ways to ask (open of China and US Government); then ARM knows no such type."""
    if form not in call.switches.log_query_forms:
        text = (
            f"The resource type '{'/'.join(call.target.types)}' could not be found in the namespace "
            f"'{call.target.namespace}' for api version '{call.api_version}'."
        )
        raise errors.front(404, "InvalidResourceType", text)
    if call.method != "POST":
        raise errors.no_method(call.method)
    rights.demand_post(call)
