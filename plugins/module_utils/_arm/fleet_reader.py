# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read and plan the clusters of a fleet, several at a time, each on its own: the failure of one spoils no other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from .._plan import clusters, gone
from .._plan.egress.judgement import Surroundings
from .._plan.egress_facts import Facts
from .._plan.errors import PlanError
from .._plan.fleet import Member
from .._plan.request import ABSENT, PRESENT, Request
from .._plan.resource_ids import ResourceId
from . import egress_reader, once, surroundings, together
from .errors import ArmError, NotFound
from .kusto import Kusto
from .patience import Patience
from .session import Session

_GONE = ("resourcenotfound", "resourcegroupnotfound")  # a subscription that is not found may merely be out of sight


@dataclass(frozen=True)
class Asked:
    """What is wanted for one cluster, and what it names; `prune_deleted` makes a removal of it once it is gone."""

    request: Request
    cluster: ResourceId
    firewall: ResourceId | None = None
    firewall_policy: ResourceId | None = None
    subnet: ResourceId | None = None
    route_table: ResourceId | None = None
    prune_deleted: bool = False


@dataclass(frozen=True)
class Read:
    """A cluster with its plan and what is around it; no plan for one that is gone and has left nothing behind."""

    member: Member | None
    found: Surroundings | None = None


def read(
    session: Session, patience: Patience, fleet: Iterable[Asked], *, service_tags: bool
) -> list[tuple[Read, None] | tuple[None, ArmError | PlanError]]:
    """Return for each cluster, in their order, what was read and planned, or the error it ended with."""
    reading = once.of(session)
    return together.each(lambda asked: _read(reading, patience, asked, service_tags=service_tags), fleet)


def _read(session: Session, patience: Patience, asked: Asked, *, service_tags: bool) -> Read:
    request = asked.request
    if asked.prune_deleted and request.state == PRESENT and _is_gone(session, patience, asked.cluster):
        region = _region_of_gone(session, patience, asked)
        if region is None:
            return Read(None)
        request = replace(request, state=ABSENT, region=region)
    facts = egress_reader.read(
        session,
        patience,
        request,
        cluster=asked.cluster,
        firewall=asked.firewall,
        firewall_policy=asked.firewall_policy,
        subnet=asked.subnet,
        route_table=asked.route_table,
    )
    member = Member.of(request, facts)
    if not member.is_present and (facts.firewall is None or facts.subnet is None):
        return Read(member)
    return Read(member, _around(session, patience, member, service_tags=service_tags))


def _is_gone(session: Session, patience: Patience, cluster: ResourceId) -> bool:
    try:
        patience.read(lambda: Kusto(session.http).cluster(cluster))
    except NotFound as error:
        return (error.code or "").lower() in _GONE
    return False


def _region_of_gone(session: Session, patience: Patience, asked: Asked) -> str | None:
    reader = egress_reader.Reader(session, patience, replace(asked.request, state=ABSENT))
    facts = reader.rules(asked.firewall, asked.firewall_policy, Facts(asked.cluster, asked.firewall))
    listed = patience.read(lambda: Kusto(session.http).clusters(asked.cluster.subscription))
    return gone.region_of(asked.request, facts, map(clusters.from_arm, listed))


def _around(session: Session, patience: Patience, member: Member, *, service_tags: bool) -> Surroundings:
    """What a check takes into account; a plan has read most of it."""
    facts = member.plan.facts
    return surroundings.read(
        session,
        patience,
        firewall=facts.firewall_id,
        group=facts.group_id,
        subnet=facts.subnet_id,
        cluster=facts.cluster_id.name,
        injected=facts.cluster is None or facts.cluster.injected,
        service_tags_of=member.plan.region if service_tags else None,
    )
