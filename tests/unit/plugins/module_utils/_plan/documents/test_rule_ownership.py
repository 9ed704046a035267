# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which collections are ours, and that they come into a document and go out of it while all others stay."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import pytest
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents import rule_collections, rule_ownership
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_ownership import Ownership
from ansible_collections.adx.outbound.plugins.module_utils._plan.documents.rule_spellings import (
    CLASSIC,
    GROUP,
    OTHER,
    Entry,
)
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.errors import PlanError
from ansible_collections.adx.outbound.plugins.module_utils._plan.values.service_prefixes import ServicePrefix
from ansible_collections.adx.outbound.tests.unit.plugins.module_utils._plan.documents.generated import (
    holders,
    our_collections,
    quick,
)
from hypothesis import given
from hypothesis import strategies as st

BOTH = pytest.mark.parametrize("dialect", [CLASSIC, GROUP], ids=["classic", "group"])


def wanted(name="mine", kind="application", **changed):
    rule = {"name": "r", "source_addresses": ["10.20.1.0/24"]}
    if kind == "application":
        rule |= {"protocols": ["Https:443"], "target_fqdns": ["a.b"]}
    else:
        rule |= {"protocols": ["TCP"], "destination_addresses": ["AzureMonitor"], "destination_ports": ["443"]}
    return rule_collections.from_option({"name": name, "kind": kind, "rules": [rule], **changed})


def holding(dialect, *collections, **properties):
    document = {"name": "holder", "properties": {**{name: [] for name in dialect.lists}, **properties}}
    for collection in collections:
        document["properties"][dialect.list_of(collection.kind)].append(dialect.written(collection))
    return document


def nat(dialect, name="nat", priority=1000):
    """A collection that is neither of application nor of network rules."""
    inner = {"priority": priority, "rules": []}
    return {"name": name, "properties": inner} if dialect.nested else {"name": name, **inner}


def keys(document, dialect):
    return [entry.key for entry in dialect.entries(document)]


def put(document, collections, dialect, **options):
    return rule_ownership.present(document, collections, Ownership.of(collections), dialect, **options)


def test_two_wanted_collections_of_one_kind_and_name_are_refused():
    with pytest.raises(PlanError, match="^Two application rule collections are named 'mine'"):
        Ownership.of([wanted("mine"), wanted("MINE"), wanted("other")])
    assert Ownership.of([wanted("mine"), wanted("mine", "network")]).keys == {
        ("application", "mine"),
        ("network", "mine"),
    }


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"purge": True}, "^O.purge. needs O.collection_prefix."),
        ({"purge": True, "prefix": ""}, "^O.purge. needs O.collection_prefix."),
        ({"everything": True, "purge": True, "prefix": "adx-"}, "^O.whole_group.: true says that all of the group is"),
        ({"everything": True, "prefix": "adx-"}, "^O.whole_group.: true says that all of the group is yours"),
    ],
)
def test_what_is_owned_must_be_clear(options, words):
    with pytest.raises(PlanError, match=words):
        Ownership.of((), **options)


@pytest.mark.parametrize("options", [{}, {"prefix": "adx-"}, {"prefix": "adx-", "purge": True}, {"everything": True}])
def test_what_is_clear_is_taken(options):
    assert Ownership.of([wanted()], **options).keys == {("application", "mine")}


def entry(name, kind="application"):
    return Entry(kind, name, 1000, {})


@pytest.mark.parametrize(
    ("options", "found", "ours"),
    [
        ({}, entry("MINE"), True),
        ({}, entry("mine", "network"), False),
        ({}, entry("theirs"), False),
        ({"prefix": "adx-"}, entry("adx-old"), False),
        ({"prefix": "adx-", "purge": True}, entry("ADX-old"), True),
        ({"prefix": "ADX-", "purge": True}, entry("adx-old", "network"), True),
        ({"prefix": "adx-", "purge": True}, entry("adx-old", OTHER), False),
        ({"prefix": "adx-", "purge": True}, entry("theirs"), False),
        ({"prefix": "adx-", "purge": True}, entry("mine"), True),
        ({"everything": True}, entry("theirs"), True),
        ({"everything": True}, entry("nat", OTHER), True),
    ],
)
def test_a_collection_is_ours_by_name_by_prefix_or_with_everything(options, found, ours):
    assert Ownership.of([wanted()], **options).owns(found) is ours


