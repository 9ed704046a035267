# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the landscape of a cluster: for a plan, for a check, and anew whatever decides its verdicts. Never write.

A plan demands what it cannot do without. For a verdict only the firewall must be readable: what else is missing or
forbidden is told, and leaves open what it would have decided.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..._plan.documents import clusters, firewalls, ip_groups, route_tables, subnets
from ..._plan.documents import service_tags as prefixes
from ..._plan.documents.clusters import Cluster
from ..._plan.documents.ip_groups import IpGroup
from ..._plan.documents.policies import DEFAULT_GROUP, Policy
from ..._plan.documents.service_tags import Prefixes
from ..._plan.fleet.fleet import Asked
from ..._plan.lockdown import absent, finishing, gone, our_routes, plans, refusals, returning, room, source_rules
from ..._plan.lockdown.request import NameSource, Request, RoutesMode, Step
from ..._plan.needs.data_sources import DataSources
from ..._plan.values import regions, resource_ids
from ..._plan.values.errors import PlanError
from ..._plan.values.resource_ids import IP_GROUP, ROUTE_TABLE, SECURITY_GROUP, VIRTUAL_NETWORK, ResourceId
from ..._plan.values.words import DesiredState
from ..._plan.verdict import flows
from ..._plan.verdict.flows import Flow
from ..._plan.verdict.landscape import OF_IP_GROUP, Home, Landscape
from ..._plan.verdict.places import EVENT_HUB
from ..._plan.verdict.resolution import PrivateDns
from ..wire import in_parallel
from ..wire.errors import ArmError, NotFound
from . import (
    ahead,
    data_sources,
    managers,
    neighbours,
    policy_chain,
    private_names,
    service_tags,
    usages,
    virtual_hubs,
    way_back,
)
from .reader import FORBIDDEN, Reader, is_gone, is_lacking

# For a plan


def for_plan(reader: Reader, asked: Asked) -> Landscape:
    """Return what is there. What must be there and is not ends in an error that names it."""
    request = asked.request
    ahead.of_call(reader, asked)
    document = _cluster_document(reader, request, asked.cluster)
    cluster = _cluster(reader, request, asked.cluster, document)
    landscape = Landscape(
        cluster.id if cluster else asked.cluster,  # as the service spells it: names of ours are made of it
        asked.firewall,
        cluster,
        cluster_document=document if request.returns else None,
        appliance=request.appliance,
        rulebooks=reader.rulebooks,
        subnet_id=asked.subnet or _subnet_of(cluster),
        table_named=asked.route_table is not None,
    )
    if cluster:
        absent.region_of(request, landscape)  # nothing else need be read where it is refused
    ahead.of_cluster(reader, request, landscape)
    landscape = replace(landscape, subnet=_of_spoke(reader, request, "subnet", landscape.subnet_id))
    landscape = _with_rules(reader, request, landscape, asked.firewall_policy)
    if request.only_left:
        _require_holders(reader, asked, landscape)
    landscape = neighbours.with_listed(reader, request, landscape)
    region = absent.region_of(request, landscape)
    if region is None:
        return landscape
    landscape = replace(landscape, answer=_answer(reader, request, landscape))
    if request.state == DesiredState.PRESENT:
        ahead.of_table(reader, landscape)
    landscape = _with_table(reader, request, landscape, region, asked.route_table)
    landscape = _with_data_sources(reader, request, landscape)
    if request.state == DesiredState.PRESENT and room.is_asked(request, landscape, region):
        subscription = landscape.table_id.subscription if landscape.table_id else ""
        landscape = replace(landscape, granted=usages.read(reader, subscription, region))
    landscape = replace(
        landscape,
        home=_home(reader, request, landscape),
        living=neighbours.living(reader, request, landscape.cluster_id),
    )
    if our_routes.concern_others(request, landscape, region):
        landscape = neighbours.with_sharing(reader, landscape)
    if request.state == DesiredState.ABSENT:  # which nothing that others have in store may stop
        return replace(landscape, drafts=(), unread=reader.unread)
    return replace(managers.read(reader, landscape, request.rule_collection_group), unread=reader.unread)


