# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a resource was before a task first wrote to it, and the pure change that puts it back.

Only the slice that the task owned is put back, so that what others have written since survives; or the whole document,
where that is asked for.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from ..values import json_texts, resource_ids, service_prefixes
from ..values.change import Document
from ..values.errors import PlanError
from ..values.resource_ids import CLUSTER, FIREWALL, ROUTE_TABLE, RULE_COLLECTION_GROUP, SUBNET, ResourceId
from ..values.service_prefixes import ServicePrefix
from . import (
    network_membership,
    outbound_access,
    route_tables,
    routes,
    rule_ownership,
    rule_spellings,
    sameness,
    shapes,
    subnets,
)
from .rule_ownership import Ownership
from .shapes import Shape

FORMAT = 1
_NETWORK = "network"


@dataclass(frozen=True)
class Backup:
    """One resource as it was. `ours` says which part of it the task owned, in the words of its type, and `api_version`
    with which one it was read: an older one may not know all that is in the document.
    """

    id: ResourceId
    document: Document | None
    ours: Mapping[str, Any]
    api_version: str = ""

    def as_text(self) -> str:
        """The content of a backup file."""
        made = {"format": FORMAT, "id": str(self.id), "api_version": self.api_version}
        saved = {**made, "ours": self.ours, "document": self.document}
        return json.dumps(saved, indent=2, ensure_ascii=False) + "\n"


def parse(text: str, where: str) -> Backup:
    """Read a backup file; raise PlanError for anything else, and for one that nobody could put back."""
    try:
        saved = json_texts.parsed(text)
        found = resource_ids.parse(str(saved["id"]))
        type_ = next(one for one in _KINDS if one.lower() == found.type.lower())
        if saved["format"] != FORMAT:
            raise ValueError("format")
        id_, version = resource_ids.of_type(found, type_), str(saved.get("api_version") or "")
        backup = Backup(id_, saved["document"], saved["ours"], version)
    except (ValueError, KeyError, TypeError, StopIteration, PlanError) as error:
        raise PlanError(f"{where} is no backup of a resource that this collection writes.") from error
    _require_as_written(backup, where)
    return backup


def _require_as_written(backup: Backup, where: str) -> None:
    """Raise PlanError for what this collection never writes into a file: somebody has changed it."""
    kind = _KINDS[backup.id.type]
    parts = {"document": backup.document, "ours": backup.ours}
    document = shapes.whole(shapes.of(backup.id.type))
    why = shapes.misfit(parts, shapes.an_object(document=document, ours=shapes.needed(kind.ours)))
    reason = str(why or "")
    if not why and backup.document is not None and not resource_ids.same(backup.document["id"], backup.id):
        reason = f"its document is not that of {backup.id.described()}"
    try:
        if not reason:
            kind.owned(backup)
    except (PlanError, ValueError) as error:
        reason = f"what it says of the part that was ours cannot be understood ({str(error).rstrip('.')})"
    if reason:
        raise PlanError(f"The backup {where} is not as it was written: {reason}. Nothing can be put back from it.")


def restored(backup: Backup, now: Document | None, *, whole: bool) -> Document | None:
    """Return the resource with our slice, or all of it, as the backup has it; raise PlanError for all of nothing."""
    if whole and backup.document is None:
        raise PlanError(
            f"There was no {backup.id.described()} yet, so nothing whole can be put back; leave O(whole) out to put"
            " back what was ours, or remove it by itself.",
            code="nothing_to_restore",
        )
    if backup.id.type == CLUSTER and (whole or now is None):
        raise PlanError(
            f"Of {backup.id.described()} no more than its outbound access is ever put back, and it has to be there;"
            " leave O(whole) out.",
            code="nothing_to_restore",
        )
    if backup.document is None:
        return None if now is None else _KINDS[backup.id.type].emptied(backup, now)
    if whole or now is None:
        return deepcopy(backup.document)
    return _KINDS[backup.id.type].slice_in(backup, now)


def view(backup: Backup, document: Document | None, *, whole: bool) -> Any:
    """What counts as a difference: our slice, or everything that is not the service's own."""
    if document is None:
        return None
    if whole:
        return sameness.without_the_services(document, backup.id.type)
    return _KINDS[backup.id.type].view(backup, document)


def of_access(listed: Any) -> dict[str, Any]:
    """The slice of a task that owns the outbound access of a cluster, with the policies that were in force beside its
    document, None where these could not be read: they are kept to be read by people.
    """
    return {"in_force": listed}


def of_network() -> dict[str, Any]:
    """The slice of a task that owns whether a cluster is in its network: it is kept to be read by people."""
    return {_NETWORK: True}


def of_collections(ownership: Ownership) -> dict[str, Any]:
    """The slice of a task that owns rule collections."""
    return {
        "collections": sorted(ownership.keys),
        "prefix": ownership.prefix,
        "purge": ownership.purge,
        "everything": ownership.everything,
        "spared": sorted(ownership.spared),
        "service": ownership.service.value,
    }


def of_routes(wanted: Iterable[routes.Route]) -> dict[str, Any]:
    """The slice of a task that owns routes."""
    return {"routes": [routes.to_option(route) for route in wanted]}


