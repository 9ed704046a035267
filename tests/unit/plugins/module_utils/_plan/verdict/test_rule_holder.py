# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Our collections in what was read: in a firewall of its own rules, or in a group of its policies."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import GroupOptions, Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_collections import Collection, Rule
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_ownership import Ownership
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.resource_ids import (
    FIREWALL,
    FIREWALL_POLICY,
    RULE_COLLECTION_GROUP,
    ResourceId,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict import rule_holder
from ansible_collections.adx.outbound.plugins.module_utils._plan.verdict.landscape import Landscape

from .documents import CLUSTER as OWNER
from .documents import application, collection, filters, firewall, group, policy

GROUP = ResourceId("s", "g", RULE_COLLECTION_GROUP, ("own", "adx-egress"))
THEIRS = collection("theirs", 200, "Allow", application(to="b.contoso.com"))
OURS = collection("c1-application", 1000, "Allow", application(to="a.contoso.com"))
PARTS = (
    ("protocols", (("https", 443),)),
    ("source_addresses", ("10.20.1.0/24",)),
    ("target_fqdns", ("a.contoso.com",)),
)
OWN = Ownership(frozenset({("application", "c1-application")}))
OPTIONS = GroupOptions("adx-egress", priority_base=1500)


def classic(*applications):
    return Landscape(OWNER, ResourceId("s", "g", FIREWALL, ("fw",)), firewall=firewall(applications=applications))


def chained(*groups, parent=()):
    """A firewall under its own policy with these groups, which inherits from another one with groups of its own."""
    policies = [
        Policy({**policy(name), "id": str(ResourceId("s", "g", FIREWALL_POLICY, (name,)))}, tuple(listed))
        for name, listed in (("root", parent), ("own", groups))
    ]
    return Landscape(
        OWNER, ResourceId("s", "g", FIREWALL, ("fw",)), firewall=firewall(), chain=tuple(policies), group_id=GROUP
    )


MINE = filters("c1-application", 1000, "Allow", application(to="a.contoso.com"))
FOREIGN = filters("theirs", 200, "Allow", application(to="b.contoso.com"))
OTHERS = group("others", 100, FOREIGN)
SAME_NAME = group("adx-egress", 100, FOREIGN)  # of the parent policy, and so not the one that is meant


def names(document):
    return [one["name"] for one in document["properties"].get("applicationRuleCollections", [])] + [
        one["name"] for one in document["properties"].get("ruleCollections", [])
    ]


@pytest.mark.parametrize(
    ("found", "owned"),
    [
        (classic(THEIRS, OURS), ["c1-application"]),
        (classic(THEIRS), []),
        (chained(group("adx-egress", 300, FOREIGN, MINE)), ["c1-application"]),
        (chained(OTHERS), []),
        (chained(group("others", 100, MINE), parent=[group("adx-egress", 100, MINE)]), []),
    ],
    ids=["in a firewall", "not in it", "in a group", "without the group", "in other groups alone"],
)
def test_our_collections_are_those_of_our_names_where_they_are_kept(found, owned):
    assert [one.name for one in rule_holder.owned(found, OWN)] == owned


def test_what_holds_our_collections_is_the_firewall_or_the_group_of_that_policy():
    found = classic(THEIRS)
    assert rule_holder.holder(found) is found.firewall
    ours = group("ADX-Egress", 300, MINE)
    assert rule_holder.holder(chained(OTHERS, ours, parent=[SAME_NAME])) is ours


def test_where_there_is_no_firewall_or_no_group_nothing_holds_them():
    nothing = Landscape(OWNER, appliance="10.0.1.4")
    assert rule_holder.holder(nothing) is None and rule_holder.view(nothing, OWN) is None
    for found in (chained(OTHERS, parent=[SAME_NAME]), Landscape(OWNER, firewall=firewall(), group_id=GROUP)):
        assert rule_holder.holder(found) is None and rule_holder.view(found, OWN) is None


def test_our_slice_is_shown_as_the_one_or_the_other_has_it():
    (shown,) = rule_holder.view(classic(THEIRS, OURS), OWN)
    assert (shown["name"], shown["priority"]) == ("c1-application", 1000)
    of_group = rule_holder.view(chained(group("adx-egress", 300, FOREIGN, MINE)), OWN)
    assert of_group["priority"] == 300 and [one["name"] for one in of_group["rule_collections"]] == ["c1-application"]


def test_without_ours_a_firewall_keeps_what_is_other_peoples():
    found = classic(THEIRS, OURS)
    rest = rule_holder.without(found, OWN)
    assert names(rest.firewall) == ["theirs"] and names(found.firewall) == ["theirs", "c1-application"]
    assert rest.firewall_id == found.firewall_id


def test_without_ours_a_group_keeps_what_is_other_peoples_and_goes_when_it_is_empty():
    shared = rule_holder.without(chained(OTHERS, group("adx-egress", 300, FOREIGN, MINE)), OWN)
    assert [names(one) for one in shared.chain[-1].groups] == [["theirs"], ["theirs"]]
    parent = chained(OTHERS, group("adx-egress", 300, MINE), parent=[SAME_NAME])
    rest = rule_holder.without(parent, OWN)
    assert [[one["name"] for one in each.groups] for each in rest.chain] == [["adx-egress"], ["others"]]
    assert rest.chain[0] is parent.chain[0]


@pytest.mark.parametrize(
    "found",
    [chained(OTHERS, parent=[SAME_NAME]), Landscape(OWNER, firewall=firewall(), group_id=GROUP)],
    ids=["no group", "no policy"],
)
def test_without_ours_nothing_changes_where_there_is_no_group(found):
    assert rule_holder.without(found, OWN) is found


def wanted(priority=None):
    return [Collection("c1-application", "application", priority, "Allow", (Rule("a", PARTS),))]


def test_with_ours_a_firewall_has_them_beside_what_is_other_peoples():
    found = classic(THEIRS)
    changed = rule_holder.present(found, wanted(), OWN, OPTIONS)
    assert names(changed.firewall) == ["theirs", "c1-application"]
    assert changed.firewall["properties"]["applicationRuleCollections"][1]["properties"]["priority"] == 1500
    assert names(found.firewall) == ["theirs"]


def test_with_ours_the_group_of_that_policy_has_them_and_no_other_one():
    found = chained(OTHERS, parent=[SAME_NAME])
    changed = rule_holder.present(found, wanted(), OWN, OPTIONS)
    assert changed.chain[0] is found.chain[0]
    others, made = changed.chain[1].groups
    assert others is OTHERS
    assert (made["name"], made["properties"]["priority"], names(made)) == ("adx-egress", 1500, ["c1-application"])
    again = rule_holder.present(changed, wanted(), OWN, OPTIONS)
    assert [names(one) for one in again.chain[1].groups] == [["theirs"], ["c1-application"]]


def test_with_ours_nothing_changes_where_the_policy_could_not_be_read():
    found = Landscape(OWNER, firewall=firewall(), group_id=GROUP)
    assert rule_holder.present(found, wanted(), OWN, OPTIONS) is found
