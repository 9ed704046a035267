# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about what lies beyond the firewall's rules: a verdict ends with these, and a packet does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ..documents import firewall_settings, firewalls, subnets, text
from ..documents.firewall_settings import Bypass
from ..documents.routes import HopType
from ..documents.rule_collections import CollectionKind
from ..values import addresses, resource_ids
from ..values.addresses import Block, Coverage
from ..values.words import FirewallKind
from ..verdict import routing, rulesets
from ..verdict.flows import Decision, Flow
from ..verdict.landscape import Landscape
from ..verdict.next_hops import Hop, Routing
from ..verdict.places import is_private
from ..verdict.verdicts import Judged, Question
from .destinations import rule_of, subjects
from .findings import Finding, grouped

_STRAIGHT = (HopType.INTERNET, HopType.LOCAL, HopType.ENDPOINT, HopType.PRIVATE_ENDPOINT)
_TUNNELS = (HopType.APPLIANCE, HopType.GATEWAY)
_ONWARDS = "Ask whoever keeps that: the verdicts end at this firewall."


class _Onwards(NamedTuple):
    """Where the firewall's own subnet sends what is let pass, or may send a part of it."""

    hop: Hop
    is_certain: bool


def findings(judged: Sequence[Judged], question: Question, landscape: Landscape, way: Routing) -> Iterator[Finding]:
    """What becomes of the dependencies that the firewall lets pass, where its documents tell; `way` is its way out."""
    if landscape.appliance or landscape.firewall is None:
        return
    sent = [one for one in judged if one.verdict == one.firewall and one.firewall.outcome == Decision.ALLOWED]
    out = sent
    for onwards, concerned in grouped(sent, lambda one: _way_on(one, way)).items():
        out = [one for one in out if one not in concerned]
        yield _elsewhere(onwards, concerned, landscape)
    yield from _untranslated(out, landscape)
    yield from _without_address(out, landscape)
    yield from _detected(sent, question, landscape)
    yield from _threats(landscape)


def exit_of(landscape: Landscape) -> Routing:
    """The way out of the firewall's own subnet. One in a virtual hub has none that is seen, and sends straight out."""
    beyond = landscape.besides.beyond
    unread = "the routes of its own subnet could not be read" if beyond.is_unread else ""
    if beyond.subnet is None:
        return Routing((), (), landscape.places, unread=unread)
    home = network_of(landscape)
    return routing.of_subnet(
        beyond.subnet, beyond.table, home, landscape.places, unread=unread, network_unread=home is None
    )


def _way_on(one: Judged, way: Routing) -> _Onwards | None:
    """Where it goes as a cause: none where all of it goes straight out, or stays in the network."""
    hop = routing.of_flow(way, one.sent)
    if hop.kind not in _STRAIGHT:
        return _Onwards(replace(hop, perhaps=()), is_certain=True)
    other = next((each for each in hop.perhaps if each.kind not in _STRAIGHT), None)
    return _Onwards(other, is_certain=False) if other else None


def network_of(landscape: Landscape) -> Mapping[str, Any] | None:
    """The network that the firewall stands in, where it was read."""
    ids = [resource_ids.parse(one).parent for one in firewalls.networks_of(landscape.firewall)]
    known = (landscape.virtual_network, landscape.hop_network)
    return next((one for one in known for id_ in ids if one and resource_ids.same(str(one.get("id")), id_)), None)


