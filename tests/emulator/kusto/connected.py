# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private endpoints of a customer that lead to a cluster: they stand in its document, and are read one by one.

Members and spellings are those of the specification's example KustoPrivateEndpointConnectionsGet (2023-08-15) and of
the models of azure-mgmt-kusto 4.0.0, in which a connection has `systemData`. That ARM tells it of a connection that is
asked for, and not within the cluster's document, is inferred from the managed private endpoints (recorded).
"""

from __future__ import annotations

import copy

from ..arm import errors, pages, parts
from . import kusto

TYPE = "Microsoft.Kusto/Clusters/PrivateEndpointConnections"


def connection(cluster_id, name, endpoint_id, state="Approved", created=None):
    """What a cluster has of a private endpoint, group `cluster`; `created` is when, as `systemData` has it."""
    properties = {
        "privateEndpoint": {"id": endpoint_id},
        "privateLinkServiceConnectionState": {
            "status": state,
            "description": "Auto-approved" if state == "Approved" else "Please Approve.",
            "actionsRequired": "None",
        },
        "groupId": "cluster",
        "provisioningState": "Succeeded",
    }
    signed = {"systemData": kusto.signature(created)} if created else {}
    return {
        "id": f"{cluster_id}/{kusto.CONNECTED}/{name}",
        "name": name,
        "type": TYPE,
        **signed,
        "properties": properties,
    }


def read(call):
    """GET of one."""
    name = call.target.names[-1]
    found = parts.find(_of(call), name)
    if found is None:
        raise kusto.missing_child(kusto.spelt(call.target.resource_id()))
    return 200, {}, found


def listing(call):
    """GET of all that lead to one cluster."""
    return 200, {}, pages.page(call, {"value": _of(call)}, call.switches.page_size)


def only_read(call):
    """A write, with which its owner approves a connection or takes it away."""
    raise errors.Refusal(501, "NotImplemented", f"The emulator only reads {call.target.type}.")


def _of(call):
    found = copy.deepcopy((kusto.cluster_of(call).get("properties") or {}).get(kusto.CONNECTED) or [])
    return [kusto.unsigned(item) for item in found] if call.switches.connection_times == "hidden" else found
