# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was judged, as rows: destinations by what they are for, documented addresses, and the routes of the subnet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from . import words
from .words import GOOD, OPEN


@dataclass(frozen=True)
class Destination:
    """What the cluster must reach, and by the same rule and way: whether it does, what decides, where traffic goes."""

    names: tuple[str, ...]
    port: int
    state: str
    verdict: str
    rule: str
    way: str
    note: str


@dataclass(frozen=True)
class Group:
    """Destinations of one kind."""

    name: str
    destinations: tuple[Destination, ...]

    @property
    def count(self) -> int:
        """How many names there are."""
        return sum(len(one.names) for one in self.destinations)

    def only(self, state: str) -> Group:
        """Those of them with this state."""
        return Group(self.name, tuple(one for one in self.destinations if one.state == state))


@dataclass(frozen=True)
class Address:
    """A documented address that connects to the cluster, and whether the answers find their way back."""

    address: str
    purpose: str
    state: str
    verdict: str
    way: str


def groups(judged: Iterable[Mapping[str, Any]], about: Mapping[str, Any]) -> tuple[Group, ...]:
    """One entry for all that is alike: a reader looks for what differs."""
    found: dict[str, dict[tuple[Any, ...], list[str]]] = {}
    for one in judged:
        category = str(one.get("category") or "")
        found.setdefault(category, {}).setdefault(_fate(one, about), []).append(_named(one))
    return tuple(
        Group(
            words.CATEGORIES.get(category, category),
            tuple(Destination(tuple(sorted(names)), *fate) for fate, names in sorted(found[category].items())),
        )
        for category in sorted(found, key=words.rank)
    )


def _named(one: Mapping[str, Any]) -> str:
    tag = f"service tag {one['service_tag']}" if one.get("service_tag") else ""
    return str(one.get("unread") or one.get("fqdn") or tag or ", ".join(one.get("addresses") or ()))


def _fate(one: Mapping[str, Any], about: Mapping[str, Any]) -> tuple[Any, ...]:
    """All of a Destination but its names."""
    state, rule, why = words.state_of(one["verdict"]), _decisive(one), str(one.get("why") or "")
    if state == GOOD and one["by"] != one["firewall"]["by"]:
        rule, why = " / ".join(one["firewall"]["by"]) or words.NO_RULE_NEEDED, words.NEVER_ASKED
    way = words.way(one["next_hop"], about)
    none = words.NO_RULE if state != OPEN else words.UNKNOWN
    return int(one["port"]), state, words.VERDICTS[one["verdict"]], rule or none, way, why


def _decisive(one: Mapping[str, Any]) -> str:
    """The rule of the firewall or, where traffic does not come to that, the other thing that decides."""
    by = " / ".join(one["by"])
    if not by or one["by"] == one["firewall"]["by"]:
        return by
    if one["by"] == one["security_group"]["by"]:
        return f"security group {by}"
    hop = one["next_hop"]
    is_route = one["by"] == [hop.get("route")] and hop.get("type") != words.TO_ENDPOINT
    return f"route {by}" if is_route else by


def address(one: Mapping[str, Any], about: Mapping[str, Any]) -> Address:
    """A documented address as a row."""
    return Address(
        address=str(one["address"]),
        purpose=words.purpose(str(one["purpose"])),
        state=words.state_of(one["verdict"]),
        verdict=words.VERDICTS[one["verdict"]],
        way=words.way(one["next_hop"], about),
    )


def route(one: Mapping[str, Any], about: Mapping[str, Any]) -> tuple[str, str, str]:
    """A route as a row: its name, what it leads, and where to."""
    hop = {"type": one["next_hop_type"], "address": one.get("next_hop_ip_address")}
    return str(one["name"]), str(one["address_prefix"]), words.way(hop, about)
