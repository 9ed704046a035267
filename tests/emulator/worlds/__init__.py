# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Worlds to begin with: resources in the order in which they can be created.

What the emulator can build is given as a client would PUT it; on top of that come things only the service writes
(ipConfigurations of a subnet, privateIPAddress of a firewall). What it only shows is given as it is shown.
"""

from __future__ import annotations

from . import demo, empty, leaving, restricted, services
from .ids import (
    CLUSTER_ID,
    FIREWALL_ID,
    FIREWALL_POLICY_ID,
    PARENT_POLICY_ID,
    ROUTE_TABLE_ID,
    SHARED_GROUP_ID,
    SUBNET_ID,
    SUBSCRIPTION,
    TENANT,
    VNET_ID,
)

WORLDS = {
    "empty": empty.build,
    "demo": demo.build,
    "restricted": restricted.build,
    "leaving": leaving.build,
    "services": services.build,
}

__all__ = [
    "CLUSTER_ID",
    "FIREWALL_ID",
    "FIREWALL_POLICY_ID",
    "PARENT_POLICY_ID",
    "ROUTE_TABLE_ID",
    "SHARED_GROUP_ID",
    "SUBNET_ID",
    "SUBSCRIPTION",
    "TENANT",
    "VNET_ID",
    "WORLDS",
    "build",
]


def build(name, **options):
    """A fresh list of (resource id, document)."""
    if name not in WORLDS:
        raise ValueError(f"unknown world: {name}; there are {', '.join(sorted(WORLDS))}")
    return WORLDS[name](**options)
