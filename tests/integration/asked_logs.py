# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo's cluster locked down, its traffic in the firewall's logs, and what is said of that."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID
from ansible_collections.adx.outbound.tests.emulator.worlds.logs import with_logs
from ansible_collections.adx.outbound.tests.integration import logged
from ansible_collections.adx.outbound.tests.integration.runner import done

MODULE = "egress_evidence_info"
GIVEN = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, "default_route": "manage"}
APPLICATION, NETWORK = "AZFWApplicationRule", "AZFWNetworkRule"
URL = "https://x.blob.core.windows.net/c?sig=SECRET"
LOGIN, GO = "login.microsoftonline.com", "go.microsoft.com"  # the first on 443, the other one on 80
EVENT_HUB = {"RuleCollection": "adx-telemetry-westus-network", "Rule": "EventHub-5671"}
MONITOR = {**EVENT_HUB, "Rule": "AzureMonitor-443"}
DEFAULT = "No rule matched. Proceeding with default action."
NO_NAME = {"action": "", "ActionReason": "SNI TLS extension was missing."}


def ago(hours: float) -> datetime:
    """A time before now."""
    return logged.now() - timedelta(hours=hours)


def traffic(days: int = logged.DAYS, **members: Any) -> dict[str, list[dict[str, Any]]]:
    """What a cluster leaves in a week: a name and an address on every day."""
    return {
        APPLICATION: logged.daily(logged.named, LOGIN, days=days, TargetUrl=URL, **members),
        NETWORK: logged.daily(logged.packet, "20.1.2.3", days=days, port=5671, **{**EVENT_HUB, **members}),
    }


def besides(rows: dict[str, list[dict[str, Any]]], *more: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The same with further rows, each in its table."""
    made = {table: list(listed) for table, listed in rows.items()}
    for row in more:
        made.setdefault(row["Type"], []).append(row)
    return made


def refused(host: str = GO, hours: float = 2, **members: Any) -> dict[str, Any]:
    """A row of a name that no rule allowed."""
    given = {"port": 80, "protocol": "HTTP", "ActionReason": DEFAULT, **members}
    return logged.named(host, at=ago(hours), action="Deny", TargetUrl=URL, **given)


@dataclass
class Asked:
    """Asks about the demo's cluster, once rows are in the workspace of its firewall."""

    run: Any
    emulator: Any
    results: list[Any] = field(default_factory=list)

    def logs(self, *more: dict[str, Any], rows: dict[str, Any] | None = None, **world: Any) -> str:
        """A week's traffic with further rows, or these rows alone, where the firewall's setting leads."""
        kept = traffic() if rows is None else rows
        return str(with_logs(self.emulator, besides(kept, *more), **world))

    def __call__(self, **options: Any) -> dict[str, Any]:
        """What the module says of the cluster."""
        self.results.append(self.run(MODULE, **{**GIVEN, **options}))
        (one,) = done(self.results[-1])["evidence"]
        assert not one["failed"], one["msg"]
        assert sum(one["summary"].values()) == len(one["dependencies"])
        account = one["account"]
        assert account["hits"] == sum(count for name, count in account.items() if name != "hits")
        return dict(one)

    def questions(self) -> list[Any]:
        """The queries that were sent."""
        return [one for one in self.emulator.log(True) if isinstance(one.body, dict) and "query" in one.body]


def of(seen: dict[str, Any], name: str, port: int = 443) -> dict[str, Any]:
    """What is said of one destination."""
    listed = [one for one in seen["dependencies"] if name in (one["fqdn"], one["service_tag"]) and one["port"] == port]
    (one,) = listed
    return dict(one)


def codes(seen: dict[str, Any]) -> dict[str, str]:
    """Each finding's code with how severe it is."""
    return {one["code"]: one["severity"] for one in seen["findings"]}


def told(seen: dict[str, Any], code: str) -> str:
    """All that the findings of one code say, with what to do."""
    return " ".join(f"{one['message']} {one['remedy']}" for one in seen["findings"] if one["code"] == code)


def spotless(emulator: Any, results: Any) -> None:
    """Nothing was written, and no URL asked for or shown."""
    assert emulator.writes() == []
    assert not [one for one in emulator.log(True) if "TargetUrl" in json.dumps(one.body)]
    assert "sig=" not in json.dumps(results)
