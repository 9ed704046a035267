# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what gives a network its default route that is connected to the virtual hub of a firewall.

Each part is read only where the one before it leaves something to decide: the connections, the routing intent, and
where there is none, the route table of the connection.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ..._plan.documents import firewalls, virtual_hubs
from ..._plan.documents.virtual_hubs import VirtualHub
from ..._plan.values import resource_ids
from ..._plan.values.errors import PlanError
from ..._plan.values.resource_ids import ResourceId
from ..wire import api_versions, rest
from ..wire.errors import ArmError
from .reader import Reader

# What may not be read, what a cloud's older service does not know, and what is out of sight.
_TOLERATED = (400, 403, 404)
_CONNECTIONS, _INTENT, _TABLES = "hubVirtualNetworkConnections", "routingIntent", "hubRouteTables"


def read(reader: Reader, firewall: Mapping[str, Any] | None, network: ResourceId | None) -> VirtualHub | None:
    """Return the hub that the firewall stands in, None for one that stands in none."""
    found = firewalls.hub_of(firewall or {})
    if found is None or network is None:
        return None
    hub = VirtualHub(resource_ids.of_type(resource_ids.parse(found), resource_ids.VIRTUAL_HUB))
    described = f"The {{}} of {hub.id.described()}"
    try:
        part, what = _CONNECTIONS, "connections"
        hub = replace(hub, connections=_listed(reader, hub.id, part))
        connection = hub.connection_of(network)
        if connection is None or connection.takes_default is False:
            return hub
        part, what = _INTENT, "routing intent"
        hub = replace(hub, intents=_listed(reader, hub.id, part))
        if hub.intents:
            return hub
        part, what = _TABLES, "route table"
        return replace(hub, table=_one(reader, virtual_hubs.table_of(connection, hub.id)))
    except ArmError as error:
        if error.status not in _TOLERATED:
            raise
        why = f"{described.format(what)} could not be read ({error.code or error.status})"
    except PlanError as error:
        why = f"{described.format(what)} could not be read: {error}".rstrip(".")
    return replace(hub, unread=why, right=f"{resource_ids.VIRTUAL_HUB}/{part}/read")


def _listed(reader: Reader, hub: ResourceId, part: str) -> tuple[dict[str, Any], ...]:
    http, doing = reader.session.http, f"list {part} of {hub.described()}"
    url = f"{hub}/{part}?api-version={api_versions.of(resource_ids.VIRTUAL_HUB)}"
    return reader.patience.read(lambda: tuple(rest.entries(http, http.get(url, doing), doing)))


def _one(reader: Reader, table: ResourceId) -> dict[str, Any]:
    http, doing = reader.session.http, f"read {table.described()}"
    url = f"{table}?api-version={api_versions.of(table.type)}"
    document: dict[str, Any] = reader.patience.read(lambda: http.get(url, doing)).document
    return document
