# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kusto clusters: read only, and one read below them."""

from __future__ import annotations

from ..arm import errors
from ..arm.kinds import Kind
from ..arm.store import key_of

CHILD = "outboundNetworkDependenciesEndpoints"
PARTS = (
    "microsoft.kusto/clusters/managedprivateendpoints",
    "microsoft.kusto/clusters/databases",
    "microsoft.kusto/clusters/databases/dataconnections",
    "microsoft.kusto/clusters/attacheddatabaseconfigurations",
)
KIND = Kind("Microsoft.Kusto/clusters", shown_type="Microsoft.Kusto/Clusters")


def dependencies(call, cluster):
    """All entries of the dependency answer; the cluster need not live in a virtual network."""
    state = (cluster.get("properties") or {}).get("state")
    if state == "Stopped" and call.switches.stopped_cluster_dependencies == "refuse":
        text = f"Cannot fetch outbound network dependencies endpoints while resource is in state '{state}'."
        raise errors.front(400, "BadRequest", text)
    answer = call.store.answers.get(key_of(f"{cluster['id']}/{CHILD}")) or {"value": []}
    return answer


def missing_child(resource_id):
    text = f"The resource with identifier '{resource_id}' is not found."
    return errors.front(404, "ResourceNotFound", text)
