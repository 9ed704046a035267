# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One cluster in a report about many: a line, with what became of it and its own report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..values.words import DesiredState, Mode, OutboundState, Word
from . import restriction, restriction_report, words
from .ending import CHECK_FAILED, Call, call_of
from .model import Report, report
from .words import ASIDE, BAD, GOOD, OPEN


class Fate(Word):
    """What became of a cluster. The worst stand first in a report."""

    FAILED = "failed"
    STOPPED = "stopped before routing"
    BLOCKED = "blocked"
    FAULTY = "with errors"
    UNDECIDED = "unknown"
    LOOSE = "not locked down"
    OUTSIDE = "in no network"
    PLANNED = "planned"
    LOCKED = "locked down"
    AWAY = "taken away"
    RESTRICTED = "restricted"
    FREE = "unrestricted"


# How good that is, the worst first.
OUTCOMES = {
    Fate.FAILED: BAD,
    Fate.STOPPED: BAD,
    Fate.BLOCKED: BAD,
    Fate.FAULTY: BAD,
    Fate.UNDECIDED: OPEN,
    Fate.LOOSE: OPEN,
    Fate.OUTSIDE: ASIDE,
    Fate.PLANNED: OPEN,
    Fate.LOCKED: GOOD,
    Fate.AWAY: GOOD,
    Fate.RESTRICTED: GOOD,
    Fate.FREE: GOOD,
}
_VERDICTS = (("allowed", GOOD), ("blocked", BAD), (words.UNKNOWN, OPEN))
_SHOWN = 200  # letters of a sentence in a cell of the table


@dataclass(frozen=True)
class Line:
    """One cluster: what was asked for, what became of it, and its own report where there is one.

    `label` names it among these clusters, `concerned` are the parts that were written or would be, `worst` is why it
    failed or its worst finding.
    """

    id: str
    label: str
    region: str
    asked: str
    state: str
    outcome: Fate
    changed: bool
    concerned: tuple[str, ...]
    verdicts: tuple[tuple[str, int, str], ...]
    worst: str
    failure: str
    code: str
    report: Report | None

    @property
    def failed(self) -> bool:
        """True where the run failed for this cluster."""
        return self.outcome in (Fate.FAILED, Fate.STOPPED)

    def told(self, mode: str) -> str:
        """What became of it, or would."""
        if mode != Mode.PREVIEW:
            return self.outcome
        ahead = {
            Fate.LOCKED: "would be locked down",
            Fate.AWAY: "would be taken away",
            Fate.STOPPED: "would stop",
            Fate.RESTRICTED: "would be restricted",
            Fate.FREE: "would be unrestricted",
        }
        return ahead.get(self.outcome, self.outcome)

    @property
    def short(self) -> str:
        """The worst of it, as long as fits into a cell."""
        return self.worst if len(self.worst) <= _SHOWN else f"{self.worst[: _SHOWN - 1]}\N{HORIZONTAL ELLIPSIS}"


