#!/usr/bin/python
# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
from __future__ import annotations

DOCUMENTATION = r"""
module: egress_fleet
short_description: Lock down the egress of many Azure Data Explorer clusters with one write per firewall
description:
  - Plans all clusters first, reading each firewall, policy, route table and network once, and then writes each firewall
    or rule collection group once for all of them, and each route table and subnet once. On real Azure the number of
    writes to a firewall decides how long a run takes.
  - The order is safe for all of them. What goes is un-routed first, then every firewall is written, and only then
    are clusters routed, after a look at the rules as they were just written.
  - A cluster that cannot be read, planned or routed fails alone. Its rules and routes stay as they are, the others go
    on, and the task fails at the end with its name.
  - A cluster that O(clusters) does not name is left alone with all that was made for it.
author:
  - adx.outbound contributors (@adx-outbound)
version_added: 1.0.0
options:
  clusters:
    description:
      - The clusters, each as a name in O(resource_group), a resource id, a dictionary with C(name), C(resource_group)
        and C(subscription_id), or a dictionary with one of these as C(cluster) and options for this cluster alone.
      - Such options are C(firewall), C(firewall_policy), C(resource_group), C(route_table), C(state), C(gate),
        C(prune_deleted), and all others of this module that say what a cluster needs and how it is locked down, but
        not C(priority_base), C(group_priority), C(tags) and C(append_tags). C(subnet), as a resource id or a dictionary
        with C(name), C(virtual_network_name), C(resource_group) and C(subscription_id), stands in for the one the
        cluster names. C(region) is that of a cluster that is gone.
    type: list
    elements: raw
    required: true
  firewall:
    description:
      - The firewall the clusters are behind, in the forms of a cluster. Needed unless O(firewall_policy) or an entry of
        O(clusters) gives one.
    type: raw
  firewall_policy:
    description:
      - The policy whose rules count, in the same forms, where it is not the one of O(firewall) or where only the policy
        is known. Without O(firewall) it must govern exactly one.
    type: raw
  resource_group:
    description: Resource group of what is given by its name alone.
    type: str
  route_table:
    description:
      - A route table for all clusters, in the same forms. Each gets the table of its subnet when not given, and where
        that has none a new one beside the virtual network.
    type: raw
  gate:
    description:
      - Judge a cluster before it is routed, and before its rules go while a default route still leads to the firewall.
        One that would be cut off fails.
    type: bool
    default: true
  prune_deleted:
    description:
      - Take the rules of a cluster away that is named and gone, which means that Azure answers a request for it with a
        clear 404. Its routes go as well where its subnet or route table is given. With V(false) such a cluster fails.
      - Which region it was in is told by the names of its rule collections; give C(region) where that is not clear.
    type: bool
    default: false
  service_tags:
    description: Whether the checks read the prefixes of all service tags, an answer of some megabytes for each region.
    type: bool
    default: false
  fail_on:
    description: A cluster fails when the check of it at the end finds something as severe as this.
    type: str
    choices: [error, warning, info, never]
    default: error
  timeout:
    description: Seconds within which everything has to be done, waiting for other people's operations included.
    type: int
    default: 3600
attributes:
  action_group:
    support: full
extends_documentation_fragment:
  - adx.outbound.azure
  - adx.outbound.needs
  - adx.outbound.lockdown
  - adx.outbound.state
  - adx.outbound.tags
  - adx.outbound.backup
  - adx.outbound.attributes
  - adx.outbound.attributes.writer
seealso:
  - module: adx.outbound.egress_plan_info
  - module: adx.outbound.egress_check_info
"""

EXAMPLES = r"""
- name: Lock down two clusters behind one firewall, and take the rules of a third away
  adx.outbound.egress_fleet:
    firewall: {name: fw-hub, resource_group: rg-hub}
    resource_group: rg-adx
    clusters:
      - telemetry
      - cluster: analytics
        allow_not_injected: true
        source_addresses: [10.20.2.0/24]
      - cluster: billing
        state: absent
        region: West US
"""

RETURN = r"""
backup_files:
  description: The files with the resources as they were.
  returned: when O(backup) is given and something was written
  type: list
  elements: str
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
      description: Whether something was written for it.
      type: bool
      returned: success
    failed:
      description: Whether it failed.
      type: bool
      returned: success
    msg:
      description: Why it failed, empty otherwise.
      type: str
      returned: success
    pending:
      description: What its plan had to write, of V(rules), V(routes) and V(subnet).
      type: list
      elements: str
      returned: success
    warnings:
      description: What a person should know of its plan.
      type: list
      elements: str
      returned: success
    summary:
      description: The counts of the check at the end, as M(adx.outbound.egress_check_info) has them, if there was one.
      type: dict
      returned: success
    findings:
      description: The findings of that check, as M(adx.outbound.egress_check_info) returns them.
      type: list
      elements: dict
      returned: success
"""

from ..module_utils._glue import arguments, members, runner
from ..module_utils._glue.fleet import Run

SPEC = arguments.compose(
    "azure",
    "needs",
    "lockdown",
    "state",
    "tags",
    "backup",
    timeout=3600,
    clusters={"type": "list", "elements": "raw", "required": True},
    service_tags={"type": "bool", "default": False},
    fail_on={"type": "str", "choices": ["error", "warning", "info", "never"], "default": "error"},
    **members.PLACES,
)
_SHOWN = 3


def ensure(task):
    """Run over the whole fleet, and fail at the end for those who did."""
    run = Run(task, members.asked(task))
    run.go()
    clusters = [cluster.as_option() for cluster in run.states.values()]
    for warning in warnings(clusters):
        task.warn(warning)
    diffs = sorted(run.diffs, key=lambda diff: diff["after_header"])
    result = {"changed": bool(diffs), "clusters": clusters, "diff": diffs}
    message = failure(clusters)
    return {**result, "failed": True, "msg": message} if message else result


def warnings(clusters):
    """Each warning once, with those it is about."""
    about = {}
    for cluster in clusters:
        for warning in cluster["warnings"]:
            about.setdefault(warning, []).append(cluster["cluster"])
    return [f"Of {named(names)}: {warning}" for warning, names in about.items()]


def failure(clusters):
    """Who failed, and why the first of them did; empty when nobody did."""
    failed = [cluster for cluster in clusters if cluster["failed"]]
    if not failed:
        return ""
    reasons = list(dict.fromkeys(cluster["msg"] for cluster in failed))
    rest = f" And {len(reasons) - _SHOWN} more reasons, in the result." if len(reasons) > _SHOWN else ""
    names = named([cluster["cluster"] for cluster in failed])
    return f"{len(failed)} of {len(clusters)} clusters failed, {names}: {' '.join(reasons[:_SHOWN])}{rest}"


def named(names):
    """The first names, and how many more there are."""
    rest = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{', '.join(names[:_SHOWN])}{rest}"


def main():
    """Entry point."""
    runner.run(SPEC, ensure, several=True)


if __name__ == "__main__":
    main()
