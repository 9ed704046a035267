#!/usr/bin/python
# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: cluster_egress
short_description: Lock down the egress of one or many Azure Data Explorer clusters, or take the lock-down away
description:
  - Takes the whole safe order in one call, with one login and one deadline. It plans all clusters, reading each
    firewall, policy, route table and network once; writes each firewall or rule collection group once for all of them;
    looks anew whether something would be blocked; writes each route table and subnet once; and checks what it has done.
  - What goes is un-routed before its rules go. A cluster is routed only after a look at the rules as they are now, and
    where it turns out to be cut off right afterwards, the routes are taken back. So are rules that went while somebody
    routed the cluster.
  - A cluster that cannot be read, planned or routed fails alone. Its rules and routes stay as they are, the others go
    on, and the task fails at the end with its name and with what has been written for it.
  - A cluster that O(clusters) does not name is left alone with all that was made for it.
author:
  - adx.outbound contributors (@adx-outbound)
version_added: 1.0.0
options:
  clusters:
    description:
      - The clusters, each as a name in O(resource_group), a resource id, a dictionary with C(name), C(resource_group)
        and C(subscription_id), or a dictionary with one of these as C(cluster) and options for this cluster alone.
      - Such options are C(firewall), C(firewall_policy), C(resource_group), C(subnet), C(route_table), C(state),
        C(purge), and all others of this module that say what a cluster needs and how it is locked down, but not
        C(priority_base) and C(tags).
      - A cluster that is gone may need its C(region) in the dictionary, where nothing it has left behind tells it. One
        that is not the region of a cluster which is there is refused.
    type: list
    elements: raw
    required: true
  steps:
    description:
      - The steps of this call, for teams with separate rights. V(allow) writes rules, V(route) writes routes and the
        association, V(check) judges what there is. Every call plans first, and V(plan) alone does nothing else.
      - V(return) comes after V(route) and is not taken unless it is named. It sends clusters back to the network they
        have left, one after another, and needs O(state=present), and O(purge=false), for all. Rules and routes are
        planned and judged as if each were there already, and it is sent back only where its subnet and both public
        addresses are there, nothing of its lock-down is left to be written, all that has no other route would go to
        the firewall, and the check finds no error and nothing as severe as O(fail_on). The first that is not there for
        certain stops the rest. Who may reach it from the internet stays as it is.
      - A call judges what there is. It counts nothing as written that another call has yet to write, in check mode
        neither.
      - O(state) gives the order. With V(present) V(allow) comes before V(route), with V(absent) after it.
    type: list
    elements: str
    choices: [plan, allow, route, return, check]
    default: [allow, route, check]
  only_left:
    description:
      - Whether a lock-down goes only where the cluster has left its network, which means that its document says so and
        that its last change succeeded. Any other cluster fails and keeps what it has. Each is read again right before
        a write.
      - Needs O(state=absent) for all of O(clusters). Nothing else of the network is deleted; a finding lists what may
        go by hand, and in which order.
    type: bool
    default: false
  fail_on:
    description:
      - A cluster fails when the check of it at the end finds something as severe as this. V(never) only returns the
        findings.
    type: str
    choices: [error, warning, info, never]
    default: error
  option_prefix:
    description:
      - What stands before the names of options in messages. The role gives C(egress_), since its variables are called
        so; options of the login are then named as the environment variables that it takes them from.
    type: str
    default: ""
  details:
    description:
      - Whether the result holds the whole plan and the whole check of each cluster, and what O(expect_plan) stands for,
        for a report. A few hundred kilobytes for a cluster.
    type: bool
    default: false
  timeout:
    description: Seconds within which everything has to be done, waiting for other people's operations included.
    type: int
    default: 3600
attributes:
  action_group:
    support: full
extends_documentation_fragment:
  - adx.outbound.azure
  - adx.outbound.place
  - adx.outbound.needs
  - adx.outbound.uses
  - adx.outbound.lockdown
  - adx.outbound.planning
  - adx.outbound.state
  - adx.outbound.tags
  - adx.outbound.check
  - adx.outbound.templates
  - adx.outbound.evidence
  - adx.outbound.backup
  - adx.outbound.approval
  - adx.outbound.attributes
  - adx.outbound.attributes.writer
seealso:
  - module: adx.outbound.egress_plan_info
  - module: adx.outbound.egress_check_info
"""

EXAMPLES = r"""
- name: Lock down one cluster, with a default route of ours
  adx.outbound.cluster_egress:
    clusters: [telemetry]
    firewall: {name: fw-hub, resource_group: rg-hub}
    resource_group: rg-adx
    default_route: manage

