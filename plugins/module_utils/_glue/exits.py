# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the option `clusters` and those around it to what is wanted of clusters that are to leave their networks."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any

from .._arm.read import leaving
from .._plan.documents import text
from .._plan.leaving import request
from .._plan.leaving.request import Asked, Request
from .._plan.lockdown import acceptance
from .._plan.values import resource_ids
from .._plan.values.errors import PlanError
from . import members, requests
from .arguments import Spec, joined, texts
from .runner import Task

_ENTRY: Spec = {**joined("cluster", "uses", "exit"), "resource_group": {"type": "str"}}


def asked(task: Task) -> list[Asked]:
    """Return what is wanted for each cluster; raise PlanError for an entry that nobody could make sense of."""
    return members.each(task, _asked, lambda one: one.cluster)


def found(task: Task) -> list[Asked]:
    """Return the same for every cluster of the subscription, or of O(resource_group), that is still in a network.

    Raise PlanError where that would be written to without a preview that was approved: nobody has named them.
    """
    subscription, group = task.subscription(), task.params["resource_group"]
    inside = leaving.injected(task.session, task.patience, subscription, group)
    where = f"resource group {group}" if group else f"subscription {subscription}"
    if inside and not task.check_mode and not task.params["expect_plan"]:
        raise PlanError(
            f"O(clusters) is not given, and in {where} these would leave their networks: "
            f"{text.some(one.name for one in inside)}. Name those that are to, or have a preview of them all approved"
            " and give its plan hash as O(expect_plan).",
            "unnamed",
        )
    return [Asked(_request(members.options(task, {"cluster": str(one)}, "The cluster", _ENTRY)), one) for one in inside]


def _asked(task: Task, entry: Mapping[str, Any], where: str) -> Asked:
    params = members.options(task, entry, where, _ENTRY)
    return Asked(
        members.used(task, where, lambda: _request(params)),
        members.id_of(task, params, "cluster", resource_ids.CLUSTER),
    )


def _request(params: Mapping[str, Any]) -> Request:
    ranges = params["allowed_ip_ranges"]
    given = None if ranges is None else texts(ranges)
    if ranges and not given:  # nothing but blanks is a field that was left empty, and no list without entries
        given = None
    access, allowed = request.public_access(params["public_network_access"], given)
    if not 0 < params["prepared_within"] < inf:  # YAML takes .nan and .inf for numbers, too
        raise PlanError(f"O(prepared_within) is {params['prepared_within']:g}; it takes a number of hours above 0.")
    return Request(
        access,
        allowed,
        prepared_within=params["prepared_within"],
        uses=requests.uses_of(params["uses"]),
        ask_cluster=params["ask_cluster"],
        accept=acceptance.words(texts(params["accept"])),
    )