@pytest.mark.parametrize(
    ("name", "spared"),
    [
        ("adx-telemetry-westus-application", True),
        ("ADX-Telemetry-WestUS-network", True),
        ("adx-telemetry-westus", True),
        ("adx-old-telemetry-westus-network", True),
        ("adx-telemetry-eastus-application", False),
        ("adx-mytelemetry-westus-application", False),
        ("adx-9telemetry-westus-network", False),
        ("adx-telemetry-westus-extra", False),
        ("adx-telemetry-westus2-application", False),
    ],
)
def test_a_purge_spares_the_collections_of_a_cluster_that_is_there(name, spared):
    ownership = Ownership.of((), prefix="adx-", purge=True, spared=["Other-EastUS2", "Telemetry-WestUS"])
    assert ownership.owns(entry(name)) is not spared


def test_a_collection_with_nothing_before_the_clusters_name_is_spared():
    ownership = Ownership.of((), prefix="tele", purge=True, spared=["telemetry-westus"])
    assert ownership.owns(entry("telemetry-westus-network")) is False


@pytest.mark.parametrize("prefix", ["adx-", "a", "ap", "b"])
@pytest.mark.parametrize("other", ["aks-shop-network", "APIM-api-application", "batch-render-network"])
def test_a_purge_of_clusters_spares_what_is_another_services(prefix, other):
    assert Ownership.of((), prefix=prefix, purge=True).owns(entry(other)) is False


def test_a_purge_of_a_service_takes_what_is_its_own_and_no_cluster_of_ours():
    ownership = Ownership.of((), prefix="a", purge=True, service=ServicePrefix.KUBERNETES)
    names = ("aks-old-network", "adx-telemetry-westus-network", "apim-api-network", "anybody")
    assert [ownership.owns(entry(name)) for name in names] == [True, False, False, True]


def test_what_is_named_is_ours_whatever_its_name_begins_with():
    assert Ownership.of([wanted("aks-shop-application")]).owns(entry("aks-shop-application"))


def test_what_is_wanted_is_ours_though_its_cluster_is_spared():
    mine = wanted("adx-telemetry-westus-application")
    assert Ownership.of([mine], prefix="adx-", purge=True, spared=["telemetry-westus"]).owns(entry(mine.name))


@BOTH
def test_ours_that_is_wanted_no_longer_goes_in_the_same_change(dialect):
    old, theirs, mine = (wanted(name, priority=number) for number, name in ((100, "adx-old"), (101, "x"), (102, "adx")))
    before = holding(dialect, old, theirs)
    ownership = Ownership.of([mine], prefix="adx", purge=True)
    after = rule_ownership.present(before, [mine], ownership, dialect)
    assert keys(after, dialect) == [theirs.key, mine.key]
    assert keys(before, dialect) == [old.key, theirs.key]


@BOTH
def test_a_document_that_says_nothing_of_collections_gets_its_first(dialect):
    after = put({"name": "holder"}, [wanted()], dialect)
    assert after == {
        "name": "holder",
        "properties": {dialect.list_of("application"): [dialect.written(wanted(priority=1000))]},
    }
    empty = {"name": "holder", "properties": {dialect.list_of("application"): None}}
    assert put(empty, [wanted()], dialect) == after
    assert rule_ownership.absent({"name": "holder"}, Ownership.of([wanted()]), dialect) == {
        "name": "holder",
        "properties": {},
    }


@BOTH
def test_a_changed_collection_is_overwritten_in_its_place_and_keeps_name_and_number(dialect):
    first, second = wanted("MINE", priority=500), wanted("theirs", priority=501)
    before = holding(dialect, first, second)
    untouched = deepcopy(before)
    changed = wanted("mine", action="deny")
    after = put(before, [changed], dialect)
    expected = replace(changed, name="MINE", priority=500)
    assert after == holding(dialect, expected, second)
    assert before == untouched


@BOTH
def test_a_collection_that_is_as_wanted_is_left_in_its_own_spelling(dialect):
    before = holding(dialect, wanted(priority=500))
    (found,) = dialect.entries(before)
    dialect.inner(found.item)["rules"][0]["targetFqdns"] = ["A.B"]
    dialect.inner(found.item)["action"] = {"type": "ALLOW"}
    assert put(before, [wanted()], dialect) == before
    assert put(before, [wanted(priority=501)], dialect) == holding(dialect, wanted(priority=501))


@BOTH
def test_the_order_of_rules_makes_no_difference(dialect):
    rule = {"source_addresses": ["*"], "protocols": ["Https:443"], "target_fqdns": ["a.b"]}
    rules = [{"name": name, **rule} for name in ("s", "r")]
    before = holding(dialect, wanted(priority=500, rules=rules))
    assert put(before, [wanted(rules=rules[::-1])], dialect) == before
    (seen,) = rule_ownership.view(before, Ownership.of([wanted()]), dialect)
    assert [one["name"] for one in seen["rules"]] == ["r", "s"]


