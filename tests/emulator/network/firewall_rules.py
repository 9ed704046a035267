# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rule collections of classic firewalls: filled in as recorded, refused as the service refuses them."""

from __future__ import annotations

from dataclasses import dataclass

from ..arm import envelope, errors, parts, values

TRIO = {"priority": 0, "direction": "Inbound", "actions": []}


@dataclass(frozen=True)
class RuleKind:
    list_name: str
    label: str
    order: tuple
    lists: tuple  # always in the answer, [] when not sent
    actions: tuple


NETWORK = RuleKind(
    "networkRuleCollections",
    "network",
    (
        "name",
        "description",
        "protocols",
        "sourceAddresses",
        "destinationAddresses",
        "sourceIpGroups",
        "destinationIpGroups",
        "destinationFqdns",
        "destinationPorts",
    ),
    (
        "sourceAddresses",
        "destinationAddresses",
        "sourceIpGroups",
        "destinationIpGroups",
        "destinationFqdns",
        "destinationPorts",
    ),
    ("Allow", "Deny"),
)
APPLICATION = RuleKind(
    "applicationRuleCollections",
    "application",
    (
        "name",
        "description",
        "priority",
        "direction",
        "actions",
        "protocols",
        "fqdnTags",
        "targetFqdns",
        "sourceAddresses",
        "sourceIpGroups",
    ),
    ("protocols", "fqdnTags", "targetFqdns", "sourceAddresses", "sourceIpGroups"),
    ("Allow", "Deny"),
)
NAT = RuleKind(
    "natRuleCollections",
    "NAT",
    (
        "name",
        "description",
        "protocols",
        "translatedAddress",
        "translatedFqdn",
        "translatedPort",
        "sourceAddresses",
        "sourceIpGroups",
        "destinationAddresses",
        "destinationPorts",
    ),
    ("sourceAddresses", "sourceIpGroups", "destinationAddresses", "destinationPorts"),
    ("Dnat", "Snat"),
)
KINDS = (NETWORK, APPLICATION, NAT)


def build_collection(call, kind, firewall_id, etag, item):
    path = f"properties.{kind.list_name}"
    sent = envelope.sent(item)
    values.expect(item.get("properties") or {}, dict, path)
    made = {"provisioningState": "Succeeded", **sent}
    made["rules"] = [_build_rule(call, kind, rule) for rule in values.listing(sent, "rules", path)]
    order = ("provisioningState", "priority", "action", "rules")
    child_id = f"{firewall_id}/{kind.list_name}/{item.get('name', '')}"
    type_name = f"Microsoft.Network/azureFirewalls/{kind.list_name}"
    return envelope.part(type_name, child_id, etag, parts.ordered(made, order))


def _build_rule(call, kind, rule):
    made = {name: value for name, value in rule.items() if value is not None}
    for name in kind.lists:
        made[name] = values.listing(made, name, kind.list_name, object)
    if kind is APPLICATION:
        made["protocols"] = [
            parts.ordered(item, ("protocolType", "port")) for item in values.listing(made, "protocols", "rules")
        ]
        made = {name: value for name, value in made.items() if name not in TRIO}
        if call.switches.application_rule_trio:
            made.update(TRIO, actions=[])
    return parts.ordered(made, kind.order)


def refuse_server_made(call, body):
    """Nobody has shown that the service accepts these members back, so by default the emulator does not."""
    if not call.switches.refuse_server_made_rule_fields:
        return
    collections = (body.get("properties") or {}).get("applicationRuleCollections") or []
    for index, collection in enumerate(collections):
        rules = (collection.get("properties") or {}).get("rules") or []
        for number, rule in enumerate(rules):
            for name in (name for name in TRIO if name in rule):
                path = f"properties.applicationRuleCollections[{index}].properties.rules[{number}].{name}"
                raise errors.unparsable(
                    f"Could not find member '{name}' on object of type 'AzureFirewallApplicationRule'. Path '{path}'."
                )


def check_kind(call, kind, collections, document):
    names, priorities = set(), {}
    for collection in collections:
        name, properties = str(collection["name"]), collection["properties"]
        where = f"{kind.label} rule collection {name} of Azure Firewall {document['name']}"
        if not values.is_name(name):
            raise errors.invalid("InvalidResourceName", f"Resource name {name} is invalid ({where}).")
        if name.lower() in names:
            raise errors.invalid(call.switches.duplicate_collection_name_code, f"The name of {where} is not unique.")
        names.add(name.lower())
        priority = _check_priority(call, properties, where)
        if priority in priorities:
            text = f"Priority {priority} of {where} is already used by {priorities[priority]}."
            raise errors.invalid(call.switches.duplicate_priority_code, text)
        priorities[priority] = name
        _check_collection(call, kind, properties, where)


def _check_priority(call, properties, where):
    priority = values.expect(properties.get("priority", 0), int, "priority")
    if not 100 <= priority <= 65000:
        text = f"Priority {priority} of {where} has to be between 100 and 65000."
        raise errors.invalid(call.switches.priority_range_code, text)
    return priority


