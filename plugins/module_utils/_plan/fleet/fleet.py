# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plans of many clusters as one run: which of them write the same resource, and which stand in each other's way.

A cluster is known by the key of its id.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ..lockdown import absent, present, slices
from ..lockdown.approval import Part, Slice
from ..lockdown.plans import Plan
from ..lockdown.request import DefaultRoute, Request
from ..values import resource_ids
from ..values.resource_ids import ResourceId
from ..values.words import DesiredState
from ..verdict.landscape import Landscape


@dataclass(frozen=True)
class Asked:
    """What is wanted for one cluster, and what it names."""

    request: Request
    cluster: ResourceId
    firewall: ResourceId | None = None
    firewall_policy: ResourceId | None = None
    subnet: ResourceId | None = None
    route_table: ResourceId | None = None


@dataclass(frozen=True)
class Member:
    """One cluster of the fleet with its plan."""

    plan: Plan

    @classmethod
    def of(cls, request: Request, landscape: Landscape) -> Member:
        """Plan what is asked; raise PlanError when something found stands against it."""
        return cls(
            present.plan(request, landscape)
            if request.state == DesiredState.PRESENT
            else absent.plan(request, landscape)
        )

    @classmethod
    def for_check(cls, request: Request, landscape: Landscape) -> Member:
        """Plan as far as a check needs it, which refuses hardly anything and has nothing to write."""
        return cls(present.judged(request, landscape))

    @cached_property
    def slices(self) -> dict[Part, Slice]:
        """What the plan writes, resource by resource."""
        return slices.of(self.plan)

    @property
    def needed(self) -> Any:
        """What an appliance has to let through for the cluster; None where there is none."""
        return slices.needed(self.plan)

    @cached_property
    def pending(self) -> tuple[Part, ...]:
        """The parts that there is something to do about."""
        return tuple(slices.pending(self.slices))

    @property
    def is_present(self) -> bool:
        """True for a cluster to lock down, False for one whose rules and routes go."""
        return self.plan.is_present

    @property
    def is_gone(self) -> bool:
        """True where only what was made for the cluster is left."""
        return self.plan.landscape.cluster is None

    @property
    def id(self) -> ResourceId:
        """The cluster."""
        return self.plan.landscape.cluster_id

    @property
    def name(self) -> str:
        """The name of the cluster."""
        return self.id.name

    @property
    def described(self) -> str:
        """`cluster telemetry in resource group rg-adx`, for messages."""
        return self.id.described()

    def has_table(self, id_: ResourceId | None) -> bool:
        """True when its routes are in this table."""
        return id_ is not None and resource_ids.same(self.plan.landscape.table_id, id_)

    def is_on(self, subnet: ResourceId | None) -> bool:
        """True when it is on this subnet."""
        return subnet is not None and resource_ids.same(self.plan.landscape.subnet_id, subnet)


@dataclass(frozen=True)
class Read:
    """A cluster with its plan and what is around it; no plan for one that is gone and has left nothing behind."""

    member: Member | None
    found: Landscape | None = None


Members = Mapping[str, Member]


@dataclass(frozen=True)
class Writing:
    """The one write of a resource for all clusters that have something to change there.

    `staying` are the other clusters of the call, whose routes are left alone, `left` the subnets that count as without
    their table. `guard` raises PlanError right before the write when it must not be sent after all; `approved` are the
    slices of the members that were approved, to which the write is held where there are any.
    """

    part: Part
    members: tuple[Member, ...]
    staying: tuple[Member, ...] = ()
    left: tuple[str, ...] = ()
    guard: Callable[[], None] | None = None
    approved: tuple[Slice, ...] = ()

    @property
    def id(self) -> ResourceId:
        """The resource that is written."""
        return self.members[0].slices[self.part].id


def writing(members: Members, part: Part) -> list[list[str]]:
    """The clusters that have something to write to each resource of this part."""
    found: dict[str, list[str]] = {}
    for name, member in members.items():
        if part in member.pending:
            found.setdefault(resource_ids.key(member.slices[part].id), []).append(name)
    return list(found.values())


def rule_lanes(members: Members) -> list[list[str]]:
    """Clusters whose rules are written one target after another: those in one firewall, or in groups of one policy."""
    found: dict[str, list[str]] = {}
    for name, member in members.items():
        if Part.RULES in member.pending:
            found.setdefault(resource_ids.key(member.slices[Part.RULES].id.outermost), []).append(name)
    return list(found.values())


def lanes(members: Members) -> list[list[str]]:
    """Clusters whose tables and subnets are written one after another: those in one network, or with one table."""
    found: list[tuple[set[str], list[str]]] = []
    for name, member in members.items():
        ids = [member.slices[part].id for part in (Part.ROUTES, Part.SUBNET) if part in member.pending]
        if not ids:
            continue
        subnet = member.plan.landscape.subnet_id
        touched = {resource_ids.key(id_.outermost) for id_ in (*ids, *([subnet] if subnet else []))}
        met = [lane for lane in found if lane[0] & touched]
        names = [one for lane in met for one in lane[1]]
        found = [lane for lane in found if lane not in met]
        found.append((touched.union(*(lane[0] for lane in met)), [*names, name]))
    return [names for _touched, names in found]


