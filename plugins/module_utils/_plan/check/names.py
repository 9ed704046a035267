# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about names: who answers for them, what private zones make of them, and what leads past the firewall."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..documents import networks, text
from ..documents.private_zones import Zone, names_in
from ..documents.rule_collections import CollectionKind
from ..needs.dependencies import HTTP
from ..values import hosts, resource_ids, words
from ..verdict.flows import Decision
from ..verdict.landscape import Landscape
from ..verdict.resolution import Asked, View, Way
from ..verdict.verdicts import Judged, Question
from .destinations import because, rule_of, subjects
from .findings import Finding, grouped

_NAMELESS = "the subnet's network"


def unreached(judged: Sequence[Judged], landscape: Landscape) -> Iterator[Finding]:
    """What is blocked by its name or its address alone."""
    lost = [one for one in judged if one.resolution.outcome == Decision.DENIED]
    unanswered = landscape.resolver.subnet.asked == Asked.NOBODY
    yield from _unanswered(lost, landscape) if unanswered else _unresolved(lost, landscape)
    for hop, concerned in grouped(judged, lambda one: one.hop if one.hop.carries is False else None).items():
        yield Finding(
            "unapproved_endpoint",
            str(hop.route),
            f"{text.some(subjects(concerned))} {'is' if len(concerned) == 1 else 'are'} sent to {hop.route}, and"
            f" {hop.why}.",
            "Have the owner of the resource approve the connection, or remove the endpoint.",
            subjects(concerned),
        )


def _unanswered(lost: Sequence[Judged], landscape: Landscape) -> Iterator[Finding]:
    """Nobody answers, so nothing is to be said of any name alone."""
    yield Finding(
        "dns_unanswered",
        _network(landscape),
        f"{words.begun(landscape.resolver.subnet.why)}, so no name resolves in it.",
        "Let the network ask the firewall's own address with its DNS proxy on, or give it other DNS servers.",
        subjects(lost),
    )


def _unresolved(lost: Sequence[Judged], landscape: Landscape) -> Iterator[Finding]:
    for by, concerned in grouped(lost, lambda one: one.resolution.by).items():
        yield Finding(
            "unresolved_dependency",
            " / ".join(by) or _network(landscape),
            f"{text.some(subjects(concerned))} {'does' if len(concerned) == 1 else 'do'} not resolve:"
            f" {because(one.resolution.why for one in concerned)}.",
            "Add the record to the zone, or take the zone's link off the network.",
            subjects(concerned),
        )


def by_firewall(judged: Sequence[Judged], landscape: Landscape) -> Iterator[Finding]:
    """Servers that the firewall alone asks: for names of its network rules, and for hosts of Http."""
    servers = landscape.resolver.asked_by_firewall_alone
    concerned = [one for one in judged if _asks_itself(one, landscape)] if servers else []
    if concerned:
        yield Finding(
            "custom_dns",
            landscape.name,
            f"Firewall {landscape.name} itself asks the DNS servers {', '.join(servers)} for names in network rules and"
            f" hosts of Http: what they say decides about {text.some(subjects(concerned))}.",
            "Let the network ask the firewall, or see that both are told the same: a network rule by name matches only"
            " then.",
            subjects(concerned),
        )


def _asks_itself(one: Judged, landscape: Landscape) -> bool:
    rule = rule_of(one.firewall, landscape)
    if rule is None or not rule.allows:
        return False
    return bool(rule.fqdns) if rule.kind == CollectionKind.NETWORK else one.flow.protocol == HTTP


def findings(question: Question, landscape: Landscape) -> Iterator[Finding]:
    """Who decides what names resolve to, and where that leads."""
    yield from _servers(landscape)
    yield from _endpoints(landscape)
    names = [flow.fqdn for flow in question.flows if flow.fqdn]
    servers = ", whose DNS servers may ask it" if landscape.resolver.subnet.servers else ""
    for name in landscape.besides.private_zones:
        yield _zone(name, names_in(name, names), f"is linked to {network_of(landscape)}{servers}")
    for zone in landscape.private_dns.zones:
        yield from _deciding(zone, names, landscape)
    for sentence in landscape.private_dns.unlisted:
        yield Finding(
            "not_covered",
            _network(landscape),
            f"{sentence}; the verdicts assume public addresses unless something that was read says otherwise.",
            "Give the login the right to read it, or ask somebody who has it.",
        )


