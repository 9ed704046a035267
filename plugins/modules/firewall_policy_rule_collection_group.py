#!/usr/bin/python
# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: firewall_policy_rule_collection_group
short_description: Manage application and network rule collections in a group of an Azure Firewall policy
description:
  - Writes the given rule collections to a rule collection group, makes the group where there is none, and leaves
    everything else in it exactly as it is, NAT collections, other people's collections and their order included.
  - With O(purge) collections that carry O(collection_prefix) go when O(rule_collections) does not name them. With
    O(whole_group) the whole group is yours, and whatever O(rule_collections) does not name goes.
  - A group is one document, written whole. It is read, only the given collections are changed in it, and it is written
    back under its etag; when somebody else wrote in between, it is read and decided anew.
  - Azure updates a policy, its groups and its firewalls one at a time. This module waits until all of them are settled,
    and stops where a firewall of the policy has failed, since a write would then leave the policy failed, too.
author:
  - adx.outbound contributors (@adx-outbound)
version_added: 1.0.0
options:
  firewall_policy_name:
    description:
      - The policy, as a name in O(resource_group), a resource id, or a dictionary with C(name), C(resource_group) and
        C(subscription_id).
    type: raw
    required: true
    aliases: [firewall_policy]
  resource_group:
    description: Resource group of the policy; not needed with a resource id.
    type: str
  name:
    description:
      - Name of the group. The default is that of Azure Data Explorer clusters; collections whose names begin with the
        prefix of another service, such as C(aks-), are refused in it and need a group such as V(aks-egress).
    type: str
    default: adx-egress
  priority:
    description:
      - Priority of the group among those of the policy, 100 to 65000, the lower the sooner. Not given keeps that of a
        group that is there already, and gives a new one the first free number.
    type: int
  priority_base:
    description: Where the search for a free priority begins, of the group and of the collections in it.
    type: int
    default: 1000
  collection_prefix:
    description: With O(purge), collections whose name begins with this are yours.
    type: str
  purge:
    description: Remove collections with O(collection_prefix), which it needs, that O(rule_collections) does not name.
    type: bool
    default: false
  whole_group:
    description:
      - Say that everything in the group is yours, whatever its name and kind, NAT collections included. What
        O(rule_collections) does not name is removed. It does not go with O(purge) or O(collection_prefix).
    type: bool
    default: false
  remove_empty_group:
    description: With O(state=absent), remove the group, too, when nothing is left in it.
    type: bool
    default: false
  timeout:
    description:
      - Seconds within which everything has to be done, waiting for other people's operations included. Every firewall
        of the policy takes the change before it is done.
    type: int
    default: 1800
attributes:
  action_group:
    support: full
extends_documentation_fragment:
  - adx.outbound.azure
  - adx.outbound.state
  - adx.outbound.backup
  - adx.outbound.approval
  - adx.outbound.rule_collections
  - adx.outbound.attributes
  - adx.outbound.attributes.writer
seealso:
  - module: adx.outbound.egress_plan_info
  - module: adx.outbound.firewall_rule_collections
"""

EXAMPLES = r"""
- name: Allow the documented monitoring destination from one subnet
  adx.outbound.firewall_policy_rule_collection_group:
    firewall_policy_name: fp-hub
    resource_group: rg-hub
    rule_collections:
      - name: adx-telemetry-westus-network
        kind: network
        rules:
          - name: AzureMonitor-443
            protocols: [TCP]
            source_addresses: [10.20.1.0/24]
            destination_addresses: [AzureMonitor]
            destination_ports: ["443"]

- name: Keep nothing else in a group that is wholly ours
  adx.outbound.firewall_policy_rule_collection_group:
    firewall_policy_name: fp-hub
    resource_group: rg-hub
    rule_collections:
      - name: adx-telemetry-westus-network
        kind: network
        rules:
          - name: AzureMonitor-443
            protocols: [TCP]
            source_addresses: [10.20.1.0/24]
            destination_addresses: [AzureMonitor]
            destination_ports: ["443"]
    whole_group: true

- name: Take it away again, and the group with it if nobody else uses it
  adx.outbound.firewall_policy_rule_collection_group:
    firewall_policy_name: fp-hub
    resource_group: rg-hub
    rule_collections:
      - name: adx-telemetry-westus-network
        kind: network
    remove_empty_group: true
    state: absent
"""

RETURN = r"""
backup_file:
  description: The file with the resource as it was.
  returned: when O(backup) is given and something was written
  type: str
  sample: /var/lib/adx/20261125T170000.000000Z-routeTables-rt-spoke.json
id:
  description: Resource id of the group.
  returned: success
  type: str
  sample: >-
    /subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-hub/providers/Microsoft.Network/firewallPolicies/fp-hub/ruleCollectionGroups/adx-egress
state:
  description: What is ours in the group, as it is after the run, or as it would be in check mode.
  returned: success
  type: dict
  contains:
    name:
      description: Name of the group.
      type: str
      returned: success
      sample: adx-egress
    firewall_policy_name:
      description: Name of the policy.
      type: str
      returned: success
      sample: fp-hub
    resource_group:
      description: Resource group of the policy.
      type: str
      returned: success
      sample: rg-hub
    priority:
      description: Priority of the group, or none where there is no group.
      type: int
      returned: success
      sample: 1000
    rule_collections:
      description: The collections in the shape of O(rule_collections), sorted by kind and name, with their priorities.
      type: list
      elements: dict
      returned: success
"""

from ..module_utils._glue import arguments, rules, runner
from ..module_utils._plan.documents import policies, rule_collections
from ..module_utils._plan.documents.rule_ownership import DEFAULT_PRIORITY_BASE
from ..module_utils._plan.values import names, resource_ids

SPEC = arguments.compose(
    "azure",
    "rule_collections",
    "state",
    "backup",
    "approval",
    timeout=1800,
    firewall_policy_name={"type": "raw", "required": True, "aliases": ["firewall_policy"]},
    resource_group={"type": "str"},
    name={"type": "str", "default": policies.DEFAULT_GROUP},
    priority={"type": "int"},
    priority_base={"type": "int", "default": DEFAULT_PRIORITY_BASE},
    collection_prefix={"type": "str"},
    purge={"type": "bool", "default": False},
    whole_group={"type": "bool", "default": False},
    remove_empty_group={"type": "bool", "default": False},
)


def options_of(params):
    """What is wanted of the group itself."""
    where = "The rule collection group"
    name = names.checked(params["name"], where)
    return policies.GroupOptions(name, rule_collections.priority(params["priority"], where), params["priority_base"])


def ensure(task):
    """Bring the wanted collections into the group, or ours out of it."""
    params, options = task.params, options_of(task.params)
    policy = task.resource_id("firewall_policy_name", resource_ids.FIREWALL_POLICY)
    group = policy.child(resource_ids.RULE_COLLECTION_GROUP, options.name)
    done, result = rules.ensure(
        task, group, options, everything=params["whole_group"], remove_empty=params["remove_empty_group"]
    )
    place = {"name": group.name, "firewall_policy_name": policy.name, "resource_group": policy.resource_group}
    return {**result, "state": {**place, **(done.after or {"priority": None, "rule_collections": []})}}


def main():
    """Entry point."""
    runner.run(SPEC, ensure)


if __name__ == "__main__":
    main()
