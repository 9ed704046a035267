# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""IP groups: named lists of addresses that rules refer to."""

from __future__ import annotations

from ..arm import envelope, errors, values
from ..arm.kinds import Kind
from ..arm.store import key_of
from ..network import firewall_rules, firewalls
from . import nfv, policies

TYPE = "Microsoft.Network/ipGroups"
SHOWN_TYPE = "Microsoft.Network/IpGroups"
REVERSE = ("firewalls", "firewallPolicies")  # says who uses the group; never what a client sent
RULE_LISTS = ("sourceIpGroups", "destinationIpGroups")


@nfv.parsed
def build(call, resource_id, body, previous):
    sent = envelope.sent(body, "size", *REVERSE)
    properties = {
        "firewalls": [],
        "firewallPolicies": [],
        **sent,
        "ipAddresses": values.listing(sent, "ipAddresses", "properties", str),
    }
    return nfv.document(SHOWN_TYPE, resource_id, body, previous, nfv.state_last(properties), body.get("location", ""))


@nfv.parsed
def check(call, document, _previous, _whole):
    for item in document["properties"]["ipAddresses"]:
        if not values.is_address(item):
            text = f"IpGroups '{document['name']}' has an invalid address '{item}'."
            raise nfv.invalid(call, "IpGroupsInvalidIpAddress", text)


def render(call, document):
    found = users(call.store, document["id"])
    for name, ids in zip(REVERSE, found, strict=True):
        document["properties"][name] = nfv.references(ids)


def users(store, group_id):
    """(ids of classic firewalls, ids of policies) with a rule that names the group."""
    named = {kind: [] for kind in (firewalls.TYPE.lower(), policies.TYPE.lower())}
    for document in list(store.documents.values()):
        kind = str(document.get("type", "")).lower()
        if kind in named and key_of(group_id) in _named(kind, document["properties"]):
            named[kind].append(document["id"])
    return tuple(named.values())


def _named(kind, properties):
    classic = kind == firewalls.TYPE.lower()
    rules = _classic_rules(properties) if classic else _policy_rules(properties)
    return {key_of(item) for rule in rules for name in RULE_LISTS for item in rule.get(name) or []}


def _classic_rules(properties):
    for kind in firewall_rules.KINDS:
        for collection in properties.get(kind.list_name) or []:
            yield from collection["properties"]["rules"]


def _policy_rules(properties):
    for group in properties["ruleCollectionGroups"]:
        for collection in group["properties"]["ruleCollections"]:
            yield from collection["rules"]


def check_delete(call, document):
    of_firewalls, of_policies = users(call.store, document["id"])
    text = f"IpGroups '{document['id']}' cannot be deleted since there are"
    if of_policies:
        # Reported word for word: github.com/Azure/azure-rest-api-specs/issues/25739
        code = "IpGroupsHasFirewallPolicyReferences"
        raise nfv.InUse(400, code, f"{text} firewall policies using this resource.")
    if of_firewalls:
        raise nfv.InUse(400, "IpGroupsHasFirewallReferences", f"{text} firewalls using this resource.")


def locked(call, place):
    text = f"Put on IpGroups {place.id} is not allowed when it is in Updating or Deleting state."
    return errors.Refusal(call.switches.policy_lock_status, call.switches.ip_group_lock_code, text)


def delete_at_once(call, _document):
    return call.switches.ip_group_delete == "synchronous"


KIND = Kind(
    TYPE,
    build=build,
    check=check,
    check_delete=check_delete,
    render=render,
    locked=locked,
    delete_at_once=delete_at_once,
    operation="IpGroups",
    no_change="update",
    shown_type=SHOWN_TYPE,
    nfv=True,
)
