# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logs for the firewall of a world: a workspace, the setting that leads there, and rows if a test has any."""

from __future__ import annotations

from . import ids

WORKSPACE_ID = f"{ids.group('rg-logs')}/providers/Microsoft.OperationalInsights/workspaces/law-hub"
ALL_LOGS = ({"categoryGroup": "allLogs", "enabled": True},)


def with_logs(
    azure,
    rows=None,
    *,
    firewall=ids.FIREWALL_ID,
    workspace=WORKSPACE_ID,
    setting="to-law",
    destination="Dedicated",
    logs=ALL_LOGS,
    by_resource=True,
    retention=30,
):
    """Have a firewall send its logs to a workspace, which is made if it is not there. Return the workspace's id.

    `rows` are by table; a table without any has been written to and is empty. `destination` is what the setting says,
    None as well. `by_resource`: whether the right on the firewall is enough to see its rows; None: nothing says so.
    """
    if azure.document(workspace) is None:
        azure.seed(workspace, workspace_document(workspace, by_resource=by_resource, retention=retention))
    made = {"workspaceId": workspace, "logAnalyticsDestinationType": destination, "logs": list(logs)}
    azure.seed(setting_id(firewall, setting), {"properties": made})
    azure.seed_rows(workspace, rows or {})
    return workspace


def setting_id(resource, name):
    """The id of a diagnostic setting."""
    return f"{resource}/providers/Microsoft.Insights/diagnosticSettings/{name}"


def workspace_document(workspace, *, by_resource=True, retention=30, location="westus"):
    """A workspace with the members that Microsoft.OperationalInsights shows (its specification, 2025-07-01)."""
    features = {"legacy": 0, "searchVersion": 1}
    if by_resource is not None:
        features["enableLogAccessUsingOnlyResourcePermissions"] = by_resource
    return {
        "location": location,
        "properties": {
            "customerId": ids.guid(workspace.lower()),
            "provisioningState": "Succeeded",
            "sku": {"name": "PerGB2018"},
            "retentionInDays": retention,
            "features": features,
            "workspaceCapping": {"dailyQuotaGb": -1.0, "dataIngestionStatus": "RespectQuota"},
            "publicNetworkAccessForIngestion": "Enabled",
            "publicNetworkAccessForQuery": "Enabled",
        },
    }
