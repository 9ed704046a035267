# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first sentence of a console about a cluster that restricts its outbound access itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..values.refusal_codes import CODES
from . import restriction_report, words
from .ending import CHECK_FAILED
from .fates import Fate, fate_of
from .words import BAD, GOOD, OPEN

# What became of several, the good first; access is restricted with every one but the last two.
FATES = {
    Fate.RESTRICTED: "restricted",
    Fate.UNDECIDED: "restricted with unknown destinations",
    Fate.FAULTY: "restricted with errors",
    Fate.BLOCKED: "restricted with blocked destinations",
    Fate.FREE: "unrestricted",
    Fate.PLANNED: "not judged",
}
# How a failure begins that is more than a refusal.
_URGENT = {
    "left_open": "access of {name} may NOT be restricted now",
    "not_taken_back": "what this run wrote for {name} could not be taken back",
    "taken_back": "what this run wrote for {name} was taken back",
    "not_reached": "{name} was left as it is",
}
_UNKNOWN = ("open_callouts", "ingestion_not_shown")  # refusals about what cannot be told


def sentence(one: Mapping[str, Any], result: Mapping[str, Any], is_preview: bool) -> str:
    """The sentence without its full stop and without what says whether it is a preview."""
    name = f"cluster {one.get('cluster')}"
    if one.get("failed") and one.get("code") != CHECK_FAILED:
        return _failed(one, name, is_preview)
    judged = restriction_report.states(one)
    total, be = judged.total(), "would be" if is_preview else "is"
    if fate_of(one, result) == Fate.FREE:
        return f"outbound access of {name} {be} unrestricted"
    held = f"outbound access of {name} {be} restricted"
    rest = [f"{judged[state]} {told}" for state, told in ((BAD, "blocked"), (OPEN, words.UNKNOWN)) if judged[state]]
    if rest:
        return f"{held}; of {words.many(total, 'destination')} {judged[GOOD]} allowed, {' and '.join(rest)}"
    if not total:
        return f"{held}, and it is known to use nothing"
    return f"{held}, with {f'all {total} destinations' if total > 1 else 'its one destination'} allowed"


def opened(one: Mapping[str, Any]) -> list[str]:
    """How long its access was open, as sentences; none where it was not."""
    risks = one.get("accepted") or ()
    return [str(risk["sentence"]) for risk in risks if risk.get("word") == restriction_report.OPENED]


def _failed(one: Mapping[str, Any], name: str, is_preview: bool) -> str:
    code = str(one.get("code"))
    if code in _URGENT:
        return f"failed: {_URGENT[code].format(name=name)}"
    if not one.get("plan") and not one.get("pending"):
        return f"a run would fail for {name}" if is_preview else f"failed: {name} could not be planned"
    if code not in CODES:
        return f"a run would fail for {name}" if is_preview else f"failed: the plan of {name} was not carried out"
    refused = "a run would be refused" if is_preview else "refused"
    judged = restriction_report.states(one)
    of = f"of {words.many(judged.total(), 'destination')} of {name}"
    if code == "denied_callouts" and judged[BAD]:
        return f"{refused}: {judged[BAD]} {of} would be blocked"
    if code in _UNKNOWN and judged[OPEN]:
        return f"{refused}: {judged[OPEN]} {of} {words.are(judged[OPEN])} unknown"
    return f"{refused}: {CODES[code]}" if "`" not in CODES[code] else f"{refused} for {name}"
