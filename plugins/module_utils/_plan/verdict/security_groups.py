# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a subnet's network security group lets out and in.

By priority, custom and default rules together, and the first that matches ends it. Where it cannot be told whether a
name lies in a service tag, the rows that the documentation gives for the cluster's subnet are the yardstick: a group
that has them all lets the documented dependencies out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from ..documents import members
from ..needs import _documented_data as data
from ..needs.dependencies import EXTRA
from ..values import addresses
from ..values.addresses import Block
from ..values.words import Word
from . import flows
from .flows import Decision, Flow, Verdict
from .matches import NO, YES, Cause, Match, every, fact, maybe, some
from .places import Places, Tag, in_virtual_network, is_private, within
from .rulesets import in_ports

Rule = Mapping[str, Any]  # with the members of ARM's document and its name


class Direction(Word):
    """Which way a security group is passed, in lower case."""

    OUTBOUND = "outbound"
    INBOUND = "inbound"


NO_GROUP = Verdict(Decision.ALLOWED)


@dataclass(frozen=True)
class SecurityGroup:
    """A security group as it was read; its rules are put in their order once, for all flows that are asked about."""

    document: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The name, as the group's document has it."""
        return str(self.document.get("name"))

    @cached_property
    def outbound(self) -> tuple[Rule, ...]:
        """The rules about what leaves the subnet, the one that is asked first in front."""
        return _ordered(self.document, Direction.OUTBOUND)

    @cached_property
    def inbound(self) -> tuple[Rule, ...]:
        """The rules about what comes into it."""
        return _ordered(self.document, Direction.INBOUND)


def outbound(group: SecurityGroup | None, flow: Flow, sources: Iterable[str], places: Places) -> Verdict:
    """The verdict about a flow that leaves the subnet; without a group everything may."""
    if group is None:
        return NO_GROUP
    parts = [replace(flow, addresses=(address,)) for address in flow.addresses] or [flow]
    return flows.worst(
        _first(group.name, group.outbound, part, source, places, leaving)
        for source in addresses.joined(sources)
        for part in parts
    )


def inbound(group: SecurityGroup | None, source: Flow, subnet: Iterable[str], places: Places) -> Verdict:
    """The verdict about a connection from outside to the cluster; `source` is the flow's far end and its port."""
    if group is None:
        return NO_GROUP
    return flows.worst(
        _first(group.name, group.inbound, source, block, places, arriving) for block in addresses.joined(subnet)
    )


def _is_yardstick(above: Iterable[Rule], rule: Rule, flow: Flow, source: Block, places: Places) -> bool:
    """True for a documented dependency that only a closing deny stands against, below all documented rows."""
    if flow.category == EXTRA or _allows(rule):
        return False
    return _has_documented_rows(one for one in above if _from(one, source, places).sure)


def _has_documented_rows(rules: Iterable[Rule]) -> bool:
    """True when every outbound row of the documentation has an allowing rule for its service tag and ports."""
    allowing = [rule for rule in rules if _allows(rule)]
    return all(
        any(_is_row(rule, str(row["destination"]), int(port)) for rule in allowing)
        for row in data.OUTBOUND_SECURITY_RULES
        for port in row["ports"]
    )


def _is_row(rule: Rule, tag: str, port: int) -> bool:
    named = [text.lower() for text in _texts(rule, "destinationAddressPrefix")]
    return tag.lower() in named and bool(_speaks(rule, port).sure)


def _ordered(group: Mapping[str, Any], direction: str) -> tuple[Rule, ...]:
    properties = group.get("properties") or {}
    listed = [*(properties.get("securityRules") or ()), *(properties.get("defaultSecurityRules") or ())]
    rules = [{"name": item.get("name"), **(item.get("properties") or {})} for item in listed]
    chosen = [rule for rule in rules if str(rule.get("direction")).lower() == direction]
    return tuple(sorted(chosen, key=lambda rule: int(rule.get("priority") or 0)))


def _first(name: str, rules: Sequence[Rule], flow: Flow, inner: Block, places: Places, matches: Any) -> Verdict:
    """Each rule in turn; an open question that the end does not agree with makes the whole one."""
    open_questions: list[tuple[Rule, Match]] = []
    for rule in rules:
        match = matches(rule, flow, inner, places)
        if match.sure is False:
            continue
        match = every((match, *_strange(rule)))
        if match.sure is None:
            open_questions.append((rule, match))
        if match.sure:
            end = Verdict(Decision.ALLOWED if _allows(rule) else Decision.DENIED, (name, str(rule["name"])))
            above = rules[: rules.index(rule)]
            if open_questions and matches is leaving and _is_yardstick(above, rule, flow, inner, places):
                end = Verdict(Decision.ALLOWED, (name,), "it has every row that is documented")
            return _verdict(name, open_questions, end)
    return Verdict(Decision.DENIED, (name,))


