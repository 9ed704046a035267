# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything that can be seen to stand against a plan before anything is written."""

from __future__ import annotations

from collections.abc import Sequence

from . import documented, firewalls, route_tables, subnets
from .clusters import Cluster
from .egress_facts import Facts
from .errors import PlanError
from .request import Request
from .routes import Route
from .shapes import Collection

# The platform's own subnets: a table of ours there would make a loop or cut a gateway off.
_RESERVED_SUBNETS = ("azurefirewallsubnet", "azurefirewallmanagementsubnet", "gatewaysubnet", "routeserversubnet")


def require_injected(cluster: Cluster, request: Request) -> None:
    """Raise PlanError for a cluster whose traffic no firewall of its owner ever sees."""
    if not cluster.injected and not request.allow_not_injected:
        raise PlanError(
            f"Cluster {cluster.id.name} is not injected into a virtual network: its traffic never meets your firewall,"
            " so rules and routes would have no effect. Set allow_not_injected: true to write them all the same."
        )


def require_firewall_takes(request: Request, facts: Facts, wanted: Sequence[Collection]) -> None:
    """Make the change on the firewall that was read: what is impossible shows here."""
    if facts.firewall is None:
        return
    ownership = firewalls.Ownership.of(wanted, prefix=request.owned_prefix, purge=request.purge)
    firewalls.present(facts.firewall, wanted, ownership, priority_base=request.priority_base)
    firewalls.require_allocated(facts.firewall)


def require_table_takes(request: Request, facts: Facts, planned: Sequence[Route], region: str) -> None:
    """Make the change on the table and the subnet that were read."""
    _require_own_subnet(facts)
    _require_room(request, facts, planned)
    if facts.table is not None:
        _require_same_region(facts, region)
        route_tables.present(facts.table, planned)
    if facts.subnet is not None:
        subnets.associated(facts.subnet, str(facts.table_id), replace_existing=request.replace_existing)


def _require_own_subnet(facts: Facts) -> None:
    if facts.subnet_id is not None and facts.subnet_id.name.lower() in _RESERVED_SUBNETS:
        raise PlanError(
            f"Subnet {facts.subnet_id.name} is the platform's own: a route table with a route to the firewall there"
            " would make a loop. Give the subnet of the cluster."
        )


def _require_room(request: Request, facts: Facts, planned: Sequence[Route]) -> None:
    present = {route.key for route in route_tables.table_routes(facts.table)}
    total = len(present | {route.key for route in planned})
    if total > request.route_limit:
        name = facts.table_id.name if facts.table_id else ""
        raise PlanError(
            f"Route table {name} would have {total} routes, more than the {request.route_limit} of route_limit;"
            " use another table, or raise route_limit if Azure has granted more."
        )


def _require_same_region(facts: Facts, region: str) -> None:
    location = documented.location_of(str((facts.table or {}).get("location") or region))
    if location != region and facts.table_id is not None:
        raise PlanError(
            f"{facts.table_id.described().capitalize()} is in {location}, but the subnet is in {region}: a subnet takes"
            " a table of its own region only."
        )


def owned_collections(facts: Facts, wanted: Sequence[Collection], request: Request) -> list[Collection]:
    """Our collections as they stand in the firewall today."""
    if facts.firewall is None:
        return []
    ownership = firewalls.Ownership.of(wanted, prefix=request.owned_prefix, purge=request.purge)
    return firewalls.owned(facts.firewall, ownership)
