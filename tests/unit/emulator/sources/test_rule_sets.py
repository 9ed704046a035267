# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may come to an Event Hubs namespace by its public name."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.emulator import SUBNET_ID
from ansible_collections.adx.outbound.tests.emulator.sources import rule_sets
from ansible_collections.adx.outbound.tests.emulator.worlds import data_sources

VERSION = "2024-01-01"
NAMESPACE_ID = data_sources.NAMESPACE_ID
DEFAULT = f"{NAMESPACE_ID}/networkRuleSets/default"


@pytest.fixture
def namespace(emulator, client):
    emulator.seed(*data_sources.namespace(NAMESPACE_ID, "West US"))
    return emulator


def get(client, path=DEFAULT, version=VERSION):
    return client.get(path, version=version)


def test_a_namespace_for_which_nobody_wrote_rules_lets_everybody_in(client, namespace):
    shown = get(client).json()
    assert (shown["id"], shown["name"]) == (DEFAULT, "default")
    assert shown["properties"] == {
        "publicNetworkAccess": "Enabled",
        "defaultAction": "Allow",
        "virtualNetworkRules": [],
        "ipRules": [],
        "trustedServiceAccessEnabled": False,
    }


def test_rules_of_a_world_are_shown_as_they_are(client, namespace):
    namespace.seed(*rule_sets.rule_set(NAMESPACE_ID, "Deny", [SUBNET_ID], ["198.51.100.0/24"], trusted=True))
    shown = get(client).json()["properties"]
    assert (shown["defaultAction"], shown["trustedServiceAccessEnabled"]) == ("Deny", True)
    [rule] = shown["virtualNetworkRules"]
    assert rule == {"subnet": {"id": SUBNET_ID}, "ignoreMissingVnetServiceEndpoint": False}
    assert shown["ipRules"] == [{"ipMask": "198.51.100.0/24", "action": "Allow"}]
    assert get(client, f"{NAMESPACE_ID}/networkRuleSets").json() == {"value": [get(client).json()]}


def test_the_default_says_of_public_access_what_its_namespace_says(client, namespace):
    document = namespace.document(NAMESPACE_ID)
    document["properties"]["publicNetworkAccess"] = "Disabled"
    namespace.seed(NAMESPACE_ID, document)
    assert get(client).json()["properties"]["publicNetworkAccess"] == "Disabled"


def test_another_name_another_namespace_and_a_right_that_is_missing_are_refused(client, namespace):
    assert get(client, f"{NAMESPACE_ID}/networkRuleSets/other").status_code == 404
    missing = get(client, f"{NAMESPACE_ID}-2/networkRuleSets/default")
    assert (missing.status_code, missing.json()["error"]["code"]) == (404, "ParentResourceNotFound")
    assert get(client, version="2020-01-01").status_code == 400
    namespace.switch(allow_only=["Microsoft.EventHub/namespaces/read"])
    assert get(client).status_code == 403
    namespace.switch(allow_only=["Microsoft.EventHub/namespaces/networkRuleSets/read"])
    assert get(client).status_code == 200


def test_with_its_namespace_go_its_rules(client, namespace):
    namespace.seed(*rule_sets.rule_set(NAMESPACE_ID, "Deny"))
    namespace.remove(NAMESPACE_ID)
    namespace.seed(*data_sources.namespace(NAMESPACE_ID, "West US"))
    assert get(client).json()["properties"]["defaultAction"] == "Allow"
