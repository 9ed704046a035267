#!/usr/bin/python
# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: egress_evidence_info
short_description: Tell what the firewall's own logs say of each dependency of a cluster
description:
  - Asks the logs of the Azure Firewall whether each dependency was let through, and by which rule, or refused, and by
    what, or never seen. Compares that with what the documents of Azure say would happen, as
    M(adx.outbound.egress_check_info) does.
  - Finds the workspaces by the diagnostic settings of the firewall, and asks for tables of their own and for lines of
    text in C(AzureDiagnostics), since both may be there. One query for each firewall and form serves all clusters.
  - That something was not seen is said only where rows show that the log was on, for this firewall, for the whole
    period, and had rows of the cluster. It never means that something is not needed.
  - Nothing is written, and URLs are never asked for. The guide on evidence has more.
author:
  - adx.outbound contributors (@adx-outbound)
version_added: 1.0.0
options:
  clusters:
    description:
      - The clusters, as in M(adx.outbound.cluster_egress).
    type: list
    elements: raw
    required: true
  since:
    description:
      - Since when, as a number of days such as V(7d), or as a time in UTC such as V(2026-11-30T06:00:00Z).
      - Days begin at midnight (UTC). A wildcard is compared with the names it stood for over at least V(30d).
    type: str
    default: 7d
  workspace:
    description:
      - The resource id of the Log Analytics workspace that is asked, in the place of those that the diagnostic settings
        of the firewall name.
    type: str
  endpoint:
    description:
      - The URL of the query API, such as V(https://api.loganalytics.io), where the resource manager of the cloud
        answers no queries itself. It gets a token of its own, and never that of the resource manager.
    type: str
  fail_on:
    description: Fail when a finding is as severe as this.
    type: str
    choices: [error, warning, info, never]
    default: never
  timeout:
    description: Seconds to go on trying when a service is busy. At most 300 of them go to the logs of one firewall.
    type: int
    default: 600
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
  - adx.outbound.attributes
  - adx.outbound.attributes.info
seealso:
  - module: adx.outbound.egress_check_info
  - module: adx.outbound.cluster_egress
"""

EXAMPLES = r"""
- name: Ask what the firewall's logs say of a cluster
  adx.outbound.egress_evidence_info:
    clusters: [{name: telemetry, resource_group: rg-adx}]
    firewall: {name: fw-hub, resource_group: rg-hub}
  register: seen

- name: Show what was refused, and by what
  ansible.builtin.debug:
    msg: "{{ item.fqdn or item.service_tag }}, by {{ item.by | join(' / ') }}, last at {{ item.last_seen }}"
  loop: "{{ seen.evidence | map(attribute='dependencies') | flatten | selectattr('refused') }}"
  loop_control:
    label: "{{ item.port }}"

- name: Ask about a month, in a workspace that the settings of the firewall do not name
  adx.outbound.egress_evidence_info:
    clusters: [telemetry]
    resource_group: rg-adx
    firewall: {name: fw-hub, resource_group: rg-hub}
    since: 30d
    workspace: "{{ '/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/rg-logs'
                   ~ '/providers/Microsoft.OperationalInsights/workspaces/law-hub' }}"
