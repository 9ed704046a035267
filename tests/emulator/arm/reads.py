# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""GET of resources and lists."""

from __future__ import annotations

from urllib.parse import unquote

from ..kusto import kusto
from ..network import service_tags, usages
from ..sources import rule_sets
from . import catalogue, errors, lists, pages, places


def resource(call):
    if call.target.type.lower() in catalogue.SHOWN:
        return _shown(call)
    if rule_sets.is_one(call.target):
        return rule_sets.read(call)
    place = places.resolve(call)
    # A client that only reads must see the operation end as well.
    call.core.operations.advance(call.core.operations.touching(place.key))
    place = places.resolve(call)
    if place.document is None:
        raise places.missing(call, place)
    shown = places.shown(call, place.kind, place.document)
    if call.switches.stale_reads:
        shown = call.store.late(place.key, shown, call.switches.stale_reads)
    return 200, _etag(call, place.kind, shown), shown


def _shown(call):
    places.group_of(call)
    document = call.store.get(call.target.path)
    if document is None:
        text = f"Resource {call.target.path} not found."
        raise errors.Refusal(404, call.switches.missing_child_code, text)
    return 200, {"ETag": document["etag"]} if "etag" in document else {}, document


def _etag(call, kind, shown):
    if "etag" not in shown or (kind.nfv and not call.switches.nfv_etag_header):
        return {}
    return {"ETag": f'"{shown["etag"]}"' if kind.nfv else shown["etag"]}


def listing(call):
    """A list below a subscription, a group or a resource. Lists carry no ETag header."""
    if lists.is_one(call.target):
        return lists.listing(call)
    if rule_sets.is_one(call.target):
        return rule_sets.listing(call)
    types = [name.lower() for name in call.target.types]
    if types == ["locations", "servicetags"]:
        return _service_tags(call)
    if types == ["locations", "usages"]:
        return usages.listing(call)
    if types == ["clusters", kusto.CHILD.lower()]:
        return _dependencies(call)
    if call.target.type.lower() in catalogue.SHOWN:
        return 200, {}, pages.page(call, {"value": _below(call)}, call.switches.page_size)
    kind = catalogue.demand(call)
    found = _children(call, kind) if kind.is_child else _tops(call, kind)
    shown = [places.shown(call, kind, document) for document in found]
    return 200, {}, pages.page(call, {"value": pages.seen(call, shown)}, call.switches.page_size)


def _below(call):
    prefix = unquote(call.target.path).rstrip("/").lower() + "/"
    inside = [(key.removeprefix(prefix), document) for key, document in call.store.documents.items() if prefix in key]
    return [document for name, document in inside if "/" not in name]


def _tops(call, kind):
    scope = places.group_of(call)["id"] if call.target.group else call.target.scope()
    return call.store.under(scope, kind.type)


def _children(call, kind):
    parent_kind = catalogue.find(kind.type.rsplit("/", 1)[0])
    place = places.locate(call, parent_kind, places.group_of(call)["id"])
    if place.top is None:
        raise places.missing(call, place)
    return places.children(place.top, kind)


def _dependencies(call):
    place = places.locate(call, kusto.KIND, places.group_of(call)["id"])
    if place.top is None:
        raise places.missing(call, place)
    return 200, {}, pages.page(call, kusto.dependencies(call, place.top), call.switches.dependency_page_size)


def _service_tags(call):
    """One document for the whole cloud; the location only chooses its version."""
    document = call.store.get(service_tags.document_id(call.target.subscription))
    if document is None:
        raise errors.Refusal(404, "NotFound", "There is no service tag document in this world.")
    return 200, {}, pages.page(call, document, call.switches.service_tags_page_size, "values")
