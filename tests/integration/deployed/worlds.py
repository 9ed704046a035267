# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Worlds that templates are applied in: every kind of firewall, and whoever has the group, table and subnet."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from ansible_collections.adx.outbound.tests.emulator import (
    CLUSTER_ID,
    FIREWALL_ID,
    ROUTE_TABLE_ID,
    SHARED_GROUP_ID,
    SUBNET_ID,
    worlds,
)
from ansible_collections.adx.outbound.tests.emulator.dataplane import Truth
from ansible_collections.adx.outbound.tests.faults.worlds import Cluster
from ansible_collections.adx.outbound.tests.integration import fleets
from ansible_collections.adx.outbound.tests.integration.others import edit
from ansible_collections.adx.outbound.tests.integration.runner import accepting

MANAGE = {"default_route": "manage"}
_HOP = {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.1.4"}


class World(Protocol):
    """Where templates are applied, and what they are to say."""

    def make(self, emulator: Any) -> None:
        """Put the emulator into it."""

    def clusters(self) -> list[Cluster]:
        """Those that must stay reachable."""

    def options(self) -> dict[str, Any]:
        """What `cluster_egress` is called with, but for steps."""

    @property
    def truth(self) -> Truth:
        """What is so there and stands in no document."""


@dataclass(frozen=True)
class One:
    """The demo's cluster. With `routed` the table that is there leads to the firewall already."""

    firewall: str = "classic"
    table: bool = True
    routed: bool = False
    given: Mapping[str, Any] = field(default_factory=lambda: MANAGE)

    def make(self, emulator: Any) -> None:
        """Put the emulator into it."""
        emulator.reset("demo", firewall=self.firewall, route_table=self.table, connected=self.firewall == "hub")
        if "rule_collection_group" in self.given:  # of a member that nobody knows no gate could tell what it does
            edit(emulator, SHARED_GROUP_ID, operator.methodcaller("pop", "ticketHint"))
        if self.routed:
            table = emulator.document(ROUTE_TABLE_ID)
            table["properties"]["routes"].append({"name": "to-hub", "properties": _HOP})
            emulator.seed(ROUTE_TABLE_ID, table)
        emulator.clear_log()

    def clusters(self) -> list[Cluster]:
        """The one."""
        return [Cluster(CLUSTER_ID, FIREWALL_ID, SUBNET_ID, "10.20.1.5")]

    def options(self) -> dict[str, Any]:
        """With the risk that is met behind a virtual hub."""
        return {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, **self.given, **accepting(self.firewall)}

    @property
    def truth(self) -> Truth:
        """A spoke may name the address of a firewall in a virtual hub."""
        return Truth(connected=frozenset(), hub_hops_work=True) if self.firewall == "hub" else Truth()


@dataclass(frozen=True)
class Two:
    """Two clusters behind one firewall, each with a table, or `bare`: their subnets have none; or with one for both."""

    policies: bool = False
    bare: bool = False
    shared: bool = False
    given: Mapping[str, Any] = field(default_factory=lambda: MANAGE)
    own: tuple[Mapping[str, Any], ...] = ({}, {})

    @property
    def fleet(self) -> fleets.Fleet:
        """Both of them."""
        return fleets.Fleet(2, 1, policies=self.policies)

    def make(self, emulator: Any) -> None:
        """Put the emulator into it; no table holds a route."""
        fleet = fleets.seed(emulator, self.fleet)
        for id_, document in worlds.build("demo"):
            if "/servicetags/" in id_.lower():  # the security group speaks of them
                emulator.seed(id_, document)
        for number in range(fleet.size):
            subnet = emulator.document(fleet.subnet(number))
            table = fleet.table(0 if self.shared else number)
            subnet["properties"]["routeTable"] = None if self.bare else {"id": table}
            emulator.seed(fleet.subnet(number), subnet)
        for number in range(fleet.size):
            if self.bare or (self.shared and number):
                emulator.remove(fleet.table(number))
            else:
                emulator.seed(fleet.table(number), {"location": "westus", "properties": {"routes": []}})
        emulator.clear_log()

    def clusters(self) -> list[Cluster]:
        """Both."""
        fleet = self.fleet
        return [
            Cluster(fleet.cluster(one), fleet.firewall(0), fleet.subnet(one), fleet.address(one))
            for one in range(fleet.size)
        ]

    def options(self) -> dict[str, Any]:
        """Both in one call."""
        entries = [{**one, **own} for one, own in zip(self.fleet.entries(), self.own, strict=True)]
        return {"clusters": entries, **self.given}

    @property
    def truth(self) -> Truth:
        """Nothing more."""
        return Truth()


SHARED = {**MANAGE, "rule_collection_group": "shared-rules"}
_GROUPS = ({"rule_collection_group": "adx-one"}, {"rule_collection_group": "adx-two"})
WORLDS: dict[str, World] = {
    "a classic firewall": One(),
    "a classic firewall and a table that was named": One(given={**MANAGE, "route_table": ROUTE_TABLE_ID}),
    "a classic firewall and a table to be made": One(table=False),
    "a classic firewall with the default route of others": One(routed=True, given={}),
    "a classic firewall, with every route kept": One(given={**MANAGE, "routes": "manage"}),
    "a policy": One("policy"),
    "a policy and a table to be made": One("policy", table=False, given={**MANAGE, "routes": "manage"}),
    "a policy with a group that others use": One("policy", given=SHARED),
    "a virtual hub": One("hub"),
    "a virtual hub and a table to be made": One("hub", table=False),
    "two clusters behind a classic firewall": Two(),
    "two clusters behind a classic firewall, with tables to be made": Two(bare=True),
    "two clusters behind a policy": Two(policies=True),
    "two clusters behind a policy, with tables to be made": Two(policies=True, bare=True),
    "two clusters behind a policy, each with a group": Two(policies=True, own=_GROUPS),
    "two clusters behind a policy on one table": Two(
        policies=True, shared=True, given={**MANAGE, "accept": ["shared_default_route"]}
    ),
}