"""

RETURN = r"""
evidence:
  description: What the logs say, of each cluster in the order of O(clusters).
  returned: always
  type: list
  elements: dict
  contains:
    cluster:
      description: Name of the cluster.
      type: str
      returned: success
      sample: telemetry
    id:
      description: Resource id of the cluster.
      type: str
      returned: success
    failed:
      description: Whether nothing could be said of it, or O(fail_on) was met.
      type: bool
      returned: success
    msg:
      description: Why it failed; empty otherwise.
      type: str
      returned: success
    code:
      description: Which refusal that was, or the code of Azure; empty otherwise.
      type: str
      returned: success
    firewall:
      description: Name of the firewall.
      type: str
      returned: success
    start:
      description: Since when rows were asked for, in UTC; none where nobody was asked.
      type: str
      returned: success
    end:
      description: Until when, which is the time of the service.
      type: str
      returned: success
    asked:
      description:
        - Each place that was asked, in each form of the logs, with C(rows), how many there are of each kind, and
          C(lacking), why the answer is not whole. Rows of two forms are never added up.
      type: list
      elements: dict
      returned: success
    dependencies:
      description: Every dependency with what the logs say of it.
      type: list
      elements: dict
      returned: success
      contains:
        fqdn:
          description: Host name, or none for a service tag or an address.
          type: str
          returned: success
        port:
          description: Port.
          type: int
          returned: success
        state:
          description:
            - V(allowed) or V(denied) where a row names it, V(allowed_by_address) or V(denied_by_address) where only the
              address is in the log, V(not_seen), V(not_at_firewall) for what routes and endpoints take past the
              firewall, and V(cannot_tell).
          type: str
          returned: success
        why:
          description: Why nobody can tell, or by which way it goes; empty otherwise.
          type: str
          returned: success
        cause:
          description: The kind of that reason; the guide on evidence lists them all.
          type: str
          returned: success
        by:
          description:
            - What decided, such as policy, group, collection and rule, as the log names them; else the default action,
              threat intelligence or intrusion detection, or what the log gives as the reason.
          type: list
          elements: str
          returned: success
        allowed:
          description: How many connections were let through.
          type: int
          returned: success
        refused:
          description: How many were not. Clients try again, so many may be one.
          type: int
          returned: success
        first_seen:
          description: When it was seen first, in UTC; none where it was not.
          type: str
          returned: success
        last_seen:
          description: When it was seen last.
          type: str
          returned: success
        names:
          description: Some of the names that a wildcard stood for, or of the addresses.
          type: list
          elements: str
          returned: success
        period:
          description: With V(not_seen), C(start) and C(end) of the time for which the log proves it.
          type: dict
          returned: success
        changed:
          description: Since when its verdict is known to hold; none where that is not known.
          type: str
          returned: success
        denied_until:
          description: When it was refused last, where that is over.
          type: str
          returned: success
        verdict:
          description: What would become of it by the documents, as M(adx.outbound.egress_check_info) has it.
          type: str
          returned: success
        comparison:
          description:
            - V(agrees) or V(disagrees), V(undated) where nobody knows whether the row is older than the last change of
              what decides, and V(not_compared).
          type: str
          returned: success
    refused_names:
      description:
        - Names that machines of the subnet were refused and that no dependency covers, the most often first. They are
          for people to look at.
      type: list
      elements: dict
      returned: success
    unattributed:
      description: Connections that nobody can assign to a dependency, by port, protocol and source.
      type: list
      elements: dict
      returned: success
    unused_rules:
      description: Rules of ours that nothing has used, where the log proves it, each as the names of where it stands.
      type: list
      elements: list
      returned: success
    wildcards:
      description:
        - The names that documented wildcards stood for, with days, machines, first and last, the C(days) that the log
          has rows of, and C(is_enough), whether these are 30. Nothing takes them as an input.
      type: dict
      returned: success
    account:
      description: How many connections there were, and how many of them are assigned, not covered and unattributed.
      type: dict
      returned: success
    summary:
      description: How many dependencies have each state.
      type: dict
      returned: success
    findings:
      description: What a person should know, the worst first, as M(adx.outbound.egress_check_info) returns it.
      type: list
      elements: dict
      returned: success
"""

from ..module_utils._glue import arguments, members, runner
from ..module_utils._plan.evidence import request
from ..module_utils._plan.lockdown.request import Step
from ..module_utils._plan.values.errors import PlanError

SPEC = arguments.compose(
    "azure",
    "place",
    "needs",
    "uses",
    "lockdown",
    "tags",
    "check",
    timeout=600,
    fail_on=arguments.fail_on("never"),
    clusters={"type": "list", "elements": "raw", "required": True},
    since={"type": "str", "default": "7d"},
    workspace={"type": "str"},
    endpoint={"type": "str"},
)


def ensure(task):
    """Judge all clusters, ask the logs, and fail where that is asked for."""
    # Loaded only when the options hold.
    from ..module_utils._glue import call
    from ..module_utils._run.state import Settings

    params = task.params
    settings = Settings(
        steps=frozenset({Step.CHECK}),
        fail_on=params["fail_on"],
        diagnose=params["diagnose"],
        evidence=request.wanted(params["since"], params["workspace"], params["endpoint"]),
        baseline=call.baseline(task),
    )
    asked = members.asked(task)
    if not asked:
        raise PlanError("O(clusters) is an empty list; name the clusters that the logs are asked about.")
    told = [of_cluster(state) for state in call.go(task, asked, settings).states.values()]
    return {"changed": False, "evidence": told, **call.ending(told)}


def of_cluster(state):
    """The evidence of one cluster, with all that its check has found: that is what it fails for."""
    known = state.as_option(details=False)
    result = {name: known[name] for name in ("cluster", "id", "failed", "msg", "code")}
    seen = state.check.evidence if state.check else None
    if seen is None:
        return result
    return {**result, **seen.as_option(), "findings": [one.as_option() for one in state.check.checkup.findings]}


def main():
    """Entry point."""
    runner.run(SPEC, ensure, several=True)


if __name__ == "__main__":
    main()
