# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cases that have gone wrong once: world, act, and the case itself."""

from __future__ import annotations

from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, SUBNET_ID
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import NSG_ID
from ansible_collections.adx.outbound.tests.integration.modules.test_private_names import BLOB, zone_id
from ansible_collections.adx.outbound.tests.junk.stage import Case

_ANSWER = f"{CLUSTER_ID}/outboundNetworkDependenciesEndpoints"
_OWN_SUBNET = ("properties", "ipConfigurations", 0, "properties", "subnet")
_RULE = ("properties", "applicationRuleCollections", 2, "properties", "rules", 0)
ROWS: tuple[tuple[str, str, Case], ...] = (
    ("classic", "check", Case("GET", FIREWALL_ID, _OWN_SUBNET, "a text")),
    ("classic", "check", Case("GET", FIREWALL_ID, ("properties", "ipConfigurations"), "a list of texts")),
    ("classic", "check", Case("GET", FIREWALL_ID, ("properties", "additionalProperties"), "a text")),
    ("classic", "check", Case("GET", SUBNET_ID, ("properties", "routeTable", "id"), "an id of something else")),
    ("classic", "check", Case("GET", SUBNET_ID, ("properties",), "lists in lists, 100,000 levels")),
    (
        "classic",
        "check",
        Case("GET", NSG_ID, ("properties", "defaultSecurityRules", 3, "properties", "destinationPortRange"), "a text"),
    ),
    (
        "classic",
        "check",
        Case("GET", _ANSWER, ("value", 3, "properties", "endpoints", 0, "endpointDetails", 0, "port"), "a long text"),
    ),
    ("classic", "check", Case("GET", _ANSWER, ("value", 2, "properties", "provisioningState"), "a long text")),
    # What was written comes back different each time.
    ("classic", "lock-down", Case("GET", FIREWALL_ID, (*_RULE, "protocols", 0), "a strange object", "after a write")),
    ("classic", "lock-down", Case("GET", FIREWALL_ID, (*_RULE, "protocols"), "a number", "after a write")),
    (
        "classic",
        "lock-down",
        Case("GET", SUBNET_ID, ("properties", "addressPrefix"), "an id of something else", "after a write"),
    ),
    ("classic", "lock-down", Case("GET", FIREWALL_ID, ("properties", "sku", "tier"), "a long text")),
    (
        "names",
        "check",
        Case("GET", f"{zone_id(BLOB)}/virtualNetworkLinks", ("value", 0, "properties", "virtualNetwork"), "a text"),
    ),
)
