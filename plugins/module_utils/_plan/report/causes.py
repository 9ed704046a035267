# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings as causes: each once, with what it concerns, its own name in the page, and the page that explains it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .words import ASIDE, BAD, OPEN

DOCUMENTATION = "https://github.com/adx-outbound/adx.outbound"  # as galaxy.yml has it; a test compares
_PAGE = f"{DOCUMENTATION}/blob/main/docs/check.md"
# What says how something gets out beside what the cluster needs: it stands under that question.
LEAVING = frozenset(
    {
        *("broad_allow", "narrowable_wildcard", "open_source", "infrastructure_names"),
        *("service_endpoint", "bypassing_route", "tag_route", "ipv6_way", "private_endpoint"),
    }
)
# What says that something was not seen.
UNSEEN = frozenset({"not_covered", "not_looked_at"})
_SLUG = 40  # letters of a subject in an anchor


@dataclass(frozen=True)
class Problem:
    """A finding, and what to do about it. `anchor` is its name in a page, the same in every run, `link` explains it."""

    state: str
    severity: str
    code: str
    subject: str
    message: str
    remedy: str
    concerns: tuple[str, ...] = ()
    anchor: str = ""
    link: str = ""


def problems(findings: Iterable[Mapping[str, Any]]) -> tuple[Problem, ...]:
    """Return the findings of a result, in its order."""
    seen: Counter[str] = Counter()
    made = []
    for one in findings:
        anchor = anchor_of(str(one["code"]), str(one["subject"]))
        seen[anchor] += 1
        made.append(_problem(one, f"{anchor}-{seen[anchor]}" if seen[anchor] > 1 else anchor))
    return tuple(made)


def _problem(one: Mapping[str, Any], anchor: str) -> Problem:
    code, severity = str(one["code"]), str(one["severity"])
    return Problem(
        state={"error": BAD, "warning": OPEN}.get(severity, ASIDE),
        severity=severity,
        code=code,
        subject=str(one["subject"]),
        message=str(one["message"]),
        remedy=str(one["remedy"]),
        concerns=tuple(map(str, one.get("concerns") or ())),
        anchor=anchor,
        link=link_of(code),
    )


def anchor_of(code: str, subject: str) -> str:
    """`blocked_dependency` and `fw-hub` as `blocked-dependency-fw-hub`: letters, digits and hyphens alone."""
    return re.sub(r"[^a-z0-9]+", "-", f"{code}-{subject[:_SLUG]}".lower()).strip("-")


def link_of(code: str) -> str:
    """Where the documentation says what a code means; nothing for a code that is none of ours."""
    return f"{_PAGE}#{code}" if re.fullmatch(r"[a-z0-9_]+", code) else ""


def worst(
    found: Sequence[Problem], names: Iterable[str] = (), *, severities: Iterable[str] = ("error",)
) -> Problem | None:
    """The first of these severities, of those that concern one of these destinations where there is such a one."""
    among = [one for one in found if one.severity in set(severities)]
    wanted = set(names)
    return next((one for one in among if wanted & set(one.concerns)), among[0] if among else None)
