# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What azurerm calls the resources of a tree, argument by argument.

By the provider's reference on its registry pages, of version 4, and for rules by its code, which takes `Mssql` in a
group although the page does not say so (pull request 18746).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ..values import resource_ids
from ..values.resource_ids import ResourceId
from .hcl import Block, Reference
from .tree import APPLICATION_COLLECTION, NETWORK_COLLECTION, TABLE_ROUTE, Resource, symbol

RESOURCE_NAMES: Mapping[str, str] = {
    resource_ids.RULE_COLLECTION_GROUP: "azurerm_firewall_policy_rule_collection_group",
    APPLICATION_COLLECTION: "azurerm_firewall_application_rule_collection",
    NETWORK_COLLECTION: "azurerm_firewall_network_rule_collection",
    resource_ids.ROUTE_TABLE: "azurerm_route_table",
    TABLE_ROUTE: "azurerm_route",
    resource_ids.SUBNET: "azurerm_subnet_route_table_association",
}
SOURCE_NAMES: Mapping[str, str] = {
    resource_ids.FIREWALL: "azurerm_firewall",
    resource_ids.FIREWALL_POLICY: "azurerm_firewall_policy",
    resource_ids.ROUTE_TABLE: "azurerm_route_table",
    resource_ids.SUBNET: "azurerm_subnet",
}
_RULE = {
    "name": "name",
    "description": "description",
    "sourceAddresses": "source_addresses",
    "sourceIpGroups": "source_ip_groups",
    "destinationAddresses": "destination_addresses",
    "destinationFqdns": "destination_fqdns",
    "destinationIpGroups": "destination_ip_groups",
    "destinationPorts": "destination_ports",
}
_OF_CLASSIC = {**_RULE, "targetFqdns": "target_fqdns", "fqdnTags": "fqdn_tags", "protocols": "protocols"}
_OF_GROUP = {
    **_RULE,
    "targetFqdns": "destination_fqdns",
    "fqdnTags": "destination_fqdn_tags",
    "ipProtocols": "protocols",
}
_ROUTE = {
    "addressPrefix": "address_prefix",
    "nextHopType": "next_hop_type",
    "nextHopIpAddress": "next_hop_in_ip_address",
}
_PROTOCOL = {"protocolType": "type", "port": "port"}


def address(id_: ResourceId) -> str:
    """What other blocks call a resource."""
    return f"{RESOURCE_NAMES[id_.type]}.{symbol(id_)}"


def source(id_: ResourceId) -> Block:
    """The data source of a resource that is there."""
    network = {"virtual_network_name": id_.parent.name} if id_.type == resource_ids.SUBNET else {}
    arguments = {"name": id_.name, **network, "resource_group_name": id_.resource_group}
    return Block("data", (SOURCE_NAMES[id_.type], symbol(id_)), arguments)


def found(id_: ResourceId, member: str) -> Reference:
    """What a data source says of a resource that is there."""
    return Reference(f"data.{SOURCE_NAMES[id_.type]}.{symbol(id_)}.{member}")


def arguments(resource: Resource, of_parent: Callable[[str], Reference], table: Reference) -> dict[str, Any]:
    """Return the arguments of a resource; `of_parent` refers to a member of what it is a part of, `table` to the id of
    the table that a subnet is to have.
    """
    properties, type_ = resource.properties, resource.id.type
    if type_ == resource_ids.SUBNET:
        return {"subnet_id": found(resource.id, "id"), "route_table_id": table}
    if type_ == resource_ids.ROUTE_TABLE:
        placed = {"resource_group_name": resource.id.resource_group, "location": resource.location}
        return {"name": resource.id.name, **placed, "tags": resource.tags}
    if type_ == resource_ids.RULE_COLLECTION_GROUP:
        own = {"firewall_policy_id": of_parent("id"), "priority": properties["priority"]}
    elif type_ == TABLE_ROUTE:
        known = {name: properties[arm] for arm, name in _ROUTE.items() if arm in properties}
        own = {"resource_group_name": of_parent("resource_group_name"), "route_table_name": of_parent("name"), **known}
    else:
        own = {
            "azure_firewall_name": of_parent("name"),
            "resource_group_name": of_parent("resource_group_name"),
            "priority": properties["priority"],
            "action": properties["action"]["type"],
        }
    return {"name": resource.id.name, **own}


def rules(resource: Resource) -> tuple[Block, ...]:
    """Return the blocks of a group or a collection, without the rules that azurerm refuses."""
    if resource.id.type == resource_ids.RULE_COLLECTION_GROUP:
        return tuple(map(_collection, resource.properties["ruleCollections"]))
    known = [rule for rule in resource.properties.get("rules", ()) if rule not in refused(resource)]
    return tuple(Block("rule", (), *_rule(rule, _OF_CLASSIC, "protocol")) for rule in known)


def refused(resource: Resource) -> list[Mapping[str, Any]]:
    """The rules that azurerm refuses: tags of names beside protocols (expandFirewallApplicationRules in its code)."""
    listed = resource.properties["rules"] if resource.id.type == APPLICATION_COLLECTION else ()
    return [rule for rule in listed if rule.get("fqdnTags")]


def _collection(collection: Mapping[str, Any]) -> Block:
    """A collection in a group; all its rules are of one type."""
    kind = "application" if collection["rules"][0]["ruleType"] == "ApplicationRule" else "network"
    known = {"name": collection["name"], "priority": collection["priority"], "action": collection["action"]["type"]}
    within = tuple(Block("rule", (), *_rule(rule, _OF_GROUP, "protocols")) for rule in collection["rules"])
    return Block(f"{kind}_rule_collection", (), known, within)


def _rule(rule: Mapping[str, Any], names: Mapping[str, str], protocol: str) -> tuple[dict[str, Any], tuple[Block, ...]]:
    """The arguments of a rule, and its protocols, which are blocks where they have ports."""
    listed = rule.get("protocols", ())
    blocks = [one for one in listed if isinstance(one, Mapping)]
    known = {names[name]: item for name, item in rule.items() if name in names and not (name == "protocols" and blocks)}
    return known, tuple(Block(protocol, (), {_PROTOCOL[name]: item for name, item in one.items()}) for one in blocks)