def labels_of(clusters: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """A name of each cluster, by its id: as short as tells it from the others."""
    ids = [str(one["id"]) for one in clusters]
    names = {id_: id_.rpartition("/")[2] for id_ in ids}
    grouped = {id_: f"{names[id_]} in {_group(id_)}" for id_ in ids}
    known, known_in_group = Counter(names.values()), Counter(grouped.values())
    return {
        id_: names[id_] if known[names[id_]] == 1 else grouped[id_] if known_in_group[grouped[id_]] == 1 else id_
        for id_ in ids
    }


def _group(id_: str) -> str:
    return id_.partition("/resourceGroups/")[2].partition("/")[0]


def line_of(one: Mapping[str, Any], label: str, result: Mapping[str, Any]) -> Line:
    """Return the line of a cluster in the result of a call."""
    checked, plan = one.get("check") or {}, one.get("plan") or None
    call = call_of(result, one)
    failure = call.failure
    own = None
    accept = ((result.get("parts") or {}).get(str(one["id"]).lower()) or {}).get("accept") or ()
    manager = str(result.get("resource_manager") or "")
    if restriction.concerns(one):
        if plan or len(result["clusters"]) == 1:
            many = len(result["clusters"]) > 1
            own = restriction_report.report(one, call, accept=accept, resource_manager=manager, is_one_of_many=many)
    elif plan or checked.get("about") or len(result["clusters"]) == 1:
        accepted = one.get("accepted") or ()
        own = report(
            checked, plan, call=call, accept=accept, accepted=accepted, resource_manager=manager, name=str(one["id"])
        )
    own = replace(own, plan_hash="") if own else None  # there is one for all
    outcome = fate_of(one)
    findings = one.get("findings") or ()
    worst = next((str(found["message"]) for found in findings if found["severity"] != "info"), "")
    return Line(
        id=str(one["id"]),
        label=label,
        region=_region(plan or {}, checked),
        asked=str(one["state"]),
        state=OUTCOMES[outcome],
        outcome=outcome,
        changed=bool(one.get("changed")),
        concerned=_concerned(one, call),
        verdicts=_verdicts(one),
        worst=failure or worst,
        failure=failure,
        code=str(one.get("code") or ""),
        report=own,
    )


def fate_of(one: Mapping[str, Any]) -> Fate:
    """What became of a cluster, by its counts and findings, which are there without details as well."""
    counts = {what: count for what, count, _state in _verdicts(one)}
    if one.get("failed") and not (one.get("code") == CHECK_FAILED and counts):
        return Fate.STOPPED if one.get("stopped") else Fate.FAILED
    if one["state"] in (DesiredState.ABSENT, OutboundState.UNRESTRICTED):
        return Fate.AWAY if one["state"] == DesiredState.ABSENT else Fate.FREE
    codes = {found["code"] for found in one.get("findings") or ()}
    if not counts:
        return Fate.PLANNED
    if "not_injected" in codes:
        return Fate.OUTSIDE
    if counts["blocked"]:
        return Fate.BLOCKED
    if one.get("failed") or any(found["severity"] == "error" for found in one.get("findings") or ()):
        return Fate.FAULTY
    if "no_default_route" in codes:
        return Fate.LOOSE
    if counts[words.UNKNOWN]:
        return Fate.UNDECIDED
    return Fate.RESTRICTED if restriction.concerns(one) else Fate.LOCKED


def judged_of(one: Mapping[str, Any]) -> Mapping[str, int] | None:
    """How many destinations come to which verdict, of those that are needed or that are used; None where none was
    judged.
    """
    summary = one.get("summary") or {}
    found: Mapping[str, int] | None = summary.get("dependencies", summary.get("used"))
    return found


def _region(plan: Mapping[str, Any], checked: Mapping[str, Any]) -> str:
    known = plan.get("region") or (checked.get("about") or {}).get("region")
    return str(known or (plan.get("cluster") or {}).get("region") or words.UNKNOWN)


def _verdicts(one: Mapping[str, Any]) -> tuple[tuple[str, int, str], ...]:
    """How many destinations have each verdict; nothing where none was judged."""
    judged = judged_of(one)
    if judged is None:
        return ()
    found: Counter[str] = Counter()
    for verdict, count in judged.items():
        found[words.state_of(str(verdict))] += int(count)
    return tuple((what, found[state], state) for what, state in _VERDICTS)


def _concerned(one: Mapping[str, Any], call: Call) -> tuple[str, ...]:
    """The parts that a run wrote; those that it would write where it is not one."""
    parts = (*call.written, *call.lost) if call.mode == Mode.RUN else one.get("pending") or ()
    return tuple(dict.fromkeys(words.PARTS.get(part, part) for part in parts))


def findings_of(one: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Those of check and plan, and of the look that stopped the cluster, which the details alone have."""
    listed = [*((one.get("check") or {}).get("findings") or ()), *(one.get("findings") or ())]
    return list({(finding.get("code"), finding.get("message")): finding for finding in listed}.values())
