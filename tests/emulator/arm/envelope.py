# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The members every network resource has around its properties."""

from __future__ import annotations

import uuid

from . import parts


def top(kind, resource_id, body, previous, properties):
    """name, id, etag, type, location, tags, (zones,) properties: the order of the network provider."""
    document = {
        "name": resource_id.rsplit("/", 1)[-1],
        "id": resource_id,
        "etag": previous["etag"] if previous else parts.new_etag(),
        "type": kind,
        "location": parts.normal_location(body.get("location", "")),
    }
    for name in ("tags", "zones", "sku", "identity", "extendedLocation"):
        if body.get(name) is not None:
            document[name] = body[name]
    document["properties"] = properties
    return document


def part(kind, resource_id, etag, properties, type_last=True, name=""):
    """Rule collections, routes and subnets end with their type; other parts carry it before the properties.

    `name` is for what may have a slash in it, as that of a delegation often has.
    """
    document = {"name": name or resource_id.rsplit("/", 1)[-1], "id": resource_id, "etag": etag}
    if not type_last:
        document["type"] = kind
    document["properties"] = properties
    document["type"] = kind
    return document


def guid(previous):
    """resourceGuid stays for the life of the resource."""
    return (previous or {}).get("properties", {}).get("resourceGuid") or str(uuid.uuid4())


def server_made(call, *names):
    """What a client cannot set. A seeded document stands for the server's own work, so there it may."""
    return () if call.seeding else names


def sent(body, *server_made):
    """The sent properties without what only the server writes."""
    properties = body.get("properties") or {}
    return {name: value for name, value in properties.items() if name not in ("provisioningState", *server_made)}


def keep(previous, *names):
    """Server-made properties that live on through a PUT."""
    old = (previous or {}).get("properties", {})
    return {name: old[name] for name in names if name in old}
