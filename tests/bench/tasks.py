# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task of each module that asks and changes nothing, in the demo's world."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ansible_collections.adx.outbound.tests.emulator import CLUSTER_ID, FIREWALL_ID

NAMED = {"cluster": CLUSTER_ID, "firewall": FIREWALL_ID}
RULES = [{"name": "adx-bench", "kind": "network"}]
ROUTE = {"name": "to-bench", "address_prefix": "198.51.100.240/28", "next_hop_type": "Internet"}
TABLE = {"name": "rt-spoke", "resource_group": "rg-spoke"}
SUBNET = {"subnet_name": "snet-adx", "virtual_network_name": "vnet-spoke", "resource_group": "rg-spoke"}
FIREWALL = {"firewall_name": "fw-hub", "resource_group": "rg-hub"}
POLICY = {"firewall_policy_name": "fp-hub", "resource_group": "rg-hub"}
EXIT = {
    "resource_group": "rg-adx",
    "public_network_access": "disabled",
    "uses": [],
    "accept": ["no_private_endpoint", "not_restricted"],
}
ACCESS = {"clusters": ["telemetry"], "resource_group": "rg-adx", "state": "restricted", "allowed_fqdns": [], "uses": []}
LOCKDOWN = {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID, "default_route": "manage"}

OPTIONS: dict[str, dict[str, Any]] = {
    "service_tags_info": {"location": "West US", "names": ["AzureMonitor"]},
    "outbound_dependencies_info": {"name": "telemetry", "resource_group": "rg-adx"},
    "data_sources_info": {"name": "telemetry", "resource_group": "rg-adx"},
    "egress_plan_info": NAMED,
    "egress_check_info": NAMED,
    "egress_evidence_info": {"clusters": [CLUSTER_ID], "firewall": FIREWALL_ID},
    "cluster_egress": {**LOCKDOWN, "steps": ["check"]},
    "cluster_network_exit": EXIT,
    "cluster_outbound_access": ACCESS,
    "firewall_rule_collections": {**FIREWALL, "rule_collections": RULES, "state": "absent"},
    "firewall_policy_rule_collection_group": {**POLICY, "rule_collections": RULES, "state": "absent"},
    "route_table": {**TABLE, "routes": [ROUTE]},
    "subnet_route_table_association": {**SUBNET, "route_table": "rt-spoke"},
    "egress_restore": {},
}
READING = tuple(name for name in OPTIONS if name.endswith("_info"))
ONE_READING = "service_tags_info"  # of which is shown where its time goes
POLICIES = "firewall_policy_rule_collection_group"  # the one that needs a world with policies


def task(module: str, kept: Path) -> dict[str, Any]:
    """A task that changes nothing; `kept` is the backup of a table."""
    options = {"path": str(kept)} if module == "egress_restore" else OPTIONS[module]
    return {f"adx.outbound.{module}": options, "check_mode": True}


def failing(module: str) -> dict[str, Any]:
    """A task that fails in its arguments."""
    return {f"adx.outbound.{module}": {"nonsense": 1}, "failed_when": False}


def known(tree: Path) -> list[str]:
    """The modules that a checkout has of these."""
    return [module for module in OPTIONS if (tree / "plugins" / "modules" / f"{module}.py").is_file()]
