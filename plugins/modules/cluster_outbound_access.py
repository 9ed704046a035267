#!/usr/bin/python
# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The module of this name."""

from __future__ import annotations

DOCUMENTATION = r"""
module: cluster_outbound_access
short_description: Restrict what Azure Data Explorer clusters may call, or lift the restriction
description:
  - Restricts the outbound access of clusters at the clusters themselves, for those that are in no virtual network of
    yours. A cluster has either a list of allowed names or callout policies.
  - Finds out what each cluster uses, judges what becomes of it before and after, and refuses to restrict access where
    something that is used would be denied, or where nobody can tell. All clusters are planned and judged before the
    first write.
  - Microsoft's pages do not say how policies are matched, and contradict each other on which of the predefined ones
    stay. A verdict is certain only where every reading comes to the same, and else names what it turns on.
  - Neither list says who made an entry. So entries are added, and the rest stay and are returned as
    RV(clusters[].plan.not_listed), unless O(purge=true).
  - Writes one cluster after another, O(canary) first. One that does not hold has its write taken back, and the rest
    stay as they are.
  - What queries use that somebody types, and addresses that are made while a query runs, are in no list. Every answer
    is about what is listed.
author:
  - adx.outbound contributors (@adx-outbound)
version_added: 1.0.0
options:
  clusters:
    description:
      - The clusters, each as a name in O(resource_group), a resource id, a dictionary with C(name), C(resource_group)
        and C(subscription_id), or a dictionary with one of these as C(cluster) and options for this cluster alone.
      - Such options are C(resource_group), C(state), C(allowed_fqdns), C(callout_policies), C(uses), C(ask_cluster),
        C(validate_connections), C(purge), C(max_removals) and C(accept).
    type: list
    elements: raw
    required: true
  resource_group:
    description: Resource group of the clusters that are given by name.
    type: str
  state:
    description:
      - V(restricted) restricts outbound access. With neither list given the cluster keeps the one it has.
      - V(unrestricted) lifts the restriction. Both lists stay on the cluster for a later V(restricted), whatever is
        given here, unless O(purge=true), which empties them.
      - There is no default. Every cluster needs it, here or in its entry.
    type: str
    choices: [restricted, unrestricted]
  allowed_fqdns:
    description:
      - The host names that the cluster may call. Such a list covers no callouts of type C(webapi). Whether an entry may
        have a wildcard is not published, so what only such an entry would cover is not told as allowed.
      - Excludes O(callout_policies).
    type: list
    elements: str
  callout_policies:
    description:
      - The callout policies of the cluster. Of a type, what several policies match is denied where one of them denies
        it, so a Deny that meets an Allow of its type is refused. The feature is a preview of Azure.
      - Two policies are the same where type and regex are, letter for letter.
      - RV(clusters[].plan.proposed) has policies that hold in every reading of the documentation.
    type: list
    elements: dict
    suboptions:
      type:
        description: Type of the callouts.
        type: str
        required: true
        choices:
          - kusto
          - sql
          - cosmosdb
          - external_data
          - azure_digital_twins
          - sandbox_artifacts
          - webapi
          - mysql
          - postgresql
          - azure_openai
      regex:
        description: Regular expression for the URIs.
        type: str
        required: true
      access:
        description: Whether such callouts are allowed.
        type: str
        choices: [Allow, Deny]
        default: Allow
  ask_cluster:
    description:
      - Whether the cluster itself is asked what its queries use, by three commands that only read,
        C(.show cluster policy callout), C(.show external tables) and C(.show functions). They go to the cluster's own
        address, after that was found to be one of Azure Data Explorer in this cloud.
      - What cannot be read is told, and counts as not known.
    type: bool
    default: false
  validate_connections:
    description:
      - Whether the service validates every data connection before and after a write. One that fails after it and did
        not before has the write taken back. That it succeeds is the service's word, and no proof that data arrives.
    type: bool
    default: false
  purge:
    description:
      - Whether the list becomes exactly the one that is given. Each entry that goes is in the diff. Needed to put one
        list in the place of the other, too.
    type: bool
    default: false
  max_removals:
    description:
      - How many entries may go from a cluster. More are refused before anything is written. By default a quarter of
        those it has, and ten at least.
    type: int
  accept:
    description:
      - The risks to take, by their words. Any other word is refused, and one of these that accepted nothing is told.
      - V(denied_callouts) restricts access though something that is used would be denied, V(open_callouts) though it
        cannot be told, V(ingestion_not_shown) though nobody has shown whether data connections go on.
      - V(unlisted_uses) restricts access though what queries use is not known, V(sources_unread) though what the
        cluster is configured to read from could not be read in full.
      - V(policies_outside) and V(policies_unread) go on though policies are in force that the cluster's document does
        not show, or those in force could not be read.
      - V(open_while_changing) puts one list in the place of the other by two writes where Azure does not take one.
        Access is not restricted in between.
      - All words and what they accept are in the L(guide,https://adx-outbound.github.io/adx.outbound/variables/).
    type: list
    elements: str
    default: []
  canary:
    description:
      - The cluster of O(clusters) that goes first. By default the first one that something is to be written to.
    type: raw
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
    description: Seconds within which everything has to be done. A write of a cluster takes minutes.
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
  - module: adx.outbound.data_sources_info
"""

