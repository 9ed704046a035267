# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Firewall policies: everything but the rules, which are in their groups."""

from __future__ import annotations

import copy

from ..arm import envelope, parts, references, values
from ..arm.kinds import Kind
from . import nfv, policy_family, policy_locks, policy_managed

TYPE = "Microsoft.Network/firewallPolicies"
SHOWN_TYPE = "Microsoft.Network/FirewallPolicies"
GROUPS, SELECTORS = "ruleCollectionGroups", "kubeSelectorGroups"
SERVER_MADE = ("size", "childPolicies", GROUPS, SELECTORS, "firewalls")
# As azure-cli-extensions has it in test_azure_firewall_policy_kube_selector_group and its neighbours.
ORDER = (
    "size",
    "basePolicy",
    "sku",
    "childPolicies",
    GROUPS,
    SELECTORS,
    "firewalls",
    "threatIntelMode",
    "threatIntelWhitelist",
    "dnsSettings",
    "snat",
    "intrusionDetection",
)
# Values that are not shown again when they are what the service would assume anyway.
# Answers of 2020-07-01 have this order, those of 2021-08-01 the one above; in between nobody has shown any.
NEW_ORDER_SINCE = "2021-08-01"
OLD_ORDER = (
    "basePolicy",
    "sku",
    "threatIntelMode",
    "threatIntelWhitelist",
    "childPolicies",
    GROUPS,
    "firewalls",
    "dnsSettings",
    "snat",
    "intrusionDetection",
)
WHITELIST_ORDER = ("fqdns", "ipAddresses")
DETECTION_LISTS = ("signatureOverrides", "bypassTrafficSettings")
VANISHING = (("dnsSettings", "enableProxy", False), ("snat", "autoLearnPrivateRanges", "Disabled"))
PRIVATE = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"]


@nfv.parsed
def build(call, resource_id, body, previous):
    managed = envelope.server_made(call, policy_managed.MEMBER)
    sent = copy.deepcopy(envelope.sent(body, *SERVER_MADE, *managed))
    _vanish(sent)
    _expand(sent)
    _fill(sent)
    made = {
        **envelope.keep(previous, *managed),
        **sent,
        "sku": {"tier": "Standard", **values.expect(sent.get("sku") or {}, dict, "properties.sku")},
        "threatIntelMode": sent.get("threatIntelMode") or "Alert",
        "childPolicies": [],
        # The groups live in here whole; an answer shows their ids. A PUT of the policy neither sets nor removes them.
        GROUPS: _below(previous, GROUPS),
        SELECTORS: _below(previous, SELECTORS),
        "firewalls": [],
    }
    properties = nfv.state_last(parts.ordered(made, ORDER))
    return nfv.document(SHOWN_TYPE, resource_id, body, previous, properties, body.get("location", ""))


def _below(previous, name):
    return (previous or {}).get("properties", {}).get(name, [])


def _vanish(sent):
    for name, member, default in VANISHING:
        holder = values.expect(sent.get(name) or {}, dict, f"properties.{name}")
        if holder.get(member) == default:
            del holder[member]


def _expand(sent):
    snat = sent.get("snat") or {}
    ranges = values.listing(snat, "privateRanges", "properties.snat", str)
    if "IANAPrivateRanges" in ranges:
        kept = [item for item in ranges if item != "IANAPrivateRanges"]
        snat["privateRanges"] = [*PRIVATE, *kept]


def _fill(sent):
    """What the recorded answers have of settings that were sent without it, in their order."""
    if "threatIntelWhitelist" in sent:
        given = values.expect(sent["threatIntelWhitelist"], dict, "properties.threatIntelWhitelist")
        sent["threatIntelWhitelist"] = parts.ordered(given, WHITELIST_ORDER)
    detection = values.expect(sent.get("intrusionDetection") or {}, dict, "properties.intrusionDetection")
    path = "properties.intrusionDetection.configuration"
    if isinstance(detection.get("configuration"), dict):
        found = detection["configuration"]
        lists = {name: values.listing(found, name, path) for name in DETECTION_LISTS}
        detection["configuration"] = parts.ordered({**found, **lists}, DETECTION_LISTS)


@nfv.parsed
def check(call, document, _previous, _whole):
    properties, casing = document["properties"], call.switches.enum_casing
    path = "properties.threatIntelMode"
    values.enum(properties, "threatIntelMode", ("Alert", "Deny", "Off"), path, "ThreatIntelMode", casing)
    tiers = ("Standard", "Premium", "Basic")
    values.enum(properties["sku"], "tier", tiers, "properties.sku.tier", "FirewallPolicySkuTier", casing)
    base = properties.get("basePolicy")
    references.check(call, base, "properties.basePolicy.id", document["id"], "")


def render(call, document):
    properties, store = document["properties"], call.store
    groups, selectors = properties[GROUPS], properties.pop(SELECTORS, [])
    shown = {"size": nfv.shown_size(nfv.size_of(properties))} if nfv.is_since(call, nfv.SIZE_SINCE) else {}
    if nfv.is_since(call, policy_managed.SINCE):
        shown[SELECTORS] = nfv.references(group["id"] for group in selectors)
    else:
        properties.pop(policy_managed.MEMBER, None)
    shown[GROUPS] = nfv.references(group["id"] for group in groups)
    shown["childPolicies"] = nfv.references(_ids(policy_family.children(store, document["id"])))
    shown["firewalls"] = nfv.references(_ids(policy_family.firewalls(store, document["id"])))
    order = ORDER if call.api_version >= NEW_ORDER_SINCE else OLD_ORDER
    document["properties"] = parts.ordered({**properties, **shown}, order)


def _ids(documents):
    return [document["id"] for document in documents]


def check_delete(call, document):
    for find, what in ((policy_family.firewalls, "firewall"), (policy_family.children, "child policy")):
        for user in _ids(find(call.store, document["id"])):
            text = f"Firewall Policy {document['id']} cannot be deleted since it is in use by the {what} {user}."
            raise nfv.InUse(400, call.switches.policy_in_use_code, text)


def delete_at_once(call, document):
    return not document["properties"][GROUPS] or call.switches.policy_with_groups_delete == "synchronous"


KIND = Kind(
    TYPE,
    build=build,
    check=check,
    check_delete=check_delete,
    render=render,
    guard=policy_locks.guard,
    locked=policy_locks.locked_policy,
    begun=policy_locks.begun,
    ended=policy_locks.ended,
    delete_at_once=delete_at_once,
    operation="FirewallPolicy",
    no_change="update",
    shown_type=SHOWN_TYPE,
    nfv=True,
)
