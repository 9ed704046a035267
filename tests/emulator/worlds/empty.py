# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A subscription with nothing in it."""

from __future__ import annotations

from . import ids


def build():
    document = {
        "id": ids.SUBSCRIPTION_ID,
        "authorizationSource": "RoleBased",
        "managedByTenants": [],
        "subscriptionId": ids.SUBSCRIPTION,
        "tenantId": ids.TENANT,
        "displayName": "Outbound demo",
        "state": "Enabled",
        "subscriptionPolicies": {
            "locationPlacementId": "Public_2014-09-01",
            "quotaId": "PayAsYouGo_2014-09-01",
            "spendingLimit": "Off",
        },
    }
    return [(ids.SUBSCRIPTION_ID, document)]
