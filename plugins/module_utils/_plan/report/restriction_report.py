# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The answer about a cluster that restricts its outbound access itself, and the report that it stands above."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..check.catalogue import Severity
from ..values.words import OutboundState
from . import answer, causes, headlines, resources, restriction, words
from .answer import Answer
from .causes import Problem, problems
from .ending import CHECK_FAILED, Call
from .headlines import Setting
from .model import Report, accepted_lines, in_order
from .restriction import Restriction
from .words import ASIDE, BAD, GOOD, OPEN

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
    plan, id_ = one.get("plan") or {}, str(one["id"])
    found = tuple(_stopping(each, call) for each in problems(in_order(one.get("findings") or ())))
    made = restriction.restriction(plan) if plan else None
    would = bool(call.pending) and call.tense != "done"  # what is planned is not in force, or not any more
    told = _answer(one, call, made, found)
    return Report(
        title=f"Outbound access of cluster {one.get('cluster') or id_.rpartition('/')[2]}",
        ending=str(call.ending),
        told=call.told,
        state=told.state,
        headline=told.headline,
        lead=told.lead,
        remedy=told.remedy,
        cause=told.anchor,
        accepted=tuple(accepted_lines(one.get("accepted") or (), accept)),
        facts=tuple(_facts(one, plan, call, is_one_of_many=is_one_of_many)),
        counts=_counts(one, found, would=would) if plan else (),
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
        restriction=made,
    )


def _stopping(one: Problem, call: Call) -> Problem:
    """What stops the run is an error of it, however bad it is where nothing is to be written."""
    stops = call.failure and one.code == call.code
    return replace(one, state=BAD, severity=Severity.ERROR.value) if stops else one


def states(one: Mapping[str, Any]) -> Counter[str]:
    """How much of what is used is GOOD, BAD and OPEN."""
    found: Counter[str] = Counter()
    for verdict, count in ((one.get("summary") or {}).get("used") or {}).items():
        found[words.state_of(str(verdict))] += int(count)
    return found


def _answer(one: Mapping[str, Any], call: Call, made: Restriction | None, found: Sequence[Problem]) -> Answer:
    if call.failure and call.code != CHECK_FAILED:
        return _failed(one, call, found)
    told = _judged(one, call, made, found)
    opened = [str(risk["sentence"]) for risk in one.get("accepted") or () if risk.get("word") == OPENED]
    return replace(told, lead=" ".join([*opened, *filter(None, [told.lead])]))


def _failed(one: Mapping[str, Any], call: Call, found: Sequence[Problem]) -> Answer:
    """A refusal is told by the finding that it is about; anything else by its own first sentence, which is the worst
    of it.
    """
    cause = next((each for each in found if each.code == call.code), None)
    if cause is None or call.written or call.lost:
        return answer.of_failure(call)
    setting = Setting(states(one).total(), "", would=True)
    told = headlines.of(cause, setting, _concerned(cause, found))
    others = [each for each in found if each is not cause and each.severity != "info"]
    more = f"{words.many(len(others), 'more finding')} below." if others else ""
    return Answer(BAD, told, more, cause.remedy, cause.anchor)


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
        told = headlines.of(cause, Setting(total, "", would=call.is_ahead), _concerned(cause, found))
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


def _concerned(cause: Problem, found: Iterable[Problem]) -> int:
    """How many destinations it is about, for whichever reasons."""
    return len({name for one in found if one.code == cause.code for name in one.concerns})


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


def _facts(
    one: Mapping[str, Any], plan: Mapping[str, Any], call: Call, *, is_one_of_many: bool
) -> Iterator[tuple[str, str]]:
    cluster = plan.get("cluster") or {}
    name, region = str(one.get("cluster")), cluster.get("region")
    yield "Asked for", words.ASKED[str(one["state"])]
    yield "Cluster", f"{name} in {region}" if region else name
    if cluster.get("injected"):
        yield "Network", words.RESTRICTED_INSIDE
    if is_one_of_many and one.get("canary") and call.pending:
        yield "Order", "it would go first" if call.is_ahead else "it went first"


def _counts(one: Mapping[str, Any], found: Sequence[Problem], *, would: bool) -> tuple[tuple[str, int, str], ...]:
    judged, severities = states(one), [each.severity for each in found]
    be = "would be " if would else ""
    counted = (
        (f"destinations {be}allowed", judged[GOOD], GOOD),
        (f"destinations {be}blocked", judged[BAD], BAD),
        ("destinations unknown", judged[OPEN], OPEN),
        ("errors", severities.count("error"), BAD),
        ("warnings", severities.count("warning"), OPEN),
    )
    return tuple((words.counted(count, what), count, state if count else ASIDE) for what, count, state in counted)
