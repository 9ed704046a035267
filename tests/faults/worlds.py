# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Worlds in which runs are disturbed: the demo's, with one cluster, and one of three clusters behind two firewalls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from ansible_collections.adx.outbound.tests.emulator import (
    CLUSTER_ID,
    FIREWALL_ID,
    ROUTE_TABLE_ID,
    SUBNET_ID,
    worlds,
)
from ansible_collections.adx.outbound.tests.integration import fleets

CREATED_ID = ROUTE_TABLE_ID.replace("rt-spoke", "adx-telemetry-westus-routes")
PRESENT, ABSENT, BOTH = "present", "absent", "two present, one absent"


@dataclass(frozen=True)
class Cluster:
    """One that must stay reachable: the ids of it, its firewall and its subnet, and an address of its own."""

    id: str
    firewall: str
    subnet: str
    source: str

    @property
    def name(self) -> str:
        """Its name."""
        return self.id.rpartition("/")[2]

    def options(self) -> dict[str, Any]:
        """What names it to a module that is about one."""
        return {"cluster": self.id, "firewall": self.firewall}


class World(Protocol):
    """Where a run takes place."""

    def reset(self, emulator: Any, **switches: Any) -> None:
        """Make it anew."""

    def clusters(self) -> list[Cluster]:
        """Those that are judged."""

    def options(self, act: str) -> dict[str, Any]:
        """What the act is called with, but for steps."""

    def before(self, act: str) -> list[dict[str, Any]]:
        """The calls that have been made before it."""

    def refuses(self, act: str) -> bool:
        """Whether an undisturbed run ends in a refusal."""

    def row(self, act: str) -> str:
        """How kills of it are summed up."""


@dataclass(frozen=True)
class Demo:
    """One cluster. Without a table of somebody else the run makes one of our own."""

    firewall: str
    table: str
    default_route: str = "own"  # own, foreign (in a table that is found) or none

    def reset(self, emulator: Any, **switches: Any) -> None:
        """Make it anew."""
        emulator.reset("demo", switches=switches, firewall=self.firewall, route_table=self.table == "found")
        if self.default_route == "foreign":
            hop = {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.1.4"}
            table = emulator.document(ROUTE_TABLE_ID)
            table["properties"]["routes"].append({"name": "to-hub", "properties": hop})
            emulator.seed(ROUTE_TABLE_ID, table)

    def clusters(self) -> list[Cluster]:
        """The one."""
        return [Cluster(CLUSTER_ID, FIREWALL_ID, SUBNET_ID, "10.20.1.5")]

    def options(self, act: str) -> dict[str, Any]:
        """Lock it down, or take all of it away again."""
        named = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, "state": act}
        if act == ABSENT:
            return named
        return {**named, "default_route": "manage" if self.default_route == "own" else "verify"}

    def before(self, act: str) -> list[dict[str, Any]]:
        """What is taken away has been made."""
        return [self.options(PRESENT)] if act == ABSENT else []

    def refuses(self, act: str) -> bool:
        """With a default route of somebody else the rules stay."""
        return act == ABSENT and self.default_route == "foreign"

    def row(self, act: str) -> str:
        """By the default route, whatever the firewall and the table."""
        return f"{act}, default route {self.default_route}"

    def __str__(self) -> str:
        return f"{self.firewall}, table {self.table}, default route {self.default_route}"


@dataclass(frozen=True)
class Three:
    """Three clusters, two of them behind one firewall; one of these two is to be removed. No table holds a route."""

    firewall: str

    @property
    def fleet(self) -> fleets.Fleet:
        """All of them."""
        return fleets.Fleet(3, 2, policies=self.firewall == "policy")

    def reset(self, emulator: Any, **switches: Any) -> None:
        """Make it anew."""
        fleets.seed(emulator, self.fleet)
        emulator.switch(**switches)
        for id_, document in worlds.build("demo"):
            if "/servicetags/" in id_.lower():  # the security group speaks of them
                emulator.seed(id_, document)
        for number in range(self.fleet.size):
            emulator.seed(self.fleet.table(number), {"location": "westus", "properties": {"routes": []}})

    def clusters(self) -> list[Cluster]:
        """Those that are judged."""
        fleet = self.fleet
        return [
            Cluster(fleet.cluster(one), fleet.firewall(one % 2), fleet.subnet(one), fleet.address(one))
            for one in range(fleet.size)
        ]

    def options(self, _act: str) -> dict[str, Any]:
        """Lock two of them down and take the third away, in one call."""
        fleet = self.fleet
        entries = [fleet.entry(0), fleet.entry(1), fleet.entry(2, state=ABSENT)]
        return {"clusters": entries, "default_route": "manage"}

    def before(self, _act: str) -> list[dict[str, Any]]:
        """The third has been locked down."""
        return [{"clusters": [self.fleet.entry(2)], "default_route": "manage"}]

    def refuses(self, _act: str) -> bool:
        """Never."""
        return False

    def row(self, act: str) -> str:
        """Whatever the firewall."""
        return f"three clusters, {act}"

    def __str__(self) -> str:
        return f"three clusters, {self.firewall}"
