# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is no longer as an earlier report has it: as findings, as one line, and since when each verdict stands.

A finding here says what has changed. What is wrong now, the check says.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ..check.findings import Finding, grouped
from ..documents import text
from ..needs.data_sources import SourceKind
from ..values import times
from ..values.printable import printable
from ..values.words import brief
from ..verdict.flows import Decision
from ..verdict.landscape import Landscape
from ..verdict.matches import Cause
from ..verdict.verdicts import Judged
from .reading import Baseline, Before, Destination, Firewall, Judgement, Unusable, key_of, of_judged

# A verdict that is open for want of reading says nothing of what is there; a finding says already what was not read.
_NOT_SEEN = frozenset({Cause.UNREADABLE.value, Cause.NOT_SETTLED.value, Cause.SOURCES_UNREAD.value})
_OF_SOURCES = frozenset(SourceKind)  # categories of what a cluster's own configuration names
_EXPECTED = "Nothing where that is expected."
Pair = tuple[Destination, Destination]  # as it was, and as it is


@dataclass(frozen=True)
class Changes:
    """What has changed since a baseline was made. `line` is empty where nothing has; `since` has for each dependency
    when it has had its verdict, None where that is not known.
    """

    baseline: datetime
    line: str = ""
    findings: tuple[Finding, ...] = ()
    since: tuple[datetime | None, ...] = ()

    def as_option(self) -> dict[str, Any]:
        """What users see in results."""
        return {"baseline": times.stamp(self.baseline), "line": self.line}


@dataclass(frozen=True)
class _Told:
    """One kind of change: its findings, and its part of the line."""

    findings: tuple[Finding, ...] = ()
    part: str = ""


def usable(baseline: Baseline, landscape: Landscape) -> Before | Unusable:
    """What a baseline has to compare a cluster with, behind the same firewall."""
    before = baseline.of(landscape.cluster_id)
    if isinstance(before, Before) and before.firewall.key != key_of(landscape.firewall_id, landscape.name):
        return Unusable("in the baseline the cluster is behind another firewall")
    return before


def since(before: Before | None, judged: Judged) -> datetime | None:
    """When a destination has had the verdict that it has now, by the same decision, in every report up to this one;
    None where no report says it.
    """
    earlier = {one.key: one for one in before.destinations} if before else {}
    return _since(earlier.get(of_judged(judged).key), of_judged(judged))


def _since(earlier: Destination | None, now: Destination) -> datetime | None:
    return earlier.since if earlier and earlier.is_as(now) else None


def unusable(why: Unusable, name: str) -> Finding:
    """That a baseline was of no use for a cluster."""
    told = f"What has changed for cluster {name} is not told: {why.why}."
    return Finding("no_baseline", name, told, why.remedy)


def changes(before: Before, judged: Iterable[Judged], landscape: Landscape, *, wrote: bool = False) -> Changes:
    """Compare a cluster with what it was. `wrote` says that this call has written something for it: what passes since
    then is its own doing, and a verdict of before stands for none of now.
    """
    listed = list(judged)
    now = [of_judged(one) for one in listed]
    told = [
        *_of_needs(before, now, landscape.cluster_id.name),
        *_of_verdicts(before, list(zip(listed, now, strict=True)), landscape.name, wrote=wrote),
        _of_addresses(before, landscape),
    ]
    parts = [one.part for one in told if one.part]
    earlier = {one.key: one for one in before.destinations}
    return Changes(
        baseline=before.when,
        line=_safe(f"Since {before.told}: {', '.join(parts)}.") if parts else "",
        findings=tuple(finding for one in told for finding in one.findings),
        since=tuple(None if wrote else _since(earlier.get(one.key), one) for one in now),
    )


# What is needed


def _of_needs(before: Before, now: Sequence[Destination], cluster: str) -> Iterator[_Told]:
    """What came, what went, and what is another name or port of the same."""
    olds, news = {one.key: one for one in before.destinations}, {one.key: one for one in now}
    came = [one for key, one in news.items() if key not in olds and not _may_be_hidden(one, before.destinations)]
    went = [one for key, one in olds.items() if key not in news and not _may_be_hidden(one, now)]
    moved = list(_moved(came, went))
    came = [one for one in came if one not in [new for _old, new in moved]]
    went = [one for one in went if one not in [old for old, _new in moved]]
    if came:
        yield _new(came, before, cluster)
    if went:
        yield _gone(went, before, cluster)
    if moved:
        yield _named_otherwise(moved, before, cluster)


