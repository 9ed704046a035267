# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases that have gone wrong once, in the words of a failure: every run takes them along, a quick one, too."""

from __future__ import annotations

_OUR_OWN = "hostile; step by step; policy, table our own, default route own; present"
_SUBSCRIPTION = "/subscriptions/11111111-2222-3333-4444-555555555555/resourceGroups"
_NETWORK = "providers/Microsoft.Network"
_GROUP = f"{_SUBSCRIPTION}/rg-hub/{_NETWORK}/firewallPolicies/fp-hub/ruleCollectionGroups/adx-egress"
_TABLE = f"{_SUBSCRIPTION}/rg-spoke/{_NETWORK}/routeTables/adx-telemetry-westus-routes"
ALWAYS: tuple[str, ...] = (
    # What comes with the write itself can only be doubted afterwards, and the sentence names it.
    f"{_OUR_OWN}; call 1, {_GROUP}, nulls",
    f"{_OUR_OWN}; call 2, {_TABLE}, no properties",
)
