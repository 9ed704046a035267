# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies the service does not take."""

from __future__ import annotations

import pytest


def error_of(answer):
    return answer.status_code, answer.json()["error"]["code"]


def test_a_body_that_is_no_json_is_refused_by_the_front_end(client, table):
    answer = client.session.put(client.url + table, params={"api-version": "2024-05-01"}, data="{")
    assert error_of(answer) == (400, "InvalidRequestContent")


def test_an_unknown_member_beside_properties_is_refused(client, table):
    answer = client.put(table, {"location": "westus", "hint": 1})
    assert error_of(answer) == (400, "InvalidRequestContent")
    assert "Could not find member 'hint' on object of type 'ResourceDefinition'" in answer.json()["error"]["message"]


def test_what_a_get_shows_can_be_put_back(client, table):
    assert client.put(table, client.get(table).json()).status_code == 200


def test_a_location_is_demanded_and_cannot_change(emulator, client, table):
    assert error_of(client.put(client.id("routeTables", "new"), {})) == (400, "LocationRequired")
    assert error_of(client.put(table, {"location": "eastus"})) == (409, "InvalidResourceLocation")


def test_a_bad_name_is_refused(emulator, client):
    answer = client.put(client.id("routeTables", "-bad"), {"location": "westus"})
    assert error_of(answer) == (400, "InvalidResourceName")


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ({"addressPrefix": "10.0.0.0/8", "nextHopType": "VirtualAppliance"}, "MissingNextHopIpAddress"),
        ({"addressPrefix": "10.0.0.0./8", "nextHopType": "None"}, "InvalidAddressPrefixFormat"),
        ({"addressPrefix": "10.0.0.1/8", "nextHopType": "None"}, "InvalidCIDRNotation"),
        ({"addressPrefix": "10.0.0.0/8", "nextHopType": "Null"}, "InvalidRequestFormat"),
        ({"addressPrefix": "10.1.0.0/16", "nextHopType": "None"}, "RouteConflict"),
    ],
)
def test_bad_routes_are_refused(client, table, properties, code):
    answer = client.put(f"{table}/routes/new", {"properties": properties})
    assert error_of(answer) == (400, code)
    assert "details" in answer.json()["error"]
    assert client.get(f"{table}/routes/new").status_code == 404


def application(name, **rule):
    made = {"name": "r", "sourceAddresses": ["*"], "protocols": [{"protocolType": "Https", "port": 443}], **rule}
    properties = {"priority": 100, "action": {"type": "Allow"}, "rules": [made]}
    return {"name": name, "properties": properties}


def test_a_priority_taken_twice_is_refused(client, firewall):
    collections = [application("a", targetFqdns=["x.org"]), application("b", targetFqdns=["y.org"])]
    body = {"location": "westus", "properties": {"applicationRuleCollections": collections}}
    assert error_of(client.put(firewall, body)) == (400, "AzureFirewallRuleCollectionPriorityConflict")


@pytest.mark.parametrize("host", ["https://x.org/", "x.org:443", "a*.x.org", "*.*.x.org"])
def test_host_names_no_rule_can_have_are_refused(client, firewall, host):
    body = {
        "location": "westus",
        "properties": {"applicationRuleCollections": [application("a", targetFqdns=[host])]},
    }
    assert error_of(client.put(firewall, body)) == (400, "AzureFirewallApplicationRuleInvalidTargetFqdn")


def test_rule_members_only_the_server_writes_are_refused_only_when_switched(emulator, client, firewall):
    collection = application("a", targetFqdns=["x.org"], priority=0)
    body = {"location": "westus", "properties": {"applicationRuleCollections": [collection]}}
    emulator.switch(refuse_server_made_rule_fields=True)
    assert error_of(client.put(firewall, body)) == (400, "InvalidRequestFormat")
    emulator.switch(refuse_server_made_rule_fields=False)
    rule = client.put(firewall, body).json()["properties"]["applicationRuleCollections"][0]["properties"]["rules"][0]
    assert (rule["priority"], rule["direction"], rule["actions"]) == (0, "Inbound", [])


def test_a_port_that_is_text_is_refused_unless_it_is_digits_and_switched(emulator, client, firewall):
    def put(port):
        collection = application("a", targetFqdns=["x.org"], protocols=[{"protocolType": "Https", "port": port}])
        return client.put(firewall, {"location": "westus", "properties": {"applicationRuleCollections": [collection]}})

    assert error_of(put("443")) == (400, "InvalidRequestFormat")
    emulator.switch(digits="convert")
    assert error_of(put("https")) == (400, "InvalidRequestFormat")
    rule = put("443").json()["properties"]["applicationRuleCollections"][0]["properties"]["rules"][0]
    assert rule["protocols"] == [{"protocolType": "Https", "port": 443}]


def test_references_must_be_ids_and_exist(client, network):
    def linked(value):
        return {"properties": {"addressPrefix": "10.0.1.0/24", "routeTable": {"id": value}}}

    assert error_of(client.put(f"{network}/subnets/a", linked("rt"))) == (400, "LinkedInvalidPropertyId")
    absent = client.id("routeTables", "absent")
    assert error_of(client.put(f"{network}/subnets/a", linked(absent))) == (400, "InvalidResourceReference")


def test_what_is_in_use_cannot_be_deleted(emulator, client, network, table):
    user = [{"id": client.id("networkInterfaces", "n")}]
    properties = {"addressPrefix": "10.0.1.0/24", "routeTable": {"id": table}, "ipConfigurations": user}
    emulator.seed(f"{network}/subnets/a", {"properties": properties})
    assert error_of(client.delete(f"{network}/subnets/a")) == (400, "InUseSubnetCannotBeDeleted")
    assert error_of(client.delete(network)) == (400, "InUseSubnetCannotBeDeleted")
    assert error_of(client.delete(table)) == (400, "InUseRouteTableCannotBeDeleted")


def test_a_network_put_without_its_used_subnets_is_refused(emulator, client, network):
    user = [{"id": client.id("networkInterfaces", "n")}]
    emulator.seed(f"{network}/subnets/a", {"properties": {"addressPrefix": "10.0.1.0/24", "ipConfigurations": user}})
    body = {"location": "westus", "properties": {"addressSpace": {"addressPrefixes": ["10.0.0.0/16"]}}}
    assert error_of(client.put(network, body)) == (400, "InUseSubnetCannotBeDeleted")
    assert len(client.get(network).json()["properties"]["subnets"]) == 2


def test_other_methods_are_not_supported(client, table):
    assert error_of(client.call("PATCH", table, {"tags": {}})) == (405, "MethodNotAllowed")
