# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about dependencies: what blocks them, what takes them elsewhere, what cannot be told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..documents import text
from ..documents.routes import HopType
from ..verdict.flows import Decision, Verdict
from ..verdict.landscape import Landscape
from ..verdict.rulesets import FirewallRule
from ..verdict.verdicts import Judged
from .findings import UNREACHABLE_HOP, Finding


def findings(judged: Iterable[Judged], landscape: Landscape, *, before_routing: bool) -> Iterator[Finding]:
    """One finding per dependency and cause; rules and routes that concern several are named once."""
    listed = list(judged)
    if not before_routing:
        yield from _way_unknown(listed, landscape)
    yield from _of_platform(listed, landscape)
    yield from _of_appliance(listed, landscape)
    yield from _unreached(listed, landscape)
    yield from _undecided(listed, landscape, before_routing=before_routing)
    for one in listed:
        yield from _blocked(one, landscape)
        yield from _of_rule(one, landscape)
        if not before_routing:
            yield from _past(one)


def _way_unknown(judged: Sequence[Judged], landscape: Landscape) -> Iterator[Finding]:
    """One finding per reason: what makes the way of one dependency unknown does so for many."""
    for why in dict.fromkeys(one.hop.why for one in judged if one.hop.kind == HopType.UNKNOWN):
        concerned = [one for one in judged if one.hop.why == why]
        kept = sum(not one.firewall.blocked for one in concerned)
        beyond = "" if landscape.appliance else f" The firewall would let {kept} of them pass."
        yield Finding(
            "undecided_way",
            str((landscape.subnet or {}).get("name")),
            f"Where {len(concerned)} of {len(judged)} dependencies are sent cannot be told: {why}.{beyond}",
            "Look at the effective routes of a machine in the subnet, in the portal or by az network nic.",
        )


def _of_platform(judged: Sequence[Judged], landscape: Landscape) -> Iterator[Finding]:
    """A built-in list, asked after all rules, which nobody can read (documentation of infrastructure names)."""
    unmatched = [one for one in judged if one.verdict.blocked and one.firewall.outcome == Decision.NO_MATCH]
    names = [one.flow.subject for one in unmatched if one.flow.is_named]
    if names:
        yield Finding(
            "infrastructure_names",
            landscape.name,
            f"Firewall {landscape.name} lets some names of Azure's own platform through without a rule, for"
            f" images, managed disks and diagnostics; {names[0]} or another one that no rule allows may be among them.",
            "Allow what the cluster needs by rules of your own: which names these are is not published.",
        )


def _of_appliance(judged: Sequence[Judged], landscape: Landscape) -> Iterator[Finding]:
    """One finding for all that an appliance decides: nothing tells one dependency from another there."""
    there = [one for one in judged if _is_up_to_appliance(one, landscape)]
    if there:
        yield Finding(
            "undecided_appliance",
            landscape.name,
            f"Whether {landscape.described} lets {len(there)} of {len(judged)} dependencies through cannot be told:"
            " nobody can read its rules here.",
            "Compare its rules with the files of egress_exports, and look in its log for what it denies.",
        )


def _is_up_to_appliance(one: Judged, landscape: Landscape) -> bool:
    return landscape.appliance is not None and one.verdict == one.firewall


def _unreached(judged: Sequence[Judged], landscape: Landscape) -> Iterator[Finding]:
    """What is sent to a next hop that does not take it: nothing of that is a rule's doing, or a name's."""
    found: dict[str, int] = {}
    for one in judged:
        elsewhere = one.verdict in (one.firewall, one.security_group, one.resolution)
        if one.verdict.blocked and one.hop.kind == HopType.APPLIANCE and not elsewhere:
            found[one.verdict.why] = found.get(one.verdict.why, 0) + 1
    for why, count in found.items():
        yield Finding(
            UNREACHABLE_HOP,
            landscape.name,
            f"What {count} of {len(judged)} dependencies send does not get to {landscape.described}: {why}.",
            "Mend the peering on both its sides, or the route.",
        )


