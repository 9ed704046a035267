# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""One cause, one finding: what is broken once is told once, and what explains most comes first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from ansible_collections.adx.outbound.tests.emulator import FIREWALL_ID, FIREWALL_POLICY_ID, ROUTE_TABLE_ID
from ansible_collections.adx.outbound.tests.emulator.worlds.ids import (
    FOREIGN_GROUP_ID,
    HUB_ID,
    NSG_ID,
    PARENT_GROUP_ID,
    VNET_ID,
)
from ansible_collections.adx.outbound.tests.integration.others import edit
from ansible_collections.adx.outbound.tests.integration.runner import NAMED, done
from ansible_collections.adx.outbound.tests.integration.sampled import REST, one_in

OURS_ID = f"{FIREWALL_POLICY_ID}/ruleCollectionGroups/adx-egress"
ROW = {
    "access": "Deny",
    "protocol": "*",
    "sourcePortRange": "*",
    "sourceAddressPrefix": "*",
    "destinationAddressPrefix": "*",
    "destinationPortRange": "443",
}
RULE = {
    "ruleType": "NetworkRule",
    "name": "theirs",
    "sourceAddresses": ["*"],
    "ipProtocols": ["TCP"],
    "destinationPorts": ["443"],
    "destinationAddresses": ["*"],
}


@dataclass(frozen=True)
class Break:
    """What somebody does to one document, and the code of the one finding that follows."""

    id: str
    change: Callable[[dict[str, Any]], Any]
    code: str


def _row(direction: str) -> Callable[[dict[str, Any]], Any]:
    row = {"name": f"no-{direction}", "properties": {**ROW, "direction": direction, "priority": 100}}
    return lambda properties: properties.setdefault("securityRules", []).append(row)


def _denies(properties: dict[str, Any]) -> None:
    made = {"ruleCollectionType": "FirewallPolicyFilterRuleCollection", "name": "theirs", "priority": 100}
    properties["ruleCollections"].append({**made, "action": {"type": "Deny"}, "rules": [RULE]})
    properties["priority"] = 100


def _without_applications(properties: dict[str, Any]) -> None:
    kept = [one for one in properties["ruleCollections"] if one["rules"][0]["ruleType"] != "ApplicationRule"]
    properties["ruleCollections"] = kept


def _without_documented(properties: dict[str, Any]) -> None:
    properties["routes"] = [one for one in properties["routes"] if one["properties"]["addressPrefix"] == "0.0.0.0/0"]


def _default(**members: Any) -> Callable[[dict[str, Any]], Any]:
    def change(properties: dict[str, Any]) -> None:
        for route in properties["routes"]:
            if route["properties"]["addressPrefix"] == "0.0.0.0/0":
                route["properties"].update(members)

    return change


def _peering(**members: Any) -> Callable[[dict[str, Any]], Any]:
    return lambda properties: properties["virtualNetworkPeerings"][0]["properties"].update(members)


def _failed(properties: dict[str, Any]) -> None:
    properties["provisioningState"] = "Failed"


BREAKS = {
    "a row of the security group against all that goes out": Break(NSG_ID, _row("Outbound"), "security_group_blocks"),
    "a row of the security group against all that comes in": Break(NSG_ID, _row("Inbound"), "management_blocked"),
    "our rules by name are lost": Break(OURS_ID, _without_applications, "blocked_dependency"),
    "somebody's rule denies": Break(FOREIGN_GROUP_ID, _denies, "blocked_dependency"),
    "a parent's rule denies": Break(PARENT_GROUP_ID, _denies, "parent_policy_deny"),
    "our routes are lost": Break(ROUTE_TABLE_ID, _without_documented, "missing_route"),
    "the default route leads to an old address": Break(
        ROUTE_TABLE_ID, _default(nextHopIpAddress="10.9.9.9"), "stale_default_route"
    ),
    "the default route drops": Break(
        ROUTE_TABLE_ID, _default(nextHopType="None", nextHopIpAddress=""), "dropped_dependency"
    ),
    "the peering is broken": Break(VNET_ID, _peering(peeringState="Disconnected"), "unreachable_hop"),
    "the other side of the peering is closed": Break(
        HUB_ID, _peering(allowVirtualNetworkAccess=False), "undecided_dependency"
    ),
    "the firewall is stopped": Break(
        FIREWALL_ID, lambda properties: properties.pop("ipConfigurations"), "firewall_without_address"
    ),
    "the policy has failed": Break(FIREWALL_POLICY_ID, _failed, "not_settled"),
    "the route table has failed": Break(ROUTE_TABLE_ID, _failed, "not_settled"),
}


@pytest.fixture
def checked(run, emulator):
    """The findings of a check, worse than a hint, after some of these are done to a cluster that is locked down."""
    emulator.reset("demo", firewall="policy")
    run.lock_down(default_route="manage")
    whole = {one.id: deepcopy(emulator.document(one.id)) for one in BREAKS.values()}

    def check(names: Iterable[str]) -> list[dict[str, Any]]:
        for id_, document in whole.items():
            emulator.seed(id_, deepcopy(document))
        for name in names:
            edit(emulator, BREAKS[name].id, BREAKS[name].change)
        found = done(run("egress_check_info", **NAMED))["findings"]
        return [one for one in found if one["severity"] != "info"]

    return check


@pytest.mark.parametrize("name", one_in(3, BREAKS))
def test_what_is_broken_once_is_told_once(checked, name):
    before = Counter(one["code"] for one in checked([]))
    after = Counter(one["code"] for one in checked([name]))
    assert after - before == Counter([BREAKS[name].code])


# Causes, none of which hides all that another one does; the one that has to be told first comes first.
TOGETHER = [
    (
        "a row of the security group against all that goes out",
        "a row of the security group against all that comes in",
        "our rules by name are lost",
    ),
    ("the peering is broken", "our routes are lost"),
    ("the firewall is stopped", "our routes are lost", "a row of the security group against all that comes in"),
    ("the default route leads to an old address", "our routes are lost"),
    ("a parent's rule denies", "our routes are lost"),
    ("our rules by name are lost", "our routes are lost"),
]


@pytest.mark.parametrize(
    "names",
    [*TOGETHER[:2], *(pytest.param(names, marks=REST) for names in TOGETHER[2:])],
    ids=" and ".join,
)
def test_the_first_finding_is_the_one_whose_mend_removes_most_and_each_cause_is_told_once(checked, names):
    before = Counter(one["code"] for one in checked([]))
    found = checked(names)
    assert sum((Counter(one["code"] for one in found) - before).values()) == len(names)
    assert found[0]["code"] == BREAKS[names[0]].code
    concerned = {name: _concerned(checked([other for other in names if other != name])) for name in names}
    assert min(concerned, key=concerned.get) == names[0], concerned


def _concerned(found: list[dict[str, Any]]) -> int:
    """How much is still stopped or left open."""
    return sum(len(one["concerns"]) for one in found)
