# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person should know about a plan that nothing stands against."""

from __future__ import annotations

from collections.abc import Iterable

from ..documents import firewalls, subnets
from ..documents.rule_collections import Collection
from ..needs.documented import Requirements
from ..values import resource_ids
from ..values.words import FirewallKind
from ..verdict.landscape import Landscape
from . import our_routes, plans, removals, shared_routes
from .plans import TablePlan
from .request import DefaultRoute, Request, RoutesMode


def warnings(request: Request, landscape: Landscape, requirements: Requirements, table: TablePlan) -> list[str]:
    """Return one sentence per thing."""
    return [
        *requirements.warnings,
        *_not_injected(landscape),
        *_unread(landscape),
        *_others_governed(landscape),
        *_default_route(request, landscape, table),
        *(shared_routes.warnings(request, landscape) if table.manage else []),
        *our_routes.misnamed(landscape, requirements.location),
        *([] if table.manage else _delegated(landscape)),
        *_service_endpoints(landscape),
    ]


def _not_injected(landscape: Landscape) -> list[str]:
    if landscape.cluster is None or landscape.cluster.injected:
        return []
    return [f"Cluster {landscape.cluster_id.name} is not injected: no firewall of yours sees its traffic."]


def _unread(landscape: Landscape) -> list[str]:
    """Of what lies around the rules; nothing is written there."""
    told = [landscape.unread[field] for field in ("subnet", "route_table") if field in landscape.unread]
    return [f"{sentence}, so whether traffic goes to the firewall is not known here." for sentence in told]


def of_purge(spared: Iterable[Collection]) -> list[str]:
    """Name what a purge leaves alone."""
    names = [one.name for one in spared]
    if not names:
        return []
    return [f"O(purge) leaves {removals.some(names)} alone: they are named after clusters that are there."]


def _others_governed(landscape: Landscape) -> list[str]:
    """A policy opens what it opens everywhere it applies."""
    policy = landscape.policy
    if policy is None:
        return []
    others = [id_ for id_ in policy.firewalls if not resource_ids.same(id_, landscape.firewall_id)]
    named = [resource_ids.parse(id_).described() for id_ in (*others, *policy.children)]
    if not named:
        return []
    return [f"Firewall policy {policy.name} also governs {', '.join(named)}: the rules apply there, too."]


def _default_route(request: Request, landscape: Landscape, table: TablePlan) -> list[str]:
    wanted = request.default_route == DefaultRoute.VERIFY or (
        request.default_route == DefaultRoute.MANAGE and not table.manage
    )
    address = plans.next_hop(request, landscape)
    if (
        not wanted
        or landscape.subnet is None
        or "route_table" in landscape.unread
        or plans.leads_to(landscape.table, address)
    ):
        return []
    if firewalls.kind_of(landscape.firewall or {}) == FirewallKind.HUB:
        return [
            "The firewall stands in a virtual hub, whose routing intent gives the spokes their default route; a check"
            " finds whether it does."
        ]
    where = f"appliance {address}" if request.appliance else "the firewall's private address"
    missing = f"No 0.0.0.0/0 route leads to {where}, so nothing is locked down yet"
    if request.default_route == DefaultRoute.MANAGE:
        mend = f"add one, or set O(routes): {RoutesMode.MANAGE}"
        return [f"{missing}: routes are only reported here, so none is written; {mend}."]
    return [f"{missing}; add one, or set O(default_route): {DefaultRoute.MANAGE}."]


def _delegated(landscape: Landscape) -> list[str]:
    if landscape.subnet is None or not subnets.is_delegated(landscape.subnet):
        return []
    return [
        f"Subnet {landscape.subnet.get('name')} is delegated to Data Explorer, whose service keeps these routes itself:"
        " they are reported, not written."
    ]


def _service_endpoints(landscape: Landscape) -> list[str]:
    names = [str(item.get("service")) for item in subnets.service_endpoints(landscape.subnet or {})]
    if not names:
        return []
    return [
        f"The subnet has service endpoints ({', '.join(names)}): that traffic goes straight to the service and never"
        " meets the firewall."
    ]
