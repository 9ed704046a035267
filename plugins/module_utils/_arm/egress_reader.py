# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read everything a plan is decided on: one GET per resource."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from .._plan import (
    clusters,
    conflicts,
    egress_facts,
    firewalls,
    our_routes,
    removal,
    resource_ids,
    route_tables,
    subnets,
)
from .._plan.clusters import Cluster
from .._plan.egress_facts import Facts
from .._plan.errors import PlanError
from .._plan.policies import Policy
from .._plan.request import ABSENT, DISCOVERED, Request
from .._plan.resource_ids import ResourceId
from . import policy_reader
from .errors import ArmError, NotFound
from .kusto import Kusto
from .patience import Patience
from .resource import read_or_none
from .session import Session


def read(
    session: Session,
    patience: Patience,
    request: Request,
    *,
    cluster: ResourceId,
    firewall: ResourceId | None,
    firewall_policy: ResourceId | None,
    subnet: ResourceId | None,
    route_table: ResourceId | None,
) -> Facts:
    """Return what is there. What must be there and is not ends in an error that names it."""
    reader = Reader(session, patience, request)
    found = reader.cluster(cluster)
    cluster = found.id if found else cluster  # as the service spells it: names of ours are made of it
    region = removal.region_of(request, Facts(cluster, firewall, found))
    subnet_id = subnet or _subnet_of(found)
    subnet_document = reader.document(subnet_id)
    base = egress_facts.base_name(request.collection_prefix, cluster.name, region)
    table_id = route_table or _table_of(subnet_document, subnet_id, base)
    table = reader.document(table_id, may_be_absent=True)
    facts = replace(
        reader.rules(firewall, firewall_policy, Facts(cluster, firewall, found)),
        answer=reader.answer(cluster, found),
        subnet_id=subnet_id,
        subnet=subnet_document,
        table_id=table_id,
        table=table,
    )
    return replace(facts, sharing=reader.sharing(facts)) if our_routes.concern_others(request, facts, region) else facts


def discover(
    session: Session,
    patience: Patience,
    request: Request,
    *,
    cluster: ResourceId,
    firewall: ResourceId | None,
    firewall_policy: ResourceId | None,
) -> Facts:
    """Return the cluster with its own answer, and which firewall it is behind."""
    reader = Reader(session, patience, request)
    found = reader.cluster(cluster)
    known = found.id if found else cluster
    behind = firewall or reader.firewall_of(firewall_policy)
    return Facts(cluster_id=known, firewall_id=behind, cluster=found, answer=reader.answer(known, found))


