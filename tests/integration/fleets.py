# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A world of many clusters behind several firewalls, made of copies of the demo's one."""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from ansible_collections.adx.outbound.tests.emulator import worlds
from ansible_collections.adx.outbound.tests.emulator.worlds import (
    addresses,
    clusters,
    dependency_answer,
    hub,
    ids,
    peerings,
)
from ansible_collections.adx.outbound.tests.integration.documents import steady

REGION = "West US"


@dataclass(frozen=True)
class Fleet:
    """Clusters c000, c001 ... behind firewalls fw-0, fw-1 ... in turn; each has a subnet and a table of its own in the
    virtual network of its firewall, which is peered with the hub. With policies, each firewall is governed by one of
    its own.
    """

    size: int
    firewalls: int
    policies: bool = False

    def cluster(self, number: int) -> str:
        """The id of a cluster."""
        return ids.kusto(f"c{number:03}")

    def firewall(self, number: int) -> str:
        """The id of a firewall."""
        return ids.network("rg-hub", "azureFirewalls", f"fw-{number}")

    def target(self, number: int) -> str:
        """What the rules of a firewall are written to."""
        if not self.policies:
            return self.firewall(number)
        return f"{ids.network('rg-hub', 'firewallPolicies', f'fp-{number}')}/ruleCollectionGroups/adx-egress"

    def network(self, number: int) -> str:
        """The id of the virtual network of a firewall's clusters."""
        return ids.network("rg-spoke", "virtualNetworks", f"vnet-{number}")

    def subnet(self, number: int) -> str:
        """The id of a cluster's subnet."""
        return f"{self.network(number % self.firewalls)}/subnets/snet-{number:03}"

    def address(self, number: int) -> str:
        """An address in a cluster's subnet."""
        return f"10.{_first(number % self.firewalls)}.{number // self.firewalls}.5"

    def table(self, number: int) -> str:
        """The id of a cluster's route table."""
        return ids.network("rg-spoke", "routeTables", f"rt-{number:03}")

    def entry(self, number: int, **own: Any) -> dict[str, Any]:
        """A cluster as an entry of the module's option `clusters`."""
        return {"cluster": self.cluster(number), "firewall": self.firewall(number % self.firewalls), **own}

    def entries(self) -> list[dict[str, Any]]:
        """All of them."""
        return [self.entry(number) for number in range(self.size)]

    def resources(self) -> list[tuple[str, dict[str, Any]]]:
        """The whole world as the emulator is seeded with it."""
        demo = dict(worlds.build("demo", region=REGION, firewall="policy" if self.policies else "classic"))
        kept = {id_: document for id_, document in demo.items() if "/providers/" not in id_ or id_ == ids.HUB_ID}
        kept[ids.NSG_ID] = demo[ids.NSG_ID]
        kept[ids.HUB_ID] = copy.deepcopy(demo[ids.HUB_ID])
        kept[ids.HUB_ID]["properties"]["virtualNetworkPeerings"] = [
            peerings.peering(f"hub-to-{number}", self.network(number), _space(number))
            for number in range(self.firewalls)
        ]
        return [
            *kept.items(),
            *(one for number in range(self.firewalls) for one in self._behind(number, demo)),
            *(one for number in range(self.size) for one in self._cluster(number)),
        ]

    def _behind(self, number: int, demo: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        firewall = copy.deepcopy(demo[ids.FIREWALL_ID])
        address = ids.network("rg-hub", "publicIPAddresses", f"pip-fw-{number}")
        (configuration,) = firewall["properties"]["ipConfigurations"]
        configuration["properties"]["publicIPAddress"] = {"id": address}
        public = addresses.public(address, REGION, hub.PUBLIC_ADDRESS, list(hub.ZONES), ids.FIREWALL_CONFIGURATION_ID)
        found = [public, (self.firewall(number), firewall)]
        if self.policies:
            policy = self.target(number).partition("/ruleCollectionGroups")[0]
            firewall["properties"]["firewallPolicy"] = {"id": policy}
            found.insert(0, (policy, {"location": "westus", "properties": {"sku": {"tier": "Premium"}}}))
        mine = range(number, self.size, self.firewalls)
        tables = [(self.table(one), self._table()) for one in mine]
        return [*found, *tables, (self.network(number), self._network(number, mine))]

    def _table(self) -> dict[str, Any]:
        route = {"addressPrefix": "0.0.0.0/0", "nextHopType": "VirtualAppliance", "nextHopIpAddress": "10.0.1.4"}
        return {"location": "westus", "properties": {"routes": [{"name": "to-hub", "properties": route}]}}

    def _network(self, number: int, mine: range) -> dict[str, Any]:
        subnets = [
            {
                "name": f"snet-{one:03}",
                "properties": {
                    "addressPrefix": f"10.{_first(number) + position // 200}.{position % 200}.0/24",
                    "networkSecurityGroup": {"id": ids.NSG_ID},
                    "routeTable": {"id": self.table(one)},
                },
            }
            for position, one in enumerate(mine)
        ]
        properties = {
            "addressSpace": {"addressPrefixes": [_space(number)]},
            "subnets": subnets,
            "virtualNetworkPeerings": [peerings.peering("to-hub", ids.HUB_ID, hub.SPACE)],
        }
        return {"location": "westus", "properties": properties}

    def _cluster(self, number: int) -> list[tuple[str, dict[str, Any]]]:
        id_ = self.cluster(number)
        injected = {"subnetId": self.subnet(number), "state": "Enabled"}
        return [(id_, clusters.cluster(id_, REGION, injected)), dependency_answer.build(id_, REGION)]


def _first(number: int) -> int:
    """The second number of the addresses of a network."""
    return 100 + 4 * number


def _space(number: int) -> str:
    """The space of a network: no two that are peered with one hub may overlap."""
    return f"10.{_first(number)}.0.0/14"


def seed(emulator: Any, fleet: Fleet) -> Fleet:
    """Put an emulator into this world."""
    emulator.reset("empty")
    for id_, document in fleet.resources():
        emulator.seed(id_, document)
    emulator.clear_log()
    return fleet


def world(emulator: Any) -> dict[str, Any]:
    """Every document, those of rule collection groups too, without what Azure itself keeps changing or makes up."""
    found = {id_: steady(document) for id_, document in emulator.documents().items()}
    groups = [group["id"] for one in found.values() for group in one["properties"].get("ruleCollectionGroups") or ()]
    found |= {id_: steady(emulator.document(id_)) for id_ in groups}
    for document in found.values():
        document["properties"].pop("resourceGuid", None)
    return found
