# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The first look at many clusters: one listing where a subscription has many of a kind, in the place of a read of each.

A listing leaves out without a word what the login may not see, and is a moment older than a read. So what is not in one
is read by itself, and it serves no more than the first look: what is written, and what is judged after a write, is read
anew by whoever does that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..._plan.documents import clusters, shapes, subnets
from ..._plan.fleet.fleet import Asked
from ..._plan.lockdown.request import Step
from ..._plan.values import resource_ids
from ..._plan.values.errors import PlanError
from ..._plan.values.resource_ids import CLUSTER, ROUTE_TABLE, SECURITY_GROUP, SUBNET, VIRTUAL_NETWORK, ResourceId
from ..login.session import Session
from ..wire import answers, api_versions, in_parallel
from ..wire.errors import ArmError
from ..wire.rest import entries
from .memory import Remembering

MANY = 10  # of a kind in a subscription, from which on a listing is cheaper
_WORTH = 20  # entries of a listing for each that is wanted; of more the pages cost more than reads do
_JUDGING = frozenset({Step.ROUTE, Step.RETURN, Step.CHECK})
Document = Mapping[str, Any]


def look(session: Session, memory: Remembering, fleet: Iterable[Asked], steps: frozenset[str]) -> None:
    """Let the memory know clusters, networks with their subnets, route tables and security groups of many clusters."""
    asked = list(fleet)
    listed = _First(session, memory)
    found = listed.all(CLUSTER, (one.cluster for one in asked))
    given = {resource_ids.key(one.cluster): one.subnet for one in asked}
    places = [given[key] or _subnet_of(document) for key, document in found.items()]
    spokes = listed.networks([one for one in places if one is not None])
    listed.all(ROUTE_TABLE, _referenced(map(subnets.route_table_id, spokes)))
    if steps & _JUDGING:
        listed.all(SECURITY_GROUP, _referenced(map(subnets.security_group_id, spokes)))


class _First:
    """Lists with one login, and hands what was wanted to the memory."""

    def __init__(self, session: Session, memory: Remembering) -> None:
        self._session, self._memory = session, memory

    def all(self, type_: str, wanted: Iterable[ResourceId]) -> dict[str, Document]:
        """Those of the wanted resources that listings have, by their keys."""
        return {resource_ids.key(str(one["id"])): one for one in self._listed(type_, wanted)}

    def networks(self, wanted: list[ResourceId]) -> list[Document]:
        """The subnets that are wanted, as their networks show them."""
        keys = {resource_ids.key(one) for one in wanted}
        networks = self._listed(VIRTUAL_NETWORK, (one.parent for one in wanted), count=len(keys))
        shown = [one for network in networks for one in (network.get("properties") or {}).get("subnets") or ()]
        mine = [one for one in shown if resource_ids.key(str(one.get("id"))) in keys]
        return [one for one in mine if self._know(SUBNET, one)]

    def _listed(self, type_: str, wanted: Iterable[ResourceId], *, count: int = 0) -> list[Document]:
        """`count` is how many reads a listing stands for, where these are more than what is wanted."""
        by_subscription: dict[str, set[str]] = {}
        for id_ in wanted:
            by_subscription.setdefault(id_.subscription.lower(), set()).add(resource_ids.key(id_))
        many = [(one, keys) for one, keys in by_subscription.items() if max(len(keys), count) >= MANY]
        endings = in_parallel.each(lambda one: list(self._some(type_, *one)), many)
        return [document for listed, _error in endings for document in listed or () if self._know(type_, document)]

    def _some(self, type_: str, subscription: str, wanted: set[str]) -> Iterator[Document]:
        http, doing = self._session.http, f"list resources of type {type_} in subscription {subscription}"
        url = f"/subscriptions/{subscription}/providers/{type_}?api-version={api_versions.of(type_)}"
        left = set(wanted)
        for number, one in enumerate(entries(http, http.get(url, doing), doing, shapes.listed(shapes.of(type_))), 1):
            key = resource_ids.key(str(one["id"]))
            if key in left:
                left.remove(key)
                yield one
            if not left or number >= _WORTH * len(wanted):
                return

    def _know(self, type_: str, document: Document) -> bool:
        """Hand a document to the memory; False for what is none of its type, and is read by itself."""
        try:
            id_ = resource_ids.of_type(resource_ids.parse(str(document.get("id"))), type_)
            self._memory.know(id_, answers.resource(dict(document), id_, f"read {id_.described()}"))
        except (ArmError, PlanError):
            return False
        return True


def _subnet_of(document: Document) -> ResourceId | None:
    cluster = clusters.from_arm(document)
    found = resource_ids.parse_or_none(cluster.subnet_id) if cluster.injected else None
    return found if found and found.type.lower() == SUBNET.lower() else None


def _referenced(ids: Iterable[str | None]) -> Iterator[ResourceId]:
    return filter(None, map(resource_ids.parse_or_none, ids))