def _may_be_hidden(one: Destination, others: Iterable[Destination]) -> bool:
    """True where it may be among what could not be read there, and for what stands for that."""
    return one.is_unread or (one.category in _OF_SOURCES and any(other.is_unread for other in others))


def _moved(came: Iterable[Destination], went: Iterable[Destination]) -> Iterator[Pair]:
    """The pairs of which each is the only one of its kind that came, or went: by the name, then by the port."""
    left, right = list(went), list(came)
    for kind in (_by_name, _by_port):
        olds, news = grouped(left, kind), grouped(right, kind)
        for key, (old, *others) in olds.items():
            if not others and len(news.get(key, ())) == 1:
                (new,) = news[key]
                left.remove(old)
                right.remove(new)
                yield old, new


def _by_name(one: Destination) -> tuple[object, ...] | None:
    return one.category, one.target.lower()


def _by_port(one: Destination) -> tuple[object, ...] | None:
    return (one.category, one.port, one.protocol.lower()) if one.category else None


def _new(came: Sequence[Destination], before: Before, cluster: str) -> _Told:
    names = _subjects(came)
    told = f"Cluster {cluster} needs {text.some(names)}, which the report of {before.told} does not have."
    what = "1 new dependency" if len(came) == 1 else f"{len(came)} new dependencies"
    return _Told(
        (Finding("new_dependency", cluster, told, _EXPECTED, names),),
        f"{what} ({text.some(names)})",
    )


def _gone(went: Sequence[Destination], before: Before, cluster: str) -> _Told:
    names = _subjects(went)
    told = f"Cluster {cluster} no longer needs {text.some(names)}, which the report of {before.told} has."
    remedy = f"{_EXPECTED} Rules that others made for it may go."
    return _Told((Finding("gone_dependency", cluster, told, remedy, names),), f"{len(went)} gone ({text.some(names)})")


def _named_otherwise(moved: Sequence[Pair], before: Before, cluster: str) -> _Told:
    pairs = [f"{_in_full(old, new)} to {_in_full(new, old)}" for old, new in moved]
    told = f"Since the report of {before.told} dependencies of cluster {cluster} have moved: {text.some(pairs)}."
    remedy = f"{_EXPECTED} Rules that others made for the old ones are of no use for the new."
    finding = Finding("moved_dependency", cluster, told, remedy, _subjects(new for _old, new in moved))
    return _Told((finding,), f"{len(moved)} moved ({text.some(pairs)})")


def _in_full(one: Destination, other: Destination) -> str:
    """Its name, with what is spoken where that alone tells them apart."""
    return _safe(f"{one.subject} ({one.protocol})" if one.subject == other.subject else one.subject)


# What became of it


@dataclass(frozen=True)
class _Change:
    """A verdict that is another one now."""

    judged: Judged
    old: Destination
    new: Destination

    @property
    def is_by_rules(self) -> bool:
        """True where other rules of the firewall decide."""
        return self.old.through != self.new.through

    @property
    def passes(self) -> bool:
        """True where it is allowed now."""
        return self.new.verdict == Judgement.ALLOWED

    @property
    def cause(self) -> tuple[bool, tuple[str, ...]]:
        """What decides now, or where nothing does, how that ends."""
        return self.passes, self.new.by or (str(self.judged.verdict.outcome),)


