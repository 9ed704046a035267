# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was found, and the plan that comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ..documents import firewalls, policies, route_tables, routes, subnets
from ..documents.clusters import Cluster
from ..documents.policies import Policy
from ..documents.routes import Route
from ..needs.dependencies import Dependency
from ..values import resource_ids
from ..values.errors import PlanError
from ..values.regions import location_of
from ..values.resource_ids import ResourceId
from ..values.words import DesiredState
from ..verdict.landscape import Landscape
from .acceptance import Accepted
from .request import Request


@dataclass(frozen=True)
class Home:
    """The subnet that a cluster is in, and the table that this has today; None where there is none."""

    subnet: Mapping[str, Any] | None
    table: Mapping[str, Any] | None


@dataclass(frozen=True)
class Listed:
    """Every route table and every cluster of these subscriptions, where nothing else tells what a cluster has left."""

    subscriptions: tuple[str, ...]
    tables: tuple[Mapping[str, Any], ...]
    clusters: tuple[Cluster, ...]


@dataclass(frozen=True)
class Facts:
    """What was read. A document is None when the resource does not exist, an id when none is known.

    `chain` holds the policies that govern the firewall, the root first; `group_id` names the rule collection group of
    one of them that our rules go to, None where they go to the firewall itself.

    `sharing` are the other injected clusters on the subnet and on all that have the same table; None when nobody could
    tell, and nobody asks where it decides nothing; `looked_in` are the subscriptions that were looked into for them.
    `living` are all other clusters that can be seen, asked for where a purge could meet their rules; None when they
    could not be listed. `called` has the keys of all that this call is about, `leaving` of those it lets go.

    `home` is where the cluster is today, where another subnet or table is asked for. `unread` maps the field of a
    document that could not be read, or one of `home_subnet` and `home_table`, to a sentence that says why.

    `table_named` is True for a table that the user named; `current_table` is the one the subnet of a living cluster has
    instead, read for a removal only. `listed` is for a cluster that is gone. `other_tables` are further tables that
    hold routes of ours for the cluster; None when that could not be told.
    """

    cluster_id: ResourceId
    firewall_id: ResourceId | None
    cluster: Cluster | None = None
    answer: tuple[Mapping[str, Any], ...] = ()
    firewall: Mapping[str, Any] | None = None
    group_id: ResourceId | None = None
    chain: tuple[Policy, ...] = ()
    subnet_id: ResourceId | None = None
    subnet: Mapping[str, Any] | None = None
    table_id: ResourceId | None = None
    table: Mapping[str, Any] | None = None
    sharing: tuple[Cluster, ...] | None = ()
    living: tuple[Cluster, ...] | None = ()
    called: frozenset[str] = frozenset()
    leaving: frozenset[str] = frozenset()
    home: Home | None = None
    unread: Mapping[str, str] = field(default_factory=dict)
    looked_in: tuple[str, ...] = ()
    table_named: bool = False
    current_table: Mapping[str, Any] | None = None
    listed: Listed | None = None
    other_tables: tuple[Mapping[str, Any], ...] | None = ()

    @property
    def is_lost(self) -> bool:
        """True for a cluster that is deleted, or no longer injected: where its routes are it does not say itself."""
        return self.cluster is None or not self.cluster.injected

    @property
    def policy(self) -> Policy | None:
        """The policy that our rules go to, None where there is none."""
        return policies.of_chain(self.chain, self.group_id.parent) if self.group_id else None


@dataclass(frozen=True)
class TablePlan:
    """What happens to the route table. `create` when it is not there; `associate` and `dissociate` the subnet."""

    manage: bool = False
    create: bool = False
    associate: bool = False
    dissociate: bool = False
    tags: Mapping[str, str] | None = None
    append_tags: bool = True


@dataclass(frozen=True)
class Plan:
    """Everything that is decided, before anything is written.

    `sources` is where the traffic comes from, `addresses` are the documented ones that are wanted, by purpose.
    `accepted` are the risks that were met and that the user takes; each is a warning, too.
    """

    request: Request
    facts: Facts
    region: str | None
    dependencies: tuple[Dependency, ...]
    rule_collections: tuple[Mapping[str, Any], ...]
    routes: tuple[Route, ...]
    table: TablePlan
    sources: tuple[str, ...] = ()
    addresses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unwanted_routes: tuple[Route, ...] = ()
    warnings: tuple[str, ...] = ()
    accepted: tuple[Accepted, ...] = ()

    def as_option(self) -> dict[str, Any]:
        """The plan as users see it."""
        facts = self.facts
        return {
            "state": self.request.state,
            "edition": self.request.edition,
            "cluster": facts.cluster.as_option() if facts.cluster else {"id": str(facts.cluster_id)},
            "region": self.region,
            "firewall": _firewall(facts),
            "appliance": {"next_hop": self.request.appliance} if self.request.appliance else None,
            "subnet": _subnet(facts),
            "route_table": _table(facts, self),
            "target": _target(facts, self.request),
            "rule_collections": [dict(collection) for collection in self.rule_collections],
            "routes": [routes.to_option(route) for route in self.routes],
            "unwanted_routes": [routes.to_option(route) for route in self.unwanted_routes],
            "dependencies": [dependency.as_option() for dependency in self.dependencies],
            "source_addresses": list(self.sources),
            "documented_addresses": {purpose: list(known) for purpose, known in self.addresses.items()},
            "warnings": list(self.warnings),
        }