def _ownership(backup: Backup) -> Ownership:
    ours = backup.ours
    keys = frozenset((str(kind), str(name)) for kind, name in ours["collections"])
    spared = frozenset(map(str, ours.get("spared") or ()))
    service = service_prefixes.of(str(ours.get("service") or "")) or ServicePrefix.DATA_EXPLORER
    return Ownership(keys, ours.get("prefix"), bool(ours["purge"]), bool(ours["everything"]), spared, service)


def _collections_in(dialect: rule_spellings.Dialect) -> Callable[[Backup, Document], Document]:
    def slice_in(backup: Backup, now: Document) -> Document:
        ownership = _ownership(backup)
        changed = rule_ownership.absent(now, ownership, dialect)
        for name, kind in dialect.lists.items():
            entries = [one for one in dialect.entries(backup.document or {}) if ownership.owns(one)]
            items = [deepcopy(one.item) for one in entries if kind in (None, one.kind)]
            if items:
                changed["properties"].setdefault(name, []).extend(items)
        return changed

    return slice_in


def _collections_view(dialect: rule_spellings.Dialect) -> Callable[[Backup, Document], Any]:
    return lambda backup, document: rule_ownership.view(document, _ownership(backup), dialect)


def _without_collections(dialect: rule_spellings.Dialect) -> Callable[[Backup, Document], Document | None]:
    def emptied(backup: Backup, now: Document) -> Document | None:
        changed = rule_ownership.absent(now, _ownership(backup), dialect)
        return changed if list(dialect.entries(changed)) else None

    return emptied


def _our_routes(backup: Backup) -> list[routes.Route]:
    return [routes.from_option(option) for option in backup.ours["routes"]]


def _routes_in(backup: Backup, now: Document) -> Document:
    keys = {route.key for route in _our_routes(backup)}
    then = (backup.document or {"properties": {}})["properties"].get("routes") or ()
    changed = route_tables.absent(now, _our_routes(backup))
    kept = [item for item in changed["properties"]["routes"] if routes.from_arm(item).key not in keys]
    changed["properties"]["routes"] = [*kept, *(deepcopy(one) for one in then if routes.from_arm(one).key in keys)]
    return changed


def _routes_view(backup: Backup, document: Document) -> Any:
    found = route_tables.view(document, _our_routes(backup))
    return found and found["routes"]


def _without_routes(backup: Backup, now: Document) -> Document | None:
    changed = route_tables.absent(now, _our_routes(backup))
    return None if route_tables.is_created_by_us(changed) and route_tables.is_bare(changed) else changed


def _table_in(backup: Backup, now: Document) -> Document:
    table = subnets.route_table_id(backup.document)
    return subnets.associated(now, table, instead=True) if table else subnets.dissociated(now, None)


def _cluster_in(backup: Backup, now: Document) -> Document:
    if _NETWORK in backup.ours:
        return network_membership.restored(now, backup.document or {})
    return outbound_access.restored(now, backup.document or {})


def _cluster_view(backup: Backup, document: Document) -> Any:
    return (network_membership if _NETWORK in backup.ours else outbound_access).view(document)


def _nothing_more(_backup: Backup) -> None:
    """The type alone says what is ours."""


_OF_COLLECTIONS = shapes.an_object(
    collections=shapes.needed(shapes.a_list(shapes.TEXTS)),
    prefix=shapes.TEXT,
    purge=shapes.needed(shapes.FLAG),
    everything=shapes.needed(shapes.FLAG),
    spared=shapes.TEXTS,
)
_OF_ROUTES = shapes.an_object(
    routes=shapes.needed(
        shapes.a_list(
            shapes.an_object(
                name=shapes.TEXT,
                address_prefix=shapes.TEXT,
                next_hop_type=shapes.TEXT,
                next_hop_ip_address=shapes.TEXT,
            )
        )
    )
)


@dataclass(frozen=True)
class _Kind:
    """How one type of resource is put back. `emptied` takes ours out of what did not exist before; `ours` is how the
    part that the task owned is described, and `owned` reads that.
    """

    ours: Shape
    owned: Callable[[Backup], Any]

    slice_in: Callable[[Backup, Document], Document]
    view: Callable[[Backup, Document], Any]
    emptied: Callable[[Backup, Document], Document | None]


_KINDS = {
    FIREWALL: _Kind(
        _OF_COLLECTIONS,
        _ownership,
        _collections_in(rule_spellings.CLASSIC),
        _collections_view(rule_spellings.CLASSIC),
        lambda backup, now: rule_ownership.absent(now, _ownership(backup), rule_spellings.CLASSIC),
    ),
    RULE_COLLECTION_GROUP: _Kind(
        _OF_COLLECTIONS,
        _ownership,
        _collections_in(rule_spellings.GROUP),
        _collections_view(rule_spellings.GROUP),
        _without_collections(rule_spellings.GROUP),
    ),
    ROUTE_TABLE: _Kind(_OF_ROUTES, _our_routes, _routes_in, _routes_view, _without_routes),
    CLUSTER: _Kind(shapes.OBJECT, _nothing_more, _cluster_in, _cluster_view, _cluster_in),
    SUBNET: _Kind(shapes.OBJECT, _nothing_more, _table_in, lambda _backup, document: subnets.view(document), _table_in),
}