def _elsewhere(onwards: _Onwards, concerned: Sequence[Judged], landscape: Landscape) -> Finding:
    """The routes of the firewall's own subnet send it on, drop it, or nobody can tell."""
    hop, name, listed = onwards.hop, landscape.name, text.some(subjects(concerned))
    by = f"route '{hop.route}' of the firewall's own subnet" if hop.route else "the routes of the firewall's own subnet"
    if hop.kind == HopType.DROPPED:
        drops = "drops that" if onwards.is_certain else "may drop that, or a part of it"
        return Finding(
            "dropped_beyond" if onwards.is_certain else "undecided_beyond",
            hop.route or name,
            f"Firewall {name} lets {listed} pass, and {by} {drops}.",
            "Let that route lead to the internet, or take it out of that table.",
            subjects(concerned),
        )
    if hop.kind == HopType.UNKNOWN:
        return Finding(
            "not_covered",
            hop.route or name,
            f"Where firewall {name} sends what it lets pass is unknown: {hop.why}.",
            "If it is to go straight out, give its subnet a table with a route for 0.0.0.0/0 and next hop Internet.",
            subjects(concerned),
        )
    managed = ((landscape.firewall or {}).get("properties") or {}).get("managementIpConfiguration")
    unsupported = "" if managed else f" {name} has no management configuration, without which that is not supported."
    leads_to = hop.address or f"next hop {hop.kind}"
    goes = "goes on" if onwards.is_certain else "or a part of it, goes on"
    return Finding(
        "forced_tunnel",
        hop.route or name,
        f"What firewall {name} lets pass, {listed}, {goes} to {leads_to} by {by}, and what becomes of it there is not"
        " known.",
        f"{_ONWARDS}{unsupported}",
        subjects(concerned),
    )


def _untranslated(out: Sequence[Judged], landscape: Landscape) -> Iterator[Finding]:
    """A packet that keeps its private source gets no answer; what application rules let pass is always translated."""
    ranges = addresses.joined(firewall_settings.snat_ranges(landscape.firewall, landscape.chain))
    by_network = [one for one in out if _is_by_network_rule(one, landscape)]
    shares = {one: _share(one.sent, ranges, landscape) for one in by_network}
    kept = [one for one, share in shares.items() if share == Coverage.ALL]
    perhaps = [one for one, share in shares.items() if share == Coverage.PART]
    if kept:
        yield Finding(
            "not_translated",
            landscape.name,
            f"Firewall {landscape.name} passes {text.some(subjects(kept))} on with the cluster's private address as"
            " source, by its private ranges for SNAT: no answer comes back.",
            "Take public addresses out of its private IP ranges (SNAT), or allow the names by application rules.",
            subjects(kept),
        )
    if perhaps:
        yield Finding(
            "perhaps_not_translated",
            landscape.name,
            f"The private ranges for SNAT of firewall {landscape.name} hold public addresses; where"
            f" {text.some(subjects(perhaps))} {'is' if len(perhaps) == 1 else 'are'} there, no answer comes back.",
            "Take public addresses out of its private IP ranges (SNAT).",
            subjects(perhaps),
        )


def _is_by_network_rule(one: Judged, landscape: Landscape) -> bool:
    rule = rule_of(one.firewall, landscape)
    return rule is not None and rule.kind == CollectionKind.NETWORK


def _share(flow: Flow, ranges: Sequence[Block], landscape: Landscape) -> str:
    """How much of a destination lies in the ranges, private destinations aside: they are to be reached untranslated."""
    everything = addresses.share(addresses.EVERYTHING[0], ranges)
    if everything == Coverage.ALL:
        return Coverage.NOTHING if is_private(flow) else Coverage.ALL
    known = addresses.joined(flow.addresses) or (landscape.places.prefixes(flow.tag) if flow.tag else None)
    if known is None:
        return Coverage.PART if any(not addresses.is_nameless(one) for one in ranges) else Coverage.NOTHING
    found = {addresses.share(one, ranges) for one in known if one.version == 4 and not addresses.is_private(one)}
    if found <= {Coverage.NOTHING}:
        return Coverage.NOTHING
    return Coverage.ALL if found == {Coverage.ALL} else Coverage.PART


