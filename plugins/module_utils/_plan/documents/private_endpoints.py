# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private endpoints: the addresses of one, and whose names lead to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from ..values import change, resource_ids

# What the state of a connection may be ("Manage a private endpoint"); removed is one whose resource is gone.
_APPROVED, _NOT_APPROVED = "approved", ("pending", "rejected", "disconnected")
# The services of a storage account have a group each, and another one for the second region, as in blob_secondary.
_OF_STORAGE = ("blob", "queue", "table", "file", "dfs", "web")


@dataclass(frozen=True)
class Served:
    """A resource that an endpoint leads to, and which of its services, in lower case."""

    resource: str
    groups: tuple[str, ...]


@dataclass(frozen=True)
class PrivateEndpoint:
    """One endpoint. Only an approved connection carries anything ("What is a private endpoint?"); `is_approved` is None
    where the endpoint does not say in which state that is.
    """

    name: str
    addresses: tuple[str, ...]
    is_approved: bool | None
    served: tuple[Served, ...] = ()
    fqdns: tuple[str, ...] = ()
    state: str = "Succeeded"

    @property
    def is_settled(self) -> bool:
        """False where what it shows may not be in force."""
        return self.state.lower() == "succeeded"

    def tells(self, fqdn: str) -> bool:
        """True when the endpoint itself names a public name, which is an alias for a private one then."""
        return self._carries and fqdn.lower() in self.fqdns

    def serves(self, fqdn: str) -> bool:
        """True when a public name is that of a resource the endpoint leads to, as far as names tell."""
        return self._carries and self.may_serve(fqdn)

    def may_serve(self, fqdn: str) -> bool:
        """The same of an endpoint of which it is not known whether it carries anything, too."""
        name, _dot, rest = fqdn.lower().partition(".")
        told = fqdn.lower() in self.fqdns or any(_is_of(name, rest.split("."), one) for one in self.served)
        return told and not (self.is_approved is False and self.is_settled)

    @property
    def _carries(self) -> bool:
        return self.is_approved is True and self.is_settled


def _is_of(name: str, labels: list[str], served: Served) -> bool:
    for group in served.groups:
        service, _underscore, region = group.partition("_")
        own = f"{served.resource}-{region}" if region else served.resource
        if name == own and (service not in _OF_STORAGE or service in labels):
            return True
    return False


def interface_id(document: Mapping[str, Any]) -> str | None:
    """The id of the interface that alone shows the addresses, where the endpoint's own document does not."""
    if _own_addresses(document):
        return None
    listed = _properties(document).get("networkInterfaces") or ()
    return next((str(one["id"]) for one in listed if one.get("id")), None)


def from_arm(document: Mapping[str, Any], interface: Mapping[str, Any] | None = None) -> PrivateEndpoint:
    """An endpoint as it was read, with its interface where that was needed."""
    connections = [_properties(one) for one in _connections(document)]
    shown = _configured(interface or {})
    return PrivateEndpoint(
        name=str(document.get("name")),
        addresses=tuple(dict.fromkeys((*_own_addresses(document), *shown))),
        is_approved=_is_approved([_state(one) for one in connections]),
        served=tuple(_served(one) for one in connections if one.get("privateLinkServiceId")),
        fqdns=tuple(dict.fromkeys(one.lower() for one in (*_named(document), *_named_by(interface or {})))),
        state=change.state_of(document),
    )


def _connections(document: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    made = _properties(document)
    kinds = ("privateLinkServiceConnections", "manualPrivateLinkServiceConnections")
    return [one for kind in kinds for one in made.get(kind) or ()]


def _state(connection: Mapping[str, Any]) -> str:
    return str((connection.get("privateLinkServiceConnectionState") or {}).get("status")).strip().lower()


def _is_approved(states: list[str]) -> bool | None:
    """None where no state is known that would settle it: what an endpoint does not say is not its refusal."""
    if _APPROVED in states:
        return True
    return False if states and all(one in _NOT_APPROVED for one in states) else None


def _served(connection: Mapping[str, Any]) -> Served:
    resource = resource_ids.key(str(connection["privateLinkServiceId"])).rpartition("/")[2]
    return Served(resource, tuple(str(one).lower() for one in connection.get("groupIds") or ()))


def _named(document: Mapping[str, Any]) -> Iterable[str]:
    return [str(one.get("fqdn")) for one in _properties(document).get("customDnsConfigs") or ()]


def _named_by(interface: Mapping[str, Any]) -> Iterable[str]:
    made = [_properties(one) for one in _properties(interface).get("ipConfigurations") or ()]
    return [str(name) for one in made for name in (one.get("privateLinkConnectionProperties") or {}).get("fqdns") or ()]


def _own_addresses(document: Mapping[str, Any]) -> tuple[str, ...]:
    named = [ip for one in _properties(document).get("customDnsConfigs") or () for ip in one.get("ipAddresses") or ()]
    return tuple(map(str, (*named, *_configured(document))))


def _configured(document: Mapping[str, Any]) -> tuple[str, ...]:
    listed = _properties(document).get("ipConfigurations") or ()
    found = [_properties(one).get("privateIPAddress") for one in listed]
    return tuple(str(one) for one in found if one)


def _properties(document: Mapping[str, Any]) -> Mapping[str, Any]:
    return document.get("properties") or {}
