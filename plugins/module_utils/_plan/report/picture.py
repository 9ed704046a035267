# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The path traffic takes, as stations in their order; what a picture of it shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from . import words
from .ending import Call
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
    """The stations from the cluster to its destinations, what goes past the firewall, and whether the rest meets it:
    it does, or `ahead` says that it would.
    """

    stations: tuple[Station, ...]
    past: Station | None
    through: bool = True
    ahead: bool = False


@dataclass(frozen=True)
class _Stage:
    """What is left of the traffic at a station: `here` comes to it, out of `all`. `ahead` is for what would be so."""

    here: tuple[Mapping[str, Any], ...]
    all: tuple[Mapping[str, Any], ...]
    ahead: bool

    def worst(self, part: str) -> str:
        """The worst that a station does to what comes to it, or would to all if nothing comes."""
        return _worst(words.state_of(one[part]["verdict"]) for one in self.here or self.all)

    def onwards(self, here: Iterable[Mapping[str, Any]]) -> _Stage:
        """What is left of it behind a station."""
        return replace(self, here=tuple(here))

    def note(self, state: str, part: str, does: tuple[str, str]) -> str:
        """What a station does, or would do, to how much."""
        would = self.ahead or not self.here
        among = self.here or self.all
        count = sum(words.state_of(one[part]["verdict"]) == state for one in among)
        if state == OPEN:
            return "unknown for all" if count == len(among) else f"unknown for {count} of {len(among)}"
        share = "all of it" if count == len(among) else f"{count} of {len(among)}"
        return f"{f'would {does[0]}' if would else does[1]} {share}"


_LETS, _BLOCKS = ("allow", "allows"), ("block", "blocks")


def path(checked: Mapping[str, Any], about: Mapping[str, Any], call: Call) -> Path:
    """Return the path; a cluster that is not injected has none of ours between itself and its destinations."""
    judged = tuple(checked["dependencies"])
    subnet, firewall = about.get("subnet"), about["firewall"]
    if not about["injected"] or subnet is None:
        outside = Station("Firewall", firewall["name"], "sees none of it", ASIDE)
        start = Station("Cluster", about["cluster"], "in no network of yours", ASIDE)
        gone = Station("Its traffic", "everything", "goes past it", ASIDE)
        return Path((start, outside, _end(checked, call, past=True)), gone, through=False)
    left = _Stage(judged, judged, ahead=False)  # no run changes a security group
    behind_group = replace(left, ahead=call.would).onwards(
        one for one in judged if words.state_of(one["security_group"]["verdict"]) != BAD
    )
    sent = behind_group.onwards(one for one in behind_group.here if words.leads_to(one["next_hop"], about))
    codes = {one["code"] for one in checked["findings"]}
    past = bool(codes.intersection(words.OPEN_WAYS)) and not sent.here
    stations = (
        Station("Service" if "service" in about else "Cluster", about["cluster"], f"subnet {subnet['name']}", GOOD),
        _security_group(left, about),
        _route_table(behind_group, sent, codes, about, call),
        _firewall(sent, codes, firewall),
        _end(checked, call, past=past),
    )
    if past:
        return Path(stations, Station("Its traffic", "everything", "goes past it", ASIDE), through=False)
    return Path(stations, _past(checked["addresses"], call), ahead=call.would)


def _end(checked: Mapping[str, Any], call: Call, *, past: bool = False) -> Station:
    """How much of it gets there; that it does is no merit of anybody's where all of it goes past the firewall."""
    states = [words.state_of(one["verdict"]) for one in checked["dependencies"]]
    state = _worst(states)
    verb = "reached" if past else "would pass" if call.would else "pass"
    told = f"{states.count(GOOD)} of {len(states)} {verb}"
    which = "what it names" if "service" in (checked.get("about") or {}) else "what it needs"
    return Station("Destinations", which, told, ASIDE if past and state == GOOD else state)


def _security_group(left: _Stage, about: Mapping[str, Any]) -> Station:
    if "security_group" in about.get("unread", ()):
        return Station("Security group", words.UNREAD, "unknown for all", OPEN)
    name, state = about.get("security_group"), left.worst("security_group")
    if not name and state == GOOD:
        return Station("Security group", "none", "lets everything out", ASIDE)
    note = left.note(state, "security_group", _BLOCKS if state == BAD else ("let out", "lets out"))
    return Station("Security group", name or "none", note, state)


# What findings say of the way, the worst first.
_WAYS = (
    ("stale_default_route", "leads elsewhere", BAD),
    ("lost_default_route", "no way to the firewall", BAD),
    ("no_default_route", "no way to the firewall", BAD),
    ("firewall_without_address", "where to is unknown", OPEN),
    ("undecided_way", "unknown for all", OPEN),
    ("unreachable_hop", "leads where nothing arrives", BAD),
)


def _route_table(came: _Stage, sent: _Stage, codes: set[str], about: Mapping[str, Any], call: Call) -> Station:
    """Whether what comes to it goes on to the firewall."""
    table, kind = about.get("route_table"), "Route table"
    if "route_table" in about.get("unread", ()):
        return Station(kind, words.UNREAD, "unknown for all", OPEN)
    name = (table["name"] or "a new one") if table else "none"
    if call.stopped:
        return Station(kind, name, "would be left as it is" if call.is_ahead else "left as it was", ASIDE)
    found = next(((note, state) for code, note, state in _WAYS if code in codes), None)
    if found:
        return Station(kind, name, *found)
    if not came.here:
        return Station(kind, name, "nothing comes to it", ASIDE)
    dropped = sum(one["next_hop"].get("type") == "None" for one in came.here)
    if dropped:
        verb = "would drop" if call.is_ahead else "drops"
        return Station(kind, name, f"{verb} {dropped} of {len(came.here)}", BAD)
    verb = "would lead" if call.is_ahead else "leads"
    if len(sent.here) == len(came.here):
        return Station(kind, name, f"{verb} to the firewall", GOOD)
    if not sent.here:
        return Station(kind, name, f"{verb} elsewhere", ASIDE)
    return Station(kind, name, f"{len(sent.here)} of {len(came.here)} to the firewall", ASIDE)


def _firewall(sent: _Stage, codes: set[str], firewall: Mapping[str, Any]) -> Station:
    """What the firewall does to what is sent to it; where nothing is, what it would do, and no more than that."""
    if "firewall_without_address" in codes:
        return Station("Firewall", firewall["name"], "is stopped", BAD)
    state = sent.worst("firewall")
    note = sent.note(state, "firewall", _BLOCKS if state == BAD else _LETS)
    return Station("Firewall", firewall["name"], note, ASIDE if state == GOOD and not sent.here else state)


def _past(addresses: Iterable[Mapping[str, Any]], call: Call) -> Station | None:
    states = [words.state_of(one["verdict"]) for one in addresses]
    if not states:
        return None
    count, state = states.count(GOOD), _worst(states)
    total = "1 address" if len(states) == 1 else f"{len(states)} addresses"
    name = total if count == len(states) else f"{count} of {total}"
    note = "would go past it" if call.would else "answered past it"
    return Station("Management, monitoring", name, note, state)


def _worst(states: Iterable[str]) -> str:
    found = set(states)
    return BAD if BAD in found else OPEN if OPEN in found else GOOD
