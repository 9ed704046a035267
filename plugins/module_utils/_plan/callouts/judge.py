# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a callout: certain only where every reading of the documentation comes to the same.

A verdict is about all that a query may ask of a host, and about what asks the policies: somebody reported in 2022 that
reads of external data did not, while exports did.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any, TypeAlias

from ..needs.uses import Use, UseType
from ..values import hosts
from ..values.words import Word, begun
from . import automata, regexes, subjects
from .automata import NotUnderstood, Pattern
from .policies import Access, Policy, Restriction, State
from .readings import AXES, QUESTIONS, READINGS, VALUE_WORDS, Case, Match, Meets, Predefined, Reading, Star


class Outcome(Word):
    """What becomes of a callout."""

    ALLOWED = "allowed"
    DENIED = "denied"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class Verdict:
    """What becomes of a callout, and why. `turns_on` are the axes of readings that decide an open verdict, and
    `doubtful` the policies in it that are not understood.
    """

    outcome: Outcome
    reason: str
    turns_on: tuple[str, ...] = ()
    doubtful: tuple[Policy, ...] = ()

    @property
    def is_open(self) -> bool:
        """True when nobody can tell."""
        return self.outcome == Outcome.CANNOT_TELL

    def as_option(self) -> dict[str, Any]:
        """The verdict as users see it in results."""
        return {"verdict": self.outcome, "reason": self.reason, "turns_on": list(self.turns_on)}


# What one reading comes to: several outcomes where the rest of what is asked for decides, CANNOT_TELL among them where
# a policy that is not understood does.
_Outcomes: TypeAlias = "frozenset[Outcome]"
_ONE = {outcome: frozenset({outcome}) for outcome in Outcome}
_CLAUSES = {_ONE[Outcome.ALLOWED]: "it is allowed", _ONE[Outcome.DENIED]: "it is denied"}
_STARS = {Star.LABEL: "[^.]*", Star.ANYTHING: ".*"}
_REST = "the rest of the URI or the connection string decides"
_TOGETHER = "what the policies come to together cannot be followed"
_NOT_TOLD = "whether access is restricted is not known"
_BOTH = "the cluster has a list of allowed names and callout policies, which exclude each other"
_WEBAPI = "a list of allowed names covers no callouts of type webapi"


def callout(use: Use, restriction: Restriction, readings: Sequence[Reading] = READINGS) -> Verdict:
    """The verdict about something that is used. `readings` are those that are left, for somebody who knows more."""
    if restriction.state == State.UNKNOWN:
        return _cannot_tell(f"{begun(_NOT_TOLD)}.")
    if restriction.state == State.DISABLED:
        if restriction.in_force is None:
            return _cannot_tell(
                "Access is not restricted, and the cluster's own policies, which decide then, are not read."
            )
        return _judge(use, restriction.in_force, (), readings)
    if restriction.names and restriction.policies:
        return _cannot_tell(f"{begun(_BOTH)}.")
    if restriction.names and use.type == UseType.WEBAPI:
        verdict = _judge(use, (), restriction.predefined, readings)
        return replace(verdict, reason=f"{begun(_WEBAPI)}.") if verdict.outcome == Outcome.DENIED else verdict
    if use.host in restriction.names and not hosts.is_wildcard(use.host):
        return _listed()
    listed = tuple(
        Policy(use.type, name, Access.ALLOW, is_listed_name=True)
        for name in restriction.names
        if not _is_another_name(name, use.host)
    )
    return _judge(use, restriction.policies or listed, restriction.predefined, readings)


def data_connection(name: str, restriction: Restriction) -> Verdict:
    """The verdict about a name that a data connection reads from: no type of callout covers those."""
    if restriction.state == State.DISABLED:
        return Verdict(Outcome.ALLOWED, "Access is not restricted.")
    if restriction.state == State.UNKNOWN:
        return _cannot_tell(f"{begun(_NOT_TOLD)}.")
    if restriction.names and restriction.policies:
        return _cannot_tell(f"{begun(_BOTH)}.")
    if name in restriction.names:
        return _listed()
    missing = "the list of allowed names does not have it" if restriction.names else "no type of callout covers it"
    return _cannot_tell(f"Nobody has shown whether the restriction applies to a data connection; {missing}.")


