# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The judgement about everything a cluster needs, from documents as they were read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..documents import subnets
from ..documents.policies import DEFAULT_GROUP
from ..documents.routes import DEFAULT_PREFIX, HopType
from ..documents.rule_collections import CollectionKind
from ..needs.dependencies import HTTP, MSSQL, TCP
from ..values import addresses
from . import admin_rules, filtering, flows, next_hops, places, reach, routing, security_groups
from .filtering import Applicable
from .flows import Decision, Flow, Verdict
from .landscape import Deciding, Landscape
from .matches import YES, Cause
from .next_hops import Hop, Routing
from .places import Places
from .resolution import PUBLICLY, Resolved, Way

MANAGEMENT_PORT = 443
# Clients of Azure SQL that are redirected talk to nodes of the region ("Azure SQL connectivity architecture").
REDIRECTED, _REDIRECT_PORTS = Flow(11000, TCP, tag="Sql"), (11000, 11999)
NO_FAMILY = "the subnet has no address of its family"
_RESOLVED = Verdict(Decision.ALLOWED)
_FIELD_OF = {
    Deciding.RULES: "chain",
    Deciding.SUBNET: "subnet",
    Deciding.SECURITY_GROUP: "security_group",
    Deciding.ROUTES: "route_table",
}


@dataclass(frozen=True)
class Question:
    """What is asked. `sources` are the prefixes traffic comes from, `collections` the names of our own rule collections
    of the cluster and `group` that of the group for them. `before_routing` judges as if the default route led to the
    firewall already; `default_route_wanted` says that the user wants one written. `rules_as_read` judges by the rules
    that were read as if these were in force and there were no others, to compare them with what a write leaves.
    """

    flows: tuple[Flow, ...]
    sources: tuple[str, ...]
    management: tuple[str, ...] = ()
    health_monitoring: tuple[str, ...] = ()
    before_routing: bool = False
    collections: frozenset[str] = frozenset()
    group: str = DEFAULT_GROUP
    default_route_wanted: bool = False
    rules_as_read: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    """A dependency: the verdict about it, the parts it is made of, and where it is sent. `way` is the verdict about the
    way it takes; the one about the dependency is open where a part of it may take another. `resolution` is about its
    name alone, `resolved` are the private addresses that a zone gives it.
    """

    flow: Flow
    verdict: Verdict
    firewall: Verdict
    security_group: Verdict
    hop: Hop
    way: Verdict
    resolution: Verdict = _RESOLVED
    resolved: tuple[str, ...] = ()

    @property
    def sent(self) -> Flow:
        """The flow as its packets are: a name that a private zone leads to private addresses has these."""
        return replace(self.flow, addresses=self.resolved) if self.resolved else self.flow

    @property
    def is_stopped(self) -> bool:
        """True when the way it takes stops it, though an endpoint, for instance, may take a part of it elsewhere."""
        return self.way.blocked and (self.verdict.blocked or self.verdict.cause == Cause.OTHER_WAY)

    def as_option(self) -> dict[str, Any]:
        """The dependency as users see it in results."""
        return {
            **flows.as_option(self.flow),
            **self.verdict.as_option(),
            "firewall": self.firewall.as_option(),
            "security_group": self.security_group.as_option(),
            "next_hop": self.hop.as_option(),
        }


@dataclass(frozen=True, slots=True)
class Answered:
    """A documented address: whether answers to it go past the firewall, and whether it may come in at all."""

    address: str
    purpose: str
    verdict: Verdict
    security_group: Verdict
    hop: Hop

    def as_option(self) -> dict[str, Any]:
        """The address as users see it in results."""
        return {
            "address": self.address,
            "purpose": self.purpose,
            **self.verdict.as_option(),
            "security_group": self.security_group.as_option(),
            "next_hop": self.hop.as_option(),
        }


