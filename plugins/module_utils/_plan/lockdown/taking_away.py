# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a lock-down takes from traffic that goes to the firewall already: what a cluster needs, what is still named."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from ..documents import firewalls, rule_collections, subnets
from ..documents.rule_collections import Collection
from ..needs import wanted_rules
from ..needs.data_sources import SourceKind, Told
from ..needs.dependencies import AMQP_PORT, TCP, Dependency
from ..needs.documented import Requirements
from ..needs.wanted_rules import RuleOptions
from ..values import addresses, hosts
from ..values.errors import PlanError
from ..values.words import FirewallKind
from ..verdict import flows, routing
from ..verdict.flows import Flow
from ..verdict.landscape import Home, Landscape
from ..verdict.verdicts import Judged, Question
from . import acceptance, afterwards, needed, plans, refusals, removals
from .acceptance import Accepted
from .removals import Destination
from .request import SUBNET_PREFIXES, NameSource, Request

# What tells the way out of the subnet, and the right to read it.
_RIGHTS = {
    "subnet": "Microsoft.Network/virtualNetworks/subnets/read",
    "route_table": "Microsoft.Network/routeTables/read",
    "home_subnet": "Microsoft.Network/virtualNetworks/subnets/read",
    "home_table": "Microsoft.Network/routeTables/read",
}


def judged(
    request: Request,
    landscape: Landscape,
    documents: Requirements,
    needs: Iterable[Dependency],
    wanted: Sequence[Collection],
) -> tuple[Accepted, ...]:
    """Return the accepted risks of the write that brings these collections; one that only adds has none.

    Raise PlanError for what the cluster would lose while its traffic goes to the firewall, for what an option leaves
    out although it is still named, and where the way of the traffic could not be read.
    """
    existing = refusals.owned_collections(landscape, wanted, request)
    if landscape.cluster is None or not landscape.cluster.injected or not removals.gone(existing, wanted):
        return ()
    _require_way(landscape)
    found = _today(landscape)
    dropped = _dropped(request, found, documents, _of_cluster(request, landscape, existing), wanted)
    lost: dict[str, tuple[Judged, ...]] = {}
    unseen = () if request.gate else (acceptance.without_gate(landscape.cluster_id.name),)
    if request.gate:
        after = refusals.with_rules(found, request, wanted)
        asked = (*(flows.of_dependency(one) for one in needs), *flows.documented_tags())
        pieces = _pieces(found, (*existing, *wanted))
        lost = {piece: afterwards.lost(Question(asked, (piece,)), found, after) for piece in pieces}
    return (*unseen, *_lost_risk(request, lost, found), *_dropped_risk(request, dropped, found))


def _pieces(landscape: Landscape, collections: Iterable[Collection]) -> list[str]:
    """The cluster's subnet in pieces that rules of ours treat alike: what one part loses another may never have had."""
    sources = {entry.source for entry in removals.entries(collections)}
    cuts = [block for source in sources for block in addresses.parse(source)]
    inside = addresses.joined(subnets.prefixes(landscape.subnet or {}))
    return [str(piece) for block in inside for piece in addresses.cut(block, cuts)]


def _require_way(landscape: Landscape) -> None:
    unread = [(landscape.unread[field], right) for field, right in _RIGHTS.items() if field in landscape.unread]
    if unread:
        sentence, right = unread[0]
        raise PlanError(
            f"{sentence}, so whether traffic goes to the firewall already is not known, and the write would take rules"
            f" away from it. Grant the login {right}, or set O(additive): true, which takes nothing away.",
            "way_unread",
        )


def _today(landscape: Landscape) -> Landscape:
    """The landscape with the subnet that the cluster is in and the way out of it as it is, whatever is asked for."""
    home, unread = landscape.home or Home(landscape.subnet, landscape.route_table), {}
    if firewalls.kind_of(landscape.firewall or {}) == FirewallKind.HUB:
        unread["route_table"] = "the routing intent of the virtual hub may send it there, and is not read here"
    return replace(landscape, subnet=home.subnet, route_table=home.table, unread=unread)


def _of_cluster(request: Request, landscape: Landscape, existing: Iterable[Collection]) -> list[Collection]:
    """Those of our collections that are the cluster's own, not a purge's besides."""
    region = landscape.cluster.region if landscape.cluster else ""
    base = plans.base_name(request.collection_prefix, landscape.cluster_id.name, region)
    names = {f"{base}-{kind}".lower() for kind in rule_collections.KINDS}
    return [one for one in existing if one.name.lower() in names]


