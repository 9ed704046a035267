# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clouds that have not every api-version, and what they say of it."""

from __future__ import annotations

import re

import pytest
from ansible_collections.adx.outbound.tests.emulator.arm.api_versions import NETWORK, network_up_to

BEHIND = network_up_to("2025-07-01")


@pytest.fixture
def table(emulator, client):
    emulator.switch(polls=0)
    path = client.id("routeTables", "rt")
    assert client.put(path, {"location": "westus"}).ok
    return path


def refusal(answer):
    error = answer.json()["error"]
    return answer.status_code, error["code"], error["message"]


def listed(message):
    return re.search("supported api-versions are '([^']*)'", message)[1].replace(" ", "").split(",")


def test_a_cloud_that_is_behind_lists_what_it_has(emulator, client, table):
    emulator.switch(versions={"microsoft.network": BEHIND})
    status, code, message = refusal(client.get(table))
    assert (status, code) == (400, "NoRegisteredProviderFound")
    assert message.startswith(
        "No registered resource provider found for location 'westus' and API version '2026-03-01' for type "
        "'routeTables'. The supported api-versions are '2014-12-01-preview, 2015-05-01-preview, 2015-06-15, "
    )
    assert "2025-07-01'. The supported locations are 'westus, " in message
    assert listed(message) == BEHIND
    assert client.get(table, version="2025-07-01").ok


def test_writes_and_the_operations_of_writes_are_refused_alike(emulator, client, table):
    emulator.switch(versions={"microsoft.network": BEHIND}, polls=1)
    assert refusal(client.put(table, {"location": "westus"}))[0] == 400
    answer = client.put(table, {"location": "westus", "tags": {"a": "b"}}, version="2025-07-01")
    assert client.finish(answer)["status"] == "Succeeded"
    assert client.delete(table).status_code == 400


@pytest.mark.parametrize(
    ("kind", "first"),
    [("firewallPolicies", "2019-06-01"), ("azureFirewalls", "2018-04-01"), ("ipGroups", "2019-09-01")],
)
def test_the_list_is_that_of_the_type_and_begins_where_the_type_came(emulator, client, kind, first):
    found = listed(refusal(client.get(client.id(kind, "x"), version="2017-06-01"))[2])
    assert found == [version for version in NETWORK if version >= first]
    assert "2023-01-01-preview" in found


def test_a_part_is_refused_by_the_name_of_the_whole(emulator, client, table):
    emulator.switch(versions={"microsoft.network": BEHIND})
    path = client.id("firewallPolicies", "p") + "/ruleCollectionGroups/g"
    assert "for type 'firewallPolicies'." in refusal(client.get(path))[2]
    path = f"/subscriptions/{table.split('/')[2]}/providers/Microsoft.Network/locations/westus/usages"
    assert "for type 'locations/usages'." in refusal(client.get(path))[2]


def test_a_type_can_be_behind_its_provider(emulator, client, table):
    emulator.switch(versions={"microsoft.network/azurefirewalls": network_up_to("2024-05-01")})
    assert client.get(table).ok
    assert listed(refusal(client.get(client.id("azureFirewalls", "f")))[2])[-1] == "2024-05-01"
    assert client.get(client.id("azureFirewalls", "f"), version="2024-05-01").status_code == 404


def test_the_other_wording_lists_them_without_blanks(emulator, client, table):
    emulator.switch(versions={"microsoft.network": BEHIND}, unsupported_version="InvalidResourceType")
    status, code, message = refusal(client.get(table))
    assert (status, code) == (404, "InvalidResourceType")
    assert (
        "'routeTables' could not be found in the namespace 'Microsoft.Network' for api version '2026-03-01'" in message
    )
    assert ", " not in message and listed(message) == BEHIND


def test_other_providers_are_limited_in_the_same_way(emulator, client):
    emulator.switch(versions={"microsoft.kusto": ["2022-02-01", "2022-11-11-preview"]})
    path = f"{client.group}/providers/Microsoft.Kusto/clusters/c"
    assert listed(refusal(client.get(path, version="2025-02-14"))[2]) == ["2022-02-01", "2022-11-11-preview"]


@pytest.mark.parametrize("version", ["2026-01-01", "2026-03-01", "2023-01-01-preview"])
def test_what_it_lists_it_serves(client, table, version):
    assert client.get(table, version=version).ok
