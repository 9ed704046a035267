# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What becomes of a member when somebody reads and writes with an api-version from before it.

Since when each is there was read off the models of azure-mgmt-network: 22.2.0 has those of most versions until
2022-07-01, and each release since then those of one version (25.1.0: 2023-05-01, 25.2.0: 2023-06-01, 25.4.0:
2023-11-01, 26.0.0: 2024-01-01, 27.0.0: 2024-03-01, 28.1.0: 2024-05-01, 30.0.0: 2024-10-01, 30.2.0: 2025-05-01, 31.0.0:
2025-07-01, 32.0.0: 2025-09-01, 33.0.0: 2026-01-01). Those of Data Explorer follow its specifications, and the recorded
answer of 2022-02-01 for a cluster in a network. Those of Batch are from the release notes of azure-mgmt-batch; of
managed networks of Machine Learning the first stable examples are of that version. Only what a client can set is
listed: answers show more than the models of their version.
"""

from __future__ import annotations

import copy

_SUBNET = {
    "properties.defaultOutboundAccess": "2023-05-01",
    "properties.sharingScope": "2023-11-01",
    "properties.serviceEndpoints[].networkIdentifier": "2024-01-01",
    "properties.ipamPoolPrefixAllocations": "2024-05-01",
    "properties.serviceGateway": "2025-05-01",
}
_ROUTE = {"properties.nextHop": "2025-07-01"}


def _below(name, members):
    return {f"properties.{name}[].{path}": since for path, since in members.items()}


# By type in lower case; a path leads from the document to the member, and [] stands for every element of a list.
SINCE = {
    "microsoft.network/azurefirewalls": {
        "properties.autoscaleConfiguration": "2024-03-01",
        "extendedLocation": "2024-10-01",
        "properties.aiSecurityAddOn": "2026-01-01",
    },
    "microsoft.network/firewallpolicies": {
        "properties.sku": "2020-07-01",
        "properties.snat": "2020-11-01",
        "properties.intrusionDetection.profile": "2023-06-01",
    },
    "microsoft.network/firewallpolicies/rulecollectiongroups": {
        "properties.ruleCollections[].rules[].sourceKubeSelectorGroups": "2025-09-01",
        "properties.ruleCollections[].rules[].sourceGeoLocations": "2026-01-01",
        "properties.ruleCollections[].rules[].destinationGeoLocations": "2026-01-01",
    },
    "microsoft.network/routetables": {"properties.disablePeeringRoute": "2025-07-01", **_below("routes", _ROUTE)},
    "microsoft.network/routetables/routes": _ROUTE,
    "microsoft.network/virtualnetworks": {
        "properties.virtualNetworkPeerings[].properties.peerCompleteVnets": "2023-11-01",
        "properties.virtualNetworkPeerings[].properties.localSubnetNames": "2023-11-01",
        "properties.virtualNetworkPeerings[].properties.remoteSubnetNames": "2023-11-01",
        "properties.virtualNetworkPeerings[].properties.enableOnlyIPv6Peering": "2023-11-01",
        "properties.privateEndpointVNetPolicies": "2024-03-01",
        "properties.addressSpace.ipamPoolPrefixAllocations": "2024-05-01",
        **_below("subnets", _SUBNET),
    },
    "microsoft.network/virtualnetworks/subnets": _SUBNET,
    "microsoft.kusto/clusters": {
        "properties.virtualNetworkConfiguration.state": "2023-08-15",
        "properties.calloutPolicies": "2024-04-13",
    },
    "microsoft.batch/batchaccounts/pools": {
        "properties.targetNodeCommunicationMode": "2022-10-01",
        "properties.currentNodeCommunicationMode": "2022-10-01",
    },
    "microsoft.machinelearningservices/workspaces": {"properties.managedNetwork": "2023-10-01"},
}


def _unknown(call, kind):
    """Paths of what the api-version of the request lacks; the switch can have it that none lacks any."""
    if call.switches.newer_members == "shown" or call.seeding or call.peeking:
        return []
    return [path.split(".") for path, since in SINCE.get(kind.type.lower(), {}).items() if call.api_version < since]


def hide(call, kind, document):
    """Take out of an answer what its api-version does not know."""
    for path in _unknown(call, kind):
        _drop(document, path)


def known(call, place, body):
    """The body as its api-version is understood: what that does not know is kept as it was, or left out."""
    unknown = _unknown(call, place.kind)
    if not unknown:
        return body
    made = copy.deepcopy(body)
    for path in unknown:
        _drop(made, path)
        if call.switches.newer_members == "kept" and place.document is not None:
            _keep(made, place.document, path)
    return made


def without(call, kind, body):
    """The body of a PATCH without what its api-version does not know: that stays as it is."""
    made = copy.deepcopy(body)
    hide(call, kind, made)
    return made


def _drop(holder, path):
    for found in _holders(holder, path[:-1]):
        found.pop(path[-1], None)


def _holders(holder, steps):
    """The objects that a path leads to."""
    if not isinstance(holder, dict):
        return
    if not steps:
        yield holder
        return
    name, rest = steps[0].removesuffix("[]"), steps[1:]
    below = holder.get(name)
    items = below if isinstance(below, list) and steps[0].endswith("[]") else [below]
    for item in items:
        yield from _holders(item, rest)


def _keep(new, old, path):
    """Put what stood there into the same place of the new document; elements of lists are told by their labels."""
    step, rest = path[0], path[1:]
    if not isinstance(new, dict) or not isinstance(old, dict):
        return
    if not rest:
        if step in old:
            new[step] = copy.deepcopy(old[step])
        return
    if not step.endswith("[]"):
        _keep(new.get(step), old.get(step), rest)
        return
    before = {_label(item): item for item in old.get(step.removesuffix("[]")) or []}
    for item in new.get(step.removesuffix("[]")) or []:
        _keep(item, before.get(_label(item)), rest)


def _label(item):
    """A service endpoint has no name."""
    return str(item.get("name") or item.get("service")).lower()