def for_check(reader: Reader, asked: Asked) -> Landscape:
    """Return the cluster with its own answer, which firewall it is behind, and which subnet is meant."""
    request = asked.request
    ahead.of_call(reader, asked)
    cluster = _cluster(reader, request, asked.cluster, _cluster_document(reader, request, asked.cluster))
    own = _subnet_of(cluster) if cluster and cluster.injected else None
    landscape = Landscape(
        cluster.id if cluster else asked.cluster,
        asked.firewall or firewall_of(reader, request, asked.firewall_policy),
        cluster,
        appliance=request.appliance,
        rulebooks=reader.rulebooks,
        subnet_id=asked.subnet or own,
    )
    landscape = replace(landscape, answer=_answer(reader, request, landscape))
    return replace(landscape, data_sources=_data_sources(reader, request, landscape))


def _cluster_document(reader: Reader, request: Request, id_: ResourceId) -> dict[str, Any] | None:
    """Return the cluster's document; None for one that is gone and to be removed."""
    try:
        return reader.patience.read(lambda: reader.kusto.cluster(id_))
    except NotFound as error:
        if request.state == DesiredState.ABSENT and is_gone(error):
            return None
        raise


def _cluster(reader: Reader, request: Request, id_: ResourceId, document: dict[str, Any] | None) -> Cluster | None:
    """Return the cluster of a document; one that is to return to its network counts as there, if it can."""
    cluster = None if document is None else clusters.from_arm(document)
    if request.only_left:
        finishing.require_left(id_, cluster)
    if cluster is None or document is None:
        return None
    if request.returns:
        returning.require_returnable(cluster, document)
        if not cluster.injected:
            returning.require_places(cluster, way_back.places(reader, document))
        return replace(cluster, injected=True)
    if request.state != DesiredState.ABSENT:
        refusals.require_injected(cluster, request.accept)
    return cluster


def _answer(reader: Reader, request: Request, landscape: Landscape) -> tuple[dict[str, Any], ...]:
    """Return the items of the cluster's own answer, nothing when it is not a source."""
    asks = request.state != DesiredState.ABSENT and NameSource.DISCOVERED in request.sources
    if landscape.cluster is None or not asks:
        return ()
    return tuple(reader.patience.read(lambda: reader.kusto.dependencies(landscape.cluster_id)))


def _data_sources(reader: Reader, request: Request, landscape: Landscape) -> DataSources | None:
    """Return what the cluster reads and writes by its configuration, None where nobody asks."""
    cluster = landscape.cluster
    if cluster is None or request.state == DesiredState.ABSENT or not request.asks_for_data_sources:
        return None
    return data_sources.Sources(reader.session.http, reader.patience).read(cluster, request.uses)


def _with_data_sources(reader: Reader, request: Request, landscape: Landscape) -> Landscape:
    """With the data sources, which of them a private endpoint leads to, and the tags that rules may need."""
    found = _data_sources(reader, request, landscape)
    if found is None:
        return landscape
    found = replace(found, private=_private_ways(reader, landscape, found))
    landscape = replace(landscape, data_sources=found)
    if not source_rules.needs_tags(request, landscape):
        return landscape
    return replace(landscape, data_sources=replace(found, tags=_regional_tags(reader, landscape)))


def _private_ways(reader: Reader, landscape: Landscape, found: DataSources) -> frozenset[str]:
    """Read what decides about private ways; what of that cannot be read is told where a verdict depends on it."""
    own = Reader(reader.session, reader.patience, reader.lists)
    network = landscape.subnet_id.parent if landscape.subnet_id else None
    seen = replace(landscape, virtual_network=_optional(own, "virtual_network", network))
    seen = replace(seen, hop_network=_hop_network(own, seen), unread=own.unread)
    needed = [flows.of_dependency(one) for one in found.dependencies]
    seen = private_names.read(own, seen, needed)
    planned = replace(seen, route_table=landscape.table or seen.route_table)  # it may lead there by another way
    return source_rules.reached_privately(found, seen) & source_rules.reached_privately(found, planned)


