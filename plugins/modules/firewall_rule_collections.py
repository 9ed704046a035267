#!/usr/bin/python
# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: firewall_rule_collections
short_description: Manage application and network rule collections of a classic Azure Firewall
description:
  - Writes the given rule collections to a firewall that keeps its rules itself, and leaves everything else in that
    firewall exactly as it is, properties this collection does not know included.
  - A classic firewall is one document, written whole. It is read, only the given collections are changed in it, and it
    is written back under its etag; when somebody else wrote in between, it is read and decided anew.
  - A firewall that is governed by a policy, or stands in a virtual hub, is refused before any write.
author:
  - adx.outbound contributors (@adx-outbound)
version_added: 1.0.0
options:
  firewall_name:
    description:
      - The firewall, as a name in O(resource_group), a resource id, or a dictionary with C(name), C(resource_group) and
        C(subscription_id).
    type: raw
    required: true
  resource_group:
    description: Resource group of the firewall; not needed with a resource id.
    type: str
  collection_prefix:
    description: With O(purge), collections whose name begins with this are yours.
    type: str
  purge:
    description: Remove collections with O(collection_prefix) that O(rule_collections) does not name.
    type: bool
    default: false
  priority_base:
    description: Where the search for a free priority begins.
    type: int
    default: 1000
  timeout:
    description:
      - Seconds within which everything has to be done, waiting for other people's operations included. A firewall takes
        minutes to take a change.
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
  - module: adx.outbound.firewall_policy_rule_collection_group
  - plugin: adx.outbound.rule_collections
    plugin_type: filter
"""

EXAMPLES = r"""
- name: Allow the documented monitoring destination from one subnet
  adx.outbound.firewall_rule_collections:
    firewall_name: fw-hub
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

- name: Take it away again
  adx.outbound.firewall_rule_collections:
    firewall_name: fw-hub
    resource_group: rg-hub
    rule_collections:
      - name: adx-telemetry-westus-network
        kind: network
    state: absent
"""

RETURN = r"""
backup_file:
  description: The file with the resource as it was.
  returned: when O(backup) is given and something was written
  type: str
  sample: /var/lib/adx/20261125T170000.000000Z-routeTables-rt-spoke.json
id:
  description: Resource id of the firewall.
  returned: success
  type: str
  sample: >-
    /subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups/rg-hub/providers/Microsoft.Network/azureFirewalls/fw-hub
state:
  description: The collections that are ours, as they are after the run, or as they would be in check mode.
  returned: success
  type: dict
  contains:
    name:
      description: Name of the firewall.
      type: str
      returned: success
      sample: fw-hub
    resource_group:
      description: Resource group of the firewall.
      type: str
      returned: success
      sample: rg-hub
    rule_collections:
      description: The collections in the shape of O(rule_collections), sorted by kind and name, with their priorities.
      type: list
      elements: dict
      returned: success
"""

from ..module_utils._glue import arguments, rules, runner
from ..module_utils._plan.documents import policies
from ..module_utils._plan.documents.rule_ownership import DEFAULT_PRIORITY_BASE
from ..module_utils._plan.values import resource_ids

SPEC = arguments.compose(
    "azure",
    "rule_collections",
    "state",
    "backup",
    "approval",
    timeout=1800,
    firewall_name={"type": "raw", "required": True},
    resource_group={"type": "str"},
    collection_prefix={"type": "str"},
    purge={"type": "bool", "default": False},
    priority_base={"type": "int", "default": DEFAULT_PRIORITY_BASE},
)


def ensure(task):
    """Bring the wanted collections into the firewall, or ours out of it."""
    firewall = task.resource_id("firewall_name", resource_ids.FIREWALL)
    options = policies.GroupOptions(firewall.name, priority_base=task.params["priority_base"])
    done, result = rules.ensure(task, firewall, options)
    place = {"name": firewall.name, "resource_group": firewall.resource_group}
    return {**result, "state": {**place, "rule_collections": done.after or []}}


def main():
    """Entry point."""
    runner.run(SPEC, ensure)


if __name__ == "__main__":
    main()