- name: Lock down two clusters behind one firewall, and take the rules of a third away
  adx.outbound.cluster_egress:
    firewall: {name: fw-hub, resource_group: rg-hub}
    resource_group: rg-adx
    clusters:
      - telemetry
      - cluster: analytics
        accept: [not_injected]
        source_addresses: [10.20.2.0/24]
      - cluster: {name: billing, resource_group: rg-adx, region: West US}
        state: absent

- name: Take the lock-down away of a cluster that has left its network
  adx.outbound.cluster_egress:
    clusters: [telemetry]
    firewall: {name: fw-hub, resource_group: rg-hub}
    resource_group: rg-adx
    state: absent
    only_left: true

- name: Restore the lock-down of a cluster that has left its network, and send it back there
  adx.outbound.cluster_egress:
    clusters: [telemetry]
    firewall: {name: fw-hub, resource_group: rg-hub}
    resource_group: rg-adx
    default_route: manage
    steps: [allow, route, return, check]

- name: Write the rules and no route, as the team of the firewall
  adx.outbound.cluster_egress:
    clusters: [telemetry]
    firewall: {name: fw-hub, resource_group: rg-hub}
    resource_group: rg-adx
    steps: [allow]
"""

RETURN = r"""
backup_files:
  description: The files with the resources as they were.
  returned: when O(backup) is given and something was written
  type: list
  elements: str
plan_hash:
  description: What O(expect_plan) takes, one digest for all clusters of the call.
  returned: when something but a check is asked for
  type: str
code:
  description: Which refusal it was, or the code of Azure, where all clusters that failed have the same.
  returned: failure
  type: str
  sample: would_be_blocked
mode:
  description: V(preview) for check mode and for a plan alone, else V(run).
  returned: always
  type: str
steps:
  description: The steps of the call, in the order of the option.
  returned: always
  type: list
  elements: str
resource_manager:
  description: The URL of the resource manager that was asked, which tells one cloud from another.
  returned: always
  type: str
  sample: https://management.azure.com
parts:
  description: What O(expect_plan) stands for, cluster by cluster, by the id of each, for a report.
  returned: with O(details)
  type: dict
written:
  description: What was written, in its order.
  returned: always
  type: list
  elements: dict
  contains:
    resource:
      description: The resource.
      type: str
      returned: success
      sample: firewall fw-hub in resource group rg-hub
    id:
      description: Its id.
      type: str
      returned: success
    part:
      description:
        - What of it, V(rules), V(routes), V(subnet), the reference of a subnet to its route table, or V(network),
          whether the cluster is in its network.
      type: str
      returned: success
    clusters:
      description: The ids of the clusters that it was for.
      type: list
      elements: str
      returned: success
    certain:
      description: False for a write whose answer was lost, and that may have taken effect.
      type: bool
      returned: success
    taken_back:
      description: Whether it was taken back, since it alone would have cut a cluster off.
      type: bool
      returned: success
clusters:
  description: What happened for each cluster, in the order of O(clusters).
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
    state:
      description: Whether it is locked down, V(present), or no longer, V(absent), which includes one that is gone.
      type: str
      returned: success
    changed:
      description: Whether something was written for it, or would be.
      type: bool
      returned: success
    failed:
      description: Whether it failed.
      type: bool
      returned: success
    msg:
      description: Why it failed, what was written for it and what was not; empty otherwise.
      type: str
      returned: success
    code:
      description: Which refusal that was, or the code of Azure; empty otherwise.
      type: str
      returned: success
    stopped:
      description: Whether it was stopped by the look at the rules before its traffic would go to the firewall.
      type: bool
      returned: success
    pending:
      description: What its plan had to write, of V(rules), V(routes), V(subnet) and V(network).
      type: list
      elements: str
      returned: success
    accepted:
      description: The risks that were met and that O(accept) takes.
      type: list
      elements: dict
      returned: success
      contains:
        word:
          description: The word of O(accept).
          type: str
          returned: success
          sample: shared_default_route
        sentence:
          description: What was met.
          type: str
          returned: success
    summary:
      description:
        - The counts of the check at the end, as M(adx.outbound.egress_check_info) has them, if there was one. The
          findings of the plan count, too.
      type: dict
      returned: success
    findings:
      description:
        - What a person should know, the worst first. These are the findings of the check at the end, if there was one,
          and those of the plan that the check has not, each as M(adx.outbound.egress_check_info) returns it. Only
          those of the check count for O(fail_on).
      type: list
      elements: dict
      returned: success
    changes_since:
      description: What has changed, as M(adx.outbound.egress_check_info) has it; none where nothing was checked.
      type: dict
      returned: success
    plan:
      description:
        - The plan, as M(adx.outbound.egress_plan_info) returns it. What RV(clusters[].check) has found as well is not
          among its findings.
      type: dict
      returned: with O(details)
    check:
      description: The check, as M(adx.outbound.egress_check_info) returns it.
      type: dict
      returned: with O(details)