def _regional_tags(reader: Reader, landscape: Landscape) -> dict[str, str] | None:
    """Return the tags of Event Hubs by region. Their names are irregular, and so are read; None where they may not be:
    then the tag of all regions stands in.
    """
    cluster = landscape.cluster_id
    region = landscape.cluster.region if landscape.cluster else ""
    try:
        document = reader.patience.read(lambda: service_tags.read(reader.lists.http, cluster.subscription, region))
    except ArmError as error:
        if not is_lacking(error):
            raise
        return None
    names = [str(one.get("name")) for one in document["values"]]
    return {regions.of_tag(name): name for name in names if name.lower().startswith(f"{EVENT_HUB}.")}


def _document(reader: Reader, request: Request, id_: ResourceId | None) -> dict[str, Any] | None:
    """Return a document; only when removing may it be gone."""
    return reader.if_there(id_) if request.state == DesiredState.ABSENT else reader.document(id_)


def _of_spoke(
    reader: Reader, request: Request, field: str, id_: ResourceId | None, *, may_be_absent: bool = False
) -> dict[str, Any] | None:
    """Return a document of the spoke. Who writes rules alone may have no right there, which is noted, no error."""
    if id_ is None:
        return None
    alone = request.state != DesiredState.ABSENT and Step.ROUTE not in request.steps
    return reader.optional(
        field,
        id_.described(),
        lambda: reader.if_there(id_) if may_be_absent else _document(reader, request, id_),
        tolerated=(FORBIDDEN,) if alone else (),
    )


def _with_rules(reader: Reader, request: Request, landscape: Landscape, policy: ResourceId | None) -> Landscape:
    """With the firewall and its policies, given by one of them or by both, or by none."""
    firewall = landscape.firewall_id or firewall_of(reader, request, policy)
    document = _document(reader, request, firewall)
    governor = policy if document is None else firewalls.governor(document)
    policy = policy or governor
    return replace(
        landscape,
        firewall_id=firewall,
        firewall=document,
        chain=policy_chain.chain(governor, lambda id_: _of_chain(reader, request, id_, governor)),
        group_id=policy.child(resource_ids.RULE_COLLECTION_GROUP, request.rule_collection_group) if policy else None,
    )


def _require_holders(reader: Reader, asked: Asked, landscape: Landscape) -> None:
    """Raise PlanError where a firewall or a policy that was given is not there. A policy that was given and does not
    govern the firewall has not been read.
    """
    firewall, policy = asked.firewall, asked.firewall_policy
    if firewall is not None:
        finishing.require_holder(asked.cluster, firewall, is_there=landscape.firewall is not None)
    if policy is not None:
        finishing.require_holder(asked.cluster, policy, is_there=reader.if_there(policy) is not None)


def _of_chain(reader: Reader, request: Request, id_: ResourceId, governor: ResourceId | None) -> Policy | None:
    """Return a policy; a parent often belongs to others, who may not let it be read, and that is noted."""
    if resource_ids.same(id_, str(governor)):
        return _policy(reader, request, id_)
    return reader.optional("chain", id_.described(), lambda: _policy(reader, request, id_), tolerated=(FORBIDDEN,))


def _policy(reader: Reader, request: Request, id_: ResourceId) -> Policy | None:
    """Return a policy; only when removing may it be gone."""
    try:
        return reader.policy(id_)
    except NotFound:
        if request.state != DesiredState.ABSENT:
            raise
        return None


def firewall_of(reader: Reader, request: Request, policy: ResourceId | None) -> ResourceId | None:
    """Return the one firewall a policy is attached to, None when there is none.

    Raise PlanError for several: which of them the cluster is behind nobody can tell.
    """
    governor = _policy(reader, request, policy) if policy else None
    attached = [resource_ids.parse(id_) for id_ in governor.firewalls] if governor else []
    if governor and len(attached) > 1:
        names = ", ".join(one.described() for one in attached)
        raise PlanError(
            f"Firewall policy {governor.name} governs several firewalls: {names}. Give O(firewall), too, to say which"
            " one"
            " the cluster is behind.",
            code="several_firewalls",
        )
    return resource_ids.of_type(attached[0], resource_ids.FIREWALL) if attached else None


def _subnet_of(cluster: Cluster | None) -> ResourceId | None:
    if cluster is None or not cluster.subnet_id:
        return None
    return resource_ids.of_type(resource_ids.parse(cluster.subnet_id), resource_ids.SUBNET)


