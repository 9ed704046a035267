# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of things that nobody writes here: locks, private DNS zones, their links and their record sets.

Seed the list itself, or the documents that are in it.
"""

from __future__ import annotations

from . import errors, pages
from .store import key_of

LOCKS, ZONES = "microsoft.authorization/locks", "microsoft.network/privatednszones"
LINKS = f"{ZONES}/virtualnetworklinks"
# Types of record sets have a list each; ALL is of every type ("Private DNS record sets - List", 2024-06-01).
RECORD_TYPES = tuple(f"{ZONES}/{name}" for name in str.split("a aaaa cname mx ptr soa srv txt"))
ALL = f"{ZONES}/all"
TYPES = (LOCKS, ZONES, LINKS, *RECORD_TYPES, ALL)


def is_one(target):
    return target.type.lower() in TYPES


def listing(call):
    """What was seeded under the path of the list, or the documents of its type that are there."""
    seeded = call.store.answers.get(key_of(call.target.path))
    if seeded:
        return 200, {}, seeded
    _demand_zone(call)
    wanted = RECORD_TYPES if call.target.type.lower() == ALL else (call.target.type.lower(),)
    prefix = key_of(call.target.scope()) + "/"
    if call.target.names:
        prefix = key_of(call.target.resource_id(1)) + "/"
    found = [
        document
        for key, document in call.store.documents.items()
        if key.startswith(prefix) and str(document.get("type", "")).lower() in wanted
    ]
    return 200, {}, pages.page(call, {"value": found}, call.switches.page_size)


def _demand_zone(call):
    """Record sets stand below a zone; one that is only named in a seeded list has none that anybody told of."""
    if call.target.type.lower() not in (*RECORD_TYPES, ALL):
        return
    zone_id = call.target.resource_id(1)
    named = [
        str(item.get("id", "")).lower()
        for key, answer in call.store.answers.items()
        if key.endswith(ZONES)
        for item in answer.get("value") or []
    ]
    if call.store.get(zone_id) is None and key_of(zone_id) not in named:
        text = (
            f"Failed to perform 'read' on resource(s) of type '{'/'.join(call.target.types)}', because the parent "
            f"resource '{zone_id}' could not be found."
        )
        raise errors.front(404, "ParentResourceNotFound", text)
