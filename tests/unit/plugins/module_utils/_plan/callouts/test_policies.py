# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Callout policies as ARM has them and as users give them."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts import policies
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts.policies import Policy, State
from ansible_collections.adx.outbound.plugins.module_utils._plan.needs.uses import UseType
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.tests.emulator.kusto import callout_readings

ARM = {"calloutUriRegex": "*", "calloutType": "kusto", "outboundAccess": "Allow", "calloutId": "*_kusto"}
WHOLE = "the whole of it"


def test_a_policy_of_the_specification_s_example_is_read():
    assert policies.from_arm(ARM) == Policy("kusto", "*", "Allow")
    assert policies.from_arm(ARM).is_understood
    assert policies.from_arm(ARM).as_arm() == {name: ARM[name] for name in ARM if name != "calloutId"}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"calloutType": "CosmosDB"}, Policy("cosmosdb", "*", "Allow")),
        ({"outboundAccess": "deny"}, Policy("kusto", "*", "Deny")),
        ({"outboundAccess": "Audit"}, Policy("kusto", "*", "Audit")),
        ({"calloutType": "everything"}, Policy("everything", "*", "Allow")),
        ({"calloutType": None}, Policy("", "*", "Allow", ("calloutType",))),
        ({"calloutUriRegex": 5}, Policy("kusto", "", "Allow", ("calloutUriRegex",))),
        ({"outboundAccess": []}, Policy("kusto", "*", "", ("outboundAccess",))),
        ({"ports": [443]}, Policy("kusto", "*", "Allow", ("ports",))),
        ({"ports": [], "note": ""}, Policy("kusto", "*", "Allow", ("ports",))),
        ({"ports": None, "note": ""}, Policy("kusto", "*", "Allow")),
    ],
)
def test_nothing_of_a_document_is_refused_and_what_is_not_known_is_kept(changed, expected):
    assert policies.from_arm({**ARM, **changed}) == expected


def test_an_entry_that_is_no_policy_is_one_that_nobody_understands():
    assert policies.from_arm(["x"]) == Policy("", '["x"]', "", (WHOLE,))
    assert not policies.from_arm(5).is_understood


SHOWN = {"CalloutType": "SQL", "CalloutUriRegex": "a", "CanCall": True}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, Policy("sql", "a", "Allow")),
        ({"CanCall": False}, Policy("sql", "a", "Deny")),
        ({"CanCall": 1}, Policy("sql", "a", "", ("CanCall",))),
        ({"CanCall": "true"}, Policy("sql", "a", "", ("CanCall",))),
        ({"CanCall": None}, Policy("sql", "a", "", ("CanCall",))),
        ({"CalloutType": 5}, Policy("", "a", "Allow", ("CalloutType",))),
        ({"CalloutType": "everything"}, Policy("everything", "a", "Allow")),
        ({"CalloutUriRegex": None}, Policy("sql", "", "Allow", ("CalloutUriRegex",))),
        ({"calloutUriRegex": "b"}, Policy("sql", "a", "Allow", ("calloutUriRegex",))),
        ({"CalloutId": "x"}, Policy("sql", "a", "Allow", ("CalloutId",))),
    ],
)
def test_nothing_that_a_cluster_shows_is_refused_and_what_is_not_known_is_kept(changed, expected):
    assert policies.from_command({**SHOWN, **changed}) == expected


def test_a_member_that_is_missing_makes_a_policy_that_nobody_understands():
    for name in SHOWN:
        assert not policies.from_command({one: SHOWN[one] for one in SHOWN if one != name}).is_understood
    assert policies.from_command("x") == Policy("", '"x"', "", (WHOLE,))


def test_regex_and_type_are_the_identity_and_access_is_the_value():
    one, other = Policy("sql", "a", "Allow"), Policy("sql", "a", "Deny")
    assert one.identity == other.identity == ("sql", "a")
    assert one.identity != Policy("mysql", "a", "Allow").identity


def test_a_policy_concerns_its_type_and_one_of_a_type_that_nobody_knows_may_concern_any():
    assert Policy("sql", "a", "Allow").may_concern(UseType.SQL)
    assert not Policy("sql", "a", "Allow").may_concern(UseType.MYSQL)
    assert not Policy("genevametrics", "a", "Allow").may_concern(UseType.MYSQL)
    assert Policy("everything", "a", "Allow").may_concern(UseType.MYSQL)


def test_a_wanted_policy_is_read_and_comes_back_as_it_was_given():
    policy = policies.from_option({"type": " SQL", "regex": " a ", "access": "allow"})
    assert policy == Policy("sql", "a", "Allow")
    assert policy.as_option() == {"type": "sql", "regex": "a", "access": "Allow"}


@pytest.mark.parametrize(
    ("option", "sentence"),
    [
        ({"type": "genevametrics", "regex": "a", "access": "Allow"}, "O(callout_policies) has type 'genevametrics'"),
        ({"type": None, "regex": "a", "access": "Allow"}, "O(callout_policies) has type ''; it takes kusto, "),
        ({"type": "sql", "regex": "a", "access": "Audit"}, "has access 'Audit'; it takes Allow or Deny."),
        ({"type": "sql", "regex": " ", "access": "Allow"}, "has a policy of type sql without a regex"),
    ],
)
def test_a_wanted_policy_that_makes_no_sense_is_refused(option, sentence):
    with pytest.raises(PlanError) as refused:
        policies.from_option(option)
    assert sentence in str(refused.value)


def test_a_policy_says_what_it_is():
    assert str(Policy("", "a", "")) == "the policy 'a' of type unknown"
    assert str(Policy("sql", "a.b", "Allow", is_listed_name=True)) == "the entry 'a.b' of the list of allowed names"


@pytest.mark.parametrize(
    ("properties", "state"),
    [
        ({"restrictOutboundNetworkAccess": "Enabled"}, State.ENABLED),
        ({"restrictOutboundNetworkAccess": "disabled"}, State.DISABLED),
        ({"restrictOutboundNetworkAccess": "Audited"}, State.UNKNOWN),
        ({"restrictOutboundNetworkAccess": None}, State.UNKNOWN),
        ({}, State.UNKNOWN),
    ],
)
def test_a_state_that_is_not_there_is_not_known(properties, state):
    assert policies.restriction(properties).state == state


def test_both_lists_are_read_and_what_is_no_list_is_not_nothing():
    full = policies.restriction({"allowedFqdnList": ["a.b", 5], "calloutPolicies": [ARM]}, ())
    assert (full.names, full.policies, full.in_force) == (("a.b", "5"), (Policy("kusto", "*", "Allow"),), ())
    assert full.predefined == policies.PREDEFINED
    odd = policies.restriction({"allowedFqdnList": "a.b", "calloutPolicies": {"a": 1}})
    assert odd.names == ('["a.b"]',)
    assert odd.policies == (Policy("", '[{"a": 1}]', "", (WHOLE,)),)


def test_the_predefined_policies_are_those_of_the_page():
    assert [(one.type, one.regex) for one in policies.PREDEFINED] == list(callout_readings.PREDEFINED)
    assert {one.access for one in policies.PREDEFINED} == {"Allow"}
