# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A virtual hub: which networks are connected to it, and what sends their traffic where.

Its routing intent gives the connections their default route; a hub without intent does so by static routes in the table
that a connection is associated with ("How to configure Virtual WAN Hub routing intent and routing policies",
2025-08-01).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..values import addresses, change, resource_ids
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
            if network and resource_ids.same(_remote(one), network):
                return _connection(one)
        return None

    @property
    def unassigned(self) -> Connection | None:
        """A connection that does not say whose it is: it may be anybody's."""
        return next((_connection(one) for one in self.connections if not _remote(one)), None)

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


def _connection(document: Mapping[str, Any]) -> Connection:
    properties = _properties(document)
    given = properties.get("routingConfiguration") or {}
    routing, strange = (given, ()) if isinstance(given, Mapping) else ({}, ("routingConfiguration",))
    associated, takes = routing.get("associatedRouteTable"), properties.get("enableInternetSecurity")
    nameless = ("associatedRouteTable",) if associated and not _id_of(associated) else ()
    only_ipv6 = ("enableOnlyIPv6Peering",) if properties.get("enableOnlyIPv6Peering") else ()
    unread = (*strange, *nameless, *only_ipv6)
    return Connection(
        name=str(document.get("name")),
        state=change.state_of(document),
        takes_default=takes if isinstance(takes, bool) else None,
        table=_id_of(associated),
        beyond=(*members.HUB_CONNECTION.beyond(properties), *members.HUB_ROUTING.beyond(routing), *unread),
    )


def _remote(document: Mapping[str, Any]) -> str:
    return _id_of(_properties(document).get("remoteVirtualNetwork"))


def _intent(document: Mapping[str, Any], hub: str) -> Rules:
    name = str(document.get("name"))
    policies = _rules(document, "routingPolicies", _policy)
    return Rules(name, f"routing intent {name} of {hub}", change.state_of(document), policies)


def _table(document: Mapping[str, Any], hub: str) -> Rules:
    name = str(document.get("name"))
    return Rules(name, f"route table {name} of {hub}", change.state_of(document), _rules(document, "routes", _route))


def _rules(document: Mapping[str, Any], member: str, read: Callable[[Mapping[str, Any]], Rule]) -> tuple[Rule, ...]:
    """What is listed there; whatever is no rule, or no list of them, is a rule of which nothing is known."""
    listed = _properties(document).get(member) or ()
    items = listed if isinstance(listed, list | tuple) else (listed,)
    return tuple(read(one) if isinstance(one, Mapping) else Rule(member, (), "", ("form",)) for one in items)


def _policy(item: Mapping[str, Any]) -> Rule:
    rule = _rule(item, members.ROUTING_POLICY.beyond(item))
    unknown = (one for one in rule.destinations if one.lower() not in (INTERNET.lower(), _PRIVATE))
    return replace(rule, beyond=(*rule.beyond, *unknown))


def _route(item: Mapping[str, Any]) -> Rule:
    """A destination that is the id of a resource, or a service, is not followed here."""
    rule, kind = _rule(item, members.HUB_ROUTE.beyond(item)), str(item.get("destinationType") or _CIDR)
    if kind.lower() != _CIDR:
        return replace(rule, beyond=(*rule.beyond, f"destinationType {kind}"))
    return replace(rule, beyond=(*rule.beyond, *(one for one in rule.destinations if not addresses.parse(one))))


def _rule(item: Mapping[str, Any], beyond: tuple[str, ...]) -> Rule:
    """The rule with its destinations as they are written; what is no list of texts is not understood."""
    listed, next_hop = item.get("destinations") or (), item.get("nextHop") or ""
    is_listed = isinstance(listed, list | tuple) and all(isinstance(one, str) for one in listed)
    strange = (*(() if is_listed else ("destinations",)), *(() if isinstance(next_hop, str) else ("nextHop",)))
    return Rule(
        name=str(item.get("name")),
        destinations=tuple(listed) if is_listed else (),
        next_hop=str(next_hop),
        beyond=(*beyond, *strange),
    )


def _id_of(reference: Any) -> str:
    """The id in a reference; nothing for what is none."""
    id_ = reference.get("id") if isinstance(reference, Mapping) else None
    return id_ if isinstance(id_, str) else ""


def _properties(document: Mapping[str, Any] | None) -> Mapping[str, Any]:
    return (document or {}).get("properties") or {}
