# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads of the services that tell what they must reach. Nothing here ever writes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ..._plan.documents import shapes
from ..._plan.needs.services import DATA_EXPLORER, Service
from ..._plan.values.resource_ids import ResourceId
from ..wire import answers, api_versions
from ..wire.errors import ArmError
from ..wire.rest import Answer, Http, entries
from .kusto import CHILD, Kusto


class Services:
    """Reads with one api-version, the newest of the service that we know if none is given."""

    def __init__(self, http: Http, service: Service, version: str | None = None) -> None:
        self.service, self._http = service, http
        self._version = version or api_versions.of(service.type)

    def resource(self, id_: ResourceId) -> dict[str, Any]:
        """Return the document of a resource; raise NotFound for a clear 404."""
        doing = f"read {id_.described()}"
        return answers.resource(self._get(str(id_), doing).document, id_, doing)

    def resources(self, subscription: str, resource_group: str | None = None) -> list[dict[str, Any]]:
        """Return the resources of the service in a resource group, or in the whole subscription."""
        scope, where = f"/subscriptions/{subscription}", f"subscription {subscription}"
        if resource_group:
            scope, where = f"{scope}/resourceGroups/{resource_group}", f"resource group {resource_group}"
        type_, doing = self.service.type, f"list the resources of {self.service.name} in {where}"
        return list(entries(self._http, self._get(f"{scope}/providers/{type_}", doing), doing, shapes.of(type_)))

    def dependencies(self, id_: ResourceId) -> list[dict[str, Any]]:
        """Return all entries of what a resource must reach, from all pages, or from a bare list."""
        doing = f"read the outbound dependencies of {id_.described()}"
        first = self._get(f"{id_}/{CHILD}", doing)
        if isinstance(first.document, list):
            first = replace(first, document={"value": first.document})
        return list(entries(self._http, first, doing, shapes.ANSWER))

    def children(self, id_: ResourceId) -> list[dict[str, Any]]:
        """Return the parts of a resource that name its subnets; none of a service that has no such parts.

        They are asked with the newest api-version that shows all that is read of them. A cloud that no longer has it
        is asked with that of the resource, which shows less.
        """
        name = self.service.children
        if not name:
            return []
        type_, doing = f"{self.service.type}/{name}", f"list the {name} of {id_.described()}"
        try:
            first = self._get(f"{id_}/{name}", doing, api_versions.of(type_))
        except ArmError as error:
            if (error.code or "").lower() != "noregisteredproviderfound":
                raise
            # By its path alone it would be asked with the version again that it was asked with before.
            first = self._get(f"{self._http.base}{id_}/{name}", doing)
        return list(entries(self._http, first, doing, shapes.of(type_)))

    def _get(self, path: str, doing: str, version: str = "") -> Answer:
        return self._http.get(f"{path}?api-version={version or self._version}", doing)


class Clusters(Services):
    """The same of clusters of Azure Data Explorer, whose answer has a shape of its own."""

    def __init__(self, http: Http, service: Service, version: str | None = None) -> None:
        super().__init__(http, service, version)
        self._kusto = Kusto(http, version)

    def resource(self, id_: ResourceId) -> dict[str, Any]:
        """Return the cluster's document; raise NotFound for a clear 404."""
        return self._kusto.cluster(id_)

    def resources(self, subscription: str, resource_group: str | None = None) -> list[dict[str, Any]]:
        """Return the clusters of a resource group, or of the whole subscription."""
        return self._kusto.clusters(subscription, resource_group)

    def dependencies(self, id_: ResourceId) -> list[dict[str, Any]]:
        """Return all entries of the cluster's outbound dependency answer."""
        return self._kusto.dependencies(id_)


def reader(http: Http, service: Service, version: str | None = None) -> Services:
    """What reads a service of the table."""
    return (Clusters if service is DATA_EXPLORER else Services)(http, service, version)
