# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The questions that a firewall's logs are asked, in KQL: for a person to paste, and for a module to send.

Two forms of the same logs may be there at once, each is asked on its own: tables of their own per category, and lines
of text in AzureDiagnostics ("Azure Firewall structured logs", "Azure Firewall monitoring data reference").

A refusal need not say Deny: what TLS client sends no name has an empty action. So nothing is left out by its action.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from ..values import addresses
from ..values.words import Word

MOST_HITS, MOST_COVERED = 10_000, 100_000  # rows; one more than that says that there are more
INGESTION = timedelta(minutes=15)  # rows can mostly be queried after 3 to 10 ("Log data ingestion time", 2026-02-27)
EVERYBODY = "0.0.0.0/0"


class Form(Word):
    """How logs are stored."""

    STRUCTURED = "structured"
    LEGACY = "legacy"


class Topic(Word):
    """What is asked: who reached what, or of what there are any rows at all."""

    HITS = "hits"
    COVERAGE = "coverage"


class Kind(Word):
    """What a row is about."""

    APPLICATION = "application"
    NETWORK = "network"
    THREAT_INTELLIGENCE = "threatintel"
    INTRUSION_DETECTION = "idps"
    NAT = "nat"
    MISPLACED = "misplaced"  # structured rows in AzureDiagnostics, whose columns nobody has shown


TABLES = {
    Kind.APPLICATION: "AZFWApplicationRule",
    Kind.NETWORK: "AZFWNetworkRule",
    Kind.THREAT_INTELLIGENCE: "AZFWThreatIntel",
    Kind.INTRUSION_DETECTION: "AZFWIdpsSignature",
}
LEGACY_TABLE = "AzureDiagnostics"


@dataclass(frozen=True)
class Window:
    """From when and until when, both in UTC; without either, the last seven days for whoever pastes the query."""

    start: datetime | None = None
    end: datetime | None = None

    @property
    def bounds(self) -> tuple[str, str]:
        """The bounds as KQL has them."""
        return _moment(self.start, "ago(7d)"), _moment(self.end, "now()")


@dataclass(frozen=True)
class Query:
    """One question in one form. `firewall` is a resource id, empty where it is not known; `sources` are IPv4 prefixes
    or `*`.
    """

    topic: Topic
    form: Form
    firewall: str
    sources: tuple[str, ...]
    window: Window = Window()

    @property
    def text(self) -> str:
        """The query, with a first line that names it."""
        return "\n".join((f"// adx.outbound: {self.form} {self.topic}", *self._known(), *self._asked(), ""))

    @property
    def most(self) -> int:
        """How many rows the answer has at most, unless there are more than that."""
        return MOST_HITS if self.topic == Topic.HITS else MOST_COVERED

    def _known(self) -> Iterable[str]:
        start, end = self.window.bounds
        yield f"let from = {start};"
        yield f"let until = {end};"
        if self.firewall:
            yield f"let firewall = {_quoted(self.firewall)};"
        if self.topic == Topic.HITS:
            yield f"let sources = dynamic({json.dumps(self._prefixes)});"

    @property
    def _prefixes(self) -> list[str]:
        return list(prefixes(self.sources))

    def _asked(self) -> Iterable[str]:
        hits, structured = self.topic == Topic.HITS, self.form == Form.STRUCTURED
        yield from self._structured() if structured else self._legacy()
        yield from self._source()
        if hits:
            yield from _HITS
        else:
            yield from _COVERAGE
        yield f"| take {self.most + 1}"

    def _structured(self) -> Iterable[str]:
        legs = _LEGS if self.topic == Topic.HITS else _COVERED
        yield "union isfuzzy=true"
        for kind, columns in legs.items():
            last = kind == list(legs)[-1]
            yield f"    ({TABLES[kind]}"
            yield f"    | where {self._within}"
            if self.topic == Topic.HITS:
                yield "    | where ipv4_is_in_any_range(SourceIp, sources)"
            yield f'    | project Kind = "{kind}", TimeGenerated, SourceIp{columns})' + ("" if last else ",")

    def _legacy(self) -> Iterable[str]:
        yield LEGACY_TABLE
        yield f"| where {self._within}"
        yield from _LEGACY_ROWS
        if self.topic == Topic.HITS:
            yield "| where ipv4_is_in_any_range(SourceIp, sources)"
            yield from _LEGACY_FIELDS

    @property
    def _within(self) -> str:
        own = " and _ResourceId =~ firewall" if self.firewall else ""
        return f"TimeGenerated >= from and TimeGenerated < until{own}"

    def _source(self) -> Iterable[str]:
        """Which of the prefixes a row comes from: the narrowest that holds it, for they may lie in each other."""
        yield "| extend Source = case("
        for one in map(_quoted, self._prefixes):
            yield f"    ipv4_is_in_range(SourceIp, {one}), {one},"
        yield '    "")'


def prefixes(sources: Iterable[str]) -> tuple[str, ...]:
    """The sources as IPv4 prefixes, the narrowest first; all addresses where there is none or one is `*`."""
    given = list(sources)
    if "*" in given:
        return (EVERYBODY,)
    found = {network for one in given for block in addresses.parse(one) for network in addresses.networks(block)}
    narrowest = sorted(found, key=lambda network: (-network.prefixlen, network.network_address))
    return tuple(map(str, narrowest)) or (EVERYBODY,)