@dataclass(frozen=True)
class _Case:
    """A question about a landscape, and what is the same for all flows that it asks about, found once."""

    question: Question
    landscape: Landscape

    @cached_property
    def families(self) -> dict[int, _Case]:
        """The same question about the sources of each family of addresses that there are sources of."""
        asked = {version: addresses.of_version(self.question.sources, version) for version in (4, 6)}
        return {
            version: self if sources == self.question.sources else replace(self, question=self._from(sources))
            for version, sources in asked.items()
            if sources
        }

    def _from(self, sources: tuple[str, ...]) -> Question:
        return replace(self.question, sources=sources)

    @cached_property
    def places(self) -> Places:
        """The places that are known, with the default route where that is taken for granted."""
        known = self.landscape.places
        return places.with_route(known, DEFAULT_PREFIX) if self.question.before_routing else known

    @cached_property
    def hidden(self) -> Verdict | None:
        """Why nobody can tell what the rules say; None where that can be told."""
        return None if self.question.rules_as_read else _not_known(self.landscape, Deciding.RULES)

    @cached_property
    def rules(self) -> Applicable:
        """The rules that are about the sources."""
        return self.landscape.applicable_to(self.question.sources)

    @cached_property
    def routing(self) -> Routing:
        """Service endpoints and routes for tags stay what they are when a default route comes. To a firewall in a
        virtual hub it comes from the hub, unless one of ours is to be written.
        """
        way, address = self.landscape.routing, self.landscape.firewall_address
        if not self.question.before_routing:
            return way
        if self.landscape.is_in_hub and not self.question.default_route_wanted:
            return routing.with_hub(way)
        return routing.with_default(way, address) if address else way

    @cached_property
    def unknown_way(self) -> Verdict | None:
        """Why nobody can tell which way anything takes; None where that can be told."""
        return _not_known(self.landscape, Deciding.ROUTES)

    @cached_property
    def unknown_subnet(self) -> Verdict | None:
        """Why nobody can tell what the subnet is like; None where that can be told."""
        return _not_known(self.landscape, Deciding.SUBNET)

    @cached_property
    def unknown_group(self) -> Verdict | None:
        """Why nobody can tell what the security group says; None where that can be told."""
        return _not_known(self.landscape, Deciding.SECURITY_GROUP)


def dependency(flow: Flow, question: Question, landscape: Landscape) -> Judged:
    """Judge one dependency: by what its name resolves to, in every way in which it may.

    What is blocked whether it resolves or not is blocked by what stops it if it does: that alone is known.
    """
    return _dependency(flow, _Case(question, landscape))


def _dependency(flow: Flow, case: _Case) -> Judged:
    if flow.unread:
        return _unread(flow, case.landscape)
    found = case.landscape.resolver.for_subnet(None if flow.addresses else flow.fqdn)
    first, *others = judged = [_in_one_way(way, found, flow, case) for way in found.ways]
    for other in others:
        if other.verdict.is_open or other.verdict.blocked != first.verdict.blocked:
            return first if first.verdict.is_open else _unresolved(other, Decision.CANNOT_TELL, found)
    return next((one for one in judged if not one.resolution.blocked), first)


def _unread(flow: Flow, landscape: Landscape) -> Judged:
    why = landscape.data_sources.gaps.get(flow.unread, "") if landscape.data_sources else ""
    end = Verdict(Decision.CANNOT_TELL, (), why, Cause.SOURCES_UNREAD)
    return Judged(flow, end, end, end, Hop(HopType.UNKNOWN), end)


def _in_one_way(way: Way, found: Resolved, flow: Flow, case: _Case) -> Judged:
    if way == Way.PRIVATE:
        judged = _of_families(replace(flow, addresses=found.addresses), case)
        return replace(judged, flow=flow, resolved=found.addresses)
    judged = _of_families(flow, case)
    if way == Way.PUBLIC:
        return judged
    return _unresolved(judged, Decision.DENIED if way == Way.NOT else Decision.CANNOT_TELL, found)


def _unresolved(judged: Judged, outcome: Decision, found: Resolved) -> Judged:
    """The verdict about a name that does not resolve, or nobody knows to what."""
    cause = found.cause if outcome == Decision.CANNOT_TELL else ""
    end = Verdict(outcome, found.by, found.why, cause)
    return replace(judged, verdict=end, resolution=end)


def _of_families(flow: Flow, case: _Case) -> Judged:
    """Out of the subnet, along its route, through the firewall if it gets there.

    A packet is of one family of addresses. Where a subnet has both, a name may be reached by either, and nobody here
    knows which addresses it has.
    """
    there = {block.version for block in addresses.joined(flow.addresses)} or {4, 6}
    judged = [_of_family(flow, version, of_it) for version, of_it in case.families.items() if version in there]
    if not judged and case.question.sources:
        return _of_no_family(_judged(flow, case))
    first, *others = judged or [_judged(flow, case)]
    for other in others:
        if other.verdict.is_open or other.verdict.blocked != first.verdict.blocked:
            return replace(first, verdict=first.verdict if first.verdict.is_open else _by_family(other.verdict))
    return first


