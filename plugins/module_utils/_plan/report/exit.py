# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster that leaves its network, before any format: its preconditions, what it reads from, its network and public
access before and after, and what stays for the way back.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from . import restriction, words
from .rows import Group

Access: TypeAlias = "Mapping[str, Any]"
_SUBJECTS = {
    "public_access": "Public access",
    "private_endpoint": "Private endpoint for clients",
    "sources": "What it reads from",
    "outbound_access": "Outbound access",
    "prepared": "Time since it was prepared",
}
_OUTCOMES = {"met": "met", "missing": "missing", "cannot_tell": "cannot tell"}
_REACHES = {"reached": "reached", "cut_off": "cut off", "cannot_tell": "cannot tell"}
_STAYS = {
    "subnet": "Subnet",
    "engine_address": "Public address of the engine",
    "data_management_address": "Public address of data management",
}
_IN, _OUT = "enabled", "disabled"  # states of the network, and of public access


@dataclass(frozen=True)
class Condition:
    """A precondition and how it stands; `accepted` is the word that somebody accepted it by where it is not met."""

    subject: str
    state: str
    outcome: str
    sentence: str
    remedy: str = ""
    accepted: str = ""


@dataclass(frozen=True)
class Source:
    """Something that the cluster reads from, whether it still may, and who says that it does."""

    name: str
    state: str
    reach: str
    why: str
    told_by: tuple[str, ...]


@dataclass(frozen=True)
class Exit:
    """`members` are what is written, each with its text before and after; `stays` is what a return needs, by its id.
    `leaves` is False of a cluster that had left before, whose rules and routes may be gone.
    """

    leaves: bool
    members: tuple[tuple[str, str, str], ...]
    conditions: tuple[Condition, ...]
    sources: tuple[Source, ...]
    used: tuple[Group, ...]
    stays: tuple[tuple[str, str], ...]


def network_exit(plan: Mapping[str, Any]) -> Exit:
    """Return what a plan says of it."""
    before, after = plan["before"] or {}, plan["after"] or {}
    return Exit(
        leaves=_state(before, "network") != _OUT,
        members=(
            ("Network", _network(before), _network(after)),
            ("Public access", _public(before), _public(after)),
            ("Allowed ranges", _ranges(before), _ranges(after)),
        ),
        conditions=tuple(map(_condition, plan.get("preconditions") or ())),
        sources=tuple(map(_source, plan.get("sources") or ())),
        used=restriction.groups(plan.get("used") or ()),
        stays=tuple(_stays(plan.get("cluster") or {}, after)),
    )


def columns(changing: str) -> tuple[str, str, str]:
    """The head of a table of the members, under the title of what changes."""
    return "What", "Before", words.afterwards(changing)


def _condition(one: Mapping[str, Any]) -> Condition:
    outcome = str(one["outcome"])
    return Condition(
        subject=_SUBJECTS.get(str(one["subject"]), str(one["subject"])),
        state=words.state_of(outcome),
        outcome=_OUTCOMES.get(outcome, outcome),
        sentence=str(one["message"]),
        remedy=str(one.get("remedy") or ""),
        accepted=str(one.get("word") or "") if one.get("accepted") else "",
    )


def _source(one: Mapping[str, Any]) -> Source:
    reach = str(one["reach"])
    why = str(one.get("why") or "")
    return Source(
        name=str(one["name"]),
        state=words.state_of(reach),
        reach=_REACHES.get(reach, reach),
        why=f"{why}." if why and not why.endswith(".") else why,
        told_by=tuple(restriction.told(str(each)) for each in one.get("told_by") or ()),
    )


def _network(access: Access) -> str:
    """Where it is; a word that nobody knows is told as it is."""
    state, subnet = _state(access, "network"), str(access.get("subnet") or "")
    if state == _OUT:
        return "in none of yours"
    if state != _IN:
        return str(access.get("network") or words.UNKNOWN)
    network, _slash, name = subnet.partition("/virtualnetworks/")[2].partition("/subnets/")
    return f"in subnet {name} of {network}" if name else "in a network of yours"


def _public(access: Access) -> str:
    state = _state(access, "public_network_access")
    known = {_IN: "enabled: it answers at its public names", _OUT: "disabled: it does not answer at its public names"}
    return known.get(state, str(access.get("public_network_access") or "not set"))


def _ranges(access: Access) -> str:
    """Whom the list lets in; one without public access is without effect. What is no list is shown as it is."""
    ranges, is_open = access.get("allowed_ip_ranges"), _state(access, "public_network_access") != _OUT
    if not isinstance(ranges, list):
        return "none" if ranges is None else str(ranges)
    if ranges:
        return f"{', '.join(map(str, ranges))}{'' if is_open else ', without effect'}"
    is_out = _state(access, "network") == _OUT
    return "none, so everybody on the internet may come in" if is_out and is_open else "none"


def _state(access: Access, name: str) -> str:
    return str(access.get(name) or "").lower()


def _stays(cluster: Mapping[str, Any], after: Access) -> Iterator[tuple[str, str]]:
    """The ids that the configuration keeps, in the letters in which the cluster has them where these are known."""
    listed = [cluster.get("subnet_id"), *(cluster.get("public_ip_ids") or ())]
    spelt = {str(id_).lower(): str(id_) for id_ in listed if id_}
    for name, kind in _STAYS.items():
        id_ = after.get(name)
        if id_:
            yield kind, spelt.get(str(id_).lower(), str(id_))
