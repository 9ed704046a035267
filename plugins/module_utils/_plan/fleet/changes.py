# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a resource becomes that many clusters write at once, and the landscape of each of them afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from ..check.findings import Finding
from ..documents import route_tables, subnets
from ..documents.routes import Route
from ..documents.rule_collections import Collection
from ..documents.rule_holder import RuleHolder
from ..documents.rule_ownership import Ownership
from ..lockdown import plans, slices
from ..lockdown.approval import Part
from ..values import change, resource_ids
from ..values.change import Document
from ..values.errors import PlanError
from ..values.resource_ids import ResourceId
from ..verdict.landscape import Landscape
from .fleet import Member, Members, Writing

Written = Mapping[str, "Document | None"]  # by the key of an id


def ownership(members: Iterable[Member]) -> Ownership:
    """Which collections these clusters are about: their own, and where one purges, all with its prefix that are not
    named after a cluster that is there.
    """
    concerned = list(members)
    named = [one for member in concerned for one in member.plan.rule_collections]
    purging = [member for member in concerned if member.plan.purges]
    if not purging:
        return Ownership.of(named)
    prefix = purging[0].plan.request.collection_prefix
    return Ownership.of(named, prefix=prefix, purge=True, spared=_spared(purging))


def _spared(purging: Iterable[Member]) -> set[str]:
    """What none of these purges may take: to each of them the others are clusters that are there."""
    removals = [member.plan for member in purging]
    own = [plans.bases(plan.request, plan.landscape.cluster_id.name, str(plan.region)) for plan in removals]
    found = {name for plan in removals for name in plans.spared(plan.request, plan.landscape)}
    return found.difference(*own)


def wanted(members: Iterable[Member]) -> list[Collection]:
    """The collections that have to be there for these clusters."""
    return [one for member in members if member.is_present for one in member.plan.rule_collections]


def with_rules(holder: RuleHolder, members: Sequence[Member]) -> Document | None:
    """Return what these clusters' rules are kept in, with what they want and nothing else of theirs.

    Raise PlanError for what stands against it.
    """
    id_, request = members[0].plan.landscape.rules_id, members[0].plan.request
    concerned, there = ownership(members), wanted(members)
    if holder.is_missing:
        if there and id_ is not None:
            gone = id_.parent if id_.is_child else id_
            raise PlanError(f"There is no {gone.described()} any more, so it takes no rules.", code="gone_meanwhile")
        return None
    if there:
        return holder.present(there, concerned, plans.group_options(request, members[0].plan.landscape))
    holder.require_writable()
    return holder.absent(concerned)


class Together(NamedTuple):
    """Whom a target cannot take besides the others, and what Azure may refuse of the rest."""

    refused: dict[str, PlanError]
    crowded: tuple[Finding, ...]


def together(members: Members) -> Together:
    """Try the rules of all these clusters on their target as it was read; the later ones are refused when all together
    are too many.
    """
    holder, refused = next(iter(members.values())).plan.landscape.rule_holder, dict[str, PlanError]()
    try:
        document = with_rules(holder, list(members.values()))
    except PlanError:
        refused = _misfits(holder, members)
        fitting = [member for name, member in members.items() if name not in refused]
        document = with_rules(holder, fitting) if fitting else None
    crowded = holder.crowded(document) if document else ()
    return Together(refused, tuple(Finding("rules_over_limit", *one) for one in crowded))


def _misfits(holder: RuleHolder, members: Members) -> dict[str, PlanError]:
    fitting: list[Member] = []
    misfits: dict[str, PlanError] = {}
    for name, member in members.items():
        try:
            with_rules(holder, [*fitting, member])
            fitting.append(member)
        except PlanError as error:
            misfits[name] = error
    return misfits


def routed(document: Document, members: Sequence[Member]) -> Document:
    """Return the table with the routes of all these clusters; what one wants no longer stays where another wants it."""
    kept = {route.key for member in members for route in member.plan.routes}
    for member in members:
        table = member.plan.table
        tagged = route_tables.with_tags(document, table.tags, append=True)
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


def _once(listed: Iterable[Route]) -> list[Route]:
    return list({route.key: route for route in listed}.values())


def as_written(landscape: Landscape, written: Written) -> Landscape:
    """The landscape of a cluster with the documents in them that this run has written."""
    subnet = _now(written, landscape.subnet_id, landscape.subnet)
    made = replace(
        landscape,
        subnet=subnet,
        route_table=_table_now(landscape, subnets.route_table_id(subnet), written),
    )
    holder = landscape.rules_id
    if holder is None or resource_ids.key(holder) not in written:
        return made
    return made.with_rules(written[resource_ids.key(holder)])


def lags(landscape: Landscape, member: Member, written: Written) -> bool:
    """True when a document is older than what this run has written of it: neither its etag nor our slice is there. No
    landscape has the cluster's own document anew.
    """
    return any(_lags(landscape, member, part, written) for part in member.slices if part != Part.NETWORK)


def _lags(landscape: Landscape, member: Member, part: Part, written: Written) -> bool:
    id_ = member.slices[part].id
    if resource_ids.key(id_) not in written:
        return False
    expected, seen = written[resource_ids.key(id_)], document_of(landscape, part)
    if (seen or {}).get("etag") == (expected or {}).get("etag"):
        return False
    view = slices.viewer(member.plan, part)
    return bool(view(seen) != view(expected))


def is_changing(landscape: Landscape) -> bool:
    """True while an operation is running on what holds the rules, or on the firewall, which takes over those of a
    policy: how it ends decides what passes.
    """
    return not (change.is_settled(landscape.rule_holder.document) and change.is_settled(landscape.firewall))


def document_of(landscape: Landscape, part: Part) -> Mapping[str, Any] | None:
    """The document that a part of the plan is written to, as it is in the landscape."""
    if part == Part.RULES:
        return landscape.rule_holder.document
    if part == Part.SUBNET:
        return landscape.subnet
    table = landscape.route_table
    return table if resource_ids.same((table or {}).get("id"), str(landscape.table_id)) else None


def require_as_approved(writing: Writing, document: Document | None, wanted: Document | None) -> None:
    """Raise PlanError when what is about to be written of these clusters is not what was approved, if anything was."""
    for member, planned in zip(writing.members, writing.approved, strict=bool(writing.approved)):
        view = slices.viewer(member.plan, writing.part)
        if view(document) not in (planned.found, planned.wanted) or view(wanted) != planned.wanted:
            raise PlanError(
                f"Somebody has changed {planned.id.described()} since it was planned, so what would be written for"
                f" {member.described} is not what was approved. Run the preview again and have its plan hash approved.",
                "drifted",
            )


def _now(written: Written, id_: ResourceId | None, document: Any) -> Any:
    return document if id_ is None else written.get(resource_ids.key(id_), document)


def _table_now(landscape: Landscape, id_: str | None, written: Written) -> Any:
    """The document of the table that the subnet has now."""
    if id_ is None:
        return None
    if resource_ids.key(id_) in written:
        document = written[resource_ids.key(id_)]
        return document and {"name": resource_ids.parse(id_).name, **document}  # one that is still to be made has none
    if resource_ids.same((landscape.route_table or {}).get("id"), id_):
        return landscape.route_table
    home = landscape.home
    if home and resource_ids.same((home.table or {}).get("id"), id_):
        return home.table
    return landscape.table if resource_ids.same(id_, landscape.table_id) else landscape.route_table
