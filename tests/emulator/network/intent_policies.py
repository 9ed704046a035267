# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Network intent policies of subnets delegated to Data Explorer.

The service keeps routes in the table of such a subnet and refuses writes that take them away. Which routes exactly its
policy wants is not published; here it is every route to the Internet that the table has had.
"""

from __future__ import annotations

from ..arm import errors, parts, references
from ..arm.store import key_of

SERVICE = "microsoft.kusto/clusters"


def is_delegated(subnet):
    delegations = (subnet.get("properties") or {}).get("delegations") or []
    return any(str(item.get("properties", {}).get("serviceName", "")).lower() == SERVICE for item in delegations)


def check_table(call, table, previous):
    """A table of a delegated subnet keeps its routes to the Internet."""
    if previous and any(is_delegated(_subnet(call, item["id"])) for item in call.store.subnets_of_table(table["id"])):
        _demand(_wanted(previous) <= _wanted(table), table["id"])


def check_subnet(call, subnet, previous):
    """A delegated subnet keeps its delegation, and a table with the same routes to the Internet."""
    if not previous or not is_delegated(previous):
        return
    _demand(is_delegated(subnet), subnet["id"])
    before, after = (_table(call, document) for document in (previous, subnet))
    _demand(_wanted(before) <= _wanted(after), subnet["id"])


def _wanted(table):
    routes = ((table or {}).get("properties") or {}).get("routes") or []
    return {
        route["properties"]["addressPrefix"].lower()
        for route in routes
        if str(route["properties"].get("nextHopType", "")).lower() == "internet"
    }


def _subnet(call, subnet_id):
    network = call.store.get(references.top_id(subnet_id)) or {"properties": {}}
    return parts.find(network["properties"].get("subnets"), subnet_id.rsplit("/", 1)[-1]) or {}


def _table(call, subnet):
    table_id = (subnet["properties"].get("routeTable") or {}).get("id")
    return call.store.get(key_of(table_id)) if table_id else None


def _demand(holds, resource_id):
    if holds:
        return
    text = (
        f"Found conflicts with NetworkIntentPolicy. Details: RouteTable cannot have resources which conflict with its "
        f"subnets' network intent policies ({resource_id}): does not meet exact route match requirements."
    )
    raise errors.invalid("ConflictWithNetworkIntentPolicy", text)
