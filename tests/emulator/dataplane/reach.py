# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a packet gets from a subnet to its next hop, and the answer back.

A route may name any address. What counts is whether the address lies in the network itself, at the other end of a
peering that works, in a virtual hub, or in a network that a manager has connected.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from . import addresses
from .truth import Truth

# What the service itself keeps on its side of a connection to a virtual hub, whose network nobody else sees.
HUB_PEERING = "remotevnettohubpeering_"
HUB_SIDE = {"peeringState": "Connected", "allowVirtualNetworkAccess": True}


@dataclass(frozen=True)
class Place:
    """A subnet in its network, and the networks at the other ends of its peerings."""

    network: dict
    subnet: str = ""
    table: dict | None = None
    networks: Mapping[str, dict] = field(default_factory=dict)  # by id in lower case
    truth: Truth = Truth()


class Peering(NamedTuple):
    """Both sides' properties; `far` is None where the other side is gone."""

    near: dict
    far: dict | None
    remote: dict | None  # the network there; None: it is the service's own
    hub: bool

    @property
    def works(self):
        """Both sides have to be Connected: Initiated is half a peering, Disconnected had its other half deleted."""
        return all((side or {}).get("peeringState") == "Connected" for side in (self.near, self.far))

    @property
    def space(self):
        """What is peered: remoteVirtualNetworkAddressSpace is what the network has by now, in force or not."""
        return tuple(self.near["remoteAddressSpace"]["addressPrefixes"])

    @property
    def accessible(self):
        return all(side.get("allowVirtualNetworkAccess") is True for side in (self.near, self.far))


def peerings(place):
    """The peerings of the network with both their sides."""
    for item in place.network["properties"].get("virtualNetworkPeerings") or []:
        near = item["properties"]
        if place.truth.whole and near.get("provisioningState", "Succeeded") != "Succeeded":
            raise ValueError(f"nobody said what is in force of {item['name']}; give the network as it is in force")
        remote_id = near["remoteVirtualNetwork"]["id"].lower()
        remote = place.networks.get(remote_id)
        hub = remote is None and item["name"].lower().startswith(HUB_PEERING)
        if remote is None and not hub:
            raise ValueError(f"there is no {remote_id} in this world")
        yield Peering(near, HUB_SIDE if hub else _back(remote, place.network["id"]), remote, hub)


def _back(remote, home_id):
    for item in remote["properties"].get("virtualNetworkPeerings") or []:
        if item["properties"]["remoteVirtualNetwork"]["id"].lower() == home_id.lower():
            return item["properties"]
    return None


def spaces(place):
    """(prefixes in the tag VirtualNetwork, prefixes that have routes only): of the network and of peers."""
    opened, closed = list(place.network["properties"]["addressSpace"]["addressPrefixes"]), []
    for peering in peerings(place):
        if peering.works and _routed(place):
            (opened if peering.accessible else closed).extend(peering.space)
    return tuple(opened), tuple(closed)


def _routed(place):
    """A table may say that its subnets use no routes of peerings."""
    properties = (place.table or {}).get("properties") or {}
    return str(properties.get("disablePeeringRoute") or "None").lower() != "all"


def neighbours(place):
    """The networks whose routes a subnet has: its own, those at the other ends of its peerings, and of its group."""
    yield place.network
    for peering in peerings(place) if _routed(place) else ():
        if peering.works and peering.remote:
            yield peering.remote
    yield from _grouped(place)


def reaches(place, address, *, forwarded=True):
    """Whether a packet gets to the address, and what is sent back gets to the subnet.

    `forwarded` says that what comes back was begun elsewhere, as all that a firewall sends on.
    """
    if _inside(place.network["properties"]["addressSpace"]["addressPrefixes"], address):
        return True
    if _routed(place):
        for peering in peerings(place):
            if peering.works and _inside(peering.space, address):
                return _carries(place, peering, address, forwarded)
    return _connected(place, address)


def _carries(place, peering, address, forwarded):
    """Peerings are not transitive, so this one is all there is to carry the packet."""
    if peering.hub:
        return place.truth.said("hub_hops_work")
    if peering.near.get("enableOnlyIPv6Peering") is True and addresses.single(address).version == 4:
        return False
    if peering.near.get("peerCompleteVnets") is False and not _subnets_peered(place, peering, address):
        return False
    if not peering.accessible and place.truth.said("access_off_stops"):
        return False
    # What the firewall sends on to the spoke comes from elsewhere: forwarded, not from the hub itself.
    return (
        not forwarded
        or peering.near.get("allowForwardedTraffic") is True
        or not place.truth.said("answers_need_forwarding")
    )


def _subnets_peered(place, peering, address):
    """With a peering of subnets the others have the routes as well, and what they send is dropped."""
    there = [
        subnet["name"]
        for subnet in peering.remote["properties"]["subnets"]
        if _inside(prefixes_of(subnet["properties"]), address)
    ]
    return _named(place.subnet, peering.near.get("localSubnetNames")) and any(
        _named(name, peering.near.get("remoteSubnetNames")) for name in there
    )


def _named(name, names):
    return name.lower() in [item.lower() for item in names or []]


def prefixes_of(subnet):
    """The prefixes of a subnet, whichever way it has them."""
    return [subnet["addressPrefix"]] if subnet.get("addressPrefix") else subnet.get("addressPrefixes") or []


def _connected(place, address):
    """Networks of a connected group reach each other, and there is no peering to be seen."""
    return any(_inside(other["properties"]["addressSpace"]["addressPrefixes"], address) for other in _grouped(place))


def _grouped(place):
    home = place.network["id"].lower()
    for group in place.truth.said("connected"):
        for other in group - {home} if home in group else ():
            yield place.networks[other]


def _inside(prefixes, address):
    return any(addresses.in_block(prefix, address) for prefix in prefixes)
