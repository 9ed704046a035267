# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters that are to leave their networks, what leads to them and what they read from: built, and drawn."""

from __future__ import annotations

from typing import Any

from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.data_connections import ManagedEndpoint
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.source_resources import Access, Approval
from ansible_collections.adx.outbound.plugins.module_utils._plan.leaving.endpoints import Inbound
from ansible_collections.adx.outbound.plugins.module_utils._plan.leaving.request import PublicAccess, Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.leaving.seen import Seen
from ansible_collections.adx.outbound.plugins.module_utils._plan.leaving.targets import Reach, Target
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.data_sources import DataSource
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.outbound import drawn

NETWORK = ResourceId("s", "rg-net", resource_ids.VIRTUAL_NETWORK, ("spoke",))
OWN, OTHER = (str(NETWORK.child(resource_ids.SUBNET, name)) for name in ("snet-adx", "snet-clients"))
ADDRESS = f"/subscriptions/s/resourceGroups/rg-net/providers/{resource_ids.NETWORK}/publicIPAddresses"
CONFIGURATION = {
    "subnetId": OWN,
    "enginePublicIpId": f"{ADDRESS}/engine",
    "dataManagementPublicIpId": f"{ADDRESS}/dm",
    "state": "Enabled",
}
NAMES = {"uri": "https://c1.westus.kusto.windows.net", "dataIngestionUri": "https://ingest-c1.westus.kusto.windows.net"}
RANGES = ("203.0.113.0/24",)
BUS = ResourceId("s", "rg-data", resource_ids.EVENT_HUB_NAMESPACE, ("clicks",))
HOSTS = [drawn.BUS, drawn.LAKE]


def document(network: Any = "Enabled", access: Any = "Enabled", *, name: str = "c1", **more: Any) -> Any:
    """A cluster's document: its place in the network and its outbound access, which lets pass all that it uses."""
    own = {
        "virtualNetworkConfiguration": {**CONFIGURATION, "state": network},
        "publicNetworkAccess": "Enabled",
        **NAMES,
    }
    return drawn.document(access, HOSTS, name=name, **{**own, **more})


def asked(access: str = "disabled", ranges: Any = None, *, accept: Any = (), **more: Any) -> Request:
    """What is wanted; nothing is used unless that is given."""
    given = None if ranges is None else tuple(ranges)
    return Request(PublicAccess(access), given, accept=frozenset(accept), **{"uses": (), **more})


def endpoint(name: str = "to-clicks", group: str = "namespace", state: str = "Succeeded", to: Any = BUS) -> Any:
    """A managed private endpoint of the cluster."""
    return ManagedEndpoint(name, str(to), group, state)


def led(approval: Any = Approval.APPROVED, **more: Any) -> tuple[tuple[ManagedEndpoint, Approval], ...]:
    """A managed private endpoint with what is known at its target."""
    return ((endpoint(**more), approval),)


def source(access: Any = Access.PRIVATE, endpoints: Any = (), *, to: Any = BUS, **more: Any) -> DataSource:
    """What the cluster is configured to read from."""
    return drawn.source(resource=to, access=access, endpoints=tuple(endpoints), **more)


def inbound(status: str = "Approved", subnet: Any = OTHER, why: str = "") -> Inbound:
    """A private endpoint that leads to the cluster."""
    return Inbound("to-c1", status, subnet, why)


def target(reach: Any = Reach.REACHED, name: str = "bus", why: str = "It says so", *, is_use: bool = False) -> Target:
    """Something that the cluster reads from."""
    return Target(("data connection clicks",), name, Reach(reach), why, is_use)


LEADING = (inbound(),)


def seen(
    found: Any = None,
    *,
    targets: Any = (),
    leading: Any = LEADING,
    prepared: Any = 1.0,
    why_unlisted: str = "",
    **more: Any,
) -> Seen:
    """What was read of a cluster that is ready to leave, unless told otherwise."""
    access = drawn.seen(document() if found is None else found, **more)
    there = None if leading is None else tuple(leading)
    return Seen(access, tuple(targets), there, why_unlisted, prepared)
