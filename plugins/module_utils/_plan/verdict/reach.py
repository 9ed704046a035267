# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a network can reach the next hop that its routes name: what it cannot reach drops all that is sent there.

A hop is reached within the network, and through a peering whose both sides are Connected and open. It is not reached,
for certain, where the only peering that holds it was never completed or is broken. Without any peering nobody can tell:
a connected group of a network manager leads there without one, and no document of a network shows it (documentation of
peerings and of Azure Virtual Network Manager).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..documents import networks, subnets
from ..documents.networks import Peering
from ..values import addresses, resource_ids
from .matches import YES, Cause, Match, maybe

_BROKEN, _NONE = ("initiated", "disconnected"), "none"
_FIREWALLS = "azurefirewallsubnet"


@dataclass(frozen=True)
class Around:
    """What was read: the network of a subnet, and the one at the other end of the peering that holds the hop.

    `table` is the subnet's route table; `unread` says why a network could not be read, by the landscape's field.
    """

    network: Mapping[str, Any] | None
    subnet: str
    hop_network: Mapping[str, Any] | None = None
    table: Mapping[str, Any] | None = None
    unread: Mapping[str, str] = field(default_factory=dict)


def of_hop(address: str, around: Around) -> Match:
    """Whether packets of the subnet get to the hop, and answers back."""
    if around.network is None:
        why = around.unread.get("virtual_network", "the network of the subnet was not read")
        return maybe(Cause.UNREADABLE, f"{why}, so whether {address} can be reached is not known")
    if addresses.holds(networks.prefixes(around.network), address):
        return YES
    peering = leading_to(around.network, address)
    if peering is None:
        return _unproven(f"no peering of the network leads to {address}")
    if str(_properties(around.table).get("disablePeeringRoute") or _NONE).lower() != _NONE:
        return _unproven("the route table takes no routes of peerings")
    if peering.state.lower() in _BROKEN:
        return Match(False, f"peering {peering.name}, which leads to {address}, is {peering.state}")
    return _through(peering, address, around)


def leading_to(network: Mapping[str, Any] | None, address: str) -> Peering | None:
    """The peering of a network whose other side holds the address: one that is Connected before any other."""
    holding = [one for one in networks.peerings(network) if addresses.holds(one.space, address)]
    return next((one for one in holding if one.is_connected), holding[0] if holding else None)


def is_beside(address: str | None, firewall: str | None, around: Around) -> bool:
    """True for an address in the subnet of the firewall, which nothing but that firewall may be in ("Azure Firewall
    FAQ"). One that is stopped has no address; whatever such subnet there is near is taken for its own.
    """
    if address is None:
        return False
    near = [one for one in (around.network, around.hop_network) if _FIREWALLS in networks.subnets_at(one, address)]
    return any(firewall is None or _FIREWALLS in networks.subnets_at(one, firewall) for one in near)


def _through(near: Peering, address: str, around: Around) -> Match:
    if near.is_with_hub:
        why = f"whether a route to {address} in a virtual hub works is not documented, as its routing intent is"
        return maybe(Cause.UNPROVEN_HOP, why)
    if near.is_only_ipv6:
        return Match(False, f"peering {near.name}, which leads to {address}, carries IPv6 alone")
    if "hop_network" in around.unread:
        why = f"{around.unread['hop_network']}, so what its side of peering {near.name} allows is not known"
        return maybe(Cause.UNREADABLE, why)
    if not _joins(near, address, around):
        return Match(False, f"peering {near.name} does not join this subnet with the one of {address}")
    own = str((around.network or {}).get("id"))
    far = [one for one in networks.peerings(around.hop_network) if resource_ids.same(one.remote, own)]
    sides = all(side.is_connected and side.is_open and side.is_settled for side in (near, *far))
    sides = sides and all(_leads_back(side, address, around) for side in far)
    if not far or not sides or not near.takes_forwarded:  # what a firewall answers comes from elsewhere
        return maybe(
            Cause.UNPROVEN_HOP, f"peering {near.name}, or its other side, does not let all pass, or not for certain"
        )
    return YES


def _leads_back(far: Peering, address: str, around: Around) -> bool:
    """The other side has routes of its own: for what it knows of this network's space, and for the subnets it names."""
    named = [one for one in _properties(around.network).get("subnets") or () if _is_called(one, around.subnet)]
    ours = [prefix for one in named for prefix in subnets.prefixes(one)] or networks.prefixes(around.network)
    known = all(addresses.holds(far.space, one) for one in addresses.of_version(ours, 4))
    chosen = far.far_subnets is None or around.subnet.lower() in far.far_subnets
    there = far.near_subnets is None or bool(networks.subnets_at(around.hop_network, address) & far.near_subnets)
    return known and chosen and there and not far.is_only_ipv6


def _is_called(subnet: Mapping[str, Any], name: str) -> bool:
    return str(subnet.get("name")).lower() == name.lower()


def _joins(near: Peering, address: str, around: Around) -> bool:
    """Other subnets than those that are peered have the routes, too, and what they send is dropped."""
    if near.near_subnets is None or near.far_subnets is None:
        return True
    there = networks.subnets_at(around.hop_network, address)
    return around.subnet.lower() in near.near_subnets and bool(there & near.far_subnets)


def _unproven(why: str) -> Match:
    return maybe(Cause.UNPROVEN_HOP, f"{why}, and whether a connected group of a network manager does is not known")


def _properties(document: Mapping[str, Any] | None) -> Mapping[str, Any]:
    return (document or {}).get("properties") or {}
