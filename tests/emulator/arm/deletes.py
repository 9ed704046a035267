# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""DELETE of network resources."""

from __future__ import annotations

import copy

from . import conditions, errors, jobs, places


def delete(call):
    place = places.resolve(call)
    only_read = place.kind.is_child and place.kind.build is None
    if only_read or not place.kind.type.startswith("Microsoft.Network/"):
        raise errors.Refusal(501, "NotImplemented", f"The emulator only reads {place.kind.type}.")
    places.demand_parent(call, place)
    if place.document is None:
        return 204, {}, None
    conditions.check(call, place.document, place.id)
    jobs.refuse_when_busy(call, place)
    place.kind.check_delete(call, place.document)
    if place.kind.at_once:
        jobs.take_out(place.top, place)
        return 204, {}, None
    if place.kind.delete_at_once(call, place.document):
        call.store.drop(place.id)
        return 200, {}, None
    before = copy.deepcopy(place.top)
    jobs.touch(call, place, place.top, place.document)
    # One of the two back ends shows what it is about to delete, with a new etag and otherwise untouched.
    answer = places.shown(call, place.kind, place.document) if place.kind.nfv else None
    place.top.setdefault("properties", {})["provisioningState"] = "Updating"
    place.document.setdefault("properties", {})["provisioningState"] = "Deleting"
    return 202, jobs.start(call, place, before, delete=True), answer
