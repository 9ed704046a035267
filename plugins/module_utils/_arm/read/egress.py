# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read everything a plan is decided on: one GET per resource."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..._plan.documents import clusters, firewalls, route_tables, subnets
from ..._plan.documents.clusters import Cluster
from ..._plan.documents.policies import Policy
from ..._plan.fleet.fleet import Asked
from ..._plan.lockdown import absent, gone, other_tables, our_routes, plans, refusals
from ..._plan.lockdown.plans import Facts, Home
from ..._plan.lockdown.request import NameSource, Request, RoutesMode, Step
from ..._plan.values import resource_ids
from ..._plan.values.errors import PlanError
from ..._plan.values.resource_ids import ResourceId
from ..._plan.values.words import DesiredState
from ..login.session import Session
from ..wire.errors import ArmError, NotFound
from ..wire.patience import Patience
from . import listings, policy_chain, subscriptions
from .documents import read_or_none
from .kusto import Kusto

FORBIDDEN = 403
_GONE = ("resourcenotfound", "resourcegroupnotfound")


def read(session: Session, patience: Patience, asked: Asked) -> Facts:
    """Return what is there. What must be there and is not ends in an error that names it."""
    request, reader = asked.request, Reader(session, patience, asked.request)
    found = reader.cluster(asked.cluster)
    cluster = found.id if found else asked.cluster  # as the service spells it: names of ours are made of it
    facts = Facts(
        cluster,
        asked.firewall,
        found,
        subnet_id=asked.subnet or _subnet_of(found),
        table_named=asked.route_table is not None,
    )
    if found:
        absent.region_of(request, facts)  # nothing else need be read where it is refused
    facts = replace(facts, subnet=reader.around("subnet", facts.subnet_id))
    facts = reader.listed(reader.rules(asked.firewall, asked.firewall_policy, facts))
    region = absent.region_of(request, facts)
    if region is None:
        return facts
    facts = reader.routed(replace(facts, answer=reader.answer(cluster, found)), region, asked.route_table)
    facts = replace(facts, home=reader.home(facts), living=reader.living(cluster))
    if our_routes.concern_others(request, facts, region):
        facts = reader.with_sharing(facts)
    return replace(facts, unread=reader.unread)


def discover(session: Session, patience: Patience, asked: Asked) -> Facts:
    """Return the cluster with its own answer, which firewall it is behind, and which subnet is meant."""
    reader = Reader(session, patience, asked.request)
    found = reader.cluster(asked.cluster)
    known = found.id if found else asked.cluster
    behind = asked.firewall or reader.firewall_of(asked.firewall_policy)
    own = _subnet_of(found) if found and found.injected else None
    answer = reader.answer(known, found)
    return Facts(cluster_id=known, firewall_id=behind, cluster=found, answer=answer, subnet_id=asked.subnet or own)


