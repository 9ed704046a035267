# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Firewalls of a virtual hub."""

from __future__ import annotations

import pytest

SKU = {"name": "AZFW_Hub", "tier": "Standard"}
ADDRESSES = {
    "privateIPAddress": "10.9.64.4",
    "publicIPs": {"addresses": [{"address": "203.0.113.7"}], "count": 1},
}


@pytest.fixture
def hub(emulator, client):
    hub_id = client.id("virtualHubs", "h")
    emulator.seed(hub_id, {"location": "westus", "properties": {"addressPrefix": "10.9.64.0/24"}})
    return hub_id


@pytest.fixture
def firewall(client):
    """The id of a firewall that is not there yet."""
    return client.id("azureFirewalls", "f")


def body(hub, **properties):
    return {"location": "westus", "properties": {"sku": SKU, "virtualHub": {"id": hub}, **properties}}


def test_a_seeded_one_is_shown_with_hub_policy_and_addresses_and_nothing_else(emulator, client, hub, policy, firewall):
    emulator.seed(firewall, body(hub, firewallPolicy={"id": policy}, hubIPAddresses=ADDRESSES))
    shown = client.get(firewall).json()["properties"]
    assert shown == {
        "provisioningState": "Succeeded",
        "sku": SKU,
        "virtualHub": {"id": hub},
        "firewallPolicy": {"id": policy},
        "hubIPAddresses": ADDRESSES,
    }
    assert list(shown["hubIPAddresses"]) == ["privateIPAddress", "publicIPs"]
    assert client.get(policy).json()["properties"]["firewalls"] == [{"id": firewall}]


def test_empty_lists_are_shown_when_switched(emulator, client, hub, firewall):
    emulator.switch(hub_firewall_lists="empty")
    emulator.seed(firewall, body(hub, hubIPAddresses=ADDRESSES))
    shown = client.get(firewall).json()["properties"]
    lists = ("ipConfigurations", "networkRuleCollections", "applicationRuleCollections", "natRuleCollections")
    assert [shown[name] for name in lists] == [[], [], [], []]


def test_a_new_one_says_how_many_addresses_it_wants_and_has_them_in_the_end(client, hub, firewall):
    created = client.put(firewall, body(hub, hubIPAddresses={"publicIPs": {"count": 2}}))
    assert created.status_code == 201
    assert "/locations/westus/operations/" in created.headers["Azure-AsyncOperation"]
    assert created.json()["properties"]["hubIPAddresses"] == {"publicIPs": {"addresses": [], "count": 2}}
    client.finish(created)
    shown = client.get(firewall).json()["properties"]["hubIPAddresses"]
    assert shown["privateIPAddress"].startswith("10.9.64.")
    assert len({item["address"] for item in shown["publicIPs"]["addresses"]}) == 2


@pytest.mark.parametrize("sent", [{}, {"hubIPAddresses": {"publicIPs": ADDRESSES["publicIPs"]}}])
def test_addresses_stay_over_a_put_that_does_not_name_them(emulator, client, hub, firewall, sent):
    emulator.seed(firewall, body(hub, hubIPAddresses=ADDRESSES))
    client.finish(client.put(firewall, {**body(hub, **sent), "tags": {"a": "b"}}))
    assert client.get(firewall).json()["properties"]["hubIPAddresses"] == ADDRESSES


def test_one_that_leaves_its_hub_has_no_addresses_any_more(emulator, client, hub, firewall):
    emulator.seed(firewall, body(hub, hubIPAddresses=ADDRESSES))
    client.finish(client.put(firewall, {"location": "westus", "properties": {"sku": SKU}}))
    assert "hubIPAddresses" not in client.get(firewall).json()["properties"]


def test_what_a_get_shows_can_be_put_back_and_changes_nothing(emulator, client, hub, firewall):
    emulator.seed(firewall, body(hub, hubIPAddresses=ADDRESSES, threatIntelMode="Deny", hint={"x": 1}))
    shown = client.get(firewall).json()
    assert client.put(firewall, shown).json() == shown


def test_its_hub_must_exist(client, hub, firewall):
    refused = client.put(firewall, body(client.id("virtualHubs", "none")))
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "InvalidResourceReference")


@pytest.mark.parametrize("kind", ["network", "application", "nat"])
def test_it_takes_no_rule_collections_of_its_own(emulator, client, hub, firewall, kind):
    collections = {f"{kind}RuleCollections": [{"name": "c", "properties": {"priority": 100, "rules": []}}]}
    assert client.put(firewall, body(hub, **{f"{kind}RuleCollections": []})).status_code == 201
    emulator.switch(hub_rule_collections_code="X", polls=0)
    refused = client.put(client.id("azureFirewalls", "other"), body(hub, **collections))
    assert (refused.status_code, refused.json()["error"]["code"]) == (400, "X")


def test_addresses_of_a_hub_mean_nothing_to_a_firewall_without_one(emulator, client, firewall):
    emulator.seed(firewall, {"location": "westus", "properties": {"hubIPAddresses": ["odd"]}})
    assert client.get(firewall).json()["properties"]["hubIPAddresses"] == ["odd"]
