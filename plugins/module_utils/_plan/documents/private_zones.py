# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Private DNS zones: which names one decides about, for which networks, and what it holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from ..values import addresses, resource_ids
from ..values.words import Word

_PRIVATE_LINK = "privatelink."
# Zones of private link are called as the public ones they stand for, but for that of vaults ("Azure Private Endpoint
# private DNS zone values").
_OTHERWISE = {"vaultcore.": "vault."}
_REDIRECTS, _DEFAULT = "nxdomainredirect", "default"
_SETTLED = ("completed", "done", "succeeded", "")
_APEX = "@"
_OF_ADDRESSES = (("aRecords", "ipv4Address"), ("aaaaRecords", "ipv6Address"))


@dataclass(frozen=True)
class Link:
    """A link to a network. `redirects` is True where what the zone does not hold is asked of public DNS, None for a
    policy that is not understood here.
    """

    network: str
    redirects: bool | None = False
    is_settled: bool = True


class Unclear(Word):
    """Why a record does not say the addresses of a name: what a zone does with it, in a sentence."""

    ALIAS = "leads it to another name"
    WILDCARD = "may answer for it by the record of a wildcard further up"
    STRANGE = "has a record of it that is not understood here"


# The addresses of a record set, none where it has no records of addresses, or why they are not known.
Record: TypeAlias = "tuple[str, ...] | Unclear"


@dataclass(frozen=True)
class Zone:
    """A zone with its links and record sets, either None where they could not be read, which `unread` says.

    `records` maps the relative name of a set to what it says.
    """

    name: str
    links: tuple[Link, ...] | None = ()
    records: Mapping[str, Record] | None = None
    unread: str = ""

    @property
    def described(self) -> str:
        """The zone in a sentence."""
        return f"private DNS zone {self.name}"

    @property
    def is_of_private_link(self) -> bool:
        """True for a zone that public names lead into by an alias, once their resource has a private endpoint."""
        return self.name.lower().startswith(_PRIVATE_LINK)

    def link_to(self, network: str | None) -> Link | None:
        """The link to a network, None where there is none; only for a zone whose links were read."""
        return next((one for one in self.links or () if resource_ids.same(one.network, network)), None)

    def record_of(self, name: str) -> Record:
        """What the zone says of a name that it decides about; raise KeyError for one that has no record. Only for a
        zone whose records were read.
        """
        records = self.records or {}
        own = self.name.lower()
        ending = own if _within(name.lower(), own) else inside(own)
        relative = name.lower().removesuffix(ending).removesuffix(".") or _APEX
        if relative in records:
            return records[relative]
        above = relative.partition(".")[2]
        if (found := f"*.{above}" if above else "*") in records and relative != _APEX:
            return records[found]
        if above and any(one.startswith("*") and f".{above}".endswith(one[1:]) for one in records):
            return Unclear.WILDCARD
        raise KeyError(name)

    def has_below(self, wildcard: str) -> bool:
        """True when the zone holds names that a wildcard stands for, or may since its record sets were not read."""
        if self.records is None:
            return True
        endings = (inside(self.name), self.name.lower())
        held = [f".{one.lstrip('*.')}.{ending}" for one in self.records if one != _APEX for ending in endings]
        return any(one.endswith(wildcard.lower().lstrip("*")) for one in held)


def inside(zone: str) -> str:
    """What the names end with that a zone decides about: for one of private link the ending of public names."""
    lowered = zone.lower()
    if not lowered.startswith(_PRIVATE_LINK):
        return lowered
    public = lowered.removeprefix(_PRIVATE_LINK)
    return next((to + public.removeprefix(of) for of, to in _OTHERWISE.items() if public.startswith(of)), public)


def holds_names(zone: str, names: Iterable[str]) -> bool:
    """True when a private zone decides about any of these names."""
    return bool(names_in(zone, names))


def names_in(zone: str, names: Iterable[str]) -> list[str]:
    """The names a private zone decides about. Those of a service are reached through its privatelink zone by an alias,
    beside those that lie in that zone themselves; a wildcard is one of them when names below it are.
    """
    endings = (inside(zone), zone.lower())
    return [name for name in names if any(_within(name.lower(), one) for one in endings)]


def _within(name: str, zone: str) -> bool:
    if name.startswith("*."):
        return f".{zone}".endswith(name[1:]) or f"{name}.".endswith(f".{zone}.")
    return f".{name}".endswith(f".{zone}")


def links(items: Iterable[Mapping[str, Any]]) -> tuple[Link, ...]:
    """The links of a zone, as they are listed."""
    return tuple(_link(item.get("properties") or {}) for item in items)


def _link(properties: Mapping[str, Any]) -> Link:
    policy = str(properties.get("resolutionPolicy") or _DEFAULT).lower()
    states = (properties.get("virtualNetworkLinkState"), properties.get("provisioningState"))
    return Link(
        str((properties.get("virtualNetwork") or {}).get("id") or ""),
        {_REDIRECTS: True, _DEFAULT: False}.get(policy),
        all(str(state or "").lower() in _SETTLED for state in states),
    )


def records(items: Iterable[Mapping[str, Any]]) -> dict[str, Record]:
    """The record sets of a zone by their relative names in lower case, as they are listed. An alias has no other
    records beside it.
    """
    found: dict[str, Record] = {}
    for item in items:
        name, said = str(item.get("name")).lower(), _said(item.get("properties") or {})
        known = found.setdefault(name, ())
        if not isinstance(known, Unclear):
            found[name] = said if isinstance(said, Unclear) else (*known, *said)
    return found


def _said(properties: Any) -> Record:
    if not isinstance(properties, Mapping):
        return Unclear.STRANGE
    if properties.get("cnameRecord"):
        return Unclear.ALIAS
    found = [
        record.get(member) if isinstance(record, Mapping) else None
        for kind, member in _OF_ADDRESSES
        for record in _listed(properties.get(kind))
    ]
    known = tuple(one for one in found if isinstance(one, str) and addresses.parse(one))
    return known if len(known) == len(found) else Unclear.STRANGE


def _listed(value: Any) -> list[Any]:
    """What is listed; a value that is no list is something that nobody here understands."""
    return value if isinstance(value, list) else [value] if value else []