def _servers(landscape: Landscape) -> Iterator[Finding]:
    seen, network = landscape.resolver.subnet, network_of(landscape)
    if not seen.servers or seen.asked == Asked.NOBODY:
        return
    servers, who = ", ".join(seen.servers), words.begun(network)
    if seen.of_firewall:
        who = f"Firewall {landscape.name}, which {network} asks for names,"
    yield Finding(
        "custom_dns",
        _network(landscape),
        f"{who} asks the DNS servers {servers}, which decide what the cluster's names resolve to.",
        "See that they give public addresses for them; where network rules hold names, let the firewall ask the same"
        " servers.",
    )


def _endpoints(landscape: Landscape) -> Iterator[Finding]:
    ids = networks.private_endpoints(landscape.virtual_network)
    if ids:
        names, network = [resource_ids.parse(id_).name for id_ in ids], words.begun(network_of(landscape))
        yield Finding(
            "private_endpoint",
            _network(landscape),
            f"{network} has private endpoints ({', '.join(names)}): what names resolve to them is reached"
            " directly and never meets the firewall.",
            "Leave them if that is meant; the verdicts assume public addresses, unless a private DNS zone that is"
            " asked says otherwise.",
        )


def _deciding(zone: Zone, names: Sequence[str], landscape: Landscape) -> Iterator[Finding]:
    """A zone whose links are asked, where it says anything about the names."""
    resolver = landscape.resolver
    views = (resolver.subnet, resolver.firewall)
    view = next((one for one in views if zone.links is None or zone.link_to(one.network)), resolver.subnet)
    taken = [one for one in names_in(zone.name, names) if _is_taken(one, zone, view, landscape)]
    linked = "may be linked" if zone.links is None else "is linked"
    if taken:
        name = (view.network or "").rpartition("/")[2]
        of_firewall = view.of_firewall or view is resolver.firewall
        where = f"network {name}" if name else network_of(landscape)
        yield _zone(zone.name, taken, f"{linked} to {where}", of_firewall=of_firewall)


def _is_taken(name: str, zone: Zone, view: View, landscape: Landscape) -> bool:
    """True for what the zone has a say in: of nested ones that is the nearest alone."""
    if hosts.is_wildcard(name):
        return not zone.is_of_private_link or zone.has_below(name)
    seen = landscape.resolver.for_subnet(name) if view is landscape.resolver.subnet else None
    found = seen or landscape.resolver.for_firewall(name)
    return found.ways != (Way.PUBLIC,) and zone.described in found.by


def _zone(zone: str, concerned: Sequence[str], linked: str, *, of_firewall: bool = False) -> Finding:
    whom = " for whoever asks the firewall" if of_firewall else ""
    wild = [one for one in concerned if hosts.is_wildcard(one)]
    open_ = f" What it makes of names below {text.some(wild, 2)} is not judged." if wild else ""
    return Finding(
        "private_zone",
        zone,
        f"Private DNS zone {zone} {linked}, so {text.some(concerned, 2)} may resolve to private addresses"
        f" there{whom}, or not at all.{open_}",
        "See that the zone holds every name the cluster needs, and that what it leads to can be reached.",
    )


def _network(landscape: Landscape) -> str:
    return _name(landscape) or _NAMELESS


def network_of(landscape: Landscape) -> str:
    """The network of the subnet, in a sentence."""
    return f"network {_name(landscape)}" if _name(landscape) else _NAMELESS


def _name(landscape: Landscape) -> str:
    own = landscape.network_id
    return str((landscape.virtual_network or {}).get("name") or (own.name if own else ""))
