# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a run has sent so far: the truth for whoever reads how it ended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Generic

from .._plan.documents import text
from .._plan.lockdown.approval import Part
from .._plan.values import resource_ids
from .._plan.values.change import Document, Outcome
from .._plan.values.resource_ids import ResourceId
from .port import One, Planned, Written

_WORDS = {
    Part.RULES: "the rules of",
    Part.ROUTES: "the routes of",
    Part.SUBNET: "the route table of",
    Part.ACCESS: "the outbound access of",
    Part.NETWORK: "the network settings of",
}


@dataclass(frozen=True)
class Sent(Generic[One]):
    """One write. Without an outcome its answer was lost: it may have taken effect."""

    writing: One
    outcome: Outcome | None
    taken_back: bool = False

    @property
    def id(self) -> ResourceId:
        """The resource."""
        return self.writing.id

    @property
    def change(self) -> Outcome | None:
        """The outcome where it made something else of the resource, or in check mode would, and that stands."""
        return self.outcome if self.outcome and self.outcome.changed and not self.taken_back else None

    @property
    def is_lost(self) -> bool:
        """True where nobody knows whether it took effect: its answer was lost, and nothing has put it back."""
        return self.outcome is None and not self.taken_back

    @property
    def described(self) -> str:
        """`the rules of firewall fw-hub in resource group rg-hub`."""
        return f"{_WORDS[self.writing.part]} {self.id.described()}"

    def as_option(self) -> dict[str, Any]:
        """The write as users see it in results."""
        return {
            "resource": self.id.described(),
            "id": str(self.id),
            "part": self.writing.part,
            "clusters": [str(member.id) for member in self.writing.members],
            "certain": self.outcome is not None,
            "taken_back": self.taken_back,
        }


@dataclass
class Record(Generic[One]):
    """Every write of a run, in their order. Lanes write at the same time, so it is kept under a lock.

    `epoch` grows with each write and each wait for somebody else's: what was read before is out of date then.
    """

    sent: list[Sent[One]] = field(default_factory=list)
    epoch: int = 0
    _lock: Lock = field(default_factory=Lock)

    def touched(self) -> None:
        """Something was written, or waited for."""
        with self._lock:
            self.epoch += 1

    def add(self, writing: One, outcome: Outcome | None) -> None:
        """Keep a write that was taken, or may have been."""
        with self._lock:
            self.sent.append(Sent(writing, outcome))

    def take_back(self, one: Sent[One]) -> None:
        """Keep that a write was taken back."""
        with self._lock:
            self.sent[self.sent.index(one)] = Sent(one.writing, one.outcome, taken_back=True)

    def of(self, member: Planned, *parts: Part) -> list[Sent[One]]:
        """The writes that were for this cluster, too, of these parts."""
        return [one for one in self.sent if one.writing.part in parts and _is_for(one.writing, member)]

    def documents(self) -> dict[str, Document | None]:
        """What stands there after our writes, by the key of its id."""
        return {
            resource_ids.key(one.id): one.outcome.original if one.taken_back else one.outcome.document
            for one in self.sent
            if one.outcome is not None
        }

    def originals(self, sent: Iterable[Sent[One]]) -> dict[str, Document | None]:
        """What stood there before these writes, by the key of its id."""
        return {resource_ids.key(one.id): one.outcome.original for one in sent if one.outcome is not None}

    def sentence(self, member: Planned | None, *, planned: Iterable[Part] = ()) -> str:
        """What the run has written for a cluster, and which of the planned parts it has not."""
        mine = self.of(member, *Part) if member else []
        standing = [one for one in mine if one.outcome is not None and not one.taken_back]
        lost, back = [one for one in mine if one.is_lost], [one for one in mine if one.taken_back]
        done = {one.writing.part for one in mine}
        slices = member.slices if member else {}
        left = [
            f"{_WORDS[part]} {slices[part].id.described()}" for part in planned if part not in done and part in slices
        ]
        sentences = [f"This run has written {_listed(standing)}." if standing else ""]
        sentences += [f"This run took back {_listed(back)}." if back else ""]
        sentences += [f"The write of {_listed(lost)} had been sent and may have taken effect." if lost else ""]
        if not mine:
            return "This run has written nothing for it."
        sentences += [f"It has not written {', '.join(left)}." if left else ""]
        return " ".join(filter(None, sentences))

    def summary(self) -> str:
        """What the whole run has written."""
        standing = [one for one in self.sent if one.outcome is not None and not one.taken_back]
        lost = [one for one in self.sent if one.is_lost]
        sentences = [f"In all this run has written {_listed(standing)}." if standing else ""]
        sentences += [f"The write of {_listed(lost)} had been sent and may have taken effect." if lost else ""]
        return " ".join(filter(None, sentences)) or "This run has written nothing."


def _is_for(writing: Written, member: Planned) -> bool:
    """By the id of the cluster: what is known of it may grow after the write."""
    return any(resource_ids.same(member.id, other.id) for other in writing.members)


def _listed(sent: Iterable[Sent[Any]]) -> str:
    return text.some(one.described for one in sent)
