# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Resources that only have to be there: security groups (writable), and what nobody writes here, from NAT gateways
to private DNS zones."""

from __future__ import annotations

from ..arm import envelope, errors, parts, values
from ..arm.kinds import Kind

NSG_TYPE = "Microsoft.Network/networkSecurityGroups"
RULE_TYPE = NSG_TYPE + "/securityRules"
RULE_ORDER = str.split(
    "provisioningState description protocol sourcePortRange destinationPortRange sourceAddressPrefix "
    "destinationAddressPrefix access priority direction"
)
RULE_LISTS = ("sourcePortRanges", "destinationPortRanges", "sourceAddressPrefixes", "destinationAddressPrefixes")
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


def build_rule(_call, resource_id, body, previous):
    """A rule of a client, with the members that those of the service have (recorded of defaultSecurityRules)."""
    values.expect(body.get("properties") or {}, dict, "properties")
    sent = envelope.sent(body)
    lists = {name: values.listing(sent, name, "properties", str) for name in RULE_LISTS}
    properties = parts.ordered({"provisioningState": "Succeeded", **sent, **lists}, (*RULE_ORDER, *RULE_LISTS))
    etag = previous["etag"] if previous else parts.new_etag()
    return envelope.part(RULE_TYPE, resource_id, etag, properties, type_last=False)


def check_rule(_call, rule, _previous, whole):
    properties = rule["properties"]
    if not values.is_name(rule["name"]):
        raise errors.invalid("InvalidResourceName", f"Resource name {rule['name']} is invalid.")
    for name, words in (("access", ("Allow", "Deny")), ("direction", ("Inbound", "Outbound"))):
        values.enum({name: None, **properties}, name, words, f"properties.{name}", f"SecurityRule{name.title()}")
    priority = values.expect(properties.get("priority", 0), int, "properties.priority")
    if not 100 <= priority <= 4096:
        text = f"Security rule has invalid Priority. Value provided: {priority} Allowed range 100-4096."
        raise errors.invalid("SecurityRuleInvalidPriority", text)
    for other in whole["properties"]["securityRules"]:
        same = [other["properties"].get(name) for name in ("priority", "direction")]
        if other["name"].lower() != rule["name"].lower() and same == [priority, properties["direction"]]:
            text = (
                f"Security rule {rule['name']} conflicts with rule {other['name']}. Rules cannot have the same "
                "Priority and Direction."
            )
            raise errors.invalid("SecurityRuleConflict", text)


def check_nsg(call, document, _previous, _whole):
    for rule in document["properties"]["securityRules"]:
        check_rule(call, rule, None, document)


def build_nsg(call, resource_id, body, previous):
    etag = previous["etag"] if previous else parts.new_etag()
    made_there = envelope.server_made(call, "resourceGuid")
    sent = envelope.sent(body, "defaultSecurityRules", "subnets", *made_there)
    made = {
        "provisioningState": "Succeeded",
        "resourceGuid": envelope.guid(previous),
        **sent,
        "securityRules": _rules(call, resource_id, etag, sent, previous),
        "defaultSecurityRules": [_rule(resource_id, etag, *line) for line in _DEFAULTS],
    }
    order = ("provisioningState", "resourceGuid", "securityRules", "defaultSecurityRules")
    return envelope.top(NSG_TYPE, resource_id, body, previous, parts.ordered(made, order))


def _rules(call, resource_id, etag, sent, previous):
    old = (previous or {}).get("properties", {}).get("securityRules")
    made = []
    for item in values.listing(sent, "securityRules", "properties"):
        name = str(item.get("name", ""))
        rule = build_rule(call, f"{resource_id}/securityRules/{name}", item, parts.find(old, name))
        made.append({**rule, "etag": etag})
    return made


def check_delete_nsg(call, document):
    for vnet in list(call.store.documents.values()):
        for subnet in (vnet.get("properties") or {}).get("subnets") or []:
            linked = ((subnet.get("properties") or {}).get("networkSecurityGroup") or {}).get("id", "")
            if linked.lower() == document["id"].lower():
                text = f"Network security group {document['name']} cannot be deleted because it is in use."
                raise errors.invalid("InUseNetworkSecurityGroupCannotBeDeleted", text)


KINDS = (
    Kind(NSG_TYPE, build=build_nsg, check=check_nsg, check_delete=check_delete_nsg, operation="NetworkSecurityGroup"),
    Kind(RULE_TYPE, build=build_rule, check=check_rule, operation="SecurityRule", list_name="securityRules"),
    Kind("Microsoft.Network/natGateways"),
    Kind("Microsoft.Network/publicIPAddresses"),
    Kind("Microsoft.Network/publicIPPrefixes"),
    Kind("Microsoft.Network/privateEndpoints"),
    Kind("Microsoft.Network/networkInterfaces"),
    Kind("Microsoft.Network/privateDnsZones"),
    Kind("Microsoft.Network/virtualHubs"),
    Kind("Microsoft.Network/serviceEndpointPolicies"),
    Kind("Microsoft.EventHub/namespaces"),
    Kind("Microsoft.Devices/IotHubs"),
    Kind("Microsoft.Storage/storageAccounts"),
    Kind("Microsoft.DocumentDB/databaseAccounts"),
    Kind("Microsoft.KeyVault/vaults"),
)
