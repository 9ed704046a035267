# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rule collection groups of firewall policies."""

from __future__ import annotations

from ..arm import envelope, parts, values
from ..arm.kinds import Kind
from . import nfv, policies, policy_checks, policy_locks, policy_rules

TYPE = "Microsoft.Network/firewallPolicies/ruleCollectionGroups"
SHOWN_TYPE = "Microsoft.Network/FirewallPolicies/RuleCollectionGroups"


@nfv.parsed
def build(call, resource_id, body, previous):
    sent = envelope.sent(body, "size")
    made = {
        **sent,
        "ruleCollections": [
            policy_rules.build_collection(call, item, f"properties.ruleCollections[{index}]")
            for index, item in enumerate(values.listing(sent, "ruleCollections", "properties"))
        ],
    }
    properties = nfv.state_last(parts.ordered(made, ("priority", "ruleCollections")))
    # Its body never says where it is: the policy's place is shown. Tags are not for parts of something.
    return nfv.document(SHOWN_TYPE, resource_id, {}, previous, properties, call.location)


def render(call, document):
    if nfv.is_since(call, nfv.SIZE_SINCE):
        size = nfv.shown_size(nfv.size_of(document["properties"]))
        document["properties"] = {"size": size, **document["properties"]}


@nfv.parsed
def check(call, document, _previous, policy):
    _check_priority(call, document, policy)
    _check_limits(call, document, policy)
    policy_checks.check_collections(call, document, policy)


def _check_priority(call, document, policy):
    priority = values.expect(document["properties"].get("priority", 0), int, "properties.priority")
    where = f"Rule Collection Group {document['name']}"
    if not 100 <= priority <= 65000:
        text = f"Priority {priority} of {where} has to be between 100 and 65000."
        raise nfv.invalid(call, call.switches.group_priority_code, text)
    if call.switches.same_group_priority != "refuse":
        return
    for other in policy["properties"][policies.GROUPS]:
        if other is not document and other["properties"].get("priority") == priority:
            text = f"Priority {priority} of {where} is already used by {other['name']}."
            raise nfv.invalid(call, call.switches.same_group_priority_code, text)


def _check_limits(call, document, policy):
    most = call.switches.max_groups
    if len(policy["properties"][policies.GROUPS]) > most:
        text = f"Firewall Policy {policy['name']} cannot have more than {most} Rule Collection Groups."
        raise nfv.invalid(call, call.switches.too_many_groups_code, text)
    most = call.switches.max_group_megabytes
    if nfv.size_of(document["properties"]) > most * 2**20:
        text = f"Rule Collection Group {document['name']} is larger than {most} MB."
        raise nfv.invalid(call, call.switches.group_too_large_code, text)


KIND = Kind(
    TYPE,
    build=build,
    inspect=policy_rules.refuse_server_made,
    check=check,
    render=render,
    guard=policy_locks.guard,
    locked=policy_locks.locked_group,
    begun=policy_locks.begun,
    ended=policy_locks.ended,
    operation="RuleCollectionGroup",
    list_name=policies.GROUPS,
    no_change="group",
    shown_type=SHOWN_TYPE,
    nfv=True,
)
