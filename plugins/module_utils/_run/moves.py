# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the order asks of clusters that leave their network or return to it, beside what decides about their traffic."""

from __future__ import annotations

from collections.abc import Mapping

from .._plan.documents.clusters import Cluster
from .._plan.fleet.fleet import Member
from .._plan.lockdown import finishing, returning
from .._plan.values.errors import PlanError
from .port import Failure, Port


def returned_since(port: Port, members: Mapping[str, Member]) -> dict[str, Failure]:
    """Which of these are no longer out of their network for certain, and why, of those that have to be."""
    asked = {name: one for name, one in members.items() if one.plan.request.only_left}
    why: dict[str, Failure] = {}
    if not asked:
        return why
    for name, (now, error) in zip(asked, port.together(port.cluster, asked.values()), strict=True):
        if error is not None:
            why[name] = port.explain(error)
            continue
        try:
            finishing.require_left(asked[name].id, now)
        except PlanError as refused:
            why[name] = port.explain(refused)
    return why


def no_way_back(port: Port, member: Member) -> Exception | None:
    """Look once more at a cluster and at what it would return to. Return why it can return no longer, or why nobody can
    tell; None where it can.
    """
    before = member.plan.landscape.cluster
    if before is None:
        return PlanError(f"Nothing is known of {member.described}.", "not_returnable")
    ((now, error),) = port.together(port.way_back, [member])
    if now is None:
        return error
    try:
        returning.require_way_back(before, now)
    except PlanError as refused:
        return refused
    return None


def back(port: Port, member: Member) -> Cluster:
    """Return a cluster that was sent back to its network, as it is there; raise PlanError where that is not certain."""
    before = member.plan.landscape.cluster
    if before is None:
        raise PlanError(f"Nothing is known of {member.described}.", "not_returned")
    ((now, error),) = port.together(port.cluster, [member])
    if error is not None:
        raise returning.not_back(before, f"it could not be read again. {port.explain(error).text}".rstrip("."))
    return returning.require_back(before, now)
