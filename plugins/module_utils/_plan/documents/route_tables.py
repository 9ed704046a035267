# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Route tables: the wanted routes in, or ours out, and everything else as it was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from ..values import resource_ids
from ..values.errors import PlanError
from ..values.resource_ids import ResourceId
from . import routes
from .routes import DEFAULT_PREFIX, Route

# The tag of a table we made; only such a table is ever deleted.
CREATED_TAG = ("adx.outbound", "created")
# The tag with the id of the cluster we made it for, so that its routes are found when nothing else of it is left. No id
# of a cluster comes near the 256 characters that a value takes.
CLUSTER_TAG = "adx.outbound.cluster"
_MANAGED_GROUP, _MANAGED_NAME = "avnm_managed_resourcegroup_", re.compile("avnm_managed_[0-9a-f]{32}")


def new_table(location: str, cluster_id: ResourceId | None = None) -> dict[str, Any]:
    """The document of a table we create; `location` in lower case without blanks, as the service gives it back.

    `cluster_id` is the cluster whose routes it is for, None where nobody knows one.
    """
    tags = {CREATED_TAG[0]: CREATED_TAG[1], **({CLUSTER_TAG: str(cluster_id)} if cluster_id else {})}
    return {"location": location, "tags": tags, "properties": {"routes": []}}


def is_managed(id_: ResourceId) -> bool:
    """True for a table that Azure Virtual Network Manager keeps: it stands in a resource group of the manager's, or has
    a name as it gives them, in any case (documentation of its user-defined route management; exported estates).
    """
    return id_.resource_group.lower().startswith(_MANAGED_GROUP) or bool(_MANAGED_NAME.fullmatch(id_.name.lower()))


def is_created_by_us(document: Mapping[str, Any] | None) -> bool:
    """True for a table that carries our tag."""
    return _tags(document).get(CREATED_TAG[0]) == CREATED_TAG[1]


def made_for(document: Mapping[str, Any] | None) -> str | None:
    """The id of the cluster that a table was made for, None where its tags do not say."""
    return str(_tags(document).get(CLUSTER_TAG) or "") or None


def is_made_for(document: Mapping[str, Any] | None, cluster_id: ResourceId) -> bool:
    """True for a table that was made for this cluster, by its tag."""
    return resource_ids.same(made_for(document), cluster_id)


def _tags(document: Mapping[str, Any] | None) -> dict[str, Any]:
    return {str(name).lower(): value for name, value in ((document or {}).get("tags") or {}).items()}


def present(document: Mapping[str, Any], wanted: Iterable[Route], unwanted: Iterable[Route] = ()) -> dict[str, Any]:
    """Return the table with the wanted routes in it, and without the unwanted ones.

    A route with the same prefix and hop counts as present whatever its name. With another hop it is corrected
    when it has the wanted name or one of our scheme, else it is somebody's decision and an error that names it.
    Azure refuses two routes of one name or one prefix.
    """
    changed = absent(document, unwanted)
    items = changed["properties"]["routes"]
    for route in wanted:
        _put(items, route, str(document.get("name") or "of ours"))
    return changed


def absent(document: Mapping[str, Any], unwanted: Iterable[Route]) -> dict[str, Any]:
    """Return the table without these routes; a route goes only when name, prefix and hop are the ones given."""
    gone = {(route.name.lower(), route.key, route.hop) for route in unwanted}
    changed = deepcopy(dict(document))
    properties = changed.setdefault("properties", {})
    properties["routes"] = [item for item in properties.get("routes") or () if _identity(item) not in gone]
    return changed


def removed(document: Mapping[str, Any], wanted: Iterable[Route], *, in_use: bool) -> dict[str, Any] | None:
    """Return the table without our routes, or nothing when it is one of ours and nobody needs it."""
    rest = absent(document, wanted)
    return None if is_created_by_us(rest) and is_bare(rest) and not in_use else rest


def with_tags(document: Mapping[str, Any], tags: Mapping[str, str] | None, *, append: bool) -> dict[str, Any]:
    """Return the document with tags merged over its own, or in their place; None leaves them alone.

    What says that a table is of our making, and for whom, stays in any case.
    """
    changed = deepcopy(dict(document))
    if tags is None:
        return changed
    own = changed.get("tags") or {}
    kept = own if append else _marks(document)
    lowered = {name.lower() for name in tags}
    changed["tags"] = {**{name: value for name, value in kept.items() if name.lower() not in lowered}, **tags}
    return changed


