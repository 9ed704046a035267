# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person should know about a plan that nothing stands against."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..check import firewall, leftovers
from ..check.findings import Finding
from ..documents import firewalls, subnets
from ..documents.rule_collections import Collection
from ..needs import documented
from ..needs.documented import Requirements
from ..values import resource_ids
from ..values.words import FirewallKind
from ..verdict.landscape import Landscape
from . import our_routes, plans, removals, shared_routes
from .plans import TablePlan
from .request import DefaultRoute, Request, RoutesMode


def findings(request: Request, landscape: Landscape, requirements: Requirements, table: TablePlan) -> Iterator[Finding]:
    """One per thing, in the words of a check where that finds it as well."""
    wanted = our_routes.wanted_addresses(request, requirements)["health_monitoring"]
    yield from firewall.of_requirements(requirements, documented.unconfirmed(wanted))
    yield from _unread(landscape)
    yield from _others_governed(landscape)
    yield from _default_route(request, landscape, table)
    yield from shared_routes.findings(request, landscape) if table.manage else ()
    yield from leftovers.misnamed(landscape.table, requirements.location)
    yield from () if table.manage else _delegated(landscape)
    yield from _service_endpoints(landscape)


def _unread(landscape: Landscape) -> Iterator[Finding]:
    """Of what lies around the rules; nothing is written there."""
    for sentence in (landscape.unread[field] for field in ("subnet", "route_table") if field in landscape.unread):
        yield Finding(
            "unreadable",
            landscape.name,
            f"{sentence}, so whether traffic goes to the firewall is unknown.",
            "Check that it exists and that the login may read it.",
        )


def of_purge(name: str, spared: Iterable[Collection]) -> Iterator[Finding]:
    """What a purge leaves alone in the firewall or policy of this name."""
    names = [one.name for one in spared]
    if names:
        yield Finding(
            "spared_collections",
            name,
            f"A purge leaves {removals.some(names)} alone: they are named after clusters that are there.",
            "Nothing to do; the removal of such a cluster takes its rules away.",
        )


def _others_governed(landscape: Landscape) -> Iterator[Finding]:
    """A policy opens what it opens everywhere it applies."""
    policy = landscape.policy
    if policy is None:
        return
    others = [id_ for id_ in policy.firewalls if not resource_ids.same(id_, landscape.firewall_id)]
    named = [resource_ids.parse(id_).described() for id_ in (*others, *policy.children)]
    if named:
        yield Finding(
            "shared_policy",
            policy.name,
            f"Firewall policy {policy.name} also governs {', '.join(named)}: the rules apply there, too.",
            "Leave it if that is meant; otherwise give the firewall a policy of its own.",
        )


def _default_route(request: Request, landscape: Landscape, table: TablePlan) -> Iterator[Finding]:
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
        return
    if firewalls.kind_of(landscape.firewall or {}) == FirewallKind.HUB:
        yield Finding(
            "hub_routing",
            landscape.name,
            "The firewall stands in a virtual hub, whose routing intent gives the spokes their default route.",
            "Nothing to do; a check finds whether it does.",
        )
        return
    where = f"appliance {address}" if request.appliance else "the firewall's private address"
    missing, option = "so nothing is locked down yet", f"O(default_route): {DefaultRoute.MANAGE}"
    if request.default_route == DefaultRoute.MANAGE:
        missing = f"{missing}: routes are only reported here, so none is written"
        option = f"O(routes): {RoutesMode.MANAGE}"
    yield Finding(
        "no_default_route",
        str(landscape.subnet.get("name")),
        f"No 0.0.0.0/0 route leads to {where}, {missing}.",
        f"Once its rules are in force, add one, or set {option}.",
    )


def _delegated(landscape: Landscape) -> Iterator[Finding]:
    if landscape.subnet is not None and subnets.is_delegated(landscape.subnet):
        name = str(landscape.subnet.get("name"))
        yield Finding(
            "delegated_subnet",
            name,
            f"Subnet {name} is delegated to Data Explorer, whose service keeps these routes itself: they are reported,"
            " not written.",
            "Leave them to it; only the default route is yours.",
        )


def _service_endpoints(landscape: Landscape) -> Iterator[Finding]:
    for service in (str(item.get("service")) for item in subnets.service_endpoints(landscape.subnet or {})):
        yield Finding(
            "service_endpoint",
            service,
            f"The service endpoint {service} of the subnet takes traffic straight to the service, past the firewall.",
            "Leave it if that is meant; take it off the subnet to see and filter that traffic.",
        )
