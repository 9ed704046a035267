# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The judgement about everything a cluster needs, from documents as they were read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from ..documents import firewalls
from ..documents.policies import Policy
from ..documents.routes import DEFAULT_PREFIX, HopType
from ..values.resource_ids import ResourceId
from . import filtering, flows, next_hops, places, routing, rulesets, security_groups
from .besides import Besides
from .filtering import Knowledge
from .flows import Decision, Flow, Verdict
from .next_hops import Hop, Routing
from .places import Places
from .rulesets import Ruleset

MANAGEMENT_PORT = 443


@dataclass(frozen=True)
class Surroundings:
    """What was read. Documents are None where there is none; `unread` maps the field of one that could not be read to
    a sentence that says why.

    `appliance` is the next hop of one that is not Azure's, in the place of a firewall: then there is no `firewall_id`.

    `chain` holds the policies that govern the firewall, the root first, and `group_id` names the group in one of them
    that holds our rules; `own_subnet` is the id of the subnet that an injected cluster itself names; `service_tags` are
    their prefixes by lower-case name, None when they were not asked for.
    """

    firewall_id: ResourceId | None
    firewall: Mapping[str, Any]
    appliance: str | None = None
    chain: tuple[Policy, ...] = ()
    group_id: ResourceId | None = None
    ip_groups: Mapping[str, tuple[str, ...] | None] = field(default_factory=dict)
    cluster: str = ""
    injected: bool = True
    own_subnet: str | None = None
    subnet: Mapping[str, Any] | None = None
    virtual_network: Mapping[str, Any] | None = None
    security_group: Mapping[str, Any] | None = None
    route_table: Mapping[str, Any] | None = None
    service_tags: Mapping[str, tuple[str, ...]] | None = None
    unread: Mapping[str, str] = field(default_factory=dict)
    besides: Besides = Besides()

    @cached_property
    def known(self) -> Places:
        """The places that are known."""
        return places.around(self.subnet, self.virtual_network, self.route_table, self.service_tags)

    @cached_property
    def ruleset(self) -> Ruleset:
        """The firewall's rules in their order."""
        return rulesets.of_policies(self.chain) if self.chain else rulesets.classic(self.firewall)

    @cached_property
    def routing(self) -> Routing:
        """The way out of the subnet."""
        return routing.of_subnet(
            self.subnet,
            self.route_table,
            self.virtual_network,
            self.known,
            unread=self.unread.get("route_table", ""),
            network_unread="virtual_network" in self.unread,
        )

    @cached_property
    def _concerning(self) -> dict[tuple[str, ...], Ruleset]:
        return {}

    def rules_for(self, sources: tuple[str, ...]) -> Ruleset:
        """The rules that may match traffic of these sources, found once for all that is asked about it."""
        if sources not in self._concerning:
            known = Knowledge(self.known, self.ip_groups)
            self._concerning[sources] = filtering.concerning(self.ruleset, sources, known)
        return self._concerning[sources]

    @property
    def firewall_address(self) -> str | None:
        """The address a default route must lead to."""
        return self.appliance or firewalls.private_address(self.firewall)

    @property
    def name(self) -> str:
        """The name of the firewall, or the address of the appliance."""
        return self.firewall_id.name if self.firewall_id else str(self.appliance)

    @property
    def described(self) -> str:
        """What the traffic goes through, in a sentence."""
        return f"{'appliance' if self.appliance else 'firewall'} {self.name}"


@dataclass(frozen=True)
class Question:
    """What is asked. `sources` are the prefixes traffic comes from, `collections` the names of our own rule collections
    of the cluster. `before_routing` judges as if the default route led to the firewall already; `default_route_wanted`
    says that the user wants one written.
    """

    flows: tuple[Flow, ...]
    sources: tuple[str, ...]
    management: tuple[str, ...] = ()
    health_monitoring: tuple[str, ...] = ()
    before_routing: bool = False
    collections: frozenset[str] = frozenset()
    default_route_wanted: bool = False


@dataclass(frozen=True)
class Judged:
    """A dependency: the verdict about it, the parts it is made of, and where it is sent."""

    flow: Flow
    verdict: Verdict
    firewall: Verdict
    security_group: Verdict
    hop: Hop

    def as_option(self) -> dict[str, Any]:
        """The dependency as users see it in results."""
        return {
            **flows.as_option(self.flow),
            **self.verdict.as_option(),
            "firewall": self.firewall.as_option(),
            "security_group": self.security_group.as_option(),
            "next_hop": self.hop.as_option(),
        }


