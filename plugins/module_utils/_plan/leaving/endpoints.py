# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The private endpoints by which clients reach a cluster, and when all that was prepared was made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any

from ..values import resource_ids
from ..values.errors import PlanError
from ..values.resource_ids import SUBNET

_SECONDS = 3600.0  # of an hour
_WELL = "Succeeded"
_CLOCKS = timedelta(minutes=5)  # by which two clocks may differ without anybody minding


@dataclass(frozen=True)
class Inbound:
    """A private endpoint that leads to the cluster: its status there, and the subnet it is in, None where that could
    not be read, with `why`.
    """

    name: str
    status: str
    subnet: str | None = None
    why: str = ""

    @property
    def is_approved(self) -> bool:
        """True where it carries anything ("Manage a private endpoint")."""
        return self.status.lower() == "approved"


def endpoint_of(connection: Mapping[str, Any]) -> str:
    """The id of the private endpoint that a connection of a cluster is made by; empty where it names none."""
    endpoint = (connection.get("properties") or {}).get("privateEndpoint")
    return str(endpoint.get("id") or "") if isinstance(endpoint, Mapping) else ""


def inbound(
    connection: Mapping[str, Any], endpoint: Mapping[str, Any] | None, why: str = "", *, is_gone: bool = False
) -> Inbound:
    """Read a connection of a cluster, with the private endpoint that it is made by; `is_gone` says there is none."""
    status = "gone, for its endpoint is" if is_gone else _status(connection, endpoint or {})
    found = _subnet(endpoint or {})
    name = str(connection.get("name") or "").rpartition("/")[2]
    return Inbound(name, status, found, why or ("" if found else "its private endpoint shows no subnet"))


def _status(connection: Mapping[str, Any], endpoint: Mapping[str, Any]) -> str:
    """The status of the connection; where it or its endpoint is being made, goes or has failed, that."""
    told = connection.get("properties") or {}
    for one in (told, endpoint.get("properties") or {}):
        state = str(one.get("provisioningState") or _WELL)
        if state.lower() != _WELL.lower():
            return state
    return str((told.get("privateLinkServiceConnectionState") or {}).get("status") or "").strip()


def _subnet(endpoint: Mapping[str, Any]) -> str | None:
    """The subnet that it is in; what is no id of a subnet tells nothing."""
    told = (endpoint.get("properties") or {}).get("subnet")
    try:
        id_ = resource_ids.parse(str(told.get("id"))) if isinstance(told, Mapping) else None
        return str(resource_ids.of_type(id_, SUBNET)) if id_ else None
    except PlanError:
        return None


def age(documents: Iterable[Mapping[str, Any]], now: datetime) -> float | None:
    """The hours since the first of these was made, 0 where there is none; None where one of them does not say when. One
    that is yet to be made says that two clocks differ; by more than some minutes nobody can tell the age of any.
    """
    made = [_made(one) for one in documents]
    known = [one for one in made if one is not None]
    if len(known) < len(made) or any(one > now + _CLOCKS for one in known):
        return None
    return max((now - min(known, default=now)).total_seconds(), 0) / _SECONDS


def _made(document: Mapping[str, Any]) -> datetime | None:
    """When it was made, by the `systemData` that the Resource Manager keeps; one without a zone is UTC."""
    told = document.get("systemData")
    text = str(told.get("createdAt")) if isinstance(told, Mapping) else ""
    head, dot, rest = text.strip().partition(".")
    digits = rest[: len(rest) - len(rest.lstrip("0123456789"))]
    zone = rest[len(digits) :] if dot else ""
    try:
        found = datetime.fromisoformat(f"{head}{zone}".replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=timezone.utc)
