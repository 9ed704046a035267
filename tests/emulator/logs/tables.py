# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables that a firewall's logs are in: columns and their types, and whole rows ("Azure Monitor Logs table
reference": AZFWApplicationRule, AZFWNetworkRule, AZFWThreatIntel, AZFWIdpsSignature, AzureDiagnostics).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timezone

FIREWALL = (
    "/subscriptions/00000000-0000-0000-0000-000000000001"
    "/resourceGroups/hub/providers/Microsoft.Network/azureFirewalls/fw"
)
_COMMON = {
    "TenantId": "string",  # of the workspace
    "TimeGenerated": "datetime",
    "Type": "string",
    "SourceSystem": "string",
    "_ResourceId": "string",
    "_SubscriptionId": "string",
    "_BilledSize": "real",
    "_IsBillable": "string",
}
_FLOW = {
    "Protocol": "string",
    "SourceIp": "string",
    "SourcePort": "int",
    "DestinationPort": "int",
    "Action": "string",
}
_RULE = {
    "Policy": "string",
    "RuleCollectionGroup": "string",
    "RuleCollection": "string",
    "Rule": "string",
    "ActionReason": "string",
}
COLUMNS: dict[str, dict[str, str]] = {
    "AZFWApplicationRule": {
        **_COMMON,
        **_FLOW,
        **_RULE,
        "Fqdn": "string",
        "TargetUrl": "string",
        "WebCategory": "string",
        "IsTlsInspected": "bool",
        "IsExplicitProxyRequest": "bool",
    },
    "AZFWNetworkRule": {**_COMMON, **_FLOW, **_RULE, "DestinationIp": "string"},
    "AZFWThreatIntel": {
        **_COMMON,
        **_FLOW,
        "DestinationIp": "string",
        "Fqdn": "string",
        "TargetUrl": "string",
        "ThreatDescription": "string",
        "IsTlsInspected": "bool",
    },
    "AZFWIdpsSignature": {
        **_COMMON,
        **_FLOW,
        "DestinationIp": "string",
        "SignatureId": "string",
        "Category": "string",
        "Description": "string",
        "Severity": "int",
    },
    # This table has hundreds of columns, those that a firewall's rows fill are here.
    "AzureDiagnostics": {
        **_COMMON,
        "Category": "string",
        "OperationName": "string",
        "Resource": "string",
        "ResourceGroup": "string",
        "ResourceId": "string",
        "ResourceProvider": "string",
        "ResourceType": "string",
        "SubscriptionId": "string",
        "msg_s": "string",
    },
}
# The categories and operations of AzureDiagnostics ("Azure Firewall monitoring data reference").
APPLICATION, NETWORK = "AzureFirewallApplicationRule", "AzureFirewallNetworkRule"
OPERATIONS = {
    "AzureFirewallApplicationRuleLog": APPLICATION,
    "AzureFirewallNetworkRuleLog": NETWORK,
    "AzureFirewallNatRuleLog": NETWORK,
    "AzureFirewallThreatIntelLog": NETWORK,
    "AzureFirewallIDSLog": NETWORK,
}


def row(table: str, at: datetime, *, firewall: str = FIREWALL, **members: object) -> dict[str, object]:
    """Return a whole row of a table. A string is never null; what else is not given is. Raise KeyError for a column
    that the table does not have.
    """
    columns = COLUMNS[table]
    unknown = sorted(members.keys() - columns.keys())
    if unknown:
        raise KeyError(f"{table} has no column {', '.join(unknown)}")
    whole: dict[str, object] = {name: "" if kind == "string" else None for name, kind in columns.items()}
    whole |= {
        "TimeGenerated": at.astimezone(timezone.utc),
        "Type": table,
        "_ResourceId": firewall.lower(),  # in every table of Log Analytics
        "_SubscriptionId": _part(firewall, "subscriptions").lower(),
        "_IsBillable": "True",
        "_BilledSize": 0.0,
    }
    return whole | members


def line(at: datetime, operation: str, message: str, *, firewall: str = FIREWALL) -> dict[str, object]:
    """Return a row of AzureDiagnostics, in which the names of the resource are in capitals."""
    return row(
        "AzureDiagnostics",
        at,
        firewall=firewall,
        Category=OPERATIONS[operation],
        OperationName=operation,
        Resource=firewall.rpartition("/")[2].upper(),
        ResourceGroup=_part(firewall, "resourceGroups").upper(),
        ResourceId=firewall.upper(),
        ResourceProvider="MICROSOFT.NETWORK",
        ResourceType="AZUREFIREWALLS",
        SubscriptionId=_part(firewall, "subscriptions").lower(),
        msg_s=message,
    )


def gathered(rows: Iterable[dict[str, object]]) -> dict[str, list[dict[str, object]]]:
    """Return rows by their tables, as far as there are any."""
    found: dict[str, list[dict[str, object]]] = {}
    for one in rows:
        found.setdefault(str(one["Type"]), []).append(one)
    return found


def _part(resource_id: str, kind: str) -> str:
    parts = resource_id.split("/")
    names = [part.lower() for part in parts]
    return parts[names.index(kind.lower()) + 1] if kind.lower() in names[:-1] else ""
