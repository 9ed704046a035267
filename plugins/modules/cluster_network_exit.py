#!/usr/bin/python
# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module of this name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: cluster_network_exit
short_description: Take Azure Data Explorer clusters out of their virtual network
description:
  - Takes clusters that are injected into a virtual network out of it, the first step of the way to private endpoints.
  - Looks first at all that has to be true before a cluster leaves. Each precondition is met, missing, or nobody can
    tell, and only what is met lets the cluster go, unless its word is in O(accept). All clusters are looked at before
    the first write.
  - Writes each cluster once, one after another. State and public access go into the same write, so that a cluster which
    a security group shielded is open to nobody in between. The ids of the subnet and of the two public addresses stay,
    since they are the way back.
  - The first cluster that does not show what was wanted, or whose data connections fail that did not before, stops the
    rest. Nothing is taken back by itself, and nothing is taken away; rules, routes, subnet and addresses stay.
  - Creates no endpoint and approves none. Never calls C(migrate) of a cluster, which is something else.
author:
  - adx.outbound contributors (@adx-outbound)
version_added: 1.0.0
options:
  clusters:
    description:
      - The clusters, each as a name in O(resource_group), a resource id, a dictionary with C(name), C(resource_group)
        and C(subscription_id), or a dictionary with one of these as C(cluster) and options for this cluster alone.
      - Such options are C(resource_group), C(public_network_access), C(allowed_ip_ranges), C(prepared_within), C(uses),
        C(ask_cluster) and C(accept).
      - When not given, all clusters of the subscription that are still in a network, or of O(resource_group). That
        takes check mode, or the plan hash of a preview as O(expect_plan).
    type: list
    elements: raw
  resource_group:
    description: Resource group of the clusters that are given by name, or in which to look for them.
    type: str
  public_network_access:
    description:
      - Whether the cluster answers at its public names once it has left, to whoever O(allowed_ip_ranges) lists. Every
        cluster needs it, here or in its entry.
    type: str
    choices: [enabled, disabled]
  allowed_ip_ranges:
    description:
      - Who may come in at the public names, as addresses, ranges and service tags.
        O(public_network_access=enabled) needs it. A list that holds back nobody, such as an empty one, takes
        V(open_to_all) in O(accept).
      - When not given, the list that the cluster has stays, without effect.
    type: list
    elements: str
  prepared_within:
    description:
      - How many hours ago the first of the cluster's endpoints may have been made. Microsoft's page warns that the
        service may malfunction where the cluster leaves more than a few hours after it was prepared.
    type: float
    default: 4.0
  ask_cluster:
    description:
      - Whether the cluster itself is asked what its queries use, as M(adx.outbound.cluster_outbound_access) does.
    type: bool
    default: false
  accept:
    description:
      - The preconditions that need not be met, by their words. Any other word is refused, and one of these that
        accepted nothing is told.
      - V(open_to_all) lets everybody on the internet come in.
      - V(no_private_endpoint) goes on without an approved private endpoint in another subnet,
        V(private_endpoint_unread) where it cannot be told whether there is one.
      - V(no_managed_private_endpoint) goes on though something the cluster reads from will not let it in,
        V(source_rules_unread) where it cannot be told, V(uses_not_looked_at) the same of hosts in O(uses).
      - V(not_restricted) goes on though nothing will restrict what leaves the cluster.
      - V(prepared_too_long_ago) and V(preparation_unknown) go on though the endpoints are older than
        O(prepared_within), or nothing says how old they are.
      - Those of M(adx.outbound.cluster_outbound_access) about what the cluster's own restriction lets pass.
    type: list
    elements: str
    default: []
  fail_on:
    description:
      - A cluster fails where a finding is as severe as this. V(never) only returns the findings.
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
    description: Whether the result holds the whole plan of each cluster, and what O(expect_plan) stands for.
    type: bool
    default: true
  timeout:
    description: Seconds within which everything has to be done. A cluster takes several minutes.
    type: int
    default: 7200
attributes:
  action_group:
    support: full
extends_documentation_fragment:
  - adx.outbound.azure
  - adx.outbound.uses
  - adx.outbound.backup
  - adx.outbound.approval
  - adx.outbound.attributes
  - adx.outbound.attributes.writer
seealso:
  - module: adx.outbound.cluster_outbound_access
  - module: adx.outbound.cluster_egress
"""

EXAMPLES = r"""
- name: Show which clusters are still in a network, and what each lacks before it may leave
  adx.outbound.cluster_network_exit:
    resource_group: rg-adx
    public_network_access: disabled
    uses: []
  check_mode: true
  register: preview

- name: Take a cluster out of its network
  adx.outbound.cluster_network_exit:
    clusters: [telemetry]
    resource_group: rg-adx
    public_network_access: enabled
    allowed_ip_ranges: [203.0.113.0/24]
    uses: []
