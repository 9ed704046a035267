# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The path traffic takes, as stations in their order; what a picture of it shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from . import words
from .words import ASIDE, BAD, GOOD, OPEN


@dataclass(frozen=True)
class Station:
    """One thing traffic passes: what it is, its name, what it does, and whether all is well there."""

    kind: str
    name: str
    note: str
    state: str


@dataclass(frozen=True)
class Path:
    """The stations from the cluster to its destinations, what goes past the firewall, and whether the rest meets it."""

    stations: tuple[Station, ...]
    past: Station | None
    through: bool = True


def path(checked: Mapping[str, Any], about: Mapping[str, Any]) -> Path:
    """Return the path; a cluster that is not injected has none of ours between itself and its destinations."""
    judged = checked["dependencies"]
    states = [words.state_of(one["verdict"]) for one in judged]
    told = f"{states.count(GOOD)} of {len(states)} allowed"
    end = Station("Destinations", "what it needs", told, _worst(states))
    subnet, firewall = about.get("subnet"), about["firewall"]
    if not about["injected"] or subnet is None:
        outside = Station("Firewall", firewall["name"], "sees none of it", ASIDE)
        start = Station("Cluster", about["cluster"], "in no network of yours", ASIDE)
        return Path((start, outside, end), Station("Its traffic", "everything", "goes past it", ASIDE), through=False)
    return Path(
        (
            Station("Cluster", about["cluster"], f"subnet {subnet['name']}", GOOD),
            _security_group(judged, about),
            _route_table(checked, about),
            _firewall(judged, firewall),
            end,
        ),
        _past(checked["addresses"]),
    )


def _security_group(judged: Iterable[Mapping[str, Any]], about: Mapping[str, Any]) -> Station:
    if "security_group" in about.get("unread", ()):
        return Station("Security group", words.UNREAD, "not known for all", OPEN)
    name = about.get("security_group")
    state = _worst(words.state_of(one["security_group"]["verdict"]) for one in judged)
    note = {GOOD: "lets it out", BAD: "blocks some of it", OPEN: "not known for all"}[state]
    return Station("Security group", name or "none", note if name else "lets everything out", state if name else ASIDE)


def _route_table(checked: Mapping[str, Any], about: Mapping[str, Any]) -> Station:
    table, codes = about.get("route_table"), {one["code"] for one in checked["findings"]}
    if "route_table" in about.get("unread", ()):
        return Station("Route table", words.UNREAD, "not known for all", OPEN)
    name = (table["name"] or "a new one") if table else "none"
    if "stale_default_route" in codes:
        return Station("Route table", name, "leads elsewhere", BAD)
    if "lost_default_route" in codes:
        return Station("Route table", name, "no way to the firewall", BAD)
    if "no_default_route" in codes:
        return Station("Route table", name, "no way to the firewall", OPEN)
    if "firewall_without_address" in codes:
        return Station("Route table", name, "where to is not known", OPEN)
    if "undecided_way" in codes:
        return Station("Route table", name, "not known for all", OPEN)
    return Station("Route table", name, "leads to the firewall", GOOD)


def _firewall(judged: Iterable[Mapping[str, Any]], firewall: Mapping[str, Any]) -> Station:
    if not firewall.get("private_address"):
        return Station("Firewall", firewall["name"], "has no address", BAD)
    state = _worst(words.state_of(one["firewall"]["verdict"]) for one in judged)
    note = {GOOD: "allows all of it", BAD: "blocks some of it", OPEN: "not known for all"}[state]
    return Station("Firewall", firewall["name"], note, state)


def _past(addresses: Iterable[Mapping[str, Any]]) -> Station | None:
    states = [words.state_of(one["verdict"]) for one in addresses]
    if not states:
        return None
    count, state = states.count(GOOD), _worst(states)
    total = "1 address" if len(states) == 1 else f"{len(states)} addresses"
    name = total if count == len(states) else f"{count} of {total}"
    return Station("Management and monitoring", name, "answered past it", state)


def _worst(states: Iterable[str]) -> str:
    found = set(states)
    return BAD if BAD in found else OPEN if OPEN in found else GOOD
