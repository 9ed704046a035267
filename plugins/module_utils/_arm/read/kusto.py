# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads of Azure Data Explorer clusters, and what the service itself finds. Nothing here ever writes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from ..._plan.documents import shapes
from ..._plan.documents.shapes import Shape
from ..._plan.values.resource_ids import CLUSTER, ResourceId
from ..wire import answers, api_versions, errors, operations
from ..wire.answers import Accepted
from ..wire.patience import Patience
from ..wire.rest import Answer, Http, entries

CHILD = "outboundNetworkDependenciesEndpoints"


class Kusto:
    """Reads with one api-version, the newest we know if none is given."""

    def __init__(self, http: Http, version: str | None = None) -> None:
        self._http = http
        self._version = version or api_versions.of(CLUSTER)

    def cluster(self, id_: ResourceId) -> dict[str, Any]:
        """Return the cluster's document; raise NotFound for a clear 404."""
        doing = f"read {id_.described()}"
        return answers.resource(self._get(str(id_), doing).document, id_, doing)

    def clusters(self, subscription: str, resource_group: str | None = None) -> list[dict[str, Any]]:
        """Return the clusters of a resource group, or of the whole subscription."""
        scope = f"/subscriptions/{subscription}"
        where = f"subscription {subscription}"
        if resource_group:
            scope, where = f"{scope}/resourceGroups/{resource_group}", f"resource group {resource_group}"
        doing = f"list the clusters of {where}"
        return list(self._pages(f"{scope}/providers/{CLUSTER}", doing, shapes.of(CLUSTER)))

    def dependencies(self, id_: ResourceId) -> list[dict[str, Any]]:
        """Return all entries of the cluster's outbound dependency answer."""
        doing = f"read the outbound dependencies of {id_.described()}"
        return list(self._pages(f"{id_}/{CHILD}", doing, shapes.DEPENDENCY))

    def databases(self, id_: ResourceId) -> list[dict[str, Any]]:
        """Return the databases of the cluster, those that follow another cluster's among them."""
        return self._below(id_, "databases", shapes.DATABASE, "databases")

    def data_connections(self, id_: ResourceId, database: str) -> list[dict[str, Any]]:
        """Return the data connections of one database."""
        path = f"databases/{quote(database, safe='')}/dataConnections"
        return self._below(id_, path, shapes.DATA_CONNECTION, f"data connections of database {database}")

    def attached_databases(self, id_: ResourceId) -> list[dict[str, Any]]:
        """Return the configurations by which databases of other clusters are attached."""
        return self._below(id_, "attachedDatabaseConfigurations", shapes.ATTACHED_DATABASE, "attached databases")

    def managed_private_endpoints(self, id_: ResourceId) -> list[dict[str, Any]]:
        """Return the managed private endpoints of the cluster."""
        path, shape = "managedPrivateEndpoints", shapes.MANAGED_PRIVATE_ENDPOINT
        return self._below(id_, path, shape, "managed private endpoints")

    def private_endpoint_connections(self, id_: ResourceId) -> list[dict[str, Any]]:
        """Return the connections of private endpoints that lead to the cluster."""
        path, shape = "privateEndpointConnections", shapes.PRIVATE_ENDPOINT_CONNECTION
        return self._below(id_, path, shape, "private endpoint connections")

    def callout_policies(self, id_: ResourceId) -> list[dict[str, Any]]:
        """Return the callout policies that the service lists for the cluster. A POST that changes nothing."""
        doing = f"list the callout policies of {id_.described()}"
        first = self._http.post(f"{id_}/listCalloutPolicies?api-version={self._version}", doing)
        return list(entries(self._http, first, doing, shapes.OBJECT))

    def validation(
        self, id_: ResourceId, database: str, connection: Mapping[str, Any], patience: Patience
    ) -> list[str]:
        """Return what the service finds wrong with a data connection of a database, given its document; it takes its
        time.

        What it finds is a list of `errorMessage` (azure-mgmt-kusto 4.0.0, DataConnectionValidationListResult); the
        operation has it in `properties`, recorded as `Value`. Raise ArmError for an answer without one: that it says
        nothing is not that it found nothing.
        """
        name = str(connection.get("name") or "").rpartition("/")[2]
        doing = f"validate data connection {name} of database {database} of {id_.described()}"
        path = f"{id_}/databases/{quote(database, safe='')}/dataConnectionValidation"
        body = {"dataConnectionName": name, "properties": dict(connection)}
        answer = patience.read(lambda: self._http.question(f"{path}?api-version={self._version}", doing, body))
        said = operations.follow(self._http, Accepted.of(answer.headers), patience, doing) or answer.document
        whole = errors.members(said)
        found = errors.members(whole.get("properties")).get("value", whole.get("value"))
        if not isinstance(found, list):
            raise errors.ArmError(doing, "the service did not say what it found")
        return [str(errors.members(one).get("errormessage") or one) for one in found]

    def diagnosis(self, id_: ResourceId, patience: Patience) -> list[str] | None:
        """Return what the service finds wrong with the network of an injected cluster, None when it does not say; it
        takes its time.
        """
        doing = f"diagnose the network of {id_.described()}"
        url = f"{id_}/diagnoseVirtualNetwork?api-version={self._version}"
        answer = patience.read(lambda: self._http.post(url, doing))
        said = operations.follow(self._http, Accepted.of(answer.headers), patience, doing) or answer.document
        if answer.status == 202 and said is None:  # it names no operation, or one at another host
            return None
        body = errors.members(said)
        found = errors.members(body.get("properties")).get("findings", body.get("findings"))
        return [str(one) for one in found] if isinstance(found, list) else None

    def _below(self, id_: ResourceId, path: str, shape: Shape, what: str) -> list[dict[str, Any]]:
        return list(self._pages(f"{id_}/{path}", f"list the {what} of {id_.described()}", shape))

    def _get(self, path: str, doing: str) -> Answer:
        return self._http.get(f"{path}?api-version={self._version}", doing)

    def _pages(self, path: str, doing: str, shape: Shape) -> Iterator[dict[str, Any]]:
        return entries(self._http, self._get(path, doing), doing, shape)
