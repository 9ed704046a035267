# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The answer that stands above everything: what is the matter, by the name of the worst cause, and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..values.words import DesiredState, begun
from . import causes, headlines, words
from .causes import Problem
from .ending import Call, Ending
from .fates import keeps
from .headlines import Setting
from .words import ASIDE, BAD, GOOD, OPEN


@dataclass(frozen=True)
class Answer:
    """`state` is how good it is, `lead` says more of the headline, `remedy` what to do, `anchor` where the cause is."""

    state: str
    headline: str
    lead: str = ""
    remedy: str = ""
    anchor: str = ""


def of(checked: Mapping[str, Any], plan: Mapping[str, Any] | None, call: Call, found: Sequence[Problem]) -> Answer:
    """Return the answer about a check, a plan or both, as a call came to it."""
    about = checked.get("about")
    if not about:
        return of_failure(call) if call.failure else _planned(plan or {}, call, keeps({one.code for one in found}))
    setting = Setting(len(checked["dependencies"]), str(about["firewall"]["name"]), call.would)
    answer = _checked(checked, found, setting)
    if call.failure and answer.state != BAD:
        answer = _in_spite(answer, call, found, setting)
    return _at_home(answer, call, setting)


def _at_home(answer: Answer, call: Call, setting: Setting) -> Answer:
    """The same, and first of all that a cluster has returned to its network, where a call is about that."""
    if not call.home:
        return answer
    told = f"The cluster {'would be' if setting.would else 'is'} {call.home}"
    if answer.state != GOOD:
        return replace(answer, lead=f"{told}. {answer.lead}".rstrip())
    allowed = f"{answer.headline[:1].lower()}{answer.headline[1:]}".replace("the cluster needs", "it needs")
    return replace(answer, headline=f"{told}, and {allowed}")


def of_failure(call: Call) -> Answer:
    """Nothing was judged, so the sentence of the failure is all there is: it ends with what to do."""
    told = headlines.first(call.failure)
    return Answer(BAD, told, _rest(call.failure, told))


def _in_spite(answer: Answer, call: Call, found: Sequence[Problem], setting: Setting) -> Answer:
    """A failure where no destination is blocked: by a finding that is to fail a check, or by what came in between."""
    cause = causes.worst(found, severities=("error", "warning", "info"))
    if call.ending == Ending.FAULTY and cause:
        return _by_cause(cause, setting, found, state=BAD)
    return replace(of_failure(call), lead=_rest(call.failure, headlines.first(call.failure)))


def _rest(failure: str, told: str) -> str:
    return begun(failure.removeprefix(told).lstrip(".; ")) if failure.startswith(told) else failure


def _planned(plan: Mapping[str, Any], call: Call, kept: bool) -> Answer:
    """Nothing was judged: a removal, of which something may be kept, or a step of a team."""
    changes = len(plan.get("changes") or ())
    if kept and plan.get("state") == DesiredState.ABSENT:
        return _kept(changes, is_done=bool(call.mode and not call.is_ahead))
    if not changes:
        return Answer(GOOD, words.NOTHING_LEFT, words.NOTHING)
    absent, told = plan.get("state") == DesiredState.ABSENT, words.many(changes, "resource")
    if call.mode and not call.is_ahead:
        done = "The lock-down has been taken away" if absent else _done(call)
        done = f"The cluster is {call.home}" if call.home else done
        return Answer(GOOD, done, f"{told} changed, as listed below. {words.NOT_JUDGED}")
    ahead = "The lock-down would be taken away" if absent else "A lock-down is planned"
    return Answer(OPEN, ahead, f"{told} would change, as listed below. {words.NOT_JUDGED}")


def _kept(changes: int, is_done: bool) -> Answer:
    be, change = ("is not", "changed") if is_done else ("would not be", "would change")
    told = f"{words.many(changes, 'resource')} {change}, as listed below" if changes else "Nothing can be changed here"
    return Answer(OPEN, f"The lock-down {be} wholly taken away", f"{told}. The findings say what stays, and why.")


