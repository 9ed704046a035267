# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clusters in no virtual network, which can do no more than restrict their outbound access themselves."""

from __future__ import annotations

from typing import Any

from ansible_collections.adx.outbound.tests.emulator.worlds import clusters, data_sources, ids

REGION = "West US"
NAMES = ("analytics", "billing", "clicks")
LAKE, ORDERS, BUS = (
    "lake.blob.core.windows.net",
    "orders.database.windows.net",
    "evhns-telemetry.servicebus.windows.net",
)
USES = [
    {"type": "external_data", "uri": f"https://{LAKE}/clicks"},
    {"type": "sql", "uri": f"Server=tcp:{ORDERS},1433"},
]
ALL = [LAKE, ORDERS, BUS]


def id_of(name: str) -> str:
    """The id of a cluster."""
    return ids.kusto(name)


def seed(emulator: Any, *names: str) -> None:
    """Clusters, each with a database that an event hub feeds."""
    for name in names or NAMES:
        id_ = id_of(name)
        emulator.seed(id_, clusters.cluster(id_, REGION, None))
        for one in (
            data_sources.database(id_, "telemetry", REGION),
            data_sources.event_hub_connection(id_, "telemetry", "from-hub", data_sources.NAMESPACE_ID),
        ):
            emulator.seed(*one)
    emulator.seed(*data_sources.namespace(data_sources.NAMESPACE_ID, REGION))
    emulator.clear_log()


def change(emulator: Any, name: str, **members: Any) -> None:
    """Let somebody set members of a cluster."""
    document = emulator.document(id_of(name))
    document["properties"].update(members)
    emulator.seed(id_of(name), document)


def access(emulator: Any, name: str) -> tuple[str, list[Any], list[Any]]:
    """What restricts a cluster: the switch, the names, and the policies as type and access."""
    told = emulator.document(id_of(name))["properties"]
    policies = [(one["calloutType"], one["outboundAccess"]) for one in told.get("calloutPolicies") or []]
    return told["restrictOutboundNetworkAccess"], told.get("allowedFqdnList") or [], policies
