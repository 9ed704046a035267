#!/usr/bin/python
# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: egress_plan_info
short_description: Plan the egress lock-down of an Azure Data Explorer cluster
description:
  - Reads a cluster, what it must reach, its firewall, subnet and route table, and returns everything the role
    P(adx.outbound.egress#role) is going to write. It writes nothing itself.
  - What stands against the plan is raised here, before anything has been written, such as a taken priority, a route of
    somebody else that leads elsewhere, or a limit of Azure Firewall.
author:
  - adx.outbound contributors (@adx-outbound)
version_added: 0.1.0
options:
  route_table:
    description:
      - The route table, in the same forms as O(cluster). The table of the subnet when not given, and where that has
        none a new one beside the virtual network.
    type: raw
  state:
    description: Whether to plan the lock-down or its removal.
    type: str
    choices: [present, absent]
    default: present
  region:
    description: With O(state=absent), the region of a cluster that is gone.
    type: str
  management:
    description:
      - What leads management traffic past the firewall, the documented V(addresses), the V(service_tag)
        C(AzureDataExplorerManagement), which Azure keeps up to date, or V(both). No tag covers health monitoring.
    type: str
    choices: [addresses, service_tag, both]
    default: addresses
  routes:
    description:
      - V(manage) writes the routes, V(report) only returns them, V(auto) writes them except on a subnet that is
        delegated to Data Explorer, whose service keeps them itself.
    type: str
    choices: [auto, manage, report]
    default: auto
  default_route:
    description:
      - V(verify) warns when no C(0.0.0.0/0) route leads to the firewall, V(manage) writes one, V(none) does neither.
    type: str
    choices: [verify, manage, none]
    default: verify
  route_limit:
    description: How many routes the table may have. Azure's documentation has long said 400.
    type: int
    default: 400
  share_default_route:
    description:
      - Plan a default route for other clusters as well, which are on the subnet or on one with the same table. Without
        it this is an error that names them, since a cluster whose rules are missing would be cut off.
    type: bool
    default: false
  collection_prefix:
    description: What the names of our rule collections begin with.
    type: str
    default: adx-
  priority_base:
    description: Where the search for free priorities begins.
    type: int
    default: 1000
  rule_collection_group:
    description: Where a policy governs the firewall, the rule collection group of ours in it.
    type: str
    default: adx-egress
  group_priority:
    description:
      - Priority of that group, 100 to 65000. Not given keeps the one it has, or takes the first free one from
        O(priority_base).
    type: int
  owned_prefix:
    description: With O(purge), collections whose name begins with this are yours.
    type: str
  purge:
    description:
      - Plan to remove collections with O(owned_prefix) that the plan does not name. A removal takes away what is the
        cluster's and nothing else, so O(state=absent) ignores it.
    type: bool
    default: false
  max_removals:
    description:
      - How many destinations that our rules allow today may go at once. More end the plan with the list. A quarter
        of them, at least ten, when not given.
    type: int
  additive:
    description: Keep every destination that our rules allow today, and every route of ours.
    type: bool
    default: false
  allow_not_injected:
    description: Plan for a cluster that is not injected, too, whose traffic never meets the firewall.
    type: bool
    default: false
  replace_existing:
    description: Plan to put O(route_table) in the place of another table of the subnet.
    type: bool
    default: false
  gate:
    description:
      - With O(state=absent), refuse to take the rules away while a default route of somebody else still leads to the
        firewall.
    type: bool
    default: true
  timeout:
    description: Seconds to go on trying when the service is busy.
    type: int
    default: 120
attributes:
  action_group:
    support: full
extends_documentation_fragment:
  - adx.outbound.azure
  - adx.outbound.needs
  - adx.outbound.tags
  - adx.outbound.approval
  - adx.outbound.attributes
  - adx.outbound.attributes.info
seealso:
  - module: adx.outbound.firewall_rule_collections
  - module: adx.outbound.firewall_policy_rule_collection_group
  - module: adx.outbound.route_table
"""

EXAMPLES = r"""
- name: Plan without writing
  adx.outbound.egress_plan_info:
    cluster: {name: telemetry, resource_group: rg-adx}
    firewall: {name: fw-hub, resource_group: rg-hub}
  register: planned

- name: Show the rules
  ansible.builtin.debug:
    var: planned.plan.rule_collections

- name: Plan again, and fail if that is not what was approved
  adx.outbound.egress_plan_info:
    cluster: {name: telemetry, resource_group: rg-adx}
    firewall: {name: fw-hub, resource_group: rg-hub}
    expect_plan: "{{ planned.plan.plan_hash }}"
"""

RETURN = r"""
plan:
  description: What has to be written, and what it was decided on.
  returned: success
  type: dict
  contains:
    state:
      description: What is planned, V(present) or V(absent).
      type: str
      returned: success
    cluster:
      description: Facts of the cluster, as M(adx.outbound.outbound_dependencies_info) returns them.
      type: dict
      returned: success
    region:
      description: Region in lower case without blanks.
      type: str
      returned: success
      sample: westus
    edition:
      description: Edition of the documented lists.
      type: str
      returned: success
      sample: 2024-07
    firewall:
      description:
        - The firewall with its private address and its kind, V(classic), V(policy) or V(hub).
      type: dict
      returned: success
    appliance:
      description: The next hop of an appliance in the place of a firewall, none where there is a firewall.
      type: dict
      returned: success
    target:
      description:
        - Where the rules go, to the firewall itself or to C(group) of C(policy), and which collections besides those in
          C(rule_collections) are taken for ours there.
      type: dict
      returned: success
    subnet:
      description: The subnet with its prefixes, whether it is delegated to Data Explorer, and its route table.
      type: dict
      returned: success
    route_table:
      description:
        - The table, and what is planned for it. C(manage) says that routes are written or removed, C(create) that
          there is none yet, C(associate) and C(dissociate) what happens to the subnet, C(tags) and C(append_tags) what
          happens to the tags.
      type: dict
      returned: success
    dependencies:
      description: Everything the rules allow.
      type: list
      elements: dict
      returned: success
    source_addresses:
      description: Sources of the rules, with the prefixes of the subnet in the place of the word V(subnet).
      type: list
      elements: str
      returned: success
    documented_addresses:
      description:
        - The documented addresses without those in O(skip_addresses), as C(management) and C(health_monitoring).
          Empty with O(state=absent).
      type: dict
      returned: success
    rule_collections:
      description: The collections, in the shape M(adx.outbound.firewall_rule_collections) takes.
      type: list
      elements: dict
      returned: success
    routes:
      description: The routes, in the shape M(adx.outbound.route_table) takes.
      type: list
      elements: dict
      returned: success
    unwanted_routes:
      description:
        - Routes of ours in the table that are wanted no longer, such as those of another edition, in the same shape.
      type: list
      elements: dict
      returned: success
    warnings:
      description: What a person should know.
      type: list
      elements: str
      returned: success
    pending:
      description:
        - The parts of the plan that are not there yet, of V(rules), V(routes) and V(subnet), and those that somebody's
          operation is still changing. A run has nothing to write for the others.
      type: list
      elements: str
      returned: success
      sample: [rules, routes]
    changes:
      description:
        - What would be written, a C(resource) each, as text C(before) and C(after).
      type: list
      elements: dict
      returned: success
    plan_hash:
      description:
        - What O(expect_plan) takes. It holds two digests per resource, of what is ours there now and of what is wanted,
          and changes exactly when one of these changes.
      type: str
      returned: success
      sample: rules-4f53cda18c2baa0c-9d7b2c51e06f3a84
"""

from ..module_utils._arm import egress_reader
from ..module_utils._glue import arguments, requests, runner
from ..module_utils._plan import (
    approval,
    lockdown,
    names,
    policies,
    removal,
    request,
    resource_ids,
    rule_collections,
    shapes,
    slices,
    tags,
)

SPEC = arguments.compose(
    "azure",
    "needs",
    "tags",
    "approval",
    timeout=120,
    route_table={"type": "raw"},
    state={"type": "str", "choices": ["present", "absent"], "default": "present"},
    region={"type": "str"},
    management={"type": "str", "choices": ["addresses", "service_tag", "both"], "default": "addresses"},
    routes={"type": "str", "choices": ["auto", "manage", "report"], "default": "auto"},
    default_route={"type": "str", "choices": ["verify", "manage", "none"], "default": "verify"},
    share_default_route={"type": "bool", "default": False},
    route_limit={"type": "int", "default": request.DEFAULT_ROUTE_LIMIT},
    collection_prefix={"type": "str", "default": "adx-"},
    priority_base={"type": "int", "default": rule_collections.DEFAULT_PRIORITY_BASE},
    rule_collection_group={"type": "str", "default": policies.DEFAULT_GROUP},
    group_priority={"type": "int"},
    owned_prefix={"type": "str"},
    purge={"type": "bool", "default": False},
    max_removals={"type": "int"},
    additive={"type": "bool", "default": False},
    allow_not_injected={"type": "bool", "default": False},
    replace_existing={"type": "bool", "default": False},
    gate={"type": "bool", "default": True},
)
# Options that go into the request as they are, besides those of the block.
_OWN = (
    "state",
    "management",
    "routes",
    "default_route",
    "share_default_route",
    "route_limit",
    "append_tags",
    "collection_prefix",
    "purge",
    "priority_base",
    "max_removals",
    "additive",
    "allow_not_injected",
    "replace_existing",
    "gate",
)


def request_of(params):
    """Return the user's decisions, checked as far as they can be without asking Azure."""
    return requests.request_of(
        params,
        **{name: params[name] for name in _OWN},
        rule_collection_group=names.checked(params["rule_collection_group"], "The rule collection group"),
        group_priority=shapes.priority(params["group_priority"], "The rule collection group"),
        region=params["region"] or None,
        tags=tags.from_option(params["tags"]),
        owned_prefix=params["owned_prefix"] or None,
    )


def ensure(task):
    """Read what there is and plan."""
    asked = request_of(task.params)
    if asked.state == request.PRESENT:
        request.require_sources(asked)
    ids = {
        "cluster": task.resource_id("cluster", resource_ids.CLUSTER),
        "firewall": task.optional_id("firewall", resource_ids.FIREWALL),
        "firewall_policy": task.optional_id("firewall_policy", resource_ids.FIREWALL_POLICY),
        "subnet": task.optional_id("subnet", resource_ids.SUBNET),
        "route_table": task.optional_id("route_table", resource_ids.ROUTE_TABLE),
    }
    facts = egress_reader.read(task.session, task.patience, asked, **ids)
    planned = lockdown.plan(asked, facts) if asked.state == request.PRESENT else removal.plan(asked, facts)
    written = slices.of(planned)
    if task.params["expect_plan"]:
        approval.require(task.params["expect_plan"], written)
    for warning in planned.warnings:
        task.warn(warning)
    told = {
        "pending": slices.pending(written),
        "changes": slices.changes(written),
        "plan_hash": approval.plan_hash(written),
    }
    return {"changed": False, "plan": {**planned.as_option(), **told}}


def main():
    """Entry point."""
    runner.run(SPEC, ensure)


if __name__ == "__main__":
    main()
