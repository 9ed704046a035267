# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may read which logs ("Manage access to Log Analytics workspaces", "Querying logs for Azure resources").

A workspace is asked with `query/read` and the right on each table. A resource is asked with the right to read it and
the right on its logs of each table; its rows are shown from workspaces that the login may ask, and from those that
leave it to the resource's rights. What the login may not see is left out without a word.

A role is the switch `allow_only`. A denial of a test hits paths: that of a workspace with /query behind it and the
table behind that, that of a resource with /providers/microsoft.insights/logs and the table.
"""

from __future__ import annotations

from ..arm import permissions
from ..identity import identity
from . import refusals, tables

OF_WORKSPACE, OF_RESOURCE = "Microsoft.OperationalInsights/workspaces/query", "Microsoft.Insights/logs"
LOGS = "providers/microsoft.insights/logs"


def demand_workspace(call, workspace):
    """Whoever may not ask a workspace, or may read no table of it, is refused."""
    if not may_ask(call, workspace) or not any(may_read(call, workspace, table) for table in tables.COLUMNS):
        raise refusals.insufficient(identity.OBJECT_ID, "workspace")


def demand_resource(call, resource):
    """The same for a resource."""
    can_see = _can(call, f"{resource['type']}/read", resource["id"], "GET")
    can_see = can_see and not call.core.denied("POST", f"{resource['id']}/{LOGS}")
    if not can_see or not any(may_read_of(call, resource, table) for table in tables.COLUMNS):
        raise refusals.insufficient(identity.OBJECT_ID, "resource")


def demand_post(call):
    """What ARM's front end itself wants, where it looks at a query as at any other action."""
    if call.switches.log_query_right == "action" and not permissions.allowed(call, call.action()):
        raise identity.forbidden(call)


def may_ask(call, workspace):
    return _can(call, f"{OF_WORKSPACE}/read", f"{workspace['id']}/query", "POST")


def may_read(call, workspace, table):
    """Whether the login's rights on the workspace hold for a table."""
    return _can(call, f"{OF_WORKSPACE}/{table}/read", f"{workspace['id']}/query/{table}", "POST")


def may_read_of(call, resource, table):
    """Whether the login's rights on a resource hold for a table."""
    return _can(call, f"{OF_RESOURCE}/{table}/read", f"{resource['id']}/{LOGS}/{table}", "POST")


def leaves_it_to_resources(workspace):
    """The mode of a workspace; where it does not say, its own rights are needed."""
    features = workspace["properties"].get("features") or {}
    return features.get("enableLogAccessUsingOnlyResourcePermissions") is True


def shows(call, workspace, table):
    """Whether a workspace shows rows of a resource to a login with the right on that resource."""
    if leaves_it_to_resources(workspace):
        return True
    return may_ask(call, workspace) and may_read(call, workspace, table)


def _can(call, action, path, method):
    return permissions.allowed(call, action) and not call.core.denied(method, path)
