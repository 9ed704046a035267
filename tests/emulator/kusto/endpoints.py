# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Managed private endpoints: how they are spelt, and what becomes of them at their target.

Recorded but for what happens at the target: the approval stands there alone ("Managed private endpoints", 2026-02-02).
"""

from __future__ import annotations

from ..arm import permissions
from ..front import router
from . import kusto

NOWHERE = "DummyLocation"  # recorded, in every answer
# Type of a target, in lower case, and the groups it has (documented; that another one is refused is inferred). The page
# about Cosmos DB asks for an endpoint that the list has not, so a type that is not in it is taken.
GROUPS = {
    "microsoft.storage/storageaccounts": ("blob", "dfs"),
    "microsoft.eventhub/namespaces": ("namespace",),
    "microsoft.devices/iothubs": ("iotHub",),
    "microsoft.keyvault/vaults": ("vault",),
    "microsoft.sql/servers": ("sqlServer",),
    "microsoft.kusto/clusters": ("cluster",),
    "microsoft.digitaltwins/digitaltwinsinstances": ("digitaltwinsinstance",),
}
MANAGED = "/subscriptions/99999999-0000-4000-8000-000000000000/resourceGroups/rg-managed"


def check(call, _parent, body):
    """Refuses what names no target, or a group that its type has not (inferred)."""
    properties = body.get("properties") or {}
    target, group = properties.get("privateLinkResourceId"), properties.get("groupId")
    if not isinstance(target, str) or router.parse(target).shape != "resource":
        raise kusto.invalid(call, f"Property 'privateLinkResourceId' is not the id of a resource: '{target}'.")
    if not isinstance(group, str) or not group:
        raise kusto.invalid(call, "Property 'groupId' of a managed private endpoint is missing.")
    known = GROUPS.get(router.parse(target).type.lower(), (group,))
    if group.lower() not in (name.lower() for name in known):
        raise kusto.invalid(call, f"Group '{group}' is none of {target}: {', '.join(known)}.")


def begun(_cluster, body):
    """The first answer shows what was sent, wherever that is said to be."""
    return made(_cluster, body)


def made(_cluster, body):
    """Nothing is filled in."""
    sent = {name: value for name, value in (body.get("properties") or {}).items() if name != "provisioningState"}
    return {"location": NOWHERE}, sent


def changed(_call, _cluster, before, body):
    """Only what was sent; in the recording that was everything, so that what is not sent stays is inferred."""
    return made(None, {"properties": {**before["properties"], **(body.get("properties") or {})}})


def settled(call, endpoint):
    """The target learns of an endpoint that is new, approved at once for one who may approve (documented)."""
    properties = endpoint["properties"]
    target = call.store.get(properties["privateLinkResourceId"])
    if target is None:
        return
    name = endpoint["name"].rsplit("/", 1)[-1]
    action = f"{router.parse(target['id']).type}/privateEndpointConnectionsApproval/action"
    state = "Approved" if permissions.allowed(call, action) else "Pending"
    found = target.setdefault("properties", {}).setdefault("privateEndpointConnections", [])
    if not any(item.get("name") == name for item in found):
        found.append(connection(target["id"], name, state, properties.get("requestMessage") or ""))


def gone(call, endpoint):
    """With the endpoint goes what its target has of it (inferred)."""
    target = call.store.get(endpoint["properties"].get("privateLinkResourceId") or "")
    if target is not None:
        name = endpoint["name"].rsplit("/", 1)[-1]
        held = (target.get("properties") or {}).get("privateEndpointConnections") or []
        held[:] = [item for item in held if item.get("name") != name]


def connection(target_id, name, state, message="Please Approve.", group_id=None):
    """What stands at a target of a private endpoint; a managed one is in a subscription of Microsoft's."""
    properties = {
        "privateEndpoint": {"id": f"{MANAGED}/providers/Microsoft.Network/privateEndpoints/{name}"},
        **({"groupId": group_id} if group_id else {}),
        "privateLinkServiceConnectionState": {"status": state, "description": message},
        "provisioningState": "Succeeded",
    }
    return {
        "id": f"{target_id}/privateEndpointConnections/{name}",
        "name": name,
        "type": f"{router.parse(target_id).type}/privateEndpointConnections",
        "properties": properties,
    }
