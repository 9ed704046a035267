# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who else decides: drafts of policies, and network managers with their admin rules, tables and routes.

What is prepared changes nothing until somebody deploys it: there is a doubt about the time before, and one about the
time after.
"""

from __future__ import annotations

import copy

from ...worlds import FIREWALL_POLICY_ID, PARENT_POLICY_ID, ROUTE_TABLE_ID, SUBNET_ID, SUBSCRIPTION, VNET_ID, ids
from .. import admin_rules, changes
from .doubt import ADDRESS, NAME, SOMEWHERE, Doubt, add_row, application_rule, cluster_subnet, collection, locked

OWN_GROUP = f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/own"
PARENT_GROUP = f"{PARENT_POLICY_ID}/ruleCollectionGroups/base-rules"
ANSWER_ID = f"{VNET_ID}/{admin_rules.ANSWER}"
MANAGER_ID = ids.network("rg-hub", "networkManagers", "nm")
NETWORK_GROUP_ID = f"{MANAGER_ID}/networkGroups/spokes"
MANAGED_ID = (
    f"/subscriptions/{SUBSCRIPTION}/resourceGroups/AVNM_Managed_ResourceGroup_{SUBSCRIPTION}/providers/Microsoft.Network"
    "/routeTables/AVNM_Managed_0123456789ABCDEF0123456789ABCDEF"
)
DEPLOYED, ROUTED = "the draft is deployed", "the manager's routes are deployed"


def draft_open(_random):
    """A draft is open that would take our rules away. Until it is deployed it changes nothing."""
    documents = locked()
    _draft(documents, FIREWALL_POLICY_ID)
    _draft_group(documents, OWN_GROUP, [])
    return Doubt("draft open", documents)


def draft_deployed(random):
    """It is deployed. A group with a draft becomes that; of one without nobody knows whether it stays."""
    documents = locked()
    _draft(documents, FIREWALL_POLICY_ID)
    kind = random.choice(("ours in it", "ours not in it", "ours without a draft"))
    if kind != "ours without a draft":
        own = documents[OWN_GROUP.lower()]["properties"]["ruleCollections"]
        _draft_group(documents, OWN_GROUP, own if kind == "ours in it" else [])
    others = ({}, {OWN_GROUP.lower(): None}) if kind == "ours without a draft" else ({},)
    possible = tuple(changes.deployed(documents, FIREWALL_POLICY_ID, one) for one in others)
    return Doubt(f"draft deployed, {kind}", documents, facts={"in_force": possible}, after=DEPLOYED)


def parents_draft_deployed(random):
    """The same of the policy that ours inherits from; whether it has a draft may be hidden."""
    documents = locked()
    _draft(documents, PARENT_POLICY_ID)
    own = documents[PARENT_GROUP.lower()]["properties"]["ruleCollections"]
    stop = collection("stop", 101, application_rule(NAME), action="Deny")
    _draft_group(documents, PARENT_GROUP, [*own, stop])
    with_it = changes.deployed(documents, PARENT_POLICY_ID)
    if random.random() < 0.5:
        return Doubt("parent's draft deployed", documents, facts={"in_force": (with_it,)}, after=DEPLOYED)
    for key in [key for key in documents if key.startswith(PARENT_POLICY_ID.lower()) and "drafts/" in key]:
        del documents[key]
    return Doubt("parent's draft unreadable", documents, facts={"in_force": ({}, with_it)}, after=DEPLOYED)


def admin_rule(random):
    """A rule of a manager decides before the security group does, or leaves it to that."""
    documents = locked()
    access, closed = random.choice(("Deny", "AlwaysAllow", "Allow")), random.random() < 0.5
    prefix = random.choice(("*", "192.0.2.0/24"))
    _answer(documents, _rule("r", 10, access, _prefix(prefix)))
    if closed:
        add_row(documents, "stop", 4096, destination="*")
    facts = {} if prefix == "*" else SOMEWHERE
    return Doubt(f"admin rule {access} for {prefix}, group closed: {closed}", documents, facts=facts)


def admin_rules_unreadable(_random):
    """To read them takes more than the right to read."""
    documents = locked()
    deny = copy.deepcopy(documents)
    _answer(deny, _rule("r", 10, "Deny", _prefix("192.0.2.0/24")))
    answers = ({"skipToken": "", "value": []}, deny[ANSWER_ID.lower()])
    return Doubt("admin rules unreadable", documents, hidden={ANSWER_ID: answers})


def admin_rule_for_a_group(_random):
    """The rule is for a group of networks, whose members its manager knows."""
    documents = locked()
    group = {"addressPrefixType": "NetworkGroup", "addressPrefix": NETWORK_GROUP_ID}
    _answer(documents, _rule("r", 10, "Deny", _prefix("*"), sources=[group]))
    members = ({}, {NETWORK_GROUP_ID.lower(): ("10.20.0.0/16",)}, {NETWORK_GROUP_ID.lower(): ("10.30.0.0/16",)})
    return Doubt("admin rule for a group", documents, facts={"network_groups": members})


def managed_table(_random):
    """The subnet has a table that a manager keeps. Until the manager acts it is a table as any other."""
    documents = locked()
    changed = changes.managed(cluster_subnet(documents), documents[ROUTE_TABLE_ID.lower()], [], MANAGED_ID)
    cluster_subnet(documents)["properties"].update(changed[SUBNET_ID.lower()]["properties"])
    documents[MANAGED_ID.lower()] = changed[MANAGED_ID.lower()]
    return Doubt("managed table", documents)


def routes_deployed(random):
    """A manager deploys routes, into our table or into one of its own. They are not to be seen before."""
    documents = locked()
    own_tables, prefix = random.random() < 0.5, random.choice((f"{ADDRESS}/32", "0.0.0.0/0"))
    rules = [[], [_routing_rule(prefix, "NoNextHop")], [_routing_rule(prefix, "Internet")]]
    table = documents[ROUTE_TABLE_ID.lower()]
    if own_tables:
        possible = tuple(changes.managed(cluster_subnet(documents), table, one, MANAGED_ID) for one in rules)
    else:
        possible = tuple({ROUTE_TABLE_ID.lower(): changes.routed(table, one)} for one in rules)
    name = f"routes deployed for {prefix}, own tables: {own_tables}"
    return Doubt(name, documents, facts={"in_force": possible}, after=ROUTED)


def _draft(documents, policy_id):
    """A draft as the portal makes it: a copy of all that a draft can have."""
    policy = documents[policy_id.lower()]
    draft_id = f"{policy_id}/firewallPolicyDrafts/default"
    properties = {name: policy["properties"][name] for name in changes.DRAFTED if name in policy["properties"]}
    documents[draft_id.lower()] = {
        "properties": properties,
        "id": draft_id,
        "name": policy["name"],
        "type": "Microsoft.Network/FirewallPolicies/FirewallPolicyDrafts",
        "etag": ids.guid(draft_id),
        "location": policy["location"],
    }


def _draft_group(documents, group_id, collections):
    draft_id = f"{group_id}/ruleCollectionGroupDrafts/default"
    group = documents[group_id.lower()]
    documents[draft_id.lower()] = {
        "properties": {"priority": group["properties"]["priority"], "ruleCollections": collections},
        "id": draft_id,
        "name": group["name"],
        "type": "Microsoft.Network/FirewallPolicies/RuleCollectionGroups/RuleCollectionGroupDrafts",
        "etag": ids.guid(draft_id),
    }


def _answer(documents, *rules):
    documents[ANSWER_ID.lower()] = {"value": list(rules), "skipToken": ""}


def _rule(name, priority, access, destination, sources=()):
    return {
        "id": f"{MANAGER_ID}/securityAdminConfigurations/c/ruleCollections/rc/rules/{name}",
        "kind": "Custom",
        "properties": {
            "protocol": "Tcp",
            "sources": list(sources),
            "destinations": [destination],
            "sourcePortRanges": ["0-65535"],
            "destinationPortRanges": ["443"],
            "direction": "Outbound",
            "access": access,
            "priority": priority,
            "provisioningState": "Succeeded",
        },
    }


def _prefix(text):
    return {"addressPrefixType": "IPPrefix", "addressPrefix": text}


def _routing_rule(prefix, hop):
    destination = {"type": "AddressPrefix", "destinationAddress": prefix}
    return {"name": "managed", "properties": {"destination": destination, "nextHop": {"nextHopType": hop}}}


KINDS = (
    draft_open,
    draft_deployed,
    parents_draft_deployed,
    admin_rules_unreadable,
    managed_table,
    routes_deployed,
)
ADMIN_RULES = (admin_rule, admin_rule_for_a_group)