def _marks(document: Mapping[str, Any]) -> dict[str, str]:
    """The tags of a table that we made it with."""
    if not is_created_by_us(document):
        return {}
    cluster = made_for(document)
    return {CREATED_TAG[0]: CREATED_TAG[1], **({CLUSTER_TAG: cluster} if cluster else {})}


def view(document: Mapping[str, Any] | None, wanted: Iterable[Route]) -> dict[str, Any] | None:
    """Location, tags, and the routes that lead where the wanted ones lead, in their order; None without a table."""
    if document is None:
        return None
    order = {route.key: position for position, route in enumerate(wanted)}
    found = [route for route in table_routes(document) if route.key in order]
    return {
        "location": document.get("location"),
        "tags": dict(document.get("tags") or {}),
        "routes": [routes.to_option(route) for route in sorted(found, key=lambda route: order[route.key])],
    }


def slice_of(
    document: Mapping[str, Any] | None, wanted: Iterable[Route], tags: Mapping[str, str] | None, *, append: bool
) -> dict[str, Any] | None:
    """What a change to these routes and tags is about: the view without tags that it leaves alone."""
    seen = view(document, wanted)
    if seen is None:
        return None
    named = {name.lower() for name in tags or ()}
    touched = {name: text for name, text in seen["tags"].items() if name.lower() in named or not append}
    return {**seen, "tags": {} if tags is None else touched}


def table_routes(document: Mapping[str, Any] | None) -> list[Route]:
    """Every route of a table."""
    return [routes.from_arm(item) for item in ((document or {}).get("properties") or {}).get("routes") or ()]


def is_bare(document: Mapping[str, Any]) -> bool:
    """True for a table without routes: nothing of anybody's is lost with it."""
    return not table_routes(document)


def takes_no_learned(document: Mapping[str, Any] | None) -> bool:
    """True for a table whose subnets learn no route of a gateway or a virtual hub."""
    return bool(((document or {}).get("properties") or {}).get("disableBgpRoutePropagation"))


def associated_subnets(document: Mapping[str, Any] | None) -> list[str]:
    """The ids of the subnets the table lists as its own. The list may lag behind what the subnets themselves say."""
    listed = ((document or {}).get("properties") or {}).get("subnets") or ()
    return [str(item.get("id")) for item in listed if item.get("id")]


def _put(items: list[dict[str, Any]], route: Route, table: str) -> None:
    for item in items:
        found = routes.from_arm(item)
        if found.key != route.key:
            continue
        if found.hop != route.hop:
            _correct(item, found, route, table)
        return
    name = _free_name(route, {str(item.get("name")).lower() for item in items})
    items.append(routes.to_arm(Route(name, route.prefix, route.hop_type, route.hop_address)))


def _correct(item: dict[str, Any], standing: Route, route: Route, table: str) -> None:
    scheme = routes.is_ours(standing, [route.prefix]) and routes.is_ours(route, [route.prefix])
    if not standing.is_understood or standing.hops:
        raise PlanError(
            f"Route table {table} already has route '{standing.name}' for {standing.prefix}, with next hop type"
            f" {standing.hop_type} or members that are not known here, so it is not changed; remove it first.",
            code="foreign_route",
        )
    if not scheme and standing.name.lower() != route.name.lower():
        spare = "leave the default route to whoever keeps it" if route.key == DEFAULT_PREFIX else "skip that address"
        leads_to = f"{standing.hop_type} {standing.hop_address or ''}".rstrip()
        raise PlanError(
            f"Route table {table} already sends {standing.prefix} to {leads_to} by route '{standing.name}', which is"
            f" not ours to change; remove it, or {spare}.",
            code="foreign_route",
        )
    kept = {name: value for name, value in item["properties"].items() if name != "nextHopIpAddress"}
    item["properties"] = {**kept, **routes.to_arm(route)["properties"]}


def _free_name(route: Route, taken: set[str]) -> str:
    """A foreign route may hold our name with a prefix of its own; ours then takes the next number."""
    stem, _underscore, number = route.name.rpartition("_")
    if route.name.lower() not in taken:
        return route.name
    stem = stem if number.isdigit() else route.name
    return next(name for count in range(1, len(taken) + 2) if (name := f"{stem}_{count}").lower() not in taken)


def _identity(item: Mapping[str, Any]) -> tuple[Any, ...]:
    route = routes.from_arm(item)
    return route.name.lower(), route.key, route.hop
