# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PUT of network resources."""

from __future__ import annotations

import copy

from . import bodies, conditions, errors, jobs, newer_members, parts, places, values


def put(call):
    place = places.resolve(call)
    if place.kind.build is None:
        raise errors.Refusal(501, "NotImplemented", f"The emulator only reads {place.kind.type}.")
    body = bodies.without_nulls(bodies.parse(call))
    places.demand_parent(call, place)
    if not place.kind.is_child:
        bodies.check_location(body, place.document, call.target.group)
    shared = place.kind.is_child and not place.kind.nfv  # parent and child have one etag
    conditions.check(call, place.document, place.id, place.top if shared else None)
    jobs.refuse_when_busy(call, place)
    place.kind.inspect(call, body)
    _check_name(place)
    before = copy.deepcopy(place.top)
    whole, made = compose(call, place, body)
    place.kind.check(call, made, place.document, whole)
    return _store(call, place, before, whole, made)


def _check_name(place):
    name = place.id.rsplit("/", 1)[-1]
    if not values.is_name(name):
        text = (
            f"Resource name {name} is invalid. The name can be up to 80 characters long. It must begin with a word "
            "character, and it must end with a word character or with '_'."
        )
        raise errors.invalid("InvalidResourceName", text)


def compose(call, place, body):
    """(top-level document, resource written): the same one, or a part put into a copy of its parent."""
    body = newer_members.known(call, place, body)
    if not place.kind.is_child:
        made = place.kind.build(call, place.id, body, place.document)
        return made, made
    call.location = place.top["location"]
    made = place.kind.build(call, place.id, body, place.document)
    whole = copy.deepcopy(place.top)
    name = place.kind.list_name
    whole["properties"][name] = parts.replace(whole["properties"].get(name), made["name"], made)
    return whole, made


def _store(call, place, before, whole, made):
    status = 200 if place.document else 201
    if place.kind.at_once:
        call.store.touch(made)
        call.store.put(whole)
        return _answered(call, status, {}, places.shown(call, place.kind, made))
    rule = _no_change_rule(call, place, made)
    if rule in ("same", "null"):
        # The stored document stays as it is, even where the sent one is spelt differently.
        made = place.document
    else:
        jobs.touch(call, place, whole, made)
        if rule == "update":
            parts.stamp_state(made, "Updating")
            whole["properties"]["provisioningState"] = "Updating"
        call.store.put(whole)
    answer = bodies.NULL if rule == "null" else places.shown(call, place.kind, made)
    return _answered(call, status, jobs.start(call, place, before, changed=rule == "update"), answer)


def _answered(call, status, headers, answer):
    """By default as recorded. A 202 only says where to ask, a 204 nothing at all; what was asked for is done."""
    wanted = call.switches.put_status or status
    if wanted == 204:
        return 204, {}, None
    return wanted, headers, None if wanted == 202 else answer


def _no_change_rule(call, place, made):
    """same: nothing happens; null: nor is the resource shown; new: only the etag moves; update: an ordinary write."""
    previous = place.document
    if previous is None or previous["properties"].get("provisioningState") != "Succeeded":
        return "update"
    if parts.without_volatile(previous) != parts.without_volatile(made):
        return "update"
    rule = place.kind.no_change
    switched = {"table": call.switches.table_no_change, "group": call.switches.group_no_change}
    return switched.get(rule, rule)
