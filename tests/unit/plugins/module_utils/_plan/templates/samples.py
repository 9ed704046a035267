# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans that are planned of small documents, as a call with details returns them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet import worked_out
from ansible_collections.adx.outbound.plugins.module_utils._plan.fleet.fleet import Member
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.words import plain
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

FIREWALL, SUBNET, TABLE = world.FIREWALL, world.SUBNET, world.TABLE
POLICY = ResourceId("s", "rg-hub", resource_ids.FIREWALL_POLICY, ("fp",))
GROUP = POLICY.child(resource_ids.RULE_COLLECTION_GROUP, "adx-egress")
THEIRS = {"ruleCollectionType": "FirewallPolicyFilterRuleCollection", "name": "theirs", "priority": 900, "rules": []}
DOCUMENTED: dict[str, Any] = {"sources": ("documented",)}
MANAGED: dict[str, Any] = {**DOCUMENTED, "default_route": "manage", "accept": frozenset({"shared_default_route"})}


def member(
    name: str = "c1", *, groups: Iterable[dict[str, Any]] | None = None, request: Any = None, **known: Any
) -> Member:
    """A cluster whose table was named, and with `groups` one whose rules are in a group of a policy."""
    cluster = replace(world.CLUSTER, names=(name,))
    landscape = world.landscape(**{"table_named": True, **known})
    found = replace(landscape, cluster_id=cluster, cluster=replace(landscape.cluster, id=cluster))
    if groups is not None:
        policy = Policy({"id": str(POLICY), "name": "fp", "properties": {}}, tuple(groups))
        firewall = world.firewall(firewallPolicy={"id": str(POLICY)})
        found = replace(found, firewall=firewall, group_id=GROUP, chain=(policy,))
    return Member.of(request or Request(**DOCUMENTED), found)


def plans(*members: Member) -> list[dict[str, Any]]:
    """Their plans as one call returns them."""
    by_name = {one.name: one for one in members}
    told = worked_out.of(by_name)
    return [plain({**one.plan.as_option(), "as_written": told.get(name)}) for name, one in by_name.items()]


def group(*collections: dict[str, Any], priority: int = 1700) -> dict[str, Any]:
    """Our group as it stands."""
    properties = {"priority": priority, "ruleCollections": [*collections]}
    return {"id": str(GROUP), "name": GROUP.name, "properties": properties}


ALL = {
    "a firewall": plans(member()),
    "a firewall with a default route": plans(member(request=Request(**MANAGED), table=world.table())),
    "a table that others have given the subnet": plans(member(groups=(), table_named=False)),
    "a default route of others": plans(member(request=Request(**MANAGED))),
    "two clusters on one firewall": plans(member(), member("c2")),
    "a group of our own": plans(member(groups=())),
    "a group with a default route and a table to be made": plans(
        member(groups=(), request=Request(**MANAGED), table=None, subnet=world.subnet(None))
    ),
    "a group that others use": plans(member(groups=[group(THEIRS)])),
    "a table that we made": plans(member(table=world.table(tags=world.OURS))),
}
