# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about the firewall itself and about what is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..documents import firewalls
from ..documents.routes import HopType
from ..needs.documented import PUBLIC_CLOUD, UNMAINTAINED, Requirements
from ..values import addresses, resource_ids, words
from ..verdict import filtering
from ..verdict.flows import Decision
from ..verdict.landscape import Landscape
from ..verdict.verdicts import Judged, Question
from .destinations import leaving_open, subjects
from .findings import Finding


def findings(question: Question, landscape: Landscape, judged: Sequence[Judged] = ()) -> Iterator[Finding]:
    """What is true of every dependency."""
    name = landscape.name
    yield from _condition(judged, landscape, name)
    yield from _broad(question, landscape)
    if not landscape.ruleset.proxy and landscape.ruleset.resolved:
        yield Finding(
            "dns_proxy_missing",
            name,
            f"Network rules of firewall {name} hold host names, but its DNS proxy is off, so they match nothing.",
            "Turn the DNS proxy on and let the network ask the firewall, or use addresses or service tags.",
        )
    for sentence in landscape.unread.values():
        concerned = _open_for(judged, sentence)
        yield Finding(
            "unreadable",
            name,
            f"{sentence}.{leaving_open(concerned, judged)}",
            "Check that it exists and that the login may read it.",
            concerned,
        )


def of_cluster(landscape: Landscape) -> Iterator[Finding]:
    """What is to be known of the cluster."""
    yield from _other_subnet(landscape)
    yield from not_injected(landscape)


def not_injected(landscape: Landscape) -> Iterator[Finding]:
    """That nothing of this concerns the cluster's traffic."""
    if not landscape.is_injected:
        yield Finding(
            "not_injected",
            landscape.cluster_id.name,
            f"Cluster {landscape.cluster_id.name} is not injected into a network: no firewall of yours sees its"
            " traffic.",
            "Take what is told as an inventory; rules and routes have no effect on it.",
        )


def _other_subnet(landscape: Landscape) -> Iterator[Finding]:
    own, judged = landscape.own_subnet, (landscape.subnet or {}).get("id")
    if own is not None and judged is not None and not resource_ids.same(own, str(judged)):
        yield Finding(
            "other_subnet",
            landscape.cluster_id.name,
            f"Cluster {landscape.cluster_id.name} says itself that it is on {own}, and this is about {judged}: then"
            " none of it concerns the cluster's own traffic.",
            "Leave O(subnet) out, or give the one that the cluster names.",
        )


def of_requirements(requirements: Requirements, worked_example: tuple[str, ...]) -> Iterator[Finding]:
    """What is to be known of the documented addresses and names."""
    yield Finding(
        "unmaintained", requirements.region, UNMAINTAINED, "Compare with the cluster's own answer, which is current."
    )
    if not requirements.health_monitoring:
        yield Finding(
            "no_monitoring_addresses",
            requirements.region,
            f"No health monitoring address is published for {requirements.region}: that is silence, and does not"
            " say that none is needed.",
            "Ask support for the addresses if the cluster shows as unhealthy once it is locked down.",
        )
    if requirements.cloud != PUBLIC_CLOUD:
        yield Finding(
            "other_cloud",
            requirements.region,
            f"{requirements.region} is in {requirements.cloud}, and the documentation gives names of the public cloud"
            " only.",
            "Rely on the cluster's own answer there.",
        )
    for one in worked_example:
        yield Finding(
            "unconfirmed_address",
            one,
            f"{one} stands in the documentation's example for {requirements.region}, but has been in none of its tables"
            " since May 2021.",
            f"Keep it, or leave it out with O(skip_addresses): [{one}].",
        )


def _condition(judged: Sequence[Judged], landscape: Landscape, name: str) -> Iterator[Finding]:
    runs = landscape.is_in_hub and not firewalls.is_deallocated(landscape.firewall or {})
    if landscape.firewall_address is None and not runs:
        yield Finding(
            "firewall_without_address",
            name,
            f"Firewall {name} has no private address: it is deallocated, and nothing can be sent through it.",
            "Start it.",
            subjects(
                one for one in judged if one.hop.kind == HopType.APPLIANCE and one.verdict.outcome != Decision.ALLOWED
            ),
        )
    for one in landscape.not_in_force:
        concerned = _open_for(judged, f"{one.what} {one.name} is")
        yield Finding(
            "not_settled",
            one.name,
            f"{words.begun(one.what)} {one.name} is in provisioning state {one.state}, so what it shows"
            f" may not be in force.{leaving_open(concerned, judged)}",
            "Wait for a change to end, or repeat one that failed; then check again.",
            concerned,
        )


def _open_for(judged: Sequence[Judged], reason: str) -> tuple[str, ...]:
    """The dependencies that are open for a reason, which stands in their verdicts."""
    return subjects(one for one in judged if one.verdict.is_open and reason.lower() in one.verdict.why.lower())


def _broad(question: Question, landscape: Landscape) -> Iterator[Finding]:
    known = landscape.knowledge
    for rule in landscape.applicable_to(question.sources).candidates(filtering.EVERY_NAME):
        if any(filtering.opens_everything(rule, source, known) for source in addresses.joined(question.sources)):
            where = " / ".join(rule.place)
            yield Finding(
                "broad_allow",
                where,
                f"Network rule {where} allows port 443 to every address: it comes before all rules by name, which"
                " therefore mean nothing.",
                "Narrow it, or take the cluster's subnet out of its sources.",
            )
