# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The hub: where the firewall stands, and the firewall with other people's rules in one of three forms."""

from __future__ import annotations

from . import addresses, foreign_policies, foreign_rules, ids, peerings

PRIVATE_ADDRESSES = {"classic": "10.0.1.4", "policy": "10.0.1.4", "hub": "10.0.1.132"}  # by form of the firewall
PUBLIC_ADDRESS = "203.0.113.10"
ZONES = ("1", "2", "3")
SPACE, HUB_PREFIX = "10.0.0.0/16", "10.0.1.0/24"


def build(region, form, spoke_space, connected):
    """classic: rules in the firewall; policy: in its policy; hub: the same policy, and a virtual hub for a network."""
    if form not in PRIVATE_ADDRESSES:
        raise ValueError(f"unknown form of firewall: {form}; there are {', '.join(PRIVATE_ADDRESSES)}")
    around = _in_virtual_hub(region, connected) if form == "hub" else _in_network(region, spoke_space)
    policies = [] if form == "classic" else foreign_policies.build(region)
    return [*around, *policies, (ids.FIREWALL_ID, _firewall(region, form))]


def _in_network(region, spoke_space):
    subnet = {
        "addressPrefix": "10.0.1.0/24",
        "ipConfigurations": [{"id": ids.FIREWALL_CONFIGURATION_ID}],  # server-made
    }
    network = {
        "location": ids.normal(region),
        "tags": {"owner": "network-team"},
        "properties": {
            "addressSpace": {"addressPrefixes": [SPACE]},
            "subnets": [{"name": "AzureFirewallSubnet", "properties": subnet}],
            "virtualNetworkPeerings": [peerings.peering("hub-to-spoke", ids.VNET_ID, spoke_space)],
        },
    }
    zones, user = list(ZONES), ids.FIREWALL_CONFIGURATION_ID
    return [
        addresses.public(ids.FIREWALL_ADDRESS_ID, region, PUBLIC_ADDRESS, zones, user),
        (ids.HUB_ID, network),
    ]


def _in_virtual_hub(region, connected):
    """Its public addresses are the service's own, so there is no resource for them."""
    properties = {"addressPrefix": HUB_PREFIX, "sku": "Standard", "routingState": "Provisioned"}
    shown = ids.shown(ids.VIRTUAL_HUB_ID, "Microsoft.Network/virtualHubs", region, properties)
    connections = [peerings.connection()] if connected else []
    return [(ids.VIRTUAL_HUB_ID, shown), peerings.hub_table(connected), *connections]


def _firewall(region, form):
    """Members that nobody here knows are strewn in at several depths: they must survive our writes."""
    return {
        "location": ids.normal(region),
        "tags": {"owner": "network-team", "costCenter": "4711"},
        "zones": list(ZONES),
        "properties": {
            **(_hub_place() if form == "hub" else _network_place(form)),
            **(_classic_rules() if form == "classic" else {"firewallPolicy": {"id": ids.FIREWALL_POLICY_ID}}),
            "autoscaleConfiguration": {"minCapacity": 2},
        },
    }


def _network_place(form):
    configuration = {
        "privateIPAddress": PRIVATE_ADDRESSES[form],  # server-made
        "privateIPAllocationMethod": "Dynamic",  # server-made
        "subnet": {"id": f"{ids.HUB_ID}/subnets/AzureFirewallSubnet"},
        "publicIPAddress": {"id": ids.FIREWALL_ADDRESS_ID},
        "placementHint": {"preferred": ["1", "2"]},
    }
    return {
        "sku": {"name": "AZFW_VNet", "tier": "Standard" if form == "classic" else "Premium"},
        "threatIntelMode": "Alert",
        "ipConfigurations": [{"name": "ipconfig-fw", "properties": configuration}],
    }


def _hub_place():
    return {
        "sku": {"name": "AZFW_Hub", "tier": "Premium"},
        "virtualHub": {"id": ids.VIRTUAL_HUB_ID},
        "hubIPAddresses": {  # server-made
            "privateIPAddress": PRIVATE_ADDRESSES["hub"],
            "publicIPs": {"addresses": [{"address": PUBLIC_ADDRESS}], "count": 1},
        },
    }


def _classic_rules():
    return {
        "additionalProperties": {"Network.FTP.AllowActiveFTP": "true", "Network.DNS.EnableProxy": "true"},
        "networkRuleCollections": foreign_rules.network(),
        "applicationRuleCollections": foreign_rules.application(),
        "natRuleCollections": foreign_rules.nat(),
    }
