# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a plan makes of a cluster's data sources: which get rules, and what is refused where they get none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..check import sources
from ..check.findings import Finding
from ..documents import dns_settings, text
from ..documents.routes import HopType
from ..needs import data_sources, wanted_rules
from ..needs.data_sources import DataSources
from ..needs.dependencies import AMQP_PORT, Dependency
from ..values import hosts
from ..values.errors import PlanError
from ..verdict import flows, routing
from ..verdict.landscape import Landscape
from ..verdict.matches import Cause
from ..verdict.resolution import Way
from . import acceptance, removals
from .acceptance import Accepted
from .request import Amqp, NameSource, Request

_PAST_THE_FIREWALL = (HopType.PRIVATE_ENDPOINT, HopType.LOCAL)


def ruled(request: Request, landscape: Landscape, needed: Iterable[Dependency]) -> tuple[Dependency, ...]:
    """Those that rules are made for: of data sources where they are asked for, and none that a private endpoint in the
    network leads to past the firewall. What the user gives in so many words gets a rule whatever else it is.
    """
    known = landscape.data_sources or DataSources()
    wanted = NameSource.DATA_SOURCES in request.sources
    given = {_key(one) for one in request.extra_dependencies}
    return tuple(
        one
        for one in needed
        if not _is_sourced(one) or _key(one) in given or (wanted and one.fqdn not in known.private)
    )


def require_covered(request: Request, landscape: Landscape, needed: Sequence[Dependency]) -> None:
    """Raise PlanError for what the cluster reads from and no rule would allow, where data sources are looked at and get
    no rules of their own.
    """
    known = landscape.data_sources
    if known is None or NameSource.DATA_SOURCES in request.sources:
        return
    others = ruled(request, landscape, needed)
    asked = {_key(one) for one in needed}  # without AMQP where that is refused
    lost: dict[str, list[str]] = {}
    for source in known.sources:
        missing = [one for one in source.dependencies if _key(one) in asked]
        if names := _uncovered(missing, known, others):
            lost.setdefault(source.told_by, []).extend(names)
    told = [f"{what} ({text.some(names, 2)})" for what, names in lost.items()]
    if told:
        raise PlanError(
            f"With O(wildcards): {request.wildcards} no rule would allow what cluster {landscape.cluster_id.name} needs"
            f" by its own configuration: {'; '.join(told)}. Add {NameSource.DATA_SOURCES} to O(sources), or leave"
            " O(wildcards) out.",
            "uncovered_sources",
        )


def require_read(request: Request, landscape: Landscape) -> tuple[Accepted, ...]:
    """Return the accepted risk of what could not be read; raise PlanError where it is not accepted."""
    known = landscape.data_sources
    if known is None or not known.gaps:
        return ()
    found = next(one for one in sources.findings(known, landscape.cluster_id.name) if one.code == "unread_sources")
    word = Cause.SOURCES_UNREAD
    return (acceptance.unless(request.accept, word, found.message, found.remedy.rstrip("."), word),)


def by_name(request: Request, landscape: Landscape) -> bool:
    """True where names on the port of AMQP go into network rules, which the firewall resolves with its DNS proxy on."""
    if landscape.data_sources is None:
        return False
    if request.amqp == Amqp.FQDN:
        return True
    document = landscape.firewall
    return bool(document and dns_settings.of_firewall(document, landscape.chain).answers)


def needs_tags(request: Request, landscape: Landscape) -> bool:
    """True where rules for data sources take service tags, so that the names of these have to be read."""
    known = landscape.data_sources or DataSources()
    asked = NameSource.DATA_SOURCES in request.sources and request.amqp == Amqp.SERVICE_TAG and not request.appliance
    amqp = any(one.port == AMQP_PORT and one.region for one in known.dependencies if one.fqdn not in known.private)
    return asked and amqp and not by_name(request, landscape)


def findings(request: Request, landscape: Landscape, needed: Iterable[Dependency]) -> Iterator[Finding]:
    """What a person should know of them in a plan."""
    yield from sources.findings(landscape.data_sources, landscape.cluster_id.name)
    asked = [one for one in ruled(request, landscape, needed) if _is_sourced(one) and one.port == AMQP_PORT]
    if not asked or request.appliance or by_name(request, landscape):
        return
    regional = landscape.data_sources.tags if landscape.data_sources else None
    tags: dict[str, list[str]] = {}
    for one in asked:
        tags.setdefault(wanted_rules.amqp_tag(one, regional or {}), []).append(str(one.fqdn))
    unread = ", or give the login Microsoft.Network/locations/serviceTags/read, and they take the tag of the region"
    for tag, names in tags.items():
        where = "of that region" if "." in tag else "of any region"
        yield Finding(
            "any_namespace",
            tag,
            f"Port {AMQP_PORT} is allowed to service tag {tag} for {removals.some(names)}: any namespace {where} is"
            " reached by it, since the firewall resolves no names for network rules with its DNS proxy off.",
            f"Turn the firewall's DNS proxy on, and the rules take the names themselves{unread * (regional is None)}.",
            tuple(f"{name}:{AMQP_PORT}" for name in names),
        )


def reached_privately(known: DataSources, landscape: Landscape) -> frozenset[str]:
    """The names that a private endpoint in the network answers to, past the firewall, as far as that is certain."""
    names = {str(one.fqdn) for one in known.dependencies}
    return frozenset(name for name in names if _is_private(name, landscape))


def _is_private(name: str, landscape: Landscape) -> bool:
    found = landscape.resolver.for_subnet(name)
    if found.ways != (Way.PRIVATE,) or not found.is_known:
        return False
    flow = replace(flows.Flow(443, "Https", fqdn=name), addresses=found.addresses)
    hop = routing.of_flow(landscape.routing, flow)
    return hop.kind in _PAST_THE_FIREWALL and not hop.perhaps and bool(hop.carries)


def _uncovered(listed: Iterable[Dependency], known: DataSources, others: Iterable[Dependency]) -> list[str]:
    """Those that no rule for others allows, and that no private endpoint leads to."""
    missing = [one for one in listed if one.fqdn not in known.private]
    return [flows.of_dependency(one).subject for one in missing if not any(_covers(other, one) for other in others)]


def _key(one: Dependency) -> tuple[str | None, int, str]:
    return one.fqdn, one.port, one.protocol


def _is_sourced(one: Dependency) -> bool:
    return one.source == data_sources.SOURCE


def _covers(other: Dependency, one: Dependency) -> bool:
    """True where a rule for one dependency allows another, too."""
    same = (other.port, other.protocol) == (one.port, one.protocol)
    return same and bool(other.fqdn) and hosts.covers(str(other.fqdn), str(one.fqdn))
