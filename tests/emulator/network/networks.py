# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Virtual networks and subnets."""

from __future__ import annotations

from ..arm import envelope, errors, parts, references, values
from ..arm.kinds import Kind
from . import firewall_subnets, intent_policies

TYPE = "Microsoft.Network/virtualNetworks"
SUBNET_TYPE = TYPE + "/subnets"
PEERING_TYPE = TYPE + "/virtualNetworkPeerings"
ORDER = (
    "provisioningState",
    "resourceGuid",
    "addressSpace",
    "dhcpOptions",
    "subnets",
    "virtualNetworkPeerings",
    "enableDdosProtection",
    "enableVmProtection",
)
SUBNET_ORDER = (
    "provisioningState",
    "addressPrefix",
    "addressPrefixes",
    "networkSecurityGroup",
    "routeTable",
    "natGateway",
    "serviceEndpoints",
    "ipConfigurations",
    "delegations",
    "purpose",
    "privateEndpointNetworkPolicies",
    "privateLinkServiceNetworkPolicies",
)
# Written by the server when the subnet is in use; a PUT neither sets nor removes them.
SUBNET_SERVER_MADE = (
    "ipConfigurations",
    "ipConfigurationProfiles",
    "privateEndpoints",
    "purpose",
    "subnetID",
    "serviceAssociationLinks",
    "resourceNavigationLinks",
)
LINKS = ("networkSecurityGroup", "routeTable", "natGateway")
ENDPOINT_LOCATIONS = {("microsoft.storage", "westus"): ["westus", "eastus"]}
JOIN = ["Microsoft.Network/virtualNetworks/subnets/join/action"]
POLICIES = [
    *JOIN,
    "Microsoft.Network/virtualNetworks/subnets/prepareNetworkPolicies/action",
    "Microsoft.Network/virtualNetworks/subnets/unprepareNetworkPolicies/action",
]
INTERFACES = ["Microsoft.Network/networkinterfaces/*", *JOIN]
ALL = ["Microsoft.Network/virtualNetworks/subnets/action"]
# Recorded of Web/serverFarms and Sql/managedInstances; the others as terraform's users have them from the service
# (github.com/hashicorp/terraform-provider-azurerm/issues/4599). Whoever is not named here only joins.
DELEGATION_ACTIONS = {
    "microsoft.web/serverfarms": ALL,
    "microsoft.web/hostingenvironments": ALL,
    "microsoft.containerinstance/containergroups": ALL,
    "microsoft.batch/batchaccounts": ALL,
    "microsoft.sql/managedinstances": POLICIES,
    "microsoft.databricks/workspaces": POLICIES,
    "microsoft.kusto/clusters": POLICIES,
    "microsoft.netapp/volumes": INTERFACES,
    "microsoft.hardwaresecuritymodules/dedicatedhsms": INTERFACES,
}
# A network shows it in answers of 2020-07-01 and before, and in none of 2022-01-01 and later.
VM_PROTECTION_UNTIL = "2020-11-01"


def build(call, resource_id, body, previous):
    sent = envelope.sent(body, *envelope.server_made(call, "resourceGuid"))
    old = (previous or {}).get("properties", {}).get("subnets")
    made = {
        "provisioningState": "Succeeded",
        "resourceGuid": envelope.guid(previous),
        "virtualNetworkPeerings": [],
        "enableDdosProtection": False,
        "enableVmProtection": False,
        **sent,
    }
    if isinstance(made.get("dhcpOptions"), dict):
        made["dhcpOptions"] = {"dnsServers": [], **made["dhcpOptions"]}
    document = envelope.top(TYPE, resource_id, body, previous, made)
    call.location = document["location"]
    made["subnets"] = []
    for item in values.listing(sent, "subnets", "properties"):
        name = str(item.get("name", ""))
        child = build_subnet(call, f"{resource_id}/subnets/{name}", item, parts.find(old, name))
        parts.stamp_etag(child, document["etag"])
        made["subnets"].append(child)
    made["virtualNetworkPeerings"] = [
        _peering(resource_id, document["etag"], item)
        for item in values.listing(made, "virtualNetworkPeerings", "properties")
    ]
    document["properties"] = parts.ordered(made, ORDER)
    return document


def _peering(network_id, etag, item):
    """As it is given: nobody here makes the other side, so its state is what the world says."""
    properties = {"provisioningState": "Succeeded", **(item.get("properties") or {})}
    return envelope.part(PEERING_TYPE, f"{network_id}/virtualNetworkPeerings/{item.get('name', '')}", etag, properties)


def build_subnet(call, resource_id, body, previous):
    values.expect(body.get("properties") or {}, dict, "properties")
    server_made = envelope.server_made(call, *SUBNET_SERVER_MADE)
    sent = {n: v for n, v in envelope.sent(body, *server_made).items() if v is not None}
    etag = previous["etag"] if previous else parts.new_etag()
    made = {
        "provisioningState": "Succeeded",
        "privateEndpointNetworkPolicies": _endpoint_policies(call),
        "privateLinkServiceNetworkPolicies": "Enabled",
        **sent,
        **envelope.keep(previous, *server_made),
    }
    for name in LINKS:
        # A whole object is accepted, but only its id counts.
        if isinstance(made.get(name), dict):
            made[name] = {"id": made[name].get("id")}
    if "serviceEndpoints" in made:
        endpoints = values.listing(made, "serviceEndpoints", "properties")
        made["serviceEndpoints"] = [_endpoint(call, item) for item in endpoints]
    made["delegations"] = [
        _delegation(call, resource_id, etag, item, previous)
        for item in values.listing(made, "delegations", "properties")
    ]
    return envelope.part(SUBNET_TYPE, resource_id, etag, parts.ordered(made, SUBNET_ORDER))


