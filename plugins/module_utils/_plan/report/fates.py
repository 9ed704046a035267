# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What became of a cluster, in a word, by its counts and findings, which are there without details as well."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Any

from ..values.words import DesiredState, OutboundState, Word
from . import words
from .ending import CHECK_FAILED, Call, call_of
from .kinds import Kind, kind_of
from .words import ASIDE, BAD, GOOD, OPEN


class Fate(Word):
    """What became of a cluster. The worst stand first in a report."""

    ADRIFT = "does not hold"
    LOST = "may have been written"
    FAILED = "failed"
    NOT_REACHED = "not reached"
    STOPPED = "stopped before routing"
    BLOCKED = "blocked"
    FAULTY = "with errors"
    UNMET = "out, preconditions missing"
    UNDECIDED = "unknown"
    UNSURE = "out, preconditions unknown"
    LOOSE = "not locked down"
    KEPT = "not wholly taken away"
    OUTSIDE = "in no network"
    PLANNED = "planned"
    LOCKED = "locked down"
    AWAY = "taken away"
    RESTRICTED = "restricted"
    FREE = "unrestricted"
    LEFT = "left its network"
    LEFT_BEFORE = "had left before"


# How good that is, the worst first.
OUTCOMES = {
    Fate.ADRIFT: BAD,
    Fate.LOST: BAD,
    Fate.FAILED: BAD,
    Fate.NOT_REACHED: BAD,
    Fate.STOPPED: BAD,
    Fate.BLOCKED: BAD,
    Fate.FAULTY: BAD,
    Fate.UNMET: BAD,
    Fate.UNDECIDED: OPEN,
    Fate.UNSURE: OPEN,
    Fate.LOOSE: OPEN,
    Fate.KEPT: OPEN,
    Fate.OUTSIDE: ASIDE,
    Fate.PLANNED: OPEN,
    Fate.LOCKED: GOOD,
    Fate.AWAY: GOOD,
    Fate.RESTRICTED: GOOD,
    Fate.FREE: GOOD,
    Fate.LEFT: GOOD,
    Fate.LEFT_BEFORE: GOOD,
}
# Those of a cluster that the run failed for, as it would in a preview.
FAILURES = frozenset({Fate.ADRIFT, Fate.LOST, Fate.FAILED, Fate.NOT_REACHED, Fate.STOPPED})
# What a preview says of those that are told in another tense.
AHEAD = {
    Fate.LOCKED: "would be locked down",
    Fate.AWAY: "would be taken away",
    Fate.KEPT: "would not be wholly taken away",
    Fate.STOPPED: "would stop",
    Fate.RESTRICTED: "would be restricted",
    Fate.FREE: "would be unrestricted",
    Fate.LEFT: "would leave its network",
    Fate.UNMET: "would be out, preconditions missing",
    Fate.UNSURE: "would be out, preconditions unknown",
}
_WORDS = {GOOD: "allowed", BAD: "blocked", OPEN: words.UNKNOWN}
_WORDS_OF_EXIT = {GOOD: "met", BAD: "missing", OPEN: words.UNKNOWN}
_KEPT = frozenset({"kept_rules", "kept_routes"})  # what a removal says of rules and routes of ours that stay
_WAY_BACK = "way_back"  # the finding that every plan has by which a cluster leaves its network


def fate_of(one: Mapping[str, Any], result: Mapping[str, Any]) -> Fate:
    """What became of a cluster in the result of a call."""
    if kind_of(one) == Kind.EXIT:
        return fate_of_exit(one, call_of(result, one))
    judged = states_of(one)
    if one.get("failed") and not (one.get("code") == CHECK_FAILED and judged is not None):
        return Fate.STOPPED if one.get("stopped") else Fate.FAILED
    codes = codes_of(one)
    if one["state"] == DesiredState.ABSENT:
        return Fate.KEPT if keeps(codes) else Fate.AWAY
    if one["state"] == OutboundState.UNRESTRICTED:
        return Fate.FREE
    return Fate.PLANNED if judged is None else _fate_of_judged(one, judged, codes)


def _fate_of_judged(one: Mapping[str, Any], judged: Counter[str], codes: Collection[str]) -> Fate:
    if "not_injected" in codes:
        return Fate.OUTSIDE
    if judged[BAD]:
        return Fate.BLOCKED
    if _is_faulty(one):
        return Fate.FAULTY
    if "no_default_route" in codes:
        return Fate.LOOSE
    if judged[OPEN]:
        return Fate.UNDECIDED
    return Fate.RESTRICTED if kind_of(one) == Kind.RESTRICTION else Fate.LOCKED


def fate_of_exit(one: Mapping[str, Any], call: Call) -> Fate:
    """The same of a cluster that leaves its network, as a call ended for it.

    One that failed after its write may be in either place, so it is told from one that is where it was.
    """
    if call.failure and call.code != CHECK_FAILED:
        if call.written or call.lost:
            return Fate.ADRIFT if call.written else Fate.LOST
        return Fate.NOT_REACHED if call.code == "not_reached" else Fate.FAILED
    if _is_faulty(one):
        return Fate.FAULTY
    judged = states_of(one) or Counter()
    if judged[BAD] or judged[OPEN]:
        return Fate.UNMET if judged[BAD] else Fate.UNSURE
    return Fate.LEFT if leaves(one) else Fate.LEFT_BEFORE


def leaves(one: Mapping[str, Any]) -> bool:
    """True where a cluster leaves its network, or was to: not of one that had left before."""
    return _WAY_BACK in codes_of(one)


def keeps(codes: Collection[str]) -> bool:
    """True where rules or routes of a lock-down stay that was to go: left to others, or needed by them."""
    return not _KEPT.isdisjoint(codes)


def codes_of(one: Mapping[str, Any]) -> frozenset[str]:
    """The codes of its findings."""
    return frozenset(str(found["code"]) for found in one.get("findings") or ())


def _is_faulty(one: Mapping[str, Any]) -> bool:
    return bool(one.get("failed")) or any(found["severity"] == "error" for found in one.get("findings") or ())


def judged_of(one: Mapping[str, Any]) -> Mapping[str, int] | None:
    """How many destinations come to which verdict, of those that are needed or that are used; of a cluster that leaves
    its network how many preconditions to which outcome. None where none was judged.
    """
    summary = one.get("summary") or {}
    names = ("dependencies", "used", "preconditions")
    return next((summary[name] for name in names if name in summary), None)


def states_of(one: Mapping[str, Any]) -> Counter[str] | None:
    """How many of these are GOOD, BAD and OPEN; None likewise."""
    judged = judged_of(one)
    if judged is None:
        return None
    found: Counter[str] = Counter()
    for verdict, count in judged.items():
        found[words.state_of(str(verdict))] += int(count)
    return found


def verdicts_of(one: Mapping[str, Any]) -> tuple[tuple[str, int, str], ...]:
    """The same with a word for each; nothing where none was judged."""
    judged, told = states_of(one), _WORDS_OF_EXIT if kind_of(one) == Kind.EXIT else _WORDS
    return () if judged is None else tuple((what, judged[state], state) for state, what in told.items())
