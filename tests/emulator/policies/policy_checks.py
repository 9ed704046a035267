# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a policy refuses in the rule collections of a group."""

from __future__ import annotations

from ..arm import references, values
from . import nfv, policy_family, policy_rules
from .policy_rules import APPLICATION_RULE, FILTER, NAT_RULE, NETWORK_RULE

ACTIONS = {FILTER: ("Allow", "Deny"), policy_rules.NAT: ("Dnat",)}
SOURCES = ("sourceAddresses", "sourceIpGroups", "sourceGeoLocations", "sourceKubeSelectorGroups")
IP_GROUP_TYPE = "microsoft.network/ipgroups"


class Scope:
    """Where a check is: it knows the call, the group and its policy, and how to refuse."""

    def __init__(self, call, group, policy):
        self.call, self.group, self.policy = call, group, policy
        self.switches = call.switches

    def fault(self, text, code=None):
        raise nfv.invalid(self.call, code or self.switches.policy_invalid_rule_code, text)

    def resolves_names(self):
        """Whether names in network rules may be used. DNS settings come as a whole, from the nearest that has any."""
        for policy in policy_family.line(self.call.store, self.policy):
            settings = policy["properties"].get("dnsSettings")
            if settings is not None:
                return settings.get("enableProxy") is True or settings.get("requireProxyForNetworkRules") is False
        return False


def check_collections(call, group, policy):
    scope, names, priorities = Scope(call, group, policy), set(), {}
    for collection in group["properties"]["ruleCollections"]:
        name = collection.get("name")
        where = f"Rule Collection {name} of Rule Collection Group {group['name']}"
        if not values.is_name(name):
            scope.fault(f"The name of {where} is invalid.", "InvalidResourceName")
        if name.lower() in names:
            scope.fault(f"The name of {where} is not unique.", scope.switches.policy_duplicate_collection_code)
        names.add(name.lower())
        priority = _priority(scope, collection, where)
        if priority in priorities:
            text = f"Priority {priority} of {where} is already used by {priorities[priority]}."
            scope.fault(text, scope.switches.policy_duplicate_priority_code)
        priorities[priority] = name
        _check_collection(scope, collection, where)


def _priority(scope, collection, where):
    priority = values.expect(collection.get("priority", 0), int, "priority")
    if not 100 <= priority <= 65000:
        text = f"Priority {priority} of {where} has to be between 100 and 65000."
        scope.fault(text, scope.switches.policy_collection_priority_code)
    return priority


def _check_collection(scope, collection, where):
    kind = collection["ruleCollectionType"]
    if "type" not in collection["action"]:
        scope.fault(f"The action of {where} is missing.")
    casing = scope.switches.enum_casing
    values.enum(collection["action"], "type", ACTIONS[kind], "action.type", f"{kind}ActionType", casing)
    if not collection["rules"] and scope.switches.empty_rule_collection == "refuse":
        scope.fault(f"There are no rules in {where}.")
    _check_one_type(scope, collection, where)
    names = set()
    for rule in collection["rules"]:
        name = rule.get("name")
        if not isinstance(name, str) or not name.strip():
            scope.fault(f"A rule without name in {where}.")
        if name.lower() in names:
            text = f"The rule name {name} is not unique in {where}."
            scope.fault(text, scope.switches.policy_duplicate_rule_code)
        names.add(name.lower())
        _check_rule(scope, rule)


def _check_one_type(scope, collection, where):
    found = {policy_rules.rule_type(rule) for rule in collection["rules"]}
    wrong = any(item.collection != collection["ruleCollectionType"] for item in found)
    if wrong or len(found) > 1:
        listed = ", ".join(sorted(item.name for item in found))
        scope.fault(f"The rules of {where} cannot be of type {listed}.", scope.switches.policy_mixed_rules_code)


def _check_rule(scope, rule):
    kind = policy_rules.rule_type(rule)
    where = f"Firewall Policy {kind.label} {rule['name']}"
    if not any(rule.get(name) for name in SOURCES):
        scope.fault(f"{where} must have one of sourceAddresses or sourceIpGroups specified")
    for item in rule["sourceAddresses"]:
        if item != "*" and not values.is_address(item):
            scope.fault(f"{where}: Invalid IP address value or range {item}.")
    for item in rule.get("destinationAddresses", ()):
        if item != "*" and not values.is_address(item) and not values.TAG.fullmatch(item):
            scope.fault(f"{where}: Invalid IP address value or range or Service Tag {item}.")
    _check_ip_groups(scope, rule, where)
    CHECKS[kind.name](scope, rule, where)


def _check_ip_groups(scope, rule, where):
    def missing(wanted, _by):
        return nfv.invalid(scope.call, scope.switches.unknown_ip_group_code, f"{where}: {wanted} was not found.")

    for name in ("sourceIpGroups", "destinationIpGroups"):
        for item in rule.get(name, ()):
            references.check(scope.call, {"id": item}, f"{name}.id", scope.group["id"], "", missing)
            if str((scope.call.store.get(item) or {}).get("type")).lower() != IP_GROUP_TYPE:
                raise missing(item, scope.group["id"])


