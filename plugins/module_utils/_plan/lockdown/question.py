# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is asked about a cluster: read off its plan."""

from __future__ import annotations

from dataclasses import replace

from ..documents import rule_collections, subnets
from ..needs import documented
from ..values.errors import PlanError
from ..verdict import flows
from ..verdict.landscape import Landscape
from ..verdict.verdicts import Question
from . import our_routes, plans
from .plans import Plan
from .request import SUBNET_PREFIXES, DefaultRoute


def of_plan(plan: Plan, landscape: Landscape, *, before_routing: bool = False) -> Question:
    """Return its dependencies, and unless only these matter yet, the documented addresses.

    Raise PlanError when nothing says where the traffic of the cluster comes from.
    """
    request, name, region = plan.request, plan.landscape.cluster_id.name, str(plan.region)
    base = plans.base_name(request.collection_prefix, name, region)
    is_managed = request.default_route == DefaultRoute.MANAGE and not our_routes.stay(request, landscape.subnet)
    asked = Question(
        flows=(
            *(flows.of_dependency(one) for one in plan.dependencies),
            *flows.unread(plan.landscape.data_sources),
            *flows.documented_tags(),
        ),
        sources=_sources(plan, landscape),
        before_routing=before_routing,
        collections=frozenset(f"{base}-{kind}".lower() for kind in rule_collections.KINDS),
        group=request.rule_collection_group,
        default_route_wanted=is_managed,
    )
    if before_routing or landscape.subnet is None:
        return asked
    wanted = our_routes.wanted_addresses(request, documented.requirements(region, request.edition))
    return replace(asked, management=wanted["management"], health_monitoring=wanted["health_monitoring"])


def _sources(plan: Plan, landscape: Landscape) -> tuple[str, ...]:
    """Where the cluster's traffic comes from, whatever the rules take as their sources."""
    inside = tuple(subnets.prefixes(landscape.subnet or {}))
    given = tuple(source for source in plan.request.source_addresses if source != SUBNET_PREFIXES)
    if not inside and not given:
        raise PlanError(
            f"Cluster {plan.landscape.cluster_id.name} is in no subnet whose prefixes its traffic could come from; give"
            " O(subnet) or O(source_addresses).",
            "no_source",
        )
    return inside or given
