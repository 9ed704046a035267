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
author:
  - adx.outbound contributors (@adx-outbound)
version_added: 1.0.0
options:
  plan:
    description:
      - What M(adx.outbound.egress_plan_info) returned as its RV(adx.outbound.egress_plan_info#module:plan). Its
        dependencies are judged, so that nothing is discovered again.
    type: dict
  assume_written:
    description:
      - The parts of O(plan) that tasks before this one write. In check mode, where they write nothing, everything is
        judged as if they had.
    type: list
    elements: str
    choices: [rules, routes]
    default: []
  stage:
    description:
      - V(current) judges what there is. V(before_routing) judges the dependencies as if the default route led to the
        firewall, and fails when one would be blocked. V(before_disallowing) fails when the rules in O(plan) allow
        something that would be blocked without them.
    type: str
    choices: [current, before_routing, before_disallowing]
    default: current
  fail_on:
    description: With O(stage=current), fail when a finding is as severe as this.
    type: str
    choices: [error, warning, info, never]
    default: never
  service_tags:
    description:
      - Whether to read the prefixes of all service tags, an answer of some megabytes. Without them a rule or route for
        a tag that no documentation connects with a dependency cannot be judged.
    type: bool
    default: false
  diagnose:
    description:
      - Whether to ask the service itself, too, by C(diagnoseVirtualNetwork), which takes it minutes. What it finds
        is a finding here. A cluster that is not injected is not asked about, since an empty answer would prove nothing.
    type: bool
    default: false
  collection_prefix:
    description: What the names of our rule collections begin with; tells which of those that are there are ours.
    type: str
    default: adx-
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
  - adx.outbound.attributes
  - adx.outbound.attributes.info
seealso:
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
      description: Port.
      type: int
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
      internet rather than into the firewall. Empty in the stages before the end.
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
      description: The destination, address, rule or resource it is about.
      type: str
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
    - Who was checked and what lies around it, by name. The cluster, its subnet, security group and route table with its
      routes, the firewall, its policies and its public addresses, the names of our rule collections, and as C(unread)
      which documents could not be read.
  returned: success
  type: dict
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

from dataclasses import replace

from ..module_utils._arm import besides, egress_reader, surroundings
from ..module_utils._glue import arguments, requests, runner
from ..module_utils._plan import documented, resource_ids, subject, subnets
from ..module_utils._plan.egress import check, endings, foresight, portrait
from ..module_utils._plan.egress.findings import SEVERITIES
from ..module_utils._plan.errors import PlanError
from ..module_utils._plan.request import require_sources

CURRENT = "current"
BEFORE_ROUTING = "before_routing"
BEFORE_DISALLOWING = "before_disallowing"
SPEC = arguments.compose(
    "azure",
    "place",
    "needs",
    timeout=120,
    plan={"type": "dict"},
    assume_written={"type": "list", "elements": "str", "choices": ["rules", "routes"], "default": []},
    stage={"type": "str", "choices": [CURRENT, BEFORE_ROUTING, BEFORE_DISALLOWING], "default": CURRENT},
    fail_on={"type": "str", "choices": ["error", "warning", "info", "never"], "default": endings.NEVER},
    service_tags={"type": "bool", "default": False},
    diagnose={"type": "bool", "default": False},
    collection_prefix={"type": "str", "default": "adx-"},
)


def ensure(task):
    """Read, judge, and fail where that is asked for."""
    plan, stage = task.params["plan"], task.params["stage"]
    if not plan and (stage == BEFORE_DISALLOWING or task.params["assume_written"]):
        raise PlanError("assume_written and stage: before_disallowing need plan, the result of egress_plan_info.")
    prefix = task.params["collection_prefix"]
    asked = requests.request_of(task.params, allow_not_injected=True, collection_prefix=prefix)
    subnet = task.optional_id("subnet", resource_ids.SUBNET)
    about = subject.of_plan(plan) if plan else discovered(task, asked)
    found = read(task, about, subnet or about.subnet_id)
    if stage == BEFORE_DISALLOWING:
        inside = tuple(subnets.prefixes(found.subnet or {}))
        foresight.require_no_blackout(found, foresight.ownership_of(plan), inside)
        lists = {name: [] for name in ("dependencies", "addresses", "findings", "report")}
        return {"changed": False, **lists, "summary": {}, "failing": {}, "about": {}}
    question = subject.question(asked, about, found, before_routing=stage == BEFORE_ROUTING)
    diagnose = task.params["diagnose"]
    if stage == CURRENT:
        found = replace(found, besides=read_besides(task, about, subnet or about.subnet_id, found))
    checkup = check.check(question, found, documented.requirements(about.region, asked.edition), diagnose=diagnose)
    if stage == BEFORE_ROUTING:
        message = endings.would_block(checkup, about.name, found.described)
    else:
        message = endings.failing(checkup, about.name, task.params["fail_on"])
    result = {
        "changed": False,
        **checkup.as_option(),
        "summary": checkup.summary(),
        "report": endings.lines(checkup),
        "failing": {one: text for one in SEVERITIES if (text := endings.failing(checkup, about.name, one))},
        "about": portrait.of(question, found, about.region),
    }
    return failed(result, message) if message else result


def failed(result, message):
    """A failure is printed whole, so it carries the findings and not every verdict."""
    kept = {name: result[name] for name in ("changed", "summary", "findings")}
    return {**kept, "failed": True, "msg": message}


def discovered(task, asked):
    """What the cluster needs, asked of itself and of the documentation, and the firewall it is behind."""
    require_sources(asked)
    ids = {
        "cluster": task.resource_id("cluster", resource_ids.CLUSTER),
        "firewall": task.optional_id("firewall", resource_ids.FIREWALL),
        "firewall_policy": task.optional_id("firewall_policy", resource_ids.FIREWALL_POLICY),
    }
    facts = egress_reader.discover(task.session, task.patience, asked, **ids)
    return subject.of_facts(asked, facts)


def read(task, about, subnet):
    """What there is, with what is to be assumed."""
    found = surroundings.read(
        task.session,
        task.patience,
        firewall=about.firewall_id,
        appliance=about.appliance,
        group=about.group_id,
        subnet=subnet,
        cluster=about.name,
        injected=about.injected,
        service_tags_of=about.region if task.params["service_tags"] else None,
    )
    parts = arguments.texts(task.params["assume_written"]) if task.check_mode else []
    return foresight.assuming(found, task.params["plan"], parts) if parts else found


def read_besides(task, about, subnet, found):
    """What decides nothing and is worth knowing; only the check at the end asks for it."""
    cluster = task.resource_id("cluster", resource_ids.CLUSTER)
    return besides.read(
        task.session,
        task.patience,
        found,
        names=[dependency.fqdn for dependency in about.dependencies if dependency.fqdn],
        subnet=subnet,
        diagnosed=cluster if task.params["diagnose"] and found.injected else None,
    )


def main():
    """Entry point."""
    runner.run(SPEC, ensure)


if __name__ == "__main__":
    main()