def _cannot_tell(reason: str) -> Verdict:
    return Verdict(Outcome.CANNOT_TELL, reason)


def _listed() -> Verdict:
    return Verdict(Outcome.ALLOWED, "The list of allowed names has it.")


def _is_another_name(name: str, host: str) -> bool:
    """True for an entry that is one name, and not this one: the list has exact names ("Restrict outbound access"). What
    else an entry may be, with a wildcard in it for instance, nobody says, so that it is read as a policy may be.
    """
    lower = name.lower()
    return lower != host and hosts.is_host_name(lower) and not hosts.is_wildcard(lower)


def _judge(use: Use, given: Sequence[Policy], predefined: Sequence[Policy], readings: Sequence[Reading]) -> Verdict:
    """The verdict by policies, and by the predefined ones where they stay."""
    concerned = tuple(policy for policy in given if policy.may_concern(use.type))
    standing = tuple(policy for policy in predefined if policy.may_concern(use.type))
    found = {
        reading: _outcomes(use, concerned + (standing if reading.predefined == Predefined.STAY else ()), reading)
        for reading in readings
    }
    for outcome in (Outcome.ALLOWED, Outcome.DENIED):
        if set(found.values()) == {_ONE[outcome]}:
            return Verdict(outcome, _why(use, outcome, concerned, readings))
    return _open(found, _doubts(use, concerned + standing, readings))


def _outcomes(use: Use, policies: tuple[Policy, ...], reading: Reading) -> _Outcomes:
    """What policies come to in one reading, for all that may be asked of the host."""
    held = [_held(policy.regex, use, reading) for policy in policies]
    together = _together(use, reading.meets, tuple(one for one in held if isinstance(one, Pattern)))
    if together is None:
        return _ONE[Outcome.CANNOT_TELL]
    found = set()
    for matched in together:
        answers = iter(matched)
        matches = [next(answers) if isinstance(one, Pattern) else one for one in held]
        found.add(_decide(list(zip(policies, matches, strict=True))))
    return frozenset(found)


@functools.lru_cache(maxsize=4096)
def _together(use: Use, meets: Meets, patterns: tuple[Pattern, ...]) -> frozenset[tuple[bool, ...]] | None:
    """Which patterns match, for all that may be asked of the host; None where that cannot be followed."""
    try:
        return automata.combinations(subjects.language(use, meets), patterns)
    except NotUnderstood:
        return None


def _decide(matches: list[tuple[Policy, bool | None]]) -> Outcome:
    """What policies come to for one text; None is a match that nobody can tell. If several match and one denies, access
    is denied ("Callout policy"), and nothing is allowed that none allows.
    """
    sure = {policy.access for policy, match in matches if match and policy.is_understood}
    if Access.DENY in sure:
        return Outcome.DENIED
    perhaps = {policy.access for policy, match in matches if match is None or (match and not policy.is_understood)}
    if Access.ALLOW in sure:
        return Outcome.CANNOT_TELL if perhaps - {Access.ALLOW} else Outcome.ALLOWED
    return Outcome.CANNOT_TELL if perhaps - {Access.DENY} else Outcome.DENIED


def _held(text: str, use: Use, reading: Reading) -> Pattern | bool | None:
    """What a policy's text is in a reading: a pattern to be held against what it meets, or, as a pattern of names, the
    answer itself, for such a one is about the host alone; None where it is not understood.
    """
    ignore_case = reading.case == Case.IGNORED
    try:
        if reading.star != Star.REGEX and regexes.is_name(text):
            one = _pattern(regexes.of_name(text, _STARS[reading.star]), ignore_case, True)
            matched = _together(use, Meets.HOST, (one,)) or frozenset()
            return next(iter(matched))[0] if len(matched) == 1 else None
        return _pattern(text, ignore_case, reading.match == Match.WHOLE)
    except NotUnderstood:
        return None


