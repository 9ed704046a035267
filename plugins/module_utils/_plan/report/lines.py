# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One cluster in a report about many: a line, with what became of it and its own report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..values.words import Mode
from . import exit_report, restriction_report, words
from .ending import Call, call_of
from .fates import AHEAD, FAILURES, OUTCOMES, Fate, fate_of, verdicts_of
from .kinds import Kind, kind_of
from .model import Report, report

_SHOWN = 200  # letters of a sentence in a cell of the table
_OWN = {Kind.RESTRICTION: restriction_report.report, Kind.EXIT: exit_report.report}


@dataclass(frozen=True)
class Line:
    """One cluster: what was asked for, what became of it, and its own report where there is one.

    `label` names it among these clusters, `concerned` are the parts that were written or would be, `worst` is why it
    failed or its worst finding. `home` says where a call has returned it to.
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
    home: str = ""

    @property
    def failed(self) -> bool:
        """True where the run failed for this cluster."""
        return self.outcome in FAILURES

    def told(self, mode: str) -> str:
        """What became of it, or would."""
        return AHEAD.get(self.outcome, self.outcome) if mode == Mode.PREVIEW else self.outcome

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
    own = _report(one, call, result)
    own = replace(own, plan_hash="") if own else None  # there is one for all
    outcome = fate_of(one, result)
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
        verdicts=verdicts_of(one),
        worst=failure or worst,
        failure=failure,
        code=str(one.get("code") or ""),
        report=own,
        home=call.home,
    )


def _report(one: Mapping[str, Any], call: Call, result: Mapping[str, Any]) -> Report | None:
    """Its own report; among many only of one that something is known of."""
    checked, plan, is_alone = one.get("check") or {}, one.get("plan") or None, len(result["clusters"]) == 1
    if not (plan or checked.get("about") or is_alone):
        return None
    accept = ((result.get("parts") or {}).get(str(one["id"]).lower()) or {}).get("accept") or ()
    manager = str(result.get("resource_manager") or "")
    own = _OWN.get(kind_of(one))
    if own:
        return own(one, call, accept=accept, resource_manager=manager, is_one_of_many=not is_alone)
    accepted, name = one.get("accepted") or (), str(one["id"])
    return report(checked, plan, call=call, accept=accept, accepted=accepted, resource_manager=manager, name=name)


def _region(plan: Mapping[str, Any], checked: Mapping[str, Any]) -> str:
    known = plan.get("region") or (checked.get("about") or {}).get("region")
    return str(known or (plan.get("cluster") or {}).get("region") or words.UNKNOWN)


def _concerned(one: Mapping[str, Any], call: Call) -> tuple[str, ...]:
    """The parts that a run wrote; those that it would write where it is not one."""
    parts = (*call.written, *call.lost) if call.mode == Mode.RUN else one.get("pending") or ()
    return tuple(dict.fromkeys(words.PARTS.get(part, part) for part in parts))


def findings_of(one: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    """Those of check and plan, and of the look that stopped the cluster, which the details alone have."""
    listed = [*((one.get("check") or {}).get("findings") or ()), *(one.get("findings") or ())]
    return list({(finding.get("code"), finding.get("message")): finding for finding in listed}.values())
