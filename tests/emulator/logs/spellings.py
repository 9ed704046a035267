# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a line of a connection stands in a table: in columns, or as a text in one of the spellings that were met.

The spellings are those that users and the documentation show (azure-docs issues 75762, 84931, 46134, 43446, 59077), and
those that Microsoft's own parsers provide for. A line of text of before 2022 names no network rule.
"""

from __future__ import annotations

from . import tables
from .connections import By, Kind, Rule

STRUCTURED, LEGACY, MISPLACED = "structured", "legacy", "misplaced"
TABLES = {
    Kind.APPLICATION: "AZFWApplicationRule",
    Kind.NETWORK: "AZFWNetworkRule",
    Kind.THREAT_INTELLIGENCE: "AZFWThreatIntel",
    Kind.INTRUSION_DETECTION: "AZFWIdpsSignature",
}
OPERATIONS = {
    Kind.APPLICATION: "AzureFirewallApplicationRuleLog",
    Kind.NETWORK: "AzureFirewallNetworkRuleLog",
    Kind.NAT: "AzureFirewallNatRuleLog",
    Kind.THREAT_INTELLIGENCE: "AzureFirewallThreatIntelLog",
    Kind.INTRUSION_DETECTION: "AzureFirewallIDSLog",
}
NO_NAME = "SNI TLS extension was missing."
DEFAULTS = (
    "No rule matched. Proceeding with default action",
    "No rule matched. Proceeding with default action.",
    "Default Action",
)
SIGNATURE = ("2024897", "USER_AGENTS Go HTTP Client User-Agent", "Misc activity")
_NOBODY = Rule("", "", "", "")


def row(form, connection, line, rng, every=True):
    """The row of a line in a form; None where that form has no table for it. `every`: spellings of long ago as well."""
    if form == LEGACY:
        text = _TEXTS[line.kind](connection, line, rng, every)
        return tables.line(connection.time, OPERATIONS[line.kind], text, firewall=connection.firewall)
    if line.kind not in TABLES:
        return None
    return _misplaced(connection, line) if form == MISPLACED else _structured(connection, line)


def _structured(connection, line):
    given = {
        "Protocol": _protocol(connection, line),
        "SourceIp": connection.source,
        "SourcePort": connection.source_port,
        "DestinationPort": connection.port,
        "Action": line.action,
        **_COLUMNS[line.kind](connection, line),
    }
    return tables.row(TABLES[line.kind], connection.time, firewall=connection.firewall, **given)


def _misplaced(connection, line):
    """In AzureDiagnostics, where nobody has shown the columns ("Supported categories", azure-policy issue 1301)."""
    template = tables.line(connection.time, OPERATIONS[line.kind], "", firewall=connection.firewall)
    return {**template, "Category": TABLES[line.kind], "OperationName": TABLES[line.kind]}


def _protocol(connection, line):
    """Only application rules and threat intelligence know more than TCP and UDP."""
    if line.kind in (Kind.APPLICATION, Kind.THREAT_INTELLIGENCE) and connection.name:
        return connection.protocol.upper()
    upper = connection.protocol.upper()
    return "TCP" if upper in ("HTTPS", "HTTP", "MSSQL") and line.kind is not Kind.APPLICATION else upper


def _rule_columns(line):
    rule = line.rule or _NOBODY
    return {
        "Policy": rule.policy,
        "RuleCollectionGroup": rule.group,
        "RuleCollection": rule.collection,
        "Rule": rule.rule,
        "ActionReason": line.reason,
    }


def _application_columns(connection, line):
    flags = {"IsTlsInspected": False, "IsExplicitProxyRequest": False}
    return {"Fqdn": connection.name, **flags, **_rule_columns(line)}


def _network_columns(connection, line):
    return {"DestinationIp": connection.address, **_rule_columns(line)}


def _threat_columns(connection, line):
    return {"DestinationIp": connection.address, "Fqdn": connection.name, "ThreatDescription": line.reason}


def _intrusion_columns(connection, line):
    number, text, category = SIGNATURE
    named = {"SignatureId": number, "Description": text, "Category": category, "Severity": 2}
    return {"DestinationIp": connection.address, **named}


_COLUMNS = {
    Kind.APPLICATION: _application_columns,
    Kind.NETWORK: _network_columns,
    Kind.THREAT_INTELLIGENCE: _threat_columns,
    Kind.INTRUSION_DETECTION: _intrusion_columns,
}


def _application_text(connection, line, rng, every):
    protocol = _protocol(connection, line)
    blanks = "  " if protocol == "HTTP" else " "
    begun = f"{protocol}{blanks}request from {connection.source}:{connection.source_port}"
    if connection.by is By.NO_NAME:
        return (
            begun + (" was denied. Reason: " if every and rng.random() < 0.3 else ". Action: Deny. Reason: ") + NO_NAME
        )
    url = f" Url: {connection.name}/packages/a.cab." if protocol == "HTTP" else ""
    begun = f"{begun} to {connection.name}:{connection.port}.{url}"
    if line.rule is None:
        return begun + _without_rule(line, rng)
    return f"{begun} Action: {line.action}" + _rule_text(line.rule, rng, every, rng.choice(_CATEGORIES))


def _without_rule(line, rng):
    """The default refusal, or what the firewall's own list allows."""
    if line.action == "Allow":
        return " Action: Allow."
    return " Action: Deny. No rule matched. Proceeding with default action" + rng.choice(("", "."))


