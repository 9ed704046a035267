# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a landscape is read: each document by itself, within one deadline, and what could not be is noted."""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import Any, TypeVar

from ..._plan.documents import clusters
from ..._plan.documents.clusters import Cluster
from ..._plan.documents.policies import Policy
from ..._plan.values import resource_ids
from ..._plan.values.resource_ids import ResourceId
from ..._plan.verdict.rulebooks import Rulebooks
from ..login.session import Session
from ..wire.answers import Misshapen
from ..wire.errors import ArmError, NotFound
from ..wire.patience import Patience
from . import policy_chain
from .documents import read_or_none
from .kusto import Kusto

FORBIDDEN = 403
HIDDEN = (FORBIDDEN, 404)  # what may not be seen, and what is not there or out of sight
_GONE = ("resourcenotfound", "resourcegroupnotfound")
Result = TypeVar("Result")


def is_lacking(error: ArmError, tolerated: Container[int | None] = HIDDEN) -> bool:
    """True for an error that leaves a document unread where these statuses do: one that may not be seen, and one that
    is there and makes no sense.
    """
    return error.status in tolerated or (FORBIDDEN in tolerated and isinstance(error, Misshapen))


def is_gone(error: NotFound) -> bool:
    """True for the 404 of a resource or its group; a subscription that is not found may merely be out of sight."""
    return (error.code or "").lower() in _GONE


def cluster(session: Session, patience: Patience, id_: ResourceId) -> Cluster | None:
    """Return a cluster as it is now, None for one that is gone."""
    try:
        return clusters.from_arm(patience.read(lambda: Kusto(session.http).cluster(id_)))
    except NotFound as error:
        if not is_gone(error):
            raise
        return None


class Reader:
    """One login and one deadline. `unread` maps the field of what could not be read to a sentence that says why.

    `lists` is a login that remembers for longer: for what is the same for many clusters, and nobody here writes.
    `rulebooks` are those of a run over many clusters.
    """

    def __init__(
        self,
        session: Session,
        patience: Patience,
        lists: Session | None = None,
        *,
        rulebooks: Rulebooks | None = None,
    ) -> None:
        self.session, self.patience, self.lists = session, patience, lists or session
        self.rulebooks = rulebooks or Rulebooks()
        self.kusto = Kusto(session.http)
        self.unread: dict[str, str] = {}

    def document(self, id_: ResourceId | None) -> dict[str, Any] | None:
        """Return a document that must be there; None where no id is given."""
        if id_ is None:
            return None
        return self.patience.read(lambda: self.session.network.read(id_)).document

    def if_there(self, id_: ResourceId | None) -> dict[str, Any] | None:
        """Return a document, None for a clear 404."""
        if id_ is None:
            return None
        found = self.patience.read(lambda: read_or_none(self.session, id_))
        return found.document if found else None

    def policy(self, id_: ResourceId) -> Policy:
        """Return a policy with all its groups."""
        made = f"{resource_ids.key(id_)} with its groups"
        found: Policy = self.session.recall(
            made, lambda: self.patience.read(lambda: policy_chain.policy(self.session, id_))
        )
        return found

    def optional(
        self, field: str, what: str, read: Callable[[], Result], *, tolerated: Container[int | None] = HIDDEN
    ) -> Result | None:
        """Return what is read, or None with a note under the field for an error with a tolerated status.

        Where what may not be seen is tolerated, so is what nobody could make sense of.
        """
        try:
            return read()
        except ArmError as error:
            if not is_lacking(error, tolerated):
                raise
            self.unread[field] = error.of_reading(what)
            return None