EXAMPLES = r"""
- name: Show what restricted access would do, and which policies would allow what is used
  adx.outbound.cluster_outbound_access:
    clusters: [telemetry]
    resource_group: rg-adx
    state: restricted
    allowed_fqdns: [clicks.servicebus.windows.net, lake.blob.core.windows.net, lake.dfs.core.windows.net]
    uses:
      - type: external_data
        uri: https://lake.blob.core.windows.net/clicks
  check_mode: true
  register: preview

- name: Restrict two clusters, the test cluster first
  adx.outbound.cluster_outbound_access:
    clusters:
      - cluster: telemetry
        allowed_fqdns: [clicks.servicebus.windows.net, lake.blob.core.windows.net]
      - cluster: telemetry-test
    resource_group: rg-adx
    canary: telemetry-test
    state: restricted
    ask_cluster: true
    validate_connections: true
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
      description: What was asked for, V(restricted) or V(unrestricted).
      type: str
      returned: success
    canary:
      description: Whether it went first.
      type: bool
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
      description: V(access) where there was something to write.
      type: list
      elements: str
      returned: success
    accepted:
      description: The risks that were met and accepted, each as C(word) and C(sentence).
      type: list
      elements: dict
      returned: success
    summary:
      description: How many of what is used comes to which verdict, and how many findings there are of each severity.
      type: dict
      returned: success
    findings:
      description: What a person should know, the worst first.
      type: list
      elements: dict
      returned: success
    plan:
      description: What was decided about it. Its lists are those that the write was made from.
      type: dict
      returned: with O(details)
      contains:
        cluster:
          description: The facts of the cluster.
          type: dict
          returned: success
        before:
          description: What restricted it before, with both lists.
          type: dict
          returned: success
        after:
          description: What restricts it afterwards, with both lists.
          type: dict
          returned: success
        added:
          description: The entries that come.
          type: list
          elements: str
          returned: success
        removed:
          description: The entries that go.
          type: list
          elements: str
          returned: success
        not_listed:
          description: The entries that stay though they are not given here.
          type: list
          elements: str
          returned: success
        loosens:
          description: What may leave the cluster afterwards and might not before.
          type: list
          elements: str
          returned: success
        changes:
          description: What is written, as lines C(before) and C(after) with the C(resource).
          type: list
          elements: dict
          returned: success
        used:
          description: Everything that is known to be used, with what becomes of it.
          type: list
          elements: dict
          returned: success
          contains:
            fqdn:
              description: Host name.
              type: str
              returned: success
            port:
              description: Port.
              type: int
              returned: success
            protocol:
              description: V(Https), V(Http), V(Mssql) or V(TCP).
              type: str
              returned: success
            type:
              description: Type of the callout; none for what no type covers, such as the source of a data connection.
              type: str
              returned: success
            told_by:
              description: Who says that it is used.
              type: list
              elements: str
              returned: success
            before:
              description: What became of it before, V(allowed), V(denied) or V(cannot_tell).
              type: str
              returned: success
            verdict:
              description: What becomes of it afterwards.
              type: str
              returned: success
            reason:
              description: Why.
              type: str
              returned: success
            turns_on:
              description: What the verdict turns on where the documentation can be read in several ways.
              type: list
              elements: str
              returned: success
        proposed:
          description: The list of names, and the callout policies, that would allow what is used and nothing else.
          type: dict
          returned: success
        in_force:
          description: The callout policies that the service lists; none where they could not be read.
          type: list
          elements: dict
          returned: success
mode:
  description: V(preview) in check mode, else V(run).
  type: str
  returned: success
steps:
  description: Always V(restrict).
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

from ..module_utils._glue import access, arguments, runner
from ..module_utils._plan.values import resource_ids
from ..module_utils._plan.values.errors import PlanError

SPEC = arguments.compose(
    "azure",
    "uses",
    "access",
    "backup",
    "approval",
    timeout=7200,
    clusters={"type": "list", "elements": "raw", "required": True},
    resource_group={"type": "str"},
    canary={"type": "raw"},
    fail_on=arguments.fail_on("error"),
    option_prefix={"type": "str", "default": ""},
    details={"type": "bool", "default": True},
)


def ensure(task):
    """Restrict the outbound access of all clusters, or lift that, and fail at the end for those that did not hold."""
    # Loaded only when the options hold.
    from ..module_utils._glue import call
    from ..module_utils._run.access import Settings

    asked = access.asked(task)
    if not asked:
        raise PlanError("O(clusters) is an empty list; name the clusters that the call is about.")
    settings = Settings(
        approved=call.approved(task),
        fail_on=task.params["fail_on"],
        canary=task.optional_id("canary", resource_ids.CLUSTER),
    )
    return call.result(task, call.restrict(task, asked, settings), "restrict")


def main():
    """Entry point."""
    runner.run(SPEC, ensure, several=True, variables={"state": "outbound_access"})


if __name__ == "__main__":
    main()
