# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Worlds that reports are made of: each the result of one call about one cluster, with its details."""

from __future__ import annotations

from typing import Any

from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID, PARENT_POLICY_ID
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import FIREWALL_POLICY_ID, ROUTE_TABLE_ID

PARENT_GROUP_ID = f"{PARENT_POLICY_ID}/ruleCollectionGroups/base-rules"
OWN_GROUP_ID = f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/adx-egress"
HOSTILE = "<script>alert(1)</script>"
CLUSTER = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, "details": True}
MANAGE = {"default_route": "manage"}


def preview(run: Any, emulator: Any) -> dict[str, Any]:
    """A lock-down that is previewed and would leave nothing to wish for."""
    return run("cluster_egress", check=True, **CLUSTER, **MANAGE)


def done(run: Any, emulator: Any) -> dict[str, Any]:
    """The same, done."""
    return run("cluster_egress", **CLUSTER, **MANAGE)


def stopped(run: Any, emulator: Any) -> dict[str, Any]:
    """The parent policy denies everything, so the look before the route stops the run."""
    emulator.reset("demo", firewall="policy")
    deny(emulator, "deny-all", ["*"])
    return run("cluster_egress", **CLUSTER, **MANAGE)


def broken(run: Any, emulator: Any) -> dict[str, Any]:
    """Somebody denies everything once the cluster is locked down, and a check finds it."""
    emulator.reset("demo", firewall="policy")
    run.lock_down(**MANAGE)
    deny(emulator, "deny-all", ["*"])
    return run("cluster_egress", steps=["check"], **CLUSTER, **MANAGE)


def blocked(run: Any, emulator: Any) -> dict[str, Any]:
    """The parent policy denies two names, by a collection whose name is meant to do harm."""
    emulator.reset("demo", firewall="policy")
    run.lock_down(**MANAGE)
    deny(emulator, HOSTILE, ["login.live.com", "*.windowsupdate.com"])
    return run("cluster_egress", steps=["check"], **CLUSTER, **MANAGE)


def no_rules(run: Any, emulator: Any) -> dict[str, Any]:
    """The route is there and our rules are gone."""
    emulator.reset("demo", firewall="policy")
    run.lock_down(**MANAGE)
    group = emulator.document(OWN_GROUP_ID)
    group["properties"]["ruleCollections"] = []
    emulator.seed(OWN_GROUP_ID, group)
    return run("cluster_egress", steps=["check"], **CLUSTER)


def loose(run: Any, emulator: Any) -> dict[str, Any]:
    """A check of a cluster that nobody has locked down."""
    return run("cluster_egress", steps=["check"], **CLUSTER)


def removed(run: Any, emulator: Any) -> dict[str, Any]:
    """The lock-down is taken away."""
    run.lock_down(**MANAGE)
    return run("cluster_egress", state="absent", **CLUSTER)


def refused(run: Any, emulator: Any) -> dict[str, Any]:
    """A run that would put the subnet on another table than it has."""
    return run("cluster_egress", **CLUSTER, route_table=f"{ROUTE_TABLE_ID}-other")


def not_injected(run: Any, emulator: Any) -> dict[str, Any]:
    """A cluster that was migrated to private endpoints."""
    document = emulator.document(CLUSTER_ID)
    document["properties"]["virtualNetworkConfiguration"]["state"] = "Disabled"
    emulator.seed(CLUSTER_ID, document)
    return run("cluster_egress", steps=["check"], source_addresses=["10.20.1.0/24"], diagnose=True, **CLUSTER)


def deny(emulator: Any, name: str, fqdns: list[str]) -> None:
    """Let a collection of the parent policy deny these names before anything else is asked."""
    group = emulator.document(PARENT_GROUP_ID)
    rule = {
        "ruleType": "ApplicationRule",
        "name": "no-sign-in",
        "sourceAddresses": ["*"],
        "targetFqdns": fqdns,
        "protocols": [{"protocolType": "Https", "port": 443}, {"protocolType": "Http", "port": 80}],
    }
    denying = {
        "ruleCollectionType": "FirewallPolicyFilterRuleCollection",
        "name": name,
        "priority": 100,
        "action": {"type": "Deny"},
        "rules": [rule],
    }
    group["properties"]["ruleCollections"].append(denying)
    emulator.seed(PARENT_GROUP_ID, group)


# The worlds that people meet, in the order in which they do, and some more.
FIVE = {"preview": preview, "stopped": stopped, "done": done, "broken": broken, "removed": removed}
WORLDS = {
    **FIVE,
    "blocked": blocked,
    "no-rules": no_rules,
    "loose": loose,
    "not-injected": not_injected,
    "refused": refused,
}
