# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a private endpoint brings along, and private DNS zones: shown, and written by nobody here."""

from __future__ import annotations

import pytest

ZONES_VERSION = "2024-06-01"


@pytest.fixture
def zone(emulator, client):
    """A zone with a link and two record sets; its id."""
    found = client.id("privateDnsZones", "privatelink.blob.core.windows.net")
    emulator.seed(found, {"location": "global", "properties": {"provisioningState": "Succeeded"}})
    emulator.seed(f"{found}/virtualNetworkLinks/hub", {"properties": {"registrationEnabled": False}})
    emulator.seed(f"{found}/A/sa", {"properties": {"ttl": 10, "aRecords": [{"ipv4Address": "10.0.0.4"}]}})
    emulator.seed(f"{found}/CNAME/www", {"properties": {"ttl": 10, "cnameRecord": {"cname": "sa.example.org"}}})
    return found


def names(client, path):
    return [item["name"] for item in client.get(path, version=ZONES_VERSION).json()["value"]]


@pytest.mark.parametrize(
    "kind", ["privateEndpoints", "networkInterfaces", "natGateways", "publicIPPrefixes", "publicIPAddresses"]
)
def test_what_was_seeded_is_shown_by_itself_and_in_the_lists_of_its_type(emulator, client, kind):
    path = client.id(kind, "one")
    emulator.seed(path, {"location": "westus", "properties": {"provisioningState": "Succeeded"}})
    shown = client.get(path).json()
    assert (shown["id"], shown["type"]) == (path, f"Microsoft.Network/{kind}")
    subscription = client.group.rpartition("/resourceGroups/")[0]
    for scope in (client.group, subscription):
        assert client.get(f"{scope}/providers/Microsoft.Network/{kind}").json()["value"] == [shown]
    assert client.get(client.id(kind, "none")).status_code == 404
    assert client.put(path, shown).status_code == 501


def test_a_zone_of_names_is_shown_with_its_links(client, zone):
    assert client.get(zone, version=ZONES_VERSION).json()["location"] == "global"
    assert names(client, zone.rpartition("/")[0]) == ["privatelink.blob.core.windows.net"]
    assert names(client, f"{zone}/virtualNetworkLinks") == ["hub"]
    assert client.get(f"{zone}/virtualNetworkLinks/hub", version=ZONES_VERSION).json()["name"] == "hub"


@pytest.mark.parametrize(("kind", "found"), [("ALL", ["sa", "www"]), ("A", ["sa"]), ("CNAME", ["www"]), ("AAAA", [])])
def test_record_sets_are_listed_by_type_or_all_of_them(client, zone, kind, found):
    assert names(client, f"{zone}/{kind}") == found


def test_a_record_set_is_shown_by_its_type_and_name(client, zone):
    shown = client.get(f"{zone}/A/sa", version=ZONES_VERSION).json()
    assert shown["type"] == "Microsoft.Network/privateDnsZones/A"
    assert shown["properties"]["aRecords"] == [{"ipv4Address": "10.0.0.4"}]
    assert client.get(f"{zone}/A/none", version=ZONES_VERSION).status_code == 404


def test_a_seeded_list_is_shown_in_place_of_the_documents(emulator, client, zone):
    emulator.seed(f"{zone}/ALL", {"value": [{"name": "other"}]})
    assert names(client, f"{zone}/ALL") == ["other"]


def test_record_sets_stand_below_a_zone_that_is_there(emulator, client):
    path = client.id("privateDnsZones", "named.example.org")
    answer = client.get(f"{path}/ALL", version=ZONES_VERSION)
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "ParentResourceNotFound")
    emulator.seed(path.rpartition("/")[0], {"value": [{"id": path, "name": "named.example.org"}]})
    assert names(client, f"{path}/ALL") == []


def test_an_endpoint_shows_the_groups_of_zones_that_register_it(emulator, client):
    path = client.id("privateEndpoints", "pe")
    emulator.seed(path, {"location": "westus", "properties": {}})
    emulator.seed(f"{path}/privateDnsZoneGroups/default", {"properties": {"privateDnsZoneConfigs": []}})
    (shown,) = client.get(f"{path}/privateDnsZoneGroups").json()["value"]
    assert client.get(f"{path}/privateDnsZoneGroups/default").json() == shown


def test_the_table_of_a_virtual_hub_is_shown(emulator, client):
    path = client.id("virtualHubs", "vhub")
    emulator.seed(path, {"location": "westus", "properties": {}})
    emulator.seed(f"{path}/hubRouteTables/defaultRouteTable", {"properties": {"routes": []}})
    (shown,) = client.get(f"{path}/hubRouteTables").json()["value"]
    assert client.get(shown["id"]).json()["properties"] == {"routes": []}