"""

from ..module_utils._glue import arguments, members, requests, runner
from ..module_utils._plan.documents import text
from ..module_utils._plan.lockdown.request import WRITING, Step
from ..module_utils._plan.values.errors import PlanError
from ..module_utils._plan.values.words import DesiredState, Mode

SPEC = arguments.compose(
    "azure",
    "place",
    "needs",
    "uses",
    "lockdown",
    "planning",
    "state",
    "tags",
    "check",
    "templates",
    "evidence",
    "backup",
    "approval",
    timeout=3600,
    clusters={"type": "list", "elements": "raw", "required": True},
    steps={
        "type": "list",
        "elements": "str",
        "choices": arguments.values(Step),
        "default": ["allow", "route", "check"],
    },
    only_left={"type": "bool", "default": False},
    fail_on=arguments.fail_on("error"),
    option_prefix={"type": "str", "default": ""},
    details={"type": "bool", "default": False},
)


def ensure(task):
    """Take the steps for all clusters, and fail at the end for those who did."""
    # Loaded only when the options hold.
    from ..module_utils._glue import call
    from ..module_utils._run.state import Settings

    params = task.params
    asked = members.asked(task)
    require_something(asked, params["steps"])
    if params["only_left"]:
        require_all_leave(asked)
    if Step.RETURN in params["steps"]:
        require_all_stay(asked)
        require_nothing_purged(asked)
    settings = Settings(
        steps=frozenset(params["steps"]),
        fail_on=params["fail_on"],
        diagnose=params["diagnose"],
        evidence=requests.evidence_of(params["evidence"]),
        approved=call.approved(task),
        baseline=call.baseline(task),
        templates=call.templates(task),
    )
    run = call.go(task, asked, settings)
    if params["details"]:
        run.work_out()
    clusters = [state.as_option(details=params["details"]) for state in run.states.values()]
    diffs = sorted(run.diffs, key=lambda diff: diff["after_header"])
    result = {
        "changed": bool(diffs),
        "clusters": clusters,
        "diff": diffs,
        "mode": Mode.PREVIEW if task.check_mode or not settings.steps & WRITING else Mode.RUN,
        **({} if settings.steps == {Step.CHECK} else {"plan_hash": run.approval.hash}),
        "steps": [step for step in Step if step in settings.steps],
        "resource_manager": task.session.cloud.resource_manager,
        "written": [] if task.check_mode else [one.as_option() for one in run.record.sent],
    }
    if params["details"]:
        result["parts"] = run.approval.as_option()
    return {**result, **call.ending(clusters)}


def require_something(asked, steps):
    """Raise PlanError for a call that would do nothing, or not what it says: a list may be empty by mistake."""
    if not asked:
        raise PlanError("O(clusters) is an empty list; name the clusters that the call is about.")
    if not steps:
        raise PlanError("O(steps) is an empty list; leave it out to take all steps, or name some.")
    leaving = [one.cluster.name for one in asked if one.request.state == DesiredState.ABSENT]
    if leaving and set(steps) == {Step.CHECK}:
        raise PlanError(
            f"A check judges a lock-down, and {text.some(leaving)} is to be absent; leave O(state) out to check it."
        )


def require_all_leave(asked):
    """Raise PlanError where a lock-down is to be there that could go only with a cluster's network."""
    staying = [one.cluster.name for one in asked if one.request.state != DesiredState.ABSENT]
    if staying:
        raise PlanError(
            "This call takes away lock-downs of clusters that have left their network, and that of"
            f" {text.some(staying)} is to be present; give O(state): absent for all."
        )


def require_all_stay(asked):
    """Raise PlanError where a cluster would return to a network in which its lock-down is to be absent."""
    leaving = [one.cluster.name for one in asked if one.request.state == DesiredState.ABSENT]
    if leaving:
        raise PlanError(
            "A cluster returns to its network behind a lock-down, and that of"
            f" {text.some(leaving)} is to be absent; give O(state): present for all."
        )


def require_nothing_purged(asked):
    """Raise PlanError where a call that moves clusters would take rules away that are not theirs."""
    purging = [one.cluster.name for one in asked if one.request.purge]
    if purging:
        raise PlanError(
            "A call that returns clusters to their networks takes nothing of others away, and O(purge) is true for"
            f" {text.some(purging)}; leave it out here, and give it to a call that moves none."
        )


def main():
    """Entry point."""
    runner.run(SPEC, ensure, several=True)


if __name__ == "__main__":
    main()
