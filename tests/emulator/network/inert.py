# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resources that only have to be there: security groups (writable), and what nobody writes here, from NAT gateways
to private DNS zones."""

from __future__ import annotations

from ..arm import envelope, errors, parts, values
from ..arm.kinds import Kind

NSG_TYPE = "Microsoft.Network/networkSecurityGroups"
_BALANCER = "Allow inbound traffic from azure load balancer"
_DEFAULTS = (
    ("AllowVnetInBound", "Allow inbound traffic from all VMs in VNET", "VirtualNetwork", "VirtualNetwork", 65000),
    (
        "AllowAzureLoadBalancerInBound",
        "Allow inbound traffic from azure load balancer",
        "AzureLoadBalancer",
        "*",
        65001,
    ),
    ("DenyAllInBound", "Deny all inbound traffic", "*", "*", 65500),
    ("AllowVnetOutBound", "Allow outbound traffic from all VMs to all VMs in VNET", "VirtualNetwork", None, 65000),
    ("AllowInternetOutBound", "Allow outbound traffic from all VMs to Internet", "*", "Internet", 65001),
    ("DenyAllOutBound", "Deny all outbound traffic", "*", "*", 65500),
)


def _rule(resource_id, etag, name, description, source, destination, priority):
    properties = {
        "provisioningState": "Succeeded",
        "description": description,
        "protocol": "*",
        "sourcePortRange": "*",
        "destinationPortRange": "*",
        "sourceAddressPrefix": source,
        "destinationAddressPrefix": destination or "VirtualNetwork",
        "access": "Deny" if name.startswith("Deny") else "Allow",
        "priority": priority,
        "direction": "Outbound" if name.endswith("OutBound") else "Inbound",
        "sourcePortRanges": [],
        "destinationPortRanges": [],
        "sourceAddressPrefixes": [],
        "destinationAddressPrefixes": [],
    }
    type_name = NSG_TYPE + "/defaultSecurityRules"
    child_id = f"{resource_id}/defaultSecurityRules/{name}"
    document = envelope.part(type_name, child_id, etag, properties, type_last=False)
    return parts.ordered(document, ("name", "id", "etag", "type", "properties"))


def build_nsg(call, resource_id, body, previous):
    etag = previous["etag"] if previous else parts.new_etag()
    made_there = envelope.server_made(call, "resourceGuid")
    sent = envelope.sent(body, "defaultSecurityRules", "subnets", *made_there)
    made = {
        "provisioningState": "Succeeded",
        "resourceGuid": envelope.guid(previous),
        **sent,
        "securityRules": values.listing(sent, "securityRules", "properties"),
        "defaultSecurityRules": [_rule(resource_id, etag, *line) for line in _DEFAULTS],
    }
    order = ("provisioningState", "resourceGuid", "securityRules", "defaultSecurityRules")
    return envelope.top(NSG_TYPE, resource_id, body, previous, parts.ordered(made, order))


def check_delete_nsg(call, document):
    for vnet in list(call.store.documents.values()):
        for subnet in (vnet.get("properties") or {}).get("subnets") or []:
            linked = ((subnet.get("properties") or {}).get("networkSecurityGroup") or {}).get("id", "")
            if linked.lower() == document["id"].lower():
                text = f"Network security group {document['name']} cannot be deleted because it is in use."
                raise errors.invalid("InUseNetworkSecurityGroupCannotBeDeleted", text)


KINDS = (
    Kind(NSG_TYPE, build=build_nsg, check_delete=check_delete_nsg, operation="NetworkSecurityGroup"),
    Kind("Microsoft.Network/natGateways"),
    Kind("Microsoft.Network/publicIPAddresses"),
    Kind("Microsoft.Network/publicIPPrefixes"),
    Kind("Microsoft.Network/privateEndpoints"),
    Kind("Microsoft.Network/networkInterfaces"),
    Kind("Microsoft.Network/privateDnsZones"),
    Kind("Microsoft.Network/virtualHubs"),
    Kind("Microsoft.Network/serviceEndpointPolicies"),
)
