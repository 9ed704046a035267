# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What reports about clusters that are written themselves have in common: they have nothing of firewalls and routes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..check.catalogue import Severity
from . import answer, headlines, resources, words
from .answer import Answer
from .causes import Problem, problems
from .ending import CHECK_FAILED, Call
from .exit import Exit
from .headlines import Setting
from .model import Report, accepted_lines, in_order
from .restriction import Restriction
from .words import ASIDE, BAD, OPEN

Figure = tuple[str, int, str]


def report(
    one: Mapping[str, Any],
    call: Call,
    told: Answer,
    *,
    title: str,
    network: str,
    is_one_of_many: bool,
    figures: Sequence[Figure],
    accept: Iterable[str],
    resource_manager: str,
    would: bool,
    made: Restriction | Exit | None,
) -> Report:
    """Return the report with an answer. `figures` are counted beside the findings, where there is a plan; `made` is
    what the plan says of it, and `network` what is to be said of the one that the cluster is in.
    """
    found, id_ = problems_of(one, call), str(one["id"])
    return Report(
        title=f"{title} of cluster {one.get('cluster') or id_.rpartition('/')[2]}",
        ending=str(call.ending),
        told=call.told,
        state=told.state,
        headline=told.headline,
        lead=told.lead,
        remedy=told.remedy,
        cause=told.anchor,
        accepted=tuple(accepted_lines(one.get("accepted") or (), accept)),
        facts=tuple(_facts(one, call, network, is_one_of_many=is_one_of_many)),
        counts=_counts(figures, found) if made else (),
        path=None,
        problems=found,
        changes=None,
        changing=words.CHANGING[call.tense],
        groups=(),
        addresses=(),
        routes=(),
        queries=(),
        resources=resources.resources({"ids": {"cluster": id_}}, resource_manager),
        plan_hash="",
        would=would,
        failure="" if call.code == CHECK_FAILED and found else call.failure,
        mode=call.mode,
        restriction=made if isinstance(made, Restriction) else None,
        network_exit=made if isinstance(made, Exit) else None,
    )


def problems_of(one: Mapping[str, Any], call: Call) -> tuple[Problem, ...]:
    """The findings of a cluster, the worst first."""
    return tuple(_stopping(each, call) for each in problems(in_order(one.get("findings") or ())))


def _stopping(one: Problem, call: Call) -> Problem:
    """What stops the run is an error of it, however bad it is where nothing is to be written."""
    stops = call.failure and one.code == call.code
    return replace(one, state=BAD, severity=Severity.ERROR.value) if stops else one


def failed(call: Call, found: Sequence[Problem], total: int) -> Answer:
    """A refusal is told by the finding that it is about, out of so many destinations; anything else by its own first
    sentence, which is the worst of it.
    """
    cause = next((each for each in found if each.code == call.code), None)
    if cause is None or call.written or call.lost:
        return answer.of_failure(call)
    told = headlines.of(cause, Setting(total, "", would=True), concerned(cause, found))
    others = [each for each in found if each is not cause and each.severity != "info"]
    more = f"{words.many(len(others), 'more finding')} below." if others else ""
    return Answer(BAD, told, more, cause.remedy, cause.anchor)


def concerned(cause: Problem, found: Iterable[Problem]) -> int:
    """How many destinations it is about, for whichever reasons."""
    return len({name for one in found if one.code == cause.code for name in one.concerns})


def _facts(one: Mapping[str, Any], call: Call, network: str, *, is_one_of_many: bool) -> Iterator[tuple[str, str]]:
    """What it is about; `network` is what is to be said of the cluster's."""
    name, known = str(one.get("cluster")), (one.get("plan") or {}).get("cluster") or {}
    yield "Asked for", words.ASKED[str(one["state"])]
    yield "Cluster", f"{name} in {known['region']}" if known.get("region") else name
    if network:
        yield "Network", network
    if is_one_of_many and one.get("canary") and call.pending:
        yield "Order", "it would go first" if call.is_ahead else "it went first"


def _counts(figures: Sequence[Figure], found: Sequence[Problem]) -> tuple[Figure, ...]:
    severities = [each.severity for each in found]
    of_findings = ("errors", severities.count("error"), BAD), ("warnings", severities.count("warning"), OPEN)
    counted = [*figures, *of_findings]
    return tuple((words.counted(count, what), count, state if count else ASIDE) for what, count, state in counted)
