# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Findings about dependencies: what stops them, what takes them elsewhere, what cannot be told.

Each is a cause, with all that it concerns: a rule that denies thirty names is one finding, and not thirty.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from ..documents import text
from ..documents.routes import HopType
from ..verdict.flows import Decision, Verdict
from ..verdict.landscape import Landscape
from ..verdict.rulesets import FirewallRule
from ..verdict.verdicts import NO_FAMILY, Judged
from .findings import Finding, grouped

_WITHOUT_FAMILY = "Give the subnet a prefix of that family, or leave the destination out."
BY_RULES = "Allow what is missing, with the role egress or by whatever else writes the rules of this firewall."


def findings(
    judged: Iterable[Judged], landscape: Landscape, *, before_routing: bool, told: frozenset[str] = frozenset()
) -> Iterator[Finding]:
    """One finding per cause; `told` are the dependencies of which something else says already why they are open."""
    listed = list(judged)
    opened = [one for one in listed if one.verdict.is_open and not one.is_stopped and one.flow.subject not in told]
    there = [one for one in opened if _is_up_to_appliance(one, landscape)]
    unsent = [one for one in opened if one.verdict.why == one.hop.why and not before_routing]
    yield from _way_unknown(unsent, listed, landscape)
    yield from _of_platform(listed, landscape)
    yield from _of_appliance(there, listed, landscape)
    yield from _undecided([one for one in opened if one not in there and one not in unsent], landscape)
    yield from _guarded(listed, landscape)
    yield from _stopped([one for one in listed if one.is_stopped and one.hop.carries is not False], landscape, told)
    yield from _of_rules(listed, landscape)


def subjects(concerned: Iterable[Judged]) -> tuple[str, ...]:
    """What they are called in sentences."""
    return tuple(one.flow.subject for one in concerned)


def because(reasons: Iterable[str]) -> str:
    """The reason that all have, or one of several."""
    first, *others = dict.fromkeys(reasons)
    return f"for instance, {first}" if others else first


def leaving_open(concerned: Sequence[str], judged: Sequence[Judged]) -> str:
    """What follows the sentence about a cause; empty where it leaves nothing open."""
    return f" That leaves {len(concerned)} of {len(judged)} destinations open." if concerned else ""


def _are(concerned: Sequence[Judged]) -> str:
    """The first of them, with a verb."""
    return f"{text.some(subjects(concerned))} {'is' if len(concerned) == 1 else 'are'}"


