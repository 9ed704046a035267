# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that can be seen to stand against a plan before anything is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..documents import firewalls, policies, route_tables, subnets
from ..documents.clusters import Cluster
from ..documents.policies import Policy
from ..documents.routes import Route
from ..documents.rule_collections import Collection
from ..documents.rule_ownership import Ownership
from ..values import resource_ids, words
from ..values.errors import PlanError
from ..values.regions import location_of
from ..values.resource_ids import ResourceId
from ..values.words import FirewallKind
from ..verdict.landscape import Landscape
from . import acceptance, plans, shared_routes
from .acceptance import MANAGED_TABLE, NOT_INJECTED, OPEN_DRAFT, OTHER_SUBNET, OTHER_TABLE, Accepted
from .request import Request


def require_injected(cluster: Cluster, accept: frozenset[str]) -> tuple[Accepted, ...]:
    """Return the risk of a cluster whose traffic no firewall of its owner ever sees, where it is taken; raise PlanError
    if it is not.
    """
    if cluster.injected:
        return ()
    sentence = (
        f"Cluster {cluster.id.name} is not injected into a virtual network: its traffic never meets your firewall, so"
        " rules and routes have no effect."
    )
    return (acceptance.unless(accept, NOT_INJECTED, sentence, "Leave the cluster out", NOT_INJECTED),)


def require_region(request: Request, cluster: Cluster) -> None:
    """Raise PlanError for a region that is not the cluster's own: a slip, of the cluster or of the region."""
    if location_of(request.region or "") in ("", cluster.region):
        return
    raise PlanError(
        f"The {cluster.id.described()} is in {cluster.location}, but its region is given as '{request.region}': correct"
        " it, or leave it out, since only a cluster that is gone needs it.",
        "other_region",
    )


def require_own_subnet(accept: frozenset[str], landscape: Landscape) -> tuple[Accepted, ...]:
    """Return the risk of a subnet that is not the one the cluster itself names, where it is taken; raise PlanError if
    it is not. A cluster that is gone or not injected names none.
    """
    own, subnet = landscape.own_subnet, landscape.subnet_id
    if own is None or subnet is None or resource_ids.same(own, subnet):
        return ()
    sentence = f"Cluster {landscape.cluster_id.name} says itself that it is on {own}, and O(subnet) names {subnet}."
    remedy = "Leave O(subnet) out, or give the one that the cluster names"
    return (acceptance.unless(accept, OTHER_SUBNET, sentence, remedy, OTHER_SUBNET),)


def require_governed(policy: ResourceId | None, name: str, chain: Sequence[Policy]) -> None:
    """Raise PlanError for a policy that is not among those which govern a firewall of this name."""
    if policy is not None and policies.of_chain(chain, policy) is None:
        governed = f"is governed by {chain[-1].name}" if chain else "keeps its rules itself"
        raise PlanError(
            f"Firewall {name} {governed}, so {policy.described()} says nothing about it; leave O(firewall_policy)"
            " out, or"
            " give the firewall of that policy.",
            "other_policy",
        )


def require_firewall_takes(
    request: Request, landscape: Landscape, wanted: Sequence[Collection]
) -> tuple[Accepted, ...]:
    """Make the change on the firewall or the policy that was read: what is impossible shows here. Return what may undo
    it.
    """
    changed = with_rules(landscape, request, wanted)
    if landscape.firewall is not None:
        firewalls.require_allocated(landscape.firewall)
    ownership, before, after = _ownership(request, landscape, wanted), landscape.rule_holder, changed.rule_holder
    if before.document == after.document or before.view(ownership) == after.view(ownership):
        return ()
    return _require_no_draft(request, landscape)


def _require_no_draft(request: Request, landscape: Landscape) -> tuple[Accepted, ...]:
    if not landscape.drafts:
        return ()
    sentence = (
        f"A {', a '.join(landscape.drafts)} is open, and its deployment replaces what is applied, so that rules written"
        " now may go while the routes stay."
    )
    remedy = "Have it deployed or discarded first"
    return (acceptance.unless(request.accept, OPEN_DRAFT, sentence, remedy, OPEN_DRAFT),)


def with_rules(landscape: Landscape, request: Request, wanted: Sequence[Collection]) -> Landscape:
    """The landscape with these collections; raise PlanError for what stands against them."""
    options = plans.group_options(request, landscape)
    return landscape.with_ours(wanted, _ownership(request, landscape, wanted), options)