def conflicts(members: Members) -> dict[str, str]:
    """Clusters that want the same thing differently, and in which way: none of them can be served.

    One that is gone wants nothing that a living one claims.
    """
    found: dict[str, str] = {}
    seen: dict[tuple[str, ...], tuple[str, Any]] = {}
    for name, member in members.items():
        for thing, value, sentence in _claims(member):
            other, known = seen.setdefault(thing, (name, value))
            if other == name or (known == value and value is not None):
                continue
            text = sentence.format(both=f"{members[other].described} and {member.described}")
            gone = [one for one in (other, name) if members[one].is_gone]
            for one in gone if len(gone) == 1 else (other, name):
                found.setdefault(one, text)
            if gone == [other]:
                seen[thing] = (name, value)
    return found


def _claims(member: Member) -> Iterator[tuple[tuple[str, ...], Any, str]]:
    """What a plan claims, in which form (None: for itself alone), and the sentence about two that claim it."""
    for collection in member.plan.rule_collections if Part.RULES in member.slices else ():
        target, title = member.slices[Part.RULES].id, collection.name
        sentence = f"Both {{both}} claim the collection {title} on {target.described()}; give one of them another"
        yield (Part.RULES, resource_ids.key(target), title.lower()), None, f"{sentence} O(collection_prefix)."
    if member.plan.purges and Part.RULES in member.slices:
        target, prefix = member.slices[Part.RULES].id, str(member.plan.request.collection_prefix)
        sentence = (
            f"Both {{both}} purge {target.described()}, with different prefixes; give both one O(collection_prefix)."
        )
        yield ("purge", resource_ids.key(target)), prefix, sentence
    group, priority = member.plan.landscape.group_id, member.plan.request.group_priority
    if group is not None and priority is not None and member.is_present:
        sentence = f"Both {{both}} use {group.described()}, with different priorities; give it one."
        yield ("group", resource_ids.key(group)), priority, sentence
    landscape, table = member.plan.landscape, member.plan.table
    if not member.is_present or not table.manage or landscape.table_id is None:
        return
    key = resource_ids.key(landscape.table_id)
    for route in member.plan.routes:
        sentence = (
            f"Both {{both}} want {route.prefix} of {landscape.table_id.described()}, with different next hops; give"
        )
        yield (Part.ROUTES, key, route.key), route.hop, f"{sentence} one of them a route table of its own."
    if landscape.subnet_id is not None:
        sentence = (
            f"Both {{both}} are on {landscape.subnet_id.described()} with different route tables; it can have one."
        )
        yield (Part.SUBNET, resource_ids.key(landscape.subnet_id)), key, sentence


def held_back(members: Members, failed: Mapping[str, ResourceId]) -> dict[str, str]:
    """Whose routes it would be wrong to write or take away, and why, in view of a cluster that failed beside it.

    `failed` are the ids of those that did, also of those that have no plan and so are in `members` no more.
    """
    held: dict[str, str] = {}
    for name, member in members.items():
        for other_name, id_ in failed.items() if name not in failed else ():
            why = _held(member, members.get(other_name), id_)
            if why:
                held[name] = why
    return held


def _held(member: Member, other: Member | None, id_: ResourceId) -> str:
    if not member.is_present:
        told = "No routes were taken away for {0}: {1} shares them and failed, so it still needs them."
        holds = _strands(member, id_)
    else:
        told = (
            "Nothing was routed for {0}: {1} shares its routes and failed, so its traffic would go to a firewall that"
            " may block it."
        )
        holds = _reaches(member, other) if other else _reaches_unplanned(member, id_)
    return told.format(member.described, id_.described()) if holds else ""


def _strands(member: Member, id_: ResourceId) -> bool:
    """True when the plan counts on the other one to be let go along with it."""
    landscape, key = member.plan.landscape, resource_ids.key(id_)
    shares = key in {resource_ids.key(one.id) for one in landscape.sharing or ()}
    return shares and key in landscape.leaving and not {Part.ROUTES, Part.SUBNET}.isdisjoint(member.pending)


def _reaches(member: Member, other: Member) -> bool:
    """True when routing the one could send traffic of the other to the firewall."""
    if not other.is_present:
        return False
    landscape, gains = member.plan.landscape, member.plan.request.default_route == DefaultRoute.MANAGE
    by_table = gains and Part.ROUTES in member.pending and other.has_table(landscape.table_id)
    return by_table or (Part.SUBNET in member.pending and other.is_on(landscape.subnet_id))


def _reaches_unplanned(member: Member, id_: ResourceId) -> bool:
    """The same for a cluster that has no plan: only the listing of neighbours tells where it is."""
    gains = member.plan.request.default_route == DefaultRoute.MANAGE and Part.ROUTES in member.pending
    shares = any(resource_ids.same(one.id, id_) for one in member.plan.landscape.sharing or ())
    return shares and (gains or Part.SUBNET in member.pending)