def _check_collection(call, kind, properties, where):
    action = values.expect(properties.get("action") or {}, dict, "action")
    if "type" not in action:
        _fault(call, f"The action of {where} is missing.")
    values.enum(action, "type", kind.actions, "action.type", "AzureFirewallAction", call.switches.enum_casing)
    if not properties["rules"] and call.switches.empty_rule_collection == "refuse":
        _fault(call, f"There are no rules in {where}.")
    names = set()
    for rule in properties["rules"]:
        name = rule.get("name")
        if not isinstance(name, str) or not name.strip():
            _fault(call, f"A rule without name in {where}.")
        if name.lower() in names:
            text = f"The rule name {name} is not unique in {where}."
            raise errors.invalid(call.switches.duplicate_rule_name_code, text)
        names.add(name.lower())
        CHECKS[kind.label](call, rule, f"rule {name} of {where}")


def _fault(call, text, code=None):
    raise errors.invalid(code or call.switches.invalid_rule_code, text)


def _check_source(call, rule, where):
    if not rule["sourceAddresses"] and not rule["sourceIpGroups"]:
        _fault(call, f"The {where} must have one of sourceAddresses or sourceIpGroups specified.")
    for item in rule["sourceAddresses"]:
        if item != "*" and not values.is_address(item):
            _fault(call, f"Source address '{item}' in {where} is invalid.")


def _check_ports(call, rule, where):
    if not rule["destinationPorts"]:
        _fault(call, f"The {where} must have destinationPorts specified.")
    for item in rule["destinationPorts"]:
        if not values.is_port_range(item):
            _fault(call, f"Destination port '{item}' in {where} is invalid.")


def _check_protocols(call, rule, where, allowed):
    if not values.listing(rule, "protocols", "rules", str):
        _fault(call, f"The {where} must have protocols specified.")
    for index in range(len(rule["protocols"])):
        holder = {"protocol": rule["protocols"][index]}
        path, name = f"protocols[{index}]", "AzureFirewallNetworkRuleProtocol"
        values.enum(holder, "protocol", allowed, path, name, call.switches.enum_casing)
        rule["protocols"][index] = holder["protocol"]


def _check_destination_addresses(call, rule, where):
    for item in rule["destinationAddresses"]:
        good = item == "*" or values.is_address(item)
        if not good and not (isinstance(item, str) and values.TAG.fullmatch(item)):
            _fault(call, f"Destination address '{item}' in {where} is invalid.")


def _check_network(call, rule, where):
    _check_source(call, rule, where)
    if not (rule["destinationAddresses"] or rule["destinationIpGroups"] or rule["destinationFqdns"]):
        text = "must have one of destinationAddresses, destinationIpGroups or destinationFqdns specified"
        _fault(call, f"The {where} {text}.")
    _check_destination_addresses(call, rule, where)
    wildcard = call.switches.wildcard_in_network_rule == "accept"
    for item in rule["destinationFqdns"]:
        if not values.is_fqdn(item, wildcard=wildcard, adjacent_hyphens=_hyphens(call)):
            _fault(call, f"Destination FQDN '{item}' in {where} is invalid.")
    _check_ports(call, rule, where)
    _check_protocols(call, rule, where, ("Any", "TCP", "UDP", "ICMP"))


def _hyphens(call):
    return call.switches.adjacent_hyphens == "accept"


def _check_application(call, rule, where):
    _check_source(call, rule, where)
    if not rule["targetFqdns"] and not rule["fqdnTags"]:
        _fault(call, f"The {where} must have one of targetFqdns or fqdnTags specified.")
    if rule["fqdnTags"] and (rule["targetFqdns"] or rule["protocols"]):
        _fault(call, f"The {where} cannot have fqdnTags together with targetFqdns or protocols.")
    for item in rule["targetFqdns"]:
        if not values.is_fqdn(item, wildcard=True, adjacent_hyphens=_hyphens(call)):
            _fault(call, f"Target FQDN '{item}' is invalid in {where}.", call.switches.invalid_target_fqdn_code)
    if rule["targetFqdns"] and not rule["protocols"] and call.switches.application_without_protocols == "refuse":
        _fault(call, f"The {where} must have protocols specified.")
    for index, item in enumerate(rule["protocols"]):
        _check_application_protocol(call, item, f"protocols[{index}]", where)


def _check_application_protocol(call, item, path, where):
    if "protocolType" not in item:
        _fault(call, f"A protocol without protocolType in {where}.")
    known, name = ("Http", "Https", "Mssql"), "AzureFirewallApplicationRuleProtocolType"
    values.enum(item, "protocolType", known, f"{path}.protocolType", name, call.switches.enum_casing)
    port = values.number(item, "port", f"{path}.port", call.switches.digits)
    if not 0 < port <= 65535:
        _fault(call, f"Port {port} in {where} is invalid.")


def _check_nat(call, rule, where):
    _check_source(call, rule, where)
    if len(rule["destinationAddresses"]) != 1 or not values.is_address(rule["destinationAddresses"][0]):
        _fault(call, f"The {where} must have exactly one destination address.")
    if len(rule["destinationPorts"]) != 1 or not values.is_port_range(rule["destinationPorts"][0]):
        _fault(call, f"The {where} must have exactly one destination port.")
    if bool(rule.get("translatedAddress")) == bool(rule.get("translatedFqdn")):
        _fault(call, f"The {where} must have exactly one of translatedAddress or translatedFqdn specified.")
    if not values.is_port_range(rule.get("translatedPort")):
        _fault(call, f"The translated port of {where} is invalid.")
    _check_protocols(call, rule, where, ("Any", "TCP", "UDP"))


CHECKS = {"network": _check_network, "application": _check_application, "NAT": _check_nat}
