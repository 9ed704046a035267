# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the list that a cluster has and the wanted entries to the list that it gets."""

from __future__ import annotations

import json

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.callouts import policies
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import outbound_access
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.outbound_access import (
    NAMES,
    POLICIES,
    RESTRICT,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.outbound import lists
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from . import drawn

quick = settings(max_examples=80, deadline=None)
ALLOW, DENY = drawn.policy("sql", "a"), drawn.policy("sql", "a", "Deny")
STRANGE = {
    "calloutType": "newkind",
    "calloutUriRegex": "x",
    "outboundAccess": "Audit",
    "until": "2027",
    "deep": {"a": [1]},
}
SAID = "Allow 'a' of type sql"


def change(document, state="restricted", **options):
    return lists.change(drawn.asked(state, **options), document)


def refused(document, state="restricted", **options):
    with pytest.raises(PlanError) as error:
        change(document, state, **options)
    return error.value


def names(there, wanted, state="Enabled", **options):
    return change(drawn.document(state, there), names=wanted, **options)


def rules(there, wanted, state="Enabled", **options):
    return change(drawn.document(state, None, there), policies=wanted, **options)


# Names


def test_names_are_added_behind_those_that_are_there_which_stay_as_they_are_spelt():
    made = names(["Z.Example.org", "A.example.org"], ["a.example.org", "b.example.org"])
    assert made.members == {
        RESTRICT: "Enabled",
        NAMES: ["Z.Example.org", "A.example.org", "b.example.org"],
        POLICIES: [],
    }
    assert (made.added, made.removed, made.not_listed) == (("b.example.org",), (), ("Z.Example.org",))
    assert made.loosens == ("b.example.org is allowed",) and made.replaces == ""


def test_with_purge_the_names_are_those_that_are_wanted():
    made = names(["Z.example.org", "A.example.org", 7, None], ["a.example.org"], purge=True)
    assert made.members[NAMES] == ["A.example.org"]
    assert (made.added, made.removed, made.not_listed) == ((), ("Z.example.org", "7", "None"), ())
    assert names(["a.b"], [], purge=True).removed == ("a.b",)
    assert names(["a.b"], []).not_listed == ("a.b",)


@pytest.mark.parametrize("state", ["Disabled", "Paused", None])
def test_a_name_that_comes_lets_nothing_more_out_where_access_was_not_known_to_be_restricted(state):
    assert names([], ["a.b"], state).loosens == ()
    assert rules([], [drawn.given()], state).loosens == ()


# Policies


def test_policies_are_added_behind_those_that_are_there_whatever_these_are():
    there = [STRANGE, "text", 3, None, ALLOW]
    made = rules(there, [drawn.given(), drawn.given("mysql", "b")])
    assert made.members[POLICIES] == [*drawn.bare(there), *drawn.as_arm([drawn.given("mysql", "b")])]
    assert made.added == ("Allow 'b' of type mysql",) and made.removed == ()
    assert made.not_listed == (
        "Audit 'x' of type newkind",
        "unknown access '\"text\"' of type unknown",
        "unknown access '3' of type unknown",
        "unknown access 'null' of type unknown",
    )
    assert made.loosens == ("Allow 'b' of type mysql is new",)


def test_the_same_policy_is_one_with_the_same_type_and_regex_to_the_letter_whatever_else_it_has():
    there = [drawn.policy("SQL", "a", "allow", note=1)]
    assert rules(there, [drawn.given()]).members[POLICIES] == drawn.bare(there)
    assert rules(there, [drawn.given()], purge=True).members[POLICIES] == drawn.bare(there)
    assert rules(there, [drawn.given("sql", "A")]).added == ("Allow 'A' of type sql",)
    assert rules(there, [drawn.given("mysql", "a")]).added == ("Allow 'a' of type mysql",)


def test_a_policy_that_stands_there_twice_stays_twice():
    assert rules([ALLOW, ALLOW], [drawn.given()]).members[POLICIES] == drawn.bare([ALLOW, ALLOW])
    assert rules([ALLOW, ALLOW], []).not_listed == (SAID, SAID)


@pytest.mark.parametrize("access", ["Deny", "deny", "Audit", None, 3])
def test_the_same_policy_with_another_access_is_a_conflict_that_is_named(access):
    error = refused(drawn.document("Enabled", None, [drawn.policy("sql", "a", access)]), policies=[drawn.given()])
    assert error.code == "opposite_policy" and "'a' of type sql" in str(error)


@pytest.mark.parametrize("there", [[DENY], [ALLOW, DENY], [DENY, ALLOW]])
def test_with_purge_the_wanted_access_takes_the_place_of_the_other(there):
    made = rules(there, [drawn.given()], purge=True)
    assert made.members[POLICIES] == drawn.as_arm([drawn.given()])
    assert "Deny 'a' of type sql" in made.removed and "Deny 'a' of type sql is gone" in made.loosens
    assert refused(drawn.document("Enabled", None, there), policies=[drawn.given()]).code == "opposite_policy"


def test_what_goes_and_may_have_denied_something_lets_more_out():
    made = rules([DENY, STRANGE, "text", drawn.policy("sql", "b")], [], purge=True)
    assert [one for one in made.loosens if "'b'" in one] == [] and len(made.loosens) == 3
    assert rules([], [drawn.given("sql", "a", "Deny")]).loosens == ()


# One list in the place of the other


def test_one_list_takes_the_place_of_the_other_with_purge_alone():
    document = drawn.document("Enabled", ["a.b"])
    made = change(document, policies=[drawn.given()], purge=True)
    assert made.members == {RESTRICT: "Enabled", NAMES: [], POLICIES: drawn.as_arm([drawn.given()])}
    assert (made.replaces, made.removed, made.added) == (NAMES, ("a.b",), (SAID,))
    error = refused(document, policies=[drawn.given()])
    assert error.code == "other_list" and "a.b" in str(error) and "O(allowed_fqdns)" in str(error)
    back = change(drawn.document("Enabled", None, [ALLOW, DENY]), names=["a.b"], purge=True)
    assert (back.replaces, back.members[POLICIES], back.members[NAMES]) == (POLICIES, [], ["a.b"])
    assert back.loosens == ("a.b is allowed", "Deny 'a' of type sql is gone")


def test_a_list_beside_the_other_goes_with_purge_and_keeps_what_is_wanted_of_its_own():
    document = drawn.document("Enabled", ["a.b", "c.d"], [ALLOW])
    made = change(document, policies=[drawn.given()], purge=True)
    assert made.members == {RESTRICT: "Enabled", NAMES: [], POLICIES: drawn.bare([ALLOW])}
    assert made.removed == ("a.b", "c.d") and made.added == ()


def test_an_empty_list_beside_a_full_one_says_only_that_there_is_to_be_none_of_the_other():
    made = change(drawn.document("Enabled", None, [ALLOW]), names=[], policies=[drawn.given()])
    assert made.members[POLICIES] == drawn.bare([ALLOW]) and made.members[NAMES] == []
    assert refused(drawn.document("Enabled", ["a.b"]), names=[], policies=[drawn.given()]).code == "other_list"
    assert refused(drawn.document("Enabled", ["a.b"]), policies=[]).code == "other_list"
    assert change(drawn.document("Enabled", ["a.b"]), names=[], policies=[], purge=True).members[NAMES] == []


def test_without_a_list_the_cluster_keeps_what_it_has_purge_or_not():
    document = drawn.document("Disabled", ["a.b", 3], [STRANGE])
    for purge in (True, False):
        made = change(document, purge=purge)
        assert made.members == {RESTRICT: "Enabled", NAMES: ["a.b", 3], POLICIES: [STRANGE]}
        assert made.not_listed == ("a.b", "3", "Audit 'x' of type newkind")
        assert (made.added, made.removed, made.loosens) == ((), (), ())


# Lifting the restriction


def test_lifting_the_restriction_keeps_both_lists_whatever_is_given():
    document = drawn.document("Enabled", ["a.b"], [STRANGE])
    made = change(document, "unrestricted", names=["c.d"])
    assert made.members == {RESTRICT: "Disabled", NAMES: ["a.b"], POLICIES: [STRANGE]}
    assert (made.added, made.removed, made.not_listed) == ((), (), ())
    assert made.loosens == ("outbound access is not restricted any more",)


def test_lifting_it_with_purge_empties_both_and_tells_each_entry():
    made = change(drawn.document("Enabled", ["a.b"], [ALLOW]), "unrestricted", purge=True)
    assert made.members == {RESTRICT: "Disabled", NAMES: [], POLICIES: []} and made.removed == ("a.b", SAID)


@pytest.mark.parametrize(("state", "loosens"), [("disabled", False), ("Enabled", True), ("Paused", True), (None, True)])
def test_only_access_that_is_known_to_be_open_is_not_loosened_by_opening_it(state, loosens):
    assert bool(change(drawn.document(state), "unrestricted").loosens) is loosens


# What nobody may do


@pytest.mark.parametrize("member", ["names", "policies"])
@pytest.mark.parametrize("odd", ["a.b", {"value": []}, 1, "", {}, False])
@pytest.mark.parametrize("state", ["restricted", "unrestricted"])
def test_a_list_that_is_none_is_left_to_whoever_knows_what_it_is(member, odd, state):
    assert "is no list" in str(refused(drawn.document("Enabled", **{member: odd}), state, purge=True))


@pytest.mark.parametrize(
    ("there", "limit", "fits"),
    [
        (10, None, True),
        (11, None, False),
        (3, 3, True),
        (3, 2, False),
        (1, 0, False),
        (0, 0, True),
    ],
)
def test_no_more_entries_go_than_may(there, limit, fits):
    listed = [f"n{number}.example.org" for number in range(there)]
    document = drawn.document("Enabled", listed)
    for options in (
        {"names": []},
        {"policies": [drawn.given()]},
        {"state": "unrestricted"},
    ):
        if fits:
            assert len(change(document, purge=True, max_removals=limit, **options).removed) == there
        else:
            error = refused(document, purge=True, max_removals=limit, **options)
            assert error.code == "too_many_removals" and f"{there} of the {there} entries" in str(error)


@pytest.mark.parametrize(("there", "gone", "fits"), [(48, 12, True), (48, 13, False), (47, 12, False), (4, 4, True)])
def test_a_quarter_may_go_and_ten_at_least(there, gone, fits):
    listed = [f"n{number}.example.org" for number in range(there)]
    document, wanted = drawn.document("Enabled", listed), listed[gone:]
    if fits:
        assert len(change(document, names=wanted, purge=True).removed) == gone
    else:
        assert refused(document, names=wanted, purge=True).code == "too_many_removals"


# Laws


def texts(entries):
    return [json.dumps(one, sort_keys=True) for one in entries]


def fewer(left, entries):
    """What of these is not in the other list, counted."""
    rest = list(texts(left))
    return [one for one in texts(entries) if one not in rest or rest.remove(one)]


def drawn_change(document, wanted, **options):
    try:
        return change(document, **wanted, **options)
    except PlanError as error:
        assert error.code in ("other_list", "opposite_policy", "too_many_removals")
        return None


@quick
@given(drawn.documents, drawn.lists_wanted, st.sampled_from(("restricted", "unrestricted")))
def test_without_purge_no_entry_of_anybody_is_lost_or_touched(document, wanted, state):
    made = drawn_change(document, wanted, state=state)
    assume(made)
    found = outbound_access.of(document)
    for name in (NAMES, POLICIES):
        assert fewer(made.members[name], found[name]) == []
    assert made.removed == () and made.replaces == ""


@quick
@given(drawn.documents, drawn.lists_wanted)
def test_with_purge_a_list_is_exactly_the_wanted_one(document, wanted):
    made = drawn_change(document, wanted, purge=True, max_removals=99)
    assume(wanted)
    there = made.members[NAMES], made.members[POLICIES]
    if "names" in wanted:
        assert {one.lower() for one in there[0]} == set(wanted["names"]) and there[1] == []
    else:
        read = [policies.from_arm(one) for one in there[1]]
        asked = {(one["type"], one["regex"], one["access"]) for one in wanted["policies"]}
        assert {(*one.identity, one.access) for one in read} == asked and there[0] == []
    found = outbound_access.of(document)
    count = sum(len(found[name]) for name in (NAMES, POLICIES))
    assert count - len(made.removed) + len(made.added) == len(there[0]) + len(there[1])


@quick
@given(drawn.documents, drawn.lists_wanted, st.booleans(), st.sampled_from(("restricted", "unrestricted")))
def test_what_was_made_is_left_as_it_is_the_next_time(document, wanted, purge, state):
    made = drawn_change(document, wanted, state=state, purge=purge)
    assume(made)
    left = outbound_access.changed(document, made.members)
    again = change(left, state, **wanted, purge=purge, max_removals=0)
    assert again.members == {name: outbound_access.of(left)[name] for name in again.members}
    assert (again.added, again.removed, again.replaces, again.loosens) == ((), (), "", ())
    assert again.not_listed == made.not_listed
