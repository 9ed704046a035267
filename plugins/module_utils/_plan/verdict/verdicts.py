# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The judgement about everything a cluster needs, from documents as they were read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..documents.routes import DEFAULT_PREFIX, HopType
from . import filtering, flows, next_hops, places, routing, security_groups
from .filtering import Knowledge
from .flows import Decision, Flow, Verdict
from .landscape import Landscape
from .next_hops import Hop, Routing

MANAGEMENT_PORT = 443


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


def dependency(flow: Flow, question: Question, landscape: Landscape) -> Judged:
    """Judge one dependency: out of the subnet, along its route, through the firewall if it gets there."""
    known = places.with_route(landscape.places, DEFAULT_PREFIX) if question.before_routing else landscape.places
    group = _unread(landscape, "security_group") or security_groups.outbound(
        landscape.security_group, flow, question.sources, known
    )
    through = _unread(landscape, "chain") or _through(flow, question, landscape)
    hop = routing.of_flow(_way_out(question, landscape), flow)
    return Judged(flow, flows.worst((_way(hop, through, landscape), group)), through, group, hop)


def _through(flow: Flow, question: Question, landscape: Landscape) -> Verdict:
    if landscape.appliance:
        return Verdict(Decision.CANNOT_TELL, (), f"the rules of appliance {landscape.appliance} cannot be read")
    return filtering.judge(
        landscape.rules_for(question.sources), flow, question.sources, Knowledge(landscape.places, landscape.ip_groups)
    )


def _way_out(question: Question, landscape: Landscape) -> Routing:
    """Service endpoints and routes for tags stay what they are when a default route comes."""
    address = landscape.firewall_address
    return (
        routing.with_default(landscape.routing, address) if question.before_routing and address else landscape.routing
    )


def _unread(landscape: Landscape, name: str) -> Verdict | None:
    return Verdict(Decision.CANNOT_TELL, (), landscape.unread[name]) if name in landscape.unread else None


def _way(hop: Hop, through: Verdict, landscape: Landscape) -> Verdict:
    """The verdict about the way; where a part may go another one, both must come to the same."""
    first = _one_way(hop, through, landscape)
    for other in hop.perhaps:
        end = _one_way(other, through, landscape)
        if end.blocked != first.blocked or end.outcome == Decision.CANNOT_TELL:
            where = f"'{other.route}'" if other.route else other.kind
            return Verdict(Decision.CANNOT_TELL, first.by, f"a part of it may be sent elsewhere by {where}")
    return first


def _one_way(hop: Hop, through: Verdict, landscape: Landscape) -> Verdict:
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


def address(one: str, purpose: str, question: Question, landscape: Landscape) -> Answered:
    """Judge one documented address: it connects to the cluster, and the answers must not meet the firewall."""
    hop = routing.of_address(landscape.routing, one, purpose)
    flow = Flow(MANAGEMENT_PORT, "TCP", addresses=(one,), category=purpose)
    group = _unread(landscape, "security_group") or security_groups.inbound(
        landscape.security_group, flow, question.sources, landscape.places
    )
    return Answered(one, purpose, flows.worst((_answer(hop), group)), group, hop)


def _answer(hop: Hop) -> Verdict:
    if hop.kind == HopType.INTERNET:
        return Verdict(Decision.ALLOWED, (hop.route or "system route",))
    if hop.kind == HopType.UNKNOWN:
        return Verdict(Decision.CANNOT_TELL, (), hop.why)
    return Verdict(Decision.DENIED, (hop.route or "system route",), f"answers are sent to {hop.address or hop.kind}")


def judge_all(question: Question, landscape: Landscape) -> tuple[tuple[Judged, ...], tuple[Answered, ...]]:
    """Judge everything that was asked."""
    wanted = ((places.MANAGEMENT, question.management), (places.HEALTH_MONITORING, question.health_monitoring))
    return (
        tuple(dependency(flow, question, landscape) for flow in question.flows),
        tuple(address(one, purpose, question, landscape) for purpose, addresses in wanted for one in addresses),
    )