def _way_unknown(unsent: Sequence[Judged], judged: Sequence[Judged], landscape: Landscape) -> Iterator[Finding]:
    for why, concerned in grouped(unsent, lambda one: one.hop.why).items():
        kept = sum(not one.firewall.blocked for one in concerned)
        beyond = "" if landscape.appliance else f" The firewall would let {kept} of them pass."
        yield Finding(
            "undecided_way",
            str((landscape.subnet or {}).get("name")),
            f"Where {len(concerned)} of {len(judged)} destinations are sent is unknown: {why}.{beyond}",
            "Look at the effective routes of a machine in the subnet, in the portal or by az network nic.",
            subjects(concerned),
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


def _of_appliance(there: Sequence[Judged], judged: Sequence[Judged], landscape: Landscape) -> Iterator[Finding]:
    """One finding for all that an appliance decides: nothing tells one dependency from another there."""
    if there:
        yield Finding(
            "undecided_appliance",
            landscape.name,
            f"Whether {landscape.described} lets {len(there)} of {len(judged)} destinations through is unknown:"
            " nobody can read its rules here.",
            "Compare its rules with what an export writes, and look in its log for what it denies.",
            subjects(there),
        )


def _is_up_to_appliance(one: Judged, landscape: Landscape) -> bool:
    return landscape.appliance is not None and one.verdict == one.firewall


def _undecided(opened: Iterable[Judged], landscape: Landscape) -> Iterator[Finding]:
    """One finding per place and kind of doubt: a document that is open is so for many."""
    for (where, _cause), concerned in grouped(opened, lambda one: (_doubtful(one), one.verdict.cause)).items():
        reason = because(one.verdict.why or "parts of it differ" for one in concerned)
        passes = "passes" if len(concerned) == 1 else "pass"
        told = f"Whether {text.some(subjects(concerned))} {passes} is unknown: {reason}"
        yield Finding(
            "undecided_dependency",
            where or landscape.name,
            f"{told} ('{where}')." if where and f"'{where}'" not in reason else f"{told}.",
            "Look at what is named, or make a rule or route that leaves no doubt.",
            subjects(concerned),
        )


def _doubtful(one: Judged) -> str:
    """Where the doubt lies: in another route than the one that is followed, or in what decides."""
    others = [hop.route for hop in one.hop.perhaps if hop.route and f"'{hop.route}'" in one.verdict.why]
    return others[0] if others else " / ".join(one.verdict.by)


def _guarded(judged: Iterable[Judged], landscape: Landscape) -> Iterator[Finding]:
    """What does not leave the subnet, whatever comes after that."""
    for group, concerned in grouped(
        judged, lambda one: one.security_group if one.security_group.blocked else None
    ).items():
        yield Finding(
            "security_group_blocks",
            " / ".join(group.by),
            f"{_are(concerned)} denied by {group.place} {landscape.guard_of(group)}.",
            "Allow it there, above that rule; the documentation of the cluster's subnet lists the rows.",
            subjects(concerned),
        )


def _stopped(stopped: Sequence[Judged], landscape: Landscape, told: frozenset[str]) -> Iterator[Finding]:
    """What is stopped on its way: by a route, by rules, or because nothing gets to the next hop."""
    dropped = [one for one in stopped if one.hop.kind == HopType.DROPPED]
    for route, concerned in grouped(dropped, lambda one: one.hop.route or "").items():
        yield _dropped(route, concerned, landscape)
    filtered = [one for one in stopped if one not in dropped and one.way == one.firewall]
    for verdict, concerned in grouped(filtered, lambda one: one.firewall).items():
        yield _by_firewall(verdict, concerned, landscape)
    others = [one for one in stopped if one not in dropped and one not in filtered]
    lost = [one for one in others if one.flow.subject not in told]
    for why, concerned in grouped(lost, lambda one: one.way.why).items():
        yield Finding(
            "unreachable_hop",
            landscape.name,
            f"{text.some(subjects(concerned))} {'does' if len(concerned) == 1 else 'do'} not get to"
            f" {landscape.described}: {why}.",
            _WITHOUT_FAMILY if why == NO_FAMILY else "Mend the peering on both its sides, or the route.",
            subjects(concerned),
        )


def _dropped(route: str, concerned: Sequence[Judged], landscape: Landscape) -> Finding:
    if not route:
        return Finding(
            "dropped_dependency",
            str((landscape.subnet or {}).get("name")),
            f"{_are(concerned)} dropped: neither the network nor one of its peers holds"
            f" {'it' if len(concerned) == 1 else 'them'}, and Azure's own routes for private prefixes have the next hop"
            " None.",
            "Peer the network that holds it, or write a route for it.",
            subjects(concerned),
        )
    return Finding(
        "dropped_dependency",
        route,
        f"{_are(concerned)} dropped by route '{route}', whose next hop is None.",
        "Take that route out of the route table, or let it lead to the firewall.",
        subjects(concerned),
    )


def _by_firewall(verdict: Verdict, concerned: Sequence[Judged], landscape: Landscape) -> Finding:
    """By a rule of a parent, by another one, or for want of one."""
    name, part = landscape.name, f" {verdict.why}" if verdict.why else ""
    rule, place = rule_of(verdict, landscape), " / ".join(verdict.by)
    if rule is not None and rule.of_parent:
        return Finding(
            "parent_policy_deny",
            place,
            f"{_are(concerned)} denied{part} by {verdict.place}, inherited by firewall {name}.",
            "Ask the owner of the parent policy: its rules come before all others, so nothing below can allow it.",
            subjects(concerned),
        )
    if verdict.outcome == Decision.DENIED:
        return Finding(
            "blocked_dependency",
            place,
            f"{_are(concerned)} denied{part} by {verdict.place} of firewall {name}.",
            "Change that rule, or give the allowing collection a lower number; no number helps an application rule"
            " against a network rule.",
            subjects(concerned),
        )
    return Finding(
        "blocked_dependency",
        name,
        f"{_are(concerned)} allowed by no rule of firewall {name}{part}.",
        BY_RULES,
        subjects(concerned),
    )


def _of_rules(judged: Iterable[Judged], landscape: Landscape) -> Iterator[Finding]:
    """What is to be said of rules that allow something."""
    for rule, concerned in grouped(judged, lambda one: rule_of(one.firewall, landscape)).items():
        where = " / ".join(rule.place)
        if rule.allows and rule.inspects_tls:
            yield Finding(
                "tls_inspection",
                where,
                f"Rule {where} inspects TLS: the cluster does not trust your authority, so calls will fail.",
                "Turn inspection off in this rule.",
                subjects(concerned),
            )
        if rule.allows and ("*" in rule.sources or "0.0.0.0/0" in rule.sources):
            yield Finding(
                "open_source",
                where,
                f"Rule {where} is open to any source, so every spoke behind the firewall may use it.",
                "Give the prefix of the cluster's subnet as its source.",
                subjects(concerned),
            )


def rule_of(verdict: Verdict, landscape: Landscape) -> FirewallRule | None:
    """The rule that a verdict of the firewall names."""
    return landscape.ruleset.at(verdict.by)