class Reader:
    """Reads within one deadline; only when removing is something missing no error."""

    def __init__(self, session: Session, patience: Patience, request: Request) -> None:
        self._session, self._patience, self._request = session, patience, request
        self._kusto = Kusto(session.http)
        self._policies: dict[ResourceId, Policy | None] = {}

    def cluster(self, id_: ResourceId) -> Cluster | None:
        """Return the cluster; None for one that is gone and to be removed."""
        try:
            document = self._patience.read(lambda: self._kusto.cluster(id_))
        except NotFound:
            if self._request.state == ABSENT:
                return None
            raise
        found = clusters.from_arm(document)
        if self._request.state != ABSENT:
            conflicts.require_injected(found, self._request)
        return found

    def answer(self, id_: ResourceId, cluster: Cluster | None) -> tuple[dict[str, Any], ...]:
        """Return the items of the cluster's own answer, nothing when it is not a source."""
        wanted = self._request.state != ABSENT and DISCOVERED in self._request.sources
        if cluster is None or not wanted:
            return ()
        return tuple(self._patience.read(lambda: self._kusto.dependencies(id_)))

    def document(self, id_: ResourceId | None, *, may_be_absent: bool = False) -> dict[str, Any] | None:
        """Return a document, None for one that may be absent and is."""
        if id_ is None:
            return None
        if may_be_absent or self._request.state == ABSENT:
            found = self._patience.read(lambda: read_or_none(self._session, id_))
            return found.document if found else None
        return self._patience.read(lambda: self._session.network.read(id_)).document

    def rules(self, firewall: ResourceId | None, policy: ResourceId | None, facts: Facts) -> Facts:
        """Return the facts with the firewall and its policies, given by one of them or by both, or by none."""
        firewall = firewall or self.firewall_of(policy)
        document = self.document(firewall)
        name = self._request.rule_collection_group
        governor = policy if document is None else _policy_of(document)
        policy = policy or governor
        chain = policy_reader.chain(governor, self.policy)
        group = policy.child(resource_ids.RULE_COLLECTION_GROUP, name) if policy else None
        return replace(facts, firewall_id=firewall, firewall=document, chain=chain, group_id=group)

    def firewall_of(self, policy: ResourceId | None) -> ResourceId | None:
        """Return the one firewall a policy is attached to, None when there is none."""
        governor = self.policy(policy) if policy else None
        return _only_firewall(governor) if governor else None

    def policy(self, id_: ResourceId) -> Policy | None:
        """Return a policy with its groups, read once; only when removing may it be gone."""
        if id_ not in self._policies:
            try:
                self._policies[id_] = self._patience.read(lambda: policy_reader.policy(self._session, id_))
            except NotFound:
                if self._request.state != ABSENT:
                    raise
                self._policies[id_] = None
        return self._policies[id_]

    def sharing(self, facts: Facts) -> tuple[Cluster, ...] | None:
        """Return the other injected clusters on our subnet and those of the table; None when they cannot be listed."""
        found = [resource_ids.parse(one) for one in route_tables.associated_subnets(facts.table)]
        users = [*found, *([facts.subnet_id] if facts.subnet_id else [])]
        listed: list[dict[str, Any]] = []
        try:
            for subscription in sorted({facts.cluster_id.subscription, *(one.subscription for one in users)}):
                listed += self._list(subscription)
        except ArmError:
            return None
        keys = {resource_ids.key(one) for one in users}
        return tuple(
            one
            for one in map(clusters.from_arm, listed)
            if one.injected
            and resource_ids.key(str(one.subnet_id)) in keys
            and not resource_ids.same(one.id, facts.cluster_id)
        )

    def _list(self, subscription: str) -> list[dict[str, Any]]:
        return self._patience.read(lambda: self._kusto.clusters(subscription))


def _only_firewall(policy: Policy) -> ResourceId | None:
    """The firewall a policy is attached to; which of several the cluster is behind nobody can tell."""
    found = [resource_ids.parse(id_) for id_ in policy.firewalls]
    if len(found) > 1:
        names = ", ".join(one.described() for one in found)
        raise PlanError(
            f"Firewall policy {policy.name} governs several firewalls: {names}. Give firewall, too, to say which one"
            " the cluster is behind."
        )
    return resource_ids.of_type(found[0], resource_ids.FIREWALL) if found else None


def _policy_of(firewall: dict[str, Any] | None) -> ResourceId | None:
    found = firewalls.policy_id(firewall or {})
    return resource_ids.of_type(resource_ids.parse(found), resource_ids.FIREWALL_POLICY) if found else None


def _subnet_of(cluster: Cluster | None) -> ResourceId | None:
    if cluster is None or not cluster.subnet_id:
        return None
    return resource_ids.of_type(resource_ids.parse(cluster.subnet_id), resource_ids.SUBNET)


def _table_of(subnet: dict[str, Any] | None, subnet_id: ResourceId | None, base: str) -> ResourceId | None:
    """The table the subnet has, else the one we would make beside its network."""
    known = subnets.route_table_id(subnet)
    if known:
        found = resource_ids.parse(known)
        if found.type.lower() != resource_ids.ROUTE_TABLE.lower():
            raise PlanError(f"Subnet {subnet_id} names '{known}' as its route table, which is none.")
        return ResourceId(found.subscription, found.resource_group, resource_ids.ROUTE_TABLE, found.names)
    if subnet_id is None:
        return None
    names = (f"{base}-routes",)
    return ResourceId(subnet_id.subscription, subnet_id.resource_group, resource_ids.ROUTE_TABLE, names)
