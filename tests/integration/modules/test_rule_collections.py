# Copyright (c) 2026, adx.outbound contributors
# GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ours in and out, everybody else's as they were: in a classic firewall, a group of ours, a group others share."""

from __future__ import annotations

import pytest
from ansible_collections.adx.outbound.tests.integration.documents import steady
from ansible_collections.adx.outbound.tests.integration.modules.holders import (
    BOTH,
    HOLDERS,
    NAMES,
    application,
    network,
)

pytestmark = pytest.mark.sdk
OURS = (*NAMES, "adx-old-network")


@pytest.fixture(params=HOLDERS, ids=lambda holder: holder.name)
def holder(request, emulator):
    emulator.reset("demo", firewall=request.param.firewall)
    return request.param


@pytest.fixture
def write(run, holder):
    """Run the holder's module."""
    return lambda **options: run(holder.module, **holder.at(**options))


@pytest.fixture
def converges(run, holder):
    """The same in four beats, in which everything of others stays as it was."""

    def act(**options):
        before = run.emulator.document(holder.id)
        done = run.converges(holder.module, **holder.at(**options))
        after = run.emulator.document(holder.id)
        if before and after:
            assert holder.rest(after, *OURS) == holder.rest(before, *OURS)
        return done

    return act


def test_collections_come_in_with_free_priorities(converges, holder):
    done = converges(rule_collections=BOTH)
    assert done["changed"] is True
    assert tuple(one["priority"] for one in done["state"]["rule_collections"]) == holder.free


def test_a_change_of_one_name_is_one_line_of_diff_and_keeps_the_priority(write, converges):
    write(rule_collections=BOTH)
    changed = [application(fqdns=("login.microsoftonline.com", "graph.microsoft.com")), network()]
    done = converges(rule_collections=changed)
    old, new = (done["diff"][side].splitlines() for side in ("before", "after"))
    assert [line for line in new if line not in old] == ["    graph.microsoft.com"]
    assert [line for line in old if line not in new] == []


def test_collections_go_and_everything_is_what_it_was(write, converges, emulator, holder):
    before = emulator.document(holder.id)
    write(rule_collections=BOTH)
    done = converges(rule_collections=BOTH, state="absent")
    assert done["changed"] is True and done["state"]["rule_collections"] == []
    assert steady(emulator.document(holder.id)) == steady(before)


def test_absent_where_nothing_is_changes_nothing(converges, emulator, holder):
    emulator.remove(holder.id)
    assert converges(rule_collections=BOTH, state="absent")["changed"] is False


def test_the_order_of_everything_and_the_case_of_names_is_no_change(write, emulator):
    write(rule_collections=[application(fqdns=("a.example.com", "b.example.com")), network()])
    emulator.clear_log()
    shuffled = [network(), application(fqdns=("B.example.com", "A.EXAMPLE.com"))]
    assert write(rule_collections=shuffled)["changed"] is False
    assert emulator.writes() == []


def test_purge_with_a_prefix_takes_collections_of_ours_that_are_no_longer_wanted(write, converges, emulator, holder):
    before = holder.rest(emulator.document(holder.id))
    write(rule_collections=[*BOTH, network("adx-old-network")])
    done = converges(rule_collections=BOTH, collection_prefix="adx-", purge=True)
    assert done["changed"] is True
    if before:
        assert holder.rest(emulator.document(holder.id), *NAMES) == before


def test_what_somebody_changed_in_a_rule_of_ours_is_put_right(write, converges, emulator, holder):
    write(rule_collections=BOTH)
    document = emulator.document(holder.id)
    (ours,) = [one for name in holder.lists for one in document["properties"][name] if one["name"] == NAMES[0]]
    rule = (ours.get("properties") or ours)["rules"][0]
    rule["sourceAddresses"] = ["*"]
    emulator.seed(holder.id, document)
    done = converges(rule_collections=BOTH)
    assert done["changed"] is True and "from * to" in done["diff"]["before"]


@pytest.mark.parametrize(
    ("collections", "sentence"),
    [
        ([application(fqdns=("https://x.example.com/",))], "leave out scheme, port and path"),
        ([application(), application()], "Two application rule collections are named"),
        ([network(ports=("99999",))], "has destination port '99999'"),
        ([network(priority=5)], "it takes 100 to 65000"),
    ],
)
def test_bad_input_never_costs_a_write(run, holder, emulator, collections, sentence):
    for check in (True, False):
        result = run(holder.module, check=check, **holder.at(rule_collections=collections))
        assert result["failed"] and sentence in result["msg"]
    assert emulator.writes() == []


def test_every_write_carries_the_etag_that_was_read(write, emulator, holder):
    found = emulator.document(holder.id)
    write(rule_collections=BOTH)
    headers = {name.lower(): value for name, value in emulator.writes()[0].headers.items()}
    if found is None:
        assert headers["if-none-match"] == "*"
    else:
        quoted = found["etag"] if found["etag"].endswith('"') else f'"{found["etag"]}"'
        assert headers["if-match"] == quoted


def test_nothing_is_sent_that_only_the_service_writes(write, emulator, holder):
    write(rule_collections=BOTH)
    write(rule_collections=[network()])
    for sent in emulator.writes():
        properties = sent.body["properties"]
        assert "size" not in properties
        for one in (one for name in holder.lists for one in properties[name]):
            for rule in (one.get("properties") or one)["rules"]:
                assert not {"priority", "direction", "actions", "ipv6Rule"} & set(rule)


@pytest.mark.parametrize("odd", [["a list"], "a word", 7, {"minCapacity": "not what the models expect"}])
def test_values_that_the_sdk_does_not_understand_survive_like_all_others(write, converges, emulator, holder, odd):
    write(rule_collections=[network()])  # so that a group of our own is there, too
    document = emulator.document(holder.id)
    member = "autoscaleConfiguration" if holder.name == "classic" else "ourFutureHint"
    document["properties"][member] = odd
    first = document["properties"][holder.lists[0]][0]
    (first.get("properties") or first)["ourFutureHint"] = [None, {"deep": [1.5]}]
    emulator.seed(holder.id, document)
    converges(rule_collections=BOTH)
    assert emulator.document(holder.id)["properties"][member] == odd
