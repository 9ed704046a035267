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


class Direction(Word):
    """Which way a security group is passed, in lower case."""

    OUTBOUND = "outbound"
    INBOUND = "inbound"


NO_GROUP = Verdict(Decision.ALLOWED)
_ALLOW, _DENY = "allow", "deny"  # what a rule does, in lower case


@dataclass(frozen=True)
class End:
    """One side of a rule as it is written; whether it is `of_machines`, which an application security group names."""

    texts: tuple[str, ...]
    of_machines: bool = False

    @cached_property
    def special(self) -> tuple[str, ...]:
        """The tags that are no service's, in lower case and in order."""
        return tuple(sorted({text.lower() for text in self.texts} & {Tag.INTERNET, Tag.VIRTUAL_NETWORK}))

    @cached_property
    def rest(self) -> tuple[str, ...]:
        """Everything else."""
        return tuple(text for text in self.texts if text.lower() not in self.special)

    @cached_property
    def tells_names_apart(self) -> bool:
        """True where it names a service's tag, which holds some names and others not."""
        return any(not addresses.parse(text) for text in self.rest)


@dataclass(frozen=True, eq=False)
class Rule:
    """A rule by the members of its document and its name; what it says is read off them once, for all flows."""

    document: Mapping[str, Any]

    @cached_property
    def name(self) -> str:
        """The name of the rule."""
        return str(self.document["name"])

    @cached_property
    def access(self) -> str:
        """What it does, in lower case."""
        return str(self.document.get("access")).lower()

    @property
    def allows(self) -> bool:
        """True where it lets pass what it is about."""
        return self.access == _ALLOW

    @cached_property
    def source(self) -> End:
        """Where it is about traffic from."""
        return self._end("source")

    @cached_property
    def destination(self) -> End:
        """Where it is about traffic to."""
        return self._end("destination")

    def _end(self, side: str) -> End:
        of_machines = bool(self.document.get(f"{side}ApplicationSecurityGroups"))
        return End(_texts(self.document, f"{side}AddressPrefix"), of_machines)

    @cached_property
    def strange(self) -> tuple[Match, ...]:
        """What its members that are not understood leave open, and an access that is neither of the two words."""
        beyond = [name for name in members.SECURITY_RULE.beyond(self.document) if name != "name"]
        if self.access not in (_ALLOW, _DENY):
            beyond.append("access")
        return tuple(maybe(Cause.UNKNOWN_MEMBER, f"{one} of rule {self.name} is not understood here") for one in beyond)

    @cached_property
    def from_port(self) -> Match:
        """Who connects picks a port by chance, so a rule about some of them matches by chance."""
        asked = _texts(self.document, "sourcePortRange")
        if not asked or any(text in ("*", "0-65535", "1-65535") for text in asked):
            return YES
        return maybe(Cause.PART_OF_SUBNET, f"rule {self.name} is about source ports {', '.join(asked)} only")

    def speaks(self, port: int, transport: str = "TCP") -> Match:
        """Whether it is about a port of a transport."""
        known = self._spoken.get((port, transport))
        if known is None:
            known = self._spoken[port, transport] = self._speaks(port, transport)
        return known

    @cached_property
    def _spoken(self) -> dict[tuple[int, str], Match]:
        return {}

    def _speaks(self, port: int, transport: str) -> Match:
        if str(self.document.get("protocol") or "*").lower() not in ("*", transport.lower()):
            return NO
        return in_ports(_texts(self.document, "destinationPortRange"), port)


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
    if flow.category == EXTRA or rule.allows:
        return False
    return _has_documented_rows(one for one in above if _from(one, source, places).sure)


def _has_documented_rows(rules: Iterable[Rule]) -> bool:
    """True when every outbound row of the documentation has an allowing rule for its service tag and ports."""
    allowing = [rule for rule in rules if rule.allows]
    return all(
        any(_is_row(rule, str(row["destination"]), int(port)) for rule in allowing)
        for row in data.OUTBOUND_SECURITY_RULES
        for port in row["ports"]
    )


def _is_row(rule: Rule, tag: str, port: int) -> bool:
    named = [text.lower() for text in rule.destination.texts]
    return tag.lower() in named and bool(rule.speaks(port).sure)


def _ordered(group: Mapping[str, Any], direction: str) -> tuple[Rule, ...]:
    properties = group.get("properties") or {}
    listed = [*(properties.get("securityRules") or ()), *(properties.get("defaultSecurityRules") or ())]
    rules = [{"name": item.get("name"), **(item.get("properties") or {})} for item in listed]
    chosen = [rule for rule in rules if str(rule.get("direction")).lower() == direction]
    return tuple(map(Rule, sorted(chosen, key=lambda rule: int(rule.get("priority") or 0))))


