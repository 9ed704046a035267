# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a call is about. A lock-down is one of rules and routes; every other kind writes to the cluster itself, and its
report has nothing of firewalls.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..values.words import NetworkState, OutboundState, Word
from .ending import CHECK_FAILED


class Kind(Word):
    """What becomes of a cluster in a call."""

    LOCKDOWN = "lockdown"
    RESTRICTION = "restriction"
    EXIT = "exit"


_KINDS: Mapping[str, Kind] = {**dict.fromkeys(OutboundState, Kind.RESTRICTION), NetworkState.LEFT: Kind.EXIT}


def kind_of(one: Mapping[str, Any]) -> Kind:
    """What a cluster of a result is about."""
    return _KINDS.get(str(one.get("state")), Kind.LOCKDOWN)


def kind_of_all(clusters: Iterable[Mapping[str, Any]]) -> Kind:
    """The same of the clusters of one call, which are all of one kind."""
    found = {kind_of(one) for one in clusters}
    return found.pop() if len(found) == 1 else Kind.LOCKDOWN


def is_refused(one: Mapping[str, Any]) -> bool:
    """True for a cluster that would be written itself, and was not planned or whose plan was refused: there is nothing
    to approve.
    """
    return kind_of(one) != Kind.LOCKDOWN and bool(one.get("failed")) and one.get("code") != CHECK_FAILED
