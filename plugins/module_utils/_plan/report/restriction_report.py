# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The answer about a cluster that restricts its outbound access itself, and the report that it stands above."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..values.words import OutboundState
from . import causes, headlines, own_report, restriction, words
from .answer import Answer
from .causes import Problem
from .ending import CHECK_FAILED, Call
from .fates import states_of
from .headlines import Setting
from .model import Report
from .own_report import Figure
from .restriction import Restriction
from .words import BAD, GOOD, OPEN

OPENED = "open_while_changing"  # the word of the risk whose sentence says how long access was open
_UNSURE = ("unlisted_uses", "sources_unread")  # words: what is known to be used may not be all
_UNTOLD = frozenset({"open_callouts", "ingestion_not_shown"})  # findings about what cannot be told
_NOWHERE = Setting(0, "")


def report(
    one: Mapping[str, Any],
    call: Call,
    *,
    accept: Iterable[str] = (),
    resource_manager: str = "",
    is_one_of_many: bool = False,
) -> Report:
    """Return the report about a cluster of a result. `accept` has the words that were given."""
    plan = one.get("plan") or {}
    made = restriction.restriction(plan) if plan else None
    would = bool(call.pending) and call.tense != "done"  # what is planned is not in force, or not any more
    return own_report.report(
        one,
        call,
        _answer(one, call, made, own_report.problems_of(one, call)),
        title="Outbound access",
        network=words.RESTRICTED_INSIDE if (plan.get("cluster") or {}).get("injected") else "",
        is_one_of_many=is_one_of_many,
        figures=_figures(one, would=would),
        accept=accept,
        resource_manager=resource_manager,
        would=would,
        made=made,
    )


def states(one: Mapping[str, Any]) -> Counter[str]:
    """How much of what is used is GOOD, BAD and OPEN."""
    return states_of(one) or Counter()


def _answer(one: Mapping[str, Any], call: Call, made: Restriction | None, found: Sequence[Problem]) -> Answer:
    if call.failure and call.code != CHECK_FAILED:
        return own_report.failed(call, found, states(one).total())
    told = _judged(one, call, made, found)
    opened = [str(risk["sentence"]) for risk in one.get("accepted") or () if risk.get("word") == OPENED]
    return replace(told, lead=" ".join([*opened, *filter(None, [told.lead])]))


def _judged(one: Mapping[str, Any], call: Call, made: Restriction | None, found: Sequence[Problem]) -> Answer:
    changed = bool(call.pending)
    as_asked = "" if changed else words.NOTHING
    if str(one["state"]) == OutboundState.UNRESTRICTED:
        be = "would not be restricted any more" if call.is_ahead and changed else "is not restricted"
        return Answer(GOOD, f"Outbound access {be}", as_asked)
    judged, is_is = states(one), "would be" if call.is_ahead and changed else "is"
    total, head = judged.total(), f"Outbound access {is_is} restricted"
    cause = causes.worst(found)
    if cause:
        told = headlines.of(cause, Setting(total, "", would=call.is_ahead), own_report.concerned(cause, found))
        return Answer(BAD, f"{told[:1].upper()}{told[1:]}", f"{head}.", cause.remedy, cause.anchor)
    if judged[BAD]:  # somebody has accepted it
        return Answer(BAD, f"{head}, and {_share(judged[BAD], total)} {words.are(judged[BAD])} blocked", as_asked)
    if judged[OPEN]:
        told = f"{head}; whether {_share(judged[OPEN], total)} {_pass(judged[OPEN])} cannot be told"
        return Answer(OPEN, told, words.UNDECIDED if _UNTOLD.intersection(each.code for each in found) else words.TAKEN)
    if _is_unsure(one, found):
        return Answer(OPEN, f"{head}, and what it uses is not known in full", words.UNDECIDED_USES)
    if not total:
        return Answer(GOOD, f"{head}, and it is known to use nothing", as_asked)
    passes = f"all {total} destinations" if total > 1 else "the one destination"
    return Answer(GOOD, f"{head}, with {passes} it is known to use allowed", _besides(made, as_asked))


def _is_unsure(one: Mapping[str, Any], found: Iterable[Problem]) -> bool:
    words_ = {str(risk["word"]) for risk in one.get("accepted") or ()} | {each.code for each in found}
    return bool(words_.intersection((*_UNSURE, "unread_sources")))


def _besides(made: Restriction | None, as_asked: str) -> str:
    """What stays though nobody has listed it allows more than is used."""
    entries = [each for each in made.entries if each.fate == restriction.Fate.NOT_LISTED] if made else []
    if not entries:
        return as_asked
    told = f"{words.entries(len(entries))} that nobody has listed here {'stays' if len(entries) == 1 else 'stay'}."
    return f"{as_asked} {told}".strip()


def _share(count: int, total: int) -> str:
    return _NOWHERE.share(0) if not total else Setting(total, "").share(count)


def _pass(count: int) -> str:
    return "passes" if count == 1 else "pass"


def _figures(one: Mapping[str, Any], *, would: bool) -> tuple[Figure, ...]:
    judged, be = states(one), "would be " if would else ""
    return (
        (f"destinations {be}allowed", judged[GOOD], GOOD),
        (f"destinations {be}blocked", judged[BAD], BAD),
        ("destinations unknown", judged[OPEN], OPEN),
    )
