# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster uses of the world outside, as far as anybody says it, and what becomes of that before and after.

Queries that somebody types, and addresses that are made while a query runs, are in no list. So each answer is about
what is listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..callouts import judge, proposals
from ..callouts.judge import Outcome, Verdict
from ..callouts.policies import Access, Policy, Restriction, State
from ..needs.data_sources import DataSource, SourceKind
from ..needs.dependencies import Dependency
from ..needs.uses import Use, UseType, names_of
from ..values import hosts
from ..values.words import begun
from .request import Request
from .seen import Seen

_BY_THE_USER = "O(uses)"
_WORST = (Outcome.DENIED, Outcome.CANNOT_TELL, Outcome.ALLOWED)


@dataclass(frozen=True)
class Used:
    """One host, its port, and who says that it is used. `use` says by which type of callout, None for what no type of
    callout covers, such as the source of a data connection; `is_passing` is for what comes and goes by itself, such as
    the storage of a cluster that is followed.
    """

    host: str
    port: int
    protocol: str
    told_by: tuple[str, ...]
    use: Use | None = None
    is_passing: bool = False

    @property
    def subject(self) -> str:
        """The host with its port."""
        return f"{self.host}:{self.port}"

    @property
    def described(self) -> str:
        """The host and who names it, for a sentence."""
        return f"{self.host} ({', '.join(self.told_by[:2])})"

    def under(self, restriction: Restriction) -> Verdict:
        """What becomes of it."""
        if self.use is None:
            return judge.data_connection(self.host, restriction)
        return judge.callout(self.use, restriction)


@dataclass(frozen=True)
class Judged:
    """Something that is used, and what becomes of it before and after."""

    used: Used
    before: Verdict
    after: Verdict
    may_lose: bool = False  # what may let it pass goes, or what may deny it comes: two open verdicts hide that
    is_allowed_but: bool = False  # it would be allowed, but for a policy that the cluster's document does not show

    @property
    def is_worse(self) -> bool:
        """True where less is certain to pass afterwards than before, or nobody can tell that it is not less."""
        return self.may_lose or _WORST.index(self.after.outcome) < _WORST.index(self.before.outcome)

    def as_option(self) -> dict[str, Any]:
        """As users see it in results."""
        one = self.used
        return {
            "fqdn": one.host,
            "port": one.port,
            "protocol": one.protocol,
            "type": one.use.type if one.use else None,
            "told_by": list(one.told_by),
            "before": self.before.outcome,
            **self.after.as_option(),
        }


def of(request: Request, seen: Seen) -> tuple[Used, ...]:
    """Everything that is listed, each host once for each type of callout, with all who name it."""
    found: dict[tuple[str, str, int], Used] = {}
    for one in _all(request, seen):
        key = (one.use.type if one.use else "", one.host, one.port)
        known = found.get(key)
        if known:
            told = tuple(dict.fromkeys((*known.told_by, *one.told_by)))
            one = replace(one, told_by=told, is_passing=known.is_passing and one.is_passing)
        found[key] = one
    return tuple(found[key] for key in sorted(found))


def judged(
    used: tuple[Used, ...], before: Restriction, after: Restriction, outside: Sequence[Policy] = ()
) -> tuple[Judged, ...]:
    """What becomes of each. `outside` are policies in force that the cluster's document does not show."""
    denials = tuple(policy for policy in outside if policy.access != Access.ALLOW)
    return tuple(_judged(one, before, after, denials) for one in used)


def _judged(one: Used, before: Restriction, after: Restriction, denials: Sequence[Policy]) -> Judged:
    was, will_be = _beside(one, before, denials), _beside(one, after, denials)
    may_lose = was.is_open and will_be.is_open and _may_lose(one, before, after)
    return Judged(one, was, will_be, may_lose, will_be != one.under(after))


def _beside(one: Used, restriction: Restriction, denials: Sequence[Policy]) -> Verdict:
    """What becomes of it beside policies that may deny it, too: whether those hold while access is restricted nobody
    says, and if several match and one denies, access is denied ("Callout policy").
    """
    verdict = one.under(restriction)
    if verdict.outcome != Outcome.ALLOWED or restriction.state != State.ENABLED or one.use is None:
        return verdict
    for policy in denials:
        alone = Restriction(State.ENABLED, (), (replace(policy, access=Access.ALLOW),), ())
        if judge.callout(one.use, alone).outcome != Outcome.DENIED:
            told = f"{begun(str(policy))} may deny it, which is in force and not in the cluster's document."
            return Verdict(Outcome.CANNOT_TELL, told)
    return verdict


def _may_lose(one: Used, before: Restriction, after: Restriction) -> bool:
    """What goes, and what comes that is no Allow, each taken alone: whether anything of it is about this. No policy is
    about a data connection, and a list of names is about the name, whoever asks for it.
    """
    gone = tuple(policy for policy in before.policies if policy not in after.policies and policy.access != Access.DENY)
    come = tuple(policy for policy in after.policies if policy not in before.policies and policy.access != Access.ALLOW)
    alone = tuple(replace(policy, access=Access.ALLOW) for policy in come)
    names = tuple(name for name in before.names if name not in after.names)
    use = one.use or Use(UseType.EXTERNAL_DATA, one.host, one.port, one.protocol)
    parts = [Restriction(State.ENABLED, names, (), ())]
    parts += [Restriction(State.ENABLED, (), part, ()) for part in (gone, alone) if one.use]
    return any(judge.callout(use, part).outcome != Outcome.DENIED for part in parts)


def proposed(used: tuple[Used, ...]) -> dict[str, Any]:
    """The lists that would allow what is used and nothing else, each as its option takes it. A list of names covers no
    callouts to web APIs, no policy covers a data connection, and neither has what comes and goes by itself.
    """
    uses = [one.use for one in used if one.use and not hosts.is_wildcard(one.host)]
    names = [name for use in uses for name in proposals.names(use)]
    names += [one.host for one in used if one.use is None and not one.is_passing]
    allowed = dict.fromkeys(proposals.allow(use) for use in uses)
    return {"allowed_fqdns": sorted(set(names)), "callout_policies": [one.as_option() for one in allowed]}


def _all(request: Request, seen: Seen) -> Iterator[Used]:
    for use in request.uses or ():
        yield from _of_use(use, (_BY_THE_USER,))
    for listed in seen.shown.listed if seen.shown else ():
        yield from _of_use(listed.use, listed.where)
    for source in seen.sources.sources:
        if source.kind != SourceKind.USE and not source.is_gone:
            yield from (_of_source(source, one) for one in source.dependencies if one.fqdn)


def _of_use(use: Use, told_by: tuple[str, ...]) -> Iterator[Used]:
    for host in names_of(use):
        yield Used(host, use.port, use.protocol, told_by, replace(use, host=host))


def _of_source(source: DataSource, one: Dependency) -> Used:
    """A cluster that is followed is asked as queries ask another one; its storage is read by the service itself."""
    host = str(one.fqdn)
    leads = source.kind == SourceKind.LEADER and source.resource and host.startswith(f"{source.resource.name.lower()}.")
    use = Use(UseType.KUSTO, host, one.port, one.protocol) if leads else None
    passes = source.kind == SourceKind.LEADER and use is None
    return Used(host, one.port, one.protocol, (source.told_by,), use, passes)
