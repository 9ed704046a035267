# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Security admin rules, which network managers lay over a network and which are asked before any security group.

The lowest number first, and the first rule that matches ends it: Deny drops, AlwaysAllow passes the security group by,
and after Allow the group decides, as it does where no rule matches ("Security admin rules in Azure Virtual Network
Manager").
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..documents import members
from ..values import addresses
from ..values.addresses import Block
from ..values.words import Word
from . import flows, security_groups
from .flows import Decision, Flow, Verdict
from .matches import Cause, Match, every, maybe
from .places import Places
from .security_groups import Direction

Rule = Mapping[str, Any]
_ANYTHING, _NETWORK_GROUP = "*", "networkgroup"


class Access(Word):
    """What a rule does, in lower case."""

    DENY = "deny"
    ALLOW = "allow"
    ALWAYS = "alwaysallow"


@dataclass(frozen=True)
class LaidOver:
    """The effective rules of a network. Whether they are applied to a `delegated` subnet the documentation leaves open:
    to networks of some services they are not, unless the manager says so.
    """

    rules: Sequence[Rule] = ()
    delegated: bool = False


def outbound(laid: LaidOver, group: Verdict, flow: Flow, sources: Iterable[str], places: Places) -> Verdict:
    """The verdict about a flow that leaves the subnet, by the effective rules of its network and by what its security
    group says.
    """
    if not laid.rules:
        return group
    parts = [replace(flow, addresses=(address,)) for address in flow.addresses] or [flow]
    asked = _ordered(laid.rules, Direction.OUTBOUND)
    found = flows.worst(
        _first(asked, group, part, source, places, security_groups.leaving)
        for source in addresses.joined(sources)
        for part in parts
    )
    return _applied(laid, found, group)


def inbound(laid: LaidOver, group: Verdict, far: Flow, subnet: Iterable[str], places: Places) -> Verdict:
    """The same about a connection from the far end to the cluster."""
    if not laid.rules:
        return group
    asked = _ordered(laid.rules, Direction.INBOUND)
    found = flows.worst(
        _first(asked, group, far, block, places, security_groups.arriving) for block in addresses.joined(subnet)
    )
    return _applied(laid, found, group)


def _applied(laid: LaidOver, found: Verdict, group: Verdict) -> Verdict:
    if not laid.delegated or found.is_open or (not group.is_open and found.blocked == group.blocked):
        return found
    why = "whether the rules of a network manager are applied to a delegated subnet is not known"
    return Verdict(Decision.CANNOT_TELL, found.by, why, Cause.ADMIN_RULE)


def _ordered(rules: Sequence[Rule], direction: str) -> list[Rule]:
    found = [_row(rule) for rule in rules]
    return sorted((one for one in found if one["direction"] == direction), key=lambda one: int(one["priority"]))


def _row(rule: Rule) -> Rule:
    """A rule with the members that a security group's has; a list that is empty means anything."""
    properties = rule.get("properties") or {}
    steps = str(rule.get("id") or "").split("/")
    after = {step: name for step, name in zip(steps, steps[1:], strict=False) if step in ("networkManagers", "rules")}
    made: dict[str, Any] = {
        "by": tuple(after.values()),
        "name": steps[-1],
        "direction": str(properties.get("direction")).lower(),
        "priority": properties.get("priority") or 0,
        "access": str(properties.get("access")).lower(),
        "protocol": "*" if str(properties.get("protocol")).lower() == "any" else properties.get("protocol"),
        "beyond": members.ADMIN_RULE.beyond(properties),
        "groups": [],
    }
    for side in ("source", "destination"):
        ends = properties.get(f"{side}s") or [{"addressPrefix": _ANYTHING}]
        of_groups = [one for one in ends if str(one.get("addressPrefixType")).lower() == _NETWORK_GROUP]
        made["groups"] += of_groups
        made[f"{side}AddressPrefixes"] = [_ANYTHING if one in of_groups else one.get("addressPrefix") for one in ends]
        made[f"{side}PortRanges"] = properties.get(f"{side}PortRanges") or [_ANYTHING]
    return made


def _first(
    rules: Iterable[Rule],
    group: Verdict,
    flow: Flow,
    inner: Block,
    places: Places,
    matches: Callable[[Rule, Flow, Block, Places], Match],
) -> Verdict:
    """Each rule in turn; one that may match and would end otherwise leaves it open."""
    possible: list[tuple[Rule, Match]] = []
    for rule in rules:
        match = every((matches(rule, flow, inner, places), *_open(rule)))
        if match.sure:
            return _verdict(possible, _end(rule, group), group)
        if match.sure is None:
            possible.append((rule, match))
    return _verdict(possible, group, group)


def _verdict(possible: Iterable[tuple[Rule, Match]], last: Verdict, group: Verdict) -> Verdict:
    for rule, match in possible:
        end = _end(rule, group)
        if end.is_open or end.blocked != last.blocked:
            return Verdict(Decision.CANNOT_TELL, rule["by"], match.why, match.cause)
    return last


def _end(rule: Rule, group: Verdict) -> Verdict:
    if rule["access"] == Access.DENY:
        return Verdict(Decision.DENIED, rule["by"])
    if rule["access"] == Access.ALWAYS:
        return Verdict(Decision.ALLOWED, rule["by"])
    if rule["access"] == Access.ALLOW:
        return group
    why = f"what admin rule {rule['name']} does is not understood here"
    return Verdict(Decision.CANNOT_TELL, rule["by"], why, Cause.UNKNOWN_MEMBER)


def _open(rule: Rule) -> list[Match]:
    """What a rule leaves open by what is not understood, or not read, of it."""
    strange = [f"{one} of admin rule {rule['name']}" for one in rule["beyond"]]
    unread = [str(one.get("addressPrefix")).rpartition("/")[2] for one in rule["groups"]]
    return [
        *(maybe(Cause.UNKNOWN_MEMBER, f"{one} is not understood here") for one in strange),
        *(maybe(Cause.ADMIN_RULE, f"which networks are in network group {one} is not read here") for one in unread),
    ]
