# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the names of what a cluster reads from follow from ids, in each cloud.

An id is not the name of a host: accounts may be in a DNS zone of storage, and what is read of an IoT hub has a name of
its own. So names are read where that is allowed, and these stand in where it is not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..documents.clusters import Cluster
from ..values import hosts
from ..values.errors import PlanError
from ..values.resource_ids import COSMOS_ACCOUNT, EVENT_HUB_NAMESPACE, STORAGE_ACCOUNT, ResourceId


@dataclass(frozen=True)
class Suffixes:
    """What the names of services end with in one cloud."""

    kusto: str
    bus: str
    iot: str
    storage: str
    cosmos: str


# The developers' guides of Azure Government and of Azure in China. A cluster's own name says which of them it is in.
CLOUDS: Mapping[str, Suffixes] = {
    "AzureCloud": Suffixes(
        "kusto.windows.net", "servicebus.windows.net", "azure-devices.net", "core.windows.net", "documents.azure.com"
    ),
    "AzureUSGovernment": Suffixes(
        "kusto.usgovcloudapi.net",
        "servicebus.usgovcloudapi.net",
        "azure-devices.us",
        "core.usgovcloudapi.net",
        "documents.azure.us",
    ),
    "AzureChinaCloud": Suffixes(
        "kusto.chinacloudapi.cn",
        "servicebus.chinacloudapi.cn",
        "azure-devices.cn",
        "core.chinacloudapi.cn",
        "documents.azure.cn",
    ),
}


def suffixes_of(cluster: Cluster) -> Suffixes | None:
    """Those of the cloud that a cluster's own name is of; None where it shows none."""
    try:
        host = hosts.clean(cluster.uri, "uri").name
    except PlanError:
        return None
    return next((one for one in CLOUDS.values() if host.endswith(f".{one.kusto}")), None)


def of_id(target: ResourceId, suffixes: Suffixes) -> tuple[tuple[str, ...], str]:
    """The names that the id of what is read gives, and in words what it does not give."""
    name, kind = target.name.lower(), target.type.lower()
    if kind == EVENT_HUB_NAMESPACE.lower():
        return (f"{name}.{suffixes.bus}",), ""
    if kind == STORAGE_ACCOUNT.lower():
        return tuple(f"{name}.{service}.{suffixes.storage}" for service in ("blob", "dfs")), ""
    if kind == COSMOS_ACCOUNT.lower():
        return (f"{name}.{suffixes.cosmos}",), "the names of its regions"
    return (f"{name}.{suffixes.iot}",), "the endpoint that its messages are read from"
