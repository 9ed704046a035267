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

from ..._plan.documents import firewalls, shapes, virtual_hubs
from ..._plan.documents.virtual_hubs import VirtualHub
from ..._plan.values import resource_ids
from ..._plan.values.errors import PlanError
from ..._plan.values.resource_ids import ResourceId
from ..wire import answers, api_versions, rest
from ..wire.errors import ArmError
from .reader import HIDDEN, Reader

_BRIEF = 30.0  # seconds for what fails in passing
_CONNECTIONS, _INTENT, _TABLES = "hubVirtualNetworkConnections", "routingIntent", "hubRouteTables"


def read(reader: Reader, firewall: Mapping[str, Any] | None, network: ResourceId | None) -> VirtualHub | None:
    """Return the hub that the firewall stands in, None for one that stands in none. Whatever of it could not be read
    leaves the way open, and stops nothing.
    """
    found = firewalls.hub_of(firewall or {})
    if found is None or network is None:
        return None
    try:
        id_ = resource_ids.of_type(resource_ids.parse(found), resource_ids.VIRTUAL_HUB)
    except PlanError as error:
        nobody = ResourceId("-", "-", resource_ids.VIRTUAL_HUB, ("unknown",))
        return VirtualHub(nobody, unread=f"The virtual hub of the firewall could not be read: {error}".rstrip("."))
    return _Parts(reader, VirtualHub(id_), network).read()


class _Parts:
    """Reads one part after another, within a deadline of its own."""

    def __init__(self, reader: Reader, hub: VirtualHub, network: ResourceId) -> None:
        self._http, self._patience = reader.session.http, reader.patience.within(_BRIEF)
        self._hub, self._network = hub, network

    def read(self) -> VirtualHub:
        """Return the hub with what decides."""
        hub = self._hub
        part, what = _CONNECTIONS, "connections"
        try:
            hub = replace(hub, connections=self._listed(part))
            connection = hub.connection_of(self._network)
            if connection is None:
                return hub
            part, what = _INTENT, "routing intent"
            hub = replace(hub, intents=self._listed(part))
            if hub.intents:
                return hub
            part, what = _TABLES, "route table"
            return replace(hub, table=self._one(virtual_hubs.table_of(connection, hub.id)))
        except ArmError as error:
            right = f"{resource_ids.VIRTUAL_HUB}/{part}/read" if error.status in HIDDEN else ""
            return replace(hub, unread=error.of_reading(f"the {what} of {hub.id.described()}"), right=right)
        except PlanError as error:
            why = f"The {what} of {hub.id.described()} could not be read: {error}".rstrip(".")
            return replace(hub, unread=why)

    def _listed(self, part: str) -> tuple[dict[str, Any], ...]:
        http, doing = self._http, f"list {part} of {self._hub.id.described()}"
        url = f"{self._hub.id}/{part}?api-version={api_versions.of(resource_ids.VIRTUAL_HUB)}"
        return self._patience.read(lambda: tuple(rest.entries(http, http.get(url, doing), doing, shapes.HUB_PART)))

    def _one(self, table: ResourceId) -> dict[str, Any]:
        doing = f"read {table.described()}"
        url = f"{table}?api-version={api_versions.of(table.type)}"
        return self._patience.read(lambda: answers.resource(self._http.get(url, doing).document, table, doing))
