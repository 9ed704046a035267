# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Security admin rules, which network managers lay over a network and which are asked before any security group.

The lowest number of a manager first, and the first rule that matches ends it: Deny drops, AlwaysAllow passes the
security group by, and after Allow the group decides, as it does where no rule matches ("Security admin rules in Azure
Virtual Network Manager"). Of managers that do not agree the one with the higher scope decides ("Scope in Azure Virtual
Network Manager").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..documents import members
from ..values import addresses, change
from ..values.addresses import Block
from ..values.words import Word
from . import flows, security_groups
from .flows import Decision, Flow, Verdict
from .matches import Cause, Match, every, maybe
from .places import Places
from .security_groups import Direction, Rule

Asked = tuple[Flow, Block]
Matches = Callable[[Rule, Flow, Block], Match]
_EQUAL = maybe(Cause.ADMIN_RULE, "admin rules with one number do not agree")
_ANYTHING, _NETWORK_GROUP = "*", "networkgroup"


class Access(Word):
    """What a rule does, in lower case."""

    DENY = "deny"
    ALLOW = "allow"
    ALWAYS = "alwaysallow"


@dataclass(frozen=True, eq=False)
class AdminRule(Rule):
    """A rule of a network manager with the members of a security group's: whose it is, which way, in which order, and
    what of it is not understood here; `groups` are network groups, whose networks are not read.
    """

    by: tuple[str, ...] = ()
    manager: str = ""
    direction: str = ""
    priority: int = 0
    settled: bool = True
    beyond: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class LaidOver:
    """The effective rules of a network. Whether they are applied to a `delegated` subnet the documentation leaves open:
    to networks of some services they are not, unless the manager says so.
    """

    rules: Sequence[Mapping[str, Any]] = ()
    delegated: bool = False

    @cached_property
    def rows(self) -> tuple[AdminRule, ...]:
        """The rules with the members of a security group's: made once, and asked for every flow."""
        return tuple(map(_row, self.rules))


def outbound(laid: LaidOver, group: Verdict, flow: Flow, sources: Iterable[str], places: Places) -> Verdict:
    """The verdict about a flow that leaves the subnet, by the effective rules of its network and by what its security
    group says.
    """
    if not laid.rows:
        return group
    parts = [replace(flow, addresses=(address,)) for address in flow.addresses] or [flow]

    def matches(rule: Rule, part: Flow, source: Block) -> Match:
        return security_groups.leaving(rule, part, source, places)

    asked = [(part, source) for source in addresses.joined(sources) for part in parts]
    return _laid(laid, Direction.OUTBOUND, group, asked, matches)


def inbound(laid: LaidOver, group: Verdict, far: Flow, subnet: Iterable[str], places: Places) -> Verdict:
    """The same about a connection from the far end to the cluster."""

    def matches(rule: Rule, flow: Flow, block: Block) -> Match:
        return security_groups.arriving(rule, flow, block, places)

    return _laid(laid, Direction.INBOUND, group, [(far, block) for block in addresses.joined(subnet)], matches)


def _laid(laid: LaidOver, direction: str, group: Verdict, asked: Sequence[Asked], matches: Matches) -> Verdict:
    managers: dict[str, list[AdminRule]] = {}
    for row in laid.rows:
        if row.direction == direction or row.direction not in tuple(Direction):
            managers.setdefault(row.manager, []).append(row)
    if not managers:
        return group
    found = flows.worst(_of_all(managers.values(), group, one, matches) for one in asked)
    return _applied(laid, found, group)


def _of_all(managers: Iterable[Sequence[AdminRule]], group: Verdict, asked: Asked, matches: Matches) -> Verdict:
    """Of managers that do not agree the one with the higher scope decides, and no rule shows a scope."""
    told = [end for rules in managers if (end := _first(rules, group, asked, matches)) is not None]
    if not told:
        return group
    if len({(one.is_open, one.blocked) for one in told}) == 1:
        return told[0]
    one = next((one for one in told if one.is_open), told[0])
    why = one.why or "network managers do not agree, and which has the higher scope is not known"
    return Verdict(Decision.CANNOT_TELL, one.by, why, one.cause or Cause.ADMIN_RULE)


def _applied(laid: LaidOver, found: Verdict, group: Verdict) -> Verdict:
    if not laid.delegated or found.is_open or (not group.is_open and found.blocked == group.blocked):
        return found
    why = "whether the rules of a network manager are applied to a delegated subnet is not known"
    return Verdict(Decision.CANNOT_TELL, found.by, why, Cause.ADMIN_RULE)


def _row(rule: Mapping[str, Any]) -> AdminRule:
    """A rule with the members that a security group's has; a list that is empty means anything."""
    properties = rule.get("properties") or {}
    id_ = str(rule.get("id") or "")
    steps = id_.split("/")
    after = {step.lower(): name for step, name in zip(steps, steps[1:], strict=False)}
    protocol = properties.get("protocol")
    made: dict[str, Any] = {
        "name": steps[-1],
        "access": properties.get("access"),
        "protocol": "*" if str(protocol).lower() == "any" else protocol,
    }
    groups = []
    for side in ("source", "destination"):
        ends = properties.get(f"{side}s") or [{"addressPrefix": _ANYTHING}]
        of_groups = [one for one in ends if str(one.get("addressPrefixType")).lower() == _NETWORK_GROUP]
        groups += [str(one.get("addressPrefix")).rpartition("/")[2] for one in of_groups]
        made[f"{side}AddressPrefixes"] = [_ANYTHING if one in of_groups else one.get("addressPrefix") for one in ends]
        made[f"{side}PortRanges"] = properties.get(f"{side}PortRanges") or [_ANYTHING]
    return AdminRule(
        document=made,
        by=tuple(after[step] for step in ("networkmanagers", "rules") if step in after),
        manager=id_.lower().partition("/securityadminconfigurations/")[0],
        direction=str(properties.get("direction")).lower(),
        priority=int(properties.get("priority") or 0),
        settled=change.is_in_force(rule),
        beyond=members.ADMIN_RULE.beyond(properties),
        groups=tuple(groups),
    )


def _first(rules: Sequence[AdminRule], group: Verdict, asked: Asked, matches: Matches) -> Verdict | None:
    """Each rule of one manager in turn; one that may match, or has the same number, and would end otherwise leaves it
    open. None where none matches.
    """
    possible: list[tuple[AdminRule, Match]] = []
    for number in sorted({rule.priority for rule in rules}):
        equal = [(rule, every((matches(rule, *asked), *_open(rule)))) for rule in rules if rule.priority == number]
        possible += [(rule, match) for rule, match in equal if match.sure is None]
        sure = [rule for rule, match in equal if match.sure]
        if sure:
            possible += [(rule, _EQUAL) for rule in sure[1:]]
            return _verdict(possible, _end(sure[0], group), group)
    return _verdict(possible, group, group) if possible else None


def _verdict(possible: Iterable[tuple[AdminRule, Match]], last: Verdict, group: Verdict) -> Verdict:
    for rule, match in possible:
        end = _end(rule, group)
        if end.is_open or end.blocked != last.blocked:
            return Verdict(Decision.CANNOT_TELL, rule.by, match.why, match.cause)
    return last


def _end(rule: AdminRule, group: Verdict) -> Verdict:
    if rule.access == Access.DENY:
        return Verdict(Decision.DENIED, rule.by)
    if rule.access == Access.ALWAYS:
        return Verdict(Decision.ALLOWED, rule.by)
    if rule.access == Access.ALLOW:
        return group
    why = f"what admin rule {rule.name} does is not understood here"
    return Verdict(Decision.CANNOT_TELL, rule.by, why, Cause.UNKNOWN_MEMBER)


def _open(rule: AdminRule) -> list[Match]:
    """What a rule leaves open by what is not understood, or not read, of it."""
    strange = [f"{one} of admin rule {rule.name}" for one in rule.beyond]
    if rule.direction not in tuple(Direction):
        strange.append(f"direction of admin rule {rule.name}")
    state = f"admin rule {rule.name} is being changed, or its last change failed"
    return [
        *(maybe(Cause.UNKNOWN_MEMBER, f"{one} is not understood here") for one in strange),
        *([] if rule.settled else [maybe(Cause.NOT_SETTLED, state)]),
        *(
            maybe(Cause.ADMIN_RULE, f"which networks are in network group {one} is not read here")
            for one in rule.groups
        ),
    ]
