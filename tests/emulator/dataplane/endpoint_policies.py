# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies of service endpoints: which resources of a service a subnet may reach through its endpoint.

Once a policy speaks of a service, only what is listed is reached, in any of the subnet's policies. A listed scope is a
resource, a resource group or a subscription.
"""

from __future__ import annotations

ALIAS = "/services/"


def admits(policies, service, resource_id):
    """Whether a resource is reached; a list that names a service's alias is refused, for nobody says what is in it."""
    listed = [
        scope.rstrip("/").lower()
        for policy in policies
        for item in policy["properties"].get("serviceEndpointPolicyDefinitions") or []
        if item["properties"]["service"].lower() == service.lower()
        for scope in item["properties"].get("serviceResources") or []
    ]
    if any(scope.startswith(ALIAS) for scope in listed):
        raise ValueError(f"nobody said what is behind {ALIAS} for {service}")
    wanted = f"{resource_id}/".lower()
    return not listed or any(wanted.startswith(f"{scope}/") for scope in listed)
