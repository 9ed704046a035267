# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""What restricts the outbound access of a cluster, as members of its document."""

from __future__ import annotations

import copy

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import outbound_access
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.outbound_access import (
    MEMBERS,
    NAMES,
    POLICIES,
    RESTRICT,
)
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.outbound import drawn
from hypothesis import given, settings

SQL, WEB = drawn.policy("sql", "a"), drawn.policy("webapi", "b", "Deny")
quick = settings(max_examples=60, deadline=None)


def restricts(document):
    return outbound_access.view(document)["restrict_outbound_network_access"]


@pytest.mark.parametrize("document", [None, {}, {"properties": None}, {"properties": {}}, drawn.document(None)])
def test_members_that_are_not_there_are_no_state_and_lists_without_entries(document):
    assert outbound_access.of(document) == {RESTRICT: None, NAMES: [], POLICIES: []}


def test_the_members_are_as_the_document_has_them_but_for_the_ids_that_the_service_makes():
    odd = ["text", 3, None, {"note": {"deep": [1]}}]
    found = outbound_access.of(drawn.document("Paused", ["A", 1], [SQL, *odd]))
    assert found == {RESTRICT: "Paused", NAMES: ["A", 1], POLICIES: [*drawn.bare([SQL]), *odd]}


@pytest.mark.parametrize("odd", ["", "a", 0, False, {}, {"a": 1}])
@pytest.mark.parametrize(("member", "option"), [(NAMES, "names"), (POLICIES, "policies")])
def test_what_should_be_a_list_and_is_none_is_never_taken_for_an_empty_one(member, option, odd):
    document = drawn.document(**{option: odd})
    assert outbound_access.of(document)[member] == odd
    assert outbound_access.difference(document, drawn.document()) == {member: []}
    assert outbound_access.view(document) != outbound_access.view(drawn.document())


def test_a_document_keeps_all_that_is_not_a_member_and_is_not_touched_itself():
    document = drawn.document("Disabled", ["a"], [SQL], sku={"deep": [1]})
    before, entries = copy.deepcopy(document), [{"x": [1]}]
    made = outbound_access.changed(document, {NAMES: entries})
    entries[0]["x"].append(2)
    made["properties"]["sku"]["deep"].append(2)
    assert document == before and made["properties"][NAMES] == [{"x": [1]}]
    assert made["properties"][POLICIES] == [SQL] and (made["tags"], made["id"]) == (before["tags"], before["id"])
    assert outbound_access.changed({"id": "x"}, {RESTRICT: "Enabled"}) == {
        "id": "x",
        "properties": {RESTRICT: "Enabled"},
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (drawn.document("Enabled"), drawn.document("enabled")),
        (drawn.document("DISABLED"), drawn.document("Disabled", [], [])),
        (drawn.document("Enabled", ["B", "a"]), drawn.document("Enabled", ["A", "b"])),
        (drawn.document("Enabled", None, [SQL, WEB]), drawn.document("Enabled", [], drawn.bare([WEB, SQL]))),
        (drawn.document(None, None, [drawn.policy("SQL")]), drawn.document(None, None, [drawn.policy("sql")])),
        (drawn.document(None, None, [{**SQL, "note": None}]), drawn.document(None, None, [{**SQL, "other": ""}])),
    ],
)
def test_what_azure_may_spell_in_other_ways_is_no_difference(one, other):
    assert outbound_access.view(one) == outbound_access.view(other)
    assert outbound_access.difference(one, other) == {} == outbound_access.difference(other, one)


@pytest.mark.parametrize(
    ("found", "wanted", "sent"),
    [
        (drawn.document(), drawn.document("Enabled"), {RESTRICT: "Enabled"}),
        (drawn.document(None), drawn.document("Disabled"), {RESTRICT: "Disabled"}),
        (drawn.document("Paused"), drawn.document("paused"), {RESTRICT: "paused"}),
        (drawn.document("Disabled", ["a"]), drawn.document("Disabled", ["a", "a"]), {NAMES: ["a", "a"]}),
        (drawn.document("Disabled", ["a", "b"]), drawn.document("Disabled", ["B"]), {NAMES: ["B"]}),
        (drawn.document("Disabled", [1]), drawn.document("Disabled", ["1"]), {NAMES: ["1"]}),
        (
            drawn.document(None, None, [drawn.policy("sql", "a")]),
            drawn.document(None, None, [drawn.policy("sql", "A")]),
            {POLICIES: drawn.bare([drawn.policy("sql", "A")])},
        ),
        (
            drawn.document(None, ["a"], []),
            drawn.document("Enabled", [], [SQL]),
            {RESTRICT: "Enabled", NAMES: [], POLICIES: drawn.bare([SQL])},
        ),
        (
            drawn.document(None, None, [SQL]),
            drawn.document(None, None, [{**SQL, "note": 0}]),
            {POLICIES: drawn.bare([{**SQL, "note": 0}])},
        ),
    ],
)
def test_a_patch_has_the_members_that_change_and_each_list_whole(found, wanted, sent):
    assert outbound_access.difference(found, wanted) == sent
    assert outbound_access.view(found) != outbound_access.view(wanted)


def test_the_view_is_in_the_words_of_the_user_and_nothing_where_there_is_no_document():
    found = outbound_access.view(drawn.document("enabled", ["B.x", "a.x"], [drawn.policy("SQL", "A", note=1), "text"]))
    assert outbound_access.view(None) is None
    assert found == {
        "restrict_outbound_network_access": "Enabled",
        "allowed_fqdns": ["a.x", "b.x"],
        "callout_policies": ["text", {"access": "Allow", "note": 1, "regex": "A", "type": "sql"}],
    }


@pytest.mark.parametrize("state", [None, "", "Paused", "unknown", 1])
def test_a_state_that_nobody_knows_is_shown_as_it_is(state):
    document = {"properties": {RESTRICT: state}}
    assert restricts(document) == state
    assert outbound_access.difference(document, drawn.document("Disabled")) == {RESTRICT: "Disabled"}


@quick
@given(drawn.documents, drawn.documents)
def test_the_difference_as_a_patch_makes_the_one_document_of_the_other(found, wanted):
    sent = outbound_access.difference(found, wanted)
    patched = {**found, "properties": {**found["properties"], **sent}}
    assert outbound_access.view(patched) == outbound_access.view(wanted)
    assert {name: outbound_access.of(patched)[name] for name in sent} == {
        name: outbound_access.of(wanted)[name] for name in sent
    }
    assert {name: value for name, value in patched["properties"].items() if name not in MEMBERS} == {
        name: value for name, value in found["properties"].items() if name not in MEMBERS
    }
    assert bool(sent) == (outbound_access.view(found) != outbound_access.view(wanted))
