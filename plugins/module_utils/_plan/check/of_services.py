# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The check of another service than clusters: of everything that it names, from every subnet that it lives in.

What a service names may not be all that it needs, so nothing here says so; what is known to be missing from its answer
is told with the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..documents import subnets, text
from ..documents.routes import HopType
from ..needs import answers, dependencies
from ..needs.dependencies import EXTRA, NAMED, TCP, Dependency
from ..needs.service_subnets import COMPUTES
from ..values import hosts, resource_ids
from ..values.errors import PlanError
from ..values.resource_ids import SUBNET, ResourceId
from ..verdict import flows, routing, verdicts
from ..verdict.flows import Decision, Flow, Verdict
from ..verdict.landscape import Landscape
from ..verdict.matches import Cause
from ..verdict.next_hops import Hop
from ..verdict.verdicts import Judged, Question
from . import beyond, destinations, endings, firewall, names, past, portrait, routes
from .check import Checkup
from .findings import SEVERITIES, Finding, in_order

_BY_RULES = "Allow what is missing, for instance by rules that the filter rule_collections makes."
_GIVEN = "It is in the subnets that were given, and whether it is in others does not show"
_MENDED_BY_HAND = "Name the hosts that are meant, and allow these."


@dataclass(frozen=True)
class Returning:
    """Who connects to the service from outside, whose answers have to go past the firewall: a service tag, that of
    its region where it has one, and ports.
    """

    tag: str
    ports: tuple[int, ...]


@dataclass(frozen=True)
class Asked:
    """What is asked about. `gaps` are sentences about subnets that it may live in and nobody could read, `refused` what
    its answer names and no rule can be made of, `unsure` who else may connect to it, `lacks` what its answer is known
    to lack, `beside` sentences about what is of it and was not asked about. `service` is what kind it is, empty for
    dependencies of anybody's.
    """

    name: str
    dependencies: tuple[Dependency, ...]
    subnets: tuple[ResourceId, ...]
    gaps: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    returning: tuple[Returning, ...] = ()
    unsure: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    service: str = ""
    region: str = ""
    id: str = ""

    @property
    def described(self) -> str:
        """What it is called in a sentence."""
        return f"{self.service} {self.name}".strip()

    @property
    def flows(self) -> tuple[Flow, ...]:
        """Every destination, as one of the user's own: what a category is documented to mean is documented of clusters,
        and other services have the same words.
        """
        return tuple(replace(flows.of_dependency(one), category=EXTRA) for one in self.dependencies)

    def without(self, unread: Mapping[str, str]) -> Asked:
        """The same without subnets that could not be read, by their keys, and with a sentence for each that
        says why.
        """
        kept = tuple(one for one in self.subnets if resource_ids.key(one) not in unread)
        return replace(self, subnets=kept, gaps=(*self.gaps, *unread.values()))


@dataclass(frozen=True)
class Seen:
    """What is around one of its subnets, and the verdicts from there."""

    question: Question
    landscape: Landscape
    judged: tuple[Judged, ...]

    @property
    def subnet(self) -> str:
        """The name of the subnet, in a sentence."""
        return f"subnet {(self.landscape.subnet or {}).get('name')}"


