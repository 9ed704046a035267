# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""When two documents say the same of a resource, however the service wrote them down this time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ..values.change import Document
from ..values.resource_ids import FIREWALL

# What the service alone writes, so that it never counts as a difference.
_SERVERS = {
    "etag",
    "provisioningState",
    "resourceGuid",
    "size",
    "ipv6Rule",
    "hasBgpOverride",
    "privateIPAddress",
    "subnets",
    "ipConfigurations",
    "privateEndpoints",
    "serviceAssociationLinks",
    "resourceNavigationLinks",
    "purpose",
}
# A firewall's ipConfigurations are its owner's, and a network's subnets are never in documents that are compared.
_OWNERS = {FIREWALL.lower(): {"ipConfigurations"}}
_ID = "/subscriptions/"


def without_the_services(document: Document, type_: str) -> Document:
    """Return a document of a resource of this type without what the service alone writes."""
    made: Document = _without(document, _SERVERS - _OWNERS.get(type_.lower(), set()))
    return made


def is_same(one: Document, other: Document, type_: str) -> bool:
    """True where nobody has changed anything between two answers about a resource of this type.

    The order of lists, the case of ids, and whether nothing is written as null or not at all say nothing: the service
    has been seen to change each of them by itself. What it alone writes is nobody's change either.
    """
    return bool(_plain(without_the_services(one, type_)) == _plain(without_the_services(other, type_)))


def missing(seen: Any, whole: Any, at: str = "") -> Iterator[str]:
    """The paths of what is in `whole` and not in `seen`; what is empty is nobody's loss."""
    if isinstance(whole, dict):
        for name, member in whole.items():
            inner = seen.get(name) if isinstance(seen, dict) else None
            yield from missing(inner, member, f"{at}.{name}".lstrip("."))
    elif isinstance(whole, list):
        inside = {_key(*one): one[1] for one in enumerate(seen)} if isinstance(seen, list) else {}
        for number, member in enumerate(whole):
            yield from missing(inside.get(_key(number, member)), member, f"{at}[{number}]")
    elif whole not in (None, "") and seen is None:
        yield at


def _key(number: int, entry: Any) -> str | int:
    """What an entry of a list is known by: its name, since lists come in any order, else its place."""
    name = entry.get("name") if isinstance(entry, dict) else None
    return name.lower() if isinstance(name, str) else number


def _without(value: Any, names: set[str]) -> Any:
    """Tags are somebody's own words."""
    if isinstance(value, Mapping):
        kept = ((name, item) for name, item in value.items() if name not in names)
        return {name: item if name == "tags" else _without(item, names) for name, item in kept}
    if isinstance(value, list):
        return [_without(item, names) for item in value]
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {
            name: item if name == "tags" else _plain(item) for name, item in value.items() if item not in (None, [], {})
        }
    if isinstance(value, list):
        return sorted(map(_plain, value), key=lambda item: json.dumps(item, sort_keys=True))
    if isinstance(value, str) and value.lower().startswith(_ID):
        return value.lower()
    return value
