# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The services besides Data Explorer that say which endpoints they need: how each of them answers.

The envelopes, and which of them come in pages, follow the published models; README.md says where the answers are from.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..arm.kinds import Kind

CHILD = "outboundNetworkDependenciesEndpoints"
# {value: [entry]}, {value: [{properties: entry}]}, and [entry]; an entry is a category with its endpoints.
PLAIN, PROPERTIES, BARE = "plain", "properties", "bare"


@dataclass(frozen=True)
class Service:
    """A type of resource that has such an answer."""

    type: str
    envelope: str = PLAIN
    paged: bool = False  # with a nextLink where there is more
    since: str = ""  # the oldest api-version of which the answer has been seen; those before are taken to lack it
    plain_before: str = ""  # api-versions before this one have the plain envelope

    def envelope_of(self, version):
        """What is around the entries with an api-version."""
        return PLAIN if version < self.plain_before else self.envelope


AKS = Service("Microsoft.ContainerService/managedClusters", paged=True, since="2021-05-01")
API_MANAGEMENT = Service("Microsoft.ApiManagement/service", paged=True, since="2021-08-01")
BATCH = Service("Microsoft.Batch/batchAccounts", paged=True, since="2021-06-01")
DATABRICKS = Service("Microsoft.Databricks/workspaces", BARE, since="2021-04-01-preview")
MACHINE_LEARNING = Service(
    "Microsoft.MachineLearningServices/workspaces", PROPERTIES, since="2021-07-01", plain_before="2022-05-01"
)
SQL = Service("Microsoft.Sql/managedInstances", paged=True, since="2021-11-01")
DEV_CENTER = Service("Microsoft.DevCenter/networkConnections", paged=True, since="2023-04-01")
SERVICES = (AKS, API_MANAGEMENT, BATCH, DATABRICKS, MACHINE_LEARNING, SQL, DEV_CENTER)
POOLS = Kind("Microsoft.Batch/batchAccounts/pools")
KINDS = tuple(Kind(service.type) for service in SERVICES)
NAMESPACES = frozenset(service.type.split("/")[0].lower() for service in SERVICES)
_BY_TYPE = {service.type.lower(): service for service in SERVICES}


def find(type_name):
    """The service of a type, or None."""
    return _BY_TYPE.get(str(type_name).lower())