def _of_family(flow: Flow, version: int, case: _Case) -> Judged:
    """Judge what packets of one family may reach of it: no other has a use for the other addresses of a name."""
    own = addresses.of_version(flow.addresses, version) or flow.addresses
    if (version, own) == (flow.version, flow.addresses):
        return _judged(flow, case)
    return replace(_judged(replace(flow, version=version, addresses=own), case), flow=flow)


def _of_no_family(one: Judged) -> Judged:
    nowhere = Verdict(Decision.DENIED, (), NO_FAMILY)
    return replace(one, verdict=nowhere, way=nowhere)


def _by_family(other: Verdict) -> Verdict:
    why = f"by IPv6 it would be {other.outcome.replace('_', ' ')}, and whether it is reached by that is not known"
    return Verdict(Decision.CANNOT_TELL, other.by, why, Cause.ADDRESS_FAMILY)


def _judged(flow: Flow, case: _Case) -> Judged:
    landscape, sources = case.landscape, case.question.sources
    group = case.unknown_group or security_groups.outbound(landscape.group, flow, sources, case.places)
    group = admin_rules.outbound(landscape.laid_over, group, flow, sources, case.places)
    through = case.hidden or _through(flow, case)
    hop = routing.of_flow(case.routing, flow)
    way = case.unknown_way or _one_way(hop, through, landscape)
    whole = case.unknown_way or _beside_others(way, hop, through, landscape)
    anew = _asked_anew(way, flow, landscape) if way is through else _RESOLVED
    verdict = case.unknown_subnet or flows.worst((whole, group, anew))
    return Judged(flow, verdict, through, group, hop, way, anew)


def _through(flow: Flow, case: _Case) -> Verdict:
    if case.landscape.appliance:
        why = f"the rules of appliance {case.landscape.appliance} cannot be read"
        return Verdict(Decision.CANNOT_TELL, (), why, Cause.APPLIANCE)
    found = _by_rules(flow, case)
    if flow.protocol != MSSQL or found.outcome != Decision.ALLOWED:
        return found
    further = [_by_rules(replace(REDIRECTED, port=port), case) for port in _REDIRECT_PORTS]
    return found if all(one.outcome == Decision.ALLOWED for one in further) else _redirected(found)


def _by_rules(flow: Flow, case: _Case) -> Verdict:
    elsewhere, known = case.landscape.resolver.differs(flow.fqdn), case.landscape.knowledge
    return filtering.judge(case.rules, flow, replace(known, elsewhere=elsewhere) if elsewhere else known)


def _asked_anew(way: Verdict, flow: Flow, landscape: Landscape) -> Verdict:
    """An application rule for Http lets the firewall connect to what it resolves the host to itself, whatever address
    the client has ("Azure Firewall DNS Proxy details").
    """
    seen = landscape.resolver.for_firewall(flow.fqdn) if flow.protocol == HTTP else PUBLICLY
    if seen.ways == (Way.PUBLIC,) or (seen.ways, seen.addresses) == ((Way.PRIVATE,), flow.addresses):
        return _RESOLVED
    rule = landscape.ruleset.at(way.by)
    if rule is None or rule.kind != CollectionKind.APPLICATION:
        return _RESOLVED
    why = f"the firewall itself resolves {flow.fqdn}, and {seen.why}"
    if seen.ways == (Way.NOT,):
        return Verdict(Decision.DENIED, seen.by, why)
    return Verdict(Decision.CANNOT_TELL, seen.by, why, seen.cause)


def _redirected(found: Verdict) -> Verdict:
    why = "a server that redirects sends its clients on to ports 11000 to 11999 of service tag Sql, not all allowed"
    return Verdict(Decision.CANNOT_TELL, found.by, why, Cause.SQL_REDIRECT)


def _not_known(landscape: Landscape, part: Deciding) -> Verdict | None:
    """What nobody could read, or may not be in force as it was read."""
    if _FIELD_OF[part] in landscape.unread:
        return Verdict(Decision.CANNOT_TELL, (), landscape.unread[_FIELD_OF[part]], Cause.UNREADABLE)
    unsettled = next((one for one in landscape.unsettled if one.part == part), None)
    return Verdict(Decision.CANNOT_TELL, (), unsettled.why, Cause.NOT_SETTLED) if unsettled else None


def _beside_others(first: Verdict, hop: Hop, through: Verdict, landscape: Landscape) -> Verdict:
    """The verdict about the way; where a part may go another one, both must come to the same."""
    for other in hop.perhaps:
        end = _one_way(other, through, landscape)
        if end.is_open and other.cause:
            return end
        if end.blocked != first.blocked or end.is_open:
            where = f"'{other.route}'" if other.route else other.kind
            why = other.why or f"a part of it may be sent elsewhere by {where}"
            return Verdict(Decision.CANNOT_TELL, first.by, why, other.cause or Cause.OTHER_WAY)
    return first


