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
version_added: 1.0.0
options:
  timeout:
    description: Seconds to go on trying when the service is busy.
    type: int
    default: 120
attributes:
  action_group:
    support: full
extends_documentation_fragment:
  - adx.outbound.azure
  - adx.outbound.cluster
  - adx.outbound.place
  - adx.outbound.needs
  - adx.outbound.uses
  - adx.outbound.lockdown
  - adx.outbound.planning
  - adx.outbound.state
  - adx.outbound.tags
  - adx.outbound.approval
  - adx.outbound.attributes
  - adx.outbound.attributes.info
seealso:
  - module: adx.outbound.cluster_egress
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
          C(rule_collections) are taken for ours there. What holds one of the names in C(spared) is not.
      type: dict
      returned: success
    subnet:
      description: The subnet with its prefixes, whether it is delegated to Data Explorer, and its route table.
      type: dict
      returned: success
    route_table:
      description:
        - The table, and what is planned for it. C(manage) says that routes are written or removed, C(create) that
          there is none yet, C(associate) and C(dissociate) what happens to the subnet, C(tags) what
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
    findings:
      description:
        - What a person should know of the plan, the worst first, each as M(adx.outbound.egress_check_info) returns it.
          The guide on findings lists those that only a plan has.
      type: list
      elements: dict
      returned: success
    accepted:
      description: The risks that were met and that O(accept) takes, each with its C(word) and a C(sentence).
      type: list
      elements: dict
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
    as_written:
      description:
        - What the plan comes to in the resources that clusters share, for the filter
          P(adx.outbound.egress_templates#filter). C(rules) has the priorities that a
          write would give the collections and their group, and the names of C(others) in the group; C(routes) has the
          routes as the table would hold them, the C(tags) of a table that is ours to declare, and whether it is ours to
          C(associate) the subnet with it, which it is not where others have done that.
        - What stands against such a write is C(refused), why routes are nobody's business here is C(left). Empty with
          O(state=absent).
      type: dict
      returned: success
    plan_hash:
      description:
        - What O(expect_plan) takes. It stands for what is ours there now, for what is wanted, and for the risks in
          O(accept), and changes exactly when one of these changes.
      type: str
      returned: success
      sample: ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb3e23e8160039594a33894f65
"""

from ..module_utils._glue import arguments, members, runner
from ..module_utils._plan.lockdown.request import Step

SPEC = arguments.compose(
    "azure",
    "cluster",
    "place",
    "needs",
    "uses",
    "lockdown",
    "planning",
    "state",
    "tags",
    "approval",
    timeout=120,
)


def ensure(task):
    """Read what there is and plan."""
    # Loaded only when the options hold.
    from ..module_utils._glue import call
    from ..module_utils._run.state import Settings

    settings = Settings(steps=frozenset({Step.PLAN}), approved=call.approved(task))
    run = call.one(task, members.one(task), settings)
    run.work_out()
    (state,) = run.states.values()
    plan = state.as_option(details=True)["plan"]
    return {"changed": False, "plan": {**plan, "plan_hash": run.approval.hash}}


def main():
    """Entry point."""
    runner.run(SPEC, ensure)


if __name__ == "__main__":
    main()