def _undecided(judged: Sequence[Judged], landscape: Landscape, *, before_routing: bool) -> Iterator[Finding]:
    """One finding per reason and place: a document that is open is so for many."""
    found: dict[Verdict, list[str]] = {}
    for one in judged:
        told = one.verdict.why == one.hop.why and not before_routing
        if one.verdict.is_open and not _is_up_to_appliance(one, landscape) and not told:
            found.setdefault(one.verdict, []).append(one.flow.subject)
    for verdict, subjects in found.items():
        where = f" ({verdict.place})" if verdict.by else ""
        passes = "passes" if len(subjects) == 1 else "pass"
        yield Finding(
            "undecided_dependency",
            subjects[0] if len(subjects) == 1 else " / ".join(verdict.by) or landscape.name,
            f"Whether {text.some(subjects)} {passes} cannot be told: {verdict.why or 'parts of it differ'}{where}.",
            "Look at what is named, or make a rule or route that leaves no doubt.",
        )


def _blocked(one: Judged, landscape: Landscape) -> Iterator[Finding]:
    subject = one.flow.subject
    if one.security_group.blocked:
        yield Finding(
            "security_group_blocks",
            subject,
            f"{subject} is denied by {one.security_group.place} {landscape.guard_of(one.security_group)}.",
            "Allow it there, above that rule; the documentation of the cluster's subnet lists the rows.",
        )
    if one.hop.kind == HopType.DROPPED:
        yield _dropped(one)
    elif one.verdict.blocked and one.firewall.blocked:
        yield _by_firewall(one, landscape)


def _dropped(one: Judged) -> Finding:
    subject = one.flow.subject
    if one.hop.route is None:
        return Finding(
            "dropped_dependency",
            subject,
            f"{subject} is dropped: neither the network nor one of its peers holds it, and Azure's own routes for"
            " private prefixes have the next hop None.",
            "Peer the network that holds it, or write a route for it.",
        )
    return Finding(
        "dropped_dependency",
        subject,
        f"{subject} is dropped by route '{one.hop.route}', whose next hop is None.",
        "Take that route out of the route table, or let it lead to the firewall.",
    )


def _by_firewall(one: Judged, landscape: Landscape) -> Finding:
    subject, name = one.flow.subject, landscape.name
    part = f" {one.firewall.why}" if one.firewall.why else ""
    rule = rule_of(one.firewall, landscape)
    if rule is not None and rule.of_parent:
        return Finding(
            "parent_policy_deny",
            subject,
            f"{subject} is denied{part} by {one.firewall.place}, inherited by firewall {name}.",
            "Ask the owner of the parent policy: its rules come before all others, so nothing below can allow it.",
        )
    if one.firewall.outcome == Decision.DENIED:
        return Finding(
            "blocked_dependency",
            subject,
            f"{subject} is denied{part} by {one.firewall.place} of firewall {name}.",
            "Change that rule, or give the allowing collection a lower number; no number helps an application rule"
            " against a network rule.",
        )
    return Finding(
        "blocked_dependency",
        subject,
        f"{subject} is allowed by no rule of firewall {name}{part}.",
        "Allow it, for instance with the role egress.",
    )


def _of_rule(one: Judged, landscape: Landscape) -> Iterator[Finding]:
    rule = rule_of(one.firewall, landscape)
    if rule is None or not rule.allows:
        return
    where = " / ".join(rule.place)
    if rule.inspects_tls:
        yield Finding(
            "tls_inspection",
            where,
            f"Rule {where} inspects TLS: the cluster does not trust your authority, so calls will fail.",
            "Turn inspection off in this rule.",
        )
    if "*" in rule.sources or "0.0.0.0/0" in rule.sources:
        yield Finding(
            "open_source",
            where,
            f"Rule {where} is open to any source, so every spoke behind the firewall may use it.",
            "Give the prefix of the cluster's subnet as its source.",
        )


def _past(one: Judged) -> Iterator[Finding]:
    """A name that a route or an endpoint takes past the firewall; the default route has findings of its own."""
    if one.hop.kind == HopType.ENDPOINT:
        yield Finding(
            "service_endpoint",
            str(one.hop.route),
            f"The service endpoint {one.hop.route} of the subnet takes traffic straight to the service, past the"
            " firewall.",
            "Leave it if that is meant; take it off the subnet to see and filter that traffic.",
        )
    if one.hop.kind == HopType.INTERNET and one.hop.route and not one.hop.is_default:
        yield Finding(
            "bypassing_route",
            str(one.hop.route),
            f"Route '{one.hop.route}' takes {one.flow.subject} to the internet, past the firewall.",
            "Leave it if that is meant; take the route out of the table to filter that traffic.",
        )


def rule_of(verdict: Verdict, landscape: Landscape) -> FirewallRule | None:
    """The rule that a verdict of the firewall names."""
    return next((rule for rule in landscape.ruleset.rules if rule.place == verdict.by), None)
