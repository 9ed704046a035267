# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about the way: documented addresses, the default route, what the subnet is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..documents import route_tables, subnets, text
from ..documents.routes import DEFAULT_PREFIX, HopType, Route
from ..values import addresses, resource_ids
from ..verdict import next_hops, routing
from ..verdict.landscape import Landscape
from ..verdict.next_hops import Hop
from ..verdict.verdicts import Answered, Judged, Question
from . import hubs
from .destinations import leaving_open, subjects
from .findings import Finding, grouped

_ALLOWED_FIRST = "Once all that is needed is allowed"


def findings(
    question: Question, answered: Iterable[Answered], landscape: Landscape, judged: Sequence[Judged] = ()
) -> Iterator[Finding]:
    """What stands between the documented addresses and the cluster, and whether anything is locked down at all."""
    yield from _answers(list(answered), landscape)
    if landscape.subnet is not None and not landscape.routing.unread:
        yield from _default_route(judged, question, landscape)
        yield from _shared(landscape)
        yield from _prefixes(landscape)
        yield from _managed(landscape)
        yield from _by_ipv6(landscape)
    yield from _delegated(landscape)


def of_subnet(question: Question, landscape: Landscape, judged: Sequence[Judged]) -> Iterator[Finding]:
    """Whether what is in a subnet goes to the firewall at all, whoever it is."""
    if landscape.subnet is not None and not landscape.routing.unread:
        yield from _default_route(judged, question, landscape, is_ours=False)
        yield from _by_ipv6(landscape)


def _managed(landscape: Landscape) -> Iterator[Finding]:
    table = subnets.route_table_id(landscape.subnet)
    if table is not None and route_tables.is_managed(resource_ids.parse(table)):
        name = resource_ids.parse(table).name
        yield Finding(
            "managed_table",
            name,
            f"Route table {name} is kept by Azure Virtual Network Manager, which may write it anew at any time.",
            "Let the manager's routing configuration have the routes that the cluster needs.",
        )


def _by_ipv6(landscape: Landscape) -> Iterator[Finding]:
    """A dual-stack subnet has a system route for ::/0 of its own, which no route for 0.0.0.0/0 concerns."""
    prefixes = addresses.of_version(subnets.prefixes(landscape.subnet or {}), 6)
    hops = [next_hops.hop_of(route) for route in landscape.routing.defaults(6)]
    stopped = (HopType.DROPPED, HopType.APPLIANCE)
    if prefixes and not (hops and all(hop.kind in stopped for hop in hops)):
        name = str((landscape.subnet or {}).get("name"))
        yield Finding(
            "ipv6_way",
            name,
            f"Subnet {name} has IPv6 prefix {', '.join(prefixes)}, and what leaves it by IPv6 passes the firewall by.",
            "Give its route table a route for ::/0 with next hop type None, or take the prefix away.",
        )


def _answers(answered: Sequence[Answered], landscape: Landscape) -> Iterator[Finding]:
    """One finding per rule and per route, with the documented addresses that it concerns."""
    for group, concerned in grouped(
        answered, lambda one: one.security_group if one.security_group.blocked else None
    ).items():
        yield Finding(
            "management_blocked",
            " / ".join(group.by),
            f"{_some(concerned)} may not connect to port 443 of the cluster: {group.place}"
            f" {landscape.guard_of(group)} denies it.",
            "Allow it inbound on port 443, the management addresses by the service tag AzureDataExplorerManagement.",
            _addresses(concerned),
        )
    for group, concerned in grouped(
        answered, lambda one: one.security_group if one.security_group.is_open else None
    ).items():
        yield Finding(
            "undecided_management",
            " / ".join(group.by) or str((landscape.subnet or {}).get("name")),
            f"Whether the subnet's security group lets {_some(concerned)} in on port 443 is unknown: {group.why}.",
            "Allow it inbound on port 443 by a rule that leaves no doubt, above all others.",
            _addresses(concerned),
        )
    unread = landscape.routing.unread
    for hop, concerned in grouped(answered, lambda one: one.hop if one.hop.kind != HopType.INTERNET else None).items():
        if hop.kind != HopType.UNKNOWN:
            yield _misled(hop, concerned)
        elif hop.why != unread:  # which has a finding of its own
            yield Finding(
                "undecided_route",
                hop.route or str((landscape.subnet or {}).get("name")),
                f"Where answers to {_some(concerned)} are sent is unknown: {hop.why}.",
                "Write a route for the address itself, as a /32: nothing is longer.",
                _addresses(concerned),
            )


