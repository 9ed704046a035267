# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stateful stand-in for Azure Resource Manager, for the tests of this collection."""

from __future__ import annotations

from .emulator import Emulator
from .front.proxy import Proxy
from .identity.identity import CLIENT_ID, FEDERATED_TOKEN, PASSWORD, SECRET, TENANT, USER
from .identity.managed_identity import IDENTITY_HEADER
from .worlds import (
    CLUSTER_ID,
    FIREWALL_ID,
    FIREWALL_POLICY_ID,
    PARENT_POLICY_ID,
    ROUTE_TABLE_ID,
    SHARED_GROUP_ID,
    SUBNET_ID,
    SUBSCRIPTION,
    VNET_ID,
)

__all__ = [
    "CLIENT_ID",
    "CLUSTER_ID",
    "FEDERATED_TOKEN",
    "FIREWALL_ID",
    "FIREWALL_POLICY_ID",
    "IDENTITY_HEADER",
    "PARENT_POLICY_ID",
    "PASSWORD",
    "ROUTE_TABLE_ID",
    "SECRET",
    "SHARED_GROUP_ID",
    "SUBNET_ID",
    "SUBSCRIPTION",
    "TENANT",
    "USER",
    "VNET_ID",
    "Emulator",
    "Proxy",
]
