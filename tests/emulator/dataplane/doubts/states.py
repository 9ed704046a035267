# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""States and rights: documents that have not settled, that may not be read, and a firewall that is not there."""

from __future__ import annotations

import copy

from ...worlds import FIREWALL_ID, FIREWALL_POLICY_ID, PARENT_POLICY_ID, ROUTE_TABLE_ID, SUBNET_ID, VNET_ID, ids
from .doubt import (
    ADDRESS,
    NAME,
    Doubt,
    add_row,
    application_rule,
    cluster_subnet,
    collection,
    deny,
    locked,
    network_rule,
)

OWN_GROUP = f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/own"
PARENT_GROUP = f"{PARENT_POLICY_ID}/ruleCollectionGroups/base-rules"


def unsettled(random):
    """A document that decides has not settled: what is in force may be what it was before."""
    documents = locked()
    resource_id, before = random.choice(EARLIER)
    key = resource_id.lower()
    if before is _with_address:
        deny(documents, network_rule(destinationAddresses=[], destinationIpGroups=[ids.IP_GROUP_ID]))
    documents[key]["properties"]["provisioningState"] = random.choice(("Failed", "Updating"))
    now, earlier = documents[key], copy.deepcopy(documents[key])
    before(earlier["properties"])
    facts = {"in_force": ({key: now}, {key: earlier}), "threats": (frozenset({NAME}),)}
    return Doubt(f"unsettled: {resource_id.rsplit('/', 1)[-1]}", documents, facts=facts)


def unsettled_subnet(random):
    """The same of a subnet, which stands in its network's document."""
    documents = locked()
    subnet = cluster_subnet(documents)
    subnet["properties"]["provisioningState"] = random.choice(("Failed", "Updating"))
    earlier = copy.deepcopy(subnet)
    earlier["properties"].pop("networkSecurityGroup")
    add_row(documents, "stop")
    key = SUBNET_ID.lower()
    return Doubt("unsettled: subnet", documents, facts={"in_force": ({key: subnet}, {key: earlier})})


def unsettled_peering(random):
    """The same of a peering: it may have been for other subnets before."""
    documents = locked()
    network = documents[VNET_ID.lower()]
    earlier = copy.deepcopy(network)
    mine, before = (item["properties"]["virtualNetworkPeerings"][0]["properties"] for item in (network, earlier))
    mine["provisioningState"] = random.choice(("Failed", "Updating"))
    before.update(peerCompleteVnets=False, localSubnetNames=["snet-apps"], remoteSubnetNames=["AzureFirewallSubnet"])
    now = copy.deepcopy(network)
    now["properties"]["virtualNetworkPeerings"][0]["properties"]["provisioningState"] = "Succeeded"
    key = VNET_ID.lower()
    return Doubt("unsettled: peering", documents, facts={"in_force": ({key: now}, {key: earlier})})


def unsettled_beside(random):
    """A document that decides nothing about the cluster has not settled."""
    documents = locked()
    table = copy.deepcopy(documents[ROUTE_TABLE_ID.lower()])
    table.update(id=f"{ROUTE_TABLE_ID}-other", name="rt-spoke-other")
    table["properties"]["provisioningState"] = random.choice(("Failed", "Updating"))
    documents[table["id"].lower()] = table
    return Doubt("unsettled beside", documents)


def stopped(_random):
    """A firewall that was stopped has no address; nobody answers at the one it had."""
    documents = locked()
    documents[FIREWALL_ID.lower()]["properties"]["ipConfigurations"] = []
    return Doubt("stopped", documents)


def moved(_random):
    """After a stop and a start a firewall may have another address than the routes name."""
    documents = locked()
    configuration = documents[FIREWALL_ID.lower()]["properties"]["ipConfigurations"][0]["properties"]
    configuration["privateIPAddress"] = "10.0.1.5"
    return Doubt("moved", documents)


def other_appliance(_random):
    """The route leads to somebody else's appliance, whose rules nobody can read."""
    documents = locked()
    routes = documents[ROUTE_TABLE_ID.lower()]["properties"]["routes"]
    next(item for item in routes if item["name"] == "out")["properties"]["nextHopIpAddress"] = "10.0.2.4"
    return Doubt("other appliance", documents, facts={"appliances": ({"10.0.2.4": True}, {"10.0.2.4": False}, {})})


def forbidden(random):
    """A document that decides may not be read. It is as it would have to be, or it stops the cluster."""
    documents = locked()
    resource_id, otherwise = random.choice(FORBIDDEN)
    document = documents.pop(resource_id.lower())
    other = copy.deepcopy(document)
    otherwise(other["properties"])
    return Doubt(f"forbidden: {document['name']}", documents, hidden={resource_id: (document, other)})


def forbidden_below_a_deny(random):
    """A document that may not be read, below something that stops the cluster in any case."""
    documents = locked()
    add_row(documents, "stop")
    document = documents.pop(random.choice((OWN_GROUP, PARENT_GROUP)).lower())
    other = copy.deepcopy(document)
    _without_rules(other["properties"])
    return Doubt("forbidden below a deny", documents, hidden={document["id"]: (document, other)})


def _without_rules(properties):
    properties["ruleCollections"] = []


def _without_group(properties):
    properties["ruleCollectionGroups"] = [
        item for item in properties["ruleCollectionGroups"] if not item["id"].endswith("/own")
    ]


def _stopping_threats(properties):
    properties["threatIntelMode"] = "Deny"


def _elsewhere(properties):
    properties["ipConfigurations"][0]["properties"]["privateIPAddress"] = "10.0.1.99"


def _with_row(properties):
    add_row({ids.NSG_ID.lower(): {"properties": properties}}, "stop")


def _with_none(properties):
    out = next(item for item in properties["routes"] if item["name"] == "out")["properties"]
    out["nextHopType"] = "None"
    out.pop("nextHopIpAddress")


def _with_address(properties):
    properties["ipAddresses"] = [ADDRESS]


def _denying(properties):
    properties["ruleCollections"].append(collection("stop", 101, application_rule(NAME), action="Deny"))


# What decides, and how it was before it changed.
EARLIER = (
    (OWN_GROUP, _without_rules),
    (PARENT_GROUP, _denying),
    (FIREWALL_POLICY_ID, _without_group),
    (PARENT_POLICY_ID, _stopping_threats),
    (FIREWALL_ID, _elsewhere),
    (ids.NSG_ID, _with_row),
    (ROUTE_TABLE_ID, _with_none),
    (ids.IP_GROUP_ID, _with_address),
)
FORBIDDEN = (
    (OWN_GROUP, _without_rules),
    (PARENT_GROUP, _denying),
    (ids.NSG_ID, _with_row),
    (ROUTE_TABLE_ID, _with_none),
)
KINDS = (
    unsettled,
    unsettled_subnet,
    unsettled_peering,
    unsettled_beside,
    stopped,
    moved,
    other_appliance,
    forbidden,
    forbidden_below_a_deny,
)