class Reader:
    """Reads within one deadline; only when removing is something missing no error. `unread` says what could not be read
    of that which a write of rules alone can do without.
    """

    def __init__(self, session: Session, patience: Patience, request: Request) -> None:
        self._session, self._patience, self._request = session, patience, request
        self._kusto = Kusto(session.http)
        self._policies: dict[ResourceId, Policy | None] = {}
        self.unread: dict[str, str] = {}

    def cluster(self, id_: ResourceId) -> Cluster | None:
        """Return the cluster; None for one that is gone and to be removed."""
        try:
            document = self._patience.read(lambda: self._kusto.cluster(id_))
        except NotFound as error:
            if self._request.state == DesiredState.ABSENT and is_gone(error):
                return None
            raise
        found = clusters.from_arm(document)
        if self._request.state != DesiredState.ABSENT:
            refusals.require_injected(found, self._request)
        return found

    def answer(self, id_: ResourceId, cluster: Cluster | None) -> tuple[dict[str, Any], ...]:
        """Return the items of the cluster's own answer, nothing when it is not a source."""
        wanted = self._request.state != DesiredState.ABSENT and NameSource.DISCOVERED in self._request.sources
        if cluster is None or not wanted:
            return ()
        return tuple(self._patience.read(lambda: self._kusto.dependencies(id_)))

    def document(self, id_: ResourceId | None, *, may_be_absent: bool = False) -> dict[str, Any] | None:
        """Return a document, None for one that may be absent and is."""
        if id_ is None:
            return None
        if may_be_absent or self._request.state == DesiredState.ABSENT:
            found = self._patience.read(lambda: read_or_none(self._session, id_))
            return found.document if found else None
        return self._patience.read(lambda: self._session.network.read(id_)).document

    def around(self, field: str, id_: ResourceId | None, *, may_be_absent: bool = False) -> dict[str, Any] | None:
        """Return a document of the spoke. Who writes rules alone may have no right there, which is noted, no error."""
        try:
            return self.document(id_, may_be_absent=may_be_absent)
        except ArmError as error:
            alone = self._request.state != DesiredState.ABSENT and Step.ROUTE not in self._request.steps
            if not alone or error.status != FORBIDDEN or id_ is None:
                raise
            what = id_.described()
            self.unread[field] = f"{what[:1].upper()}{what[1:]} could not be read ({error.code or error.status})"
            return None

    def home(self, facts: Facts) -> Home | None:
        """Return where the cluster is today, None where that has been read already or decides nothing."""
        own = _subnet_of(facts.cluster)
        if (
            self._request.state == DesiredState.ABSENT
            or facts.cluster is None
            or not facts.cluster.injected
            or own is None
        ):
            return None
        moved = not resource_ids.same(own, str(facts.subnet_id))
        subnet = self.around("home_subnet", own, may_be_absent=True) if moved else facts.subnet
        table = subnets.route_table_id(subnet)
        if not moved and (table is None or resource_ids.same(table, str(facts.table_id))):
            return None
        found = resource_ids.parse(table) if table and "route_table" not in self.unread else None
        return Home(subnet, self.around("home_table", found, may_be_absent=True))

    def living(self, cluster: ResourceId) -> tuple[Cluster, ...] | None:
        """Return the other clusters whose rules a purge could meet; None when they cannot be listed."""
        if not self._request.purge or self._request.state == DesiredState.ABSENT:
            return ()
        try:
            listed = subscriptions.every_cluster(self._session, self._patience)
        except ArmError as error:
            if error.transient:
                raise
            self.unread["living"] = str(error).rstrip(".")
            return None
        return tuple(one for one in listed if not resource_ids.same(one.id, cluster))

    def rules(self, firewall: ResourceId | None, policy: ResourceId | None, facts: Facts) -> Facts:
        """Return the facts with the firewall and its policies, given by one of them or by both, or by none."""
        firewall = firewall or self.firewall_of(policy)
        document = self.document(firewall)
        name = self._request.rule_collection_group
        governor = policy if document is None else _policy_of(document)
        policy = policy or governor
        chain = policy_chain.chain(governor, self.policy)
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
                self._policies[id_] = self._patience.read(lambda: policy_chain.policy(self._session, id_))
            except NotFound:
                if self._request.state != DesiredState.ABSENT:
                    raise
                self._policies[id_] = None
        return self._policies[id_]

    def listed(self, facts: Facts) -> Facts:
        """Return the facts with all that a lost cluster may have left behind, where nothing else tells what it has.

        Raise PlanError when that may not be listed, unless the user has said where to look.
        """
        if self._request.state != DesiredState.ABSENT or not facts.is_lost:
            return facts
        is_told = facts.subnet_id is not None or facts.table_named or self._request.routes == RoutesMode.REPORT
        try:
            found = listings.everything(self._session, self._patience, _subscriptions(facts))
        except PlanError:
            if is_told and (facts.cluster or self._request.region):
                return replace(facts, other_tables=None)
            raise
        return replace(facts, listed=found)

    def routed(self, facts: Facts, region: str, route_table: ResourceId | None) -> Facts:
        """Return the facts with the route table, and with the subnet that has it where the cluster does not say it."""
        base = plans.base_name(self._request.collection_prefix, facts.cluster_id.name, region)
        besides: tuple[Mapping[str, Any], ...] = ()
        beside = facts.subnet_id if facts.subnet else None
        table_id = route_table or plans.table_of(facts.subnet, beside, base)
        if table_id is None and facts.listed is not None and self._request.routes != RoutesMode.REPORT:
            choice = gone.table_of(facts, region)
            table_id, besides = choice.table_id, choice.besides
        table = self.around("route_table", table_id, may_be_absent=True)
        facts = replace(facts, table_id=None if "route_table" in self.unread else table_id, table=table)
        if facts.subnet_id is None and facts.is_lost and self._request.state == DesiredState.ABSENT:
            facts = self._on_its_subnet(facts)
        elif facts.table_named and self._request.state == DesiredState.ABSENT:
            facts = replace(facts, current_table=self._current_table(facts))
        return self._with_other_tables(facts, region, besides)

    def _on_its_subnet(self, facts: Facts) -> Facts:
        """Where exactly one subnet has the table it is the one the cluster was on."""
        users = route_tables.associated_subnets(facts.table)
        if len(users) != 1:
            return facts
        subnet = resource_ids.of_type(resource_ids.parse(users[0]), resource_ids.SUBNET)
        return replace(facts, subnet_id=subnet, subnet=self.document(subnet))

    def _current_table(self, facts: Facts) -> dict[str, Any] | None:
        """Return the table that the subnet has in the place of the one the user named."""
        current = plans.table_of(facts.subnet, None, "")
        return None if resource_ids.same(current, facts.table_id) else self.document(current, may_be_absent=True)

    def _with_other_tables(self, facts: Facts, region: str, besides: tuple[Mapping[str, Any], ...]) -> Facts:
        listed: Sequence[Mapping[str, Any]] | None = ()
        if facts.listed is not None:
            listed = facts.listed.tables
        elif facts.other_tables is None:
            listed = None
        elif facts.subnet_id is not None and other_tables.matter(self._request, facts, region):
            listed = listings.tables_if_seen(self._session, self._patience, facts.subnet_id.subscription)
        if listed is None:
            return replace(facts, other_tables=None)
        found = (*other_tables.of(self._request, facts, region, listed), *besides)
        return replace(facts, other_tables=tuple({str(one.get("id")): one for one in found}.values()))

    def with_sharing(self, facts: Facts) -> Facts:
        """Return the facts with the other injected clusters on our subnet and those of the table, and with where they
        were looked for; with None for them when they cannot be listed.
        """
        found = [resource_ids.parse(one) for one in route_tables.associated_subnets(facts.table)]
        users = [*found, *([facts.subnet_id] if facts.subnet_id else [])]
        looked = tuple(sorted({facts.cluster_id.subscription, *(one.subscription for one in users)}))
        try:
            listed = [one for subscription in looked for one in self._list(subscription)]
        except ArmError:
            return replace(facts, sharing=None)
        keys = {resource_ids.key(one) for one in users}
        sharing = tuple(
            one
            for one in map(clusters.from_arm, listed)
            if one.injected
            and resource_ids.key(str(one.subnet_id)) in keys
            and not resource_ids.same(one.id, facts.cluster_id)
        )
        return replace(facts, sharing=sharing, looked_in=looked)

    def _list(self, subscription: str) -> list[dict[str, Any]]:
        return self._patience.read(lambda: self._kusto.clusters(subscription))


