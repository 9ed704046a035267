# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a user decides about the outbound access of one cluster."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.outbound import request
from ansible_collections.adx.outbound.plugins.module_utils._plan.outbound.request import Lists, OutboundState, Request
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError

from . import drawn

SQL = drawn.given("sql", "a")


def test_by_default_nothing_is_known_of_what_is_used_and_nothing_goes_or_is_accepted():
    made = Request(OutboundState.RESTRICTED)
    assert made.restricts and made.lists == Lists(None, None) and made.uses is None
    assert (made.purge, made.max_removals, made.accept) == (False, None, frozenset())
    assert not (made.ask_cluster or made.validate_connections)
    assert not Request(OutboundState.UNRESTRICTED).restricts


def test_a_list_that_was_not_given_is_not_an_empty_one():
    assert request.lists(None, None) == Lists(None, None)
    assert request.lists([], None) == Lists((), None) and request.lists(None, []) == Lists(None, ())
    assert request.lists([], [SQL]).allowed_fqdns == () and request.lists(["a.b"], []).callout_policies == ()


def test_names_are_read_as_names_and_each_is_kept_once():
    assert request.lists(["A.Example.org", "a.example.org", "b.example.org"], None).allowed_fqdns == (
        "a.example.org",
        "b.example.org",
    )


@pytest.mark.parametrize("name", ["a b", "https://", "a..b", ""])
def test_what_is_no_host_name_is_refused_by_its_option(name):
    with pytest.raises(PlanError, match="allowed_fqdns"):
        request.lists([name], None)


def test_one_cluster_cannot_have_both_lists():
    with pytest.raises(PlanError, match="leave one of them out"):
        request.lists(["a.b"], [SQL])


@pytest.mark.parametrize(
    ("policies", "why"),
    [
        ([drawn.given("files")], "has type 'files'"),
        ([drawn.given("sql", " ")], "without a regex"),
        ([drawn.given("sql", "a", "Audit")], "has access 'Audit'"),
        ([SQL, drawn.given("SQL", "a", "Deny")], "both as Allow and as Deny"),
        ([SQL, drawn.given("sql", "[a-c]", "Deny")], "both of type sql"),
    ],
)
def test_policies_that_cannot_hold_are_refused(policies, why):
    with pytest.raises(PlanError, match=why):
        request.lists(None, policies)


def test_a_policy_may_be_given_twice_and_the_same_regex_for_two_types():
    policies = [SQL, drawn.given("SQL", "a", "allow"), drawn.given("mysql", "a", "Deny")]
    made = request.lists(None, policies).callout_policies
    assert [(one.type, one.access) for one in made] == [("sql", "Allow"), ("sql", "Allow"), ("mysql", "Deny")]