def asked_of(service: Mapping[str, Any], further: Iterable[str] = ()) -> Asked:
    """Read one entry of the result of the module that reads dependencies, and further subnets that the service is in.

    Raise PlanError for what is none, for a cluster, for an answer that could not be had or names nothing, and for a
    service that is in no network.
    """
    if not _is_listed(service.get("dependencies")) or not _is_listed(service.get("subnet_ids") or []):
        raise _no_entry()
    name, region = str(service.get("name") or "it"), str(service.get("region") or "")
    kind = str(service.get("service") or "service")
    found = dependencies.union(dependencies.from_option(one) for one in _objects(service, "dependencies"))
    unusable = _objects(service, "refused")
    refused = [(str(one.get("raw") or one.get("category")), _text(one, "reason")) for one in unusable]
    _require_answer(service, f"{kind} {name}", found, refused)
    gaps, given = _texts(service, "subnets_unknown"), tuple(further)
    answered = (_GIVEN,) if given and COMPUTES in gaps else ()
    gaps = tuple(one for one in gaps if not answered or one != COMPUTES)
    ids = _subnets((*(service.get("subnet_ids") or ()), *given))
    if not ids and not gaps:
        raise PlanError(
            f"{kind} {name} names no subnet of yours, so nothing says from where its traffic comes; give O(subnets) if"
            " a firewall of yours sees it.",
            code="no_source",
        )
    return Asked(
        name,
        found,
        ids,
        gaps,
        tuple(refused),
        tuple(Returning(_tag_of(one, region), _ports_of(one)) for one in _objects(service, "callers")),
        _texts(service, "callers_unknown"),
        tuple(_text(one, "sentence") for one in _objects(service, "known_gaps")),
        (*_left_out(service), *answered, *(_texts(service, "subnets_elsewhere") if ids else ())),
        kind,
        region,
        str(service.get("id") or ""),
    )


def _require_answer(service: Mapping[str, Any], who: str, found: Sequence[Dependency], refused: Sequence[Any]) -> None:
    """Raise PlanError where nothing is there to be judged: that nothing is stopped would say nothing."""
    if str(service.get("resource_type") or "").lower() == resource_ids.CLUSTER.lower():
        raise PlanError(f"{who} is a cluster, of which more is known than what it names: give it as O(cluster).")
    if not found and not refused:
        raise PlanError(
            f"Nothing is there to check of {who}: what it must reach could not be read, or all of it was left out.",
            code="partial_answer",
        )


def _left_out(service: Mapping[str, Any]) -> Iterator[str]:
    """What was left out on request, a sentence for each reason."""
    why = {"optional": "that only some need", "region": "of other regions"}
    left = _objects(service, "left_out")
    for reason in dict.fromkeys(str(one.get("why")) for one in left):
        those = [one for one in left if str(one.get("why")) == reason]
        shown = text.some([f"{one.get('raw')}:{one.get('port')}" for one in those])
        yield f"What it names {why.get(reason, 'besides')} was left out when it was read: {shown}"


def _no_entry() -> PlanError:
    return PlanError(
        "O(service) takes one entry of RV(adx.outbound.outbound_dependencies_info#module:outbound_dependencies)."
    )


def _is_listed(value: Any) -> bool:
    return isinstance(value, list | tuple)