def _misled(hop: Hop, concerned: Sequence[Answered]) -> Finding:
    """The answers go elsewhere: by the default route, for want of one of their own, or by somebody's route."""
    leads_to, alone = hop.address or hop.kind, len(concerned) == 1
    written = text.some([f"{one.address}/32" for one in concerned])
    if hop.is_default:
        have = (
            "has no route of its own, so answers to it" if alone else "have no routes of their own, so answers to them"
        )
        return Finding(
            "missing_route",
            str(hop.route),
            f"{_some(concerned)} {have} follow the default route to {leads_to}, which never saw the connection begin.",
            f"Route {written} to {HopType.INTERNET}, for instance with the role egress.",
            _addresses(concerned),
        )
    return Finding(
        "shadowed_route",
        hop.route or leads_to,
        f"Answers to {_some(concerned)} are sent to {leads_to} by"
        f" {f'route {hop.route!r}' if hop.route else 'a route of the network'} instead of to the internet.",
        f"Change that route, or add {'one' if alone else 'routes'} for {written} with next hop {HopType.INTERNET}.",
        _addresses(concerned),
    )


def _some(concerned: Iterable[Answered]) -> str:
    return text.some(f"{one.address} ({_words(one)})" for one in concerned)


def _addresses(concerned: Iterable[Answered]) -> tuple[str, ...]:
    return tuple(one.address for one in concerned)


def _words(one: Answered) -> str:
    return "management" if one.purpose == "Management" else "health monitoring"


def _default_route(
    judged: Sequence[Judged], question: Question, landscape: Landscape, *, is_ours: bool = True
) -> Iterator[Finding]:
    """`is_ours` says that a lock-down could write the route."""
    way, address = landscape.routing, landscape.firewall_address
    if landscape.hub is not None and hubs.decides(landscape) and not question.default_route_wanted:
        yield from hubs.default_route(landscape, landscape.hub, judged)
        return
    if address is None or way.leads_all_to(address):
        return
    elsewhere = [route for route in way.defaults() if not next_hops.leads_to(next_hops.hop_of(route), address)]
    if any(route.hop_type == HopType.APPLIANCE for route in elsewhere):
        for route in elsewhere:
            if route.hop_type == HopType.APPLIANCE:
                yield _stale(route, address, judged, landscape)
    elif elsewhere and all(route.hop_type == HopType.DROPPED for route in elsewhere):
        return  # what it drops is told
    elif elsewhere:
        yield _misleading(elsewhere[0], address, question, landscape)
    elif not way.learned:
        yield _lacking(address, question, landscape, is_ours=is_ours)


def _lacking(address: str, question: Question, landscape: Landscape, *, is_ours: bool) -> Finding:
    # A lock-down leaves the routes of a delegated subnet alone unless it is told otherwise.
    by_us = "" if not is_ours or _is_delegated(landscape) else ", or run the lock-down with O(default_route): manage"
    name = str((landscape.subnet or {}).get("name"))
    return Finding(
        _missing(question, landscape),
        name,
        f"No {DEFAULT_PREFIX} route of subnet {name} leads to {landscape.described}: nothing is locked down.",
        f"{_ALLOWED_FIRST}, add one with next hop {HopType.APPLIANCE} {address}{by_us}.",
    )


def _misleading(route: Route, address: str, question: Question, landscape: Landscape) -> Finding:
    name = str((landscape.subnet or {}).get("name"))
    return Finding(
        _missing(question, landscape),
        name,
        f"Route '{route.name}' ({route.prefix}) of subnet {name} has next hop {route.hop_type} and does not lead to"
        f" {landscape.described}: nothing is locked down.",
        f"{_ALLOWED_FIRST}, let that route lead to {HopType.APPLIANCE} {address}, if the firewall"
        " is to see the traffic.",
    )


def _missing(question: Question, landscape: Landscape) -> str:
    """Where the route is to be managed and our rules are there, it was written once: then it was lost."""
    ours = landscape.ruleset.places(question.collections)
    return "lost_default_route" if question.default_route_wanted and ours else "no_default_route"