def is_gone(error: NotFound) -> bool:
    """True for the 404 of a resource or its group; a subscription that is not found may merely be out of sight."""
    return (error.code or "").lower() in _GONE


def _subscriptions(facts: Facts) -> list[str]:
    """The subscriptions of everything a call names or leads to."""
    group = facts.group_id
    known = (facts.cluster_id, facts.firewall_id, group.parent if group else None, facts.subnet_id, facts.table_id)
    return [one.subscription for one in known if one is not None]


def _only_firewall(policy: Policy) -> ResourceId | None:
    """The firewall a policy is attached to; which of several the cluster is behind nobody can tell."""
    found = [resource_ids.parse(id_) for id_ in policy.firewalls]
    if len(found) > 1:
        names = ", ".join(one.described() for one in found)
        raise PlanError(
            f"Firewall policy {policy.name} governs several firewalls: {names}. Give firewall, too, to say which one"
            " the cluster is behind.",
            code="several_firewalls",
        )
    return resource_ids.of_type(found[0], resource_ids.FIREWALL) if found else None


def _policy_of(firewall: dict[str, Any] | None) -> ResourceId | None:
    found = firewalls.policy_id(firewall or {})
    return resource_ids.of_type(resource_ids.parse(found), resource_ids.FIREWALL_POLICY) if found else None


def _subnet_of(cluster: Cluster | None) -> ResourceId | None:
    if cluster is None or not cluster.subnet_id:
        return None
    return resource_ids.of_type(resource_ids.parse(cluster.subnet_id), resource_ids.SUBNET)
