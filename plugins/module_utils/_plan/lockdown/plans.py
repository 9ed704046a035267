# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was found, and the plan that comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from ..check.findings import Finding
from ..documents import firewalls, route_tables, routes, rule_collections, subnets
from ..documents.policies import GroupOptions
from ..documents.routes import Route
from ..documents.rule_collections import Collection
from ..documents.rule_ownership import Ownership
from ..needs.dependencies import Dependency
from ..values import resource_ids
from ..values.errors import PlanError
from ..values.regions import location_of
from ..values.resource_ids import ResourceId
from ..values.words import DesiredState
from ..verdict.landscape import Landscape
from . import source_rules
from .acceptance import Accepted
from .request import Request


@dataclass(frozen=True)
class TablePlan:
    """What happens to the route table. `create` when it is not there; `associate` and `dissociate` the subnet."""

    manage: bool = False
    create: bool = False
    associate: bool = False
    dissociate: bool = False
    tags: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Plan:
    """Everything that is decided, before anything is written.

    `dependencies` is everything that is needed, `sources` is where the traffic comes from, `addresses` are the
    documented ones that are wanted, by purpose. `findings` is what a person should know of it, and `accepted` are the
    risks that were met and that the user takes.
    """

    request: Request
    landscape: Landscape
    region: str | None
    dependencies: tuple[Dependency, ...]
    rule_collections: tuple[Collection, ...]
    routes: tuple[Route, ...]
    table: TablePlan
    sources: tuple[str, ...] = ()
    addresses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    unwanted_routes: tuple[Route, ...] = ()
    findings: tuple[Finding, ...] = ()
    accepted: tuple[Accepted, ...] = ()

    @property
    def is_present(self) -> bool:
        """True for a lock-down, False for a removal."""
        return self.request.state == DesiredState.PRESENT

    @property
    def purges(self) -> bool:
        """True where all that has the prefix goes; a removal takes what is the cluster's and nothing else."""
        return self.request.purge and self.is_present

    @property
    def ownership(self) -> Ownership:
        """Which collections the plan is about: those it names, and where it purges, all with its prefix but for those
        of clusters that are there.
        """
        prefix = self.request.collection_prefix if self.purges else None
        kept = spared(self.request, self.landscape)
        return Ownership.of(self.rule_collections, prefix=prefix, purge=self.purges, spared=kept)

    @property
    def allowed(self) -> tuple[Dependency, ...]:
        """Those of the dependencies that rules are made for: others are covered, or go past the firewall."""
        return source_rules.ruled(self.request, self.landscape, self.dependencies)

    @property
    def group_options(self) -> GroupOptions:
        """What is wanted of the rule collection group."""
        return group_options(self.request, self.landscape)

    def as_option(self) -> dict[str, Any]:
        """The plan as users see it."""
        landscape = self.landscape
        return {
            "state": self.request.state,
            "edition": self.request.edition,
            "cluster": landscape.cluster.as_option() if landscape.cluster else {"id": str(landscape.cluster_id)},
            "region": self.region,
            "firewall": _firewall(landscape),
            "appliance": {"next_hop": self.request.appliance} if self.request.appliance else None,
            "subnet": _subnet(landscape),
            "route_table": _table(landscape, self),
            "target": _target(self),
            "rule_collections": [
                rule_collections.to_option(one) if self.is_present else {"name": one.name, "kind": one.kind}
                for one in self.rule_collections
            ],
            "routes": [routes.to_option(route) for route in self.routes],
            "unwanted_routes": [routes.to_option(route) for route in self.unwanted_routes],
            "dependencies": [dependency.as_option() for dependency in self.allowed],
            "source_addresses": list(self.sources),
            "documented_addresses": {purpose: list(known) for purpose, known in self.addresses.items()},
            "findings": [finding.as_option() for finding in self.findings],
            "accepted": [risk.as_option() for risk in self.accepted],
        }


def group_options(request: Request, landscape: Landscape) -> GroupOptions:
    """What is wanted of the rule collection group that the rules go to, or would."""
    name = landscape.group_id.name if landscape.group_id else request.rule_collection_group
    return GroupOptions(name, request.group_priority, request.priority_base)


def spared(request: Request, landscape: Landscape) -> tuple[str, ...]:
    """What names the collections of clusters that are there and that a purge leaves alone.

    Raise PlanError where nobody could list them: what carries the prefix may be anybody's then.
    """
    if not request.purge or request.state != DesiredState.PRESENT:
        return ()
    if landscape.living is None:
        why = landscape.unread.get("living", "clusters could not be listed")
        raise PlanError(
            f"O(purge): true would take away what begins with {request.collection_prefix}, and whose that is is"
            f" unknown: {why}. Grant the login Microsoft.Resources/subscriptions/read and"
            " Microsoft.Kusto/clusters/read, or leave O(purge) out.",
            "purge_unclear",
        )
    return tuple(sorted({name for one in landscape.living for name in bases(request, one.id.name, one.region)}))


def _reference(id_: ResourceId) -> dict[str, Any]:
    return {
        "id": str(id_),
        "name": id_.name,
        "resource_group": id_.resource_group,
        "subscription_id": id_.subscription,
    }


def _firewall(landscape: Landscape) -> dict[str, Any]:
    known = landscape.firewall
    return {
        **(_reference(landscape.firewall_id) if landscape.firewall_id else {"id": None, "name": None}),
        "exists": known is not None,
        "kind": firewalls.kind_of(known) if known else None,
        "private_address": firewalls.private_address(known) if known else None,
    }


def _target(plan: Plan) -> dict[str, Any]:
    """Where the rules are written and by what rules: the firewall itself, a group of a policy, or nowhere."""
    request, group, place = plan.request, plan.landscape.group_id, plan.landscape.rules_id
    return {
        "id": str(place) if place else None,
        "policy": str(group.parent) if group else None,
        "group": group.name if group else None,
        "group_priority": request.group_priority,
        "priority_base": request.priority_base,
        "collection_prefix": request.collection_prefix if plan.purges else None,
        "purge": plan.purges,
        "spared": list(spared(request, plan.landscape)),
    }


def _subnet(landscape: Landscape) -> dict[str, Any] | None:
    if landscape.subnet_id is None:
        return None
    known = landscape.subnet or {}
    return {
        **_reference(landscape.subnet_id),
        "virtual_network_name": landscape.subnet_id.parent.name,
        "exists": landscape.subnet is not None,
        "address_prefixes": subnets.prefixes(known),
        "delegated": subnets.is_delegated(known),
        "route_table": subnets.route_table_id(known),
    }


def _table(landscape: Landscape, plan: Plan) -> dict[str, Any] | None:
    if landscape.table_id is None:
        return None
    return {
        **_reference(landscape.table_id),
        "exists": landscape.table is not None,
        "created_by_us": route_tables.is_created_by_us(landscape.table),
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


def next_hop(request: Request, landscape: Landscape) -> str | None:
    """Where a default route has to lead: to the appliance, else to the firewall's live address."""
    return request.appliance or firewalls.private_address(landscape.firewall or {})


def leads_to(table: Mapping[str, Any] | None, address: str | None) -> Route | None:
    """The default route of a table when it leads to this address, else None."""
    hop = routes.default_route(address).hop if address else None
    for route in route_tables.table_routes(table):
        if route.key == routes.DEFAULT_PREFIX and route.hop == hop:
            return route
    return None
