# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The network of the clusters that leave theirs: a subnet for each of them, and one for private endpoints."""

from __future__ import annotations

import copy

from . import ids

NAMES = ("telemetry", "sales", "devices")
PREFIXES = {"telemetry": "10.20.1.0/24", "sales": "10.20.4.0/24", "devices": "10.20.5.0/24"}
ENDPOINTS = "snet-endpoints"
SUBNET_IDS = {name: ids.SUBNET_ID if name == "telemetry" else f"{ids.VNET_ID}/subnets/snet-{name}" for name in NAMES}
ENDPOINTS_SUBNET_ID = f"{ids.VNET_ID}/subnets/{ENDPOINTS}"
# Where a private endpoint may stand, and how its addresses begin.
PLACES = {ENDPOINTS: "10.20.3.", "snet-apps": "10.20.2.", "snet-adx": "10.20.1."}
PLACES |= {"snet-sales": "10.20.4.", "snet-devices": "10.20.5."}
TABLE_IDS = {
    name: ids.ROUTE_TABLE_ID if name == "telemetry" else ids.network("rg-spoke", "routeTables", f"rt-{name}")
    for name in NAMES
}
ENDPOINT_IDS = {name: ids.network("rg-spoke", "privateEndpoints", f"pe-{name}") for name in NAMES}
# Whom the group lets in from outside unless a test says else: the offices of the owner.
OFFICES = ("198.51.100.0/24",)
# Health monitoring of West US, for which there is no service tag ("Deploy Azure Data Explorer cluster into your Virtual
# Network", 2024-07-23: what its table has, and its example).
MONITORS = (
    *("23.99.5.162", "40.80.156.205", "40.80.152.218", "104.42.156.123", "104.42.216.21", "40.78.63.47"),
    *("40.80.156.103", "40.78.62.97", "40.80.153.6", "13.88.13.50"),
)
SERVICES = ("Microsoft.Storage", "Microsoft.EventHub")


def public_address_ids(name):
    """(of the engine, of data management)."""
    return tuple(ids.network("rg-adx", "publicIPAddresses", f"pip-{name}-{what}") for what in ("engine", "dm"))


def public_addresses(name, region):
    """(id, region, address) of both."""
    first = 20 + 2 * NAMES.index(name)
    return [
        (address_id, region, f"203.0.113.{first + number}")
        for number, address_id in enumerate(public_address_ids(name))
    ]


def configuration(one):
    """The network in the document of a cluster; one that never had a state has no such member."""
    engine, management = public_address_ids(one.name)
    made = {"subnetId": SUBNET_IDS[one.name], "enginePublicIpId": engine, "dataManagementPublicIpId": management}
    return {**made, "state": one.state} if one.state is not None else made


def security_group(region, admitted):
    """The inbound rows of the documentation, and those whom the owner lets in."""
    rules = [
        _allow("allow-adx-management", 100, sourceAddressPrefix="AzureDataExplorerManagement"),
        _allow("allow-adx-monitoring", 110, sourceAddressPrefixes=list(MONITORS)),
        *(
            _allow(f"allow-clients-{number}", 200 + number, sourceAddressPrefix=source)
            for number, source in enumerate(OFFICES if admitted is None else admitted)
        ),
    ]
    return {"location": ids.normal(region), "tags": {"owner": "data-team"}, "properties": {"securityRules": rules}}


def _allow(name, priority, **source):
    rule = {
        "protocol": "Tcp",
        "sourcePortRange": "*",
        "destinationPortRange": "443",
        **source,
        "destinationAddressPrefix": "VirtualNetwork",
        "access": "Allow",
        "priority": priority,
        "direction": "Inbound",
    }
    return {"name": name, "properties": rule}


def network(spoke, found, with_tables):
    """The spoke of the demo with these clusters' subnets; the one of the demo's cluster keeps what hangs on it."""
    made = copy.deepcopy(spoke)
    [old] = [item for item in made["properties"]["subnets"] if item["name"] == "snet-adx"]
    others = [item for item in made["properties"]["subnets"] if item is not old]
    endpoints = {"addressPrefix": "10.20.3.0/24", "privateEndpointNetworkPolicies": "Disabled"}
    subnets = [
        *(_subnet(one, old, with_tables) for one in found),
        *others,
        {"name": ENDPOINTS, "properties": endpoints},
    ]
    for item in subnets:
        leading = [
            {"id": ENDPOINT_IDS[one.name]} for one in found if one.own_endpoint and place_of(one) == item["name"]
        ]
        if leading:
            item["properties"]["privateEndpoints"] = leading  # server-made
    made["properties"]["subnets"] = subnets
    return made


def _subnet(one, old, with_tables):
    properties = {
        "addressPrefix": PREFIXES[one.name],
        **({"networkSecurityGroup": {"id": ids.NSG_ID}} if one.guarded else {}),
        **({"routeTable": {"id": TABLE_IDS[one.name]}} if with_tables else {}),
        "serviceEndpoints": [{"service": service} for service in SERVICES],
        "delegations": _delegations() if one.delegated else [],
    }
    if one.name == "telemetry":
        kept = ("natGateway", "ipConfigurations", "sharingHint")
        properties |= {name: old["properties"][name] for name in kept}
    return {"name": SUBNET_IDS[one.name].rsplit("/", 1)[-1], "properties": properties}


def _delegations():
    return [{"name": "delegation-1", "properties": {"serviceName": "Microsoft.Kusto/clusters"}}]


def place_of(one):
    """The name of the subnet in which the cluster's private endpoint stands."""
    return one.own_subnet or ENDPOINTS


def private_endpoint(one, cluster_id, region):
    """[(id, document)] of the endpoint by which the owner's users come: two addresses for the services, six for the
    accounts by which data is staged ("Create a private endpoint", 2026-02-02).
    """
    endpoint_id = ENDPOINT_IDS[one.name]
    name = endpoint_id.rsplit("/", 1)[-1]
    link = {
        "name": name,
        "id": f"{endpoint_id}/privateLinkServiceConnections/{name}",
        "properties": {
            "provisioningState": "Succeeded",
            "privateLinkServiceId": cluster_id,
            "groupIds": ["cluster"],
            "privateLinkServiceConnectionState": {
                "status": one.own_endpoint,
                "description": "Auto-approved" if one.own_endpoint == "Approved" else "Please Approve.",
                "actionsRequired": "None",
            },
        },
        "type": "Microsoft.Network/privateEndpoints/privateLinkServiceConnections",
    }
    first = 10 + 10 * NAMES.index(one.name)
    properties = {
        "privateLinkServiceConnections": [link],
        "manualPrivateLinkServiceConnections": [],
        "customNetworkInterfaceName": "",
        "subnet": {"id": f"{ids.VNET_ID}/subnets/{place_of(one)}"},
        "networkInterfaces": [{"id": ids.network("rg-spoke", "networkInterfaces", f"{name}-nic")}],
        "customDnsConfigs": [
            {"fqdn": host, "ipAddresses": [f"{PLACES[place_of(one)]}{first + number}"]}
            for number, host in enumerate(_names(one.name, ids.normal(region)))
        ],
    }
    return [(endpoint_id, ids.shown(endpoint_id, "Microsoft.Network/privateEndpoints", region, properties))]


def _names(name, region):
    """The names behind an endpoint; those of the staging accounts are the service's own, and invented."""
    staging = [f"stg{number}{name}" for number in (1, 2)]
    services = [f"{name}.{region}.kusto.windows.net", f"ingest-{name}.{region}.kusto.windows.net"]
    return [*services, *(f"{one}.{what}.core.windows.net" for one in staging for what in ("blob", "queue", "table"))]