@functools.lru_cache(maxsize=4096)
def _pattern(text: str, ignore_case: bool, whole: bool) -> Pattern:
    return Pattern(regexes.read(text, ignore_case), whole)


def _why(use: Use, outcome: Outcome, policies: tuple[Policy, ...], readings: Sequence[Reading]) -> str:
    """The policy that decides in every reading, where there is one."""
    access, does = (Access.ALLOW, "allows") if outcome == Outcome.ALLOWED else (Access.DENY, "denies")
    for policy in policies:
        alone = (replace(policy, access=Access.ALLOW),)
        if policy.access == access and all(_outcomes(use, alone, one) == _ONE[Outcome.ALLOWED] for one in readings):
            return f"{begun(str(policy))} {does} it."
    if outcome == Outcome.ALLOWED:
        return "Several policies allow it together."
    return (
        "A policy denies it, or none allows it."
        if any(one.access == Access.DENY for one in policies)
        else "No policy allows it."
    )


def _doubts(use: Use, policies: Sequence[Policy], readings: Sequence[Reading]) -> dict[Policy, str]:
    """The policies that are not understood in some reading, each with the end of the sentence that says why."""
    found = {}
    for policy in policies:
        held = {(_held(policy.regex, use, reading), reading.meets) for reading in readings}
        if not policy.is_understood:
            found[policy] = _unknown_member(policy)
        elif any(one is None for one, _meets in held):
            found[policy] = _misread(policy.regex)
        elif any(isinstance(one, Pattern) and _together(use, meets, (one,)) is None for one, meets in held):
            found[policy] = "it is too large to be followed"
    return found


def _unknown_member(policy: Policy) -> str:
    if policy.unread:
        return f"{' and '.join(policy.unread)} of it is not understood"
    return (
        f"its type '{policy.type}' is not known"
        if not policy.has_known_type
        else f"its access '{policy.access}' is not known"
    )


def _misread(text: str) -> str:
    try:
        regexes.read(text)
    except NotUnderstood as error:
        return str(error)
    return "it covers only a part of the names that are used"


def _open(found: dict[Reading, _Outcomes], doubts: dict[Policy, str]) -> Verdict:
    """The verdict that depends on readings, on what is asked for, or on policies that are not understood."""
    turns = {axis: pairs[0] for axis in AXES if (pairs := _turns(found, axis))}
    parts = []
    if turns:
        axis, pair = next(iter(turns.items()))
        one, other = (f"{_clause(found[reading])} if {VALUE_WORDS[axis][getattr(reading, axis)]}" for reading in pair)
        parts.append(f"Nobody says {', or '.join(QUESTIONS[each] for each in turns)}: {one}, and {other}.")
    elif not doubts:
        together = _ONE[Outcome.CANNOT_TELL] in found.values()
        parts.append(f"{begun(_TOGETHER if together else _REST)}.")
    parts += [f"{begun(str(policy))} may match or not: {why}." for policy, why in doubts.items()]
    return Verdict(Outcome.CANNOT_TELL, " ".join(parts), tuple(turns), tuple(doubts))


def _clause(outcomes: _Outcomes) -> str:
    if Outcome.CANNOT_TELL in outcomes:
        return "nobody can tell"
    return _CLAUSES.get(outcomes, _REST)


def _turns(found: dict[Reading, _Outcomes], axis: str) -> list[tuple[Reading, Reading]]:
    """The pairs of readings that differ in one axis alone and come to something else, those that are certain first."""
    alike: dict[tuple[Word, ...], list[Reading]] = {}
    for reading in found:
        alike.setdefault(tuple(getattr(reading, other) for other in AXES if other != axis), []).append(reading)
    pairs = [pair for group in alike.values() for pair in combinations(group, 2) if found[pair[0]] != found[pair[1]]]
    return sorted(pairs, key=lambda pair: sum(found[reading] not in _CLAUSES for reading in pair))
