# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Laws of every change, on documents nobody thought of: with members that nobody here knows, at every depth."""

from __future__ import annotations

from copy import deepcopy

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import (
    policies,
    route_tables,
    routes,
    rule_collections,
    rule_ownership,
    subnets,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.policies import GroupOptions, Policy
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_ownership import Ownership
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_spellings import CLASSIC, GROUP
from hypothesis import given, settings
from hypothesis import strategies as st

quick = settings(max_examples=60, deadline=None)
words = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
unknown = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | words,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(words.map(lambda word: f"x-{word}"), inner, max_size=2),
    max_leaves=4,
)
extras = st.dictionaries(words.map(lambda word: f"x-{word}"), unknown, max_size=3)
names = st.lists(words.map(lambda word: f"their-{word}"), unique=True, max_size=4)


@st.composite
def our_collections(draw):
    """What we want: one or two collections with a few names each."""
    found = []
    for kind in draw(st.lists(st.sampled_from(rule_collections.KINDS), min_size=1, max_size=2, unique=True)):
        targets = draw(st.lists(words.map(lambda word: f"{word}.example.com"), min_size=1, max_size=3, unique=True))
        rule = {"name": "r", "source_addresses": ["10.0.0.0/24"]}
        if kind == rule_collections.CollectionKind.APPLICATION:
            rule |= {"protocols": ["Https:443"], "target_fqdns": targets}
        else:
            rule |= {"protocols": ["TCP"], "destination_addresses": ["EventHub"], "destination_ports": ["5671"]}
        found.append(rule_collections.from_option({"name": f"adx-{kind}", "kind": kind, "rules": [rule]}))
    return found


@st.composite
def holders(draw, dialect):
    """A firewall or a group of other people."""
    properties = {**draw(extras), **{name: [] for name in dialect.lists}}
    for number, name in enumerate(draw(names)):
        kind = draw(st.sampled_from(rule_collections.KINDS))
        action = {"type": "Allow"}
        rule_type = {
            rule_collections.CollectionKind.APPLICATION: "ApplicationRule",
            rule_collections.CollectionKind.NETWORK: "NetworkRule",
        }[kind]
        rules = [{"name": "r", "ruleType": rule_type, **draw(extras)}]
        inner = {"priority": 1000 + number, "action": action, "rules": rules, **draw(extras)}
        item = {"name": name, "properties": inner} if dialect.nested else {"name": name, **inner}
        if not dialect.nested:
            item["ruleCollectionType"] = "FirewallPolicyFilterRuleCollection"
        properties[dialect.list_of(kind)].append(item)
    return {"name": "holder", "properties": properties, **draw(extras)}


BOTH = pytest.mark.parametrize("dialect", [CLASSIC, GROUP], ids=["classic", "group"])


@BOTH
@quick
@given(st.data())
def test_present_and_then_absent_gives_the_document_back(dialect, data):
    document, wanted = data.draw(holders(dialect)), data.draw(our_collections())
    untouched, ownership = deepcopy(document), Ownership.of(wanted)
    after = rule_ownership.present(document, wanted, ownership, dialect)
    assert document == untouched, "a change is pure"
    assert rule_ownership.absent(after, ownership, dialect) == untouched


@BOTH
@quick
@given(st.data())
def test_planning_an_applied_plan_changes_nothing_in_whatever_order_it_is_given(dialect, data):
    document, wanted = data.draw(holders(dialect)), data.draw(our_collections())
    ownership = Ownership.of(wanted)
    after = rule_ownership.present(document, wanted, ownership, dialect)
    shuffled = data.draw(st.permutations(wanted))
    assert rule_ownership.present(after, shuffled, ownership, dialect) == after
    numbers = [entry.priority for entry in dialect.entries(after)]
    assert len(numbers) == len(set(numbers)), "no two have one priority"


@quick
@given(st.data())
def test_a_group_keeps_what_it_does_not_know_of_itself_and_goes_only_when_it_is_empty(data):
    document, wanted = data.draw(holders(GROUP)), data.draw(our_collections())
    ownership, chain = Ownership.of(wanted), (Policy({"name": "p", "properties": {}}, ()),)
    document["properties"]["priority"] = 500
    after = policies.present(document, chain, wanted, ownership, GroupOptions("holder"))
    assert policies.absent(after, ownership, remove_empty=False) == document
    theirs = document["properties"]["ruleCollections"]
    assert (policies.absent(after, ownership, remove_empty=True) is None) is (theirs == [])


prefixes = st.integers(0, 250).map(lambda number: f"203.0.113.{number}/32")


@quick
@given(extras, st.lists(prefixes, unique=True, max_size=4), st.lists(prefixes, unique=True, max_size=4), st.data())
def test_routes_come_and_go_and_the_table_is_what_it_was(more, theirs, ours, data):
    items = [
        {"name": f"their-{number}", "properties": {"addressPrefix": prefix, "nextHopType": "Internet", **more}}
        for number, prefix in enumerate(theirs)
    ]
    document = {"name": "rt", "properties": {"routes": items, **more}, **more}
    wanted = [routes.Route(f"ADX_Monitoring_{n}", prefix, routes.HopType.INTERNET) for n, prefix in enumerate(ours)]
    after = route_tables.present(document, wanted)
    assert route_tables.present(after, data.draw(st.permutations(wanted))) == after
    assert route_tables.absent(after, wanted) == document
    assert {route.key for route in route_tables.table_routes(after)} == {*theirs, *ours}


@quick
@given(extras)
def test_a_subnet_gets_a_table_and_loses_it_and_nothing_else(more):
    document = {"name": "snet", "properties": {"addressPrefix": "10.0.0.0/24", **more}, **more}
    after = subnets.associated(document, "/t")
    assert subnets.associated(after, "/T") == after
    assert subnets.dissociated(after, "/t") == document
