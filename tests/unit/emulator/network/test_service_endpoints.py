# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Service endpoints of a subnet: their state is the service's, and stays what a world says."""

from __future__ import annotations

from ansible_collections.adx.outbound.tests.emulator import SUBNET_ID, VNET_ID


def states(client):
    return [item["provisioningState"] for item in client.get(SUBNET_ID).json()["properties"]["serviceEndpoints"]]


def test_a_world_may_have_an_endpoint_that_failed_and_a_write_of_its_subnet_mends_it(emulator, client):
    emulator.reset("demo", firewall="policy")
    network = emulator.document(VNET_ID)
    for subnet in network["properties"]["subnets"]:
        for item in subnet["properties"].get("serviceEndpoints") or []:
            item["provisioningState"] = "Failed"
    emulator.seed(VNET_ID, network)
    assert states(client) == ["Failed"]
    client.finish(client.put(SUBNET_ID, client.get(SUBNET_ID).json()))
    assert states(client) == ["Succeeded"]
