# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Data connections: what a client sends, and what the service makes of it.

The members of an Event Hubs connection are recorded, in their order and with what stands in those that were not sent;
the other kinds follow the models of azure-mgmt-kusto 4.0.0, and are filled in the same way (inferred).
"""

from __future__ import annotations

import uuid

from ..arm import parts
from . import kusto

_IDENTITY = "managedIdentityResourceId managedIdentityObjectId"
_TABLE = "tableName mappingRuleName dataFormat"
_HUB, _ACCOUNT = "eventHubResourceId", "storageAccountResourceId"
_BY_IDENTITY = "ForManagedIdentity"  # what these names end with where an identity has to be
_EVENT_HUB = f"consumerGroup {_TABLE} eventSystemProperties compression {_IDENTITY} databaseRouting"
_EVENT_GRID = f"consumerGroup {_TABLE} ignoreFirstRecord blobStorageEventType {_IDENTITY} databaseRouting"
# By kind: the members that every answer has, in the order of the service.
MEMBERS = {
    "EventHub": str.split(f"{_HUB} {_EVENT_HUB}"),
    "EventHubWithManagedIdentity": str.split(f"{_HUB}{_BY_IDENTITY} {_EVENT_HUB}"),
    "EventGrid": str.split(f"{_ACCOUNT} eventGridResourceId {_HUB} {_EVENT_GRID}"),
    "EventGridWithManagedIdentity": str.split(
        f"{_ACCOUNT}{_BY_IDENTITY} eventGridResourceId {_HUB}{_BY_IDENTITY} {_EVENT_GRID}"
    ),
    "IotHub": str.split(
        f"iotHubResourceId consumerGroup {_TABLE} eventSystemProperties sharedAccessPolicyName databaseRouting"
    ),
    "CosmosDb": str.split(
        f"tableName mappingRuleName {_IDENTITY} cosmosDbAccountResourceId cosmosDbDatabase cosmosDbContainer"
    ),
}
# Those that a client has to send (the models say so; that the service refuses a body without is inferred).
REQUIRED = {
    "EventHub": (_HUB, "consumerGroup"),
    "EventHubWithManagedIdentity": (f"{_HUB}{_BY_IDENTITY}", "consumerGroup", "managedIdentityResourceId"),
    "EventGrid": (_ACCOUNT, _HUB, "consumerGroup"),
    "EventGridWithManagedIdentity": (
        f"{_ACCOUNT}{_BY_IDENTITY}",
        f"{_HUB}{_BY_IDENTITY}",
        "consumerGroup",
        "managedIdentityResourceId",
    ),
    "IotHub": ("iotHubResourceId", "consumerGroup", "sharedAccessPolicyName"),
    "CosmosDb": str.split(
        "tableName managedIdentityResourceId cosmosDbAccountResourceId cosmosDbDatabase cosmosDbContainer"
    ),
}
_UNSENT = {
    "eventSystemProperties": (),
    "compression": "None",
    "databaseRouting": "Single",
    "ignoreFirstRecord": False,
    "blobStorageEventType": "Microsoft.Storage.BlobCreated",
}


def check(call, parent, body):
    """Refuses what is no connection, and one below a database that is a leader's (all inferred)."""
    if parent.get("kind") == "ReadOnlyFollowing":
        raise kusto.invalid(call, f"Database '{parent['name']}' follows another cluster's and is read only.")
    kind, properties = body.get("kind"), body.get("properties") or {}
    if kind not in MEMBERS:
        raise kusto.invalid(call, f"'{kind}' is not a kind of data connection.")
    for name in REQUIRED[kind]:
        value = properties.get(name)
        if not isinstance(value, str) or not value:
            raise kusto.invalid(call, f"Property '{name}' of a data connection of kind {kind} is missing.")
        if "ResourceId" in name and not value.lower().startswith("/subscriptions/"):
            raise kusto.invalid(call, f"Property '{name}' is not the id of a resource: '{value}'.")


def begun(_cluster, body):
    """What the first answer to a PUT shows: what was sent."""
    return {name: body[name] for name in ("location", "kind") if name in body}, body.get("properties") or {}


def made(cluster, body):
    """What is there when a PUT is done: every member, with empty texts where none was sent (recorded)."""
    return {"location": cluster["location"], "kind": body["kind"]}, _filled(body, "")


def changed(call, cluster, before, body):
    """What is there when a PATCH is done.

    Texts that were not sent had become null (recorded, of texts that were empty): either because a PATCH replaces the
    properties as a whole, or because an empty text is none.
    """
    whole = {**body, "kind": body.get("kind") or before["kind"]}
    if call.switches.connection_patch == "merge":
        kept = {name: value for name, value in before["properties"].items() if value not in ("", None)}
        whole["properties"] = {**kept, **(body.get("properties") or {})}
    return {"location": cluster["location"], "kind": whole["kind"]}, _filled(whole, None)


def _filled(body, no_text):
    sent = {name: value for name, value in (body.get("properties") or {}).items() if name != "provisioningState"}
    texts = dict.fromkeys(str.split(_TABLE), no_text)
    members = MEMBERS[body["kind"]]
    unsent = {name: _unsent({**_UNSENT, **texts}.get(name)) for name in members}
    identity = sent.get("managedIdentityResourceId")
    server_made = {"managedIdentityObjectId": _object_id(identity)} if "managedIdentityObjectId" in members else {}
    return parts.ordered({**unsent, **sent, **server_made}, members)


def _unsent(value):
    return list(value) if isinstance(value, tuple) else value


def _object_id(identity):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{identity}#principal")) if identity else None
