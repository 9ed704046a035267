# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hub: a network and a classic firewall that carries other people's rules."""

from __future__ import annotations

from . import addresses, foreign_rules, ids

ZONES = ("1", "2", "3")


def build(region):
    return [
        addresses.public(ids.FIREWALL_ADDRESS_ID, region, "203.0.113.10", list(ZONES), ids.FIREWALL_CONFIGURATION_ID),
        (ids.HUB_ID, _network(region)),
        (ids.FIREWALL_ID, _firewall(region)),
    ]


def _network(region):
    subnet = {
        "addressPrefix": "10.0.1.0/24",
        "ipConfigurations": [{"id": ids.FIREWALL_CONFIGURATION_ID}],  # server-made
    }
    return {
        "location": ids.normal(region),
        "tags": {"owner": "network-team"},
        "properties": {
            "addressSpace": {"addressPrefixes": ["10.0.0.0/16"]},
            "subnets": [{"name": "AzureFirewallSubnet", "properties": subnet}],
        },
    }


def _firewall(region):
    """Members that nobody here knows are strewn in at several depths: they must survive our writes."""
    configuration = {
        "privateIPAddress": "10.0.1.4",  # server-made
        "privateIPAllocationMethod": "Dynamic",  # server-made
        "subnet": {"id": f"{ids.HUB_ID}/subnets/AzureFirewallSubnet"},
        "publicIPAddress": {"id": ids.FIREWALL_ADDRESS_ID},
        "placementHint": {"preferred": ["1", "2"]},
    }
    return {
        "location": ids.normal(region),
        "tags": {"owner": "network-team", "costCenter": "4711"},
        "zones": list(ZONES),
        "properties": {
            "sku": {"name": "AZFW_VNet", "tier": "Standard"},
            "threatIntelMode": "Alert",
            "additionalProperties": {"Network.FTP.AllowActiveFTP": "true", "Network.DNS.EnableProxy": "true"},
            "ipConfigurations": [{"name": "ipconfig-fw", "properties": configuration}],
            "networkRuleCollections": foreign_rules.network(),
            "applicationRuleCollections": foreign_rules.application(),
            "natRuleCollections": foreign_rules.nat(),
            "autoscaleConfiguration": {"minCapacity": 2},
        },
    }
