# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a cluster is in a network of the customer's, and who may reach it, as members of its document.

A cluster leaves its network when the `state` of its configuration becomes `Disabled` while the three ids stay, and
returns by the opposite (the page "Migrate a cluster", 2026-03-15; azure-mgmt-kusto 4.0.0 updates only `state`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from ..values import addresses
from ..values.change import Document
from ..values.errors import PlanError
from ..values.words import Word

CONFIGURATION, PUBLIC_ACCESS, RANGES = "virtualNetworkConfiguration", "publicNetworkAccess", "allowedIpRangeList"
NETWORK_MEMBERS = (CONFIGURATION, PUBLIC_ACCESS, RANGES)
STATE, SUBNET_ID, ENGINE_ADDRESS_ID, DATA_ADDRESS_ID = (
    "state",
    "subnetId",
    "enginePublicIpId",
    "dataManagementPublicIpId",
)
STATE_SINCE = "2023-08-15"  # the first api-version that we know with the state (azure-rest-api-specs)
IN, OUT = "Enabled", "Disabled"  # the two states
_ACCESS = ("Enabled", "Disabled", "SecuredByPerimeter")
_SHOWN: dict[str, str] = {
    SUBNET_ID: "subnet",
    ENGINE_ADDRESS_ID: "engine_address",
    DATA_ADDRESS_ID: "data_management_address",
    STATE: "network",
}


class Membership(Word):
    """What a document says of the cluster's place: INJECTED into a network of the customer's, LEFT it, NONE for one
    that never was in any, and UNKNOWN for what nobody here can read.
    """

    INJECTED = "injected"
    LEFT = "left"
    NONE = "none"
    UNKNOWN = "unknown"


def of(document: Document | None) -> dict[str, Any]:
    """The three members as the document has them. Ranges that are not there are a list without entries; what should be
    a list and is none stays what it is.
    """
    told = (document or {}).get("properties") or {}
    ranges = [] if told.get(RANGES) is None else told[RANGES]
    return deepcopy({CONFIGURATION: told.get(CONFIGURATION), PUBLIC_ACCESS: told.get(PUBLIC_ACCESS), RANGES: ranges})


def membership(document: Document | None) -> Membership:
    """Read a document; a configuration without a state, as older api-versions wrote it, is in force."""
    found = of(document)[CONFIGURATION]
    if found is None:
        return Membership.NONE
    if not isinstance(found, Mapping):
        return Membership.UNKNOWN
    state = _state(found.get(STATE))
    if state == OUT:
        return Membership.LEFT
    return Membership.INJECTED if state == IN and found.get(SUBNET_ID) else Membership.UNKNOWN


def places(document: Document | None) -> dict[str, str]:
    """The ids of the subnet and of the two public addresses that the configuration names, by the names of its members;
    one that it does not name is left out.
    """
    found = of(document)[CONFIGURATION]
    named = found if isinstance(found, Mapping) else {}
    return {name: str(named[name]) for name in (SUBNET_ID, ENGINE_ADDRESS_ID, DATA_ADDRESS_ID) if named.get(name)}


def left(document: Document, public_access: str, ranges: Sequence[str] | None = None) -> Document:
    """The document out of its network, with this public access and, where they are given, these ranges. Raise PlanError
    where there is no network that it could leave.
    """
    made = _moved(document, OUT)
    made["properties"][PUBLIC_ACCESS] = public_access
    if ranges is not None:
        made["properties"][RANGES] = list(ranges)
    return made


def returned(document: Document) -> Document:
    """The document in its network again; public access is as it was. Raise PlanError where it has none."""
    return _moved(document, IN)


def restored(document: Document, saved: Document) -> Document:
    """The document as it is, where that says what a saved one does. Raise PlanError where it does not: a move takes
    steps that no restore takes, and so does who may reach the cluster.
    """
    if view(document) == view(saved):
        return document
    raise PlanError(
        "What the backup has would move the cluster out of its network or back, or let others reach it, and nobody"
        " would have looked at what it needs there; run the playbook leave_network or return_to_network for that.",
        "would_move",
    )


def difference(before: Document | None, wanted: Document) -> dict[str, Any]:
    """The members that a PATCH has to send to make the one of the other: the configuration and the ranges whole."""
    found, given = of(before), of(wanted)
    return {
        name: given[name]
        for name in NETWORK_MEMBERS
        if _comparable(name, given[name]) != _comparable(name, found[name])
    }


def view(document: Document | None) -> dict[str, Any] | None:
    """What counts as a difference, in the words of the user: ids, states and ranges in any case, ranges in any
    order.
    """
    if document is None:
        return None
    told = {name: _comparable(name, value) for name, value in of(document).items()}
    return {
        **_shown(told[CONFIGURATION]),
        "public_network_access": told[PUBLIC_ACCESS],
        "allowed_ip_ranges": told[RANGES],
    }


def _moved(document: Document, state: str) -> Document:
    """Only the state is another; one that means the same keeps its spelling, so that nothing is written for it."""
    if membership(document) not in (Membership.INJECTED, Membership.LEFT):
        raise PlanError(
            f"The document of cluster {document.get('name') or document.get('id')} names no virtual network that the"
            " cluster is in or has left, so it can neither leave nor return.",
            "no_network",
        )
    made = deepcopy(document)
    configuration = made["properties"][CONFIGURATION]
    if _state(configuration.get(STATE)) != state:
        configuration[STATE] = state
    return made


def _state(value: Any) -> Any:
    """A state in Azure's letters; none is that of a configuration in force, and another word stays what it is."""
    return IN if value in (None, "") else _word(value, (IN, OUT))


def _word(value: Any, words: Sequence[str]) -> Any:
    return next((one for one in words if isinstance(value, str) and one.lower() == value.lower()), value)


def _shown(configuration: Any) -> dict[str, Any]:
    """The configuration in the words of a diff; members that nobody here knows keep their names."""
    if not isinstance(configuration, Mapping):
        return {"network": configuration}
    return {_SHOWN.get(str(name), str(name)): value for name, value in configuration.items()}


def _comparable(member: str, value: Any) -> Any:
    if member == PUBLIC_ACCESS:
        return _word(value, _ACCESS)
    if member == RANGES:
        return sorted(map(_range, value), key=repr) if isinstance(value, list) else value
    if not isinstance(value, Mapping):
        return value
    known = {str(name): _lower(one) for name, one in value.items() if one not in (None, "")}
    return {**known, STATE: _state(value.get(STATE))}


def _range(value: Any) -> Any:
    """A prefix as Azure would have it; an address is the prefix of it alone, and a service tag stays a text."""
    try:
        return str(addresses.network(value)) if isinstance(value, str) else value
    except ValueError:
        return _lower(value)


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value