"""

RETURN = r"""
clusters:
  description: One entry for each cluster, in the order they were given.
  type: list
  elements: dict
  returned: success
  contains:
    cluster:
      description: Name of the cluster.
      type: str
      returned: success
    id:
      description: Resource id of the cluster.
      type: str
      returned: success
    state:
      description: What was asked for, always V(left).
      type: str
      returned: success
    changed:
      description: Whether something of it is not as it was before.
      type: bool
      returned: success
    failed:
      description: Whether it failed.
      type: bool
      returned: success
    msg:
      description: Why it failed, and what was written for it; empty where it did not.
      type: str
      returned: success
    code:
      description: Which refusal or error it is, for programs.
      type: str
      returned: success
    pending:
      description: V(network) where there was something to write.
      type: list
      elements: str
      returned: success
    accepted:
      description: The risks that were met and accepted, each as C(word) and C(sentence).
      type: list
      elements: dict
      returned: success
    summary:
      description: How many preconditions come to which outcome, and how many findings there are of each severity.
      type: dict
      returned: success
    findings:
      description: What a person should know, the worst first.
      type: list
      elements: dict
      returned: success
    plan:
      description: What was decided about it.
      type: dict
      returned: with O(details)
      contains:
        cluster:
          description: The facts of the cluster.
          type: dict
          returned: success
        before:
          description: Its network and its public access before.
          type: dict
          returned: success
        after:
          description: Its network and its public access afterwards.
          type: dict
          returned: success
        preconditions:
          description: What has to be true before it leaves.
          type: list
          elements: dict
          returned: success
          contains:
            subject:
              description: >-
                V(public_access), V(private_endpoint), V(sources), V(outbound_access) or V(prepared).
              type: str
              returned: success
            outcome:
              description: V(met), V(missing) or V(cannot_tell).
              type: str
              returned: success
            message:
              description: What is so.
              type: str
              returned: success
            remedy:
              description: What to do about it; empty where it is met.
              type: str
              returned: success
            word:
              description: The word of O(accept) for it; empty where it is met.
              type: str
              returned: success
            concerns:
              description: Which resources it is about.
              type: list
              elements: str
              returned: success
            accepted:
              description: Whether it was accepted by its word.
              type: bool
              returned: success
        sources:
          description: What the cluster reads from, and whether it still may once it has left.
          type: list
          elements: dict
          returned: success
          contains:
            name:
              description: The resource.
              type: str
              returned: success
            told_by:
              description: Who says that it is read.
              type: list
              elements: str
              returned: success
            reach:
              description: V(reached), V(cut_off) or V(cannot_tell).
              type: str
              returned: success
            why:
              description: Why.
              type: str
              returned: success
        used:
          description: >-
            What is known to be used, with what the cluster's own restriction makes of it, as
            M(adx.outbound.cluster_outbound_access) returns it.
          type: list
          elements: dict
          returned: success
        changes:
          description: What is written, as lines C(before) and C(after) with the C(resource).
          type: list
          elements: dict
          returned: success
mode:
  description: V(preview) in check mode, else V(run).
  type: str
  returned: success
steps:
  description: Always V(leave).
  type: list
  elements: str
  returned: success
plan_hash:
  description: What to give as O(expect_plan) to a later run.
  type: str
  returned: success
parts:
  description: What RV(plan_hash) stands for, cluster by cluster.
  type: dict
  returned: with O(details)
written:
  description: Every write that was sent, in their order, with whether it was taken back.
  type: list
  elements: dict
  returned: success
resource_manager:
  description: Address of the resource manager.
  type: str
  returned: success
"""

from ..module_utils._glue import arguments, exits, runner
from ..module_utils._plan.values.errors import PlanError

SPEC = arguments.compose(
    "azure",
    "uses",
    "exit",
    "backup",
    "approval",
    timeout=7200,
    clusters={"type": "list", "elements": "raw"},
    resource_group={"type": "str"},
    fail_on=arguments.fail_on("error"),
    option_prefix={"type": "str", "default": ""},
    details={"type": "bool", "default": True},
)


def ensure(task):
    """Take all clusters out of their networks, and fail at the end for those that did not hold."""
    # Loaded only when the options hold.
    from ..module_utils._glue import call
    from ..module_utils._run.in_turn import Settings

    named = task.params["clusters"]
    if named is not None and not named:
        raise PlanError("O(clusters) is an empty list; name the clusters that are to leave, or leave the option out.")
    asked = exits.found(task) if named is None else exits.asked(task)
    settings = Settings(approved=call.approved(task), fail_on=task.params["fail_on"])
    return call.result(task, call.leave(task, asked, settings), "leave")


def main():
    """Entry point."""
    runner.run(SPEC, ensure, several=True)


if __name__ == "__main__":
    main()