def _objects(service: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    found = service.get(name) or []
    if not _is_listed(found) or not all(isinstance(one, Mapping) for one in found):
        raise _no_entry()
    return list(found)


def _texts(service: Mapping[str, Any], name: str) -> tuple[str, ...]:
    found = service.get(name) or []
    if not _is_listed(found) or not all(isinstance(one, str) for one in found):
        raise _no_entry()
    return tuple(found)


def _text(one: Mapping[str, Any], name: str) -> str:
    if not isinstance(one.get(name), str):
        raise _no_entry()
    return str(one[name])


def _ports_of(caller: Mapping[str, Any]) -> tuple[int, ...]:
    ports = caller.get("ports") or []
    if not _is_listed(ports) or not all(str(one).isascii() and str(one).isdigit() for one in ports):
        raise _no_entry()
    return tuple(map(int, ports))


def _tag_of(caller: Mapping[str, Any], region: str) -> str:
    tag = _text(caller, "service_tag")
    return f"{tag}.{region}" if caller.get("regional") and region else tag


def asked_for(needed: Iterable[Mapping[str, Any]], ids: Iterable[str]) -> Asked:
    """What is asked about dependencies of anybody's in these subnets; raise PlanError where one of both is missing."""
    found = dependencies.union(dependencies.from_option(one) for one in needed)
    where = _subnets(ids)
    if not found or not where:
        raise PlanError("O(dependencies) and O(subnets) go together: what is to be reached, and from where.")
    return Asked("these dependencies", found, where)


def _subnets(ids: Iterable[Any]) -> tuple[ResourceId, ...]:
    parsed = (resource_ids.of_type(resource_ids.parse(str(one)), SUBNET) for one in ids)
    return tuple({resource_ids.key(one): one for one in parsed}.values())


def look_from(asked: Asked, landscape: Landscape) -> Seen:
    """Judge everything that is asked from one subnet; raise PlanError for one that has no addresses."""
    sources = tuple(subnets.prefixes(landscape.subnet or {}))
    if not sources:
        raise PlanError(f"Subnet {landscape.subnet_id} has no addresses that traffic could come from.", "no_source")
    question = Question(asked.flows, sources)
    return Seen(question, landscape, verdicts.dependencies(question, landscape))


def checkup(asked: Asked, seen: Sequence[Seen]) -> Checkup:
    """The verdict about everything from all subnets together, and what was found in each.

    What is stopped from one subnet is stopped; what may come from a subnet that nobody could read is open.
    """
    listed = [finding for one in seen for finding in _of_subnet(asked, one)]
    merged = tuple(_from_all(asked, number, seen) for number in range(len(asked.dependencies))) if seen else ()
    open_ones = merged or tuple(_unseen(flow, asked) for flow in asked.flows)
    listed += _of_answer(asked, seen)
    return Checkup(_categorised(asked, open_ones), (), in_order(listed))


def _categorised(asked: Asked, judged: Iterable[Judged]) -> tuple[Judged, ...]:
    """The same with the service's own words for its categories, which nothing was judged by."""
    pairs = zip(asked.dependencies, judged, strict=True)
    return tuple(replace(one, flow=replace(one.flow, category=named.category)) for named, one in pairs)


def _from_all(asked: Asked, number: int, seen: Sequence[Seen]) -> Judged:
    """The worst of the verdicts about one destination, which says from where where there are several."""
    ends = [one.judged[number].verdict for one in seen]
    worst = flows.worst(ends)
    first = ends.index(worst)
    judged = seen[first].judged[number]
    if len({one.outcome for one in ends}) > 1:
        judged = replace(judged, verdict=replace(worst, why=_from(seen[first].subnet, worst.why)))
    if asked.gaps and not judged.verdict.blocked:
        return replace(judged, verdict=_open(asked, judged.verdict.by))
    return judged


def _from(where: str, why: str) -> str:
    return f"from {where}: {why}" if why else f"from {where}"


def _open(asked: Asked, by: tuple[str, ...] = ()) -> Verdict:
    return Verdict(Decision.CANNOT_TELL, by, asked.gaps[0].rstrip("."), Cause.UNREADABLE)


def _unseen(flow: Flow, asked: Asked) -> Judged:
    end = _open(asked)
    return Judged(flow, end, end, end, Hop(HopType.UNKNOWN), end)


def _of_subnet(asked: Asked, seen: Seen) -> Iterator[Finding]:
    question, landscape, judged = seen.question, seen.landscape, seen.judged
    for one in destinations.findings(judged, landscape, before_routing=False):
        yield replace(one, remedy=_BY_RULES) if one.remedy == destinations.BY_RULES else one
    yield from names.unreached(judged, landscape)
    yield from routes.of_subnet(question, landscape, judged)
    yield from firewall.findings(question, landscape, judged)
    yield from beyond.findings(judged, question, landscape, beyond.exit_of(landscape))
    yield from past.by_endpoint(judged)
    yield from names.by_firewall(judged, landscape)
    for who in asked.returning:
        yield from _returning(who, seen)


def _returning(one: Returning, seen: Seen) -> Iterator[Finding]:
    """Answers to whoever connects from outside go back the way they came, past the firewall."""
    ports = [Flow(port, TCP, tag=one.tag) for port in one.ports]
    hops = [routing.of_flow(seen.landscape.routing, flow) for flow in ports]
    lost = [hop for hop in hops if hop.kind != HopType.INTERNET or hop.perhaps]
    if lost:
        where = f" by '{lost[0].route}'" if lost[0].route else ""
        yield Finding(
            "no_return_route",
            one.tag,
            f"Service tag {one.tag} connects to {seen.subnet} on {_on(one.ports)}, and the answers are not"
            f" sent straight back to the internet{where}: the firewall drops what it has not seen begin.",
            f"Write a route for service tag {one.tag} with the next hop Internet into the table of {seen.subnet}.",
            tuple(flow.subject for flow in ports),
        )


def _on(ports: Sequence[int]) -> str:
    return f"port{'s' if len(ports) > 1 else ''} {text.some(ports)}"


def _of_answer(asked: Asked, seen: Sequence[Seen]) -> Iterator[Finding]:
    """What is to be said of the answer itself, once."""
    for sentence in asked.gaps:
        yield Finding(
            "subnets_unread",
            asked.name,
            f"{sentence.rstrip('.')}. It may live in further subnets, so nothing it names is allowed for certain.",
            "Grant the login the right to read that, and run again.",
            tuple(flow.subject for flow in asked.flows),
        )
    for sentence in asked.unsure:
        yield Finding(
            "callers_unread",
            asked.name,
            f"{sentence.rstrip('.')}. Whether anybody connects to it from outside, whose answers need routes past the"
            " firewall, is not known.",
            "Grant the login the right to read that, or look at it in the portal.",
        )
    for sentence in asked.beside:
        yield Finding(
            "not_checked",
            asked.name,
            f"{sentence.rstrip('.')}. That was not looked at.",
            "Read what it must reach with all that it may need, or give the subnets, where it is to be looked at.",
        )
    for raw, reason in asked.refused:
        yield Finding(
            "refused_entry", raw, f"{reason.rstrip('.')}: no rule can be made of it.", _MENDED_BY_HAND, (raw,)
        )
    judged = [one for place in seen for one in place.judged]
    for one in asked.dependencies:
        yield from _of_wildcard(one, any(not each.verdict.blocked for each in judged if each.flow.fqdn == one.fqdn))


def _of_wildcard(one: Dependency, passes: bool) -> Iterator[Finding]:
    subject = flows.of_dependency(one).subject
    if not one.fqdn or not hosts.is_wildcard(one.fqdn):
        return
    if one.protocol not in NAMED:
        yield Finding(
            "wildcard_needs_address",
            subject,
            f"{subject} is spoken to over {one.protocol}, so it needs a network rule, and Azure resolves no wildcard"
            " in one.",
            _MENDED_BY_HAND,
            (subject,),
        )
    elif passes and answers.is_too_wide(one.fqdn):
        yield Finding(
            "open_wildcard",
            subject,
            f"{subject} stands for names that anybody may have, so whatever allows it lets data out to anybody's.",
            "Allow the names that are used instead, once a log shows which these are.",
            (subject,),
        )


def as_option(asked: Asked, seen: Sequence[Seen], whole: Checkup) -> dict[str, Any]:
    """The check as users see it in results: of all subnets together, and under `subnets` of each."""
    return {
        **whole.as_option(),
        "summary": whole.summary(),
        "report": endings.lines(whole),
        "failing": {one: why for one in SEVERITIES if (why := failing(whole, asked, one))},
        "about": about(asked, seen),
        "subnets": [_of_one(asked, one) for one in seen],
    }


def about(asked: Asked, seen: Sequence[Seen]) -> dict[str, Any]:
    """Who was checked and what lies around it; of several subnets the first stands for all."""
    first = portrait.of(seen[0].question, seen[0].landscape, asked.region) if seen else {}
    told = {"name": asked.name, "kind": asked.service, "id": asked.id or None, "known_gaps": list(asked.lacks)}
    ids = {**(first.get("ids") or {}), **({"cluster": asked.id} if asked.id else {})}
    return {**first, "ids": ids, "cluster": asked.name, "injected": True, "service": told}


def _of_one(asked: Asked, seen: Seen) -> dict[str, Any]:
    return {
        "id": str(seen.landscape.subnet_id),
        "dependencies": [one.as_option() for one in _categorised(asked, seen.judged)],
        "about": portrait.of(seen.question, seen.landscape, ""),
    }


def failing(whole: Checkup, asked: Asked, fail_on: str) -> str:
    """Why the check is a failure; empty when nothing found is as severe as that."""
    return endings.failing(whole.findings, asked.described, fail_on)