def _with_table(
    reader: Reader, request: Request, landscape: Landscape, region: str, named: ResourceId | None
) -> Landscape:
    """With the route table, and with the subnet that has it where the cluster does not say it."""
    base = plans.base_name(request.collection_prefix, landscape.cluster_id.name, region)
    further: tuple[Mapping[str, Any], ...] = ()
    table_id = named or plans.table_of(landscape.subnet, landscape.subnet_id if landscape.subnet else None, base)
    if table_id is None and landscape.listed is not None and request.routes != RoutesMode.REPORT:
        choice = gone.table_of(landscape, region)
        table_id, further = choice.table_id, choice.besides
    table = _of_spoke(reader, request, "route_table", table_id, may_be_absent=True)
    if "route_table" in reader.unread:
        table_id = None
    is_own = table_id is not None and resource_ids.same(subnets.route_table_id(landscape.subnet), str(table_id))
    landscape = replace(landscape, table_id=table_id, table=table, route_table=table if is_own else None)
    is_removed = request.state == DesiredState.ABSENT
    if landscape.subnet_id is None and landscape.is_lost and is_removed:
        landscape = _on_its_subnet(reader, request, landscape)
    elif landscape.table_named and is_removed:
        landscape = replace(landscape, current_table=_current_table(reader, landscape))
    return neighbours.with_other_tables(reader, request, landscape, region, further)


def _on_its_subnet(reader: Reader, request: Request, landscape: Landscape) -> Landscape:
    """Where exactly one subnet has the table it is the one the cluster was on."""
    users = route_tables.associated_subnets(landscape.table)
    if len(users) != 1:
        return landscape
    subnet = resource_ids.of_type(resource_ids.parse(users[0]), resource_ids.SUBNET)
    return replace(landscape, subnet_id=subnet, subnet=_document(reader, request, subnet))


def _current_table(reader: Reader, landscape: Landscape) -> dict[str, Any] | None:
    """Return the table that the subnet has in the place of the one the user named."""
    current = plans.table_of(landscape.subnet, None, "")
    return None if resource_ids.same(current, landscape.table_id) else reader.if_there(current)


def _home(reader: Reader, request: Request, landscape: Landscape) -> Home | None:
    """Return where the cluster is today, None where that has been read already or decides nothing."""
    own = _subnet_of(landscape.cluster) if landscape.own_subnet else None
    if request.state == DesiredState.ABSENT or own is None:
        return None
    moved = not resource_ids.same(own, str(landscape.subnet_id))
    subnet = landscape.subnet
    if moved:
        subnet = _of_spoke(reader, request, "home_subnet", own, may_be_absent=True)
    table = subnets.route_table_id(subnet)
    if not moved and (table is None or resource_ids.same(table, str(landscape.table_id))):
        return None
    table_id = resource_ids.parse(table) if table and "route_table" not in reader.unread else None
    return Home(subnet, _of_spoke(reader, request, "home_table", table_id, may_be_absent=True))


# For a verdict


