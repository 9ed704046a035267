# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether Azure would take a write of a cluster, and whether all is shown of what that replaces."""

from __future__ import annotations

from ..documents.clusters import Cluster
from ..documents.outbound_access import KNOWN_SINCE
from ..values.change import Document, has_failed, is_settled
from ..values.errors import PlanError
from ..values.resource_ids import ResourceId
from ..values.words import begun

RUNNING, _STOPPED = "running", "stopped"  # states of a cluster in small letters


def require_not_failed(id_: ResourceId, document: Document) -> None:
    """Raise PlanError for a cluster whose last change failed."""
    if has_failed(document):
        raise PlanError(
            f"The last change of {id_.described()} failed, so a write on top could make it worse; repeat that change,"
            " or start the cluster again, first.",
            "cluster_not_ready",
        )


def require_running(cluster: Cluster, document: Document) -> None:
    """Raise PlanError for a cluster that neither runs nor is on its way."""
    if cluster.state and cluster.state.lower() != RUNNING and is_settled(document):
        first = "start it first" if cluster.state.lower() == _STOPPED else "wait until it does, and run again"
        raise PlanError(
            f"{begun(cluster.id.described())} is in state {cluster.state}, and Azure changes only one that runs;"
            f" {first}.",
            "cluster_not_ready",
        )


def require_shown(id_: ResourceId, api_version: str) -> None:
    """Raise PlanError where the api-version that the cluster was read with does not know callout policies."""
    if api_version and api_version < KNOWN_SINCE:
        raise PlanError(
            f"This cloud shows {id_.described()} by api-version {api_version}, which knows no callout policies, so"
            " nobody could tell what a write would lose; edit its list where you made it until the cloud has"
            f" {KNOWN_SINCE}.",
            "older_api_version",
        )
