# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about what is there and not needed, and what is not there and would do no harm."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..documents import route_tables, routes, text
from ..needs import documented
from ..needs.documented import Requirements
from ..verdict import flows, verdicts
from ..verdict.landscape import Landscape
from ..verdict.verdicts import Judged, Question
from . import copied
from .destinations import subjects
from .findings import Finding


def findings(
    judged: Sequence[Judged], question: Question, landscape: Landscape, requirements: Requirements
) -> Iterator[Finding]:
    """Leftovers of ours, wildcards that could go, hosts that are missing."""
    yield from _collections(judged, question, landscape)
    yield from copied.findings(question, landscape)
    yield from _routes(question, landscape, requirements)
    yield from misnamed(landscape.route_table, requirements.location)
    yield from _wildcards(judged)
    yield from _certificate_hosts(question, landscape, requirements)


def _collections(judged: Iterable[Judged], question: Question, landscape: Landscape) -> Iterator[Finding]:
    """While it is open what decides about a dependency, a collection of ours may be the one that does."""
    listed = list(judged)
    deciding = {one.firewall.by[:-1] for one in listed}
    all_told = all(one.firewall.outcome != flows.Decision.CANNOT_TELL for one in listed)
    elsewhere = {place for one in copied.of(question, landscape) for place in one.places()}
    by_copy = {place[-1].lower() for place in deciding & elsewhere}  # what would decide if its copy did not come first
    for place in landscape.ruleset.places(question.collections) if all_told else ():
        if place not in deciding | elsewhere and place[-1].lower() not in by_copy:
            where = " / ".join(place)
            yield Finding(
                "stale_collection",
                where,
                f"Rule collection {where} decides about nothing the cluster needs: other rules come first, or the needs"
                " have changed.",
                "Run the role again, or take the collection away.",
            )
    if landscape.chain:
        for place in landscape.rulebooks.ruleset(landscape.firewall, ()).places(question.collections):
            yield Finding(
                "left_behind",
                place[-1],
                f"Rule collection {place[-1]} of ours is still in firewall {landscape.name} itself, which a"
                " policy governs: it has no effect.",
                "Take it away, so that nobody takes it for what is in force.",
            )


def _routes(question: Question, landscape: Landscape, requirements: Requirements) -> Iterator[Finding]:
    wanted = {routes.normalised_prefix(one) for one in (*question.management, *question.health_monitoring)}
    kept = {routes.DEFAULT_PREFIX, routes.MANAGEMENT_TAG.lower(), *(routes.normalised_prefix(one) for one in wanted)}
    known = documented.documented_addresses(requirements.location)
    for route in route_tables.table_routes(landscape.route_table):
        if wanted and routes.is_ours(route, known) and route.key not in kept:
            yield Finding(
                "stale_route",
                route.name,
                f"Route '{route.name}' takes {route.prefix} past the firewall, which is no address that is wanted for"
                f" {requirements.region}.",
                "Run the role again, which takes it away, unless another edition of the lists is what you want.",
            )


def misnamed(table: Mapping[str, Any] | None, region: str) -> Iterator[Finding]:
    """The routes of a table that have a name of ours and a prefix that is none of ours."""
    known = documented.documented_addresses(region)
    for route in route_tables.table_routes(table):
        if routes.is_misnamed(route, known):
            yield Finding(
                "foreign_prefix",
                route.name,
                f"{routes.misnaming(route)}.",
                "Give it another name if that is wanted, or take it away; the role does neither.",
            )


def _wildcards(judged: Sequence[Judged]) -> Iterator[Finding]:
    """Documented wildcards whose names the cluster's own answer lists, all by one option."""
    answered = {one.flow.category for one in judged}
    wide = [one for one in judged if _is_listed(one, answered) and one.firewall.outcome == flows.Decision.ALLOWED]
    if wide:
        yield Finding(
            "narrowable_wildcard",
            text.some(subjects(wide)),
            f"{text.some(subjects(wide))} {'is' if len(wide) == 1 else 'are'} allowed as a whole, though the cluster"
            " itself lists every such name it needs.",
            "Set O(wildcards): narrow to allow these names alone, with O(accept): [dropped_destinations] for the first"
            " run, and run the lock-down often enough to follow changes.",
            subjects(wide),
        )


def _is_listed(one: Judged, answered: Container[str]) -> bool:
    owner = documented.WILDCARD_OWNERS.get(str(one.flow.fqdn))
    return one.flow.category == documented.CATEGORY and owner is not None and owner in answered


def _certificate_hosts(question: Question, landscape: Landscape, requirements: Requirements) -> Iterator[Finding]:
    hosts = tuple(flows.of_dependency(one) for one in documented.certificate_authorities(requirements.cloud))
    judged = verdicts.dependencies(replace(question, flows=hosts), landscape)
    missing = [one.flow.subject for one in judged if one.firewall.blocked]
    if missing:
        yield Finding(
            "certificate_hosts_missing",
            landscape.name,
            f"Firewall {landscape.name} does not let {text.some(missing, 5)} pass, where Azure's certificates may be"
            " looked up; neither edition of the lists names these hosts.",
            "Add azure_ca to O(sources) if calls hang while certificates are looked up.",
        )
