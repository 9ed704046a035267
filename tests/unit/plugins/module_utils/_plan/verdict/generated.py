# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Random surroundings of a subnet: firewalls, chains of policies, route tables, security groups. A seed makes one."""

from __future__ import annotations

import ipaddress
import random
from typing import Any

from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.ip_groups import IpGroup

from .documents import (
    SUBNET,
    application,
    collection,
    filters,
    firewall,
    group,
    network,
    peering,
    policy,
    security_group,
    security_rule,
    table,
    virtual_network,
)

NETWORK, PEER, CLOSED_PEER, LOST_PEER = "10.20.0.0/16", "10.0.0.0/16", "10.60.0.0/16", "10.70.0.0/16"
PRIVATE = ("10.20.3.4", "10.0.5.4", "10.60.0.9", "10.70.0.9", "10.99.0.1", "192.168.7.7", "100.64.0.9")
MANAGEMENT, MONITORING = ("13.64.38.225", "20.5.0.9"), ("13.88.13.50",)
SOURCES = ("10.20.1.1", "10.20.1.100", "10.20.1.130")  # one of each part that a rule may be about
GROUP = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/ipGroups/half"
IP_GROUPS = {GROUP.lower(): IpGroup(("10.20.1.0/25", "198.51.100.0/28"))}
# Tags of different services share no address; AzureCloud holds a part of some, a regional tag a part of its own.
TAGS = {
    "AzureMonitor": ["20.1.0.0/16"],
    "Storage": ["20.2.0.0/16"],
    "Storage.WestUS": ["20.2.0.0/24"],
    "AzureKeyVault": ["20.3.0.0/16"],
    "EventHub": ["20.4.0.0/16"],
    "Sql": ["20.9.0.0/16"],
    "AzureDataExplorerManagement": ["13.64.38.225/32", "20.5.0.0/28"],
    "AzureCloud": ["20.0.0.0/9", "13.64.0.0/11"],
}
TAG_DOCUMENT = {"values": [{"name": name, "properties": {"addressPrefixes": list(p)}} for name, p in TAGS.items()]}
# name -> an address it resolves to, inside the tag its documentation names
NAMES = {
    "a.contoso.com": "198.51.100.7",
    "b.contoso.com": "198.51.100.200",
    "contoso.com": "20.200.0.1",
    "x.blob.core.windows.net": "20.2.0.9",
    "y.queue.core.windows.net": "20.2.77.9",
    "k.vault.azure.net": "20.3.0.9",
    "e.servicebus.windows.net": "20.4.0.9",
}
WILDCARDS = ("*.contoso.com", "*contoso.com", "*.blob.core.windows.net", "*.core.windows.net", "*.vault.azure.net", "*")
HERE, ELSEWHERE = ("VirtualAppliance", "10.0.1.4"), ("VirtualAppliance", "10.0.1.9")
ROUTED = (
    "198.51.100.0/24",
    "20.2.0.0/16",
    "20.0.0.0/10",
    "16.0.0.0/6",
    "203.0.113.9/32",
    "13.64.38.225/32",
    "13.64.0.0/16",
    "13.88.13.50/32",
    "10.30.0.0/16",
    "10.0.0.0/8",
    "10.0.5.0/24",
    "192.168.0.0/16",
)
# (service, regions, the tag it takes)
ENDPOINTS = (
    ("Microsoft.Storage", ["*"], "Storage"),
    ("Microsoft.Storage", ["westus"], "Storage.WestUS"),
    ("Microsoft.KeyVault", ["*"], "AzureKeyVault"),
)
LEARNED = ("0.0.0.0/0", "198.51.100.0/24", "20.2.0.0/24", "10.99.0.0/16", "10.0.0.0/8", "10.20.3.0/24", "13.64.38.0/24")
FQDN_TAGS = {"WindowsUpdate": ["a.contoso.com"], "AzureBackup": ["x.blob.core.windows.net"]}
CATEGORIES = {"business": ["b.contoso.com"]}


