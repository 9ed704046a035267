# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a subnet delegated to Data Explorer does not let anybody take away."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import ROUTE_TABLE_ID, SUBNET_ID


@pytest.fixture(params=[True, False], ids=["delegated", "not delegated"])
def delegated(running, request):
    running.reset("demo", delegated=request.param)
    return request.param


def code(answer):
    return answer.json().get("error", {}).get("code")


def expected(delegated):
    return "ConflictWithNetworkIntentPolicy" if delegated else None


def test_a_route_to_the_internet_stays_in_the_table(client, delegated):
    table = client.get(ROUTE_TABLE_ID).json()
    kept = [item for item in table["properties"]["routes"] if item["properties"]["nextHopType"] != "Internet"]
    assert len(kept) < len(table["properties"]["routes"])
    table["properties"]["routes"] = kept
    assert code(client.put(ROUTE_TABLE_ID, table)) == expected(delegated)


def test_the_table_stays_on_the_subnet(client, delegated):
    subnet = client.get(SUBNET_ID).json()
    del subnet["properties"]["routeTable"]
    assert code(client.put(SUBNET_ID, subnet)) == expected(delegated)


def test_the_delegation_stays(client, delegated):
    subnet = client.get(SUBNET_ID).json()
    subnet["properties"]["delegations"] = []
    assert code(client.put(SUBNET_ID, subnet)) == expected(delegated)


def test_more_routes_are_welcome(client, delegated):
    table = client.get(ROUTE_TABLE_ID).json()
    more = {"name": "more", "properties": {"addressPrefix": "198.51.100.0/24", "nextHopType": "Internet"}}
    table["properties"]["routes"].append(more)
    assert client.put(ROUTE_TABLE_ID, table).status_code == 200