def _done(call: Call) -> str:
    if call.written and set(call.pending) <= set(call.written):
        return "The lock-down is written"
    return "A part of the lock-down is written" if call.written else "Nothing of the lock-down was written by this run"


def _checked(checked: Mapping[str, Any], found: Sequence[Problem], setting: Setting) -> Answer:
    judged, codes = checked["dependencies"], {one.code for one in found}
    if not checked["about"]["injected"]:
        return Answer(ASIDE, *words.OUTSIDE_NETWORKS)
    states = [words.state_of(one["verdict"]) for one in judged]
    blocked = [words.subject(one) for one, state in zip(judged, states, strict=True) if state == BAD]
    cause = causes.worst(found, blocked)
    if cause:
        return _by_cause(cause, setting, found, state=BAD, count=_shared(cause, blocked))
    if blocked:
        be = "would be" if setting.would else words.are(len(blocked))
        return Answer(BAD, f"{len(blocked)} of {setting.total} destinations {be} blocked", words.SEE_FINDINGS)
    if "no_default_route" in codes:
        return _loose(judged, found, setting)
    if OPEN in states:
        unknown = [words.subject(one) for one, state in zip(judged, states, strict=True) if state == OPEN]
        return _unknown(unknown, states.count(GOOD), found, setting)
    be = "would be" if setting.would else "are"
    which = "the service names" if checked["about"].get("service") else "the cluster needs"
    return Answer(GOOD, f"All {setting.total} destinations {which} {be} allowed", _besides(found))


def _shared(cause: Problem, names: Iterable[str]) -> int:
    """How many of these destinations it is about; all that it concerns where it is about none of them."""
    return len({*names} & {*cause.concerns}) or len(cause.concerns)


def _by_cause(
    cause: Problem, setting: Setting, found: Iterable[Problem], *, state: str, count: int | None = None
) -> Answer:
    told = headlines.of(cause, setting, len(cause.concerns) if count is None else count)
    return Answer(state, f"{told[:1].upper()}{told[1:]}", _more(cause, found), cause.remedy, cause.anchor)


def _loose(judged: Sequence[Mapping[str, Any]], found: Sequence[Problem], setting: Setting) -> Answer:
    cause = next(one for one in found if one.code == "no_default_route")
    refused = [one for one in judged if words.state_of(one["firewall"]["verdict"]) == BAD]
    headline, lead = words.NOT_LOCKED
    if not refused:
        return Answer(OPEN, headline, lead, cause.remedy, cause.anchor)
    would = headlines.of_rules_today(refused, setting)
    return Answer(BAD, f"{headline}, and {would}", lead, words.RULES_FIRST, cause.anchor)


def _unknown(unknown: Sequence[str], known: int, found: Sequence[Problem], setting: Setting) -> Answer:
    cause = causes.worst(found, unknown, severities=("warning", "info"))
    told = f"{known} of {setting.total} destinations {words.are(known)} known to be allowed, {len(unknown)} unknown"
    if cause is None or not set(unknown) & set(cause.concerns):
        return Answer(OPEN, told, words.UNDECIDED)
    answer = _by_cause(cause, setting, (), state=OPEN, count=_shared(cause, unknown))
    return replace(answer, lead=f"{told}.")


def _more(cause: Problem, found: Iterable[Problem]) -> str:
    """What else there is to mend."""
    others = [one.severity for one in found if one is not cause]
    counts = {severity: others.count(severity) for severity in ("error", "warning")}
    told = [f"{count} more {severity}{'s' if count > 1 else ''}" for severity, count in counts.items() if count]
    return f"{' and '.join(told)} below." if told else ""


def _besides(found: Sequence[Problem]) -> str:
    ways = [one for one in found if one.code in causes.LEAVING and one.severity != "info"]
    if ways:
        return f"{words.ALLOWED} What else can leave is listed below."
    warned = sum(one.severity == "warning" for one in found)
    return f"{words.ALLOWED} {words.many(warned, 'warning')} below." if warned else words.ALLOWED