def look(
    reader: Reader,
    landscape: Landscape,
    *,
    service_tags_of: str | Prefixes | None = None,
    group: str = DEFAULT_GROUP,
    needed: Sequence[Flow] = (),
) -> Landscape:
    """Return the landscape with every document that decides a verdict as it is now; `service_tags_of` is a region whose
    tags are read, too, `group` the name of the rule collection group of ours. Private names and
    addresses are read as far as what is `needed` may depend on them.
    """
    firewall = None if landscape.appliance else landscape.firewall_id
    ahead.of_look(reader, landscape)
    document = reader.document(firewall)
    chain = policy_chain.chain(firewalls.governor(document or {}), lambda id_: _readable(reader, id_))
    subnet_id = None if "subnet" in landscape.unread else landscape.subnet_id
    subnet = reader.document(subnet_id)
    network = _optional(reader, "virtual_network", subnet_id.parent if subnet_id else None)
    begun = replace(landscape, firewall_id=firewall, firewall=document, subnet=subnet, virtual_network=network)
    ahead.of_subnet(reader, begun, is_needed=bool(needed))
    seen = replace(
        landscape,
        firewall_id=firewall,
        firewall=document,
        chain=chain,
        subnet=subnet,
        virtual_network=network,
        security_group=_referenced(reader, "security_group", subnets.security_group_id(subnet), SECURITY_GROUP),
        route_table=_referenced(reader, "route_table", subnets.route_table_id(subnet), ROUTE_TABLE),
        service_tags=_service_tags(reader, firewall or subnet_id, service_tags_of),
        private_dns=PrivateDns(),
        private_endpoints={},
        unread=reader.unread,
    )
    network_id = subnet_id.parent if subnet_id else None
    seen = replace(seen, hop_network=_hop_network(reader, seen), hub=virtual_hubs.read(reader, document, network_id))
    if seen.drafts is None:  # a plan has asked
        seen = managers.read(reader, seen, group)
    seen = private_names.read(reader, seen, needed)
    # The rules say which groups there are, and are taken out of their documents once in a run.
    return seen.with_ip_groups(_ip_groups(reader, seen.ruleset.ip_groups))


def _hop_network(reader: Reader, seen: Landscape) -> dict[str, Any] | None:
    """Return the network at the other end of the peering that leads to the firewall, or to where the routes name it."""
    return _referenced(reader, "hop_network", ahead.hop_network(seen), VIRTUAL_NETWORK)


def _readable(reader: Reader, id_: ResourceId) -> Policy | None:
    return reader.optional("chain", id_.described(), lambda: reader.policy(id_))


def _optional(reader: Reader, field: str, id_: ResourceId | None) -> dict[str, Any] | None:
    """Return a document, or None and a note under the field it decides."""
    return reader.optional(field, id_.described(), lambda: reader.document(id_)) if id_ else None


def _referenced(reader: Reader, field: str, id_: Any, type_: str) -> dict[str, Any] | None:
    """Return the document of this type that another one refers to; what is no such id could be any, and is not read."""
    try:
        found = resource_ids.of_type(resource_ids.parse(str(id_)), type_) if id_ else None
    except PlanError as error:
        reader.unread[field] = f"What is referred to could not be read: {error}".rstrip(".")
        return None
    return _optional(reader, field, found)


def _ip_groups(reader: Reader, ids: Sequence[str]) -> Mapping[str, IpGroup | None]:
    """Return IP groups by the key of their id, None for one that cannot be read; the same for all behind a firewall."""
    groups: Mapping[str, IpGroup | None]
    groups, unread = reader.session.recall(" ".join(ids), lambda: _groups_anew(reader, ids))
    reader.unread |= unread
    return groups


def _groups_anew(reader: Reader, ids: Iterable[str]) -> tuple[dict[str, IpGroup | None], dict[str, str]]:
    """Return the groups, and why some could not be read; several are asked for at a time."""
    own = Reader(reader.session, reader.patience, reader.lists)

    def read(item: tuple[str, str]) -> IpGroup | None:
        key, id_ = item
        document = _referenced(own, f"{OF_IP_GROUP}{key}", id_, IP_GROUP)
        return None if document is None else ip_groups.from_arm(document)

    wanted: dict[str, str] = {}
    for id_ in ids:
        wanted.setdefault(resource_ids.key(id_), id_)
    groups: dict[str, IpGroup | None] = {}
    for key, (group, error) in zip(wanted, in_parallel.each(read, wanted.items()) if wanted else (), strict=True):
        if error is not None:
            raise error
        groups[key] = group
    return groups, {field: own.unread[field] for key in groups if (field := f"{OF_IP_GROUP}{key}") in own.unread}


def _service_tags(reader: Reader, near: ResourceId | None, of: str | Prefixes | None) -> Prefixes | None:
    """Return the prefixes of all service tags, those given or as a region and a subscription see them."""
    if near is None or of is None:
        return None
    if not isinstance(of, str):
        return of
    region = of
    http = reader.session.http
    document = reader.optional(
        "service_tags",
        f"service tags of {region}",
        lambda: reader.patience.read(lambda: service_tags.read(http, near.subscription, region)),
    )
    return None if document is None else prefixes.by_tag(document["values"])
