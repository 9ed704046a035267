# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""All resource types the emulator knows."""

from __future__ import annotations

from ..kusto import kusto
from ..logs import workspaces
from ..network import firewalls, inert, networks, route_tables
from ..policies import ip_groups, policies, policy_groups, selector_groups
from ..services import known
from . import errors, lists

KINDS = (
    firewalls.KIND,
    route_tables.KIND,
    route_tables.ROUTE,
    networks.KIND,
    networks.SUBNET,
    networks.PEERING,
    policies.KIND,
    policy_groups.KIND,
    selector_groups.KIND,
    ip_groups.KIND,
    kusto.KIND,
    workspaces.KIND,
    *inert.KINDS,
    *known.KINDS,
)
# Below a resource, and as a world gives them: nobody here makes or changes any.
SHOWN = (
    "microsoft.network/firewallpolicies/firewallpolicydrafts",
    "microsoft.network/firewallpolicies/rulecollectiongroups/rulecollectiongroupdrafts",
    "microsoft.network/virtualhubs/hubroutetables",
    "microsoft.network/virtualhubs/hubvirtualnetworkconnections",
    "microsoft.network/virtualhubs/routingintent",
    "microsoft.network/privateendpoints/privatednszonegroups",
    lists.LINKS,
    *lists.RECORD_TYPES,
)
_BY_TYPE = {kind.type.lower(): kind for kind in KINDS}


def find(type_name):
    return _BY_TYPE.get(str(type_name).lower())


def demand(call):
    """The kind a request is about; ARM knows the types of a namespace before it asks the provider."""
    kind = find(call.target.type)
    if kind is None:
        kinds = "/".join(call.target.types)
        text = (
            f"The resource type '{kinds}' could not be found in the namespace '{call.target.namespace}' for api "
            f"version '{call.api_version}'."
        )
        raise errors.front(404, "InvalidResourceType", text)
    return kind
