# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about the default route that a virtual hub gives its spokes, where the subnet's table has none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..documents import firewalls, route_tables
from ..documents.routes import DEFAULT_PREFIX, HopType
from ..documents.virtual_hubs import VirtualHub
from ..values import words
from ..verdict.landscape import Landscape
from ..verdict.matches import Cause
from ..verdict.verdicts import Judged
from .destinations import leaving_open, subjects
from .findings import Finding

_INTENT = "Let the routing intent of the hub send internet traffic to the firewall once all that is needed is allowed"


def decides(landscape: Landscape) -> bool:
    """True where the hub of the firewall, and no route of the table, gives the subnet its default route, or would."""
    return landscape.hub is not None and not landscape.routing.defaults()


def default_route(landscape: Landscape, hub: VirtualHub, judged: Sequence[Judged]) -> Iterator[Finding]:
    """Whether what has no other route goes to the firewall, and what is to be done where it does not."""
    given, name = landscape.routing.given, str((landscape.subnet or {}).get("name"))
    reason = _reason(landscape, hub)
    concerned = subjects(one for one in judged if one.verdict.is_open and given and one.verdict.why == given.why)
    if reason:
        what, remedy = reason
        yield Finding(
            "no_default_route",
            name,
            f"No {DEFAULT_PREFIX} route leads from subnet {name} to {landscape.described}: {what}. Nothing is locked"
            " down.",
            remedy,
        )
    if given is not None and given.cause == Cause.UNREADABLE:
        told = f"{hub.unread}.{leaving_open(concerned, judged)}"
        unasked = "Look at the hub in the portal, and check again."
        remedy = f"Give the login {hub.right} on the hub." if hub.right else unasked
        yield Finding("unreadable", hub.id.name, told, remedy, concerned)
    if given is not None and given.cause == Cause.NOT_SETTLED:
        yield Finding(
            "not_settled",
            hub.id.name,
            f"{words.begun(given.why)}.{leaving_open(concerned, judged)}",
            "Wait for a change to end, or repeat one that failed; then check again.",
            concerned,
        )
    if given is not None and given.kind == HopType.HUB:
        yield from _seen_from_outside(landscape)


def _reason(landscape: Landscape, hub: VirtualHub) -> tuple[str, str] | None:
    """Why no traffic comes to the firewall, and the remedy; None where it does, or nobody can tell."""
    given, network = landscape.routing.given, landscape.network_id
    if route_tables.takes_no_learned(landscape.route_table):
        table = str((landscape.route_table or {}).get("name"))
        what = f"route table {table} takes none from {hub.described} (disableBgpRoutePropagation is true)"
        return what, f"Turn propagation of gateway routes on in route table {table}. {_INTENT}."
    if given is None and not landscape.routing.learned and network is not None:
        what = f"network {network.name} is not connected to {hub.described}"
        return what, f"Connect it, with enableInternetSecurity: true. {_INTENT}."
    if given is None:
        return None
    connection = hub.connection_of(network)
    if given.kind == HopType.INTERNET and connection is not None:
        what = f"connection {connection.name} of {hub.described} takes none (enableInternetSecurity is false)"
        return what, f"Set enableInternetSecurity: true on the connection. {_INTENT}."
    return (given.why, f"{_INTENT}.") if given.kind == HopType.GATEWAY else None


def _seen_from_outside(landscape: Landscape) -> Iterator[Finding]:
    """A firewall that is being changed shows none of its public addresses, and has them."""
    document = landscape.firewall or {}
    if not firewalls.hub_public_addresses(document) and not firewalls.public_address_ids(document):
        yield Finding(
            "new_source_address",
            landscape.name,
            f"Data sources see the cluster by the public addresses of firewall {landscape.name}, which its document"
            " does not show now.",
            "Check again later, and add them wherever a data source allows callers by address.",
        )


def beside(landscape: Landscape) -> Iterator[Finding]:
    """What else the hub may bring."""
    given = landscape.routing.given
    if landscape.hub is not None and decides(landscape) and given is not None and given.kind != HopType.UNKNOWN:
        yield Finding(
            "not_covered",
            landscape.hub.id.name,
            f"Virtual hub {landscape.hub.id.name} may bring longer routes, which cannot be read: a destination whose"
            " name resolves into the prefix of one takes it in place of the default route.",
            "Look at the effective routes of its connection, in the portal.",
        )
