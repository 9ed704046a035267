# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""A removal says what of ours it does not reach, and takes none of it."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown import absent
from ansible_collections.adx.outbound.plugins.module_utils._plan.lockdown.request import Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.values import resource_ids
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import ResourceId
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan import world

from ..verdict.documents import application, filters, group, policy

POLICY = ResourceId("s", "rg-hub", resource_ids.FIREWALL_POLICY, ("p",))
OURS = filters("adx-c1-westus-application", 100, "Allow", application())


def plan(*groups, request=None, firewall=None, **known):
    """A removal behind a policy with these groups."""
    known.setdefault("chain", (Policy({**policy("p"), "id": str(POLICY)}, groups),))
    behind = {"group_id": POLICY.child(resource_ids.RULE_COLLECTION_GROUP, "adx-egress"), **known}
    document = firewall or world.firewall(firewallPolicy={"id": str(POLICY)})
    made = {"firewall": document, "table": world.table(), **behind}
    return absent.plan(request or Request(state="absent"), world.landscape(**made))


def told(planned):
    return [one for one in world.told(planned) if "of ours" in one]


def test_where_all_of_ours_is_in_our_group_nothing_is_said():
    assert told(plan(group("ADX-egress", 100, OURS))) == []


def test_copies_are_named_with_what_takes_them_away():
    planned = plan(group("adx-egress", 200, OURS), group("ApplicationRuleCollectionGroup", 100, OURS))
    (finding,) = [one for one in planned.findings if one.code == "copied_collections"]
    assert finding.subject == "ApplicationRuleCollectionGroup"
    assert f"{finding.message} {finding.remedy}" == (
        "Rule collection adx-c1-westus-application in group ApplicationRuleCollectionGroup of firewall policy p has a"
        " name of ours, and stays as it is. Take it out with firewall_policy_rule_collection_group"
        f" (firewall_policy_name: {POLICY}, name: ApplicationRuleCollectionGroup, rule_collections: [{{name:"
        " adx-c1-westus-application, kind: application}], state: absent), or run the removal again with"
        " O(rule_collection_group): ApplicationRuleCollectionGroup."
    )


def test_what_the_firewall_itself_still_holds_is_named():
    still = world.firewall(
        world.collection("adx-c1-westus-application", 1000, "a.example.com"), firewallPolicy={"id": str(POLICY)}
    )
    (sentence,) = told(plan(firewall=still))
    assert sentence.startswith(
        "Firewall fw, which a policy governs, itself still holds adx-c1-westus-application of ours"
    )


def test_a_classic_firewall_is_where_ours_belong():
    document = world.firewall(world.collection("adx-c1-westus-application", 1000, "a.example.com"))
    assert told(plan(firewall=document, chain=(), group_id=None)) == []


@pytest.mark.parametrize("chain", [{}, {"chain": ()}])
def test_a_policy_that_may_not_be_read_is_named_and_stops_nothing(chain):
    planned = plan(unread={"chain": "Firewall policy root could not be read (AuthorizationFailed)"}, **chain)
    (sentence,) = told(planned)
    assert sentence.startswith("Firewall policy root could not be read (AuthorizationFailed), so whether it holds")
    assert planned.rule_collections
