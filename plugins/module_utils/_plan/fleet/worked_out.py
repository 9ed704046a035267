# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the plans come to in the resources that clusters share, for whoever writes these in another language.

A plan by itself says which rules and routes are wanted. Their numbers and names depend on what is there and on the
other clusters of the call, as they do in the one write of a resource.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from ..documents import route_tables, rule_holder, subnets
from ..documents.rule_holder import RuleCollectionGroup, RuleHolder
from ..documents.rule_spellings import GROUP
from ..lockdown.request import RoutesMode
from ..values import resource_ids
from ..values.change import Document
from ..values.errors import PlanError
from ..values.resource_ids import ResourceId
from ..verdict.landscape import Landscape
from . import changes
from .fleet import Member, Members

Told = dict[str, Any]


def of(members: Members) -> dict[str, Told]:
    """Return `rules` and `routes` of each cluster that is to be locked down, the same for every order of them; None
    where it has no such resource.

    What stands against a write is told as `refused`, and why routes are no business of ours as `left`. `associate` is
    True where it is our business that the subnet has the table, also when it has it.
    """
    standing = {name: members[name] for name in sorted(members) if members[name].is_present}
    told: dict[str, Told] = {name: {"rules": None, "routes": None} for name in standing}
    earlier: list[tuple[ResourceId, Document]] = []
    for names in _by_id(standing, lambda one: one.plan.landscape.rules_id):
        rules = _rules([standing[name] for name in names], earlier)
        for name in names:
            told[name]["rules"] = rules
    for names in _by_id(standing, lambda one: one.plan.landscape.table_id):
        left = {name: _left(standing[name]) for name in names}
        of_table = _routes([standing[name] for name in names if not left[name]])
        for name in names:
            told[name]["routes"] = {**of_table, "left": left[name], "associate": _associates(standing[name])}
    return told


def _by_id(members: Members, id_of: Callable[[Member], ResourceId | None]) -> Iterable[list[str]]:
    found: dict[str, list[str]] = {}
    for name, member in members.items():
        if (id_ := id_of(member)) is not None:
            found.setdefault(resource_ids.key(id_), []).append(name)
    return found.values()


def _rules(members: list[Member], earlier: list[tuple[ResourceId, Document]]) -> Told:
    """The number of the group, those of the collections, and what else is in the group. Groups of one policy are
    written one after another, so those that are `earlier` have their numbers, and this is one of them from now on.
    """
    landscape = members[0].plan.landscape
    told: Told = {"group_priority": None, "priorities": [], "others": [], "refused": ""}
    try:
        owned = changes.ownership(members)
        document = changes.with_rules(_beside(landscape, earlier), members) or {}
    except PlanError as error:
        return {**told, "refused": str(error)}
    written = rule_holder.with_document(landscape.rule_holder, document).owned(owned)
    told["priorities"] = [{"name": one.name, "kind": one.kind, "priority": one.priority} for one in written]
    if landscape.group_id is not None:
        earlier.append((landscape.group_id, document))
        told["group_priority"] = (document.get("properties") or {}).get("priority")
        told["others"] = [one.name for one in GROUP.entries(document) if not owned.owns(one)]
    return told


def _beside(landscape: Landscape, earlier: Iterable[tuple[ResourceId, Document]]) -> RuleHolder:
    """What takes the rules, when the earlier groups of its policy have been written."""
    holder = landscape.rule_holder
    for id_, document in earlier:
        if isinstance(holder, RuleCollectionGroup) and holder.chain and _is_beside(landscape, id_):
            *above, policy = holder.chain
            holder = replace(holder, chain=(*above, policy.with_group(id_.name, document)))
    return holder


def _is_beside(landscape: Landscape, id_: ResourceId) -> bool:
    return landscape.group_id is not None and resource_ids.same(landscape.group_id.parent, id_.parent)


def _routes(members: list[Member]) -> Told:
    """The routes to the wanted prefixes as the table would hold them, whoever made them; with the tags of a table that
    is ours to declare, which is one that we made or would make.
    """
    told: Told = {"routes": [], "tags": None, "refused": ""}
    if not members:
        return told
    landscape, region = members[0].plan.landscape, str(members[0].plan.region)
    if landscape.table is None or route_tables.is_created_by_us(landscape.table):
        made_for = resource_ids.parse_or_none(route_tables.made_for(landscape.table))
        wanted = [member.plan.table.tags or {} for member in members]
        marks = route_tables.new_table(region, made_for if landscape.table else landscape.cluster_id)["tags"]
        told["tags"] = {**marks, **{name: text for tags in wanted for name, text in tags.items()}}
    found = dict(landscape.table or route_tables.new_table(region))
    concerned = list({route.key: route for member in members for route in member.plan.routes}.values())
    try:
        seen = route_tables.view(changes.routed(found, members), concerned) or {}
    except PlanError as error:
        return {**told, "refused": str(error)}
    return {**told, "routes": seen["routes"]}


def _associates(member: Member) -> bool:
    """A table that was found at the subnet is there by the word of others, and stays when ours is taken away."""
    landscape = member.plan.landscape
    return landscape.table_named or landscape.table is None or route_tables.is_created_by_us(landscape.table)


def _left(member: Member) -> str:
    """Why its routes are no business of ours; empty where they are, also where the user keeps them himself."""
    landscape, request = member.plan.landscape, member.plan.request
    unread = [landscape.unread[field] for field in ("subnet", "route_table") if field in landscape.unread]
    if unread:
        return f"{unread[0]}, so nothing says what stands there"
    if request.routes == RoutesMode.AUTO and landscape.subnet is not None and subnets.is_delegated(landscape.subnet):
        return "the subnet is delegated to the service, which keeps its routes itself"
    return ""
