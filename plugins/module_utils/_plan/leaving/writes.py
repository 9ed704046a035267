# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The one write by which a cluster leaves its network, as a pure change of the document that stands there right before.

The three ids stay, since they are the way back, and public access goes into the same write: a cluster that a security
group shielded would be open to everybody in between.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..documents import network_membership, outbound_access
from ..lockdown.approval import Part
from ..values.change import Document, Situation
from ..values.errors import PlanError
from ..values.resource_ids import ResourceId
from . import plans
from .plans import Plan


@dataclass(frozen=True)
class Writing:
    """The write of one plan."""

    plan: Plan

    @property
    def part(self) -> Part:
        """The kind of slice that is written."""
        return Part.NETWORK

    @property
    def id(self) -> ResourceId:
        """The resource that is written."""
        return self.plan.id

    @property
    def members(self) -> tuple[Plan, ...]:
        """The clusters that it is for."""
        return (self.plan,)

    def change(self, now: Situation) -> Document | None:
        """The document as it is to be; raise PlanError where what stands there is not what was decided about."""
        document, plan = now.document, self.plan
        if document is None:
            raise PlanError(f"There is no {plan.described} any more, so nothing is written to it.", "gone_meanwhile")
        plans.require_in_network(replace(plan.seen, access=replace(plan.seen.access, document=document)))
        if not _is_of(document, plan.seen.document, plan.wanted):
            raise _changed(plan, "its network or its public access")
        if outbound_access.view(document) != outbound_access.view(plan.seen.document):
            raise _changed(plan, "its outbound access")
        access, ranges = plan.request.public_network_access.spelt, plan.request.allowed_ip_ranges
        return network_membership.left(document, access, ranges)


def _is_of(document: Document, *known: Document) -> bool:
    """True where each member is as one of these documents has it: Azure may have taken only some of them."""
    shown = network_membership.view(document) or {}
    views = [network_membership.view(one) or {} for one in known]
    names = {*shown, *(name for view in views for name in view)}
    return all(any(shown.get(name) == view.get(name) for view in views) for name in names)


def _changed(plan: Plan, what: str) -> PlanError:
    return PlanError(
        f"Somebody has changed {what} since {plan.described} was looked at, so nothing is written to it; run again, and"
        " it is judged anew.",
        "drifted",
    )
