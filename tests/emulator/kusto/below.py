# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands below a cluster: all of it is read, data connections and managed private endpoints are written as well.

As recorded in test_kusto_Scenario: a PUT of a new one is a 201 without Location, a PATCH a 202 with both addresses that
shows the state before, Accepted. None of them has an etag, and no precondition is looked at (by the specification).
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass

from ..arm import bodies, errors, pages
from . import connections, endpoints, kusto, operations


def _nothing(*_arguments):
    return None


@dataclass(frozen=True)
class Part:
    """A type that a client may write."""

    check: Callable  # (call, parent, body), or raises Refusal
    begun: Callable  # (cluster, body) -> (members beside the properties, properties) of the first answer
    made: Callable  # the same, when a PUT is done
    changed: Callable  # (call, cluster, before, body) -> the same, when a PATCH is done
    kind: str = ""  # operationKind
    settled: Callable = _nothing  # (call, document) when a write has ended well
    gone: Callable = _nothing  # (call, document) when it has been deleted
    signed: bool = False  # ARM tells who made and changed it, in a GET (recorded of endpoints alone)


WRITABLE = {
    kusto.CONNECTIONS: Part(connections.check, connections.begun, connections.made, connections.changed),
    kusto.ENDPOINTS: Part(
        endpoints.check,
        endpoints.begun,
        endpoints.made,
        endpoints.changed,
        kind="ManagedPrivateEndpointCreateOrUpdate",
        settled=endpoints.settled,
        gone=endpoints.gone,
        signed=True,
    ),
}


def read(call):
    """GET of one."""
    cluster = _readable(call)
    running = call.core.operations.touching(cluster["id"].lower())
    if running is not None and running.resource_id.lower() == call.target.resource_id().lower():
        call.core.operations.advance(running)  # a client that only reads must see the operation end as well
    found = call.store.get(call.target.resource_id())
    if found is None:
        raise kusto.missing_child(kusto.spelt(call.target.resource_id()))
    shown = copy.deepcopy(found)
    if call.switches.stale_reads:
        shown = call.store.late(found["id"].lower(), shown, call.switches.stale_reads)
    return 200, {"ETag": shown["etag"]} if "etag" in shown else {}, shown


def listing(call):
    """GET of all below one parent."""
    _readable(call)
    prefix = f"{_parent_id(call)}/{call.target.types[-1]}/".lower()
    inside = [
        (key.removeprefix(prefix), document) for key, document in call.store.documents.items() if key.startswith(prefix)
    ]
    found = [copy.deepcopy(document) for name, document in inside if "/" not in name]
    return 200, {}, pages.page(call, {"value": found}, call.switches.page_size)


def _readable(call):
    cluster = kusto.cluster_of(call)
    kusto.demand_parent(call, _parent_id(call))
    kusto.demand_running(call, cluster, call.target.type.lower())
    return cluster


def _parent_id(call):
    return call.target.resource_id(len(call.target.types) - 1)


def put(call):
    """PUT of a connection or an endpoint; one that is there already answers 200 (inferred)."""
    part, cluster, parent = _writable(call)
    body = bodies.without_nulls(bodies.parse(call))
    part.check(call, parent, body)
    operations.refuse_when_busy(call, cluster)
    before = call.store.get(call.target.resource_id())
    document_id = before["id"] if before else f"{parent['id']}/{call.target.types[-1]}/{call.target.names[-1]}"
    shown = _document(document_id, *part.begun(cluster, body), "Creating")
    made = _document(document_id, *part.made(cluster, body), "Succeeded", _signature(part, before))
    place = {"location": body["location"]} if part is WRITABLE[kusto.CONNECTIONS] and body.get("location") else {}
    headers = _start(call, part, cluster, before, {**shown, **_signature(part, before)}, made, **place)
    return 200 if before else 201, {name: text for name, text in headers.items() if name != "Location"}, shown


def patch(call):
    """PATCH of a connection or an endpoint that is there; the answer still shows it as it was."""
    part, cluster, parent = _writable(call)
    before = call.store.get(call.target.resource_id())
    if before is None:
        raise kusto.missing_child(kusto.spelt(call.target.resource_id()))
    body = bodies.without_nulls(bodies.parse(call))
    members, properties = part.changed(call, cluster, before, body)
    part.check(call, parent, {**members, "properties": properties})
    operations.refuse_when_busy(call, cluster)
    made = _document(before["id"], members, properties, "Succeeded", _signature(part, before))
    shown = copy.deepcopy(before)
    shown.pop("systemData", None)
    shown["properties"]["provisioningState"] = "Accepted"
    meanwhile = copy.deepcopy(before)
    meanwhile["properties"]["provisioningState"] = "Running"  # recorded of a cluster, inferred of what is below
    headers = _start(call, part, cluster, before, meanwhile, made)
    return 202, headers, shown


def delete(call):
    """DELETE: 204 for one that is not there (recorded), else 202 with both addresses (inferred)."""
    part, cluster, _parent = _writable(call)
    before = call.store.get(call.target.resource_id())
    if before is None:
        return 204, {}, None
    operations.refuse_when_busy(call, cluster)
    meanwhile = copy.deepcopy(before)
    meanwhile["properties"]["provisioningState"] = "Deleting"
    return 202, _start(call, part, cluster, before, meanwhile, None), None


def only_read(call):
    """A write of what nobody writes here."""
    raise errors.Refusal(501, "NotImplemented", f"The emulator only reads {call.target.type}.")


def _writable(call):
    cluster = kusto.cluster_of(call)
    parent = kusto.demand_parent(call, _parent_id(call))
    kusto.demand_running(call, cluster, call.target.type.lower(), "change")
    return WRITABLE[call.target.type.lower()], cluster, parent


def _document(resource_id, members, properties, state, signature=None):
    return {
        **kusto.around(resource_id),
        **members,
        "properties": {**properties, "provisioningState": state},
        **(signature or {}),
    }


def _signature(part, before):
    """`systemData`, as the front end of ARM adds it to what is read."""
    if not part.signed:
        return {}
    made = kusto.signature(operations.now())
    changed = {name: value for name, value in made.items() if name.startswith("last")}
    return {"systemData": {**made, **((before or {}).get("systemData") or {}), **changed}}


def _start(call, part, cluster, before, meanwhile, made, **details):
    """The headers of a write that has been taken; `made` is None when what was there is to go."""
    call.store.put(meanwhile)

    def finish(status):
        if status == "Canceled":
            _put_back(call, meanwhile, before)
        elif status == "Failed":
            call.store.put(_failed(made or meanwhile))
        elif made is None:
            call.store.drop(meanwhile["id"])
            part.gone(call, meanwhile)
        else:
            call.store.put(made)
            part.settled(call, made)

    name = f"{'Delete' if made is None else 'Put'}{kusto.SPELLINGS[call.target.types[-1].lower()]}"
    started = operations.start(
        call,
        cluster,
        name,
        kind="" if made is None else part.kind,
        resource_id=meanwhile["id"],
        finish=finish,
        outcome=lambda: copy.deepcopy(made),  # inferred: no client of a recording has asked there
        is_delete=made is None,
        **details,
    )
    return operations.headers(call, started)


def _put_back(call, meanwhile, before):
    if before is None:
        call.store.drop(meanwhile["id"])
    else:
        call.store.put(before)


def _failed(document):
    """What a write that failed leaves behind (inferred)."""
    return {**document, "properties": {**document["properties"], "provisioningState": "Failed"}}
