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
  - It takes other services than clusters, too, as M(adx.outbound.outbound_dependencies_info) reads them, and anybody's
    dependencies and subnets. Then it tells whether everything that the service names would be allowed, from every
    subnet that it lives in; RV(about) says under C(service.known_gaps) what the service is known not to name.
author:
  - adx.outbound contributors (@adx-outbound)
version_added: 1.0.0
options:
  cluster:
    description:
      - The cluster, as a name in O(resource_group), a resource id, or a dictionary with C(name), C(resource_group) and
        C(subscription_id).
    type: raw
  service:
    description:
      - In the place of O(cluster), another service, as one entry of
        RV(adx.outbound.outbound_dependencies_info#module:outbound_dependencies).
      - Of the other options only those count that say which firewall it is behind, and O(service_tags) and O(fail_on).
    type: dict
  dependencies:
    description:
      - In the place of O(cluster), what is to be reached from O(subnets), each with C(fqdn) and C(port), and
        C(protocol) where it is not HTTP or TLS; C(addresses) or C(service_tag) in the place of C(fqdn).
    type: list
    elements: dict
  subnets:
    description:
      - Resource ids of the subnets that O(dependencies) are to be reached from.
      - With O(service) they are checked beside those that the service names itself. A workspace of Machine Learning
        names none, for instance, since its computes are where they were put.
    type: list
    elements: str
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
  - adx.outbound.place
  - adx.outbound.needs
  - adx.outbound.uses
  - adx.outbound.lockdown
  - adx.outbound.tags
  - adx.outbound.check
  - adx.outbound.templates
  - adx.outbound.evidence
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

- name: Tell what has changed since the report of last night
  adx.outbound.egress_check_info:
    cluster: {name: telemetry, resource_group: rg-adx}
    firewall: {name: fw-hub, resource_group: rg-hub}
    baseline: reports/telemetry.json

- name: Read what an AKS cluster must reach
  adx.outbound.outbound_dependencies_info:
    name: "{{ aks_id | default([]) }}"
  register: needed

- name: Look whether all of that is allowed, from the subnets of all its node pools
  adx.outbound.egress_check_info:
    service: "{{ item }}"
    firewall: {name: fw-hub, resource_group: rg-hub}
  loop: "{{ needed.outbound_dependencies }}"

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
    since:
      description:
        - When the dependency has had this verdict, by the same rule and with the same next hop type, in every report up
          to O(baseline), in UTC; none where no report says that.
      type: str
      returned: with O(cluster)
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
    - Of another service it is about the first of its subnets; C(service) has its name, kind and id, and as
      C(known_gaps) what its answer is known to lack.
  returned: success
  type: dict
evidence:
  description:
    - What the firewall's logs say of each dependency, as M(adx.outbound.egress_evidence_info) returns it of a cluster,
      but for its findings, which are among RV(findings).
  returned: with O(evidence)
  type: dict
subnets:
  description:
    - Of a service, the verdicts from each of its subnets. RV(dependencies) has the worst of them, and C(cannot_tell)
      for what is not blocked while it may live in further subnets.
  returned: with O(service) or O(dependencies)
  type: list
  elements: dict
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
changes_since:
  description: What has changed since the report that O(baseline) gives; none without one that is of use.
  returned: with O(cluster)
  type: dict
  contains:
    baseline:
      description: When that report was made, in UTC.
      type: str
      returned: success
      sample: "2026-11-29T21:00:00Z"
    line:
      description: All that has changed in one line, for a ticket; empty where nothing has.
      type: str
      returned: success
      sample: "Since 2026-11-29 21:00 UTC: 1 new dependency (a.example.com:443)."
summary:
  description: How many dependencies and addresses have each verdict, and how many findings each severity.
  returned: success
  type: dict
"""

from ..module_utils._glue import arguments, members, requests, runner
from ..module_utils._plan.lockdown.request import Step
from ..module_utils._plan.values import resource_ids
from ..module_utils._plan.values.errors import PlanError

SPEC = arguments.compose(
    "azure",
    "place",
    "needs",
    "uses",
    "lockdown",
    "tags",
    "check",
    "templates",
    "evidence",
    timeout=120,
    fail_on=arguments.fail_on("never"),
    cluster={"type": "raw"},
    service={"type": "dict"},
    dependencies={"type": "list", "elements": "dict"},
    subnets={"type": "list", "elements": "str"},
)


def ensure(task):
    """Read, judge, and fail where that is asked for."""
    given = [name for name in ("cluster", "service", "dependencies") if task.params[name]]
    if len(given) != 1:
        raise PlanError(
            "Give one of O(cluster), O(service), and O(dependencies) with O(subnets): they say what is checked."
        )
    if given == ["cluster"] and task.params["subnets"]:
        raise PlanError("O(subnets) goes with O(service) and O(dependencies): a cluster says itself where it is.")
    return of_cluster(task) if given == ["cluster"] else of_service(task)


def of_service(task):
    """Check another service, or dependencies of anybody's, from each subnet."""
    # Loaded only when the options hold.
    from ..module_utils._arm.read import service_networks
    from ..module_utils._plan.check import of_services

    params = task.params
    if not params["firewall"] and not params["firewall_policy"]:
        raise PlanError("O(firewall) or O(firewall_policy) is needed, to say what the traffic goes through.")
    if params["service"]:
        asked = of_services.asked_of(params["service"], params["subnets"] or ())
    else:
        asked = of_services.asked_for(params["dependencies"], params["subnets"] or ())
    holders = {"firewall": resource_ids.FIREWALL, "firewall_policy": resource_ids.FIREWALL_POLICY}
    ids = {name: members.id_of(task, params, name, type_) if params[name] else None for name, type_ in holders.items()}
    tags = requests.service_tags_of(params["service_tags"])
    asked, seen = service_networks.read(task.session, task.patience, asked, **ids, service_tags=tags)
    manager = task.session.cloud.resource_manager
    whole = of_services.checkup(asked, seen)
    result = {"changed": False, "resource_manager": manager, **of_services.as_option(asked, seen, whole)}
    why = of_services.failing(whole, asked, params["fail_on"])
    return {**kept(result), "failed": True, "msg": why, "code": "check_failed"} if why else result


def of_cluster(task):
    """Check a cluster with its own answer."""
    # Loaded only when the options hold.
    from ..module_utils._glue import call
    from ..module_utils._run.state import Settings

    settings = Settings(
        steps=frozenset({Step.CHECK}),
        fail_on=task.params["fail_on"],
        diagnose=task.params["diagnose"],
        evidence=requests.evidence_of(task.params["evidence"]),
        baseline=call.baseline(task),
        templates=call.templates(task),
    )
    run = call.one(task, members.one(task), settings)
    (state,) = run.states.values()
    manager = task.session.cloud.resource_manager
    result = {"changed": False, "resource_manager": manager, **state.check.as_option()}
    return failed(result, state.failure) if state.failure else result


def failed(result, failure):
    """A failure is printed whole, so it carries the findings and not every verdict."""
    return {**kept(result), "failed": True, "msg": failure.text, "code": failure.code}


def kept(result):
    """What a failure has of a result."""
    return {name: result[name] for name in ("changed", "summary", "findings", "changes_since") if name in result}


def main():
    """Entry point."""
    runner.run(SPEC, ensure)


if __name__ == "__main__":
    main()