def require_one_place(landscape: Landscape) -> None:
    """Raise PlanError when firewall and policy do not go together."""
    if landscape.firewall_id is None:
        policy = landscape.policy.name if landscape.policy else ""
        raise PlanError(
            f"Firewall policy {policy} governs no firewall, so no traffic could be sent through it; attach it to one"
            " first, or write its rules with firewall_policy_rule_collection_group alone.",
            code="policy_without_firewall",
        )
    document = landscape.firewall or {}
    name, own = document.get("name"), firewalls.policy_id(document)
    if firewalls.kind_of(document) == FirewallKind.HUB and own is None:
        raise PlanError(
            f"Firewall {name} stands in a virtual hub and has no policy, so it takes no rules: attach one.",
            code="hub_without_policy",
        )
    if landscape.group_id is not None and landscape.policy is None:
        governed = f"is governed by {own}" if own else "keeps its rules itself"
        raise PlanError(
            f"Firewall {name} {governed}, so rules in {landscape.group_id.parent.described()} would not reach it; leave"
            " O(firewall_policy) out, or give the firewall of that policy.",
            code="policy_not_in_effect",
        )


def _ownership(request: Request, landscape: Landscape, wanted: Sequence[Collection]) -> Ownership:
    spared = plans.spared(request, landscape)
    return Ownership.of(wanted, prefix=request.collection_prefix, purge=request.purge, spared=spared)


def require_table_takes(
    request: Request, landscape: Landscape, planned: Sequence[Route], unwanted: Sequence[Route], region: str
) -> tuple[Accepted, ...]:
    """Make the change on the table and the subnet that were read; return what it brings upon others."""
    is_written = landscape.table is None
    if landscape.table is not None:
        _require_same_region(landscape, region)
        is_written = route_tables.present(landscape.table, planned, unwanted) != landscape.table
    own = _require_own_table(request, landscape) if is_written else ()
    return (*_require_free_subnet(request, landscape), *own, *shared_routes.require_accepted(request, landscape))


def _require_free_subnet(request: Request, landscape: Landscape) -> tuple[Accepted, ...]:
    """The subnet's own table, and routes, that it loses; a subnet that takes none is refused whatever is accepted."""
    if landscape.subnet is None:
        return ()
    table, found = str(landscape.table_id), subnets.route_table_id(landscape.subnet)
    subnets.associated(landscape.subnet, table, instead=OTHER_TABLE in request.accept)
    if not found or resource_ids.same(found, table):
        return ()
    return (Accepted(OTHER_TABLE, f"Subnet {landscape.subnet.get('name')} loses the routes of its table {found}."),)


def _require_own_table(request: Request, landscape: Landscape) -> tuple[Accepted, ...]:
    """A table that a manager keeps is written by who accepts that; a night that finds its routes there is quiet."""
    if landscape.table_id is None or not route_tables.is_managed(landscape.table_id):
        return ()
    sentence = (
        f"{words.begun(landscape.table_id.described())} is kept by Azure Virtual Network Manager, which may write it"
        " anew without our routes."
    )
    remedy = "Let the manager's routing configuration have the routes, or give a table of your own"
    return (acceptance.unless(request.accept, MANAGED_TABLE, sentence, remedy, MANAGED_TABLE),)


def _require_same_region(landscape: Landscape, region: str) -> None:
    location = location_of(str((landscape.table or {}).get("location") or region))
    if location != region and landscape.table_id is not None:
        raise PlanError(
            f"{words.begun(landscape.table_id.described())} is in {location}, but the subnet is in {region}: a subnet"
            " takes a table of its own region only.",
            code="table_in_other_region",
        )


def owned_collections(landscape: Landscape, wanted: Sequence[Collection], request: Request) -> list[Collection]:
    """Our collections as they stand today, in the firewall or in our group of its policy."""
    return landscape.rule_holder.owned(_ownership(request, landscape, wanted))


def spared_collections(landscape: Landscape, wanted: Sequence[Collection], request: Request) -> list[Collection]:
    """What a purge would take away if it were not named after a cluster that is there. Those of this call are left out,
    since their rules are looked after in it.
    """
    called = [one for one in landscape.living or () if resource_ids.key(one.id) in landscape.called]
    names = {name for one in called for name in plans.bases(request, one.id.name, one.region)}
    unspared = replace(_ownership(request, landscape, wanted), spared=frozenset(names))
    owned = {one.key for one in owned_collections(landscape, wanted, request)}
    found = landscape.rule_holder.owned(unspared)
    return [one for one in found if one.key not in owned]
