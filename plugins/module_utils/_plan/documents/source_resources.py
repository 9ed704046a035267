# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster reads from, as its own document shows it: the names it answers to, and who may come in.

The members are those of the published specifications of each service.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..values import hosts
from ..values.errors import PlanError
from ..values.regions import location_of
from ..values.resource_ids import CLUSTER, COSMOS_ACCOUNT, EVENT_HUB_NAMESPACE, IOT_HUB, KEY_VAULT, STORAGE_ACCOUNT
from ..values.words import Word
from . import network_membership
from .network_membership import Membership


class Access(Word):
    """Who reaches a resource at its public names. PUBLIC may still be held back by rules in a document of their own."""

    PUBLIC = "public"
    SELECTED = "selected_networks"
    PRIVATE = "private"
    UNKNOWN = "unknown"


class Approval(Word):
    """What is known at its target of a private endpoint that somebody else made."""

    APPROVED = "approved"
    NOT_APPROVED = "not_approved"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Link:
    """A private endpoint connection of a resource: its own name and that of the endpoint, and its status."""

    names: tuple[str, ...]
    status: str


@dataclass(frozen=True)
class Resource:
    """`hosts` are the names it answers to, `amqp` those of them that are read by AMQP; `lacking` says which names its
    document does not show.
    """

    hosts: tuple[str, ...]
    region: str = ""
    access: Access = Access.UNKNOWN
    links: tuple[Link, ...] = ()
    lacking: str = ""
    amqp: frozenset[str] = frozenset()

    def approval(self, endpoint: str, owner: str) -> Approval:
        """Whether the managed private endpoint of this name, of the cluster of the name `owner`, is approved here.

        Without any approved connection it is not. Which connection is whose nobody documents: one that bears the
        endpoint's name, perhaps behind that of the cluster and before more, each with a dot between, is taken for its
        own. Others settle nothing, such as one behind the name of another cluster.
        """
        named = [one for one in self.links if any(_bears(name, endpoint, owner) for name in one.names)]
        states = {one.status.lower() for one in named or self.links}
        if "approved" not in states:
            return Approval.NOT_APPROVED
        return Approval.APPROVED if named and len(states) == 1 else Approval.UNKNOWN


def _bears(name: str, endpoint: str, owner: str) -> bool:
    first, _dot, rest = name.lower().partition(".")
    return first == endpoint.lower() or (first == owner.lower() and rest.partition(".")[0] == endpoint.lower())


def of(type_: str, document: Mapping[str, Any]) -> Resource:
    """Read the document of a resource of a type that a cluster reads from."""
    properties = document.get("properties") or {}
    names, lacking = _named(_HOSTS[type_.lower()](properties))
    access = _access(properties)
    if access == Access.PUBLIC and network_membership.membership(dict(document)) in _INSIDE:
        access = Access.UNKNOWN  # the security group of its network stands before a cluster, and is not read
    return Resource(
        tuple(dict.fromkeys(names.values())),
        location_of(str(document.get("location") or "")),
        access,
        _links(properties),
        lacking,
        frozenset(name for (_number, member), name in names.items() if member in _OF_AMQP),
    )


_INSIDE = (Membership.INJECTED, Membership.UNKNOWN)
# The members that name what messages are read from.
_OF_AMQP = ("serviceBusEndpoint", "eventHubEndpoints.events.endpoint")


def _namespace(properties: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield "serviceBusEndpoint", properties.get("serviceBusEndpoint")


def _iot_hub(properties: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The endpoint that consumers read from stands nowhere else ("Read device-to-cloud messages")."""
    events = (properties.get("eventHubEndpoints") or {}).get("events")
    yield "eventHubEndpoints.events.endpoint", events.get("endpoint") if isinstance(events, Mapping) else None
    yield "hostName", properties.get("hostName")


def _storage_account(properties: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """An account without a hierarchy may have no dfs; one in a DNS zone of storage has names of that."""
    shown = properties.get("primaryEndpoints") or {}
    yield "primaryEndpoints.blob", shown.get("blob")
    if shown.get("dfs"):
        yield "primaryEndpoints.dfs", shown["dfs"]


def _cosmos_account(properties: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Clients go on from the account's name to that of each region."""
    yield "documentEndpoint", properties.get("documentEndpoint")
    for member in ("readLocations", "writeLocations"):
        listed = properties.get(member) or []
        if not listed and member == "readLocations":
            yield member, None
        yield from ((f"{member}.documentEndpoint", one.get("documentEndpoint")) for one in listed)


def _vault(properties: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield "vaultUri", properties.get("vaultUri")


def _cluster(properties: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    yield "uri", properties.get("uri")


_HOSTS: Mapping[str, Callable[[Mapping[str, Any]], Iterator[tuple[str, Any]]]] = {
    EVENT_HUB_NAMESPACE.lower(): _namespace,
    IOT_HUB.lower(): _iot_hub,
    STORAGE_ACCOUNT.lower(): _storage_account,
    COSMOS_ACCOUNT.lower(): _cosmos_account,
    KEY_VAULT.lower(): _vault,
    CLUSTER.lower(): _cluster,
}


def _named(shown: Iterator[tuple[str, Any]]) -> tuple[dict[tuple[int, str], str], str]:
    """The host names by where they stand, and the members that have none."""
    found, lacking = {}, []
    for number, (member, value) in enumerate(shown):
        try:
            found[number, member] = hosts.clean(str(value or ""), member).name
        except PlanError:
            lacking.append(member)
    return found, ", ".join(dict.fromkeys(lacking))


_BY_WORD = {
    "enabled": Access.PUBLIC,
    "disabled": Access.PRIVATE,
    "securedbyperimeter": Access.SELECTED,
}
# A set of rules that refuses what none of them lets in, and members that hold somebody back where they are not empty.
_RULE_SETS = ("networkAcls", "networkRuleSets")
_RULES = ("isVirtualNetworkFilterEnabled", "ipRules", "ipFilterRules", "allowedIpRangeList")


def _access(properties: Mapping[str, Any]) -> Access:
    """What is not set is enabled in each of these services; what is no known word is unknown. The rules of a namespace
    have a word of their own for that ("Namespaces - Get Network Rule Set"). What rules do with everybody else has to be
    said by them, for it has another default from service to service.
    """
    sets = [one for name in _RULE_SETS if (one := properties.get(name))]
    found = {_BY_WORD.get(str(one.get("publicNetworkAccess") or "Enabled").lower()) for one in (properties, *sets)}
    actions = {str(one.get("defaultAction") or "").lower() for one in sets}
    for access in (Access.PRIVATE, Access.SELECTED):
        if access in found:
            return access
    if "deny" in actions or any(properties.get(one) for one in _RULES):
        return Access.SELECTED
    return Access.PUBLIC if found == {Access.PUBLIC} and actions <= {"allow"} else Access.UNKNOWN


def _links(properties: Mapping[str, Any]) -> tuple[Link, ...]:
    return tuple(
        Link(
            (_last(one), _last(_inner(one).get("privateEndpoint") or {})),
            str((_inner(one).get("privateLinkServiceConnectionState") or {}).get("status") or "").strip(),
        )
        for one in properties.get("privateEndpointConnections") or ()
    )


def _inner(connection: Mapping[str, Any]) -> Mapping[str, Any]:
    return connection.get("properties") or {}


def _last(document: Mapping[str, Any]) -> str:
    return str(document.get("name") or document.get("id") or "").rstrip("/").rpartition("/")[2]
