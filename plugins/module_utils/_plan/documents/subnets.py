# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Subnets: only the reference to a route table is ever touched.

Associating a table is a PUT of the whole subnet, and what such a PUT leaves out is removed (recorded for the
security group and for service endpoints), so the document goes back as it came but for one property.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from ..values import addresses, resource_ids
from ..values.errors import PlanError
from ..values.resource_ids import ResourceId

KUSTO_DELEGATION = "Microsoft.Kusto/clusters"
# The platform's own: a table of ours there would make a loop or cut a gateway off. Azure's documentation supports no
# default route of one's own on the gateway's (VPN Gateway settings) and no table on the Route Server's (its FAQ).
_RESERVED = ("azurefirewallsubnet", "azurefirewallmanagementsubnet", "gatewaysubnet", "routeserversubnet")


def route_table_id(document: Mapping[str, Any] | None) -> str | None:
    """The id of the subnet's route table, or None."""
    found = (((document or {}).get("properties") or {}).get("routeTable") or {}).get("id")
    return str(found) if found else None


def security_group_id(document: Mapping[str, Any] | None) -> str | None:
    """The id of the subnet's security group, or None."""
    found = (((document or {}).get("properties") or {}).get("networkSecurityGroup") or {}).get("id")
    return str(found) if found else None


def is_delegated(document: Mapping[str, Any]) -> bool:
    """True when the subnet is delegated to Data Explorer, whose service then keeps the routes itself."""
    delegations = (document.get("properties") or {}).get("delegations") or ()
    names = [str((item.get("properties") or {}).get("serviceName") or "") for item in delegations]
    return KUSTO_DELEGATION.lower() in [name.lower() for name in names]


def prefixes(document: Mapping[str, Any]) -> list[str]:
    """The subnet's address prefixes; raise PlanError for what is none: whose traffic it is would not be known."""
    properties = document.get("properties") or {}
    single = properties.get("addressPrefix")
    given = [single] if single else properties.get("addressPrefixes") or ()
    return [_prefix(str(one), document) for one in given]


def _prefix(text: str, document: Mapping[str, Any]) -> str:
    try:
        return str(addresses.network(text))
    except ValueError as error:
        raise PlanError(
            f"Subnet {document.get('name')} has the address prefix '{text}', which is no network."
        ) from error


def service_endpoints(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The services the subnet reaches directly, whatever its routes say, in the order of their names."""
    endpoints = (document.get("properties") or {}).get("serviceEndpoints") or ()
    return sorted(endpoints, key=lambda item: str(item.get("service")))


def endpoint_policies(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The policies that say which resources of a service the subnet's endpoints reach."""
    return list((document.get("properties") or {}).get("serviceEndpointPolicies") or ())


def nat_gateway_id(document: Mapping[str, Any] | None) -> str | None:
    """The id of the NAT gateway whose addresses the subnet's traffic leaves with, or None."""
    found = (((document or {}).get("properties") or {}).get("natGateway") or {}).get("id")
    return str(found) if found else None


def is_private(document: Mapping[str, Any] | None) -> bool:
    """True for a subnet without outbound access of its own: what has no public address, load balancer or NAT gateway
    reaches nothing by a route to the internet there. One that is delegated to the service has the access that the
    service gives it (documentation of default outbound access, 2026-01-30).
    """
    properties = (document or {}).get("properties") or {}
    is_closed = properties.get("defaultOutboundAccess") is False and nat_gateway_id(document) is None
    return is_closed and not is_delegated(document or {})


def associated(document: Mapping[str, Any], table: str, *, instead: bool = False) -> dict[str, Any]:
    """Return the subnet with this table.

    Raise PlanError for a subnet of the platform's own, and for one with another table unless `instead` puts this one
    in its place.
    """
    if str(document.get("name")).lower() in _RESERVED:
        raise PlanError(
            f"Subnet {document.get('name')} is the platform's own: a route table with a route to the firewall there"
            " would make a loop. Give the subnet of the cluster.",
            code="platform_subnet",
        )
    found = route_table_id(document)
    if found and not resource_ids.same(found, table) and not instead:
        kept = resource_ids.to_type(found)
        raise PlanError(
            f"Subnet {document.get('name')} already has the route table {found}, whose routes it would lose if it got"
            f" {table}. Keep that one with O(route_table): {kept}, or accept the loss with O(accept): [other_table].",
            code="other_table",
        )
    changed = deepcopy(dict(document))
    if not resource_ids.same(found, table):
        changed.setdefault("properties", {})["routeTable"] = {"id": table}
    return changed


def dissociated(document: Mapping[str, Any], table: str | ResourceId | None) -> dict[str, Any]:
    """Return the subnet without this table (None: without any); another table stays."""
    changed = deepcopy(dict(document))
    if table is None or resource_ids.same(route_table_id(document), table):
        (changed.get("properties") or {}).pop("routeTable", None)
    return changed


def view(document: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Our slice of the subnet; None when there is no subnet."""
    return None if document is None else {"route_table": route_table_id(document)}
