# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a cluster's document says about its injection."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import clusters
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world


@pytest.mark.parametrize(
    ("network", "injected"),
    [
        ({}, True),
        ({"state": "Enabled"}, True),
        ({"state": "Disabled"}, False),  # migrated to private endpoints
        ({"subnetId": None}, False),
        ({"subnetId": ""}, False),
    ],
)
def test_a_cluster_is_injected_while_it_names_a_subnet_and_was_not_migrated(network, injected):
    assert clusters.from_arm(world.cluster(**network)).injected is injected


@pytest.mark.parametrize("properties", [None, {}, {"virtualNetworkConfiguration": None}])
def test_a_cluster_without_a_network_is_read_as_well(properties):
    found = clusters.from_arm({"id": str(world.CLUSTER).replace("/clusters/", "/Clusters/"), "properties": properties})
    assert (found.injected, found.subnet_id, found.public_ip_ids, found.region) == (False, None, (), "")
    assert found.id == world.CLUSTER


def test_size_tags_and_state_are_as_the_service_says_and_may_be_missing():
    bare = clusters.from_arm(world.cluster()).as_option()
    assert (bare["sku"], bare["tags"], bare["provisioning_state"]) == ({}, {}, "")
    sku, tags = {"name": "Standard_E8ads_v5", "tier": "Standard", "capacity": 2}, {"Team": "data"}
    document = {**world.cluster(), "sku": sku, "tags": tags, "properties": {"provisioningState": "Succeeded"}}
    found = clusters.from_arm(document).as_option()
    assert (found["sku"], found["tags"], found["provisioning_state"]) == (sku, tags, "Succeeded")
    assert clusters.from_arm({**document, "tags": None, "sku": None}).as_option()["tags"] == {}


def test_the_region_is_the_location_as_regions_compare():
    found = clusters.from_arm(world.cluster("West US 2")).as_option()
    assert (found["location"], found["region"], found["name"]) == ("West US 2", "westus2", "c1")
    assert found["public_ip_ids"] == ["/pip/1"]


@pytest.mark.parametrize(
    ("properties", "told"),
    [
        ({}, ("", "")),
        ({"uri": None, "keyVaultProperties": None}, ("", "")),
        ({"keyVaultProperties": {"keyVaultUri": None}}, ("", "")),
        (
            {
                "uri": "https://c1.kusto.windows.net",
                "keyVaultProperties": {"keyVaultUri": "https://kv.vault.azure.net"},
            },
            ("https://c1.kusto.windows.net", "https://kv.vault.azure.net"),
        ),
    ],
)
def test_where_a_cluster_answers_and_where_its_key_is_are_known_and_no_part_of_its_facts(properties, told):
    found = clusters.from_arm({**world.cluster(), "properties": properties})
    assert (found.uri, found.key_vault_uri) == told
    assert not {"uri", "key_vault_uri"} & set(found.as_option())
