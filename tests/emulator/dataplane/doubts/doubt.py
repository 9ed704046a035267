# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A world of which something is hidden, and all that it could be.

Who judges such a world sees `documents`, and is refused those of `hidden`. He may say yes only where every completion
says yes, and "cannot tell" only where two completions differ.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from ...arm.core import Core
from ...front.control import Control
from ...worlds import FIREWALL_ID, FIREWALL_POLICY_ID, PARENT_POLICY_ID, ROUTE_TABLE_ID, VNET_ID, ids
from ..specified import Question, World
from ..truth import Truth

NAME, ADDRESS = "mine.example.org", "192.0.2.10"
QUESTION = Question(NAME)
SOMEWHERE = {"addresses": ({NAME: (ADDRESS,)}, {NAME: ("203.0.113.10",)})}  # a name may resolve into a range, or not
# What nobody can read about any world. Where it does not decide, it makes no difference.
ALWAYS_HIDDEN = {
    "whole": (True,),
    "connected": (frozenset(),),
    "access_off_stops": (False, True),
    "answers_need_forwarding": (False, True),
    "hub_hops_work": (False, True),
    "addresses": ({NAME: (ADDRESS,)},),
    "threats": (frozenset(), frozenset({NAME})),
    "fqdn_tags": ({},),
    "web_categories": ({},),
    "trusts_inspection": (False, True),
    "paths": ({}, {NAME: "page"}),
    "redirects": ({},),
    "in_force": ({},),
    "appliances": ({},),
    "network_groups": ({},),
    "countries": ({},),
    "selected": ({},),
    "strangers": ({},),
    "hashed": (0, 1),
    "endpoint_prefixes": ({},),
    "resources": ({},),
    "endpoints_in_force": ({},),
    "host_routes_win": (False, True),
    "private_subnets_stop": (False, True),
    "servers": ({},),
    "aliases": ({},),
    "learned": ((),),
    "tunnels_without_management": (False, True),
    "gateway_passes": (False, True),
    "basic_leaves_by_management": (False, True),
    "settings_inherited": (False, True),
    "learned_ranges": ((),),
    "signatures": (frozenset(), frozenset({NAME})),
    "answers_need_firewall": (False, True),
    "hub_learns_default": (False,),
}


@dataclass(frozen=True)
class Doubt:
    name: str
    documents: Mapping[str, dict]  # what can be read, by id in lower case
    question: Question = QUESTION
    hidden: Mapping[str, tuple] = field(default_factory=dict)  # id -> the documents it could be; None: it is not there
    facts: Mapping[str, tuple] = field(default_factory=dict)  # field of Truth -> the values it could have
    after: str = ""  # what somebody has done since the documents were read
    # What is to be told of the way behind the firewall, which changes no verdict; None: nobody can tell whether to.
    beyond: str | None = ""

    def complete(self, random):
        """A fully specified world: of all that is hidden one possibility each, freely chosen."""
        facts = {**ALWAYS_HIDDEN, **self.facts}
        return _world(
            self.documents,
            {name: random.choice(values) for name, values in self.hidden.items()},
            {name: random.choice(values) for name, values in facts.items()},
        )

    def worlds(self):
        """All completions there are, but of what is hidden in every world only the two ends."""
        for end in (0, -1):
            always = {name: values[end] for name, values in ALWAYS_HIDDEN.items()}
            for chosen in itertools.product(*self.hidden.values(), *self.facts.values()):
                hidden = dict(zip(self.hidden, chosen[: len(self.hidden)], strict=True))
                facts = dict(zip(self.facts, chosen[len(self.hidden) :], strict=True))
                yield _world(self.documents, hidden, {**always, **facts})


def _world(documents, hidden, facts):
    found = {key.lower(): document for key, document in hidden.items() if document is not None}
    return World({**documents, **found}, Truth(**facts))


@cache
def _demo(form):
    control = Control(Core(), {})
    control.reset("demo", firewall=form, connected=True)
    groups = [
        item["id"]
        for policy in (FIREWALL_POLICY_ID, PARENT_POLICY_ID)
        for item in ((control.document(policy) or {}).get("properties") or {}).get("ruleCollectionGroups") or []
    ]
    found = {**control.documents(), **{group: control.document(group) for group in groups}}
    return {key.lower(): document for key, document in found.items()}