def _without_address(out: Sequence[Judged], landscape: Landscape) -> Iterator[Finding]:
    """In a network of yours: a hub's document does not always show the addresses."""
    is_hub = firewalls.kind_of(landscape.firewall or {}) == FirewallKind.HUB
    subnet = landscape.besides.beyond.subnet
    seen = is_hub or subnet is None or subnets.nat_gateway_id(subnet)
    if out and landscape.firewall_address and not seen and not firewalls.public_address_ids(landscape.firewall or {}):
        yield Finding(
            "no_public_address",
            landscape.name,
            f"Firewall {landscape.name} has no public address for traffic, and its subnet no NAT gateway: by what"
            f" address {text.some(subjects(out))} would leave is not known.",
            "Give the firewall a public address, or see that its subnet has another way out.",
            subjects(out),
        )


def _detected(sent: Sequence[Judged], question: Question, landscape: Landscape) -> Iterator[Finding]:
    """Which signatures a packet will match nobody can foretell."""
    if not firewall_settings.detects_and_denies(landscape.firewall, landscape.chain):
        return
    spared = list(firewall_settings.bypasses(landscape.chain))
    looked_at = [one for one in sent if not any(_spares(bypass, one.sent, question) for bypass in spared)]
    if looked_at:
        yield Finding(
            "intrusion_detection",
            landscape.name,
            f"Intrusion detection of firewall {landscape.name} drops what its signatures match, also of what rules"
            f" allow: {text.some(subjects(looked_at))}.",
            "Nothing to do; its log tells when that happens, and a bypass list spares what you name.",
            subjects(looked_at),
        )


def _spares(bypass: Bypass, flow: Flow, question: Question) -> bool:
    """True where a bypass holds all of the sources, the destination and the port for certain."""
    sources, there = addresses.joined(bypass.sources), addresses.joined(bypass.destinations)
    destinations = addresses.joined(flow.addresses) or (addresses.EVERYTHING[0],)
    return (
        bypass.protocol in (flow.transport.lower(), "any")
        and all(addresses.share(one, sources) == Coverage.ALL for one in addresses.joined(question.sources))
        and all(addresses.share(one, there) == Coverage.ALL for one in destinations)
        and bool(rulesets.in_ports(bypass.ports, flow.port).sure)
    )


def _threats(landscape: Landscape) -> Iterator[Finding]:
    if firewall_settings.denies_threats(landscape.firewall, landscape.chain):
        yield Finding(
            "threat_intelligence",
            landscape.name,
            f"Threat intelligence of firewall {landscape.name} denies what it knows to be bad before any rule is"
            " asked.",
            "Nothing to do; its log tells when that happens.",
        )


def source_address(judged: Sequence[Judged], landscape: Landscape, way: Routing) -> Iterator[Finding]:
    """By which addresses the world sees the cluster, once all of its traffic goes to the firewall."""
    if landscape.appliance or not landscape.routing.leads_all_to(landscape.firewall_address):
        return
    name, seen, gateway = landscape.name, landscape.besides.public_addresses, landscape.besides.beyond.gateway
    hops = [onwards.hop for one in judged if (onwards := _way_on(one, way))]
    tunnel = next((hop for hop in hops if hop.kind in _TUNNELS), None)
    unknown = any(hop.kind == HopType.UNKNOWN for hop in hops)
    remedy = "Add them wherever a data source allows callers by address, such as the firewall of a storage account."
    if tunnel:
        whose = f"addresses of what firewall {name} sends it on to, {tunnel.address or tunnel.kind}"
        remedy = f"Ask whoever keeps that which they are. {remedy}"
    elif gateway:
        whose = f"addresses of NAT gateway {gateway}, by which firewall {name} leaves{_in_brackets(seen)}"
    elif seen:
        whose = f"public addresses of firewall {name}{_in_brackets(seen)}"
    else:
        return  # why they are not known is told
    or_others = ", or by others where the routes of its subnet lead elsewhere, which is not known" if unknown else ""
    told = f"Data sources see the cluster by the {whose}, no longer by its own{or_others}."
    yield Finding("new_source_address", name, told, remedy)


def _in_brackets(seen: Sequence[str]) -> str:
    return f" ({', '.join(seen)})" if seen else ""
