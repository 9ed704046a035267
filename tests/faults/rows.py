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
    # A change was taken, and its damaged answer hid that from the record of what was written.
    "access faults; add names; shows at once; call 1, PATCH /clusters/c0 1, truncated",
    # A failed change that shows no difference is sent again, in the order in which the entries stand.
    "access faults; restrict by names; shows at the end; call 1, PATCH /clusters/c0 1, operation in maintenance",
    "access faults; restrict by names; shows at once; call 1, PATCH /clusters/c0 1, operation failed",
    # What somebody else changed right after our write was taken back with it.
    "access writers; restrict by policies; flips a policy; call 1, PATCH /clusters/c0 1",
    # Somebody else's operation went on when ours was looked at, and ours was taken for one that had failed.
    "access writers; purge names; keeps the cluster busy; call 1, GET /clusters/c0 4",
    # A stopped cluster was told as an error about its databases.
    "access writers; add names; stops the cluster; call 1, GET /clusters/c0 1",
    # What a run before had written, and then failed, was told as written by the one that only looked at it.
    "leaving kills; one leaves; fails midway; call 1, GET /operationResults/* 9",
)
