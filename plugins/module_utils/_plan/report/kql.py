# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Queries that show what the firewall's logs say about a cluster: hits of our collections, and what was denied."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable

_STRUCTURED = """\
let collections = dynamic({collections});
let sources = dynamic({sources});
union
    (AZFWApplicationRule | project TimeGenerated, SourceIp, Destination = Fqdn, DestinationPort, Action, RuleCollection,
        Rule),
    (AZFWNetworkRule | project TimeGenerated, SourceIp, Destination = DestinationIp, DestinationPort, Action,
        RuleCollection, Rule)
| where TimeGenerated > ago(1d)
| where ipv4_is_in_any_range(SourceIp, sources)
| where RuleCollection in~ (collections) or Action =~ "Deny"
| summarize Hits = count(), Last = max(TimeGenerated) by Action, RuleCollection, Rule, Destination, DestinationPort
| order by Action desc, Hits desc
"""
_DIAGNOSTICS = """\
let collections = dynamic({collections});
let sources = dynamic({sources});
AzureDiagnostics
| where TimeGenerated > ago(1d)
| where Category in ("AzureFirewallApplicationRule", "AzureFirewallNetworkRule")
| extend SourceIp = extract(@"from ([0-9.]+):", 1, msg_s),
    Destination = extract(@" to ([^ ]+):[0-9]+", 1, msg_s),
    DestinationPort = toint(extract(@" to [^ ]+:([0-9]+)", 1, msg_s)),
    Action = extract(@"Action: ([A-Za-z]+)", 1, msg_s),
    RuleCollection = extract(@"Rule Collection: ([^ ]+?)\\.? ", 1, strcat(msg_s, " ")),
    Rule = extract(@"Rule: ([^ ]+?)\\.? ", 1, strcat(msg_s, " "))
| where ipv4_is_in_any_range(SourceIp, sources)
| where RuleCollection in~ (collections) or Action =~ "Deny"
| summarize Hits = count(), Last = max(TimeGenerated) by Action, RuleCollection, Rule, Destination, DestinationPort
| order by Action desc, Hits desc
"""
EVERYBODY = "0.0.0.0/0"


def queries(collections: Iterable[str], sources: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return a query per form of the logs, with the words that say which one it is for."""
    known = {
        "collections": json.dumps(sorted(collections)),
        "sources": json.dumps([EVERYBODY if one == "*" else one for one in sources] or [EVERYBODY]),
    }
    return (
        ("Structured logs, a table per kind of rule", _filled(_STRUCTURED, known)),
        ("Older logs, in the table AzureDiagnostics", _filled(_DIAGNOSTICS, known)),
    )


def _filled(template: str, values: dict[str, str]) -> str:
    return re.sub(r"\{(\w+)\}", lambda place: values[place[1]], template)