def _lost_risk(request: Request, lost: Mapping[str, Sequence[Judged]], landscape: Landscape) -> list[Accepted]:
    """Raise PlanError for what some part of the subnet would lose, unless that is accepted."""
    every = [one for some in lost.values() for one in some]
    if not every:
        return []
    names = removals.some(dict.fromkeys(one.flow.subject for one in every))
    where = ", ".join(map(str, addresses.joined(piece for piece, some in lost.items() if some)))
    sentence = (
        f"The new rules would no longer allow {names} from {where}, while {_way(every[0].hop.route)} to"
        f" {landscape.described}."
    )
    remedy = "Let another rule allow them first"
    if SUBNET_PREFIXES not in request.source_addresses:
        remedy = f"Give O(source_addresses): [{SUBNET_PREFIXES}], so that the rules are for the whole subnet"
    return [acceptance.unless(request.accept, acceptance.LOST_DEPENDENCIES, sentence, remedy, "lost_dependencies")]


def _way(route: str | None) -> str:
    return f"route '{route}' sends that traffic" if route else "that traffic may go"


def _dropped(
    request: Request,
    landscape: Landscape,
    documents: Requirements,
    existing: Iterable[Collection],
    wanted: Iterable[Collection],
) -> list[Destination]:
    """The destinations that would go though somebody still names them, or may: an answer nobody asked for is unknown,
    and unknown is never absent. `landscape` is as it is today.
    """
    listed = list(existing)
    staying = set(removals.destinations(removals.entries(wanted)))
    named = _named(needed.named(request, landscape, documents)) | _unread_sources(landscape, listed)
    return [
        one
        for one in removals.destinations(removals.entries(listed))
        if one not in staying
        and (one in named or NameSource.DISCOVERED not in request.sources)
        and afterwards.may_meet(routing.of_flow(landscape.routing, _flow(one)), landscape)
    ]


def _unread_sources(landscape: Landscape, existing: Iterable[Collection]) -> set[Destination]:
    """What rules for data sources allow and the cluster may still need: all of it where nobody asks for these any more
    or some could not be read, and what somebody listed where nobody lists anything now.
    """
    known = landscape.data_sources
    is_read = known is not None and not known.gaps and not known.of(Told.DERIVED)
    if is_read and known and known.are_uses_told:
        return set()
    kinds = [SourceKind.USE] if is_read else list(SourceKind)
    only = [
        replace(one, rules=tuple(rule for rule in one.rules if wanted_rules.is_for_source(rule, kinds)))
        for one in existing
    ]
    return set(removals.destinations(removals.entries(only)))


def _of_sources(landscape: Landscape) -> str:
    """What keeps the rules for data sources, where something about these is not known."""
    known = landscape.data_sources
    if known is None:
        return f"; rules for data sources stay with {NameSource.DATA_SOURCES} in O(sources)"
    if known.gaps or known.of(Told.DERIVED):
        return "; or let the login read the data sources that it cannot, or set O(additive): true"
    return "" if known.are_uses_told else "; or list in O(uses) what queries use"


def _named(needed_before: tuple[Dependency, ...]) -> set[Destination]:
    """Every destination that rules for these could have, whichever way AMQP is let through."""
    resolved = [one for one in needed_before if not (hosts.is_wildcard(str(one.fqdn)) and one.port == AMQP_PORT)]
    made = [
        *wanted_rules.wanted_collections(needed_before, RuleOptions("named", ("*",))),
        *wanted_rules.wanted_collections(resolved, RuleOptions("named", ("*",), amqp_tag=False)),
    ]
    return set(removals.destinations(removals.entries(made)))


def _flow(one: Destination) -> Flow:
    """The destination as it is routed, which no port decides."""
    port = one.how.replace(":", " ").rpartition(" ")[2]
    number = int(port) if port.isdigit() else 0
    if hosts.is_address(one.target):
        return Flow(number, TCP, addresses=(one.target,))
    if one.kind == rule_collections.CollectionKind.NETWORK and not hosts.is_host_name(one.target):
        return Flow(number, TCP, tag=one.target)
    return Flow(number, TCP, fqdn=one.target)


def _dropped_risk(request: Request, dropped: Sequence[Destination], landscape: Landscape) -> list[Accepted]:
    if not dropped:
        return []
    who = "the cluster or the documentation still names"
    remedy = "Take back the option that leaves them out, such as O(amqp), O(wildcards), O(edition) or O(sources)"
    if NameSource.DISCOVERED in request.sources:
        remedy = f"{remedy}{_of_sources(landscape)}"
    if NameSource.DISCOVERED not in request.sources:
        who = f"the cluster may need, since its own answer is not asked for without {NameSource.DISCOVERED} in sources"
        remedy = f"Add {NameSource.DISCOVERED} to O(sources), or take back the option that leaves them out"
    sentence = (
        f"The new rules leave out {removals.some(dropped)}, which {who}, while traffic goes to {landscape.described}."
    )
    return [
        acceptance.unless(request.accept, acceptance.DROPPED_DESTINATIONS, sentence, remedy, "dropped_destinations")
    ]