def _network_text(connection, line, rng, every):
    begun = f"{_flow_text(connection, line, rng)}. Action: {line.action}"
    if line.rule is None or (every and rng.random() < 0.2):
        return begun + rng.choice(("", ".", "..", ". "))
    return begun + _rule_text(line.rule, rng, every, "")


def _flow_text(connection, line, rng):
    if connection.protocol.lower() != "icmp":
        place = f"{connection.address}:{connection.port}"
        source = f"{connection.source}:{connection.source_port}"
        return f"{_protocol(connection, line)} request from {source} to {place}"
    if rng.random() < 0.5:
        return f"ICMP Type=8 request from {connection.source}:0 to {connection.address}:0"
    return f"ICMP request from {connection.source} to {connection.address}"


def _nat_text(connection, _line, _rng, _every):
    source, port = f"{connection.source}:{connection.source_port}", connection.port
    return f"TCP request from {source} to 20.31.19.13:{port} was DNAT'ed to {connection.address}:{port}"


def _threat_text(connection, line, _rng, _every):
    place = f"{connection.name or connection.address}:{connection.port}"
    source = f"{connection.source}:{connection.source_port}"
    return (
        f"{_protocol(connection, line)} request from {source} to {place}. Action: {line.action}. "
        f"ThreatIntel: {line.reason}"
    )


def _intrusion_text(connection, line, rng, every):
    number, text, category = SIGNATURE
    word = "Rule" if every and rng.random() < 0.3 else "Signature"
    flow = _flow_text(connection, line, rng)
    return f"{flow}. Action: {line.action}. {word}: {number}. IDS: {text}. Priority: 1. Classification: {category}"


_TEXTS = {
    Kind.APPLICATION: _application_text,
    Kind.NETWORK: _network_text,
    Kind.NAT: _nat_text,
    Kind.THREAT_INTELLIGENCE: _threat_text,
    Kind.INTRUSION_DETECTION: _intrusion_text,
}
_CATEGORIES = ("", "", ". Web Category: Computers and technology", ". Web Category: Uncategorized.")


def _rule_text(rule, rng, every, category):
    """The names of a rule behind its action, from the first stop on."""
    end = category or rng.choice(("", "", ".", ".."))
    return rng.choice(_SPELLED if every else _SPELLED[:2])(rule) + end


_SPELLED = (
    lambda it: (
        f". Policy: {it.policy}. Rule Collection Group: {it.group}. Rule Collection: {it.collection}. Rule: {it.rule}"
    ),
    lambda it: (
        f".. Policy: {it.policy}. Rule Collection Group: {it.group}. Rule Collection: {it.collection}. Rule: {it.rule}"
    ),
    lambda it: f". Rule Collection: {it.collection}. Rule: {it.rule}",
    lambda it: f". Rule Collection: {it.policy}:{it.group}:{it.collection}. Rule: {it.rule}",
    lambda it: (
        f". Policy: {it.policy}. Rule Collection Group: {it.group}. Rule Collection: {it.collection}. "
        f"Rule Name: {it.rule}"
    ),
    lambda it: (
        f" . Policy: {it.policy}. Rule Collection Group: {it.group}. Rule Collection: {it.collection}. Rule: {it.rule}"
    ),
    lambda it: (
        f". Policy:{it.policy}. Rule Collection Group:{it.group}. Rule Collection:{it.collection}. Rule:{it.rule}"
    ),
)
