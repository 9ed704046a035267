# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may become of a need within a time: phases of it, in each of which the firewall decides alike."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from . import spellings
from .connections import By, Kind, Line, Rule

FOREIGN = Rule("corp-policy", "corp-rules", "deny-all", "deny everything else")
TAG = Rule("corp-policy", "corp-rules", "allow-platform", "azure monitor")
THREAT = "Bot Networks"


class Fate(str, Enum):
    """One for each thing that a firewall's logs can tell of a need, or fail to tell."""

    ALLOWED = "allowed"
    DENIED_BY_RULE = "denied by a rule"
    DENIED_BY_DEFAULT = "denied by default"
    UNNAMED = "refused for want of a name"
    ALLOWED_BY_TAG = "allowed by a network rule, so that no name is seen"
    DENIED_BY_ADDRESS = "denied by a network rule, so that no name is seen"
    THREAT_ALERT = "allowed, with an alert of threat intelligence"
    THREAT_DENY = "refused by threat intelligence"
    IDPS_ALERT = "allowed, with an alert of intrusion detection"
    IDPS_DROP = "allowed by a rule and dropped by intrusion detection"
    CALMED = "dropped by intrusion detection at first, and allowed since"
    INFRASTRUCTURE = "allowed by no rule"
    REPAIRED = "denied at first, and allowed since"
    BROKEN = "allowed at first, and denied since"
    MIXED = "allowed at times and denied at times"
    LONG = "one connection that has lasted since the beginning"
    OUTSIDE = "seen before and after the time alone"
    SILENT = "never seen"


BY_NAME_ONLY = (Fate.UNNAMED, Fate.ALLOWED_BY_TAG, Fate.DENIED_BY_ADDRESS, Fate.INFRASTRUCTURE)


@dataclass(frozen=True)
class Verdict:
    """What the firewall does with a connection, and what it writes about it."""

    lines: tuple[Line, ...]
    is_allowed: bool
    by: By = By.RULE
    has_name: bool = True


@dataclass(frozen=True)
class Phase:
    """From one part of the time to another, of which 0 is the beginning and 1 the end."""

    verdict: Verdict
    start: float = 0.0
    end: float = 1.0
    most: int = 6  # connections; there is one at least


def possible(need):
    """The fates that a need can have; what goes by network rules has no name to be seen in the first place, and what is
    no TLS has none to leave out.
    """
    never = () if need.is_by_name else BY_NAME_ONLY
    return [fate for fate in Fate if fate not in never and not (need.protocol == "Http" and fate is Fate.UNNAMED)]


def phases(fate, need, rng):
    """What becomes of a need."""
    kind = Kind.APPLICATION if need.is_by_name else Kind.NETWORK
    good, bad = allowed(kind, need.rule), rng.choice((by_default(kind, rng), by_rule(kind, FOREIGN)))
    half = rng.uniform(0.3, 0.7)
    several = {
        Fate.REPAIRED: (Phase(bad, 0.0, half), Phase(good, half, 1.0)),
        Fate.BROKEN: (Phase(good, 0.0, half), Phase(bad, half, 1.0)),
        Fate.CALMED: (Phase(dropped(kind, need.rule, rng), 0.0, half), Phase(good, half, 1.0)),
        Fate.MIXED: (Phase(good), Phase(bad)),
        Fate.LONG: (Phase(good, 0.0, 0.0, most=1),),
        Fate.OUTSIDE: (Phase(good, -0.4, -0.01), Phase(good, 1.0, 1.0, most=1)),
        Fate.SILENT: (),
    }
    if fate in several:
        return several[fate]
    return (Phase(_one(fate, need, kind, rng)),)


def _one(fate, need, kind, rng):
    made = {
        Fate.ALLOWED: lambda: allowed(kind, need.rule),
        Fate.DENIED_BY_RULE: lambda: by_rule(kind, FOREIGN),
        Fate.DENIED_BY_DEFAULT: lambda: by_default(kind, rng),
        Fate.UNNAMED: unnamed,
        Fate.ALLOWED_BY_TAG: lambda: allowed(Kind.NETWORK, TAG),
        Fate.DENIED_BY_ADDRESS: lambda: by_rule(Kind.NETWORK, FOREIGN),
        Fate.THREAT_ALERT: lambda: _beside(
            allowed(kind, need.rule), Line(Kind.THREAT_INTELLIGENCE, "Alert", None, THREAT)
        ),
        Fate.THREAT_DENY: threat,
        Fate.IDPS_ALERT: lambda: _beside(allowed(kind, need.rule), Line(Kind.INTRUSION_DETECTION, "Alert")),
        Fate.IDPS_DROP: lambda: dropped(kind, need.rule, rng),
        Fate.INFRASTRUCTURE: lambda: Verdict((Line(Kind.APPLICATION, "Allow"),), True, By.INFRASTRUCTURE),
    }
    return made[fate]()


def allowed(kind, rule):
    return Verdict((Line(kind, "Allow", rule),), True)


def by_rule(kind, rule):
    """Refused by a rule that names itself."""
    return Verdict((Line(kind, "Deny", rule),), False)


def by_default(kind, rng):
    """Refused since no rule is about it."""
    return Verdict((Line(kind, "Deny", None, rng.choice(spellings.DEFAULTS)),), False, By.DEFAULT)


def unnamed():
    """TLS without a name: no destination, no action (seen in an export of 2025)."""
    return Verdict((Line(Kind.APPLICATION, "", None, spellings.NO_NAME),), False, By.NO_NAME, has_name=False)


def threat():
    """Refused before any rule is looked at."""
    return Verdict((Line(Kind.THREAT_INTELLIGENCE, "Deny", None, THREAT),), False, By.THREAT_INTELLIGENCE)


def dropped(kind, rule, rng):
    """Let through by a rule, and then refused for what is in it; the word for it differs."""
    word = rng.choice(("Deny", "Drop", "drop"))
    return Verdict((Line(kind, "Allow", rule), Line(Kind.INTRUSION_DETECTION, word)), False, By.INTRUSION_DETECTION)


def _beside(verdict, line):
    """An alert is no refusal."""
    return Verdict((*verdict.lines, line), verdict.is_allowed, verdict.by)
