# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a packet that the rules of a firewall let pass.

A firewall in a network sends it on by the routes of its own subnet, from its public addresses or those of a NAT gateway
there. One in a virtual hub sends it where the hub does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

from . import addresses, flows, hubs, intrusion, private_endpoints, reach, security_groups, snat
from .routes import EVERYTHING, next_hop

APPLIANCES = ("virtualappliance", "virtualapplianceecmp")
INTRUSION, UNTRANSLATED, NO_ADDRESS, ONE_WAY = "intrusion detection", "SNAT", "no public address", "one way"
# Subnets in which something stands that learns routes from elsewhere.
LEARNING = ("gatewaysubnet", "routeserversubnet")


@dataclass(frozen=True)
class Exit:
    """What a firewall's own subnet hangs on; `direct` is for one in a virtual hub, which has no subnet to be seen."""

    table: dict | None = None
    translated: bool = False  # by a NAT gateway
    virtual_network: tuple = ()
    private: tuple = ()
    learns: bool = False
    direct: bool | None = None


class End(NamedTuple):
    """Where a packet ends, or who else has decided that it does not."""

    passes: bool
    by: object


def exit_of(documents, firewall, networks, truth):
    """The Exit of a firewall, as the documents have it."""
    properties = firewall["properties"]
    if (properties.get("sku") or {}).get("name") == "AZFW_Hub":
        hub_id = properties["virtualHub"]["id"]
        return Exit(direct=hubs.leaves_directly(documents, hub_id, firewall["id"], truth))
    subnet_ids = [
        one["properties"]["subnet"]["id"] for one in _configurations(properties) if "subnet" in one["properties"]
    ]
    if not subnet_ids:
        return Exit()  # it does not run, so nothing comes to it
    subnet, home = documents.demand(subnet_ids[0]), documents.demand(subnet_ids[0].rsplit("/", 2)[0])
    table = _linked(documents, subnet, "routeTable")
    place = reach.Place(home, subnet["name"], table, networks, truth)
    opened, closed = reach.spaces(place)
    return Exit(
        table=table,
        translated=_has_addresses(_linked(documents, subnet, "natGateway")),
        virtual_network=(*opened, *closed),
        private=private_endpoints.around(documents, place),
        learns=_learns(home["properties"]),
    )


def _configurations(properties):
    return properties.get("ipConfigurations") or []


def _linked(documents, subnet, member):
    linked = subnet["properties"].get(member)
    return documents.demand(linked["id"]) if linked else None


def _has_addresses(gateway):
    properties = (gateway or {}).get("properties") or {}
    return bool(properties.get("publicIpAddresses") or properties.get("publicIpPrefixes"))


def _learns(properties):
    subnets = [one["name"].lower() for one in properties.get("subnets") or []]
    remote = [one["properties"].get("useRemoteGateways") for one in properties.get("virtualNetworkPeerings") or []]
    return any(name in LEARNING for name in subnets) or True in remote


def end(world, policies, asked, how):
    """Where a packet ends that the rules have let pass; None: it gets to where it was to go."""
    if intrusion.drops(world.firewall, policies, asked):
        return End(False, INTRUSION)
    keeps = how == flows.FORWARDED and snat.keeps_source(world.firewall, policies, asked.address, asked.truth)
    if world.exit.direct is not None:
        return _by_hub(world, keeps, asked)
    hop = _hop(world, asked)
    kind = hop.type.lower()
    if kind == "internet":
        return _to_internet(world, keeps, asked)
    if kind in ("vnetlocal", "interfaceendpoint"):
        return _within(world, hop, keeps, asked)
    if kind in APPLIANCES:
        return End(asked.truth.said("appliances").get(hop.address, False), hop)
    return End(kind == "virtualnetworkgateway" and asked.truth.said("gateway_passes"), hop)


def _by_hub(world, keeps, asked):
    if world.exit.direct:
        return End(False, UNTRANSLATED) if keeps and _is_public(asked.address) else None
    return End(asked.truth.said("gateway_passes"), "virtual hub")


def _is_public(address):
    return not any(addresses.in_block(prefix, address) for prefix in security_groups.NOT_PUBLIC)


def _hop(world, asked):
    table, exit_, truth = world.exit.table, world.exit, asked.truth
    learned = truth.said("learned") if exit_.learns else ()
    if not _tunnels(world.firewall, table, learned, truth):
        table, learned = _without_default(table), [one for one in learned if one[0] not in EVERYTHING]
    return next_hop(
        table,
        asked.address,
        world.service_tags,
        virtual_network=exit_.virtual_network,
        private=exit_.private,
        bgp=learned,
        truth=truth,
    )


def _tunnels(firewall, table, learned, truth):
    """Whether a default route counts that leads elsewhere than to the internet: a firewall needs that for itself.

    Microsoft Learn, firewall/forced-tunneling (2020): without management addresses such routes are disabled.
    """
    properties = firewall["properties"]
    if properties.get("managementIpConfiguration") or _is_basic(properties):
        return True
    led = any(prefix in EVERYTHING for prefix, *_kind in learned) or _without_default(table) != table
    return not led or truth.said("tunnels_without_management")


def _without_default(table):
    if table is None:
        return None
    kept = [
        item
        for item in table["properties"].get("routes") or []
        if item["properties"]["addressPrefix"] not in EVERYTHING
        or item["properties"]["nextHopType"].lower() == "internet"
    ]
    return {**table, "properties": {**table["properties"], "routes": kept}}


def _is_basic(properties):
    return str((properties.get("sku") or {}).get("tier")).lower() == "basic"


def _to_internet(world, keeps, asked):
    properties = world.firewall["properties"]
    public = [one for one in _configurations(properties) if one["properties"].get("publicIPAddress")]
    if not public and not world.exit.translated and not _leaves_by_management(properties, asked.truth):
        return End(False, NO_ADDRESS)
    return End(False, UNTRANSLATED) if keeps else None


def _leaves_by_management(properties, truth):
    """A Basic firewall was recorded with a public address for its management alone (2023-08-04)."""
    return _is_basic(properties) and truth.said("basic_leaves_by_management")


def _within(world, hop, keeps, asked):
    """A private destination answers the client itself where nobody has put another address in its place."""
    endpoint = next((one for one in world.exit.private if one.address == asked.address), None)
    if hop.type == "InterfaceEndpoint" and not endpoint.connected:
        return End(False, hop)
    return End(False, ONE_WAY) if keeps and asked.truth.said("answers_need_firewall") else None


def at(asked, address):
    """The same flow, to the address that a firewall has found itself."""
    return replace(asked, address=address)
