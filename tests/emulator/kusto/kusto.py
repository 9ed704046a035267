# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Kusto clusters, and what every request below one has to find first."""

from __future__ import annotations

from ..arm import errors
from ..arm.kinds import Kind
from ..arm.store import key_of

CHILD = "outboundNetworkDependenciesEndpoints"
ENDPOINTS = "microsoft.kusto/clusters/managedprivateendpoints"
DATABASES = "microsoft.kusto/clusters/databases"
CONNECTIONS = f"{DATABASES}/dataconnections"
CONFIGURATIONS = "microsoft.kusto/clusters/attacheddatabaseconfigurations"
CONNECTED = "privateEndpointConnections"  # those of private endpoints of the customer
SPELLINGS = {
    name.lower(): name
    for name in str.split("Clusters Databases DataConnections ManagedPrivateEndpoints AttachedDatabaseConfigurations")
}
PARTS = (ENDPOINTS, DATABASES, CONNECTIONS, CONFIGURATIONS)
# Who makes and reads back what is below a cluster; the recorder has put zeros there, and says that it was a person.
READER = "00000000-0000-0000-0000-000000000000"


def signature(time):
    """`systemData` of what was made at this time and not changed since."""
    changed = {"lastModifiedBy": READER, "lastModifiedByType": "User", "lastModifiedAt": time}
    return {"createdBy": READER, "createdByType": "User", "createdAt": time, **changed}


def _hide_signatures(call, cluster):
    """ARM tells who made a connection when that is asked for, and not within the cluster's document (inferred)."""
    properties = cluster.get("properties") or {}
    seen_by_client = not call.peeking and not call.seeding
    if properties.get(CONNECTED) and seen_by_client and call.switches.connection_times != "everywhere":
        properties[CONNECTED] = [unsigned(item) for item in properties[CONNECTED]]


def unsigned(document):
    """Without who made it, and when."""
    return {name: value for name, value in document.items() if name != "systemData"}


KIND = Kind("Microsoft.Kusto/clusters", render=_hide_signatures, shown_type="Microsoft.Kusto/Clusters")
# What cannot be asked of a cluster that is stopped: reported of databases (azure-service-operator issue 4933), and
# inferred of what else only the running cluster knows.
UNKNOWN_WHILE_STOPPED = {
    CHILD.lower(): "outbound network dependencies endpoints",
    DATABASES: "databases",
    CONNECTIONS: "data connections",
}


def dependencies(call, cluster):
    """All entries of the dependency answer; the cluster need not live in a virtual network."""
    demand_running(call, cluster, CHILD.lower())
    return call.store.answers.get(key_of(f"{cluster['id']}/{CHILD}")) or {"value": []}


def demand_running(call, cluster, asked, verb="fetch"):
    """Refuses to look or write below a stopped cluster, as the switches have it."""
    state, words = (cluster.get("properties") or {}).get("state"), UNKNOWN_WHILE_STOPPED.get(asked)
    if state != "Stopped" or words is None:
        return
    switches = call.switches
    way = switches.stopped_cluster_dependencies if asked == CHILD.lower() else switches.stopped_cluster_parts
    if way == "refuse":
        text = f"Cannot {verb} {words} while resource is in state '{state}'."
        raise errors.front(400, "BadRequest", text)


def cluster_of(call):
    """The stored document of the cluster that a request is about, or below; refuses one that is not there."""
    group = call.store.group(call.target.subscription, call.target.group)
    if group is None:
        raise errors.group_not_found(call.target.group)
    found = call.store.get(call.target.resource_id(1))
    if found is None and len(call.target.types) == 1 + (call.target.shape == "list"):
        raise errors.resource_not_found(f"{KIND.type}/{call.target.names[0]}", call.target.group)
    if found is None:
        raise missing_parent(call, call.target.resource_id(1))
    found.setdefault("properties", {})  # a world may have seeded next to nothing
    return found


def demand_parent(call, parent_id):
    """The stored document that something stands below; refuses one that is not there."""
    found = call.store.get(parent_id)
    if found is None:
        raise missing_parent(call, parent_id)
    return found


def missing_parent(call, parent_id):
    """What the front end of ARM says; inferred of Kusto."""
    verb = "read" if call.method == "GET" else "write"
    text = (
        f"Failed to perform '{verb}' on resource(s) of type '{'/'.join(call.target.types)}', because the parent "
        f"resource '{parent_id}' could not be found."
    )
    return errors.front(404, "ParentResourceNotFound", text)


def missing_child(resource_id):
    """As recorded of the provider."""
    text = f"The resource with identifier '{resource_id}' is not found."
    return errors.plain(404, "ResourceNotFound", text)


def invalid(call, message):
    """A member that Kusto does not take. Neither the code nor a text has been shown by anybody."""
    return errors.plain(400, call.switches.kusto_invalid_code, message)


def spelt(resource_id):
    """An id as the service writes it: its types with capitals, all names as they came (recorded)."""
    before, mark, below = resource_id.partition("/providers/Microsoft.Kusto/")
    pieces = below.split("/")
    pieces[0::2] = [SPELLINGS.get(piece.lower(), piece) for piece in pieces[0::2]]
    return before + mark + "/".join(pieces)


def around(resource_id):
    """id, name and type of what has this id: the name is that of the cluster and all below it, with slashes."""
    made = spelt(resource_id)
    pieces = made.partition("/providers/Microsoft.Kusto/")[2].split("/")
    return {"id": made, "name": "/".join(pieces[1::2]), "type": "/".join(("Microsoft.Kusto", *pieces[0::2]))}
