# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Puts documents into the world without a client: worlds at the start, somebody else's writes later."""

from __future__ import annotations

import copy

from ..front import router
from ..identity import identity
from ..kusto import clusters, kusto
from ..services import answers, known
from . import catalogue, groups, jobs, parts, places, writes
from .calls import Call
from .store import key_of

API_VERSION = "api-version=2026-03-01"


def call_for(core, resource_id, *, seeding=False, peeking=False):
    call = Call(core, "PUT" if seeding else "GET", resource_id, API_VERSION)
    call.seeding, call.peeking = seeding, peeking
    return call


def seed(core, resource_id, document):
    """The document as somebody else would have written it: server-made members filled in, operation over."""
    target, document = router.parse(resource_id), copy.deepcopy(document)
    if target.shape == "subscription":
        made = groups.subscription_document(target.subscription, identity.TENANT)
        core.store.subscriptions[target.subscription.lower()] = {**made, **document}
        return
    _demand_subscription(core, target.subscription)
    if target.shape == "group":
        location = document.get("location", "westus")
        made = {**groups.group_document(target.subscription, target.group, location), **document}
        core.store.put(parts.ordered(made, groups.GROUP_ORDER))
    elif target.shape == "list":
        core.store.answers[key_of(resource_id)] = document
    elif target.shape == "resource":
        _seed_resource(core, resource_id, target, document)
    else:
        raise ValueError(f"not a resource id: {resource_id}")


def _demand_subscription(core, subscription):
    if subscription.lower() not in core.store.subscriptions:
        made = groups.subscription_document(subscription, identity.TENANT)
        core.store.subscriptions[subscription.lower()] = made


def _demand_group(core, target, location):
    if target.group and core.store.group(target.subscription, target.group) is None:
        core.store.put(groups.group_document(target.subscription, target.group, parts.normal_location(location)))


def _seed_resource(core, resource_id, target, document):
    _demand_group(core, target, document.get("location") or "westus")
    kind = catalogue.find(target.type)
    if kind is not None and kind.is_child and kind.build is None:
        raise ValueError(f"seed {resource_id} with its parent")
    if kind is None or kind.build is None:
        core.store.put(_verbatim(resource_id, target, document))
        return
    call = call_for(core, resource_id, seeding=True)
    place = places.resolve(call)
    if kind.is_child and place.top is None:
        raise ValueError(f"seed the parent of {resource_id} first")
    # Whatever a client had under way ends first; this write comes after it.
    settle_running(core, place.key)
    place = places.resolve(call)
    whole, made = writes.compose(call, place, _with_location(call, kind, document))
    _keep_strangers(made, document)
    jobs.touch(call, place, whole, made)
    core.store.put(whole)
    jobs.settle(core, whole)


def settle_running(core, key):
    running = core.operations.running_on(key)
    while running is not None and running.running:
        core.operations.advance(running)


def _with_location(call, kind, document):
    return document if kind.is_child else {"location": places.group_of(call)["location"], **document}


def _verbatim(resource_id, target, document):
    made = {"id": resource_id, "name": target.names[-1], "type": target.type}
    if target.namespace.lower() == "microsoft.kusto":
        made = {**kusto.around(resource_id), "id": resource_id}
    if target.type.lower() == "microsoft.kusto/clusters":
        made["etag"] = clusters.etag()
    elif target.group and target.namespace.lower() not in ("microsoft.kusto", *known.NAMESPACES):
        made["etag"] = parts.new_etag()
    return {**made, **document}


def _keep_strangers(made, document):
    """Members beside `properties` that no build knows, and a state other than that of a running operation."""
    for name, value in document.items():
        made.setdefault(name, value)
    state = (document.get("properties") or {}).get("provisioningState")
    if state and state not in jobs.UNDER_WAY:
        made["properties"]["provisioningState"] = state


def remove(core, resource_id):
    """Gone, as if somebody else had deleted it."""
    target = router.parse(resource_id)
    kind = catalogue.find(target.type)
    if kind is None or not kind.is_child:
        core.store.drop(resource_id)
        return
    place = places.resolve(call_for(core, resource_id))
    if place.document is not None:
        jobs.take_out(place.top, place)
        core.store.touch(place.top)


def document(core, resource_id):
    """A copy of what a GET would show, or None."""
    target = router.parse(resource_id)
    if target.shape == "subscription":
        return copy.deepcopy(core.store.subscriptions.get(target.subscription.lower()))
    if target.shape == "list":
        stored = core.store.answers.get(key_of(resource_id))
        many = core.switches.machine_learning_names == "many"
        return copy.deepcopy(stored) if stored is not None else answers.of_id(core.store, resource_id, many)
    call, kind = call_for(core, resource_id, peeking=True), catalogue.find(target.type)
    if kind is None or not target.group:
        return copy.deepcopy(core.store.get(resource_id))
    if core.store.group(target.subscription, target.group) is None:
        return None
    found = places.resolve(call).document
    return None if found is None else places.shown(call, kind, found)


def busy(core, resource_id, polls):
    """Somebody else's operation runs on the resource until it has been polled, read or run into so often."""
    call = call_for(core, resource_id, seeding=True)
    if call.target.type.lower() == kusto.KIND.type.lower():
        clusters.keep_busy(call, polls)
        return
    place = places.resolve(call)
    if place.document is None:
        raise ValueError(f"there is no {resource_id}")
    before = copy.deepcopy(place.top)
    jobs.touch(call, place, place.top, place.document)
    for touched in (place.top, place.document):
        touched.setdefault("properties", {})["provisioningState"] = "Updating"
    jobs.start(call, place, before, polls=polls)
