# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Firewalls: what the server makes of a PUT body."""

from __future__ import annotations

import ipaddress

from ..arm import envelope, errors, parts, references, values
from ..arm.kinds import Kind
from . import firewall_rules, hub_firewalls

TYPE = "Microsoft.Network/azureFirewalls"
MANAGEMENT = "managementIpConfiguration"
ORDER = (
    "provisioningState",
    "sku",
    "threatIntelMode",
    "additionalProperties",
    "virtualHub",
    "firewallPolicy",
    "hubIPAddresses",
    MANAGEMENT,
    "ipConfigurations",
    "networkRuleCollections",
    "applicationRuleCollections",
    "natRuleCollections",
)


def build(call, resource_id, body, previous):
    sent = envelope.sent(body)
    etag = previous["etag"] if previous else parts.new_etag()
    sku = values.expect(sent.get("sku") or {}, dict, "properties.sku")
    made = {
        "provisioningState": "Succeeded",
        **sent,
        "sku": parts.ordered({"name": "AZFW_VNet", "tier": "Standard", **sku}, ("name", "tier")),
        "ipConfigurations": _ip_configurations(call, resource_id, sent, previous, etag),
    }
    if MANAGEMENT in sent:
        # As recorded in test_firewall_basic_sku (2024-10-01): no different from the others.
        item = values.expect(sent[MANAGEMENT], dict, f"properties.{MANAGEMENT}")
        made[MANAGEMENT] = _ip_configuration(call, resource_id, item, _old(previous).get(MANAGEMENT), etag)
    for kind in firewall_rules.KINDS:
        made[kind.list_name] = [
            firewall_rules.build_collection(call, kind, resource_id, etag, item)
            for item in values.listing(sent, kind.list_name, "properties")
        ]
    if hub_firewalls.is_hub(made):
        made = hub_firewalls.complete(call, made, previous)
    else:
        made["threatIntelMode"] = sent.get("threatIntelMode") or "Alert"
    return envelope.top(TYPE, resource_id, body, previous, parts.ordered(made, ORDER))


def _ip_configurations(call, resource_id, sent, previous, etag):
    old = _old(previous).get("ipConfigurations")
    return [
        _ip_configuration(call, resource_id, item, parts.find(old, str(item.get("name", ""))), etag)
        for item in values.listing(sent, "ipConfigurations", "properties")
    ]


def _old(previous):
    return (previous or {}).get("properties", {})


def _ip_configuration(call, resource_id, item, previous, etag):
    made_there = envelope.server_made(call, "privateIPAddress", "privateIPAllocationMethod")
    given = envelope.sent(item, *made_there)
    before = envelope.keep(previous, "privateIPAddress")
    fixed = {"provisioningState": "Succeeded", **before, "privateIPAllocationMethod": "Dynamic"}
    child = f"{resource_id}/azureFirewallIpConfigurations/{item.get('name', '')}"
    properties = {**fixed, **given}
    return envelope.part(f"{TYPE}/azureFirewallIpConfigurations", child, etag, properties, type_last=False)


def check(call, document, _previous, _whole):
    properties = document["properties"]
    casing = call.switches.enum_casing
    values.enum(properties, "threatIntelMode", ("Alert", "Deny", "Off"), "properties.threatIntelMode", "Mode", casing)
    values.enum(properties["sku"], "name", ("AZFW_VNet", "AZFW_Hub"), "properties.sku.name", "SkuName", casing)
    tiers = ("Standard", "Premium", "Basic")
    values.enum(properties["sku"], "tier", tiers, "properties.sku.tier", "SkuTier", casing)
    references.check(call, properties.get("firewallPolicy"), "properties.firewallPolicy.id", document["id"], "")
    references.check(
        call, properties.get("virtualHub"), "properties.virtualHub.id", document["id"], document["location"]
    )
    for place, item in _addresses(properties):
        for name in ("subnet", "publicIPAddress"):
            path = f"properties.{place}.properties.{name}.id"
            references.check(call, item["properties"].get(name), path, document["id"], document["location"])
    _check_policy(properties, document)
    hub_firewalls.check_rules(call, properties, document)
    for kind in firewall_rules.KINDS:
        firewall_rules.check_kind(call, kind, properties.get(kind.list_name, []), document)


def _addresses(properties):
    """(where, item) of every configuration of an address."""
    for index, item in enumerate(properties.get("ipConfigurations", [])):
        yield f"ipConfigurations[{index}]", item
    if MANAGEMENT in properties:
        yield MANAGEMENT, properties[MANAGEMENT]


def _check_policy(properties, document):
    if not properties.get("firewallPolicy"):
        return
    if any(properties.get(kind.list_name) for kind in firewall_rules.KINDS):
        text = (
            f"Azure Firewall {document['name']} cannot have both a firewall policy and rule collections. "
            "Rule collections have to be part of the policy."
        )
        raise errors.invalid("AzureFirewallPolicyAndRuleCollectionsConflict", text)


def settled(store, document):
    """The private address is known only when the operation has ended: the first usable one of the subnet."""
    hub_firewalls.settled(store, document["properties"])
    for item in document["properties"].get("ipConfigurations", []):
        properties = item["properties"]
        subnet_id = (properties.get("subnet") or {}).get("id")
        if not subnet_id or "privateIPAddress" in properties:
            continue
        vnet = store.get(references.top_id(subnet_id))
        subnet = vnet and parts.find(vnet["properties"].get("subnets"), subnet_id.rsplit("/", 1)[-1])
        if subnet:
            network = ipaddress.ip_network(subnet["properties"]["addressPrefix"])
            properties["privateIPAddress"] = str(network[4])
            order = ("provisioningState", "privateIPAddress", "privateIPAllocationMethod")
            item["properties"] = parts.ordered(properties, order)


KIND = Kind(
    TYPE,
    build=build,
    inspect=firewall_rules.refuse_server_made,
    check=check,
    settled=settled,
    operation="AzureFirewall",
)
