# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads of Azure Data Explorer clusters. Nothing here ever writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .._plan.resource_ids import CLUSTER, ResourceId
from . import api_versions, errors
from .rest import Http

_CHILD = "outboundNetworkDependenciesEndpoints"
_MOST_PAGES = 1000  # a loop of links is longer than any real list


def read_cluster(http: Http, id_: ResourceId) -> dict[str, Any]:
    """Return the cluster's document; raise NotFound for a clear 404."""
    doing = f"read {id_.described()}"
    document = http.get(_url(str(id_)), doing).document
    if not isinstance(document, dict):
        raise errors.ArmError(doing, "the answer is no document", transient=True)
    return document


def list_clusters(http: Http, subscription: str, resource_group: str | None = None) -> list[dict[str, Any]]:
    """Return the clusters of a resource group, or of the whole subscription."""
    scope = f"/subscriptions/{subscription}"
    where = f"subscription {subscription}"
    if resource_group:
        scope, where = f"{scope}/resourceGroups/{resource_group}", f"resource group {resource_group}"
    return list(_pages(http, _url(f"{scope}/providers/{CLUSTER}"), f"list the clusters of {where}"))


def read_dependencies(http: Http, id_: ResourceId) -> list[dict[str, Any]]:
    """Return all entries of the cluster's outbound dependency answer."""
    return list(_pages(http, _url(f"{id_}/{_CHILD}"), f"read the outbound dependencies of {id_.described()}"))


def _pages(http: Http, url: str, doing: str) -> Iterator[dict[str, Any]]:
    seen: set[str] = set()
    while url:
        if url in seen or len(seen) >= _MOST_PAGES:
            raise errors.ArmError(doing, "the pages of the answer lead in a circle")
        seen.add(url)
        page = http.get(url, doing).document
        entries = page.get("value") if isinstance(page, dict) else None
        if not isinstance(entries, list):
            raise errors.ArmError(doing, "the answer is no list")
        yield from entries
        url = str(page.get("nextLink") or "")


def _url(path: str) -> str:
    return f"{path}?api-version={api_versions.of(CLUSTER)}"
