# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The writes of one cluster, each as a pure change of the document that stands there right before it.

Usually there is one. Where one list takes the place of another and Azure refuses that in one write, there are two, with
access open in between; and whatever goes wrong after a write, another one puts back what stood there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from ..callouts.policies import State
from ..documents import outbound_access
from ..documents.outbound_access import LISTS, RESTRICT
from ..lockdown.approval import Part
from ..values.change import Document, Situation
from ..values.errors import PlanError
from ..values.resource_ids import ResourceId
from ..values.words import Word, begun
from . import lists, plans
from .plans import Plan


class Stage(Word):
    """Which write it is: the usual one, the two where access is open in between, what puts back, and what does no more
    than restrict access again.
    """

    AT_ONCE = "at_once"
    OPEN = "open"
    CLOSE = "close"
    BACK = "back"
    SHUT = "shut"


@dataclass(frozen=True)
class Writing:
    """One write. It is held to the plan's own slices where these were approved. What puts back has the document as it
    stood before as `original`, and in `left` those that this run may have left.
    """

    plan: Plan
    stage: Stage = Stage.AT_ONCE
    is_approved: bool = False
    original: Document | None = None
    left: tuple[Document, ...] = ()

    @property
    def part(self) -> Part:
        """The kind of slice that is written."""
        return Part.ACCESS

    @property
    def id(self) -> ResourceId:
        """The resource that is written."""
        return self.plan.id

    @property
    def members(self) -> tuple[Plan, ...]:
        """The clusters that it is for."""
        return (self.plan,)

    def at(self, stage: Stage) -> Writing:
        """Another write of the same plan."""
        return replace(self, stage=stage)

    def back(self, stood: Document | None) -> Writing:
        """What puts back what stood there before the first write, None where that is what the plan was made on. Only
        what these writes make of it counts as left by them: what was read after them may have changes of others.
        """
        original = stood or self.plan.seen.document
        return replace(self, stage=Stage.BACK, original=original, left=self._may_be_left(original))

    def change(self, now: Situation) -> Document | None:
        """The document as it is to be; raise PlanError where what stands there is not what was decided about."""
        document = now.document
        if document is None:
            raise PlanError(f"There is no {self.plan.described} any more, so it takes nothing.", "gone_meanwhile")
        if self.stage == Stage.AT_ONCE:
            return self._at_once(document, now.neighbours)
        if self.stage == Stage.CLOSE:
            self._require_one_of(document, self._opened, self.plan.wanted)
            return outbound_access.changed(document, self.plan.change.members)
        if self.stage == Stage.SHUT:
            return outbound_access.changed(document, {RESTRICT: str(State.ENABLED)})
        if self.stage == Stage.OPEN:
            seen = self.plan.seen.document
            self._require_one_of(document, seen, self._opened, _unheeded(self._opened, seen))
            return outbound_access.changed(document, self.plan.opens or {})
        original = self.original or self.plan.seen.document
        self._require_one_of(document, original, *self.left)
        return outbound_access.changed(document, outbound_access.of(original))

    def _may_be_left(self, original: Document) -> tuple[Document, ...]:
        """What our writes make of a document, also where Azure takes no notice of a list that is sent empty."""
        members = (lists.change(self.plan.request, original).members, self.plan.opens or {})
        whole = [outbound_access.changed(original, one) for one in members]
        return (*whole, *(_unheeded(one, original) for one in whole))

    @property
    def _opened(self) -> Document:
        return outbound_access.changed(self.plan.seen.document, self.plan.opens or {})

    def _at_once(self, document: Document, neighbours: Mapping[str, Any]) -> Document:
        """Decided anew, since somebody may have written after the plan was made; what was approved binds."""
        made = plans.again(self.plan, document, neighbours)
        if self.is_approved:
            mine, planned = made.slices[Part.ACCESS], self.plan.slices[Part.ACCESS]
            if mine.found not in (planned.found, planned.wanted) or mine.wanted != planned.wanted:
                raise PlanError(
                    f"{begun(self.plan.described)} was changed after it was compared with what was approved; run the"
                    " preview again and have its plan hash approved.",
                    "drifted",
                )
        return made.wanted

    def _require_one_of(self, document: Document, *known: Document) -> None:
        if outbound_access.view(document) not in map(outbound_access.view, known):
            raise PlanError(f"Somebody has written {self.plan.described} since this run did.", "written_since")


def _unheeded(wanted: Document, original: Document) -> Document:
    """The wanted document where Azure takes no notice of a list that is sent empty."""
    given, found = outbound_access.of(wanted), outbound_access.of(original)
    return outbound_access.changed(wanted, {name: found[name] for name in LISTS if not given[name]})
