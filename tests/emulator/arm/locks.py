# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Locks on a subscription, a group or a resource: written at once, inherited downwards, and held to."""

from __future__ import annotations

import copy
import json

from . import bodies, errors, lists
from .store import key_of

TYPE = "Microsoft.Authorization/locks"
LEVELS = {"cannotdelete": "CanNotDelete", "readonly": "ReadOnly"}
STOPPED = {"CanNotDelete": ("DELETE",), "ReadOnly": ("DELETE", "PUT", "PATCH", "POST")}
VERBS = {"DELETE": "delete"}


def is_one(target):
    """Whether a path is about a single lock or the locks of a resource."""
    mine = target.type.lower() == TYPE.lower()
    return mine and (target.shape == "resource" or _scope(target.path) != key_of(target.scope()))


def _scope(path):
    """What a lock, or a list of locks, is on."""
    return key_of(path.lower().rpartition("/providers/microsoft.authorization/locks")[0])


def answer(call):
    """GET, PUT and DELETE of a lock, and GET of those on one resource."""
    if call.target.shape == "list":
        return _of_resource(call)
    found = call.store.get(call.target.path)
    if call.method == "PUT":
        return _put(call, found)
    if call.method == "DELETE":
        call.store.drop(call.target.path)
        return (204 if found is None else 200), {}, None
    if found is None:
        name = call.target.names[-1]
        raise errors.front(404, "LockNotFound", f"The lock '{name}' could not be found.")
    return 200, {}, found


def _of_resource(call):
    if call.method != "GET":
        raise errors.no_method(call.method)
    seeded = call.store.answers.get(key_of(call.target.path))
    held = [lock for lock in _all(call.store) if _scope(call.target.path).startswith(_scope(lock["id"]))]
    return 200, {}, seeded or {"value": held}


def _put(call, found):
    body = _body(call)
    level = LEVELS.get(str(body.get("level")).lower())
    if level is None:
        raise errors.front(400, "InvalidLockLevel", f"The lock level '{body.get('level')}' is invalid.")
    properties = {"level": level, **{name: body[name] for name in ("notes", "owners") if body.get(name) is not None}}
    made = {"properties": properties, "id": call.target.path, "type": TYPE, "name": call.target.names[-1]}
    call.store.put(made)
    return (200 if found else 201), {}, copy.deepcopy(made)


def _body(call):
    try:
        body = json.loads(call.body or b"")
    except ValueError as error:
        raise bodies.content(f"The request content was invalid and could not be deserialized: '{error}'.") from None
    properties = body.get("properties") if isinstance(body, dict) else None
    return properties if isinstance(properties, dict) else {}


def _all(store):
    return [document for document in store.documents.values() if str(document.get("type")).lower() == lists.LOCKS]


def check(call):
    """A write below a lock that stops it is refused before the provider hears of it (documented: lock resources)."""
    path = key_of(call.target.path)
    held = [
        lock
        for lock in _all(call.store)
        if _stops(call.method, lock) and f"{path}/".startswith(f"{_scope(lock['id'])}/")
    ]
    if not held:
        return
    scopes = ", ".join(f"'{lock['id'].rpartition('/providers/')[0]}'" for lock in held)
    text = (
        f"The scope '{call.target.path}' cannot perform {VERBS.get(call.method, 'write')} operation because following "
        f"scope(s) are locked: {scopes}. Please remove the lock and try again."
    )
    raise errors.front(409, "ScopeLocked", text)


def _stops(method, lock):
    level = LEVELS.get(str((lock.get("properties") or {}).get("level")).lower(), "")
    return method in STOPPED.get(level, ())
