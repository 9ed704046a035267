# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is known of a world with logs, and its rows as they can be read. Nothing of plugins is imported here."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from ansible_collections.adx.outbound.tests.emulator.logs.connections import Connection, Kind, Line
from ansible_collections.adx.outbound.tests.emulator.logs.traffic import World


@dataclass(frozen=True)
class Aim:
    """What a network rule of today is about, by numbers of needs: the one that it is for and for nothing else, those
    whose traffic it may match, and those of which that is not clear.
    """

    only: int | None = None
    may: frozenset[int] = frozenset()
    unclear: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Place:
    """Where the logs are asked: these workspaces, with a right on each of them or with one on the firewall."""

    workspaces: tuple[int, ...]
    is_whole: bool = True
    is_unread: bool = False
    is_partial: bool = False


@dataclass(frozen=True)
class Facts:
    """All that is so in a world. `lost` are rows that are not there, as workspace, table and place; `basic` kinds whose
    tables take no such query. `past` never comes to the firewall, of `astray` only a part does. `known` has addresses
    that are all of a need, `hints` some that a name had once; `since` is since when the verdict holds, None where
    nobody knows. `rules` are network rules of today by their names, `inspected` is about the needs for whose ports
    there are application rules.
    """

    world: World
    places: tuple[Place, ...]
    lost: frozenset[tuple[int, str, int]] = frozenset()
    basic: frozenset[Kind] = frozenset()
    is_running: bool = True
    past: frozenset[int] = frozenset()
    astray: frozenset[int] = frozenset()
    known: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    hints: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    since: tuple[datetime | None, ...] = ()
    rules: Mapping[str, Aim] = field(default_factory=dict)
    inspected: Aim = Aim()


@dataclass(frozen=True)
class Seen:
    """A row as it can be read: `prefix` is the cluster's that its machine is in, empty for others."""

    one: Connection
    line: Line | None
    kind: Kind | None
    host: str
    address: str
    port: int
    protocol: str
    rule: str
    prefix: str

    @property
    def at(self):
        return self.one.time

    @property
    def day(self):
        return day_of(self.at)

    @property
    def action(self):
        return self.line.action.lower() if self.line else ""

    @property
    def is_allowed(self):
        return self.action == "allow"

    @property
    def is_refused(self):
        """Whatever is neither let through nor an alert; an empty action is a refusal as well."""
        return self.action not in ("allow", "alert") and self.kind is not Kind.NAT

    @property
    def key(self):
        return self.host or self.address

    @property
    def transport(self):
        return "TCP" if self.protocol in ("HTTPS", "HTTP", "MSSQL") else self.protocol


def day_of(at: datetime) -> datetime:
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


def narrowest(sources, address) -> str:
    """The narrowest of these prefixes that an address is in."""
    holding = [one for one in map(ipaddress.ip_network, sources) if ipaddress.ip_address(address) in one]
    return str(max(holding, key=lambda one: one.prefixlen)) if holding else ""
