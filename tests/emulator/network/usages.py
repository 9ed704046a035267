# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a subscription has of networks in a region and may have of them, as answers of December 2020 show it.

What counts for each resource of its own (`Per...`) has no current value but 0; a count may be below zero, and where
there is no limit it is the greatest number of 32 bits.
"""

from __future__ import annotations

from ..arm import pages

RECORDED = (
    ("NetworkInterfaces", "Network Interfaces", -44, 65536),
    ("NetworkIntentPolicies", "Network Intent Policies", 0, 200),
    ("PeeringsPerVirtualNetwork", "Peerings per Virtual Network", 0, 500),
    ("PrivateEndpoints", "Private Endpoints", 0, 65536),
    ("PublicIPPrefixes", "Public IP Prefixes", 0, 2147483647),
    ("RouteTables", "Route Tables", 2, 200),
    ("RoutesPerNetworkIntentPolicy", "Routes per Network Intent Policy", 0, 200),
    ("RoutesPerRouteTable", "Routes per Route Table", 0, 400),
    ("RoutesWithServiceTagPerRouteTable", "Routes with service tag per Route Table", 0, 25),
    ("SecurityRulesPerNetworkIntentPolicy", "Security rules per Network Intent Policy", 0, 100),
    ("SecurityRulesPerNetworkSecurityGroup", "Security rules per Network Security Group", 0, 1000),
    ("ServiceEndpointPolicies", "Service Endpoint Policies", 0, 500),
    ("SubnetsPerVirtualNetwork", "Subnets per Virtual Network", 0, 3000),
)


def listing(call):
    """The answer; `usages_routes` stands in for the limit of routes, and with 0 that entry is missing."""
    base, most = call.target.path.rstrip("/"), call.switches.usages_routes
    entries = [
        {
            "name": {"localizedValue": shown, "value": name},
            "id": f"{base}/{name}",
            "unit": "Count",
            "currentValue": count,
            "limit": most if name == "RoutesPerRouteTable" else limit,
        }
        for name, shown, count, limit in RECORDED
        if most or name != "RoutesPerRouteTable"
    ]
    return 200, {}, pages.page(call, {"value": entries}, 0)
