# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Worlds that reports are made of, from the results of the modules themselves."""

from __future__ import annotations

from typing import Any

from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, PARENT_POLICY_ID
from ansible_collections.adx.outbound.tests.integration.runner import NAMED, done

PARENT_GROUP_ID = f"{PARENT_POLICY_ID}/ruleCollectionGroups/base-rules"
HOSTILE = "<script>alert(1)</script>"
MANAGE = {"default_route": "manage"}


def clean(run: Any, emulator: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A cluster whose lock-down is previewed and would leave nothing to wish for; the result of the check, the plan."""
    told = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, "details": True, **MANAGE}
    (cluster,) = done(run("cluster_egress", check=True, **told))["clusters"]
    return cluster["check"], cluster["plan"]


def blocked(run: Any, emulator: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """The parent policy denies two names, by a collection whose name is meant to do harm."""
    emulator.reset("demo", firewall="policy")
    plan = run.lock_down(**MANAGE)
    group = emulator.document(PARENT_GROUP_ID)
    rule = {
        "ruleType": "ApplicationRule",
        "name": "no-sign-in",
        "sourceAddresses": ["*"],
        "targetFqdns": ["login.live.com", "*.windowsupdate.com"],
        "protocols": [{"protocolType": "Https", "port": 443}],
    }
    denying = {
        "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
        "name": HOSTILE,
        "priority": 100,
        "action": {"type": "Deny"},
        "rules": [rule],
    }
    group["properties"]["ruleCollections"].append(denying)
    emulator.seed(PARENT_GROUP_ID, group)
    return checked(run), plan


def not_injected(run: Any, emulator: Any) -> tuple[dict[str, Any], None]:
    """A cluster that was migrated to private endpoints."""
    document = emulator.document(CLUSTER_ID)
    document["properties"]["virtualNetworkConfiguration"]["state"] = "Disabled"
    emulator.seed(CLUSTER_ID, document)
    return checked(run, source_addresses=["10.20.1.0/24"], diagnose=True), None


def checked(run: Any, **options: Any) -> dict[str, Any]:
    """The check at the end."""
    return done(run("egress_check_info", **NAMED, **options))


WORLDS = {"clean": clean, "blocked": blocked, "not-injected": not_injected}
