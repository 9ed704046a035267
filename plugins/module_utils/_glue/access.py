# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the option `clusters` and the options around it to what is wanted of the outbound access of each cluster."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .._plan.lockdown import acceptance
from .._plan.outbound import request
from .._plan.outbound.request import Asked, Request
from .._plan.values import resource_ids
from .._plan.values.errors import PlanError
from .._plan.values.words import OutboundState
from . import members, requests
from .arguments import Spec, joined, texts
from .runner import Task

_ENTRY: Spec = {**joined("cluster", "uses", "access"), "resource_group": {"type": "str"}}


def asked(task: Task) -> list[Asked]:
    """Return what is wanted for each cluster; raise PlanError for an entry that nobody could make sense of."""
    return members.each(task, _asked, lambda one: one.cluster)


def _asked(task: Task, entry: Mapping[str, Any], where: str) -> Asked:
    params = members.options(task, entry, where, _ENTRY)
    return Asked(
        members.used(task, where, lambda: _request(params)),
        members.id_of(task, params, "cluster", resource_ids.CLUSTER),
    )


def _request(params: Mapping[str, Any]) -> Request:
    if not params["state"]:
        raise PlanError(
            f"O(state) is needed, to say whether outbound access is to be {' or '.join(OutboundState)}; it has no"
            " default."
        )
    return Request(
        OutboundState(params["state"]),
        request.lists(_names(params["allowed_fqdns"]), params["callout_policies"]),
        requests.uses_of(params["uses"]),
        max_removals=params["max_removals"],
        accept=acceptance.words(texts(params["accept"])),
        **{name: params[name] for name in ("ask_cluster", "validate_connections", "purge")},
    )


def _names(given: Sequence[str] | None) -> list[str] | None:
    """The names as they are given; nothing but blanks is a field that was left empty, and no list without entries."""
    found = None if given is None else texts(given)
    return found if found or not given else None
