# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Worlds that have a document of every kind that is read, and what is done in them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.adx.outbound.tests.emulator import (
    CLUSTER_ID,
    FIREWALL_ID,
    FIREWALL_POLICY_ID,
    SUBNET_ID,
)
from ansible_collections.adx.outbound.tests.emulator.worlds import data_sources, dependency_answer
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import SUBSCRIPTION_ID, VNET_ID
from ansible_collections.adx.outbound.tests.integration.estates import ESTATES
from ansible_collections.adx.outbound.tests.integration.modules import test_private_names as names
from ansible_collections.adx.outbound.tests.integration.others import edit
from ansible_collections.adx.outbound.tests.integration.runner import NAMED

Seed = Callable[[Any], None]
MANAGER = VNET_ID.replace("virtualNetworks/vnet-spoke", "networkManagers/nm")
LOCKS = f"{SUBSCRIPTION_ID}/providers/Microsoft.Authorization/locks"


def with_lock(emulator: Any) -> None:
    """Of the firewall's group: the emulator does not obey it, and a check tells of it."""
    lock = {"id": f"{FIREWALL_ID}/providers/Microsoft.Authorization/locks/keep", "name": "keep"}
    emulator.seed(LOCKS, {"value": [{**lock, "properties": {"level": "CanNotDelete"}}]})


def with_admin_rule(emulator: Any) -> None:
    """One that leaves all to the security group."""
    anywhere = [{"addressPrefix": "*", "addressPrefixType": "IPPrefix"}]
    properties = {"access": "Allow", "direction": "Outbound", "priority": 10, "protocol": "Tcp", "sources": anywhere}
    properties |= {"destinations": anywhere, "sourcePortRanges": ["0-65535"], "destinationPortRanges": ["443"]}
    id_ = f"{MANAGER}/securityAdminConfigurations/c/ruleCollections/rc/rules/open"
    answer = {"value": [{"id": id_, "kind": "Custom", "properties": properties}], "skipToken": ""}
    emulator.seed(f"{VNET_ID}/listNetworkManagerEffectiveSecurityAdminRules", answer)


def with_users(emulator: Any) -> None:
    """The subnet shows who is in it, and has an endpoint of a service."""
    owner = CLUSTER_ID.partition("/providers/")[0]
    balancer = f"{owner}/providers/Microsoft.Network/loadBalancers/kucompute/frontendIPConfigurations/f"
    link = {"name": "l", "properties": {"linkedResourceType": "Microsoft.Kusto/clusters"}}
    endpoint = {"service": "Microsoft.AzureCosmosDB", "locations": ["*"], "provisioningState": "Succeeded"}
    shown = {"serviceAssociationLinks": [link], "serviceEndpoints": [endpoint]}
    edit(emulator, SUBNET_ID, lambda properties: properties.update(ipConfigurations=[{"id": balancer}], **shown))


def with_settings_of_policy(emulator: Any) -> None:
    """Everything that a policy says and a verdict reads."""
    bypass = {"name": "b", "protocol": "TCP", "sourceAddresses": ["10.9.0.0/16"], "destinationPorts": ["443"]}
    settings = {
        "snat": {"privateRanges": ["10.0.0.0/8"]},
        "intrusionDetection": {"mode": "Alert", "configuration": {"bypassTrafficSettings": [bypass]}},
        "threatIntelMode": "Alert",
        "dnsSettings": {"servers": [], "enableProxy": True, "requireProxyForNetworkRules": None},
    }
    edit(emulator, FIREWALL_POLICY_ID, lambda properties: properties.update(settings))


def with_private_names(emulator: Any) -> None:
    """The network asks zones, one of which has a record of a needed name, and has private endpoints."""
    for change in (
        names.asks(),
        names.zone("contoso.example"),
        names.zone(names.BLOB, (names.ACCOUNT, names.PRIVATE)),
        names.zone("live.com", ("login", "40.126.31.70"), ("other", names.PRIVATE)),
        names.endpoint(shown=False),
    ):
        change(emulator)


def with_data_sources(emulator: Any) -> None:
    """Everything that a cluster reads from by its own configuration."""
    leader = dependency_answer.build(data_sources.LEADER_ID, "West US")
    for id_, document in (*data_sources.whole(CLUSTER_ID, "West US"), leader):
        emulator.seed(id_, document)


@dataclass(frozen=True)
class World:
    """An estate with more in it; `accept` is what its lock-down has to accept."""

    estate: str
    more: tuple[Seed, ...] = ()
    accept: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    def make(self, emulator: Any) -> None:
        """Put it in place."""
        ESTATES[self.estate].make(emulator)
        for change in (with_lock, with_admin_rule, with_users, *self.more):
            change(emulator)

    def locked(self) -> dict[str, Any]:
        """The options of its lock-down."""
        given = {"default_route": "manage", **ESTATES[self.estate].options, **self.options}
        return {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, **given, "accept": list(self.accept)}


WORLDS = {
    "classic": World("the demo"),
    "data sources": World("the demo", (with_data_sources,), options={"sources": ["discovered", "data_sources"]}),
    "policy": World("a deny of private space", (with_settings_of_policy,)),
    "threats": World("a deny of private space and of a list of threats", accept=("resolved_address",)),
    "names": World("the demo", (with_private_names,)),
    "names by the firewall": World("names by the firewall, zones in the hub"),
    "NAT gateway": World("a NAT gateway at the firewall"),
    "tunnel": World("forced tunnelling"),
    "VPN": World("a VPN gateway in the hub"),
    "hub": World("a hub by routing intent"),
    "landing zone": World("security group of a landing zone"),
}


@dataclass(frozen=True)
class Act:
    """One call; `before` says whether the cluster has been locked down before it."""

    module: str
    before: bool
    options: Callable[[World], dict[str, Any]]


def _judged(world: World) -> dict[str, Any]:
    return {**NAMED, **world.options, "service_tags": True, "diagnose": True}


def _planned(world: World) -> dict[str, Any]:
    return {**NAMED, **world.options}


def _removed(world: World) -> dict[str, Any]:
    given = {name: one for name, one in world.locked().items() if name not in ("default_route", "accept")}
    return {**given, "state": "absent"}


ACTS = {
    "plan": Act("egress_plan_info", False, _planned),
    "check": Act("egress_check_info", True, _judged),
    "lock-down": Act("cluster_egress", False, World.locked),
    "removal": Act("cluster_egress", True, _removed),
}