def _one_way(hop: Hop, through: Verdict, landscape: Landscape) -> Verdict:
    if hop.kind == HopType.ENDPOINT and hop.cause:
        return Verdict(Decision.CANNOT_TELL, (str(hop.route),), hop.why, hop.cause)
    if hop.carries is None:
        return Verdict(Decision.CANNOT_TELL, (hop.route,) if hop.route else (), hop.why, hop.cause)
    if not hop.carries:
        return Verdict(Decision.DENIED, (str(hop.route),), hop.why)
    if hop.kind == HopType.INTERNET and subnets.is_private(landscape.subnet):
        why = "the subnet has no outbound access of its own, and by what else the cluster gets out is not known"
        return Verdict(Decision.CANNOT_TELL, (hop.route or "system route",), why, Cause.PRIVATE_SUBNET)
    if hop.kind in (HopType.INTERNET, HopType.ENDPOINT, HopType.PRIVATE_ENDPOINT, HopType.LOCAL):
        return Verdict(Decision.ALLOWED, (hop.route or "system route",), "it never meets the firewall")
    if hop.kind == HopType.DROPPED:
        return Verdict(Decision.DENIED, (hop.route or "system route",), "the route drops it")
    if next_hops.leads_to(hop, landscape.firewall_address):
        return _reached(hop, through, landscape)
    if hop.kind == HopType.UNKNOWN:
        return Verdict(Decision.CANNOT_TELL, (), hop.why, hop.cause)
    if landscape.firewall and reach.is_beside(hop.address, landscape.firewall_address, landscape.around):
        why = f"it is sent to {hop.address}, which is in the subnet of this firewall and not its address"
        return Verdict(Decision.DENIED, (str(hop.route),), why)
    stopped = landscape.firewall_address is None
    whose = "and nothing tells whether that is this firewall's address" if stopped else "which is not this firewall"
    why = hop.why or f"it is sent to {hop.address or hop.kind}, {whose}"
    return Verdict(Decision.CANNOT_TELL, (str(hop.route),), why, Cause.OTHER_WAY)


def _reached(hop: Hop, through: Verdict, landscape: Landscape) -> Verdict:
    """What is sent to a hop that cannot be reached is dropped, whatever the rules there say."""
    way = YES if hop.kind == HopType.HUB else landscape.reach
    if way.sure is False:
        return Verdict(Decision.DENIED, (hop.route or "default route",), way.why)
    if way.sure is None and not through.blocked:
        return Verdict(Decision.CANNOT_TELL, (hop.route or "default route",), way.why, way.cause)
    return through


def address(one: str, purpose: str, question: Question, landscape: Landscape) -> Answered:
    """Judge one documented address: it connects to the cluster, and the answers must not meet the firewall."""
    hop = routing.of_address(landscape.routing, one, purpose)
    flow = Flow(MANAGEMENT_PORT, "TCP", addresses=(one,), category=purpose)
    group = _not_known(landscape, Deciding.SECURITY_GROUP) or security_groups.inbound(
        landscape.group, flow, question.sources, landscape.places
    )
    group = admin_rules.inbound(landscape.laid_over, group, flow, question.sources, landscape.places)
    return Answered(one, purpose, flows.worst((_answer(hop), group)), group, hop)


def _answer(hop: Hop) -> Verdict:
    if hop.kind == HopType.INTERNET:
        return Verdict(Decision.ALLOWED, (hop.route or "system route",))
    if hop.kind == HopType.UNKNOWN:
        return Verdict(Decision.CANNOT_TELL, (), hop.why, hop.cause)
    return Verdict(Decision.DENIED, (hop.route or "system route",), f"answers are sent to {hop.address or hop.kind}")


def dependencies(question: Question, landscape: Landscape) -> tuple[Judged, ...]:
    """Judge every flow that is asked about."""
    case = _Case(question, landscape)
    return tuple(_dependency(flow, case) for flow in question.flows)


def judge_all(question: Question, landscape: Landscape) -> tuple[tuple[Judged, ...], tuple[Answered, ...]]:
    """Judge everything that was asked."""
    wanted = ((places.MANAGEMENT, question.management), (places.HEALTH_MONITORING, question.health_monitoring))
    return (
        dependencies(question, landscape),
        tuple(address(one, purpose, question, landscape) for purpose, listed in wanted for one in listed),
    )
