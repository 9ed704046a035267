# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies of our collections are told once for each group, and what they leave idle is not called stale."""

from __future__ import annotations

from dataclasses import replace

from ansible_collections.adx.outbound.plugins.module_utils._plan.check import copied

from .scenarios import GOOD, OURS, QUESTION, WEST_US, codes, kept_in

OWNING = replace(QUESTION, collections=frozenset(OURS))


def told(changes, **asked):
    return list(copied.findings(replace(OWNING, **asked), replace(GOOD, **changes)))


def test_each_group_that_holds_some_is_one_finding_with_what_to_do():
    first, second = told(kept_in("ApplicationRuleCollectionGroup", "adx-egress", "more"))
    assert (first.subject, second.subject) == ("ApplicationRuleCollectionGroup", "more")
    assert first.message == (
        "Rule collection c1-application in group ApplicationRuleCollectionGroup of firewall policy own has a name of"
        " ours, and stays as it is: the role keeps ours in group adx-egress, and leaves alone what is in another one,"
        " such as a group that a migration to policies made."
    )
    assert first.remedy == (
        "Once group adx-egress has what the cluster needs, or it needs nothing any more, take it out with"
        " firewall_policy_rule_collection_group (firewall_policy_name: own, name: ApplicationRuleCollectionGroup,"
        " rule_collections: [{name: c1-application, kind: application}], state: absent); give O(rule_collection_group):"
        " ApplicationRuleCollectionGroup if that is where the role is to"
        " keep ours."
    )


def test_a_collection_is_not_stale_because_its_copy_comes_first_and_the_copy_is_told_as_such_alone():
    first, last = kept_in("copy", "adx-egress"), kept_in("adx-egress", "copy")
    for world in (first, last):
        assert {"stale_collection", "copied_collections"} & codes(world, OWNING, WEST_US) == {"copied_collections"}


def test_the_group_that_the_user_names_holds_no_copies():
    assert told(kept_in("shared"), group="shared") == []
