# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rule collections of policies: filled in as recorded. Collections and rules say themselves of which type they are."""

from __future__ import annotations

from dataclasses import dataclass

from ..arm import errors, parts, values
from . import nfv

FILTER, NAT = "FirewallPolicyFilterRuleCollection", "FirewallPolicyNatRuleCollection"
COLLECTION_ORDER = ("ruleCollectionType", "action", "rules", "name", "priority")


@dataclass(frozen=True)
class RuleType:
    name: str  # as ruleType has it
    label: str  # as messages have it
    collection: str  # the type of collection it can be in
    order: tuple
    lists: tuple  # always in the answer, [] when not sent


NETWORK_RULE = RuleType(
    "NetworkRule",
    "Network Rule",
    FILTER,
    (
        "ruleType",
        "ipv6Rule",
        "name",
        "description",
        "ipProtocols",
        "sourceAddresses",
        "sourceIpGroups",
        "destinationAddresses",
        "destinationIpGroups",
        "destinationFqdns",
        "destinationPorts",
        "sourceKubeSelectorGroups",
        "sourceGeoLocations",
        "destinationGeoLocations",
    ),
    (
        "sourceAddresses",
        "sourceIpGroups",
        "destinationAddresses",
        "destinationIpGroups",
        "destinationFqdns",
        "destinationPorts",
    ),
)
APPLICATION_RULE = RuleType(
    "ApplicationRule",
    "Application Rule",
    FILTER,
    (
        "ruleType",
        "name",
        "description",
        "protocols",
        "fqdnTags",
        "webCategories",
        "targetFqdns",
        "targetUrls",
        "terminateTLS",
        "sourceAddresses",
        "destinationAddresses",
        "sourceIpGroups",
        "httpHeadersToInsert",
    ),
    (
        "protocols",
        "fqdnTags",
        "webCategories",
        "targetFqdns",
        "targetUrls",
        "sourceAddresses",
        "destinationAddresses",
        "sourceIpGroups",
        "httpHeadersToInsert",
    ),
)
NAT_RULE = RuleType(
    "NatRule",
    "Nat Rule",
    NAT,
    (
        "ruleType",
        "name",
        "description",
        "translatedAddress",
        "translatedFqdn",
        "translatedPort",
        "ipProtocols",
        "sourceAddresses",
        "sourceIpGroups",
        "destinationAddresses",
        "destinationPorts",
    ),
    ("sourceAddresses", "sourceIpGroups", "destinationAddresses", "destinationPorts"),
)
RULE_TYPES = (NETWORK_RULE, APPLICATION_RULE, NAT_RULE)
# Of the newest versions, and absent when they are not sent (recorded with 2026-01-01 of the locations).
SENT_LISTS = ("sourceKubeSelectorGroups", "sourceGeoLocations", "destinationGeoLocations")
OBJECT_LISTS = ("protocols", "httpHeadersToInsert")  # the other lists have strings


def rule_type(rule):
    """The type of a rule, or None when it does not say a known one."""
    wanted = str(rule.get("ruleType")).lower()
    return next((item for item in RULE_TYPES if item.name.lower() == wanted), None)


def build_collection(call, item, path):
    made = _without_nulls(item)
    kind = next((name for name in (FILTER, NAT) if name.lower() == str(made.get("ruleCollectionType")).lower()), None)
    if kind is None:
        raise nfv.unusable(call, path)
    made["ruleCollectionType"] = kind
    action = dict(values.expect(made.get("action") or {}, dict, f"{path}.action"))
    made["action"] = action
    if kind == NAT and str(action.get("type")).lower() == "dnat":
        # The published enumeration says DNAT, which the service takes; it answers in its own way.
        action["type"] = "Dnat"
    rules = values.listing(made, "rules", path)
    made["rules"] = [_build_rule(call, rule, f"{path}.rules[{index}]") for index, rule in enumerate(rules)]
    return parts.ordered(made, COLLECTION_ORDER)


def _build_rule(call, rule, path):
    made = _without_nulls(rule)
    kind = rule_type(made)
    if kind is None:
        raise nfv.unusable(call, path)
    made["ruleType"] = kind.name
    for name in kind.lists:
        made[name] = values.listing(made, name, path, dict if name in OBJECT_LISTS else str)
    for name in SENT_LISTS:
        values.listing(made, name, path, str)
    if kind is NETWORK_RULE:
        made["ipv6Rule"] = False
    if kind is APPLICATION_RULE:
        made["protocols"] = [parts.ordered(item, ("protocolType", "port")) for item in made["protocols"]]
    return parts.ordered(made, kind.order)


@nfv.parsed
def refuse_server_made(call, body):
    """`ipv6Rule` is shown but in no published schema; whether it may be sent is not known."""
    if call.switches.sent_ipv6_rule != "refuse":
        return
    for index, item in enumerate(values.listing(body.get("properties") or {}, "ruleCollections", "properties")):
        path = f"properties.ruleCollections[{index}]"
        for number, rule in enumerate(values.listing(item, "rules", path)):
            if "ipv6Rule" in rule:
                text = "Could not find member 'ipv6Rule' on object of type 'FirewallPolicyRule'."
                raise errors.unparsable(f"{text} Path '{path}.rules[{number}].ipv6Rule'.")


def _without_nulls(holder):
    return {name: value for name, value in holder.items() if value is not None}