@dataclass(frozen=True)
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


def dependency(flow: Flow, question: Question, landscape: Surroundings) -> Judged:
    """Judge one dependency: out of the subnet, along its route, through the firewall if it gets there."""
    known = places.with_route(landscape.known, DEFAULT_PREFIX) if question.before_routing else landscape.known
    group = _unread(landscape, "security_group") or security_groups.outbound(
        landscape.security_group, flow, question.sources, known
    )
    through = _unread(landscape, "chain") or _through(flow, question, landscape)
    hop = routing.of_flow(_way_out(question, landscape), flow)
    return Judged(flow, flows.worst((_way(hop, through, landscape), group)), through, group, hop)


def _through(flow: Flow, question: Question, landscape: Surroundings) -> Verdict:
    if landscape.appliance:
        return Verdict(Decision.CANNOT_TELL, (), f"the rules of appliance {landscape.appliance} cannot be read")
    return filtering.judge(
        landscape.rules_for(question.sources), flow, question.sources, Knowledge(landscape.known, landscape.ip_groups)
    )


def _way_out(question: Question, landscape: Surroundings) -> Routing:
    """Service endpoints and routes for tags stay what they are when a default route comes."""
    address = landscape.firewall_address
    return (
        routing.with_default(landscape.routing, address) if question.before_routing and address else landscape.routing
    )


def _unread(landscape: Surroundings, name: str) -> Verdict | None:
    return Verdict(Decision.CANNOT_TELL, (), landscape.unread[name]) if name in landscape.unread else None


def _way(hop: Hop, through: Verdict, landscape: Surroundings) -> Verdict:
    """The verdict about the way; where a part may go another one, both must come to the same."""
    first = _one_way(hop, through, landscape)
    for other in hop.perhaps:
        end = _one_way(other, through, landscape)
        if end.blocked != first.blocked or end.outcome == Decision.CANNOT_TELL:
            where = f"'{other.route}'" if other.route else other.kind
            return Verdict(Decision.CANNOT_TELL, first.by, f"a part of it may be sent elsewhere by {where}")
    return first


def _one_way(hop: Hop, through: Verdict, landscape: Surroundings) -> Verdict:
    if hop.kind in (HopType.INTERNET, HopType.ENDPOINT, HopType.LOCAL):
        return Verdict(Decision.ALLOWED, (hop.route or "system route",), "it never meets the firewall")
    if hop.kind == HopType.DROPPED:
        return Verdict(Decision.DENIED, (hop.route or "system route",), "the route drops it")
    if next_hops.leads_to(hop, landscape.firewall_address):
        return through
    if hop.kind == HopType.UNKNOWN:
        return Verdict(Decision.CANNOT_TELL, (), hop.why)
    stopped = landscape.firewall_address is None
    whose = "and nothing tells whether that is this firewall's address" if stopped else "which is not this firewall"
    return Verdict(Decision.CANNOT_TELL, (str(hop.route),), f"it is sent to {hop.address or hop.kind}, {whose}")


def address(one: str, purpose: str, question: Question, landscape: Surroundings) -> Answered:
    """Judge one documented address: it connects to the cluster, and the answers must not meet the firewall."""
    hop = routing.of_address(landscape.routing, one, purpose)
    flow = Flow(MANAGEMENT_PORT, "TCP", addresses=(one,), category=purpose)
    group = _unread(landscape, "security_group") or security_groups.inbound(
        landscape.security_group, flow, question.sources, landscape.known
    )
    return Answered(one, purpose, flows.worst((_answer(hop), group)), group, hop)


def _answer(hop: Hop) -> Verdict:
    if hop.kind == HopType.INTERNET:
        return Verdict(Decision.ALLOWED, (hop.route or "system route",))
    if hop.kind == HopType.UNKNOWN:
        return Verdict(Decision.CANNOT_TELL, (), hop.why)
    return Verdict(Decision.DENIED, (hop.route or "system route",), f"answers are sent to {hop.address or hop.kind}")


def judge_all(question: Question, landscape: Surroundings) -> tuple[tuple[Judged, ...], tuple[Answered, ...]]:
    """Judge everything that was asked."""
    wanted = ((places.MANAGEMENT, question.management), (places.HEALTH_MONITORING, question.health_monitoring))
    return (
        tuple(dependency(flow, question, landscape) for flow in question.flows),
        tuple(address(one, purpose, question, landscape) for purpose, addresses in wanted for one in addresses),
    )