def _first(name: str, rules: Sequence[Rule], flow: Flow, inner: Block, places: Places, matches: Any) -> Verdict:
    """Each rule in turn; an open question that the end does not agree with makes the whole one."""
    open_questions: list[tuple[Rule, Match]] = []
    for rule in rules:
        match = matches(rule, flow, inner, places)
        if match.sure is False:
            continue
        if rule.strange:
            match = every((match, *rule.strange))
        if match.sure is None:
            open_questions.append((rule, match))
        if match.sure:
            end = Verdict(Decision.ALLOWED if rule.allows else Decision.DENIED, (name, rule.name))
            above = rules[: rules.index(rule)]
            if open_questions and matches is leaving and _is_yardstick(above, rule, flow, inner, places):
                end = Verdict(Decision.ALLOWED, (name,), "it has every row that is documented")
            return _verdict(name, open_questions, end)
    return Verdict(Decision.DENIED, (name,))


def _verdict(name: str, open_questions: Iterable[tuple[Rule, Match]], end: Verdict) -> Verdict:
    for other, match in open_questions:
        if other.access not in (_ALLOW, _DENY) or other.allows == end.blocked:
            return Verdict(Decision.CANNOT_TELL, (name, other.name), match.why, match.cause)
    return end


def leaving(rule: Rule, flow: Flow, source: Block, places: Places) -> Match:
    """Whether a rule is about a flow out of the subnet."""
    spoken = rule.speaks(flow.port, flow.transport)
    if spoken.sure is False:
        return NO
    from_here = _from(rule, source, places)
    return NO if from_here.sure is False else every((spoken, from_here, _outer(rule, rule.destination, flow, places)))


def _from(rule: Rule, source: Block, places: Places) -> Match:
    known = places.told.get((rule, source))
    if known is None:
        known = places.told[rule, source] = every((_inner(rule, rule.source, source, places), rule.from_port))
    return known


def arriving(rule: Rule, flow: Flow, destination: Block, places: Places) -> Match:
    """Whether a rule is about a connection into the subnet from the flow's far end."""
    spoken = rule.speaks(flow.port, flow.transport)
    if spoken.sure is False:
        return NO
    ends = _inner(rule, rule.destination, destination, places), _outer(rule, rule.source, flow, places)
    return every((spoken, *ends, rule.from_port))


def _inner(rule: Rule, end: End, block: Block, places: Places) -> Match:
    """The cluster's side: the subnet, or the network it is in. Which machines a security group of machines (an
    application security group) holds cannot be read off the subnet.
    """
    if end.of_machines:
        return maybe(Cause.PART_OF_SUBNET, f"rule {rule.name} is about an application security group")
    network = places.virtual_network if Tag.VIRTUAL_NETWORK in end.special else ()
    covered = addresses.share(block, addresses.joined((*end.texts, *network)))
    return (
        maybe(Cause.PART_OF_SUBNET, f"rule {rule.name} is about a part of the subnet only")
        if covered == addresses.Coverage.PART
        else fact(covered == addresses.Coverage.ALL)
    )


def _outer(rule: Rule, end: End, flow: Flow, places: Places) -> Match:
    """The far side. Internet is every public address, which a public name resolves to. What can be told of a name
    without a service's tag can be told of all; what is open says which name it is about.
    """
    if end.of_machines:
        return NO
    if flow.addresses or flow.tag or end.tells_names_apart:
        return _lies(rule, end, flow, places)
    key = rule, end, flow.version
    if key in places.told:
        return places.told[key]
    found = _lies(rule, end, flow, places)
    if found.sure is not None:
        places.told[key] = found
    return found


def _lies(rule: Rule, end: End, flow: Flow, places: Places) -> Match:
    special = [_special(name, flow, places) for name in end.special]
    return some((*special, within(flow, end.rest, places, allows=rule.allows)))


def _special(name: str, flow: Flow, places: Places) -> Match:
    if name == Tag.VIRTUAL_NETWORK:
        return in_virtual_network(flow, places)
    return fact(not is_private(flow) and not within(flow, places.virtual_network, places).sure)


def _texts(rule: Mapping[str, Any], name: str) -> tuple[str, ...]:
    """ARM keeps one value in one property and several in its plural."""
    plural = f"{name}es" if name.endswith("x") else f"{name}s"
    single = rule.get(name)
    return (*((str(single),) if single else ()), *(str(item) for item in rule.get(plural) or ()))
