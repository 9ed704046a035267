# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The outbound access of a cluster, and its place in a network, as reconcile sees them: a PATCH with no more than the
members that change.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..._plan.documents import network_membership, outbound_access, sameness
from ..._plan.documents.network_membership import (
    CONFIGURATION,
    NETWORK_MEMBERS,
    RANGES,
    STATE_SINCE,
    Membership,
)
from ..._plan.documents.outbound_access import KNOWN_SINCE, LISTS, RESTRICT
from ..._plan.values.change import Document
from ..._plan.values.errors import PlanError
from ..._plan.values.resource_ids import CLUSTER, ResourceId
from ..login.session import Session
from ..read import access
from ..wire import answers, api_versions, errors
from ..wire.answers import Accepted, Found
from ..wire.patience import Patience
from ..wire.rest import Http
from .resource import Resource

_MOST_WRITES = 2  # each takes minutes, and one that is ignored is ignored again


class Clusters:
    """The door to clusters. What a PATCH does not send stays as it is, and a member that it sends, of those that are
    given as `whole`, is replaced whole.
    """

    def __init__(self, session: Session, whole: Sequence[str] = LISTS) -> None:
        self._http: Http = session.http
        self._versions = session.versions
        self._whole = whole

    def read(self, id_: ResourceId) -> Found:
        """Return the cluster's document and its etag."""
        doing = f"read {id_.described()}"
        answer = self._http.get(self._url(id_), doing)
        document = answers.resource(answer.document, id_, doing)
        return Found(document, answer.headers.get("ETag") or document.get("etag"))

    def hidden(self, id_: ResourceId, document: Document) -> str:
        """Say what of these members a write would remove that the version we read with does not show; empty for
        nothing.
        """
        newer = self._versions.newer(str(id_))
        if not newer:
            return ""
        doing = f"read {id_.described()}"
        url = f"{self._http.base}{id_}?api-version={newer}"  # whole, so that no other version takes its place
        whole = answers.resource(self._http.get(url, doing).document, id_, doing)
        sent = {name: told[name] for name in self._whole if name in (told := whole["properties"])}
        missing = next(sameness.missing(document.get("properties"), sent), "")
        return missing and f"its member {missing}, which api-version {newer} shows, would be lost"

    def write(self, id_: ResourceId, document: Document, headers: dict[str, str], oldest: str = "") -> Accepted:
        """PATCH the members that the document has; raise ArmError where the cloud has no version that is new enough."""
        doing = f"write {id_.described()}"
        if self._versions.version(str(id_)) < oldest:
            raise errors.ArmError(doing, f"this cloud has no api-version as new as {oldest}, which it takes")
        return Accepted.of(self._http.patch(self._url(id_), doing, document, headers).headers)

    def delete(self, id_: ResourceId, _headers: dict[str, str]) -> Accepted:
        """Never: raise PlanError."""
        raise PlanError(f"{id_.described()} is not ours to delete.")

    def _url(self, id_: ResourceId) -> str:
        return f"{id_}?api-version={api_versions.of(CLUSTER)}"


def outbound(session: Session, patience: Patience, id_: ResourceId, *, mends: bool = False) -> Resource:
    """The outbound access of one cluster, with the policies in force beside it. `mends` is as Resource has it."""
    return Resource(
        session,
        id_,
        patience,
        neighbours=lambda _document: access.listed(session, patience, id_),
        for_write=_patch,
        oldest=KNOWN_SINCE,
        door=Clusters(session, LISTS),
        mends=mends,
        most_writes=_MOST_WRITES,
    )


def network(session: Session, patience: Patience, id_: ResourceId, *, mends: bool = False) -> Resource:
    """Whether one cluster is in its network, and who may reach it. `mends` is as Resource has it."""
    return Resource(
        session,
        id_,
        patience,
        for_write=_moved,
        oldest=STATE_SINCE,
        door=Clusters(session, (CONFIGURATION, RANGES)),
        mends=mends,
        most_writes=_MOST_WRITES,
    )


def _moved(wanted: Document, found: Document | None) -> Document:
    """What leaves a network takes who may come in along, whatever that was. Where nothing differs the last change has
    failed, so that nobody can tell where the cluster is: all that says it is sent again. Never what the document does
    not have.
    """
    members = network_membership.difference(found, wanted)
    leaves = CONFIGURATION in members and network_membership.membership(wanted) == Membership.LEFT
    told, has = network_membership.of(wanted), wanted.get("properties") or {}
    whole = {name: told[name] for name in NETWORK_MEMBERS if has.get(name) is not None}
    return {"properties": whole if leaves or not members else members}


def _patch(wanted: Document, found: Document | None) -> Document:
    """Where both lists change, one takes the place of the other, and the state goes with them. Where nothing differs
    the last change has failed, so that nobody can tell what is in effect: the state and the list are sent again.
    """
    members = outbound_access.difference(found, wanted) or _whole(outbound_access.of(wanted))
    if all(name in members for name in LISTS):
        members[RESTRICT] = outbound_access.of(wanted)[RESTRICT]
    return {"properties": members}


def _whole(told: dict[str, Any]) -> dict[str, Any]:
    """The state with the list that has entries, since Azure may not take an empty one beside it; with both where none
    has any.
    """
    lists = [name for name in LISTS if told[name]] or LISTS
    return {RESTRICT: told[RESTRICT], **{name: told[name] for name in lists}}
