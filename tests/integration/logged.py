# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of a firewall's logs as the demo's cluster would leave them, for the modules that ask."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from ansible_collections.adx.outbound.tests.emulator import FIREWALL_ID
from ansible_collections.adx.outbound.tests.emulator.logs import tables

NODE = "10.20.1.4"
DAYS, DAY = 7, timedelta(days=1)
OURS = {"RuleCollection": "adx-telemetry-westus-application", "Rule": "Documented-443"}


def now():
    """The time of this machine, which is the emulator's."""
    return datetime.now(timezone.utc)


def moment(stamp):
    """A time of a result."""
    return datetime.fromisoformat(stamp.replace("Z", "+00:00"))


def named(host, *, at, port=443, protocol="HTTPS", action="Allow", firewall=FIREWALL_ID, source=NODE, **members):
    """A row about a name."""
    given = {**(OURS if action == "Allow" else {}), **members}
    return tables.row(
        "AZFWApplicationRule",
        at,
        firewall=firewall,
        SourceIp=source,
        SourcePort=50000,
        DestinationPort=port,
        Protocol=protocol,
        Fqdn=host,
        Action=action,
        **given,
    )


def packet(address, *, at, port=443, protocol="TCP", action="Allow", firewall=FIREWALL_ID, source=NODE, **members):
    """A row about an address."""
    return tables.row(
        "AZFWNetworkRule",
        at,
        firewall=firewall,
        SourceIp=source,
        SourcePort=50000,
        DestinationPort=port,
        Protocol=protocol,
        DestinationIp=address,
        Action=action,
        **members,
    )


def daily(make, *hosts, days=DAYS, until=None, **members):
    """A row of each host for each day, the last an hour ago; in the hour after midnight, too, the first is in time."""
    end = until or now()
    last = end - timedelta(hours=1)
    start = (end - timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)
    times = [max(last - timedelta(days=day), start) for day in range(days + 1)]
    return [make(host, at=at, **members) for host in hosts for at in times]
