# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""The subnet of a firewall needs its way to the Internet, unless the firewall is managed through a subnet of its own.

Code and words as reported when a table was put on the subnet: github.com/aztfmod/terraform-azurerm-caf/issues/868.
"""

from __future__ import annotations

from ..arm import errors
from ..arm.store import key_of

NAME = "azurefirewallsubnet"
CODE = "AzureFirewallSubnetRouteTableMustHaveDefaultRouteToInternet"
FIREWALLS = "microsoft.network/azurefirewalls"


def check_subnet(call, subnet, previous):
    """Putting a table on the subnet; one that is there already was looked at when it came."""
    table_id, before = _table_id(subnet), _table_id(previous or {})
    if subnet["name"].lower() == NAME and table_id and key_of(table_id) != key_of(before):
        _demand(call, call.store.get(table_id), subnet["id"])


def check_table(call, table):
    """A write of a table that is on such a subnet; nobody has shown what it does."""
    if call.switches.firewall_subnet_routes != "table":
        return
    for item in call.store.subnets_of_table(table["id"]):
        if item["id"].rsplit("/", 1)[-1].lower() == NAME:
            _demand(call, table, item["id"])


def _table_id(subnet):
    return ((subnet.get("properties") or {}).get("routeTable") or {}).get("id") or ""


def _demand(call, table, subnet_id):
    accepted = call.switches.firewall_subnet_routes == "accept"
    if accepted or table is None or _leads_out(table) or _is_managed_apart(call, subnet_id):
        return
    text = (
        f"Route Table {table['name']} on firewall subnet AzureFirewallSubnet must have 0.0.0.0/0 route with next hop "
        "Internet."
    )
    raise errors.invalid(CODE, text)


def _leads_out(table):
    routes = [route["properties"] for route in table["properties"].get("routes") or []]
    return any(
        route.get("addressPrefix") == "0.0.0.0/0" and str(route.get("nextHopType")).lower() == "internet"
        for route in routes
    )


def _is_managed_apart(call, subnet_id):
    """Forced tunnelling is set up: a firewall in the subnet has an address for its management elsewhere."""
    firewalls = [found for found in call.store.documents.values() if str(found.get("type")).lower() == FIREWALLS]
    return any(
        firewall["properties"].get("managementIpConfiguration") and key_of(subnet_id) in _subnets(firewall)
        for firewall in firewalls
    )


def _subnets(firewall):
    items = firewall["properties"].get("ipConfigurations") or []
    return [key_of((item["properties"].get("subnet") or {}).get("id") or "") for item in items]