def _check_ports(scope, rule, where):
    if not rule["destinationPorts"]:
        scope.fault(f"{where} must have destinationPorts specified")
    for item in rule["destinationPorts"]:
        if not values.is_port_range(item):
            scope.fault(f"{where}: Invalid destination port {item}.")


def _check_protocols(scope, rule, where, allowed):
    found = values.listing(rule, "ipProtocols", "rules", str)
    if not found:
        scope.fault(f"{where} must have ipProtocols specified")
    for index, value in enumerate(found):
        holder = {"protocol": value}
        path, name = f"ipProtocols[{index}]", "FirewallPolicyRuleNetworkProtocol"
        values.enum(holder, "protocol", allowed, path, name, scope.switches.enum_casing)
        found[index] = holder["protocol"]


def _check_network(scope, rule, where):
    names = ("destinationAddresses", "destinationIpGroups", "destinationFqdns")
    if not any(rule[name] for name in names) and not rule.get("destinationGeoLocations"):
        # Reported word for word: github.com/Azure/azure-cli/issues/18932
        scope.fault(f"{where} must have one of {names[0]}, {names[1]} or {names[2]} specified")
    _check_destination_fqdns(scope, rule, where)
    _check_ports(scope, rule, where)
    _check_protocols(scope, rule, where, ("Any", "TCP", "UDP", "ICMP"))


def _check_destination_fqdns(scope, rule, where):
    wildcard = scope.switches.wildcard_in_network_rule == "accept"
    for item in rule["destinationFqdns"]:
        if not values.is_fqdn(item, wildcard=wildcard, adjacent_hyphens=_hyphens(scope)):
            scope.fault(f"{where}: Invalid destination FQDN {item}.")
    if rule["destinationFqdns"] and scope.switches.policy_fqdn_without_proxy == "refuse" and not scope.resolves_names():
        # The words of github.com/Azure/azure-sdk-for-go/issues/11094.
        scope.fault(
            "In order to use DestinationFqdns in Network Rules, DNS Proxy must be enabled, or "
            f"RequireProxyForNetworkRules must be set to 'false'. See {where}."
        )


def _hyphens(scope):
    return scope.switches.adjacent_hyphens == "accept"


def _check_application(scope, rule, where):
    if not any(rule[name] for name in ("targetFqdns", "fqdnTags", "targetUrls", "webCategories")):
        scope.fault(f"{where} must have one of targetFqdns, fqdnTags, targetUrls or webCategories specified")
    for item in rule["targetFqdns"]:
        if not values.is_fqdn(item, wildcard=True, adjacent_hyphens=_hyphens(scope)):
            scope.fault(f"Target FQDN '{item}' is invalid", scope.switches.policy_target_fqdn_code)
    if not rule["protocols"]:
        _check_no_protocols(scope, rule, where)
    for index, item in enumerate(rule["protocols"]):
        _check_application_protocol(scope, item, f"protocols[{index}]", where)


def _check_no_protocols(scope, rule, where):
    """Fine with URLs, which say theirs (recorded)."""
    if rule["fqdnTags"]:
        # Reported like this: github.com/hashicorp/terraform-provider-azurerm/issues/15760
        scope.fault("Internal Server Error", "InternalServerError")
    if rule["targetFqdns"] and scope.switches.application_without_protocols == "refuse":
        scope.fault(f"{where} must have protocols specified")


def _check_application_protocol(scope, item, path, where):
    if "protocolType" not in item:
        scope.fault(f"{where} has a protocol without protocolType")
    known, name = ("Http", "Https"), "FirewallPolicyRuleApplicationProtocolType"
    known += ("Mssql",) if scope.switches.policy_mssql == "accept" else ()
    values.enum(item, "protocolType", known, f"{path}.protocolType", name, scope.switches.enum_casing)
    port = values.number(item, "port", f"{path}.port", scope.switches.digits)
    if not 0 < port <= 65535:
        scope.fault(f"{where}: Invalid port {port}.")


def _check_nat(scope, rule, where):
    if len(rule["destinationAddresses"]) != 1:
        scope.fault(f"{where} must have exactly one destination address")
    _check_ports(scope, rule, where)
    if len(rule["destinationPorts"]) > 1 and scope.switches.policy_nat_ports == "refuse":
        scope.fault(f"{where} must have exactly one destination port")
    if bool(rule.get("translatedAddress")) == bool(rule.get("translatedFqdn")):
        scope.fault(f"{where} must have exactly one of translatedAddress or translatedFqdn specified")
    if not values.is_port_range(rule.get("translatedPort")):
        scope.fault(f"{where}: Invalid translated port.")
    _check_protocols(scope, rule, where, ("Any", "TCP", "UDP"))


CHECKS = {NETWORK_RULE.name: _check_network, APPLICATION_RULE.name: _check_application, NAT_RULE.name: _check_nat}
