# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Starts operations, keeps others out while one is running, and carries out what an operation ends with."""

from __future__ import annotations

import copy

from . import catalogue, errors, parts
from .operations import Operation

UNDER_WAY = ("Updating", "Deleting")
PARTS_NOTIFIED_SINCE = "2022-01-01"


def refuse_when_busy(call, place):
    """Lock or conflict. The refused request advances the operation, so that a client that only retries gets in."""
    running = call.core.operations.touching(place.key)
    if running is None:
        place.kind.guard(call, place)
        return
    mode = call.switches.concurrent_writes
    if mode == "supersede" and not running.is_delete and running.key == place.key:
        return
    url = running.url(call.base_url)
    call.core.operations.advance(running)
    if mode == "conflict":
        text = (
            "Another operation on this or dependent resource is in progress. To retrieve status of the operation use "
            f"uri: {url}."
        )
        raise errors.Refusal(409, "AnotherOperationInProgress", text)
    if place.kind.locked is not None:
        raise place.kind.locked(call, place)
    raise errors.locked(running.name, running.id, running.resource_id, retry_after(call))


def retry_after(call):
    return {"Retry-After": str(call.switches.retry_after)} if call.switches.retry_after else {}


def start(call, place, before, *, delete=False, changed=True, polls=None):
    """Starts the operation of a write that is already in the store; answers the headers that name it."""
    core = call.core
    verb = "Delete" if delete else "Put"
    operation = Operation(
        name=f"{verb}{place.kind.operation or 'Resource'}Operation",
        key=place.key,
        resource_id=place.id,
        subscription=call.target.subscription,
        location=_location(call, place),
        api_version=call.api_version,
        notify=_is_notified(call, place, delete),
        signed=call.switches.signed_operations,
        left=(call.switches.polls if polls is None else polls) if changed else 0,
        finish=lambda _status: None,
        is_delete=delete,
        nfv=place.kind.nfv,
    )
    if changed:
        operation.finish = lambda status: finish(core, place, operation, before, status)
        place.kind.begun(call, place, operation)
        doom(call, operation)
        _supersede(call, place, operation)
    core.operations.start(operation)
    return {**operation.answer_headers(call.base_url, with_location=delete), **retry_after(call)}


def _is_notified(call, place, delete):
    mode = call.switches.async_notification
    if place.kind.nfv or mode == "never":
        return False
    if mode == "creates":
        return place.document is None and not delete
    return not place.kind.is_child or call.api_version >= PARTS_NOTIFIED_SINCE


def _location(call, place):
    document = call.store.get(place.top_id) or {}
    return parts.normal_location(document.get("location") or "westus")


def doom(call, operation):
    """A fault on order decides how the operation will end."""
    fault = call.fault
    if fault is None or fault.kind not in ("fail_operation", "supersede_operation"):
        return
    if fault.kind == "supersede_operation":
        operation.doom = "Canceled"
        return
    operation.doom = "Failed"
    operation.failure = {
        "code": fault.code or "InternalServerError",
        "message": fault.message or "An error occurred.",
        "details": [],
    }


def _supersede(call, place, operation):
    running = call.core.operations.running_on(place.key)
    if running is not None:
        url = operation.url(call.base_url)
        call.core.operations.cancel(running, operation.name, operation.id, url)


def touch(call, place, whole, part):
    """What a write does to etags: usually parts share the one of the whole, but a group has its own."""
    if part is whole or not place.kind.nfv or call.switches.policy_etag_with_groups:
        call.store.touch(whole)
    if part is not whole and place.kind.nfv:
        call.store.touch(part)


def finish(core, place, operation, before, status):
    """What is left of the resource when its operation has ended."""
    _end(core, place, operation, before, status)
    place.kind.ended(core, place, before, operation)


def _end(core, place, operation, before, status):
    document = core.store.get(place.top_id)
    if document is None:
        return
    if status == "Canceled":
        _restore(core, place, before)
    elif status == "Failed":
        _touch_again(core, document, place)
        parts.stamp_state(document, "Failed", was=UNDER_WAY)
    elif operation.is_delete and not place.kind.is_child:
        core.store.drop(place.top_id)
    else:
        if operation.is_delete:
            take_out(document, place)
        settle(core, document, place)


def _touch_again(core, document, place):
    """The end of an operation changes the etag once more; with the second back end only that of a group."""
    if place is None or not place.kind.nfv:
        core.store.touch(document)
    elif place.kind.is_child and core.switches.group_etag_settles == "new":
        child = parts.find(document["properties"].get(place.kind.list_name), place.id.rsplit("/", 1)[-1])
        if child is not None:
            core.store.touch(child)


def settle(core, document, place=None):
    _touch_again(core, document, place)
    parts.stamp_state(document, "Succeeded", was=UNDER_WAY)
    kind = catalogue.find(document.get("type"))
    if kind is not None:
        kind.settled(core.store, document)


def take_out(document, place):
    name, properties = place.kind.list_name, document["properties"]
    properties[name] = parts.replace(properties.get(name), place.id.rsplit("/", 1)[-1], None)


def _restore(core, place, before):
    """Somebody else's operation won: nothing of the canceled one stays."""
    if before is None:
        core.store.drop(place.top_id)
        return
    document = copy.deepcopy(before)
    parts.stamp_state(document, "Succeeded", was=UNDER_WAY)
    core.store.touch(document)
    core.store.put(document)