def _endpoint_policies(call):
    if call.switches.private_endpoint_policies:
        return call.switches.private_endpoint_policies
    return "Enabled" if call.api_version < "2022-01-01" else "Disabled"


def _endpoint(call, item):
    service = str(item.get("service", ""))
    made = {"provisioningState": "Succeeded", **item}
    made.setdefault("locations", ENDPOINT_LOCATIONS.get((service.lower(), call.location), ["*"]))
    if not call.seeding:
        made["provisioningState"] = "Succeeded"
    return parts.ordered(made, ("provisioningState", "service", "locations"))


def _delegation(call, subnet_id, etag, item, previous):
    name = str(item.get("name", ""))
    sent = envelope.sent(item, *envelope.server_made(call, "actions"))
    old = parts.find((previous or {}).get("properties", {}).get("delegations"), name)
    service = str(sent.get("serviceName", ""))
    actions = DELEGATION_ACTIONS.get(service.lower(), JOIN)
    if old and old["properties"].get("serviceName") == service:
        actions = old["properties"].get("actions", actions)
    made = {"provisioningState": "Succeeded", **sent, "actions": list(sent.get("actions", actions))}
    type_name = SUBNET_TYPE + "/delegations"
    return envelope.part(type_name, f"{subnet_id}/delegations/{name}", etag, made, name=name)


def render(call, document):
    if call.api_version >= VM_PROTECTION_UNTIL:
        document["properties"].pop("enableVmProtection", None)


def check(call, document, previous, _whole):
    space = (document["properties"].get("addressSpace") or {}).get("addressPrefixes") or []
    if not space:
        raise errors.invalid("InvalidRequestFormat", f"Resource {document['id']} has no address space.")
    for prefix in space:
        values.check_prefix(prefix, document["id"])
    old = (previous or {}).get("properties", {}).get("subnets") or []
    for subnet in document["properties"]["subnets"]:
        check_subnet(call, subnet, parts.find(old, subnet["name"]), document)
    for subnet in old:
        if parts.find(document["properties"]["subnets"], subnet["name"]) is None:
            check_delete_subnet(call, subnet)


def check_subnet(call, document, previous, whole):
    if not values.is_name(document["name"]):
        raise errors.invalid("InvalidResourceName", f"Resource name {document['name']} is invalid.")
    properties = document["properties"]
    for name in LINKS:
        path = f"properties.{name}.id"
        references.check(call, properties.get(name), path, document["id"], whole["location"])
    networks = [values.check_prefix(text, document["id"]) for text in _prefixes(properties)]
    if not networks:
        raise errors.invalid("InvalidRequestFormat", f"Subnet {document['name']} has no address prefix.")
    _check_inside(document, networks, whole)
    _check_overlap(document, networks, whole)
    _check_in_use_prefix(document, previous)
    firewall_subnets.check_subnet(call, document, previous)
    intent_policies.check_subnet(call, document, previous)


def _prefixes(properties):
    return [properties["addressPrefix"]] if "addressPrefix" in properties else properties.get("addressPrefixes") or []


def _check_inside(document, networks, whole):
    space = [values.check_prefix(text, whole["id"]) for text in whole["properties"]["addressSpace"]["addressPrefixes"]]
    for network in networks:
        if not any(item.version == network.version and network.subnet_of(item) for item in space):
            text = f"Subnet '{document['name']}' is not valid in virtual network '{whole['name']}'."
            raise errors.invalid("NetcfgInvalidSubnet", text)


def _check_overlap(document, networks, whole):
    for other in whole["properties"]["subnets"]:
        if other["name"].lower() == document["name"].lower():
            continue
        taken = [values.check_prefix(text, other["id"]) for text in _prefixes(other["properties"])]
        if any(a.version == b.version and a.overlaps(b) for a in networks for b in taken):
            text = (
                f"Subnet '{document['name']}' is not valid because its IP address range overlaps with that of an "
                f"existing subnet in virtual network '{whole['name']}'."
            )
            raise errors.invalid("NetcfgSubnetRangesOverlap", text)


def _check_in_use_prefix(document, previous):
    if previous is None or not previous["properties"].get("ipConfigurations"):
        return
    for prefix in _prefixes(previous["properties"]):
        if prefix not in _prefixes(document["properties"]):
            text = f"IpPrefix {prefix} on Subnet {document['name']} has active allocations and cannot be deleted."
            raise errors.invalid("InUsePrefixCannotBeDeleted", text)


def check_delete_subnet(_call, document):
    for name in ("ipConfigurations", "privateEndpoints", "serviceAssociationLinks", "resourceNavigationLinks"):
        for user in document["properties"].get(name) or []:
            text = (
                f"Subnet {document['name']} is in use by {user.get('id')} and cannot be deleted. In order to delete "
                "the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet."
            )
            raise errors.invalid("InUseSubnetCannotBeDeleted", text)


def check_delete(call, document):
    for subnet in document["properties"].get("subnets") or []:
        check_delete_subnet(call, subnet)


KIND = Kind(TYPE, build=build, check=check, check_delete=check_delete, render=render, operation="VirtualNetwork")
SUBNET = Kind(
    SUBNET_TYPE,
    build=build_subnet,
    check=check_subnet,
    check_delete=check_delete_subnet,
    operation="Subnet",
    list_name="subnets",
    no_change="new",
)
PEERING = Kind(PEERING_TYPE, list_name="virtualNetworkPeerings")