def for_people(firewall: str, sources: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return a query for each form of the logs, with the words that say which one it is for."""
    listed = tuple(sources)
    return tuple((words, Query(Topic.HITS, form, firewall, listed).text) for form, words in _SAID.items())


_SAID = {
    Form.STRUCTURED: "Structured logs, a table per kind of rule",
    Form.LEGACY: "Older logs, in the table AzureDiagnostics",
}
_RULE = "Action, Reason = ActionReason,\n        Policy, Group = RuleCollectionGroup, Collection = RuleCollection, Rule"
_NO_RULE = 'Policy = "", Group = "", Collection = "", Rule = ""'
_LEGS = {
    Kind.APPLICATION: f', Protocol, Host = tolower(Fqdn),\n        Address = "", Port = DestinationPort, {_RULE}',
    Kind.NETWORK: f', Protocol, Host = "",\n        Address = DestinationIp, Port = DestinationPort, {_RULE}',
    Kind.THREAT_INTELLIGENCE: ", Protocol, Host = tolower(Fqdn),\n        Address = DestinationIp,"
    f" Port = DestinationPort, Action, Reason = ThreatDescription,\n        {_NO_RULE}",
    Kind.INTRUSION_DETECTION: ', Protocol, Host = "",\n        Address = DestinationIp, Port = DestinationPort,'
    f' Action, Reason = strcat(SignatureId, " ", Description),\n        {_NO_RULE}',
}
_COVERED = dict.fromkeys(TABLES, "")
# Rows of the last minutes are kept apart, since not all of them are there yet: so the last one of the others is known.
# Where there are more rows than are taken, the oldest of those that were let through are left out before any refusal.
_HITS = (
    "| summarize Hits = count(), First = min(TimeGenerated), Last = max(TimeGenerated),",
    "    Days = dcount(startofday(TimeGenerated)), Sources = dcount(SourceIp)",
    "    by Kind, Source, Protocol, Host, Address, Port, Action, Reason, Policy, Group, Collection, Rule,",
    f"    Recent = TimeGenerated > until - {INGESTION // timedelta(minutes=1)}m",
    '| order by iff(Action =~ "Allow", 1, 0) asc, Last desc',
)
_COVERAGE = (
    "| summarize Rows = count(), First = min(TimeGenerated), Last = max(TimeGenerated)",
    "    by Kind, Source, Day = startofday(TimeGenerated)",
    "| order by Kind asc, Source asc, Day asc",
)
# What is seen in lines of text: names may hold blanks, an end may be one full stop, two or none, also behind a blank,
# ICMP has no ports, TLS without a name has no destination, and a collection may be written as
# policy:group:collection. What a client writes, an URL for instance, holds no blank, so no label is found in it.
_LEGACY_ROWS = (
    '| where ResourceType =~ "AZUREFIREWALLS" and (Category startswith "AZFW"',
    '    or Category in ("AzureFirewallApplicationRule", "AzureFirewallNetworkRule"))',
    '| extend Kind = case(Category startswith "AZFW", "misplaced",',
    '    OperationName contains "ThreatIntel", "threatintel", OperationName contains "IDS", "idps",',
    '    OperationName contains "NatRule", "nat",',
    '    Category == "AzureFirewallApplicationRule", "application", "network"),',
    '    SourceIp = extract(@" request from ([0-9]+[.][0-9]+[.][0-9]+[.][0-9]+)", 1, msg_s)',
)
_LEGACY_FIELDS = (
    '| extend Protocol = trim(" ", extract(@"^(.*?) request from ", 1, msg_s)),',
    '    Destination = tolower(extract(@" request from [^ ]+ to ([^ ]+?)(:[0-9]+)?(\\.* |\\.*$|,)", 1, msg_s)),',
    '    Port = toint(extract(@" request from [^ ]+ to [^ ]+?:([0-9]+)(\\.* |\\.*$|,)", 1, msg_s)),',
    '    Action = extract(@" Action: *([A-Za-z]+)", 1, msg_s),',
    '    Named = extract(@" Rule Collection: *(.+?) *\\.+ +Rule(?: Name)?: *", 1, msg_s),',
    '    Rule = extract(@"\\. +Rule(?: Name)?: *(.+?)( *\\.+ +Web Category:.*)?[. ]*$", 1, msg_s)',
    '| extend Host = iff(Destination matches regex @"^[0-9.]+$", "", Destination),',
    '    Address = iff(Destination matches regex @"^[0-9.]+$", Destination, ""),',
    '    Reason = case(msg_s has "No rule matched", "No rule matched. Proceeding with default action",',
    '        Kind == "threatintel", extract(@" ThreatIntel: *(.+?)[. ]*$", 1, msg_s),',
    '        Kind == "idps", extract(@" (Signature: .+?|Rule: .+?)[. ]*$", 1, msg_s),',
    '        extract(@" Reason: *(.+?)[. ]*$", 1, msg_s)),',
    '    Parts = split(Named, ":")',
    "| extend IsOne = array_length(Parts) == 3",
    "| extend Policy = iff(IsOne, tostring(Parts[0]),",
    '        extract(@" Policy: *(.+?) *\\.+ +Rule Collection Group: *", 1, msg_s)),',
    "    Group = iff(IsOne, tostring(Parts[1]),",
    '        extract(@" Rule Collection Group: *(.+?) *\\.+ +Rule Collection: *", 1, msg_s)),',
    "    Collection = iff(IsOne, tostring(Parts[2]), Named),",
    '    Rule = iff(Kind in ("threatintel", "idps"), "", Rule)',
)


def _moment(at: datetime | None, otherwise: str) -> str:
    if at is None:
        return otherwise
    return f"datetime({at.astimezone(timezone.utc).replace(tzinfo=None).isoformat()}Z)"


def _quoted(text: str) -> str:
    """A literal of KQL, which has JSON's escapes."""
    return json.dumps(text)
