# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Request bodies as the front end of ARM takes them, and answers as the providers write them."""

from __future__ import annotations

import json

from . import errors

NULL = object()  # an answer that is the literal `null`, not an empty one
KNOWN = frozenset(
    str.split("id name type etag location tags properties zones sku identity plan kind managedBy extendedLocation")
)


def parse(call):
    """The JSON object of a PUT. A member ARM does not know beside `properties` is refused by its front end."""
    try:
        body = json.loads(call.body or b"")
    except ValueError as error:
        raise content(f"The request content was invalid and could not be deserialized: '{error}'.") from None
    if not isinstance(body, dict):
        raise content("The request content was invalid and could not be deserialized: 'It is not an object.'.")
    for name in body:
        if name not in KNOWN:
            raise content(
                "The request content was invalid and could not be deserialized: 'Could not find member "
                f"'{name}' on object of type 'ResourceDefinition'. Path '{name}', line 1, position 2.'."
            )
    _check_types(body)
    return body


def without_nulls(value):
    """What is sent as null was not sent."""
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {name: without_nulls(item) for name, item in value.items() if item is not None}


def _check_types(body):
    tags = body.get("tags")
    if tags is not None and not (isinstance(tags, dict) and all(isinstance(item, str) for item in tags.values())):
        raise content("The request content was invalid and could not be deserialized: tags must be strings.")
    properties = body.get("properties")
    if properties is not None and not isinstance(properties, dict):
        raise errors.unparsable(f"Error converting value \"{properties}\". Path 'properties'.")


def check_location(body, previous, group):
    """Tracked resources have a location, and keep it."""
    if not isinstance(body.get("location"), str) or not body["location"].strip():
        raise errors.front(400, "LocationRequired", "The location property is required for this definition.")
    wanted = "".join(body["location"].split()).lower()
    if previous is not None and previous["location"] != wanted:
        text = (
            f"The resource '{previous['name']}' already exists in location '{previous['location']}' in resource group "
            f"'{group}'. A resource with the same name cannot be created in location '{wanted}'. Please select a new "
            "resource name."
        )
        raise errors.front(409, "InvalidResourceLocation", text)


def content(text):
    """A body that ARM's front end cannot read."""
    return errors.front(400, "InvalidRequestContent", text)


def text(value, *, network):
    """The network provider writes indented JSON with CRLF, everybody else one line."""
    if value is None:
        return b""
    if value is NULL:
        return b"null"
    if not network:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return json.dumps(value, ensure_ascii=False, indent=2).replace("\n", "\r\n").encode()


def content_type(text):
    return {"Content-Type": "application/json; charset=utf-8"} if text else {}
