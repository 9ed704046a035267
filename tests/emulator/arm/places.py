# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds what a resource path points at: a document of its own, or a part inside its parent's document."""

from __future__ import annotations

import copy
from dataclasses import dataclass

from . import catalogue, errors, newer_members, parts
from .kinds import Kind
from .store import key_of


@dataclass
class Place:
    kind: Kind
    top_id: str
    id: str
    top: dict | None  # the stored top-level document
    document: dict | None  # the same, or the part inside it

    @property
    def key(self):
        """Operations are counted per top-level resource, so a child and its parent share one."""
        return key_of(self.top_id)


def group_of(call):
    group = call.store.group(call.target.subscription, call.target.group)
    if group is None:
        raise errors.group_not_found(call.target.group)
    return group


def resolve(call):
    """The place of a single resource; absent documents are None, an absent group is refused."""
    return locate(call, catalogue.demand(call), group_of(call)["id"])


def locate(call, kind, group_id):
    namespace, first = kind.type.split("/")[:2]
    name = call.target.names[0]
    top_id = f"{group_id}/providers/{namespace}/{first}/{name}"
    top = call.store.get(top_id)
    top_id = top["id"] if top else top_id
    if not kind.is_child:
        return Place(kind, top_id, top_id, top, top)
    child_name = call.target.names[1]
    child = parts.find(children(top, kind), child_name) if top else None
    child_id = child["id"] if child else f"{top_id}/{kind.list_name}/{child_name}"
    return Place(kind, top_id, child_id, top, child)


def children(top, kind):
    return (top.get("properties") or {}).get(kind.list_name) or []


def missing(call, place):
    """The 404 of a read."""
    if place.top is None:
        type_name = "/".join(place.kind.type.split("/")[:2])
        return errors.resource_not_found(f"{type_name}/{call.target.names[0]}", call.target.group)
    return errors.Refusal(404, call.switches.missing_child_code, f"Resource {place.id} not found.")


def demand_parent(call, place):
    """A child cannot be written or deleted without its parent."""
    if place.kind.is_child and place.top is None:
        text = (
            "Can not perform requested operation on nested resource. "
            f"Parent resource '{call.target.names[0]}' not found."
        )
        raise errors.front(404, "ParentResourceNotFound", text)


def shown(call, kind, document):
    """A copy of a document as an answer shows it."""
    made = copy.deepcopy(document)
    if kind is not None:
        kind.render(call, made)
        newer_members.hide(call, kind, made)
    return made
