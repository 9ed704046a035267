# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a resource becomes that many clusters write at once, and the surroundings of each of them afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from . import egress_facts, firewalls, policies, resource_ids, route_tables, shapes, subnets
from .approval import RULES
from .egress import ours
from .egress.judgement import Surroundings
from .errors import PlanError
from .fleet import Member, Members
from .policies import GroupOptions, Policy
from .resource_ids import ResourceId
from .routes import Route
from .rule_collections import Ownership
from .shapes import Collection
from .situation import Document

Written = Mapping[str, "Document | None"]  # by the key of an id


def ownership(members: Iterable[Member]) -> Ownership:
    """Which collections these clusters are about."""
    return Ownership.of([shapes.named(option) for member in members for option in member.plan.rule_collections])


def wanted(members: Iterable[Member]) -> list[Collection]:
    """The collections that have to be there for these clusters."""
    there = [member for member in members if member.is_present]
    return [shapes.from_option(option) for member in there for option in member.plan.rule_collections]


def with_rules(document: Document | None, chain: Sequence[Policy], members: Sequence[Member]) -> Document | None:
    """Return the firewall, or the group whose policy ends the chain, with what these clusters want and nothing else of
    theirs.
    """
    id_, request = members[0].slices[RULES].id, members[0].plan.request
    concerned, there = ownership(members), wanted(members)
    if id_.type == resource_ids.FIREWALL:
        if document is None:
            _require_nothing(id_, there)
            return None
        if not there:
            return firewalls.absent(document, concerned)
        return firewalls.present(document, there, concerned, priority_base=request.priority_base)
    if not chain:
        _require_nothing(id_.parent, there)
        return None
    if there:
        options = GroupOptions(id_.name, request.group_priority, request.priority_base)
        return policies.present(document, chain, there, concerned, options)
    policies.require_writable(chain[-1])
    return None if document is None else policies.absent(document, concerned, remove_empty=True)


def _require_nothing(id_: ResourceId, there: Sequence[Collection]) -> None:
    if there:
        raise PlanError(f"There is no {id_.described()} any more, so it takes no rules.")


def refused(members: Members) -> dict[str, str]:
    """Whom a target cannot take besides the others, as it was read: the later ones, when all together are too many."""
    found = egress_facts.surroundings(next(iter(members.values())).plan.facts)
    group, holder = found.group_id, ours.holder(found)
    document = dict(holder) if holder else None
    chain = policies.down_to(found.chain, group.parent) if group else ()
    try:
        with_rules(document, chain, list(members.values()))
    except PlanError:
        return _misfits(document, chain, members)
    return {}


def _misfits(document: Document | None, chain: Sequence[Policy], members: Members) -> dict[str, str]:
    fitting: list[Member] = []
    misfits: dict[str, str] = {}
    for name, member in members.items():
        try:
            with_rules(document, chain, [*fitting, member])
            fitting.append(member)
        except PlanError as error:
            misfits[name] = str(error)
    return misfits


def routed(document: Document, members: Sequence[Member]) -> Document:
    """Return the table with the routes of all these clusters; what one wants no longer stays where another wants it."""
    kept = {route.key for member in members for route in member.plan.routes}
    for member in members:
        table = member.plan.table
        tagged = route_tables.with_tags(document, table.tags, append=table.append_tags)
        gone = [route for route in member.plan.unwanted_routes if route.key not in kept]
        document = route_tables.present(tagged, member.plan.routes, gone)
    return document


def leaving(members: Iterable[Member], staying: Iterable[Member]) -> list[Route]:
    """The routes that go with these clusters, but for those to prefixes that the staying ones have."""
    kept = {route.key for member in staying for route in member.plan.routes}
    return _once(route for member in members for route in member.plan.routes if route.key not in kept)


def concerned_routes(members: Iterable[Member]) -> list[Route]:
    """Every route that is written or taken away for these clusters to lock down."""
    return _once(route for member in members for route in (*member.plan.routes, *member.plan.unwanted_routes))


def _once(found: Iterable[Route]) -> list[Route]:
    return list({route.key: route for route in found}.values())


def as_written(found: Surroundings, member: Member, written: Written) -> Surroundings:
    """The surroundings of a cluster with the documents in them that this run has written."""
    facts = member.plan.facts
    subnet = _now(written, facts.subnet_id, found.subnet)
    made = replace(
        found,
        firewall=_now(written, facts.firewall_id, found.firewall) or {},
        subnet=subnet,
        route_table=_table_now(found, member, subnets.route_table_id(subnet), written),
    )
    group = facts.group_id
    if group is None or resource_ids.key(group) not in written:
        return made
    policy = policies.of_chain(found.chain, group.parent)
    document = written[resource_ids.key(group)]
    chain = tuple(one.with_group(group.name, document) if one is policy else one for one in found.chain)
    return replace(made, chain=chain)


def _now(written: Written, id_: ResourceId | None, found: Any) -> Any:
    return found if id_ is None else written.get(resource_ids.key(id_), found)


def _table_now(found: Surroundings, member: Member, id_: str | None, written: Written) -> Any:
    """The document of the table that the subnet has now."""
    if id_ is None:
        return None
    if resource_ids.key(id_) in written:
        return written[resource_ids.key(id_)]
    return member.plan.facts.table if resource_ids.same(id_, member.plan.facts.table_id) else found.route_table
