# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""PATCH of a cluster.

Recorded: only what is sent changes; the 202 shows the cluster as it is wanted, Running and Accepted, with an etag that
is new already and will be again at the end; the operation goes on for some polls. The rest is inferred or a switch.
"""

from __future__ import annotations

import copy
import uuid

from ..arm import bodies, conditions, errors, newer_members, parts, places
from ..identity import identity
from . import callouts, kusto, network, operations

ORDER = str.split("id name type etag location sku tags properties zones identity")
MEMBERS = str.split(
    "state stateReason uri dataIngestionUri trustedExternalTenants virtualNetworkConfiguration optimizedAutoscale "
    "enableDiskEncryption enableStreamingIngest keyVaultProperties languageExtensions enablePurge "
    "enableDoubleEncryption engineType acceptedAudiences restrictOutboundNetworkAccess allowedFqdnList calloutPolicies "
    "publicNetworkAccess allowedIpRangeList enableAutoStop publicIPType virtualClusterGraduationProperties "
    "privateEndpointConnections migrationCluster zoneStatus provisioningState"
)
# Read only by the models: a client that sends back what it has read changes nothing by them (inferred).
READ_ONLY = frozenset(
    str.split(
        "state stateReason uri dataIngestionUri provisioningState privateEndpointConnections migrationCluster "
        "zoneStatus"
    )
)
SWITCHED = ("Enabled", "Disabled")
WORDS = {
    "restrictOutboundNetworkAccess": SWITCHED,
    "publicNetworkAccess": (*SWITCHED, "SecuredByPerimeter"),
    "publicIPType": ("IPv4", "DualStack"),
    "engineType": ("V2", "V3"),
}
LISTS = {"allowedIpRangeList": str, "trustedExternalTenants": dict, "acceptedAudiences": dict}


def patch(call):
    """PATCH of the cluster; a member beside its properties that is not in the specification is refused by ARM."""
    before = kusto.cluster_of(call)
    body = newer_members.without(call, kusto.KIND, bodies.without_nulls(bodies.parse(call)))
    _check_location(call, before, body)
    demand_running(call, before)
    conditions.check(call, before, before["id"])
    wanted = _properties(call, before, body)
    operations.refuse_when_busy(call, before)
    after = _changed(before, body, wanted)
    fate = network.fate(call, before, after)
    if fate == "ignored_at_once":
        return _at_once(call, network.stay(before, after))
    headers = alter(call, before, after, "UpdateCluster", **_moving(call, before, after, fate))
    shown = places.shown(call, kusto.KIND, ordered(after))
    shown["properties"]["state"] = before["properties"].get("state")
    shown["properties"]["provisioningState"] = "Accepted"
    return 202, {**headers, "ETag": after["etag"]}, shown


def _changed(before, body, wanted):
    after = copy.deepcopy(before)
    for name in ("sku", "tags", "zones", "identity"):
        if name in body:
            after[name] = body[name]
    after["properties"] = {**before["properties"], **wanted}
    if "identity" in body:
        after["identity"] = {"userAssignedIdentities": {}, **body["identity"]}
        after["identity"] = parts.ordered(after["identity"], ("type", "userAssignedIdentities"))
    return after


def _moving(call, before, after, fate):
    """What is particular of the operation when the cluster leaves its network or comes back."""
    if not network.is_moved(before, after):
        return {}
    ends = {"ignored": network.stay(before, after), "done": network.renamed(call, after)}.get(fate, after)
    found = {"moved": True, "ended": ends}
    if fate in ("failed", "failed_midway"):
        found |= {"doom": "Failed", "failure": network.failure(call, before)}
    return {**found, "failed": before} if fate == "failed" else found


def _at_once(call, after):
    """A change that takes no operation."""
    after = ordered({**after, "etag": etag()})
    call.store.put(after)
    return 200, {"ETag": after["etag"]}, places.shown(call, kusto.KIND, after)


def demand_running(call, cluster):
    """Refuses to change a stopped cluster, where the switch says so."""
    if cluster["properties"].get("state") == "Stopped" and call.switches.stopped_cluster_patch == "refuse":
        raise kusto.invalid(call, "Cannot update the cluster while resource is in state 'Stopped'.")


def _check_location(call, before, body):
    wanted = body.get("location")
    if wanted is None:
        return
    if not isinstance(wanted, str) or parts.normal_location(wanted) != parts.normal_location(before["location"]):
        text = f"The resource '{before['name']}' already exists in location '{before['location']}'."
        raise errors.front(409, "InvalidResourceLocation", text)


def _properties(call, before, body):
    """What changes in the properties. A member that the service does not know is not an error to it (inferred)."""
    sent = {
        name: value
        for name, value in (body.get("properties") or {}).items()
        if name in MEMBERS and name not in READ_ONLY
    }
    for name, words in WORDS.items():
        if name in sent and sent[name] not in words:
            raise kusto.invalid(call, f"Property '{name}' is '{sent[name]}', which is none of {', '.join(words)}.")
    for name, value in sent.items():
        if not _fits(name, value):
            raise kusto.invalid(call, f"Property '{name}' is not of its type.")
    changed = {**sent, **callouts.chosen(call, before, sent)}
    if "virtualNetworkConfiguration" in sent:
        stored = before["properties"].get("virtualNetworkConfiguration")
        changed["virtualNetworkConfiguration"] = network.chosen(call, stored, sent["virtualNetworkConfiguration"])
    return changed


def _fits(name, value):
    if name.startswith("enable"):
        return isinstance(value, bool)
    if name not in LISTS:
        return True
    return isinstance(value, list) and all(isinstance(item, LISTS[name]) for item in value)


def alter(call, before, after, name, *, moved=False, answers=True, ended=None, failed=None, **details):
    """Puts the cluster into the store as it is while its operation runs, and as it is wanted when that ends well.

    Answers the headers that name the operation, which at its end has the cluster for an answer or none; `details` are
    fields of it. `after` gets the etag that holds meanwhile. What a good end leaves may be something else (`ended`),
    and what a bad one leaves as well (`failed`).
    """
    switches = call.switches
    after["etag"] = etag()
    meanwhile = copy.deepcopy(after if switches.cluster_shows == "at_once" else {**before, "etag": after["etag"]})
    state = before["properties"].get("state")
    if state == "Running":
        state = switches.moving_cluster_state if moved else switches.altered_cluster_state
    meanwhile["properties"] = {**meanwhile["properties"], "state": state, "provisioningState": "Running"}
    old, wanted = copy.deepcopy(before), copy.deepcopy(ended or after)
    broken = copy.deepcopy(failed or meanwhile)  # what a failure leaves is inferred
    call.store.put(ordered(meanwhile))

    def finish(status):
        made = {"Canceled": old, "Failed": broken}.get(status, wanted)
        word = "Failed" if status == "Failed" else "Succeeded"
        properties = {**made["properties"], "state": old["properties"].get("state"), "provisioningState": word}
        call.store.put(ordered({**made, "etag": etag(), "properties": properties, **_identity(made)}))

    started = operations.start(
        call,
        after,
        name,
        kind="ServiceConfigurationAlter",
        finish=finish,
        outcome=lambda: _shown(call, after["id"]) if answers else None,  # inferred: nobody asked there
        **details,
    )
    return operations.headers(call, started)


def _shown(call, cluster_id):
    found = call.store.get(cluster_id)
    return found and places.shown(call, kusto.KIND, found)


def keep_busy(call, polls):
    """Somebody else's operation, which changes nothing but the etag, goes on until it has been polled so often."""
    cluster = kusto.cluster_of(call)
    alter(call, cluster, copy.deepcopy(cluster), "Maintenance", left=polls)


def ordered(document):
    """Members in the order of the service (recorded; where the newer ones stand is inferred)."""
    made = parts.ordered(document, ORDER)
    if isinstance(made.get("properties"), dict):
        made["properties"] = parts.ordered(made["properties"], MEMBERS)
    return made


def etag():
    """The time of the change, in quotes (recorded)."""
    return f'"{operations.now()}"'


def _identity(document):
    """When the operation is over an identity has a principal, and an empty list of others is gone (recorded)."""
    found = document.get("identity")
    if not found or found.get("type") in (None, "None"):
        return {}
    made = {name: value for name, value in found.items() if value != {}}
    if "SystemAssigned" in found["type"]:
        principal = str(uuid.uuid5(uuid.NAMESPACE_URL, f"{document['id'].lower()}#principal"))
        made = {"principalId": principal, "tenantId": identity.TENANT, **made}
    return {"identity": made}
