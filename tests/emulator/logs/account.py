# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the logs of a world hold about each dependency, counted while the traffic was made and not from its rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Tally:
    """Connections that have left a name or an address. `refused` is by what did it, as in ("rule", Rule) or "default".

    `by_address` have left an address and no name. `unnamed` have left neither, and are in no other count.
    """

    allowed: int = 0
    refused: Mapping[object, int] = field(default_factory=Counter)
    first: datetime | None = None
    last: datetime | None = None
    last_allowed: datetime | None = None
    last_refused: datetime | None = None
    by_name: int = 0
    by_address: int = 0
    unnamed: int = 0

    @property
    def seen(self):
        return self.by_name + self.by_address


@dataclass(frozen=True)
class Account:
    """`strangers` are by name or else address, port and protocol: what no dependency covers. `unattributable` has what
    came without any destination, by port and prefix of the sources; lines of text do not even tell the port.
    """

    dependencies: tuple[Tally, ...]
    strangers: Mapping[tuple[str, int, str], Tally]
    unattributable: Mapping[tuple[int, str], int]


def account(dependencies, connections):
    """Count the connections of a cluster within a time; those of others are not among them."""
    covered = [(one, _covering(dependencies, one)) for one in connections]
    strange = {}
    for one, numbers in covered:
        if not numbers and _leaves_a_trace(one):
            key = ((one.name.lower() if one.is_named else "") or one.address, one.port, one.protocol)
            strange.setdefault(key, []).append(one)
    unnamed = [one for one in connections if not _leaves_a_trace(one)]
    return Account(
        tuple(_tally([one for one, numbers in covered if number in numbers]) for number in range(len(dependencies))),
        {key: _tally(found) for key, found in sorted(strange.items())},
        Counter((one.port, one.prefix) for one in unnamed),
    )


def _leaves_a_trace(one):
    return one.is_named or one.shows_address


def _covering(dependencies, one):
    """Numbers of the dependencies that a connection tells of: by its name if that is shown, else by its address, which
    is known to be of the one it was made for.
    """
    if one.is_named:
        found = [number for number, need in enumerate(dependencies) if need.holds_name(one.name, one.port)]
    elif one.shows_address:
        found = [number for number, need in enumerate(dependencies) if need.holds_address(one.address, one.port)]
    else:
        found = []
    return {*found, *(() if one.dependency is None else (one.dependency,))}


def _tally(found):
    traced = sorted((one for one in found if _leaves_a_trace(one)), key=lambda one: one.time)
    allowed = [one for one in traced if one.is_allowed]
    refused = [one for one in traced if not one.is_allowed]
    named = sum(one.is_named for one in traced)
    return Tally(
        len(allowed),
        Counter((one.by.value, one.rule) if one.rule else one.by.value for one in refused),
        *(_time(traced, 0), _time(traced, -1)),
        *(_time(allowed, -1), _time(refused, -1)),
        *(named, len(traced) - named),
        len(found) - len(traced),
    )


def _time(found, place):
    return found[place].time if found else None
