# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One resource as reconcile sees it: read it with its neighbours, write it back under its etag."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ..._plan.documents import sameness
from ..._plan.values import change
from ..._plan.values.change import Document, Situation
from ..._plan.values.resource_ids import ResourceId
from ..login.session import Session
from ..wire import errors, operations
from ..wire.answers import Accepted, Found
from ..wire.patience import Patience

_FORBIDDEN = 403


def _nothing(_document: Document | None) -> dict[str, Any]:
    return {}


def _unsaved(_document: Document | None) -> None:
    pass


def _as_it_is(document: Document, _found: Document | None) -> Document:
    return document


class Door(Protocol):
    """Where documents of one service are read and written; every failure leaves as an ArmError."""

    def read(self, id_: ResourceId) -> Found:
        """Return the document and its etag; raise NotFound for a clear 404."""

    def hidden(self, id_: ResourceId, document: Document) -> str:
        """Say what a write would remove that the document does not show; empty for nothing."""

    def write(self, id_: ResourceId, document: Document, headers: dict[str, str], oldest: str = "") -> Accepted:
        """Send a document with no api-version that is older than `oldest`."""

    def delete(self, id_: ResourceId, headers: dict[str, str]) -> Accepted:
        """Delete; something already gone is no error."""


@dataclass(frozen=True)
class Resource:
    """`neighbours` reads what the decision needs besides the document; `required` names what must be settled
    before a write, since a write of ours can cancel somebody's running operation there (its document is None before
    a DELETE); `for_write` makes what is sent of the wanted document and of the one that stands there, without what the
    service adds and never takes back; `before_write` is told what stands there before the first write that may take;
    `oldest` is the first api-version that knows all of what is to be written; `door` is another one than that to
    Microsoft.Network. `mends` is for a write that puts back what a failed one of ours has left, and is sent also where
    that shows no difference; `most_writes` says how often a write is repeated that does not show.
    """

    session: Session
    id: ResourceId
    patience: Patience
    neighbours: Callable[[Document | None], Mapping[str, Any]] = _nothing
    required: Callable[[Situation], Iterable[ResourceId]] = lambda _situation: ()
    for_write: Callable[[Document, Document | None], Document] = _as_it_is
    before_write: Callable[[Document | None], None] = _unsaved
    oldest: str = ""
    door: Door | None = None
    mends: bool = False
    most_writes: int = 5  # taken ones, and those an internal error may have taken; all else the deadline ends

    @property
    def _door(self) -> Door:
        return self.door or self.session.network

    def _read_or_none(self) -> Found | None:
        """Return what is there, None for a clear 404 and for nothing else."""
        try:
            return self._door.read(self.id)
        except errors.NotFound:
            return None

    def read(self) -> tuple[Situation, Found | None]:
        """Return the document with its neighbours; an absent resource is None."""
        found = self.patience.read(self._read_or_none)
        document = found.document if found else None
        return Situation(document, self.neighbours(document)), found

    def read_settled(self) -> tuple[Situation, Found | None]:
        """The same, after whatever operation is running on the resource has ended; raises TimedOut when it goes on."""
        pace = self.patience.fresh()
        seen = self.read()
        while not change.is_settled(seen[0].document):
            doing, last = f"change {self.id.described()}", f"it is {change.state_of(seen[0].document)}"
            if not pace.wait(what=f"to {doing}: {last}"):
                raise self.patience.expired(doing, last)
            seen = self.read()
        return seen

    def require_ready(self, situation: Situation, *, mending: bool = False) -> None:
        """Return when everything a write touches is settled; raise for what has failed.

        `mending` is for a write that follows a failed one of ours: the parent then shows that failure.
        """
        for id_ in self.required(situation):
            other = Resource(self.session, id_, self.patience).read_settled()[0].document
            if not (mending and self.id.is_child and id_ == self.id.parent):
                require_not_failed(id_, other)

    def is_still(self, answer: Found | None) -> bool:
        """Read once more, right before a write: True when nobody has written since.

        Etag and document have to agree: an answer that came damaged once is not written back, and an etag that is not
        there, or stays the same, hides nobody's change.
        """
        now = self.patience.read(self._read_or_none)
        if now is None or answer is None:
            return now is answer
        if not change.is_settled(now.document):
            return False  # whatever its etag says, somebody has begun to change it, and a write of ours would end that
        return now.etag == answer.etag and sameness.is_same(now.document, answer.document, self.id.type)

    def require_nothing_hidden(self, answer: Found | None) -> None:
        """Raise where the cloud has a newer version than we know that shows more than we would write back."""
        hidden = self.patience.read(lambda: self._door.hidden(self.id, answer.document)) if answer else ""
        if hidden:
            raise errors.ArmError(
                f"write {self.id.described()}", hidden, advice="Let whoever uses that member write the resource."
            )

    def submit(self, wanted: Document | None, answer: Found | None) -> Accepted:
        """Write or delete under the etag that was read."""
        etag = answer.etag if answer else None
        headers = {"If-Match": etag} if etag else {} if answer else {"If-None-Match": "*"}
        if wanted is None:
            return self._door.delete(self.id, headers)
        body = self.for_write(wanted, answer.document if answer else None)
        return self._door.write(self.id, body, headers, self.oldest)

    def follow(self, accepted: Accepted) -> None:
        """Wait for the end of an operation; raise when it did not succeed. One that the login may not see is not waited
        for: the resource itself tells how it ends.
        """
        try:
            operations.follow(self.session.http, accepted, self.patience, f"change {self.id.described()}")
        except errors.ArmError as error:
            if error.status != _FORBIDDEN:
                raise


def require_not_failed(id_: ResourceId, document: Document | None) -> None:
    """Raise for a resource whose last operation ended badly: a write on top could make it worse."""
    if change.has_failed(document):
        raise errors.ArmError(
            f"write to {id_.described()}",
            f"its provisioning state is {change.state_of(document)}",
            advice="Repair it first, for instance by repeating the change that failed.",
        )