def _verdict(name: str, open_questions: Iterable[tuple[Rule, Match]], end: Verdict) -> Verdict:
    for other, match in open_questions:
        unknown = str(other.get("access")).lower() not in ("allow", "deny")
        if unknown or _allows(other) == end.blocked:
            return Verdict(Decision.CANNOT_TELL, (name, str(other["name"])), match.why, match.cause)
    return end


def leaving(rule: Rule, flow: Flow, source: Block, places: Places) -> Match:
    """Whether a rule is about a flow out of the subnet."""
    spoken = _speaks(rule, flow.port, flow.transport)
    if spoken.sure is False:
        return NO
    from_here = _from(rule, source, places)
    return NO if from_here.sure is False else every((spoken, from_here, _outer(rule, "destination", flow, places)))


def _strange(rule: Rule) -> list[Match]:
    """What its members that are not understood leave open, and an access that is neither of the two words."""
    beyond = [name for name in members.SECURITY_RULE.beyond(rule) if name != "name"]
    if str(rule.get("access")).lower() not in ("allow", "deny"):
        beyond.append("access")
    return [maybe(Cause.UNKNOWN_MEMBER, f"{one} of rule {rule['name']} is not understood here") for one in beyond]


def _from(rule: Rule, source: Block, places: Places) -> Match:
    return every((_inner(rule, "source", source, places), _from_port(rule)))


def arriving(rule: Rule, flow: Flow, destination: Block, places: Places) -> Match:
    """Whether a rule is about a connection into the subnet from the flow's far end."""
    spoken = _speaks(rule, flow.port, flow.transport)
    if spoken.sure is False:
        return NO
    ends = _inner(rule, "destination", destination, places), _outer(rule, "source", flow, places)
    return every((spoken, *ends, _from_port(rule)))


def _inner(rule: Rule, side: str, block: Block, places: Places) -> Match:
    """The cluster's side: the subnet, or the network it is in. Which machines a security group of machines (an
    application security group) holds cannot be read off the subnet.
    """
    if rule.get(f"{side}ApplicationSecurityGroups"):
        return maybe(Cause.PART_OF_SUBNET, f"rule {rule['name']} is about an application security group")
    texts = _texts(rule, f"{side}AddressPrefix")
    network = places.virtual_network if Tag.VIRTUAL_NETWORK in [text.lower() for text in texts] else ()
    covered = addresses.share(block, addresses.joined((*texts, *network)))
    return (
        maybe(Cause.PART_OF_SUBNET, f"rule {rule['name']} is about a part of the subnet only")
        if covered == addresses.Coverage.PART
        else fact(covered == addresses.Coverage.ALL)
    )


def _outer(rule: Rule, side: str, flow: Flow, places: Places) -> Match:
    """The far side. Internet is every public address, which a public name resolves to."""
    if rule.get(f"{side}ApplicationSecurityGroups"):
        return NO
    texts = _texts(rule, f"{side}AddressPrefix")
    special = {text.lower() for text in texts} & {Tag.INTERNET, Tag.VIRTUAL_NETWORK}
    rest = [text for text in texts if text.lower() not in special]
    return some(
        (*(_special(name, flow, places) for name in sorted(special)), within(flow, rest, places, allows=_allows(rule)))
    )


def _special(name: str, flow: Flow, places: Places) -> Match:
    if name == Tag.VIRTUAL_NETWORK:
        return in_virtual_network(flow, places)
    return fact(not is_private(flow) and not within(flow, places.virtual_network, places).sure)


def _from_port(rule: Rule) -> Match:
    """Who connects picks a port by chance, so a rule about some of them matches by chance."""
    asked = _texts(rule, "sourcePortRange")
    anything = not asked or any(text in ("*", "0-65535", "1-65535") for text in asked)
    return (
        YES
        if anything
        else maybe(Cause.PART_OF_SUBNET, f"rule {rule['name']} is about source ports {', '.join(asked)} only")
    )


def _speaks(rule: Rule, port: int, transport: str = "TCP") -> Match:
    if str(rule.get("protocol") or "*").lower() not in ("*", transport.lower()):
        return NO
    return in_ports(_texts(rule, "destinationPortRange"), port)


def _texts(rule: Rule, name: str) -> list[str]:
    """ARM keeps one value in one property and several in its plural."""
    plural = f"{name}es" if name.endswith("x") else f"{name}s"
    single = rule.get(name)
    return [*([str(single)] if single else []), *(str(item) for item in rule.get(plural) or ())]


def _allows(rule: Rule) -> bool:
    return str(rule.get("access")).lower() == "allow"
