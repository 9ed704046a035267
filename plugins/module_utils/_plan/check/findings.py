# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was found: one value per finding, and their order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from typing import TypeVar

from .catalogue import CATALOGUE, Severity

Item = TypeVar("Item")
Key = TypeVar("Key")

SEVERITIES = tuple(Severity)
# Why dependencies are open that these concern needs no finding of its own.
EXPLAINING = frozenset(
    {"unreadable", "not_settled", "firewall_without_address", "stale_default_route", "unread_sources"}
)
# What these concern passes today, so there is nothing to explain.
_OF_WHAT_PASSES = frozenset(
    {"service_endpoint", "bypassing_route", "tag_route", "open_source", "custom_dns", "derived_names"}
)
NEVER = "never"  # in the place of a severity: no finding is as bad as that


@dataclass(frozen=True, slots=True)
class Finding:
    """A cause. `subject` is what it lies in: a rule, a route, a resource. `concerns` are the destinations and
    documented addresses that it is about: those that it stops, for instance, or leaves open.
    """

    code: str
    subject: str
    message: str
    remedy: str
    concerns: tuple[str, ...] = ()

    @property
    def severity(self) -> str:
        """How bad it is, of ERROR, WARNING and INFO."""
        return CATALOGUE[self.code].severity

    def as_option(self) -> dict[str, str]:
        """The finding as users see it in results."""
        return {"severity": self.severity, **asdict(self), "concerns": list(self.concerns)}


def grouped(items: Iterable[Item], key: Callable[[Item], Key | None]) -> dict[Key, list[Item]]:
    """What has the same cause, in the order in which it came; what has none is left out."""
    found: dict[Key, list[Item]] = {}
    for one in items:
        own = key(one)
        if own is not None:
            found.setdefault(own, []).append(one)
    return found


def in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    """Every finding once: the worst first, of these what explains most, otherwise as they were found."""

    def rank(finding: Finding) -> tuple[int, int]:
        explained = () if finding.code in _OF_WHAT_PASSES else finding.concerns
        return SEVERITIES.index(finding.severity), -len(explained)

    return tuple(sorted(dict.fromkeys(findings), key=rank))


def besides(told: Iterable[Finding], more: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those of `more` whose cause, by code and subject, is not told yet. What a plan foresees, a check has judged."""
    known = {(one.code, one.subject) for one in told}
    return tuple(one for one in more if (one.code, one.subject) not in known)


def at_least(findings: tuple[Finding, ...], severity: str) -> tuple[Finding, ...]:
    """The findings that are as bad as this or worse."""
    return tuple(one for one in findings if SEVERITIES.index(one.severity) <= SEVERITIES.index(severity))