class World:
    """One random world; `certain` ones hold nothing whose contents are never published."""

    def __init__(self, seed: int, *, certain: bool) -> None:
        self._random, self._certain = random.Random(seed), certain
        self.chain: list[tuple[dict, list[dict]]] = []
        self.firewall = self._firewall()
        self.table = self._table()
        self.security_group = self._security_group()
        self.endpoints = self._some(ENDPOINTS, 1) if self._one_in(5) else []
        self.gateway = self._random.choice(("own", "remote")) if self._one_in(4) else ""
        self.network = self._network()
        self.learned = self._some(LEARNED, 2) if self.gateway else []
        self.tagged = [prefix for prefix in (*self._written(), *self.learned) if self._one_in(2)]

    def _written(self) -> list[str]:
        """The prefixes of the table's routes that are no service tags."""
        found = (self.table or {"properties": {"routes": []}})["properties"]["routes"]
        prefixes = [route["properties"]["addressPrefix"] for route in found]
        return [prefix for prefix in prefixes if "/" in prefix]

    def is_led_astray(self, address: str) -> bool:
        """True when a written route decides about an address, which nobody can see who knows the name only, or one that
        was learned beside a default route.
        """
        written = self._written()
        learned = self.learned if {"0.0.0.0/0", "0.0.0.0/1"} & set(written) else []
        networks = [ipaddress.ip_network(prefix) for prefix in (*written, *learned)]
        return any(ipaddress.ip_address(address) in one for one in networks if one.prefixlen >= 16)

    def _one_in(self, count: int) -> bool:
        return self._random.randrange(count) == 0

    def _some(self, items: Any, most: int) -> list:
        return self._random.sample(list(items), self._random.randint(1, most))

    def _firewall(self) -> dict:
        proxy = self._one_in(2)
        if self._one_in(2):
            return firewall(
                networks=self._collections(self._network_rule), applications=self._collections(self._app), proxy=proxy
            )
        names = ["root", "own"] if self._one_in(2) else ["own"]
        for name in names:
            settings = {"dnsSettings": {"enableProxy": proxy}} if self._one_in(2) else {}
            groups = [group(f"g{n}", self._random.randrange(100, 999), *self._filters()) for n in range(self._count())]
            self.chain.append((policy(name, **settings), groups))
        return firewall()

    def _count(self) -> int:
        return self._random.choice((0, 1, 1, 2, 3))

    def _collections(self, make: Any) -> list[dict]:
        priorities = self._random.sample(range(100, 65000), 3)
        return [
            collection(f"c{number}", priorities[number], self._action(), *(make(n) for n in range(1 + self._count())))
            for number in range(self._count())
        ]

    def _filters(self) -> list[dict]:
        priorities = self._random.sample(range(100, 65000), 3)
        return [
            filters(
                f"c{number}",
                priorities[number],
                self._action(),
                *((self._network_rule if kind else self._app)(n) for n in range(1 + self._count())),
            )
            for number in range(self._count())
            if (kind := self._random.randrange(2)) is not None
        ]

    def _action(self) -> str:
        return self._random.choice(("Allow", "Allow", "Deny"))

    def _source(self) -> dict:
        if self._one_in(6):
            return {"source": (), "sourceIpGroups": [GROUP]}
        choices = (
            "*",
            SUBNET,
            SUBNET,
            NETWORK,
            "10.20.1.0/25",
            "10.20.1.128/25",
            "10.9.0.0/16",
            "10.20.1.0-10.20.1.63",
        )
        return {"source": self._some(choices, 2)}

    def _network_rule(self, number: int) -> dict:
        more: dict[str, Any] = self._source()
        if self._one_in(4):
            more["destinationFqdns"] = self._some(NAMES, 2)
        if self._one_in(6):
            more["destinationIpGroups"] = [GROUP]
        prefixes = ["*", "198.51.100.0/24", "198.51.100.0/25", "20.2.0.0/24", "20.0.0.0/8", "10.0.0.0/8", "0.0.0.0/0"]
        places = [*prefixes, *TAGS]
        to = () if len(more) > 1 and self._one_in(2) else self._some(places, 2)
        ports = self._some(("443", "80", "5671", "*", "400-500", "1-100"), 2)
        return network(f"n{number}", to=to, ports=ports, protocols=self._some(("TCP", "UDP", "Any", "ICMP"), 2), **more)

    def _app(self, number: int) -> dict:
        protocol = self._random.choice(("Https:443", "Https:443", "Http:80", "Https:5671"))
        if not self._certain and self._one_in(5):
            return application(f"a{number}", protocol=protocol, fqdnTags=self._some(FQDN_TAGS, 1), **self._source())
        if not self._certain and self.chain and self._one_in(5):
            return application(f"a{number}", protocol=protocol, webCategories=["business"], **self._source())
        return application(f"a{number}", protocol=protocol, to=self._some((*NAMES, *WILDCARDS), 3), **self._source())

    def _network(self) -> dict:
        subnets = ["snet", "GatewaySubnet"] if self.gateway == "own" else ["snet"]
        peers = [
            peering(PEER, useRemoteGateways=self.gateway == "remote"),
            peering(CLOSED_PEER, allowVirtualNetworkAccess=False),
            peering(LOST_PEER, "Disconnected"),
        ]
        return virtual_network(NETWORK, *peers, subnets=subnets)

    def _table(self) -> dict | None:
        if self._one_in(4):
            return None
        routes: list[tuple] = []
        if not self._one_in(3):
            routes.append(("default", "0.0.0.0/0", *(("Internet",) if self._one_in(6) else HERE)))
        for number, prefix in enumerate(self._random.sample((*ROUTED, *TAGS), self._count())):
            hop = self._random.choice((("Internet",), ("None",), ("None",), ("VnetLocal",), HERE, ELSEWHERE))
            routes.append((f"r{number}", prefix, *hop))
        return table(*routes, disableBgpRoutePropagation=self._one_in(3))

    def _security_group(self) -> dict | None:
        if self._one_in(4):
            return None
        priorities = self._random.sample(range(100, 4096), 6)
        counts = {"Outbound": self._count(), "Inbound": self._count()}
        directions = [direction for direction, count in counts.items() for _number in range(count)]
        return security_group(
            *(
                self._security_rule(f"s{priority}", priority, one)
                for priority, one in zip(priorities, directions, strict=False)
            )
        )

    def _security_rule(self, name: str, priority: int, direction: str) -> dict:
        far = ("*", "Internet", "VirtualNetwork", "198.51.100.0/24", "20.2.0.0/16", "10.0.0.0/8", *TAGS, *MANAGEMENT)
        outside = self._some(far, 2)
        inside = self._random.choice(("*", SUBNET, SUBNET, "VirtualNetwork", "10.20.1.0/25", "10.9.0.0/16"))
        return security_rule(
            name,
            priority,
            self._random.choice(("Allow", "Deny")),
            direction,
            source=inside if direction == "Outbound" else outside,
            to=outside if direction == "Outbound" else inside,
            ports=self._some(("443", "80", "*", "400-500"), 2),
            protocol=self._random.choice(("*", "Tcp", "Udp")),
        )