def landscape(facts: Facts) -> Landscape:
    """What was read, as the evaluator of rules and routes takes it."""
    known = facts.firewall_id or (facts.group_id.parent if facts.group_id else facts.cluster_id)
    return Landscape(
        firewall_id=known,
        firewall=facts.firewall or {},
        chain=facts.chain,
        group_id=facts.group_id,
        cluster=facts.cluster_id.name,
        injected=facts.cluster is None or facts.cluster.injected,
        own_subnet=own_subnet(facts.cluster),
        subnet=facts.subnet,
        route_table=facts.table,
        unread=facts.unread,
    )


def spared(request: Request, facts: Facts) -> tuple[str, ...]:
    """What names the collections of clusters that are there and that a purge leaves alone.

    Raise PlanError where nobody could list them: what carries the prefix may be anybody's then.
    """
    if not request.purge or request.state != DesiredState.PRESENT:
        return ()
    if facts.living is None:
        why = facts.unread.get("living", "clusters could not be listed")
        raise PlanError(
            f"purge: true would take away what begins with {request.owned_prefix}, and whose that is cannot be told:"
            f" {why}. Grant the login Microsoft.Resources/subscriptions/read and Microsoft.Kusto/clusters/read, or"
            " leave purge out.",
            "purge_unclear",
        )
    return tuple(sorted({name for one in facts.living for name in bases(request, one.id.name, one.region)}))


def own_subnet(cluster: Cluster | None) -> str | None:
    """The subnet that an injected cluster itself names; None for any other."""
    return cluster.subnet_id if cluster and cluster.injected else None


def _reference(id_: ResourceId) -> dict[str, Any]:
    return {
        "id": str(id_),
        "name": id_.name,
        "resource_group": id_.resource_group,
        "subscription_id": id_.subscription,
    }


def _firewall(facts: Facts) -> dict[str, Any]:
    known = facts.firewall
    return {
        **(_reference(facts.firewall_id) if facts.firewall_id else {"id": None, "name": None}),
        "exists": known is not None,
        "kind": firewalls.kind_of(known) if known else None,
        "private_address": firewalls.private_address(known) if known else None,
    }


def _target(facts: Facts, request: Request) -> dict[str, Any]:
    """Where the rules are written and by what rules: the firewall itself, a group of a policy, or nowhere."""
    group = facts.group_id
    place = group or facts.firewall_id
    # A removal takes what is the cluster's and nothing else.
    purge = request.purge and request.state == DesiredState.PRESENT
    return {
        "id": str(place) if place else None,
        "policy": str(group.parent) if group else None,
        "group": group.name if group else None,
        "group_priority": request.group_priority,
        "priority_base": request.priority_base,
        "owned_prefix": request.owned_prefix if purge else None,
        "purge": purge,
        "spared": list(spared(request, facts)),
    }


def _subnet(facts: Facts) -> dict[str, Any] | None:
    if facts.subnet_id is None:
        return None
    known = facts.subnet or {}
    return {
        **_reference(facts.subnet_id),
        "virtual_network_name": facts.subnet_id.parent.name,
        "exists": facts.subnet is not None,
        "address_prefixes": subnets.prefixes(known),
        "delegated": subnets.is_delegated(known),
        "route_table": subnets.route_table_id(known),
    }


def _table(facts: Facts, plan: Plan) -> dict[str, Any] | None:
    if facts.table_id is None:
        return None
    return {
        **_reference(facts.table_id),
        "exists": facts.table is not None,
        "created_by_us": route_tables.is_created_by_us(facts.table),
        "location": plan.region,
        **asdict(plan.table),
    }


def base_name(prefix: str, cluster: str, region: str) -> str:
    """The name of everything we make for a cluster, without its suffix; cluster names are unique per region only."""
    return f"{prefix}{cluster}-{location_of(region)}"


def bases(request: Request, cluster: str, region: str) -> set[str]:
    """What the names of a cluster's collections hold, in lower case; a prefix that runs into the name belongs to it."""
    glued = request.collection_prefix if request.collection_prefix[-1:].isalnum() else ""
    return {base_name(prefix, cluster, region).lower() for prefix in ("", glued)}


def table_of(subnet: Mapping[str, Any] | None, subnet_id: ResourceId | None, base: str) -> ResourceId | None:
    """The table the subnet has, else the one we would make beside its network; raise PlanError for one that is none."""
    known = subnets.route_table_id(subnet)
    if known:
        found = resource_ids.parse(known)
        if found.type.lower() != resource_ids.ROUTE_TABLE.lower():
            raise PlanError(f"Subnet {subnet_id} names '{known}' as its route table, which is none.", "no_route_table")
        return ResourceId(found.subscription, found.resource_group, resource_ids.ROUTE_TABLE, found.names)
    if subnet_id is None:
        return None
    names = (f"{base}-routes",)
    return ResourceId(subnet_id.subscription, subnet_id.resource_group, resource_ids.ROUTE_TABLE, names)


def next_hop(request: Request, facts: Facts) -> str | None:
    """Where a default route has to lead: to the appliance, else to the firewall's live address."""
    return request.appliance or firewalls.private_address(facts.firewall or {})


def leads_to(table: Mapping[str, Any] | None, address: str | None) -> Route | None:
    """The default route of a table when it leads to this address, else None."""
    for route in route_tables.table_routes(table):
        if route.key == routes.DEFAULT_PREFIX and address and route.hop == routes.default_route(address).hop:
            return route
    return None