def _shared(landscape: Landscape) -> Iterator[Finding]:
    """A default route that leads to the firewall takes the traffic of every subnet that has the table."""
    address, own = landscape.firewall_address, (landscape.subnet or {}).get("id")
    others = [one for one in route_tables.associated_subnets(landscape.route_table) if not resource_ids.same(one, own)]
    led = landscape.routing.defaults() and landscape.routing.leads_all_to(address)
    if not others or own is None or address is None or not led:
        return
    named = ", ".join(resource_ids.parse(one).described() for one in others)
    table = str((landscape.route_table or {}).get("name"))
    yield Finding(
        "shared_default_route",
        table,
        f"Route table {table} is that of {named}, too: their traffic goes to {landscape.described} as well, and ends"
        " there unless a rule allows it.",
        "See that rules allow what they need, or give the cluster a route table of its own.",
    )


def _stale(route: Route, address: str, judged: Sequence[Judged], landscape: Landscape) -> Finding:
    leads_to, name = f"Default route '{route.name}' leads to {route.hop_address}", landscape.name
    sent = [one for one in judged if one.hop.route == route.name]
    stopped = subjects(one for one in sent if one.is_stopped and one.way != one.firewall)
    concerned = stopped or subjects(one for one in sent if one.verdict.is_open)
    then = f" That stops {len(stopped)} of {len(judged)} destinations." if stopped else leaving_open(concerned, judged)
    remedy = f"Let the route lead to {address}, or check what has {route.hop_address}."
    if landscape.appliance:
        told = f"{leads_to}, and not to appliance {address}."
    elif route.hop_address in landscape.besides.public_addresses:
        told = f"{leads_to}, which is a public address of firewall {name}: a next hop has to be its private one."
        remedy = f"Let the route lead to {address}."
    else:
        told = f"{leads_to}, but firewall {name} has {address}: an address can change when one is stopped and started."
    return Finding("stale_default_route", route.name, f"{told}{then}", remedy, concerned)


def _prefixes(landscape: Landscape) -> Iterator[Finding]:
    """Written routes for public prefixes; the verdicts take it that no name resolves into one, and so this is told."""
    narrow = routing.narrow_public(landscape.routing)
    stopping = [route for route in narrow if _stops(route, landscape)]
    for route in stopping:
        fate = "dropped" if route.hop_type == HopType.DROPPED else f"sent to {route.hop_address or route.hop_type}"
        yield Finding(
            "stopping_route",
            route.name,
            f"A destination whose name resolves into {route.prefix} is {fate} by route '{route.name}'. The verdicts"
            " assume that none resolves there.",
            "Make sure that no destination lives there, or name its address in O(extra_dependencies) to have it"
            " judged.",
        )
    others = [route for route in narrow if route not in stopping and not _goes_past(route, landscape)]
    rest = [f"'{route.name}' ({route.prefix})" for route in others]
    if rest:
        yield Finding(
            "prefix_routes",
            str((landscape.subnet or {}).get("name")),
            f"A destination whose name resolves into the prefix of route {', '.join(rest)} follows that route, which is"
            " not judged here.",
            "Nothing to do unless a destination lives there.",
        )


def _stops(route: Route, landscape: Landscape) -> bool:
    """True when the route leads for certain neither to the internet nor to the network nor to this firewall."""
    hop = next_hops.hop_of(route)
    passing = (HopType.INTERNET, HopType.LOCAL, HopType.UNKNOWN)
    return hop.kind not in passing and not next_hops.leads_to(hop, landscape.firewall_address)


def _goes_past(route: Route, landscape: Landscape) -> bool:
    """True for one that is told as a way past the firewall."""
    locked = landscape.routing.leads_all_to(landscape.firewall_address)
    return locked and next_hops.hop_of(route).kind == HopType.INTERNET


def _is_delegated(landscape: Landscape) -> bool:
    return landscape.subnet is not None and subnets.is_delegated(landscape.subnet)


def _delegated(landscape: Landscape) -> Iterator[Finding]:
    if _is_delegated(landscape):
        name = str((landscape.subnet or {}).get("name"))
        yield Finding(
            "delegated_subnet",
            name,
            f"Subnet {name} is delegated to Data Explorer, whose service writes security rules and routes itself.",
            "Leave both to it; only the default route is yours.",
        )
