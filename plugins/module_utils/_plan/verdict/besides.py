# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What decides no verdict and is worth knowing all the same."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..values import resource_ids
from ..values.resource_ids import ResourceId

_LOCK = "/providers/microsoft.authorization/locks/"
_PRIVATE_LINK = "privatelink."


@dataclass(frozen=True)
class Lock:
    """A management lock; `level` is CanNotDelete or ReadOnly."""

    id: str
    name: str
    level: str

    @property
    def scope(self) -> str:
        """The id of what is locked, with everything in it."""
        return self.id[: self.id.lower().rfind(_LOCK)]

    def holds(self, id_: str | ResourceId) -> bool:
        """True when the resource is locked by it."""
        return f"{resource_ids.key(id_)}/".startswith(f"{resource_ids.key(self.scope)}/")


@dataclass(frozen=True)
class Besides:
    """What was read. `private_zones` are linked to the network and hold names the cluster needs; `diagnosis` is what
    the service itself finds, None when it was not asked; `unread` says what could not be read.
    """

    locks: tuple[Lock, ...] = ()
    public_addresses: tuple[str, ...] = ()
    private_zones: tuple[str, ...] = ()
    diagnosis: tuple[str, ...] | None = None
    unread: tuple[str, ...] = ()


def holds_names(zone: str, names: Iterable[str]) -> bool:
    """True when a private zone decides about any of these names."""
    return bool(names_in(zone, names))


def names_in(zone: str, names: Iterable[str]) -> list[str]:
    """The names a private zone decides about. Those of a service are reached through its privatelink zone by an alias;
    a wildcard is one of them when names below it are.
    """
    inside = zone.lower().removeprefix(_PRIVATE_LINK)
    return [name for name in names if _within(name.lower(), inside)]


def _within(name: str, zone: str) -> bool:
    if name.startswith("*."):
        return f".{zone}".endswith(name[1:]) or f"{name}.".endswith(f".{zone}.")
    return f".{name}".endswith(f".{zone}")
