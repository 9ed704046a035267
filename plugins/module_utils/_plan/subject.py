# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who is checked, and what it needs: read off a plan, or found out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from . import dependencies, documented, egress_facts, our_routes, resource_ids, shapes, subnets
from .dependencies import Dependency
from .egress import flows
from .egress.judgement import Question, Surroundings
from .egress_facts import Facts
from .errors import PlanError
from .needs import needs
from .request import SUBNET, Request, appliance_of
from .resource_ids import ResourceId


@dataclass(frozen=True)
class Subject:
    """The cluster a check is about, and the firewall it is behind, or the next hop of an appliance in its place.
    `subnet_id` is None for a cluster that is not injected, `group_id` where our rules are in no policy.
    """

    name: str
    region: str
    injected: bool
    subnet_id: ResourceId | None
    dependencies: tuple[Dependency, ...]
    firewall_id: ResourceId | None
    group_id: ResourceId | None = None
    appliance: str | None = None


def of_plan(plan: Mapping[str, Any]) -> Subject:
    """Read the result of egress_plan_info; raise PlanError for anything else."""
    try:
        cluster, subnet, target = plan["cluster"], plan["subnet"] or {}, plan["target"]
        appliance = appliance_of(plan["appliance"])
        policy = resource_ids.parse(str(target["policy"])) if target["policy"] else None
        return Subject(
            name=resource_ids.parse(str(cluster["id"])).name,
            region=str(plan["region"]),
            injected=bool(cluster.get("injected", True)),
            subnet_id=resource_ids.parse(str(subnet["id"])) if subnet.get("id") else None,
            dependencies=tuple(dependencies.from_option(option) for option in plan["dependencies"]),
            firewall_id=None if appliance else resource_ids.parse(str(plan["firewall"]["id"])),
            group_id=policy.child(resource_ids.RULE_COLLECTION_GROUP, str(target["group"])) if policy else None,
            appliance=appliance,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise PlanError("plan is not what egress_plan_info returned; give its result's key plan, whole.") from error


def of_facts(request: Request, facts: Facts) -> Subject:
    """Work out what a cluster needs from what it and the documentation say.

    Raise PlanError when there is no such cluster, or nothing that its traffic goes through.
    """
    cluster = facts.cluster
    if cluster is None:
        raise PlanError(f"There is no {facts.cluster_id.described()}.")
    if facts.firewall_id is None and request.appliance is None:
        raise PlanError("The firewall policy governs no firewall, so nothing says what the traffic goes through.")
    needed = needs(request, facts, documented.requirements(cluster.location, request.edition))
    subnet = resource_ids.parse(cluster.subnet_id) if cluster.subnet_id and cluster.injected else None
    return Subject(
        name=cluster.id.name,
        region=cluster.region,
        injected=cluster.injected,
        subnet_id=subnet,
        dependencies=needed.dependencies,
        firewall_id=facts.firewall_id,
        appliance=request.appliance,
    )


def question(request: Request, subject: Subject, found: Surroundings, *, before_routing: bool = False) -> Question:
    """What is asked about the subject: its dependencies, and unless only these matter yet, the documented addresses."""
    documents = documented.requirements(subject.region, request.edition)
    base = egress_facts.base_name(request.collection_prefix, subject.name, subject.region)
    asked = Question(
        flows=(*(flows.of_dependency(one) for one in subject.dependencies), *flows.documented_tags()),
        sources=_sources(request, subject, found),
        before_routing=before_routing,
        collections=frozenset(f"{base}-{kind}".lower() for kind in shapes.KINDS),
    )
    if before_routing or found.subnet is None:
        return asked
    wanted = our_routes.wanted_addresses(request, documents)
    return replace(asked, management=wanted["management"], health_monitoring=wanted["health_monitoring"])


def _sources(request: Request, subject: Subject, found: Surroundings) -> tuple[str, ...]:
    """Where the cluster's traffic comes from, whatever the rules take as their sources."""
    inside = tuple(subnets.prefixes(found.subnet or {}))
    given = tuple(source for source in request.source_addresses if source != SUBNET)
    if not inside and not given:
        raise PlanError(
            f"Cluster {subject.name} is in no subnet whose prefixes its traffic could come from; give subnet or"
            " source_addresses."
        )
    return inside or given
