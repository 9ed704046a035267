# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A cluster in nobody's network: complete, and restricted as the options have it."""

from __future__ import annotations

from ansible_collections.adx.outbound.tests.emulator import worlds
from ansible_collections.adx.outbound.tests.emulator.worlds import restricted

VERSION = "2025-02-14"


def test_the_cluster_is_in_no_network_and_its_parts_are_served(emulator, client):
    emulator.reset("restricted")
    cluster = client.get(restricted.CLUSTER_ID, version=VERSION).json()
    assert cluster["properties"]["virtualNetworkConfiguration"] is None
    assert cluster["properties"]["uri"] == "https://metrics.westus.kusto.windows.net"
    databases = client.get(f"{restricted.CLUSTER_ID}/databases", version=VERSION).json()["value"]
    assert [one["name"] for one in databases] == ["metrics/telemetry", "metrics/sales"]
    kinds = [
        one["kind"]
        for name in ("telemetry", "sales")
        for one in client.get(f"{restricted.CLUSTER_ID}/databases/{name}/dataConnections", version=VERSION).json()[
            "value"
        ]
    ]
    assert kinds == ["EventHub", "EventGrid", "CosmosDb"]


def test_the_options_restrict_it():
    made = dict(worlds.build("restricted", access="Enabled", names=["a.contoso.com"]))
    properties = made[restricted.CLUSTER_ID]["properties"]
    assert (properties["restrictOutboundNetworkAccess"], properties["allowedFqdnList"]) == (
        "Enabled",
        ["a.contoso.com"],
    )


def test_what_commands_show_is_no_resource(emulator, client):
    emulator.reset("restricted")
    answer = client.get(f"{restricted.CLUSTER_ID}/databases/sales/shownExternalTables", version=VERSION)
    assert answer.status_code in (400, 404)