@BOTH
def test_the_view_has_ours_alone_in_the_order_of_kind_and_name(dialect):
    ours = [
        wanted("b", priority=101),
        wanted("a", priority=102),
        wanted("a2", "network", priority=103),
    ]
    document = holding(dialect, *ours, wanted("theirs", priority=104))
    seen = rule_ownership.view(document, Ownership.of(ours), dialect)
    assert [(one["kind"], one["name"], one["priority"]) for one in seen] == [
        ("application", "a", 102),
        ("application", "b", 101),
        ("network", "a2", 103),
    ]
    assert [one.name for one in rule_ownership.owned(document, Ownership.of(ours), dialect)] == ["b", "a", "a2"]


@BOTH
@pytest.mark.parametrize(("kind", "what"), [("network", "network"), (OTHER, "NAT or unknown")])
def test_a_name_that_another_kind_has_is_refused(dialect, kind, what):
    item = nat(dialect, "MINE") if kind == OTHER else dialect.written(wanted("MINE", kind, priority=1000))
    before = {"name": "holder", "properties": {dialect.list_of(kind): [item]}}
    with pytest.raises(PlanError) as raised:
        put(before, [wanted()], dialect)
    holder = {CLASSIC.holder: "Firewall holder", GROUP.holder: "Rule collection group holder"}[dialect.holder]
    assert raised.value.code == "name_taken"
    assert str(raised.value) == (f"{holder} has another collection named 'mine', of {what} rules; choose another name.")


@BOTH
def test_another_name_of_another_kind_is_no_hindrance(dialect):
    before = holding(dialect, wanted("theirs", "network", priority=1000))
    assert ("application", "mine") in keys(put(before, [wanted()], dialect), dialect)


@pytest.mark.parametrize(
    ("taken", "base", "free"),
    [
        ([], 1000, 1000),
        ([None, 1001], 1000, 1000),
        ([1000, 1001, 1003], 1000, 1002),
        ([999], 1000, 1000),
        ([], 65000, 65000),
        (range(100, 65000), 100, 65000),
    ],
)
def test_the_first_priority_from_the_base_upward_that_is_free_is_taken(taken, base, free):
    assert rule_ownership.first_free(iter(taken), base) == free


def test_where_no_priority_is_free_that_is_told():
    with pytest.raises(PlanError, match="^No priority from 64999 to 65000 is free; choose a lower") as raised:
        rule_ownership.first_free([64999, 65000], 64999)
    assert raised.value.code == "no_free_priority"


@BOTH
@pytest.mark.parametrize("base", [100, 65000])
def test_a_search_for_priorities_begins_within_azures_range(dialect, base):
    (found,) = dialect.entries(put(holding(dialect), [wanted()], dialect, priority_base=base))
    assert found.priority == base


@BOTH
@pytest.mark.parametrize("base", [99, 65001])
def test_a_search_for_priorities_does_not_begin_elsewhere(dialect, base):
    with pytest.raises(PlanError, match=f"^O.priority_base. is {base}; it takes 100 to 65000"):
        put(holding(dialect), [wanted()], dialect, priority_base=base)


@BOTH
def test_a_free_priority_is_one_that_no_collection_of_any_kind_has(dialect):
    before = holding(dialect, wanted("b", "network", priority=1000))
    before["properties"][dialect.list_of(OTHER)].append(nat(dialect, priority=1001))
    after = put(before, [wanted("mine"), wanted("more")], dialect)
    found = {one.name: one.priority for one in dialect.entries(after)}
    assert found == {"b": 1000, "nat": 1001, "mine": 1002, "more": 1003}


@BOTH
def test_a_given_priority_that_another_of_the_kind_has_is_refused(dialect):
    with pytest.raises(PlanError) as raised:
        put(holding(dialect, wanted("theirs", priority=500)), [wanted(priority=500)], dialect)
    assert raised.value.code == "priority_taken"
    assert str(raised.value) == (
        f"Priority 500 of rule collection 'mine' is taken by 'theirs' on {dialect.holder} holder; give another"
        " priority, or none to get the first free one."
    )


def test_two_kinds_may_share_a_priority_on_a_firewall_and_not_in_a_group():
    mine, theirs = wanted(priority=500), wanted("theirs", "network", priority=500)
    assert keys(put(holding(CLASSIC, theirs), [mine], CLASSIC), CLASSIC) == [mine.key, theirs.key]
    with pytest.raises(PlanError, match="Priority 500 of rule collection 'mine' is taken by 'theirs'"):
        put(holding(GROUP, theirs), [mine], GROUP)


@BOTH
def test_a_collection_may_keep_its_own_number_or_get_a_free_one(dialect):
    before = holding(dialect, wanted(priority=500), wanted("theirs", priority=501))
    assert put(before, [wanted(priority=500)], dialect) == before
    assert put(before, [wanted(priority=502)], dialect) == holding(
        dialect, wanted(priority=502), wanted("theirs", priority=501)
    )


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