def _of_verdicts(
    before: Before, now: Iterable[tuple[Judged, Destination]], firewall: str, *, wrote: bool
) -> Iterator[_Told]:
    """One finding for each thing that decides now; in the line rules stand apart from whatever else it was."""
    earlier = {one.key: one for one in before.destinations}
    paired = [_Change(judged, earlier[new.key], new) for judged, new in now if new.key in earlier]
    changed = [one for one in paired if one.old.verdict != one.new.verdict and not _NOT_SEEN & _causes(one)]
    listed = [one for one in changed if not (wrote and one.passes)]
    yield _Told(tuple(_verdict(some, before, firewall) for some in grouped(listed, _cause).values()))
    for concerned, what in (
        ([one for one in listed if one.is_by_rules], "rules changed the verdict of {}"),
        ([one for one in listed if not one.is_by_rules], "the verdict of {} changed"),
    ):
        if concerned:
            parts = [f"{text.some(_names(some))}, now {_are(some)}" for some in grouped(concerned, _cause).values()]
            yield _Told(part=f"{what.format(len(concerned))} ({text.some(parts, between='; ')})")


def _causes(one: _Change) -> frozenset[str]:
    return frozenset({one.old.cause, one.new.cause})


def _cause(one: _Change) -> tuple[bool, tuple[str, ...]] | None:
    return one.cause


def _names(some: Iterable[_Change]) -> tuple[str, ...]:
    return _subjects(one.new for one in some)


def _verdict(some: Sequence[_Change], before: Before, firewall: str) -> Finding:
    first, names = some[0], _names(some)
    are, were = ("is", "was") if len(some) == 1 else ("are", "were")
    told = f"{text.some(names)} {were} {_were(some)} in the report of {before.told} and {are} {_are(some)} now."
    return Finding(
        "newly_allowed" if first.passes else "changed_verdict",
        _safe(" / ".join(first.new.by)) or firewall,
        _safe(told),
        _EXPECTED if first.passes else "Ask who has changed it: the activity log of Azure has the writes since then.",
        names,
    )


def _are(some: Iterable[_Change]) -> str:
    """What becomes of them now, which one rule may decide for some and leave open for others."""
    return " or ".join(dict.fromkeys(_is(one.judged) for one in some))


def _is(judged: Judged) -> str:
    """The verdict of now, as a part of a sentence."""
    verdict = judged.verdict
    if verdict.is_open:
        return f"unknown ({verdict.place})" if verdict.by else "unknown"
    if verdict.outcome == Decision.NO_MATCH:
        return "allowed by no rule"
    told = "allowed" if verdict.outcome == Decision.ALLOWED else "denied"
    return f"{told} by {verdict.place}" if verdict.by else told


def _were(some: Iterable[_Change]) -> str:
    """What became of them before, with what decided where that was the same for all."""
    places = dict.fromkeys(" / ".join(one.old.by) for one in some)
    verdicts = " or ".join(dict.fromkeys(str(one.old.verdict) for one in some))
    place = next(iter(places)) if len(places) == 1 else ""
    return f"{verdicts} by '{place}'" if place else verdicts


# What it goes through


def _of_addresses(before: Before, landscape: Landscape) -> _Told:
    """One finding for a firewall that has others."""
    now = Firewall(before.firewall.key, landscape.firewall_address or "", landscape.besides.public_addresses)
    sentences, parts = [], []
    for what, old, new in _addresses(before, now, is_whole=before.is_whole and not landscape.besides.unread):
        sentences.append(f"Its {what} {new}, where the report of {before.told} has {old}.")
        parts.append(f"the firewall's {what} {new} (was {old})")
    if not sentences:
        return _Told()
    told = _safe(f"The addresses of {landscape.described} have changed. {' '.join(sentences)}")
    remedy = "Have the new ones wherever somebody has written the old ones: in routes, and in what sources let in."
    return _Told((Finding("changed_address", landscape.name, told, remedy),), ", ".join(parts))


def _addresses(before: Before, now: Firewall, *, is_whole: bool) -> Iterator[tuple[str, str, str]]:
    """What is another one, as it was and as it is. One that is not known is not another one."""
    old = before.firewall
    if old.private_address and now.private_address and old.private_address != now.private_address:
        yield "private address is", old.private_address, now.private_address
    were, are = sorted(old.public_addresses), sorted(now.public_addresses)
    if is_whole and were and are and were != are:
        yield "public addresses are", text.some(were), text.some(are)


# Texts of anybody


def _subjects(some: Iterable[Destination]) -> tuple[str, ...]:
    return tuple(_safe(one.subject) for one in some)


def _safe(told: str) -> str:
    """On one line and not without end, whoever has written the names in it."""
    return brief(printable(told))
