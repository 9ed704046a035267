# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What somebody else does to what restricts the access of a cluster."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from ansible_collections.adx.outbound.tests.faults import cluster_others
from ansible_collections.adx.outbound.tests.faults.access_acts import (
    DISABLED,
    ENABLED,
    NAMES,
    OURS,
    POLICIES,
    RESTRICT,
    policy,
)

LATE_NAME, LATE_POLICY = "late.example", policy("webapi", r"^https://late\.example/")
_FLIPPED = {"Allow": "Deny", "Deny": "Allow"}


def _adds(told: dict[str, Any]) -> dict[str, Any] | None:
    if told.get(POLICIES):
        return {POLICIES: [*told[POLICIES], LATE_POLICY]}
    return {NAMES: [*told[NAMES], LATE_NAME]} if told.get(NAMES) else None


def _removes(told: dict[str, Any]) -> dict[str, Any] | None:
    """The first of the list, which was theirs from the start."""
    name = POLICIES if told.get(POLICIES) else NAMES
    return {name: told[name][1:]} if len(told.get(name) or []) > 1 else None


def _flips(told: dict[str, Any], number: int) -> dict[str, Any] | None:
    policies = copy.deepcopy(told.get(POLICIES) or [])
    if len(policies) <= number:
        return None
    policies[number]["outboundAccess"] = _FLIPPED[policies[number]["outboundAccess"]]
    return {POLICIES: policies}


def _flips_ours(told: dict[str, Any]) -> dict[str, Any] | None:
    ids = [one["calloutId"] for one in told.get(POLICIES) or []]
    return _flips(told, ids.index(OURS["calloutId"])) if OURS["calloutId"] in ids else None


# What they do to the properties: the members they send, None where there is nothing of the kind to do.
CHANGES: Mapping[str, cluster_others.Change] = {
    "adds an entry": _adds,
    "removes an entry": _removes,
    "flips a policy": lambda told: _flips(told, 0),
    "flips our policy": _flips_ours,
    "restricts access": lambda told: {RESTRICT: ENABLED} if told.get(RESTRICT) != ENABLED else None,
    "opens access": lambda told: {RESTRICT: DISABLED} if told.get(RESTRICT) != DISABLED else None,
}
DEEDS = (*CHANGES, *cluster_others.DEEDS)
