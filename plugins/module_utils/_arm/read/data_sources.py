# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read what a cluster's configuration names, and what these resources say of themselves.

A few requests for each cluster: its databases, the data connections of each, what is attached, its managed private
endpoints where they are asked for, and every resource that is named once. What may not be read is told, and stops
nothing here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..._plan.documents import data_connections
from ..._plan.documents.clusters import Cluster
from ..._plan.documents.data_connections import Connection, Database
from ..._plan.needs import data_sources
from ..._plan.needs.data_sources import Configuration, DataSources, Reading
from ..._plan.needs.uses import Use
from ..._plan.values import resource_ids
from ..._plan.values.errors import PlanError
from ..._plan.values.resource_ids import EVENT_HUB_NAMESPACE, ResourceId
from ..wire import answers, api_versions, in_parallel
from ..wire.errors import ArmError, NotFound
from ..wire.patience import Patience
from ..wire.rest import Http
from .kusto import Kusto
from .reader import is_gone, is_lacking

Documents = list[dict[str, Any]]


class Sources:
    """One login and one deadline. `with_rules` has rules read, too, that stand in documents of their own."""

    def __init__(self, http: Http, patience: Patience, *, with_rules: bool = False) -> None:
        self._http, self._kusto, self._patience = http, Kusto(http), patience
        self._with_rules = with_rules

    def read(
        self, cluster: Cluster, uses: tuple[Use, ...] | None = None, *, with_endpoints: bool = False
    ) -> DataSources:
        """Return everything the cluster reads and writes by its configuration, with its managed private endpoints where
        they are asked for.
        """
        known = self._configuration(cluster, with_endpoints=with_endpoints)
        known = replace(known, uses=uses)
        followed = {resource_ids.key(id_) for id_ in known.followed.values() if id_}
        ids = known.targets
        found = in_parallel.each(lambda one: self.reading(one, follows=resource_ids.key(one) in followed), ids)
        readings = {resource_ids.key(id_): _had(ending) for id_, ending in zip(ids, found, strict=True)}
        return data_sources.of_cluster(known, readings)

    def _configuration(self, cluster: Cluster, *, with_endpoints: bool) -> Configuration:
        unread: dict[str, str] = {}
        lists: dict[str, Callable[[ResourceId], Documents]] = {
            "databases": self._kusto.databases,
            "attached databases": self._kusto.attached_databases,
        }
        if with_endpoints:
            lists["managed private endpoints"] = self._kusto.managed_private_endpoints
        read = in_parallel.each(lambda ask: self._patience.read(lambda: ask(cluster.id)), lists.values())
        told = [
            _told(ending, f"the {what} of cluster {cluster.id.name}", unread)
            for what, ending in zip(lists, read, strict=True)
        ]
        databases = tuple(data_connections.database(one) for one in told[0])
        return Configuration(
            cluster,
            databases,
            self._connections(cluster, databases, unread),
            leaders=dict(data_connections.leader(one) for one in told[1]),
            endpoints=tuple(data_connections.managed_endpoint(one) for one in told[2]) if with_endpoints else (),
            unread=unread,
        )

    def _connections(
        self, cluster: Cluster, databases: Sequence[Database], unread: dict[str, str]
    ) -> tuple[Connection, ...]:
        """Nothing is ingested into a database that follows, which is read only ("Use follower databases")."""
        own = [one.name for one in databases if not one.is_following]
        read = in_parallel.each(
            lambda name: self._patience.read(lambda: self._kusto.data_connections(cluster.id, name)), own
        )
        return tuple(
            data_connections.connection(document, name)
            for name, ending in zip(own, read, strict=True)
            for document in _told(ending, f"the data connections of database {name}", unread)
        )

    def reading(self, id_: ResourceId, *, follows: bool = False) -> Reading:
        """Return what one resource says of itself, of a leader with what it depends on."""
        doing = f"read {id_.described()}"
        url = f"{id_}?api-version={api_versions.of(id_.type)}"
        try:
            document = self._patience.read(lambda: answers.resource(self._http.get(url, doing).document, id_, doing))
        except NotFound as error:
            return Reading(is_gone=True) if is_gone(error) else Reading(why=error.of_reading(id_.described()))
        except ArmError as error:
            if error.transient:  # what cannot be read today is no reason for other names than yesterday's
                raise
            return Reading(why=error.of_reading(id_.described()))
        if self._with_rules and id_.type.lower() == EVENT_HUB_NAMESPACE.lower():
            return self._with_rule_set(document, id_)
        return self._with_answer(Reading(document), id_) if follows else Reading(document)

    def _with_rule_set(self, document: dict[str, Any], id_: ResourceId) -> Reading:
        """With the rules of a namespace, which stand beside it ("Namespaces - Get Network Rule Set")."""
        doing = f"read the network rules of {id_.described()}"
        url = f"{id_}/networkRuleSets/default?api-version={api_versions.of(id_.type)}"
        try:
            found = self._patience.read(lambda: self._http.get(url, doing).document)
        except ArmError as error:
            if error.transient:
                raise
            return Reading(document, rules_unread=error.of_reading(f"the network rules of {id_.described()}"))
        rules = found.get("properties") if isinstance(found, Mapping) else None
        if not isinstance(rules, Mapping) or not rules:
            return Reading(document, rules_unread=f"The network rules of {id_.described()} have no members")
        return Reading({**document, "properties": {**(document.get("properties") or {}), "networkRuleSets": rules}})

    def _with_answer(self, reading: Reading, id_: ResourceId) -> Reading:
        """With what a leader itself depends on: its storage is that of its followers, too."""
        try:
            answer = tuple(self._patience.read(lambda: self._kusto.dependencies(id_)))
        except ArmError as error:
            if error.transient:
                raise
            return replace(reading, why=error.of_reading(f"the dependency answer of {id_.described()}"))
        return replace(reading, answer=answer)


def _had(ending: in_parallel.Ending[Reading]) -> Reading:
    reading, error = ending
    if reading is None:
        raise error or PlanError("Nothing was read.")
    return reading


def _told(ending: in_parallel.Ending[Documents], what: str, unread: dict[str, str]) -> Documents:
    """What is listed; nothing, and a note, where it may not be."""
    documents, error = ending
    if error is None:
        return documents or []
    if isinstance(error, PlanError) or not is_lacking(error):
        raise error
    unread[what] = error.of_reading(what)
    return []
