# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What may go wrong with restricted outbound access: a finding where it is so already, a refusal where a write would
make it so, and an accepted risk where its word is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from ..callouts.judge import Outcome
from ..check import sources
from ..check.findings import Finding
from ..documents import text
from ..documents.outbound_access import NAMES
from ..lockdown.acceptance import (
    DENIED_CALLOUTS,
    INGESTION_NOT_SHOWN,
    OPEN_CALLOUTS,
    POLICIES_OUTSIDE,
    POLICIES_UNREAD,
    UNLISTED_USES,
)
from ..needs.uses import UseType
from ..verdict.matches import Cause
from .lists import Change
from .request import Request
from .seen import Seen
from .used import Judged

_NOTHING_TOLD = (
    "List it in O(uses), where an empty list says that they use nothing, or have the cluster asked with"
    " O(ask_cluster): true"
)


@dataclass(frozen=True)
class Context:
    """What is decided about. `first` says that access was not known to be restricted before, `tightens` that less may
    pass afterwards than before.
    """

    request: Request
    seen: Seen
    change: Change
    judged: tuple[Judged, ...]
    first: bool
    tightens: bool


@dataclass(frozen=True)
class Risk:
    """Something that a person has to know. `stops` says that the write is what would make it so; `remedy` has no full
    stop, for the word that accepts the risk comes behind it.
    """

    word: str
    finding: Finding
    stops: bool


def of(context: Context) -> Iterator[Risk]:
    """Every risk of restricted access, those that are certain first; none where access is not to be restricted."""
    if not context.request.restricts:
        return
    yield from _judged(context, DENIED_CALLOUTS, Outcome.DENIED, lambda one: one.used.use is not None)
    yield from _judged(context, OPEN_CALLOUTS, Outcome.CANNOT_TELL, lambda one: one.used.use is not None)
    yield from _judged(context, INGESTION_NOT_SHOWN, Outcome.CANNOT_TELL, lambda one: one.used.use is None)
    yield from _unknown_uses(context)
    yield from _unread_sources(context)
    yield from _other_policies(context)


_DOES = {
    DENIED_CALLOUTS: "The restriction denies callouts to {0}. {1}",
    OPEN_CALLOUTS: "Whether the restriction lets callouts to {0} pass cannot be told. {1}",
    INGESTION_NOT_SHOWN: "Whether the cluster still reaches {0} cannot be told. {1}",
}
_BY_POLICIES = {
    DENIED_CALLOUTS: "Put the policies that the result proposes into O(callout_policies)",
    OPEN_CALLOUTS: "Put the policies that the result proposes, which hold in every reading, into O(callout_policies)",
    INGESTION_NOT_SHOWN: "Take O(allowed_fqdns) as the result proposes it, which can have all but web APIs",
}
_BY_NAMES = {
    DENIED_CALLOUTS: "Put it into O(allowed_fqdns), or take O(callout_policies) in the place of that list",
    OPEN_CALLOUTS: "Put it into O(allowed_fqdns)",
    INGESTION_NOT_SHOWN: "Put them into O(allowed_fqdns)",
}
_OF_WEB_APIS = {
    **_BY_NAMES,
    DENIED_CALLOUTS: "Take O(callout_policies) in the place of O(allowed_fqdns), as the result proposes them",
}
_CAPITALS = "The list has it with capitals, so edit it in the portal to have it in small letters"


def _judged(context: Context, word: str, outcome: Outcome, concerns: Callable[[Judged], bool]) -> Iterator[Risk]:
    """One risk for each reason. A write stops where it is what makes things worse, or where access was open before."""
    found = [one for one in context.judged if one.after.outcome == outcome and concerns(one)]
    by_reason: dict[str, list[Judged]] = {}
    for one in found:
        by_reason.setdefault(one.after.reason, []).append(one)
    for reason, several in by_reason.items():
        stops = [one for one in several if context.first or one.is_worse]
        told = _DOES[word].format(text.some(dict.fromkeys(one.used.described for one in stops or several)), reason)
        concerned = tuple(dict.fromkeys(one.used.subject for one in several))
        finding = Finding(word, several[0].used.host, told, _remedy(context, word, several[0]), concerned)
        yield Risk(word, finding, bool(stops))


def _remedy(context: Context, word: str, one: Judged) -> str:
    """What to do about one of several that have the same reason."""
    if one.is_allowed_but:
        return "Have that policy deleted, by the command that made it"
    if not context.change.members.get(NAMES):
        return _BY_POLICIES[word]
    if one.used.use and one.used.use.type == UseType.WEBAPI:
        return _OF_WEB_APIS[word]
    if one.used.host in map(_lower, context.change.members[NAMES]):
        return _CAPITALS
    return _BY_NAMES[word]


def _lower(entry: Any) -> Any:
    return entry.lower() if isinstance(entry, str) else entry


def _unknown_uses(context: Context) -> Iterator[Risk]:
    request, shown, name = context.request, context.seen.shown, context.seen.id.name
    unread = context.seen.unread_uses
    if shown and not unread:
        return
    if request.uses is not None and not request.ask_cluster:
        return
    why = f" {text.some(dict.fromkeys(unread.values()), 2, '; ')}." if unread else ""
    told = f"What queries, external tables and exports of cluster {name} use is not known.{why}"
    yield Risk(UNLISTED_USES, Finding(UNLISTED_USES, name, told, _NOTHING_TOLD), context.tightens)


def _unread_sources(context: Context) -> Iterator[Risk]:
    for finding in sources.findings(context.seen.sources, context.seen.id.name):
        if finding.code == "unread_sources":
            yield Risk(Cause.SOURCES_UNREAD, finding, context.tightens)


_RIGHT = "Give the login the right Microsoft.Kusto/clusters/listCalloutPolicies/action"
_ROLE = "Give the login the role AllDatabasesMonitor of that cluster"


def _other_policies(context: Context) -> Iterator[Risk]:
    """Whoever takes entries away, or restricts access for the first time, has to know all that is in force."""
    seen, name = context.seen, context.seen.id.name
    stops = context.first or (context.request.purge and bool(context.change.removed))
    if seen.listed is None or seen.unread_policies:
        told = f"Which callout policies of cluster {name} are in force is not known. {seen.unread_policies}."
        right = _RIGHT if seen.listed is None else _ROLE
        yield Risk(POLICIES_UNREAD, Finding(POLICIES_UNREAD, name, told, right), stops)
    if seen.outside:
        listed = text.some(f"'{one.regex}' of type {one.type}" for one in seen.outside)
        told = f"Cluster {name} has callout policies in force that its document does not show: {listed}."
        remedy = "Have those deleted, by the command that made them, which are not to stay"
        yield Risk(POLICIES_OUTSIDE, Finding(POLICIES_OUTSIDE, name, told, remedy), stops)


def narrows(change: Change, judged: Iterable[Judged]) -> bool:
    """True where an entry goes, a Deny comes, or something that is used is less certain to pass than before."""
    return bool(change.removed) or change.denies or any(one.is_worse for one in judged)


def findings(risks: Sequence[Risk]) -> list[Finding]:
    """The risks as findings, whose remedy is a sentence."""
    return [
        Finding(one.code, one.subject, one.message, f"{one.remedy.rstrip('.')}.", one.concerns)
        for one in (risk.finding for risk in risks)
    ]
