# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a virtual hub sends what a connected network has no other route for.

A connection takes the hub's default route where its `enableInternetSecurity` is true; nothing is said of longer static
routes where it is false. Routing intent with a policy for
internet traffic, or a static route, gives one; without either the hub may have learned one from a branch, and with a
policy for private traffic alone that one is followed behind the firewall ("How to configure Virtual WAN Hub routing
intent and routing policies", 2025-08-01; "Securing internet access with routing intent").
"""

from __future__ import annotations

from collections.abc import Iterable

from ..documents import virtual_hubs
from ..documents.routes import HopType
from ..documents.virtual_hubs import Connection, Rule, Rules, VirtualHub
from ..values import addresses, resource_ids
from ..values.addresses import Coverage
from ..values.resource_ids import ResourceId
from . import routing
from .matches import Cause
from .next_hops import Hop

_ALL = next(block for block in addresses.EVERYTHING if block.version == 4)
_SUCCEEDED = "succeeded"


def of_network(
    hub: VirtualHub | None, firewall: ResourceId | None, network: ResourceId | None, *, may_be_connected: bool
) -> Hop | None:
    """Where the hub sends a network's traffic; None where the network is not connected to it. That it may be says its
    own document, or nobody could read that.
    """
    if hub is None:
        return None
    connection = hub.connection_of(network)
    if connection is not None:
        return _by_connection(connection, hub) or _by_rules(connection, hub, firewall)
    if not may_be_connected or network is None:
        return None
    return _unread(hub) if hub.unread else _unassigned(hub)


def _unassigned(hub: VirtualHub) -> Hop | None:
    """What is left open by a connection that does not say whose it is; None where there is no such one."""
    one = hub.unassigned
    why = f"connection {one.name} of {hub.described} does not say which network it is of" if one else ""
    return _unknown(why, Cause.UNKNOWN_MEMBER) if one else None


def _by_connection(connection: Connection, hub: VirtualHub) -> Hop | None:
    """What the connection leaves open by itself, None where it says whether it takes the default route."""
    described = f"connection {connection.name} of {hub.described}"
    if connection.state.lower() != _SUCCEEDED:
        return _not_settled(described, connection.state)
    if connection.beyond:
        return _unknown(f"{connection.beyond[0]} of {described} is not understood here", Cause.UNKNOWN_MEMBER)
    if connection.takes_default is None:
        return _unknown(f"{described} does not say whether it takes the default route", Cause.LEARNED_ROUTE)
    return None


def _by_rules(connection: Connection, hub: VirtualHub, firewall: ResourceId | None) -> Hop:
    if hub.unread:
        return _unread(hub)
    refuses = connection.takes_default is False
    for one in hub.decisive:
        # Intent is about the default route and private space: a state of it changes nothing for who takes neither.
        if one.state.lower() != _SUCCEEDED and not (refuses and hub.intents):
            return _not_settled(one.described, one.state)
        unclear = next((rule for rule in one.rules if rule.beyond), None)
        if unclear:
            why = f"{unclear.beyond[0]} of '{unclear.name}' in {one.described} is not understood here"
            return _unknown(why, Cause.UNKNOWN_MEMBER)
    if refuses:
        return _beside_default(connection, hub)
    if hub.intents:
        return _by_policies(hub, firewall)
    return _by_static_routes(hub, firewall)


def _beside_default(connection: Connection, hub: VirtualHub) -> Hop:
    """What a connection that takes no default route does with one in parts is not documented."""
    wide = [(one, text) for one in hub.decisive for rule in one.rules for text in rule.destinations if _is_part(text)]
    if not wide:
        return Hop(HopType.INTERNET)
    (one, text), *_others = wide
    why = (
        f"connection {connection.name} of {hub.described} takes no default route, and whether it takes {text} of"
        f" {one.described} is not documented"
    )
    return _unknown(why, Cause.LEARNED_ROUTE)


def _is_part(prefix: str) -> bool:
    return _is_wide(prefix) and addresses.parse(prefix) != (_ALL,)


def _by_policies(hub: VirtualHub, firewall: ResourceId | None) -> Hop:
    taking = [(one, rule) for one in hub.decisive for rule in one.rules if _is_for_internet(rule)]
    if not taking:
        why = (
            f"{hub.decisive[0].described} has no policy for internet traffic, and whether a default route comes from"
            " elsewhere cannot be read here"
        )
        return _unknown(why, Cause.LEARNED_ROUTE)
    return _sent(taking, firewall)


def _is_for_internet(rule: Rule) -> bool:
    return virtual_hubs.INTERNET.lower() in [one.lower() for one in rule.destinations]


def _by_static_routes(hub: VirtualHub, firewall: ResourceId | None) -> Hop:
    """Routes for private space or for a narrow prefix hold no address of a name; see routing.py for how wide counts."""
    listed = [(one, rule) for one in hub.decisive for rule in one.rules]
    taking = [(one, rule) for one, rule in listed if any(_is_wide(text) for text in rule.destinations)]
    written = addresses.joined(text for _one, rule in taking for text in rule.destinations)
    if addresses.share(_ALL, written) != Coverage.ALL:
        why = (
            f"{hub.described} has no routing intent and no static default route, and what it has learned cannot be read"
            " here"
        )
        return _unknown(why, Cause.LEARNED_ROUTE)
    return _sent(taking, firewall)


def _is_wide(prefix: str) -> bool:
    return bool(addresses.parse(prefix)) and routing.is_wide(prefix, 4)


def _sent(taking: Iterable[tuple[Rules, Rule]], firewall: ResourceId | None) -> Hop:
    """Where all of these lead; several may lead to several places."""
    listed = list(taking)
    elsewhere = [(one, rule) for one, rule in listed if not _is(rule.next_hop, firewall)]
    if not elsewhere:
        return Hop(HopType.HUB, None, listed[0][0].name, is_default=True)
    one, rule = elsewhere[0]
    why = f"{one.described} sends it to {rule.next_hop.rpartition('/')[2] or 'nowhere'}, which is not this firewall"
    kind = HopType.GATEWAY if len(elsewhere) == len(listed) else HopType.UNKNOWN
    return Hop(kind, None, one.name, why, Cause.OTHER_WAY, is_default=True)


def _is(next_hop: str, firewall: ResourceId | None) -> bool:
    return firewall is not None and resource_ids.same(next_hop, firewall)


def _unread(hub: VirtualHub) -> Hop:
    right = f", which takes {hub.right}" if hub.right else ""
    return _unknown(f"{hub.unread[:1].lower()}{hub.unread[1:]}{right}", Cause.UNREADABLE)


def _not_settled(described: str, state: str) -> Hop:
    return _unknown(f"{described} is {state}, so what it shows may not be in force", Cause.NOT_SETTLED)


def _unknown(why: str, cause: Cause) -> Hop:
    return Hop(HopType.UNKNOWN, why=why, cause=cause, is_default=True)
