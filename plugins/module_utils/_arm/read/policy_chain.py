# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read a firewall policy with its groups, and the policies it inherits from."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ..._plan.documents import rule_collections, shapes
from ..._plan.documents.policies import Policy
from ..._plan.documents.rule_collections import Collection
from ..._plan.values import resource_ids
from ..._plan.values.change import Document, Situation
from ..._plan.values.resource_ids import ResourceId
from ..login.session import Session
from ..wire import api_versions, rest
from ..wire.errors import NotFound
from ..wire.patience import Patience

_DEEPEST = 5  # policies have one level of parents today; a loop of ids must not be followed for ever


def chain(start: ResourceId | None, read: Callable[[ResourceId], Policy | None]) -> tuple[Policy, ...]:
    """Return a policy and its parents, the root first; it ends early where `read` gives None."""
    found: list[Policy] = []
    next_ = start
    while next_ is not None and len(found) < _DEEPEST:
        policy = read(next_)
        if policy is None:
            break
        found.insert(0, policy)
        next_ = resource_ids.parse(policy.parent_id) if policy.parent_id else None
    return tuple(found)


def policy(session: Session, id_: ResourceId) -> Policy:
    """Return one policy with all its groups: two requests, however many groups there are."""
    id_ = resource_ids.of_type(id_, resource_ids.FIREWALL_POLICY)
    return Policy(session.network.read(id_).document, tuple(_groups(session, id_)))


def neighbours(
    session: Session, patience: Patience, id_: ResourceId, wanted: Sequence[Collection]
) -> Callable[[Document | None], dict[str, Any]]:
    """Return what reads the policy beside one of its groups.

    Parents matter for DNS settings alone, so they are read only where a network rule names hosts and the policy has
    no such settings of its own.
    """
    needs_proxy = bool(rule_collections.network_fqdns(wanted))

    def read(parent: ResourceId) -> Policy | None:
        try:
            return patience.read(lambda: policy(session, parent))
        except NotFound:
            return None

    def of_group(_document: Document | None) -> dict[str, Any]:
        own = read(id_)
        inherits = needs_proxy and own is not None and not (own.document.get("properties") or {}).get("dnsSettings")
        parents = chain(resource_ids.parse(own.parent_id), read) if own and own.parent_id and inherits else ()
        return {"chain": (*parents, own) if own else ()}

    return of_group


def required(id_: ResourceId) -> Callable[[Situation], list[ResourceId]]:
    """Return what names all that a write to a group of the policy touches: the policy, those that inherit from it, and
    its firewalls.
    """

    def of_group(wanted: Situation) -> list[ResourceId]:
        if not wanted.neighbours["chain"]:
            return []
        own: Policy = wanted.neighbours["chain"][-1]
        children = [resource_ids.of_type(resource_ids.parse(one), resource_ids.FIREWALL_POLICY) for one in own.children]
        firewalls = [resource_ids.of_type(resource_ids.parse(one), resource_ids.FIREWALL) for one in own.firewalls]
        return [id_, *children, *firewalls]

    return of_group


def _groups(session: Session, id_: ResourceId) -> list[dict[str, Any]]:
    doing = f"list the rule collection groups of {id_.described()}"
    version = api_versions.of(resource_ids.RULE_COLLECTION_GROUP)
    first = session.http.get(f"{id_}/ruleCollectionGroups?api-version={version}", doing)
    return list(rest.entries(session.http, first, doing, shapes.of(resource_ids.RULE_COLLECTION_GROUP)))