def locked(form="policy"):
    """The demo with everything sent to the firewall, which lets the cluster's subnet reach NAME by a rule of ours."""
    documents = copy.deepcopy(_demo(form))
    routes = documents[ROUTE_TABLE_ID.lower()]["properties"]["routes"]
    routes[:] = [item for item in routes if item["properties"]["addressPrefix"] not in ("0.0.0.0/0", f"{ADDRESS}/32")]
    routes.append(route("out", "0.0.0.0/0", "VirtualAppliance", nextHopIpAddress=firewall_address(documents)))
    add_group(documents, "own", 200, collection("own", 200, application_rule(NAME)))
    return documents


def firewall_address(documents):
    """The address that a route names to get to the firewall."""
    properties = documents[FIREWALL_ID.lower()]["properties"]
    return (properties.get("hubIPAddresses") or properties["ipConfigurations"][0]["properties"])["privateIPAddress"]


def route(name, prefix, hop, **members):
    """A route as a table shows it."""
    return {
        "name": name,
        "id": f"{ROUTE_TABLE_ID}/routes/{name}",
        "properties": {"addressPrefix": prefix, "nextHopType": hop, **members, "provisioningState": "Succeeded"},
    }


def application_rule(*names, protocol="Https", port=443, **members):
    """A rule of a policy for the cluster's subnet."""
    return {
        "ruleType": "ApplicationRule",
        "name": "web",
        "protocols": [{"protocolType": protocol, "port": port}],
        "sourceAddresses": ["10.20.1.0/24"],
        "targetFqdns": list(names),
        **members,
    }


def network_rule(port=443, **members):
    """The same for TCP; `members` say where to."""
    return {
        "ruleType": "NetworkRule",
        "name": "tcp",
        "ipProtocols": ["TCP"],
        "sourceAddresses": ["10.20.1.0/24"],
        "destinationPorts": [str(port)],
        **members,
    }


def collection(name, priority, rule, action="Allow"):
    """A collection of one rule."""
    kind = "FirewallPolicyFilterRuleCollection"
    return {
        "ruleCollectionType": kind,
        "name": name,
        "priority": priority,
        "action": {"type": action},
        "rules": [rule],
    }


def add_row(documents, name, priority=300, access="Deny", source="*", destination="Internet", **members):
    """One more row for what leaves the cluster's subnet."""
    properties = {
        "protocol": "*",
        "sourcePortRange": "*",
        "destinationPortRange": "*",
        "sourceAddressPrefix": source,
        "destinationAddressPrefix": destination,
        "access": access,
        "priority": priority,
        "direction": "Outbound",
        **members,
    }
    row = {"name": name, "id": f"{ids.NSG_ID}/securityRules/{name}", "properties": properties}
    documents[ids.NSG_ID.lower()]["properties"]["securityRules"].append(row)


def cluster_subnet(documents):
    """The subnet of the cluster, inside its network's document."""
    return next(item for item in documents[VNET_ID.lower()]["properties"]["subnets"] if item["name"] == "snet-adx")


def add_tag(documents, name, *prefixes):
    """One more service tag."""
    known = next(item for item in documents.values() if str(item.get("type", "")).lower().endswith("/servicetags"))
    known["values"].append({"name": name, "id": name, "properties": {"addressPrefixes": list(prefixes)}})


def deny(documents, rule):
    """A rule that stops the cluster's traffic, above the one that lets it pass."""
    return add_group(documents, "stop", 150, collection("stop", 150, rule, action="Deny"))


def add_group(documents, name, priority, *collections):
    """One more group of the firewall's policy, and its id."""
    group_id = f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/{name}"
    properties = {"priority": priority, "ruleCollections": list(collections), "provisioningState": "Succeeded"}
    documents[group_id.lower()] = {
        "name": name,
        "id": group_id,
        "etag": ids.guid(group_id),
        "type": "Microsoft.Network/FirewallPolicies/RuleCollectionGroups",
        "properties": properties,
    }
    documents[FIREWALL_POLICY_ID.lower()]["properties"]["ruleCollectionGroups"].append({"id": group_id})
    return group_id
