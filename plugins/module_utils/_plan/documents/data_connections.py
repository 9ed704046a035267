# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster's own configuration names: data connections, leaders of its databases, managed private endpoints."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..values import resource_ids
from ..values.errors import PlanError
from ..values.resource_ids import CLUSTER, COSMOS_ACCOUNT, EVENT_HUB_NAMESPACE, IOT_HUB, STORAGE_ACCOUNT, ResourceId
from ..values.words import Word


class ConnectionKind(Word):
    """What a data connection reads from, as the service spells it."""

    EVENT_HUB = "EventHub"
    IOT_HUB = "IotHub"
    EVENT_GRID = "EventGrid"
    COSMOS_DB = "CosmosDb"


# EventHubWithManagedIdentity and EventGridWithManagedIdentity name the same in members of their own (4.0.0's models).
_BY_IDENTITY, _OF_IDENTITY = "withmanagedidentity", "ForManagedIdentity"
_KINDS = {kind.lower(): kind for kind in ConnectionKind}
# By kind: the members that name what is read, and what these are ids of. An event hub is a part of its namespace.
_EVENT_HUB = ("eventHubResourceId", EVENT_HUB_NAMESPACE)
_MEMBERS = {
    ConnectionKind.EVENT_HUB: (_EVENT_HUB,),
    ConnectionKind.IOT_HUB: (("iotHubResourceId", IOT_HUB),),
    ConnectionKind.EVENT_GRID: (("storageAccountResourceId", STORAGE_ACCOUNT), _EVENT_HUB),
    ConnectionKind.COSMOS_DB: (("cosmosDbAccountResourceId", COSMOS_ACCOUNT),),
}


@dataclass(frozen=True)
class Database:
    """A database. One that follows has a `leader`, empty where it does not say whose it is, and names the
    `configuration` by which it is attached; `key_vault_uri` is where the key is of one that is encrypted by its own.
    """

    name: str
    is_following: bool = False
    leader: str = ""
    configuration: str = ""
    key_vault_uri: str = ""


@dataclass(frozen=True)
class Connection:
    """A data connection. `targets` are what it reads from; `why` says why not all of them are known."""

    name: str
    database: str
    kind: ConnectionKind | None
    targets: tuple[ResourceId, ...] = ()
    why: str = ""

    @property
    def described(self) -> str:
        """The connection in a sentence."""
        return f"data connection {self.name} of database {self.database}"


@dataclass(frozen=True)
class ManagedEndpoint:
    """A managed private endpoint: what it leads to, which service of that, and how far the service has got with it.
    Whether it is approved stands at its target alone.
    """

    name: str
    target: str
    group: str
    state: str


def database(document: Mapping[str, Any]) -> Database:
    """Read an entry of the list of databases."""
    kind = str(document.get("kind") or "").lower()
    told = _properties(document)
    vault = (told.get("keyVaultProperties") or {}).get("keyVaultUri")
    known = (told.get("leaderClusterResourceId"), told.get("attachedDatabaseConfigurationName"), vault)
    return Database(_name(document), kind == "readonlyfollowing", *(str(one or "") for one in known))


def connection(document: Mapping[str, Any], database_name: str) -> Connection:
    """Read an entry of the list of a database's data connections; kinds are compared leniently."""
    given = str(document.get("kind") or "")
    kind = _KINDS.get(given.lower().removesuffix(_BY_IDENTITY))
    if kind is None:
        why = f"its kind {given or '(none)'} is not known here"
        return Connection(_name(document), database_name, None, why=why)
    found, lacking = [], []
    for member, type_ in _MEMBERS[kind]:
        told = _properties(document)
        target = _id(told.get(member) or told.get(f"{member}{_OF_IDENTITY}"), type_)
        found += [target] if target else []
        lacking += [] if target else [f"its {member} is no id of {type_}"]
    return Connection(_name(document), database_name, kind, tuple(found), " and ".join(lacking))


def leader(document: Mapping[str, Any]) -> tuple[str, str]:
    """The name of an attached database configuration, and the id of the cluster it follows, empty where it names
    none.
    """
    return _name(document), str(_properties(document).get("clusterResourceId") or "")


def leader_id(text: str) -> ResourceId | None:
    """The id of a leader, None for what is none."""
    return _id(text, CLUSTER)


def managed_endpoint(document: Mapping[str, Any]) -> ManagedEndpoint:
    """Read an entry of the list of managed private endpoints."""
    told = _properties(document)
    known = (told.get(member) for member in ("privateLinkResourceId", "groupId", "provisioningState"))
    return ManagedEndpoint(_name(document), *(str(one or "") for one in known))


def _id(text: Any, type_: str) -> ResourceId | None:
    """The id of a resource of this type that an id names, itself or by a part of it, which may have any name."""
    parts = str(text or "").strip().strip("/").split("/")
    try:
        return resource_ids.of_type(resource_ids.parse("/".join(parts[: 6 + 2 * type_.count("/")])), type_)
    except PlanError:
        return None


def _name(document: Mapping[str, Any]) -> str:
    """The service shows `cluster/database/name` as the name."""
    return str(document.get("name") or document.get("id") or "").rstrip("/").rpartition("/")[2]


def _properties(document: Mapping[str, Any]) -> Mapping[str, Any]:
    return document.get("properties") or {}
