# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies around a cluster, as it was read: what decides about its traffic, and what is worth knowing besides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..documents import firewalls
from ..documents.policies import Policy
from ..values import resource_ids
from ..values.resource_ids import ResourceId
from . import filtering, places, routing, rulesets
from .filtering import Knowledge
from .next_hops import Routing
from .places import Places
from .rulesets import Ruleset

_LOCK = "/providers/microsoft.authorization/locks/"
_PRIVATE_LINK = "privatelink."


@dataclass(frozen=True)
class Lock:
    """A management lock; `level` is CanNotDelete or ReadOnly."""

    id: str
    name: str
    level: str

    @property
    def scope(self) -> str:
        """The id of what is locked, with everything in it."""
        return self.id[: self.id.lower().rfind(_LOCK)]

    def holds(self, id_: str | ResourceId) -> bool:
        """True when the resource is locked by it."""
        return f"{resource_ids.key(id_)}/".startswith(f"{resource_ids.key(self.scope)}/")


@dataclass(frozen=True)
class Besides:
    """What was read. `private_zones` are linked to the network and hold names the cluster needs; `diagnosis` is what
    the service itself finds, None when it was not asked; `unread` says what could not be read.
    """

    locks: tuple[Lock, ...] = ()
    public_addresses: tuple[str, ...] = ()
    private_zones: tuple[str, ...] = ()
    diagnosis: tuple[str, ...] | None = None
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Landscape:
    """What was read. Documents are None where there is none; `unread` maps the field of one that could not be read to
    a sentence that says why.

    `appliance` is the next hop of one that is not Azure's, in the place of a firewall: then there is no `firewall_id`.

    `chain` holds the policies that govern the firewall, the root first, and `group_id` names the group in one of them
    that holds our rules; `own_subnet` is the id of the subnet that an injected cluster itself names; `service_tags` are
    their prefixes by lower-case name, None when they were not asked for.
    """

    firewall_id: ResourceId | None
    firewall: Mapping[str, Any]
    appliance: str | None = None
    chain: tuple[Policy, ...] = ()
    group_id: ResourceId | None = None
    ip_groups: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    cluster: str = ""
    injected: bool = True
    own_subnet: str | None = None
    subnet: Mapping[str, Any] | None = None
    virtual_network: Mapping[str, Any] | None = None
    security_group: Mapping[str, Any] | None = None
    route_table: Mapping[str, Any] | None = None
    service_tags: Mapping[str, tuple[str, ...]] | None = None
    unread: Mapping[str, str] = field(default_factory=dict)
    besides: Besides = Besides()

    @cached_property
    def places(self) -> Places:
        """The places that are known."""
        return places.around(self.subnet, self.virtual_network, self.route_table, self.service_tags)

    @cached_property
    def ruleset(self) -> Ruleset:
        """The firewall's rules in their order."""
        return rulesets.of_policies(self.chain) if self.chain else rulesets.classic(self.firewall)

    @cached_property
    def routing(self) -> Routing:
        """The way out of the subnet."""
        return routing.of_subnet(
            self.subnet,
            self.route_table,
            self.virtual_network,
            self.places,
            unread=self.unread.get("route_table", ""),
            network_unread="virtual_network" in self.unread,
        )

    @cached_property
    def _concerning(self) -> dict[tuple[str, ...], Ruleset]:
        return {}

    def rules_for(self, sources: tuple[str, ...]) -> Ruleset:
        """The rules that may match traffic of these sources, found once for all that is asked about it."""
        if sources not in self._concerning:
            known = Knowledge(self.places, self.ip_groups)
            self._concerning[sources] = filtering.concerning(self.ruleset, sources, known)
        return self._concerning[sources]

    @property
    def firewall_address(self) -> str | None:
        """The address a default route must lead to."""
        return self.appliance or firewalls.private_address(self.firewall)

    @property
    def name(self) -> str:
        """The name of the firewall, or the address of the appliance."""
        return self.firewall_id.name if self.firewall_id else str(self.appliance)

    @property
    def described(self) -> str:
        """What the traffic goes through, in a sentence."""
        return f"{'appliance' if self.appliance else 'firewall'} {self.name}"


def holds_names(zone: str, names: Iterable[str]) -> bool:
    """True when a private zone decides about any of these names."""
    return bool(names_in(zone, names))


def names_in(zone: str, names: Iterable[str]) -> list[str]:
    """The names a private zone decides about. Those of a service are reached through its privatelink zone by an alias;
    a wildcard is one of them when names below it are.
    """
    inside = zone.lower().removeprefix(_PRIVATE_LINK)
    return [name for name in names if _within(name.lower(), inside)]


def _within(name: str, zone: str) -> bool:
    if name.startswith("*."):
        return f".{zone}".endswith(name[1:]) or f"{name}.".endswith(f".{zone}.")
    return f".{name}".endswith(f".{zone}")
