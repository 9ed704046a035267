# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster would lose with our rules, and what a plan would have made of the landscape."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..documents import route_tables, text
from ..documents.routes import HopType
from ..documents.rule_collections import Collection, CollectionKind
from ..documents.rule_ownership import Ownership
from ..needs.dependencies import TCP
from ..values import hosts, resource_ids
from ..values.errors import PlanError
from ..verdict import next_hops, verdicts
from ..verdict.flows import Decision, Flow
from ..verdict.landscape import Landscape
from ..verdict.matches import Cause
from ..verdict.next_hops import Hop
from ..verdict.verdicts import Judged, Question
from .plans import Plan


def blacked_out(landscape: Landscape, ownership: Ownership, sources: tuple[str, ...]) -> tuple[Judged, ...]:
    """What our collections allow today and nothing else certainly would, where traffic is sent to the firewall."""
    question = Question(tuple(_flows(landscape.rule_holder.owned(ownership))), sources)
    return lost(question, landscape, landscape.without_ours(ownership))


def lost(question: Question, landscape: Landscape, after: Landscape) -> tuple[Judged, ...]:
    """What the firewall may let through as it is, and would not for certain with other rules, where traffic is sent
    there. A doubt of somebody else's making, the same as before, is no loss: neither is that about rules which may not
    be read, or may not be in force. What one piece of the sources loses another may never have had.
    """
    found: dict[Flow, Judged] = {}
    for piece in _pieces(question.sources, landscape, after):
        asked = replace(question, sources=(piece,), rules_as_read=True)
        early, late = verdicts.dependencies(asked, landscape), verdicts.dependencies(asked, after)
        for old, new in zip(early, late, strict=True):
            if new.firewall != old.firewall and _is_lost(old, new, landscape):
                found.setdefault(new.flow, new)
    return tuple(one for flow in question.flows if (one := found.pop(flow, None)))


def _pieces(sources: tuple[str, ...], *landscapes: Landscape) -> list[str]:
    """The sources in pieces that every rule before and after treats alike."""
    cut = list(sources)
    for one in landscapes:
        cut = [str(place.piece) for prefix in cut for place in one.applicable_to((prefix,)).pieces]
    return cut


def _is_lost(early: Judged, late: Judged, landscape: Landscape) -> bool:
    """Doubt counts as loss: what is taken away on a doubt does not come back by itself."""
    return may_meet(late.hop, landscape) and not early.firewall.blocked and late.firewall.outcome != Decision.ALLOWED


def may_meet(hop: Hop, landscape: Landscape) -> bool:
    """True when traffic on this way, or a part of it, may come to the firewall."""
    return _meeting(hop, landscape) is not None


def _meeting(hop: Hop, landscape: Landscape) -> Hop | None:
    """The way on which it may come there, or the first of them."""
    return next((way for way in (hop, *hop.perhaps) if _may_meet(way, landscape)), None)


def _may_meet(way: Hop, landscape: Landscape) -> bool:
    """A firewall that is stopped has no address: any appliance may be where it will be once it runs again."""
    if landscape.firewall_address is None and way.kind == HopType.APPLIANCE:
        return True
    if way.cause == Cause.LEARNED_ROUTE:
        return landscape.may_learn_of_firewall
    return way.kind == HopType.UNKNOWN or next_hops.leads_to(way, landscape.firewall_address)


def require_no_blackout(landscape: Landscape, ownership: Ownership, sources: tuple[str, ...]) -> None:
    """Raise PlanError when taking our rules away would cut the cluster off."""
    lost = blacked_out(landscape, ownership, sources)
    if not lost:
        return
    names = text.some(one.flow.subject for one in lost)
    route, remedy = _stays(_meeting(lost[0].hop, landscape) or lost[0].hop)
    by_read = " by any rule that could be read" if "chain" in landscape.unread else ""
    raise PlanError(
        f"Traffic of the subnet still goes to {landscape.described} {route}, and without our rules"
        f" {names} would no longer be allowed{by_read}. {remedy} first, let another rule allow them, or accept"
        " that with O(accept): [no_gate].",
        code="still_needed",
    )


def _stays(way: Hop) -> tuple[str, str]:
    """What sends traffic to the firewall, and what is to be done about it."""
    if way.route and way.kind == HopType.HUB:
        return f"by '{way.route}' of its virtual hub, which stays", "Change what the hub sends there"
    if way.route:
        return f"by route '{way.route}', which stays", "Change that route"
    unread = way.cause == Cause.UNREADABLE
    remedy = "Let the login read that" if unread else "Give the subnet a default route that leads elsewhere"
    return f"for all that can be told ({way.why})", remedy


def _flows(collections: Iterable[Collection]) -> Iterator[Flow]:
    for collection in collections:
        for rule in collection.rules:
            fields = dict(rule.fields)
            yield from _of_names(fields) if collection.kind == CollectionKind.APPLICATION else _of_places(fields)


def _of_names(fields: Mapping[str, Sequence[Any]]) -> Iterator[Flow]:
    for kind, port in fields.get("protocols", ()):
        for name in fields.get("target_fqdns", ()):
            yield Flow(port=int(port), protocol=str(kind), fqdn=str(name))


def _of_places(fields: Mapping[str, Sequence[Any]]) -> Iterator[Flow]:
    """Only single ports are ever written by us; a hand-made range in a collection of ours is nothing to judge by."""
    ports = [int(port) for port in fields.get("destination_ports", ()) if str(port).isdigit()]
    for port in ports:
        for name in fields.get("destination_fqdns", ()):
            yield Flow(port, TCP, fqdn=str(name))
        for place in fields.get("destination_addresses", ()):
            known = hosts.is_address(str(place))
            yield Flow(port, TCP, addresses=(str(place),)) if known else Flow(port, TCP, tag=str(place))


def with_rules(landscape: Landscape, plan: Plan) -> Landscape:
    """The landscape as the rules of a plan would have made them, or their removal."""
    if not plan.is_present:
        return landscape.without_ours(plan.ownership)
    return landscape.with_ours(plan.rule_collections, plan.ownership, plan.group_options)


def with_routes(landscape: Landscape, plan: Plan) -> Landscape:
    """The landscape as the routes of a plan, or their removal, would have made them."""
    table, id_ = landscape.route_table, plan.landscape.table_id
    if not plan.is_present:
        changed = None if plan.table.dissociate else route_tables.absent(table or {}, plan.routes)
        return replace(landscape, route_table=changed) if table else landscape
    if not plan.table.manage or id_ is None:
        return landscape
    if not plan.table.create and not resource_ids.same((table or {}).get("id"), str(id_)):
        sentence = f"Route table {id_.name} is not on the subnet yet"
        return replace(landscape, unread={**landscape.unread, "route_table": sentence})
    document = table or route_tables.new_table(str(plan.region))
    return replace(landscape, route_table=route_tables.present(document, plan.routes, plan.unwanted_routes))
