# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of traffic: which needs there are, what became of each connection, and what of it stands in logs."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Kind(str, Enum):
    """What part of the firewall a line is of."""

    APPLICATION = "application"
    NETWORK = "network"
    THREAT_INTELLIGENCE = "threatintel"
    INTRUSION_DETECTION = "idps"
    NAT = "nat"


class By(str, Enum):
    """What decides about a connection."""

    RULE = "rule"
    DEFAULT = "default"
    NO_NAME = "no name"
    THREAT_INTELLIGENCE = "threatintel"
    INTRUSION_DETECTION = "idps"
    INFRASTRUCTURE = "infrastructure"


@dataclass(frozen=True)
class Rule:
    """The names of a rule and of what it is in."""

    policy: str
    group: str
    collection: str
    rule: str


@dataclass(frozen=True)
class Dependency:
    """What a cluster needs: a name, which may begin with an asterisk, or prefixes of addresses, and the rule for it."""

    port: int
    protocol: str
    rule: Rule
    host: str = ""
    prefixes: tuple[str, ...] = ()

    @property
    def is_by_name(self):
        """Whether application rules see its traffic; all else has network rules ("Azure Firewall rule processing")."""
        return bool(self.host) and self.protocol.lower() in ("https", "http", "mssql")

    def holds_name(self, name, port):
        """An asterisk stands for one label or more, so the domain behind it is not meant."""
        if port != self.port or not self.host or not name:
            return False
        wanted, given = self.host.lower(), name.lower()
        if wanted.startswith("*."):
            return given.endswith(wanted[1:]) and len(given) > len(wanted) - 1
        return given == wanted

    def holds_address(self, address, port):
        """Whether an address is in one of its prefixes."""
        if port != self.port or not address:
            return False
        found = ipaddress.ip_address(address)
        return any(found in ipaddress.ip_network(prefix) for prefix in self.prefixes)


def dependency(number, given):
    """A dependency from what a test writes: host or prefixes, port, protocol, and the names of its rule or none."""
    protocol = given.get("protocol", "Https")
    is_tcp = protocol.lower() not in ("https", "http", "mssql")
    collection = "adx-network" if is_tcp or not given.get("host") else "adx-application"
    names = given.get("rule") or ("corp-policy", "adx-egress", collection, f"allow-{number}")
    port = given.get("port", 443)
    return Dependency(port, protocol, Rule(*names), given.get("host", ""), tuple(given.get("prefixes", ())))


@dataclass(frozen=True)
class Line:
    """What a connection leaves in one kind of log. Which rule it names is in the connection's own line alone."""

    kind: Kind
    action: str
    rule: Rule | None = None
    reason: str = ""


@dataclass(frozen=True)
class Row:
    """Where a line stands: the number of the workspace, the table, and the place in it."""

    form: str
    workspace: int
    table: str
    place: int


@dataclass(frozen=True)
class Connection:
    """One connection, and what its lines show. `dependency` is the number of the one it was made for, None for none.

    `name` is as it was spelled, and empty where the client told none; `is_named` whether a line shows it. `address` is
    where it went. `prefix` is the narrowest of the cluster's prefixes with the machine in it, empty for others.
    """

    time: datetime
    firewall: str
    source: str
    source_port: int
    name: str
    address: str
    port: int
    protocol: str
    lines: tuple[Line, ...]
    is_allowed: bool
    by: By
    dependency: int | None = None
    prefix: str = ""
    rows: tuple[Row, ...] = ()

    @property
    def is_named(self):
        shown = (Kind.APPLICATION, Kind.THREAT_INTELLIGENCE)
        return bool(self.name) and any(line.kind in shown for line in self.lines)

    @property
    def shows_address(self):
        return any(line.kind is not Kind.APPLICATION for line in self.lines)

    @property
    def rule(self):
        """The rule that decided, None where none did."""
        return next((line.rule for line in self.lines if line.rule), None) if self.by is By.RULE else None
