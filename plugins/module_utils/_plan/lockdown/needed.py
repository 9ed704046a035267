# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster needs to reach: its own answer, the documentation's names and the user's, joined and judged."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..check.findings import Finding
from ..needs import _documented_data as data
from ..needs import data_sources, dependencies, documented
from ..needs.dependencies import AMQP_PORT, Dependency
from ..needs.documented import Requirements
from ..values import hosts
from ..values.errors import PlanError
from ..verdict import flows
from ..verdict.landscape import Landscape
from .request import DOCUMENTED_NAMES, Amqp, NameSource, Request, Wildcards


@dataclass(frozen=True)
class Needs:
    """Everything that is needed, and what a person should know about it. Rules may cover some of it by wildcards, and
    what a private endpoint leads to needs none.
    """

    dependencies: tuple[Dependency, ...]
    findings: tuple[Finding, ...] = ()


def needs(request: Request, landscape: Landscape, requirements: Requirements) -> Needs:
    """Return what is needed, the better known source first; raise PlanError for an answer nobody can rely on."""
    discovered = _discovered(request, landscape)
    names, left_out = _documented(request, requirements, discovered)
    joined = dependencies.union(
        discovered,
        names,
        landscape.data_sources.dependencies if landscape.data_sources else (),
        _certificate_authorities(request, requirements),
        request.extra_dependencies,
    )
    if not any(one.fqdn for one in joined if one.source != data_sources.SOURCE):
        raise PlanError(
            f"Nothing tells which names cluster {landscape.cluster_id.name} needs in {requirements.cloud}, so the rules"
            " would cut it off; add discovered to O(sources), or mapped or public in the place of documented, or"
            " give O(extra_dependencies).",
            code="names_unknown",
        )
    kept, more = _with_amqp(request, joined)
    return Needs(kept, (*left_out, *more))


def named(request: Request, landscape: Landscape, requirements: Requirements) -> tuple[Dependency, ...]:
    """Everything that any edition names, and the cluster's answer and its configuration where these are asked, whatever
    a request leaves out.
    """
    documents = documented.every_name()
    mapped = _mapped(documents, requirements.cloud)[0] if requirements.cloud in data.SOVEREIGN_NAMES else ()
    known = (documents, mapped, documented.certificate_authorities(requirements.cloud))
    sources = landscape.data_sources.dependencies if landscape.data_sources else ()
    return dependencies.union(_discovered(request, landscape), sources, *known)


def _discovered(request: Request, landscape: Landscape) -> tuple[Dependency, ...]:
    if NameSource.DISCOVERED not in request.sources:
        return ()
    return dependencies.from_answer(landscape.answer, landscape.cluster_id.name)


def _documented(
    request: Request, requirements: Requirements, discovered: Iterable[Dependency]
) -> tuple[tuple[Dependency, ...], tuple[Finding, ...]]:
    """Public names are never given to a cluster of another cloud unless that is asked for."""
    way = next((source for source in request.sources if source in DOCUMENTED_NAMES), None)
    if way is None:
        return (), ()
    names = requirements.dependencies
    # Before names are mapped: a cluster of any cloud answers in the same categories.
    if request.wildcards == Wildcards.NARROW:
        names = _narrowed(names, discovered)
    if requirements.cloud == documented.PUBLIC_CLOUD or way == NameSource.PUBLIC:
        return names, ()
    if way == NameSource.MAPPED:
        return _mapped(names, requirements.cloud)
    return (), ()


def _mapped(names: Iterable[Dependency], cloud: str) -> tuple[tuple[Dependency, ...], tuple[Finding, ...]]:
    table = data.SOVEREIGN_NAMES.get(cloud)
    if table is None:
        raise PlanError(
            f"No counterparts of the documented names are known for {cloud}; leave mapped out of O(sources).",
            code="names_unknown",
        )
    unpublished = [one for one in names if one.fqdn in table["unpublished"]]
    mapped = [
        dependencies.make(one.category, name, one.port, one.source)
        for one in names
        if one not in unpublished
        for name in table["names"].get(one.fqdn, [one.fqdn])
    ]
    left_out = sorted({str(one.fqdn) for one in unpublished})
    found = Finding(
        "no_counterpart",
        cloud,
        f"No counterpart in {cloud} is published for {', '.join(left_out)}: they are left out.",
        "Where the cluster's own answer does not name what it needs in their place, add that yourself.",
        _destinations(unpublished),
    )
    return tuple(mapped), (found,)


def _narrowed(names: Iterable[Dependency], discovered: Iterable[Dependency]) -> tuple[Dependency, ...]:
    """Drop a wildcard where the category that owns its names answered; a complete answer is a condition of any plan."""
    answered = {one.category for one in discovered}
    return tuple(one for one in names if documented.WILDCARD_OWNERS.get(str(one.fqdn)) not in answered)


def _certificate_authorities(request: Request, requirements: Requirements) -> tuple[Dependency, ...]:
    return documented.certificate_authorities(requirements.cloud) if NameSource.AZURE_CA in request.sources else ()


def _with_amqp(request: Request, joined: tuple[Dependency, ...]) -> tuple[tuple[Dependency, ...], tuple[Finding, ...]]:
    """AMQP is no HTTP: it goes to a service tag, to concrete names by network rules, or nowhere."""
    amqp = [one for one in joined if one.fqdn and one.port == AMQP_PORT]
    if request.amqp == Amqp.SERVICE_TAG or not amqp:
        return joined, ()
    if request.amqp == Amqp.REFUSE:
        names = ", ".join(str(one.fqdn) for one in amqp)
        kept = tuple(one for one in joined if one not in amqp)
        found = Finding(
            "amqp_left_out",
            "amqp",
            f"O(amqp): refuse leaves out {names} on port {AMQP_PORT}: ingestion that uses AMQP will not work.",
            "Leave O(amqp) out if the cluster takes data from Event Hubs or IoT Hubs by AMQP.",
            _destinations(amqp),
        )
        return kept, (found,)
    wildcards = [one for one in amqp if hosts.is_wildcard(str(one.fqdn))]
    if len(wildcards) == len(amqp):
        raise PlanError(
            f"O(amqp): fqdn needs the names of your Event Hubs namespaces: '{amqp[0].fqdn}' is a wildcard, and Azure"
            f" resolves none in a network rule. Give them in O(extra_dependencies) with port {AMQP_PORT}, or use"
            " O(amqp):"
            " service_tag.",
            code="wildcard_in_network_rule",
        )
    return tuple(one for one in joined if one not in wildcards), ()


def _destinations(listed: Iterable[Dependency]) -> tuple[str, ...]:
    """What they are called in findings."""
    return tuple(flows.of_dependency(one).subject for one in listed)
