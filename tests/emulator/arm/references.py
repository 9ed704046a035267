# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ids inside a body: they must be ids, exist, be near, be ready, and the caller must be allowed to join them."""

from __future__ import annotations

from ..identity import identity
from . import errors, parts, permissions
from .store import key_of


def check(call, reference, path, resource_id, location, missing=errors.missing_reference):
    """`reference` is {"id": ...} as sent, or None; `missing` makes the refusal when there is no such resource."""
    if reference is None:
        return
    wanted = reference.get("id") if isinstance(reference, dict) else None
    if not isinstance(wanted, str) or not wanted.lower().startswith("/subscriptions/"):
        text = (
            f"Property id '{wanted}' at path '{path}' is invalid. Expect fully qualified resource Id that start with "
            "'/subscriptions/{subscriptionId}' or '/providers/{resourceProviderNamespace}/'."
        )
        raise errors.front(400, "LinkedInvalidPropertyId", text)
    _joinable(call, wanted)
    top = call.store.get(top_id(wanted))
    if top is None or not _has(top, wanted):
        raise missing(wanted, resource_id)
    if location and top.get("location") and parts.normal_location(top["location"]) != location:
        raise missing(wanted, resource_id)
    _ready(call, top, resource_id)


def top_id(resource_id):
    """The id without its child part: the first nine pieces."""
    return "/".join(resource_id.rstrip("/").split("/")[:9])


def _has(top, wanted):
    pieces = wanted.rstrip("/").split("/")[9:]
    if not pieces:
        return True
    if len(pieces) != 2:
        return False
    lists = {name.lower(): value for name, value in (top.get("properties") or {}).items()}
    return parts.find(lists.get(pieces[0].lower()), pieces[1]) is not None


def _joinable(call, wanted):
    action = permissions.join_action(wanted)
    is_allowed = call.seeding or permissions.allowed(call, action)
    if not is_allowed or call.core.denied("JOIN", wanted):
        raise identity.forbidden_link(call, action, wanted)


def _ready(call, top, resource_id):
    if call.switches.referenced_resource_busy != "refuse" or key_of(top["id"]) == key_of(top_id(resource_id)):
        return
    running = call.core.operations.running_on(key_of(top["id"]))
    if running is None:
        return
    call.core.operations.advance(running)
    name = resource_id.rsplit("/", 1)[-1]
    text = (
        f"Cannot proceed with operation because resource {top['id']} used by resource {name} is not in Succeeded "
        "state. Resource is in Updating state and the last operation that updated/is updating the resource is "
        f"{running.name}."
    )
    raise errors.retryable("ReferencedResourceNotProvisioned", text)
