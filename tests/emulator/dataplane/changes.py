# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What comes into force when somebody deploys what is prepared: the draft of a policy, or the routes of a manager.

Each function gives documents by id in lower case, to be in force in a Truth.
"""

from __future__ import annotations

# What a draft of a policy has, and what the policy has from it alone once it is deployed. The tier stays.
DRAFTED = str.split(
    "basePolicy threatIntelMode threatIntelWhitelist insights snat sql dnsSettings explicitProxy intrusionDetection"
)
HOPS = {"NoNextHop": "None"}


def deployed(documents, policy_id, others=None):
    """The policy and its groups after the deployment of its draft.

    Groups that have a draft are what that says. `others` are those that have none and do not stay as they are: whether
    they are set back to what they were when the draft was made, nobody has shown.
    """
    policy = documents[policy_id.lower()]
    draft = documents[f"{policy_id}/firewallPolicyDrafts/default".lower()]["properties"]
    kept = {name: value for name, value in policy["properties"].items() if name not in DRAFTED}
    drafted = {name: draft[name] for name in DRAFTED if name in draft}
    found = {policy_id.lower(): {**policy, "properties": {**kept, **drafted}}, **(others or {})}
    for item in policy["properties"]["ruleCollectionGroups"]:
        group_draft = documents.get(f"{item['id']}/ruleCollectionGroupDrafts/default".lower())
        if group_draft is not None:
            group = documents[item["id"].lower()]
            members = {name: group_draft["properties"][name] for name in ("priority", "ruleCollections")}
            found[item["id"].lower()] = {**group, "properties": {**group["properties"], **members}}
    return found


def routed(table, rules):
    """A table after a manager has laid its rules over it: one whose destination has a route already is ignored."""
    routes = list(table["properties"].get("routes") or [])
    for rule in rules:
        made = _route(rule)
        if made["properties"]["addressPrefix"] not in {item["properties"]["addressPrefix"] for item in routes}:
            routes.append(made)
    return {**table, "properties": {**table["properties"], "routes": routes}}


def managed(subnet, table, rules, managed_id):
    """A manager that keeps tables of its own gives the subnet a new one: the routes it had, and the manager's."""
    moved = {**routed(table, rules), "id": managed_id, "name": managed_id.rsplit("/", 1)[-1]}
    linked = {**subnet, "properties": {**subnet["properties"], "routeTable": {"id": managed_id}}}
    return {subnet["id"].lower(): linked, managed_id.lower(): moved}


def _route(rule):
    destination, hop = rule["properties"]["destination"], rule["properties"]["nextHop"]
    properties = {
        "addressPrefix": destination["destinationAddress"],
        "nextHopType": HOPS.get(hop["nextHopType"], hop["nextHopType"]),
        "nextHopIpAddress": hop.get("nextHopAddress"),
    }
    return {"name": rule["name"], "properties": properties}
