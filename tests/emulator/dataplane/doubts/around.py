# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands around the firewall and the cluster, put into documents as Azure shows it."""

from __future__ import annotations

from ...worlds import FIREWALL_ID, FIREWALL_POLICY_ID, VNET_ID, ids
from .doubt import add_group, collection, locked

HOME, HUB = VNET_ID.lower(), ids.HUB_ID.lower()
EXIT_TABLE_ID = ids.network("rg-hub", "routeTables", "rt-fw")
EXIT_NAT_ID = ids.network("rg-hub", "natGateways", "nat-fw")
ENDPOINT_ID = ids.network("rg-spoke", "privateEndpoints", "pe-data")
INTERFACE_ID = ids.network("rg-spoke", "networkInterfaces", "pe-data.nic.1")
ACCOUNT_ID = ids.group("rg-spoke") + "/providers/Microsoft.Storage/storageAccounts/data"


def put(documents, resource_id, type_name, properties):
    """One more document."""
    documents[resource_id.lower()] = ids.shown(resource_id, type_name, "westus", properties)


def locked_by(rule, form="policy"):
    """The locked demo with another rule in place of the one that lets the cluster reach the name."""
    documents = locked(form)
    group = documents[f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/own".lower()]
    group["properties"]["ruleCollections"] = [collection("own", 200, rule)]
    return documents


def let_pass(documents, rule):
    """One more rule that lets pass."""
    add_group(documents, "more", 300, collection("more", 300, rule))


def exit_subnet(documents):
    """The properties of the firewall's own subnet."""
    return documents[HUB]["properties"]["subnets"][0]["properties"]


def add_exit_table(documents, *routes, propagation=True):
    """A route table for the firewall's own subnet."""
    exit_subnet(documents)["routeTable"] = {"id": EXIT_TABLE_ID}
    properties = {"routes": list(routes), "disableBgpRoutePropagation": not propagation}
    put(documents, EXIT_TABLE_ID, "Microsoft.Network/routeTables", properties)


def add_exit_nat(documents):
    """A NAT gateway for the firewall's own subnet."""
    exit_subnet(documents)["natGateway"] = {"id": EXIT_NAT_ID}
    properties = {"publicIpAddresses": [{"id": ids.network("rg-hub", "publicIPAddresses", "pip-nat-fw")}]}
    put(documents, EXIT_NAT_ID, "Microsoft.Network/natGateways", properties)


def add_management(documents):
    """A management address of the firewall, which Azure demands where the firewall is to tunnel."""
    properties = {
        "subnet": {"id": f"{ids.HUB_ID}/subnets/AzureFirewallManagementSubnet"},
        "publicIPAddress": {"id": ids.network("rg-hub", "publicIPAddresses", "pip-fw-management")},
    }
    firewall(documents)["managementIpConfiguration"] = {"name": "management", "properties": properties}


def firewall(documents):
    """The properties of the firewall."""
    return documents[FIREWALL_ID.lower()]["properties"]


def policy(documents, policy_id=FIREWALL_POLICY_ID):
    """The properties of a policy."""
    return documents[policy_id.lower()]["properties"]


def set_tier(documents, tier):
    """Firewall and policies of one tier, as Azure demands."""
    for item in (firewall(documents), policy(documents), policy(documents, ids.PARENT_POLICY_ID)):
        item["sku"] = {**item.get("sku", {}), "tier": tier}


def set_servers(documents, *servers, network=HOME):
    """The name servers of a network; none: Azure's own."""
    documents[network]["properties"]["dhcpOptions"] = {"dnsServers": list(servers)}


def add_endpoint(documents, address, *, network=HOME, policies="Disabled", status="Approved", name=None):
    """A private endpoint of a storage account in a subnet of its own, with its interface."""
    subnet_id = f"{documents[network]['id']}/subnets/snet-endpoints"
    subnet = {
        "addressPrefix": address.rpartition(".")[0] + ".0/24",
        "privateEndpointNetworkPolicies": policies,
        "privateEndpoints": [{"id": ENDPOINT_ID}],
        "provisioningState": "Succeeded",
    }
    subnets = documents[network]["properties"]["subnets"]
    subnets.append({"name": "snet-endpoints", "id": subnet_id, "properties": subnet})
    connection = {
        "privateLinkServiceId": ACCOUNT_ID,
        "groupIds": ["blob"],
        "privateLinkServiceConnectionState": {"status": status},
    }
    properties = {
        "subnet": {"id": subnet_id},
        "networkInterfaces": [{"id": INTERFACE_ID}],
        "privateLinkServiceConnections": [{"name": "data", "properties": connection}],
        "manualPrivateLinkServiceConnections": [],
        "customDnsConfigs": [{"fqdn": name, "ipAddresses": [address]}] if name else [],
    }
    put(documents, ENDPOINT_ID, "Microsoft.Network/privateEndpoints", properties)
    documents[INTERFACE_ID.lower()] = interface(address, subnet_id)


def interface(address, subnet_id):
    """The interface of a private endpoint."""
    configuration = {"privateIPAddress": address, "subnet": {"id": subnet_id}, "primary": True}
    properties = {"ipConfigurations": [{"name": "one", "properties": configuration}]}
    return ids.shown(INTERFACE_ID, "Microsoft.Network/networkInterfaces", "westus", properties)


def add_zone(documents, name, *networks, fallback=False, **records):
    """A private zone that is linked to networks, with addresses by name; its id."""
    zone_id = ids.network("rg-hub", "privateDnsZones", name)
    put(documents, zone_id, "Microsoft.Network/privateDnsZones", {"numberOfRecordSets": len(records)})
    for network in networks:
        link = link_of(zone_id, documents[network]["id"], fallback)
        documents[link["id"].lower()] = link
    for host, address in records.items():
        made = record(zone_id, host, address)
        documents[made["id"].lower()] = made
    return zone_id


def link_of(zone_id, network_id, fallback=False):
    """The link of a zone to a network."""
    properties = {
        "virtualNetwork": {"id": network_id},
        "registrationEnabled": False,
        "resolutionPolicy": "NxDomainRedirect" if fallback else "Default",
        "virtualNetworkLinkState": "Completed",
    }
    link_id = f"{zone_id}/virtualNetworkLinks/{network_id.rpartition('/')[2]}"
    return ids.shown(link_id, "Microsoft.Network/privateDnsZones/virtualNetworkLinks", "global", properties)


def record(zone_id, host, address):
    """A record set of one address."""
    properties = {"ttl": 300, "aRecords": [{"ipv4Address": address}], "isAutoRegistered": False}
    return ids.shown(f"{zone_id}/A/{host}", "Microsoft.Network/privateDnsZones/A", "global", properties)
