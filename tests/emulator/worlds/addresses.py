# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Public addresses."""

from __future__ import annotations

from . import ids


def public(resource_id, region, address, zones=None, user=None):
    properties = {
        "ipAddress": address,
        "publicIPAddressVersion": "IPv4",
        "publicIPAllocationMethod": "Static",
        "idleTimeoutInMinutes": 4,
        "ipTags": [],
    }
    if user:
        properties["ipConfiguration"] = {"id": user}
    members = {"zones": zones} if zones else {}
    type_name = "Microsoft.Network/publicIPAddresses"
    document = ids.shown(resource_id, type_name, region, properties, **members)
    document["sku"] = {"name": "Standard", "tier": "Regional"}
    return resource_id, document
