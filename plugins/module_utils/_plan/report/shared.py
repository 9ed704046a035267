# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Causes that many clusters share, each told once with the clusters it is about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .causes import Problem, problems

_SEVERITIES = ("error", "warning", "info")


@dataclass(frozen=True)
class Shared:
    """A cause, and the labels of the clusters it was found for. It concerns what it concerns of any of them."""

    problem: Problem
    clusters: tuple[str, ...]


def shared(found: Iterable[tuple[str, Iterable[Mapping[str, Any]]]]) -> tuple[Shared, ...]:
    """Return the causes in the findings of clusters, given by their labels: the worst first, then the most shared."""
    grouped: dict[tuple[str, str, str], list[tuple[str, Mapping[str, Any]]]] = {}
    for label, findings in found:
        for one in findings:
            grouped.setdefault((str(one["severity"]), str(one["code"]), str(one["subject"])), []).append((label, one))
    told = problems(_joined([one for _label, one in several]) for several in grouped.values())
    labels = [tuple(dict.fromkeys(label for label, _one in several)) for several in grouped.values()]
    made = [Shared(problem, clusters) for problem, clusters in zip(told, labels, strict=True)]
    return tuple(sorted(made, key=_rank))


def accepted(found: Iterable[tuple[str, Sequence[str]]]) -> tuple[str, ...]:
    """The accepted risks of clusters, each once with the clusters that take it."""
    takers: dict[str, list[str]] = {}
    for label, risks in found:
        for risk in risks:
            takers.setdefault(risk, []).append(label)
    return tuple(f"{risk} ({some(labels)})" for risk, labels in takers.items())


def _joined(several: list[Mapping[str, Any]]) -> Mapping[str, Any]:
    concerns = dict.fromkeys(name for one in several for name in one.get("concerns") or ())
    return {**several[0], "concerns": list(concerns)}


def _rank(one: Shared) -> tuple[int, int]:
    severity = one.problem.severity
    return _SEVERITIES.index(severity) if severity in _SEVERITIES else len(_SEVERITIES), -len(one.clusters)


def some(labels: Sequence[str], shown: int = 3) -> str:
    """The first of these, and how many more there are."""
    rest = f" and {len(labels) - shown} more" if len(labels) > shown else ""
    return f"{', '.join(labels[:shown])}{rest}"
