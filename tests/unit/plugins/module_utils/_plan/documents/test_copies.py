# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collections of ours are found by their names wherever a policy that governs the firewall holds them."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import copies
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId

from ..verdict.documents import application, filters, group, network, policy

NAMES = {"adx-c1-westus-application", "adx-c1-westus-network"}
APPLICATION = filters("ADX-c1-WestUS-application", 100, "Allow", application())
NETWORK = filters("adx-c1-westus-network", 200, "Allow", network())
THEIRS = filters("adx-c2-westus-network", 300, "Allow", network())
NAT = {"ruleCollectionType": "FirewallPolicyNatRuleCollection", "name": "adx-c1-westus-network", "rules": []}


def policy_id(name):
    return ResourceId("s", "g", resource_ids.FIREWALL_POLICY, (name,))


def chain(**groups):
    """Policies by name, the root first, each with groups by name."""
    return [
        Policy(
            {**policy(name), "id": str(policy_id(name))}, tuple(group(one, 100, *held) for one, held in listed.items())
        )
        for name, listed in groups.items()
    ]


def found(policies, home=None, own="adx-egress"):
    return [(one.policy, one.group, one.names) for one in copies.of(policies, NAMES, own, home)]


MIGRATED = {"ApplicationRuleCollectionGroup": [APPLICATION], "NetworkRuleCollectionGroup": [NETWORK, THEIRS, NAT]}
COPIED = [
    ("p", "ApplicationRuleCollectionGroup", ("ADX-c1-WestUS-application",)),
    ("p", "NetworkRuleCollectionGroup", ("adx-c1-westus-network",)),
]


@pytest.mark.parametrize("home", [None, policy_id("p")])
@pytest.mark.parametrize("own", [{}, {"adx-egress": [APPLICATION, NETWORK]}, {"ADX-Egress": [APPLICATION]}])
def test_what_a_migration_copied_is_found_whether_or_not_there_is_a_group_of_ours(own, home):
    assert found(chain(p={**MIGRATED, **own}), home) == COPIED


def test_the_group_that_the_user_names_is_ours_and_the_usual_one_is_not_then():
    world = chain(p={"shared": [APPLICATION], "adx-egress": [NETWORK]})
    assert found(world, own="SHARED") == [("p", "adx-egress", ("adx-c1-westus-network",))]


def test_a_group_of_the_same_name_in_a_parent_holds_copies_and_says_so():
    world = chain(root={"adx-egress": [NETWORK]}, p={"adx-egress": [APPLICATION, NETWORK]})
    for home in (None, policy_id("P")):
        (one,) = copies.of(world, NAMES, "adx-egress", home)
        assert (one.policy, one.inherited) == ("root", True)
        assert (
            one.choice
            == f"O(firewall_policy): {resource_ids.to_type(policy_id('root'))} and O(rule_collection_group): adx-egress"
        )


def test_rules_that_go_to_a_parent_are_ours_there():
    world = chain(root={"adx-egress": [APPLICATION, NETWORK]}, p={"other": [THEIRS]})
    assert found(world) == found(world, policy_id("root")) == []
    assert found(world, policy_id("p")) != [], "the rules are to go to the policy below"


def test_names_of_others_and_rules_that_translate_are_no_copies():
    assert found(chain(p={"x": [THEIRS, NAT], "y": []})) == []
    assert found([]) == []


def test_a_copy_says_where_it_is_and_what_takes_it_out():
    both, one = (
        copies.of(chain(p={"g": held}), NAMES, "adx-egress")[0] for held in ([APPLICATION, NETWORK], [NETWORK])
    )
    assert one.subject == "Rule collection adx-c1-westus-network in group g of firewall policy p"
    assert both.subject.startswith("Rule collections ADX-c1-WestUS-application, adx-c1-westus-network in group g")
    held = "rule_collections: [{name: adx-c1-westus-network, kind: network}]"
    options = f"(firewall_policy_name: {policy_id('p')}, name: g, {held}, state: absent)"
    assert one.removal == f"take it out with firewall_policy_rule_collection_group {options}"
    assert "[{name: ADX-c1-WestUS-application, kind: application}, {name: adx-c1-westus-network" in both.removal
    assert both.removal.startswith("take them out") and one.choice == "O(rule_collection_group): g"
