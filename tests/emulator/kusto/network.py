# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a cluster is in a network of the customer's: it may leave, and it may come back to the same place.

From the page "Migrate a cluster" (2026-03-15) and the models of azure-mgmt-kusto 4.0.0, in which the three ids are read
and created, and only `state` is updated. All refusals are inferred.
"""

from __future__ import annotations

import re

from . import kusto

IDS = ("subnetId", "enginePublicIpId", "dataManagementPublicIpId")
STATES = ("Enabled", "Disabled")
HOST = re.compile(r"https://(?:private-)?(ingest-)?(?:private-)?")


def chosen(call, stored, sent):
    """The configuration that a PATCH leaves; refuses what moves the cluster into another network, or a first one."""
    if not isinstance(sent, dict):
        raise kusto.invalid(call, "Property 'virtualNetworkConfiguration' is not an object.")
    if not stored:
        raise kusto.invalid(call, "A cluster can no longer be put into a virtual network.")
    _check_ids(call, stored, sent)
    state = sent.get("state", stored.get("state"))
    if state is not None and state not in STATES:
        raise kusto.invalid(call, f"Property 'virtualNetworkConfiguration.state' is '{state}'.")
    return stored if state is None else {**stored, "state": state}


def _check_ids(call, stored, sent):
    missing = [name for name in IDS if name not in sent]
    if missing and call.switches.network_ids_missing == "refuse":
        raise kusto.invalid(call, f"Property 'virtualNetworkConfiguration.{missing[0]}' is missing.")
    other = [name for name in IDS if name in sent and str(sent[name]).lower() != str(stored.get(name)).lower()]
    if other and call.switches.network_ids_changed == "refuse":
        raise kusto.invalid(call, f"Property 'virtualNetworkConfiguration.{other[0]}' cannot be changed.")


def is_moved(before, after):
    """Whether the cluster leaves its network, or comes back."""
    return _state(before) != _state(after)


def has_left(cluster):
    """Whether it was in a network and is in none now."""
    return _state(cluster) == "Disabled"


def fate(call, before, after):
    """What comes of a move, by the switches; of what is no move nothing but what was asked for."""
    if not is_moved(before, after):
        return "done"
    return call.switches.network_leaving if has_left(after) else call.switches.network_returning


def stay(before, after):
    """A cluster that is still where it was, and else as it was to be."""
    stored = before["properties"]["virtualNetworkConfiguration"]
    return {**after, "properties": {**after["properties"], "virtualNetworkConfiguration": stored}}


def renamed(call, cluster):
    """A cluster that has moved, with the names that it has now."""
    if call.switches.moved_cluster_uri == "kept":
        return cluster
    begin = "https://private-" if has_left(cluster) else "https://"
    properties = dict(cluster["properties"])
    for name in ("uri", "dataIngestionUri"):
        if properties.get(name):
            properties[name] = HOST.sub(lambda found: begin + (found[1] or ""), properties[name], count=1)
    return {**cluster, "properties": properties}


def failure(call, cluster):
    """The error of a move that has failed."""
    text = f"Failed to update the virtual network of cluster '{cluster['name']}'."
    return {"code": call.switches.network_move_failure_code, "message": text}


def _state(cluster):
    """A configuration without a state, as older api-versions wrote it, is in force."""
    found = cluster["properties"].get("virtualNetworkConfiguration")
    return (found.get("state") or "Enabled") if found else None
