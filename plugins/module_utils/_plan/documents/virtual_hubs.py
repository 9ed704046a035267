# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A virtual hub: which networks are connected to it, and what sends their traffic where.

Its routing intent gives the connections their default route; a hub without intent does so by static routes in the table
that a connection is associated with ("How to configure Virtual WAN Hub routing intent and routing policies",
2025-08-01).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..values import change, resource_ids
from ..values.resource_ids import ResourceId
from . import members

INTERNET = "Internet"  # as a destination of a routing policy; the other one is PrivateTraffic
_PRIVATE = "privatetraffic"
_DEFAULT_TABLE = "defaultRouteTable"  # what a connection is associated with that names none
_CIDR = "cidr"


@dataclass(frozen=True)
class Connection:
    """A network's connection. `takes_default` is None where it does not say; `beyond` are members that may change what
    is learned by it and are not understood here.
    """

    name: str
    state: str
    takes_default: bool | None
    table: str
    beyond: tuple[str, ...]


@dataclass(frozen=True)
class Rule:
    """A routing policy, or a static route: what has these destinations goes to the resource with this id."""

    name: str
    destinations: tuple[str, ...]
    next_hop: str
    beyond: tuple[str, ...]


@dataclass(frozen=True)
class Rules:
    """A routing intent, or a route table of the hub; `described` is for messages."""

    name: str
    described: str
    state: str
    rules: tuple[Rule, ...]


@dataclass(frozen=True)
class VirtualHub:
    """A hub as it was read: its connections, then its intents, then the table of a connection, each only where the one
    before it leaves something to decide. `unread` says why the next one could not be read, and `right` what that takes.
    """

    id: ResourceId
    connections: tuple[Mapping[str, Any], ...] = ()
    intents: tuple[Mapping[str, Any], ...] = ()
    table: Mapping[str, Any] | None = None
    unread: str = ""
    right: str = ""

    @property
    def described(self) -> str:
        """The hub in a sentence."""
        return f"virtual hub {self.id.name}"

    def connection_of(self, network: ResourceId | str | None) -> Connection | None:
        """The connection of a network; it has one at most."""
        for one in self.connections:
            remote = _id_of(_properties(one).get("remoteVirtualNetwork"))
            if network and remote and resource_ids.same(remote, network):
                return _connection(one, self.id)
        return None

    @property
    def decisive(self) -> tuple[Rules, ...]:
        """What decides: the intent, else the table that was read for it."""
        if self.intents:
            return tuple(_intent(one, self.described) for one in self.intents)
        return (_table(self.table, self.described),) if self.table is not None else ()


def table_of(connection: Connection, hub: ResourceId) -> ResourceId:
    """The table that a connection is associated with; raise PlanError where it names none that could be."""
    if not connection.table:
        return hub.child(resource_ids.HUB_ROUTE_TABLE, _DEFAULT_TABLE)
    return resource_ids.of_type(resource_ids.parse(connection.table), resource_ids.HUB_ROUTE_TABLE)


def _connection(document: Mapping[str, Any], hub: ResourceId) -> Connection:
    properties = _properties(document)
    routing = properties.get("routingConfiguration") or {}
    takes = properties.get("enableInternetSecurity")
    only_ipv6 = ("enableOnlyIPv6Peering",) if properties.get("enableOnlyIPv6Peering") else ()
    return Connection(
        name=str(document.get("name")),
        state=change.state_of(document),
        takes_default=takes if isinstance(takes, bool) else None,
        table=_id_of(routing.get("associatedRouteTable")),
        beyond=(*members.HUB_CONNECTION.beyond(properties), *members.HUB_ROUTING.beyond(routing), *only_ipv6),
    )


def _intent(document: Mapping[str, Any], hub: str) -> Rules:
    properties, name = _properties(document), str(document.get("name"))
    policies = tuple(_policy(item) for item in properties.get("routingPolicies") or ())
    return Rules(name, f"routing intent {name} of {hub}", change.state_of(document), policies)


def _policy(item: Mapping[str, Any]) -> Rule:
    destinations = tuple(str(one) for one in item.get("destinations") or ())
    unknown = tuple(one for one in destinations if one.lower() not in (INTERNET.lower(), _PRIVATE))
    beyond = (*members.ROUTING_POLICY.beyond(item), *unknown)
    return Rule(str(item.get("name")), destinations, str(item.get("nextHop") or ""), beyond)


def _table(document: Mapping[str, Any], hub: str) -> Rules:
    name = str(document.get("name"))
    routes = tuple(_route(item) for item in _properties(document).get("routes") or ())
    return Rules(name, f"route table {name} of {hub}", change.state_of(document), routes)


def _route(item: Mapping[str, Any]) -> Rule:
    """A destination that is the id of a resource, or a service, is not followed here."""
    kind = str(item.get("destinationType") or _CIDR)
    beyond = (*members.HUB_ROUTE.beyond(item), *(() if kind.lower() == _CIDR else (f"destinationType {kind}",)))
    destinations = tuple(str(one) for one in item.get("destinations") or ())
    return Rule(str(item.get("name")), destinations, str(item.get("nextHop") or ""), beyond)


def _id_of(reference: Mapping[str, Any] | None) -> str:
    return str((reference or {}).get("id") or "")


def _properties(document: Mapping[str, Any] | None) -> Mapping[str, Any]:
    return (document or {}).get("properties") or {}
