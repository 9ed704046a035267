# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The answer about a cluster that leaves its network, and the report that it stands above."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ..values.words import begun
from . import causes, headlines, own_report, words
from .answer import Answer
from .causes import Problem
from .ending import Call
from .exit import network_exit
from .fates import OUTCOMES, Fate, fate_of_exit, leaves, states_of
from .headlines import Setting
from .model import Report
from .own_report import Figure
from .words import BAD, GOOD, OPEN

_CUT = "\N{HORIZONTAL ELLIPSIS}"  # how a sentence ends that is too long for a headline


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
    return own_report.report(
        one,
        call,
        _answer(one, call, own_report.problems_of(one, call)),
        title="Network",
        network="",
        is_one_of_many=is_one_of_many,
        figures=_figures(one),
        accept=accept,
        resource_manager=resource_manager,
        would=bool(call.pending) and call.tense != "done",
        made=network_exit(plan) if plan else None,
    )


def preconditions(one: Mapping[str, Any]) -> str:
    """`with all 5 preconditions met`, `with 1 of 5 preconditions missing and 1 unknown`."""
    judged = states_of(one) or Counter()
    total, told = judged.total(), f"of {judged.total()} preconditions"
    rest = [f"{judged[state]} {what}" for state, what in ((BAD, "missing"), (OPEN, words.UNKNOWN)) if judged[state]]
    if not rest:
        return f"with all {total} preconditions met" if total > 1 else "with its one precondition met"
    if total == 1:
        return f"with its one precondition {rest[0].partition(' ')[2]}"
    return f"with {' and '.join(rest).replace(' ', f' {told} ', 1)}"


def became(one: Mapping[str, Any], call: Call) -> str:
    """What became of the cluster, or would, where it did not fail, with how its preconditions stand."""
    name, judged = f"cluster {one.get('cluster')}", preconditions(one)
    if leaves(one):
        return f"{name} {'would leave' if call.is_ahead else 'has left'} its network, {judged}"
    changes = "would be changed" if call.is_ahead else "was changed"
    told = f"{name} had left before, and its public access {changes}" if call.pending else f"{name} has left already"
    return told if fate_of_exit(one, call) == Fate.LEFT_BEFORE else f"{told}, {judged}"


def stopped(one: Mapping[str, Any], fate: Fate) -> str:
    """What is to be said of a cluster that stopped the run, or that the run did not come to."""
    name = f"cluster {one.get('cluster')}"
    if leaves(one):
        return {
            Fate.ADRIFT: f"{name} was sent out of its network, and does not hold",
            Fate.LOST: f"{name} may have left its network",
            Fate.NOT_REACHED: f"{name} was not reached, and stays in its network",
        }[fate]
    return {
        Fate.ADRIFT: f"public access of {name} was written, and does not hold",
        Fate.LOST: f"public access of {name} may have been written",
        Fate.NOT_REACHED: f"{name} was not reached, and stays as it was",
    }[fate]


def _answer(one: Mapping[str, Any], call: Call, found: Sequence[Problem]) -> Answer:
    fate = fate_of_exit(one, call)
    if fate == Fate.FAILED:
        return own_report.failed(call, found, 0)
    if fate == Fate.NOT_REACHED:
        return Answer(BAD, begun(stopped(one, fate)), call.failure, words.NOT_REACHED)
    if fate in (Fate.ADRIFT, Fate.LOST):
        remedy = words.LOOK_AND_RETURN if leaves(one) else words.LOOK_AND_REPEAT
        why = headlines.first(call.failure)
        return Answer(BAD, begun(stopped(one, fate)), why if why.endswith(_CUT) else f"{why}.", remedy)
    head = begun(became(one, call))
    if fate == Fate.FAULTY:
        cause = causes.worst(found, severities=("error",)) or causes.worst(found, severities=("warning", "info"))
        if cause:
            told = headlines.of(cause, Setting(0, "", would=call.is_ahead), own_report.concerned(cause, found))
            return Answer(BAD, told, f"{head}.", cause.remedy, cause.anchor)
    return Answer(OUTCOMES[fate], head, _lead(one, call, fate))


def _lead(one: Mapping[str, Any], call: Call, fate: Fate) -> str:
    told = [words.RISKS_TAKEN] if fate in (Fate.UNMET, Fate.UNSURE) else []
    told += [] if call.pending else [words.NOTHING]
    told += [words.TO_GO_BACK] if leaves(one) and not call.is_ahead else []
    return " ".join(told)


def _figures(one: Mapping[str, Any]) -> tuple[Figure, ...]:
    judged = states_of(one) or Counter()
    return (
        ("preconditions met", judged[GOOD], GOOD),
        ("preconditions missing", judged[BAD], BAD),
        ("preconditions unknown", judged[OPEN], OPEN),
    )
