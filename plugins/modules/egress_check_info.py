#!/usr/bin/python
# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: egress_check_info
short_description: Tell whether anything an Azure Data Explorer cluster needs would be blocked
description:
  - Reads the firewall with its policies, their parents and the IP groups they name, the subnet with its network,
    security group and route table, and evaluates them as Azure does. Each dependency gets a verdict with the rule that
    decides; for each documented management and health monitoring address it tells whether answers come back the right
    way. It writes nothing.
  - A connection that opens proves nothing, since Azure Firewall answers the handshake for addresses that no rule
    allows. That is why this is worked out from rules and routes.
  - What cannot be known, such as the names behind an FQDN tag, routes a gateway has learned, or something that may not
    be read, ends in C(cannot_tell) and says why.
  - With the options of a lock-down it also tells what is no longer as they want it, as the finding C(drift).
author:
  - adx.outbound contributors (@adx-outbound)
version_added: 1.0.0
options:
  fail_on:
    description: Fail when a finding is as severe as this.
    type: str
    choices: [error, warning, info, never]
    default: never
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
  - adx.outbound.tags
  - adx.outbound.check
  - adx.outbound.attributes
  - adx.outbound.attributes.info
seealso:
  - module: adx.outbound.cluster_egress
  - module: adx.outbound.egress_plan_info
"""

EXAMPLES = r"""
- name: Look for anything that would be blocked
  adx.outbound.egress_check_info:
    cluster: {name: telemetry, resource_group: rg-adx}
    firewall: {name: fw-hub, resource_group: rg-hub}
  register: checked

- name: Look once more, and ask the service itself
  adx.outbound.egress_check_info:
    cluster: {name: telemetry, resource_group: rg-adx}
    firewall: {name: fw-hub, resource_group: rg-hub}
    diagnose: true
    timeout: 900

- name: Show what is wrong
  ansible.builtin.debug:
    msg: "{{ checked.findings | rejectattr('severity', 'equalto', 'info') | map(attribute='message') | list }}"
"""

RETURN = r"""
dependencies:
  description: Every dependency with the verdict about it.
  returned: success
  type: list
  elements: dict
  contains:
    fqdn:
      description: Host name, or none for a service tag or an address.
      type: str
      returned: success
    port:
      description: Port; 0 with C(unread).
      type: int
      returned: success
    unread:
      description:
        - In the place of a name, what in the cluster's configuration needs destinations that could not be read; none
          for any other destination.
      type: str
      returned: success
    verdict:
      description: One of C(allowed), C(denied), C(no_match) and C(cannot_tell).
      type: str
      returned: success
    by:
      description: What decided, outermost first, such as policy, group, collection and rule.
      type: list
      elements: str
      returned: success
    why:
      description: What is not known, or which part is meant.
      type: str
      returned: success
    cause:
      description: With C(cannot_tell), the kind of what is not known, a word that O(accept) takes; else empty.
      type: str
      returned: success
    firewall:
      description: The verdict of the firewall alone.
      type: dict
      returned: success
    security_group:
      description: The verdict of the subnet's security group alone.
      type: dict
      returned: success
    next_hop:
      description: Where the dependency is sent, with the route that does it.
      type: dict
      returned: success
addresses:
  description:
    - Every documented address. Its verdict is C(allowed) when it may connect to the cluster and the answers go to the
      internet rather than into the firewall.
  returned: success
  type: list
  elements: dict
findings:
  description: What a person should know, the worst first.
  returned: success
  type: list
  elements: dict
  contains:
    severity:
      description: One of C(error), C(warning) and C(info).
      type: str
      returned: success
    code:
      description: What kind of finding it is; the guide on findings lists them all.
      type: str
      returned: success
      sample: blocked_dependency
    subject:
      description: The rule, route or resource that the cause lies in.
      type: str
      returned: success
    concerns:
      description: The destinations and documented addresses it is about, such as those it stops or leaves open.
      type: list
      elements: str
      returned: success
    message:
      description: What was found.
      type: str
      returned: success
    remedy:
      description: What to do about it.
      type: str
      returned: success
about:
  description:
    - Who was checked and what lies around it, by name. The cluster, its subnet, security group and route table
      with its routes, the firewall, its policies and its public addresses, the names of our rule collections, as
      C(other_rules) what the rules of others allow the same sources besides, and as C(unread) which documents could not
      be read.
    - As C(ids) it has the full ids of the cluster and of what lies around it.
  returned: success
  type: dict
resource_manager:
  description: The URL of the resource manager that was asked, which tells one cloud from another.
  returned: success
  type: str
  sample: https://management.azure.com
failing:
  description: The sentence O(fail_on) would fail with, by severity; a severity nothing was found of is missing.
  returned: success
  type: dict
report:
  description: The counts and every finding, a line each, for a log.
  returned: success
  type: list
  elements: str
summary:
  description: How many dependencies and addresses have each verdict, and how many findings each severity.
  returned: success
  type: dict
"""

from ..module_utils._glue import arguments, call, members, runner
from ..module_utils._plan.lockdown.request import Step
from ..module_utils._run.state import Settings

SPEC = arguments.compose(
    "azure",
    "cluster",
    "place",
    "needs",
    "uses",
    "lockdown",
    "tags",
    "check",
    timeout=120,
    fail_on=arguments.fail_on("never"),
)


def ensure(task):
    """Read, judge, and fail where that is asked for."""
    settings = Settings(steps=frozenset({Step.CHECK}), fail_on=task.params["fail_on"], diagnose=task.params["diagnose"])
    run = call.one(task, members.one(task), settings)
    (state,) = run.states.values()
    manager = task.session.cloud.resource_manager
    result = {"changed": False, "resource_manager": manager, **state.check.as_option()}
    return failed(result, state.failure) if state.failure else result


def failed(result, failure):
    """A failure is printed whole, so it carries the findings and not every verdict."""
    kept = {name: result[name] for name in ("changed", "summary", "findings")}
    return {**kept, "failed": True, "msg": failure.text, "code": failure.code}


def main():
    """Entry point."""
    runner.run(SPEC, ensure)


if __name__ == "__main__":
    main()
