# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what a decision about a cluster's way out of its network needs: what it reads from and whom that lets in, what
leads to it, what it restricts, and when all that was made.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timezone
from typing import Any
from urllib.parse import quote

from ..._plan.documents import clusters, network_membership, shapes
from ..._plan.documents.network_membership import Membership
from ..._plan.leaving import endpoints, plans, preconditions, targets
from ..._plan.leaving.endpoints import Inbound
from ..._plan.leaving.plans import Plan
from ..._plan.leaving.request import Asked
from ..._plan.leaving.seen import Seen
from ..._plan.leaving.targets import Found
from ..._plan.outbound import readiness, used
from ..._plan.values import resource_ids
from ..._plan.values.change import Document
from ..._plan.values.errors import PlanError
from ..._plan.values.resource_ids import ResourceId
from ..login.session import Session
from ..wire import api_versions, in_parallel
from ..wire.errors import ArmError, NotFound
from ..wire.patience import Patience
from ..wire.rest import entries
from . import access, memory
from .data_sources import Sources
from .kusto import Kusto
from .reader import is_gone, is_lacking

_RESOURCES = "Microsoft.Resources/resources"


def read(
    session: Session, patience: Patience, asked: Sequence[Asked]
) -> list[tuple[Plan, None] | tuple[None, ArmError | PlanError]]:
    """Return for each cluster, in their order, its plan or the error it ended with."""
    reading = memory.of(session)
    return in_parallel.each(lambda one: plans.plan(one.request, _Cluster(reading, patience, one).seen()), asked)


def injected(session: Session, patience: Patience, subscription: str, group: str | None) -> list[ResourceId]:
    """Return the clusters of a subscription, or of a resource group of it, that are in a network, or may be; raise
    ArmError where they may not be listed.
    """
    listed = patience.read(lambda: Kusto(session.http).clusters(subscription, group))
    inside = (Membership.INJECTED, Membership.UNKNOWN)
    return [clusters.from_arm(one).id for one in listed if network_membership.membership(one) in inside]


class _Cluster:
    """One cluster as it is read."""

    def __init__(self, session: Session, patience: Patience, asked: Asked) -> None:
        self._session, self._patience, self._asked = session, patience, asked
        self._kusto = Kusto(session.http)
        self._sources = Sources(session.http, patience, with_rules=True)
        self._made: list[Mapping[str, Any]] = []  # the documents of the endpoints, which say when they were made

    def seen(self) -> Seen:
        """Return all that is known. A cluster that has left, or never was in a network, is asked nothing more."""
        id_ = self._asked.cluster
        document = self._patience.read(lambda: self._kusto.cluster(id_))
        if network_membership.membership(document) != Membership.INJECTED:
            return Seen(access.bare(self._session, document))
        cluster = clusters.from_arm(document)
        try:
            sources = self._sources.read(cluster, self._asked.request.uses, with_endpoints=True)
        except ArmError:
            readiness.require_running(cluster, document)  # what a stopped one reads from is shown to nobody
            raise
        asks = self._asked.request.ask_cluster
        restricted = access.seen(self._session, self._patience, document, sources, asks=asks)
        uses = used.of(preconditions.restriction_of(self._asked.request), restricted)
        names = targets.names_of(sources, uses)
        found = dict(zip(names, [self._found(*one) for one in names.values()], strict=True))
        inbound, why = self._inbound()
        read = targets.of(cluster.id.name, sources, found, uses)
        return Seen(restricted, read, inbound, why, self._prepared(inbound, sources.unread))

    def _found(self, type_: str, name: str) -> Found:
        """The resource of a name in the cluster's subscription, which "Resources - List" finds by its name and type."""
        subscription = self._asked.cluster.subscription
        doing = f"look for {name} among the resources of subscription {subscription}"
        sought = quote(f"name eq '{name}' and resourceType eq '{type_}'", safe="")
        http, version = self._session.http, api_versions.of(_RESOURCES)
        url = f"/subscriptions/{subscription}/resources?api-version={version}&$filter={sought}"
        try:
            listed = self._patience.read(
                lambda: list(entries(http, http.get(url, doing), doing, shapes.NAMED_REFERENCE))
            )
        except ArmError as error:
            if not is_lacking(error):
                raise
            return Found(why=error.of_reading(f"what {name} is"))
        ids = [self._id(one, type_) for one in listed]
        fitting = [one for one in ids if one is not None and one.name.lower() == name.lower()]
        if len(fitting) != 1:
            return Found(why=f"What {name} is was not found among the resources of subscription {subscription}")
        return Found(fitting[0], self._sources.reading(fitting[0]))

    def _id(self, entry: Mapping[str, Any], type_: str) -> ResourceId | None:
        try:
            return resource_ids.of_type(resource_ids.parse(str(entry.get("id") or "")), type_)
        except PlanError:
            return None

    def _inbound(self) -> tuple[tuple[Inbound, ...] | None, str]:
        """What leads to the cluster, or why that is not known."""
        id_ = self._asked.cluster
        try:
            listed = self._patience.read(lambda: self._kusto.private_endpoint_connections(id_))
        except ArmError as error:
            if not is_lacking(error):
                raise
            return None, error.of_reading(f"the private endpoint connections of cluster {id_.name}")
        self._made += listed
        return tuple(map(self._connection, listed)), ""

    def _connection(self, connection: Mapping[str, Any]) -> Inbound:
        try:
            id_ = resource_ids.parse(endpoints.endpoint_of(connection))
            document = self._patience.read(lambda: self._session.network.read(id_)).document
        except PlanError:
            return endpoints.inbound(connection, None, "it names no private endpoint")
        except NotFound as error:
            if not is_gone(error):
                return endpoints.inbound(connection, None, error.of_reading("it"))
            return endpoints.inbound(connection, None, is_gone=True)
        except ArmError as error:
            if error.transient:
                raise
            return endpoints.inbound(connection, None, error.of_reading("it"))
        return endpoints.inbound(connection, document)

    def _prepared(self, inbound: tuple[Inbound, ...] | None, unread: Mapping[str, str]) -> float | None:
        """The hours since the oldest endpoint was made; None where not all could be listed."""
        id_ = self._asked.cluster
        if inbound is None or unread:
            return None
        managed = self._patience.read(lambda: self._kusto.managed_private_endpoints(id_))
        return endpoints.age([*self._made, *managed], datetime.now(timezone.utc))


def look(session: Session, patience: Patience, plan: Plan) -> Document:
    """Return the cluster as it is now, once nothing is running on it."""
    return access.settled(session, patience, plan.id)
